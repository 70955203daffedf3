# SPDX-License-Identifier: MIT
"""Key logs: written as Wireshark reads them, and enough to open a capture."""
import os
import re
import stat
import subprocess
import threading

import tls
import wirelab

LINE = re.compile(r"(CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}|[A-Z0-9_]+ [0-9a-f]{64} ([0-9a-f]{64}|[0-9a-f]{96}))\n")


def lines(path):
    with open(path) as file:
        found = file.readlines()
    assert found and all(LINE.fullmatch(line) for line in found), found
    return found


def check_both_ends_log_the_same():
    with open("server.log", "w") as file:
        file.write("# there already\n")
    os.chmod("server.log", 0o644)
    with wirelab.Program("tls-echo", "--port", 0, "--quiet", "--keylog", "server.log") as server:
        port = server.port()
        run = wirelab.run("echo-client", "--tls", "--insecure", "localhost", port, env={"SSLKEYLOGFILE": "client.log"})
        assert run.returncode == 0, run.stderr
        made = tls.context()
        made.keylog_filename = "python.log"
        tls.echo(port, made)
        assert server.stop() == 0
    assert stat.S_IMODE(os.stat("client.log").st_mode) == 0o600
    assert stat.S_IMODE(os.stat("server.log").st_mode) == 0o600
    with open("server.log") as file:
        assert file.readline() == "# there already\n"
        logged = file.readlines()
    assert set(lines("client.log")) <= set(logged), logged
    with open("python.log") as file:
        theirs = {line for line in file if line.startswith(("CLIENT_RANDOM", "CLIENT_TRAFFIC", "SERVER_TRAFFIC"))}
    assert theirs <= set(logged), (theirs, logged)


def check_environment_names_the_file_of_a_server():
    with wirelab.Program("tls-echo", "--port", 0, "--quiet", env={"SSLKEYLOGFILE": "environment.log"}) as server:
        tls.echo(server.port(), tls.context())
        assert server.stop() == 0
    lines("environment.log")


def check_a_full_disk_is_told_of():
    if not os.path.exists("/dev/full"):
        return wirelab.leave_out("there is no /dev/full")
    with wirelab.Program("tls-echo", "--port", 0, "--quiet", "--keylog", "/dev/full") as server:
        tls.echo(server.port(), tls.context())
        assert server.stop() == 0
        assert any("incomplete" in str(event) for event in server.seen) or b"incomplete" in server.errors, server.seen


def check_tshark_opens_a_capture_with_it():
    if wirelab.missing("tshark"):
        return
    with wirelab.Program("tls-echo", "--port", 0, "--keylog", "keys.log") as server:
        port = server.port()
        try:
            sniffer = wirelab.Program("sniff", "-i", "lo", "-f", "tcp port %d" % port, "-w", "talk.pcapng", json=False)
        except OSError:
            return wirelab.leave_out("sniff could not be started")
        with sniffer:
            if not ready(sniffer):
                return wirelab.leave_out("capturing is not allowed here")
            for version in ("TLSv1_2",):
                made = tls.context()
                made.maximum_version = getattr(tls.ssl.TLSVersion, version)
                with tls.connect(port, made) as first:
                    tls.talk(first, b"a secret for Wireshark")
                    session = first.session
                with tls.connect(port, made, session=session) as second:
                    tls.talk(second, b"and another, resumed")
            server.event("closed")
            server.event("closed")
            sniffer.stop()
        assert server.stop() == 0
    done = subprocess.run(["tshark", "-r", "talk.pcapng", "-o", "tls.keylog_file:keys.log", "-d", "tcp.port==%d,tls" % port,
                           "-T", "fields", "-e", "data.data"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    for text in (b"a secret for Wireshark", b"and another, resumed"):
        assert done.stdout.count(text.hex().encode()) == 2, done


def ready(sniffer):
    """Waits until it captures, which it says on standard error."""
    event = threading.Event()
    for _ in range(600):
        if b"apturing" in sniffer.errors:
            return True
        if sniffer.process.poll() is not None:
            return False
        event.wait(0.05)
    return False


wirelab.main()
