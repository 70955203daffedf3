# SPDX-License-Identifier: MIT
"""Executes the console blocks of the hand-outs in lab/, and compares what is printed.

A hand-out's block shows a terminal:

    server$ wirelab echo-server --port 1234      a command of the terminal `server`
    listening on 0.0.0.0:1234 (tcp)              what it prints, line by line
    ^C                                           Ctrl-C is pressed (likewise telnet's ^])

A prompt alone goes on with the program that runs in that terminal.  `…` stands for anything within a
line, and a line of it alone for any lines.  A program that has not been stopped at the end of its block
runs on in the terminal `server` and is waited for in any other.

Comments before a block, which no reader sees: `<!-- types: TEXT -->` is typed once the program runs (and
so is on the screen, but is not printed by it); `<!-- needs: capture -->` leaves the block out where
capturing is not allowed; `<!-- not run -->` always.

No port is fixed: `--port 1234` becomes `--port 0`, and the port that the server then has stands for 1234
in all that follows."""
import os
import pathlib
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

import wirelab

ROOT = pathlib.Path(wirelab.SOURCE)
PORT = "1234"
PROMPT = re.compile(r"^(\w*)\$(?: (.*))?$")


class Terminal:
    """One terminal, and the program that runs in it."""

    def __init__(self):
        self.process = None

    def start(self, command, directory):
        self.lines = queue.Queue()
        self.printed = []
        self.closed = threading.Semaphore(0)  # one for each connection that a server tells the end of
        self.process = subprocess.Popen(["sh", "-c", "exec " + command if simple(command) else command],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        cwd=directory, start_new_session=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            if b"closed" in line:
                self.closed.release()
            self.lines.put(line.decode(errors="replace").rstrip("\r\n").removeprefix("telnet> "))
        self.lines.put(None)

    def next(self, patience=wirelab.PATIENCE):
        """The next line; None at the end of the program."""
        line = self.lines.get(timeout=patience)
        if line is None:
            self.lines.put(None)
        else:
            self.printed.append(line)
        return line

    def type(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def interrupt(self):
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        if self.process:
            self.process.wait()
            self.process.stdin.close()
            self.reader.join(timeout=wirelab.PATIENCE)
            self.process.stdout.close()


def simple(command):
    return not re.search(r"[|;&]", command)


def blocks(text):
    """Yields (comments, lines) for each console block of a page."""
    for found in re.finditer(r"((?:<!-- .*? -->\n)*)^```console\n(.*?)^```$", text, re.M | re.S):
        yield re.findall(r"<!-- (.*?) -->", found[1]), found[2].splitlines()


def pattern(expected):
    return re.compile(".*".join(map(re.escape, re.split("…", expected))) + (r"$" if "…" not in expected else ""))


class Page:
    def __init__(self, path, captures):
        self.path, self.captures = path, captures
        self.terminals, self.port = {}, None
        self.directory = os.getcwd()

    def fail(self, terminal, expected):
        terminal.end()
        while terminal.next(1) is not None:
            pass
        raise AssertionError("%s: expected %r, printed:\n%s" % (self.path, expected, "\n".join(terminal.printed)))

    def substitute(self, text):
        return text.replace(PORT, self.port) if self.port else text

    def command(self, name, command):
        terminal = self.terminals.setdefault(name, Terminal())
        if terminal.process:
            terminal.end()
        if "--port " + PORT in command:
            command = command.replace("--port " + PORT, "--port 0")
            self.port = None
        terminal.start(self.substitute(command), self.directory)
        return terminal

    def expect(self, terminal, expected, skipping):
        """The next line must be the expected one, or, after a line of `…`, one of the next."""
        while True:
            try:
                line = terminal.next()
            except queue.Empty:
                line = None
            if line is None:
                self.fail(terminal, expected)
            if not self.port and PORT in expected:
                if found := re.match(pattern(expected).pattern.replace(PORT, r"(\d+)"), line):
                    self.port = found[1]
                    return
            elif pattern(self.substitute(expected)).match(line):
                return
            if not skipping:
                self.fail(terminal, self.substitute(expected))

    def block(self, comments, lines):
        if "not run" in comments or ("needs: capture" in comments and not self.captures):
            return
        typed = [comment[7:] for comment in comments if comment.startswith("types: ")]
        terminal = name = None
        ended = skipping = False
        screen = list(typed)
        for line in lines:
            if found := PROMPT.match(line):
                if terminal and name != "server" and not ended:
                    self.finish(terminal)
                name, ended, skipping = found[1], False, False
                terminal = self.command(name, found[2]) if found[2] else self.terminals[name]
                # telnet throws away what was typed before it is connected
                if found[2] and not found[2].startswith("telnet"):
                    self.keys(terminal, typed)
            elif line == "^C":
                terminal.interrupt()
                if name != "server":
                    terminal.process.wait(timeout=wirelab.PATIENCE)
                    self.settle()
                ended = True
            elif line == "^]":
                terminal.type("\x1d")
            elif line.startswith("telnet> "):
                terminal.type(line[8:] + "\n")
                skipping = True  # its prompt stands before its answer
            elif line == "…":
                skipping = True
            elif line in screen:
                screen.remove(line)  # the reader's own typing
                self.keys(terminal, typed)
            else:
                self.expect(terminal, line, skipping)
                skipping = False
        if name != "server" and not ended:
            self.finish(terminal)

    def keys(self, terminal, typed):
        while typed:
            terminal.type(typed.pop(0) + "\n")

    def finish(self, terminal):
        terminal.process.stdin.close()
        terminal.process.wait(timeout=wirelab.PATIENCE)

    def settle(self):
        """A reader is slower than the server: it has told the end of a connection before the next begins."""
        server = self.terminals.get("server")
        if server and server.process.poll() is None:
            assert server.closed.acquire(timeout=wirelab.PATIENCE), server.printed

    def run(self):
        count = 0
        try:
            for comments, lines in blocks(self.path.read_text()):
                self.block(comments, lines)
                count += 1
        finally:
            for terminal in self.terminals.values():
                terminal.end()
        assert count, "%s has no console block" % self.path


def main():
    bin = pathlib.Path(os.getcwd()) / "bin"
    bin.mkdir()
    (bin / "wirelab").symlink_to(os.path.abspath(wirelab.WIRELAB))
    os.environ["PATH"] = "%s:%s" % (bin, os.environ["PATH"])
    os.environ["COLUMNS"] = "80"
    doctor = wirelab.run("doctor").stdout
    if not re.search("^ok +(capture|namespaces)", doctor, re.M):
        wirelab.skip("neither capturing nor namespaces are allowed here")
    for tool in ("nc", "telnet", "sh"):
        if not shutil.which(tool):
            wirelab.skip("no %s here" % tool)
    for path in sorted(ROOT.glob("lab/*/README.md")):
        print(path, flush=True)
        begun = time.monotonic()
        Page(path, bool(re.search("^ok +capture", doctor, re.M))).run()
        print("%.1f s" % (time.monotonic() - begun), flush=True)


sys.stdout.reconfigure(errors="replace")
main()
