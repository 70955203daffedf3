/* See directory.h.  SPDX-License-Identifier: MIT */
#include "dissect/directory.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "dissect/directory_entries.h"

enum { HOSTS_MOST = 65536, HOST_NAME = 255, NAMES_MOST = 64 << 20 };

/* --- an open hash, at most half full -------------------------------------------------------------- */

struct directory_key directory_key(enum entry_kind kind, const uint8_t *at, size_t len)
{
    struct directory_key key = {.kind = (uint8_t)kind};
    memcpy(key.at, at, len < sizeof key.at ? len : sizeof key.at);
    return key;
}

/* FNV-1a. */
static uint32_t hash(const struct directory_key *key)
{
    uint32_t value = 2166136261U;
    const uint8_t *at = (const uint8_t *)key;
    for (size_t i = 0; i < sizeof *key; i++)
        value = (value ^ at[i]) * 16777619U;
    return value ^ value >> 15;
}

static struct directory_entry *place(
    const struct directory *directory, const struct directory_key *key)
{
    uint32_t at = hash(key) & directory->mask;
    while (
        directory->entries[at].name && memcmp(&directory->entries[at].key, key, sizeof *key) != 0)
        at = (at + 1) & directory->mask;
    return &directory->entries[at];
}

static bool grow(struct directory *directory)
{
    struct directory larger = *directory;
    uint32_t places = directory->entries ? 2 * (directory->mask + 1) : 64;
    larger.entries = calloc(places, sizeof *larger.entries);
    larger.mask = places - 1;
    if (!larger.entries) return false;
    for (uint32_t i = 0; directory->entries && i <= directory->mask; i++)
        if (directory->entries[i].name)
            *place(&larger, &directory->entries[i].key) = directory->entries[i];
    free(directory->entries);
    directory->entries = larger.entries;
    directory->mask = larger.mask;
    return true;
}

/* Names lie one behind the other, each with a zero; 0 is none.  64 MiB of them are kept: who changes
 * the names of hosts all the time gets no further. */
static uint32_t keep(struct directory *directory, struct bytes name)
{
    if (!directory->names.len) text_char(&directory->names, '\0');
    uint32_t at = (uint32_t)directory->names.len;
    if (name.len >= NAMES_MOST - at) return 0;
    text_add(&directory->names, name.at, name.len);
    text_char(&directory->names, '\0');
    if (!directory->names.failed) return at;
    directory->names.len = at;
    directory->names.failed = false;
    return 0;
}

bool directory_put(struct directory *directory, const struct directory_key *key, struct bytes name)
{
    if (2 * directory->count >= directory->mask && !grow(directory)) return false;
    struct directory_entry *entry = place(directory, key);
    char *old = entry->name ? directory->names.at + entry->name : NULL;
    if (old && name.len <= strlen(old)) {
        if (name.len) memcpy(old, name.at, name.len);
        old[name.len] = '\0';
        return true;
    }
    uint32_t kept = keep(directory, name);
    if (!kept) return false;
    if (!entry->name) {
        *entry = (struct directory_entry){.key = *key};
        directory->count++;
    }
    entry->name = kept;
    return true;
}

const char *directory_find(const struct directory *directory, const struct directory_key *key)
{
    if (!directory->entries) return NULL;
    const struct directory_entry *entry = place(directory, key);
    return entry->name ? directory->names.at + entry->name : NULL;
}

/* --- the wall ------------------------------------------------------------------------------------ */

/* Of which every capture has some; lists that are read know more. */
static const char well_known[] = "FF-FF-FF-FF-FF-FF Broadcast\n"
                                 "01-00-5E/25 IPv4mcast\n"
                                 "33-33-00-00-00-00/16 IPv6mcast\n"
                                 "01-00-0C-CC-CC-CC CDP/VTP/DTP/PAgP/UDLD\n"
                                 "01-00-0C-CC-CC-CD PVST+\n"
                                 "01-80-C2-00-00-00/44 Spanning-tree-(for-bridges)\n"
                                 "01-80-C2-00-00-0E LLDP_Multicast\n"
                                 "00-00-0C-07-AC/40 All-HSRP-routers\n"
                                 "00-00-5E-00-01/40 IETF-VRRP-VRID\n";

struct directory *directory_create(unsigned kinds)
{
    struct directory *directory = calloc(1, sizeof *directory);
    if (!directory) return NULL;
    directory->kinds = kinds;
    if (kinds & DIRECTORY_STATIONS)
        directory_read_stations(
            directory, bytes_of(well_known, sizeof well_known - 1), DIRECTORY_WELL_KNOWN);
    return directory;
}

void directory_destroy(struct directory *directory)
{
    if (!directory) return;
    free(directory->entries);
    text_finish(&directory->names);
    free(directory);
}

void directory_ask(struct directory *directory,
    bool (*ask)(void *context, struct bytes address, struct text *name), void *context)
{
    directory->ask = ask;
    directory->context = context;
}

static struct directory_key host_key(struct bytes address)
{
    return directory_key(address.len == 4 ? ENTRY_IPV4 : ENTRY_IPV6, address.at, address.len);
}

/* An empty name is remembered too: it is known then that there is none. */
static bool put_host(struct directory *directory, struct bytes address, struct bytes name)
{
    struct directory_key key = host_key(address);
    bool known = directory_find(directory, &key) != NULL;
    if (!known && directory->hosts == HOSTS_MOST) return false;
    if (!directory_put(directory, &key, name)) return false;
    directory->hosts += !known;
    return true;
}

bool directory_add_host(struct directory *directory, struct bytes address, struct bytes name)
{
    if ((address.len != 4 && address.len != 16) || !name.len) return false;
    if (name.len > HOST_NAME) name.len = HOST_NAME;
    struct text safe = {0};
    escape_terminal(&safe, name);
    bool kept = !safe.failed && put_host(directory, address, bytes_of(safe.at, safe.len));
    text_finish(&safe);
    return kept;
}

bool directory_names(const struct directory *directory, size_t address_bytes)
{
    return directory &&
           directory->kinds & (address_bytes == 6 ? DIRECTORY_STATIONS : DIRECTORY_HOSTS);
}

bool directory_names_ports(const struct directory *directory)
{
    return directory && directory->kinds & DIRECTORY_PORTS;
}

/* NULL if it has none. */
static const char *host(struct directory *directory, struct bytes address)
{
    struct directory_key key = host_key(address);
    const char *name = directory_find(directory, &key);
    if (!name && directory->ask && put_host(directory, address, bytes_of("", 0))) {
        struct text found = {0};
        if (directory->ask(directory->context, address, &found))
            directory_add_host(directory, address, bytes_of(found.at, found.len));
        text_finish(&found);
        name = directory_find(directory, &key);
    }
    return name && *name ? name : NULL;
}

void directory_address(struct text *text, struct directory *directory, struct bytes address)
{
    bool looks = directory_names(directory, address.len);
    if (address.len == 6) {
        if (!looks || !directory_station(text, directory, address.at)) text_mac(text, address.at);
        return;
    }
    const char *name = looks ? host(directory, address) : NULL;
    if (name)
        text_put(text, name);
    else if (address.len == 4)
        text_ipv4(text, address.at);
    else
        text_ipv6(text, address.at);
}

bool directory_port(
    struct text *text, const struct directory *directory, unsigned transport, uint16_t port)
{
    const uint8_t at[] = {(uint8_t)transport, (uint8_t)(port >> 8), (uint8_t)port};
    struct directory_key key = directory_key(ENTRY_PORT, at, sizeof at);
    const char *name = directory_names_ports(directory) ? directory_find(directory, &key) : NULL;
    if (name)
        text_put(text, name);
    else
        text_uint(text, port);
    return name != NULL;
}
