/* Virtual Router Redundancy Protocol, RFC 3768 (version 2) and 5798 (version 3): which of several
 * routers answers for an address.
 *
 *      +---------+------+----+----------+-------+-----------------------+----------+-----------
 *      | version | type | id | priority | count | v2: password, interval | checksum | addresses
 *      |         |      |    |          |       | v3: interval (12 bits) |          |
 *      +---------+------+----+----------+-------+-----------------------+----------+-----------
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/proto.h"

enum {
    TYPE_VERSION,
    VERSION,
    TYPE,
    ROUTER,
    PRIORITY,
    COUNT,
    AUTHENTICATION,
    INTERVAL,
    RESERVED,
    SHORT_INTERVAL,
    CHECKSUM,
    STATUS,
    ADDRESS,
    ADDRESS6,
    PASSWORD,
    N_CHECKSUM,
    NFIELDS
};

enum {
    ADVERTISEMENT = 1,
    SIMPLE = 1,
    PASSWORD_ROOM = 8,
    CHECKSUM_AT = 6,
    HEADER = 8,
    PROTOCOL = 112
};
enum { RESIGNS = 0, USUAL = 100, OWNS = 255 };

static const struct value_name types[] = {{ADVERTISEMENT, "Advertisement"}, {0, NULL}};
static const struct value_name authentications[] = {
    {0, "No Authentication"},
    {SIMPLE, "Simple Text Authentication [RFC 2338] / Reserved [RFC 3768]"},
    {2, "IP Authentication Header [RFC 2338] / Reserved [RFC 3768]"},
    {254, "Cisco VRRP MD5 authentication"},
    {0, NULL},
};

static void show_type_version(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(types, item->number & 15);
    text_format(text, "Version %u, Packet type %u (%s)", (unsigned)item->number >> 4,
        (unsigned)item->number & 15, name ? name : "Unknown");
}

static void show_priority(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    uint64_t priority = item->number;
    text_format(text, "Priority: %u (%s)", (unsigned)priority,
        priority == RESIGNS ? "Current Master has stopped participating in VRRP"
        : priority == USUAL ? "Default priority for a backup VRRP router"
        : priority == OWNS  ? "This VRRP router owns the virtual router's IP address(es)"
                            : "Non-default backup priority");
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    text_format(text, "Checksum: 0x%04x ", (unsigned)item->number);
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static const struct field fields[NFIELDS] = {
    [TYPE_VERSION] = {"vrrp.typever", "VRRP message version and type", FT_UINT8, BASE_DEC,
        .show = show_type_version},
    [VERSION] = {"vrrp.version", "VRRP protocol version", FT_UINT8, BASE_DEC, 0xf0},
    [TYPE] = {"vrrp.type", "VRRP packet type", FT_UINT8, BASE_DEC, 0x0f, types},
    [ROUTER] = {"vrrp.virt_rtr_id", "Virtual Rtr ID", FT_UINT8, BASE_DEC,
        .blurb = "The group of routers that share addresses"},
    [PRIORITY] = {"vrrp.prio", "Priority", FT_UINT8, BASE_DEC, .show = show_priority,
        .blurb = "The highest becomes master; 0 gives up"},
    [COUNT] = {"vrrp.addr_count", "Addr Count", FT_UINT8, BASE_DEC},
    [AUTHENTICATION] = {"vrrp.auth_type", "Auth Type", FT_UINT8, BASE_DEC,
        .names = authentications},
    [INTERVAL] = {"vrrp.adver_int", "Adver Int", FT_UINT8, BASE_DEC,
        .blurb = "Seconds between advertisements"},
    [RESERVED] = {"vrrp.reserved_mbz", "Reserved", FT_UINT8, BASE_DEC, 0xf0},
    [SHORT_INTERVAL] = {"vrrp.short_adver_int", "Adver Int", FT_UINT16, BASE_DEC, 0x0fff,
        .blurb = "Hundredths of a second between advertisements"},
    [CHECKSUM] = {"vrrp.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum},
    [STATUS] = {"vrrp.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE,
        .names = names_checksum_status},
    [ADDRESS] = {"vrrp.ip_addr", "IP Address", FT_IPv4, BASE_NONE,
        .blurb = "An address that the master answers for"},
    [ADDRESS6] = {"vrrp.ipv6_addr", "IPv6 Address", FT_IPv6, BASE_NONE},
    [PASSWORD] = {"vrrp.auth_string", "Authentication String", FT_STRING, BASE_NONE},
    [N_CHECKSUM] = {"vrrp.checksum_bad.expert", "Bad checksum", FT_NONE, BASE_NONE},
};

static const struct checksum_rows checksum_rows = {
    STATUS, N_CHECKSUM, NOTE_WARNING, NOTE_CHECKSUM, "Bad checksum"};

/* Version 3 counts the addresses of IP in, as UDP does. */
static void add_checksum(struct packet *p, struct cur *c, uint32_t start, unsigned version)
{
    uint32_t length = c->end - start, offset = c->at,
             sum = version == 3 ? checksum_pseudo(p, PROTOCOL, length) : 0;
    struct checksum_finding found = checksum_find(c, start, length, CHECKSUM_AT, sum);
    packet_u16(p, c, CHECKSUM);
    if (c->error || !p->detail) return;
    checksum_tell(p, &checksum_rows, offset, &found);
}

static void add_password(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, PASSWORD_ROOM), *end;
    struct item *item = at ? packet_add(p, PASSWORD, offset, PASSWORD_ROOM, 0) : NULL;
    if (!item) return;
    end = memchr(at, 0, PASSWORD_ROOM);
    item->bytes = bytes_of(at, end ? (size_t)(end - at) : PASSWORD_ROOM);
}

static void dissect(struct packet *p, struct cur *c)
{
    static const uint8_t bits[] = {VERSION, TYPE, 0};
    uint32_t start = c->at;
    unsigned version = (unsigned)packet_bits(p, c, TYPE_VERSION, bits, 0) >> 4;
    uint8_t password = 0;
    packet_u8(p, c, ROUTER);
    packet_u8(p, c, PRIORITY);
    uint8_t count = packet_u8(p, c, COUNT);
    if (version == 3) {
        packet_u8(p, c, RESERVED);
        packet_u16(p, c, SHORT_INTERVAL);
        packet_skip(c, 2);
    } else {
        password = packet_u8(p, c, AUTHENTICATION);
        packet_u8(p, c, INTERVAL);
    }
    add_checksum(p, c, start, version);
    bool ipv6 = p->network_source.kind == ADDRESS_IPV6;
    for (; count && !c->error; count--)
        packet_bytes(p, c, ipv6 ? ADDRESS6 : ADDRESS, ipv6 ? 16 : 4);
    if (password == SIMPLE && !c->error) add_password(p, c);
}

/* A version and a type that there are. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_take(&cur, 1);
    if (!at) return cur.error == CUR_CUT;
    return (*at >> 4 == 2 || *at >> 4 == 3) && (*at & 15) == ADVERTISEMENT &&
           cur_left(&cur) >= HEADER - 1;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 1);
    if (at) text_format(text, "Announcement (v%u)", *at >> 4);
}

static const struct link links[] = {{"ip.proto", PROTOCOL}, {NULL, 0}};

const struct proto proto_vrrp = {.name = "vrrp",
    .title = "Virtual Router Redundancy Protocol",
    .brief = "VRRP",
    .column = "VRRP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
