# SPDX-License-Identifier: MIT
"""--explain-filter: a filter in words, what its parts match, and what may not be meant."""
import json

import captures
from wirelab import main, run

# 1 ARP, 2-4 a handshake and data, 5 a datagram, 6 an echo, 7-9 a datagram in fragments.
FILE = captures.write("explain.pcap", captures.conversation())


def explain(text, *arguments):
    result = run("sniff", "-r", FILE, "--explain-filter", "-Y", text, "--json", *arguments)
    assert (result.returncode, result.stderr) == (0, ""), (text, result)
    return json.loads(result.stdout)


def matches(text):
    return len(run("sniff", "-r", FILE, "-Y", text).stdout.splitlines())


def check_parts():
    """Each part is a filter of its own, and counted as that."""
    for text in ["tcp", "tcp or udp and not arp", "not (tcp or udp)", "tcp.port in {40000, 1..3} and ip.src[0:2] == c0:00",
                 "frame.len - 14 > 40 && len(udp.payload) > 5", "udp.payload matches \"^one\" or ip.addr == 192.0.2.0/24",
                 "all ip.addr > 1.1.1.1", "tcp.srcport < tcp.dstport <= tcp.dstport", "string(ip.src) contains \"192\"",
                 "-tcp.len == -7", "ip.src#[1-2] == 192.0.2.1", "udp.payload[0,4-6,:3,2:,-1] == 6f", "${private_ipv4:ip.src}",
                 "bootp or tcp.port === 40000", "tcp.flags.syn == 1 and !tcp.flags.ack == 1", ""]:
        found = explain(text)
        assert found["packets"] == 9 and found["parts"][0]["count"] == matches(text), (text, found)
        for part in found["parts"]:
            assert part["count"] == matches(part["filter"]) and part["words"], (text, part)


def check_words():
    depths = [(part["depth"], part["words"]) for part in explain("tcp.port == 80 or udp and not arp")["parts"]]
    assert depths == [(0, "one of the two holds, or both:"), (1, "some tcp.port (Source or Destination Port) is 80"),
                      (1, "both hold:"), (2, "there is a layer udp (User Datagram Protocol)"), (2, "this does not hold:"),
                      (3, "there is a layer arp (Address Resolution Protocol)")], depths
    for text, words in {"ip.src == 10.0.0.0/8": "by its first 8 bits", "tcp.port in {1, 2, 5..7}": "is one of 1, 2 or 5 to 7",
                        "all udp.port > 5": "every udp.port", "udp[0:2]": "there are bytes at udp[0:2]",
                        "tcp.flags & 2": "is not zero", "frame matches \"a\"": "matches the pattern \"a\""}.items():
        assert words in explain(text)["parts"][0]["words"], (text, explain(text))


def check_pitfalls():
    for text, corrected in {"tcp.port != 40000": "not tcp.port == 40000", "ip.addr !== 192.0.2.1": "not ip.addr == 192.0.2.1",
                            "tcp.flags.syn": "tcp.flags.syn == 1", "arp or tcp.flags.ack": "arp or tcp.flags.ack == 1",
                            "udp.payload[0] == ff": "udp.payload[0] == :ff", "not tcp.port == 80": "(tcp and not tcp.port == 80)",
                            "tcp or udp and frame.len > 60": "(tcp or udp) and frame.len > 60",
                            "tcp and frame.len > 60 or udp": "tcp and (frame.len > 60 or udp)", "icmp.resp_in": None}.items():
        found = explain(text)["pitfalls"]
        assert found and found[0].get("corrected") == corrected, (text, found)
        if corrected:
            assert found[0]["count"] == matches(corrected), (text, found)
    for text in "tcp.srcport != 80", "tcp and not tcp.port == 80", "tcp.flags.syn == 1", "not arp", "frame.len > 5", \
            "(tcp and frame.len > 60) or udp", "tcp or (udp and frame.len > 60)", "not frame.number == 1", "udp.payload[0] == :ff":
        assert not explain(text)["pitfalls"], (text, explain(text))


def check_human():
    lines = run("sniff", "-r", FILE, "--explain-filter", "tcp.port", "!=", "40000").stdout.splitlines()
    assert lines[0] == "tcp.port != 40000" and lines[2].endswith(" 0 of 9") and lines[-1].endswith(" 6 of 9"), lines
    assert all(len(line) <= 100 for line in lines), lines
    alone = run("sniff", "--explain-filter", "tcp.port == 80")
    assert alone.returncode == 0 and " of " not in alone.stdout, alone
    strange = run("sniff", "-r", FILE, "--explain-filter", 'frame contains "\x1b[31m"')
    assert strange.returncode == 0 and "\x1b" not in strange.stdout, strange


def check_refused():
    for arguments in (["tcp.prot"], [], ["-i", "lo", "-Y", "tcp"]):
        result = run("sniff", "--explain-filter", *arguments)
        assert (result.returncode, result.stdout) == (2, "") and "hint: " in result.stderr, (arguments, result)
    huge = " or ".join("frame.number == %d" % n for n in range(2000))
    assert "and more" in run("sniff", "--explain-filter", huge).stdout
    assert run("sniff", "--explain-filter", "not (" * 190 + "tcp" + ")" * 190).returncode == 0


if __name__ == "__main__":
    main()
