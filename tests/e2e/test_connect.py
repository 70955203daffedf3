# SPDX-License-Identifier: MIT
"""connect: every byte there and back, each direction with its own end, and what is shown of it."""
import ast
import os
import re
import signal
import socket
import subprocess
import threading
import wirelab
from connect import EVERYTHING, HOST, Connect, listen, port_of, receive_all, start, talk
from wirelab import Program, run


def check_every_byte_and_nothing_else():
    """The output is what the peer said; all else is on standard error."""
    received, process = talk([], EVERYTHING, EVERYTHING)
    assert received == process.stdout == EVERYTHING
    assert process.returncode == 0
    assert re.search(r"closed 127.0.0.1:\d+: the peer closed; %d bytes received, %d sent\n$"
                     % (len(EVERYTHING), len(EVERYTHING)), process.stderr.decode()), process.stderr
    received, process = talk(["--quiet"], b"", b"only an answer")
    assert (received, process.stdout, process.stderr) == (b"", b"only an answer", b""), process


def check_line_ends():
    text = b"one\ntwo\r\n\nno end"
    for end, sent in ("keep", text), ("lf", b"one\ntwo\n\nno end"), ("crlf", b"one\r\ntwo\r\n\r\nno end"), \
            ("none", b"onetwono end"):
        assert talk(["--eol", end], text)[0] == sent, end
    assert talk(["--eol", "crlf"], b"\r")[0] == b"\r"


def check_much_both_ways():
    data = os.urandom(30_000_000)
    for server, options in ("echo-server", []), ("tls-echo", ["--tls", "--insecure"]):
        with Program(server, "--port", 0, "--bind", HOST, "--quiet") as echo:
            done = subprocess.run([wirelab.WIRELAB, "connect", *options, HOST, str(echo.port())], input=data,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=wirelab.PATIENCE)
            assert done.returncode == 0 and done.stdout == data, (len(done.stdout), done.stderr)


def fill(send):
    """Sends until nothing is taken for a while, which would never be if somebody kept it; how much that was."""
    taken, misses = 0, 0
    while misses < 10 or not taken:
        try:
            taken += send(b"x" * 65536)
            misses = 0
        except BlockingIOError:
            misses += 1
            threading.Event().wait(0.05)
    return taken


def check_neither_side_is_read_faster_than_the_other_takes():
    """Nobody reads its output, then nobody reads its connection: it stops reading, and forgets nothing."""
    for way in "output", "connection":
        with listen() as server:
            connect = Connect("--quiet", HOST, port_of(server))
            peer, _ = server.accept()
        peer.setblocking(False)
        os.set_blocking(connect.input.fileno(), False)
        if way == "output":
            sent = fill(peer.send)
            peer.shutdown(socket.SHUT_WR)
            got = 0
            while piece := os.read(connect.output.fileno(), 1 << 20):
                got += len(piece)
        else:
            sent = fill(lambda data: os.write(connect.input.fileno(), data))
            connect.input.close()
            peer.settimeout(wirelab.PATIENCE)
            got = len(receive_all(peer))
        peer.close()
        assert got == sent, (way, got, sent)
        assert connect.process.wait(wirelab.PATIENCE) == 0
        connect.output.close()
        connect.process.stderr.close()


def check_the_end_of_the_input():
    with listen() as server:
        address = HOST, port_of(server)
        # Half-close: the peer has seen our end and still speaks.
        connect = Connect(*address)
        peer, _ = server.accept()
        connect.input.close()
        connect.input = None
        assert peer.recv(10) == b""
        peer.sendall(b"late")
        assert connect.read(4) == b"late"
        peer.close()
        assert connect.end()[2] == 0
        # Close: what the peer says then is not waited for.
        connect = Connect("--at-end", "close", *address)
        peer, _ = server.accept()
        peer.settimeout(wirelab.PATIENCE)
        connect.input.write(b"bye")
        connect.input.close()
        assert receive_all(peer) == b"bye"
        connect.input = None
        assert connect.end()[2] == 0
        peer.close()
        # Stay: nothing is said of it.
        connect = Connect("--at-end", "stay", *address)
        peer, _ = server.accept()
        connect.input.close()
        connect.input = None
        peer.sendall(b"ping")
        assert connect.read(4) == b"ping"
        peer.setblocking(False)
        try:
            peer.recv(1)
            raise AssertionError("it has ended")
        except BlockingIOError:
            pass
        peer.close()
        assert connect.end()[2] == 0


def check_the_end_of_the_peer():
    """The rest of a file is still sent; a pipe in which nothing comes ends it."""
    data = os.urandom(5_000_000)
    with listen() as server:
        with open("much", "wb") as file:
            file.write(data)
        with open("much", "rb") as file:
            connect = Connect(HOST, port_of(server), stdin=file)
        peer, _ = server.accept()
        peer.settimeout(wirelab.PATIENCE)
        peer.shutdown(socket.SHUT_WR)
        assert receive_all(peer) == data
        peer.close()
        assert connect.end()[2] == 0
        connect = Connect(HOST, port_of(server))
        peer, _ = server.accept()
        peer.sendall(b"good bye")
        peer.close()
        assert connect.process.wait(wirelab.PATIENCE) == 0
        assert connect.read(8) == b"good bye"
        connect.end()


def check_reset():
    with listen() as server:
        connect = Connect(HOST, port_of(server))
        peer, _ = server.accept()
        peer.sendall(b"x")
        assert connect.read(1) == b"x"
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        peer.close()
        _, said, status = connect.end()
        assert status == 1 and "reset by the peer" in said and "the connection was lost" in said, said


def lines_of(transcript, way):
    """The part of each line after time and direction."""
    margin = re.compile(r" *(\d+\.\d{6})? ([<>]) (.*)")
    found = [margin.fullmatch(line) for line in transcript.decode().splitlines()]
    assert all(found), transcript
    assert found[0][1], "the first one has no time"
    return [line[3] for line in found if line[2] == way]


def check_transcripts():
    """Nothing is lost in either notation."""
    answer = os.urandom(5000) + EVERYTHING
    _, process = talk(["--transcript", "repr"], EVERYTHING, answer)
    assert b"".join(map(ast.literal_eval, lines_of(process.stdout, ">"))) == EVERYTHING
    assert b"".join(map(ast.literal_eval, lines_of(process.stdout, "<"))) == answer
    _, process = talk(["-x", "hex"], EVERYTHING, answer)
    for way, data in (">", EVERYTHING), ("<", answer):
        dump = b"".join(bytes.fromhex(line[6:53]) for line in lines_of(process.stdout, way))
        assert dump == data, (way, dump)
    _, process = talk(["-x", "repr", "--eol", "crlf"], b"a\nb\n")
    assert lines_of(process.stdout, ">") == [r"b'a\r\n'", r"b'b\r\n'"], process.stdout


def check_json():
    _, process = talk(["--json"], b"to", b"\xff\x00")
    events = [wirelab.json.loads(line) for line in process.stdout.splitlines()]
    assert [event["event"] for event in events] == ["connecting", "opened", "sent", "received", "closed"], events
    assert events[2]["data"] == "to" and events[3]["hex"] == "ff00"
    assert (events[4]["received"], events[4]["sent"], events[4]["how"]) == (2, 2, "peer")
    assert process.stderr == b""


def check_nobody_there():
    with listen() as server:
        port = port_of(server)
    done = run("connect", HOST, port)
    assert done.returncode == 1 and done.stdout == "", done
    assert "connection refused" in done.stderr and "wirelab connect --listen --port %d" % port in done.stderr
    done = run("connect", "--udp", HOST, port, input=b"hello?")
    assert done.returncode == 1 and "port unreachable" in done.stderr and "--listen --udp" in done.stderr, done
    done = run("connect", "%s:%d" % (HOST, port))
    assert done.returncode == 3 and "wirelab connect %s %d" % (HOST, port) in done.stderr, done


def check_wrong_usage():
    for arguments, words in ((["--listen", "80"], "--port 80"), (["--keep-open"], "--listen"),
                             (["--bind", HOST], "--listen"), (["--udp", "--tls"], "exclude"),
                             (["--insecure"], "--tls"), (["--udp", "--size", "100000"], "65507"),
                             (["--udp", "--size", "0"], "65507"),
                             (["--json", "-x", "hex"], "--transcript"), ([HOST, "x"], "HOST PORT"),
                             ([HOST, "80", "hello"], "hello"), (["--eol", "cr"], "crlf")):
        done = run("connect", *arguments)
        assert done.returncode == 2 and words in done.stderr, (arguments, done.stderr)


def check_stopped_by_hand_and_by_time():
    with listen() as server:
        for options, number in ([], signal.SIGINT), ([], signal.SIGTERM), (["--idle-timeout", "50ms"], None), \
                (["--deadline", "100ms"], None):
            connect = Connect(*options, HOST, port_of(server))
            peer, _ = server.accept()
            peer.sendall(b"abc")
            assert connect.read(3) == b"abc"
            if number:
                connect.process.send_signal(number)
            said, status = connect.process.stderr.read().decode(), connect.process.wait(wirelab.PATIENCE)
            assert status == 0 and "; 3 bytes received, 0 sent" in said, (options, said)
            connect.end()
            peer.close()


def check_output_closed():
    with Program("echo-server", "--port", 0, "--bind", HOST, "--quiet") as echo:
        head = subprocess.run("head -c 10000000 /dev/zero | '%s' connect -q %s %d | head -c 100000 | wc -c"
                              % (wirelab.WIRELAB, HOST, echo.port()), shell=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=wirelab.PATIENCE)
        assert int(head.stdout) == 100000 and head.stderr == b"", head
        echo.stop()


def check_listen():
    connect = Connect("--listen", "--port", 0, "--bind", HOST)
    with socket.create_connection((HOST, connect.listening())) as peer:
        connect.input.write(EVERYTHING)
        connect.input.close()
        connect.input = None
        assert receive_all(peer) == EVERYTHING
        peer.sendall(EVERYTHING)
    rest, said, status = connect.end()
    assert rest == EVERYTHING and status == 0, said


def check_listen_one_after_the_other():
    connect = Connect("--listen", "--keep-open", "--port", 0, "--bind", HOST, "--at-end", "stay")
    port = connect.listening()
    peers = [socket.create_connection((HOST, port)) for _ in range(3)]
    for i, peer in enumerate(peers):
        connect.input.write(b"to %d" % i)  # whoever is there gets it
        assert peer.recv(4) == b"to %d" % i
        peer.sendall(b"from %d" % i)
        assert connect.read(6) == b"from %d" % i
        peer.close()
        connect.say_until("closed .*; 6 bytes received, 4 sent")
    connect.process.send_signal(signal.SIGINT)
    _, said, status = connect.end()
    assert status == 0 and "served: connections 3, bytes received 18, sent 12" in said, said


def check_udp():
    with listen(socket.SOCK_DGRAM) as server:
        connect = Connect("--udp", "--eol", "none", HOST, port_of(server))
        connect.input.write(b"one\ntwo\r\n")
        data, peer = server.recvfrom(100)
        assert (data, server.recv(100)) == (b"one", b"two")
        server.sendto(EVERYTHING, peer)
        assert connect.read(len(EVERYTHING)) == EVERYTHING
        connect.input.write(b"no end")
        connect.input.close()
        connect.input = None
        assert server.recv(100) == b"no end"
        assert connect.end()[2] == 0  # after a while of silence
    # Whoever was there and is not any more.
    with listen(socket.SOCK_DGRAM) as server:
        connect = Connect("--udp", HOST, port_of(server))
        connect.input.write(b"x")
        server.sendto(b"y", server.recvfrom(10)[1])
        assert connect.read(1) == b"y"
    connect.input.write(b"x")
    said = connect.process.stderr.read().decode()
    assert "port unreachable" in said and connect.process.wait(wirelab.PATIENCE) == 1, said
    connect.end()


def check_udp_next_address():
    """A name with two addresses, of which the first refuses: the second one gets what was sent to it."""
    if wirelab.missing("unshare"):
        return
    if subprocess.call(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL):
        wirelab.leave_out("names cannot be given here: no mount namespace of its own")
        return
    with open("hosts", "w") as hosts:
        hosts.write("127.0.0.1 localhost two.example\n::1 two.example\n")
    with listen(socket.SOCK_DGRAM) as server:
        command = 'mount --bind hosts /etc/hosts && exec "$@"'
        connect = start("unshare", "--mount", "sh", "-c", command, "sh", wirelab.WIRELAB, "connect", "--udp",
                        "--eol", "lf", "two.example", str(port_of(server)))
        connect.stdin.write(b"one\ntwo\n")
        (first, peer), second = server.recvfrom(100), server.recv(100)
        assert (first, second) == (b"one\n", b"two\n")
        server.sendto(b"answer", peer)
        output, said = connect.communicate(timeout=wirelab.PATIENCE)
        assert output == b"answer" and connect.returncode == 0, said
        assert b"[::1]:%d: port unreachable; trying the next address" % port_of(server) in said, said


def check_udp_pieces():
    data = os.urandom(20000)
    for size in 1200, 20000, 7:
        with listen(socket.SOCK_DGRAM) as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
            part = data if size > 7 else data[:700]
            connect = Connect("--udp", "--size", size, HOST, port_of(server))
            connect.input.write(part)
            connect.input.close()
            connect.input = None
            got = b""
            while len(got) < len(part):
                piece = server.recv(70000)
                assert len(piece) == size or len(got) + len(piece) == len(part), len(piece)
                got += piece
            assert got == part
            assert connect.end()[2] == 0


def check_udp_listen():
    connect = Connect("--listen", "--udp", "--port", 0, "--bind", HOST, "--eol", "lf")
    port = connect.listening()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        for user in peer, other:
            user.settimeout(wirelab.PATIENCE)
            user.connect((HOST, port))
        peer.send(b"first")
        assert connect.read(5) == b"first"
        connect.input.write(b"answer\n")
        assert peer.recv(100) == b"answer\n"
        other.send(b"second")  # the place is taken
        connect.say_until("ignored")
        peer.send(b"first")
        assert connect.read(5) == b"first"
    connect.input.write(b"still there?\n")
    said = connect.process.stderr.read().decode()
    assert "port unreachable" in said and connect.process.wait(wirelab.PATIENCE) == 1, said
    connect.end()


def check_terminal():
    """Line ends are spelled, what could play tricks is escaped, a character in two pieces is one."""
    with listen() as server:
        process, terminal = os.forkpty()
        if process == 0:
            os.environ["TERM"] = "dumb"
            os.execv(wirelab.WIRELAB, ["wirelab", "connect", "--eol", "crlf", HOST, str(port_of(server))])
        peer, _ = server.accept()
        peer.settimeout(wirelab.PATIENCE)
        screen = b""

        def until(text):
            nonlocal screen
            while text not in screen:
                screen += os.read(terminal, 4096)
            before, screen = screen.split(text, 1)
            return before
        assert b"lines are sent with \\r\\n at their end" in until(b"connected to ")
        peer.sendall(b"HTTP/1.1 200 OK\r\nlf\n\x1b]0;evil\x07\xff\xe2\x80\xaegr\xc3")
        assert until(b"\\x1b]0;evil\\x07\\xff\\u202egr").endswith(b"HTTP/1.1 200 OK\\r\\n\r\nlf\\n\r\n")
        peer.sendall(b"\xbc\xc3\x9fe\r")
        until("üße".encode())
        peer.sendall(b"\nlogin: ")
        until(b"\\r\\n\r\nlogin: ")
        os.write(terminal, b"alice\n")
        assert peer.recv(100) == b"alice\r\n"
        os.write(terminal, b"\x04")  # Ctrl-D
        assert peer.recv(100) == b""
        peer.sendall(b"bye")
        peer.close()
        until(b"bye\r\nclosed 127.0.0.1:")
        until(b"bytes received, 7 sent")
        os.waitpid(process, 0)
        os.close(terminal)


def check_wire():
    done = run("connect", "--wire", "--json", HOST, 1, input=b"")
    if done.returncode == 3 and "capture" in done.stderr:
        wirelab.leave_out("capturing is not permitted")
        return
    with Program("echo-server", "--port", 0, "--bind", HOST, "--quiet") as echo:
        done = run("connect", "--wire", HOST, echo.port(), input=b"hi")
        assert done.returncode == 0 and "SYN, ACK" in done.stdout and "b'hi'" in done.stdout, done


wirelab.main()
