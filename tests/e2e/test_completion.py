# SPDX-License-Identifier: MIT
"""Completion, loaded into the real shells."""
import os
import pty
import select
import subprocess
import time
import wirelab
from wirelab import WIRELAB, run

PATH = dict(os.environ, PATH=os.path.dirname(WIRELAB) + ":" + os.environ["PATH"])


def bash(words):
    """The candidates for the last of the words, as bash's own completion would ask for them."""
    script = """
        source <(wirelab completion bash) || exit 9
        compopt() { :; }   # needs a terminal
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _wirelab
        ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
    """
    process = subprocess.run(["bash", "--norc", "-c", script, "bash", *words], env=PATH, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=60)
    assert process.returncode == 0 and not process.stderr, process
    return set(process.stdout.decode().split())


def check_bash():
    if wirelab.missing("bash"):
        return
    assert bash(["wirelab", "compl"]) == {"completion"}
    assert {"help", "completion", "install-links", "--help"} <= bash(["wirelab", ""])
    assert bash(["wirelab", "completion", ""]) == {"bash", "zsh", "fish"}
    assert bash(["wirelab", "completion", "--co"]) == {"--color"}
    assert bash(["wirelab", "completion", "--color", "a"]) == {"auto", "always"}
    assert bash(["wirelab", "completion", "--color", "="]) == {"auto", "always", "never"}
    assert bash(["wirelab", "completion", "--color", "=", "n"]) == {"never"}
    assert "completion" in bash(["wirelab", "help", ""])
    assert "--man" not in bash(["wirelab", "help", "--"])
    os.makedirs("here/some directory", exist_ok=True)
    assert bash(["wirelab", "install-links", "he"]) == {"here"}


def typed(command, dialogue):
    """Types into an interactive shell on a terminal: each line after what has to be on the screen before it."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvpe(command[0], command, dict(PATH, TERM="xterm", PS1="ready> "))
    screen = b""
    dialogue = list(dialogue)
    deadline = time.monotonic() + wirelab.PATIENCE
    while dialogue and time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            screen += os.read(terminal, 65536)
        except OSError:
            break
        expected, keys = dialogue[0]
        if expected in screen:
            screen = screen[screen.index(expected) + len(expected):]
            os.write(terminal, keys)
            dialogue.pop(0)
    os.close(terminal)
    os.waitpid(pid, 0)
    assert not dialogue, (dialogue, screen)


def check_bash_on_a_terminal():
    if not wirelab.missing("bash"):
        typed(["bash", "--norc", "--noprofile", "-i"],
              [(b"ready> ", b"source <(wirelab completion bash); echo load''ed\n"),
               (b"loaded", b"wirelab comple\tfi\t\n"),
               (b"# wirelab completion for fish", b"wirelab help --colo\talw\tcompleti\t\n"),
               (b"\033[1musage:\033[0m wirelab completion", b"exit\n")])


def check_zsh_on_a_terminal():
    if not wirelab.missing("zsh"):
        typed(["zsh", "-f", "-i"],
              [(b"ready> ", b"autoload -U compinit; compinit -u -D; source <(wirelab completion zsh); echo load''ed\n"),
               (b"loaded", b"wirelab comple\tfi\t\n"),
               (b"# wirelab completion for fish", b"wirelab help --colo\talw\tcompleti\t\n"),
               (b"\033[1musage:\033[0m wirelab completion", b"exit\n")])


def fish(line):
    script = "wirelab completion fish | source; complete -C '%s'" % line
    process = subprocess.run(["fish", "--no-config", "-c", script], env=PATH, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=60)
    assert process.returncode == 0 and not process.stderr, process
    return {row.split("\t")[0] for row in process.stdout.decode().splitlines()}


def check_fish():
    if wirelab.missing("fish"):
        return
    assert fish("wirelab compl") == {"completion"}
    assert fish("wirelab completion ") == {"bash", "zsh", "fish"}
    assert fish("wirelab completion --co") == {"--color"}
    assert fish("wirelab completion --color ") == {"auto", "always", "never"}
    assert "install-links" in fish("wirelab help ")


def check_mistakes():
    assert run("completion").returncode == 2
    wrong = run("completion", "basj")
    assert wrong.returncode == 2 and "did you mean bash?" in wrong.stderr
    assert run("completion", "bash", "zsh").returncode == 2


wirelab.main()
