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

/* Which of the first 64 characters stand for themselves, a bit for each. */
#define BIT(c) (UINT64_C(1) << (c))
static const uint64_t PLAIN = (~(BIT(' ') - 1) & ~BIT('&') & ~BIT('<') & ~BIT('>') & ~BIT('"') &
                                  ~BIT('\'')) |
                              BIT('\t'),
                      ENDS_OF_LINES = BIT('\n') | BIT('\r');

static inline bool is_plain(uint8_t c, uint64_t plain)
{
    return c < 64 ? plain >> c & 1 : c < 0x7f;
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
    uint64_t plain = terminal ? PLAIN : PLAIN | ENDS_OF_LINES;
    for (size_t i = 0; i < string.len;) {
        size_t run = i;
        while (run < string.len && is_plain(string.at[run], plain))
            run++;
        text_add(text, string.at + i, run - i);
        i = run;
        if (i < string.len) i += add_special(text, bytes_of(string.at + i, string.len - i));
    }
}
