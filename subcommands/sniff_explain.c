/* --explain-filter: a filter in words, what each of its parts matches in the file of -r, and what its
 * author may not have meant.
 *
 *     tcp.port != 80
 *
 *       every tcp.port (Source or Destination Port) is other than 80           0 of 13
 *
 *     Mind:
 *       - …
 *         not tcp.port == 80                                                   8 of 13
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "sniff.h"

enum { WIDTH = 100, COUNTS = 84, INDENT = 2, LONGEST_INDENT = 40 };

bool sniff_explain_open(struct sniff *sniff)
{
    struct filter_error error = {0};
    sniff->explanation = explanation_create(sniff->display_filter, sniff->dissector, &error);
    if (sniff->explanation)
        explanation_want(sniff->explanation, sniff->dissector);
    else
        sniff_filter_complain(sniff, sniff->display_filter, &error);
    filter_error_finish(&error);
    return sniff->explanation != NULL;
}

/* --- for people ----------------------------------------------------------------------------------- */

/* Words in lines of their own, indented; returns how long the last one became. */
static size_t put_wrapped(struct text *out, const struct text *words, size_t indent)
{
    struct text safe = {0};
    escape_terminal(&safe, bytes_of(words->at, words->len));
    const char *at = text_string(&safe);
    size_t used = indent;
    text_repeat(out, ' ', indent);
    while (*at) {
        size_t len = strcspn(at, " ");
        if (used > indent && used + 1 + len > COUNTS - 2) {
            text_char(out, '\n');
            text_repeat(out, ' ', indent + INDENT);
            used = indent + INDENT;
        } else if (used > indent) {
            text_char(out, ' ');
            used++;
        }
        text_add(out, at, len);
        used += len;
        at += len + (at[len] == ' ');
    }
    text_finish(&safe);
    return used;
}

/* "12 of 40" in its column; nothing without a file. */
static void put_count(struct text *out, const struct explanation *explanation, bool counted,
    uint64_t count, size_t used)
{
    if (explanation->packets && counted) {
        text_repeat(out, ' ', used < COUNTS ? COUNTS - used : 2);
        text_format(out, "%llu of %llu", (unsigned long long)count,
            (unsigned long long)explanation->packets);
    }
    text_char(out, '\n');
}

static void print_pitfalls(struct text *out, const struct explanation *explanation)
{
    if (explanation->npitfalls) text_put(out, "\nMind:\n");
    for (size_t i = 0; i < explanation->npitfalls; i++) {
        const struct explanation_pitfall *pitfall = &explanation->pitfalls[i];
        struct text words = {0};
        text_put(&words, "- ");
        text_add(&words, pitfall->words.at, pitfall->words.len);
        put_wrapped(out, &words, INDENT);
        text_char(out, '\n');
        text_finish(&words);
        if (!pitfall->corrected.len) continue;
        size_t used = put_wrapped(out, &pitfall->corrected, 3 * INDENT);
        put_count(out, explanation, pitfall->filter != NULL, pitfall->count, used);
    }
}

static void print(struct text *out, const struct explanation *explanation)
{
    put_wrapped(out, &explanation->parts[0].text, 0);
    text_put(out, "\n\n");
    for (size_t i = 0; i < explanation->nparts; i++) {
        const struct explanation_part *part = &explanation->parts[i];
        size_t indent = INDENT * (part->depth + 1);
        size_t used =
            put_wrapped(out, &part->words, indent < LONGEST_INDENT ? indent : LONGEST_INDENT);
        put_count(out, explanation, part->filter != NULL, part->count, used);
    }
    if (explanation->cut) text_put(out, "  and more\n");
    print_pitfalls(out, explanation);
}

/* --- for programs --------------------------------------------------------------------------------- */

static void put_member(struct text *out, const char *key, const struct text *value)
{
    json_key(out, key);
    json_string(out, bytes_of(value->at, value->len));
}

static void put_number(struct text *out, const char *key, uint64_t value)
{
    json_key(out, key);
    text_uint(out, value);
}

static void print_json(struct text *out, const struct explanation *explanation)
{
    text_char(out, '{');
    put_member(out, "filter", &explanation->parts[0].text);
    put_number(out, "packets", explanation->packets);
    json_key(out, "parts");
    text_char(out, '[');
    for (size_t i = 0; i < explanation->nparts; i++) {
        const struct explanation_part *part = &explanation->parts[i];
        text_put(out, i ? ",{" : "{");
        put_number(out, "depth", part->depth);
        put_member(out, "filter", &part->text);
        put_member(out, "words", &part->words);
        put_number(out, "count", part->count);
        text_char(out, '}');
    }
    text_char(out, ']');
    json_key(out, "pitfalls");
    text_char(out, '[');
    for (size_t i = 0; i < explanation->npitfalls; i++) {
        const struct explanation_pitfall *pitfall = &explanation->pitfalls[i];
        text_put(out, i ? ",{" : "{");
        put_member(out, "words", &pitfall->words);
        if (pitfall->corrected.len) put_member(out, "corrected", &pitfall->corrected);
        if (pitfall->filter) put_number(out, "count", pitfall->count);
        text_char(out, '}');
    }
    text_put(out, "]}\n");
}

void sniff_explain_print(struct sniff *sniff)
{
    if (!sniff->explanation) return;
    struct text *out = &sniff->lab->out->text;
    if (sniff->lab->common.json)
        print_json(out, sniff->explanation);
    else
        print(out, sniff->explanation);
}
