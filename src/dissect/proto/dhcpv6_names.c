/* Domain names in options of DHCPv6, RFC 8415 10: as in DNS, never compressed, one behind the other.
 * A client may tell only the beginning of its name: then the root is missing (RFC 4704 4.2).
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto/dhcpv6.h"

enum { LABEL_MAX = 63, NAME_MAX_ENCODED = 255 };

enum ending { END_ROOT, END_OF_FIELD, END_EXCEEDS, END_BOGUS };

struct name {
    struct bytes text; /* "www.example.org", in the packet's scratch */
    unsigned labels;
    enum ending ending;
    uint8_t length; /* of the label that it ended with, where that was at fault */
};

static void read_name(struct packet *p, struct cur *c, struct name *name)
{
    struct text text = packet_text(p);
    *name = (struct name){.ending = END_OF_FIELD};
    const uint8_t *length;
    while (cur_left(c) && (length = cur_take(c, 1))) {
        name->length = *length;
        if (!*length) {
            name->ending = END_ROOT;
            break;
        }
        if (*length > LABEL_MAX || *length > cur_left(c)) {
            name->ending = *length > LABEL_MAX ? END_BOGUS : END_EXCEEDS;
            break;
        }
        const uint8_t *label = cur_take(c, *length);
        if (!label) break;
        if (name->labels++) text_char(&text, '.');
        text_add(&text, label, *length);
    }
    if (name->ending == END_ROOT && name->labels) text_char(&text, '.');
    name->text = packet_keep(p, &text);
}

static struct item *add_text(
    struct packet *p, unsigned row, uint32_t start, const struct cur *c, struct bytes text)
{
    struct item *item = packet_add(p, row, start, c->at - start, 0);
    if (item) item->bytes = text;
    return item;
}

/* A name that ends in the middle of a label. */
static void add_broken(struct packet *p, const struct cur *c, const struct name *name)
{
    bool bogus = name->ending == END_BOGUS;
    struct item *item =
        packet_add_uint(p, bogus ? D6_NAME_BOGUS : D6_NAME_EXCEEDS, c->at - 1, 1, name->length, 0);
    packet_open(p, item);
    if (name->labels) add_text(p, D6_NAME_DECODED, c->at, c, name->text);
    dhcpv6_complain(p, c, bogus ? D6_N_BOGUS : D6_N_EXCEEDS, NOTE_ERROR,
        bogus ? NOTE_PROTOCOL : NOTE_MALFORMED);
    packet_shut(p, item, NULL);
}

/* A line with a remark below it. */
static void add_doubtful(struct packet *p, struct item *item, const struct cur *c, unsigned remark,
    enum note_severity severity, enum note_group group)
{
    packet_open(p, item);
    dhcpv6_complain(p, c, remark, severity, group);
    packet_shut(p, item, NULL);
}

/* True if names may follow. */
static bool add_name(struct packet *p, const struct cur *c, uint32_t start, const struct name *name,
    unsigned row, bool first)
{
    uint32_t encoded = c->at - start;
    if (name->ending == END_BOGUS || name->ending == END_EXCEEDS) {
        add_broken(p, c, name);
        return false;
    }
    if (!name->labels) {
        struct item *item = add_text(p, D6_NAME_ROOT, start, c, packet_format(p, "['.' (0)]"));
        add_doubtful(p, item, c, D6_N_ROOT, NOTE_ERROR, NOTE_PROTOCOL);
        return false;
    }
    if (encoded > NAME_MAX_ENCODED) {
        struct item *item = packet_add_uint(p, D6_NAME_LONG, start, encoded, encoded, 0);
        add_doubtful(p, item, c, D6_N_LONG, NOTE_ERROR, NOTE_MALFORMED);
    } else if (name->ending == END_OF_FIELD && !first) {
        struct item *item = add_text(p, D6_NAME_PARTIAL, start, c, name->text);
        add_doubtful(p, item, c, D6_N_PARTIAL, NOTE_ERROR, NOTE_PROTOCOL);
    } else if (name->ending == END_ROOT && name->labels == 1) {
        struct item *item = add_text(p, D6_NAME_TLD, start, c, name->text);
        add_doubtful(p, item, c, D6_N_TLD, NOTE_WARNING, NOTE_COMMENTS);
    } else {
        add_text(p, row, start, c, name->text);
    }
    return true;
}

void dhcpv6_names(struct packet *p, struct cur *c, unsigned row)
{
    bool more = true;
    if (!cur_left(c)) packet_add_uint(p, D6_NAME_EMPTY, c->at, 0, 0, 0);
    for (bool first = true; more && cur_left(c); first = false) {
        struct name name;
        uint32_t start = c->at;
        read_name(p, c, &name);
        more = !c->error && add_name(p, c, start, &name, row, first);
    }
}
