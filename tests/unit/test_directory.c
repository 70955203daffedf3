/* Names for numbers: how lists are read, and what is found.  SPDX-License-Identifier: MIT */
#include "dissect/directory.h"

#include <stdio.h>

#include "unit.h"

static struct bytes text_of(const char *string)
{
    return bytes_of_string(string);
}

static struct directory *all_kinds(void)
{
    struct directory *directory =
        directory_create(DIRECTORY_STATIONS | DIRECTORY_HOSTS | DIRECTORY_PORTS);
    ck_assert_ptr_nonnull(directory);
    return directory;
}

static void check_address(struct directory *directory, struct bytes address, const char *expected)
{
    struct text text = {0};
    directory_address(&text, directory, address);
    ck_assert_str_eq(text_string(&text), expected);
    text_finish(&text);
}

static void check_port(
    struct directory *directory, unsigned transport, uint16_t port, const char *expected)
{
    struct text text = {0};
    directory_port(&text, directory, transport, port);
    ck_assert_str_eq(text_string(&text), expected);
    text_finish(&text);
}

/* The names are those that tshark 4.0 gives by these lists. */
static const struct {
    uint8_t mac[6];
    const char *name;
} stations[] = {
    {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, "Broadcast"},
    {{0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb}, "IPv4mcast_fb"},
    {{0x01, 0x00, 0x5e, 0x7f, 0xff, 0xfa}, "IPv4mcast_7f:ff:fa"},
    {{0x01, 0x00, 0x5e, 0x80, 0x00, 0x01}, "IPv4mcast_80:00:01"},
    {{0x01, 0x00, 0x5e, 0x00, 0x00, 0x00}, "IPv4mcast_00"},
    {{0x33, 0x33, 0x00, 0x00, 0x00, 0x16}, "IPv6mcast_16"},
    {{0x33, 0x33, 0xff, 0x00, 0x00, 0x16}, "IPv6mcast_ff:00:00:16"},
    {{0x01, 0x80, 0xc2, 0x00, 0x00, 0x00}, "Spanning-tree-(for-bridges)_00"},
    {{0x00, 0x00, 0x5e, 0x00, 0x01, 0x07}, "IETF-VRRP-VRID_07"},
    {{0x0a, 0x0b, 0x0c, 0x01, 0x02, 0x03}, "alice"},
    {{0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f}, "bob"},
    {{0x00, 0x60, 0x08, 0x45, 0x00, 0x55}, "3com_45:00:55"},
    {{0x01, 0x60, 0x08, 0x00, 0x00, 0x00}, "3com_00:00:00"},
    {{0x00, 0x1b, 0xc5, 0x00, 0x01, 0x23}, "Convergi_01:23"},
    {{0x00, 0x1b, 0xc5, 0x00, 0x11, 0x23}, "OpenRBco_01:23"},
    {{0x08, 0x26, 0xae, 0x91, 0x02, 0x03}, "Annapurn_01:02:03"},
    {{0x09, 0x26, 0xae, 0x91, 0x02, 0x03}, "IEEERegi_91:02:03"},
    {{0x01, 0x00, 0x3c, 0x00, 0x12, 0x34}, "Auspex_00:12:34"},
    {{0x02, 0x00, 0x00, 0x00, 0x00, 0x01}, "02:00:00:00:00:01"},
};

START_TEST(names_stations)
{
    struct directory *directory = all_kinds();
    directory_read_stations(directory,
        text_of(
            "# makers\n00:60:08\t3com\t3Com\n00:1B:C5:00:00:00/36\tConvergi\tConverging\n"
            "00:1B:C5:00:10:00/36\tOpenRBco\r\n08:26:AE\tIEEERegi\n08:26:AE:90:00:00/28 Annapurn\n"
            "02:00:00:00:00:00/49 wrong\n02:00:00:00:00:00/0 wrong\n02:00/16 wrong\n02:00: wrong\n"
            "02;00;00;00;00;01 wrong\n02:00:00:00:00:00:01 wrong\nwrong\n02:00:00"),
        DIRECTORY_MAKERS);
    directory_read_stations(directory, text_of("01-00-3C\tAuspex\n"), DIRECTORY_WELL_KNOWN);
    directory_read_stations(directory,
        text_of("a:b:c:1:2:3 alice\n0A-0B-0C-0D-0E-0F bob # his\n02:00:00/24 nobody\n"),
        DIRECTORY_ETHERS);
    check_address(directory, bytes_of(stations[_i].mac, 6), stations[_i].name);
    directory_destroy(directory);
}
END_TEST

START_TEST(names_companies)
{
    struct directory *directory = directory_create(0);
    ck_assert_ptr_null(directory_company(NULL, 0x000001));
    directory_read_stations(directory,
        text_of("00:00:01\tXerox\tXerox Corporation \r\n00:00:02\tShort\n"
                "00:1B:C5:00:00:00/36\tConvergi\tConverging\n# 00:00:03\tNone\n"),
        DIRECTORY_COMPANIES);
    ck_assert_str_eq(directory_company(directory, 0x000001), "Xerox Corporation");
    ck_assert_str_eq(directory_company(directory, 0x000002), "Short");
    ck_assert_ptr_null(directory_company(directory, 0x000003));
    ck_assert_ptr_null(directory_company(directory, 0x001bc5));
    static const uint8_t mac[] = {0, 0, 1, 2, 3, 4};
    check_address(directory, bytes_of(mac, 6), "00:00:01:02:03:04");
    directory_destroy(directory);
}
END_TEST

static const uint8_t four[] = {192, 0, 2, 1}, six[16] = {0x20, 1, 0xd, 0xb8, [15] = 1};

START_TEST(names_hosts)
{
    struct directory *directory = all_kinds();
    directory_read_hosts(directory,
        text_of(
            "192.0.2.1 first also\n 192.0.2.1\tlast # word\n2001:db8::1 six\n192.0.2 no\n"
            "1234567890123456789012345678901234567890123456789 no\n# 192.0.2.1 no\n192.0.2.1\n"),
        NULL, NULL);
    check_address(directory, bytes_of(four, 4), "last");
    check_address(directory, bytes_of(six, 16), "six");
    check_address(NULL, bytes_of(six, 16), "2001:db8::1");
    ck_assert(directory_add_host(directory, bytes_of(four, 4), text_of("\x1b[2Jevil")));
    check_address(directory, bytes_of(four, 4), "\\x1b[2Jevil");
    ck_assert(directory_add_host(directory, bytes_of(four, 4), text_of("brief")));
    check_address(directory, bytes_of(four, 4), "brief");
    ck_assert(!directory_add_host(directory, bytes_of(four, 4), text_of("")));
    ck_assert(!directory_add_host(directory, bytes_of(six, 5), text_of("what")));
    directory_destroy(directory);
}
END_TEST

START_TEST(names_ports)
{
    struct directory *directory = all_kinds();
    directory_read_services(directory,
        text_of("http 80/tcp/udp/sctp # web\nx11\t6000-6063/tcp\ntwo 7-6/tcp\nmany 1-65535/udp\n"
                "huge 65616/tcp\nno 81\nno 82x/tcp\nno -83/tcp\nno 84-/tcp\n"));
    check_port(directory, DIRECTORY_TCP, 80, "http");
    check_port(directory, DIRECTORY_UDP, 80, "http");
    check_port(directory, DIRECTORY_TCP, 6063, "x11");
    check_port(directory, DIRECTORY_UDP, 6063, "6063");
    for (uint16_t port = 81; port <= 84; port++) {
        char number[8];
        snprintf(number, sizeof number, "%u", port);
        check_port(directory, DIRECTORY_TCP, port, number);
        check_port(directory, DIRECTORY_UDP, port, number);
    }
    directory_destroy(directory);
}
END_TEST

START_TEST(looks_for_what_is_wanted)
{
    struct directory *directory = directory_create(DIRECTORY_PORTS);
    directory_read_hosts(directory, text_of("192.0.2.1 here\n"), NULL, NULL);
    directory_read_services(directory, text_of("http 80/tcp\n"));
    check_address(directory, bytes_of(four, 4), "192.0.2.1");
    check_address(directory, bytes_of("\377\377\377\377\377\377", 6), "ff:ff:ff:ff:ff:ff");
    check_port(directory, DIRECTORY_TCP, 80, "http");
    ck_assert(!directory_names(directory, 4) && !directory_names(directory, 6));
    directory_destroy(directory);
}
END_TEST

static bool answer(void *context, struct bytes address, struct text *name)
{
    unsigned *asked = context;
    ++*asked;
    if (address.len != 4) return false;
    text_put(name, "asked");
    return true;
}

START_TEST(asks_once)
{
    struct directory *directory = all_kinds();
    unsigned asked = 0;
    directory_ask(directory, answer, &asked);
    for (unsigned i = 0; i < 3; i++) {
        check_address(directory, bytes_of(four, 4), "asked");
        check_address(directory, bytes_of(six, 16), "2001:db8::1");
    }
    ck_assert_uint_eq(asked, 2);
    directory_add_host(directory, bytes_of(six, 16), text_of("late"));
    check_address(directory, bytes_of(six, 16), "late");
    directory_destroy(directory);
}
END_TEST

START_TEST(remembers_no_more_than_it_may)
{
    struct directory *directory = all_kinds();
    for (uint32_t i = 0; i < 70000; i++) {
        const uint8_t at[] = {
            (uint8_t)(i >> 24), (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
        ck_assert(directory_add_host(directory, bytes_of(at, 4), text_of("name")) == (i < 65536));
    }
    check_address(directory, bytes_of("\0\0\0\1", 4), "name");
    check_address(directory, bytes_of("\0\1\0\1", 4), "0.1.0.1");
    directory_destroy(directory);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("directory");
    tcase_add_loop_test(tcase, names_stations, 0, (int)(sizeof stations / sizeof *stations));
    tcase_add_test(tcase, names_companies);
    tcase_add_test(tcase, names_hosts);
    tcase_add_test(tcase, names_ports);
    tcase_add_test(tcase, looks_for_what_is_wanted);
    tcase_add_test(tcase, asks_once);
    tcase_add_test(tcase, remembers_no_more_than_it_may);
    Suite *suite = suite_create("directory");
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
