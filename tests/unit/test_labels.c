/* Lines that are remembered say what they would say composed anew, whatever was remembered before.
 * SPDX-License-Identifier: MIT */
#include "show/labels.h"

#include "base/escape.h"
#include "dissect/registry.h"
#include "unit.h"

static const struct value_name colours[] = {
    {0, "Red"}, {2, "Blue"}, {UINT64_MAX, "None"}, {0, NULL}};

static void show_half(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_labelled(text, "Half: ", item->number / 2);
}

static void show_bytes(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_add(text, item->bytes.at, item->bytes.len);
}

static const struct field fields[] = {
    {"t.n", "Number", FT_UINT8, BASE_DEC},
    {"t.n", "Number", FT_UINT32, BASE_DEC},
    {"t.n", "Number", FT_INT32, BASE_DEC},
    {"t.n", "Named", FT_INT64, BASE_DEC, 0, colours},
    {"t.n", "Named", FT_UINT8, BASE_HEX, 0x0e, colours},
    {"t.n", "Flag", FT_BOOLEAN, BASE_NONE, 0x100, .unit_bits = 12},
    {"t.n", "Wide", FT_UINT64, BASE_HEX, UINT64_C(0xff00000000000000)},
    {"t.n", "Wide", FT_UINT64, BASE_DEC},
    {"t.n", "A label that, with its value behind it, is longer than what one line of a cache holds",
        FT_UINT8, BASE_DEC, 0xff, .unit_bits = 64},
    {"t.n", "Frame", FT_FRAMENUM, BASE_NONE},
    {"t.n", "Half", FT_UINT16, BASE_DEC, .flags = FIELD_BY_NUMBER, .show = show_half},
    {"t.t", "Delta", FT_RELATIVE_TIME, BASE_NONE},
    {"t.t", "Time", FT_ABSOLUTE_TIME, BASE_NONE},
    {"t.t", "Time", FT_ABSOLUTE_TIME, BASE_NONE, .flags = FIELD_ZERO_NONE},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const uint64_t numbers[] = {0, 1, 2, 0, 2, 65535, 65536, UINT32_MAX, 999999999, 1000000000,
    1000000001, (uint64_t)-1, (uint64_t)INT64_MIN, INT64_MAX, 0x4000000000000000};
enum { NUMBERS = sizeof numbers / sizeof *numbers };

static struct packet packet;
static struct labels labels;
static struct text text, expected;

static void setup(void)
{
    static const uint8_t frame[] = "\xaa\x55\xff\x00\x01\xfe\x10\x20";
    static const struct dissector dissector; /* without a directory */
    packet.dissector = &dissector;
    packet.sources[0] = bytes_of(frame, sizeof frame);
    ck_assert(labels_init(&labels));
}

static void teardown(void)
{
    labels_finish(&labels);
    text_finish(&text);
    text_finish(&expected);
}

static void check(const struct item *item)
{
    text_clear(&text);
    text_clear(&expected);
    labels_add(&labels, &text, &packet, item);
    field_print_label(&expected, &packet, item);
    escape_since(&expected, 0);
    text_char(&expected, '\n');
    ck_assert_str_eq(text_string(&text), text_string(&expected));
}

START_TEST(numbers_again_and_again)
{
    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < FIELDS * NUMBERS; i++) {
            struct item item = {.field = &fields[i % FIELDS], .number = numbers[i / FIELDS]};
            check(&item);
            item.flags = ITEM_GENERATED;
            check(&item);
            item.length = 1 + i % 2; /* the bits that are drawn lie in the packet */
            check(&item);
            item.offset = 2;
            check(&item);
        }
    }
}
END_TEST

START_TEST(more_numbers_than_are_remembered)
{
    for (unsigned i = 0; i < 100000; i++) {
        struct item item = {.field = &fields[i % FIELDS], .number = i * 7919 % 20000};
        check(&item);
    }
}
END_TEST

START_TEST(bytes_and_strings)
{
    static const struct field rows[] = {{"t.b", "Bytes", FT_BYTES}, {"t.e", "Ether", FT_ETHER},
        {"t.4", "IPv4", FT_IPv4}, {"t.6", "IPv6", FT_IPv6}, {"t.s", "String", FT_STRING},
        {"t.o", "OID", FT_OID}, {NULL, "Heading", FT_NONE}, {"t.p", "Protocol", FT_PROTOCOL},
        {"t.w", "Words", FT_STRING, .show = show_bytes}};
    static const struct bytes values[] = {LITERAL(""), LITERAL("\xc0\0\2\1"), LITERAL("\xc0\0\2\2"),
        LITERAL("\2\0\0\0\0\xab"), LITERAL("\2\0\0\0\0\0\0\xab"),
        LITERAL("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1"), LITERAL("a\x1b[2J\x9b\xe2\x80\xae\n")};
    for (unsigned round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
                struct item item = {.field = &rows[i], .bytes = values[k]};
                check(&item);
            }
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("labels");
    TCase *tcase = tcase_create("labels");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, numbers_again_and_again);
    tcase_add_test(tcase, more_numbers_than_are_remembered);
    tcase_add_test(tcase, bytes_and_strings);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
