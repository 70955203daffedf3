# SPDX-License-Identifier: MIT
"""sniff -w into several files: when the next one begins, which ones stay, and what is refused."""
import glob
import json
import os
import re
import socket

import captures
from wirelab import Program, leave_out, main, run

FILE = captures.write("conversation.pcap", captures.conversation())


def may_capture():
    probe = run("sniff", "-i", "lo", "-a", "duration:0.01", "-q", "udp port 9")
    if probe.returncode == 3 and "permission" in probe.stderr:
        leave_out("capturing is not allowed here")
        return False
    return True


def datagrams(count):
    """So many, to a socket of our own; its port."""
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    return receiver, lambda: [receiver.sendto(b"%d" % number, receiver.getsockname()) for number in range(count)]


def packets(path):
    out = run("sniff", "-r", path, "-T", "fields", "-e", "data")
    assert out.returncode == 0, out
    return [bytes.fromhex(line).decode() for line in out.stdout.split()]


def check_link_types():
    result = run("sniff", "-L", "-r", "no-such-file")
    assert result.returncode == 2 and "of an interface" in result.stderr, result
    if not may_capture():
        return
    assert run("sniff", "-L", "-i", "lo").stdout \
        == "Data link types of interface lo (use option -y to set):\n  EN10MB (Ethernet)\n"
    assert json.loads(run("sniff", "-L", "-i", "lo", "--json").stdout)["name"] == "EN10MB"
    assert run("sniff", "-i", "lo", "-y", "EN10MB", "-a", "duration:0.01", "-q").returncode == 0
    for arguments, words in {("-y", "NONE"): "no link type", ("-y", "DOCSIS"): "lo has no link type", ("-I",): "monitor mode"}.items():
        result = run("sniff", "-i", "lo", *arguments)
        assert result.returncode == 3 and words in result.stderr and "hint: " in result.stderr, result


def check_the_newest_files_stay():
    if not may_capture():
        return
    receiver, send = datagrams(25)
    port = receiver.getsockname()[1]
    with Program("sniff", "-i", "lo", "-f", "udp port %d" % port, "-w", "ring.pcapng", "-P", "-b", "packets:5", "-b",
                 "files:2") as capture:
        capture.event("listening")
        send()
        for _ in range(25):
            capture.event("packet")
        assert capture.stop() == 0
    names = sorted(glob.glob("ring_*.pcapng"))
    assert [re.sub(r"_\d{14}\.", "_TIME.", name) for name in names] == ["ring_00005_TIME.pcapng", "ring_00006_TIME.pcapng"]
    assert packets(names[0]) == ["20", "21", "22", "23", "24"] and packets(names[1]) == []
    receiver.close()


def check_the_end_after_so_many_files():
    if not may_capture():
        return
    receiver, send = datagrams(40)
    port = receiver.getsockname()[1]
    with Program("sniff", "-i", "lo", "-f", "udp port %d" % port, "-F", "pcap", "-w", "end.pcap", "-b", "filesize:1", "-b",
                 "nametimenum:2", "-a", "files:2") as capture:
        capture.event("listening")
        send()
        assert capture.wait() == 0
    names = sorted(glob.glob("end_*.pcap"))
    assert [re.sub(r"_\d{14}_", "_TIME_", name) for name in names] == ["end_TIME_00001.pcap", "end_TIME_00002.pcap"]
    assert all(1000 <= os.path.getsize(name) < 1100 for name in names)
    assert packets(names[0]) + packets(names[1]) == [str(number) for number in range(len(packets(names[0])) * 2)]
    receiver.close()


def check_a_file_for_each_stretch_of_time():
    if not may_capture():
        return
    with Program("sniff", "-i", "lo", "-f", "udp port 9", "-w", "time.pcapng", "-b", "duration:0.05", "-a", "files:3") as capture:
        assert capture.wait() == 0
    assert len(glob.glob("time_*.pcapng")) == 3


def check_what_makes_no_sense():
    for arguments, words in [(("-r", FILE, "-w", "x", "-b", "packets:1"), "live captures"),
                             (("-b", "packets:1"), "needs the name of a file"),
                             (("-w", "-", "-b", "packets:1"), "needs the name of a file"),
                             (("-w", "x", "-b", "files:3"), "when to begin the next one"),
                             (("-w", "x", "-b", "packets:0"), "is not a condition to change the file"),
                             (("-w", "x", "-b", "nametimenum:3"), "is not a condition to change the file"),
                             (("-w", "x", "-b", "lines:3"), "is not a condition to change the file"),
                             (("-w", "x", "-a", "files:3"), "counts the files of -b"),
                             (("-w", "x", "-a", "files:none"), "is not a condition to stop at")]:
        out = run("sniff", *arguments)
        assert out.returncode == 2 and words in out.stderr, (arguments, out)
        assert not os.path.exists("x")


if __name__ == "__main__":
    main()
