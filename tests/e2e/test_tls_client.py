# SPDX-License-Identifier: MIT
"""echo-client --tls: whom it trusts, and what it says when it does not."""
import os
import pathlib
import shlex
import socket
import ssl
import threading

import tls
import wirelab

tls.need("openssl")


class Server:
    """Python's TLS echo, or anything that a function does with a connection; counts nothing, fails quietly."""

    def __init__(self, cert=None, key=None, serve=None, **settings):
        self.context = None
        if cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(cert, key)
            for name, value in settings.items():
                setattr(self.context, name, value)
        self.serve = serve or self.echo
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            peer, _ = self.listener.accept()
            threading.Thread(target=self.one, args=(peer,), daemon=True).start()

    def one(self, peer):
        try:
            with peer if not self.context else self.context.wrap_socket(peer, server_side=True) as opened:
                self.serve(opened)
        except OSError:
            pass

    @staticmethod
    def echo(peer):
        while data := peer.recv(65536):
            peer.sendall(data)


def make(name, *options, days=365):
    tls.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", days, "-keyout", name + ".key", "-out", name + ".crt", *options)
    return name + ".crt", name + ".key"


def client(*arguments, **options):
    return wirelab.run("echo-client", "--tls", *arguments, **options)


def hint(run):
    lines = [line for line in run.stderr.splitlines() if line.startswith("hint: ")]
    assert len(lines) == 1, run.stderr
    return lines[0][len("hint: "):]


def type_hint(run):
    """What the hint says is typed, and has to work."""
    words = shlex.split(hint(run))
    assert words[0] == "wirelab", words
    again = wirelab.run(*[os.path.expanduser(word) for word in words[1:]])
    assert again.returncode == 0 and "Server said: b'Hello, world!'" in again.stdout, (words, again)


def check_own_server_is_trusted_by_the_command_in_the_hint():
    with wirelab.Program("tls-echo", "--port", 0, "--quiet") as server:
        port = server.port()
        run = client("localhost", port)
        assert run.returncode == 3 and "Connection failed." in run.stdout, run
        assert "self-signed" in run.stderr and "unknown-ca" not in run.stderr, run.stderr
        assert "localhost.crt localhost %d" % port in hint(run), run.stderr
        type_hint(run)
        # A machine without a store of authorities trusts nobody, and says so in the same way.
        bare = client("localhost", port, env={"SSL_CERT_FILE": "/nonexistent"})
        assert (bare.returncode, bare.stderr) == (3, run.stderr), bare
        run = client("--json", "localhost", port)
        assert '"error":"unknown-ca"' in run.stdout, run.stdout
        # Numeric addresses are in the certificate too, and are no server name.
        cert = os.environ["XDG_STATE_HOME"] + "/wirelab/localhost.crt"
        run = client("--ca", cert, "127.0.0.1", port)
        assert run.returncode == 0 and "Server said: b'Hello, world!'" in run.stdout and "name" not in run.stdout, run
        # What a name mismatch suggests works as well.
        run = client("--ca", cert, "--server-name", "elsewhere", "localhost", port)
        assert run.returncode == 3 and 'not for "elsewhere" but for DNS localhost, IP 127.0.0.1' in run.stderr, run.stderr
        type_hint(run)
        assert server.stop() == 0


def check_insecure_says_what_it_gives_up():
    server = Server(*make("plain", "-subj", "/CN=plain"))
    run = client("--insecure", "localhost", server.port)
    assert run.returncode == 0 and "Server said:" in run.stdout, run
    assert "not verified" in run.stderr and "pose as the server" in run.stderr, run.stderr
    assert "not verified: the certificate" in run.stdout and "self-signed" in run.stdout, run.stdout


def check_certificates_without_names():
    cert, key = make("cnonly", "-subj", "/CN=localhost")
    server = Server(cert, key)
    run = client("--ca", cert, "localhost", server.port)
    assert run.returncode == 0 and "CN only, without subjectAltName" in run.stdout, run
    run = client("--ca", cert, "127.0.0.1", server.port)
    assert run.returncode == 3 and "no subjectAltName" in run.stderr and "--san 127.0.0.1" in hint(run), run.stderr


def check_no_name_of_a_stranger_reaches_the_shell():
    for name in ("x$(touch owned)", "a;reboot", "x|id", "-x", "*.lab"):
        cert, key = make("stranger", "-subj", "/CN=stranger", "-addext", "subjectAltName=DNS:" + name.replace("$", "\\$"))
        run = client("--ca", cert, "localhost", Server(cert, key).port)
        assert run.returncode == 3 and "is not for \"localhost\"" in run.stderr, run
        assert "--server-name NAME " in hint(run) and name not in hint(run), run.stderr


def check_a_certificate_for_clients_is_none_for_servers():
    cert, key = make("forclients", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                     "-addext", "extendedKeyUsage=clientAuth")
    run = client("--ca", cert, "localhost", Server(cert, key).port)
    assert run.returncode == 3, run
    assert "the certificate is not meant for this use" in run.stderr and "client" in run.stderr, run.stderr
    assert "Mbed" not in run.stderr, run.stderr


def check_expired_and_not_yet_valid():
    tls.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "old.key", "-out", "old.csr")
    pathlib.Path("names.cnf").write_text("subjectAltName=DNS:localhost\n")
    pathlib.Path("ca.cnf").write_text("[ca]\ndefault_ca=own\n[own]\nnew_certs_dir=.\ndatabase=index.txt\nserial=serial\n"
                                      "default_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n")
    pathlib.Path("index.txt").write_text("")
    pathlib.Path("serial").write_text("01\n")
    for start, end, word in (("20250101000000Z", "20250601000000Z", "expired on 2025-06-01 00:00:00 UTC"),
                             ("20900101000000Z", "20910101000000Z", "not valid before 2090-01-01")):
        tls.openssl("ca", "-batch", "-config", "ca.cnf", "-selfsign", "-keyfile", "old.key", "-in", "old.csr", "-extfile",
                    "names.cnf", "-startdate", start, "-enddate", end, "-notext", "-out", "old.crt")
        server = Server("old.crt", "old.key")
        run = client("--ca", "old.crt", "localhost", server.port)
        assert run.returncode == 3 and word in run.stderr and "clock" in hint(run), run.stderr
        # The chain is shown although it was refused.
        run = client("--ca", "old.crt", "--show-certs", "localhost", server.port)
        assert "-----BEGIN CERTIFICATE-----" in run.stdout and "Verification:  the certificate" in run.stdout, run.stdout


def check_show_certs_of_a_chain():
    for arguments in (["--ca", "--name", "Root", "--out", "root.crt"],
                      ["--ca", "--name", "Middle", "--out", "middle.crt", "--signed-by", "root.crt", "--ca-key", "root.key"],
                      ["--san", "localhost", "--out", "leaf.crt", "--signed-by", "middle.crt", "--ca-key", "middle.key"]):
        run = wirelab.run("cert", "make", *arguments)
        assert run.returncode == 0, run.stderr
    server = Server("leaf.crt", "leaf.key")
    run = client("--ca", "root.crt", "--show-certs", "localhost", server.port)
    assert run.returncode == 0, run.stderr
    shown = run.stdout
    assert shown.count("-----BEGIN CERTIFICATE-----") == 2 and "Verification:  OK, trusted by root.crt" in shown, shown
    assert shown.index("CN=localhost") < shown.index("CN=Middle") < shown.index("CN=Root"), shown
    assert "Protocol:      TLSv1." in shown and "Cipher suite:  TLS_" in shown, shown
    run = client("--ca", "plain.crt", "localhost", server.port)
    assert run.returncode == 3 and 'authority that is not among those trusted' in run.stderr, run.stderr


def check_servers_that_do_not_speak_tls():
    server = Server(serve=lambda peer: peer.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"))
    run = client("localhost", server.port)
    assert run.returncode == 3 and "server spoke plain text: SSH-2.0-OpenSSH_9.2" in run.stderr, run.stderr
    assert "without --tls" in hint(run), run.stderr
    done = threading.Event()
    server = Server(serve=lambda peer: done.wait())
    with wirelab.Program("echo-client", "--tls", "localhost", server.port, "--deadline", "60s", "--timeout", "1s") as program:
        program.event("connecting")
        program.stop()
    done.set()
    run = client("localhost", closed_port())
    assert run.returncode == 1 and "tls-echo" in hint(run), run.stderr


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def check_versions_and_client_certificates():
    cert, key = make("named", "-subj", "/CN=x", "-addext", "subjectAltName=DNS:localhost")
    server = Server(cert, key, minimum_version=ssl.TLSVersion.TLSv1_3)
    run = client("--ca", cert, "--max-version", "1.2", "localhost", server.port)
    assert run.returncode == 3 and "does not speak TLS 1.2" in run.stderr, run.stderr
    server = Server(cert, key, verify_mode=ssl.CERT_REQUIRED, maximum_version=ssl.TLSVersion.TLSv1_2)
    server.context.load_verify_locations("root.crt")
    run = client("--ca", cert, "localhost", server.port)
    assert run.returncode == 3, (run.stdout, run.stderr)
    run = client("--ca", cert, "--cert", "leaf.crt", "--key", "leaf.key", "--max-version", "1.2", "localhost", server.port)
    assert run.returncode == 0, run.stderr


def check_a_file_of_any_size_comes_back():
    data = os.urandom(20 << 20)
    with wirelab.Program("tls-echo", "--port", 0, "--quiet") as server:
        run = client("--insecure", "localhost", server.port(), input=data)
        assert run.returncode == 0 and "%d bytes came back the same" % len(data) in run.stdout, run
        assert server.stop() == 0


def check_options_that_make_no_sense():
    for arguments, words in ((["--ca", "x"], "without --tls"), (["--tls", "--udp"], "exclude each other")):
        run = wirelab.run("echo-client", *arguments)
        assert run.returncode == 2 and words in run.stderr, run.stderr
    run = client("--ca", "missing.crt")
    assert run.returncode == 3 and "missing.crt" in run.stderr, run.stderr


wirelab.main()
