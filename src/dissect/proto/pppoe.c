/* PPP over Ethernet, RFC 2516.
 *
 *      +------+------+------+------------+--------+---------------------------------+
 *      | vers | type | code |  session   | length | tags: type, length, value; or PPP |
 *      +------+------+------+------------+--------+---------------------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

enum {
    VERSION,
    TYPE,
    CODE,
    SESSION,
    LENGTH,
    TAGS,
    TAG,
    TAG_LENGTH,
    UNKNOWN_DATA,
    SERVICE_NAME,
    AC_NAME,
    HOST_UNIQ,
    COOKIE,
    VENDOR_ID,
    VENDOR_DATA,
    RELAY_SESSION,
    MAX_PAYLOAD,
    SERVICE_ERROR,
    AC_ERROR,
    GENERIC_ERROR,
    NFIELDS
};

enum { OFFER = 0x07, DATA = 0x00, END_OF_LIST = 0x0000, VENDOR = 0x0105 };

static const struct value_name codes[] = {
    {DATA, "Session Data"},
    {OFFER, "Active Discovery Offer (PADO)"},
    {0x09, "Active Discovery Initiation (PADI)"},
    {0x0a, "Active Discovery Session-Grant (PADG)"},
    {0x0b, "Active Discovery Session-Credit Response (PADC)"},
    {0x0c, "Active Discovery Quality (PADQ)"},
    {0x19, "Active Discovery Request (PADR)"},
    {0x65, "Active Discovery Session-confirmation (PADS)"},
    {0xa7, "Active Discovery Terminate (PADT)"},
    {0xd3, "Active Discovery Message (PADM)"},
    {0xd4, "Active Discovery Network (PADN)"},
    {0, NULL},
};

/* Tags and their rows. */
static const struct {
    uint16_t tag, row;
} tags[] = {{0x0101, SERVICE_NAME}, {0x0102, AC_NAME}, {0x0103, HOST_UNIQ}, {0x0104, COOKIE},
    {0x0110, RELAY_SESSION}, {0x0120, MAX_PAYLOAD}, {0x0201, SERVICE_ERROR}, {0x0202, AC_ERROR},
    {0x0203, GENERIC_ERROR}};

static void show_tag(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Tag: Unknown (0x%04x)", (unsigned)item->number);
}

static const struct field fields[NFIELDS] = {
    [VERSION] = {"pppoe.version", "Version", FT_UINT8, BASE_DEC, 0xf0},
    [TYPE] = {"pppoe.type", "Type", FT_UINT8, BASE_DEC, 0x0f},
    [CODE] = {"pppoe.code", "Code", FT_UINT8, BASE_HEX, 0, codes, .flags = FIELD_SUMMARY,
        .blurb = "Who is there, I am, I take you, agreed; and data afterwards"},
    [SESSION] = {"pppoe.session_id", "Session ID", FT_UINT16, BASE_HEX,
        .blurb = "The number of the session, by the access concentrator"},
    [LENGTH] = {"pppoe.payload_length", "Payload Length", FT_UINT16, BASE_DEC},
    [TAGS] = {"pppoed.tags", "PPPoE Tags", FT_NONE, BASE_NONE},
    [TAG] = {"pppoed.tag", "Tag", FT_UINT16, BASE_HEX, .show = show_tag},
    [TAG_LENGTH] = {"pppoed.tag_length", "Tag Length", FT_UINT16, BASE_DEC},
    [UNKNOWN_DATA] = {"pppoed.tag.unknown_data", "Unknown Data", FT_BYTES, BASE_NONE},
    [SERVICE_NAME] = {"pppoed.tags.service_name", "Service-Name", FT_STRING, BASE_NONE,
        .blurb = "Which service is wanted; empty: any"},
    [AC_NAME] = {"pppoed.tags.ac_name", "AC-Name", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The access concentrator that answers"},
    [HOST_UNIQ] = {"pppoed.tags.host_uniq", "Host-Uniq", FT_BYTES, BASE_NONE},
    [COOKIE] = {"pppoed.tags.ac_cookie", "AC-Cookie", FT_BYTES, BASE_NONE},
    [VENDOR_ID] = {"pppoed.tags.vendor_id", "Vendor id", FT_UINT32, BASE_DEC},
    [VENDOR_DATA] = {"pppoed.tags.vendor_unspecified", "Vendor unspecified", FT_BYTES, BASE_NONE},
    [RELAY_SESSION] = {"pppoed.tags.relay_session_id", "Relay-Session-Id", FT_BYTES, BASE_NONE},
    [MAX_PAYLOAD] = {"pppoed.tags.max_payload", "PPP-Max-Payload", FT_BYTES, BASE_NONE},
    [SERVICE_ERROR] = {"pppoed.tags.service_name_error", "Service-Name-Error", FT_STRING,
        BASE_NONE},
    [AC_ERROR] = {"pppoed.tags.ac_system_error", "AC-System-Error", FT_STRING, BASE_NONE},
    [GENERIC_ERROR] = {"pppoed.tags.generic_error", "Generic-Error", FT_STRING, BASE_NONE},
};

static void add_header(struct packet *p, struct cur *c)
{
    packet_u8(p, c, VERSION);
    packet_u8(p, c, TYPE);
    packet_skip(c, 1);
    packet_u8(p, c, CODE);
    packet_u16(p, c, SESSION);
    uint16_t length = packet_u16(p, c, LENGTH);
    if (!c->error && length < cur_left(c)) c->end = c->at + length;
}

static void add_tag(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 4);
    uint16_t tag = at ? bytes_be16(at) : 0, length = at ? bytes_be16(at + 2) : 0;
    unsigned row = UNKNOWN_DATA;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i].tag == tag) row = tags[i].row;
    bool known = row != UNKNOWN_DATA || tag == VENDOR || tag == END_OF_LIST;
    if (known) {
        packet_skip(c, 4);
    } else {
        packet_u16(p, c, TAG);
        packet_u16(p, c, TAG_LENGTH);
    }
    if (tag == VENDOR && length >= 4) {
        packet_u32(p, c, VENDOR_ID);
        if (length > 4) packet_bytes(p, c, VENDOR_DATA, length - 4u);
    } else if (length && tag != END_OF_LIST) {
        packet_bytes(p, c, row, length);
    }
}

static void dissect_discovery(struct packet *p, struct cur *c)
{
    add_header(p, c);
    if (c->error || !cur_left(c)) return;
    struct item *item = packet_add(p, TAGS, c->at, cur_left(c), 0);
    packet_open(p, item);
    while (cur_left(c) && !c->error)
        add_tag(p, c);
    packet_shut(p, item, NULL);
}

static void dissect_session(struct packet *p, struct cur *c)
{
    add_header(p, c);
    if (!c->error) packet_next(p, *c, 0);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *code = layer_item(packet, layer, CODE),
                      *name = layer_item(packet, layer, AC_NAME);
    if (!code) return;
    const char *word = field_value_name(codes, code->number);
    text_put(text, word ? word : "Unknown");
    if (!name || code->number != OFFER) return;
    text_put(text, " AC-Name='");
    text_add(text, name->bytes.at, name->bytes.len);
    text_char(text, '\'');
}

static const struct link discovery_links[] = {{"ethertype", 0x8863}, {NULL, 0}};
const struct proto proto_pppoed = {.name = "pppoed",
    .title = "PPP-over-Ethernet Discovery",
    .column = "PPPoED",
    .fields = fields,
    .nfields = NFIELDS,
    .links = discovery_links,
    .dissect = dissect_discovery,
    .info = info};

static const struct link session_links[] = {{"ethertype", 0x8864}, {NULL, 0}};
const struct proto proto_pppoes = {.name = "pppoes",
    .title = "PPP-over-Ethernet Session",
    .column = "PPPoES",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "pppoes",
    .links = session_links,
    .dissect = dissect_session,
    .info = info};
