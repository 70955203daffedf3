# SPDX-License-Identifier: MIT
"""A browser loads a page with all that belongs to it from http-server, in the clear and by TLS."""
import base64
import os
import pathlib
import shutil
import subprocess

import wirelab

ROOT = pathlib.Path("root")
PAGE = """<!DOCTYPE html>
<meta charset=utf-8>
<link rel=stylesheet href="look.css?v=1">
<body>
<p id=words>nothing yet</p>
<img id=picture src="img/dot.png">
<script src="act.js"></script>
"""
SCRIPT = """
addEventListener("load", async () => {
    const picture = document.getElementById("picture"), words = document.getElementById("words");
    const part = await fetch("data.json", {headers: {Range: "bytes=2-4"}});
    words.textContent = [picture.naturalWidth, getComputedStyle(words).color, part.status, await part.text(),
        (await fetch("none")).status].join(" ");
});
"""
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
BROWSER = shutil.which("chromium")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--ignore-certificate-errors",
         "--virtual-time-budget=20000")


def make_root():
    (ROOT / "img").mkdir(parents=True, exist_ok=True)
    for name, content in (("index.html", PAGE), ("look.css", "#words { color: rgb(1, 2, 3) }"), ("act.js", SCRIPT),
                          ("data.json", "0123456789")):
        (ROOT / name).write_text(content)
    (ROOT / "img" / "dot.png").write_bytes(DOT)


def browse(url):
    """The page as it is when all has been loaded and has run."""
    done = subprocess.run([BROWSER, *FLAGS, "--user-data-dir=" + os.path.abspath("profile"), "--dump-dom", url],
                          capture_output=True, timeout=2 * wirelab.PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def check_page():
    make_root()
    for scheme, options in (("http", ()), ("https", ("--tls",))):
        with wirelab.Program("http-server", "--port", 0, "--bind", "127.0.0.1", "--root", ROOT, *options) as program:
            page = browse(f"{scheme}://127.0.0.1:{program.port()}/")
            assert "1 rgb(1, 2, 3) 206 234 404" in page, page
            assert program.stop() == 0
        asked = {event["target"]: event["status"] for event in program.seen if event["event"] == "request"}
        for target in ("/", "/look.css?v=1", "/img/dot.png", "/act.js"):
            assert asked[target] == 200, asked
        assert (asked["/data.json"], asked["/none"]) == (206, 404), asked
        shutil.rmtree("profile", ignore_errors=True)


def check_the_reply_of_the_handout():
    with wirelab.Program("http-server", "--port", 0, "--bind", "127.0.0.1") as program:
        assert "Hello World" in browse(f"http://127.0.0.1:{program.port()}/")
        assert program.event("request")["target"] == "/"
        assert program.stop() == 0


if not BROWSER:
    wirelab.skip("chromium is not installed")
wirelab.main()
