# SPDX-License-Identifier: MIT
"""Display filters beside a table of what Wireshark's choose, if it lies beside the source: ../shared/captures/filters.

Each line of filters.tsv: a capture, a filter, and the numbers of the frames it chooses, or the error with the place
of its caret ("ERR … @column+length")."""
import os
import pathlib
import re
import sys

from wirelab import main, run

FOLDER = pathlib.Path(os.environ.get("WIRELAB_SOURCE", "."), "..", "shared", "captures", "filters")
TABLE = FOLDER / "filters.tsv"


def answer(capture, text):
    """What wirelab says, as the table has it."""
    result = run("sniff", "-n", "-r", str(FOLDER / capture), "-Y", text, "-T", "fields", "-e", "frame.number",
                 env={"TZ": "UTC"})
    if result.returncode == 0:
        return ",".join(result.stdout.split())
    lines = result.stderr.splitlines()
    found = "ERR " + lines[0].removeprefix("wirelab sniff: ")
    caret = re.fullmatch(r"    ( *)(\^~*)", lines[2]) if len(lines) > 2 else None
    return found + (" @%d+%d" % (len(caret[1]), len(caret[2])) if caret else "")


def check_table():
    differing = []
    for line in TABLE.read_text().splitlines():
        if line.startswith("#"):
            continue
        capture, text, expected = (line.split("\t") + ["", ""])[:3]
        found = answer(capture, text)
        if found != expected:
            differing.append("%s %s\n  should be %s\n  is        %s" % (capture, text, expected, found))
    assert not differing, "%d lines differ:\n%s" % (len(differing), "\n".join(differing))


if __name__ == "__main__":
    if not TABLE.exists():
        print("no table beside the source")
        sys.exit(77)
    main()
