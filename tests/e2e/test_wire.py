# SPDX-License-Identifier: MIT
"""--wire: the packets of a command's own port stand between its events, each where it belongs."""
import os
import re
import socket
import subprocess

import wirelab

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def may_capture():
    with wirelab.Program("echo-server", "--port", 0, "--bind", "127.0.0.1", "--wire") as server:
        return server.next() is not None


def order(events, *wanted):
    """Asserts that events matching the given predicates come in this order."""
    rest = iter(events)
    for number, test in enumerate(wanted):
        assert any(test(event) for event in rest), (number, events)


def packet(side, label):
    return lambda event: event["event"] == "packet" and event["from"] == side and event["label"].startswith(label)


def happened(kind):
    return lambda event: event["event"] == kind


def converse(family, address, message):
    with wirelab.Program("echo-server", "--port", 0, "--bind", address, "--once", "--wire") as server:
        # As early as can be: the capture has to be there before anybody can connect.
        port = server.port()
        with socket.create_connection((address, port), timeout=30) as peer:
            local = peer.getsockname()[1]
            peer.sendall(message)
            peer.shutdown(socket.SHUT_WR)
            echo = b""
            while block := peer.recv(65536):
                echo += block
        assert echo == message
        assert server.wait() == 0, server.errors
        return local, server.seen


def check_a_conversation_in_order():
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        local, seen = converse(family, address, b"Hello, world!")
        # The reply may leave before or after the peer's FIN has come; the rest is fixed.
        order(seen, happened("listening"), packet("client", "SYN Seq=0"), packet("server", "SYN, ACK Seq=0 Ack=1"),
              packet("client", "ACK Seq=1 Ack=1"), happened("opened"))
        order(seen, packet("client", "PSH, ACK Seq=1 Ack=1 Len=13"), happened("received"), happened("sent"),
              packet("server", "PSH, ACK Seq=1 Ack="), packet("server", "FIN, ACK Seq=14 Ack=15"),
              packet("client", "ACK Seq=15 Ack=15"), happened("totals"))
        order(seen, packet("server", "FIN, ACK"), happened("closed"))
        packets = [event for event in seen if event["event"] == "packet"]
        assert all(event["source_port" if event["from"] == "client" else "destination_port"] == local
                   for event in packets), packets
        assert sum(event["length"] for event in packets) == 26, packets
        assert [event["data"] for event in packets if event["length"]] == 2 * ["b'Hello, world!'"], packets
        times = [event["time"] for event in seen if event["event"] != "totals"]
        assert times == sorted(times), times


def check_the_ladder():
    with wirelab.Program("echo-server", "--port", 0, "--bind", "127.0.0.1", "--once", "--wire", json=False,
                         env={"COLUMNS": "100"}) as server:
        while not (port := re.search(r"127\.0\.0\.1:(\d+)", server.next())):
            pass
        with socket.create_connection(("127.0.0.1", int(port[1])), timeout=30) as peer:
            peer.sendall(b"\x1b[31mred\n")
            assert peer.recv(100) == b"\x1b[31mred\n"
        assert server.wait() == 0, server.errors
    text = "\n".join(server.seen)
    assert re.search(r"│── SYN Seq=0 ─+►│", text), text
    assert re.search(r"│◄─ SYN, ACK Seq=0 Ack=1 ─+│", text), text
    assert r"b'\x1b[31mred\n'" in text and "\x1b" not in text, text
    assert all(len(line) <= 100 for line in server.seen), text
    assert "served: connections 1" in text, text


def check_udp_and_several_clients():
    with wirelab.Program("udp-echo", "--port", 0, "--bind", "127.0.0.1", "--wire") as server:
        port = server.port()
        peers = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
        for number, peer in enumerate(peers):
            peer.settimeout(30)
            peer.connect(("127.0.0.1", port))
            peer.send(bytes(number))
            assert peer.recv(100) == bytes(number)
        assert server.stop() == 0, server.errors
        for number, peer in enumerate(peers):
            mine = peer.getsockname()[1]
            labels = [(event["from"], event["label"]) for event in server.seen if event["event"] == "packet"
                      and mine in (event["source_port"], event["destination_port"])]
            assert labels == [("client", "UDP Len=%d" % number), ("server", "UDP Len=%d" % number)], server.seen
            peer.close()


def check_other_ports_stay_out():
    with wirelab.Program("echo-server", "--port", 0, "--bind", "127.0.0.1", "--wire") as server, \
            socket.socket() as other:
        server.port()
        other.bind(("127.0.0.1", 0))
        other.listen()
        with socket.create_connection(other.getsockname()):
            other.accept()[0].close()
        assert server.stop() == 0, server.errors
        assert not [event for event in server.seen if event["event"] == "packet"], server.seen


def check_a_foreign_connection_with_the_same_port():
    """Port 40000 of 127.0.0.2 is not port 40000 of 127.0.0.1."""
    with socket.socket() as other, socket.socket() as client:
        other.bind(("127.0.0.1", 0))
        other.listen()
        client.bind(("127.0.0.2", 0))
        client.connect(other.getsockname())
        accepted = other.accept()[0]
        with accepted, wirelab.Program("echo-server", "--port", client.getsockname()[1], "--bind", "127.0.0.1",
                                       "--wire") as server:
            port = server.port()
            client.sendall(b"not for the server")
            assert accepted.recv(100) == b"not for the server"
            with socket.create_connection(("127.0.0.1", port), timeout=30) as peer:
                peer.sendall(b"for the server")
                assert peer.recv(100) == b"for the server"
            assert server.stop() == 0, server.errors
    data = [event["data"] for event in server.seen if event["event"] == "packet" and event["length"]]
    assert data == 2 * ["b'for the server'"], server.seen


def user_of(process):
    """Real, effective, saved and file system user, and the capabilities in effect."""
    with open("/proc/%d/status" % process.pid) as status:
        status = status.read()
    return re.search(r"Uid:\s*(.*)", status)[1].split(), int(re.search(r"CapEff:\s*(.*)", status)[1], 16)


def in_user_namespace():
    with open("/proc/self/uid_map") as uids:
        return uids.read().split() != ["0", "0", "4294967295"]


def check_root_is_given_up():
    """After the port is bound, the key is written and the capture has begun; all of that goes on."""
    if os.geteuid() != 0 or in_user_namespace():
        return wirelab.leave_out("only root can become somebody else")
    for sudo, user in ({"SUDO_UID": "4321", "SUDO_GID": "4321"}, "4321"), ({}, None):
        with wirelab.Program("tls-echo", "--port", 0, "--bind", "127.0.0.1", "--wire", env=sudo) as server:
            port = server.port()
            with wirelab.Program("echo-client", "--tls", "--insecure", "--wire", "127.0.0.1", port, "-", env=sudo,
                                 stdin=subprocess.PIPE) as client:
                client.process.stdin.write(b"hello\n")
                client.process.stdin.flush()
                server.event("received", data="hello\n")
                server.event("packet")
                for process in server.process, client.process:
                    users, capabilities = user_of(process)
                    assert set(users) == {user or users[0]} and users[0] != "0" and not capabilities, users
                client.process.stdin.close()
                assert client.wait() == 0, client.errors
            assert any(event["event"] == "packet" for event in client.seen), client.seen
            assert server.stop() == 0, server.errors
    with wirelab.Program("echo-server", "--port", 0, "--bind", "127.0.0.1") as server:
        server.port()
        assert user_of(server.process)[0][0] == "0"  # not without a capture


def check_without_permission():
    if os.geteuid() != 0:
        return wirelab.leave_out("only root can become nobody")
    if wirelab.missing("setpriv"):
        return
    with wirelab.Program("echo-server", "--port", 0, "--wire", json=False, prefix=NOBODY) as server:
        assert server.wait() == 3, server.errors
    errors = server.errors.decode()
    assert "cannot capture" in errors and "hint:" in errors and "setcap cap_net_raw+ep" in errors, errors


if not may_capture():
    check_without_permission()
    wirelab.skip("capturing is not allowed here")
wirelab.main()
