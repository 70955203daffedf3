# SPDX-License-Identifier: MIT
"""What the tests of TLS share: certificates made by openssl, and clients."""
import select
import shutil
import socket
import ssl
import subprocess

import wirelab

PATIENCE = 60


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            wirelab.skip("%s is not here" % program)


def openssl(*arguments, input=b""):
    done = subprocess.run(["openssl", *map(str, arguments)], input=input, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=PATIENCE)
    assert done.returncode == 0, (arguments, done.stdout)
    return done.stdout.decode()


def context(ca=None, **settings):
    """A client's context; without `ca` it verifies nothing."""
    made = ssl.create_default_context(cafile=ca)
    if ca is None:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    for name, value in settings.items():
        setattr(made, name, value)
    return made


def connect(port, made, name="localhost", address="127.0.0.1", **options):
    return made.wrap_socket(socket.create_connection((address, port), timeout=PATIENCE), server_hostname=name, **options)


def receive(peer, size):
    data = b""
    while len(data) < size:
        block = peer.recv(65536)
        if not block:
            break
        data += block
    return data


def talk(peer, message=b"Hello, world!"):
    peer.sendall(message)
    assert receive(peer, len(message)) == message


def exchange(peer, message):
    """Sends and receives at the same time, in one thread, since OpenSSL's connections belong to one."""
    peer.setblocking(False)
    view, received = memoryview(message), bytearray()
    while len(received) < len(message):
        wants_read, wants_write = True, bool(view)
        try:
            if view:
                view = view[peer.send(view[:65536]):]
                wants_read = False
        except ssl.SSLWantReadError:
            wants_write = False
        except ssl.SSLWantWriteError:
            pass
        try:
            block = peer.recv(65536)
            if not block:
                break
            received += block
        except ssl.SSLWantReadError:
            if wants_read:
                select.select([peer], [peer] if wants_write else [], [], PATIENCE)
        except ssl.SSLWantWriteError:
            select.select([], [peer], [], PATIENCE)
    return bytes(received)


def receive_while_sending(peer, block, owed):
    """With `owed` bytes under way, offers `block` until some of it is taken; returns (received, taken)."""
    received, taken = 0, 0
    while received < owed + taken or not taken:
        try:
            if not taken:
                taken = peer.send(block)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        try:
            data = peer.recv(65536)
            if not data:
                break
            received += len(data)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            select.select([peer], [] if taken else [peer], [], PATIENCE)
    return received, taken


def echo(port, made, message=b"Hello, world!", **options):
    """One message there and back, and an orderly end."""
    with connect(port, made, **options) as peer:
        talk(peer, message)
        return peer.version(), peer.cipher()[0]
