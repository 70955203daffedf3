/* Composing text.  See text.h.  SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <endian.h>
#include <stdlib.h>

#include "base/bytes.h"

static const char HEX[] = "0123456789abcdef";

void text_finish(struct text *text)
{
    if (!text->fixed) free(text->at);
    *text = (struct text){0};
}

bool text_grow(struct text *text, size_t more)
{
    size_t need = text->len + more;
    size_t cap = text->cap ? text->cap : 256;
    while (cap < need && cap <= SIZE_MAX / 2)
        cap *= 2;
    char *at = text->fixed || need < more || cap < need ? NULL : realloc(text->at, cap);
    if (!at) {
        text->failed = true;
        return false;
    }
    text->at = at;
    text->cap = cap;
    return true;
}

void text_repeat(struct text *text, char c, size_t count)
{
    if (!text_room(text, count) || count == 0) return;
    memset(text->at + text->len, c, count);
    text->len += count;
}

/* Numbers are composed of groups of three digits, each of which is looked up: in its own length for
 * the first group and for the octets of addresses (a dot stands behind it), padded for those that
 * follow.  Half of what a summary prints is numbers. */
/* clang-format off */
#define NUMBER(h, t, u) \
    {{(h) ? '0' + (h) : (t) ? '0' + (t) : '0' + (u), \
         (h) ? '0' + (t) : (t) ? '0' + (u) : '.', \
         (h) ? '0' + (u) : '.', '.'}, \
        {'0' + (h), '0' + (t), '0' + (u)}, (h) ? 3 : (t) ? 2 : 1},
#define FIVE(h, t, u) NUMBER(h, t, u) NUMBER(h, t, u + 1) NUMBER(h, t, u + 2) NUMBER(h, t, u + 3) NUMBER(h, t, u + 4)
#define TEN(h, t) FIVE(h, t, 0) FIVE(h, t, 5)
#define FIFTY(h, t) TEN(h, t) TEN(h, t + 1) TEN(h, t + 2) TEN(h, t + 3) TEN(h, t + 4)
#define HUNDRED(h) FIFTY(h, 0) FIFTY(h, 5)
static const struct number {
    char text[4], padded[3];
    uint8_t len;
} numbers[1000] = {HUNDRED(0) HUNDRED(1) HUNDRED(2) HUNDRED(3) HUNDRED(4)
    HUNDRED(5) HUNDRED(6) HUNDRED(7) HUNDRED(8) HUNDRED(9)};
/* clang-format on */

enum { MILLION = 1000000, BILLION = 1000000000, DIGITS_ROOM = 32 };

/* Writes a number below 1000 (and perhaps dots, which count for nothing); returns behind it. */
static char *put_first(char *out, uint32_t value)
{
    memcpy(out, numbers[value].text, sizeof numbers->text);
    return out + numbers[value].len;
}

static char *put_three(char *out, uint32_t value)
{
    memcpy(out, numbers[value].padded, sizeof numbers->padded);
    return out + sizeof numbers->padded;
}

static char *put_nine(char *out, uint32_t value)
{
    out = put_three(out, value / MILLION);
    out = put_three(out, value / 1000 % 1000);
    return put_three(out, value % 1000);
}

/* Writes a number below BILLION. */
static inline __attribute__((always_inline)) char *put_short(char *out, uint32_t value)
{
    if (value < 1000) return put_first(out, value);
    if (value < MILLION) return put_three(put_first(out, value / 1000), value % 1000);
    out = put_first(out, value / MILLION);
    return put_three(put_three(out, value / 1000 % 1000), value % 1000);
}

void text_uint(struct text *text, uint64_t value)
{
    if (!text_room(text, DIGITS_ROOM)) return;
    char *out = text->at + text->len;
    if (value < BILLION) {
        out = put_short(out, (uint32_t)value);
    } else {
        uint64_t above = value / BILLION;
        if (above >= BILLION) out = put_first(out, (uint32_t)(above / BILLION));
        out = above >= BILLION ? put_nine(out, (uint32_t)(above % BILLION))
                               : put_short(out, (uint32_t)above);
        out = put_nine(out, (uint32_t)(value % BILLION));
    }
    text->len = (size_t)(out - text->at);
}

void text_int(struct text *text, int64_t value)
{
    if (value < 0) text_char(text, '-');
    text_uint(text, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void text_uint_right(struct text *text, uint64_t value, size_t width)
{
    size_t count = 1;
    if (width == 5 && value >= 10000) count = width; /* nearly all numbers of frames */
    for (uint64_t limit = 10; count < width && count < 20 && value >= limit; limit *= 10)
        count++;
    if (count < width) text_repeat(text, ' ', width - count);
    text_uint(text, value);
}

void text_hex(struct text *text, uint64_t value, unsigned digits)
{
    if (!text_room(text, digits)) return;
    for (unsigned i = digits; i-- > 0;)
        text->at[text->len++] = HEX[value >> (4 * i) & 15];
}

void text_padded(struct text *text, uint64_t value, unsigned digits)
{
    if (digits == 9 && value < BILLION &&
        text_room(text, DIGITS_ROOM)) { /* a fraction of a second */
        text->len = (size_t)(put_nine(text->at + text->len, (uint32_t)value) - text->at);
        return;
    }
    uint64_t limit = 1;
    for (unsigned i = 1; i < digits; i++)
        limit *= 10;
    for (; limit > 1 && value < limit; limit /= 10)
        text_char(text, '0');
    text_uint(text, value);
}

/* Four bytes as eight digits, made at once: each half of a byte gets a byte of its own, which then
 * becomes '0' … '9', or, where it is ten or more, 'a' … 'f'. */
static uint64_t eight_hex_digits(const uint8_t *at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint32_t four;
    memcpy(&four, at, sizeof four);
    uint64_t value = le32toh(four);
    value = (value | value << 16) & UINT64_C(0x0000ffff0000ffff);
    value = (value | value << 8) & UINT64_C(0x00ff00ff00ff00ff);
    value = (value >> 4 | value << 8) & ones * 15;
    uint64_t letters = (value + ones * 6) >> 4 & ones;
    return value + ones * '0' + letters * ('a' - '0' - 10);
}

/* Writes the eight characters that a word holds, the first in the lowest byte. */
static void put_eight(char *out, uint64_t characters)
{
    characters = htole64(characters);
    memcpy(out, &characters, sizeof characters);
}

/* Both digits of each byte, and room for what stands behind them: written at once. */
#define PAIR(high, low) {HEX_OF(high), HEX_OF(low), 0, 0},
#define HEX_OF(n) (char)((n) < 10 ? '0' + (n) : 'a' + (n)-10)
#define PAIRS4(high, low)                                                                          \
    PAIR(high, low) PAIR(high, low + 1) PAIR(high, low + 2) PAIR(high, low + 3)
#define PAIRS16(high) PAIRS4(high, 0) PAIRS4(high, 4) PAIRS4(high, 8) PAIRS4(high, 12)
#define PAIRS64(high) PAIRS16(high) PAIRS16(high + 1) PAIRS16(high + 2) PAIRS16(high + 3)
static const char pairs[256][4] = {PAIRS64(0) PAIRS64(4) PAIRS64(8) PAIRS64(12)};

/* Each with the separator behind it, but the last.  There is room for a character more. */
static char *put_separated(char *out, const uint8_t *at, size_t len, char separator)
{
    const char between[4] = {0, 0, separator, 0};
    uint32_t mark, pair;
    memcpy(&mark, between, sizeof mark);
    for (size_t i = 0; i < len; i++, out += 3) {
        memcpy(&pair, pairs[at[i]], sizeof pair);
        pair |= mark;
        memcpy(out, &pair, sizeof pair);
    }
    return len ? out - 1 : out;
}

void text_hex_bytes(struct text *text, const uint8_t *at, size_t len, char separator)
{
    if (!text_room(text, separator ? 3 * len + 1 : 2 * len)) return;
    char *out = text->at + text->len;
    size_t i = 0;
    if (separator) {
        out = put_separated(out, at, len, separator);
    } else {
        for (; len - i >= 4; i += 4, out += 8)
            put_eight(out, eight_hex_digits(at + i));
        for (; i < len; i++) {
            *out++ = HEX[at[i] >> 4];
            *out++ = HEX[at[i] & 15];
        }
    }
    text->len = (size_t)(out - text->at);
}

void text_base64(struct text *text, const uint8_t *at, size_t len)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < len; i += 3) {
        size_t there = len - i < 3 ? len - i : 3;
        uint32_t three = 0;
        for (size_t b = 0; b < 3; b++)
            three = three << 8 | (b < there ? at[i + b] : 0);
        for (size_t c = 0; c < 4; c++)
            text_char(text, c <= there ? digits[three >> (18 - 6 * c) & 63] : '=');
    }
}

void text_seconds(struct text *text, int64_t nanoseconds, unsigned digits)
{
    uint64_t value = nanoseconds < 0 ? 0 - (uint64_t)nanoseconds : (uint64_t)nanoseconds;
    uint64_t fraction = value % BILLION;
    if (nanoseconds < 0) text_char(text, '-');
    text_uint(text, value / BILLION);
    if (digits == 0 || !text_room(text, DIGITS_ROOM)) return;
    char *out = text->at + text->len;
    *out = '.';
    put_nine(out + 1, (uint32_t)fraction);
    text->len += 1 + (digits < 9 ? digits : 9);
}

void text_ipv4(struct text *text, const uint8_t *at)
{
    if (!text_room(text, DIGITS_ROOM)) return;
    char *out = text->at + text->len;
    for (int i = 0; i < 4; i++)
        out = put_first(out, at[i]) + 1;
    text->len = (size_t)(out - text->at) - 1;
}

/* RFC 5952 4.2: the longest run of at least two zero groups becomes "::", the first of equals. */
static void longest_zero_run(const uint8_t *at, int *start, int *count)
{
    *start = -1;
    *count = 1;
    for (int i = 0; i < 8;) {
        int end = i;
        while (end < 8 && at[2 * end] == 0 && at[2 * end + 1] == 0)
            end++;
        if (end - i > *count) {
            *start = i;
            *count = end - i;
        }
        i = end + 1;
    }
}

/* Writes a group without leading zeros, and perhaps more, which counts for nothing; returns behind it. */
static char *put_group(char *out, const uint8_t *at)
{
    unsigned group = bytes_be16(at);
    unsigned digits = group > 0xfff ? 4 : group > 0xff ? 3 : group > 0xf ? 2 : 1;
    char four[8];
    memcpy(four, pairs[at[0]], 4);
    memcpy(four + 2, pairs[at[1]], 4);
    memcpy(out, four + 4 - digits, 4);
    return out + digits;
}

void text_ipv6(struct text *text, const uint8_t *at)
{
    int start, count;
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (memcmp(at, mapped, sizeof mapped) == 0) { /* RFC 5952 5: ::ffff:192.0.2.1 */
        text_put(text, "::ffff:");
        text_ipv4(text, at + 12);
        return;
    }
    longest_zero_run(at, &start, &count);
    char address[48], *out = address;
    for (int i = 0; i < 8; i++) {
        if (i == start) {
            *out++ = ':';
            *out++ = ':';
            i += count - 1;
            continue;
        }
        if (i && i != start + count) *out++ = ':';
        out = put_group(out, at + 2 * i);
    }
    text_add(text, address, (size_t)(out - address));
}

void text_mac(struct text *text, const uint8_t *at)
{
    text_hex_bytes(text, at, 6, ':');
}

const char *text_string(struct text *text)
{
    if (!text_room(text, 1)) return "";
    text->at[text->len] = '\0';
    return text->at;
}
