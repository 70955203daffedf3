# SPDX-License-Identifier: MIT
"""sniff --export-objects: the files that packets carry, as tshark saves them, and names that mean harm."""
import gzip
import json
import os
import stat
import struct
import subprocess

import captures
import wirelab
from wirelab import main, run

PAGE = b"<html>\n" + b"<p>the same again</p>\n" * 40 + b"</html>\n"
HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


def response(body, *headers):
    return b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"", body])


def get(target, host=b"www.example.org"):
    return b"GET %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (target, host)


def chunked(body, size):
    pieces = [body[at:at + size] for at in range(0, len(body), size)] + [b""]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


def web(exchanges, port=40100):
    talk = captures.Talk(port, 80).open()
    for asked, answered in exchanges:
        talk.send(True, asked)
        for at in range(0, len(answered), 1000):
            talk.send(False, answered[at:at + 1000])
    return talk.send(True, flags=0x11).send(False, flags=0x11).frames


PACKED = gzip.compress(PAGE, mtime=0)
WEB = [
    (get(b"/index.html"), response(PAGE, b"Content-Type: text/html; charset=utf-8")),
    (get(b"/packed.html"), response(PACKED, b"Content-Type: text/html", b"Content-Encoding: gzip")),
    (get(b"/pieces.html?x=1&y=2"), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(PAGE, 77)),
    (get(b"/both.html"), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n" +
     chunked(PACKED, 50)),
    (get(b"/index.html"), HELLO), (get(b"/index.html"), HELLO),
    (get(b"/"), HELLO), (get(b"/a/b/"), HELLO), (get(b"/folder/noextension"), HELLO), (get(b"/two.tar.gz"), HELLO),
    (get(b"/empty"), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    (get(b"/nothing"), b"HTTP/1.1 204 No Content\r\n\r\n"), (get(b"/zero"), response(b"")),
    (b"POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx=1", HELLO),
    (get(b"/" + b"n" * 400 + b".html"), HELLO), (get(b"/" + b"n" * 400 + b".html"), HELLO),
    (get(b"/what?<is>|this*\"or\\that:"), HELLO), (get(b"http://proxy.example/there/it.is"), HELLO),
]
ORPHAN = captures.Talk(40101, 80).open().send(False, response(b"\x89PNG", b"Content-Type: Image/PNG; q=1")).frames


def tftp(name, blocks, write=False, port=40200, size=512):
    def datagram(client, data, first=False):
        ports = (port, 69 if first else 40300)
        ends = (captures.A, captures.B)
        if not client:
            ports, ends = ports[::-1], ends[::-1]
        return captures.ethernet(captures.ip(captures.udp(data, *ports), 17, source=ends[0], destination=ends[1]))

    frames = [datagram(True, struct.pack("!H", 2 if write else 1) + name + b"\0octet\0", True)]
    for number, block in blocks:
        frames += [datagram(write, struct.pack("!HH", 3, number) + block),
                   datagram(not write, struct.pack("!HH", 4, number))]
    return frames


def blocks(data, size=512):
    return [(number + 1, data[at:at + size]) for number, at in enumerate(range(0, len(data) + 1, size))]


FIRMWARE = bytes(range(256)) * 9 + b"end"
TFTP = tftp(b"dir/firmware.bin", blocks(FIRMWARE)) + \
    tftp(b"upload.cfg", blocks(b"x" * 1024), write=True, port=40201) + \
    tftp(b"half.bin", blocks(FIRMWARE)[:2], port=40202) + \
    tftp(b"twice.bin", [block for block in blocks(FIRMWARE) for _ in "12"], port=40203)


def ftp():
    """A file up, a file down, a listing, in passive mode."""
    control = captures.Talk(40400, 21).open()
    control.send(False, b"220 hello\r\n")
    frames = []
    for number, (command, data) in enumerate(((b"RETR dir/down.bin", FIRMWARE), (b"LIST", b"-rw down.bin\r\n"),
                                              (b"STOR up.txt", PAGE))):
        port = 5000 + number
        control.send(True, b"PASV\r\n")
        control.send(False, b"227 Entering Passive Mode (%d,%d,%d,%d,%d,%d)\r\n" % (*captures.B, port >> 8, port & 255))
        control.send(True, command + b"\r\n").send(False, b"150 here it comes\r\n")
        transfer = captures.Talk(40500 + number, port).open()
        for at in range(0, len(data), 700):
            transfer.send(command.startswith(b"STOR"), data[at:at + 700])
        transfer.send(False, flags=0x11).send(True, flags=0x11)
        frames += control.frames + transfer.frames
        control.frames = []
    return frames


def files(directory):
    found = {}
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), "rb") as file:
            found[name] = file.read()
    return found


def export(protocol, file, directory, *options):
    result = run("sniff", "-r", file, "-q", "--export-objects", "%s,%s" % (protocol, directory), *options)
    assert result.returncode == 0, result.stderr
    return result


def compare(protocol, frames, others=0):
    name = captures.write(protocol + ".pcap", frames)
    export(protocol, name, "ours-" + protocol)
    ours = files("ours-" + protocol)
    if wirelab.missing("tshark"):
        return ours
    subprocess.run(["tshark", "-r", name, "-Q", "--export-objects", "%s,theirs-%s" % (protocol, protocol)], check=True,
                   stderr=subprocess.DEVNULL)
    theirs = files("theirs-" + protocol)
    assert sorted(ours) == sorted(theirs), (sorted(ours), sorted(theirs))
    for file, content in theirs.items():
        assert ours[file] == content, (file, ours[file][:100], content[:100])
    return ours


def check_http():
    saved = compare("http", web(WEB) + ORPHAN)
    assert saved["index.html"] == saved["packed.html"] == saved["both.html"] == PAGE
    assert saved["index(2).html"] == b"hello" and saved["form"] == b"x=1" and saved["empty"] == b""


def mail(*messages):
    talk = captures.Talk(40600, 25).open()
    for message in messages:
        talk.send(True, b"DATA\r\n").send(False, b"354 go on\r\n")
        for at in range(0, len(message), 700):
            talk.send(True, message[at:at + 700])
        talk.send(False, b"250 queued\r\n")
    return talk.frames


def check_imf():
    body = b"".join(b"line %d\r\n" % number for number in range(400))
    saved = compare("imf", mail(b"From: ann@example.org\r\nSubject: long\r\n\r\n" + body + b"\r\n.\r\n",
                                b"Subject: a/../up\r\n\r\nshort\r\n.\r\n", b"Subject: long\r\n\r\nagain\r\n.\r\n"))
    assert saved["long.eml"].endswith(body) and len(saved) == 3, saved.keys()


def check_tftp():
    saved = compare("tftp", TFTP)
    assert saved["firmware.bin"] == saved["twice.bin"] == FIRMWARE and len(saved["upload.cfg"]) == 1024


def check_ftp_data():
    saved = compare("ftp-data", ftp())
    assert saved["up.txt"] == PAGE and FIRMWARE in saved.values() and len(saved) == 2, saved.keys()


def check_two_passes_and_filters_change_nothing():
    name = captures.write("twice.pcap", web(WEB[:3]))
    for number, options in enumerate((("-2",), ("-Y", "arp"), ("-T", "fields", "-e", "ip.src"))):
        export("http", name, "again-%d" % number, *options)
        assert len(files("again-%d" % number)) == 3, options


def check_hostile_names():
    names = [b"/../../outside", b"/..", b"/.", b"/.hidden", b"/%2e%2e%2foutside", b"/a\\..\\b", b"/\x01\x1b[2Jx", b"/\xff\xfe",
             b"/" + "\u202egpj.exe".encode(), b"/..%00", b"/" + b"." * 600, b"//etc/passwd", b"/-rf"]
    os.mkdir("inner")
    name = captures.write("hostile.pcap", web([(get(target), HELLO) for target in names]))
    before = set(os.listdir("."))
    export("http", name, "inner/files")
    assert set(os.listdir(".")) - before == set() and os.listdir("inner") == ["files"]
    saved = os.listdir(b"inner/files")
    assert len(saved) == len(names), saved
    for file in saved:
        assert not file.startswith(b".") and len(file) <= 255 and all(32 <= c != 127 for c in file), file
        file.decode()
    text = tftp(b"../../../tmp/evil", blocks(b"x"))
    export("tftp", captures.write("evil.pcap", text), "inner/tftp")
    assert os.listdir("inner/tftp") == ["evil"], os.listdir("inner/tftp")


def check_nothing_is_overwritten_and_no_link_followed():
    os.mkdir("mine")
    with open("precious", "wb") as file:
        file.write(b"precious")
    os.symlink("../precious", "mine/index.html")
    os.symlink("/nowhere/at/all", "mine/index(1).html")
    os.mkfifo("mine/index(2).html")
    with open("mine/packed.html", "wb") as file:
        file.write(b"mine")
    name = captures.write("over.pcap", web(WEB[:2]))
    export("http", name, "mine")
    with open("precious", "rb") as file:
        assert file.read() == b"precious"
    assert not os.path.exists("/nowhere/at/all")
    assert stat.S_ISFIFO(os.lstat("mine/index(2).html").st_mode)
    os.unlink("mine/index(2).html")
    os.unlink("mine/index(1).html")
    saved = files("mine")
    assert saved["packed.html"] == b"mine" and saved["packed(1).html"] == PAGE and saved["index(3).html"] == PAGE


def check_as_many_of_a_name_as_tshark():
    frames = []
    for port in range(11):
        frames += web([(get(b"/same.txt"), HELLO)] * 100, 41000 + port)
    result = export("http", captures.write("many.pcap", frames), "many")
    assert len(os.listdir("many")) == 1000 and os.path.exists("many/same(999).txt")
    assert "1000 files of http (5000 bytes) saved in many" in result.stderr, result.stderr[-300:]
    assert "100 were not saved" in result.stderr, result.stderr[-300:]


def check_what_is_said():
    name = captures.write("said.pcap", web(WEB[:2]) + TFTP)
    result = export("http", name, "said", "--export-objects", "tftp,said")
    assert "saved said/index.html (895 bytes, text/html, frame 5)" in result.stderr, result.stderr
    assert "2 files of http (1790 bytes) saved in said\n" in result.stderr
    assert "3 files of tftp (5638 bytes) saved in said\n1 were not saved: the capture has not all of them" in result.stderr
    result = export("http", name, "events", "--json")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [event["event"] for event in events] == ["saved", "saved"], events
    assert events[0]["file"] == "events/index.html" and events[0]["bytes"] == 895 and events[0]["frame"] == 5
    assert events[0]["host"] == "www.example.org" and events[0]["type"] == "text/html" and events[0]["name"] == "/index.html"
    quiet = run("sniff", "-r", name, "-Q", "--export-objects", "http,quiet")
    assert quiet.stdout == quiet.stderr == "" and len(os.listdir("quiet")) == 2


def check_directories_are_made():
    name = captures.write("deep.pcap", web(WEB[:1]))
    export("http", name, "deep/er/est/")
    assert os.listdir("deep/er/est") == ["index.html"]
    export("http", name, os.path.abspath("absolute/one"))
    assert os.listdir("absolute/one") == ["index.html"]


def check_errors():
    name = captures.write("errors.pcap", web(WEB[:1]))
    for typed in ("http", "http,", ",x", "gopher,x", "", "http;x"):
        result = run("sniff", "-r", name, "-q", "--export-objects", typed)
        assert result.returncode == 2 and "hint:" in result.stderr and "ftp-data, http, " in result.stderr, result.stderr
    result = run("sniff", "--export-objects", "help")
    assert result.returncode == 0 and "     http\n" in result.stdout, result.stdout
    with open("plain", "wb"):
        pass
    for directory in ("plain", "plain/x"):
        result = run("sniff", "-r", name, "-q", "--export-objects", "http," + directory)
        assert result.returncode == 3 and "cannot save in %s" % directory in result.stderr, result.stderr
        assert "hint: a directory is wanted" in result.stderr, result.stderr
    if os.path.exists("/proc/self"):
        result = run("sniff", "-r", name, "-q", "--export-objects", "http,/proc/self")
        assert result.returncode == 3 and "cannot save in /proc/self" in result.stderr, result.stderr


if __name__ == "__main__":
    main()
