# SPDX-License-Identifier: MIT
"""http-server with foreign clients: curl, and bytes of our own where curl is too polite."""
import email.utils
import hashlib
import os
import pathlib
import signal
import socket
import ssl
import subprocess

import wirelab

ROOT = pathlib.Path("root")
BIG = os.urandom(65536) * 80 + b"end"  # more than the buffers of both sockets take
HANDOUT = b"HTTP/1.0 200 OK\n\nHello World"


def make_root():
    (ROOT / "sub" / "empty").mkdir(parents=True, exist_ok=True)
    (ROOT / "index.html").write_bytes(b"<h1>front</h1>\n")
    (ROOT / "a.txt").write_bytes(b"0123456789")
    (ROOT / "nothing").write_bytes(b"")
    (ROOT / "big.bin").write_bytes(BIG)
    (ROOT / "sub" / "a b&<c>.css").write_bytes(b"p {}")
    (ROOT / "sub" / "\u00e9\n\u202e").write_bytes(b"strange")
    pathlib.Path("secret").write_bytes(b"outside")
    for name, to in (("out", "../secret"), ("up", ".."), ("absolute", os.path.abspath("secret")), ("in", "sub/../a.txt"),
                     ("loop", "loop")):
        if not (ROOT / name).is_symlink():
            (ROOT / name).symlink_to(to)


def server(*options, root=True):
    make_root()
    return wirelab.Program("http-server", "--port", 0, "--bind", "127.0.0.1", *(["--root", ROOT] if root else []), *options)


class Peer:
    """A connection that sends what it is told, and reads answers as RFC 9112 frames them."""

    def __init__(self, port):
        self.socket = socket.socket()
        self.socket.settimeout(wirelab.PATIENCE)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)  # what is not read stays with the server
        self.socket.connect(("127.0.0.1", port))
        self.got = b""

    def send(self, text):
        self.socket.sendall(text if isinstance(text, bytes) else text.encode())
        return self

    def get(self, target, *fields, method="GET", version="1.1"):
        return self.send("".join([f"{method} {target} HTTP/{version}\r\nHost: localhost\r\n", *(f + "\r\n" for f in fields), "\r\n"]))

    def more(self):
        part = self.socket.recv(1 << 20)
        self.got += part
        return part

    def answer(self, head=False):
        """Status, fields and body of the next answer."""
        while b"\r\n\r\n" not in self.got:
            assert self.more(), "closed within a head: %r" % self.got
        text, _, self.got = self.got.partition(b"\r\n\r\n")
        line, *rest = text.decode().split("\r\n")
        fields = {}
        for field in rest:
            name, value = field.split(": ", 1)
            assert name not in fields, text
            fields[name] = value
        version, status, phrase = line.split(" ", 2)
        assert version == "HTTP/1.1" and phrase, line
        length = 0 if head or status in ("100", "204", "304") else int(fields["Content-Length"])
        while len(self.got) < length:
            assert self.more(), "closed within a body"
        body, self.got = self.got[:length], self.got[length:]
        return int(status), fields, body

    def rest(self):
        """All up to the end of the connection."""
        while self.more():
            pass
        return self.got

    def is_open(self):
        return self.get("/a.txt").answer()[0] == 200

    def close(self):
        self.socket.close()


def curl(*arguments):
    done = subprocess.run(["curl", "-sS", "--max-time", str(wirelab.PATIENCE), *map(str, arguments)], capture_output=True)
    assert done.returncode == 0, done
    return done.stdout


def check_the_reply_of_the_handout():
    with server(root=False) as program:
        port = program.port()
        for request in (b"GET / HTTP/1.0\n\n", b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\n\n",
                        b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"):
            peer = Peer(port).send(request)
            assert peer.rest() == HANDOUT, peer.got
            assert program.event("received")["data"].encode() == request
            told = program.event("request")
            assert (told["status"], told["bytes"], told["method"]) == (200, 11, request.split()[0].decode()), told
            assert program.event("closed")["how"] == "local"
            peer.close()
        assert Peer(port).send(b"rubbish\n").answer()[0] == 400
        if not wirelab.missing("curl"):
            # A status line of HTTP/1.0 without fields, which curl takes as it is.
            assert curl("-i", f"http://127.0.0.1:{port}/") == HANDOUT
        assert program.stop() == 0


def check_curl_fetches():
    if wirelab.missing("curl"):
        return
    with server() as program:
        url = f"http://127.0.0.1:{program.port()}"
        assert curl(url + "/") == b"<h1>front</h1>\n"
        assert curl("-0", url + "/a.txt") == b"0123456789"
        assert curl(url + "/nothing") == b""
        assert hashlib.sha256(curl(url + "/big.bin")).digest() == hashlib.sha256(BIG).digest()
        assert curl("-r", "2-4", url + "/a.txt") == b"234"
        assert curl("-L", url + "/sub?x=y", "-w", "%{url_effective}").endswith(b"/sub/?x=y")
        assert b"HTTP/1.1 200 OK" in curl("-I", url + "/a.txt")
        curl("-o", "kept", "--etag-save", "etag", "-R", url + "/a.txt")
        for condition in (("--etag-compare", "etag"), ("-z", "kept")):
            assert curl(*condition, "-w", "%{http_code}", url + "/a.txt") == b"304"
        pathlib.Path("part").write_bytes(BIG[:1000])
        curl("-C", "-", "-o", "part", url + "/big.bin")
        assert pathlib.Path("part").read_bytes() == BIG
        # A body is announced with Expect, sent in chunks or with its length, and thrown away.
        for extra in ((), ("-H", "Transfer-Encoding: chunked"), ("-H", "Expect: 100-continue")):
            assert curl("-X", "GET", "--data-binary", "@kept", *extra, url + "/a.txt") == b"0123456789"
        assert curl("-d", "x", "-w", "%{http_code}", "-o", "/dev/null", url + "/a.txt") == b"405"
        assert program.stop() == 0


def check_tls():
    with server("--tls") as program:
        certificate = program.event("certificate")["file"]
        port = program.port()
        if not wirelab.missing("curl"):
            url = f"https://localhost:{port}"
            resolve = ("--cacert", certificate, "--resolve", f"localhost:{port}:127.0.0.1")
            assert curl(*resolve, url + "/a.txt", url + "/a.txt") == b"0123456789" * 2
            assert curl(*resolve, url + "/big.bin") == BIG
        context = ssl.create_default_context(cafile=certificate)
        peer = Peer(port)
        peer.socket = context.wrap_socket(peer.socket, server_hostname="localhost")
        peer.get("/a.txt").get("/big.bin").get("/a.txt", "Range: bytes=-1")
        assert [peer.answer()[2] for _ in range(3)] == [b"0123456789", BIG, b"9"]
        peer.close()
        assert program.stop() == 0


def check_fields():
    with server() as program:
        peer = Peer(program.port())
        status, fields, body = peer.get("/a.txt").answer()
        assert (status, body) == (200, b"0123456789")
        assert set(fields) == {"Server", "Date", "Last-Modified", "ETag", "Accept-Ranges", "Content-Type", "Content-Length"}
        modified = email.utils.parsedate_to_datetime(fields["Last-Modified"]).timestamp()
        assert int(modified) == int((ROOT / "a.txt").stat().st_mtime)
        assert abs(email.utils.parsedate_to_datetime(fields["Date"]).timestamp() - modified) < 86400
        for name, kind in (("index.html", "text/html; charset=utf-8"), ("big.bin", "application/octet-stream"),
                           ("sub/a%20b&%3Cc%3e.css", "text/css; charset=utf-8")):
            assert peer.get("/" + name).answer()[1]["Content-Type"] == kind
        status, head, body = peer.get("/a.txt", method="HEAD").answer(head=True)
        del head["Date"], fields["Date"]
        assert (status, head, peer.got) == (200, fields, b"")
        status, fields, _ = peer.get("*", method="OPTIONS").answer()
        assert (status, fields["Allow"]) == (204, "GET, HEAD, OPTIONS")
        # A date in the future is not one of the past (RFC 9110 8.8.2.1).
        os.utime(ROOT / "nothing", (4e9, 4e9))
        fields = peer.get("/nothing").answer()[1]
        assert fields["Last-Modified"] <= fields["Date"] or fields["Last-Modified"].split()[3] == fields["Date"].split()[3]
        assert program.stop() == 0


def check_connections_stay_or_close():
    with server() as program:
        port = program.port()
        for fields, version, stays in (((), "1.1", True), (("Connection: close",), "1.1", False), ((), "1.0", False),
                                       (("Connection: keep-alive",), "1.0", True)):
            peer = Peer(port).get("/a.txt", *fields, version=version)
            status, answered, _ = peer.answer()
            assert status == 200
            assert answered.get("Connection") == (None if version == "1.1" and stays else "keep-alive" if stays else "close")
            if stays:
                assert peer.is_open()
            else:
                assert peer.rest() == b""
            peer.close()
        assert program.stop() == 0


def check_pipelined():
    """Many at once, answered in order, also when the answers do not fit into the socket."""
    with server() as program:
        port = program.port()
        peer = Peer(port)
        targets = ["/a.txt", "/big.bin", "/none", "/sub", "/a.txt"] * 4 + ["/a.txt"] * 500
        peer.send("".join(f"GET {target} HTTP/1.1\r\nHost: a\r\n\r\n" for target in targets))
        wanted = {"/a.txt": (200, b"0123456789"), "/big.bin": (200, BIG), "/none": (404, None), "/sub": (301, b"")}
        for target in targets:
            status, _, body = peer.answer()
            assert status == wanted[target][0] and wanted[target][1] in (None, body), (target, status)
        assert peer.got == b"" and peer.is_open()
        # One byte after the other is a request too.
        for byte in b"GET /a.txt HTTP/1.1\r\nHost: a\r\n\r\n":
            peer.send(bytes([byte]))
        assert peer.answer()[2] == b"0123456789"
        peer.close()
        # The requests of one who has finished sending are answered still.
        peer = Peer(port).get("/big.bin").get("/a.txt")
        peer.socket.shutdown(socket.SHUT_WR)
        assert [peer.answer()[2] for _ in range(2)] == [BIG, b"0123456789"] and peer.rest() == b""
        assert program.stop() == 0



def check_ranges():
    with server() as program:
        peer = Peer(program.port())
        for asked, status, content, body in (("bytes=0-0", 206, "bytes 0-0/10", b"0"), ("bytes=-3", 206, "bytes 7-9/10", b"789"),
                                             ("bytes=8-99", 206, "bytes 8-9/10", b"89"), ("bytes=10-", 416, "bytes */10", b""),
                                             ("bytes=4-2", 200, None, b"0123456789"), ("lines=1-2", 200, None, b"0123456789")):
            answer = peer.get("/a.txt", "Range: " + asked).answer()
            assert (answer[0], answer[1].get("Content-Range"), answer[2]) == (status, content, body), (asked, answer)
        status, fields, body = peer.get("/big.bin", "Range: bytes=1-2, 5242000-, 99999999-, -3").answer()
        kind, _, boundary = fields["Content-Type"].partition("; boundary=")
        assert (status, kind) == (206, "multipart/byteranges"), fields
        parts = body.split(b"--" + boundary.encode())
        assert parts[0] == b"\r\n" and parts[-1] == b"--\r\n", parts
        found = []
        for part in parts[1:-1]:
            head, _, content = part.partition(b"\r\n\r\n")
            found.append((head.split(b"Content-Range: ")[1].decode(), content[:-2]))
            assert b"Content-Type: application/octet-stream" in head and content.endswith(b"\r\n")
        size = len(BIG)
        assert found == [("bytes 1-2/%d" % size, BIG[1:3]), ("bytes 5242000-%d/%d" % (size - 1, size), BIG[5242000:]),
                         ("bytes %d-%d/%d" % (size - 3, size - 1, size), b"end")], [f[0] for f in found]
        assert peer.get("/a.txt", "Range: bytes=1-2", method="HEAD").answer(head=True)[0] == 200
        # Twenty ranges, or more bytes than there are, in pieces: the whole instead.
        for asked in ("bytes=" + ",".join(["0-0"] * 20), "bytes=0-9,0-9"):
            assert peer.get("/a.txt", "Range: " + asked).answer()[0] == 200
        assert program.stop() == 0


def check_conditions():
    with server() as program:
        peer = Peer(program.port())
        fields = peer.get("/a.txt").answer()[1]
        tag, date = fields["ETag"], fields["Last-Modified"]
        old, new = "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 01 Jan 2199 00:00:00 GMT"
        for asked, status in (([f"If-None-Match: {tag}"], 304), ([f'If-None-Match: "x", W/{tag}'], 304), (["If-None-Match: *"], 304),
                              (['If-None-Match: "x"', f"If-Modified-Since: {new}"], 200), ([f"If-Modified-Since: {date}"], 304),
                              ([f"If-Modified-Since: {old}"], 200), (["If-Modified-Since: yesterday"], 200),
                              ([f"If-Match: {tag}"], 200), (['If-Match: "x"'], 412), ([f"If-Match: W/{tag}"], 412),
                              ([f"If-Unmodified-Since: {old}"], 412), ([f"If-Unmodified-Since: {date}"], 200),
                              (["Range: bytes=0-1", f"If-Range: {tag}"], 206), (["Range: bytes=0-1", f"If-Range: {date}"], 206),
                              (["Range: bytes=0-1", 'If-Range: "x"'], 200), (["Range: bytes=0-1", f"If-Range: {old}"], 200),
                              (["Range: bytes=0-1", f"If-Range: W/{tag}"], 200)):
            answer = peer.get("/a.txt", *asked).answer()
            assert answer[0] == status, (asked, answer)
            if status == 304:
                assert answer[1]["ETag"] == tag and "Content-Length" not in answer[1]
        (ROOT / "a.txt").write_bytes(b"9876543210")
        answer = peer.get("/a.txt", f"If-None-Match: {tag}").answer()
        assert (answer[0], answer[2]) == (200, b"9876543210") and answer[1]["ETag"] != tag
        assert program.stop() == 0


def check_directories():
    with server() as program:
        peer = Peer(program.port())
        for asked, location in (("/sub", "/sub/"), ("/sub?q=%0d%0aX:y", "/sub/?q=%0d%0aX:y"), ("//sub/empty", "/sub/empty/"),
                                ("/%73ub", "/sub/"), ("/sub/../sub", "/sub/")):
            status, fields, _ = peer.get(asked).answer()
            assert (status, fields["Location"]) == (301, location), (asked, fields)
        status, fields, body = peer.get("/sub/").answer()
        page = body.decode()
        assert status == 200 and fields["Content-Type"] == "text/html; charset=utf-8"
        assert '<a href="./a%20b%26%3Cc%3E.css">a b&amp;&lt;c&gt;.css</a>' in page, page
        assert '<a href="./%C3%A9%0A%E2%80%AE">\u00e9\\n\\u202e</a>' in page, page
        assert '<a href="./empty/">empty/</a>' in page and "<c>" not in page
        assert page.index("empty/") < page.index("css")  # directories first
        assert peer.get("/a.txt/").answer()[0] == 404 and peer.get("/sub/empty/").answer()[0] == 200
        assert program.stop() == 0


def check_nothing_outside_the_root():
    with server() as program:
        port = program.port()
        os.mkfifo(ROOT / "pipe")
        peer = Peer(port)
        for target, status in (("/out", 403), ("/up/secret", 403), ("/up/", 403), ("/absolute", 403), ("/loop", 403),
                               ("/in", 200), ("/pipe", 403), ("/sub/%2e%2e/a.txt", 200), ("/%252e%252e/secret", 404),
                               ("/..%5csecret", 404), ("/%c0%ae%c0%ae/secret", 404), ("/a.txt%20", 404),
                               ("http://elsewhere/a.txt", 200), ("http://elsewhere/../secret", 400)):
            answer = peer.get(target).answer()
            assert answer[0] == status and b"outside" not in answer[2], (target, answer)
            if status == 400:
                peer = Peer(port)
        for target in ("/../secret", "/%2e%2e/secret", "/..%2fsecret", "/sub/../../secret", "/sub/..%2f..%2fsecret", "/%00",
                       "/a.txt%00.html", "/%", "/%4", "/%zz", "a.txt", "*"):
            peer = Peer(port).get(target)
            answer = peer.answer()
            assert answer[0] == 400 and b"outside" not in answer[2] and peer.rest() == b"", (target, answer)
        os.unlink(ROOT / "pipe")
        assert program.stop() == 0


def check_refused():
    """What is malformed, too large, or can be understood in two ways; then the connection ends."""
    head = "GET /a.txt HTTP/1.1\r\nHost: a\r\n"
    smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    with server("--body-limit", 1000) as program:
        port = program.port()
        for request, status in (("rubbish\r\n", 400), ("GET /\r\n", 400), (b"\x16\x03\x01\x02\x00", 400), (b"\x00", 400),
                                ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505), ("GET /a.txt HTTP/1.1\r\n\r\n", 400),
                                (head + "Host: b\r\n\r\n", 400), (head + "A : b\r\n\r\n", 400), (head + " a: b\r\n\r\n", 400),
                                (head + "A: b\rB: c\r\n\r\n", 400), (head + "A: \x00\r\n\r\n", 400),
                                (head + "Content-Length: 0\r\nContent-Length: 37\r\n\r\n" + smuggled, 400),
                                (head + "Content-Length: 37\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, 400),
                                (head + "Transfer-Encoding: chunked\r\n\r\n0\n\n" + smuggled, 400),
                                (head + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n" + smuggled, 400),
                                (head + "Transfer-Encoding: identity, chunked\r\n\r\n", 501),
                                ("GET /a.txt HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, 400),
                                (head + "Content-Length: 1001\r\n\r\n", 413), (head + "Content-Length: 1e3\r\n\r\n", 400),
                                (head + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n", 413),
                                (head + "Expect: the-unexpected\r\n\r\n", 417),
                                ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n", 405),
                                ("GET /" + "a" * 9000, 414), ("GET /" + "a" * 8100 + " HTTP/1.1\r\n", 414),
                                (head + "A: " + "b" * 17000, 431), (head + "A: b\r\n" * 101, 431)):
            peer = Peer(port).send(request)
            answer = peer.answer(head=False)
            assert answer[0] == status and answer[1]["Connection"] == "close", (request[:80], answer)
            assert peer.rest() == b"", peer.got
            told = program.event("request", status=status)
            assert told["fault"] and told.get("target") != "/smuggled", told
            peer.close()
        # With a body that is not too long the connection goes on.
        peer = Peer(port)
        for framing in ("Content-Length: 1000\r\n\r\n" + "x" * 1000, "Transfer-Encoding: chunked\r\n\r\n3e8;a=b\r\n" + "x" * 1000 +
                        "\r\n0\r\nTrailer: x\r\n\r\n"):
            peer.send("POST /a.txt HTTP/1.1\r\nHost: a\r\n" + framing)
            assert peer.answer()[0] == 405 and peer.is_open()
        peer.send(head + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert peer.answer()[0] == 100
        assert peer.send("abc").answer()[0] == 200
        # Cut off in the middle.
        peer.send("GET /a").socket.shutdown(socket.SHUT_WR)
        assert peer.answer()[0] == 400 and peer.rest() == b""
        assert program.stop() == 0


def check_slow_ones_are_not_waited_for():
    with server("--request-timeout", "200ms", "--keep-alive", "100ms") as program:
        port = program.port()
        for begin in (b"G", b"GET /a.txt HTTP/1.1\r\nHost: a\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"):
            peer = Peer(port).send(begin)
            assert peer.answer()[0] == 408 and peer.rest() == b""
        # Who has said nothing, or nothing more, is told nothing.
        assert Peer(port).rest() == b""
        for more in ("", "\r\n"):
            peer = Peer(port).get("/a.txt").send(more)
            assert peer.answer()[0] == 200 and peer.rest() == b""
        assert program.stop() == 0


def check_wrk():
    if wirelab.missing("wrk"):
        return
    with server("--quiet") as program:
        done = subprocess.run(["wrk", "-t1", "-c20", "-d1s", f"http://127.0.0.1:{program.port()}/a.txt"], capture_output=True, text=True)
        assert done.returncode == 0 and "requests in" in done.stdout, done
        assert "Non-2xx" not in done.stdout and "Socket errors" not in done.stdout, done.stdout
        assert program.stop() == 0


def resident(program):
    """Kilobytes of memory; 0 where there is no /proc."""
    status = pathlib.Path(f"/proc/{program.process.pid}/status")
    lines = status.read_text().split("\n") if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)


def check_stalled_reader_costs_nothing():
    """Who does not read what it asked for stays where it is; others are served; nothing grows."""
    with server() as program:
        port = program.port()
        assert Peer(port).get("/big.bin").answer()[2] == BIG
        before = resident(program)
        stalled = [Peer(port) for _ in range(20)]
        for peer in stalled:
            peer.get("/big.bin").send(b"GET /big.bin HTTP/1.1\r\nHost: a\r\n\r\n" * 200)
        assert Peer(port).get("/big.bin").answer()[2] == BIG
        assert resident(program) - before < 20000  # a copy of the file for each would be 100 MB
        for peer in stalled:
            peer.close()
        assert program.stop() == 0
        assert sum(e["event"] == "request" and not e["whole"] for e in program.seen) == 20


def check_shrinking_file_is_cut():
    """The length was promised: the connection ends where the file does."""
    with server() as program:
        peer = Peer(program.port()).get("/big.bin")
        while b"\r\n\r\n" not in peer.got:
            peer.more()
        os.truncate(ROOT / "big.bin", 1000)
        try:
            assert len(peer.rest()) < len(BIG)
        except ConnectionResetError:
            pass
        told = program.event("request")
        assert not told["whole"] and told["bytes"] < len(BIG), told
        assert program.event("closed")["how"] == "error"
        assert program.stop() == 0


def check_descriptors_come_back():
    with server() as program:
        port = program.port()
        fds = pathlib.Path(f"/proc/{program.process.pid}/fd")
        if not fds.exists():
            wirelab.leave_out("there is no /proc")
            return
        assert Peer(port).get("/a.txt", "Connection: close").rest()
        program.event("closed")
        before = len(list(fds.iterdir()))
        for target in ("/a.txt", "/big.bin", "/sub", "/sub/", "/out", "/none", "/sub/empty/", "/a.txt/", "/"):
            for fields in ((), ("Range: bytes=0-1,3-4",), ("Range: bytes=999999999-",), ("If-Match: x",), ("If-None-Match: *",)):
                Peer(port).get(target, "Connection: close", *fields).rest()
                program.event("closed")
            Peer(port).get(target, "Connection: close", method="HEAD").rest()
            program.event("closed")
        for _ in range(20):  # gone in the middle
            peer = Peer(port).get("/big.bin")
            peer.more()
            peer.close()
            program.event("closed")
        assert len(list(fds.iterdir())) == before
        assert program.stop(signal.SIGTERM) == 0


def check_words_for_people():
    make_root()
    with wirelab.Program("http-server", "--port", 0, "--bind", "127.0.0.1", "--root", ROOT, json=False) as program:
        port = int(program.line("listening").split(":")[1].split()[0])
        Peer(port).get("/a.txt").answer()
        line = program.line("GET")
        assert line.startswith("127.0.0.1:") and line.endswith(" GET /a.txt: 200 OK, 10 bytes"), line
        Peer(port).send(b"GET /\x1b[31m\xe2\x80\xae HTTP/1.1\r\nHost: a\r\n\r\n").rest()
        assert program.line(": 400 ").endswith(": 400 Bad Request (the request line has no target)")
        Peer(port).send("GET /\u202e HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()).rest()
        assert "GET /\\u202e: 404 Not Found (there is no such file)" in program.line("GET")
        assert program.stop() == 0
    done = wirelab.run("http-server", "--root", "nowhere")
    assert done.returncode == 3 and "cannot serve nowhere: no such file" in done.stderr, done.stderr
    done = wirelab.run("http-server", "--root", ROOT / "a.txt")
    assert done.returncode == 3 and "hint: --root wants the directory" in done.stderr, done.stderr
    done = wirelab.run("http-server", "8000")
    assert done.returncode == 2 and "--port 8000" in done.stderr, done.stderr


wirelab.main()
