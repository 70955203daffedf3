/* Who is who among several clients.  See wire_names.h.  SPDX-License-Identifier: MIT */
#include "cli/wire_names.h"

#include <string.h>

#include "base/json.h"

void wire_names_connecting(struct wire_names *names, const char *name, int64_t time)
{
    for (unsigned i = 0; i < names->count; i++)
        if (!names->at[i].port && strcmp(names->at[i].name, name) == 0)
            names->at[i].connecting = time;
}

void wire_names_packet(struct wire_names *names, uint16_t port, int64_t time, int64_t resolution)
{
    struct wire_named *latest = NULL;
    for (unsigned i = 0; i < names->count; i++) {
        struct wire_named *named = &names->at[i];
        if (named->port == port) return;
        bool is_before = named->connecting / resolution <= time / resolution;
        if (named->port || !named->connecting || !is_before) continue;
        if (!latest || named->connecting >= latest->connecting) latest = named;
    }
    if (latest) latest->port = port;
}

const char *wire_names_of(const struct wire_names *names, const struct timeline_entry *entry)
{
    if (entry->who) return entry->who;
    for (unsigned i = 0; entry->client && i < names->count; i++)
        if (names->at[i].port == entry->client) return names->at[i].name;
    return NULL;
}

void wire_names_json(struct text *text, const struct timeline_entry *entry, const char *name)
{
    text_put(text, entry->json);
    if (name) { /* before the last brace */
        text->len--;
        text_put(text, ",\"who\":");
        json_string(text, bytes_of_string(name));
        text_char(text, '}');
    }
    text_char(text, '\n');
}

void wire_names_draw(
    struct text *text, struct ladder *ladder, const struct timeline_entry *entry, const char *name)
{
    struct text words = {0};
    struct timeline_entry named = *entry;
    bool is_servers = entry->kind == TIMELINE_EVENT && entry->side == TIMELINE_SERVER;
    if (name && is_servers) {
        text_format(&words, "%s (%s)", entry->text, name);
    } else if (name) {
        text_format(&words, "%s: %s", name, entry->text);
    }
    if (name) named.text = text_string(&words);
    if (!ladder->begun) ladder_head(text, ladder);
    ladder_entry(text, ladder, &named);
    text_finish(&words);
}
