# SPDX-License-Identifier: MIT
"""Statistics of sniff -z: what tshark prints, to the byte; limits, JSON, and captures that lie."""
import difflib
import json
import os
import random
import struct
import subprocess

import captures
import wirelab
from wirelab import main, run

CLIENT, SERVER, RESOLVER = captures.A, captures.B, bytes([192, 0, 2, 53])
ENV = dict(os.environ, TZ="UTC", LC_ALL="C.UTF-8")


def message(flags, questions, answers=b"", count=0):
    return struct.pack("!HHHHHH", 0x1234, flags, 1, count, 0, 0) + questions + answers


def dns_pair():
    name = b"\x03www\x07example\x03org\0"
    question = name + struct.pack("!HH", 1, 1)
    answer = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 300, 4) + SERVER
    return [captures.ethernet(captures.ip(captures.udp(message(0x0100, question), 5353 + 1, 53), 17, destination=RESOLVER)),
            captures.ethernet(captures.ip(captures.udp(message(0x8180, question, answer, 1), 53, 5353 + 1), 17,
                                          source=RESOLVER, destination=CLIENT))]


def in_vxlan(frame):
    header = struct.pack("!BxxxI", 8, 42 << 8)
    return captures.ethernet(captures.ip(captures.udp(header + frame, 40000, 4789), 17, source=RESOLVER, destination=SERVER))


def web():
    talk = captures.Talk(40001, 80).open()
    talk.send(True, b"GET /a?b=c HTTP/1.1\r\nHost: www.example.org\r\n\r\n")
    talk.send(False, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n"
                     b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
    talk.send(True, b"POST /form HTTP/1.1\r\nHost: www.example.org\r\nContent-Length: 3\r\n\r\nx=1")
    talk.send(False, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    return talk.send(True, flags=0x11).send(False, flags=0x11).send(True, flags=0x10).frames


def trouble():
    """Out of order, overlapping, repeated, and a hole that the other side acknowledges."""
    talk = captures.Talk(40002, 7777).open()
    base = talk.seq[True]
    talk.send(True, b"first ")
    talk.send(True, b"third ", at=base + 13)
    talk.send(True, b"second ", at=base + 6)
    talk.send(True, b"second third fourth ", at=base + 6)
    talk.send(True, b"first ", at=base)
    talk.seq[True] = base + 50
    talk.send(True, b"behind a hole\n")
    talk.send(False, b"answer \xff\x00\x80 \r\n")
    talk.send(True, b"the end")
    return talk.frames


def echo(kind, seq):
    body = struct.pack("!BBHHH", kind, 0, 0, 5, seq) + b"ping!"
    body = body[:2] + struct.pack("!H", captures.checksum(body)) + body[4:]
    ends = (CLIENT, SERVER) if kind == 8 else (SERVER, CLIENT)
    return captures.ethernet(captures.ip(body, 1, source=ends[0], destination=ends[1]))


FRAMES = captures.conversation() + dns_pair() + web() + trouble() + [echo(8, 2), echo(0, 2), echo(8, 3)]
FILE = captures.write("statistics.pcap", FRAMES)

SAME = ["io,phs", "io,phs,tcp"] + \
    [name + "," + kind for name in ("conv", "endpoints") for kind in ("eth", "ip", "ipv6", "tcp", "udp", "wlan", "ip,tcp")] + \
    ["follow,tcp,%s,%d" % (mode, stream) for mode in ("ascii", "hex", "raw", "yaml", "ebcdic") for stream in range(4)] + \
    ["follow,tcp,ascii,2,2-3", "follow,tcp,hex,2,3", "follow,udp,hex,1", "follow,udp,yaml,2", "follow,http,ascii,1",
     "follow,http,raw,1", "follow,tls,ascii,1", "follow,tcp,ascii,192.0.2.1:40002,198.51.100.22:7777"] + \
    ["io,stat,0", "io,stat,1", "io,stat,0.25,tcp,udp", "io,stat,100",
     "io,stat,0.5,COUNT(tcp.len)tcp.len,SUM(tcp.len)tcp.len,MIN(frame.len)frame.len,MAX(tcp.len)tcp,AVG(tcp.len)tcp.len",
     "io,stat,1,LOAD(frame.time_delta)frame.time_delta,MAX(frame.time_relative)frame.time_relative,FRAMES(),BYTES()udp",
     "io,stat,1,FRAMES,BYTES,FRAMES BYTES",
     "io,stat,100,COUNT(tcp.analysis.duplicate_ack)tcp.analysis.duplicate_ack"] + \
    ["expert", "expert,warn", "expert,note,tcp", "http,tree", "http_req,tree", "http_srv,tree", "http,stat", "http,stat,tcp.port == 80", "dns,tree", "plen,tree",
     "ptype,tree", "dests,tree", "ip_hosts,tree", "ip_srcdst,tree", "ipv6_hosts,tree", "plen,tree,udp",
     "flow,any,standard", "flow,any,network", "flow,tcp,standard", "flow,tcp,network,tcp.port == 80", "flow,icmp,standard",
     "icmp,srt", "icmp,srt,ip", "icmpv6,srt", "dhcp,stat", "dhcp,stat,udp"]


def sniff(*arguments, file=FILE):
    return subprocess.run([wirelab.WIRELAB, "sniff", "-r", file, "-q", "-n", *arguments], capture_output=True, env=ENV)


def check_tunnel():
    """Ports belong to the addresses around them, not to those of a packet that the datagram carries."""
    name = captures.write("tunnel.pcap", [in_vxlan(frame) for frame in dns_pair()])
    rows = [line.split()[:3] for line in run("sniff", "-r", name, "-q", "-z", "conv,udp", env=ENV).stdout.splitlines()
            if "<->" in line]
    assert sorted(rows) == [["192.0.2.1:5354", "<->", "192.0.2.53:53"],
                            ["192.0.2.53:40000", "<->", "198.51.100.22:4789"]], rows


def check_all_are_tsharks():
    """Several at a time, since tshark takes its time to start; but io,phs tells more there beside others, and the
    severity of the last expert is that of all."""
    if wirelab.missing("tshark"):
        return
    groups = [[statistic] for statistic in SAME if statistic.startswith(("io,phs", "expert"))]
    rest = [statistic for statistic in SAME if [statistic] not in groups]
    groups += [rest[at:at + 12] for at in range(0, len(rest), 12)]
    wrong = []
    for group in groups:
        options = [option for statistic in group for option in ("-z", statistic)]
        theirs = subprocess.run(["tshark", "-r", FILE, "-q", "-n", *options], capture_output=True, env=ENV).stdout
        ours = sniff(*options)
        assert ours.returncode == 0, (group, ours.stderr)
        if ours.stdout != theirs:
            wrong += [str(group), *difflib.unified_diff(theirs.decode().splitlines(), ours.stdout.decode().splitlines(),
                                                        "tshark", "wirelab", lineterm="")]
    assert not wrong, "\n".join(wrong)


def check_times_by_the_clock():
    """-t: in local time or in UTC; intervals begin at the first frame that counts."""
    options = ["-z", "io,stat,1,udp", "-z", "conv,tcp"]
    new_york = {**os.environ, "TZ": "America/New_York"}
    starts = {stamp: subprocess.run([wirelab.WIRELAB, "sniff", "-r", FILE, "-q", "-n", "-t", stamp, *options],
                                    capture_output=True, env=new_york).stdout for stamp in ("a", "ad", "adoy", "u", "ud", "udoy")}
    assert len(set(starts.values())) == 6, starts
    if wirelab.missing("tshark"):
        return
    for stamp in ("a", "ad", "adoy", "ud", "udoy"):  # of u, tshark forgets to end a line
        theirs = subprocess.run(["tshark", "-r", FILE, "-q", "-n", "-t", stamp, *options], capture_output=True, env=new_york).stdout
        assert starts[stamp] == theirs, "\n".join(difflib.unified_diff(
            theirs.decode().splitlines(), starts[stamp].decode().splitlines(), "tshark", "wirelab", lineterm=""))


def check_values_behind_the_info_column():
    fields = ("tcp.len", "tcp.port", "ip.src", "tcp.flags", "tcp.flags.syn", "http.host", "frame.time", "tcp.payload", "udp",
              "http.response.line")
    options = [option for field in fields for option in ("-z", "proto,colinfo,%s,%s" % (field, field))]
    ours = run("sniff", "-r", FILE, "-n", *options, env=ENV)
    assert '  http.host == "www.example.org"' in ours.stdout and "  udp  " in ours.stdout, ours.stdout + ours.stderr
    bare = run("sniff", "-r", FILE, "-z", "proto,colinfo,,frame.len", "-T", "fields", "-e", "_ws.col.Info", env=ENV)
    assert all("  frame.len == " in line for line in bare.stdout.splitlines()), bare.stdout
    other = run("sniff", "-r", FILE, "-z", "proto,colinfo,udp,ip.proto", env=ENV).stdout
    assert other.count("  ip.proto == 17\n") == run("sniff", "-r", FILE, "-Y", "udp").stdout.count("\n"), other
    for typed in ("proto,colinfo", "proto,colinfo,tcp", "proto,colinfo,tcp,", "proto,colinfo,tcp,tcp.lenn", "proto,colinfo,tcp ==,tcp.len"):
        result = run("sniff", "-r", FILE, "-z", typed)
        assert result.returncode == 2 and result.stderr, (typed, result.stderr)
    if not wirelab.missing("tshark"):
        theirs = subprocess.run(["tshark", "-r", FILE, "-n", *options], capture_output=True, env=ENV, text=True).stdout
        assert ours.stdout == theirs, "\n".join(difflib.unified_diff(theirs.splitlines(), ours.stdout.splitlines(), lineterm=""))


def check_several_at_once_come_in_tsharks_order():
    result = sniff("-z", "conv,tcp", "-z", "io,phs").stdout
    assert result.index(b"Protocol Hierarchy") < result.index(b"TCP Conversations")


def check_a_field_alone_is_the_same():
    """What no field asked for depends on is not dissected: no value may tell that."""
    known = [line.split("\t") for line in run("sniff", "-G", "fields").stdout.splitlines()]
    names = [row[2] for row in known if row[0] == "F" and row[2].startswith(("tcp.", "udp.", "frame."))]
    asked = [word for name in names for word in ("-e", name)]
    table = run("sniff", "-n", "-r", FILE, "-T", "fields", *asked).stdout.split("\n")[:-1]
    columns = list(zip(*(line.split("\t") for line in table)))
    for name, column in zip(names, columns):
        alone = run("sniff", "-n", "-r", FILE, "-T", "fields", "-e", name).stdout.split("\n")[:-1]
        assert alone == list(column), (name, alone, column)


def check_streams_are_put_in_order():
    text = sniff("-z", "follow,tcp,raw,2").stdout.decode()
    lines = [line for line in text.splitlines() if not line.startswith(("=", "Follow", "Filter", "Node"))]
    said = b"".join(bytes.fromhex(line) for line in lines if line and not line.startswith("\t"))
    assert said.startswith(b"first second third fourth "), said
    assert b"[24 bytes missing in capture file]\0behind a hole\n" in said, said


def check_json_has_rows():
    for statistic in SAME:
        line = json.loads(sniff("--json", "-z", statistic).stdout)
        assert line["event"] == "statistic" and line["statistic"] == statistic, line
        assert isinstance(line["rows"], list), line
    rows = json.loads(sniff("--json", "-z", "conv,tcp").stdout)["rows"]
    assert sum(row["frames_a_to_b"] + row["frames_b_to_a"] for row in rows) == len(web()) + len(trouble()) + 3, rows


def check_what_is_none_is_refused():
    for typed, word in {"nonsense": "no such statistic", "conv,nonsense": "of that type", "follow,tcp,loud,0": "display mode",
                        "follow,tcp,ascii,x": "Invalid address", "follow,tcp,ascii,0,3-2": "Invalid range",
                        "io,stat,x": "invalid", "io,stat,1,SUM(ip.src)ip.src": "integral values",
                        "io,stat,1,SUM(no.such)": "no field named", "io,phs,ip.src ==": "invalid",
                        "io,stat,1,LOAD(tcp.len)tcp.len": "relative-time"}.items():
        result = sniff("-z", typed)
        assert result.returncode == 2 and word in result.stderr.decode(), (typed, result.stderr)


def check_help_lists_all():
    listed = run("sniff", "-z", "help").stdout
    for name in ("io,phs", "conv,TYPE", "follow,PROTOCOL", "io,stat,INTERVAL", "http,tree", "dns,tree"):
        assert name in listed, listed


def names_block(address, name):
    value = address + name
    record = struct.pack("<HH", 1, len(value)) + value + b"\0" * (-len(value) % 4) + struct.pack("<HH", 0, 0)
    return struct.pack("<II", 4, len(record) + 12) + record + struct.pack("<I", len(record) + 12)


def check_hosts():
    listed = sniff("-z", "hosts").stdout.decode()
    assert listed.endswith("gathered from statistics.pcap\n\n198.51.100.22\twww.example.org\n"), listed
    header = struct.pack("<IIIHHqI", 0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0, -1, 28)
    with open("names.pcapng", "wb") as file:
        file.write(header + names_block(bytes([10, 0, 0, 7]), b"printer.lab\0other\0"))
    listed = sniff("-z", "hosts,ipv4", file="names.pcapng").stdout.decode()
    assert listed.endswith("\n\n10.0.0.7\tprinter.lab\n"), listed
    assert sniff("-z", "hosts,ipv6", file="names.pcapng").stdout.endswith(b"names.pcapng\n\n")


def check_follow_for_people():
    plain = run("sniff", "-r", FILE, "--follow", "tcp:1").stdout
    assert plain.startswith("192.0.2.1:40001 > 198.51.100.22:80\nGET /a?b=c HTTP/1.1\nHost: www.example.org\n\n"), plain
    assert "\n198.51.100.22:80 > 192.0.2.1:40001\nHTTP/1.1 200 OK\n" in plain, plain
    escaped = run("sniff", "-r", FILE, "--follow", "tcp:2").stdout
    assert "answer \\xff\\x00\\x80 \n" in escaped, escaped
    colored = run("sniff", "-r", FILE, "--follow", "tcp:1", "--color", "always").stdout
    assert "\x1b[91mGET /a?b=c HTTP/1.1\x1b[0m\n" in colored and "\x1b[94mHTTP/1.1 200 OK\x1b[0m\n" in colored, colored
    assert "nothing was said" in run("sniff", "-r", FILE, "--follow", "tcp:77").stdout
    refused = run("sniff", "-r", FILE, "--follow", "smoke")
    assert refused.returncode == 2 and "tcp, udp, tls or http" in refused.stderr, refused.stderr


def check_hostile_captures():
    """Frames whose bytes were changed, cut short, doubled: every statistic ends, whatever it counts."""
    chance = random.Random(4)
    frames = []
    for frame in FRAMES * 8:
        frame = bytearray(frame)
        for _ in range(chance.randrange(4)):
            frame[chance.randrange(len(frame))] = chance.randrange(256)
        frames.append(bytes(frame[:chance.randrange(14, len(frame) + 1)]))
    captures.write("hostile.pcap", frames)
    options = [option for statistic in SAME for option in ("-z", statistic)]
    for json_option in ([], ["--json"]):
        result = sniff(*options, *json_option, file="hostile.pcap")
        assert result.returncode == 0 and b"ERROR" not in result.stderr, result.stderr


if __name__ == "__main__":
    main()
