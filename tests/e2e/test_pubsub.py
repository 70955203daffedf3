# SPDX-License-Identifier: MIT
"""pubsub-server and pubsub-client: the text protocol of NATS, as people type it, as its library speaks it, and
beside a real server of it."""
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile

import wirelab
from wirelab import Program, run

HOST = "127.0.0.1"
PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nats_peer.js")
MODULES = os.environ.get("WIRELAB_NODE_MODULES") or os.path.join(wirelab.SOURCE, "build-npm", "node_modules")


class Server(Program):
    def __init__(self, *options, **others):
        super().__init__("pubsub-server", "--port", 0, "--bind", HOST, *options, **others)
        self.number = self.event("listening")["port"]

    def port(self):
        return self.number


class Client:
    """Bytes over TCP; the greeting is read."""

    def __init__(self, port, text=b"CONNECT {\"verbose\":false,\"pedantic\":false}\r\n", greeted=True):
        self.socket = socket.create_connection((HOST, port), timeout=wirelab.PATIENCE)
        self.got = b""
        if greeted:
            self.info = json.loads(self.line().removeprefix(b"INFO "))
        self.say(text)

    def say(self, text):
        self.socket.sendall(text)
        return self

    def more(self):
        data = self.socket.recv(1 << 20)
        self.got += data
        return data

    def line(self):
        while b"\r\n" not in self.got:
            assert self.more(), self.got
        line, self.got = self.got.split(b"\r\n", 1)
        return line

    def expect(self, wanted):
        while len(self.got) < len(wanted):
            assert self.more(), (self.got, wanted)
        assert self.got.startswith(wanted), (self.got[:200], wanted[:200])
        self.got = self.got[len(wanted):]
        return self

    def settle(self):
        """All that was said is done."""
        return self.say(b"PING\r\n").expect(b"PONG\r\n")

    def expect_end(self, wanted=b""):
        self.expect(wanted)
        try:
            assert not self.got and not self.more(), self.got
        except ConnectionResetError:
            pass
        self.socket.close()


def ask(port, text):
    """What the server answers to a client that then falls silent, up to its end or its PONG."""
    client = Client(port, b"")
    client.say(text)
    try:
        client.socket.shutdown(socket.SHUT_WR)
        while client.more():
            pass
    except OSError:  # it may have closed already
        pass
    client.socket.close()
    return client.got


def check_info_is_json():
    with Server() as server:
        first, second = Client(server.port()), Client(server.port())
        info = first.info
        assert re.fullmatch("N[A-Z2-7]{55}", info["server_id"]) and info["server_id"] == second.info["server_id"], info
        assert info["proto"] == 1 and info["headers"] is True and info["max_payload"] == 1 << 20, info
        assert info["port"] == server.port() and info["client_ip"] == HOST, info
        assert (info["client_id"], second.info["client_id"]) == (1, 2), info
        assert "auth_required" not in info and "tls_required" not in info, info
        assert server.stop() == 0


def check_a_person_types():
    """LF, lower case, no CONNECT: every line is answered."""
    with Server() as server:
        person = Client(server.port(), b"")
        person.say(b"sub news.* 1\n").expect(b"+OK\r\n")
        person.say(b"pub  news.sport\t5\nhello\n").expect(b"+OK\r\nMSG news.sport 1 5\r\nhello\r\n")
        person.say(b"pub news.sport me 0\n\n").expect(b"+OK\r\nMSG news.sport 1 me 0\r\n\r\n")
        person.say(b"unsub 1\nping\n").expect(b"+OK\r\nPONG\r\n")
        for answer, typed in ((b"-ERR 'Invalid Subject'\r\n", b"sub a..b 2\n"),
                              (b"-ERR 'Invalid Subject'\r\n", b"sub a.>.b 2\n"),
                              (b"-ERR 'Invalid Publish Subject'\r\n+OK\r\n", b"pub a.* 1\nx\n")):
            person.say(typed).expect(answer)
        person.say(b"hello?\n").expect_end(b"-ERR 'Unknown Protocol Operation'\r\n")
        assert server.event("warning")["why"] == "no such verb"
        assert server.stop() == 0


def check_what_is_wrong():
    with Server("--max-payload", 100, "--max-line", 200, "--max-subscriptions", 3) as server:
        wrong = b"-ERR 'Unknown Protocol Operation'\r\n"
        for typed in (b"SUB\r\n", b"SUB a\r\n", b"SUB a b c d\r\n", b"UNSUB\r\n", b"UNSUB 1 x\r\n", b"PUB a\r\n",
                      b"PUB a x\r\n", b"PUB a -1\r\n", b"PUB a 4294967296\r\n", b"PUB a 2\r\nabc\r\n",
                      b"PUB a 2\r\nab\rc", b"HPUB a 9 3\r\nxxx\r\n", b"CONNECT\r\n", b"CONNECT x\r\n",
                      b"CONNECT {\"verbose\":1}\r\n", b"CONNECT {\"a\":}\r\n", b"MSG a 1 1\r\nx\r\n", b"-ERR 'x'\r\n",
                      b"GET / HTTP/1.1\r\n\r\n", b"\r\n", b"\x16\x03\x01\x02\x00\x01\x00\n"):
            answer = ask(server.port(), typed)
            assert answer == wrong, (typed, answer)
        assert ask(server.port(), b"PUB a 101\r\n") == b"-ERR 'Maximum Payload Violation'\r\n"
        assert ask(server.port(), b"PUB a 100\r\n" + b"x" * 100 + b"\r\n") == b"+OK\r\n"
        assert ask(server.port(), b"x" * 203) == b"-ERR 'maximum control line exceeded'\r\n"
        assert ask(server.port(), b"SUB " + b"x" * 200 + b" 1\r\n") == b"-ERR 'maximum control line exceeded'\r\n"
        assert ask(server.port(), b"SUB a 1\r\nSUB b 2\r\nSUB b 2\r\nSUB c 3\r\nSUB d 4\r\n") == \
            b"+OK\r\n" * 4 + b"-ERR 'maximum subscriptions exceeded'\r\n"
        assert ask(server.port(), b"SUB " + b".".join([b"a"] * 64) + b" 1\r\n") == b"+OK\r\n"
        assert ask(server.port(), b"SUB " + b".".join([b"a"] * 65) + b" 1\r\n") == b"-ERR 'Invalid Subject'\r\n"
        assert server.stop() == 0


def check_any_cut():
    """However the stream is cut, it means the same."""
    script = (b"CONNECT {\"verbose\":false,\"headers\":true}\r\nSUB %s.* 7\r\nPUB %s.b 5\r\na\r\nb\n\r\n"
              b"HPUB %s.c r 12 14\r\nNATS/1.0\r\n\r\nhi\r\nSUB x.%s 8\nPUB x.%s 0\n\nUNSUB 7\r\nPUB %s.b 1\r\nz\r\nPING\r\n")
    answer = b"MSG %s.b 7 5\r\na\r\nb\n\r\nHMSG %s.c 7 r 12 14\r\nNATS/1.0\r\n\r\nhi\r\nMSG x.%s 8 0\r\n\r\nPONG\r\n"
    with Server("--quiet") as server:
        clients = [Client(server.port(), b"") for _ in range(len(script) + 7)]
        names = [b"%03d" % at for at in range(len(clients))]  # each has subjects of its own
        for at, (client, name) in enumerate(zip(clients, names)):
            client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.say((script % ((name,) * 6))[:at])
        for at, (client, name) in enumerate(zip(clients, names)):
            rest = (script % ((name,) * 6))[at:]
            client.say(rest[:1]).say(rest[1:]).expect(answer % ((name,) * 3))
        one = Client(server.port(), b"")
        for byte in script % ((b"one",) * 6):
            one.say(bytes([byte]))
        one.expect(answer % ((b"one",) * 3))
        assert server.stop() == 0


def check_wildcards_groups_and_limits():
    with Server("--quiet") as server:
        wanted = {b"a": b"a", b"a.b": b"a.b", b"*": b"a", b"a.*": b"a.b", b">": b"", b"a.>": b"", b"*.b": b"a.b",
                  b"*.*.c": b"a.b.c", b"b": b"", b"a.b.*": b"a.b.c", b"a.*.c": b"a.b.c", b"*.>": b""}
        reader, writer = Client(server.port()), Client(server.port())
        for number, subject in enumerate(wanted):
            reader.say(b"SUB %s %d\r\n" % (subject, number))
        reader.settle()
        for subject in (b"a", b"a.b", b"a.b.c", b"a..b", b".", b"a."):
            writer.say(b"PUB %s 0\r\n\r\n" % subject)
        writer.settle()
        reader.say(b"PING\r\n")
        got = []
        while (line := reader.line()) != b"PONG":
            got += [line.split()[1:3]] if line else []

        def matches(pattern, subject):
            tokens, parts = subject.split(b"."), pattern.split(b".")
            if b"" in tokens:
                return None
            if parts[-1] == b">":
                return len(tokens) >= len(parts) and all(p in (b"*", t) for p, t in zip(parts[:-1], tokens))
            return len(tokens) == len(parts) and all(p in (b"*", t) for p, t in zip(parts, tokens))
        right = sorted([subject, b"%d" % number] for subject in (b"a", b"a.b", b"a.b.c")
                       for number, pattern in enumerate(wanted) if matches(pattern, subject))
        assert sorted(got, key=lambda pair: (pair[0], pair[1])) == sorted(right), (got, right)

        # One of a group gets each message, also where its members subscribed to different subjects.
        members = [Client(server.port()) for _ in range(4)]
        for member, subject in zip(members, (b"work.now", b"work.*", b"work.>", b"work.now")):
            member.say(b"SUB %s team 1\r\n" % subject).settle()
        for number in range(200):
            writer.say(b"PUB work.now 3\r\n%03d\r\n" % number)
        writer.settle()
        counts, heard = [], []
        for member in members:
            member.say(b"PING\r\n")
            lines = []
            while (line := member.line()) != b"PONG":
                lines.append(line)
            assert lines[0::2] == [b"MSG work.now 1 3"] * (len(lines) // 2), lines
            counts.append(len(lines) // 2)
            heard += lines[1::2]
        assert sorted(heard) == [b"%03d" % number for number in range(200)] and all(counts), counts

        limited = Client(server.port(), b"CONNECT {\"verbose\":false}\r\nSUB t 9\r\nUNSUB 9 2\r\n").settle()
        writer.say(b"PUB t 0\r\n\r\n" * 5).settle()
        limited.say(b"PING\r\n").expect(b"MSG t 9 0\r\n\r\n" * 2 + b"PONG\r\n")
        silent = Client(server.port(), b"CONNECT {\"verbose\":false,\"echo\":false}\r\nSUB e 1\r\n")
        silent.say(b"PUB e 1\r\nx\r\n").settle()
        writer.say(b"PUB e 1\r\ny\r\n").settle()
        silent.expect(b"MSG e 1 1\r\ny\r\n")
        plain = Client(server.port(), b"CONNECT {\"verbose\":false}\r\nSUB h 1\r\n").settle()
        writer.say(b"HPUB h 12 14\r\nNATS/1.0\r\n\r\nhi\r\n").settle()
        plain.expect(b"MSG h 1 2\r\nhi\r\n")
        assert server.stop() == 0
    with Server("--quiet") as server:
        asks = Client(server.port(), b"CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\nSUB in 1\r\n")
        asks.say(b"PUB nobody in 0\r\n\r\n").expect(b"HMSG in 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n")
        assert server.stop() == 0


def check_passwords():
    with Server("--user", "ann", "--password", "s\u00e9cret") as server:
        right = b"CONNECT {\"user\":\"ann\",\"pass\":\"s\\u00e9cret\",\"verbose\":true}\r\n"
        client = Client(server.port(), right)
        assert client.info["auth_required"] is True
        client.expect(b"+OK\r\n").settle()
        refused = b"-ERR 'Authorization Violation'\r\n"
        for wrong in (b"CONNECT {}\r\n", right.replace(b"ann", b"ANN"), right.replace(b"cret", b"cre"),
                      b"SUB a 1\r\n", b"PUB a 0\r\n\r\n"):
            Client(server.port(), wrong).expect_end(refused)
        Client(server.port(), b"").expect_end(b"-ERR 'Authentication Timeout'\r\n")
        url = "nats://%%s@%s:%d" % (HOST, server.port())
        assert run("pubsub-client", "pub", "a", "x", "-s", url % "ann:s\u00e9cret").returncode == 0
        done = run("pubsub-client", "pub", "a", "x", "-s", url % "ann:no")
        assert done.returncode == 1 and "Authorization Violation" in done.stderr and "hint" in done.stderr, done
        assert server.stop() == 0


def check_pings():
    with Server("--ping-interval", "20ms") as server:
        Client(server.port()).expect_end(b"PING\r\nPING\r\n-ERR 'Stale Connection'\r\n")
        server.event("warning", error="Stale Connection")
        assert server.stop() == 0
    with Server("--ping-interval", "700ms") as server:
        alive = Client(server.port())
        for _ in range(3):  # more than may be unanswered
            alive.expect(b"PING\r\n").say(b"PONG\r\n")
        assert server.stop() == 0


def check_a_stalled_reader_is_dropped():
    with Server("--queue", "256KiB", "--quiet") as server:
        stalled = Client(server.port(), b"CONNECT {\"verbose\":false}\r\nSUB data 1\r\n").settle()
        reader = Client(server.port(), b"CONNECT {\"verbose\":false}\r\nSUB data 1\r\n").settle()
        writer = Client(server.port())
        payload = b"x" * 50000
        for number in range(400):
            writer.say(b"PUB data 50000\r\n" + payload + b"\r\n")
            reader.expect(b"MSG data 1 50000\r\n" + payload + b"\r\n")
        warning = server.event("warning", warning="slow-reader")
        assert warning["queued"] < 1 << 20, warning
        writer.settle()
        stalled.socket.close()
        assert server.stop() == 0


def check_the_client():
    with Server() as server:
        where = ["--server", "%s:%d" % (HOST, server.port())]
        with Program("pubsub-client", "sub", "news.>", "x", "--count", 5, *where, json=False) as reader:
            for subject in ("news.>", "x"):
                server.event("subscribed", subject=subject)
            assert run("pubsub-client", "pub", "news.sport", "They have \x1b[31mwon", *where).returncode == 0
            assert run("pubsub-client", "pub", "x", *where, input=b"1\r\n2\n\n3").returncode == 0
            assert reader.wait() == 0, reader.errors
            assert reader.seen == ["news.sport: They have \\x1b[31mwon", "x: 1", "x: 2", "x: ", "x: 3"], reader.seen
        with Program("pubsub-client", "sub", "data", "--count", 1, *where) as reader:
            server.event("subscribed", subject="data")
            run("pubsub-client", "pub", "data", "h\u00e9", *where)
            message = reader.event("message")
            assert (message["subject"], message["data"], message["size"]) == ("data", "h\u00e9", 3), message
            assert reader.wait() == 0
        with Program("pubsub-client", "sub", "time", "--reply", "noon", *where) as answers:
            server.event("subscribed", subject="time")
            done = run("pubsub-client", "request", "time", *where)
            assert (done.returncode, done.stdout) == (0, "noon\n"), done
            assert answers.stop() == 0
        done = run("pubsub-client", "request", "time", *where)
        assert done.returncode == 1 and "nobody answers" in done.stderr, done
        # A large input waits for the server, and is not kept; the readers get all of it in order.
        lines = b"".join(b"%07d\n" % n for n in range(200000))
        with subprocess.Popen([wirelab.WIRELAB, "pubsub-client", "sub", "lines", "--raw", "--count", "200000", *where],
                              stdout=subprocess.PIPE) as reader:
            server.event("subscribed", subject="lines")
            assert run("pubsub-client", "pub", "lines", *where, input=lines).returncode == 0
            assert reader.stdout.read() == lines and reader.wait() == 0
        done = run("pubsub-client", "pub", "x", "y" * 100, "--server", "127.0.0.1:%d" % server.port(), "--wire")
        assert server.stop() == 0
    done = run("pubsub-client", "sub", "x", *where)
    assert done.returncode == 1 and "wirelab pubsub-server --port" in done.stderr, done
    for arguments in ([], ["sub"], ["pub"], ["pbu", "x"], ["pub", "a.*"], ["sub", "a..b"], ["pub", "a", "b", "c"],
                      ["sub", "a", "--server", "host:0"], ["sub", "a", "--server", ""]):
        done = run("pubsub-client", *arguments)
        assert done.returncode == 2 and "hint:" in done.stderr and not done.stdout, (arguments, done)


def check_servers_that_are_none():
    """What a client meets when it is not NATS that answers."""
    for greeting, word in ((b"", "before it said anything"), (b"HTTP/1.0 400 Bad Request\r\n\r\n", "no such verb"),
                           (b"INFO {\r\n", "no JSON"), (b"INFO {\"tls_required\":true}\r\n", "wants TLS"),
                           (b"x" * 70000, "does not speak NATS")):
        with socket.create_server((HOST, 0)) as listener:
            client = subprocess.Popen([wirelab.WIRELAB, "pubsub-client", "sub", "a", "-s",
                                       "%s:%d" % listener.getsockname()], stderr=subprocess.PIPE, text=True)
            peer, _ = listener.accept()
            peer.sendall(greeting)
            peer.shutdown(socket.SHUT_WR)
            _, errors = client.communicate(timeout=wirelab.PATIENCE)
            peer.close()
            assert client.returncode == 1 and word in errors, (greeting[:40], errors)


def check_tls():
    with Server("--tls") as server:
        where = ["--server", "tls://localhost:%d" % server.port()]
        trust = ["--ca", os.path.join(os.environ["XDG_STATE_HOME"], "wirelab", "localhost.crt")]
        with Program("pubsub-client", "sub", "a", "--count", 1, *where, *trust, json=False) as reader:
            server.event("subscribed")
            done = run("pubsub-client", "pub", "a", "sealed", *where, *trust)
            assert done.returncode == 0, done
            assert reader.wait() == 0 and reader.seen == ["a: sealed"], reader.seen
        assert run("pubsub-client", "pub", "a", "x", *where).returncode == 3
        assert server.stop() == 0


def upgrade(listener, greeting, context):
    """What most servers of NATS do: INFO as it is, in two pieces, and then TLS; returns what the client says."""
    peer, _ = listener.accept()
    with peer:
        peer.sendall(greeting[:9])
        peer.recv(1, socket.MSG_PEEK)  # its hello is here: both pieces do not come as one
        peer.sendall(greeting[9:])
        with context.wrap_socket(peer, server_side=True) as secure, secure.makefile("rb") as lines:
            said = [lines.readline(), lines.readline()]
            secure.sendall(b"PONG\r\n")
            said += [lines.readline(), lines.readline()]
            secure.sendall(b"PONG\r\n")
            return said + [lines.readline()]


def check_tls_after_info():
    assert run("cert", "make", "--san", "localhost", "--san", HOST).returncode == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("localhost.crt", "localhost.key")
    for greeting in b"INFO {\"tls_required\":true}\r\n", b"INFO {\"tls_available\":true,\"max_payload\":99}\r\n":
        with socket.create_server((HOST, 0)) as listener:
            client = subprocess.Popen([wirelab.WIRELAB, "pubsub-client", "pub", "a", "hello", "--tls", "--ca", "localhost.crt", "-s",
                                       "%s:%d" % listener.getsockname()], stderr=subprocess.PIPE, text=True)
            said = upgrade(listener, greeting, context)
            _, errors = client.communicate(timeout=wirelab.PATIENCE)
            assert client.returncode == 0, errors
            assert said[0].startswith(b"CONNECT {") and b'"tls_required":true' in said[0] and said[1] == b"PING\r\n", said
            assert said[2:4] == [b"PUB a 5\r\n", b"hello\r\n"], said
    for greeting in b"INFO " + 70000 * b"x", b"IN short\r\n", b"I", b"+OK\r\n":
        with socket.create_server((HOST, 0)) as listener:
            client = subprocess.Popen([wirelab.WIRELAB, "pubsub-client", "pub", "a", "b", "--tls", "--ca", "localhost.crt", "-s",
                                       "%s:%d" % listener.getsockname()], stderr=subprocess.PIPE, text=True)
            peer, _ = listener.accept()
            peer.sendall(greeting)
            peer.shutdown(socket.SHUT_WR)
            _, errors = client.communicate(timeout=wirelab.PATIENCE)
            peer.close()
            assert client.returncode == 3 and "cannot connect" in errors, (greeting[:9], errors)


def check_tls_at_a_real_server():
    for options in ["--tls"], ["--tls", "--config", "both.conf"]:
        with open("both.conf", "w") as config:
            config.write("allow_non_tls: true\n")
        real = real_server("--tlscert", "localhost.crt", "--tlskey", "localhost.key", *options)
        if not real:
            return wirelab.leave_out("nats-server is not installed")
        process, port = real
        where = ["--server", "tls://localhost:%d" % port, "--ca", "localhost.crt"]
        done = run("pubsub-client", "pub", "a", "sealed", *where)
        assert done.returncode == 0, done
        done = run("pubsub-client", "request", "nobody", "x", *where)
        assert done.returncode == 1 and "nobody answers" in done.stderr, done
        process.kill()
        process.wait()


def check_tools():
    """nc and telnet, as in class."""
    if wirelab.missing("nc", "telnet"):
        return
    with Server() as server:
        port = str(server.port())
        done = subprocess.run(["nc", "-N", HOST, port], input=b"sub a 1\npub a 2\nhi\n", capture_output=True,
                              timeout=wirelab.PATIENCE)
        assert done.stdout.split(b"\r\n", 1)[1] == b"+OK\r\n+OK\r\nMSG a 1 2\r\nhi\r\n", done
        with subprocess.Popen(["telnet", HOST, port], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL) as telnet:
            telnet.stdin.write(b"sub a.> 1\npub a.b 5\nhello\n")
            telnet.stdin.flush()
            seen = b""
            while b"hello" not in seen:
                more = os.read(telnet.stdout.fileno(), 4096)
                assert more, seen
                seen += more
            assert re.search(b"[+]OK\r?\n[+]OK\r?\nMSG a.b 1 5\r?\nhello", seen), seen
            telnet.kill()
        assert server.stop() == 0


TWISTED = '''
import sys
from twisted.internet import endpoints, protocol, reactor
from twisted.protocols import basic

class Publisher(basic.LineReceiver):
    def connectionMade(self):
        self.factory.peers.add(self)
    def connectionLost(self, reason):
        self.factory.peers.discard(self)
    def lineReceived(self, line):
        before = "<{}> ".format(self.transport.getHost()).encode("ascii")
        for peer in self.factory.peers:
            peer.sendLine(before + line)

factory = protocol.Factory.forProtocol(Publisher)
factory.peers = set()
def listening(port):
    print(port.getHost().port, flush=True)
endpoints.serverFromString(reactor, "tcp:0:interface=" + sys.argv[1]).listen(factory).addCallback(listening)
reactor.run()
'''


def broadcast(host, port):
    """What two clients see, with the port's number taken out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    peers = []
    for _ in range(2):
        peer = socket.socket(family)
        peer.settimeout(wirelab.PATIENCE)
        peer.connect((host, port))
        peers.append([peer, b""])
        peer.sendall(b"entered\r\n")
        while not peers[-1][1].endswith(b"entered\r\n"):
            peers[-1][1] += peer.recv(4096)
    for line in (b"hello\r\n", b"\r\n", b"two\r\nli", b"nes \xff\r\n", b"last\r\n"):
        peers[1][0].sendall(line)
    for pair in peers:
        while not pair[1].endswith(b"last\r\n"):
            pair[1] += pair[0].recv(4096)
        pair[0].close()
    return [seen.replace(b"port=%d" % port, b"port=PORT") for _, seen in peers]


def check_broadcast_is_that_of_twisted():
    for host in (HOST, "::1"):
        with Program("pubsub-server", "--style", "broadcast", "--port", 0, "--bind", host) as server:
            ours = broadcast(host, server.port())
            assert server.stop() == 0
        assert b"hello\r\n" in ours[0] and ours[0].endswith(ours[1][len(b""):][-20:]), ours
        if subprocess.run(["/usr/bin/python3", "-c", "import twisted"], capture_output=True).returncode:
            wirelab.leave_out("python3-twisted is not installed")
            continue
        with tempfile.NamedTemporaryFile("w", suffix=".py") as script:
            script.write(TWISTED)
            script.flush()
            with subprocess.Popen(["/usr/bin/python3", script.name, host.replace(":", "\\:")],
                                  stdout=subprocess.PIPE) as twisted:
                theirs = broadcast(host, int(twisted.stdout.readline()))
                twisted.kill()
        assert ours == theirs, (ours, theirs)


def check_broadcast_limits():
    with Program("pubsub-server", "--style", "broadcast", "--port", 0, "--bind", HOST, "--max-line", 100,
                 "--queue", "64KiB") as server:
        port = server.port()
        long = socket.create_connection((HOST, port), timeout=wirelab.PATIENCE)
        long.sendall(b"x" * 200)
        assert long.recv(10) == b""
        server.event("warning", warning="line-too-long", limit=100)
        stalled = socket.create_connection((HOST, port))
        server.event("opened")
        writer = socket.create_connection((HOST, port), timeout=wirelab.PATIENCE)
        while not any(event.get("warning") == "slow-reader" for event in server.seen):
            writer.sendall((b"y" * 90 + b"\r\n") * 500)
            left = 500
            while left:  # it hears itself, and all of it
                left -= writer.recv(1 << 20).count(b"\n")
            while not server.items.empty():
                server.next()
        stalled.close()
        writer.close()
        assert server.stop() == 0
    assert run("pubsub-server", "--style", "broadcast", "--user", "x").returncode == 2


def real_server(*options):
    """A server of NATS, and its port; None if there is none."""
    program = shutil.which("nats-server", path=os.environ["PATH"] + ":/usr/sbin")
    if not program:
        return None
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([program, "-a", HOST, "-p", str(port), *options], stderr=subprocess.PIPE)
    for line in process.stderr:
        if b"Server is ready" in line:
            return process, port
    process.wait()
    raise AssertionError("nats-server does not start")


def peer(port, options=None):
    done = subprocess.run(["node", PEER, "nats://%s:%d" % (HOST, port), json.dumps(options or {})], capture_output=True,
                          text=True, timeout=wirelab.PATIENCE, env=dict(os.environ, NODE_PATH=MODULES))
    assert done.returncode == 0, done
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_the_library_of_nats():
    if wirelab.missing("node"):
        return
    if not os.path.isdir(os.path.join(MODULES, "nats")):
        return wirelab.leave_out("the package nats of npm is not installed")
    with Server("--quiet") as server:
        seen = peer(server.port())
        assert ["in order", 20000] in seen and ["closed", True] in seen and ["own", 0] in seen, seen
        assert server.stop() == 0
    with Server("--user", "ann", "--password", "secret") as server:
        assert peer(server.port()) == [["refused", "AUTHORIZATION_VIOLATION"]]
        assert peer(server.port(), {"user": "ann", "pass": "secret"}) == seen
        assert server.stop() == 0
    with Server("--tls", "--quiet") as server:
        trust = {"caFile": os.path.join(os.environ["XDG_STATE_HOME"], "wirelab", "localhost.crt"), "handshakeFirst": True}
        assert peer(server.port(), {"tls": trust}) == seen
        assert server.stop() == 0
    real = real_server()
    if not real:
        return wirelab.leave_out("nats-server is not installed")
    assert peer(real[1]) == seen
    real[0].kill()
    real[0].wait()


def check_our_client_at_a_real_server():
    real = real_server("--user", "ann", "--pass", "secret")
    if not real:
        return wirelab.leave_out("nats-server is not installed")
    process, port = real
    try:
        where = ["--server", "nats://ann:secret@%s:%d" % (HOST, port)]
        with Program("pubsub-client", "sub", "a.*", "--count", 3, *where) as reader:
            while True:  # until it has subscribed
                assert run("pubsub-client", "pub", "a.b", *where, input=b"1\n2\n3\n").returncode == 0
                if any(event and event["event"] == "message" for event in list(reader.items.queue)):
                    break
            assert reader.wait() == 0, reader.errors
            assert {event["data"] for event in reader.seen if event["event"] == "message"} <= {"1", "2", "3"}
        with Program("pubsub-client", "sub", "time", "--reply", "noon", *where) as answers:
            while (done := run("pubsub-client", "request", "time", *where)).returncode:
                assert "nobody answers" in done.stderr, done
            assert done.stdout == "noon\n"
            assert answers.stop() == 0
        done = run("pubsub-client", "pub", "a", "x", "--server", "%s:%d" % (HOST, port))
        assert done.returncode == 1 and "Authorization Violation" in done.stderr, done
    finally:
        process.kill()
        process.wait()


wirelab.main()
