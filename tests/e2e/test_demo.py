# SPDX-License-Identifier: MIT
"""demo: a scene shows everything from connect() to the last ACK, in the order of cause and effect, with
permission to capture and without."""
import json
import os
import re
import shutil
import signal
import subprocess
import time

import wirelab

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def play(*arguments, prefix=(), status=0, **options):
    done = subprocess.run([*prefix, wirelab.WIRELAB, "demo", *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=wirelab.PATIENCE,
                          env=dict(os.environ, **options))
    assert done.returncode == status, (arguments, done)
    return done.stdout.decode(), done.stderr.decode()


def entries(*arguments, **options):
    return [json.loads(line) for line in play(*arguments, "--json", **options)[0].splitlines()]


def packet(side, label):
    return lambda entry: entry["event"] == "packet" and entry["from"] == side and re.match(label, entry["label"])


def event(side, kind):
    return lambda entry: entry["event"] == kind and entry.get("side") == side


def order(seen, *wanted):
    rest = iter(seen)
    for number, test in enumerate(wanted):
        assert any(test(entry) for entry in rest), (number, seen)


def a_tcp_scene(**options):
    seen = entries("tcp", **options)
    order(seen, event("server", "listening"), event("client", "connecting"), packet("client", "SYN Seq=0$"),
          packet("server", "SYN, ACK Seq=0 Ack=1$"), packet("client", "ACK Seq=1 Ack=1$"),
          event("client", "opened"), event("client", "sent"), packet("client", "PSH, ACK Seq=1 Ack=1 Len=13$"),
          event("server", "received"), event("server", "sent"), packet("server", "PSH, ACK Seq=1 Ack=14 Len=13$"),
          event("client", "received"), packet("client", "FIN, ACK Seq=14 Ack=14$"),
          packet("server", "FIN, ACK Seq=14 Ack=15$"), packet("client", "ACK Seq=15 Ack=15$"))
    order(seen, packet("client", "ACK Seq=1 Ack=1$"), event("server", "opened"), event("server", "received"))
    for side in ("client", "server"):
        order(seen, packet("server", "FIN, ACK"), event(side, "closed"))
    times = [entry["time"] for entry in seen if entry["event"] not in ("totals", "result")]
    assert times == sorted(times), times
    assert len({entry["source_port"] for entry in seen if entry["event"] == "packet"}) == 2, seen


def check_tcp():
    a_tcp_scene()


def check_tcp_ten_times_the_same():
    """The scene has no race: the same segments every time, but for ACKs that say nothing new."""
    def shape():
        return [(entry["from"], entry["label"]) for entry in entries("tcp") if entry["event"] == "packet"
                and not re.match(r"ACK Seq=(1 Ack=14|14 Ack=14)$", entry["label"])]
    first = shape()
    for _ in range(9):
        assert shape() == first


def check_concurrency():
    """The last of three waits for two, or for nobody."""
    charts = entries("concurrency", "--delay", "0.5")
    assert [(chart["model"], chart["conn"]) for chart in charts] == [
        (model, conn) for model in ("iterative", "thread", "event") for conn in (1, 2, 3)], charts
    assert [chart["waited_for"] for chart in charts[:3]] == ["", "1", "1 2"], charts
    assert charts[2]["took"] >= 1.45 and all(chart["took"] >= 0.49 for chart in charts), charts
    text, errors = play("concurrency", "--delay", "10ms")
    assert text.count("Who waited for whom: ") == 3 and "What you have seen" in text and not errors, (text, errors)
    text, errors = play("concurrency", "--delay", "1h", "--deadline", "200ms", status=1)
    assert "the deadline came before the end of the scene" in errors and "What" not in text, (text, errors)


def check_udp_says_what_was_lost():
    seen = entries("udp", "--count", 6, "--drop", 50, "--seed", 11)
    lost = [entry for entry in seen if entry["event"] == "impaired"]
    asked = [entry for entry in seen if entry["event"] == "packet" and entry["from"] == "client"]
    answered = [entry for entry in seen if entry["event"] == "packet" and entry["from"] == "server"]
    assert len(asked) == 6 and 0 < len(lost) < 6 and len(answered) == 6 - len(lost), seen
    text, errors = play("udp", "--count", 6, "--drop", 50, "--seed", 11)
    assert text.count("✗") == len(lost) and "%d answer" % len(lost) in text, text
    assert play("udp", "--drop", 0)[0].count("✗") == 0
    play("udp", "--drop", 100)


def check_tls_hides_the_message():
    seen = entries("tls", "--message", "my secret")
    order(seen, packet("client", "SYN Seq=0"), lambda e: "Client Hello" in e.get("data", ""),
          lambda e: "Server Hello" in e.get("data", "") and e["from"] == "server",
          lambda e: "Change Cipher Spec" in e.get("data", "") and e["from"] == "client", event("client", "secured"),
          event("client", "sent"), lambda e: e.get("data") == "TLS: Application Data" and e["from"] == "client",
          event("server", "received"), lambda e: e.get("data") == "TLS: Application Data" and e["from"] == "server",
          event("client", "received"), packet("client", "FIN"))
    order(seen, event("server", "secured"), event("server", "received"), event("server", "closed"))
    packets = [entry for entry in seen if entry["event"] == "packet"]
    assert not any("secret" in json.dumps(entry) for entry in packets), packets
    text, errors = play("tls", "--message", "my secret")
    assert re.search(r"^  my secret +17 03 03 ", text, re.M), text


def check_chat_glues_messages():
    for _ in range(5):
        seen = entries("chat")
        clients = {entry["who"] for entry in seen if "who" in entry}
        assert clients == {"alice", "bob", "carol"}, clients
        order(seen, event("server", "joined"), lambda e: event("client", "connecting")(e) and e["who"] == "bob",
              lambda e: event("server", "received")(e) and e["data"] == "Hello!How are you?" and e["who"] == "alice",
              lambda e: event("client", "received")(e) and e["data"] == "<alice>: Hello!How are you?",
              lambda e: event("server", "left")(e))
        ports = {}
        for entry in seen:  # each port has one name, whoever tells of it
            port = {"client": entry.get("source_port"), "server": entry.get("destination_port")}.get(entry.get("from"))
            if port:
                assert ports.setdefault(port, entry["who"]) == entry["who"], entry
        assert sorted(ports.values()) == ["alice", "bob", "carol"], ports
        assert all(entry["length"] for entry in seen if entry["event"] == "packet"), seen
    text, errors = play("chat", COLUMNS="120")
    assert "b'Hello!How are you?'" in text and "SYN Seq" not in text and not errors, (text, errors)


def check_http_keeps_the_connection():
    for _ in range(5):
        seen = entries("http")
        order(seen, packet("client", "SYN Seq=0"), event("client", "sent"), packet("client", "PSH, ACK Seq=1 "),
              lambda e: event("server", "request")(e) and e["status"] == 200 and e["bytes"] == 23,
              packet("server", "PSH, ACK Seq=1 "), lambda e: event("client", "received")(e) and "Hello, world!" in e["data"],
              event("client", "sent"), lambda e: event("server", "request")(e) and e["status"] == 304 and e["bytes"] == 0,
              packet("server", "PSH, ACK"), packet("server", "FIN"))
        assert sum(entry["event"] == "packet" and "SYN" in entry["label"] for entry in seen) == 2, seen
    text, errors = play("http")
    assert "for a page of 23" in text and not errors, (text, errors)


def check_pubsub_tells_who_gets_what():
    seen = entries("pubsub", "--message", "good news")
    got = [(entry["who"], entry["subject"], entry["data"]) for entry in seen if entry["event"] == "message"]
    assert sorted(got) == [("alice", "news.sport", "good news"), ("alice", "news.weather", "Rain"),
                           ("bob", "news.sport", "good news")], got
    published = [(entry["who"], entry["subject"], entry["receivers"]) for entry in seen if entry["event"] == "published"]
    assert published == [("carol", "news.sport", 2), ("dave", "news.weather", 1)], published
    text, errors = play("pubsub", COLUMNS="120")
    assert "MSG news.sport 1 13" in text and "received" not in text.split("What you")[0] and not errors, (text, errors)


def check_the_picture_fits():
    for columns in (40, 72, 80, 100, 132, 200):
        for scene in ("tcp", "udp", "tls", "chat", "pubsub", "http"):
            text, errors = play(scene, COLUMNS=str(columns))
            ladder = text.split("What ")[0].splitlines()[3:]
            longest = max(map(len, ladder))
            assert longest <= max(columns, 72) or columns < 72, (columns, scene, longest)
            assert "\x1b" not in text
    text, errors = play("tcp", LC_ALL="C")
    assert text.isascii() and "-- SYN Seq=0 --" in text, text
    assert "\x1b[1;32m" in play("tcp", "--color", "always")[0]


def check_without_permission():
    if os.geteuid() != 0:
        return wirelab.leave_out("only root can become nobody")
    if wirelab.missing("setpriv"):
        return
    if not re.search(r"^ok +namespaces", wirelab.run("doctor").stdout, re.M):
        return wirelab.leave_out("namespaces are not allowed here")
    a_tcp_scene(prefix=NOBODY)
    text, errors = play("tcp", prefix=NOBODY)
    assert "network of its own" in text and not errors, (text, errors)


def check_without_permission_and_without_namespaces():
    """Inside a user namespace that may make no further ones, and does not own the network."""
    if wirelab.missing("unshare"):
        return
    forbid = "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$0\" \"$@\""
    inner = ["unshare", "--user", "--map-root-user", "sh", "-c", forbid]
    if subprocess.run([*inner, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        return wirelab.leave_out("namespaces cannot be forbidden here")
    text, errors = play("tcp", prefix=inner, status=3)
    assert not text and "cannot capture" in errors and errors.count("hint:") >= 3, errors
    assert "max_user_namespaces" in errors and "sudo" in errors, errors


def check_it_can_be_stopped():
    with wirelab.Program("demo", "udp", "--count", 1000, "--drop", 0) as demo:
        demo.event("received")
        demo.process.send_signal(signal.SIGINT)
        assert demo.wait() == 0, demo.errors
    shown = subprocess.run("%s demo tcp | head -n 3; exit ${PIPESTATUS[0]}" % wirelab.WIRELAB, shell=True,
                           executable=shutil.which("bash") or "/bin/sh", stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    assert shown.returncode == 0 and not shown.stderr, shown


def check_nothing_is_left_behind():
    """However early it is stopped: the scene's own certificate goes, and its folder."""
    for early in range(12):
        with subprocess.Popen([wirelab.WIRELAB, "demo", "tls"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=dict(os.environ, TMPDIR=os.getcwd())) as demo:
            while demo.poll() is None and not [name for name in os.listdir() if name.startswith("wirelab-demo-")]:
                pass
            time.sleep(early / 1000)  # a different moment each time; none is waited for
            demo.send_signal(signal.SIGTERM)
            demo.wait(wirelab.PATIENCE)
        assert not [name for name in os.listdir() if name.startswith("wirelab-demo-")], early


def check_a_deadline_cuts_it_short():
    text, errors = play("tcp", "--deadline", "1us", status=1)
    assert "What you have seen" not in text and "deadline" in errors, (text, errors)


def check_usage():
    for arguments in ([], ["tpc"], ["tcp", "udp"], ["udp", "--drop", "101"]):
        text, errors = play(*arguments, status=2)
        assert "hint:" in errors and not text, (arguments, errors)


if not re.search("^ok +(capture|namespaces)", wirelab.run("doctor").stdout, re.M):
    check_usage()
    wirelab.skip("neither capturing nor namespaces are allowed here")
wirelab.main()
