# SPDX-License-Identifier: MIT
"""Who waits for whom: --model, --delay and --timeline of echo-server and line-receiver, and servers that
answer once.  Order is what is looked at, never speed."""
import os
import socket
import struct
import subprocess
import threading
import tls
import wirelab
from wirelab import Program, run

HOST = "127.0.0.1"
MODELS = ("event", "thread", "iterative")


def connect(port):
    return socket.create_connection((HOST, port), timeout=wirelab.PATIENCE)


def server(*options, command="echo-server", **more):
    return Program(command, "--port", 0, "--bind", HOST, *options, **more)


def receive_all(peer):
    pieces = []
    while piece := peer.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def threads_of(program):
    return len(os.listdir("/proc/%d/task" % program.process.pid))


def check_three_clients():
    """The experiment of the class notes: with one at a time the others wait, else nobody does."""
    for model, delay in ("event", "1s"), ("thread", "1s"), ("iterative", "150ms"):
        with server("--model", model, "--delay", delay, "--timeline") as program:
            port = program.port()
            peers = [connect(port) for _ in range(3)]
            for peer in peers:
                peer.sendall(b"hello")
            for peer in peers:
                assert peer.recv(100) == b"hello"
                peer.close()
            assert program.stop() == 0
        kinds = [(event["event"], event["conn"]) for event in program.seen if "conn" in event]
        assert kinds.count(("served", 1)) == 1, kinds
        charts = [event for event in program.seen if event["event"] == "timeline"]
        assert [chart["conn"] for chart in charts] == [1, 2, 3] and {chart["model"] for chart in charts} == {model}
        assert all(chart["requests"] == 1 and chart["worked"] >= 0.149 for chart in charts), charts
        if model == "iterative":
            for number in 2, 3:
                assert kinds.index(("closed", number - 1)) < kinds.index(("opened", number)), kinds
                waited = next(event["waited"] for event in program.seen
                              if event["event"] == "opened" and event["conn"] == number)
                assert waited >= 0.14 * (number - 1), waited
            assert charts[2]["waited_for"] == "1 2" and charts[2]["took"] >= 0.43, charts[2]
        else:
            assert kinds.index(("working", 3)) < kinds.index(("served", 1)), kinds


def check_an_idle_client_holds_up_the_others():
    with server("--model", "iterative") as program:
        port = program.port()
        idle = connect(port)
        program.event("opened", conn=1)
        other = connect(port)  # the kernel takes it, the server does not
        other.sendall(b"anybody there?")
        idle.sendall(b"x")
        assert idle.recv(1) == b"x"
        assert not [event for event in program.seen if event.get("conn") == 2]
        idle.close()
        assert other.recv(100) == b"anybody there?"
        other.close()
        program.event("closed", conn=2)
        assert program.stop() == 0


def check_threads_are_threads():
    with server("--model", "thread") as program:
        port = program.port()
        peers, counts = [], []
        for _ in range(5):
            peers.append(connect(port))
            peers[-1].sendall(b"x")
            assert peers[-1].recv(1) == b"x"
            counts.append(threads_of(program))
        assert [count - counts[0] for count in counts] == [0, 1, 2, 3, 4], counts
        for peer in peers:
            peer.close()
        for _ in peers:
            program.event("closed", how="peer")
        assert program.stop() == 0


def check_a_thousand_for_the_threads():
    """No more threads than allowed; the rest wait, are told of, and get their turn."""
    with server("--model", "thread", "--quiet") as program:
        port = program.port()
        peers = [connect(port) for _ in range(1000)]
        assert program.event("warning")["threads"] == 256
        assert threads_of(program) <= 256 + 8
        for number, peer in enumerate(peers):
            peer.sendall(b"%d" % number)
            assert peer.recv(10) == b"%d" % number
            peer.close()
        assert program.stop() == 0
        assert [event["warning"] for event in program.seen if event["event"] == "warning"] == ["threads-taken"]
        assert program.seen[-1]["connections"] == 1000, program.seen[-1]


def check_few_descriptors():
    """Each thread needs some: so there are fewer threads, and nobody is turned away."""
    with server("--model", "thread", "--quiet", prefix=["prlimit", "--nofile=80"]) as program:
        port = program.port()
        peers = [connect(port) for _ in range(40)]
        assert 1 <= program.event("warning", warning="threads-taken")["threads"] < 16
        for peer in peers:
            peer.sendall(b"x")
            assert peer.recv(1) == b"x"
            peer.close()
        assert program.stop() == 0
        assert program.seen[-1]["connections"] == 40, program.seen


def check_much_at_once():
    """A megabyte each for ten clients that read late, whatever the model."""
    data = os.urandom(1 << 20)
    for model in MODELS:
        with server("--model", model, "--quiet") as program:
            port = program.port()
            wrong = []

            def exchange():
                with connect(port) as peer:
                    sender = threading.Thread(target=lambda: (peer.sendall(data), peer.shutdown(socket.SHUT_WR)))
                    sender.start()
                    if receive_all(peer) != data:
                        wrong.append(model)
                    sender.join()
            clients = [threading.Thread(target=exchange) for _ in range(10)]
            for client in clients:
                client.start()
            for client in clients:
                client.join(wirelab.PATIENCE)
            assert not wrong
            assert program.stop() == 0
            assert (program.seen[-1]["received"], program.seen[-1]["sent"]) == (10 << 20, 10 << 20)


def check_resets():
    for model in MODELS:
        with server("--model", model, "--delay", "1ms") as program:
            port = program.port()
            for number in range(1, 31):
                with connect(port) as peer:
                    peer.sendall(b"x" * 1000)
                    program.event("opened", conn=number)
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                program.event("closed", conn=number)
            assert program.stop() == 0, model


def check_ending_in_the_middle():
    """Ctrl-C ends a server that is at work, and the chart tells how far it was."""
    for model in MODELS:
        for command in "echo-server", "line-receiver":
            with server("--model", model, "--delay", "1h", "--timeline", command=command) as program:
                with connect(program.port()) as peer:
                    peer.sendall(b"hello\n")
                    program.event("working", conn=1)
                    assert program.stop() == 0, (model, command)
                    chart = next(event for event in program.seen if event["event"] == "timeline")
                    assert chart["requests"] == 1 and chart["took"] > 0, chart


def check_who_still_waits():
    """Whoever was not accepted by the end is on the chart as well."""
    with server("--model", "iterative", "--delay", "1h", "--timeline") as program:
        port = program.port()
        peers = [connect(port) for _ in range(3)]
        peers[0].sendall(b"hello")
        program.event("working", conn=1)
        assert program.stop() == 0
        charts = [event for event in program.seen if event["event"] == "timeline"]
        assert [chart["requests"] for chart in charts] == [1, 0, 0], charts
        for peer in peers:
            peer.close()


def check_lines_one_by_one():
    for model in MODELS:
        with server("--model", model, "--delay", "10ms", command="line-receiver") as program:
            with connect(program.port()) as peer:
                peer.sendall(b"one\r\ntwo\nthree")
            program.event("closed")
            assert program.stop() == 0
        kinds = [event["event"] for event in program.seen]
        begun = kinds.index("working")
        assert kinds[begun:begun + 9] == ["working", "received", "served"] * 3, kinds
        assert [event["data"] for event in program.seen if event["event"] == "received"] == ["one", "two", "three"]


def check_lines_over_tls():
    """What came in one record is worked on line by line; reading goes on when that is done."""
    for model in "event", "iterative":
        with server("--tls", "--model", model, "--delay", "10ms", command="line-receiver") as program:
            port = program.port()
            for number in 1, 2:
                with tls.connect(port, tls.context()) as peer:
                    peer.sendall(b"one\ntwo\nth")
                    program.event("served", conn=number)
                    peer.sendall(b"ree\nlast")
                    peer.unwrap()
                program.event("closed", conn=number)
                got = [event["data"] for event in program.seen if event["event"] == "received"]
                assert got == ["one", "two", "three", "last"] * number, got
            assert program.stop() == 0


def check_silent_clients_time_out():
    """An idle client holds up the others for so long only; work is not idleness."""
    for model in MODELS:
        with server("--model", model, "--idle-timeout", "1s", "--delay", "1.5s") as program:
            port = program.port()
            idle, busy = connect(port), connect(port)
            busy.sendall(b"hello")
            assert busy.recv(100) == b"hello"
            assert idle.recv(1) == b""
            program.event("closed", how="timeout", received=0)
            idle.close(), busy.close()
            assert program.stop() == 0


def check_chart_for_people():
    with server("--model", "iterative", "--delay", "100ms", "--timeline", json=False,
                env={"COLUMNS": "80", "LC_ALL": "C"}) as program:
        port = int(program.line("listening on 127.0.0.1:").split(":")[1].split()[0])
        peers = [connect(port) for _ in range(2)]
        for peer in peers:
            peer.sendall(b"hello")
        for peer in peers:
            assert peer.recv(100) == b"hello"
            peer.close()
        assert program.stop() == 0
    title = program.seen.index("Who waited for whom: --model iterative")
    axis, first, second, legend, waited = program.seen[title + 1:title + 6]
    assert axis.split()[0] == "0" and axis.endswith("ms"), axis
    assert "#" in first and "." not in first.split()[2], first
    bar = second[len("  2  127.0.0.1:12345 "):].split()[0]
    assert bar.startswith(".") and "#" in bar, second
    assert legend.split()[0] == ".." and waited.endswith(" for client 1"), (legend, waited)
    assert max(map(len, program.seen[title:])) <= 80, program.seen


def check_hello_server_hello_client():
    """The pair of week 13: the server answers once and closes first."""
    with server("--reply-once", "--reply", "Hello Client!", "--once") as program:
        with connect(program.port()) as peer:
            peer.sendall(b"Hello Server!")
            assert receive_all(peer) == b"Hello Client!"
        assert program.wait() == 0
        closed = next(event for event in program.seen if event["event"] == "closed")
        assert closed["how"] == "local", closed
        assert next(event for event in program.seen if event["event"] == "sent")["data"] == "Hello Client!"


def check_one_shot_servers():
    """Read once, work, echo, close: what stays connected is not waited for."""
    for model in MODELS:
        with server("--reply-once", "--model", model, "--delay", "10ms") as program:
            port = program.port()
            peers = [connect(port) for _ in range(3)]
            for peer in peers:
                peer.sendall(b"once")
            for peer in peers:
                assert receive_all(peer) == b"once"
            for peer in peers:  # only now
                peer.close()
            for _ in peers:
                program.event("closed", how="local")
            assert program.stop() == 0
    if not wirelab.missing("nc"):
        with server("--reply-once") as program:
            done = subprocess.run(["nc", "-N", HOST, str(program.port())], input=b"to nc", stdout=subprocess.PIPE,
                                  timeout=wirelab.PATIENCE)
            assert done.stdout == b"to nc", done
            assert program.stop() == 0


def check_one_datagram():
    for options in [], ["--delay", "50ms"], ["--reply", "pong"], ["--reorder", "100"]:
        with server("--once", *options, command="udp-echo") as program:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
                peer.settimeout(wirelab.PATIENCE)
                peer.connect((HOST, program.port()))
                peer.send(b"ping")
                assert peer.recv(100) == (b"pong" if "--reply" in options else b"ping"), options
            assert program.wait() == 0
            assert program.seen[-1]["datagrams"] == 1, program.seen


def check_twisted_client():
    script = """
import sys
from twisted.internet import protocol, reactor

class Asker(protocol.Protocol):
    def connectionMade(self):
        self.transport.write(b"hello from twisted")

    def dataReceived(self, data):
        print(data.decode())
        self.transport.loseConnection()

    def connectionLost(self, reason):
        reactor.stop()

factory = protocol.ClientFactory()
factory.protocol = Asker
reactor.connectTCP("127.0.0.1", int(sys.argv[1]), factory)
reactor.run()
"""
    if wirelab.missing_module("twisted"):
        return
    for model in MODELS:
        with server("--model", model, "--delay", "10ms") as program:
            port = str(program.port())
            peers = [subprocess.Popen([wirelab.PYTHON, "-c", script, port], stdout=subprocess.PIPE) for _ in range(3)]
            for peer in peers:
                assert peer.communicate(timeout=wirelab.PATIENCE)[0] == b"hello from twisted\n"
            assert program.stop() == 0


def check_wrong_usage():
    for options, word in (["--model", "iterative", "--max-connections", "5"], "one connection at a time"), \
                         (["--model", "thread", "--tls"], "does not go with --tls"), \
                         (["--model", "fork"], "fork"):
        done = run("line-receiver", "--port", 0, *options)
        assert done.returncode == 2 and word in done.stderr, done.stderr


wirelab.main()
