# SPDX-License-Identifier: MIT
"""Manual pages: man reads every one of them without a warning."""
import os
import shutil
import subprocess
import wirelab
from wirelab import run


def check_pages():
    if not shutil.which("man"):
        wirelab.skip("man is not installed")
    listing = run("help").stdout.split("commands:\n")[1].split("\n\n")[0]
    names = [line.split()[0] for line in listing.splitlines() if line[2:3].strip()]
    for name in [None, *names]:
        page = run("help", "--man", *([name] if name else []))
        assert page.returncode == 0 and page.stdout.startswith(".TH WIRELAB")
        with open("page.1", "w") as file:
            file.write(page.stdout)
        shown = subprocess.run(["man", "--warnings=w", "-l", "page.1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               timeout=60, env=dict(os.environ, MANWIDTH="80", MANPAGER="cat", MAN_KEEP_FORMATTING=""))
        text = shown.stdout.decode()
        assert shown.returncode == 0 and not shown.stderr, (name, shown.stderr)
        assert "EXIT STATUS" in text and (name or "COMMANDS") in text
        assert name is None or "--help" in text, text


wirelab.main()
