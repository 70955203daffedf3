# SPDX-License-Identifier: MIT
"""Display filters: what they choose, and what is said of those that are none; beside tshark, where there is one."""
import json
import os
import struct
import subprocess

import captures
import wirelab
from wirelab import main, run

# 1 ARP, 2-4 a handshake and data, 5 a datagram, 6 an echo, 7-9 a datagram in fragments, 10 a quoted header,
# 11 a tunnel, 12 text over UDP.
FRAMES = captures.conversation() + [
    captures.ethernet(captures.ip(b"\x03\x03\0\0\0\0\0\0" + captures.ip(captures.udp(b"", 7, 9), 17), 1,
                                  source=captures.B, destination=captures.A)),
    captures.ethernet(captures.ip(captures.ip(captures.udp(b"inner", 5, 5), 17, source=captures.B), 4)),
    captures.ethernet(captures.ip(captures.udp(b'say "Hi"\xff', 4443, 5555), 17))]
FILE = captures.write("filter.pcap", FRAMES)

CHOSEN = {
    "": "1 2 3 4 5 6 7 8 9 10 11 12",
    # comparisons of fields that occur once, and twice
    "tcp": "2 3 4", "!tcp": "1 5 6 7 8 9 10 11 12", "not not tcp": "2 3 4",
    "tcp.port == 40000": "2 3 4", "tcp.srcport == 40000": "2 4", "tcp.port eq 40000": "2 3 4",
    "tcp.port != 40000": "", "tcp.port !== 40000": "2 3 4", "tcp.port ~= 40000": "2 3 4", "tcp.port === 40000": "",
    "udp.port === 5": "11", "udp.port all_eq 5": "11", "udp.port any_ne 5": "5 9 10 12",
    "any tcp.port != 40000": "2 3 4", "all udp.port < 10": "10 11", "any ip.addr == 192.0.2.1": "2 3 4 5 6 7 8 9 10 11 12",
    "all ip.addr > 1.1.1.1 and arp": "", "not (tcp.srcport == 40000)": "1 3 5 6 7 8 9 10 11 12",
    "udp.srcport == udp.dstport": "11", "tcp.srcport < tcp.dstport <= tcp.dstport": "2 4", "ip.src == ip.dst": "10 11",
    # and binds tighter than or, not than both
    "tcp or udp and udp.length == 20": "2 3 4 5", "(tcp or udp) and udp.length == 20": "5",
    "not tcp and not udp": "1 6 7 8", "tcp&&!udp||arp": "1 2 3 4",
    # sets
    "tcp.port in {40000, 1..3}": "2 3 4", "tcp.port in {40000 .. 40000}": "2 3 4", "frame.number in {1, 3..5, 13}": "1 3 4 5",
    "frame.number not in {1..11}": "12", "ip.src in {198.51.0.0/16}": "3 10 11", "tcp.port in {tcp.srcport}": "2 3 4",
    "udp.payload in {\"inner\"}": "11", "all udp.port in {5, 40000}": "11", "all udp.port not in {5}": "1 2 3 4 5 6 7 8 9 10 12",
    # addresses, prefixes
    "ip.src == 192.0.2.0/24": "2 4 5 6 7 8 9 10 11 12", "ip.dst == 198.51.100.22/0": "2 3 4 5 6 7 8 9 10 11 12",
    "eth.src == 02:00:00:00:00:01": "1 2 3 4 5 6 7 8 9 10 11 12", "eth.dst == 0200.0000.0002 and arp": "1",
    "eth.src[0:3] == 02-00-00 and arp": "1", "ip.dst > 198.0.0.0": "2 4 5 6 7 8 9 10 11 12",
    # layers
    "ip.src#2 == 198.51.100.22": "11", "ip.src#1 == 198.51.100.22": "3 10", "ip#2": "10 11", "ip.src#[2] == 192.0.2.1": "10",
    "ip.src#[-1] == 198.51.100.22": "3 11", "ip.src#0": "", "udp#1": "5 9 10 11 12", "ip.src#[1-2] == 198.51.100.22": "3 10 11",
    # slices
    "udp.payload[0] == 69": "11", "udp.payload[-1] == 0xff": "9 12", "udp.payload[0:2] == \"sa\"": "12",
    "udp.payload[1-3] == \"ay \"": "12", "udp.payload[4:] contains \"Hi\"": "12", "udp.payload[:3] == 73:61:79": "12",
    "udp.payload[0,4-6] == 73:22:48:69": "12", "udp.payload[3000] == 00": "", "tcp[13] == 0x12": "3", "tcp[13] & 2": "2 3",
    "ip.src[0] == c6": "3 10 11", "ip[8] < 128": "2 3 4 5 6 7 8 9 10 11 12", "ip[8] < 3f": "", "eth[12:2] == 08:06": "1", "ip[8:1][0] == 40 and tcp": "2 3 4", "tcp[0]": "2 3 4",
    # text and bytes
    "udp.payload contains \"inn\"": "11", "udp contains 69:6e:6e": "11", "frame contains 'H' and udp": "12",
    "udp.payload contains \"\\\"Hi\\x22\"": "12", "udp.payload contains r\"\\x\"": "", "udp.payload == 69:6e:6e:65:72": "11",
    "udp.payload == 696e6e6572": "11", "udp.payload matches \"^SAY\"": "12", "udp.payload ~ \"(?-i)^SAY\"": "",
    "udp matches r\"hi\\\"\\xff$\"": "12", "frame.protocols contains \"arp\"": "1",
    # numbers and arithmetic
    "tcp.port == 0x9c40": "2 3 4", "tcp.port == 0b1001110001000000": "2 3 4", "tcp.port == 0116100": "2 3 4",
    "ip.proto == 'A'": "", "tcp.flags & 0x12 == 0x12": "3", "tcp.flags bitwise_and 8": "4", "frame.len % 2 == 1": "4 6 11 12",
    "tcp.port == 39999 + 1": "2 3 4", "tcp.srcport -1 == 39999": "2 4", "udp.length - 8 == 12": "5", "udp.length == {4 + 4} * 2 + 4": "5",
    "ip.len - 100 < 0 and tcp": "2 3 4", "udp.length / 0 == 1": "", "frame.len - frame.len": "", "tcp.len + 0": "4",
    "-tcp.len == -7": "4", "ip.src & 255.0.0.0 == 198.0.0.0": "3 10 11", "tcp.len * 2 > 13": "4",
    # names of values; a field alone asks whether it is there
    "ip.proto == TCP": "2 3 4", "ip.proto == \"ICMP\"": "6 10", "arp.opcode == request": "1", "tcp.flags.syn": "2 3 4",
    "tcp.flags.syn == 1": "2 3", "tcp.flags.syn == True": "2 3", "tcp.flags.syn == \"Not set\"": "4", "tcp.flags.syn == 2": "2 3",
    # functions
    "len(udp.payload) == 5": "11", "count(ip.addr) == 4": "10 11", "count(ip.src#1) == 1 and tcp": "2 3 4",
    "max(tcp.srcport, tcp.dstport) == 40001": "2 3 4", "min(udp.port) == 5": "11", "abs(frame.len - 62) == 1": "4",
    "string(ip.src) contains \"198.51\"": "3 10 11", "string(frame.number) matches \"^.$\" and udp": "5 9",
    "lower(frame.protocols) == upper(frame.protocols)": "", "upper(frame.protocols) contains \":ARP\"": "1",
    "tcp.port == max(1, 40000)": "2 3 4", "len(tcp.port) == 2": "2 3 4",
    # times
    "frame.time_relative > 0.5": "10 11 12", "frame.time_delta in {0.06 .. 0.07} and arp": "", "frame.time_epoch < 1600000000.3": "1",
    "frame.time < \"2020-09-13 12:26:40.3\"": "1", "frame.time <= \"Sep 13, 2020 12:26:40.25 UTC\"": "1",
    "frame.time < \"2020-09-13T14:26:40.3+02:00\"": "1", "frame.time_relative - frame.time_delta == 0": "1 2",
    "frame.time_relative == -1": "",
    # what nobody selected has no value; a name by force; macros
    "ip.src == ${ip.src}": "", ".tcp.port == 40000": "2 3 4", "${private_ipv4:ip.src}": "",
    "_ws.expert.severity == \"Chat\"": "2 3", "_ws.expert": "2 3 10", "tcp.analysis.flags": "", "tcp.connection.syn": "2",
}

# filter: (message, what the caret stands under)
REFUSED = {
    "tcp.prot == 80": ('Left side of "==" expression must be a field or function, not tcp.prot.', "tcp.prot"),
    "TCP": ("TCP is neither a field nor a protocol name.", "TCP"),
    "tcp.port == 70000": ('"70000" too big for this field, maximum 65535.', "70000"),
    "tcp.port == eighty": ('"eighty" is not a valid number.', "eighty"),
    'tcp.port == "80"': ('Unsigned integer (2 bytes) cannot be converted from a string ("80").', '"80"'),
    "tcp.port contains 80": ("tcp.port (type=Unsigned integer (2 bytes)) cannot participate in contains comparison.", "tcp.port"),
    "ip.src == 10.0.0": ('"10.0.0" is not a valid hostname or IPv4 address.', "10.0.0"),
    "ip.src == 10.0.0.1/33": ("Netmask bits in a CIDR IPv4 address should be <= 32, not 33", "10.0.0.1/33"),
    "ipv6.src == fe80::1/129": ("Prefix in a IPv6 address should be <= 128, not 129", "fe80::1/129"),
    "eth.src == broadcast": ('"broadcast" is not a valid Ethernet address.', "broadcast"),
    "ip.src/24 == ip.dst": ("FT_IPv4 cannot /.", "ip.src"),
    "ip.proto == tcp": ("ip.proto and tcp are not of compatible types.", "tcp"),
    "arp.opcode == ask": ('"ask" cannot be found among the possible values for arp.opcode.', "ask"),
    "frame contains hello": ('"hello" is not a valid byte string.', "hello"),
    "frame.time > yesterday": ('"yesterday" is not a valid absolute time. Example: "Nov 12, 1999 08:55:44.123" or '
                               '"2011-07-04 12:34:56"', "yesterday"),
    "frame.time_relative > 5s": ('"5s" is not a valid time.', "5s"),
    "len(udp.payload)": ("You cannot test whether a function is present.", "len"),
    "length(udp) == 1": ("Function 'length' does not exist", "length"),
    "len(udp, tcp) == 1": ("Function len can only accept 1 arguments.", "len"),
    "upper(tcp.port) == 1": ("Only string type fields can be used as parameter for upper()", "tcp.port"),
    "tcp.port[0] == 1": ('"tcp.port" is a Unsigned integer (2 bytes) and cannot be sliced into a sequence of bytes.', "tcp.port"),
    "udp[3:0] == 1": ("Range 3:0 isn't valid because length 0 isn't positive", "3:0"),
    "udp[a] == 1": ('"a" is not a valid number.', "a"),
    "udp[1": ("The right bracket was missing from a slice.", None),
    "udp[0:2 and tcp": ("The right bracket was missing from a slice.", None),
    "tcp.port == ${ip.nothing}": ("macro 'ip.nothing' does not exist", ""),
    "tcp.port == ${ip.src or tcp": ("invalid character in macro name", ""),
    "ip.src#-1 == 1.1.1.1": ('Expected digit or "[", not "-"', "-"),
    'udp.payload == "ab': ("The final quote was missing from a quoted string.", None),
    'udp.payload == "\\q"': ("\\q is not a valid character escape sequence", "\\q"),
    "udp.payload == 'ab'": ("'ab' is too long to be a valid character constant.", "'ab'"),
    "tcp = 1": ('"=" was unexpected in this context.', "="),
    "tcp AND udp": ('"AND" was unexpected in this context.', "AND"),
    "tcp.port in {80 443}": ('"443" was unexpected in this context.', "443"),
    "tcp.port in {}": ('"}" was unexpected in this context.', "}"),
    "tcp.port == 80)": ('")" was unexpected in this context.', ")"),
    "(tcp": ("Unexpected end of filter expression.", ""),
    "tcp and": ("Unexpected end of filter expression.", ""),
    "1 == 1": ('Left side of "==" expression must be a field or function, not 1.', "1"),
    'frame matches "["': ("Regex compilation error: missing terminating ] for character class.", ""),
    "tcp.port == ${nothing}": ("macro 'nothing' does not exist", ""),
}

HINTS = {"tcp.prot == 80": "tcp.port", "TCP": "tcp", "tcp = 1": "==", "tcp AND udp": "and", "ip.proto == tcp": '"tcp"',
         'ip.src == "192.0.2.1"': "192.0.2.1", "tcp.port in {80 443}": "comma", "frame contains hello": '"hello"',
         "udp.srcport-1 == 2": "udp.srcport -1", "80 == tcp.port": "left", "udp.dport == 53": "udp.dstport", "ping": "icmp",
         "tcp.port == 80 || 443": "in {1, 443}", "tcp.flags == SYN": "tcp.flags.syn == 1", "tcp.flags.syn == true": "== 1",
         "dns.qry.type == AAAA": "AAAA (IPv6 Address)", "tcp.port == 80-90": "in {80..90}", "ip.src == 10.0.0.*": "10.0.0.0/24",
         "tcp.port in (80, 443)": "braces", "eth.src == 00:11:22": "eth.addr[0:3]", "arp, icmp": "`or`", "arp udp": "`and`",
         "udp.payload == 'abc'": '"abc"', "tcp.port > 1 and < 5": "whole test", "frame.time_delta > 1s": "unit",
         "ip.src == a.example": "not looked up", "tcp & udp": "&&", "frame matches /a/": "double quotes",
         "port 80": "(tcp.port == 80 or udp.port == 80)", "tcp dst port 80 and not host fe80::1": "tcp.dstport == 80 and not ipv6.addr == fe80::1",
         "net 10.0.0.0/8 and (greater 100 or arp)": "ip.addr == 10.0.0.0/8 and (frame.len >= 100 or arp)"}


def sniff(*arguments):
    return run("sniff", "-n", "-r", FILE, *arguments, env={"TZ": "UTC"})


def numbers(*arguments):
    result = sniff(*arguments, "-T", "fields", "-e", "frame.number")
    assert (result.returncode, result.stderr) == (0, ""), (arguments, result)
    return " ".join(result.stdout.split())


def check_chosen():
    for text, frames in CHOSEN.items():
        found = numbers("-Y", text)
        assert found == frames, "%s\n  should choose %s\n  chose        %s" % (text, frames, found)


def check_refused():
    for text, (message, culprit) in REFUSED.items():
        result = sniff("-Y", text)
        lines = [line for line in result.stderr.splitlines() if not line.startswith(("hint:", "  Note:", "        maybe"))]
        at, size = (len(text), 1) if culprit is None else (text.rindex(culprit), len(culprit))
        if text.startswith(culprit or " "):
            at = 0
        expected = ["wirelab sniff: " + message]
        if size:
            expected += ["    " + text, "    " + " " * at + "^" + "~" * (size - 1)]
        assert (result.returncode, result.stdout, lines) == (2, "", expected), (text, result)


def check_hints():
    for text, words in HINTS.items():
        hint = [line for line in sniff("-Y", text).stderr.splitlines() if line.startswith("hint:")]
        assert hint and words in hint[0], (text, hint)
    assert "Note: That read filter code looks like a valid capture filter" in sniff("-Y", "port 80").stderr


def check_same_as_tshark():
    if wirelab.missing("tshark"):
        return
    environment = dict(os.environ, TZ="UTC")
    for text in [*CHOSEN, *REFUSED][::8]:  # it takes its time to start
        theirs = subprocess.run(["tshark", "-n", "-r", FILE, "-Y", text, "-T", "fields", "-e", "frame.number"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        if text in CHOSEN:
            assert " ".join(theirs.stdout.decode().split()) == CHOSEN[text], (text, theirs)
        else:
            message = [line for line in theirs.stderr.decode().splitlines() if line.startswith("tshark: ")]
            assert message == ["tshark: " + REFUSED[text][0]], (text, theirs)


def check_no_deeper_than_needed():
    """What headers alone decide is found without conversations and payloads: the same, also in tunnels."""
    inner = captures.ethernet(captures.ip(captures.tcp(0x018, 1, 1, b"x", source=4321, destination=80), 6))
    vxlan = struct.pack("!II", 0x08000000, 77 << 8) + inner
    captures.write("deep.pcap", FRAMES + [captures.ethernet(captures.ip(captures.udp(vxlan, 5000, 4789), 17))])
    for text in ("tcp.port == 80", "tcp.port == 40000", "udp.port == 4789", "udp", "tcp", "ip.src == 192.0.2.1", "ip#2", "eth#2",
                 "tcp.flags.syn == 1", "not tcp", "udp.length > 20", "udp.payload contains \"inner\"", "frame.len > 100", "icmp",
                 "tcp.srcport#1 == 40000", "ip.src == ip.dst", "arp or tcp.hdr_len > 20", "ip.fragment", "tcp[13] == 2",
                 "tcp.stream == 1", "udp.stream == 0", "tcp.seq == 1", "tcp.analysis.flags", "tcp.completeness > 1",
                 "tcp.options.mss_val", "tcp.time_delta == 0", "tcp.payload", "tcp.pdu.size"):
        shown = run("sniff", "-n", "-r", "deep.pcap", "-Y", text).stdout.splitlines()
        alone = run("sniff", "-n", "-r", "deep.pcap", "-Y", text, "-T", "fields", "-e", "frame.number").stdout.split()
        assert [line.split()[0] for line in shown] == alone, (text, shown, alone)
        assert run("sniff", "-n", "-r", "deep.pcap", "-Y", text, "-w", "out.pcap").returncode == 0
        assert len(run("sniff", "-r", "out.pcap").stdout.splitlines()) == len(alone), text


def check_what_cannot_pass():
    """Packets without a protocol that the filter needs are not looked into: those that pass look the same."""
    question = bytes.fromhex("123401000001000000000000076578616d706c6503636f6d0000010001")
    answer = bytes.fromhex("123481800001000100000000076578616d706c6503636f6d0000010001c00c0001000100000e100004c0000207")
    get, ok = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    web = captures.Talk(5001, 8080).open().send(True, get).send(False, ok + b"hel").send(True, b"", 0x10).send(False, b"lo")
    names = captures.Talk(5002, 53).open()
    for message in (question, answer):
        framed = struct.pack("!H", len(message)) + message
        names.send(message is question, framed[:20]).send(message is question, framed[20:])
    reused = captures.Talk(5002, 53)  # the ports again, another conversation, another protocol
    reused.seq[True] += 100000
    reused.open().send(True, get).send(True, get, at=reused.seq[True] - len(get)).send(False, ok + b"hello").send(True, flags=0x11)
    datagrams = [captures.ethernet(captures.ip(captures.udp(*packet), 17))
                 for packet in ((question, 5003, 53), (answer, 53, 5003), (get, 5003, 53))]
    mixed = [frame for pair in zip(web.frames, names.frames) for frame in pair] + web.frames[len(names.frames):] \
        + names.frames[len(web.frames):] + datagrams + reused.frames
    captures.write("mixed.pcap", mixed)
    for text in ("http", "http.request", "http.response.code == 200", "dns", "dns.qry.name == \"example.com\"", "dns and tcp",
                 "http or dns", "http.host and not dns", "!http", "all http.content_length != 4", "dns.qry.name[0:2] == 65:78", "ssh",
                 "tls or http.request.method in {GET}"):
        passed = run("sniff", "-n", "-r", "mixed.pcap", "-Y", text)
        beside = run("sniff", "-n", "-r", "mixed.pcap", "-Y", text, "-z", "io,phs")  # counts what does not pass
        lines = beside.stdout.split("\n===", 1)[0].strip("\n").splitlines()
        assert passed.returncode == 0 and passed.stdout.splitlines() == lines, (text, passed, lines)
        assert bool(lines) == (text != "ssh"), (text, lines)


def check_words():
    """Words behind the file are a display filter, as with tshark."""
    assert numbers("tcp.srcport", "==", "40000") == "2 4"
    assert numbers("udp && ip.src == 192.0.2.1") == "5 9 10 11 12"


def check_written():
    assert sniff("-Y", "udp", "-w", "chosen.pcap").returncode == 0
    result = run("sniff", "-r", "chosen.pcap", "-T", "fields", "-e", "udp.length")
    assert [line.split(",")[0] for line in result.stdout.split()] == ["20", "8", "13", "17"], result
    assert numbers("-Y", "udp", "-w", "chosen.pcap", "-P") == "5 9 10 11 12"


def check_counts():
    assert numbers("-Y", "tcp", "-c", "3") == "2 3", "-c counts what is read"
    assert numbers("-Y", "tcp", "-a", "packets:2") == "2 3", "-a packets counts what passes"


def check_displayed():
    """The time since the last packet shown counts those that passed only."""
    result = sniff("-Y", "tcp.srcport == 40000", "-T", "fields", "-e", "frame.time_delta_displayed")
    assert result.stdout.split() == ["0.000000000", "0.125000000"], result


def check_other_views():
    assert [p["_source"]["layers"]["arp"]["arp.opcode"] for p in json.loads(sniff("-Y", "arp", "-T", "json").stdout)] == ["1"]
    assert len(sniff("-Y", "tcp", "--json").stdout.splitlines()) == 3
    assert sniff("-Y", "arp", "-q").stdout == ""
    error = json.loads(sniff("-Y", "tcp.prot", "--json").stdout.splitlines()[0])
    assert error["event"] == "error" and "tcp.prot" in error["message"], error


def check_size():
    """Any length and depth gives an answer or an error."""
    assert numbers("-Y", " or ".join("frame.number == %d" % i for i in range(2, 6000, 3))) == "2 5 8 11"
    assert numbers("-Y", "not " * 20001 + "tcp") == "1 5 6 7 8 9 10 11 12"
    assert numbers("-Y", "(" * 100 + "tcp" + ")" * 100) == "2 3 4"
    assert numbers("-Y", "tcp.port in {%s}" % ", ".join(map(str, range(39001, 40001)))) == "2 3 4"
    for text in "(" * 40000, "tcp.len == " + "{" * 40000, "tcp" + "[0]" * 20000 + " == 1", "len(" * 20000, \
            "tcp.len" + " + 1" * 20000 + " == 1", "${" * 30000, "tcp.port == " + "1" * 100000, "-" * 30000:
        result = sniff("-Y", text)
        assert result.returncode == 2 and result.stderr, (text[:20], result)


if __name__ == "__main__":
    main()
