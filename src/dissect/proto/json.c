/* JavaScript Object Notation, RFC 8259: values within values.
 *
 *      {"name": "lab", "ports": [80, 443], "open": true}
 *       `----- member -----'    `- array -'
 *
 * A value is looked through to its end first; only one that is whole is told.  What follows the last
 * one is lines of text.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/media.h"

extern const struct proto proto_data_text_lines;

enum {
    OBJECT,
    ARRAY,
    MEMBER,
    PATH_WITH_VALUE,
    MEMBER_WITH_VALUE,
    STRING,
    NUMBER,
    IS_TRUE,
    IS_FALSE,
    IS_NULL,
    IS_NAN,
    KEY,
    PATH,
    NFIELDS
};

/* Values within each other; deeper ones are text. */
enum { DEEPEST = 64 };

static const struct field fields[NFIELDS] = {
    [OBJECT] = {"json.object", "Object", FT_NONE, BASE_NONE, .blurb = "Members with names"},
    [ARRAY] = {"json.array", "Array", FT_NONE, BASE_NONE, .blurb = "Values in their order"},
    [MEMBER] = {"json.member", "Member", FT_STRING, BASE_NONE,
        .blurb = "A name, and the value that it has in this object"},
    [PATH_WITH_VALUE] = {"json.path_with_value", "Path with value", FT_STRING, BASE_NONE,
        .blurb = "The names that lead to a value, and the value"},
    [MEMBER_WITH_VALUE] = {"json.member_with_value", "Member with value", FT_STRING, BASE_NONE,
        .blurb = "The last of the names that lead to a value, and the value"},
    [STRING] = {"json.value.string", "String value", FT_STRING, BASE_NONE},
    [NUMBER] = {"json.value.number", "Number value", FT_STRING, BASE_NONE},
    [IS_TRUE] = {"json.value.true", "True value", FT_NONE, BASE_NONE},
    [IS_FALSE] = {"json.value.false", "False value", FT_NONE, BASE_NONE},
    [IS_NULL] = {"json.value.null", "Null value", FT_NONE, BASE_NONE},
    [IS_NAN] = {"json.value.nan", "NaN value", FT_NONE, BASE_NONE},
    [KEY] = {"json.key", "Key", FT_STRING, BASE_NONE, .blurb = "The name of a member"},
    [PATH] = {"json.path", "Path", FT_STRING, BASE_NONE,
        .blurb = "The names that lead to a member"},
};

static const struct {
    const char *word;
    unsigned field;
} words[] = {{"true", IS_TRUE}, {"false", IS_FALSE}, {"null", IS_NULL}, {"NaN", IS_NAN}};

/* --- where a value ends ------------------------------------------------------------------------- */

/* The text, and where in it one is. */
struct reader {
    struct bytes text;
    size_t at;
};

static int next(const struct reader *r)
{
    return r->at < r->text.len ? r->text.at[r->at] : -1;
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->text.len && strchr(" \t\r\n", r->text.at[r->at]) && r->text.at[r->at])
        r->at++;
}

static bool skip_character(struct reader *r, int character)
{
    skip_blanks(r);
    bool there = next(r) == character;
    r->at += there;
    return there;
}

static bool skip_string(struct reader *r)
{
    if (next(r) != '"') return false;
    for (r->at++; r->at < r->text.len; r->at++) {
        if (r->text.at[r->at] == '\\')
            r->at++;
        else if (r->text.at[r->at] == '"')
            return ++r->at, true;
    }
    return false;
}

static bool is_of_number(int c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* A number or a word; which word, or -1 for a number; -2 if it is neither. */
static int skip_plain(struct reader *r)
{
    size_t left = r->text.len - r->at;
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        size_t len = strlen(words[i].word);
        if (left < len || memcmp(r->text.at + r->at, words[i].word, len) != 0) continue;
        r->at += len;
        return (int)i;
    }
    size_t start = r->at;
    while (is_of_number(next(r)))
        r->at++;
    return r->at > start ? -1 : -2;
}

static bool skip_value(struct reader *r, unsigned depth);

static bool skip_members(struct reader *r, bool object, unsigned depth)
{
    int end = object ? '}' : ']';
    if (depth == DEEPEST) return false;
    r->at++;
    if (skip_character(r, end)) return true;
    do {
        skip_blanks(r);
        if (object && (!skip_string(r) || !skip_character(r, ':'))) return false;
        if (!skip_value(r, depth + 1)) return false;
    } while (skip_character(r, ','));
    return skip_character(r, end);
}

static bool skip_value(struct reader *r, unsigned depth)
{
    skip_blanks(r);
    int first = next(r);
    if (first == '{' || first == '[') return skip_members(r, first == '{', depth);
    return first == '"' ? skip_string(r) : skip_plain(r) >= -1;
}

/* --- what is told of it ------------------------------------------------------------------------- */

/* Where its bytes lie in the packet, and what leads to the present value. */
struct telling {
    struct packet *p;
    const struct cur *c;
    struct reader r;
};

struct place {
    struct bytes path, name;
};

static struct item *add(const struct telling *t, unsigned field, size_t from, size_t to,
    struct bytes bytes, unsigned flags)
{
    uint32_t offset = t->c->at + (uint32_t)from, length = (uint32_t)(to - from);
    struct item *item = packet_add(t->p, field, offset, length, flags);
    if (item) item->bytes = bytes;
    return item;
}

static uint32_t hex4(struct bytes text, size_t at)
{
    uint32_t value = 0;
    if (text.len < 4 || at > text.len - 4) return UINT32_MAX;
    for (size_t i = at; i < at + 4; i++) {
        unsigned c = text.at[i], digit = c - '0';
        if (digit > 9) digit = (c | 32) - 'a' + 10;
        if (digit > 15 || (c > '9' && (c | 32) < 'a')) return UINT32_MAX;
        value = value << 4 | digit;
    }
    return value;
}

static void put_utf8(struct text *out, uint32_t code)
{
    uint8_t bytes[4];
    text_add(out, bytes, escape_utf8_bytes(bytes, code));
}

/* What follows a backslash at `at`; how many bytes it takes. */
static size_t put_escape(struct text *out, struct bytes in, size_t at)
{
    static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
    const char *name = in.at[at] ? strchr(names, in.at[at]) : NULL;
    uint32_t code = in.at[at] == 'u' ? hex4(in, at + 1) : UINT32_MAX;
    if (code == UINT32_MAX) {
        text_char(out, name ? values[name - names] : (char)in.at[at]);
        return 1;
    }
    uint32_t low = at + 7 <= in.len && in.at[at + 5] == '\\' && in.at[at + 6] == 'u'
                       ? hex4(in, at + 7)
                       : UINT32_MAX;
    if (code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        put_utf8(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
        return 11;
    }
    put_utf8(out, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
    return 5;
}

/* A string without its quotes and backslashes. */
static struct bytes unquote(struct packet *p, struct bytes in)
{
    in = bytes_of(in.at + 1, in.len - 2);
    if (!in.len || (!memchr(in.at, '\\', in.len) && escape_is_utf8(in))) return in;
    struct text out = packet_text(p);
    uint32_t code;
    for (size_t at = 0, size; at < in.len; at += size) {
        if (in.at[at] == '\\' && at + 1 < in.len) {
            size = 1 + put_escape(&out, in, at + 1);
            continue;
        }
        size = escape_utf8(in.at + at, in.len - at, &code);
        text_add(&out, in.at + at, size); /* what is no UTF-8 is left out */
        if (!size) size = 1;
    }
    return packet_keep(p, &out);
}

static struct bytes join(struct packet *p, struct bytes a, const char *between, struct bytes b)
{
    return packet_format(p, "%.*s%s%.*s", (int)a.len, a.len ? (const char *)a.at : "", between,
        (int)b.len, b.len ? (const char *)b.at : "");
}

static bool wants_paths(const struct packet *p)
{
    return packet_wants(p, PATH) || packet_wants(p, PATH_WITH_VALUE);
}

/* A value without others in it. */
static void tell_plain(struct telling *t, const struct place *place)
{
    struct packet *p = t->p;
    size_t from = t->r.at;
    int word = -1;
    bool string = next(&t->r) == '"';
    if (string)
        skip_string(&t->r);
    else
        word = skip_plain(&t->r);
    struct bytes value = bytes_of(t->r.text.at + from, t->r.at - from);
    unsigned field = string ? STRING : word < 0 ? NUMBER : words[word].field;
    if (string) value = unquote(p, value);
    if (packet_wants(p, PATH_WITH_VALUE))
        add(t, PATH_WITH_VALUE, from, t->r.at, join(p, place->path, ":", value), ITEM_GENERATED);
    if (packet_wants(p, MEMBER_WITH_VALUE))
        add(t, MEMBER_WITH_VALUE, from, t->r.at, join(p, place->name, ":", value), ITEM_GENERATED);
    add(t, field, from, t->r.at, word < 0 ? value : (struct bytes){0}, 0);
}

static void tell_value(struct telling *t, const struct place *place);

static void tell_member(struct telling *t, const struct place *parent)
{
    struct packet *p = t->p;
    size_t from = t->r.at;
    skip_string(&t->r);
    size_t to = t->r.at;
    struct place place = {.name = unquote(p, bytes_of(t->r.text.at + from, to - from))};
    if (wants_paths(p)) place.path = join(p, parent->path, "/", place.name);
    struct item *member = add(t, MEMBER, from, to, place.name, 0);
    packet_open(p, member);
    skip_character(&t->r, ':');
    skip_blanks(&t->r);
    tell_value(t, &place);
    add(t, KEY, from, to, place.name, 0);
    add(t, PATH, from, t->r.at, place.path, ITEM_GENERATED);
    packet_shut(p, member, NULL);
    if (member) member->length = (uint32_t)(t->r.at - from);
}

/* An object or an array, which is known to be whole. */
static void tell_value(struct telling *t, const struct place *place)
{
    struct packet *p = t->p;
    int first = next(&t->r);
    if (p->overflow) {
        skip_value(&t->r, 0);
        return;
    }
    if (first != '{' && first != '[') {
        tell_plain(t, place);
        return;
    }
    size_t from = t->r.at++;
    bool object = first == '{';
    struct place element = {.name = bytes_of_string("[]")};
    if (!object && wants_paths(p)) element.path = join(p, place->path, "/", element.name);
    struct item *item = add(t, object ? OBJECT : ARRAY, from, from, (struct bytes){0}, 0);
    packet_open(p, item);
    while (!skip_character(&t->r, object ? '}' : ']')) {
        skip_character(&t->r, ',');
        skip_blanks(&t->r);
        if (object)
            tell_member(t, place);
        else
            tell_value(t, &element);
    }
    packet_shut(p, item, NULL);
    if (item) item->length = (uint32_t)(t->r.at - from);
    if (item && &p->items[p->nitems - 1] == item) item->flags &= (uint8_t)~ITEM_SUBTREE;
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there);
    struct telling t = {.p = p, .c = c, .r = {.text = bytes_of(at, at ? there : 0)}};
    if (!p->detail) return;
    for (;;) {
        skip_blanks(&t.r);
        struct reader ahead = t.r;
        int first = next(&t.r);
        if ((first != '{' && first != '[') || !skip_value(&ahead, 0)) break;
        tell_value(&t, &(struct place){0});
        t.r.at = ahead.at;
    }
    bool rest = t.r.at<t.r.text.len, any = p->nitems> p->layer->first;
    c->at = rest && !any ? c->at : c->at + (uint32_t)t.r.at;
    p->layer->length = c->at - p->layer->offset;
    if (rest) packet_next_proto(p, *c, &proto_data_text_lines);
}

static void describe(struct text *text, const struct packet *p, const struct layer *layer)
{
    struct bytes type = media_type_told(p, layer);
    text_put(text, ": ");
    text_add(text, type.at, type.len);
    if (!type.len) text_put(text, "application/json");
}

const struct proto proto_json = {.name = "json",
    .title = "JavaScript Object Notation",
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect,
    .describe = describe};
