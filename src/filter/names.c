/* See names.h.  SPDX-License-Identifier: MIT */
#include "filter/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/parse.h"

enum { LONGEST = 128 };

/* Names that old hand-outs use. */
static const char *const renamed[][2] = {{"bootp", "dhcp"}, {"ssl", "tls"}};

/* Protocols of Wireshark that look like a byte: there `== ff` asks for Foundation Fieldbus, and so
 * here, although nothing here speaks it. */
static const char *const foreign[] = {"a11", "a21", "a615a", "aaf", "acf", "adb", "bfd", "c1222",
    "c15", "dc", "dcc", "e100", "e164", "e212", "fc", "fc00", "fefd", "ff"};

/* The name as the dissector may have it, terminated. */
static bool present_name(char *out, const char *at, size_t len)
{
    if (!len || len >= LONGEST) return false;
    memcpy(out, at, len);
    out[len] = '\0';
    for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++) {
        size_t old = strlen(renamed[i][0]), new = strlen(renamed[i][1]);
        if (strncmp(out, renamed[i][0], old) != 0 || (out[old] && out[old] != '.')) continue;
        if (len - old + new >= LONGEST) return false;
        memcpy(out, renamed[i][1], new);
        memcpy(out + new, at + old, len - old);
        out[new + len - old] = '\0';
        return true;
    }
    return true;
}

static void find_protocols(const char *text, struct name *name)
{
    size_t count;
    const struct proto *const *protocols = dissector_protos(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(protocols[i]->name, text) != 0 || name->nprotocols == NAME_PROTOCOLS) continue;
        name->protocols[name->nprotocols++] = protocols[i];
        name->text = protocols[i]->name;
    }
}

bool names_find(const struct dissector *dissector, const char *at, size_t len, struct name *name)
{
    char text[LONGEST];
    *name = (struct name){.type = FT_PROTOCOL};
    if (!present_name(text, at, len)) return false;
    name->rows = dissector_fields(dissector, text, &name->nrows);
    if (name->nrows) {
        name->text = name->rows[0]->name;
        name->type = name->rows[0]->type;
        return true;
    }
    find_protocols(text, name);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (strcmp(foreign[i], text) == 0) name->text = foreign[i];
    return name->text != NULL;
}

bool names_known(const struct dissector *dissector, const char *at, size_t len)
{
    struct name name;
    return names_find(dissector, at, len, &name);
}

/* Every name of every protocol, ended by NULL; to be freed. */
static const char **all_names(void)
{
    size_t count, total = 1;
    const struct proto *const *protocols = dissector_protos(&count);
    for (size_t i = 0; i < count; i++)
        total += 1 + protocols[i]->nfields;
    const char **names = calloc(total, sizeof *names), **next = names;
    for (size_t i = 0; names && i < count; i++) {
        *next++ = protocols[i]->name;
        for (unsigned f = 0; f < protocols[i]->nfields; f++)
            if (protocols[i]->fields[f].name) *next++ = protocols[i]->fields[f].name;
    }
    return names;
}

const char *names_nearest(const struct dissector *dissector, const char *at, size_t len)
{
    char text[LONGEST];
    (void)dissector;
    if (len < 2 || !present_name(text, at, len)) return NULL;
    const char **names = all_names();
    const char *nearest = names ? parse_nearest(text, names) : NULL;
    free(names);
    return nearest;
}
