# SPDX-License-Identifier: MIT
"""connect beside the tools it stands for: nc, ncat, socat, telnet, Twisted, openssl, as clients and servers."""
import os
import subprocess
import tls
import wirelab
from connect import HOST, Connect, listen, port_of, start
from wirelab import run


def finish(process):
    output, _ = process.communicate(timeout=wirelab.PATIENCE)
    return output


def check_clients_of_others():
    """nc, ncat, socat and Twisted talk to --listen."""
    clients = {"nc": ["nc", "-N", HOST, "%d"], "ncat": ["ncat", HOST, "%d"],
               "socat": ["socat", "-t", "60", "-", "TCP:%s:%%d" % HOST]}
    for name, command in clients.items():
        if wirelab.missing(name):
            continue
        connect = Connect("--listen", "--port", 0, "--bind", HOST)
        port = str(connect.listening())
        peer = start(*[word.replace("%d", port) for word in command])
        peer.stdin.write(b"from " + name.encode())
        peer.stdin.flush()
        assert connect.read(5 + len(name)) == b"from " + name.encode()
        connect.input.write(b"from connect")
        connect.input.close()
        connect.input = None
        assert finish(peer) == b"from connect", name
        assert connect.end()[2] == 0, name


def free_port():
    with listen() as server:
        return port_of(server)


def check_servers_of_others():
    """Which cannot say which port is free, nor when they listen: so they are asked until they do."""
    servers = {"nc": ["nc", "-N", "-l", HOST, "%d"], "ncat": ["ncat", "-l", HOST, "%d"],
               "socat": ["socat", "-t", "60", "-", "TCP-LISTEN:%%d,bind=%s" % HOST]}
    for name, command in servers.items():
        if wirelab.missing(name):
            continue
        port = free_port()
        peer = start(*[word.replace("%d", str(port)) for word in command])
        peer.stdin.write(b"from " + name.encode())
        peer.stdin.close()
        peer.stdin = None
        while True:
            done = run("connect", "-q", HOST, port, input=b"from connect")
            if "connection refused" not in done.stderr:
                break
            assert peer.poll() is None, peer.stderr.read()
        assert done.returncode == 0 and done.stdout == "from " + name, (name, done)
        assert finish(peer) == b"from connect", name


def check_telnet():
    """Its own options are bytes like others; on its terminal a line ends with CR LF."""
    if wirelab.missing("telnet", "expect"):
        return
    connect = Connect("--listen", "--port", 0, "--bind", HOST)
    script = """
        set timeout %d
        spawn telnet %s %d
        expect "Escape character"
        send "hello\\r"
        expect "good day"
        send "bye\\r"
        expect eof
    """ % (wirelab.PATIENCE, HOST, connect.listening())
    peer = start("expect", "-c", script)
    assert connect.read(7) == b"hello\r\n"
    connect.input.write(b"good day\r\n")
    assert connect.read(5) == b"bye\r\n"
    connect.input.close()
    connect.input = None
    finish(peer)
    assert connect.end()[2] == 0


TWISTED = """
import sys
from twisted.internet import protocol, reactor
class Upper(protocol.Protocol):
    def dataReceived(self, data):
        self.transport.write(data.upper())
        self.transport.loseConnection()
    def connectionLost(self, reason):
        reactor.stop()
class Factory(protocol.ClientFactory):
    protocol = Upper
if len(sys.argv) > 1:
    reactor.connectTCP("127.0.0.1", int(sys.argv[1]), Factory())
else:
    print(reactor.listenTCP(0, Factory(), interface="127.0.0.1").getHost().port, flush=True)
reactor.run()
"""


def check_twisted():
    if subprocess.call(["/usr/bin/python3", "-c", "import twisted"], stderr=subprocess.DEVNULL):
        wirelab.leave_out("Twisted is not installed")
        return
    server = start("/usr/bin/python3", "-c", TWISTED)
    done = run("connect", HOST, int(server.stdout.readline()), input=b"hello")
    assert done.returncode == 0 and done.stdout == "HELLO", done
    finish(server)
    connect = Connect("--listen", "--port", 0, "--bind", HOST)
    client = start("/usr/bin/python3", "-c", TWISTED, str(connect.listening()))
    connect.input.write(b"hello")
    assert connect.read(5) == b"HELLO"
    finish(client)
    assert connect.end()[2] == 0


def check_tls_with_openssl():
    if wirelab.missing("openssl"):
        return
    tls.openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-x509", "-days", 5, "-out", "cert.pem",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1")
    # Our client and their server.
    port = free_port()
    server = start("openssl", "s_server", "-quiet", "-accept", "%s:%d" % (HOST, port), "-cert", "cert.pem",
                   "-key", "key.pem", "-naccept", "2")
    while True:
        done = run("connect", "--tls", HOST, port)
        if "connection refused" not in done.stderr:
            break
        assert server.poll() is None, server.stderr.read()
    assert done.returncode == 3 and "self-signed" in done.stderr and "--ca" in done.stderr, done
    connect = Connect("--tls", "--ca", "cert.pem", "--show-certs", HOST, port)
    connect.input.write(b"from us")
    assert os.read(server.stdout.fileno(), 100) == b"from us"
    server.stdin.write(b"from openssl")
    assert connect.read(12) == b"from openssl"
    rest, said, status = connect.end()
    assert rest == b"" and status == 0 and "CN=localhost" in said, said
    server.kill()
    finish(server)
    # Our server and their client.
    connect = Connect("--listen", "--tls", "--cert", "cert.pem", "--key", "key.pem", "--port", 0, "--bind", HOST)
    client = start("openssl", "s_client", "-quiet", "-verify_return_error", "-CAfile", "cert.pem", "-connect",
                   "%s:%d" % (HOST, connect.listening()))
    client.stdin.write(b"from openssl")
    assert connect.read(12) == b"from openssl"
    connect.input.write(b"from us")
    connect.input.close()
    connect.input = None
    assert finish(client) == b"from us"
    assert connect.end()[2] == 0


def check_tls_listen_makes_a_certificate():
    connect = Connect("--listen", "--tls", "--port", 0, "--bind", HOST)
    port = connect.listening()
    bad = run("connect", "--tls", HOST, port)
    assert bad.returncode == 3 and "self-signed" in bad.stderr, bad
    _, said, status = connect.end()  # that was the one
    assert status == 3 and "no TLS with" in said, said
    connect = Connect("--listen", "--tls", "--port", 0, "--bind", HOST)
    good = run("connect", "--tls", "--ca", os.path.expandvars("$XDG_STATE_HOME/wirelab/localhost.crt"), HOST,
               connect.listening(), input=b"sealed")
    assert good.returncode == 0, good
    rest, said, status = connect.end()
    assert rest == b"sealed" and status == 0, said


wirelab.main()
