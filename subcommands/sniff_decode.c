/* What is dissected as what: -d as tshark takes it, --disable-protocol and its like.
 *
 *     tcp.port==8888,http        what has this port is HTTP, if it looks so or not
 *     tcp.port==8888-8890,http   these three
 *     tcp.port==8888:3,http      the same
 *
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/parse.h"
#include "sniff.h"

enum { MOST_KEYS = 65536 };

/* The tables that may be changed, by tshark's names. */
static const struct layer_type {
    const char *name, *title;
} layer_types[] = {
    {"ethertype", "Ethertype"},
    {"gre.proto", "GRE protocol type"},
    {"ip.proto", "IP protocol"},
    {"llc.cisco_pid", "LLC Cisco OUI PID"},
    {"llc.dsap", "LLC SAP"},
    {"ppp.protocol", "PPP protocol"},
    {"tcp.port", "TCP port"},
    {"udp.port", "UDP port"},
    {"wtap_encap", "Wiretap encapsulation type"},
};

enum { LAYER_TYPES = sizeof layer_types / sizeof *layer_types };

/* One -d, taken apart. */
struct decode {
    struct sniff *sniff;
    const char *typed;
    char *table, *selector, *protocol; /* NULL: it has none */
    const struct layer_type *type;
};

/* --- what could be typed ------------------------------------------------------------------------ */

static int list_types(void)
{
    fprintf(stderr, "Valid layer types are:\n");
    for (size_t i = 0; i < LAYER_TYPES; i++)
        fprintf(stderr, "\t%s (%s)\n", layer_types[i].name, layer_types[i].title);
    return EXIT_USAGE;
}

/* Whether a protocol is ever found in this table, or by what it looks like there. */
static bool belongs(const struct proto *proto, const char *table)
{
    size_t way = strcspn(table, "."); /* "tcp" of tcp.port */
    for (const struct link *link = proto->links; link && link->table; link++)
        if (strcmp(link->table, table) == 0) return true;
    return strcmp(proto->name, "data") == 0 ||
           (proto->heuristic_table && strncmp(proto->heuristic_table, table, way) == 0 &&
               !proto->heuristic_table[way]);
}

static int compare_protos(const void *a, const void *b)
{
    const struct proto *const *left = a, *const *right = b;
    return strcmp((*left)->name, (*right)->name);
}

static int list_protocols(const struct decode *decode)
{
    size_t count, listed = 0;
    const struct proto *const *all = dissector_protos(&count);
    const struct proto **found = calloc(count, sizeof *found);
    for (size_t i = 0; found && i < count; i++)
        if (belongs(all[i], decode->type->name)) found[listed++] = all[i];
    if (found) qsort(found, listed, sizeof *found, compare_protos);
    fprintf(stderr, "Valid protocols for layer type \"%s\" are:\n", decode->type->name);
    for (size_t i = 0; i < listed; i++)
        if (!i || strcmp(found[i]->name, found[i - 1]->name) != 0)
            fprintf(stderr, "\t%s (%s)\n", found[i]->name,
                found[i]->title ? found[i]->title : found[i]->name);
    free(found);
    return EXIT_USAGE;
}

/* --- reading it --------------------------------------------------------------------------------- */

static int no_template(const struct decode *decode)
{
    say_error(decode->sniff->lab,
        "Parameter \"%s\" doesn't follow the template "
        "\"<layer_type>==<selector>,<decode_as_protocol>\"",
        decode->typed);
    return EXIT_USAGE;
}

static int find_type(struct decode *decode)
{
    for (size_t i = 0; i < LAYER_TYPES; i++)
        if (strcmp(layer_types[i].name, decode->table) == 0) decode->type = &layer_types[i];
    if (decode->type) return EXIT_DONE;
    if (*decode->table)
        say_error(decode->sniff->lab, "Unknown layer type -- %s", decode->table);
    else
        say_error(decode->sniff->lab, "No layer type specified");
    return list_types();
}

/* Decimal, or hexadecimal behind 0x, or octal behind 0. */
static bool read_key(const char *text, char **end, uint32_t *key)
{
    errno = 0;
    unsigned long long number = strtoull(text, end, 0);
    *key = (uint32_t)number;
    return *text >= '0' && *text <= '9' && !errno && number <= UINT32_MAX;
}

/* 80, 80-90, 80:11 */
static int read_keys(const struct decode *decode, uint32_t *first, uint32_t *count)
{
    char *end;
    const char *selector = decode->selector;
    bool number = read_key(selector, &end, first);
    *count = 1;
    if (!number || (*end && *end != '-' && *end != ':')) {
        say_error(decode->sniff->lab, "Invalid selector number \"%s\"", selector);
        return EXIT_USAGE;
    }
    if (!*end) return EXIT_DONE;
    bool to = *end == '-';
    uint32_t second;
    bool right = read_key(end + 1, &end, &second) && !*end;
    if (right && to) right = second >= *first && second - *first < MOST_KEYS;
    if (right && !to) right = second && second <= MOST_KEYS && second - 1 <= UINT32_MAX - *first;
    if (!right) {
        say_error(decode->sniff->lab, "Invalid selector numeric range \"%s\"", selector);
        return EXIT_USAGE;
    }
    *count = to ? second - *first + 1 : second;
    return EXIT_DONE;
}

/* Of the protocols of that name (some are found in two ways) the one that belongs there; else one that
 * does not; NULL: there is none. */
static const struct proto *proto_named(const struct decode *decode)
{
    size_t count;
    const struct proto *const *all = dissector_protos(&count);
    const struct proto *other = dissector_proto(decode->sniff->dissector, decode->protocol);
    for (size_t i = 0; other && i < count; i++)
        if (strcmp(all[i]->name, decode->protocol) == 0 && belongs(all[i], decode->type->name))
            return all[i];
    return other;
}

static int find_protocol(const struct decode *decode, const struct proto **proto)
{
    struct lab *lab = decode->sniff->lab;
    if (!decode->protocol) {
        no_template(decode);
        return list_protocols(decode);
    }
    *proto = proto_named(decode);
    if (*proto && belongs(*proto, decode->type->name)) return EXIT_DONE;
    if (!*decode->protocol)
        say_error(lab, "No protocol name specified");
    else if (!*proto)
        say_error(lab, "Unknown protocol -- \"%s\"", decode->protocol);
    else
        say_error(lab, "Protocol \"%s\" isn't valid for layer type \"%s\"", decode->protocol,
            decode->type->name);
    return list_protocols(decode);
}

/* Takes the text apart where its "==" and its first comma are. */
static void take_apart(struct decode *decode, char *text)
{
    decode->table = text;
    decode->protocol = strchr(text, ',');
    if (decode->protocol) *decode->protocol++ = '\0';
    char *equal = strchr(text, '=');
    if (!equal) return;
    decode->selector = equal + 1 + (equal[1] == '=');
    if (equal[1] != '=')
        say_warning(decode->sniff->lab,
            "-d requires \"==\" instead of \"=\": %s is taken as %.*s==%s", decode->typed,
            (int)(equal - text), text, decode->typed + (equal + 1 - text));
    while (equal > text && equal[-1] == ' ')
        equal--;
    *equal = '\0';
}

static int apply(struct decode *decode)
{
    uint32_t first, count;
    const struct proto *proto = NULL;
    if (!decode->selector) no_template(decode);
    int status = find_type(decode);
    if (status == EXIT_DONE && !decode->selector) return EXIT_USAGE;
    if (status == EXIT_DONE) status = read_keys(decode, &first, &count);
    if (status == EXIT_DONE) status = find_protocol(decode, &proto);
    for (uint32_t i = 0; status == EXIT_DONE && i < count; i++) {
        if (dissector_decode_as(decode->sniff->dissector, decode->type->name, first + i, proto))
            continue;
        say_error(decode->sniff->lab, "cannot decode %s as %s", decode->typed, proto->name);
        status = EXIT_CANNOT;
    }
    return status;
}

static int decode_as(struct sniff *sniff)
{
    int status = EXIT_DONE;
    for (size_t i = 0; status == EXIT_DONE && i < sniff->decodes.count; i++) {
        struct decode decode = {.sniff = sniff, .typed = sniff->decodes.at[i]};
        char *copy = strdup(decode.typed);
        if (!copy) return EXIT_CANNOT;
        take_apart(&decode, copy);
        status = apply(&decode);
        free(copy);
    }
    return status;
}

/* --- protocols left away ------------------------------------------------------------------------ */

/* Walks through the names of a list, each of which may hold several, with commas between. */
static int for_each_name(struct sniff *sniff, const struct opt_list *list,
    int (*act)(struct sniff *, const struct proto *, const char *))
{
    int status = EXIT_DONE;
    for (size_t i = 0; i < list->count; i++) {
        for (const char *at = list->at[i]; status == EXIT_DONE && *at;) {
            char name[64];
            size_t len = strcspn(at, ","), kept = len < sizeof name ? len : sizeof name - 1;
            memcpy(name, at, kept);
            name[kept] = '\0';
            at += len + (at[len] == ',');
            if (kept) status = act(sniff, dissector_proto(sniff->dissector, name), name);
        }
    }
    return status;
}

static int unknown(struct sniff *sniff, const char *name)
{
    size_t count;
    const struct proto *const *all = dissector_protos(&count);
    const char **names = calloc(count + 1, sizeof *names);
    for (size_t i = 0; names && i < count; i++)
        names[i] = all[i]->name;
    const char *nearest = names ? parse_nearest(name, names) : NULL;
    say_error(sniff->lab, "there is no protocol %s", name);
    if (nearest) say_hint(sniff->lab, "did you mean %s?", nearest);
    free(names);
    return EXIT_USAGE;
}

static int disable(struct sniff *sniff, const struct proto *proto, const char *name)
{
    if (!proto) return unknown(sniff, name);
    dissector_disable(sniff->dissector, proto); /* if it cannot be: so does tshark */
    return EXIT_DONE;
}

static int keep(struct sniff *sniff, const struct proto *proto, const char *name)
{
    (void)sniff;
    return proto ? EXIT_DONE : unknown(sniff, name);
}

/* A heuristic's name is that of its protocol and where it looks: http_tcp. */
static const struct proto *heuristic_named(const char *name)
{
    size_t count;
    const struct proto *const *all = dissector_protos(&count);
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(all[i]->name);
        if (all[i]->heuristic_table && strncmp(name, all[i]->name, len) == 0 && name[len] == '_' &&
            strcmp(name + len + 1, all[i]->heuristic_table) == 0)
            return all[i];
    }
    return NULL;
}

static int keep_heuristic(struct sniff *sniff, const struct proto *proto, const char *name)
{
    (void)proto;
    if (heuristic_named(name)) return EXIT_DONE;
    say_error(sniff->lab, "No such protocol %s, can't enable", name);
    return EXIT_USAGE;
}

static int disable_heuristic(struct sniff *sniff, const struct proto *proto, const char *name)
{
    proto = heuristic_named(name);
    if (proto) {
        dissector_never_guess(sniff->dissector, proto);
        return EXIT_DONE;
    }
    say_error(sniff->lab, "No such protocol %s, can't disable", name);
    return EXIT_USAGE;
}

static bool lists(const struct opt_list *list, const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < list->count; i++)
        for (const char *at = list->at[i]; *at; at += strcspn(at, ","), at += *at == ',')
            if (strncmp(at, name, len) == 0 && (!at[len] || at[len] == ',')) return true;
    return false;
}

/* --only-protocols: all but those, unless they are enabled once more; and --disable-protocol. */
static int choose_protocols(struct sniff *sniff)
{
    size_t count;
    const struct proto *const *all = dissector_protos(&count);
    int status = for_each_name(sniff, &sniff->only, keep);
    if (status == EXIT_DONE) status = for_each_name(sniff, &sniff->enabled, keep);
    for (size_t i = 0; status == EXIT_DONE && sniff->only.count && i < count; i++)
        if (!lists(&sniff->only, all[i]->name) && !lists(&sniff->enabled, all[i]->name))
            dissector_disable(sniff->dissector, all[i]);
    if (status == EXIT_DONE) status = for_each_name(sniff, &sniff->disabled, disable);
    if (status == EXIT_DONE)
        status = for_each_name(sniff, &sniff->enabled_heuristics, keep_heuristic);
    if (status == EXIT_DONE)
        status = for_each_name(sniff, &sniff->disabled_heuristics, disable_heuristic);
    return status;
}

int sniff_decode(struct sniff *sniff)
{
    int status = choose_protocols(sniff);
    return status == EXIT_DONE ? decode_as(sniff) : status;
}
