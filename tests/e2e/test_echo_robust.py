# SPDX-License-Identifier: MIT
"""Peers that reset, stall, never read or dribble cost the others nothing; many at a time; too few descriptors."""
import json
import os
import resource
import selectors
import socket
import subprocess
import time
import wirelab
from wirelab import Program

HOST = "127.0.0.1"
LINGER_RESET = b"\1\0\0\0\0\0\0\0"


def is_instrumented():
    """Sanitizers need memory of their own, so that ours cannot be judged."""
    with open(wirelab.WIRELAB, "rb") as program:
        return b"__asan_init" in program.read()


def connect(port):
    return socket.create_connection((HOST, port), timeout=wirelab.PATIENCE)


def resident(pid):
    for line in open("/proc/%d/status" % pid):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024


def echo_once(peer, data):
    peer.sendall(data)
    got = b""
    while len(got) < len(data):
        piece = peer.recv(len(data) - len(got))
        assert piece, "closed early"
        got += piece
    assert got == data


def check_bad_peers_cost_nothing():
    with Program("echo-server", "--port", 0, "--bind", HOST, "--quiet", json=False) as server:
        port = int(server.line("listening").split(":")[1].split()[0])
        good = connect(port)
        echo_once(good, b"before")
        before = resident(server.process.pid)
        never_read = []
        for _ in range(20):  # each sends until nothing more is taken
            peer = connect(port)
            peer.setblocking(False)
            sent, deadline = 0, time.monotonic() + wirelab.PATIENCE
            waits = 0
            while waits < 20 and time.monotonic() < deadline:
                try:
                    sent += peer.send(b"x" * 65536)
                    waits = 0
                except BlockingIOError:
                    waits += 1
                    time.sleep(0.005)
            assert sent > 0
            never_read.append(peer)
        for _ in range(200):
            peer = connect(port)
            peer.sendall(b"y" * 1000)
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
            peer.close()
        stalled = [connect(port) for _ in range(50)]
        slow = connect(port)
        for byte in b"one byte at a time":
            echo_once(slow, bytes([byte]))
        echo_once(good, os.urandom(1 << 20))
        # Twenty peers that do not read: a bounded queue each, whatever they send.
        assert is_instrumented() or resident(server.process.pid) - before < 20 * 512 * 1024 + (4 << 20)
        for peer in never_read + stalled + [slow, good]:
            peer.close()
        assert server.stop() == 0
        assert server.errors == b""


def check_stop_does_not_wait_for_ever():
    """Ctrl-C while a peer does not read what it is owed."""
    with Program("echo-server", "--port", 0, "--bind", HOST, "--quiet") as server:
        peer = connect(server.port())
        peer.settimeout(0.3)
        try:
            while True:
                peer.sendall(b"x" * 65536)
        except TimeoutError:
            pass
        assert server.stop() == 0
        peer.close()


def check_many_at_a_time():
    """10,000 connections, all open at once and all served, as far as this machine has descriptors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    number = min(10_000, hard - 100)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        with Program("echo-server", "--port", 0, "--bind", HOST, "--quiet", json=False) as server:
            port = int(server.line("listening").split(":")[1].split()[0])
            before = resident(server.process.pid)
            peers = []
            for i in range(number):
                peer = socket.socket()
                peer.bind(("127.0.0.%d" % (2 + i % 4), 0))  # more ports than one address has to spare
                peer.connect((HOST, port))
                peers.append(peer)
            for turn in range(2):
                for i, peer in enumerate(peers):
                    peer.sendall(b"%d:%d" % (turn, i))
                for i, peer in enumerate(peers):
                    assert peer.recv(100) == b"%d:%d" % (turn, i)
            each = (resident(server.process.pid) - before) / number
            assert is_instrumented() or each < 1024, each
            for peer in peers:  # reset, or their ports would be in TIME_WAIT for whoever comes next
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_RESET)
                peer.close()
            assert server.stop() == 0
            assert "served: connections %d," % number in "".join(server.seen), server.seen
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def check_too_few_descriptors():
    """Those that find none wait, are not turned away, and are served when others go; it is said once."""
    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60))
    with Program("echo-server", "--port", 0, "--bind", HOST, preexec_fn=limit) as server:
        port = server.port()
        peers = [connect(port) for _ in range(100)]
        for i, peer in enumerate(peers):
            peer.sendall(b"%d" % i)
        server.event("warning", warning="accept-paused")
        served, waiting = [], dict(enumerate(peers))
        # Whoever is served goes, and makes room for another.
        with selectors.DefaultSelector() as selector:
            for i, peer in waiting.items():
                selector.register(peer, selectors.EVENT_READ, i)
            while waiting:
                ready = selector.select(wirelab.PATIENCE)
                assert ready, "%d wait in vain" % len(waiting)
                for key, _ in ready:
                    peer = waiting.pop(key.data)
                    assert peer.recv(100) == b"%d" % key.data
                    selector.unregister(peer)
                    peer.close()
                    served.append(key.data)
        assert len(served) == 100
        assert server.stop() == 0
        paused = [event for event in server.seen if event.get("warning") == "accept-paused"]
        assert len(paused) <= 3, paused
        totals = [event for event in server.seen if event["event"] == "totals"]
        assert totals[0]["connections"] == 100


class Unread:
    """A server whose output is not read after its first line."""

    def __init__(self):
        self.process = subprocess.Popen([wirelab.WIRELAB, "echo-server", "--json", "--port", "0", "--bind", HOST],
                                        stdout=subprocess.PIPE, bufsize=0)
        line = b""
        while not line.endswith(b"\n"):
            line += self.process.stdout.read(1)
        self.port = json.loads(line)["port"]

    def serve(self, count, size=1024):
        with connect(self.port) as peer:
            for _ in range(count):
                peer.sendall(b"x" * size)
                got = 0
                while got < size:
                    got += len(peer.recv(size - got))


def check_clients_do_not_wait_for_a_reader():
    """Nobody reads 5 MB of events; when somebody does, all are there or told to be missing."""
    count = 4096
    server = Unread()
    server.serve(count)
    lines, missing, last, buffer = 0, [], {}, b""
    while (last.get("event"), last.get("conn")) != ("closed", 2):
        piece = os.read(server.process.stdout.fileno(), 65536)
        assert piece, last
        *whole, buffer = (buffer + piece).split(b"\n")
        for last in map(json.loads, whole):
            if last["event"] != "warning":
                lines += 1
                continue
            assert last["warning"] == "output-dropped", last
            missing.append(last["lines"])
            server.serve(1)  # of this nothing is missing
    assert len(missing) == 1 and missing[0] > 0, missing
    assert lines + missing[0] == (1 + 2 * count + 1) + (1 + 2 + 1), (lines, missing)
    server.process.terminate()
    assert server.process.wait(wirelab.PATIENCE) == 0
    server.process.stdout.close()


def check_a_stopped_server_does_not_wait_for_a_reader():
    for count in 256, 2048:  # less and more than is kept
        server = Unread()
        server.serve(count)
        server.process.terminate()
        assert server.process.wait(wirelab.PATIENCE) == 0
        server.process.stdout.close()


wirelab.main()
