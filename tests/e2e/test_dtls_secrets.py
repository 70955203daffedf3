# SPDX-License-Identifier: MIT
"""DTLS that is read by logged secrets: between openssl's two ends, and with the IDs of connections."""
import os
import re
import select
import socket
import struct
import subprocess
import tempfile

import captures
from wirelab import main, missing, run

FOLDER = tempfile.mkdtemp(prefix="wirelab-dtls-")
CERT, KEY = os.path.join(FOLDER, "server.crt"), os.path.join(FOLDER, "server.key")
GREETING, ANSWER = b"a secret greeting", b"and its answer"


def write(name, datagrams):
    """(side, bytes) of each, as a capture."""
    ports, addresses = (40000, 4433), (captures.A, captures.B)
    path = os.path.join(FOLDER, name + ".pcap")
    captures.write(path, [captures.ethernet(captures.ip(
        captures.udp(data, ports[side], ports[1 - side]), 17, source=addresses[side],
        destination=addresses[1 - side])) for side, data in datagrams])
    return path


def talk(name, version, suite):
    """openssl's client and server, with somebody in between who writes down what they send; None if they
    do not agree on anything."""
    keylog = os.path.join(FOLDER, name + ".keys")
    between, behind = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    between.bind(("127.0.0.1", 0))
    behind.bind(("127.0.0.1", 0))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    server = subprocess.Popen(["openssl", "s_server", version, "-accept", "127.0.0.1:0", "-cert", CERT, "-key", KEY,
                               "-cipher", suite + ":@SECLEVEL=0", "-keylogfile", keylog, "-mtu", "400"], **pipes)
    line = b""
    while not line.startswith(b"ACCEPT"):
        line = server.stdout.readline()
        assert line, "openssl s_server did not start"
    port = int(re.search(rb":(\d+)", line).group(1))
    client = subprocess.Popen(["openssl", "s_client", version, "-connect", "127.0.0.1:%d" % between.getsockname()[1],
                               "-cipher", suite + ":@SECLEVEL=0", "-quiet"], **pipes)
    datagrams, sent, peer = [], 0, None
    try:
        while sent < 3:
            ready = select.select([between, behind], [], [], 10)[0]
            if not ready:
                return None, keylog
            for end in ready:
                side = int(end is behind)
                data, source = end.recvfrom(4096)
                datagrams.append((side, data))
                if side == 0:
                    peer = source
                    behind.sendto(data, ("127.0.0.1", port))
                else:
                    between.sendto(data, peer)
                    if data[0] == 21 and data[3:5] == b"\0\0":
                        return None, keylog
                # The last of a handshake is the server's first record of another epoch.
                if side == 1 and b"\x16" + data[1:3] + b"\0\1" in data and sent == 0:
                    client.stdin.write(GREETING + b"\n")
                    client.stdin.flush()
                    sent = 1
                elif data[0] == 23:
                    if sent == 1:
                        server.stdin.write(ANSWER + b"\n")
                        server.stdin.flush()
                    sent += 1
    finally:
        for process in (client, server):
            process.kill()
            process.communicate()
        between.close()
        behind.close()
    return write(name, datagrams), keylog


def column(field, path, *options):
    out = run("sniff", "-r", path, "-T", "fields", "-e", field, *options)
    assert out.returncode == 0, out.stderr
    return [cell for cell in out.stdout.split("\n") if cell]


def compare(path, *options):
    """tshark says the same of every packet."""
    if missing("tshark"):
        return
    for view in ([], ["-V"]):
        other = subprocess.run(["tshark", "-n", "-r", path, *options, *view], check=True, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL).stdout.decode()
        ours = run("sniff", "-n", "-r", path, *options, *view).stdout
        assert ours == other, "%s:\n%s\n%s" % (path, ours, other)


def check_sessions_of_openssl():
    if missing("openssl"):
        return
    spoken = 0
    for version, suite in (("-dtls1", "AES256-SHA"), ("-dtls1_2", "AES128-SHA256"),
                           ("-dtls1_2", "ECDHE-RSA-AES256-SHA384"), ("-dtls1_2", "AES128-GCM-SHA256"),
                           ("-dtls1_2", "AES256-CCM"), ("-dtls1_2", "ECDHE-RSA-CHACHA20-POLY1305")):
        path, keylog = talk(version[1:] + suite, version, suite)
        if not path:
            print("SKIP %s %s: this openssl has it no more" % (version, suite))
            continue
        spoken += 1
        expected = [(text + b"\n").hex() for text in (GREETING, ANSWER)]
        assert column("data.data", path, "--keylog", keylog) == expected, (version, suite)
        assert column("data.data", path) == [], "it was readable without its secrets"
        types = ",".join(column("dtls.handshake.type", path, "--keylog", keylog)).split(",")
        assert types.count("20") == 2, types
        assert "dtls" in column("frame.protocols", path)[0]
        if "CHACHA" not in suite:  # which tshark 4.0 does not open in datagrams
            compare(path, "-o", "tls.keylog_file:" + keylog)
        compare(path)
    assert spoken >= 2, "hardly any cipher was tried"


# A session of Mbed TLS whose client is to be called ABCD, and its server ABCDEF; by a secret both knew.
IDS = [
    (0, "16fefd00000000000000000061010000550000000000000055fefd6b0683ab4cc58c7a0d3479cdb623334122e4c90abbbd56"
        "874f05e90812027c100000000400a800ff01000027000d000e000c0603060105030501040304010036000504414243440016"
        "00000017000000230000"),
    (1, "16fefd000000000000000000680200005c000000000000005cfefd6b0683abce8671b5c9f90bc03ed459e3489f7ed059f035"
        "1af7494a0dd77cf33220efccdad5f64be8806a678b120e6019f76d0deb8e5bb7841cb11c6d69b27c4ffb00a8000014ff0100"
        "010000360007064142434445460017000016fefd0000000000000001000c0e0000000001000000000000"),
    (0, "16fefd000000000000000100101000000400010000000000040002696414fefd000000000000000200010119fefd00010000"
        "0000000041424344454600380001000000000000ae475966496c638787b1bf9d5ab0ee533925f8f44a7c3b5748f92318eb7b"
        "5d12485c3c19fd054df97df870ba92cbdf54"),
    (1, "14fefd000000000000000200010119fefd000100000000000041424344003800010000000000005867e3caea3ccb24e74c24"
        "44ff9512e176d24f60995aeb46e6286573742e90c859efe4239f0524e3fe5cccb2beef77cb"),
    (0, "19fefd000100000000000141424344454600280001000000000001fce0ab84192db9b2ad89193a19934d500c055823cb7dcd"
        "cc83b51004e0203753"),
    (1, "19fefd000100000000000141424344002800010000000000016e1966e1e24e8bca630d6b7c8d6b0df7865f1055e28fd64f50"
        "9b6e20cb421b89"),
    (0, "19fefd000100000000000241424344454600280001000000000002e93216010c765545fa847bf65ad1dd745737879da1d245"
        "592b689b8ebe6a937e"),
    (1, "19fefd00010000000000024142434400280001000000000002186a033464bc691ee65a1eb84320dd65ea2c3fa8c3fe1ee944"
        "31a34f25ce3745"),
]
IDS_KEYS = "CLIENT_RANDOM 6b0683ab4cc58c7a0d3479cdb623334122e4c90abbbd56874f05e90812027c10 " \
    "c29f031d6c76a284c699ad2c8d0245f7af9dfb919196cd47a9a26e6610f29e4b1385148c15028f218c511ad1a9e4ddf4\n"


def check_the_ids_of_connections():
    path, keylog = write("ids", [(side, bytes.fromhex(text)) for side, text in IDS]), os.path.join(FOLDER, "ids.keys")
    with open(keylog, "w", encoding="ascii") as file:
        file.write(IDS_KEYS)
    assert column("data.data", path, "--keylog", keylog) == [b"hello there\n".hex(), b"from server\n".hex()]
    assert column("dtls.record.connection_id", path) == ["414243444546", "41424344"] * 3
    assert len(column("dtls.enc_content", path)) == 6
    compare(path)
    compare(path, "-o", "tls.keylog_file:" + keylog)


def check_a_record_that_is_missing_does_not_matter():
    """Each says its number."""
    datagrams = [(side, bytes.fromhex(text)) for side, text in IDS]
    keylog = os.path.join(FOLDER, "missing.keys")
    with open(keylog, "w", encoding="ascii") as file:
        file.write(IDS_KEYS)
    del datagrams[4]
    assert column("data.data", write("missing", datagrams), "--keylog", keylog) == [b"from server\n".hex()]
    side, text = datagrams[4]
    datagrams[4] = side, text[:-1] + bytes([text[-1] ^ 1])
    path = write("changed", datagrams)
    assert column("data.data", path, "--keylog", keylog) == []
    assert struct.unpack("!H", text[3:5])[0] == 1


if __name__ == "__main__":
    made = run("cert", "make", "--rsa", "2048", "--out", CERT, "--key-out", KEY)
    assert made.returncode == 0, made.stderr
    main()
