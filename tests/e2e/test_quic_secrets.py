# SPDX-License-Identifier: MIT
"""QUIC that is read by logged secrets: connections that are sealed here, with every kind of frame."""
import hashlib
import hmac
import os
import struct
import subprocess
import sys
import tempfile

import captures
from wirelab import PYTHON, main, missing, missing_module, run

FOLDER = tempfile.mkdtemp(prefix="wirelab-quic-")
RANDOM = bytes(range(32))
SALTS = {1: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", 0x6b3343cf: "0dede3def700a6db819381be6e269dcbf9bd2ed9"}
CIPHERS = {0x1301: ("sha256", 16), 0x1302: ("sha384", 32), 0x1303: ("sha256", 32)}


def number(value):
    """RFC 9000 16."""
    for bits, size in ((6, 1), (14, 2), (30, 4), (62, 8)):
        if value < 1 << bits:
            return (value | (size.bit_length() - 1) << (8 * size - 2)).to_bytes(size, "big")
    raise ValueError(value)


def expand(digest, secret, label, length):
    label = b"tls13 " + label.encode()
    info = struct.pack("!HB", length, len(label)) + label + b"\0"
    out, block, count = b"", b"", 1
    while len(out) < length:
        block = hmac.new(secret, block + info + bytes([count]), digest).digest()
        out, count = out + block, count + 1
    return out[:length]


class Keys:
    def __init__(self, suite, secret, version):
        self.suite, self.secret, self.version = suite, secret, version
        self.digest, size = CIPHERS[suite]
        self.prefix = "quic " if version == 1 else "quicv2 "
        self.key, self.iv, self.hp = (expand(self.digest, secret, self.prefix + what, length)
                                      for what, length in (("key", size), ("iv", 12), ("hp", size)))

    def update(self):
        after = Keys(self.suite, expand(self.digest, self.secret, self.prefix + "ku", len(self.secret)), self.version)
        after.hp = self.hp
        return after

    def seal(self, header, packet_number, frames):
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
        frames += bytes(max(0, 4 - len(frames)))
        chacha = self.suite == 0x1303
        nonce = (int.from_bytes(self.iv, "big") ^ packet_number).to_bytes(12, "big")
        whole = header + struct.pack("!H", packet_number & 0xffff)
        sealed = (ChaCha20Poly1305 if chacha else AESGCM)(self.key).encrypt(nonce, frames, whole)
        sample = sealed[2:18]
        if chacha:
            mask = Cipher(algorithms.ChaCha20(self.hp, sample), None).encryptor().update(bytes(5))
        else:
            mask = Cipher(algorithms.AES(self.hp), modes.ECB()).encryptor().update(sample)
        packet = bytearray(whole + sealed)
        packet[0] ^= mask[0] & (0x0f if packet[0] & 0x80 else 0x1f)
        packet[len(header)] ^= mask[1]
        packet[len(header) + 1] ^= mask[2]
        return bytes(packet)


def message(kind, body):
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def crypto(data, offset=0):
    return b"\x06" + number(offset) + number(len(data)) + data


class Connection:
    """Client and server as the datagrams of a capture; their secrets are made up."""
    IDS = (b"CLIENT", b"SERV")

    def __init__(self, name, suite=0x1301, version=1):
        self.name, self.suite, self.version, self.datagrams, self.log = name, suite, version, [], []
        initial = hmac.new(bytes.fromhex(SALTS[version]), b"original", "sha256").digest()
        self.first = [Keys(0x1301, expand("sha256", initial, label + " in", 32), version)
                      for label in ("client", "server")]
        self.handshake = [self.keys(label + "_HANDSHAKE_TRAFFIC_SECRET") for label in ("CLIENT", "SERVER")]
        self.agreed = [self.keys(label + "_TRAFFIC_SECRET_0") for label in ("CLIENT", "SERVER")]
        self.early = self.keys("CLIENT_EARLY_TRAFFIC_SECRET")
        self.phase = [0, 0]

    def keys(self, label):
        secret = hashlib.new(CIPHERS[self.suite][0], label.encode()).digest()
        self.log.append("%s %s %s" % (label, RANDOM.hex(), secret.hex()))
        return Keys(self.suite, secret, self.version)

    def long(self, side, kind, keys, packet_number, frames, destination=None):
        if kind == 0 and side == 0:
            frames += bytes(1100 - len(frames))
        kind = (kind + (self.version != 1)) % 4
        destination = destination or self.IDS[1 - side]
        header = bytes([0xc1 | kind << 4]) + struct.pack("!I", self.version) + bytes([len(destination)]) + destination \
            + bytes([len(self.IDS[side])]) + self.IDS[side] + (b"\0" if keys in self.first else b"") \
            + struct.pack("!H", 0x4000 | len(frames) + 18)
        return keys.seal(header, packet_number, frames)

    def short(self, side, packet_number, frames):
        return self.agreed[side].seal(bytes([0x41 | self.phase[side] << 2]) + self.IDS[1 - side], packet_number, frames)

    def update(self, side):
        self.agreed[side] = self.agreed[side].update()
        self.phase[side] ^= 1

    def say(self, side, *packets):
        self.datagrams.append((side, b"".join(packets)))

    def shake(self):
        hello = message(1, b"\x03\x03" + RANDOM + b"\0" + struct.pack("!HH", 2, self.suite) + b"\x01\0")
        answer = message(2, b"\x03\x03" + RANDOM[::-1] + b"\0" + struct.pack("!HB", self.suite, 0)
                         + bytes.fromhex("0006002b00020304"))
        self.say(0, self.long(0, 0, self.first[0], 0, crypto(hello), b"original"))
        self.say(1, self.long(1, 0, self.first[1], 0, b"\x02\0\0\0\0" + crypto(answer)),
                 self.long(1, 2, self.handshake[1], 0, crypto(message(8, b"\0\0") + message(20, bytes(32)))))
        self.say(0, self.long(0, 2, self.handshake[0], 0, crypto(message(20, bytes(32)))), self.short(0, 0, b"\x01"))

    def write(self):
        path, keylog = (os.path.join(FOLDER, self.name + end) for end in (".pcap", ".keys"))
        ports, addresses = (40000, 4433), (captures.A, captures.B)
        captures.write(path, [captures.ethernet(captures.ip(
            captures.udp(data, ports[side], ports[1 - side]), 17, source=addresses[side],
            destination=addresses[1 - side])) for side, data in self.datagrams])
        with open(keylog, "w", encoding="ascii") as file:
            file.write("\n".join(self.log) + "\n")
        return path, keylog


def column(field, path, *options):
    out = run("sniff", "-r", path, "-T", "fields", "-e", field, *options)
    assert out.returncode == 0, out.stderr
    return [cell for cell in out.stdout.split("\n") if cell]


FIELDS = ["frame.number", "frame.protocols", "_ws.col.Protocol", "_ws.col.Info", "quic.key_phase", "quic.packet_number",
          "quic.frame_type", "quic.stream.stream_id", "quic.stream.offset", "quic.stream.length", "quic.stream_data",
          "quic.stream.fin", "quic.stream.initiator", "quic.stream.direction", "quic.rsts.final_size", "quic.nt.token",
          "quic.rsts.application_error_code", "quic.ss.application_error_code", "quic.md.maximum_data",
          "quic.msd.maximum_stream_data", "quic.msd.stream_id", "quic.ms.max_streams", "quic.sb.stream_data_limit",
          "quic.sdb.stream_id", "quic.sib.stream_limit", "quic.nci.sequence", "quic.nci.connection_id",
          "quic.nci.stateless_reset_token", "quic.rci.sequence", "quic.path_challenge.data", "quic.path_response.data",
          "quic.dg.length", "quic.dg", "quic.af.ack_eliciting_threshold", "quic.af.ignore_order", "quic.ts",
          "quic.cc.error_code.app", "quic.ack.largest_acknowledged", "quic.short.reserved", "quic.protected_payload",
          "tls.handshake.type"]


def compare(path, keylog):
    """tshark says the same of every packet."""
    if missing("tshark"):
        return
    options = ["-n", "-r", path, "-o", "tls.keylog_file:" + keylog]
    table = [*options, "-T", "fields", *(word for field in FIELDS for word in ("-e", field))]
    for arguments in (options, table):
        other = subprocess.run(["tshark", *arguments], check=True, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL).stdout.decode()
        ours = run("sniff", *arguments).stdout
        assert ours == other, "%s:\n%s\n%s" % (path, ours, other)


FRAMES = [b"\x01", b"\x04" + number(4) + number(7) + number(900), b"\x05" + number(8) + number(70000),
          b"\x07" + number(5) + b"token", b"\x10" + number(1 << 40), b"\x11" + number(4) + number(5000),
          b"\x12" + number(100), b"\x13" + number(3), b"\x14" + number(77), b"\x15" + number(4) + number(78),
          b"\x16" + number(9), b"\x17" + number(10), b"\x18" + number(1) + number(0) + b"\x04ABCD" + bytes(range(16)),
          b"\x19" + number(2), b"\x1a" + b"question", b"\x1b" + b"question", b"\x1e",
          b"\x31" + number(3) + b"abc", b"\x40\xaf" + number(1) + number(2) + number(3) + b"\x03",
          b"\x42\xf5" + number(12345), b"\x02\x05\x01\x01\x01\x00\x01", b"\x03\x05\x00\x00\x01\x01\x02\x03",
          b"\x1d" + number(256) + number(3) + b"bye", b"\x08" + number(3) + b"to the end"]


def check_every_frame():
    connection = Connection("frames")
    connection.shake()
    for at, frame in enumerate(FRAMES):
        connection.say(0, connection.short(0, at + 1, frame + bytes(3 if at + 1 < len(FRAMES) else 0)))
    connection.say(1, connection.short(1, 0, b"".join(FRAMES[:-1]) + b"\x0f\0" + number(70000) + number(4) + b"data"))
    for broken in (b"\x0a\0\x40\xff", b"\x18\0\0\x30AB", b"\x31\x20a", b"\x1a123", b"\x07\x30x", b"\x40"):
        connection.say(1, connection.short(1, len(connection.datagrams), broken + bytes(0)))
    path, keylog = connection.write()
    found = column("quic.stream_data", path, "--keylog", keylog)
    assert found[0] == b"to the end".hex() and b"data".hex() in found[1], found
    assert column("quic.stream_data", path) == []
    assert run("sniff", "-r", path, "--keylog", keylog, "-V").returncode == 0


def check_frames_beside_tshark():
    connection = Connection("beside")
    connection.shake()
    for at, frame in enumerate(FRAMES):
        connection.say(0, connection.short(0, at + 1, frame + bytes(3 if at + 1 < len(FRAMES) else 0)))
    connection.say(1, connection.short(1, 0, b"".join(FRAMES[:-1]) + b"\x0f\0" + number(70000) + number(4) + b"data"))
    compare(*connection.write())


def check_ciphers_and_versions():
    for version in SALTS:
        for suite in CIPHERS:
            connection = Connection("%x-%x" % (version, suite), suite, version)
            connection.shake()
            connection.say(1, connection.short(1, 0, b"\x0a\x03\x05hello" + b"\x1e"))
            path, keylog = connection.write()
            assert column("quic.stream_data", path, "--keylog", keylog) == [b"hello".hex()], (version, suite)
            kinds = column("tls.handshake.type", path, "--keylog", keylog)
            assert kinds == ["1", "2,8,20", "20"], kinds
            compare(path, keylog)


def check_keys_that_are_updated():
    connection = Connection("update")
    connection.shake()
    texts, late = [], None
    for at in range(1, 10):
        for side in (0, 1):
            if at % 3 == side + 1:
                late = late or (side, connection.short(side, 30, b"\x0a\0\4late"))
                connection.update(side)
            texts.append(b"%d of %d" % (at, side))
            connection.say(side, connection.short(side, at, b"\x0a\0" + number(len(texts[-1])) + texts[-1] + bytes(9)))
    path, keylog = connection.write()
    assert column("quic.stream_data", path, "--keylog", keylog) == [text.hex() for text in texts]
    assert set(column("quic.key_phase", path, "--keylog", keylog)) == {"0", "1"}
    compare(path, keylog)


def check_packets_that_overtake_each_other():
    connection = Connection("late")
    connection.shake()
    before = [connection.short(0, at, b"\x0a\0\1" + bytes([at]) + bytes(4)) for at in (1, 2, 3)]
    connection.update(0)
    connection.say(0, before[0])
    connection.say(0, connection.short(0, 4, b"\x0a\0\1\4" + bytes(4)))
    connection.say(0, before[2])
    connection.say(0, before[1])
    path, keylog = connection.write()
    assert column("quic.stream_data", path, "--keylog", keylog) == ["01", "04", "03", "02"]


def check_data_before_the_server_has_answered():
    connection = Connection("early")
    hello = message(1, b"\x03\x03" + RANDOM + b"\0" + struct.pack("!HH", 2, 0x1301) + b"\x01\0")
    connection.say(0, connection.long(0, 0, connection.first[0], 0, crypto(hello), b"original"),
                   connection.long(0, 1, connection.early, 0, b"\x0a\0\5early" + bytes(9), b"original"))
    path, keylog = connection.write()
    assert column("quic.stream_data", path, "--keylog", keylog) == [b"early".hex()]
    compare(path, keylog)


def check_a_packet_that_was_changed():
    connection = Connection("changed")
    connection.shake()
    packet = connection.short(1, 0, b"\x0a\3\5hello" + bytes(9))
    connection.say(1, packet[:-1] + bytes([packet[-1] ^ 1]))
    path, keylog = connection.write()
    assert column("quic.stream_data", path, "--keylog", keylog) == []
    compare(path, keylog)


if __name__ == "__main__":
    if missing_module("cryptography"):
        sys.exit(77)
    if os.path.realpath(sys.executable) != os.path.realpath(PYTHON):
        sys.exit(subprocess.call([PYTHON, os.path.abspath(__file__), *sys.argv[1:]]))
    main()
