# SPDX-License-Identifier: MIT
"""sniff: files, pipes and all the ways to show a packet; beside tshark, where there is one."""
import difflib
import json
import os
import pathlib
import pty
import queue
import signal
import socket
import subprocess

import captures
import wirelab
from wirelab import WIRELAB, Program, main, run

FILE = captures.write("conversation.pcap", captures.conversation())
SUMMARY = """\
    1   0.000000 02:00:00:00:00:01 → 02:00:00:00:00:02 ARP 42 Who has 198.51.100.22? Tell 192.0.2.1
    2   0.062500    192.0.2.1 → 198.51.100.22 TCP 62 40000 → 40001 [SYN] Seq=0 Win=64240 Len=0 MSS=1460 WS=128
    3   0.125000 198.51.100.22 → 192.0.2.1    TCP 62 40001 → 40000 [SYN, ACK] Seq=0 Ack=1 Win=64240 Len=0 MSS=1460 WS=128
    4   0.187500    192.0.2.1 → 198.51.100.22 TCP 61 40000 → 40001 [PSH, ACK] Seq=1 Ack=1 Win=8222720 Len=7
    5   0.250000    192.0.2.1 → 198.51.100.22 UDP 54 40000 → 40001 Len=12
    6   0.312500    192.0.2.1 → 198.51.100.22 ICMP 47 Echo (ping) request  id=0x0003, seq=1/256, ttl=64
    7   0.375000    192.0.2.1 → 198.51.100.22 IPv4 1058 Fragmented IP protocol (proto=UDP 17, off=0, ID=0007)
    8   0.437500    192.0.2.1 → 198.51.100.22 IPv4 1058 Fragmented IP protocol (proto=UDP 17, off=1024, ID=0007)
    9   0.500000    192.0.2.1 → 198.51.100.22 UDP 42 40000 → 40001 Len=2048
"""
FIELDS = ["-T", "fields", "-e", "frame.number", "-e", "ip.src", "-e", "tcp.port", "-e", "_ws.col.Info", "-e", "data"]
MODES = [[], ["-V"], ["-x"], ["-P", "-V", "-x"], ["-T", "json"], ["-c", "3"], ["-t", "e"], ["-t", "d"], ["-t", "ad"],
         ["-t", "udoy"], [*FIELDS, "-E", "header=y"], [*FIELDS, "-E", "occurrence=f", "-E", "quote=d"],
         [*FIELDS, "-E", "occurrence=l", "-E", "separator=;", "-E", "bom=y"], [*FIELDS, "-E", "aggregator=/s"],
         ["-T", "json", "-e", "ip.addr", "-e", "eth"], ["-T", "fields", "-e", "frame", "-e", "ip", "-e", "icmp"]]


def sniff(*arguments, **options):
    return run("sniff", *arguments, env={"TZ": "UTC"}, **options)


def check_summary():
    result = sniff("-r", FILE)
    assert result.stdout == SUMMARY, result.stdout
    assert (result.returncode, result.stderr) == (0, "")


def check_same_as_tshark():
    if wirelab.missing("tshark"):
        return
    for mode in MODES:
        theirs = subprocess.run(["tshark", "-n", "-r", FILE, *mode], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                env=dict(os.environ, TZ="UTC"), check=True).stdout.decode()
        ours = sniff("-n", "-r", FILE, *mode).stdout
        different = [line[:200] for line in difflib.unified_diff(theirs.splitlines(), ours.splitlines(), lineterm="", n=0)]
        assert not different, "%r\n%s" % (mode, "\n".join(different[:20]))


def check_fields():
    result = sniff("-r", FILE, "-c", "2", "-T", "fields", "-E", "header=y", "-e", "tcp.port", "-e", "arp.opcode")
    assert result.stdout == "tcp.port\tarp.opcode\n\t1\n40000,40001\t\n", result.stdout


def check_unknown_fields():
    result = sniff("-r", FILE, "-T", "fields", "-e", "no.such", "-e", "ip.src", "-e", "nor.this")
    assert result.returncode and not result.stdout
    assert result.stderr.splitlines()[1:] == ["\tno.such", "\tnor.this"], result.stderr


def check_json_is_json():
    packets = json.loads(sniff("-r", FILE, "-T", "json").stdout)
    assert len(packets) == 9
    assert packets[1]["_source"]["layers"]["tcp"]["tcp.srcport"] == "40000"
    assert json.loads(sniff("-r", FILE, "-T", "json", "-c", "1", "-q").stdout or "[]") == []
    empty = captures.write("empty.pcap", [])
    assert sniff("-r", empty, "-T", "json").stdout == "[]\n"


def check_lines_of_json():
    lines = [json.loads(line) for line in sniff("-r", FILE, "--json", "-e", "ip.addr").stdout.splitlines()]
    assert [line["event"] for line in lines] == ["packet"] * 9
    assert lines[4]["protocol"] == "UDP" and lines[4]["length"] == 54
    assert lines[4]["fields"] == {"ip.addr": ["192.0.2.1", "198.51.100.22"]}


def check_styles():
    turtle = sniff("-r", FILE, "--style", "turtle").stdout.split("\nEthernet Frame:\n")
    assert turtle[1] == " - Destination: 02:00:00:00:00:02, Source: 02:00:00:00:00:01, Protocol: 1544\n", turtle[1]
    assert turtle[4] == """\
 - Destination: 02:00:00:00:00:02, Source: 02:00:00:00:00:01, Protocol: 8
   - IPv4 Packet:
     - Version: 4, Header Length: 20, TTL: 64
     - Protocol: 6, Source: 192.0.2.1, Target: 198.51.100.22
   - TCP Segment:
     - Source Port: 40000, Destination Port: 40001
     - Sequence: 1001, Acknowledgment: 5001
     - Flags:
       - URG: 0, ACK: 1, PSH: 1, RST: 0, SYN: 0, FIN: 0
     - Data:
         \\x68\\x65\\x6c\\x6c\\x6f\\x0d\\x0a
""", turtle[4]
    assert "     - Source Port: 40000, Destination Port: 40001, Length: 20\n" in turtle[5]
    raw = sniff("-r", FILE, "--style", "raw").stdout.splitlines()
    assert [eval(line) for line in raw] == captures.conversation()


def check_pipes():
    data = pathlib.Path(FILE).read_bytes()
    assert sniff("-r", "-", input=data).stdout == SUMMARY
    assert sniff("-i", "-", input=data).stdout == SUMMARY
    with Program("sniff", "-r", "-", json=False, stdin=subprocess.PIPE, env={"TZ": "UTC"}) as program:
        program.process.stdin.write(data[:24 + 16 + 42])  # the header and a packet
        program.process.stdin.flush()
        assert program.next() == SUMMARY.splitlines()[0]  # shown although more may come
        assert program.stop(signal.SIGTERM) == 0
        program.process.stdin.close()


def check_writing():
    for name, options in ("out.pcapng", []), ("out.pcap", ["-F", "pcap"]):
        result = sniff("-r", FILE, "-w", name, *options)
        assert (result.returncode, result.stdout) == (0, ""), result
        assert sniff("-r", name).stdout == SUMMARY
    assert pathlib.Path("out.pcap").read_bytes() == pathlib.Path(FILE).read_bytes()
    shown = sniff("-r", FILE, "-w", "again.pcap", "-F", "pcap", "-P", "-c", "2")
    assert shown.stdout == "".join(SUMMARY.splitlines(True)[:2])
    piped = subprocess.run([WIRELAB, "sniff", "-r", FILE, "-w", "-", "-F", "pcap"], stdout=subprocess.PIPE, check=True)
    assert piped.stdout == pathlib.Path(FILE).read_bytes()


def check_stopping():
    assert len(sniff("-r", FILE, "-a", "packets:4").stdout.splitlines()) == 4
    result = sniff("-r", FILE, "-w", "short.pcap", "-F", "pcap", "-a", "filesize:1")
    assert result.returncode == 0 and 900 < os.path.getsize("short.pcap") < 2500
    quiet = sniff("-r", FILE, "-q")
    assert (quiet.returncode, quiet.stdout) == (0, "")


def check_never_over_itself():
    """A capture is not written over the file it is read from, under whatever name."""
    data = pathlib.Path(FILE).read_bytes()
    pathlib.Path("precious.pcap").write_bytes(data)
    os.symlink("precious.pcap", "alias.pcap")
    os.link("precious.pcap", "twin.pcap")
    for name in "precious.pcap", "./precious.pcap", "alias.pcap", "twin.pcap":
        result = sniff("-r", "precious.pcap", "-w", name)
        assert result.returncode == 2 and "overwrite" in result.stderr, (name, result)
        assert pathlib.Path("precious.pcap").read_bytes() == data, name
    assert sniff("-r", "precious.pcap", "-w", "other.pcap").returncode == 0


def check_cut_file():
    data = pathlib.Path(FILE).read_bytes()
    pathlib.Path("cut.pcap").write_bytes(data[:-10])
    result = sniff("-r", "cut.pcap")
    assert result.returncode == 3 and result.stdout == "".join(SUMMARY.splitlines(True)[:8])
    assert "cut short in the middle of a packet" in result.stderr, result.stderr
    array = json.loads(sniff("-r", "cut.pcap", "-T", "json").stdout)  # the array is closed all the same
    assert len(array) == 8
    for name in "missing.pcap", "/", __file__:
        result = sniff("-r", name)
        assert result.returncode == 3 and name in result.stderr, result


def check_cut_packets():
    """Every packet cut at every length is shown in every way, and nothing breaks."""
    frames = captures.conversation()
    for cut in range(1, 80):
        name = captures.write("cuts.pcap", frames, cut=cut)
        for mode in [], ["-V", "-x"], ["-T", "json"], FIELDS:
            result = sniff("-r", name, *mode)
            assert (result.returncode, result.stderr) == (0, ""), (cut, mode, result)


def check_cut_applications():
    """Where a capture has cut what an application said, the summary says so as Wireshark's does."""
    request = b"GET /a/rather/long/name HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3000\r\n\r\n<html>" + b"text\n" * 200

    def talk(port, *said):
        """One segment after the other, from the client (True) or the server."""
        seqs = {True: 1, False: 1}
        for client, data in said:
            ports = (40000, port) if client else (port, 40000)
            hosts = (captures.A, captures.B) if client else (captures.B, captures.A)
            segment = captures.tcp(0x018, seqs[client], seqs[not client], data, source=ports[0], destination=ports[1])
            seqs[client] += len(data)
            yield captures.ethernet(captures.ip(segment, 6, source=hosts[0], destination=hosts[1]))

    frames = [*talk(80, (True, request), (False, answer), (False, b"more text" * 90), (False, b"\xff\xd8" * 90)),
              *talk(23, (False, b"login: " * 30)),
              *talk(25, (False, b"220 here\r\n"), (True, b"DATA\r\n"), (False, b"354 go on\r\n"),
                    (True, b"line\r\n" * 100))]
    cut = "[Packet size limited during capture]"
    name = captures.write("cut_applications.pcap", frames, cut=130)
    shown = sniff("-r", name, "-T", "fields", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info").stdout.splitlines()
    assert shown == ["HTTP\tGET /a/rather/long/name HTTP/1.1 ", "HTTP\tHTTP/1.1 200 OK  (text/html)" + cut,
                     "HTTP\tContinuation" + cut, "HTTP\tContinuation", "TELNET\tTelnet Data ..." + cut,
                     "SMTP\tS: 220 here", "SMTP\tC: DATA", "SMTP\tS: 354 go on",
                     "SMTP\tC: DATA fragment, 600 bytes"], shown
    name = captures.write("cut_applications.pcap", frames[:3], cut=70)  # 16 bytes of each
    shown = sniff("-r", name, "-T", "fields", "-e", "_ws.col.Protocol", "-e", "_ws.col.Info").stdout.splitlines()
    assert shown[0].startswith("TCP\t40000 → 80 [PSH, ACK]") and shown[0].endswith(cut), shown
    assert shown[1:] == ["HTTP\tContinuation" + cut] * 2, shown


def check_usage():
    for words, answer in [
            (["-r", FILE, "-Y", "tcp", "udp"], "given twice"), (["-r", FILE, "tcp.prot == 80"], "tcp.prot"),
            (["-r", FILE, "-T", "fields"], "-e"), (["-r", FILE, "-E", "colour=y", "-T", "fields", "-e", "ip"], "-E"),
            (["-r", FILE, "-f", "tcp"], "-f"), (["-r", FILE, "-i", "lo"], "-i"), (["-r", FILE, "-a", "moons:3"], "-a"),
            (["-r", FILE, "-o", "ip.defrag:TRUE"], "-o"),
            (["-r", FILE, "-w", "-", "-P"], "-w"), (["-r", FILE, "-t", "noon"], "-t"), (["-i", "lo", "-i", "eth0"], "one interface")]:
        result = sniff(*words)
        assert result.returncode == 2 and answer in result.stderr and not result.stdout, (words, result)
    assert sniff("-r", FILE, "-o", "tcp.relative_sequence_numbers:TRUE", "-o", "tls.keylog_file:").stdout == SUMMARY


def check_terminal():
    """Colour only on a terminal, and nothing from the wire that commands it."""
    assert "\x1b" not in sniff("-r", FILE).stdout
    colored = sniff("-r", FILE, "--color", "always").stdout
    assert colored.count("\x1b[0m\n") == 9
    main_end, other_end = pty.openpty()
    process = subprocess.Popen([WIRELAB, "sniff", "-r", FILE, "-c", "1"], stdout=other_end,
                               env=dict(os.environ, TERM="xterm", NO_COLOR=""))
    os.close(other_end)
    shown = b""
    try:
        while block := os.read(main_end, 4096):
            shown += block
    except OSError:  # the other end is closed
        pass
    process.wait()
    os.close(main_end)
    assert shown.startswith(b"\x1b[") and shown.count(b"\x1b") == 2, shown


def check_closed_pipe():
    process = subprocess.Popen([WIRELAB, "sniff", "-r", FILE, "-l"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    assert (process.wait(), process.stderr.read()) == (0, b"")
    process.stderr.close()


def check_what_was_forgotten():
    """A limit on what is remembered is kept, and the end tells so."""
    frames = [captures.ethernet(captures.ip(captures.udp(b"x", source=1000 + n), 17)) for n in range(40)]
    path = captures.write("many.pcap", frames)
    out = sniff("-r", path, "--flows", "16", "-T", "fields", "-e", "udp.stream")
    assert out.returncode == 0 and out.stdout.split() == [str(n) for n in range(40)], out
    assert "24 conversations, those idle longest, were forgotten: 16 are remembered" in out.stderr, out.stderr
    assert sniff("-r", path).stderr == ""


def check_live():
    """A packet's line comes at once; the end tells how many there were, and keeps no privilege."""
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    port = receiver.getsockname()[1]
    probe = sniff("-i", "lo", "-a", "duration:0.01", "-q", "udp port %d" % port)
    if probe.returncode == 3 and "permission" in probe.stderr:
        return wirelab.leave_out("capturing is not allowed here")
    assert probe.returncode == 0 and "0 packets captured" in probe.stderr, probe
    with Program("sniff", "-i", "lo", "-f", "udp port %d" % port, "-w", "live.pcapng", "-P") as capture:
        capture.event("listening", interface="lo")
        for text in b"one", b"two\x1b":
            receiver.sendto(text, receiver.getsockname())
            assert capture.event("packet")["info"] == "%d \u2192 %d Len=%d" % (port, port, len(text))
        if os.getuid() == 0:
            status = pathlib.Path("/proc/%d/status" % capture.process.pid).read_text()
            assert "CapEff:\t0000000000000000" in status or "\nUid:\t0" not in status, status
        assert capture.stop() == 0
        totals = capture.event("totals") if not any(e["event"] == "totals" for e in capture.seen) else capture.seen[-1]
        assert totals["captured"] == 2 and totals["dropped"] == 0, totals
    assert len(sniff("-r", "live.pcapng").stdout.splitlines()) == 2
    with Program("sniff", "-i", "lo", "-c", "1", "udp", "port", str(port), json=False) as capture:
        while capture.process.poll() is None and not capture.seen:
            receiver.sendto(b"knock", receiver.getsockname())  # until it listens
            try:
                capture.seen.append(capture.items.get(timeout=0.05))
            except queue.Empty:
                pass
        assert capture.wait() == 0
        assert b"Capturing on 'lo'\n1 packet captured\n" == capture.errors, capture.errors
    receiver.close()
    bad = sniff("-i", "lo", "tcp prt 80")
    assert bad.returncode == 2 and "prt" in bad.stderr, bad
    nowhere = sniff("-i", "no-such-device")
    assert nowhere.returncode == 3 and "sniff -D" in nowhere.stderr, nowhere


def check_interfaces():
    lines = sniff("-D").stdout.splitlines()
    assert lines and [line.split(".")[0] for line in lines] == [str(n + 1) for n in range(len(lines))], lines
    devices = [json.loads(line) for line in sniff("-D", "--json").stdout.splitlines()]
    assert any(device["loopback"] for device in devices)


main()
