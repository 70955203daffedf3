/* Ethernet II and IEEE 802.3.
 *
 *      0                   6                   12    14
 *      +-------------------+-------------------+-----+---------
 *      |   destination     |      source       | type| payload
 *      +-------------------+-------------------+-----+---------
 *
 * A type below 1536 is a length (IEEE 802.3-2018 3.2.6).  Frames shorter than 60 bytes are padded.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/eth.h"

#include <string.h>

#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/resolve.h"

enum {
    DST,
    DST_RESOLVED,
    DST_OUI,
    DST_COMPANY,
    DST_LG,
    DST_IG,
    SRC,
    SRC_RESOLVED,
    SRC_OUI,
    SRC_COMPANY,
    SRC_LG,
    SRC_IG,
    ADDR,
    ADDR_RESOLVED,
    ADDR_OUI,
    ADDR_COMPANY,
    LG,
    IG,
    TYPE,
    LEN,
    INVALID,
    PADDING,
    TRAILER,
    FCS,
    FCS_STATUS,
    SRC_GROUP,
    LEN_PAST,
    INVALID_EXPERT,
    PADDING_BAD,
    NFIELDS
};

enum { SMALLEST_FRAME = 60 };

static const struct value_name local_names[] = {
    {0, "Globally unique address (factory default)"},
    {1, "Locally administered address (this is NOT the factory default)"},
    {0, NULL},
};
static const struct value_name group_names[] = {
    {0, "Individual address (unicast)"},
    {1, "Group address (multicast/broadcast)"},
    {0, NULL},
};

#define LOCAL_BIT                                                                                  \
    FT_BOOLEAN, BASE_NONE, 0x020000, local_names, "Set by hand or software, not by the maker", 0, 24
#define GROUP_BIT                                                                                  \
    FT_BOOLEAN, BASE_NONE, 0x010000, group_names,                                                  \
        "Meant for a group or everybody, not one station", 0, 24

/* Destination OUI: 00:00:5e (ICANN, IANA Department) */
static void show_oui(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t bytes[] = {
        (uint8_t)(item->number >> 16), (uint8_t)(item->number >> 8), (uint8_t)item->number};
    const char *company = packet ? resolve_company(packet, item->number) : NULL;
    text_put(text, item->field->label);
    text_put(text, ": ");
    text_hex_bytes(text, bytes, sizeof bytes, ':');
    if (company) text_format(text, " (%s)", company);
}

static const struct field fields[NFIELDS] = {
    [DST] = {"eth.dst", "Destination", FT_ETHER, BASE_NONE,
        .blurb = "The station on this link that shall take the frame"},
    [DST_RESOLVED] = {"eth.dst_resolved", "Destination (resolved)", FT_STRING, BASE_NONE,
        .flags = FIELD_TWIN},
    [DST_OUI] = {"eth.dst.oui", "Destination OUI", FT_UINT24, BASE_DEC, .show = show_oui,
        .blurb = "The number of the maker in the address", .flags = FIELD_TWIN},
    [DST_COMPANY] = {"eth.dst.oui_resolved", "Destination OUI (resolved)", FT_STRING, BASE_NONE,
        .blurb = "The name of the maker in full, where a list of makers is installed",
        .flags = FIELD_TWIN},
    [DST_LG] = {"eth.dst.lg", "LG bit", LOCAL_BIT},
    [DST_IG] = {"eth.dst.ig", "IG bit", GROUP_BIT},
    [SRC] = {"eth.src", "Source", FT_ETHER, BASE_NONE,
        .blurb = "The station on this link that sent the frame"},
    [SRC_RESOLVED] = {"eth.src_resolved", "Source (resolved)", FT_STRING, BASE_NONE,
        .flags = FIELD_TWIN},
    [SRC_OUI] = {"eth.src.oui", "Source OUI", FT_UINT24, BASE_DEC, .show = show_oui,
        .blurb = "The number of the maker in the address", .flags = FIELD_TWIN},
    [SRC_COMPANY] = {"eth.src.oui_resolved", "Source OUI (resolved)", FT_STRING, BASE_NONE,
        .blurb = "The name of the maker in full, where a list of makers is installed",
        .flags = FIELD_TWIN},
    [SRC_LG] = {"eth.src.lg", "LG bit", LOCAL_BIT},
    [SRC_IG] = {"eth.src.ig", "IG bit", GROUP_BIT},
    [ADDR] = {"eth.addr", "Address", FT_ETHER, BASE_NONE,
        .blurb = "Source or destination: finds both directions"},
    [ADDR_RESOLVED] = {"eth.addr_resolved", "Address (resolved)", FT_STRING, BASE_NONE,
        .flags = FIELD_TWIN},
    [ADDR_OUI] = {"eth.addr.oui", "Address OUI", FT_UINT24, BASE_DEC, .show = show_oui,
        .flags = FIELD_TWIN},
    [ADDR_COMPANY] = {"eth.addr.oui_resolved", "Address OUI (resolved)", FT_STRING, BASE_NONE,
        .blurb = "The name of the maker in full, where a list of makers is installed",
        .flags = FIELD_TWIN},
    [LG] = {"eth.lg", "LG bit", LOCAL_BIT},
    [IG] = {"eth.ig", "IG bit", GROUP_BIT},
    [TYPE] = {"eth.type", "Type", FT_UINT16, BASE_HEX, 0, names_ethertype,
        "Which protocol the payload is", FIELD_SUMMARY},
    [LEN] = {"eth.len", "Length", FT_UINT16, BASE_DEC,
        .blurb = "How long the payload is, in an IEEE 802.3 frame", .flags = FIELD_SUMMARY},
    [INVALID] = {"eth.invalid_lentype", "Invalid length/type", FT_UINT16, BASE_HEX_DEC,
        .flags = FIELD_SUMMARY},
    [PADDING] = {"eth.padding", "Padding", FT_BYTES, BASE_NONE,
        .blurb = "Zeros that bring a short frame to the 60 bytes every frame must have"},
    [TRAILER] = {"eth.trailer", "Trailer", FT_BYTES, BASE_NONE,
        .blurb = "Bytes behind the payload"},
    [FCS] = {ETH_FCS},
    [FCS_STATUS] = {ETH_FCS_STATUS},
    [SRC_GROUP] = {"eth.src_not_group",
        "Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)", FT_NONE,
        BASE_NONE},
    [LEN_PAST] = {"eth.len.past_end", "Length field value goes past the end of the payload",
        FT_NONE, BASE_NONE},
    [INVALID_EXPERT] = {"eth.invalid_lentype.expert", "Invalid length/type", FT_NONE, BASE_NONE},
    [PADDING_BAD] = {ETH_PADDING_BAD},
};

/* Bytes between the payload and the smallest size are padding, if the frame reaches that size. */
static bool has_padding(const struct packet *p, uint32_t at, uint32_t end)
{
    return p->frame->length >= SMALLEST_FRAME && at < SMALLEST_FRAME && end >= SMALLEST_FRAME;
}

/* The zeros that fill a frame up to the smallest size; none if one of them is not zero. */
static uint32_t padding_length(const struct bytes *source, uint32_t at)
{
    for (uint32_t i = at; i < SMALLEST_FRAME; i++)
        if (source->at[i] != 0) return 0;
    return SMALLEST_FRAME - at;
}

static void insert_bytes(
    struct packet *p, struct layer *layer, unsigned field, uint32_t at, uint32_t length)
{
    struct item *item = length ? packet_insert(p, layer, field, at, length, 0) : NULL;
    const uint8_t *bytes = packet_at(p, layer->body_source, at, length);
    if (item && bytes) item->bytes = bytes_of(bytes, length);
}

/* A remark below the last item of a layer that others follow: made behind the items of all layers,
 * and carried from there to its place, one item after the other. */
static void insert_note(struct packet *p, struct layer *layer, unsigned field)
{
    unsigned before = p->nitems;
    packet_note_at(p, 1, field, NOTE_NOTE, NOTE_PROTOCOL, "%s", p->fields[field].label);
    unsigned added = p->nitems - before;
    for (unsigned i = 0; i < added; i++) {
        unsigned place = (unsigned)layer->first + layer->count++;
        struct item item = p->items[before + i];
        memmove(&p->items[place + 1], &p->items[place], (before + i - place) * sizeof item);
        p->items[place] = item;
    }
    for (struct layer *other = layer + 1; other < p->layers + p->nlayers; other++)
        other->first = (uint16_t)(other->first + added);
}

void eth_show_fcs(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Frame check sequence: 0x");
    text_hex(text, item->number, 8);
    text_put(text, " [unverified]");
}

static void insert_fcs(
    struct packet *p, struct layer *layer, const struct eth_trailer_rows *rows, uint32_t at)
{
    struct item *item = packet_insert(p, layer, rows->fcs, at, 4, 0);
    const uint8_t *bytes = packet_at(p, 0, at, 4);
    if (item && bytes) item->number = bytes_be32(bytes);
    item = packet_insert(p, layer, rows->fcs_status, at, 0, ITEM_GENERATED);
    if (item) item->number = CHECKSUM_UNVERIFIED;
}

void eth_trailer(struct packet *p, struct layer *layer, const struct eth_trailer_rows *rows)
{
    const struct bytes *source = &p->sources[layer->body_source];
    uint32_t at = layer->body_end, cap = (uint32_t)source->len,
             end = layer->end < cap ? layer->end : cap, fcs = 0;
    if (!layer->body || at >= end) return;
    bool padded = has_padding(p, at, end);
    uint32_t zeros = padded ? padding_length(source, at) : 0;
    insert_bytes(p, layer, rows->padding, at, zeros);
    at += zeros;
    uint32_t reported = layer->end - at, captured = end - at;
    /* A frame this long needed no padding, so four bytes or more are taken to end in a checksum. */
    if (rows->fcs && p->frame->length >= SMALLEST_FRAME + 4 && reported >= 4) {
        if (captured == reported) fcs = end - 4;
        reported -= 4;
        if (captured > reported) captured = reported;
    }
    insert_bytes(p, layer, rows->trailer, at, captured);
    if (padded && !zeros) insert_note(p, layer, rows->padding_bad);
    if (fcs) insert_fcs(p, layer, rows, fcs);
}

void eth_next(struct packet *p, struct cur payload, uint16_t type)
{
    if (packet_next(p, payload, type)) return;
    p->layer->column = (const char *)packet_format(p, "0x%04x", type).at;
    packet_next_data(p, payload);
}

void eth_info(struct text *text, uint16_t type)
{
    const char *name = field_value_name(names_ethertype, type);
    if (name)
        text_put(text, name);
    else
        text_format(text, "Ethernet II");
}

static void add_resolved(struct packet *p, unsigned field, uint32_t offset, const uint8_t *mac)
{
    if (!packet_wants(p, field)) return;
    struct text name = packet_text(p);
    resolve_address(&name, p, bytes_of(mac, 6));
    struct item *item = packet_add(p, field, offset, 6, ITEM_GENERATED | ITEM_HIDDEN);
    if (item) item->bytes = packet_keep(p, &name);
}

static void add_company(struct packet *p, unsigned field, uint32_t offset, const char *company)
{
    struct item *item =
        company ? packet_add(p, field, offset, 6, ITEM_GENERATED | ITEM_HIDDEN) : NULL;
    if (item) item->bytes = bytes_of_string(company);
}

static void note_group(struct packet *p, const uint8_t *mac)
{
    if (mac[0] & 1)
        packet_note_at(p, p->depth, SRC_GROUP, NOTE_WARNING, NOTE_PROTOCOL,
            "Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)");
}

/* One address and all its twins; `field` is DST or SRC, whose six rows are in the same order. */
static void add_address(struct packet *p, unsigned field, uint32_t offset, const uint8_t *mac)
{
    struct bytes bytes = bytes_of(mac, 6);
    uint32_t maker = bytes_be24(mac);
    struct item *item = packet_add_bytes(p, field, offset, bytes, 0);
    packet_open(p, item);
    if (field == SRC) note_group(p, mac);
    add_resolved(p, field + (DST_RESOLVED - DST), offset, mac);
    packet_add_uint(p, field + (DST_OUI - DST), offset, 3, maker, ITEM_GENERATED | ITEM_HIDDEN);
    bool companies = packet_wants(p, field + (DST_COMPANY - DST)) || packet_wants(p, ADDR_COMPANY);
    const char *company = companies ? resolve_company(p, maker) : NULL;
    add_company(p, field + (DST_COMPANY - DST), offset, company);
    packet_add_bytes(p, ADDR, offset, bytes, 0);
    add_resolved(p, ADDR_RESOLVED, offset, mac);
    packet_add_uint(p, ADDR_OUI, offset, 3, maker, ITEM_GENERATED | ITEM_HIDDEN);
    add_company(p, ADDR_COMPANY, offset, company);
    packet_add_bits(p, field + (DST_LG - DST), offset, 3, maker, 0);
    packet_add_bits(p, LG, offset, 3, maker, ITEM_HIDDEN);
    packet_add_bits(p, field + (DST_IG - DST), offset, 3, maker, 0);
    packet_add_bits(p, IG, offset, 3, maker, ITEM_HIDDEN);
    packet_shut(p, item, NULL);
}

/* IEEE 802.3: the length of the payload, which is LLC (IEEE 802.2), instead of a type. */
static void next_by_length(struct packet *p, struct cur *c, uint16_t length)
{
    if (length > ETH_LENGTH_MAX) {
        packet_u16(p, c, INVALID);
        packet_note(p, INVALID_EXPERT, NOTE_WARNING, NOTE_PROTOCOL,
            "Invalid length/type: 0x%04x (%u)", length, length);
        p->layer->trouble = packet_format(p, "Ethernet Unknown");
        packet_next_data(p, *c);
        p->next_via = NULL;
        return;
    }
    packet_u16(p, c, LEN);
    struct cur payload = *c;
    if (length > cur_left(c))
        packet_note(p, LEN_PAST, NOTE_ERROR, NOTE_MALFORMED,
            "Length field value goes past the end of the payload");
    else
        payload.end = payload.at + length;
    /* Novell's "raw" frames carry IPX, whose checksum is always ffff, without LLC. */
    const uint8_t *first = cur_peek(&payload, 0, 2);
    bool novell = first && first[0] == 0xff && first[1] == 0xff;
    p->layer->trouble =
        bytes_of_string(novell ? "IEEE 802.3 Ethernet Raw " : "IEEE 802.3 Ethernet ");
    if (novell || !packet_next_in(p, payload, "eth.length", 0)) packet_next_data(p, payload);
    p->next_via = NULL;
}

/* Cisco's ISL has another header, known by its destination, where this one would be. */
static bool is_isl(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 14);
    return at && (at[0] == 0x01 || at[0] == 0x0c) && at[1] == 0x00 && at[2] == 0x0c &&
           at[3] == 0x00 && at[4] == 0x00 && bytes_be16(at + 12) <= ETH_LENGTH_MAX;
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    if (is_isl(c)) {
        p->layer->hidden = packet_next_in(p, *c, "eth.isl", 0);
        return;
    }
    const uint8_t *addresses = cur_take(c, 12);
    if (!addresses) return;
    if (!p->quoting) {
        p->destination = (struct address){ADDRESS_ETHER, addresses};
        p->source = (struct address){ADDRESS_ETHER, addresses + 6};
    }
    if (packet_asked(p, DST, TYPE)) {
        add_address(p, DST, start, addresses);
        add_address(p, SRC, start + 6, addresses + 6);
    } else {
        note_group(p, addresses + 6);
    }
    const uint8_t *at = cur_peek(c, 0, 2);
    uint16_t type = at ? bytes_be16(at) : 0;
    if (!at) {
        packet_u16(p, c, TYPE);
    } else if (type >= ETH_TYPE_MIN) {
        packet_u16(p, c, TYPE);
        eth_next(p, *c, type);
    } else {
        next_by_length(p, c, type);
    }
}

static void finish(struct packet *p, struct layer *layer)
{
    if (!p->detail || layer->source) return;
    const struct eth_trailer_rows rows = {PADDING, TRAILER, PADDING_BAD, FCS, FCS_STATUS};
    eth_trailer(p, layer, &rows);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 12);
    if (layer->length < 12 || !at) {
        text_put(text, "Ethernet");
        return;
    }
    const struct item *invalid = layer_item(packet, layer, INVALID);
    if (layer->trouble.len && !invalid) {
        text_add(text, layer->trouble.at, layer->trouble.len);
        return;
    }
    text_put(text, invalid ? "Ethernet Unknown, Src: " : "Ethernet II, Src: ");
    resolve_address_shown(text, packet, bytes_of(at + 6, 6));
    text_put(text, ", Dst: ");
    resolve_address_shown(text, packet, bytes_of(at, 6));
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    if (layer->trouble.len)
        text_add(text, layer->trouble.at, layer->trouble.len);
    else if (layer->length >= ETH_HEADER)
        eth_info(text, (uint16_t)layer_uint(packet, layer, TYPE));
}

static const struct link links[] = {{"wtap_encap", 1}, {"gre.proto", 0x6558}, {"isl.type", 0},
    {"pweth.frame", 0}, {"vxlan.frame", 0}, {NULL, 0}};

const struct proto proto_eth = {.name = "eth",
    .column = "Ethernet",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "ethertype",
    .links = links,
    .dissect = dissect,
    .finish = finish,
    .describe = describe,
    .info = info};
