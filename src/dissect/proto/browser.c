/* Microsoft's browser protocol, [MS-BRWS]: which computers and workgroups there are, and which of them
 * keeps the list.  Datagrams to the mailslot \\MAILSLOT\\BROWSE.
 *
 *      +---------+----------------------------------------------------------------------+
 *      | command | announcement: count (1), period (4), name (16), version (2), type (4),|
 *      |    1    | browser version (2), 0xaa55, comment                                  |
 *      +---------+----------------------------------------------------------------------+
 *                                                          the lowest byte comes first
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/browser.h"

#include <string.h>

#include "base/escape.h"
#include "base/text.h"

enum { NAME = 16 }; /* bytes of a name, its end included */

/* A field and the rows behind it, up to `end`, for its bits. */
static void add_flags(struct packet *p, struct cur *c, unsigned row, unsigned end)
{
    uint8_t rows[32] = {0};
    for (unsigned i = 0; row + 1 + i < end && i + 1 < sizeof rows; i++)
        rows[i] = (uint8_t)(row + 1 + i);
    packet_bits(p, c, row, rows, ITEM_LITTLE);
}

/* A string that ends with 0, and takes at most `room` bytes with it. */
static void add_string(struct packet *p, struct cur *c, unsigned row, uint32_t room)
{
    uint32_t offset = c->at, there = cur_captured(c);
    if (there > room) there = room;
    const uint8_t *at = cur_peek(c, 0, there), *end = at ? memchr(at, 0, there) : NULL;
    if (!end) { /* its end is missing */
        packet_bytes(p, c, row, cur_left(c) + 1);
        return;
    }
    uint32_t length = (uint32_t)(end - at);
    packet_skip(c, room == NAME ? NAME : length + 1);
    struct item *item = c->error ? NULL : packet_add(p, row, offset, c->at - offset, 0);
    if (item) item->bytes = bytes_of(at, length);
}

static void add_windows(struct packet *p, const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    const char *name = at ? field_value_name(browser_windows, bytes_be16(at)) : NULL;
    struct item *item = at ? packet_add(p, BROWSER_WINDOWS, c->at, 2, 0) : NULL;
    if (item) item->bytes = name ? bytes_of_string(name) : (struct bytes){0};
}

static void add_announcement(struct packet *p, struct cur *c, bool group)
{
    packet_u8(p, c, BROWSER_UPDATE_COUNT);
    packet_little(p, c, BROWSER_PERIOD);
    add_string(p, c, group ? BROWSER_GROUP : BROWSER_HOST, NAME);
    add_windows(p, c);
    packet_u8(p, c, BROWSER_OS_MAJOR);
    packet_u8(p, c, BROWSER_OS_MINOR);
    add_flags(p, c, BROWSER_TYPE, BROWSER_PROTO_MAJOR);
    const uint8_t *at = cur_peek(c, 2, 2);
    if (group && at && bytes_le16(at) != 0xaa55) {
        packet_little(p, c, BROWSER_MYSTERY);
    } else {
        packet_u8(p, c, BROWSER_PROTO_MAJOR);
        packet_u8(p, c, BROWSER_PROTO_MINOR);
        packet_little(p, c, BROWSER_SIGNATURE);
    }
    add_string(p, c, group ? BROWSER_MASTER : BROWSER_COMMENT, UINT32_MAX);
}

static void add_election(struct packet *p, struct cur *c)
{
    packet_u8(p, c, BROWSER_ELECTION_VERSION);
    struct cur parts = *c;
    packet_little(p, c, BROWSER_CRITERIA);
    struct item *item =
        packet_wants(p, BROWSER_CRITERIA) && !c->error ? &p->items[p->nitems - 1] : NULL;
    if (c->error) return;
    /* From its highest byte on the wire: the last, to which side and version come first. */
    packet_open(p, item);
    add_flags(p, &parts, BROWSER_DESIRE, BROWSER_ELECTION_OS);
    packet_u8(p, &parts, BROWSER_PROTO_MAJOR);
    packet_u8(p, &parts, BROWSER_PROTO_MINOR);
    add_flags(p, &parts, BROWSER_ELECTION_OS, BROWSER_UPTIME);
    packet_shut(p, item, NULL);
    packet_little(p, c, BROWSER_UPTIME);
    packet_skip(c, 4);
    add_string(p, c, BROWSER_SERVER, UINT32_MAX);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint8_t command = packet_u8(p, c, BROWSER_COMMAND), count;
    switch (command) {
    case BROWSER_ANNOUNCEMENT:
    case BROWSER_GROUP_ANNOUNCEMENT:
    case BROWSER_LOCAL_MASTER:
        add_announcement(p, c, command == BROWSER_GROUP_ANNOUNCEMENT);
        break;
    case BROWSER_REQUEST:
        packet_u8(p, c, BROWSER_UNUSED);
        add_string(p, c, BROWSER_RESPONSE_NAME, UINT32_MAX);
        break;
    case BROWSER_ELECTION:
        add_election(p, c);
        break;
    case BROWSER_BACKUP_REQUEST:
        packet_u8(p, c, BROWSER_BACKUP_COUNT);
        packet_little(p, c, BROWSER_BACKUP_TOKEN);
        break;
    case BROWSER_BACKUP_RESPONSE:
        count = packet_u8(p, c, BROWSER_BACKUP_COUNT);
        packet_little(p, c, BROWSER_BACKUP_TOKEN);
        for (; count && !c->error; count--)
            add_string(p, c, BROWSER_BACKUP_SERVER, UINT32_MAX);
        break;
    case BROWSER_BECOME_BACKUP:
        add_string(p, c, BROWSER_PROMOTE, UINT32_MAX);
        break;
    case BROWSER_MASTER_ANNOUNCEMENT:
        add_string(p, c, BROWSER_MASTER, UINT32_MAX);
        break;
    case BROWSER_RESET_STATE:
        add_flags(p, c, BROWSER_RESET, BROWSER_NFIELDS);
        break;
    default:
        break;
    }
}

static void put_name(
    struct text *text, const struct packet *packet, const struct layer *layer, unsigned row)
{
    const struct item *item = layer_item(packet, layer, row);
    if (!item) return;
    text_char(text, ' ');
    text_add(text, item->bytes.at, item->bytes.len);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *command = layer_item(packet, layer, BROWSER_COMMAND), *type;
    if (!command) return;
    const char *name = field_value_name(browser_commands, command->number);
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown command:0x%02x", (unsigned)command->number);
    put_name(text, packet, layer, BROWSER_RESPONSE_NAME);
    if (!(type = layer_item(packet, layer, BROWSER_TYPE))) return;
    put_name(text, packet, layer,
        command->number == BROWSER_GROUP_ANNOUNCEMENT ? BROWSER_GROUP : BROWSER_HOST);
    for (unsigned bit = 0; bit < 32; bit++) {
        if (!(type->number >> bit & 1)) continue;
        if (browser_type_words[bit])
            text_format(text, ", %s", browser_type_words[bit]);
        else
            text_format(text, ", Unknown server type:%u", bit);
    }
}

static const struct link links[] = {{"mailslot", 0}, {NULL, 0}};

const struct proto proto_browser = {.name = "browser",
    .title = "Microsoft Windows Browser Protocol",
    .column = "BROWSER",
    .fields = browser_fields,
    .nfields = BROWSER_NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info};
