/* What a protocol says of its fields: one row each, the single statement of a field's name, type
 * and meaning.  Names, types and printed values are Wireshark's.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct item;
struct packet;
struct text;

/* Wireshark's types (tshark -G ftypes). */
enum field_type {
    FT_NONE,     /* a label: present or not */
    FT_PROTOCOL, /* the layer itself */
    FT_BOOLEAN,
    FT_UINT8,
    FT_UINT16,
    FT_UINT24,
    FT_UINT32,
    FT_UINT40,
    FT_UINT48,
    FT_UINT56,
    FT_UINT64,
    FT_INT8,
    FT_INT16,
    FT_INT24,
    FT_INT32,
    FT_INT40,
    FT_INT48,
    FT_INT56,
    FT_INT64,
    FT_FLOAT,
    FT_DOUBLE,
    FT_ABSOLUTE_TIME, /* nanoseconds since the epoch */
    FT_RELATIVE_TIME, /* nanoseconds */
    FT_STRING,
    FT_STRINGZ,
    FT_BYTES,
    FT_ETHER,
    FT_IPv4,
    FT_IPv6,
    FT_FRAMENUM, /* the number of another frame */
    FT_OID,
};

enum field_base {
    BASE_NONE,
    BASE_DEC,     /* 80 */
    BASE_HEX,     /* 0x0050 */
    BASE_DEC_HEX, /* in the tree 80 (0x0050); as a value 80 */
    BASE_HEX_DEC, /* in the tree 0x0050 (80); as a value 0x0050 */
    BASE_OCT,
    BASE_PT_TCP, /* 80, and where names are looked up http */
    BASE_PT_UDP,
    BASE_NETMASK, /* looks like an address, and has no name */
};

/* A named value; an array of them ends with a NULL name.  Sorted or not: the lookup is linear for
 * short tables and binary where `names_sorted` says so. */
struct value_name {
    uint64_t value;
    const char *name;
};

enum field_flag {
    FIELD_SUMMARY = 1,   /* the summary line needs it: produced even when only that is shown */
    FIELD_ZERO_NONE = 2, /* a time of 0 is none: NULL */
    FIELD_PROTOCOL =
        4, /* Wireshark counts it among the protocols: an option with fields of its own */
    FIELD_PICTURE = 8,     /* the mask is for the picture of the bits; the value is of the whole */
    FIELD_NO_PICTURE = 16, /* the tree does not draw the bits of the mask */
    FIELD_OPEN_END = 64,   /* its line of the tree is cut without a word */
    FIELD_ADOPTED = 32,    /* Wireshark has it under the protocol of the row, not of its name */
    FIELD_ALONE = 128,     /* this header alone tells it: no earlier packet, nothing it carries */
    FIELD_CARRIED = 256,   /* of TCP, UDP and the frame: what is carried has a say in it */
    FIELD_BY_NUMBER = 512, /* show() looks at the number of the item and at nothing else */
    FIELD_HARMLESS =
        1024, /* show() writes no text that comes from outside: only words of ours and numbers */
    FIELD_UTC = 2048,  /* a time that is told in UTC, not in the local zone */
    FIELD_TWIN = 4096, /* its items are always ITEM_HIDDEN: for filters, not for the tree */
};

struct field {
    const char
        *name; /* "udp.srcport"; what filters and -e say.  NULL: a heading of the tree only */
    const char *label; /* "Source Port"; what the tree says */
    enum field_type type;
    enum field_base base; /* how numbers are printed */
    uint64_t mask;        /* which bits of the unit; 0 for all.  The value is shifted down */
    const struct value_name
        *names;        /* 6 is TCP; booleans: 1 Set, 0 Not set when NULL (field_true_false) */
    const char *blurb; /* one sentence for learners */
    unsigned flags;    /* enum field_flag */
    uint8_t
        unit_bits; /* width of the unit that `mask` cuts, for the bit picture "...1 ...."; 0: the type's */
    /* What stands in the tree for this item, the label included, where "Label: value" is not
     * Wireshark's text.  The bit picture of a masked field and the brackets of a generated one are
     * put around it.  NULL for the usual. */
    void (*show)(struct text *text, const struct packet *packet, const struct item *item);
};

/* The mask as Wireshark has it. */
static inline uint64_t field_mask(const struct field *field)
{
    return field->flags & FIELD_PICTURE ? 0 : field->mask;
}

/* The name of a value, or NULL. */
const char *field_value_name(const struct value_name *names, uint64_t value);

/* "FT_UINT16", "Unsigned integer (2 bytes)", and the number that Wireshark gives the type. */
const char *field_type_name(enum field_type type);
const char *field_type_title(enum field_type type);
unsigned field_type_number(enum field_type type);
#define FIELD_TYPES (FT_OID + 1)

/* Bytes that a value of each type takes on the wire (0 where it varies). */
extern const uint8_t field_widths[FIELD_TYPES];

static inline unsigned field_width(enum field_type type)
{
    return field_widths[type];
}

/* Names for booleans that are told as True and False. */
extern const struct value_name field_true_false[];

/* The value as tshark -T fields prints it: 6, 0x0800, 10.0.0.1, 1600000000.000000000, 0a0b. */
void field_print_value(struct text *text, const struct item *item);
/* The same as JSON has it (bytes are 0a:0b there), without quotes or escapes. */
void field_print_json(struct text *text, const struct item *item);

/* The value as the tree shows it, behind "Label: ": "TCP (6)", "Set", "0a0b…". */
void field_print_shown(struct text *text, const struct item *item);

/* The value as a column shows it: "TCP", "Set", 80; a check mark for what is only there. */
void field_print_named(struct text *text, const struct item *item);
#define FIELD_IS_THERE "\xe2\x9c\x93"

/* The line of the tree, without its indentation: "Source Port: 80", "0100 .... = Version: 4",
 * "[Stream index: 0]". */
void field_print_label(struct text *text, const struct packet *packet, const struct item *item);
/* The same without the brackets of what is not on the wire, which are the tree's. */
void field_print_bare_label(
    struct text *text, const struct packet *packet, const struct item *item);

/* For field->show: the text that is the value, with nothing in front of it. */
void field_show_text(struct text *text, const struct packet *packet, const struct item *item);

/* The unit that the mask of the item's field cuts, as it stands in the packet. */
uint64_t field_unit(const struct packet *packet, const struct item *item);

/* Cuts what was appended behind `start` to the length of the longest line of a tree. */
void field_cut_label(struct text *text, size_t start);

/* Sep 13, 2020 12:26:40.000000000 UTC: a time as Wireshark shows it, in the zone of TZ or
 * in UTC. */
void field_print_time(struct text *text, int64_t nanoseconds, bool utc);
