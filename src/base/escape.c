/* Making bytes from outside safe to show.  See escape.h.  SPDX-License-Identifier: MIT */
#include "base/escape.h"

#include <endian.h>

/* How each byte is written within quotes: four characters, of which `len` count.  A table, since bytes
 * from a network follow no pattern that a processor could learn to branch by. */
struct spelling {
    char as[4];
    uint8_t len;
};

/* clang-format off */
#define DIGIT(n) (char)((n) < 10 ? '0' + (n) : 'a' + (n) - 10)
#define IS_PLAIN(c) ((c) >= 0x20 && (c) < 0x7f && (c) != '\\')
#define SHORT(c) ((c) == '\n' ? 'n' : (c) == '\r' ? 'r' : (c) == '\t' ? 't' : (c) == '\\' ? '\\' : 'x')
#define SPELL(c) \
    {{IS_PLAIN(c) ? (char)(c) : '\\', SHORT(c), DIGIT((c) >> 4), DIGIT((c) & 15)}, \
        IS_PLAIN(c) ? 1 : SHORT(c) == 'x' ? 4 : 2}
#define SPELL4(c) SPELL(c), SPELL((c) + 1), SPELL((c) + 2), SPELL((c) + 3)
#define SPELL16(c) SPELL4(c), SPELL4((c) + 4), SPELL4((c) + 8), SPELL4((c) + 12)
#define SPELL64(c) SPELL16(c), SPELL16((c) + 16), SPELL16((c) + 32), SPELL16((c) + 48)
static const struct spelling spellings[256] = {SPELL64(0), SPELL64(64), SPELL64(128), SPELL64(192)};
/* clang-format on */

void escape_repr(struct text *text, struct bytes bytes, size_t limit)
{
    size_t shown = limit && bytes.len > limit ? limit : bytes.len;
    bool single = shown && memchr(bytes.at, '\'', shown),
         dual = shown && memchr(bytes.at, '"', shown);
    char quote = single && !dual ? '"' : '\'';
    if (!text_room(text, 4 * shown + 6)) return;
    char *out = text->at + text->len;
    *out++ = 'b';
    *out++ = quote;
    for (size_t i = 0; i < shown; i++) {
        const struct spelling *spelling = &spellings[bytes.at[i]];
        /* Python chooses a quote that does not occur, so one is rarely to be escaped. */
        if (bytes.at[i] == (uint8_t)quote) *out++ = '\\';
        memcpy(out, spelling->as, sizeof spelling->as);
        out += spelling->len;
    }
    *out++ = quote;
    text->len = (size_t)(out - text->at);
    if (shown < bytes.len) text_put(text, "...");
}

size_t escape_utf8(const uint8_t *at, size_t len, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (len == 0) return 0;
    size_t size = at[0] < 0x80   ? 1
                  : at[0] < 0xc2 ? 0
                  : at[0] < 0xe0 ? 2
                  : at[0] < 0xf0 ? 3
                  : at[0] < 0xf5 ? 4
                                 : 0;
    if (size == 0 || size > len) return 0;
    uint32_t value = size == 1 ? at[0] : at[0] & (0x7fu >> size);
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80) return 0;
        value = value << 6 | (at[i] & 0x3f);
    }
    if (size > 1 &&
        (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)))
        return 0;
    *code = value;
    return size;
}

/* How many bytes at the beginning are ASCII, to a multiple of eight. */
static size_t ascii_run(const uint8_t *at, size_t len)
{
    size_t run = 0;
    for (; len - run >= 8; run += 8) {
        uint64_t word;
        memcpy(&word, at + run, sizeof word);
        if (word & UINT64_C(0x8080808080808080)) break;
    }
    return run;
}

size_t escape_utf8_bytes(uint8_t bytes[4], uint32_t code)
{
    if (code < 0x80) {
        bytes[0] = (uint8_t)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size; --i > 0; code >>= 6)
        bytes[i] = (uint8_t)(0x80 | (code & 0x3f));
    bytes[0] = (uint8_t)(leads[size] | code);
    return size;
}

bool escape_is_utf8(struct bytes bytes)
{
    uint32_t code;
    for (size_t i = ascii_run(bytes.at, bytes.len); i < bytes.len;) {
        if (bytes.at[i] < 0x80) {
            i++;
            continue;
        }
        size_t size = escape_utf8(bytes.at + i, bytes.len - i, &code);
        if (size == 0) return false;
        i += size;
    }
    return true;
}

bool escape_is_deceptive(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x7f, 0x9f},
        {0xad, 0xad},
        {0x61c, 0x61c},
        {0x115f, 0x1160},
        {0x180e, 0x180e},
        {0x200b, 0x200f},
        {0x2028, 0x202e},
        {0x2060, 0x206f},
        {0x3164, 0x3164},
        {0xfeff, 0xfeff},
        {0xffa0, 0xffa0},
        {0xfff9, 0xfffb},
        {0xe0000, 0xe0fff},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && code >= ranges[i].first; i++)
        if (code <= ranges[i].last) return true;
    return false;
}

/* \n, \x1b: a byte that is a control character or no UTF-8. */
static void escape_byte(struct text *text, uint8_t c)
{
    if (c == '\n')
        text_put(text, "\\n");
    else if (c == '\r')
        text_put(text, "\\r");
    else if (c == '\t')
        text_put(text, "\\t");
    else {
        text_put(text, "\\x");
        text_hex(text, c, 2);
    }
}

/* The highest bit of each byte of the eight that is not printable ASCII, up to the first such byte:
 * those behind it may be wrong.  The first byte in memory is the lowest here. */
static uint64_t special(const uint8_t *at)
{
    const uint64_t high = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
    uint64_t eight;
    memcpy(&eight, at, sizeof eight);
    eight = le64toh(eight);
    /* A byte below 0x20 borrows when that is taken away, 0x7f carries; above it has its bit. */
    return (eight | (eight - 0x20 * ones) | (eight + ones)) & high;
}

/* How many bytes from here on are printable ASCII, nearly all that there is: eight are looked at
 * at a time, the last ones together with some of those before. */
static size_t count_plain(const uint8_t *at, size_t len)
{
    size_t count = 0;
    uint64_t found;
    if (len >= 8) {
        for (; len - count >= 8; count += 8)
            if ((found = special(at + count))) return count + (size_t)__builtin_ctzll(found) / 8;
        count = len - 8;
        found = special(at + count);
        return found ? count + (size_t)__builtin_ctzll(found) / 8 : len;
    }
    while (count < len && at[count] >= 0x20 && at[count] < 0x7f)
        count++;
    return count;
}

void escape_terminal(struct text *text, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.len;) {
        size_t run = count_plain(bytes.at + i, bytes.len - i);
        text_add(text, bytes.at + i, run);
        i += run;
        if (i == bytes.len) break;
        uint32_t code = 0;
        size_t size = escape_utf8(bytes.at + i, bytes.len - i, &code);
        if (size < 2) {
            escape_byte(text, bytes.at[i++]);
            continue;
        }
        if (escape_is_deceptive(code)) {
            text_put(text, code > 0xffff ? "\\U" : "\\u");
            text_hex(text, code, code > 0xffff ? 8 : 4);
        } else {
            text_add(text, bytes.at + i, size);
        }
        i += size;
    }
}

/* The letter behind the backslash for a control character that C has one for; 0 for others. */
static char letter_of(uint8_t c)
{
    return c >= 7 && c <= 13 ? "abtnvfr"[c - 7] : 0;
}

/* How many bytes of a broken sequence count as one: its first and what would have gone on with it. */
static size_t broken_length(const uint8_t *at, size_t len)
{
    size_t most = *at < 0xc0 || *at >= 0xfe ? 1
                  : *at < 0xe0              ? 2
                  : *at < 0xf0              ? 3
                  : *at < 0xf8              ? 4
                                            : 5;
    size_t length = 1;
    while (length < len && length < most && (at[length] & 0xc0) == 0x80)
        length++;
    return length;
}

void escape_tree(struct text *text, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.len;) {
        size_t run = count_plain(bytes.at + i, bytes.len - i);
        text_add(text, bytes.at + i, run);
        i += run;
        if (i == bytes.len) break;
        uint32_t code = 0;
        uint8_t c = bytes.at[i];
        size_t size = escape_utf8(bytes.at + i, bytes.len - i, &code);
        if (size == 0) {
            size = broken_length(bytes.at + i, bytes.len - i);
            text_put(text, "\xef\xbf\xbd");
        } else if (letter_of(c)) {
            text_char(text, '\\');
            text_char(text, letter_of(c));
        } else if (c < 0x20 || c == 0x7f) {
            text_format(text, "\\%03o", c);
        } else if (escape_is_deceptive(code)) {
            text_put(text, "\\u");
            text_hex(text, code, 4);
        } else {
            text_add(text, bytes.at + i, size);
        }
        i += size;
    }
}

void escape_cell(struct text *text, struct bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        uint8_t c = bytes.at[i];
        bool escaped = letter_of(c) && c != '\a' && c != '\v';
        if (escaped) text_char(text, '\\');
        text_char(text, escaped ? letter_of(c) : (char)c);
    }
}

void escape_since(struct text *text, size_t start)
{
    size_t at = start;
    if (text->len == start) return;
    for (;;) {
        at += count_plain((const uint8_t *)text->at + at, text->len - at);
        if (at == text->len) return;
        if (text->len - at >= 3 && memcmp(text->at + at, "\u2192", 3) == 0) {
            at +=
                3; /* the arrow of nearly every line: the long way would cost more than the line */
            continue;
        }
        uint32_t code = 0;
        size_t size = escape_utf8((const uint8_t *)text->at + at, text->len - at, &code);
        if (size < 2 || escape_is_deceptive(code)) break;
        at += size;
    }
    struct text copy = {0};
    text_add(&copy, text->at + at, text->len - at);
    text->len = at;
    escape_terminal(text, bytes_of(copy.at, copy.len));
    text_finish(&copy);
}
