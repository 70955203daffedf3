#!/usr/bin/env python3
"""Compares what the dissectors find in the golden frames with what was found before.

run.py DUMP CUT            every NAME.hex against NAME.txt; then every frame cut at every length
run.py --update DUMP NAME  writes NAME.txt

SPDX-License-Identifier: MIT"""
import difflib
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def found(dump, frames):
    """What DUMP prints for one file of frames, with times in UTC."""
    result = subprocess.run([dump, str(frames)], capture_output=True, env={**os.environ, "TZ": "UTC"})
    if result.returncode:
        sys.exit(f"golden: {frames.name}: {result.stderr.decode('utf-8', 'replace')}")
    return result.stdout.decode("utf-8", "backslashreplace")


def main():
    if sys.argv[1] == "--update":
        dump, name = sys.argv[2:]
        (HERE / f"{name}.txt").write_text(found(dump, HERE / f"{name}.hex"), encoding="utf-8")
        return 0
    dump, cut = sys.argv[1:]
    failed, files = 0, sorted(HERE.glob("*.hex"))
    for frames in files:
        expected = frames.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        difference = list(difflib.unified_diff(expected, found(dump, frames).splitlines(), "expected", "found", lineterm=""))
        print(("not ok" if difference else "ok") + f" - {frames.stem}")
        print("\n".join(difference[:40]), end="\n" if difference else "")
        failed += bool(difference)
    failed += subprocess.run([cut, *map(str, files)]).returncode != 0
    return 1 if failed or not files else 0


sys.exit(main())
