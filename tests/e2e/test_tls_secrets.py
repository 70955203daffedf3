# SPDX-License-Identifier: MIT
"""TLS sessions that are read by the secrets which Python's ssl logged: each version and kind of cipher."""
import os
import ssl
import subprocess
import tempfile
import warnings

import captures
from wirelab import main, missing, run

warnings.simplefilter("ignore")  # old versions are what this is about
FOLDER = tempfile.mkdtemp(prefix="wirelab-secrets-")
CERT, KEY = os.path.join(FOLDER, "server.crt"), os.path.join(FOLDER, "server.key")
GREETING, ANSWER = b"a secret greeting", b"and its answer, " * 20
BODY = b"x" * 40000
WEB = [(0, b"GET /big HTTP/1.1\r\nHost: localhost\r\n\r\n"),
       (1, b"HTTP/1.1 200 OK\r\nContent-Length: 40000\r\nContent-Type: text/plain\r\n\r\n"), (1, BODY),
       (0, b"GET /2 HTTP/1.1\r\nHost: localhost\r\n\r\n"),
       (1, b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc")]


class Session:
    """A conversation between two ends in memory, as the frames of a capture."""

    def __init__(self, version, ciphers=None, port=4433):
        self.frames, self.sequence, self.port = [], [1000, 5000], port
        self.keylog = os.path.join(FOLDER, "%s-%s.keys" % (version.name, ciphers))
        server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        server.load_cert_chain(CERT, KEY)
        client.check_hostname, client.verify_mode, client.keylog_filename = False, ssl.CERT_NONE, self.keylog
        for context in (server, client):
            context.set_ciphers((ciphers or "DEFAULT") + ":@SECLEVEL=0")
            context.minimum_version = context.maximum_version = version
        self.inward, self.outward = [ssl.MemoryBIO(), ssl.MemoryBIO()], [ssl.MemoryBIO(), ssl.MemoryBIO()]
        self.ends = [client.wrap_bio(self.inward[0], self.outward[0], server_hostname="localhost"),
                     server.wrap_bio(self.inward[1], self.outward[1], server_side=True)]
        for side, flags in ((0, 0x02), (1, 0x12), (0, 0x10)):
            self.segment(side, flags)

    def segment(self, side, flags=0x18, data=b""):
        ports = (40000, self.port)
        payload = captures.tcp(flags, self.sequence[side], self.sequence[1 - side], data, source=ports[side],
                               destination=ports[1 - side])
        addresses = (captures.A, captures.B)
        self.frames.append(captures.ethernet(captures.ip(payload, 6, source=addresses[side],
                                                         destination=addresses[1 - side])))
        self.sequence[side] += len(data) + bool(flags & 3)

    def carry(self):
        """What each end has to send goes to the other, in segments."""
        for side in (0, 1):
            data = self.outward[side].read()
            self.inward[1 - side].write(data)
            for at in range(0, len(data), 1400):
                self.segment(side, data=data[at:at + 1400])

    def shake(self):
        for _ in range(6):
            for end in self.ends:
                try:
                    end.do_handshake()
                except ssl.SSLWantReadError:
                    pass
            self.carry()

    def say(self, side, data):
        self.ends[side].write(data)
        self.carry()
        try:
            while self.ends[1 - side].read(65536):
                pass
        except ssl.SSLWantReadError:
            pass

    def finish(self, path):
        for end in self.ends:
            try:
                end.unwrap()
            except ssl.SSLError:
                pass
            self.carry()
        captures.write(path, self.frames)
        return path


def talk(name, lines, version, ciphers=None, port=4433):
    session = Session(version, ciphers, port)
    session.shake()
    for side, data in lines:
        session.say(side, data)
    return session.finish(os.path.join(FOLDER, name + ".pcap")), session.keylog


def column(field, path, *options):
    out = run("sniff", "-r", path, "-T", "fields", "-e", field, *options)
    assert out.returncode == 0, out.stderr
    return [cell for cell in out.stdout.split("\n") if cell]


def compare(path, keylog):
    """tshark says the same of every packet."""
    if missing("tshark"):
        return
    other = subprocess.run(["tshark", "-n", "-r", path, "-o", "tls.keylog_file:" + keylog], check=True,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    ours = run("sniff", "-r", path, "--keylog", keylog).stdout
    assert ours == other, "%s:\n%s\n%s" % (path, ours, other)


SUITES = ["AES128-SHA", "AES256-SHA256", "ECDHE-RSA-AES256-SHA384", "AES128-GCM-SHA256", "AES256-GCM-SHA384",
          "AES128-CCM8", "AES256-CCM", "ECDHE-RSA-CHACHA20-POLY1305"]


def check_every_kind_of_cipher():
    versions = [(ssl.TLSVersion.TLSv1, "AES128-SHA"), (ssl.TLSVersion.TLSv1_1, "AES256-SHA"),
                *((ssl.TLSVersion.TLSv1_2, suite) for suite in SUITES), (ssl.TLSVersion.TLSv1_3, None)]
    spoken = 0
    for version, suite in versions:
        try:
            path, keylog = talk("%s-%s" % (version.name, suite), [(0, GREETING), (1, ANSWER)], version, suite)
        except (ssl.SSLError, ValueError) as error:
            print("SKIP %s %s: Python's ssl has it no more: %s" % (version.name, suite, error))
            continue
        spoken += 1
        assert column("data.data", path, "--keylog", keylog) == [GREETING.hex(), ANSWER.hex()], (version, suite)
        assert column("data.data", path) == [], "it was readable without its secrets"
        compare(path, keylog)
    assert spoken >= 5, "hardly any cipher was tried"


def check_a_protocol_inside():
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        path, keylog = talk("web-" + version.name, WEB, version, port=443)
        assert column("http.request.uri", path, "--keylog", keylog) == ["/big", "/2"]
        assert column("tls.reassembled.length", path, "--keylog", keylog) == ["40068"]
        assert column("http.response.code", path, "-o", "tls.keylog_file:" + keylog) == ["200", "404"]
        compare(path, keylog)


def check_many_records_in_a_segment():
    pages = [b"GET /%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % number for number in range(30)]
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        session = Session(version, port=443)
        session.shake()
        for side, lines in ((0, pages + [pages[0] * 3]), (1, [answer] * 40), (0, [pages[1][:9]]), (0, [pages[1][9:]])):
            for line in lines:
                session.ends[side].write(line)
            session.carry()
        path = session.finish(os.path.join(FOLDER, "many-" + version.name + ".pcap"))
        found = column("http.request.uri", path, "-E", "aggregator=,", "--keylog", session.keylog)
        assert ",".join(found).split(",") == ["/%d" % number for number in range(30)] + ["/0"] * 3 + ["/1"], found
        assert ",".join(column("http.response.code", path, "--keylog", session.keylog)).count("200") == 40
        compare(path, session.keylog)
        plain = Session(version, port=4434)
        plain.shake()
        for number in range(200):
            plain.ends[1].write(b"%d" % number)
        plain.carry()
        plain.say(1, b"behind")
        path = plain.finish(os.path.join(FOLDER, "small-" + version.name + ".pcap"))
        found = ",".join(column("data.data", path, "--keylog", plain.keylog)).split(",")
        assert found == [(b"%d" % number).hex() for number in range(200)] + [b"behind".hex()], found
        compare(path, plain.keylog)


def check_the_keys_of_another_session():
    path, _ = talk("one", [(0, GREETING)], ssl.TLSVersion.TLSv1_3)
    _, keylog = talk("other", [(0, GREETING)], ssl.TLSVersion.TLSv1_2)
    assert column("data.data", path, "--keylog", keylog) == []


def check_secrets_travel_with_the_capture():
    path, keylog = talk("travel", [(0, GREETING)], ssl.TLSVersion.TLSv1_3)
    if missing("editcap"):
        return
    carrying, copied = os.path.join(FOLDER, "carrying.pcapng"), os.path.join(FOLDER, "copied.pcapng")
    subprocess.run(["editcap", "--inject-secrets", "tls," + keylog, path, carrying], check=True)
    assert column("data.data", carrying) == [GREETING.hex()]
    assert run("sniff", "-r", carrying, "-w", copied, "tcp").returncode == 0
    assert column("data.data", copied) == [GREETING.hex()]


def check_a_record_that_is_missing_ends_the_reading():
    session = Session(ssl.TLSVersion.TLSv1_3)
    session.shake()
    session.say(0, GREETING)
    at = len(session.frames)
    session.say(0, b"lost")
    del session.frames[at]
    session.say(0, b"after it")
    path = session.finish(os.path.join(FOLDER, "missing.pcap"))
    assert column("data.data", path, "--keylog", session.keylog) == [GREETING.hex()]


def check_a_key_log_that_is_not_there():
    path, _ = talk("absent", [(0, GREETING)], ssl.TLSVersion.TLSv1_3)
    out = run("sniff", "-r", path, "--keylog", os.path.join(FOLDER, "no-such.keys"))
    assert out.returncode == 3 and "cannot read the key log" in out.stderr and "SSLKEYLOGFILE" in out.stderr, out.stderr


if __name__ == "__main__":
    made = run("cert", "make", "--rsa", "2048", "--out", CERT, "--key-out", KEY)
    assert made.returncode == 0, made.stderr
    main()
