/* Composing text.  See text.h.  SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

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

/* How many digits a number has varies from one to the next, and branches that depend on it are
 * guessed wrong half of the time.  So eight digits are made at once, in the bytes of a word, and the
 * leading zeros are shifted out of it.
 *
 *     12345678  ->  1234 | 5678 << 32  ->  12 | 34 << 16 | 56 << 32 | 78 << 48  ->  '1' | '2' << 8 …
 */
enum { EIGHT = 100000000, DIGITS_ROOM = 32 };

/* The digits of a number below EIGHT, the first in the lowest byte. */
static uint64_t eight_digits(uint32_t value)
{
    uint64_t fours = value / 10000 | (uint64_t)(value % 10000) << 32;
    uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x7f0000007f);
    uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
    uint64_t tens = (pairs * 103 >> 10) & UINT64_C(0x000f000f000f000f);
    return tens | (pairs - 10 * tens) << 8;
}

/* Writes eight characters of digits, of which the caller counts as many as are his. */
static void put_eight(char *out, uint64_t digits)
{
    uint64_t characters = htole64(digits);
    memcpy(out, &characters, sizeof characters);
}

/* Writes a number below EIGHT without leading zeros; returns behind it. */
static char *put_short(char *out, uint32_t value)
{
    uint64_t digits = eight_digits(value);
    unsigned zeros = (unsigned)__builtin_ctzll(digits | UINT64_C(1) << 56) / 8;
    put_eight(out, (digits + UINT64_C(0x3030303030303030)) >> (8 * zeros));
    return out + 8 - zeros;
}

/* Writes the eight last digits. */
static char *put_long(char *out, uint32_t value)
{
    put_eight(out, eight_digits(value) + UINT64_C(0x3030303030303030));
    return out + 8;
}

void text_uint(struct text *text, uint64_t value)
{
    if (!text_room(text, DIGITS_ROOM)) return;
    char *out = text->at + text->len;
    if (value < EIGHT) {
        out = put_short(out, (uint32_t)value);
    } else if (value / EIGHT < EIGHT) {
        out = put_short(out, (uint32_t)(value / EIGHT));
        out = put_long(out, (uint32_t)(value % EIGHT));
    } else {
        out = put_short(out, (uint32_t)(value / EIGHT / EIGHT));
        out = put_long(out, (uint32_t)(value / EIGHT % EIGHT));
        out = put_long(out, (uint32_t)(value % EIGHT));
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
    uint64_t fraction = value % 1000000000;
    if (nanoseconds < 0) text_char(text, '-');
    text_uint(text, value / 1000000000);
    if (digits == 0 || !text_room(text, DIGITS_ROOM)) return;
    char *out = text->at + text->len;
    *out = '.';
    put_long(out + 1, (uint32_t)(fraction / 10));
    out[9] = (char)('0' + fraction % 10);
    text->len += 1 + (digits < 9 ? digits : 9);
}

/* The characters of each octet with a dot behind them, and how many they are without it: half of
 * what a summary prints is addresses. */
#define OCTET(h, t, u)                                                                             \
    {{(h)      ? '0' + (h)                                                                         \
         : (t) ? '0' + (t)                                                                         \
               : '0' + (u),                                                                        \
         (h)   ? '0' + (t)                                                                         \
         : (t) ? '0' + (u)                                                                         \
               : '.',                                                                              \
         (h) ? '0' + (u) : '.', '.'},                                                              \
        (h)   ? 3                                                                                  \
        : (t) ? 2                                                                                  \
              : 1},
#define FIVE(h, t) OCTET(h, t, 0) OCTET(h, t, 1) OCTET(h, t, 2) OCTET(h, t, 3) OCTET(h, t, 4)
#define TEN(h, t)                                                                                  \
    FIVE(h, t) OCTET(h, t, 5) OCTET(h, t, 6) OCTET(h, t, 7) OCTET(h, t, 8) OCTET(h, t, 9)
#define FIFTY(h) TEN(h, 0) TEN(h, 1) TEN(h, 2) TEN(h, 3) TEN(h, 4)
#define HUNDRED(h) FIFTY(h) TEN(h, 5) TEN(h, 6) TEN(h, 7) TEN(h, 8) TEN(h, 9)
static const struct octet {
    char text[4];
    uint8_t len;
} octets[256] = {HUNDRED(0) HUNDRED(1) FIFTY(2) FIVE(2, 5) OCTET(2, 5, 5)};

void text_ipv4(struct text *text, const uint8_t *at)
{
    if (!text_room(text, DIGITS_ROOM)) return;
    char *out = text->at + text->len;
    for (int i = 0; i < 4; i++) {
        const struct octet *octet = &octets[at[i]];
        memcpy(out, octet->text, sizeof octet->text);
        out += octet->len + 1U;
    }
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

static void text_ipv6_group(struct text *text, unsigned group)
{
    text_hex(text, group, group > 0xfff ? 4 : group > 0xff ? 3 : group > 0xf ? 2 : 1);
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
    for (int i = 0; i < 8; i++) {
        if (i == start) {
            text_add(text, "::", 2);
            i += count - 1;
            continue;
        }
        if (i && i != start + count) text_char(text, ':');
        text_ipv6_group(text, (unsigned)(at[2 * i] << 8 | at[2 * i + 1]));
    }
}

void text_mac(struct text *text, const uint8_t *at)
{
    text_hex_bytes(text, at, 6, ':');
}

void text_vformat(struct text *text, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    size_t room = text->cap - text->len;
    int len = vsnprintf(room ? text->at + text->len : NULL, room, format, args);
    if (len > 0 && (size_t)len >= room) { /* it did not fit: once more, with the room it takes */
        if (text_room(text, (size_t)len + 1))
            vsnprintf(text->at + text->len, (size_t)len + 1, format, again);
        else
            len = 0;
    }
    if (len > 0) text->len += (size_t)len;
    va_end(again);
}

void text_format(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text_vformat(text, format, args);
    va_end(args);
}

const char *text_string(struct text *text)
{
    if (!text_room(text, 1)) return "";
    text->at[text->len] = '\0';
    return text->at;
}
