/* Text in XML.  See xml.h.  SPDX-License-Identifier: MIT */
#include "show/xml.h"

#include "base/escape.h"

/* How an ASCII character is written: up to six characters; none for those that stand for
 * themselves. */
static const char *entity_of(uint8_t c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#x27;";
    default:
        return NULL;
    }
}

static bool is_plain(uint8_t c, bool terminal)
{
    if (c < ' ') return c == '\t' || (!terminal && (c == '\n' || c == '\r'));
    return c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'';
}

/* Adds the character at the beginning of `rest`, which does not stand for itself; returns how many
 * bytes it takes. */
static size_t add_special(struct text *text, struct bytes rest)
{
    uint32_t code = 0;
    size_t size = escape_utf8(rest.at, rest.len, &code);
    const char *entity = entity_of(*rest.at);
    if (!size) {
        text_put(text, "\xef\xbf\xbd");
    } else if (entity) {
        text_put(text, entity);
    } else if (code < 0xa0) { /* also U+0080 to U+009F, which terminals obey */
        text_put(text, "\\x");
        text_hex(text, code, code < 16 ? 1 : 2);
    } else {
        text_add(text, rest.at, size);
    }
    return size ? size : 1;
}

void xml_add(struct text *text, struct bytes string, bool terminal)
{
    for (size_t i = 0; i < string.len;) {
        size_t run = i;
        while (run < string.len && is_plain(string.at[run], terminal))
            run++;
        text_add(text, string.at + i, run - i);
        i = run;
        if (i < string.len) i += add_special(text, bytes_of(string.at + i, string.len - i));
    }
}
