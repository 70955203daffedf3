# SPDX-License-Identifier: MIT
"""sniff -n, -N, -H and -W n: names for addresses and ports; beside tshark, where there is one."""
import os
import socket
import struct
import subprocess

import captures
import wirelab
from wirelab import main, run

LOOP, CLIENT = bytes([127, 0, 0, 1]), bytes([203, 0, 113, 5])
CONFIG = os.path.abspath("config")
ENV = {"TZ": "UTC", "XDG_CONFIG_HOME": CONFIG}
FIELDS = ["-T", "fields", "-e", "eth.dst_resolved", "-e", "ip.src", "-e", "ip.src_host", "-e", "_ws.col.Source",
          "-e", "_ws.col.Destination", "-e", "udp.port", "-e", "_ws.col.Info"]
MODES = [["-T", "tabs"], FIELDS, ["-q", "-z", "conv,udp"], ["-q", "-z", "conv,ip"], ["-q", "-z", "conv,eth"],
         ["-q", "-z", "endpoints,udp"], ["-q", "-z", "endpoints,ip"], ["-q", "-z", "flow,any,standard"], ["-q", "-z", "dests,tree"]]
CHOICES = [[], ["-n"], ["-N", "m"], ["-N", "n"], ["-N", "nt"], ["-N", "nd"], ["-N", "t", "-n"], ["-n", "-N", "t"],
           ["-N", "nd", "-N", "t"], ["-N", "v"]]


def answer(name, address):
    """A name server's answer: an A record."""
    labels = b"".join(bytes([len(label)]) + label for label in name.split(b".")) + b"\0"
    return struct.pack("!6H", 7, 0x8180, 1, 1, 0, 0) + labels + struct.pack("!2H", 1, 1) \
        + struct.pack("!3HIH", 0xc00c, 1, 1, 60, 4) + address


def frames():
    options = struct.pack("!BBH", 2, 4, 1460)
    return [captures.ethernet(captures.ip(captures.udp(answer(b"told.example", captures.B), 53, 40001), 17, destination=CLIENT)),
            captures.ethernet(captures.ip(captures.udp(b"x", 40001, 40002), 17, source=captures.B, destination=captures.A)),
            captures.ethernet(captures.ip(captures.tcp(2, 1, 0, options=options, source=3254, destination=80), 6)),
            bytes.fromhex("01005e0000fb0a0b0c010203") + captures.ethernet(captures.ip(captures.udp(b"y"), 17))[12:],
            bytes.fromhex("ffffffffffff0a0b0c010203") + struct.pack("!H", 0x88b5) + bytes(46),
            captures.ethernet(captures.ip(captures.udp(b"z"), 17, source=LOOP, destination=LOOP))]


FILE = captures.write("names.pcap", frames())
os.makedirs(CONFIG + "/wireshark", exist_ok=True)
with open(CONFIG + "/wireshark/ethers", "w") as own:
    own.write("0a:0b:0c:01:02:03 alice\n")
with open(CONFIG + "/wireshark/hosts", "w") as own:
    own.write("192.0.2.1 own.example\n")
with open("hosts", "w") as hosts:
    hosts.write("192.0.2.1 here.example other  # a remark\n203.0.113.9 absent.example\n")


def sniff(*arguments):
    return run("sniff", "-r", FILE, *arguments, env=ENV)


def sources(*arguments):
    result = sniff(*arguments, "-T", "fields", "-e", "_ws.col.Source")
    assert (result.returncode, result.stderr) == (0, ""), result
    return result.stdout.split()


def check_numbers_unless_asked():
    numbers = ["192.0.2.1", "198.51.100.22", "192.0.2.1", "192.0.2.1", "0a:0b:0c:01:02:03", "127.0.0.1"]
    for choice in [], ["-n"], ["-N", "mnd", "-n"], ["-N", "t"], ["-N", "d"], ["-N", "N"], ["-N", "v"]:
        assert sources("-H", "hosts", *choice) == numbers, choice


def check_kinds():
    assert sources("-N", "m")[4] == "alice"
    assert sources("-N", "n")[0] == "own.example"
    assert sources("-N", "n", "-H", "hosts")[:2] == ["here.example", "198.51.100.22"]
    assert sources("-N", "nd", "-H", "hosts")[:2] == ["here.example", "told.example"]
    shown = sniff("-N", "m", "-V").stdout
    assert "Dst: IPv4mcast_fb (01:00:5e:00:00:fb)" in shown and "Dst: Broadcast (ff:ff:ff:ff:ff:ff)" in shown, shown
    assert " → http(80) [SYN]" in sniff("-N", "t").stdout
    assert "Src Port: 40001 (40001)" in sniff("-N", "t", "-V").stdout


def check_companies():
    """Who makes stations, told in full by the list that Wireshark installs, whether names are shown or not."""
    if not os.path.exists("/usr/share/wireshark/manuf"):
        wirelab.leave_out("no list of makers is installed")
        return
    file = captures.write("makers.pcap", [bytes.fromhex("000001020304" + "0a0b0c010203" + "88b5") + bytes(46)])
    fields = ["-T", "fields", "-e", "eth.dst.oui_resolved", "-e", "eth.src.oui_resolved", "-e", "eth.addr.oui_resolved"]
    for names in ["-n"], ["-N", "m"]:
        result = run("sniff", "-r", file, *names, "-Y", 'eth.dst.oui_resolved == "Xerox Corporation"', *fields, env=ENV)
        assert result.stdout == "Xerox Corporation\t\tXerox Corporation\n", (names, result)
    pdml = run("sniff", "-r", file, "-T", "pdml", env=ENV).stdout
    assert 'showname="Destination OUI: 00:00:01 (Xerox Corporation)"' in pdml, pdml
    assert 'showname="Source OUI: 0a:0b:0c"' in pdml, pdml


def check_filters_see_names():
    result = sniff("-N", "n", "-H", "hosts", "-Y", 'ip.host == "here.example" && tcp', "-T", "fields", "-e", "frame.number")
    assert result.stdout == "3\n", result
    result = sniff("-Y", 'ip.host == "here.example"')
    assert (result.returncode, result.stdout) == (0, "")


def check_two_passes():
    """What is answered later is known in the second pass."""
    later = captures.write("later.pcap", list(reversed(frames()[:2])))
    once = run("sniff", "-r", later, "-N", "nd", "-T", "fields", "-e", "ip.src_host", env=ENV).stdout.split()
    twice = run("sniff", "-r", later, "-2", "-N", "nd", "-T", "fields", "-e", "ip.src_host", env=ENV).stdout.split()
    assert once == ["198.51.100.22", "own.example"] and twice == ["told.example", "own.example"], (once, twice)


def check_name_servers():
    """127.0.0.1 has a name on nearly every machine, which needs no name server."""
    try:
        name = socket.getnameinfo(("127.0.0.1", 0), socket.NI_NAMEREQD)[0]
    except OSError:
        wirelab.leave_out("127.0.0.1 has no name")
        return
    assert sniff("-N", "nN", "-Y", "ip.src == 127.0.0.1", "-T", "fields", "-e", "ip.src_host").stdout == name + "\n"
    assert sniff("-N", "n", "-Y", "ip.src == 127.0.0.1", "-T", "fields", "-e", "ip.src_host").stdout == "127.0.0.1\n"


def check_names_are_kept():
    """-W n and -H leave names in the file, from which -N n takes them."""
    kept = {"-W": (["-W", "n"], "198.51.100.22\ttold.example\n"), "-H": (["-H", "hosts"], "203.0.113.9\tabsent.example\n")}
    for option, (arguments, line) in kept.items():
        assert sniff(*arguments, "-w", "kept.pcapng").returncode == 0
        listed = run("sniff", "-r", "kept.pcapng", "-q", "-z", "hosts").stdout
        assert line in listed, (option, listed)
        names = run("sniff", "-r", "kept.pcapng", "-N", "n", "-T", "fields", "-e", "ip.host", env=ENV).stdout
        assert ("told.example" if option == "-W" else "here.example") in names, (option, names)
        if not wirelab.missing("tshark"):
            theirs = subprocess.run(["tshark", "-r", "kept.pcapng", "-N", "n", "-T", "fields", "-e", "ip.host"],
                                    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **ENV}).stdout
            assert theirs.decode() == names, (option, theirs, names)


def check_refused():
    for arguments, status, words in [(["-N", "mq"], 2, "unknown resolving option 'q'"), (["-W", "x"], 2, "Invalid -W"),
                                     (["-N", "n", "-H", "no-such-file"], 3, "no-such-file")]:
        result = sniff(*arguments)
        assert result.returncode == status and words in result.stderr, (arguments, result)


def check_same_as_tshark():
    """As tshark, for which stations have names unless -n says otherwise."""
    if wirelab.missing("tshark"):
        return
    os.symlink(wirelab.WIRELAB, "tshark")
    for arguments in [[*choice, "-P", "-V"] for choice in CHOICES] + [["-N", "mntd", *mode] for mode in MODES]:
        theirs, ours = (subprocess.run([program, "-r", FILE, "-H", "hosts", *arguments], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, env={**os.environ, **ENV}).stdout.decode().splitlines()
                        for program in ["tshark", os.path.abspath("tshark")])
        different = [pair for pair in zip(theirs, ours) if pair[0] != pair[1]]
        assert not different and len(theirs) == len(ours), (arguments, different[:5])


main()
