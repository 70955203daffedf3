# SPDX-License-Identifier: MIT
"""wirelab cert: what it makes is read by openssl, and what openssl makes is read by it."""
import json
import os
import pathlib
import stat

import tls
import wirelab

tls.need("openssl")


def make(*arguments, status=0):
    run = wirelab.run("cert", "make", *arguments)
    assert run.returncode == status, (arguments, run.returncode, run.stderr)
    return run


def show(*arguments):
    run = wirelab.run("cert", "show", "--json", *arguments)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def check_self_signed():
    make()
    assert stat.S_IMODE(os.stat("localhost.key").st_mode) == 0o600
    tls.openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "localhost.crt", "localhost.crt")
    tls.openssl("pkey", "-in", "localhost.key", "-noout", "-check")
    text = tls.openssl("x509", "-in", "localhost.crt", "-noout", "-ext", "subjectAltName,keyUsage,basicConstraints,extendedKeyUsage")
    for word in ("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1", "CA:FALSE", "Digital Signature", "TLS Web Server"):
        assert word in text, text
    shown, = show("localhost.crt")
    theirs = tls.openssl("x509", "-in", "localhost.crt", "-noout", "-fingerprint", "-sha256").strip().split("=")[1].lower()
    assert shown["sha256"] == theirs and shown["self_signed"] and not shown["ca"] and shown["valid_now"], shown


def check_every_kind_of_key():
    for options, kind in ((["--ec", 256], "EC P-256"), (["--ec", 384], "EC P-384"), (["--ec", 521], "EC P-521"),
                          (["--rsa", 1024], "RSA 1024"), (["--rsa", 2048], "RSA 2048")):
        make("--san", "www.lab", "--force", *options)
        assert show("www.lab.crt")[0]["key"] == kind
        tls.openssl("pkey", "-in", "www.lab.key", "-noout", "-check")


def check_an_authority_signs():
    make("--ca", "--name", "Course CA", "--out", "ca.crt")
    make("--san", "www.lab", "--san", "192.0.2.1", "--san", "*.class.lab", "--signed-by", "ca.crt", "--ca-key", "ca.key", "--out", "leaf.crt")
    for name in (["-verify_hostname", "a.class.lab"], ["-verify_ip", "192.0.2.1"]):
        tls.openssl("verify", "-x509_strict", "-purpose", "sslserver", *name, "-CAfile", "ca.crt", "leaf.crt")
    # An authority of openssl's, with a subject of several parts and its own idea of key identifiers.
    tls.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/C=DE/O=Müller & Sons, Ltd/OU=A/OU=B/CN=Root", "-utf8",
                "-keyout", "root.key", "-out", "root.crt")
    make("--san", "b.lab", "--signed-by", "root.crt", "--ca-key", "root.key", "--out", "b.crt")
    tls.openssl("verify", "-CAfile", "root.crt", "b.crt")
    assert show("b.crt")[0]["issuer"] == "C=DE, O=Müller & Sons, Ltd, OU=A, OU=B, CN=Root"
    run = make("--signed-by", "leaf.crt", "--ca-key", "leaf.key", "--out", "c.crt", status=3)
    assert "no CA" in run.stderr, run.stderr
    run = make("--signed-by", "ca.crt", "--ca-key", "root.key", "--out", "c.crt", status=3)
    assert "does not belong" in run.stderr and not os.path.exists("c.crt"), run.stderr


def check_encrypted_keys():
    pathlib.Path("word").write_text("open sesame\nsecond line\n")
    make("--san", "sealed", "--passphrase-file", "word")
    assert pathlib.Path("sealed.key").read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    tls.openssl("pkey", "-in", "sealed.key", "-passin", "pass:open sesame", "-noout", "-check")
    pathlib.Path("empty").write_text("")
    run = make("--san", "sealed2", "--passphrase-file", "empty", status=3)
    assert "empty passphrase" in run.stderr and not os.path.exists("sealed2.key"), run.stderr


def check_keys_that_openssl_encrypted():
    """In every way that openssl has for it."""
    pathlib.Path("word").write_text("open sesame\n")
    make("--ca", "--name", "CA", "--out", "authority.crt", "--rsa", 2048)
    ways = {"aes256": ["pkcs8", "-topk8", "-v2", "aes-256-cbc"], "aes192": ["pkcs8", "-topk8", "-v2", "aes-192-cbc"],
            "aes128": ["pkcs8", "-topk8", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
            "des3": ["pkcs8", "-topk8", "-v2", "des3", "-v2prf", "hmacWithSHA512"],
            "old": ["rsa", "-aes256", "-traditional"], "der": ["pkcs8", "-topk8", "-v2", "aes256", "-outform", "DER"]}
    for name, way in ways.items():
        tls.openssl(*way, "-in", "authority.key", "-out", name + ".key", "-passout", "pass:open sesame")
        signing = ["--san", "x", "--force", "--signed-by", "authority.crt", "--ca-key", name + ".key", "--ca-passphrase-file"]
        make(*signing, "word")
        pathlib.Path("wrong").write_text("open says me\n")
        run = make(*signing, "wrong", status=3)
        assert "wrong passphrase for the key %s.key" % name in run.stderr, (name, run.stderr)
    tls.openssl("pkcs8", "-topk8", "-scrypt", "-in", "authority.key", "-out", "scrypt.key", "-passout", "pass:open sesame")
    run = make("--san", "x", "--force", "--signed-by", "authority.crt", "--ca-key", "scrypt.key", "--ca-passphrase-file", "word", status=3)
    assert "not known here" in run.stderr and "openssl pkcs8" in run.stderr, run.stderr


def check_nothing_is_overwritten():
    make("--san", "once")
    before = pathlib.Path("once.crt").read_bytes(), pathlib.Path("once.key").read_bytes()
    run = make("--san", "once", status=3)
    assert "once.crt is there already" in run.stderr and "--force" in run.stderr, run.stderr
    os.unlink("once.crt")
    run = make("--san", "once", status=3)
    assert "once.key is there already" in run.stderr and not os.path.exists("once.crt"), run.stderr
    pathlib.Path("once.crt").write_bytes(before[0])
    make("--san", "once", "--force")
    assert pathlib.Path("once.crt").read_bytes() != before[0]
    run = make("--out", "/nowhere/x.crt", status=3)
    assert "/nowhere/x.key" in run.stderr, run.stderr


def check_usage():
    for arguments, word in ((["--san", "a b"], "neither a host name"), (["--signed-by", "x"], "needs --ca-key"), (["extra"], "not wanted"),
                            (["--rsa", "512"], "512"), (["--name", "x" * 65], "64 characters"), (["--out", "a.key"], "cannot both"),
                            (["--days", "0"], "days")):
        run = wirelab.run("cert", "make", *arguments)
        assert run.returncode == 2 and word in run.stderr, (arguments, run.returncode, run.stderr)
    for arguments in ([], ["show"], ["look"]):
        run = wirelab.run("cert", *arguments)
        assert run.returncode == 2 and "hint:" in run.stderr, (arguments, run.stderr)


def check_show_reads_what_there_is():
    make("--san", "shown")
    tls.openssl("x509", "-in", "shown.crt", "-outform", "DER", "-out", "shown.der")
    assert show("shown.der")[0]["sha256"] == show("shown.crt")[0]["sha256"]
    pathlib.Path("both.pem").write_bytes(b"a remark\n" + pathlib.Path("shown.crt").read_bytes() + pathlib.Path("localhost.crt").read_bytes())
    assert [cert["subject"] for cert in show("both.pem")] == ["CN=shown", "CN=localhost"]
    run = wirelab.run("cert", "show", "--pem", "shown.crt")
    assert run.stdout == pathlib.Path("shown.crt").read_text()
    run = wirelab.run("cert", "show", "shown.crt")
    assert "days left)" in run.stdout and "DNS shown" in run.stdout, run.stdout
    pathlib.Path("hollow").write_text("")
    for path, word in (("shown.key", "private key"), ("hollow", "no certificate"), ("missing", "no such file")):
        run = wirelab.run("cert", "show", path)
        assert run.returncode == 3 and word in run.stderr, run.stderr


def check_damaged_files_are_refused():
    """Every cut of a certificate, and every byte of it changed: a message or a certificate, never a crash."""
    der = pathlib.Path("shown.der").read_bytes()
    for position in range(0, len(der), 7):
        pathlib.Path("cut").write_bytes(der[:position])
        assert wirelab.run("cert", "show", "cut").returncode == 3
        pathlib.Path("bent").write_bytes(der[:position] + bytes([der[position] ^ 0x55]) + der[position + 1:])
        assert wirelab.run("cert", "show", "bent").returncode in (0, 3)


def check_show_of_a_server():
    with wirelab.Program("tls-echo", "--port", 0, "--quiet", "--cert", "shown.crt", "--key", "shown.key") as server:
        port = server.port()
        shown, = show("localhost:%d" % port)
        assert shown["subject"] == "CN=shown", shown
        run = wirelab.run("cert", "show", "--pem", "127.0.0.1:%d" % port)
        assert run.returncode == 0 and run.stdout == pathlib.Path("shown.crt").read_text(), run
        assert server.stop() == 0
    run = wirelab.run("cert", "show", "127.0.0.1:%d" % port)
    assert run.returncode == 1 and "refused" in run.stderr, run


wirelab.main()
