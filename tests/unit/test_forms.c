/* A layer that is written from the form of an earlier one says what it would say written anew.
 * SPDX-License-Identifier: MIT */
#include "show/forms.h"

#include "dissect/proto.h"
#include "dissect/registry.h"
#include "unit.h"

static const struct field fields[] = {
    {"t.number", "Number", FT_UINT32, BASE_DEC},
    {"t.bits", "Bits", FT_UINT8, BASE_DEC, 0x3c},
    {"t.string", "String", FT_STRING},
    {NULL, "Heading", FT_NONE},
};
enum { FIELDS = sizeof fields / sizeof *fields, ITEMS = 40 };

static const struct proto proto = {.name = "t", .fields = fields, .nfields = FIELDS};
static const uint8_t frame[] = "one two three four five six seven eight nine ten";

static struct packet packet;
static struct forms forms;
static struct text text, expected;
static unsigned written; /* parts, since the last packet */

static bool is_text(const struct item *item)
{
    return item->field->type == FT_STRING || item->field->type == FT_NONE;
}

/* The label with its bits, the value, and, where they are told, place and bytes. */
static void fill(
    void *context, struct text *to, const struct packet *of, const struct form_part *part)
{
    const struct item *item = part->item;
    written++;
    if (!item) {
        text_labelled(to, "layer ", part->layer->length);
        return;
    }
    if (is_text(item))
        text_add(to, item->bytes.at, item->bytes.len);
    else
        text_uint(to, item->number);
    if (forms.content != FORM_VALUES && item->field->mask)
        text_labelled(to, " of ", field_unit(of, item));
    if (forms.content == FORM_PLACES)
        text_hex_bytes(to, of->sources[0].at + item->offset, item->length, ':');
    (void)context;
}

static void write_anew(struct text *to, bool blanks)
{
    struct form_part part = {.layer = packet.layers};
    for (unsigned i = 0; i <= packet.layers[0].count; i++) {
        size_t start;
        part.item = i ? &packet.items[i - 1] : NULL;
        text_labelled(to, "\n", part.item ? (uint64_t)(part.item->field - fields) : 0);
        if (part.item) text_labelled(to, " depth ", part.item->depth);
        if (part.item && forms.content == FORM_PLACES) text_labelled(to, "@", part.item->offset);
        text_put(to, ": ");
        start = to->len;
        fill(NULL, to, &packet, &part);
        if (blanks) forms_blank(&forms, to, &part, start);
    }
    text_put(to, "\nend");
}

/* Writes the layer both ways; true if there was a form for it. */
static bool check(void)
{
    text_clear(&text);
    text_clear(&expected);
    write_anew(&expected, false);
    written = 0;
    bool known = forms_write(&forms, &text, &packet, packet.layers, 0);
    if (!known) {
        forms_begin(&forms, &text, &packet, packet.layers);
        write_anew(&text, true);
        forms_end(&forms, &text);
    }
    ck_assert_str_eq(text_string(&text), text_string(&expected));
    return known;
}

static unsigned choose(unsigned count)
{
    static uint64_t state = 1;
    state = state * UINT64_C(6364136223846793005) + 1;
    return (unsigned)(state >> 33) % count;
}

static void choose_value(struct item *item)
{
    static const uint64_t numbers[] = {0, 1, 9, 10, 99, UINT32_MAX};
    item->length = choose(12);
    item->bytes = (struct bytes){0};
    if (is_text(item))
        item->bytes = bytes_of(frame + choose(3), choose(4) ? choose(3) : 30);
    else
        item->number = numbers[choose(sizeof numbers / sizeof *numbers)];
}

static void setup(void)
{
    static const struct dissector dissector; /* without a directory */
    packet.dissector = &dissector;
    packet.sources[0] = bytes_of(frame, sizeof frame - 1);
    packet.nlayers = 1;
    packet.layers[0] = (struct layer){.proto = &proto};
}

static void teardown(void)
{
    forms_finish(&forms);
    text_finish(&text);
    text_finish(&expected);
}

START_TEST(any_layers)
{
    forms = (struct forms){.content = (enum form_content)_i, .fill = fill};
    ck_assert(forms_init(&forms));
    unsigned known = 0;
    for (unsigned round = 0; round < 20000; round++) {
        unsigned shape = choose(6), count = shape == 5 ? ITEMS : shape;
        packet.layers[0].count = (uint16_t)count;
        packet.layers[0].length = choose(1000);
        for (unsigned i = 0; i < count; i++) {
            struct item *item = &packet.items[i];
            /* Nearly always the same rows. */
            *item = (struct item){.field = &fields[(i + (choose(400) == 0)) % FIELDS],
                .offset = i % 20 + (choose(400) == 0),
                .depth = (uint8_t)(i % 3)};
            choose_value(item);
        }
        known += check();
    }
    ck_assert_uint_gt(known, 10000);
}
END_TEST

START_TEST(what_is_the_same_is_not_written)
{
    forms = (struct forms){.content = FORM_VALUES, .fill = fill};
    ck_assert(forms_init(&forms));
    packet.layers[0].count = 2;
    packet.items[0] = (struct item){.field = &fields[0], .number = 7};
    packet.items[1] = (struct item){.field = &fields[2], .bytes = bytes_of(frame, 3)};
    ck_assert(!check());
    ck_assert(check());
    ck_assert_uint_eq(written, 1); /* of the layer itself nothing is known */
    packet.items[0].number = 8;
    ck_assert(check());
    ck_assert_uint_eq(written, 2);
    ck_assert(check());
    ck_assert_uint_eq(written, 1);
    packet.items[1].depth = 1;
    ck_assert(!check());
}
END_TEST

START_TEST(what_is_too_large_is_not_kept)
{
    forms = (struct forms){.content = FORM_VALUES, .fill = fill};
    ck_assert(forms_init(&forms));
    packet.layers[0].count = 1000;
    for (unsigned i = 0; i < 1000; i++)
        packet.items[i] = (struct item){.field = &fields[0], .number = i};
    ck_assert(!check());
    ck_assert(!check());
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("forms");
    TCase *tcase = tcase_create("forms");
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, any_layers, FORM_VALUES, FORM_PLACES + 1);
    tcase_add_test(tcase, what_is_the_same_is_not_written);
    tcase_add_test(tcase, what_is_too_large_is_not_kept);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
