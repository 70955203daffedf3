# SPDX-License-Identifier: MIT
"""-o of sniff: what is checked, put together and counted; beside tshark, where there is one."""
import os
import struct
import subprocess

import captures
import wirelab
from wirelab import main, run


def summed(segment, protocol, wrong=False):
    """The segment with its checksum, or with a wrong one."""
    at = 16 if protocol == 6 else 6
    pseudo = captures.A + captures.B + struct.pack("!BBH", 0, protocol, len(segment))
    value = captures.checksum(pseudo + segment) ^ (0x0101 if wrong else 0)
    return segment[:at] + struct.pack("!H", value) + segment[at + 2:]


def damaged(packet):
    """An IP packet whose header has a wrong checksum."""
    return packet[:10] + b"\x12\x34" + packet[12:]


SYN, DATA = captures.tcp(0x002, 1000, 0), captures.tcp(0x018, 1001, 0, b"hello")
PIECES = captures.fragments(captures.udp(bytes(600)), 400)
FILE = captures.write("preferences.pcap", [
    captures.ethernet(captures.ip(summed(SYN, 6), 6)),                               # 1 right
    captures.ethernet(captures.ip(summed(DATA, 6, wrong=True), 6)),                  # 2 TCP wrong
    captures.ethernet(captures.ip(summed(captures.udp(b"good"), 17), 17)),           # 3 right
    captures.ethernet(captures.ip(summed(captures.udp(b"bad"), 17, wrong=True), 17)),  # 4 UDP wrong
    captures.ethernet(captures.ip(captures.udp(b"none"), 17)),                       # 5 no checksum
    captures.ethernet(damaged(captures.ip(captures.udp(b"head"), 17))),              # 6 IP wrong
    *PIECES])                                                                        # 7, 8 fragments
CHECK = ["-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:true", "-o", "udp.check_checksum: TRUE"]
SETTINGS = [[], CHECK, ["-o", "ip.defragment:FALSE"], ["-o", "tcp.relative_sequence_numbers:FALSE"],
            ["-o", "tcp.analyze_sequence_numbers:FALSE"], ["-o", "tcp.calculate_timestamps:FALSE"],
            ["-o", "udp.calculate_timestamps:FALSE"], ["-o", "tcp.desegment_tcp_streams:FALSE"]]
FIELDS = ["frame.protocols", "ip.checksum.status", "ip.checksum_calculated", "tcp.checksum.status", "tcp.checksum_calculated",
          "udp.checksum.status", "udp.checksum_calculated", "tcp.seq", "tcp.seq_raw", "tcp.time_delta", "udp.time_delta",
          "_ws.expert.message", "_ws.col.Info"]


def sniff(*arguments):
    result = run("sniff", "-n", "-r", FILE, *arguments, env={"TZ": "UTC"})
    assert (result.returncode, result.stderr) == (0, ""), (arguments, result)
    return result.stdout


def fields(*arguments):
    return [line.split("\t") for line in sniff("-T", "fields", *arguments).splitlines()]


def check_checksums():
    assert fields("-e", "tcp.checksum.status", "-e", "udp.checksum.status")[:5] == [
        ["2", ""], ["2", ""], ["", "2"], ["", "2"], ["", "3"]]
    rows = fields(*CHECK, "-e", "tcp.checksum.status", "-e", "udp.checksum.status", "-e", "ip.checksum.status")
    assert rows[:6] == [["1", "", "1"], ["0", "", "1"], ["", "1", "1"], ["", "0", "1"], ["", "3", "1"], ["", "3", "0"]], rows
    assert fields(*CHECK, "-Y", "_ws.expert.group == Checksum", "-e", "frame.number") == [["2"], ["4"], ["6"]]
    assert "[TCP CHECKSUM INCORRECT]" in sniff(*CHECK) and "INCORRECT" not in sniff()


def check_fragments():
    assert [row[0] for row in fields("-e", "udp.length")][6:] == ["", "608"]
    assert [row[0] for row in fields("-o", "ip.defragment:FALSE", "-e", "udp.length")][6:] == ["608", ""]


def check_numbers():
    assert fields("-Y", "tcp", "-e", "tcp.seq", "-e", "tcp.seq_raw") == [["0", "1000"], ["1", "1001"]]
    for name in "tcp.relative_sequence_numbers", "tcp.analyze_sequence_numbers":
        assert fields("-o", name + ":FALSE", "-Y", "tcp", "-e", "tcp.seq") == [["1000"], ["1001"]]


def check_refused():
    for setting, words in {"tcp.check_sum:TRUE": "unknown preference", "tcp.check_checksum": "Invalid -o flag",
                           "tcp.check_checksum:maybe": "neither TRUE nor FALSE", ":": "unknown preference",
                           "x" * 100000 + ":TRUE": "unknown"}.items():
        result = run("sniff", "-r", FILE, "-o", setting)
        assert (result.returncode, result.stdout) == (2, "") and words in result.stderr, (setting[:40], result)
    assert "tcp.check_checksum" in run("sniff", "-r", FILE, "-o", "tcp.check_checksun:TRUE").stderr


def check_what_cannot_be_changed():
    """A remark, and tshark's command lines go on; none where nothing else was asked for."""
    for setting, remark in {"tcp.reassemble_out_of_order:TRUE": 'this stays "FALSE" here\n', "tcp.try_heuristic_first: false": "",
                            "http.tls.port:443,8443": 'this stays "443" here\n', "tls.debug_file:": ""}.items():
        result = run("sniff", "-r", FILE, "-o", setting, "-T", "fields", "-e", "frame.number")
        assert result.returncode == 0 and result.stdout.startswith("1\n2\n"), (setting, result)
        assert result.stderr == (remark and "-o %s: %s" % (setting, remark)), (setting, result)


def check_same_as_tshark():
    if wirelab.missing("tshark"):
        return
    show = ["-T", "fields", *[word for field in FIELDS for word in ("-e", field)]]
    for setting in SETTINGS:
        theirs = subprocess.run(["tshark", "-n", "-r", FILE, *setting, *show], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, env=dict(os.environ, TZ="UTC")).stdout.decode()
        ours = sniff(*setting, *show)
        assert ours == theirs, "%s\nours\n%s\ntheirs\n%s" % (setting, ours, theirs)


if __name__ == "__main__":
    main()
