/* printf into a text.  Nearly all formats are made of a few conversions, which are done here in a tenth
 * of the time: lines of the detail tree are composed of them.  The C library does all others.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "base/text.h"

/* In a struct, so that a function can take one argument after the other. */
struct arguments {
    va_list list;
};

static uint64_t next_unsigned(struct arguments *arguments, char size)
{
    switch (size) {
    case 'l':
        return va_arg(arguments->list, unsigned long);
    case 'L': /* ll */
        return va_arg(arguments->list, unsigned long long);
    case 'z':
        return va_arg(arguments->list, size_t);
    default:
        return va_arg(arguments->list, unsigned);
    }
}

/* %x, %04x: false where blanks would stand in front. */
static bool add_hex(struct text *text, uint64_t value, bool zeros, unsigned width)
{
    unsigned digits = value ? (67 - (unsigned)__builtin_clzll(value)) / 4 : 1;
    if (width > 16 || (width > digits && !zeros)) return false;
    text_hex(text, value, width > digits ? width : digits);
    return true;
}

/* %s, %.*s. */
static bool add_string(struct text *text, struct arguments *arguments, bool limited)
{
    int limit = limited ? va_arg(arguments->list, int) : 0;
    const char *string = va_arg(arguments->list, const char *);
    if (limit < 0 || (!string && !(limited && !limit))) return false;
    text_add(text, string, limited ? strnlen(string ? string : "", (size_t)limit) : strlen(string));
    return true;
}

/* The conversion behind a %; `at` moves behind it.  False if it is none of those known here. */
static bool add_conversion(struct text *text, const char **at, struct arguments *arguments)
{
    const char *format = *at;
    bool zeros = *format == '0', limited = false;
    unsigned width = 0;
    while (*format >= '0' && *format <= '9' && width < 100)
        width = 10 * width + (unsigned)(*format++ - '0');
    if (format[0] == '.' && format[1] == '*') {
        limited = true;
        format += 2;
    }
    char size = 0;
    while (*format == 'l' || *format == 'z')
        size = *format++ == 'z' ? 'z' : size ? 'L' : 'l';
    *at = format + 1;
    if (*format == 's') return !width && !size && add_string(text, arguments, limited);
    if (limited) return false;
    switch (*format) {
    case 'u':
        if (width && !zeros) return false;
        text_padded(text, next_unsigned(arguments, size), width > 19 ? 19 : width);
        return width < 20;
    case 'x':
        return add_hex(text, next_unsigned(arguments, size), zeros, width);
    case 'd':
        if (width || size) return false;
        text_int(text, va_arg(arguments->list, int));
        return true;
    case 'c':
        if (width || size) return false;
        text_char(text, (char)va_arg(arguments->list, int));
        return true;
    case '%':
        text_char(text, '%');
        return !width && !size;
    default:
        return false;
    }
}

static bool add_all(struct text *text, const char *format, struct arguments *arguments)
{
    for (;;) {
        const char *percent = strchrnul(format, '%');
        text_add(text, format, (size_t)(percent - format));
        if (!*percent) return true;
        format = percent + 1;
        if (!add_conversion(text, &format, arguments)) return false;
    }
}

static void by_library(struct text *text, const char *format, va_list args)
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

void text_vformat(struct text *text, const char *format, va_list args)
{
    struct arguments arguments;
    size_t start = text->len;
    bool failed = text->failed;
    va_copy(arguments.list, args);
    bool known = add_all(text, format, &arguments);
    /* As printf, it is terminated, and what has no room for that is not written at all. */
    if (known && text_room(text, 1) && text->failed == failed) {
        text->at[text->len] = '\0';
    } else {
        text->len = start;
        text->failed = failed;
        by_library(text, format, args);
    }
    va_end(arguments.list);
}

void text_format(struct text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    text_vformat(text, format, args);
    va_end(args);
}
