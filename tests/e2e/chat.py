# SPDX-License-Identifier: MIT
"""A chat user of the tests: raw bytes over TCP, TLS or UDP."""
import socket
import ssl
import struct
import wirelab

QUESTION = b"Welcome to the Server, what is your name?"


class Server(wirelab.Program):
    def __init__(self, *options):
        super().__init__("chat-server", "--port", 0, "--bind", "127.0.0.1", *options)
        self.listening = self.event("listening")["port"]

    def port(self):
        return self.listening


present = []  # users stay until they are closed, also those that no variable holds


class User:
    """Over `kind`; ends every message with `end`, or sends frames."""

    def __init__(self, port, name=None, kind="tcp", end=b"", framed=False):
        self.kind, self.end, self.framed, self.got = kind, end, framed, b""
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM)
        present.append(self)
        self.socket.settimeout(wirelab.PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        if kind == "tls":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self.socket = context.wrap_socket(self.socket)
        if kind != "udp":
            self.expect(QUESTION)
        if name is not None:
            self.enter(name)

    def enter(self, name):
        self.say(name)
        self.expect(b"Welcome to the chat <%s>. Please type !Q to quit." % name + self.end)
        return self

    def frame(self, message):
        return struct.pack(">I", len(message)) + message if self.framed else message

    def say(self, message):
        self.socket.sendall(self.frame(message + self.end))
        return self

    def expect(self, message):
        """Exactly this comes next."""
        wanted = self.frame(message)
        while len(self.got) < len(wanted):
            more = self.socket.recv(65536)
            assert more, "closed; had %r, wanted %r" % (self.got, wanted)
            self.got += more
        assert self.got.startswith(wanted), "came %r, wanted %r" % (self.got, wanted)
        self.got = self.got[len(wanted):]
        return self

    def expect_end(self):
        try:
            more = self.got or self.socket.recv(65536)
        except ConnectionResetError:
            more = b""
        assert more == b"", more

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self):
        self.socket.close()
