# SPDX-License-Identifier: MIT
"""doctor: says what is, and its exit code agrees with what it says."""
import json
import os
import re
import socket
import subprocess

import wirelab

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def findings(*prefix, **options):
    with wirelab.Program("doctor", prefix=prefix, **options) as doctor:
        status = doctor.wait()
    found = {event["check"]: event for event in doctor.seen}
    assert status == int(any(event["state"] == "problem" for event in found.values())), (status, found)
    return found


def check_every_check_says_something():
    found = findings()
    assert set(found) == {"capture", "namespaces", "loopback", "tcp-port", "udp-port", "descriptors", "tls", "screen",
                          "libraries"}, found
    for event in found.values():
        assert event["message"] and event["state"] in ("ok", "warn", "problem"), event
        assert event["state"] == "ok" or event["fix"], event
    assert re.search(r"libuv \d+\.\d+.*libpcap version \d.*Mbed TLS \d", found["libraries"]["message"]), found


def hold(kind, port):
    """The port, taken by this process; None if somebody else has it."""
    holder = socket.socket(socket.AF_INET, kind)
    try:
        holder.bind(("127.0.0.1", port))
    except OSError:
        return None
    if kind == socket.SOCK_STREAM:
        holder.listen()
    return holder


def check_held_ports_name_their_holders():
    """Each port that a server has by default, over what it listens."""
    default = re.compile(r"--port PORT.*?default (\d+)\)", re.S)
    for kind, name, servers in ((socket.SOCK_STREAM, "tcp-port", ["echo-server", "http-server", "line-receiver", "pubsub-server"]),
                                (socket.SOCK_DGRAM, "udp-port", ["udp-echo"])):
        ports = {server: int(default.search(wirelab.run(server, "--help").stdout)[1]) for server in servers}
        holders = {server: hold(kind, port) for server, port in ports.items()}
        event = findings()[name]
        for server, holder in holders.items():
            assert re.search(r"port %d \([^)]*%s[^)]*\) cannot be had" % (ports[server], server), event["message"]), event
            if holder:
                assert "pid %d" % os.getpid() in event["message"] and "kill %d" % os.getpid() in event["fix"].splitlines(), event
                holder.close()
        assert event["state"] == "warn"


def check_the_screen():
    assert findings(env={"LC_ALL": "C.UTF-8"})["screen"]["state"] == "ok"
    assert findings(env={"LC_ALL": "C"})["screen"] | {"time": 0} == {
        "event": "result", "time": 0, "check": "screen", "state": "warn",
        "message": "80 columns, no UTF-8: arrows are typed as -->", "fix": "export LC_ALL=C.UTF-8"}


def check_descriptors():
    found = findings("sh", "-c", "ulimit -n 256; exec \"$0\" \"$@\"")
    assert found["descriptors"]["state"] == "warn" and "256 descriptors" in found["descriptors"]["message"], found


def check_without_permission():
    if os.geteuid() != 0:
        return wirelab.leave_out("only root can become nobody")
    if wirelab.missing("setpriv"):
        return
    event = findings(*NOBODY)["capture"]
    assert event["state"] == "warn" and event["fix"].startswith("sudo setcap cap_net_raw+ep /"), event


def check_loopback_that_is_down():
    """In a network of its own, where nobody has set it up yet."""
    if wirelab.missing("unshare", "ip"):
        return
    inside = ["unshare", "--user", "--map-root-user", "--net"]
    if subprocess.run([*inside, "true"], stderr=subprocess.DEVNULL).returncode:
        return wirelab.leave_out("namespaces are not allowed here")
    found = findings(*inside)
    assert found["loopback"]["state"] == "problem" and "ip link set lo up" in found["loopback"]["fix"], found
    assert "ip link set lo up" in found["capture"]["fix"], found
    found = findings(*inside, "sh", "-c", "ip link set lo up; ip address del 127.0.0.1/8 dev lo; exec \"$0\" \"$@\"")
    assert found["loopback"]["state"] == "problem" and "ip address add" in found["loopback"]["fix"], found


def check_people_read_it_too():
    done = wirelab.run("doctor")
    assert re.search(r"^(ok|warn)\s+loopback ", done.stdout, re.M), done.stdout
    assert done.stdout.endswith(".\n") and "All that the labs need is there" in done.stdout, done.stdout
    assert wirelab.run("doctor", "now").returncode == 2
    json.loads(wirelab.run("doctor", "--json").stdout.splitlines()[0])


wirelab.main()
