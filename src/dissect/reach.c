/* How far packets have to be dissected: no further than anybody looks.
 *
 *     dissector_narrow()   fields alone are asked for: those of headers need no more than headers
 *     dissector_confine()  packets without certain protocols interest nobody: those that cannot have
 *                          them are not dissected, but what later packets depend on is remembered
 *
 * SPDX-License-Identifier: MIT */
#include "dissect/opener.h"
#include "dissect/proto.h"
#include "dissect/registry.h"
#include "dissect/tracker.h"

#include <string.h>

/* Found by what IP and the links below it say, not by a port. */
static bool is_low(const struct proto *proto)
{
    for (const struct link *link = proto->links; link && link->table; link++)
        if (strcmp(link->table, "tcp.port") != 0 && strcmp(link->table, "udp.port") != 0)
            return true;
    return strcmp(proto->name, "frame") == 0;
}

/* How far dissecting must go for a field of a protocol. */
static enum reach reach_of(const struct proto *proto, const struct field *field)
{
    bool distinguishes = strcmp(proto->name, "tcp") == 0 || strcmp(proto->name, "udp") == 0 ||
                         strcmp(proto->name, "frame") == 0;
    if (!is_low(proto)) return REACH_CONTENT;
    if (!distinguishes || field->flags & FIELD_ALONE) return REACH_HEADERS;
    return field->flags & FIELD_CARRIED ? REACH_CONTENT : REACH_CONVERSATIONS;
}

/* The same for all that is wanted. */
static enum reach find_reach(const struct dissector *dissector)
{
    enum reach reach = REACH_HEADERS;
    for (size_t i = 0; i < dissector->nentries; i++) {
        const struct entry *entry = &dissector->entries[i];
        if (entry->wanted && !is_low(entry->proto)) return REACH_CONTENT;
        for (unsigned f = 0; f < entry->proto->nfields; f++) {
            enum reach needed = reach_of(entry->proto, &entry->proto->fields[f]);
            if (entry->want[f] & WANT_ASKED && needed < reach) reach = needed;
        }
    }
    return reach;
}

void dissector_narrow(struct dissector *dissector)
{
    dissector->reach = find_reach(dissector);
    if (dissector->reach == REACH_CONTENT) return;
    for (size_t i = 0; i < dissector->nentries; i++)
        for (unsigned f = 0; f < dissector->entries[i].proto->nfields; f++)
            if (!(dissector->entries[i].want[f] & WANT_ASKED))
                dissector->entries[i].want[f] &= (uint8_t)~WANT_ITEM;
}

/* --- packets that interest nobody --------------------------------------------------------------- */

/* Found by ports or by what it looks like, and so in no other protocol than TCP, UDP and those whose
 * content may be anything. */
static bool is_carried(const struct proto *proto)
{
    return !is_low(proto) && (proto->links || proto->heuristic_table);
}

/* Whoever has a field of that name, or is called so. */
static void seek(struct dissector *dissector, const char *name)
{
    size_t count;
    const struct field *const *rows = dissector_fields(dissector, name, &count);
    for (size_t e = 0; e < dissector->nentries; e++) {
        struct entry *entry = &dissector->entries[e];
        entry->sought |= strcmp(entry->proto->name, name) == 0;
        for (size_t i = 0; i < count; i++)
            entry->sought |= proto_holds(entry->proto, rows[i]);
    }
}

void dissector_confine(struct dissector *dissector, const char *const *names, size_t count)
{
    dissector->confined = count > 0 && !dissector->remarks;
    for (size_t i = 0; i < count; i++)
        seek(dissector, names[i]);
    for (size_t e = 0; e < dissector->nentries; e++)
        if (dissector->entries[e].sought && !is_carried(dissector->entries[e].proto))
            dissector->confined = false;
}

bool packet_may_skip(const struct packet *p, const struct entry *entry)
{
    if (entry->sought) return false;
    const struct proto *proto = entry->proto;
    const struct secrets *secrets = p->tracker ? p->tracker->secrets : NULL;
    return proto->innermost || (proto->sealed && (!secrets || secrets->none));
}
