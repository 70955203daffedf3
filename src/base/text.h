/* A growing buffer of text: where every line that wirelab shows is composed.
 *
 * A zeroed struct text is an empty one.  Appending never fails loudly: when memory runs out the
 * text is cut and `failed` is set, to be looked at once, at the end.  The contents are not
 * terminated; text_string() terminates them.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct text {
    char *at;    /* the characters, NULL while there are none */
    size_t len;  /* how many are used */
    size_t cap;  /* how many fit */
    bool fixed;  /* the room is somebody else's: never grown, never freed */
    bool failed; /* memory or room ran out: the text is incomplete */
};

/* Frees the characters; the text is empty and usable again. */
void text_finish(struct text *text);

/* Makes room for `more` characters behind the present ones; false when there is no memory. */
bool text_grow(struct text *text, size_t more);

/* Always inline, since most of what is appended is literal: its length is then known. */
#define TEXT_INLINE static inline __attribute__((always_inline))

TEXT_INLINE bool text_room(struct text *text, size_t more)
{
    return text->cap - text->len >= more || text_grow(text, more);
}

static inline void text_clear(struct text *text)
{
    text->len = 0;
    text->failed = false;
}

TEXT_INLINE void text_add(struct text *text, const void *at, size_t len)
{
    if (len && text_room(text, len)) {
        memcpy(text->at + text->len, at, len);
        text->len += len;
    }
}

TEXT_INLINE void text_char(struct text *text, char c)
{
    if (text_room(text, 1)) text->at[text->len++] = c;
}

TEXT_INLINE void text_put(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

/* `count` copies of `c`. */
void text_repeat(struct text *text, char c, size_t count);

/* Decimal. */
void text_uint(struct text *text, uint64_t value);
void text_int(struct text *text, int64_t value);
/* A word and a number behind it: "Len=", 13. */
TEXT_INLINE void text_labelled(struct text *text, const char *label, uint64_t value)
{
    text_put(text, label);
    text_uint(text, value);
}
/* Decimal, right-aligned in `width` columns (blanks in front). */
void text_uint_right(struct text *text, uint64_t value, size_t width);
/* Decimal with leading zeros, at least `digits` of them. */
void text_padded(struct text *text, uint64_t value, unsigned digits);
/* Lower-case hexadecimal with leading zeros, `digits` of them (1 to 16). */
void text_hex(struct text *text, uint64_t value, unsigned digits);
/* Every byte as two lower-case hex digits, with `separator` between bytes unless it is 0. */
void text_hex_bytes(struct text *text, const uint8_t *at, size_t len, char separator);
/* RFC 4648 4: three bytes as four characters. */
void text_base64(struct text *text, const uint8_t *at, size_t len);
/* Nanoseconds as seconds with nine, six or `digits` decimals, truncated: 1.500000000, -0.000001. */
void text_seconds(struct text *text, int64_t nanoseconds, unsigned digits);

/* 192.0.2.1, from 4 bytes. */
void text_ipv4(struct text *text, const uint8_t *at);
/* 2001:db8::1 as RFC 5952 has it, from 16 bytes. */
void text_ipv6(struct text *text, const uint8_t *at);
/* 00:00:5e:00:53:01, from 6 bytes. */
void text_mac(struct text *text, const uint8_t *at);

/* printf into the text.  For lines that are not on a hot path. */
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vformat(struct text *text, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* The contents as a C string, valid until the next change; "" when memory ran out. */
const char *text_string(struct text *text);
