/* Names of stations: those of single ones, of well-known groups and of makers, the last two with the
 * rest of the address behind them.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/directory_entries.h"

enum { MAC = 6, MAC_BITS = 48, MAKER_BITS = 24 };

/* The first bits of an address as a key. */
static struct directory_key prefix_key(unsigned kind, const uint8_t *mac, unsigned bits)
{
    uint8_t first[MAC] = {0};
    memcpy(first, mac, bits / 8);
    if (bits % 8) first[bits / 8] = (uint8_t)(mac[bits / 8] & 0xff00U >> bits % 8);
    return directory_key(kind + bits, first, sizeof first);
}

/* "_3c:e1:13": what the first bits leave.  Of groups the zeros in front are left away. */
static void put_rest(struct text *text, const uint8_t *mac, unsigned bits, bool brief)
{
    uint8_t rest[MAC];
    memcpy(rest, mac, sizeof rest);
    rest[bits / 8] &= (uint8_t)(0xffU >> bits % 8);
    unsigned at = bits / 8;
    while (brief && at < MAC - 1 && rest[at] == 0)
        at++;
    text_char(text, '_');
    text_hex_bytes(text, rest + at, MAC - at, ':');
}

/* The longest prefix that has a name. */
static bool put_prefix(struct text *text, const struct directory *directory, unsigned kind,
    const uint8_t *mac, unsigned most)
{
    bool group = kind == ENTRY_GROUP;
    uint64_t lengths = group ? directory->group_bits : directory->maker_bits;
    for (unsigned bits = most; bits > 0; bits--) {
        if (!(lengths >> bits & 1)) continue;
        struct directory_key key = prefix_key(kind, mac, bits);
        const char *name = directory_find(directory, &key);
        if (!name) continue;
        text_put(text, name);
        put_rest(text, mac, bits, group);
        return true;
    }
    return false;
}

bool directory_station(struct text *text, const struct directory *directory, const uint8_t *mac)
{
    struct directory_key key = directory_key(ENTRY_STATION, mac, MAC);
    const char *name = directory_find(directory, &key);
    if (name) {
        text_put(text, name);
        return true;
    }
    if (put_prefix(text, directory, ENTRY_GROUP, mac, MAC_BITS - 1)) return true;
    if (put_prefix(text, directory, ENTRY_MAKER, mac, MAC_BITS - 1)) return true;
    /* An address of a group has its first bit set, and the maker's number but for that. */
    uint8_t own[MAC];
    memcpy(own, mac, sizeof own);
    own[0] &= 0xfe;
    return put_prefix(text, directory, ENTRY_MAKER, own, MAKER_BITS);
}

static struct directory_key company_key(uint32_t first)
{
    const uint8_t at[] = {(uint8_t)(first >> 16), (uint8_t)(first >> 8), (uint8_t)first};
    return directory_key(ENTRY_COMPANY, at, sizeof at);
}

const char *directory_company(const struct directory *directory, uint32_t first)
{
    if (!directory) return NULL;
    struct directory_key key = company_key(first);
    return directory_find(directory, &key);
}

/* --- reading ------------------------------------------------------------------------------------- */

static int digit(uint8_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 00:1b:c5 or 00-1B-C5-00-00-00/36: how many bytes there were, 0 if it is no address; bits 0 without
 * a slash. */
static unsigned read_address(struct bytes word, uint8_t *mac, unsigned *bits)
{
    unsigned count = 0;
    size_t at = 0;
    memset(mac, 0, MAC);
    *bits = 0;
    while (count < MAC && word.len - at >= 1 && digit(word.at[at]) >= 0) {
        unsigned value = (unsigned)digit(word.at[at++]);
        if (at < word.len && digit(word.at[at]) >= 0)
            value = value << 4 | (unsigned)digit(word.at[at++]);
        mac[count++] = (uint8_t)value;
        if (at == word.len) return count;
        if (word.at[at] == '/') break;
        if (word.at[at] != ':' && word.at[at] != '-' && word.at[at] != '.') return 0;
        at++;
    }
    if (at == word.len || word.at[at++] != '/') return 0;
    for (; at < word.len && *bits < MAC_BITS; at++) {
        if (word.at[at] < '0' || word.at[at] > '9') return 0;
        *bits = 10 * *bits + (word.at[at] - '0');
    }
    return at == word.len && *bits > 0 && *bits <= MAC_BITS ? count : 0;
}

static void add_prefix(struct directory *directory, unsigned kind, const uint8_t *mac,
    unsigned bits, struct bytes name)
{
    struct directory_key key = prefix_key(kind, mac, bits);
    if (!directory_put(directory, &key, name)) return;
    *(kind == ENTRY_GROUP ? &directory->group_bits : &directory->maker_bits) |= 1ULL << bits;
}

/* Where the name in full is missing, the short one is all there is. */
static void add_company(
    struct directory *directory, const uint8_t *mac, struct bytes name, struct bytes in_full)
{
    struct directory_key key = company_key(bytes_be24(mac));
    directory_put(directory, &key, in_full.len ? in_full : name);
}

void directory_read_stations(
    struct directory *directory, struct bytes text, enum directory_list list)
{
    struct bytes line, word, name;
    uint8_t mac[MAC];
    unsigned bits;
    while (directory_line(&text, &line)) {
        if (!directory_word(&line, &word) || !directory_word(&line, &name)) continue;
        unsigned count = read_address(word, mac, &bits);
        if (!bits && count == MAC) bits = MAC_BITS;
        if (count < 3 || (list == DIRECTORY_ETHERS && bits != MAC_BITS)) continue;
        if (list == DIRECTORY_COMPANIES) {
            if (!bits || bits == MAKER_BITS)
                add_company(directory, mac, name, directory_rest(line));
        } else if (bits == MAC_BITS) {
            struct directory_key key = directory_key(ENTRY_STATION, mac, MAC);
            directory_put(directory, &key, name);
        } else if (list == DIRECTORY_MAKERS || !bits) {
            add_prefix(directory, ENTRY_MAKER, mac, bits ? bits : MAKER_BITS, name);
        } else { /* IPv4's groups are told as 01-00-5E/25, and all 24 bits are meant */
            add_prefix(directory, ENTRY_GROUP, mac, bits < 8 * count ? bits : 8 * count, name);
        }
    }
}
