/* All protocols and how they lead to each other.  See dissector.h.  SPDX-License-Identifier: MIT */
#include "dissect/dissector.h"

#include <stdlib.h>
#include <string.h>

#include "dissect/note.h"
#include "dissect/registry.h"

#define X(name) extern const struct proto proto_##name;
#include "dissect/protocols.h"
#undef X

static const struct proto *const protocols[] = {
#define X(name) &proto_##name,
#include "dissect/protocols.h"
#undef X
};

enum { NPROTOCOLS = sizeof protocols / sizeof *protocols };

const struct proto *const *dissector_protos(size_t *count)
{
    *count = NPROTOCOLS;
    return protocols;
}

enum { PLACES = 512 };
_Static_assert(2 * NPROTOCOLS < PLACES, "the hash of the protocols is at most half full");

/* Where its entry stands, or would: this is asked for each segment of a known conversation. */
static struct entry **entry_place(const struct dissector *dissector, const struct proto *proto)
{
    size_t at = (uintptr_t)proto / sizeof *proto % PLACES;
    while (dissector->by_proto[at] && dissector->by_proto[at]->proto != proto)
        at = (at + 1) % PLACES;
    return &dissector->by_proto[at];
}

const struct entry *dissector_entry(const struct dissector *dissector, const struct proto *proto)
{
    const struct entry *entry = *entry_place(dissector, proto);
    return entry && !entry->disabled ? entry : NULL;
}

const struct proto *dissector_proto(const struct dissector *dissector, const char *name)
{
    for (size_t i = 0; i < dissector->nentries; i++)
        if (strcmp(dissector->entries[i].proto->name, name) == 0)
            return dissector->entries[i].proto;
    return NULL;
}

/* The rows and what is wanted of them: nothing yet but what the summary needs. */
static bool add_entries(struct dissector *dissector)
{
    size_t nfields = 0;
    for (size_t i = 0; i < NPROTOCOLS; i++)
        nfields += protocols[i]->nfields;
    dissector->entries = calloc(NPROTOCOLS, sizeof *dissector->entries);
    dissector->wants = calloc(nfields + 1, 1);
    dissector->askeds = calloc(nfields + NPROTOCOLS, sizeof *dissector->askeds);
    dissector->names = calloc(nfields + 1, sizeof *dissector->names);
    dissector->by_proto = calloc(PLACES, sizeof(struct entry *));
    if (!dissector->entries || !dissector->wants || !dissector->askeds || !dissector->names ||
        !dissector->by_proto)
        return false;
    uint8_t *want = dissector->wants;
    uint16_t *asked = dissector->askeds;
    for (size_t i = 0; i < NPROTOCOLS; i++) {
        dissector->entries[i] = (struct entry){.proto = protocols[i], .want = want, .asked = asked};
        asked += protocols[i]->nfields + 1;
        *entry_place(dissector, protocols[i]) = &dissector->entries[i];
        for (unsigned f = 0; f < protocols[i]->nfields; f++) {
            const struct field *field = &protocols[i]->fields[f];
            *want++ = (uint8_t)((field->flags & FIELD_SUMMARY ? WANT_ITEM : 0) |
                                (field->mask ? WANT_MASKED : 0));
            if (field->name) dissector->names[dissector->nnames++] = field;
        }
    }
    dissector->nentries = NPROTOCOLS;
    return true;
}

static int compare_names(const void *a, const void *b)
{
    const struct field *const *left = a, *const *right = b;
    int order = strcmp((*left)->name, (*right)->name);
    /* Rows that share a name keep a stable order: that of their addresses. */
    return order ? order : *left < *right ? -1 : *left > *right;
}

/* Sorted, each row once: protocols that belong together (IPv6 and its extensions) share rows. */
static void sort_names(struct dissector *dissector)
{
    qsort(dissector->names, dissector->nnames, sizeof *dissector->names, compare_names);
    size_t kept = 0;
    for (size_t i = 0; i < dissector->nnames; i++)
        if (!kept || dissector->names[i] != dissector->names[kept - 1])
            dissector->names[kept++] = dissector->names[i];
    dissector->nnames = kept;
}

const struct table *dissector_table(const struct dissector *dissector, const char *name)
{
    for (size_t i = 0; i < dissector->ntables; i++)
        if (strcmp(dissector->tables[i].name, name) == 0) return &dissector->tables[i];
    return NULL;
}

/* The tables of all links, empty: their names are known, and will not become more. */
static bool add_tables(struct dissector *dissector)
{
    size_t most = 0;
    for (size_t i = 0; i < NPROTOCOLS; i++) {
        for (const struct link *link = protocols[i]->links; link && link->table; link++)
            most++;
        most++;
    }
    dissector->tables = calloc(most, sizeof *dissector->tables);
    return dissector->tables != NULL;
}

/* Makes it if there is none of that name. */
static struct table *table_named(struct dissector *dissector, const char *name)
{
    const struct table *known = dissector_table(dissector, name);
    if (known) return &dissector->tables[known - dissector->tables];
    struct table *table = &dissector->tables[dissector->ntables++];
    table->name = name;
    table->via = strcmp(name, "ethertype") == 0 ? "ethertype" : NULL;
    return table;
}

/* Turns the links of all protocols into rows. */
static bool add_links(struct dissector *dissector)
{
    for (size_t i = 0; i < NPROTOCOLS; i++) {
        struct entry *entry = &dissector->entries[i];
        for (const struct link *link = protocols[i]->links; link && link->table; link++)
            if (!table_put(table_named(dissector, link->table), link->key, entry, false))
                return false;
        if (protocols[i]->table) entry->table = table_named(dissector, protocols[i]->table);
    }
    return true;
}

static const struct entry *entry_named(const struct dissector *dissector, const char *name)
{
    return dissector_entry(dissector, dissector_proto(dissector, name));
}

/* Most protocols are found by a key alone: those that guess are listed, not looked for. */
static bool add_guesses(struct dissector *dissector)
{
    dissector->guesses = calloc(dissector->nentries, sizeof *dissector->guesses);
    if (!dissector->guesses) return false;
    for (size_t i = 0; i < dissector->nentries; i++)
        if (dissector->entries[i].proto->recognises && dissector->entries[i].proto->heuristic_table)
            dissector->guesses[dissector->nguesses++] = &dissector->entries[i];
    return true;
}

struct dissector *dissector_create(void)
{
    struct dissector *dissector = calloc(1, sizeof *dissector);
    if (!dissector) return NULL;
    if (!add_entries(dissector) || !add_tables(dissector) || !add_links(dissector) ||
        !add_guesses(dissector)) {
        dissector_destroy(dissector);
        return NULL;
    }
    sort_names(dissector);
    preferences_default(&dissector->preferences);
    dissector->brief = true;
    dissector->frame = entry_named(dissector, "frame");
    dissector->comment = entry_named(dissector, "pkt_comment");
    dissector->data = entry_named(dissector, "data");
    dissector->expert = entry_named(dissector, "_ws.expert");
    dissector->malformed = entry_named(dissector, "_ws.malformed");
    dissector->cut = entry_named(dissector, "_ws.short");
    dissector->unreassembled = entry_named(dissector, "_ws.unreassembled");
    return dissector;
}

void dissector_destroy(struct dissector *dissector)
{
    if (!dissector) return;
    for (size_t i = 0; i < dissector->ntables; i++)
        free(dissector->tables[i].rows);
    free(dissector->tables);
    free(dissector->names);
    free(dissector->guesses);
    free(dissector->wants);
    free(dissector->askeds);
    free(dissector->by_proto);
    free(dissector->entries);
    free(dissector);
}

bool dissector_decode_as(
    struct dissector *dissector, const char *table, uint32_t key, const struct proto *proto)
{
    const struct table *known = dissector_table(dissector, table);
    const struct entry *entry = dissector_entry(dissector, proto);
    return known && entry &&
           table_put(&dissector->tables[known - dissector->tables], key, entry, true);
}

static void forget_guess(struct dissector *dissector, const struct entry *entry)
{
    size_t kept = 0;
    for (size_t i = 0; i < dissector->nguesses; i++)
        if (dissector->guesses[i] != entry) dissector->guesses[kept++] = dissector->guesses[i];
    dissector->nguesses = kept;
}

bool dissector_never_guess(struct dissector *dissector, const struct proto *proto)
{
    const struct entry *entry = dissector_entry(dissector, proto);
    size_t before = dissector->nguesses;
    forget_guess(dissector, entry);
    return dissector->nguesses < before;
}

static void disable(struct dissector *dissector, struct entry *entry)
{
    entry->disabled = true;
    forget_guess(dissector, entry);
    for (size_t i = 0; i < dissector->ntables; i++)
        table_drop(&dissector->tables[i], entry);
}

bool dissector_disable(struct dissector *dissector, const struct proto *proto)
{
    const struct entry *entry = dissector_entry(dissector, proto);
    if (!entry || proto->name[0] == '_' || entry == dissector->frame || entry == dissector->data ||
        entry == dissector->comment)
        return false;
    /* A protocol that is found in two ways has two entries. */
    for (size_t i = 0; i < dissector->nentries; i++)
        if (strcmp(dissector->entries[i].proto->name, proto->name) == 0)
            disable(dissector, &dissector->entries[i]);
    return true;
}

struct preferences *dissector_preferences(struct dissector *dissector)
{
    return &dissector->preferences;
}

void dissector_name_by(struct dissector *dissector, struct directory *directory)
{
    dissector->directory = directory;
}

struct directory *dissector_directory(const struct dissector *dissector)
{
    return dissector->directory;
}

/* What is asked while packets are dissected, of many rows at once. */
static void count_wants(struct dissector *dissector)
{
    for (size_t i = 0; i < dissector->nentries; i++) {
        const struct entry *entry = &dissector->entries[i];
        dissector->finishing |= entry->detail && entry->proto->finish;
        for (unsigned f = 0; f < entry->proto->nfields; f++)
            entry->asked[f + 1] = (uint16_t)(entry->asked[f] + !!(entry->want[f] & WANT_ASKED));
    }
    const struct entry *expert = dissector->expert, *malformed = dissector->malformed;
    dissector->remarks = expert->wanted || malformed->wanted ||
                         expert->asked[expert->proto->nfields] ||
                         malformed->want[MALFORMED_ITSELF] & WANT_ASKED;
}

static void want_without(struct dissector *dissector, unsigned flags)
{
    dissector->brief = false;
    for (size_t i = 0; i < dissector->nentries; i++) {
        const struct entry *entry = &dissector->entries[i];
        dissector->entries[i].wanted = dissector->entries[i].detail = true;
        for (unsigned f = 0; f < entry->proto->nfields; f++)
            if (!(entry->proto->fields[f].flags & flags)) entry->want[f] |= WANT_ITEM | WANT_ASKED;
    }
    count_wants(dissector);
}

void dissector_want_all(struct dissector *dissector)
{
    want_without(dissector, 0);
}

void dissector_want_shown(struct dissector *dissector)
{
    want_without(dissector, FIELD_TWIN);
}

const struct field *const *dissector_fields(
    const struct dissector *dissector, const char *name, size_t *count)
{
    size_t low = 0, high = dissector->nnames;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(dissector->names[middle]->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (
        low + *count < dissector->nnames && strcmp(dissector->names[low + *count]->name, name) == 0)
        ++*count;
    return *count ? dissector->names + low : NULL;
}

const struct field *dissector_field(const struct dissector *dissector, const char *name)
{
    size_t count;
    const struct field *const *rows = dissector_fields(dissector, name, &count);
    return rows ? rows[0] : NULL;
}

/* Wireshark counts the fields of some among those of another, whatever their names say. */
static struct bytes adoptive(struct bytes owner)
{
    static const char *const others[][2] = {{"ftp-data", "ftp"}, {"icmp.ext", "icmp"},
        {"pkcs1", "pkcs-1"}, {"pwach", "mpls"}, {"pweth", "pwethcw"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (bytes_equal(owner, others[i][0])) return bytes_of_string(others[i][1]);
    return owner;
}

struct bytes dissector_owner(const struct field *field)
{
    struct bytes owner = bytes_of(field->name, strcspn(field->name, "."));
    for (size_t i = 0; i < NPROTOCOLS; i++) {
        size_t len = strlen(protocols[i]->name);
        if (field->flags & FIELD_ADOPTED && proto_holds(protocols[i], field))
            return bytes_of_string(protocols[i]->name);
        if (len > owner.len && strncmp(field->name, protocols[i]->name, len) == 0 &&
            field->name[len] == '.')
            owner.len = len;
    }
    return adoptive(owner);
}

bool dissector_want(struct dissector *dissector, const char *name)
{
    size_t count;
    const struct field *const *rows = dissector_fields(dissector, name, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t e = 0; e < dissector->nentries; e++) {
            struct entry *entry = &dissector->entries[e];
            if (!proto_holds(entry->proto, rows[i])) continue;
            entry->want[rows[i] - entry->proto->fields] |= WANT_ITEM | WANT_ASKED;
            entry->detail = true;
        }
    }
    /* Remarks may come from any protocol. */
    if (strncmp(name, "_ws.", 4) == 0)
        for (size_t e = 0; e < dissector->nentries; e++)
            dissector->entries[e].detail = true;
    const struct entry *layer = entry_named(dissector, name);
    dissector->brief = dissector->brief && !count && !layer;
    if (layer) dissector->entries[layer - dissector->entries].wanted = true;
    count_wants(dissector);
    return count || layer;
}

bool dissector_wants(const struct dissector *dissector, const char *name)
{
    size_t count;
    const struct field *const *rows = dissector_fields(dissector, name, &count);
    for (size_t i = 0; i < count; i++) {
        for (size_t e = 0; e < dissector->nentries; e++) {
            const struct entry *entry = &dissector->entries[e];
            if (!proto_holds(entry->proto, rows[i])) continue;
            if (entry->want[rows[i] - entry->proto->fields] & WANT_ASKED) return true;
        }
    }
    return false;
}
