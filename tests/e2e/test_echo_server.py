# SPDX-License-Identifier: MIT
"""echo-server: the lines of the lab, what it owes, ports, limits, and the end."""
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import wirelab
from wirelab import Program, run

HOST = "127.0.0.1"


def connect(port, host=HOST):
    peer = socket.create_connection((host, port), timeout=wirelab.PATIENCE)
    return peer


def receive_all(peer):
    pieces = []
    while piece := peer.recv(65536):
        pieces.append(piece)
    return b"".join(pieces)


def check_lines_of_the_lab():
    with Program("echo-server", "--port", 0, "--bind", HOST, json=False) as server:
        port = int(server.line("listening on 127.0.0.1:").split(":")[1].split()[0])
        with connect(port) as peer:
            peer.sendall(b"hello\r\n")
            assert peer.recv(100) == b"hello\r\n"
            assert re.fullmatch(r"received b'hello\\r\\n' from 127\.0\.0\.1:\d+", server.line("received"))
            peer.sendall("it's \xe9\x1b[2J".encode())
            assert len(peer.recv(100)) == 11
            assert server.line("received").startswith(r'''received b"it's \xc3\xa9\x1b[2J" from 127.0.0.1:''')
        server.line("the peer closed; 18 bytes received, 18 sent")
        assert server.stop() == 0
        assert "served: connections 1, bytes received 18, sent 18" in server.seen[-2], server.seen


def check_events():
    with Program("echo-server", "--port", 0, "--bind", "::1") as server:
        heard = server.event("listening", transport="tcp", address="::1")
        with connect(heard["port"], "::1") as peer:
            opened = server.event("opened", transport="tcp", conn=1)
            assert opened["peer"] == "[::1]:%d" % peer.getsockname()[1]
            peer.sendall(b"\xff")
            assert peer.recv(1) == b"\xff"
            assert server.event("received", conn=1, size=1)["hex"] == "ff"
            sent = server.event("sent", conn=1, size=1, as_received=True)
            assert "hex" not in sent and "data" not in sent, sent
        server.event("closed", conn=1, how="peer", received=1, sent=1)
        assert server.stop(signal.SIGTERM) == 0
        assert server.seen[-2]["event"] == server.seen[-1]["event"] == "totals"
        assert server.seen[-1]["client"] == "::1"


def check_quiet():
    with Program("echo-server", "--port", 0, "--quiet", "--bind", HOST, json=False) as server:
        port = int(server.line("listening").split(":")[1].split()[0])
        with connect(port) as peer:
            peer.sendall(b"x" * 1000)
            peer.shutdown(socket.SHUT_WR)
            assert len(receive_all(peer)) == 1000
        server.stop()
        assert [line.split()[0] for line in server.seen] == ["listening", "served:", "127.0.0.1:"], server.seen


def check_owed_after_the_end():
    """A client sends much, finishes, and reads only then: everything is there."""
    data = os.urandom(1 << 20) * 3
    with Program("echo-server", "--port", 0, "--bind", HOST, "--quiet") as server:
        with connect(server.port()) as peer:
            def send():
                peer.sendall(data)
                peer.shutdown(socket.SHUT_WR)
            sender = threading.Thread(target=send)
            sender.start()
            time.sleep(0.2)  # so that the server's queue is full; nothing depends on it
            got = receive_all(peer)
            sender.join()
        assert got == data
        server.event("closed", received=len(data), sent=len(data))


def check_both_families_on_one_port():
    with Program("echo-server", "--port", 0) as server:
        heard = [server.event("listening"), server.event("listening")]
        assert {event["address"] for event in heard} == {"::", "0.0.0.0"}
        assert heard[0]["port"] == heard[1]["port"]
        for host in HOST, "::1":
            with connect(heard[0]["port"], host) as peer:
                peer.sendall(b"x")
                assert peer.recv(1) == b"x"


def check_address_in_use():
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        wrong = run("echo-server", "--port", port, "--bind", HOST)
        assert wrong.returncode == 3 and not wrong.stdout
        name = open("/proc/self/comm").read().strip()
        assert "cannot listen on 127.0.0.1:%d: address already in use by %s (pid %d)" % (port, name, os.getpid()) in wrong.stderr
        assert "hint: " in wrong.stderr and "kill %d" % os.getpid() in wrong.stderr and "--port 0" in wrong.stderr
        # Every address: one family is free, the other is not.
        assert run("echo-server", "--port", port).returncode == 3


def check_we_are_not_in_our_own_way():
    """Somebody has the port on IPv4 without listening, which /proc does not show; our own socket for IPv6, just
    made, is not what holds it."""
    with socket.socket() as other:
        other.bind((HOST, 0))
        port = other.getsockname()[1]
        wrong = run("echo-server", "--port", port)
        assert wrong.returncode == 3 and "address already in use" in wrong.stderr, wrong
        assert "wirelab (pid" not in wrong.stderr and "kill" not in wrong.stderr, wrong.stderr


def check_too_few_descriptors():
    for limit in range(4, 13):  # below, not even the shared libraries are found
        done = subprocess.run(["sh", "-c", "ulimit -n %d; exec \"$0\" echo-server --port 0 --deadline 1ms" % limit, wirelab.WIRELAB],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL,
                              env=dict(os.environ, ASAN_OPTIONS="detect_leaks=0"))
        assert done.returncode == 3 and "too many open files" in done.stderr or done.returncode == 0, (limit, done)


def check_time_wait_is_named():
    """A server without SO_REUSEADDR closed first: its port is kept, by nobody's process."""
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        peer = connect(port)
        served, _ = other.accept()
    served.close()
    assert peer.recv(1) == b""
    peer.close()
    wrong = run("echo-server", "--port", port, "--bind", HOST)
    assert wrong.returncode == 3, wrong
    assert "TIME_WAIT" in wrong.stderr and "(pid" not in wrong.stderr, wrong.stderr
    assert "s more" in wrong.stderr


def check_own_time_wait_does_not_hinder():
    with Program("echo-server", "--port", 0, "--bind", HOST) as server:
        port = server.port()
        with connect(port) as peer:
            server.event("opened")
            assert server.stop() == 0
            assert peer.recv(1) == b""  # the server closed first
    with Program("echo-server", "--port", port, "--bind", HOST) as server:
        assert server.port() == port


def check_bad_addresses():
    for bind, word in ("192.0.2.1", "ip addr"), (300 * "a", "127.0.0.1"), ("fe80::1", "ip addr"), ("no-such-name.invalid", "127.0.0.1"):
        wrong = run("echo-server", "--port", 0, "--bind", bind)
        assert wrong.returncode == 3 and bind[:50] in wrong.stderr and word in wrong.stderr, wrong.stderr
    assert run("echo-server", "--port", 65536).returncode == 2
    extra = run("echo-server", "1234")
    assert extra.returncode == 2 and "--port 1234" in extra.stderr


def check_low_port_without_rights():
    lowest = int(open("/proc/sys/net/ipv4/ip_unprivileged_port_start").read())
    if lowest < 8:
        return wirelab.leave_out("every port is allowed to everybody here")
    if wirelab.missing("setpriv"):
        return
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
    wrong = subprocess.run([*prefix, wirelab.WIRELAB, "echo-server", "--port", "7", "--bind", HOST],
                           capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if wrong.returncode == 126 or wrong.returncode == 127:
        return wirelab.leave_out("the program lies where nobody may not go")
    assert wrong.returncode == 3, wrong
    assert "permission denied" in wrong.stderr and "hint:" in wrong.stderr


def check_once():
    with Program("echo-server", "--port", 0, "--bind", HOST, "--once") as server:
        with connect(server.port()) as peer:
            peer.sendall(b"only me")
            assert peer.recv(100) == b"only me"
        assert server.wait() == 0


def check_max_connections():
    """The third waits until one of the two before it goes."""
    with Program("echo-server", "--port", 0, "--bind", HOST, "--max-connections", 2) as server:
        port = server.port()
        peers = [connect(port) for _ in range(3)]
        for peer in peers:
            peer.sendall(b"x")
        assert peers[0].recv(1) == peers[1].recv(1) == b"x"
        peers[2].settimeout(0.3)
        try:
            peers[2].recv(1)
            raise AssertionError("three at a time")
        except TimeoutError:
            pass
        peers[0].close()
        peers[2].settimeout(wirelab.PATIENCE)
        assert peers[2].recv(1) == b"x"
        for peer in peers:
            peer.close()


def check_idle_timeout():
    with Program("echo-server", "--port", 0, "--bind", HOST, "--idle-timeout", "200ms") as server:
        with connect(server.port()) as peer:
            assert peer.recv(1) == b""
        server.event("closed", how="timeout")


def check_reset_is_reported():
    with Program("echo-server", "--port", 0, "--bind", HOST) as server:
        peer = connect(server.port())
        peer.sendall(b"x")
        server.event("received")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        peer.close()
        server.event("closed", how="reset")
        assert server.stop() == 0


def check_closed_output_ends_quietly():
    process = subprocess.Popen([wirelab.WIRELAB, "echo-server", "--port", "0", "--bind", HOST], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    port = int(process.stdout.readline().split(b":")[1].split()[0])
    process.stdout.close()
    try:
        with connect(port) as peer:
            peer.sendall(b"x")
            peer.recv(1)
            peer.recv(1)
    except ConnectionError:
        pass
    assert process.wait(wirelab.PATIENCE) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def check_deadline_while_nobody_reads_the_output():
    with subprocess.Popen([wirelab.WIRELAB, "echo-server", "--port", "0", "--bind", HOST, "--json", "--deadline", "500ms"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as server:
        port = json.loads(server.stdout.readline())["port"]
        with connect(port) as peer:
            peer.settimeout(wirelab.PATIENCE)
            with contextlib.suppress(OSError):  # until the pipe is full, and the server waits for us
                peer.sendall(b"x" * 50000)
                while peer.recv(50000):
                    peer.sendall(b"x" * 50000)
        assert server.wait(wirelab.PATIENCE) == 0


def check_nc_and_ncat():
    for command in ["nc", "-N"], ["ncat"], ["socat", "-t10", "-"]:
        if wirelab.missing(command[0]):
            continue
        with Program("echo-server", "--port", 0, "--bind", HOST, "--quiet") as server:
            port = str(server.port())
            target = ["TCP:%s:%s" % (HOST, port)] if command[0] == "socat" else [HOST, port]
            data = os.urandom(200000)
            done = subprocess.run(command + target, input=data, capture_output=True, timeout=wirelab.PATIENCE)
            assert done.stdout == data, (command, done.stderr)


def check_telnet():
    if wirelab.missing("telnet"):
        return
    with Program("echo-server", "--port", 0, "--bind", HOST) as server:
        peer = subprocess.Popen(["telnet", HOST, str(server.port())], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        server.event("opened")
        peer.stdin.write(b"hello\n")
        peer.stdin.flush()
        assert server.event("received")["data"] == "hello\r\n"
        server.stop()
        output, _ = peer.communicate(timeout=wirelab.PATIENCE)
        assert b"hello" in output


def check_twisted_client():
    script = """
from twisted.internet import protocol, reactor
import sys
class EchoClient(protocol.Protocol):
    def connectionMade(self):
        self.transport.write(b"Hello, world!")
    def dataReceived(self, data):
        print("Server said:", data)
        self.transport.loseConnection()
class Factory(protocol.ClientFactory):
    protocol = EchoClient
    def clientConnectionLost(self, connector, reason):
        print("Connection lost.")
        reactor.stop()
reactor.connectTCP("127.0.0.1", int(sys.argv[1]), Factory())
reactor.run()
"""
    for python in sys.executable, "/usr/bin/python3":
        if subprocess.run([python, "-c", "import twisted"], capture_output=True).returncode == 0:
            break
    else:
        return wirelab.leave_out("twisted is not installed")
    with Program("echo-server", "--port", 0, "--bind", HOST) as server:
        done = subprocess.run([python, "-c", script, str(server.port())], capture_output=True, text=True,
                              timeout=wirelab.PATIENCE)
        assert done.stdout == "Server said: b'Hello, world!'\nConnection lost.\n", done
        server.event("closed", how="peer", received=13, sent=13)


wirelab.main()
