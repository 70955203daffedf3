# SPDX-License-Identifier: MIT
"""The entry: dispatch, help, suggestions, links, and a standard output that is gone, full or closed."""
import json
import os
import pty
import re
import socket
import subprocess
import wirelab
from wirelab import WIRELAB, run


def commands():
    """The names that `wirelab help` lists."""
    listing = run("help").stdout.split("commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listing.splitlines() if re.match(r"  \S", line)]


def check_overview():
    bare, help_, option = run(), run("help"), run("--help")
    assert bare.returncode == help_.returncode == option.returncode == 0
    assert bare.stdout == help_.stdout == option.stdout
    assert {"help", "completion", "install-links"} <= set(commands())


def check_version():
    assert re.fullmatch(r"wirelab \d+\.\d+\.\d+\n", run("--version").stdout)
    assert run("help", "--version").stdout == run("--version").stdout


def check_every_help():
    for name in commands():
        page = run(name, "--help")
        assert page.returncode == 0 and not page.stderr, (name, page.stderr)
        assert page.stdout.startswith("usage: wirelab %s [options]" % name), page.stdout
        assert "exit codes:" in page.stdout and "--color WHEN" in page.stdout
        assert run("help", name).stdout == page.stdout == run(name, "-h").stdout
        assert "\033" not in page.stdout


def check_every_command_has_events():
    for command in commands():
        page = run(command, "--help").stdout
        assert " --json " in page and " --deadline " in page, command
    listed = [json.loads(line) for line in run("help", "--json", "--deadline", "60s").stdout.splitlines()]
    assert [event["command"] for event in listed] == commands()
    page = json.loads(run("help", "doctor", "--json").stdout)["page"]
    assert page.startswith("usage: wirelab doctor"), page
    told = json.loads(run("completion", "bash", "--json").stdout)
    assert told["script"] == run("completion", "bash").stdout and told["shell"] == "bash"


def check_unknown_command():
    wrong = run("hlp")
    assert wrong.returncode == 2 and not wrong.stdout
    assert wrong.stderr == 'wirelab: there is no command "hlp"\nhint: did you mean `wirelab help`?\n'
    wrong = run("\x1b[31m\n\xe9")
    assert wrong.returncode == 2 and "\x1b" not in wrong.stderr and wrong.stderr.count("\n") == 2
    assert run("help", "nonsense-of-mine").returncode == 2


def check_unknown_option():
    wrong = run("help", "--colr")
    assert wrong.returncode == 2
    assert wrong.stderr == "wirelab help: unknown option --colr\nhint: did you mean --color?\n"
    wrong = run("--json")
    assert wrong.returncode == 2 and "come after the command's name" in wrong.stderr
    wrong = run("help", "--qqqqqq")
    assert "hint: `wirelab help --help` lists the options" in wrong.stderr


def check_json_usage_error():
    name = next((name for name in commands() if "--json" in run(name, "--help").stdout), None)
    if name:
        wrong = run(name, "--json", "--no-such-option")
        assert wrong.returncode == 2
        assert wrong.stdout.startswith('{"event":"error","time":0.0') and "unknown option" in wrong.stdout
        assert "unknown option" in wrong.stderr


def check_links():
    os.mkdir("links")
    made = run("install-links", "links")
    assert made.returncode == 0, made.stderr
    names = sorted(os.listdir("links"))
    assert names == sorted(set(commands()) - {"help", "completion", "install-links"})
    again = [json.loads(line) for line in run("install-links", "links", "--json").stdout.splitlines()]
    assert [os.path.basename(event["link"]) for event in again] == names and not any(event["made"] for event in again), again
    for name in names:
        page = subprocess.run(["links/" + name, "--help"], stdout=subprocess.PIPE, timeout=60)
        assert page.stdout.decode() == run(name, "--help").stdout
    assert run("install-links", "nowhere").returncode == (3 if names else 0)
    assert run("install-links").returncode == 2
    assert run("install-links", "a", "b").returncode == 2
    if names:
        os.unlink("links/" + names[0])
        with open("links/" + names[0], "w") as foreign:
            foreign.write("mine")
        refused = run("install-links", "links")
        assert refused.returncode == 3 and "--force" in refused.stderr
        assert open("links/" + names[0]).read() == "mine"
        assert run("install-links", "--force", "links").returncode == 0
        assert os.path.islink("links/" + names[0])


def check_color():
    assert "\033[1m" in run("help", "--color=always").stdout
    assert "\033" not in run("help", "--color=never").stdout
    assert run("help", "--color=blue").returncode == 2

    def on_terminal(**environment):
        """What `wirelab help` prints on a terminal."""
        master, slave = pty.openpty()
        process = subprocess.Popen([WIRELAB, "help"], stdout=slave, stdin=subprocess.DEVNULL,
                                   env=dict(os.environ, **{"TERM": "xterm", **environment}))
        os.close(slave)
        output = b""
        while True:
            try:
                chunk = os.read(master, 65536)
            except OSError:  # the terminal is gone when its last user is
                break
            if not chunk:
                break
            output += chunk
        os.close(master)
        assert process.wait(timeout=60) == 0
        return output

    assert b"\033[1m" in on_terminal()
    assert b"\033" not in on_terminal(NO_COLOR="1")
    assert b"\033" not in on_terminal(TERM="dumb")


def check_gone_reader():
    read_end, write_end = os.pipe()
    os.close(read_end)
    process = subprocess.run([WIRELAB, "help"], stdout=write_end, stderr=subprocess.PIPE, timeout=60)
    os.close(write_end)
    assert process.returncode == 0 and not process.stderr, process


def unused_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return holder.getsockname()[1]


def check_hints_say_what_to_type():
    for arguments, code, said, hint in (
            (("connect", "12430"), 2, '"12430" is no host', "wirelab connect localhost 12430"),
            (("echo-client", "http://example.org:80/x"), 2, "is a URL", "wirelab echo-client example.org 80"),
            (("connect", "https://example.org/"), 2, "is a URL", "wirelab connect example.org 443"),
            (("connect", "--keep-open"), 2, "nothing without --listen", "wirelab connect --listen --keep-open"),
            (("connect", "--listen", "--udp", "--tls"), 2, "TLS runs on TCP", "leave --udp or --tls out"),
            (("chat-server", "--udp", "--tls"), 2, "TLS runs on TCP", "leave --udp or --tls out"),
            (("chat-client", "--udp", "--tls"), 2, "TLS runs on TCP", "leave --udp or --tls out"),
            (("chat-client", "--udp", "--name", "x", "127.0.0.1", str(unused_port())), 1, "cannot reach",
             "start a server with `wirelab chat-server --udp"),
            (("http-server", "--cert", "a.crt"), 2, "--cert means nothing without --tls", "http-server --tls --cert"),
            (("chat-server", "--client-ca", "a.crt"), 2, "--client-ca means nothing", "chat-server --tls --client-ca"),
            (("line-receiver", "--keylog", "a"), 2, "--keylog means nothing", "line-receiver --tls --keylog"),
            (("connect", "--listen", "--key", "a"), 2, "--key means nothing", "connect --tls --key"),
            (("tls-echo", "--cert", "a.crt"), 2, "--cert needs --key", "wirelab cert make"),
            (("tls-echo", "--min-version", "1.2", "--max-version", "1.1"), 2, "is newer than", "--min-version 1.1"),
            (("echo-client", "--tls", "--ca", "missing.crt"), 3, "no such file", "wirelab cert show --pem"),
            (("echo-client", "--tls", "--ca", __file__), 3, "no certificate", "PEM or DER"),
            (("cert", "show", "missing.crt"), 3, "no such file", "cert show HOST:PORT"),
            (("cert", "show", "127.0.0.1:%d" % unused_port()), 1, "refused", "wirelab tls-echo"),
            (("http-server", "--root", "missing"), 3, "no such file", "--root ."),
            (("install-links", "missing/bin"), 3, "no such file", "mkdir -p missing/bin"),
            (("demo", "tcp", "--drop", "3"), 2, "--drop", "wirelab demo udp --drop"),
            (("demo", "udp", "--delay", "3s"), 2, "--delay", "wirelab demo concurrency --delay")):
        done = run(*arguments)
        assert done.returncode == code and said in done.stderr, (arguments, done)
        assert re.search("^hint: .*" + re.escape(hint), done.stderr, re.M), (arguments, done.stderr)


def check_full_disk():
    if not os.path.exists("/dev/full"):
        return wirelab.leave_out("there is no /dev/full")
    with open("/dev/full", "wb") as full:
        process = subprocess.run([WIRELAB, "help"], stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert process.returncode == 3
    assert process.stderr == b"wirelab help: cannot write standard output: no space left on device\n"


def check_closed_descriptors():
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        process = subprocess.run(["sh", "-c", '"$0" help ' + closed, WIRELAB], stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, timeout=60)
        assert process.returncode == (3 if closed.startswith(">") else 0), (closed, process)


wirelab.main()
