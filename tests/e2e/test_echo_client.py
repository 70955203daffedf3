# SPDX-License-Identifier: MIT
"""echo-client: messages, streams of any size, and servers that do not echo."""
import contextlib
import json
import os
import pty
import socket
import subprocess
import tempfile
import threading
import time
import wirelab
from wirelab import Program, run

HOST = "127.0.0.1"
BIG = 100_000_000


@contextlib.contextmanager
def strange_server(serve):
    """A TCP server that does with its one connection what `serve` says."""
    with socket.create_server((HOST, 0)) as listener:
        def work():
            with contextlib.suppress(OSError):
                peer, _ = listener.accept()
                with peer:
                    serve(peer)
        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(wirelab.PATIENCE)


def check_as_the_lab_has_it():
    with Program("echo-server", "--port", 0) as server:
        done = run("echo-client", "localhost", server.port(), stdin=subprocess.DEVNULL, input=None)
    lines = done.stdout.splitlines()
    assert done.returncode == 0 and not done.stderr, done
    assert "Server said: b'Hello, world!'" in lines and "Connection lost." in lines, lines
    assert lines.index("Server said: b'Hello, world!'") < lines.index("Connection lost.")
    assert lines[0].startswith("connecting to ") and "1 came back" in lines[-1]


def check_nobody_listens():
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    for transport, reason in ([], "connection refused"), (["--udp"], "port unreachable"):
        done = run("echo-client", *transport, HOST, port, "hi")
        assert done.returncode == 1, done
        assert "Connection failed." in done.stdout.splitlines()
        assert reason in done.stderr and "hint:" in done.stderr


def check_one_error_for_scripts():
    """Every client tells once why there is no connection, with the reason by itself."""
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    clients = [["echo-client", HOST, port, "hi"], ["echo-client", "--udp", HOST, port, "hi"], ["echo-client", "--tls", HOST, port, "hi"],
               ["connect", HOST, port], ["connect", "--tls", HOST, port], ["chat-client", "--name", "ann", HOST, port],
               ["pubsub-client", "pub", "a", "b", "--server", "%s:%d" % (HOST, port)]]
    for client in clients:
        done = run(*client, "--json")
        errors = [event for event in map(json.loads, done.stdout.splitlines()) if event["event"] == "error"]
        assert done.returncode == 1 and len(errors) == 1, (client, done)
        assert errors[0]["message"].endswith(errors[0]["reason"]), errors


def check_no_such_host():
    done = run("echo-client", "no-such-host.invalid", 1234, "hi")
    assert done.returncode == 3 and "Connection failed." in done.stdout and "no-such-host.invalid" in done.stderr
    assert "hint: `getent" in done.stderr, done.stderr
    done = run("echo-client", "127.0.0.1:1234", stdin=subprocess.DEVNULL, input=None)
    assert done.returncode == 3 and "wirelab echo-client 127.0.0.1 1234" in done.stderr, done.stderr
    done = run("echo-client", "fe80::1", 1234, "hi")
    assert done.returncode == 3 and "fe80::1%" in done.stderr or "no way there" in done.stderr, done.stderr


def check_address_in_brackets():
    with Program("echo-server", "--port", 0, "--bind", "[::1]") as server:
        done = run("echo-client", "[::1]", server.event("listening", address="::1")["port"], "hi")
        assert done.returncode == 0 and "Server said: b'hi'" in done.stdout, done


def check_usage():
    for wrong in [""], [HOST, "1", "--size", "1025M"], ["h", "0"], ["h", "x"], ["h", "1", "a", "b"], ["--count", "0"], ["--udp", "--size", "65508"]:
        assert run("echo-client", *wrong).returncode == 2, wrong


def check_count_and_size():
    for transport, command in ([], "echo-server"), (["--udp"], "udp-echo"):
        with Program(command, "--port", 0, "--bind", HOST) as server:
            done = run("echo-client", "--json", *transport, HOST, server.port(), "--count", 20, "--size", 5000,
                       "--interval", "1ms")
            events = [json.loads(line) for line in done.stdout.splitlines()]
            result = events[-1]
            assert done.returncode == 0 and result["event"] == "result", done
            assert result["sent"] == result["answered"] == 20 and result["verdict"] == "same"
            assert 0 < result["min"] <= result["avg"] <= result["max"]
            server.event("received")


def check_empty_message():
    for transport, command in ([], "echo-server"), (["--udp"], "udp-echo"):
        with Program(command, "--port", 0, "--bind", HOST) as server:
            done = run("echo-client", *transport, HOST, server.port(), "")
            assert done.returncode == 0 and "Server said: b''" in done.stdout, done


def check_large_file_comes_back():
    with tempfile.TemporaryFile() as file:
        block = os.urandom(1 << 20)
        for i in range(BIG // len(block) + 1):
            file.write(i.to_bytes(8, "big") + block[8:])
        for transport, command in ([], "echo-server"), (["--udp"], "udp-echo"):
            file.seek(0)
            with Program(command, "--port", 0, "--bind", HOST, "--quiet", json=False) as server:
                port = server.line("listening").split(":")[1].split()[0]
                done = run("echo-client", "--json", *transport, HOST, port, stdin=file, input=None)
                result = json.loads(done.stdout.splitlines()[-1])
                assert done.returncode == 0, (done.stdout[-500:], done.stderr)
                assert result["bytes"] == result["received"] == (BIG // len(block) + 1) << 20
                assert result["verdict"] == "same"


def check_small_pipe_and_dash():
    with Program("echo-server", "--port", 0, "--bind", HOST) as server:
        port = server.port()
        for message in [], ["-"]:
            done = run("echo-client", HOST, port, *message, input=b"from a pipe\n")
            assert done.returncode == 0 and r"Server said: b'from a pipe\n'" in done.stdout, done
        # Nothing in the pipe: the usual greeting; unless the pipe was asked for.
        assert "Hello, world!" in run("echo-client", HOST, port).stdout
        assert "0 bytes came back" in run("echo-client", HOST, port, "-").stdout


def check_stream_over_a_bad_network():
    """Lost, doubled and overtaken datagrams are sent again until all is there."""
    data = os.urandom(300_000) + bytes(100_000)
    with Program("udp-echo", "--port", 0, "--bind", HOST, "--quiet", "--drop", 10, "--duplicate", 10,
                 "--reorder", 10) as server:
        done = run("echo-client", "--json", "--udp", HOST, server.port(), input=data)
        result = json.loads(done.stdout.splitlines()[-1])
        assert done.returncode == 0 and result["verdict"] == "same" and result["resent"] > 0, done


def check_something_else_comes_back():
    def shout(peer):
        while data := peer.recv(65536):
            peer.sendall(data.upper())
    with strange_server(shout) as port:
        done = run("echo-client", HOST, port, "hello")
        assert done.returncode == 1 and "Server said: b'HELLO'" in done.stdout and "not what was sent" in done.stderr
    with strange_server(shout) as port:
        done = run("echo-client", HOST, port, "-", input=b"ABC" * 50000 + b"x" + b"ABC" * 50000)
        assert done.returncode == 1 and "differs" in done.stderr, done


def check_server_that_greets():
    def greet(peer):
        peer.recv(100)
        peer.sendall(b"Welcome to the Server, what is your name?")
    with strange_server(greet) as port:
        done = run("echo-client", HOST, port, "hello")
        assert done.returncode == 1 and "Server said: b'Welcome to" in done.stdout, done


def check_server_that_says_nothing():
    over = threading.Event()
    def silent(peer):
        while peer.recv(65536):
            pass
        over.wait(wirelab.PATIENCE)
    for message in ["hello"], ["-"]:
        over.clear()
        with strange_server(silent) as port:
            done = run("echo-client", HOST, port, *message, "--timeout", "200ms", input=b"x" * 1000)
            over.set()
            assert done.returncode == 1 and "Connection lost." in done.stdout, done
            assert "does not answer" in done.stderr or "nothing comes back" in done.stderr, done.stderr


def check_deadline_before_the_answer():
    """A script that gives a deadline must not take it for a success that nothing came."""
    for options in [], ["--udp"], ["--count", 3], ["--tls", "--insecure"]:
        with socket.create_server((HOST, 0)) as mute, socket.socket(type=socket.SOCK_DGRAM) as deaf:
            port = mute.getsockname()[1]
            deaf.bind((HOST, port))
            done = run("echo-client", HOST, port, "hi", "--deadline", "100ms", "--json", *options)
        assert done.returncode == 1 and "deadline" in done.stderr, (options, done)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        assert [e["verdict"] for e in events if e["event"] == "result"] == ["stopped"], events


def check_tls_on_one_side_only():
    """The labs have both servers on port 1234: sooner or later everybody talks to the wrong one."""
    with Program("echo-server", "--port", 0, "--bind", HOST) as server:
        done = run("echo-client", HOST, server.port(), "hi", "--tls", "--insecure")
        assert done.returncode == 3 and "ClientHello back" in done.stderr and "without --tls" in done.stderr, done
    with Program("tls-echo", "--port", 0, "--bind", HOST) as server:
        done = run("echo-client", HOST, server.port(), "hi")
        assert done.returncode == 1 and "hint:" in done.stderr and "--tls" in done.stderr, done


def check_timeout_counts_for_the_handshake_too():
    with socket.create_server((HOST, 0)) as mute:
        done = run("echo-client", HOST, mute.getsockname()[1], "hi", "--tls", "--insecure", "--timeout", "50ms")
    assert done.returncode == 3 and "in time" in done.stderr, done


def check_server_that_leaves():
    def leave(peer):
        peer.recv(3)
    def reset(peer):
        peer.recv(3)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    for serve in leave, reset:
        for message in ["hello"], ["-"]:
            with strange_server(serve) as port:
                done = run("echo-client", HOST, port, *message, input=b"x" * 5_000_000)
                assert done.returncode == 1 and "Connection lost." in done.stdout and done.stderr, done


def check_server_that_closes_at_once():
    with strange_server(lambda peer: peer.shutdown(socket.SHUT_WR) or peer.recv(1)) as port:
        with Program("echo-client", HOST, port, "-", stdin=subprocess.PIPE) as client:  # nothing comes from there
            assert client.wait() == 1 and b"before all was sent" in client.errors, client.errors


def check_slow_is_not_silent():
    """An answer that takes longer than --timeout, but never pauses as long."""
    def slowly(peer):
        data = peer.recv(100)
        for i in range(len(data)):
            time.sleep(0.05)
            peer.send(data[i:i + 1])
        peer.recv(1)
    with strange_server(slowly) as port:
        done = run("echo-client", HOST, port, "x" * 40, "--timeout", "1500ms")
        assert done.returncode == 0, done


def check_server_that_answers_bit_by_bit():
    def dribble(peer):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while data := peer.recv(100):
            for i in range(len(data)):
                peer.send(data[i:i + 1])
    with strange_server(dribble) as port:
        done = run("echo-client", HOST, port, "a long answer in many pieces", "--count", 3)
        assert done.returncode == 0 and done.stdout.count("Server said: b'a long answer in many pieces'") == 3, done


def check_server_that_answers_at_the_end():
    """It reads everything before it sends anything back: more than the sockets hold."""
    def late(peer):
        pieces = []
        while piece := peer.recv(65536):
            pieces.append(piece)
        peer.sendall(b"".join(pieces))
    with strange_server(late) as port:
        done = run("echo-client", HOST, port, "-", input=os.urandom(3_000_000))
        assert done.returncode == 0, done


def check_lines_on_a_terminal():
    master, terminal = pty.openpty()
    with Program("echo-server", "--port", 0, "--bind", HOST) as server:
        with Program("echo-client", HOST, server.port(), "-", stdin=terminal, json=False) as client:
            server.event("opened")
            for line in "first", "Q", "second":
                os.write(master, line.encode() + b"\n")
                assert server.event("received")["data"] == line + "\n"
                assert client.line("Server said") == r"Server said: b'%s\n'" % line
            os.write(master, b"\4")
            assert client.wait() == 0
            assert "Connection lost." in client.seen
    os.close(master)
    os.close(terminal)


def check_interrupted():
    def silent(peer):
        while peer.recv(65536):
            pass
    with strange_server(silent) as port:
        with Program("echo-client", HOST, port, "hello", "--timeout", "1h") as client:
            client.event("sent")
            assert client.stop() == 0


wirelab.main()
