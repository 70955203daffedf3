/* Routing Information Protocol: RFC 1058 (version 1), 2453 (version 2), 4822 (authentication).
 *
 *      +---------+---------+-------------------+
 *      | command | version | domain, or zeros  |
 *      +---------+---------+-------------------+
 *      |  address family   |     route tag     |    once for each route; the tag, the netmask and the
 *      +-------------------+-------------------+    next hop are version 2's.  Family 0xffff in the
 *      |            IP address                 |    first place is no route but authentication
 *      |             netmask                   |
 *      |             next hop                  |
 *      |              metric                   |
 *      +---------------------------------------+
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"

enum {
    COMMAND,
    VERSION,
    DOMAIN,
    ROUTE,
    UNKNOWN,
    FAMILY,
    TAG,
    ADDRESS,
    NETMASK,
    NEXT_HOP,
    METRIC,
    AUTHENTICATION,
    AUTH_TYPE,
    PASSWORD,
    DIGEST_OFFSET,
    KEY_ID,
    AUTH_LENGTH,
    SEQUENCE,
    ZEROS,
    TRAILER,
    DIGEST,
    N_FAMILY,
    NFIELDS
};

enum { VERSION_1 = 1, VERSION_2 = 2, LAST_COMMAND = 5 };
enum { FAMILY_NONE = 0, FAMILY_IP = 2, FAMILY_AUTHENTICATION = 0xffff };
enum { AUTH_PASSWORD = 2, AUTH_DIGEST = 3 };
enum { HEADER = 4, ROUTE_LENGTH = 20, PASSWORD_ROOM = 16, TRAILER_HEADER = 4 };

static const struct value_name commands[] = {
    {1, "Request"},
    {2, "Response"},
    {3, "Traceon"},
    {4, "Traceoff"},
    {LAST_COMMAND, "Vendor specific (Sun)"},
    {0, NULL},
};
static const struct value_name versions[] = {{VERSION_1, "RIPv1"}, {VERSION_2, "RIPv2"}, {0, NULL}};
static const struct value_name families[] = {
    {FAMILY_NONE, "Unspecified"}, {FAMILY_IP, "IP"}, {0, NULL}};
static const struct value_name authentications[] = {
    {1, "IP Route"},
    {AUTH_PASSWORD, "Simple Password"},
    {AUTH_DIGEST, "Keyed Message Digest"},
    {0, NULL},
};

static const struct field fields[NFIELDS] = {
    [COMMAND] = {"rip.command", "Command", FT_UINT8, BASE_DEC, 0, commands,
        "1 asks a router for its routes, 2 tells them", FIELD_SUMMARY},
    [VERSION] = {"rip.version", "Version", FT_UINT8, BASE_DEC, 0, versions,
        "Version 2 has netmasks, next hops and authentication"},
    [DOMAIN] = {"rip.routing_domain", "Routing Domain", FT_UINT16, BASE_DEC},
    [ROUTE] = {NULL, "Route", FT_NONE, BASE_NONE},
    [UNKNOWN] = {NULL, "Unknown address family", FT_NONE, BASE_NONE},
    [FAMILY] = {"rip.family", "Address Family", FT_UINT16, BASE_DEC, 0, families},
    [TAG] = {"rip.route_tag", "Route Tag", FT_UINT16, BASE_DEC,
        .blurb = "Passed on with the route: tells those from elsewhere"},
    [ADDRESS] = {"rip.ip", "IP Address", FT_IPv4, BASE_NONE, .blurb = "The network to be reached"},
    [NETMASK] = {"rip.netmask", "Netmask", FT_IPv4, BASE_NONE,
        .blurb = "Which bits of addresses there are those of the network"},
    [NEXT_HOP] = {"rip.next_hop", "Next Hop", FT_IPv4, BASE_NONE,
        .blurb = "The router to send to; 0.0.0.0 is the sender"},
    [METRIC] = {"rip.metric", "Metric", FT_UINT16, BASE_DEC,
        .blurb = "How many routers away it is; 16 cannot be reached"},
    [AUTHENTICATION] = {NULL, "Authentication", FT_NONE, BASE_NONE},
    [AUTH_TYPE] = {"rip.auth.type", "Authentication type", FT_UINT16, BASE_DEC, 0, authentications},
    [PASSWORD] = {"rip.auth.passwd", "Password", FT_STRING, BASE_NONE,
        .blurb = "For everyone on the link to read"},
    [DIGEST_OFFSET] = {"rip.digest_offset", "Digest Offset", FT_UINT16, BASE_DEC,
        .blurb = "Where the routes end and the digest begins"},
    [KEY_ID] = {"rip.key_id", "Key ID", FT_UINT8, BASE_DEC},
    [AUTH_LENGTH] = {"rip.auth_data_len", "Auth Data Len", FT_UINT8, BASE_DEC},
    [SEQUENCE] = {"rip.seq_num", "Seq num", FT_UINT32, BASE_DEC,
        .blurb = "Never falls: what was recorded cannot be sent again"},
    [ZEROS] = {"rip.zero_padding", "Zero adding", FT_STRING, BASE_NONE},
    [TRAILER] = {NULL, "Authentication Data Trailer", FT_NONE, BASE_NONE},
    [DIGEST] = {"rip.authentication_data", "Authentication Data", FT_BYTES, BASE_NONE},
    [N_FAMILY] = {"rip.unknown_address_family", "Unknown address family", FT_NONE, BASE_NONE},
};

/* Text in a room that zeros fill up. */
static void add_text(struct packet *p, struct cur *c, unsigned field, uint32_t room)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, room);
    struct item *item = at ? packet_add(p, field, offset, room, 0) : NULL;
    if (item) item->bytes = bytes_of(at, strnlen((const char *)at, room));
}

/* Behind the routes: 0xffff, 1, and the digest.  All from there on is none of them. */
static void add_trailer(
    struct packet *p, struct cur *c, uint32_t start, uint16_t offset, uint8_t length)
{
    struct cur trailer = *c;
    if (offset < c->at - start || offset > c->end - start) {
        c->error = CUR_MALFORMED;
        return;
    }
    trailer.at = start + offset;
    uint32_t left = cur_left(&trailer);
    struct item *item = packet_add(p, TRAILER, trailer.at, TRAILER_HEADER, 0);
    packet_open(p, item);
    packet_skip(&trailer, TRAILER_HEADER);
    if (!trailer.error) {
        left -= TRAILER_HEADER;
        packet_bytes(p, &trailer, DIGEST, length < left ? length : left);
    }
    packet_shut(p, item, trailer.error ? NULL : &trailer);
    c->error = trailer.error;
    c->end = start + offset;
}

static void add_authentication(struct packet *p, struct cur *c, uint32_t start)
{
    const uint8_t *at = cur_peek(c, 2, 2);
    uint16_t type = at ? bytes_be16(at) : 0;
    const char *name = field_value_name(authentications, type);
    struct item *item = packet_add(p, AUTHENTICATION, c->at, ROUTE_LENGTH, 0);
    if (item)
        item->bytes = name ? packet_format(p, "Authentication: %s", name)
                           : packet_format(p, "Authentication: Unknown (%u)", type);
    packet_open(p, item);
    packet_skip(c, 2);
    packet_u16(p, c, AUTH_TYPE);
    if (type == AUTH_PASSWORD) {
        add_text(p, c, PASSWORD, PASSWORD_ROOM);
    } else if (type == AUTH_DIGEST) {
        uint16_t offset = packet_u16(p, c, DIGEST_OFFSET);
        packet_u8(p, c, KEY_ID);
        uint8_t length = packet_u8(p, c, AUTH_LENGTH);
        packet_u32(p, c, SEQUENCE);
        add_text(p, c, ZEROS, 8);
        if (!c->error) add_trailer(p, c, start, offset, length);
    } else {
        packet_skip(c, PASSWORD_ROOM);
    }
    packet_shut(p, item, NULL);
}

static void add_route(struct packet *p, struct cur *c, uint16_t family, uint8_t version)
{
    const uint8_t *at = cur_peek(c, 0, ROUTE_LENGTH);
    struct item *item = at ? packet_add(p, ROUTE, c->at, ROUTE_LENGTH, 0) : NULL;
    unsigned metric = at ? bytes_be16(at + 18) : 0;
    if (item && family == FAMILY_NONE)
        item->bytes = packet_format(p, "Address not specified, Metric: %u", metric);
    else if (item)
        item->bytes = packet_format(
            p, "IP Address: %u.%u.%u.%u, Metric: %u", at[4], at[5], at[6], at[7], metric);
    packet_open(p, item);
    packet_u16(p, c, FAMILY);
    if (version == VERSION_2)
        packet_u16(p, c, TAG);
    else
        packet_skip(c, 2);
    if (family == FAMILY_IP)
        packet_bytes(p, c, ADDRESS, 4);
    else
        packet_skip(c, 4);
    if (version == VERSION_2) {
        packet_bytes(p, c, NETMASK, 4);
        packet_bytes(p, c, NEXT_HOP, 4);
    } else {
        packet_skip(c, 8);
    }
    packet_skip(c, 2); /* no metric is that large */
    packet_u16(p, c, METRIC);
    packet_shut(p, item, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    packet_u8(p, c, COMMAND);
    uint8_t version = packet_u8(p, c, VERSION);
    p->layer->column = version == VERSION_1 ? "RIPv1" : "RIPv2";
    packet_skip(c, 2);
    while (cur_left(c) && !c->error) {
        const uint8_t *at = cur_peek(c, 0, 2);
        uint16_t family = at ? bytes_be16(at) : 0;
        if (family == FAMILY_AUTHENTICATION && c->at == start + HEADER) {
            add_authentication(p, c, start);
        } else if (family == FAMILY_NONE || family == FAMILY_IP) {
            add_route(p, c, family, version);
        } else {
            struct item *item = packet_add(p, UNKNOWN, c->at, ROUTE_LENGTH, 0);
            if (item) item->bytes = packet_format(p, "Unknown address family %u", family);
            packet_note(
                p, N_FAMILY, NOTE_WARNING, NOTE_PROTOCOL, "Unknown address family %u", family);
            packet_skip(c, ROUTE_LENGTH);
        }
    }
}

/* A command and a version that there are, and room for as many routes. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    uint32_t left = cur_left(&cur);
    const uint8_t *at = cur_take(&cur, HEADER);
    if (!at) return cur.error == CUR_CUT;
    return at[0] && at[0] <= LAST_COMMAND && (at[1] == VERSION_1 || at[1] == VERSION_2) &&
           (at[1] == VERSION_1 ? left % ROUTE_LENGTH == HEADER : left % 4 == 0);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const char *name = field_value_name(commands, layer_uint(packet, layer, COMMAND));
    if (name) text_put(text, name);
}

static const struct link links[] = {{"udp.port", 520}, {NULL, 0}};

const struct proto proto_rip = {.name = "rip",
    .title = "Routing Information Protocol",
    .brief = "RIP",
    .column = "RIP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
