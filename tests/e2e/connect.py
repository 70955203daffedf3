# SPDX-License-Identifier: MIT
"""A running connect, and plain sockets for it to talk to."""
import os
import re
import socket
import subprocess
import threading
import wirelab

HOST = "127.0.0.1"
EVERYTHING = bytes(range(256)) + "grüße ☃ \x1b[31m\r\n\n\r".encode()


def listen(kind=socket.SOCK_STREAM, host=HOST):
    server = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind)
    server.settimeout(wirelab.PATIENCE)
    server.bind((host, 0))
    if kind == socket.SOCK_STREAM:
        server.listen()
    return server


def port_of(server):
    return server.getsockname()[1]


class Connect:
    """A running connect; standard error is read as it comes."""

    def __init__(self, *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE):
        self.process = subprocess.Popen([wirelab.WIRELAB, "connect", *map(str, arguments)], stdin=stdin,
                                        stdout=stdout, stderr=subprocess.PIPE, bufsize=0)
        self.input, self.output = self.process.stdin, self.process.stdout
        self.said = []

    def say_until(self, pattern):
        while True:
            line = self.process.stderr.readline().decode()
            assert line, (pattern, self.said)
            self.said.append(line)
            found = re.search(pattern, line)
            if found:
                return found

    def listening(self):
        return int(self.say_until(r"listening on .*:(\d+) \(")[1])

    def read(self, size):
        got = b""
        while len(got) < size:
            piece = os.read(self.output.fileno(), size - len(got))
            assert piece, got
            got += piece
        return got

    def end(self):
        """The rest of its output, what it said, its exit code."""
        if self.input:
            self.input.close()
        rest = self.output.read() if self.output else b""
        said = "".join(self.said) + self.process.stderr.read().decode()
        return rest, said, self.process.wait(wirelab.PATIENCE)


def start(*command, **options):
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            bufsize=0, **options)


def receive_all(peer):
    got = bytearray()
    while data := peer.recv(1 << 20):
        got += data
    return bytes(got)


def talk(arguments, sent, answer=b"", **options):
    """Runs connect against a server that answers and ends when the input has ended."""
    with listen() as server:
        done = []

        def serve():
            peer, _ = server.accept()
            with peer:
                peer.settimeout(wirelab.PATIENCE)
                done.append(receive_all(peer))
                peer.sendall(answer)
        thread = threading.Thread(target=serve)
        thread.start()
        process = subprocess.run([wirelab.WIRELAB, "connect", *arguments, HOST, str(port_of(server))], input=sent,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=wirelab.PATIENCE, **options)
        thread.join()
        return done[0], process
