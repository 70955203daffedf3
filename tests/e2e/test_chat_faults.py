# SPDX-License-Identifier: MIT
"""The weaknesses of the hand-out's chat server: --mode reference shows them to the byte without failing
itself, and the other modes do without them."""
import os
import signal
import socket
import wirelab
from chat import QUESTION, Server, User
from wirelab import Program


def reference():
    return Server("--mode", "reference")


def pair(port, end=b""):
    """Two users; the first has heard the second come."""
    alice = User(port, b"alice", end=end)
    bob = User(port, b"bob", end=end)
    alice.expect(b"<bob> has entered the chat" + end)
    return alice, bob


def check_reference_bytes():
    with reference() as program:
        port = program.port()
        alice, bob = pair(port)
        bob.say(b"hello")
        alice.expect(b"<bob>: hello")
        bob.say(b"!Q")
        alice.expect(b"<bob> has left the chat!")
        bob.close()
        carol = User(port, b"carol")
        alice.expect(b"<carol> has entered the chat")  # nothing of bob's going in between
        carol.close()


def check_1_glued_messages():
    with reference() as program:
        alice, bob = pair(program.port())
        bob.socket.sendall(b"x1x2")
        alice.expect(b"<bob>: x1x2")
    with Server("--mode", "framed") as program:  # the cure
        alice, bob = (User(program.port(), name, framed=True) for name in (b"alice", b"bob"))
        alice.expect(b"<bob> has entered the chat")
        bob.socket.sendall(bob.frame(b"x1") + bob.frame(b"x2"))
        alice.expect(b"<bob>: x1").expect(b"<bob>: x2")
        bob.socket.sendall(b"GET / HTTP/1.1\r\n\r\n")  # its length would be 1.2 GB
        bob.expect_end()
        alice.expect(b"<bob> has left the chat!")
    with Server() as program:
        alice, bob = pair(program.port(), end=b"\n")
        bob.socket.sendall(b"x1\nx2\n")
        alice.expect(b"<bob>: x1\n<bob>: x2\n")


def check_2_name_and_message_in_one():
    with reference() as program:
        alice = User(program.port(), b"alice")
        User(program.port()).say(b"ivy\nhello")
        alice.expect(b"<ivy\nhello> has entered the chat")
    with Server() as program:
        alice = User(program.port(), b"alice")
        User(program.port()).say(b"ivy\nhello\n")
        alice.expect(b"<ivy> has entered the chat<ivy>: hello")


def check_3_newlines_of_nc():
    with reference() as program:
        alice, bob = pair(program.port())
        bob.say(b"!Q\n")
        alice.expect(b"<bob>: !Q\n")
        User(program.port()).say(b"\n")
        alice.expect(b"<\n> has entered the chat")
    with Server() as program:
        alice, bob = pair(program.port(), end=b"\n")
        bob.socket.sendall(b"hi\r\n!Q\r\n")
        alice.expect(b"<bob>: hi\n<bob> has left the chat!\n")
        bob.expect_end()
        blank = User(program.port(), end=b"\n").say(b"").expect(QUESTION + b"\n")
        blank.enter(b"dora")


def check_4_only_quit_is_quit():
    for program in reference(), Server():
        with program:
            alice, bob = pair(program.port())
            for text in b"bye!Q", b" !Q", b"!q":
                bob.say(text)
                alice.expect(b"<bob>: " + text)


def check_5_the_unnamed():
    with reference() as program:
        nobody = User(program.port())
        alice, bob = pair(program.port())
        nobody.expect(b"<alice> has entered the chat").expect(b"<bob> has entered the chat")
        nobody.say(b"!Q")  # nobody is told, and it stays
        bob.say(b"hi")
        nobody.expect(b"<bob>: hi")
    with Server() as program:
        nobody = User(program.port())
        alice, bob = pair(program.port())
        bob.say(b"hi")
        alice.expect(b"<bob>: hi")
        nobody.enter(b"carol")  # and nothing else had come
        User(program.port()).say(b"!Q").expect_end()


def check_6_gone_without_a_word():
    for how in User.reset, User.close:
        with reference() as program:
            alice, bob = pair(program.port())
            how(bob)
            program.event("closed")
            User(program.port(), b"bob")
            alice.expect(b"<bob> has entered the chat")
        with Server() as program:
            alice, bob = pair(program.port())
            how(bob)
            alice.expect(b"<bob> has left the chat!")
            User(program.port(), b"bob")  # its name is free again
            alice.expect(b"<bob> has entered the chat")


def check_7_names_are_unique():
    with reference() as program:
        alice, bob = pair(program.port())
        User(program.port(), b"alice")
        alice.expect(b"<alice> has entered the chat")
    with Server() as program:
        port = program.port()
        first = User(port, b"alice")
        second = User(port).say(b"alice").expect(b"Welcome to the chat <alice-2>. Please type !Q to quit.")
        first.expect(b"<alice-2> has entered the chat")
        User(port).say(b"alice").expect(b"Welcome to the chat <alice-3>. Please type !Q to quit.")
        second.expect(b"<alice-3> has entered the chat")
        second.say(b"x\n<alice>: spoofed")
        second.say(b"\n")
        first.expect(b"<alice-3> has entered the chat<alice-2>: x<alice-2>: <alice>: spoofed")
        User(port).say(b"eve>: x <").expect(b"Welcome to the chat <eve\\x3e: x \\x3c>. Please type !Q to quit.")


def check_8_not_utf8():
    with reference() as program:
        alice, bob = pair(program.port())
        bob.say(b"caf\xe9")
        bob.expect_end()
        assert program.event("warning")["warning"] == "not-utf8"
        User(program.port(), b"carol")
        alice.expect(b"<carol> has entered the chat")
    with Server() as program:
        alice, bob = pair(program.port())
        bob.say(b"caf\xc3")
        program.event("received", size=4)
        bob.say(b"\xa9")
        alice.expect(b"<bob>: caf\xc3\xa9")
        bob.say(b"\xff!")
        alice.expect(b"<bob>: \\xff!")
        bob.say(b"end\xc3")  # its rest never comes
        alice.expect(b"<bob>: end\\xc3")


def check_9_ghosts():
    with reference() as program:
        alice, bob = pair(program.port())
        bob.say(b"!Q")
        alice.expect(b"<bob> has left the chat!")
        bob.say(b"boo")
        alice.expect(b"<bob>: boo")
        bob.say(b"!Q")
        alice.expect(b"<bob> has left the chat!")
        bob.expect_end()
    with Server() as program:
        alice, bob = pair(program.port(), end=b"\n")
        bob.socket.sendall(b"!Q\nboo\n!Q\n")
        alice.expect(b"<bob> has left the chat!\n")
        bob.expect_end()
        User(program.port(), b"carol", end=b"\n")
        alice.expect(b"<carol> has entered the chat\n")


def check_10_names_that_paint():
    with Server() as program:
        alice = User(program.port(), b"alice")
        User(program.port()).say(b"\x1b[31m\xe2\x80\xaered\n")
        alice.expect(b"<\\x1b[31m\\u202ered> has entered the chat")
        User(program.port()).say(b"n" * 5000)
        alice.expect(b"<" + b"n" * 32 + b"> has entered the chat")


def check_11_a_reader_that_does_not_read():
    with Server("--mode", "reference", "--queue", "200k", "--quiet") as program:
        alice = User(program.port(), b"alice")
        bob = User(program.port(), b"bob")
        stalled = User(program.port(), b"stalled")
        alice.expect(b"<bob> has entered the chat<stalled> has entered the chat")
        bob.expect(b"<stalled> has entered the chat")
        sent = 0
        while not any(event["event"] == "warning" for event in program.seen):
            bob.say(b"x" * 30000)
            received = 0
            while received < 30007:  # alice reads everything, whatever happens to the other one
                received += len(alice.socket.recv(65536))
            sent += 1
            while not program.items.empty():
                program.next()
            assert sent < 3000, "never dropped"
        warning = [event for event in program.seen if event["event"] == "warning"][0]
        assert warning["warning"] == "slow-reader" and warning["name"] == "stalled", warning
        rss = int([line for line in open("/proc/%d/status" % program.process.pid) if "VmRSS" in line][0].split()[1])
        assert rss < 100000, rss
        assert program.stop() == 0


def check_12_speaking_at_once():
    """A client that has its words ready before it is connected."""
    with Server() as program:
        alice = User(program.port(), b"alice")
        done = wirelab.run("chat-client", "--name", "bob", "127.0.0.1", program.port(), input=b"hi\n")
        assert done.returncode == 0, done
        alice.expect(b"<bob> has entered the chat<bob>: hi<bob> has left the chat!")


def check_13_the_server_stops():
    with Server() as program:
        alice = User(program.port(), b"alice")
        client = Program("chat-client", "--name", "bob", "127.0.0.1", program.port(), json=False)
        with client:
            alice.expect(b"<bob> has entered the chat")
            # Its standard input is at its end, so it leaves by itself.
            assert client.wait() == 0
        reading, writing = os.pipe()
        with Program("chat-client", "--name", "bob", "127.0.0.1", program.port(), json=False, stdin=reading) as client:
            alice.expect(b"<bob> has left the chat!<bob> has entered the chat")
            assert program.stop(signal.SIGTERM) == 0
            alice.expect_end()
            assert client.wait() == 1
            assert b"the server has ended the chat" in client.errors and b"--name bob 127.0.0.1" in client.errors
        os.close(writing)
        os.close(reading)


def check_14_both_families():
    with Program("chat-server", "--port", 0) as program:
        port = program.port()
        for host in "127.0.0.1", "::1":
            with socket.create_connection((host, port), wirelab.PATIENCE) as peer:
                assert peer.recv(100) == QUESTION


wirelab.main()
