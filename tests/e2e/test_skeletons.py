# SPDX-License-Identifier: MIT
"""scripts/new-subcommand and new-proto make files that compile without a warning and run; and with the command so
made: signals, the deadline, and what becomes of a reader that stalls or goes."""
import array
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import termios
import wirelab
from wirelab import Program

for tool in ("meson", "ninja", "git"):
    if not shutil.which(tool):
        wirelab.skip(tool + " is not installed")


def shell(*command, status=0):
    process = subprocess.run(command, cwd="tree", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=280)
    assert process.returncode == status, process.stdout.decode()
    return process.stdout.decode()


def copy_tree():
    """The sources alone: not .git, not build folders."""
    leave = shutil.ignore_patterns(".git", "build*", "__pycache__")
    shutil.copytree(wirelab.SOURCE, "tree", ignore=leave)


def entries(path, list_name):
    text = pathlib.Path("tree", path).read_text()
    return [line.strip(" ',") for line in text.split(list_name + " = [\n")[1].split("]")[0].splitlines()]


copy_tree()
shell("scripts/new-subcommand", "slow-tick")
shell("scripts/new-subcommand", "slow-tick", status=3)
shell("scripts/new-subcommand", "Slow", status=2)
shell("scripts/new-subcommand", status=2)
shell("scripts/new-subcommand", "zzz")
shell("scripts/new-subcommand", "aaa")
shell("scripts/new-proto", "newest")
shell("scripts/new-proto", "newest", status=3)
shell("scripts/new-proto", "New", status=2)
names = entries("subcommands/meson.build", "subcommands")
assert names == sorted(names) and {"aaa", "slow-tick", "zzz"} <= set(names), names
assert entries("src/dissect/meson.build", "protocols")[-1] == "newest"
# A help text full of what shells and roff take for their own.
AWKWARD = """it's [a] "mix": of \\\\ $HOME, `id`; (x) | & < > { } * ? ~ # ^ %d"""
skeleton = pathlib.Path("tree/subcommands/slow-tick.c")
skeleton.write_text(skeleton.read_text().replace("stop after this many ticks", AWKWARD.replace('"', '\\"')))
shell("meson", "setup", "build", "-Doptimization=0", "-Dwerror=true")
shell("ninja", "-C", "build", "wirelab")
wirelab.WIRELAB = os.path.abspath("tree/build/wirelab")
run = wirelab.run


def check_it_runs():
    assert "slow-tick" in run("help").stdout
    assert run("slow-tick").stdout == "tick 1\ntick 2\ntick 3\n"
    assert run("slow-tick", "--json", "-n", 1).stdout.endswith(',"number":1}\n')
    assert run("slow-tick", "-n", 0).returncode == 2
    assert run("slow-tick", "x").returncode == 2


def check_awkward_texts():
    shown = AWKWARD.replace("\\\\", "\\")
    assert shown in " ".join(run("slow-tick", "--help").stdout.split())
    for name in ("bash", "zsh", "fish"):
        with open("script", "w") as script:
            script.write(run("completion", name).stdout)
        if not wirelab.missing(name):
            loaded = subprocess.run([name, "-n", "script"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
            assert loaded.returncode == 0 and not loaded.stdout, loaded.stdout
    if not wirelab.missing("fish"):
        asked = subprocess.run(["fish", "--no-config", "-c", "source script; complete -C 'wirelab slow-tick --coun'"],
                               stdout=subprocess.PIPE, timeout=60).stdout.decode()
        assert shown in " ".join(asked.split()), asked
    if not wirelab.missing("man"):
        with open("page.1", "w") as page:
            page.write(run("help", "--man", "slow-tick").stdout)
        read = subprocess.run(["man", "--warnings=w", "-l", "page.1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=dict(os.environ, MANWIDTH="200", MANPAGER="cat"), timeout=60)
        assert shown in " ".join(read.stdout.decode().split()) and not read.stderr, read


def check_signals():
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # these tests may themselves run under nohup
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with Program("slow-tick", "-n", 1000000) as program:
            program.event("result")
            assert program.stop(number) == 0 and not program.errors


def check_hangup_ignored():
    """As under nohup."""
    with Program("slow-tick", "-n", 1000000, prefix=["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]) as program:
        program.event("result")
        program.process.send_signal(signal.SIGHUP)
        seen = len(program.seen)
        for _ in range(20):
            program.event("result")
        assert len(program.seen) > seen and program.stop() == 0


def check_deadline():
    finished = run("slow-tick", "-n", 1000000, "--deadline", "0.05")
    assert finished.returncode == 0 and "tick 1\n" in finished.stdout


def check_reader_goes():
    """As `wirelab … | head -1` does."""
    process = subprocess.Popen([wirelab.WIRELAB, "slow-tick", "-n", "1000000"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    assert process.stdout.readline() == b"tick 1\n"
    process.stdout.close()
    assert process.wait(timeout=wirelab.PATIENCE) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


def check_reader_stalls():
    """Nobody reads: the program waits, and still Ctrl-C ends it (the second one, what is left being lost)."""
    read_end, write_end = os.pipe()
    fcntl.fcntl(write_end, fcntl.F_SETPIPE_SZ, 4096)
    process = subprocess.Popen([wirelab.WIRELAB, "slow-tick", "-n", "1000000"], stdout=write_end,
                               stderr=subprocess.PIPE)
    os.close(write_end)
    blocked = False
    while not blocked:  # until it sleeps in poll() with a full pipe
        assert process.poll() is None
        with open("/proc/%d/wchan" % process.pid) as file:
            blocked = "poll_schedule_timeout" in file.read() and pipe_holds_something(read_end)
    process.send_signal(signal.SIGINT)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
    assert process.returncode in (0, 130, -signal.SIGINT), process.returncode
    assert process.stderr.read() == b""
    process.stderr.close()
    os.close(read_end)


def pipe_holds_something(descriptor):
    waiting = array.array("i", [0])
    fcntl.ioctl(descriptor, termios.FIONREAD, waiting)
    return waiting[0] > 0


wirelab.main()
