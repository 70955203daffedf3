/* Writing JSON.  See json.h.  SPDX-License-Identifier: MIT */
#include "base/json.h"

#include "base/escape.h"

void json_string(struct text *text, struct bytes string)
{
    text_char(text, '"');
    for (size_t i = 0; i < string.len;) {
        uint8_t c = string.at[i];
        uint32_t code;
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            size_t end = i + 1;
            while (end < string.len && string.at[end] >= 0x20 && string.at[end] < 0x7f &&
                   string.at[end] != '"' && string.at[end] != '\\')
                end++;
            text_add(text, string.at + i, end - i);
            i = end;
            continue;
        }
        size_t size = escape_utf8(string.at + i, string.len - i, &code);
        i += size ? size : 1;
        if (size > 1 && code >= 0xa0)
            text_add(text, string.at + i - size, size);
        else if (size == 0)
            text_put(text, "\xef\xbf\xbd");
        else if (c == '"' || c == '\\') {
            text_char(text, '\\');
            text_char(text, (char)c);
        } else if (c == '\n')
            text_put(text, "\\n");
        else if (c == '\r')
            text_put(text, "\\r");
        else if (c == '\t')
            text_put(text, "\\t");
        else { /* also U+0080 to U+009F, which terminals obey */
            text_put(text, "\\u");
            text_hex(text, code, 4);
        }
    }
    text_char(text, '"');
}

void json_key(struct text *text, const char *key)
{
    if (text->len && text->at[text->len - 1] != '{') text_char(text, ',');
    json_string(text, bytes_of_string(key));
    text_char(text, ':');
}
