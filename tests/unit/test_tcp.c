/* The TCP dissector: header, options, and the texts of tree and summary.
 * SPDX-License-Identifier: MIT */
#include "headers.h"
#include "unit.h"

enum { TCP = 6, MOST_FIELDS = 6 };

/* The fixed header from port 50000 to 50100, sequence number 1000, acknowledgment 5001, window 100:
 * data offset and flags follow. */
#define HEADER(offset_flags) "c350 c3b4 000003e8 00001389 " offset_flags " 0064 1234 0000 "

static const struct {
    const char *hex;
    const char *info;
    const char *fields[MOST_FIELDS][2]; /* name and value */
} segments[] = {
    {HEADER("5010") "616263", "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=3",
        {{"tcp.payload", "616263"}, {"tcp.nxtseq", "4"}, {"tcp.seq_raw", "1000"},
            {"tcp.flags.str", "·······A····"}, {"tcp.window_size_scalefactor", "-1"}}},
    {HEADER("5fff"),
        "50000 → 50100 [FIN, SYN, RST, PSH, ACK, URG, ECE, CWR, AE, Reserved] Seq=0 Ack=1 "
        "Win=100 Urg=0 Len=0",
        {{"tcp.flags.str", "RRRACEUAPRSF"}, {"tcp.connection.rst", "1"},
            {"tcp.connection.synack", "1"}}},
    {HEADER("5000"), "50000 → 50100 [<None>] Seq=1 Win=100 Len=0",
        {{"tcp.ack", "5001"}, {"tcp.ack.nonzero", "1"}}},
    {HEADER("7002") "020405b4 01030307", "50000 → 50100 [SYN] Seq=0 Win=100 Len=0 MSS=1460 WS=128",
        {{"tcp.options", "020405b401030307"}, {"tcp.option_kind", "2,1,3"},
            {"tcp.options.mss_val", "1460"}, {"tcp.options.wscale.shift", "7"},
            {"tcp.options.wscale.multiplier", "128"}}},
    {HEADER("7002") "0103030f 04020000",
        "50000 → 50100 [SYN] Seq=0 Win=100 Len=0 WS=16384 SACK_PERM",
        {{"tcp.options.wscale.multiplier", "16384"}, {"tcp.options.wscale.shift.invalid", "1"},
            {"tcp.options.mss.absent", "1"}, {"tcp.options.eol", "00,00"}}},
    {HEADER("8010") "0101080a 00000005 00000006",
        "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0 TSval=5 TSecr=6",
        {{"tcp.options.timestamp.tsval", "5"}, {"tcp.options.timestamp", "080a0000000500000006"}}},
    {HEADER("a010") "0101 0512 0000138a 00001394 0000139e 000013a8",
        "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0 SLE=2 SRE=12 SLE=22 SRE=32",
        {{"tcp.options.sack_le", "2,22"}, {"tcp.options.sack.count", "2"},
            {"tcp.options.sack.dsack_le", ""}}},
    {HEADER("8010") "0101 050a 00001380 00001388",
        "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0 SLE=4294967288 SRE=0",
        {{"tcp.options.sack.dsack_le", "4294967288"}, {"tcp.options.sack.dsack", "1"}}},
    {HEADER("6002") "2202 0000", "50000 → 50100 [SYN] Seq=0 Win=100 Len=0 TFO=R",
        {{"tcp.options.tfo.request", "1"}}},
    {HEADER("7002") "2206 31323334 0000", "50000 → 50100 [SYN] Seq=0 Win=100 Len=0 TFO=C",
        {{"tcp.options.tfo.cookie", "31323334"}, {"tcp.analysis.tfo_syn", "1"}}},
    {HEADER("6010") "0800 0000", "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0",
        {{"tcp.option.len.invalid", "1"}, {"tcp.option_kind", ""}}},
    {HEADER("6010") "0809 0000", "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0",
        {{"tcp.option.len.invalid", "1"}}},
    {HEADER("6010") "01010108", "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0",
        {{"tcp.option.len.invalid", "1"}, {"tcp.options.nop", "01,01,01"}}},
    {HEADER("6010") "00010000", "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0",
        {{"tcp.non_zero_bytes_after_eol", "1"}}},
    {HEADER("6010") "01010101", "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0",
        {{"tcp.nop", "1"}}},
    {HEADER("7010") "6304 6162 fd04 f989", "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100 Len=0 TFO=R",
        {{"tcp.options.unknown.payload", "6162"}, {"tcp.options.experimental.exid", "0xf989"}}},
    {HEADER("4010"),
        "50000 → 50100 [ACK] Seq=1 Ack=1 Win=100, bogus TCP header length (16, must be at least "
        "20)",
        {{"tcp.bogus_header_length", "1"}, {"tcp.hdr_len", "16"}, {"tcp.len", "4"}}},
    {HEADER("5014") "6e6f", "50000 → 50100 [RST, ACK] Seq=1 Ack=1 Win=100 Len=2",
        {{"tcp.reset_cause", "no"}, {"tcp.payload", ""}, {"data.data", ""}}},
};

START_TEST(segment)
{
    struct bench bench = bench_begin(true);
    bench_send(&bench, TCP, false, false, segments[_i].hex, 0);
    ck_assert_str_eq(bench_info(&bench), segments[_i].info);
    for (unsigned i = 0; i < MOST_FIELDS && segments[_i].fields[i][0]; i++)
        ck_assert_msg(
            strcmp(bench_values(&bench, segments[_i].fields[i][0]), segments[_i].fields[i][1]) == 0,
            "%s: %s", segments[_i].fields[i][0], text_string(&bench.text));
    bench_check_places(&bench);
    bench_end(&bench);
    struct bench lean = bench_begin(false); /* the summary is the same when only it is wanted */
    bench_send(&lean, TCP, false, false, segments[_i].hex, 0);
    ck_assert_str_eq(bench_info(&lean), segments[_i].info);
    bench_end(&lean);
}
END_TEST

START_TEST(cut_anywhere)
{
    struct bench bench = bench_begin(true);
    uint32_t length = (uint32_t)bench_hex(bench.bytes, segments[_i].hex);
    for (uint32_t cut = 0; cut <= length; cut++) {
        bench_send(&bench, TCP, false, false, segments[_i].hex, cut);
        bench_check_places(&bench);
        bench_info(&bench);
        for (unsigned i = 0; i < bench.packet->nitems; i++) {
            text_clear(&bench.text);
            field_print_label(&bench.text, bench.packet, &bench.packet->items[i]);
        }
    }
    bench_end(&bench);
}
END_TEST

static const struct {
    const char *hex, *name, *label;
} labels[] = {
    {HEADER("5010"), "tcp.hdr_len", "0101 .... = Header Length: 20 bytes (5)"},
    {HEADER("5010"), "tcp.flags", "Flags: 0x010 (ACK)"},
    {HEADER("5010"), "tcp.flags.ack", ".... ...1 .... = Acknowledgment: Set"},
    {HEADER("5010"), "tcp.flags.res", "000. .... .... = Reserved: Not set"},
    {HEADER("5fff"), "tcp.flags.res", "111. .... .... = Reserved: Set"},
    {HEADER("5100"), "tcp.flags.ae", "...1 .... .... = Accurate ECN: Set"},
    {HEADER("5010"), "tcp.seq", "Sequence Number: 1    (relative sequence number)"},
    {HEADER("5010"), "tcp.nxtseq", "[Next Sequence Number: 1    (relative sequence number)]"},
    {HEADER("5010"), "tcp.ack", "Acknowledgment Number: 1    (relative ack number)"},
    {HEADER("5002"), "tcp.ack", "Acknowledgment Number: 5001"},
    {HEADER("5010"), "tcp.window_size", "[Calculated window size: 100]"},
    {HEADER("5010"), "tcp.window_size_scalefactor", "[Window size scaling factor: -1 (unknown)]"},
    {HEADER("5010"), "tcp.checksum", "Checksum: 0x1234 [unverified]"},
    {HEADER("5010"), "tcp.completeness", "[Conversation completeness: Incomplete (0)]"},
    {HEADER("5010") "61", "tcp.payload", "TCP payload (1 byte)"},
    {HEADER("8010") "0101080a 00000005 00000006", "tcp.options",
        "Options: (12 bytes), No-Operation (NOP), No-Operation (NOP), Timestamps"},
    {HEADER("8010") "0101080a 00000005 00000006", "tcp.options.timestamp",
        "TCP Option - Timestamps: TSval 5, TSecr 6"},
    {HEADER("7002") "020405b4 01030307", "tcp.options.mss",
        "TCP Option - Maximum segment size: 1460 bytes"},
    {HEADER("7002") "020405b4 01030307", "tcp.options.wscale",
        "TCP Option - Window scale: 7 (multiply by 128)"},
    {HEADER("8010") "0101 050a 0000138a 00001394", "tcp.options.sack", "TCP Option - SACK 2-12"},
    {HEADER("8010") "0101 050a 0000138a 00001394", "tcp.options.sack_le",
        "left edge = 2 (relative)"},
    {HEADER("7010") "6304 6162 fd04 f989", "tcp.options",
        "Options: (8 bytes), Unknown (0x63), Experimental"},
    {HEADER("7010") "6304 6162 fd04 f989", "tcp.options.experimental",
        "TCP Option - Experimental: Fast Open"},
    {HEADER("7010") "ac08 000001 000002", "tcp.options.acc_ecn",
        "TCP Option - Accurate ECN (Order 0): EE0B 1, ECEB 2"},
};

START_TEST(label)
{
    struct bench bench = bench_begin(true);
    bench_send(&bench, TCP, false, false, labels[_i].hex, 0);
    ck_assert_str_eq(bench_label(&bench, labels[_i].name), labels[_i].label);
    bench_end(&bench);
}
END_TEST

#define FROM_CLIENT(seq, ack, flags, window)                                                       \
    "c350 0050 " seq " " ack " 50" flags " " window " 0000 0000 "
#define FROM_SERVER(seq, ack, flags, window)                                                       \
    "0050 c350 " seq " " ack " 50" flags " " window " 0000 0000 "

START_TEST(a_conversation)
{
    static const struct {
        bool back;
        const char *hex, *info;
    } rows[] = {
        {false, "c350 0050 00000064 00000000 6002 2000 0000 0000 03030700",
            "50000 → 80 [SYN] Seq=0 Win=8192 Len=0 WS=128"},
        {true, "0050 c350 000001f4 00000065 6012 2000 0000 0000 03030200",
            "80 → 50000 [SYN, ACK] Seq=0 Ack=1 Win=8192 Len=0 WS=4"},
        {false, FROM_CLIENT("00000065", "000001f5", "10", "0010"),
            "50000 → 80 [ACK] Seq=1 Ack=1 Win=2048 Len=0"},
        {false, FROM_CLIENT("0000006f", "000001f5", "18", "0010") "6869",
            "[TCP Previous segment not captured] 50000 → 80 [PSH, ACK] Seq=11 Ack=1 Win=2048 "
            "Len=2"},
        {true, FROM_SERVER("000001f5", "00000065", "10", "2000"),
            "[TCP Dup ACK 2#1] 80 → 50000 [ACK] Seq=1 Ack=1 Win=32768 Len=0"},
        {true, FROM_SERVER("000001f5", "00000065", "10", "2000"),
            "[TCP Dup ACK 2#2] 80 → 50000 [ACK] Seq=1 Ack=1 Win=32768 Len=0"},
        {true, FROM_SERVER("000001f5", "00000065", "10", "0000"),
            "[TCP ZeroWindow] 80 → 50000 [ACK] Seq=1 Ack=1 Win=0 Len=0"},
        {false, FROM_CLIENT("00000065", "000001f5", "18", "0010") "6869",
            "[TCP Retransmission] 50000 → 80 [PSH, ACK] Seq=1 Ack=1 Win=2048 Len=2"},
    };
    for (unsigned all = 0; all < 2; all++) {
        struct bench bench = bench_begin(all);
        for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
            if (i == 7) bench.frame.time += 1000000000;
            bench_send(&bench, TCP, false, rows[i].back, rows[i].hex, 0);
            ck_assert_str_eq(bench_info(&bench), rows[i].info);
        }
        if (all) { /* what was sent again is not passed on */
            ck_assert_str_eq(bench_values(&bench, "tcp.segment_data"), "6869");
            ck_assert_str_eq(bench_values(&bench, "data.data"), "");
            ck_assert_str_eq(bench_label(&bench, "tcp.segment_data"),
                "Retransmitted TCP segment data (2 bytes)");
            ck_assert_str_eq(bench_describe(&bench, "tcp"),
                ", Src Port: 50000, Dst Port: 80, Seq: 1, Ack: 1, Len: 2");
        }
        bench_end(&bench);
    }
}
END_TEST

/* Options of random bytes: nothing outside the header is touched, and nothing loops. */
START_TEST(hostile_options)
{
    struct bench bench = bench_begin(true);
    uint32_t state = 12345;
    char hex[2 * 60 + 1];
    for (unsigned i = 0; i < 3000; i++) {
        snprintf(hex, sizeof hex, "c350 c3b4 000003e8 00001389 f0%02x 0064 1234 0000 ", i & 0x3f);
        size_t at = strlen(hex);
        char options[81];
        for (unsigned k = 0; k < 40; k++) {
            state ^= state << 13, state ^= state >> 17, state ^= state << 5;
            static const uint8_t kinds[] = {0, 1, 2, 3, 4, 5, 8, 10, 30, 34, 172, 253};
            unsigned byte =
                state & 1 ? kinds[state / 2 % sizeof kinds] : state >> 24 & (state & 2 ? 15 : 255);
            snprintf(options + 2 * k, 3, "%02x", byte);
        }
        char whole[sizeof hex + sizeof options];
        snprintf(whole, sizeof whole, "%.*s%s", (int)at, hex, options);
        bench_send(&bench, TCP, false, false, whole, i % 7 ? 0 : i % 41);
        bench_check_places(&bench);
        for (unsigned k = 0; k < bench.packet->nitems; k++) {
            text_clear(&bench.text);
            field_print_label(&bench.text, bench.packet, &bench.packet->items[k]);
        }
    }
    bench_end(&bench);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tcp");
    TCase *tests = tcase_create("tcp");
    tcase_add_loop_test(tests, segment, 0, sizeof segments / sizeof *segments);
    tcase_add_loop_test(tests, cut_anywhere, 0, sizeof segments / sizeof *segments);
    tcase_add_loop_test(tests, label, 0, sizeof labels / sizeof *labels);
    tcase_add_test(tests, a_conversation);
    tcase_add_test(tests, hostile_options);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
