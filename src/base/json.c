/* Writing JSON.  See json.h.  SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "base/escape.h"

/* How an ASCII character is written between quotes: up to six characters; none for those that stand
 * for themselves. */
struct spelling {
    char as[7];
    uint8_t len;
};

/* clang-format off */
#define DIGIT(n) (char)((n) < 10 ? '0' + (n) : 'a' + (n) - 10)
#define CONTROL(c) [c] = {{'\\', 'u', '0', '0', DIGIT((c) >> 4), DIGIT((c) & 15)}, 6}
#define CONTROLS(c) \
    CONTROL(c), CONTROL((c) + 1), CONTROL((c) + 2), CONTROL((c) + 3), \
    CONTROL((c) + 4), CONTROL((c) + 5), CONTROL((c) + 6), CONTROL((c) + 7)
static const struct spelling spellings[128] = {
    CONTROLS(0),
    ['\b'] = {"\\b", 2}, ['\t'] = {"\\t", 2}, ['\n'] = {"\\n", 2}, CONTROL(11),
    ['\f'] = {"\\f", 2}, ['\r'] = {"\\r", 2}, CONTROL(14), CONTROL(15),
    CONTROLS(16), CONTROLS(24),
    ['"'] = {"\\\"", 2},
    ['<'] = {"<", 1}, /* looked at twice */
    ['\\'] = {"\\\\", 2},
    CONTROL(0x7f),
};
/* clang-format on */

/* How many bytes from here stand for themselves, looked at eight at a time: in the words below the
 * top bit of a byte is set where that byte is not ASCII, below a blank, '"', '\\', '<' or DEL.  (A borrow
 * can set more of them, but only above one that is rightly set.) */
static size_t plain_run(const uint8_t *at, size_t len)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    size_t run = 0;
    for (; len - run >= 8; run += 8) {
        uint64_t word;
        memcpy(&word, at + run, sizeof word);
        uint64_t control = word - ones * ' ', quote = (word ^ ones * '"') - ones,
                 backslash = (word ^ ones * '\\') - ones, less = (word ^ ones * '<') - ones,
                 delete = word + ones;
        if ((word | control | quote | backslash | less | delete) & ones * 0x80) break;
    }
    while (run < len && at[run] < 0x80 && !spellings[at[run]].len)
        run++;
    return run;
}

/* The commonest characters beyond ASCII, U+00A0 to U+07FF: they stand for themselves. */
static bool is_two_bytes(const uint8_t *at, size_t len)
{
    return len >= 2 && (at[1] & 0xc0) == 0x80 &&
           (at[0] == 0xc2 ? at[1] >= 0xa0 : at[0] > 0xc2 && at[0] < 0xe0);
}

void json_string(struct text *text, struct bytes string)
{
    uint32_t code;
    text_char(text, '"');
    for (size_t i = 0; i < string.len;) {
        size_t run = plain_run(string.at + i, string.len - i);
        text_add(text, string.at + i, run);
        i += run;
        if (i == string.len) break;
        if (string.at[i] < 0x80) {
            const struct spelling *spelling = &spellings[string.at[i++]];
            text_add(text, spelling->as, spelling->len);
            /* "<\/script>" stands in a web page without ending what stands around it. */
            if (string.at[i - 1] == '<' && i < string.len && string.at[i] == '/')
                text_char(text, '\\');
            continue;
        }
        if (is_two_bytes(string.at + i, string.len - i)) {
            text_add(text, string.at + i, 2);
            i += 2;
            continue;
        }
        size_t size = escape_utf8(string.at + i, string.len - i, &code);
        if (!size) {
            text_put(text, "\xef\xbf\xbd");
        } else if (code < 0xa0) { /* U+0080 to U+009F, which terminals obey */
            text_put(text, "\\u");
            text_hex(text, code, 4);
        } else {
            text_add(text, string.at + i, size);
        }
        i += size ? size : 1;
    }
    text_char(text, '"');
}

void json_key(struct text *text, const char *key)
{
    if (text->len && text->at[text->len - 1] != '{') text_char(text, ',');
    json_string(text, bytes_of_string(key));
    text_char(text, ':');
}
