# SPDX-License-Identifier: MIT
"""What the end-to-end tests share: running wirelab, reading its events, stopping it.

    with Program("echo-server", "--port", "0") as server:
        port = server.event("listening")["port"]
        …
        assert server.stop() == 0
"""
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading

WIRELAB = os.environ["WIRELAB"]
SOURCE = os.environ.get("WIRELAB_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PATIENCE = 60  # seconds after which a test gives up; never a measure of speed


def run(*arguments, input=b"", env=None, **options):
    """Runs to the end; returns the finished process with .stdout and .stderr as text."""
    process = subprocess.run([WIRELAB, *map(str, arguments)], input=input, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=PATIENCE, env=dict(os.environ, **(env or {})), **options)
    process.stdout = process.stdout.decode(errors="surrogateescape")
    process.stderr = process.stderr.decode(errors="surrogateescape")
    return process


def skip(reason):
    """All of this test cannot be done here."""
    print(reason)
    sys.exit(77)


running = []  # the check that is running, last


def leave_out(reason):
    """One check, or a part of it, cannot be done here: the report has a skipped point for it."""
    print("SKIP %s: %s" % (running[-1] if running else "part", reason), flush=True)


def missing(*tools):
    """Whether one of the tools is not installed; then what follows is left out."""
    for tool in tools:
        if not shutil.which(tool):
            leave_out(tool + " is not installed")
            return True
    return False


PYTHON = "/usr/bin/python3"  # the system's, for which Debian packages modules


def missing_module(name):
    """Whether that Python does not have the module; then what follows is left out."""
    if os.path.exists(PYTHON) and not subprocess.call([PYTHON, "-c", "import " + name], stderr=subprocess.DEVNULL):
        return False
    leave_out(name + " is not installed")
    return True


class Program:
    """A wirelab that goes on running, with --json unless json=False: then lines() are its sentences."""

    def __init__(self, *arguments, json=True, prefix=(), env=None, **options):
        command = [*prefix, WIRELAB, *map(str, arguments), *(["--json"] if json else [])]
        self.json = json
        self.errors = b""
        self.seen = []  # every event (or line) so far
        self.items = queue.Queue()
        options.setdefault("stdin", subprocess.DEVNULL)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=dict(os.environ, **(env or {})), **options)
        self.readers = [threading.Thread(target=self._read_output, daemon=True),
                        threading.Thread(target=self._read_errors, daemon=True)]
        for reader in self.readers:
            reader.start()

    def _read_output(self):
        for line in self.process.stdout:
            text = line.decode(errors="surrogateescape").rstrip("\n")
            self.items.put(json.loads(text) if self.json else text)
        self.items.put(None)

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors += line

    def next(self):
        """The next event or line; None when there are no more."""
        try:
            item = self.items.get(timeout=PATIENCE)
        except queue.Empty:
            raise AssertionError("nothing came; so far: %r, errors: %r" % (self.seen, self.errors)) from None
        if item is None:
            self.items.put(None)
        else:
            self.seen.append(item)
        return item

    def event(self, kind, **values):
        """Waits for an event of this kind with these values."""
        while (event := self.next()) is not None:
            if event["event"] == kind and all(event.get(key) == value for key, value in values.items()):
                return event
        raise AssertionError("no %s %r; events: %r, errors: %r" % (kind, values, self.seen, self.errors))

    def line(self, word):
        """Waits for a line that contains the word."""
        while (line := self.next()) is not None:
            if word in line:
                return line
        raise AssertionError("no line with %r: %r, errors: %r" % (word, self.seen, self.errors))

    def port(self):
        return self.event("listening")["port"]

    def wait(self):
        """Waits for its end; returns the exit code.  What it printed is in .seen and .errors."""
        status = self.process.wait(timeout=PATIENCE)
        for reader in self.readers:
            reader.join(timeout=PATIENCE)
        while self.next() is not None:
            pass
        return status

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        return self.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for reader in self.readers:
            reader.join(timeout=PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()


def cases(module):
    """Runs every function of the module whose name begins with check_, and names the one that failed."""
    for name, function in list(vars(module).items()):
        if name.startswith("check_") and callable(function):
            print(name, flush=True)
            running.append(name)
            function()
            running.pop()


def main():
    cases(sys.modules["__main__"])
