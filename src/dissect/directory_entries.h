/* How a directory keeps its names.  For directory*.c alone.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/directory.h"

enum entry_kind {
    ENTRY_IPV4 = 1,
    ENTRY_IPV6,
    ENTRY_PORT, /* the transport, and the number, the higher byte first */
    ENTRY_STATION,
    ENTRY_COMPANY,      /* 3 bytes */
    ENTRY_GROUP = 0x40, /* + how many bits, up to 47 */
    ENTRY_MAKER = 0x80, /* + how many bits, up to 47 */
};

struct directory_key {
    uint8_t kind;
    uint8_t at[16]; /* zeros behind what counts */
};

struct directory_entry {
    struct directory_key key;
    uint32_t name; /* where it stands in `names`; 0: a free place */
};

struct directory {
    unsigned kinds;
    struct directory_entry *entries;
    uint32_t mask, count, hosts;
    struct text names;
    uint64_t group_bits, maker_bits; /* a bit for each number of bits that some group, maker has */
    bool (*ask)(void *context, struct bytes address, struct text *name);
    void *context;
};

/* Of at most 16 bytes. */
struct directory_key directory_key(enum entry_kind kind, const uint8_t *at, size_t len);
/* In place of an older name; false when memory ran out. */
bool directory_put(struct directory *directory, const struct directory_key *key, struct bytes name);
/* NULL if there is none. */
const char *directory_find(const struct directory *directory, const struct directory_key *key);

/* Appends the name of a station; false if it has none. */
bool directory_station(struct text *text, const struct directory *directory, const uint8_t *mac);

/* The next line of a text without its remark; false at the end. */
bool directory_line(struct bytes *text, struct bytes *line);
/* The next word of a line; false at the end. */
bool directory_word(struct bytes *line, struct bytes *word);
/* What is left of a line, without the blanks around it. */
struct bytes directory_rest(struct bytes line);
