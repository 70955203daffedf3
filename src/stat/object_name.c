/* See object_name.h.  SPDX-License-Identifier: MIT */
#include "stat/object_name.h"

#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "base/text.h"

struct bytes object_base_name(struct bytes path)
{
    while (path.len > 1 && path.at[path.len - 1] == '/')
        path.len--;
    const uint8_t *slash = path.len > 1 ? memrchr(path.at, '/', path.len) : NULL;
    if (!slash) return path;
    return bytes_of(slash + 1, path.len - (size_t)(slash + 1 - path.at));
}

/* How many bytes at `at` can stand in a name as they are; 0: the first one cannot. */
static size_t harmless(const uint8_t *at, size_t len)
{
    uint32_t code;
    size_t size = escape_utf8(at, len, &code);
    if (size == 1 && (code < ' ' || strchr("<>:\"/\\|?*", (int)code))) return 0;
    return size && escape_is_deceptive(code) ? 0 : size;
}

static void put_harmless(struct text *name, struct bytes told)
{
    for (size_t at = 0; at < told.len && name->len <= OBJECT_NAME_MAX * 4;) {
        size_t size = at || told.at[0] != '.' ? harmless(told.at + at, told.len - at) : 0;
        if (size) {
            text_add(name, told.at + at, size);
        } else {
            text_char(name, '%');
            text_hex(name, told.at[at], 2);
            size = 1;
        }
        at += size;
    }
}

/* Cuts it to `len` bytes or a few less, not within a character. */
static void cut(struct text *name, size_t len)
{
    if (len >= name->len) return;
    while (len && ((uint8_t)name->at[len] & 0xc0) == 0x80)
        len--;
    name->len = len;
}

size_t object_name(struct bytes told, uint32_t number, char *out)
{
    enum { NUMBER_ROOM = 16, EXTENSION_MAX = OBJECT_NAME_MAX - 2 * NUMBER_ROOM };
    struct text name = {0}, all = {.at = out, .cap = OBJECT_NAME_MAX, .fixed = true};
    char mark[NUMBER_ROOM] = "";
    if (number) snprintf(mark, sizeof mark, "(%u)", (unsigned)number);
    put_harmless(&name, told);
    const char *dot = name.len ? memrchr(name.at, '.', name.len) : NULL;
    size_t extension = dot ? name.len - (size_t)(dot - name.at) : 0;
    if (extension > EXTENSION_MAX) extension = 0;
    size_t stem = name.len - extension, most = OBJECT_NAME_MAX - strlen(mark) - extension;
    struct text front = {.at = name.at, .len = name.len};
    cut(&front, stem < most ? stem : most);
    text_add(&all, front.at, front.len);
    text_put(&all, mark);
    text_add(&all, name.at + stem, extension);
    out[all.len] = '\0';
    text_finish(&name);
    return all.len;
}
