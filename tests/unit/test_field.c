/* What fields look like in the tree: numbers, names, bits and bytes.
 * SPDX-License-Identifier: MIT */
#include "dissect/field.h"

#include "base/text.h"
#include "dissect/packet.h"
#include "unit.h"

static const struct value_name colours[] = {{0, "Red"}, {2, "Blue"}, {0, NULL}};

static const struct {
    struct field field;
    uint64_t number;
    const char *label;
} numbers[] = {
    {{"t.n", "N", FT_UINT8, BASE_DEC}, 200, "N: 200"},
    {{"t.n", "N", FT_UINT16, BASE_HEX}, 0x1f, "N: 0x001f"},
    {{"t.n", "N", FT_UINT16, BASE_DEC_HEX}, 31, "N: 31 (0x001f)"},
    {{"t.n", "N", FT_UINT32, BASE_HEX_DEC}, 31, "N: 0x0000001f (31)"},
    {{"t.n", "N", FT_INT32, BASE_DEC}, (uint64_t)-7, "N: -7"},
    {{"t.n", "N", FT_UINT8, BASE_DEC, 0, colours}, 2, "N: Blue (2)"},
    {{"t.n", "N", FT_UINT8, BASE_DEC, 0, colours}, 9, "N: Unknown (9)"},
    {{"t.n", "N", FT_UINT8, BASE_NONE, 0, colours}, 2, "N: Blue"},
    {{"t.n", "N", FT_UINT16, BASE_HEX, 0, colours}, 2, "N: Blue (0x0002)"},
    {{"t.n", "N", FT_UINT8, BASE_DEC, 0xf0}, 5, "0101 .... = N: 5"},
    {{"t.n", "N", FT_UINT8, BASE_HEX, 0x03, colours}, 2, ".... ..10 = N: Blue (0x2)"},
    {{"t.n", "N", FT_UINT16, BASE_HEX, 0x1ff0, colours}, 2,
        "...0 0000 0010 .... = N: Blue (0x002)"},
    {{"t.n", "N", FT_BOOLEAN, BASE_NONE, 0x40, NULL, NULL, 0, 8}, 1, ".1.. .... = N: Set"},
    {{"t.n", "N", FT_BOOLEAN, BASE_NONE, 0x40, NULL, NULL, 0, 8}, 0, ".0.. .... = N: Not set"},
    {{"t.n", "N", FT_BOOLEAN, BASE_NONE}, 1, "N: Set"},
};

START_TEST(numbers_bits_and_names)
{
    struct item item = {.field = &numbers[_i].field, .number = numbers[_i].number};
    struct text text = {0};
    field_print_label(&text, NULL, &item);
    ck_assert_str_eq(text_string(&text), numbers[_i].label);
    text_finish(&text);
}
END_TEST

static const struct {
    struct field field;
    struct bytes bytes;
    const char *label;
} strings[] = {
    {{"t.b", "B", FT_BYTES, BASE_NONE}, LITERAL("\x01\xff"), "B: 01ff"},
    {{"t.b", "B", FT_BYTES, BASE_NONE}, LITERAL(""), "B: <MISSING>"},
    {{"t.b", "B", FT_ETHER, BASE_NONE}, LITERAL("\2\0\0\0\0\xab"), "B: 02:00:00:00:00:ab"},
    {{"t.b", "B", FT_IPv4, BASE_NONE}, LITERAL("\xc0\0\2\1"), "B: 192.0.2.1"},
    {{"t.b", "B", FT_IPv6, BASE_NONE}, LITERAL("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"),
        "B: 2001:db8::1"},
    {{"t.b", "B", FT_STRING, BASE_NONE}, LITERAL("plain"), "B: plain"},
};

START_TEST(bytes_addresses_and_strings)
{
    struct item item = {.field = &strings[_i].field, .bytes = strings[_i].bytes};
    struct text text = {0};
    field_print_label(&text, NULL, &item);
    ck_assert_str_eq(text_string(&text), strings[_i].label);
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("field");
    TCase *tcase = tcase_create("field");
    tcase_add_loop_test(tcase, numbers_bits_and_names, 0, (int)(sizeof numbers / sizeof *numbers));
    tcase_add_loop_test(
        tcase, bytes_addresses_and_strings, 0, (int)(sizeof strings / sizeof *strings));
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
