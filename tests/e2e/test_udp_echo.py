# SPDX-License-Identifier: MIT
"""udp-echo: every size, every sender, a port of its own, and impairment that can be repeated."""
import os
import signal
import socket
import subprocess
import wirelab
from wirelab import Program, run

HOST = "127.0.0.1"


def peer_of(port, host=HOST):
    peer = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    peer.settimeout(wirelab.PATIENCE)
    peer.connect((host, port))
    return peer


def check_lines_of_the_lab():
    with Program("udp-echo", "--port", 0, "--bind", HOST, json=False) as server:
        port = int(server.line("listening on 127.0.0.1:").split(":")[1].split()[0])
        with peer_of(port) as peer:
            peer.send(b"Hello, world!")
            assert peer.recv(100) == b"Hello, world!"
            assert server.line("received") == "received b'Hello, world!' from ('127.0.0.1', %d)" % peer.getsockname()[1]
        assert server.stop() == 0
        assert server.seen[-2] == "served: datagrams 1, bytes received 13, sent 13", server.seen


def check_every_size():
    with Program("udp-echo", "--port", 0, "--quiet") as server:
        port = server.port()
        for host, largest in (HOST, 65507), ("::1", 65527):
            with peer_of(port, host) as peer:
                for size in 0, 1, 1472, 1473, 9000, 65000, 65507, largest:
                    data = os.urandom(size)
                    peer.send(data)
                    assert peer.recv(70000) == data, size


def check_answers_from_the_address_written_to():
    """Bound to every address, asked on 127.0.0.2: a connected peer takes answers from there only."""
    with Program("udp-echo", "--port", 0) as server:
        with peer_of(server.port(), "127.0.0.2") as peer:
            peer.send(b"who")
            assert peer.recv(10) == b"who"


def check_many_in_one_batch():
    with Program("udp-echo", "--port", 0, "--bind", HOST, "--quiet") as server:
        port = server.port()
        peers = [peer_of(port) for _ in range(50)]
        for i, peer in enumerate(peers):
            for k in range(20):
                peer.send(b"%d/%d" % (i, k))
        for i, peer in enumerate(peers):
            for k in range(20):
                assert peer.recv(100) == b"%d/%d" % (i, k)
            peer.close()
        server.stop()
        totals = [event for event in server.seen if event["event"] == "totals"]
        assert totals[0]["datagrams"] == 1000 and len(totals) == 51, totals[0]


def check_port_is_not_shared():
    for reuse in False, True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            if reuse:
                other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            other.bind((HOST, 0))
            port = other.getsockname()[1]
            for bind in [], ["--bind", HOST]:
                wrong = run("udp-echo", "--port", port, *bind)
                assert wrong.returncode == 3, wrong
                assert "(pid %d)" % os.getpid() in wrong.stderr, wrong.stderr
    with Program("udp-echo", "--port", 0, "--bind", HOST) as server:
        port = server.port()
        assert run("udp-echo", "--port", port, "--bind", HOST).returncode == 3
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            try:
                other.bind((HOST, port))
                raise AssertionError("the port was shared")
            except OSError:
                pass


def check_closed_peers_are_told_and_do_not_stop_it():
    """Answers to peers that are gone come back as ICMP errors.  While the peers come and go the server
    stands still, so that they have gone for certain when it answers."""
    for host in HOST, "::1":
        with Program("udp-echo", "--port", 0, "--bind", host) as server:
            port = server.port()
            server.process.send_signal(signal.SIGSTOP)
            names = set()
            for _ in range(20):
                with peer_of(port, host) as gone:
                    gone.send(b"x")
                    names.add(("[%s]:%d" if ":" in host else "%s:%d") % gone.getsockname()[:2])
            server.process.send_signal(signal.SIGCONT)
            told = [server.event("warning", warning="unreachable") for _ in range(20)]
            assert {event["peer"] for event in told} == names, told
            assert {(event["reason"], event["teller"]) for event in told} == {("port unreachable", host)}, told
            with peer_of(port, host) as peer:
                peer.send(b"still there?")
                assert peer.recv(100) == b"still there?"
            server.stop()
            assert server.seen[-22]["datagrams"] == 21, server.seen[-22]


def fates(*options, number=200):
    """What happens to so many datagrams, sent one after the other."""
    with Program("udp-echo", "--port", 0, "--bind", HOST, *options) as server:
        port = server.port()
        with peer_of(port) as peer:
            for i in range(number):
                peer.send(b"%d" % i)
                server.event("received")
        server.stop()
        return [(event["how"], event["number"]) for event in server.seen if event["event"] == "impaired"]


def check_fate_depends_on_the_seed():
    options = ["--drop", 20, "--duplicate", 10, "--reorder", 10, "--seed"]
    first = fates(*options, 7)
    assert first == fates(*options, 7)
    assert first != fates(*options, 8)
    assert {how for how, _ in first} == {"dropped", "duplicated", "held back"}
    # What is dropped does not depend on the other options.
    assert [n for how, n in first if how == "dropped"] == [n for _, n in fates("--drop", 20, "--seed", 7)]


def check_drop_all_and_none():
    with Program("udp-echo", "--port", 0, "--bind", HOST, "--drop", 100) as server:
        lost = run("echo-client", "--udp", HOST, server.port(), "hi", "--timeout", "200ms")
        assert lost.returncode == 1 and "none came back" in lost.stdout and "UDP does not tell" in lost.stderr
        server.event("impaired", how="dropped", data="hi")
    assert fates("--drop", 0, number=20) == []


def check_duplicate():
    with Program("udp-echo", "--port", 0, "--bind", HOST, "--duplicate", 100) as server:
        with peer_of(server.port()) as peer:
            peer.send(b"twice")
            assert peer.recv(100) == peer.recv(100) == b"twice"


def check_reorder():
    """The first waits until the second has overtaken it; one that nobody overtakes still comes."""
    with Program("udp-echo", "--port", 0, "--bind", HOST, "--reorder", 100) as server:
        with peer_of(server.port()) as peer:
            peer.send(b"1")
            peer.send(b"2")
            assert [peer.recv(9), peer.recv(9)] == [b"2", b"1"]
            peer.send(b"3")
            assert peer.recv(9) == b"3"


def check_delay():
    with Program("udp-echo", "--port", 0, "--bind", HOST, "--delay", "150ms") as server:
        done = run("echo-client", "--json", "--udp", HOST, server.port(), "hi", "--timeout", "20s")
        event = [line for line in done.stdout.splitlines() if '"received"' in line][0]
        assert float(event.split('"round_trip":')[1].rstrip("}")) >= 0.149, event


def check_nc():
    """They cannot know when the answers are all there: we stop them when we have them."""
    for command in ["nc", "-u"], ["ncat", "-u"]:
        if wirelab.missing(command[0]):
            continue
        with Program("udp-echo", "--port", 0, "--bind", HOST) as server:
            peer = subprocess.Popen(command + [HOST, str(server.port())], stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE)
            peer.stdin.write(b"from nc")
            peer.stdin.flush()
            answer = os.read(peer.stdout.fileno(), 100)
            peer.kill()
            peer.communicate()
            assert answer == b"from nc", (command, answer)


wirelab.main()
