# SPDX-License-Identifier: MIT
"""Small captures for the tests, made on the spot."""
import struct

MAC_A, MAC_B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
A, B = bytes([192, 0, 2, 1]), bytes([198, 51, 100, 22])


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ethernet(payload, kind=0x0800):
    return MAC_B + MAC_A + struct.pack("!H", kind) + payload


def ip(payload, protocol, number=1, flags=0x4000, source=A, destination=B):
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), number, flags, 64, protocol, 0, source, destination)
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def udp(payload, source=40000, destination=40001):
    return struct.pack("!HHHH", source, destination, 8 + len(payload), 0) + payload


def tcp(flags, seq, ack, payload=b"", options=b"", source=40000, destination=40001):
    return struct.pack("!HHIIHHHH", source, destination, seq, ack, (5 + len(options) // 4) << 12 | flags, 64240, 0, 0) \
        + options + payload


def fragments(datagram, size, protocol=17):
    """An IPv4 datagram in pieces of `size` bytes."""
    pieces = range(0, len(datagram), size)
    return [ethernet(ip(datagram[at:at + size], protocol, 7, (0x2000 if at + size < len(datagram) else 0) | at // 8))
            for at in pieces]


def conversation():
    """One of each: ARP, a handshake with data, a datagram, an echo, fragments."""
    options = struct.pack("!BBHBBBB", 2, 4, 1460, 1, 3, 3, 7)
    arp = struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, MAC_A, A, bytes(6), B)
    echo = struct.pack("!BBHHH", 8, 0, 0, 3, 1) + b"ping!"
    echo = echo[:2] + struct.pack("!H", checksum(echo)) + echo[4:]
    return [ethernet(arp, 0x0806),
            ethernet(ip(tcp(0x002, 1000, 0, options=options), 6)),
            ethernet(ip(tcp(0x012, 5000, 1001, options=options, source=40001, destination=40000), 6, source=B, destination=A)),
            ethernet(ip(tcp(0x018, 1001, 5001, b"hello\r\n"), 6)),
            ethernet(ip(udp(b"one datagram"), 17)),
            ethernet(ip(echo, 1)),
            *fragments(udp(bytes(range(256)) * 8), 1024)]


class Talk:
    """A TCP conversation, segment by segment."""

    def __init__(self, port, server_port):
        self.port, self.server_port = port, server_port
        self.seq = {True: 1000 * port, False: 77}
        self.frames = []

    def send(self, client, data=b"", flags=0x18, at=None):
        seq = self.seq[client] if at is None else at
        ports = (self.port, self.server_port) if client else (self.server_port, self.port)
        ends = (A, B) if client else (B, A)
        segment = tcp(flags, seq & 0xffffffff, self.seq[not client] & 0xffffffff, data, source=ports[0],
                      destination=ports[1])
        self.frames.append(ethernet(ip(segment, 6, source=ends[0], destination=ends[1])))
        if at is None:
            self.seq[client] += len(data) + bool(flags & 2) + bool(flags & 1)
        return self

    def open(self):
        return self.send(True, flags=2).send(False, flags=0x12).send(True, flags=0x10)


def pcap(frames, cut=None, start=1600000000.25, step=0.0625, link=1):
    """The bytes of a capture file."""
    out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, link)
    for i, frame in enumerate(frames):
        time = start + i * step
        seen = frame[:cut] if cut else frame
        out += struct.pack("<IIII", int(time), round(time % 1 * 1e6), len(seen), len(frame)) + seen
    return out


def write(path, *arguments, **keywords):
    with open(path, "wb") as file:
        file.write(pcap(*arguments, **keywords))
    return path
