# SPDX-License-Identifier: MIT
"""-2: what only later frames tell; -R, which filters the first pass; beside tshark, where there is one."""
import os
import struct
import subprocess

import captures
import wirelab
from wirelab import main, run


def dns(flags, answers=b""):
    return struct.pack("!HHHHHH", 7, flags, 1, len(answers) > 0, 0, 0) + b"\1a\0" + struct.pack("!HH", 1, 1) + answers


def echo(kind, number):
    message = struct.pack("!BBHHH", kind, 0, 0, 3, number) + b"ping"
    return message[:2] + struct.pack("!H", captures.checksum(message)) + message[4:]


def ip(payload, protocol, back=False):
    way = dict(source=captures.B, destination=captures.A) if back else {}
    return captures.ethernet(captures.ip(payload, protocol, **way))


def tcp(flags, seq, ack, payload=b"", back=False):
    ports = dict(source=80, destination=50000) if back else dict(source=50000, destination=80)
    return ip(captures.tcp(flags, seq, ack, payload, **ports), 6, back)


GET, OK = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
RECORD = b"\xc0\x0c" + struct.pack("!HHIH4s", 1, 1, 60, 4, captures.A)
FILE = captures.write("twice.pcap", [
    tcp(0x002, 99, 0), tcp(0x012, 499, 100, back=True), tcp(0x010, 100, 500),  # 1 2 3
    tcp(0x018, 100, 500, GET),                                                 # 4 a request
    tcp(0x018, 500, 100 + len(GET), OK[:30], True),                            # 5 its response, the beginning
    tcp(0x018, 530, 100 + len(GET), OK[30:], True),                            # 6 and the rest
    tcp(0x018, 100 + len(GET), 500 + len(OK), GET),                            # 7 a request without a response
    ip(captures.udp(dns(0x0100), 50000, 53), 17),                              # 8 a question
    ip(captures.udp(dns(0x8180, RECORD), 53, 50000), 17, True),                # 9 its answer
    ip(echo(8, 1), 1), ip(echo(0, 1), 1, True), ip(echo(8, 2), 1),             # 10 11 12
    *captures.fragments(captures.udp(bytes(600)), 400)])                       # 13 14
FIELDS = ["frame.number", "frame.protocols", "tcp.completeness", "tcp.analysis.initial_rtt", "tcp.reassembled_in", "http.response_in",
          "http.next_request_in", "http.request_number", "http.request_in", "dns.response_in", "dns.response_to", "icmp.resp_in",
          "icmp.resp_to", "icmp.no_resp", "ip.reassembled_in", "_ws.expert.message", "_ws.col.Info"]
SETTINGS = [[], ["-2"], ["-2", "-R", "tcp"], ["-2", "-R", "udp or icmp"], ["-2", "-R", "http.request"], ["-2", "-R", "arp"],
            ["-2", "-R", "udp", "-Y", "frame.number == 2"], ["-2", "-c", "8"], ["-2", "-R", "udp", "-c", "9"],
            ["-2", "-Y", "http.response_in"]]


def sniff(*arguments):
    result = run("sniff", "-n", "-r", FILE, *arguments, env={"TZ": "UTC"})
    assert (result.returncode, result.stderr) == (0, ""), (arguments, result)
    return result.stdout


def field(name, *arguments):
    lines = sniff("-T", "fields", "-e", "frame.number", "-e", name, *arguments).splitlines()
    return {int(number): value for number, value in (line.split("\t") for line in lines) if value}


def check_later_frames():
    for name, known in {"http.response_in": {4: "6"}, "http.next_request_in": {4: "7", 6: "7"}, "dns.response_in": {8: "9"},
                        "icmp.resp_in": {10: "11"}, "icmp.no_resp": {12: "1"}, "tcp.reassembled_in": {5: "6"},
                        "ip.reassembled_in": {13: "14"}, "tcp.analysis.initial_rtt": {n: "0.125000000" for n in range(2, 8)}}.items():
        assert field(name, "-2") == known, (name, field(name, "-2"))
        assert field(name) != known, "one pass does not know " + name
    assert set(field("tcp.completeness", "-2").values()) == {"15"}


def check_read_filter():
    assert list(field("udp.length", "-2", "-R", "udp")) == [1, 2, 3], "numbered anew"
    assert sniff("-2", "-R", "arp") == ""
    assert run("sniff", "-r", FILE, "-2", "-R", "udp", "-w", "udp.pcap").returncode == 0
    assert len(run("sniff", "-r", "udp.pcap").stdout.splitlines()) == 3
    old = run("sniff", "-r", FILE, "-R", "arp or icmp", "-T", "fields", "-e", "frame.number")
    assert (old.returncode, old.stdout.split()) == (0, ["10", "11", "12"]) and "deprecated" in old.stderr, old


def check_refused():
    for arguments in (["-2", "-r", "-"], ["-2", "-i", "lo"], ["-2", "-r", FILE, "-R", "tcp.foo"], ["-r", FILE, "-R", "tcp", "-Y", "udp"]):
        result = run("sniff", *arguments)
        assert (result.returncode, result.stdout) == (2, "") and result.stderr, (arguments, result)


def check_cut_file():
    """What is good is shown as without -2, and then the complaint."""
    with open(FILE, "rb") as whole, open("cut.pcap", "wb") as cut:
        cut.write(whole.read()[:-5])
    once, twice = run("sniff", "-r", "cut.pcap", "-q"), run("sniff", "-r", "cut.pcap", "-2", "-q")
    assert once.returncode == twice.returncode == 3 and once.stderr == twice.stderr, (once, twice)
    assert len(run("sniff", "-r", "cut.pcap", "-2").stdout.splitlines()) == 13


def check_same_as_tshark():
    if wirelab.missing("tshark"):
        return
    show = ["-T", "fields", *[word for name in FIELDS for word in ("-e", name)]]
    for setting in SETTINGS:
        theirs = subprocess.run(["tshark", "-n", "-r", FILE, *setting, *show], stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, env=dict(os.environ, TZ="UTC")).stdout.decode()
        ours = sniff(*setting, *show)
        assert ours == theirs, "%s\nours\n%s\ntheirs\n%s" % (setting, ours, theirs)


if __name__ == "__main__":
    main()
