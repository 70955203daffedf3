# SPDX-License-Identifier: MIT
"""A link named tshark: exit codes, the command lines of termshark, and termshark itself in a terminal."""
import os
import pathlib
import subprocess
import time
import xml.etree.ElementTree

import captures
import wirelab
from wirelab import PATIENCE, WIRELAB, main

FILE = os.path.abspath(captures.write("termshark.pcap", captures.conversation()))
EMPTY = captures.write("nothing.pcap", [])
CUT = captures.write("cut.pcap", captures.conversation())
os.truncate(CUT, os.path.getsize(CUT) - 10)
LINK = os.path.abspath("tshark")
os.symlink(WIRELAB, LINK)
COLUMNS = 'gui.column.format:"No.","%m","Time","%t","Source","%s","Dest","%d","Proto","%p","Length","%L","Info","%i"'
RANGE = "(tcp) and (frame.number >= 1) and (frame.number < 1002)"
STATUSES = [(["--version"], 0), (["-v"], 0), (["-h"], 0), (["-r", FILE], 0), (["-r", FILE, "-Y", "http"], 0), (["-r", EMPTY], 0),
            (["-r", "not.there"], 2), (["-r", CUT], 2), (["-r", FILE, "-Y", "no.such == 1"], 2), (["-r", "/etc/passwd"], 2),
            (["-r", FILE, "-T", "fields", "-e", "no.such"], 1), (["-r", FILE, "-T", "nothing"], 1), (["-r", FILE, "-Z"], 1),
            (["-r", FILE, "-z", "no.such"], 1), (["-i", "no-such-if"], 1), (["-G", "no-such"], 1)]
COMMANDS = [["-T", "psml", "-o", COLUMNS, "-r", FILE], ["-T", "psml", "-o", COLUMNS, "-r", FILE, "-Y", "tcp"],
            ["-r", FILE, "-x", "-Y", RANGE], ["-Y", "tcp", "-r", EMPTY], ["-r", EMPTY, "-T", "psml"]]


def tshark(*arguments, program=LINK):
    return subprocess.run([program, "-n", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          timeout=PATIENCE, env=dict(os.environ, TZ="UTC"))


def check_statuses():
    for arguments, status in STATUSES:
        result = tshark(*arguments)
        assert result.returncode == status, (arguments, result)
        if status:
            assert result.stderr.startswith(b"tshark: ") and not result.stdout.startswith(b"tshark:"), (arguments, result)
    if wirelab.missing("tshark"):
        return
    for arguments, status in STATUSES:
        assert tshark(*arguments, program="tshark").returncode == status, arguments


def check_version():
    assert tshark("--version").stdout.startswith(b"TShark (Wireshark) 4.0.")


def check_accepted():
    """What changes nothing here is taken, so that scripts need no change; what is missing is said."""
    plain = tshark("-r", FILE).stdout
    result = tshark("-r", FILE, "-g", "-M", "5", "-X", "lua_script1:x", "--log-level", "warning", "--temp-dir", "/tmp")
    assert (result.returncode, result.stdout, result.stderr) == (0, plain, b""), result
    result = tshark("-r", FILE, "-K", "krb5.keytab")
    assert (result.returncode, result.stdout) == (0, plain) and b"Kerberos" in result.stderr, result
    result = tshark("-r", FILE, "-U", "OSI layer 3")
    assert result.returncode == 1 and b"hint: " in result.stderr, result


def check_commands_of_termshark():
    for arguments in COMMANDS:
        ours = tshark(*arguments)
        assert ours.returncode == 0 and not ours.stderr, ours
        if not wirelab.missing("tshark"):
            theirs = tshark(*arguments, program="tshark").stdout
            assert ours.stdout.split(b'creator="')[-1].split(b">", 1)[-1] == theirs.split(b'creator="')[-1].split(b">", 1)[-1], arguments
    colored = xml.etree.ElementTree.fromstring(tshark("-T", "psml", "-r", FILE, "--color").stdout)
    assert colored.find("packet").get("background").startswith("#")
    details = xml.etree.ElementTree.fromstring(tshark("-T", "pdml", "-r", FILE, "--color", "-Y", RANGE).stdout)
    assert [packet.find("proto/field").get("show") for packet in details.findall("packet")] == ["2", "3", "4"]
    formats = dict(line.split("\t") for line in tshark("-G", "column-formats").stdout.decode().splitlines() if line.startswith("%"))
    assert formats["%m"] == "Number" and formats["%Cus"] == "Custom"


class Terminal:
    """termshark in a terminal of its own."""

    def __init__(self):
        home = pathlib.Path("home").absolute()
        configuration = home / "config" / "termshark"
        configuration.mkdir(parents=True)
        (configuration / "termshark.toml").write_text('[main]\n  tshark = "%s"\n  disk-cache-size-mb = 0\n' % LINK)
        self.environment = dict(os.environ, HOME=str(home), XDG_CONFIG_HOME=str(home / "config"), TERM="xterm-256color",
                                XDG_CACHE_HOME=str(home / "cache"), TMUX_TMPDIR=str(home), TZ="UTC")
        self.environment.pop("TMUX", None)
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "150", "-y", "45", "termshark", "-r", FILE)

    def tmux(self, *arguments):
        return subprocess.run(["tmux", "-L", "termshark", *arguments], stdout=subprocess.PIPE, check=True, timeout=PATIENCE,
                              env=self.environment).stdout.decode()

    def wait(self, what, *keys):
        """Waits until the screen holds what is expected; presses keys while it does not."""
        end, colors = time.monotonic() + PATIENCE, ["-e"] if "\033" in what else []
        while what not in (screen := self.tmux("capture-pane", "-p", *colors)):
            assert time.monotonic() < end, "no %r on the screen:\n%s" % (what, self.tmux("capture-pane", "-p"))
            if keys:
                self.tmux("send-keys", *keys)
            time.sleep(0.2)
        return screen


def check_termshark():
    if wirelab.missing("termshark", "tmux"):
        return
    terminal = Terminal()
    try:
        terminal.wait("Who has 198.51.100.22? Tell 192.0.2.1")
        terminal.wait("Transmission Control Protocol, Src Port: 40000", "Down")  # the tree of a packet further down
        terminal.wait("00 00 00 01 08 00 45 00")  # and its bytes
        terminal.tmux("send-keys", "/")
        terminal.tmux("send-keys", "udp.port ==")
        terminal.wait("\033[101mudp.port ==")  # red: not a filter yet
        terminal.tmux("send-keys", " 40001")
        terminal.wait("\033[48;5;82mudp.port == 40001")  # green
        terminal.tmux("send-keys", "Enter")
        screen = terminal.wait("User Datagram Protocol", "Down")
        assert "Who has" not in screen and "40000 → 40001 Len=12" in screen, screen
    finally:
        terminal.tmux("kill-server")


main()
