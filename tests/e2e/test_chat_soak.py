# SPDX-License-Identifier: MIT
"""A thousand users, of whom 200 leave by reset, 50 never read and 10 are hostile: each of the others gets
every message exactly once and in order, memory stays bounded, and no descriptor is left."""
import os
import random
import resource
import selectors
import socket
import struct
import threading
import time
import wirelab
from chat import Server

LIVE, RESET, STALLED, HOSTILE = 740, 200, 50, 10
TALKERS, MESSAGES = 20, 10
HOST = "127.0.0.1"


def hostile_words(number):
    chance = random.Random(number)
    return (b"x" * 10_000_000, chance.randbytes(20_000), b"\x1b]0;owned\x07\x1b[2J\n" * 50,
            b"\xff\xfe\xc3(\n" * 50, b"\n" * 20_000)[number % 5]


def harass(port, number):
    """Says its words and goes, whatever the server thinks of it."""
    try:
        with socket.create_connection((HOST, port)) as peer:
            threading.Thread(target=drain, args=(peer,), daemon=True).start()
            peer.sendall(b"hostile%d\n" % number + hostile_words(number))
            peer.shutdown(socket.SHUT_RDWR)  # drain() would keep it open
    except OSError:
        pass


def drain(peer):
    try:
        while peer.recv(65536):
            pass
    except OSError:
        pass


class Live:
    def __init__(self, number):
        self.name = b"user%d" % number
        self.rest = b""
        self.next = [0] * TALKERS
        self.count = 0
        self.ready = False

    def take(self, data):
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            assert not any(c < " " or "\x7f" <= c < "\xa0" or c == "\u202e" for c in line.decode()), line
            if line.startswith(b"<user") and b">: say " in line:
                talker, number = line[5:].split(b">: say ")
                talker, number = int(talker), int(number)
                assert number == self.next[talker], (self.name, line, self.next[talker])
                self.next[talker] += 1
                self.count += 1
            elif line.endswith(b"Welcome to the chat <%s>. Please type !Q to quit." % self.name):
                self.ready = True


class Crowd:
    """All that read, in one selector."""

    def __init__(self, port):
        self.port, self.selector = port, selectors.DefaultSelector()

    def join(self, number):
        peer = socket.create_connection((HOST, self.port))
        peer.setblocking(False)
        live = Live(number)
        self.selector.register(peer, selectors.EVENT_READ, live)
        peer.send(live.name + b"\n")
        return peer, live

    def turn(self, seconds=0.01):
        for key, _ in self.selector.select(seconds):
            try:
                data = key.fileobj.recv(262144)
            except BlockingIOError:
                continue
            assert data, "%s was dropped" % key.data.name
            key.data.take(data)

    def until(self, condition):
        end = time.monotonic() + 4 * wirelab.PATIENCE
        while not condition():
            assert time.monotonic() < end, "it does not come to an end"
            self.turn()


def status_of(pid, key):
    with open("/proc/%d/status" % pid) as status:
        return int([line for line in status if line.startswith(key)][0].split()[1])


def descriptors(pid):
    return len(os.listdir("/proc/%d/fd" % pid))


def play(server):
    pid, port, before = server.process.pid, server.port(), descriptors(server.process.pid)
    crowd = Crowd(port)
    live = []
    for number in range(LIVE):
        live.append(crowd.join(number))
        crowd.turn(0)
    crowd.until(lambda: all(one.ready for _, one in live))
    leaving = [crowd.join(LIVE + number) for number in range(RESET)]
    crowd.until(lambda: all(one.ready for _, one in leaving))
    stalled = []
    for number in range(STALLED):
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.connect((HOST, port))
        peer.send(b"stalled%d\n" % number)
        stalled.append(peer)
    hostile = [threading.Thread(target=harass, args=(port, number)) for number in range(HOSTILE)]
    for thread in hostile:
        thread.start()
    chance = random.Random(1)
    chance.shuffle(leaving)
    for number in range(MESSAGES):
        for talker in range(TALKERS):
            live[talker][0].send(b"say %d\n" % number)
            if leaving:
                peer, _ = leaving.pop()
                crowd.selector.unregister(peer)
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                peer.close()
            crowd.turn(0)
    wanted = [MESSAGES * (TALKERS - (number < TALKERS)) for number in range(LIVE)]
    crowd.until(lambda: all(one.count == want for (_, one), want in zip(live, wanted))
                and not any(thread.is_alive() for thread in hostile))
    assert status_of(pid, "VmHWM") < 150_000, status_of(pid, "VmHWM")
    for peer in stalled + [peer for peer, _ in live]:
        peer.close()
    end = time.monotonic() + wirelab.PATIENCE
    while descriptors(pid) > before + 1:  # libuv keeps one in reserve from the first connection on
        assert time.monotonic() < end, (descriptors(pid), before)
        time.sleep(0.02)


def check_a_thousand():
    need = 2 * (LIVE + RESET + STALLED + HOSTILE) + 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < need:
        wirelab.skip("too few descriptors: %d" % hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, need), hard))
    with Server("--quiet") as server:
        play(server)
        assert server.stop() == 0, server.errors


wirelab.main()
