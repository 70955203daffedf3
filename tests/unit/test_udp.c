/* The UDP dissector.  SPDX-License-Identifier: MIT */
#include "headers.h"
#include "unit.h"

enum { UDP = 17, MOST_FIELDS = 5 };

static const struct {
    bool ipv6;
    const char *hex;
    const char *info;
    const char *fields[MOST_FIELDS][2];
} datagrams[] = {
    {false, "c350 c3b4 000d 1111 68656c6c6f", "50000 → 50100 Len=5",
        {{"udp.payload", "68656c6c6f"}, {"udp.port", "50000,50100"}, {"udp.checksum.status", "2"},
            {"udp.stream", "0"}, {"data.data", "68656c6c6f"}}},
    {false, "c350 c3b4 0008 1111", "50000 → 50100 Len=0",
        {{"udp.payload", ""}, {"udp.stream", "0"}, {"udp.time_delta", ""}}},
    {false, "c350 c3b4 000a 1111 68656c6c6f", "50000 → 50100 Len=2", {{"udp.payload", "6865"}}},
    {false, "c350 c3b4 0003 1111 68656c6c6f", "50000 → 50100 [BAD UDP LENGTH 3 < 8]",
        {{"udp.length.bad", "1"}, {"udp.checksum", ""}, {"udp.stream", ""}}},
    {false, "c350 c3b4 001e 1111 68656c6c6f",
        "50000 → 50100 [BAD UDP LENGTH 30 > IP PAYLOAD LENGTH] Len=22",
        {{"udp.length.bad", "1"}, {"udp.payload", "68656c6c6f"}}},
    {false, "c350 c3b4 0009 0000 61", "50000 → 50100 Len=1", {{"udp.checksum.status", "3"}}},
    {false, "c350 829e 0009 1111 61", "50000 → 33438 Len=1", {{"udp.possible_traceroute", "1"}}},
    {false, "c350 829a 0009 1111 61", "50000 → 33434 Len=1", {{"udp.possible_traceroute", ""}}},
};

START_TEST(datagram)
{
    for (unsigned all = 0; all < 2; all++) {
        struct bench bench = bench_begin(all);
        bench_send(&bench, UDP, datagrams[_i].ipv6, false, datagrams[_i].hex, 0);
        ck_assert_str_eq(bench_info(&bench), datagrams[_i].info);
        for (unsigned i = 0; all && i < MOST_FIELDS && datagrams[_i].fields[i][0]; i++)
            ck_assert_msg(strcmp(bench_values(&bench, datagrams[_i].fields[i][0]),
                              datagrams[_i].fields[i][1]) == 0,
                "%s: %s", datagrams[_i].fields[i][0], text_string(&bench.text));
        bench_check_places(&bench);
        bench_end(&bench);
    }
}
END_TEST

START_TEST(cut_anywhere)
{
    struct bench bench = bench_begin(true);
    uint32_t length = bench_hex(bench.bytes, datagrams[_i].hex);
    for (uint32_t cut = 0; cut <= length; cut++) {
        bench_send(&bench, UDP, datagrams[_i].ipv6, false, datagrams[_i].hex, cut);
        bench_check_places(&bench);
        bench_info(&bench);
    }
    bench_end(&bench);
}
END_TEST

static const struct {
    const char *hex, *name, *label;
} labels[] = {
    {"c350 c3b4 000d 1111 68656c6c6f", "udp.length", "Length: 13"},
    {"c350 c3b4 0003 1111 68656c6c6f", "udp.length", "Length: 3 (bogus, must be >= 8)"},
    {"c350 c3b4 001e 1111 68656c6c6f", "udp.length", "Length: 30 (bogus, payload length 13)"},
    {"c350 c3b4 000d 1111 68656c6c6f", "udp.checksum", "Checksum: 0x1111 [unverified]"},
    {"c350 c3b4 000d 0000 68656c6c6f", "udp.checksum", "Checksum: 0x0000 [zero-value ignored]"},
    {"c350 c3b4 000d 1111 68656c6c6f", "udp.payload", "UDP payload (5 bytes)"},
    {"c350 c3b4 001e 1111 68656c6c6f", "udp.payload", "UDP payload (5 bytes)"},
    {"c350 c3b4 0009 1111 61", "udp.payload", "UDP payload (1 byte)"},
    {"c350 c3b4 0009 1111 61", "udp.time_delta",
        "[Time since previous frame: 0.000000000 seconds]"},
};

START_TEST(label)
{
    struct bench bench = bench_begin(true);
    bench_send(&bench, UDP, false, false, labels[_i].hex, 0);
    ck_assert_str_eq(bench_label(&bench, labels[_i].name), labels[_i].label);
    ck_assert_str_eq(bench_describe(&bench, "udp"), ", Src Port: 50000, Dst Port: 50100");
    bench_end(&bench);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("udp");
    TCase *tests = tcase_create("udp");
    tcase_add_loop_test(tests, datagram, 0, sizeof datagrams / sizeof *datagrams);
    tcase_add_loop_test(tests, cut_anywhere, 0, sizeof datagrams / sizeof *datagrams);
    tcase_add_loop_test(tests, label, 0, sizeof labels / sizeof *labels);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
