# SPDX-License-Identifier: MIT
"""sniff -T …: tshark's outputs, as programs read them; beside tshark, where there is one."""
import difflib
import json
import os
import re
import struct
import subprocess
import xml.etree.ElementTree

import captures
import wirelab
from wirelab import main, run

GET = b"GET /a&b<c>?x='1' HTTP/1.1\r\nHost: example.org\r\nUser-Agent: \"quoted\" \\ </b>\r\n\r\n"


def frames():
    """The usual conversation, a request in HTTP, a question and an answer of DNS, what is cut and what is malformed."""
    request = [captures.ethernet(captures.ip(captures.tcp(*segment, destination=80), 6))
               for segment in ((0x002, 1000, 0), (0x018, 1001, 5001, GET))]
    question = b"\x12\x34\x01\0\0\1\0\0\0\0\0\0\7example\3org\0\0\1\0\1"
    answer = b"\x12\x34\x81\x80\0\1\0\2\0\0\0\0" + question[12:] + b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1" * 2
    lookup = [captures.ethernet(captures.ip(captures.udp(question, 40000, 53), 17)),
              captures.ethernet(captures.ip(captures.udp(answer, 53, 40000), 17, source=captures.B, destination=captures.A))]
    options = captures.tcp(0x002, 1, 0, options=b"\2\4\5\xb4\0\0\0\0", source=40002)
    return captures.conversation() + request + lookup + [captures.ethernet(captures.ip(options, 6))]


PARTS = b"--b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n--b--\r\n"
FORM = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n" % len(PARTS) + PARTS


def lines(port, *pairs):
    """What two sides say to each other on a connection whose beginning is not seen."""
    sent, found = {True: 1, False: 1}, []
    for asks, text in pairs:
        segment = captures.tcp(0x018, sent[asks], sent[not asks], text, source=50000 if asks else port, destination=port if asks else 50000)
        ends = (captures.A, captures.B) if asks else (captures.B, captures.A)
        found.append(captures.ethernet(captures.ip(segment, 6, source=ends[0], destination=ends[1])))
        sent[asks] += len(text)
    return found


def places():
    """Where fields lie that are hidden, worked out, without a place, or longer than their value."""
    spanning = bytes.fromhex("424203" "0000000000" "800000020001" "0203" "00000004" "800000020001" "0405" "8001" "0100" "1400" "0200" "0f00")
    hops = b"\x3a\0\5\2\0\0\1\0"  # router alert, and an echo behind it
    echo = b"\x80\0\0\0\0\1\0\1ping"
    addresses = bytes.fromhex("fe80000000000000" "020000fffe000001" "ff02000000000000" "0000000000000016")
    six = b"\x60\0\0\0" + bytes([0, len(hops + echo), 0, 1]) + addresses + hops + echo
    alert = captures.ip(b"\x94\4\0\0" + captures.udp(b"", 40000, 40001), 17)
    alert = b"\x46" + alert[1:10] + b"\0\0" + alert[12:]
    faulty = [captures.tcp(0x002, 1, 0, options=options, source=40010 + i)
              for i, options in enumerate((b"\2\6\5\xb4", b"\2\4\5\xb4\0\1\0\0", b"\2\4\5\xb4\5\x0b" + b"\1" * 9 + b"\0"))]
    return [captures.ethernet(spanning, len(spanning)), captures.ethernet(six, 0x86dd), captures.ethernet(alert),
            *(captures.ethernet(captures.ip(segment, 6)) for segment in faulty),
            *lines(6667, (True, b"NICK ann\r\n"), (False, b":irc.example 001 ann :Welcome\r\n:irc.exa"), (True, b":ann 123 x\r\n")),
            *lines(143, (True, b"a1 SELECT inbox\r\na2 UID FETCH 1 FLAGS\r\n"), (False, b"* 1 EXISTS\r\na1 OK SELECT done\r\n")),
            *lines(25, (False, b"220 ready\r\n"), (True, b"HELO ann\r\n"), (False, b"250 hello\r\n")),
            *lines(80, (True, FORM)),
            *lines(20, (False, b"some data\n"), (False, b"and more\n"))]


FILE = captures.write("outputs.pcap", frames())
PLACES = captures.write("places.pcap", places())
CUT = captures.write("cut.pcap", frames()[:6] + frames()[9:], cut=40)  # without the fragments
COLUMNS = 'gui.column.format:"No.","%m","Destination","%d","Source","%s","Port","%S","Fields","%Cus:ip.addr or tcp.flags:0:R"'
FIELDS = ["-e", "ip.addr", "-e", "tcp.flags.syn", "-e", "dns", "-e", "_ws.col.Info", "-e", "tcp.connection.syn"]
MODES = [["-T", "json"], ["-T", "json", "--no-duplicate-keys"], ["-T", "json", "-j", "ip ip.flags"], ["-T", "json", "-J", "tcp"],
         ["-T", "ek"], ["-T", "ek", "-j", "tcp text tcp.options"], ["-T", "ek", "-J", "dns"],
         ["-T", "psml"], ["-T", "tabs"], ["-T", "json", *FIELDS], ["-T", "ek", *FIELDS], ["-T", "pdml", *FIELDS],
         ["-O", "ip,tcp"], ["-V", "-S", "----"], ["-x", "-S", "----"], ["--hexdump", "delimit"], ["--hexdump", "noascii"],
         ["--hexdump", "frames"], ["-V", "--hexdump", "delimit"], ["-u", "hms"], ["-t", "d", "-u", "hms"]]
WHOLE_MODES = [["-T", "ek", "-x"], ["-T", "json", "-x"], ["-T", "jsonraw"], ["-T", "pdml"],
               ["-T", "pdml", "-j", "ip text"], ["-T", "pdml", "-j", "http"], ["-o", COLUMNS], ["-o", COLUMNS, "-T", "psml"], ["-o", COLUMNS, "-T", "tabs"],
               ["-o", COLUMNS, "-T", "fields", "-e", "_ws.col.Port", "-e", "_ws.col.Fields"]]


def sniff(*arguments):
    result = run("sniff", "-n", *arguments, env={"TZ": "UTC"})
    assert not result.returncode, (arguments, result.stderr)
    return result.stdout


def neutral(text):
    """Without what names the program."""
    return re.sub(r'creator="[^"]*"( time="[^"]*")?', "creator", text)


def check_same_as_tshark():
    if wirelab.missing("tshark"):
        return
    exact = [["-V"], *(["-T", kind] for kind in ("pdml", "jsonraw", "json", "ek"))]
    for file, modes in (FILE, MODES + WHOLE_MODES), (CUT, MODES + [["-T", "pdml"], ["-T", "jsonraw"]]), (PLACES, exact):
        for mode in modes:
            theirs = subprocess.run(["tshark", "-n", "-r", file, *mode], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                    env=dict(os.environ, TZ="UTC"), check=True).stdout.decode()
            different = difflib.unified_diff(neutral(theirs).splitlines(), neutral(sniff("-r", file, *mode)).splitlines(),
                                             "tshark", "wirelab", lineterm="", n=0)
            lines = [line[:200] for line in different]
            assert not lines, "%s %r\n%s" % (file, mode, "\n".join(lines[:20]))


def check_zones():
    """Clocks of NTP tell UTC, wherever the packets were seen."""
    message = bytes([0x23]) + bytes(39) + struct.pack("!II", 0xe0000000, 0x80000000)
    file = captures.write("zones.pcap", [captures.ethernet(captures.ip(captures.udp(message, 123, 123), 17))])
    for options in ["-T", "fields", "-e", "ntp.reftime", "-e", "ntp.xmt", "-e", "frame.time"], ["-V"]:
        mine = run("sniff", "-n", "-r", file, *options, env={"TZ": "Asia/Kolkata"}).stdout
        assert "500000000 UTC" in mine and " IST\n" in mine and "NULL" in mine, mine
        if not wirelab.missing("tshark"):
            theirs = subprocess.run(["tshark", "-n", "-r", file, *options], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                    env=dict(os.environ, TZ="Asia/Kolkata"), check=True).stdout.decode()
            assert mine == theirs, "\n".join(difflib.unified_diff(theirs.splitlines(), mine.splitlines(), "tshark", "wirelab"))


def check_what_never_began_has_no_end():
    for kind in "json", "jsonraw", "ek", "pdml", "psml":
        result = run("sniff", "-r", "no-such-file", "-T", kind, "-z", "io,phs")
        assert (result.returncode, result.stdout) == (3, ""), (kind, result)


def check_json():
    packet = json.loads(sniff("-r", FILE, "-T", "json"))[-4]
    layers = packet["_source"]["layers"]
    assert layers["http"]["http.user_agent"] == '"quoted" \\ </b>', layers["http"]
    joined = json.loads(sniff("-r", FILE, "-T", "json", "--no-duplicate-keys", "-Y", "tcp"))[0]["_source"]["layers"]
    assert joined["ip"]["ip.addr"] == ["192.0.2.1", "198.51.100.22"]
    assert joined["tcp"]["tcp.flags_tree"]["tcp.flags.syn"] == "1"
    raw = json.loads(sniff("-r", FILE, "-T", "jsonraw", "-Y", "dns"))[0]["_source"]["layers"]
    assert raw["ip"]["ip.ttl_raw"] == ["40", 22, 1, 0, 4], raw["ip"]
    assert "ip.ttl" not in raw["ip"]
    pruned = json.loads(sniff("-r", FILE, "-T", "json", "-j", "udp", "-Y", "dns"))[0]["_source"]["layers"]
    assert pruned["ip"] == {"filtered": "ip"} and pruned["udp"]["udp.dstport"] == "53"


def check_ek():
    lines = [json.loads(line) for line in sniff("-r", FILE, "-T", "ek", "-Y", "dns").splitlines()]
    assert lines[0] == {"index": {"_index": "packets-2020-09-13", "_type": "doc"}}, lines[0]
    assert lines[1]["timestamp"] == "1600000000937", lines[1]
    layers = lines[1]["layers"]
    assert layers["ip"]["ip_ip_src"] == "192.0.2.1" and layers["ip"]["ip_ip_flags_df"] is True
    assert layers["frame"]["frame_frame_time"] == "2020-09-13T12:26:40.937500000Z"
    assert layers["ip"]["ip_ip_addr"] == ["192.0.2.1", "198.51.100.22"]


def check_pdml():
    tree = xml.etree.ElementTree.fromstring(sniff("-r", FILE, "-T", "pdml"))
    packets = tree.findall("packet")
    assert len(packets) == len(frames())
    names = [proto.get("name") for proto in packets[3].findall("proto")]
    assert names == ["geninfo", "frame", "eth", "ip", "tcp", "fake-field-wrapper"], names
    agent = packets[-4].find(".//field[@name='http.user_agent']")
    assert agent.get("show") == '"quoted" \\ </b>' and agent.get("showname").startswith("User-Agent: "), agent.attrib
    flags = packets[1].find(".//field[@name='tcp.flags']")
    assert (flags.get("show"), flags.get("value"), flags.get("size"), flags.get("pos")) == ("0x0002", "2", "2", "46"), flags.attrib
    assert packets[1].find(".//field[@name='tcp.port']").get("hide") == "yes"
    pruned = xml.etree.ElementTree.fromstring(sniff("-r", FILE, "-T", "pdml", "-J", "tcp"))
    assert pruned.find(".//proto[@name='ip']/field").attrib == {"name": "filtered", "value": "ip"}
    assert pruned.find(".//field[@name='tcp.flags.syn']") is not None


def check_psml():
    tree = xml.etree.ElementTree.fromstring(sniff("-r", FILE, "-T", "psml"))
    assert [section.text for section in tree.find("structure")][:3] == ["No.", "Time", "Source"]
    assert [section.text for section in tree.findall("packet")[4]][2:5] == ["192.0.2.1", "198.51.100.22", "UDP"]


def check_columns():
    for wrong, reason in (('"No."', "no format"), ('"No.","%zz"', "%zz"), ("", "no columns")):
        result = run("sniff", "-r", FILE, "-o", "gui.column.format:" + wrong)
        assert result.returncode == 2 and reason in result.stderr and "hint:" in result.stderr, result.stderr
    nth = [sniff("-r", FILE, "-Y", "tcp", "-c", "2", "-T", "fields", "-e", "_ws.col.P", "-o",
                 'gui.column.format:"P","%%Cus:tcp.port:%s"' % occurrence).strip() for occurrence in ("0", "1", "2", "3", "-1", "-2")]
    assert nth == ["40000,40001", "40000", "40001", "", "40001", "40000"], nth


def check_reports():
    fields = {line.split("\t")[2]: line.split("\t") for line in sniff("-G", "fields").splitlines()}
    assert fields["tcp"] == ["P", "Transmission Control Protocol", "tcp"]
    assert fields["ip.ttl"][:6] == ["F", "Time to Live", "ip.ttl", "FT_UINT8", "ip", "BASE_DEC"], fields["ip.ttl"]
    assert "udp.port\t53\tdns" in sniff("-G", "decodes").splitlines()
    assert "V\tarp.opcode\t1\trequest" in sniff("-G", "values").splitlines()
    assert "Transmission Control Protocol\tTCP\ttcp" in sniff("-G", "protocols").splitlines()
    assert sniff("-G", "plugins") == "" and "Global configuration:\t/usr/share/wireshark\n" in sniff("-G", "folders")
    result = run("sniff", "-G", "feilds")
    assert result.returncode == 2 and "did you mean -G fields?" in result.stderr, result.stderr


main()
