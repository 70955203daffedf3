# SPDX-License-Identifier: MIT
"""line-receiver: lines from the peers that labs use, however they come, and what hostile ones send."""
import socket
import struct
import subprocess
import tls
import wirelab
from wirelab import Program, run

HOST = "127.0.0.1"

TWISTED_CLIENT = """
import sys
from twisted.internet import protocol, reactor
from twisted.protocols.basic import LineReceiver

class Sender(LineReceiver):
    def connectionMade(self):
        self.sendLine(b"from twisted")
        self.sendLine(b"a second line")
        self.transport.loseConnection()

    def connectionLost(self, reason):
        reactor.stop()

class Factory(protocol.ClientFactory):
    protocol = Sender

reactor.connectTCP("127.0.0.1", int(sys.argv[1]), Factory())
reactor.run()
"""


def connect(port, host=HOST):
    return socket.create_connection((host, port), timeout=wirelab.PATIENCE)


def lines_of(server, count):
    return [server.event("received") for _ in range(count)]


def memory(server):
    """The most it ever had, in kB."""
    with open("/proc/%d/status" % server.process.pid) as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def check_lines_for_people():
    with Program("line-receiver", "--port", 0, "--bind", HOST, json=False) as server:
        port = int(server.line("listening on 127.0.0.1:").split(":")[1].split()[0])
        with connect(port) as peer:
            peer.sendall(b"hello\r\nit's \xe9\x1b[2J\nlast")
            name = "127.0.0.1:%d" % peer.getsockname()[1]
            assert server.line("received") == "received b'hello' from " + name
            assert server.line("received") == r'''received b"it's \xe9\x1b[2J" from ''' + name
            peer.shutdown(socket.SHUT_WR)
            assert server.line("received") == "received b'last' from %s, without a newline" % name
            assert peer.recv(1) == b"", "it answers nothing"
        server.line("closed " + name)
        assert server.stop() == 0
        assert "served: connections 1, bytes received 22, sent 0" in server.seen[-2], server.seen


def check_lines_in_pieces():
    """Half a line in a read, several in the next: the lines are those that were sent."""
    with Program("line-receiver", "--port", 0, "--bind", "::1") as server:
        with connect(server.port(), "::1") as peer:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for piece in b"one\r", b"\ntw", b"o\n\nth", b"ree":
                peer.sendall(piece)
            peer.shutdown(socket.SHUT_WR)
            got = [(line["line"], line["data"], line["end"]) for line in lines_of(server, 4)]
        assert got == [(1, "one", "crlf"), (2, "two", "lf"), (3, "", "lf"), (4, "three", "none")], got
        assert server.event("closed")["sent"] == 0
        assert server.stop() == 0


def check_nc_and_twisted():
    with Program("line-receiver", "--port", 0, "--bind", HOST) as server:
        port = str(server.port())
        if not wirelab.missing("nc"):
            subprocess.run(["nc", "-N", HOST, port], input=b"from nc\nand more\n", timeout=wirelab.PATIENCE, check=True)
            assert [(line["data"], line["end"]) for line in lines_of(server, 2)] == [
                ("from nc", "lf"), ("and more", "lf")]
        if not wirelab.missing_module("twisted"):
            subprocess.run([wirelab.PYTHON, "-c", TWISTED_CLIENT, port], timeout=wirelab.PATIENCE, check=True)
            assert [(line["data"], line["end"]) for line in lines_of(server, 2)] == [
                ("from twisted", "crlf"), ("a second line", "crlf")]
        assert server.stop() == 0


def check_over_tls():
    with Program("line-receiver", "--tls", "--port", 0, "--bind", HOST) as server:
        port = server.port()
        with tls.connect(port, tls.context()) as peer:
            peer.sendall(b"sealed\r\n")
            assert server.event("received")["data"] == "sealed"
        assert server.stop() == 0


def check_long_lines():
    """The beginning is told, at once; what follows the newline is a line again."""
    with Program("line-receiver", "--port", 0, "--bind", HOST, "--max-line", 1000) as server:
        with connect(server.port()) as peer:
            peer.sendall(b"x" * 1000 + b"\r\n" + b"y" * 1001)
            longest, cut = lines_of(server, 2)
            assert (longest["size"], longest["end"]) == (1000, "crlf"), longest
            assert (cut["size"], cut["end"], cut["limit"]) == (1000, "cut", 1000), cut
            before = memory(server)
            peer.sendall(b"y" * 20_000_000 + b"\nafterwards\n")
            assert server.event("received")["data"] == "afterwards"
            assert memory(server) - before < 10_000, "of twenty megabytes next to nothing is kept"
        assert server.stop() == 0


def check_resets_and_once():
    with Program("line-receiver", "--port", 0, "--bind", HOST) as server:
        port = server.port()
        for number in range(1, 51):
            with connect(port) as peer:
                peer.sendall(b"whole\nhalf")
                assert server.event("received")["data"] == "whole"
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            assert server.event("closed", conn=number)["how"] == "reset"
        assert not [event for event in server.seen if event.get("data") == "half"]
        assert server.stop() == 0
    with Program("line-receiver", "--once", "--port", 0, "--bind", HOST) as server:
        with connect(server.port()) as peer:
            peer.sendall(b"only\n")
        assert server.wait() == 0
        assert [event["data"] for event in server.seen if event["event"] == "received"] == ["only"]


def check_wrong_usage():
    for options in ["--max-line", "0"], ["--max-line", "2GiB"], ["5001"]:
        assert run("line-receiver", *options).returncode == 2, options


wirelab.main()
