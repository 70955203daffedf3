# SPDX-License-Identifier: MIT
"""Handshakes that fail: one line each, with a word for scripts, and nobody else is troubled."""
import os
import pathlib
import pty
import socket
import ssl
import struct
import subprocess
import termios
import time

import tls
import wirelab

tls.need("openssl")
STATE = pathlib.Path(os.environ["XDG_STATE_HOME"]) / "wirelab"
CERT = STATE / "localhost.crt"


def server(*arguments, **options):
    return wirelab.Program("tls-echo", "--port", 0, *arguments, **options)


def fails(made, port, **options):
    try:
        with tls.connect(port, made, **options) as peer:
            peer.sendall(b"x")
            peer.recv(1)
    except (ssl.SSLError, ConnectionError):
        return
    raise AssertionError("the handshake succeeded")


def plain(port, data, wait=True):
    with socket.create_connection(("127.0.0.1", port), timeout=tls.PATIENCE) as peer:
        peer.sendall(data)
        while wait and peer.recv(4096):
            pass


def check_what_goes_wrong_is_said():
    with server("--handshake-timeout", "0.5") as program:
        port = program.port()

        def told(word, *parts):
            event = program.event("error")
            assert event["error"] in (word if isinstance(word, tuple) else (word,)), event
            assert all(part in event["reason"] for part in parts), event
            assert event["peer"].startswith("127.0.0.1:"), event

        plain(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        told("plain-text", "client spoke plain text: GET / HTTP/1.1")
        plain(port, b"hi")  # fewer bytes than a record's header
        told("plain-text", "hi")
        plain(port, b"\x1b]0;owned\x07\xff\n")
        told("plain-text", "\\x1b]0;owned\\x07\\xff")
        fails(tls.context(other_ca()), port)
        told("rejected", "client rejected our certificate", "unknown_ca")
        old = tls.context()
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
        fails(old, port)
        told("no-shared-version", "at most TLS 1.1", "at least TLS 1.2")
        poor = tls.context(maximum_version=ssl.TLSVersion.TLSv1_2)
        poor.set_ciphers("AES256-SHA:@SECLEVEL=0")
        fails(poor, port)
        told("no-shared-cipher", "no cipher suite in common")
        assert "--rsa 2048" in program.seen[-1]["hint"], program.seen[-1]
        # A ClientHello that never gets further, and one that never begins.
        plain(port, hello()[:40])
        told("timeout", "in the middle of its ClientHello")
        # Who has not seen the certificate cannot mistrust it.
        plain(port, hello()[:40], wait=False)
        told("closed", "in the middle of its ClientHello")
        assert "hint" not in program.seen[-1], program.seen[-1]
        # Records that do not belong here, but no text.
        plain(port, b"\x17\x03\x03\x00\x05hello")
        told("protocol")
        # Mbed TLS 3.6 passes over a ChangeCipherSpec, which means nothing in TLS 1.3, and waits for more.
        plain(port, b"\x14\x03\x03\x00\x01\x01")
        told(("protocol", "timeout"))
        plain(port, hello())
        told("timeout", "after our certificate")
        plain(port, b"")
        told("timeout", "sent nothing")
        plain(port, hello(), wait=False)
        told("closed", "ended the connection")
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.sendall(hello())
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        told("closed")
        plain(port, b"\x16\x03\x01\x00\x05\x63\x00\x00\x01\x00")
        told("protocol")
        # A look at whether there is a server is no failure, and all the while others are served.
        plain(port, b"", wait=False)
        tls.echo(port, tls.context())
        program.event("closed")
        assert program.seen[-1]["sent"] == 13
        assert program.stop() == 0, program.errors


def check_clients_that_are_too_new():
    with server("--max-version", "1.2") as program:
        fails(tls.context(minimum_version=ssl.TLSVersion.TLSv1_3), program.port())
        event = program.event("error")
        assert event["error"] == "no-shared-version", event
        assert "TLS 1.3 only" in event["reason"] and "TLS 1.2" in event["reason"], event


def check_renegotiation_is_refused_and_told_as_such():
    with server("--max-version", "1.2") as program:
        client = subprocess.Popen(["openssl", "s_client", "-tls1_2", "-connect", "127.0.0.1:%d" % program.port()],
                                  stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        program.event("secured")
        client.stdin.write(b"R\n")
        client.stdin.close()
        closed = program.event("closed")
        assert "cipher" not in closed.get("reason", ""), closed
        assert closed["received"] == 0, closed
        client.wait(tls.PATIENCE)


def hello():
    """A ClientHello as OpenSSL writes it."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    try:
        tls.context().wrap_bio(incoming, outgoing, server_hostname="localhost").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


def other_ca():
    if not os.path.exists("other.crt"):
        tls.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Other CA", "-keyout", "other.key", "-out", "other.crt")
    return "other.crt"


def other_key():
    other_ca()
    return "other.key"


def check_stalled_handshakes_do_not_hold_others_up():
    with server("--quiet", "--handshake-timeout", "1h") as program:
        port = program.port()
        stalled = []
        for number in range(100):
            peer = socket.create_connection(("127.0.0.1", port), timeout=tls.PATIENCE)
            peer.sendall(hello()[:50 * (number % 3)])
            stalled.append(peer)
        for _ in range(3):
            tls.echo(port, tls.context())
        assert program.stop() == 0
        for peer in stalled:
            peer.close()


def check_bytes_one_at_a_time():
    with server("--quiet") as program:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        session = tls.context().wrap_bio(incoming, outgoing, server_hostname="localhost")
        with socket.create_connection(("127.0.0.1", program.port()), timeout=tls.PATIENCE) as peer:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

            def step(action):
                while True:
                    try:
                        result = action()
                    except ssl.SSLWantReadError:
                        result = None
                    for byte in outgoing.read():
                        peer.sendall(bytes([byte]))
                    if result is not None:
                        return result
                    incoming.write(peer.recv(7))

            step(lambda: session.do_handshake() or True)
            session.write(b"drip")
            echo = b""
            while len(echo) < 4:
                echo += step(lambda: session.read(1))
            assert echo == b"drip"
        assert program.stop() == 0


def check_mutual_tls():
    run = wirelab.run("cert", "make", "--ca", "--name", "Class CA", "--out", "class.crt")
    assert run.returncode == 0, run.stderr
    run = wirelab.run("cert", "make", "--name", "alice", "--signed-by", "class.crt", "--ca-key", "class.key")
    assert run.returncode == 0, run.stderr
    tls.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=mallory", "-keyout", "mallory.key", "-out", "mallory.crt")
    with server("--client-ca", "class.crt") as program:
        port = program.port()
        good = tls.context()
        good.load_cert_chain("alice.crt", "alice.key")
        tls.echo(port, good)
        assert program.event("secured")["subject"] == "CN=alice"
        fails(tls.context(), port)
        assert program.event("error")["error"] == "no-client-certificate"
        bad = tls.context()
        bad.load_cert_chain("mallory.crt", "mallory.key")
        fails(bad, port)
        event = program.event("error")
        assert event["error"] == "unknown-ca" and "CN=mallory" in event["reason"], event
        assert program.stop() == 0


def refused(arguments, status, *words):
    run = wirelab.run("tls-echo", "--port", 0, *arguments)
    assert run.returncode == status, (arguments, run.returncode, run.stderr)
    assert all(word in run.stderr for word in words), (arguments, run.stderr)


def check_wrong_options_and_files():
    pathlib.Path("word").write_text("secret\n")
    pathlib.Path("wrong").write_text("geheim\n")
    tls.openssl("req", "-newkey", "rsa:2048", "-keyout", "domain.key", "-x509", "-days", "365", "-out", "domain.crt",
                "-subj", "/CN=localhost", "-passout", "pass:secret")
    pair = ["--cert", "domain.crt", "--key", "domain.key"]
    refused([*pair, "--passphrase-file", "wrong"], 3, "wrong passphrase for the key domain.key", "hint:")
    refused(["--cert", "domain.crt"], 2, "--cert needs --key")
    refused(["--cert", "missing.crt", "--key", other_key()], 3, "missing.crt", "no such file")
    refused(["--cert", other_ca(), "--key", "missing.key"], 3, "missing.key", "no such file")
    refused(["--cert", "domain.key", "--key", "domain.crt"], 3, "exchanged")
    refused(["--cert", "domain.crt", "--key", "other.key"], 3, "does not belong to the certificate")
    refused(["--ciphers", "ECDHE-RSA-AES128-GCM-SHA265"], 2, "did you mean ECDHE-RSA-AES128-GCM-SHA256?")
    refused(["--min-version", "1.3", "--max-version", "1.2"], 2, "newer than")
    refused(["--keylog", "/nowhere/keys.log"], 3, "/nowhere/keys.log")
    refused(["--rsa", "512"], 2, "512 bits")
    run = wirelab.run("tls-echo", "--port", 0, *pair, start_new_session=True)  # no terminal to ask on
    assert run.returncode == 3 and "no terminal" in run.stderr and "--passphrase-file" in run.stderr, run.stderr
    # And with the right one it serves.
    with server(*pair, "--passphrase-file", "word") as program:
        made = tls.context("domain.crt", check_hostname=False)
        tls.echo(program.port(), made)
        assert program.stop() == 0


def check_passphrase_is_asked_for_on_the_terminal():
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(wirelab.WIRELAB, [wirelab.WIRELAB, "tls-echo", "--port", "0", "--cert", "domain.crt", "--key", "domain.key",
                                   "--color", "never"])
    output = b""

    def until(word):
        nonlocal output
        limit = time.monotonic() + tls.PATIENCE
        while word not in output:
            assert time.monotonic() < limit, output
            try:
                output += os.read(terminal, 4096)
            except OSError:
                raise AssertionError(output) from None

    until(b"Passphrase of domain.key: ")
    while termios.tcgetattr(terminal)[3] & termios.ECHO:
        time.sleep(0.01)
    os.write(terminal, b"secreX\x7ft\n")
    until(b"listening on")
    assert b"secre" not in output, output
    os.write(terminal, b"\x03")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(terminal)


wirelab.main()
