# SPDX-License-Identifier: MIT
"""What is dissected as what: -d, --disable-protocol and its like; beside tshark, where there is one."""
import os
import struct
import subprocess

import captures
import wirelab
from wirelab import main, run

QUESTION = struct.pack("!HHHHHH", 7, 0x2900, 1, 0, 0, 0) + b"\3www\7example\3com\0" + struct.pack("!HH", 1, 1)
REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def segment(payload, port):
    return captures.ethernet(captures.ip(captures.tcp(0x018, 1, 1, payload, source=50000, destination=port), 6))


FILE = captures.write("decode.pcap", [
    segment(REQUEST, 8888), segment(b"NICK alice\r\n", 8889), segment(b"no request\r\n", 8890),  # 1 2 3
    captures.ethernet(captures.ip(captures.udp(QUESTION, 50000, 53), 17)),                       # 4
    captures.ethernet(captures.ip(captures.udp(QUESTION, 50000, 5300), 17)),                     # 5
    captures.ethernet(captures.ip(captures.tcp(0x002, 1, 0), 200))])                             # 6
RIGHT = [[], ["-d", "tcp.port==8890,irc"], ["-d", "tcp.port==8889-8890,irc"], ["-d", "tcp.port==8889:2,irc"],
         ["-d", "tcp.port==0x22b9,irc"], ["-d", "tcp.port==8888,data"], ["-d", "tcp.port==8888,irc"],
         ["-d", "udp.port==5300,dns"], ["-d", "ip.proto==200,tcp"], ["-d", "udp.port==5300,dns", "-d", "udp.port==5300,data"],
         ["-d", "ethertype==0x0800,arp"], ["--disable-protocol", "http"], ["--disable-protocol", "tcp"],
         ["--disable-protocol", "dns", "--disable-protocol", "http"], ["--disable-protocol", "frame"],
         ["--disable-heuristic", "http_tcp"], ["--enable-heuristic", "http_tcp"], ["--enable-protocol", "http"]]
WRONG = [".", "help", "tcp.port", "tcp.port==", "tcp.port==80", "tcp.port==80,", "tcp.port==80,foo", "foo==1,http",
         "tcp.port==a,http", "tcp.port==8890-8888,http", "tcp.port==80:0,http", "tcp.port==80-,http", "tcp.port==80-90-1,http",
         "tcp.port==99999999999,http", "tcp.port==-80,http", "tcp.port==80,tcp", "udp.port==80,irc", ",", "=", "==,http",
         "tcp.port==0-4294967295,http", "x" * 100000]
SHOW = ["-T", "fields", "-e", "frame.number", "-e", "frame.protocols", "-e", "_ws.col.Protocol"]


def sniff(*arguments):
    result = run("sniff", "-n", "-r", FILE, *arguments, *SHOW)
    assert (result.returncode, result.stderr) == (0, ""), (arguments, result)
    return result.stdout


def protocols(*arguments):
    return [line.split("\t")[1].split(":")[3:] for line in sniff(*arguments).splitlines()]


def check_decode_as():
    assert protocols() == [["tcp", "http"], ["tcp", "data"], ["tcp", "data"], ["udp", "dns"], ["udp", "data"], ["data"]], protocols()
    assert protocols("-d", "tcp.port==8889-8890,irc")[1:3] == [["tcp", "irc"]] * 2
    assert protocols("-d", "tcp.port==8888:3,data")[:3] == [["tcp", "data"]] * 3
    assert protocols("-d", "udp.port==5300,dns")[4] == ["udp", "dns"]
    assert protocols("-d", "ip.proto==200,tcp")[5] == ["tcp"]
    assert protocols("-d", "udp.port==5300,dns", "-d", "udp.port==5300,data")[4] == ["udp", "data"], "the last one counts"


def check_left_away():
    assert protocols("--disable-protocol", "http,dns") == \
        [["tcp", "data"]] * 3 + [["udp", "data"]] * 2 + [["data"]]
    assert protocols("--only-protocols", "eth,ip,udp")[3:5] == [["udp", "data"]] * 2
    assert protocols("--only-protocols", "eth,ip", "--enable-protocol", "udp")[0] == ["data"]
    assert protocols("--disable-heuristic", "http_tcp")[0] == ["tcp", "data"]


def check_refused():
    for typed in WRONG:
        result = run("sniff", "-r", FILE, "-d", typed)
        assert (result.returncode, result.stdout) == (2, "") and result.stderr.startswith("wirelab sniff: "), (typed[:50], result)
    assert "\ttcp.port (TCP port)\n" in run("sniff", "-r", FILE, "-d", "help").stderr
    assert "\thttp (Hypertext Transfer Protocol)\n" in run("sniff", "-r", FILE, "-d", "tcp.port==80,foo").stderr
    for option, name in {"--disable-protocol": "htp", "--enable-protocol": "htp", "--only-protocols": "eth,htp",
                         "--disable-heuristic": "http", "--enable-heuristic": "x"}.items():
        assert run("sniff", "-r", FILE, option, name).returncode == 2, option
    assert "did you mean http?" in run("sniff", "-r", FILE, "--disable-protocol", "htttp").stderr


def check_same_as_tshark():
    if wirelab.missing("tshark"):
        return
    environment = dict(os.environ, TZ="UTC")
    for arguments in RIGHT:
        theirs = subprocess.run(["tshark", "-n", "-r", FILE, *arguments, *SHOW], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, env=environment).stdout.decode()
        ours = sniff(*arguments)
        assert ours == theirs, "%s\nours\n%s\ntheirs\n%s" % (arguments, ours, theirs)


if __name__ == "__main__":
    main()
