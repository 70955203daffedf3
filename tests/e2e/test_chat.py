# SPDX-License-Identifier: MIT
"""chat-server and chat-client: the same over every transport, with the peers that labs use, and on a
terminal."""
import os
import pty
import select
import shutil
import socket
import subprocess
import threading
import wirelab
from chat import QUESTION, Server, User
from wirelab import Program, run

HOST = "127.0.0.1"
WAYS = {"tcp": [], "tls": ["--tls"], "udp": ["--udp"]}


class Client:
    """Our client on pipes: what it prints comes line by line."""

    def __init__(self, port, *options):
        self.process = subprocess.Popen([wirelab.WIRELAB, "chat-client", *options, HOST, str(port)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = []

    def say(self, line):
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def until(self, line):
        guard = threading.Timer(wirelab.PATIENCE, self.process.kill)
        guard.start()
        while not self.lines or self.lines[-1] != line:
            got = self.process.stdout.readline()
            assert got, (line, self.lines, self.process.stderr.read())
            if not got.startswith((b"connecting", b"warning")):
                self.lines.append(got.rstrip(b"\n"))
        guard.cancel()

    def end(self):
        self.process.stdin.close()
        rest = self.process.stdout.read()
        self.process.stderr.read()
        assert self.process.wait(wirelab.PATIENCE) == 0
        return self.lines + rest.splitlines()


def transcript(way):
    trust = ["--insecure"] if way == "tls" else []
    with Server(*WAYS[way]) as server:
        alice = Client(server.port(), *WAYS[way], *trust, "--name", "alice")
        alice.until(b"Welcome to the chat <alice>. Please type !Q to quit.")
        bob = Client(server.port(), *WAYS[way], *trust)
        if way != "udp":  # nobody can be asked there before it has said something
            bob.until(QUESTION)
            bob.lines.clear()
        bob.say(b"alice")
        bob.until(b"Welcome to the chat <alice-2>. Please type !Q to quit.")
        alice.until(b"<alice-2> has entered the chat")
        bob.say("grüße \x1b[31m".encode())
        alice.until("<alice-2>: grüße \\x1b[31m".encode())
        alice.say(b"bye!Q")
        bob.until(b"<alice>: bye!Q")
        bob.say(b"!Q")
        alice.until(b"<alice-2> has left the chat!")
        result = bob.end(), alice.end()
        assert server.stop() == 0
        return result


def check_the_same_over_every_transport():
    first = transcript("tcp")
    assert len(first[0]) == 2 and len(first[1]) == 4, first
    for way in "tls", "udp":
        assert transcript(way) == first, (way, first)


def check_users_over_udp():
    with Server("--udp", "--idle-timeout", "3s") as server:
        alice = User(server.port(), b"alice", kind="udp")
        bob = User(server.port(), b"bob", kind="udp")
        alice.expect(b"<bob> has entered the chat")
        stranger = User(server.port(), kind="udp")
        stranger.say(b"!Q")  # who was never there does not leave
        bob.say(b"").say(b"hi")
        alice.expect(b"<bob>: hi")
        silent = User(server.port(), b"silent", kind="udp")
        alice.expect(b"<silent> has entered the chat")
        alice.socket.settimeout(0.05)
        heard = b""
        while b"<silent> has left the chat!" not in heard:
            alice.say(b"still here")  # or it would be silent too
            try:
                heard += alice.socket.recv(1000)
            except TimeoutError:
                pass
        event = server.event("left", name="silent")
        assert event["how"] == "timeout", event


def check_gone_users_over_udp():
    """A user whose socket is closed has left when the next message does not reach it."""
    for mode in [], ["--mode", "framed"]:
        with Server("--udp", *mode) as server:
            alice, bob, carol = (User(server.port(), name, kind="udp", framed=bool(mode))
                                 for name in (b"alice", b"bob", b"carol"))
            alice.expect(b"<bob> has entered the chat").expect(b"<carol> has entered the chat")
            bob.expect(b"<carol> has entered the chat")
            port = carol.socket.getsockname()[1]
            carol.close()
            alice.say(b"who is there?")
            bob.expect(b"<alice>: who is there?").expect(b"<carol> has left the chat!")
            alice.expect(b"<carol> has left the chat!")
            told = server.event("warning", warning="unreachable")
            assert told["peer"] == "%s:%d" % (HOST, port) and told["teller"] == HOST, told
            assert server.event("left", name="carol")["how"] == "unreachable"
            bob.say(b"only we two")
            alice.expect(b"<bob>: only we two")
            assert server.stop() == 0
            assert len([event for event in server.seen if event.get("warning") == "unreachable"]) == 1


def check_nc_telnet_and_programs_together():
    """Line ends for those who use them, none for those who do not."""
    with Server() as server:
        port = server.port()
        program = User(port, b"program")
        for command in ["nc"], ["ncat"], ["telnet"]:
            if not shutil.which(command[0]):
                continue
            peer = subprocess.Popen(command + [HOST, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            name = command[0].encode()
            output = b""
            while QUESTION not in output:
                output += os.read(peer.stdout.fileno(), 1000)
            peer.stdin.write(name + b"\n")
            peer.stdin.flush()
            program.expect(b"<%s> has entered the chat" % name)
            peer.stdin.write(b"hello\n")
            peer.stdin.flush()
            program.expect(b"<%s>: hello" % name)
            program.say(b"good day")
            while b"<program>: good day\n" not in output.replace(b"\r", b""):
                output += os.read(peer.stdout.fileno(), 1000)
            assert b"Please type !Q to quit.\n" in output.replace(b"\r", b""), output
            peer.stdin.write(b"!Q\n")
            peer.stdin.flush()
            program.expect(b"<%s> has left the chat!" % name)
            peer.stdin.close()
            peer.stdout.read()
            peer.wait(wirelab.PATIENCE)


def check_much_for_a_server_that_stops_reading():
    """Then the input is not read either, and when the server goes on, so does all else."""
    lines = memoryview((b"x" * 199 + b"\n") * 100000)
    with socket.create_server((HOST, 0)) as listener:
        client = subprocess.Popen([wirelab.WIRELAB, "chat-client", "--name", "much", HOST,
                                   str(listener.getsockname()[1])], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        peer, _ = listener.accept()
    os.set_blocking(client.stdin.fileno(), False)
    left = lines
    while select.select([], [client.stdin], [], 0.5)[1]:  # until it takes no more
        left = left[os.write(client.stdin.fileno(), left[:65536]):]
    assert len(left) > 0
    os.set_blocking(client.stdin.fileno(), True)
    writer = threading.Thread(target=lambda: (client.stdin.write(left), client.stdin.close()))
    writer.start()
    got = bytearray()
    with peer:
        while data := peer.recv(1 << 20):
            got += data
    writer.join()
    assert got == b"much\n" + lines + b"!Q\n", len(got)
    assert client.wait(wirelab.PATIENCE) == 0


def check_openssl():
    if not shutil.which("openssl"):
        return
    with Server("--tls") as server:
        alice = User(server.port(), b"alice", kind="tls")
        peer = subprocess.Popen(["openssl", "s_client", "-quiet", "-connect", "%s:%d" % (HOST, server.port())],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        peer.stdin.write(b"ossl\nhello\n")
        peer.stdin.flush()
        alice.expect(b"<ossl> has entered the chat<ossl>: hello")
        peer.stdin.write(b"!Q\n")
        peer.stdin.flush()
        alice.expect(b"<ossl> has left the chat!")
        peer.communicate(timeout=wirelab.PATIENCE)


TWISTED_CLIENT = """
import sys
from twisted.internet import protocol, reactor
class Chat(protocol.Protocol):
    said = 0
    def dataReceived(self, data):
        print(data.decode(), flush=True)
        answers = ["twist", "hello", "!Q"]
        if self.said < len(answers):
            self.transport.write(answers[self.said].encode())
            self.said += 1
    def connectionLost(self, reason):
        reactor.stop()
class Factory(protocol.ClientFactory):
    protocol = Chat
reactor.connectTCP("127.0.0.1", int(sys.argv[1]), Factory())
reactor.run()
"""

TWISTED_SERVER = """
from twisted.internet import protocol, reactor
class Chat(protocol.Protocol):
    name = None
    def connectionMade(self):
        self.factory.users.append(self)
        self.transport.write(b"Welcome to the Server, what is your name?")
    def connectionLost(self, reason):
        self.factory.users.remove(self)
    def others(self, text):
        for user in self.factory.users:
            if user is not self:
                user.transport.write(text.encode())
    def dataReceived(self, data):
        text = data.decode()
        if self.name is None:
            self.name = text
            self.transport.write(("Welcome to the chat <%s>. Please type !Q to quit." % text).encode())
            self.others("<%s> has entered the chat" % text)
        elif text == "!Q":
            self.others("<%s> has left the chat!" % self.name)
        else:
            self.others("<%s>: %s" % (self.name, text))
factory = protocol.Factory()
factory.protocol, factory.users = Chat, []
print(reactor.listenTCP(0, factory, interface="127.0.0.1").getHost().port, flush=True)
reactor.run()
"""


def check_twisted_client():
    if wirelab.missing_module("twisted"):
        return
    for mode in "auto", "reference":
        with Server("--mode", mode) as server:
            alice = User(server.port(), b"alice")
            peer = subprocess.Popen([wirelab.PYTHON, "-c", TWISTED_CLIENT, str(server.port())],
                                    stdout=subprocess.PIPE)
            alice.expect(b"<twist> has entered the chat")
            alice.expect(b"<twist>: hello")
            alice.say(b"hi")
            alice.expect(b"<twist> has left the chat!")
            if mode == "reference":
                server.stop()
            output, _ = peer.communicate(timeout=wirelab.PATIENCE)
            assert b"Welcome to the chat <twist>. Please type !Q to quit." in output, output


def check_twisted_server():
    if wirelab.missing_module("twisted"):
        return
    peer = subprocess.Popen([wirelab.PYTHON, "-c", TWISTED_SERVER], stdout=subprocess.PIPE)
    try:
        port = int(peer.stdout.readline())
        alice = User(port, b"alice")
        client = Client(port, "--mode", "reference", "--name", "bob")
        client.until(b"Welcome to the chat <bob>. Please type !Q to quit.")
        alice.expect(b"<bob> has entered the chat")
        client.say(b"hello")
        alice.expect(b"<bob>: hello").say(b"good day")
        client.until(b"<alice>: good day")
        client.say(b"!Q")
        alice.expect(b"<bob> has left the chat!")
        client.end()
        wrong = Client(port, "--name", "eve")  # lines are not what this server expects
        wrong.until(b">. Please type !Q to quit.")
        alice.expect(b"<eve\n> has entered the chat")
        wrong.process.stdin.close()
        errors = wrong.process.stderr.read()
        assert b"--mode reference" in errors, errors
        wrong.process.stdout.read()
        wrong.process.wait(wirelab.PATIENCE)
    finally:
        peer.kill()
        peer.communicate()


def check_framed_client():
    with Server("--mode", "framed") as server:
        alice = User(server.port(), b"alice", framed=True)
        done = run("chat-client", "--mode", "framed", "--name", "bob", HOST, server.port(), input=b"one\ntwo\n")
        assert done.returncode == 0, done
        for text in b"<bob> has entered the chat", b"<bob>: one", b"<bob>: two", b"<bob> has left the chat!":
            alice.expect(text)


def check_nobody_there():
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
        for way in [], ["--udp"]:
            done = run("chat-client", *way, "--name", "x", HOST, port)
            assert done.returncode in (0, 1) if way else done.returncode == 1, done
        assert "wirelab chat-server" in run("chat-client", HOST, port).stderr
    assert run("chat-client", "--udp", "--tls").returncode == 2
    assert run("chat-server", "--udp", "--tls").returncode == 2
    assert run("chat-server", "5000").returncode == 2


class Terminal:
    """Our client on a terminal of its own."""

    def __init__(self, *arguments):
        pid, self.descriptor = pty.fork()
        if not pid:
            os.environ["TERM"] = "xterm"
            os.execv(wirelab.WIRELAB, ["wirelab", "chat-client", *arguments])
        self.pid, self.screen = pid, b""

    def until(self, text):
        guard = threading.Timer(wirelab.PATIENCE, os.kill, (self.pid, 9))
        guard.start()
        while text not in self.screen:
            try:
                more = os.read(self.descriptor, 4096)
            except OSError:
                more = b""
            assert more, "wanted %r, screen %r" % (text, self.screen)
            self.screen += more
        guard.cancel()
        self.screen = self.screen.split(text, 1)[1]

    def type(self, keys):
        os.write(self.descriptor, keys)

    def end(self):
        try:
            while os.read(self.descriptor, 4096):
                pass
        except OSError:
            pass
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def check_terminal():
    with Server() as server:
        alice = User(server.port(), b"alice")
        terminal = Terminal("--name", "bob", HOST, str(server.port()))
        alice.expect(b"<bob> has entered the chat")
        terminal.until(b"> ")
        terminal.type(b"half a li")
        terminal.until(b"half a li")
        alice.say(b"in between")
        terminal.until(b"<alice>: in between")
        terminal.until(b"> half a li")  # what was being typed is there again
        terminal.type(b"ne\r")
        alice.expect(b"<bob>: half a line")
        terminal.type(b"\x1b[A")  # the line before comes back
        terminal.until(b"half a line")
        terminal.type(b"!\x7f?\r")
        alice.expect(b"<bob>: half a line?")
        terminal.type(b"\x04")
        alice.expect(b"<bob> has left the chat!")
        assert terminal.end() == 0


wirelab.main()
