/* Who is who among several clients of one server: packets carry port numbers, people have names.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "show/ladder.h"
#include "show/timeline.h"

enum { WIRE_CLIENTS = 8 }; /* that have names */

/* A client, by the name that it was given. */
struct wire_named {
    const char *name;
    int64_t connecting; /* since when; 0: not yet */
    uint16_t port;      /* its own, once its first packet has passed; else 0 */
};

struct wire_names {
    struct wire_named at[WIRE_CLIENTS];
    unsigned count;
};

/* It has told that it connects now. */
void wire_names_connecting(struct wire_names *names, const char *name, int64_t time);

/* A packet from a client's port.  The first one is of the client that began last before it: each
 * connects as soon as it has told so.  `resolution` is that of the packet's time. */
void wire_names_packet(struct wire_names *names, uint16_t port, int64_t time, int64_t resolution);

/* The client that an entry is about; NULL: not known, or the only one. */
const char *wire_names_of(const struct wire_names *names, const struct timeline_entry *entry);

/* An entry as a line of JSON, or drawn, with the name; NULL: without. */
void wire_names_json(struct text *text, const struct timeline_entry *entry, const char *name);
void wire_names_draw(
    struct text *text, struct ladder *ladder, const struct timeline_entry *entry, const char *name);
