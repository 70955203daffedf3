# SPDX-License-Identifier: MIT
"""The packets of a chat: told by --wire of its server, and by sniff wherever its words are found."""
import struct

import captures
from chat import QUESTION, Server, User
from wirelab import main, run

WELCOME = b"Welcome to the chat <%s>. Please type !Q to quit."


def said(server):
    return [(event["from"], event["said"]) for event in server.seen if event["event"] == "packet" and "said" in event]


def check_the_wire():
    for kind, options in (("tcp", []), ("tcp", ["--mode", "framed"]), ("tcp", ["--mode", "reference"])):
        framed = "framed" in options
        with Server("--wire", *options) as server:
            alice = User(server.port(), b"alice", kind, framed=framed)
            bob = User(server.port(), b"bob", kind, framed=framed)
            alice.expect(b"<bob> has entered the chat")
            bob.say(b"hi \x1b[31m")
            alice.expect(b"<bob>: hi " + (b"\x1b[31m" if "reference" in options else b"\\x1b[31m"))
            bob.say(b"!Q")
            alice.expect(b"<bob> has left the chat!")
            alice.close(), bob.close()
            assert server.stop() == 0
            for one in (("server", "Question"), ("client", "Name: alice"), ("server", "Welcome: bob"),
                        ("server", "Entered: bob"), ("client", "Message: bob: hi \\x1b[31m"),
                        ("server", "Relayed: bob: hi \\x1b[31m"), ("client", "Quit: bob"), ("server", "Left: bob")):
                assert one in said(server), (options, one, said(server))


def check_the_wire_over_udp():
    with Server("--udp", "--wire") as server:
        alice = User(server.port(), b"alice", "udp")
        alice.say(b"alone")
        alice.say(b"!Q")
        bob = User(server.port(), b"bob", "udp")  # by now all of before has been heard
        alice.close(), bob.close()
        assert server.stop() == 0
        # The first datagram may be of anything; the server's answer tells what it was of.
        assert said(server)[:3] == [("server", "Welcome: alice"), ("client", "Message: alice: alone"),
                                    ("client", "Quit: alice")], said(server)


class Talk:
    """A TCP connection to `port`, as frames."""

    def __init__(self, port, client):
        self.ports, self.sequence, self.frames = (client, port), [1, 1], []

    def say(self, side, data):
        segment = captures.tcp(0x018, self.sequence[side], self.sequence[1 - side], data,
                               source=self.ports[side], destination=self.ports[1 - side])
        ends = (captures.A, captures.B)
        self.frames.append(captures.ethernet(captures.ip(segment, 6, source=ends[side], destination=ends[1 - side])))
        self.sequence[side] += len(data)
        return self

    def client(self, data):
        return self.say(0, data)

    def server(self, data):
        return self.say(1, data)


def sniff(frames, *arguments):
    result = run("sniff", "-n", "-r", captures.write("chat.pcap", frames), *arguments)
    assert (result.returncode, result.stderr) == (0, ""), result
    return result.stdout


def infos(frames, *arguments):
    shown = sniff(frames, "-T", "fields", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info", *arguments)
    return [line.split("\t") for line in shown.splitlines()]


def check_found_on_any_port():
    talk = Talk(7777, 50001).server(QUESTION).client(b"eve").server(WELCOME % b"eve" + b"<bob>: hello")
    assert infos(talk.frames) == [["CHAT", "Question"], ["CHAT", "Name: eve"], ["CHAT", "Welcome: eve, Relayed: bob: hello"]]
    assert sniff(talk.frames, "-Y", "chat.glued", "-T", "fields", "-e", "frame.number", "-e", "chat.message") == "3\thello\n"
    assert sniff(talk.frames, "-Y", 'chat.type == "Name"', "-T", "fields", "-e", "chat.name") == "eve\n"
    # To those who know no chat it is data, as before.
    assert sniff(talk.frames, "-Y", 'data.data contains "eve"', "-T", "fields", "-e", "data.data").splitlines()[0] == "657665"
    assert {protocol for protocol, _ in infos(talk.frames, "--disable-protocol", "chat")} == {"TCP"}
    assert {protocol for protocol, _ in infos(talk.frames, "--disable-heuristic", "chat_tcp")} == {"TCP"}


def check_cut_and_framed():
    talk = Talk(7778, 50002).server(QUESTION[:30]).server(QUESTION[30:])
    assert infos(talk.frames)[1] == ["CHAT", "Question"]
    frame = [struct.pack("!I", len(text)) + text for text in (QUESTION, b"eve", WELCOME % b"eve", b"hello")]
    talk = Talk(7779, 50003).server(frame[0]).client(frame[1][:5]).client(frame[1][5:]).server(frame[2]).client(frame[3] + frame[3])
    found = infos(talk.frames)
    assert found[2] == ["CHAT", "Name: eve"] and found[4] == ["CHAT", "Message: eve: hello, Message: eve: hello"], found


def check_no_port_is_enough():
    for words in (b'{"text": "<a>: b"}', b"GET / HTTP/1.0\r\n\r\n", b"<html><body>a: b</body></html>", b"alice",
                  b"Welcome to the machine", b"\0\0\0\5hello", b"!Q"):
        frames = Talk(1234, 50004).server(words).client(words).frames
        assert all(protocol != "CHAT" for protocol, _ in infos(frames)), words
    assert infos(Talk(1234, 50005).server(b"<a>: b").frames) == [["CHAT", "Relayed: a: b"]]
    assert infos(Talk(1235, 50005).server(b"<a>: b").frames)[0][0] == "TCP"


def check_decreed():
    talk = Talk(1235, 50006).client(b"hello\nall\n").server(b"<a>: b")
    assert infos(talk.frames, "-d", "tcp.port==1235,chat") == \
        [["CHAT", "Message: hello, Message: all"], ["CHAT", "Relayed: a: b"]]
    datagrams = [captures.ethernet(captures.ip(captures.udp(text, 50007, 1235), 17)) for text in (b"eve", b"hello")]
    assert infos(datagrams, "-d", "udp.port==1235,chat") == [["CHAT", "Name: eve"], ["CHAT", "Message: hello"]]
    assert infos(datagrams)[0][0] == "UDP"


main()
