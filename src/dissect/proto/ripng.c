/* RIPng: the Routing Information Protocol of IPv6, RFC 2080.
 *
 *      +---------+---------+-------------------+
 *      | command | version |       zeros       |
 *      +---------+---------+-------------------+
 *      |        prefix, 16 bytes …             |     once for each route.  Metric 255: the prefix is
 *      +-------------------+---------+---------+     the next hop of the routes behind
 *      |     route tag     | length  | metric  |
 *      +-------------------+---------+---------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

enum { COMMAND, VERSION, RESERVED, ROUTE, PREFIX, TAG, LENGTH, METRIC, NFIELDS };

enum { REQUEST = 1, RESPONSE = 2, CURRENT_VERSION = 1, HEADER = 4, ROUTE_LENGTH = 20 };

static const struct value_name commands[] = {
    {REQUEST, "Request"}, {RESPONSE, "Response"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [COMMAND] = {"ripng.cmd", "Command", FT_UINT8, BASE_DEC, 0, commands,
        "1 asks a router for its routes, 2 tells them", FIELD_SUMMARY},
    [VERSION] = {"ripng.version", "Version", FT_UINT8, BASE_DEC, .flags = FIELD_SUMMARY},
    [RESERVED] = {"ripng.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [ROUTE] = {"ripng.rte", "Route Table Entry", FT_NONE, BASE_NONE},
    [PREFIX] = {"ripng.rte.ipv6_prefix", "IPv6 Prefix", FT_IPv6, BASE_NONE,
        .blurb = "The network to be reached"},
    [TAG] = {"ripng.rte.route_tag", "Route Tag", FT_UINT16, BASE_HEX,
        .blurb = "Passed on with the route: tells those from elsewhere"},
    [LENGTH] = {"ripng.rte.prefix_length", "Prefix Length", FT_UINT8, BASE_DEC,
        .blurb = "How many bits of the prefix count"},
    [METRIC] = {"ripng.rte.metric", "Metric", FT_UINT8, BASE_DEC,
        .blurb = "How many routers away it is; 16 cannot be reached"},
};

static void add_route(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, ROUTE_LENGTH);
    struct item *item = packet_add(p, ROUTE, c->at, ROUTE_LENGTH, 0);
    if (item && at) {
        struct text text = packet_text(p);
        text_put(&text, "Route Table Entry: IPv6 Prefix: ");
        text_ipv6(&text, at);
        text_labelled(&text, "/", at[18]);
        text_labelled(&text, " Metric: ", at[19]);
        item->bytes = packet_keep(p, &text);
    }
    packet_open(p, item);
    packet_bytes(p, c, PREFIX, 16);
    packet_u16(p, c, TAG);
    packet_u8(p, c, LENGTH);
    packet_u8(p, c, METRIC);
    packet_shut(p, item, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    packet_u8(p, c, COMMAND);
    packet_u8(p, c, VERSION);
    packet_bytes(p, c, RESERVED, 2);
    while (cur_left(c) && !c->error)
        add_route(p, c);
}

/* A command and a version that there are, and whole routes. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    uint32_t left = cur_left(&cur);
    const uint8_t *at = cur_take(&cur, HEADER);
    if (!at) return cur.error == CUR_CUT;
    return (at[0] == REQUEST || at[0] == RESPONSE) && at[1] == CURRENT_VERSION &&
           left % ROUTE_LENGTH == HEADER;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const char *name = field_value_name(commands, layer_uint(packet, layer, COMMAND));
    text_format(text, " Command %s, Version %u", name ? name : "Unknown",
        (unsigned)layer_uint(packet, layer, VERSION));
}

static const struct link links[] = {{"udp.port", 521}, {NULL, 0}};

const struct proto proto_ripng = {.name = "ripng",
    .title = "RIPng",
    .brief = "RIPng",
    .column = "RIPng",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
