#!/usr/bin/env python3
"""make_capture.py FILE PACKETS: a synthetic capture (pcap) of a busy network for timing readers.

TCP conversations that open, carry data both ways and close, a share of UDP, some ARP and ICMP;
the same bytes on every run.
"""
import random
import struct
import sys


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff


def ip(source, destination, protocol, body, number):
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(body), number & 0xffff, 0x4000, 64, protocol, 0, source, destination)
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return b"\x02\0\0\0\0\x02\x02\0\0\0\0\x01\x08\0" + head + body


class Conversation:
    """The segments of one TCP connection, one at a time."""

    def __init__(self, rng):
        self.rng = rng
        self.ends = [(bytes([10, 0, rng.randrange(4), rng.randrange(1, 255)]), rng.randrange(32768, 61000)),
                     (bytes([192, 168, 1, rng.randrange(1, 20)]), rng.choice([80, 443, 1234, 5000, 22]))]
        self.seq = [rng.getrandbits(32), rng.getrandbits(32)]
        self.turns = rng.randrange(4, 60)
        self.step = 0

    def segment(self, side, flags, length=0, options=b""):
        """One segment from one side, acknowledging all that the other has sent."""
        (source, sport), (destination, dport) = self.ends[side], self.ends[1 - side]
        ack = self.seq[1 - side] if flags & 0x10 else 0
        head = struct.pack("!HHIIBBHHH", sport, dport, self.seq[side] & 0xffffffff, ack & 0xffffffff,
                           (20 + len(options)) // 4 << 4, flags, 0x2000, 0, 0)
        self.seq[side] += length + bool(flags & 3)
        return ip(source, destination, 6, head + options + bytes(length), self.step)

    def next(self):
        """The next frame; None when the connection is over."""
        self.step += 1
        mss = b"\x02\x04\x05\xb4\x01\x03\x03\x07"
        opening = [(0, 2, 0, mss), (1, 18, 0, mss), (0, 16, 0, b"")]
        if self.step <= 3:
            return self.segment(*opening[self.step - 1])
        if self.step <= self.turns:
            side = self.step % 5 == 0 and 1 or self.step % 2
            return self.segment(side, 24 if side else 16, self.rng.choice([0, 120, 512, 1400]) if side else 0)
        closing = [(0, 17), (1, 17), (0, 16)]
        at = self.step - self.turns - 1
        return self.segment(*closing[at]) if at < len(closing) else None


def other(rng, number):
    a, b = bytes([10, 0, 9, rng.randrange(1, 255)]), bytes([10, 0, 9, rng.randrange(1, 255)])
    kind = rng.randrange(20)
    if kind == 0:
        return b"\xff" * 6 + b"\x02\0\0\0\0\x01\x08\x06" + struct.pack("!HHBBH", 1, 0x800, 6, 4, 1) + b"\x02\0\0\0\0\x01" + a + bytes(6) + b
    if kind < 3:
        body = struct.pack("!BBHHH", 8, 0, 0, 7, number & 0xffff) + bytes(48)
        return ip(a, b, 1, body, number)
    length = rng.choice([20, 60, 200, 800])
    return ip(a, b, 17, struct.pack("!HHHH", rng.randrange(1024, 65536), rng.choice([4444, 5005, 7007]), 8 + length, 0) + bytes(length), number)


def main():
    path, packets = sys.argv[1], int(sys.argv[2])
    rng = random.Random(1)
    open_now = [Conversation(rng) for _ in range(200)]
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
        for number in range(packets):
            frame = other(rng, number) if rng.random() < 0.15 else None
            while frame is None:
                i = rng.randrange(len(open_now))
                frame = open_now[i].next()
                if frame is None:
                    open_now[i] = Conversation(rng)
            out.write(struct.pack("<IIII", 1_600_000_000 + number // 20000, number % 20000 * 50, len(frame), len(frame)) + frame)


main()
