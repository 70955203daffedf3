/* Composing text.  See text.h.  SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>

static const char HEX[] = "0123456789abcdef";

void text_finish(struct text *text)
{
    free(text->at);
    *text = (struct text){0};
}

bool text_grow(struct text *text, size_t more)
{
    size_t need = text->len + more;
    size_t cap = text->cap ? text->cap : 256;
    while (cap < need && cap <= SIZE_MAX / 2)
        cap *= 2;
    char *at = need < more || cap < need ? NULL : realloc(text->at, cap);
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

/* "00" to "99": two digits cost one division. */
static const char PAIRS[] = "0001020304050607080910111213141516171819"
                            "2021222324252627282930313233343536373839"
                            "4041424344454647484950515253545556575859"
                            "6061626364656667686970717273747576777879"
                            "8081828384858687888990919293949596979899";

enum { DIGITS_MAX = 20 }; /* of a uint64_t */

static unsigned count_digits(uint64_t value)
{
    unsigned count = 1;
    for (; value >= 10000; value /= 10000)
        count += 4;
    return count + (value >= 10) + (value >= 100) + (value >= 1000);
}

/* Writes the last `count` decimal digits. */
static void put_digits(char *out, uint64_t value, unsigned count)
{
    for (; count >= 2; value /= 100) {
        count -= 2;
        memcpy(out + count, PAIRS + 2 * (value % 100), 2);
    }
    if (count) *out = (char)('0' + value % 10);
}

void text_uint(struct text *text, uint64_t value)
{
    if (!text_room(text, DIGITS_MAX)) return;
    if (value < 10) {
        text->at[text->len++] = (char)('0' + value);
        return;
    }
    unsigned count = count_digits(value);
    put_digits(text->at + text->len, value, count);
    text->len += count;
}

void text_int(struct text *text, int64_t value)
{
    if (value < 0) text_char(text, '-');
    text_uint(text, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void text_uint_right(struct text *text, uint64_t value, size_t width)
{
    unsigned count = count_digits(value);
    if (count < width) text_repeat(text, ' ', width - count);
    text_uint(text, value);
}

void text_hex(struct text *text, uint64_t value, unsigned digits)
{
    if (!text_room(text, digits)) return;
    for (unsigned i = digits; i-- > 0;)
        text->at[text->len++] = HEX[value >> (4 * i) & 15];
}

void text_hex_bytes(struct text *text, const uint8_t *at, size_t len, char separator)
{
    if (!text_room(text, 3 * len)) return;
    char *out = text->at + text->len;
    for (size_t i = 0; i < len; i++) {
        if (i && separator) *out++ = separator;
        *out++ = HEX[at[i] >> 4];
        *out++ = HEX[at[i] & 15];
    }
    text->len = (size_t)(out - text->at);
}

void text_seconds(struct text *text, int64_t nanoseconds, unsigned digits)
{
    uint64_t value = nanoseconds < 0 ? 0 - (uint64_t)nanoseconds : (uint64_t)nanoseconds;
    uint64_t fraction = value % 1000000000;
    if (nanoseconds < 0) text_char(text, '-');
    text_uint(text, value / 1000000000);
    if (digits == 0 || !text_room(text, 10)) return;
    char *out = text->at + text->len;
    unsigned count = digits < 9 ? digits : 9;
    for (unsigned i = count; i < 9; i++)
        fraction /= 10;
    *out = '.';
    put_digits(out + 1, fraction, count);
    text->len += 1 + count;
}

void text_ipv4(struct text *text, const uint8_t *at)
{
    if (!text_room(text, 15)) return;
    char *out = text->at + text->len;
    for (int i = 0; i < 4; i++) {
        unsigned count = 1u + (at[i] >= 10) + (at[i] >= 100);
        if (i) *out++ = '.';
        put_digits(out, at[i], count);
        out += count;
    }
    text->len = (size_t)(out - text->at);
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
    int len = vsnprintf(NULL, 0, format, args);
    if (len > 0 && text_room(text, (size_t)len + 1)) {
        vsnprintf(text->at + text->len, (size_t)len + 1, format, again);
        text->len += (size_t)len;
    }
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
