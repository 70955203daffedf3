# SPDX-License-Identifier: MIT
"""The README and the hand-outs tell the truth: the picture is what `demo tcp` prints, every command, option,
file and script that they name is there.  (Their console blocks are executed by test_lab.py.)"""
import collections
import os
import pathlib
import re

import wirelab

ROOT = pathlib.Path(wirelab.SOURCE)
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("lab/*/README.md"))]


def shape(line):
    """A line without what differs each time: clocks, ports, counts."""
    return re.sub(r"\s+", " ", re.sub(r"\d+", "0", re.sub(r"\d+\.\d+", "0.0", line))).strip()


def check_the_picture():
    shown = re.search(r"^```text\n\$ wirelab demo tcp\n(.*?)^```$", PAGES[0].read_text(), re.M | re.S)[1]
    played = wirelab.run("demo", "tcp", env={"COLUMNS": "80"})
    if played.returncode == 3:
        return wirelab.leave_out("no scene can be played here")
    assert played.returncode == 0, played.stderr
    for line in shown.splitlines():
        assert len(line) <= 80, line
    # The two sides run at once, so neighbours may change places; and TCP may spare an ACK that says nothing new.
    there = collections.Counter(map(shape, played.stdout.splitlines()))
    missing = collections.Counter(map(shape, shown.splitlines())) - there
    missing = [line for line in missing if not re.search(r"[─►◄] ACK Seq=0 Ack=0 ─|did nothing but", line)]
    assert not missing, (missing, played.stdout)


def check_every_command_and_option():
    helps = {}
    for page in PAGES:
        words = re.findall(r"(?:`|^\w*\$ |^ +)wirelab ([a-z][^`\n#]*)", page.read_text(), re.M)
        assert words, page
        for line in words:
            name, *arguments = line.split()
            if name not in helps:
                done = wirelab.run(name, "--help")
                assert done.returncode == 0, (page, line, done.stderr)
                helps[name] = done.stdout
            for option in arguments:
                if option.startswith("--"):
                    assert re.search(re.escape(option.split("=")[0]) + r"\b", helps[name]), (page, line)


def check_every_option_of_the_table():
    """`echo-client` ... also `--udp` and `--tls`: options named in a row that begins with a command."""
    for row in re.findall(r"^\| `wirelab ([\w-]+)[^`]*` \| (.*) \|$", PAGES[0].read_text(), re.M):
        text = wirelab.run(row[0], "--help").stdout
        for option in re.findall(r"`(--?[\w-]+)", row[1]):
            assert re.search(re.escape(option) + r"\b", text), (row, option)


def check_every_file():
    for page in PAGES:
        text = page.read_text()
        links = [page.parent / link for link in re.findall(r"\]\(([^)#:]+)\)", text)]
        paths = [ROOT / path for path in re.findall(r"`((?:src|subcommands|scripts|tests|lab)/[\w./-]*)", text)
                 if "NAME" not in path and "MODULE" not in path]
        short = [ROOT / "src" / path for path in re.findall(r"`((?:dissect|io|cli)/[\w./]+\.[ch])`", text)]
        for path in links + paths + short:
            assert path.exists(), (page, path)
        for script in re.findall(r"^(scripts/\w+)", text, re.M):
            assert os.access(ROOT / script, os.X_OK), (page, script)


wirelab.main()
