# SPDX-License-Identifier: MIT
"""tls-echo with foreign clients: what it serves, what it tells, and the certificate that it makes."""
import os
import pathlib
import random
import shutil
import socket
import ssl
import stat
import subprocess

import tls
import wirelab

STATE = pathlib.Path(os.environ["XDG_STATE_HOME"]) / "wirelab"
CERT, KEY = STATE / "localhost.crt", STATE / "localhost.key"


def server(*arguments, **options):
    return wirelab.Program("tls-echo", "--port", 0, *arguments, **options)


def check_first_start_makes_a_certificate():
    assert not STATE.exists()
    with server() as program:
        told = program.event("certificate")
        assert told["fresh"] and told["self_made"] and told["file"] == str(CERT), told
        assert "DNS localhost, IP 127.0.0.1, IP ::1" in told["names"], told
        port = program.port()
        for address, name in (("127.0.0.1", "localhost"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1")):
            tls.echo(port, tls.context(str(CERT)), address=address, name=name)
        secured = program.event("secured")
        assert secured["version"].startswith("TLSv1.") and secured["cipher"].startswith("TLS_"), secured
        assert secured["server_name"] == "localhost" and secured["resumed"] is False, secured
        assert program.event("received")["data"] == "Hello, world!"
        assert program.stop() == 0, program.errors
    assert stat.S_IMODE(KEY.stat().st_mode) == 0o600
    assert stat.S_IMODE(STATE.stat().st_mode) == 0o700


def check_second_start_uses_it_again():
    before = CERT.read_bytes(), KEY.read_bytes()
    with server() as program:
        told = program.event("certificate")
        assert not told["fresh"], told
        tls.echo(program.port(), tls.context(str(CERT)))
        assert program.stop() == 0
    assert (CERT.read_bytes(), KEY.read_bytes()) == before


def check_spoilt_certificate_is_made_anew():
    for spoil, reason in ((lambda: CERT.write_text("rubbish"), "could not be read"),
                          (lambda: KEY.unlink(), "its key could not be read"),
                          (lambda: expire(), "expired")):
        spoil()
        with server() as program:
            told = program.event("certificate")
            assert told["fresh"] and reason in told["why"], (reason, told)
            tls.echo(program.port(), tls.context(str(CERT)))
            assert program.stop() == 0


def expire():
    """A pair that was valid for a day, a year ago."""
    if not shutil.which("openssl"):
        CERT.write_text("")
        raise SystemExit("openssl is needed")
    tls.openssl("req", "-new", "-key", KEY, "-subj", "/CN=localhost", "-out", "request.csr")
    pathlib.Path("names.cnf").write_text("subjectAltName=DNS:localhost,DNS:%s\n" % socket.gethostname())
    pathlib.Path("index.txt").write_text("")
    pathlib.Path("serial").write_text("01\n")
    pathlib.Path("ca.cnf").write_text("[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=.\ndatabase=index.txt\nserial=serial\n"
                                      "default_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n")
    tls.openssl("ca", "-batch", "-config", "ca.cnf", "-selfsign", "-keyfile", KEY, "-in", "request.csr", "-extfile",
                "names.cnf", "-startdate", "20250101000000Z", "-enddate", "20250102000000Z", "-notext", "-out", CERT)


def check_rsa_has_a_certificate_of_its_own():
    with server("--rsa", 2048) as program:
        told = program.event("certificate")
        assert told["key"] == "RSA 2048" and told["file"].endswith("localhost-rsa2048.crt"), told
        tls.echo(program.port(), tls.context(told["file"]))
        assert program.stop() == 0


def check_starting_at_once_agrees_on_one_certificate():
    shutil.rmtree(STATE)
    programs = [server() for _ in range(4)]
    try:
        made = [program.event("certificate")["fresh"] for program in programs]
        assert made.count(True) == 1, made
        for program in programs:
            tls.echo(program.port(), tls.context(str(CERT)))
            assert program.stop() == 0
    finally:
        for program in programs:
            program.__exit__()


def check_much_comes_back_unchanged():
    message = random.Random(7).randbytes(8 << 20)
    with server("--quiet") as program:
        with tls.connect(program.port(), tls.context()) as peer:
            assert tls.exchange(peer, message) == message
        assert program.stop() == 0


def check_a_client_that_does_not_read_costs_the_others_nothing():
    with server("--quiet") as program:
        port = program.port()
        with tls.connect(port, tls.context()) as sleeper:
            sleeper.setblocking(False)
            sent, block = 0, bytes(65536)
            try:
                while sent < 256 << 20:  # far more than the kernel takes
                    sent += sleeper.send(block)
            except (ssl.SSLWantWriteError, BlockingIOError):
                pass
            assert sent < 256 << 20
            tls.echo(port, tls.context())
            # When it wakes up it gets all that was taken, though it was interrupted anywhere.  The record
            # that did not go out in one piece is offered again, as OpenSSL wants it.
            received, taken = tls.receive_while_sending(sleeper, block, sent)
            assert received == sent + taken, (received, sent, taken)
        assert program.stop() == 0


def half_close(port, message, plain_end):
    """Sends, ends its side, and then reads what it is owed."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = tls.context().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with socket.create_connection(("127.0.0.1", port), timeout=tls.PATIENCE) as peer:
        def step(action):
            while True:
                try:
                    result = action()
                    if outgoing.pending:
                        peer.sendall(outgoing.read())
                    return result
                except ssl.SSLWantReadError:
                    if outgoing.pending:
                        peer.sendall(outgoing.read())
                    block = peer.recv(65536)
                    if not block:
                        incoming.write_eof()
                    incoming.write(block)
        step(session.do_handshake)
        session.write(message)
        if not plain_end:
            try:
                session.unwrap()  # our close_notify; theirs comes behind the echo
            except ssl.SSLWantReadError:
                pass
        peer.sendall(outgoing.read())
        peer.shutdown(socket.SHUT_WR)
        received, ended = 0, False
        while block := peer.recv(65536):
            received += len(block)
        return received


def check_half_close_still_gets_the_echo():
    message = b"x" * 100000
    with server() as program:
        port = program.port()
        for plain_end in (False, True):
            # Sealed, the echo is longer than the message.
            assert half_close(port, message, plain_end) > len(message)
            closed = program.event("closed")
            assert closed["sent"] == closed["received"] == len(message), closed
        assert program.stop() == 0


def check_sessions_are_resumed():
    with server() as program:
        port, made = program.port(), tls.context(maximum_version=ssl.TLSVersion.TLSv1_2)
        with tls.connect(port, made) as first:
            tls.talk(first)
            session = first.session
        with tls.connect(port, made, session=session) as second:
            tls.talk(second)
            assert second.session_reused
        assert program.event("secured")["resumed"] is False
        assert program.event("secured")["resumed"] is True
        # Without tickets, by the session id.
        made.options |= ssl.OP_NO_TICKET
        with tls.connect(port, made) as first:
            tls.talk(first)
            session = first.session
        with tls.connect(port, made, session=session) as second:
            tls.talk(second)
            assert second.session_reused
        assert program.stop() == 0


def check_alpn_and_ciphers():
    with server("--alpn", "echo/1,http/1.1", "--ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256", "--max-version", "1.2") as program:
        port, made = program.port(), tls.context()
        made.set_alpn_protocols(["http/1.1", "echo/1"])
        with tls.connect(port, made) as peer:
            tls.talk(peer)
            assert peer.selected_alpn_protocol() == "echo/1"
            assert peer.cipher()[0] == "ECDHE-ECDSA-AES128-GCM-SHA256"
        secured = program.event("secured")
        assert secured["alpn"] == "echo/1" and secured["cipher"] == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", secured
        assert program.stop() == 0


def check_other_programs():
    with server("--quiet") as program:
        port = program.port()
        if not wirelab.missing("openssl"):
            client = subprocess.Popen(["openssl", "s_client", "-quiet", "-no_ign_eof", "-connect", "localhost:%d" % port, "-CAfile", CERT,
                                       "-verify_return_error"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      stderr=subprocess.DEVNULL)
            client.stdin.write(b"by hand\n")
            client.stdin.flush()
            assert client.stdout.readline() == b"by hand\n"
            client.communicate(timeout=tls.PATIENCE)
        if not wirelab.missing("ncat"):
            done = subprocess.run(["ncat", "--ssl-verify", "--ssl-trustfile", CERT, "localhost", str(port)],
                                  input=b"line\nline\n", stdout=subprocess.PIPE, timeout=tls.PATIENCE)
            assert done.stdout == b"line\nline\n", done
        assert program.stop() == 0


TWISTED = """
import sys
from twisted.internet import reactor, ssl, protocol, endpoints
class Echo(protocol.Protocol):
    got = b""
    def connectionMade(self):
        self.transport.write(b"Hello, world!")
    def dataReceived(self, data):
        self.got += data
        if len(self.got) == 13:
            print("Server said:", self.got)
            self.transport.loseConnection()
    def connectionLost(self, reason):
        reactor.stop()
options = ssl.optionsForClientTLS("localhost", ssl.Certificate.loadPEM(open(sys.argv[2]).read()))
point = endpoints.wrapClientTLS(options, endpoints.HostnameEndpoint(reactor, "localhost", int(sys.argv[1])))
endpoints.connectProtocol(point, Echo()).addErrback(lambda why: (print(why), reactor.stop()))
reactor.run()
"""


def check_twisted():
    for python in ("/usr/bin/python3", "python3"):
        if subprocess.run([python, "-c", "import twisted, OpenSSL, service_identity"], stderr=subprocess.DEVNULL).returncode == 0:
            break
    else:
        return wirelab.leave_out("twisted is not installed")
    with server() as program:
        done = subprocess.run([python, "-c", TWISTED, str(program.port()), CERT], stdout=subprocess.PIPE, timeout=tls.PATIENCE)
        assert done.stdout == b"Server said: b'Hello, world!'\n", done
        closed = program.event("closed")
        assert closed["how"] == "peer" and closed["sent"] == 13, closed
        assert program.stop() == 0


def check_once_and_deadline():
    with server("--once") as program:
        tls.echo(program.port(), tls.context())
        assert program.wait() == 0
    with server("--deadline", "0.1") as program:
        assert program.wait() == 0


wirelab.main()
