/* Logical Link Control, IEEE 802.2, with the Subnetwork Access Protocol behind it (RFC 1042).
 *
 *      +------+------+---------+     +--------------+-------+
 *      | DSAP | SSAP | control |     | organization | type  |   only where both SAPs are 0xaa
 *      +------+------+---------+     +--------------+-------+
 *
 * The control field has one byte in unnumbered frames, else two.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"

enum {
    DSAP,
    DSAP_SAP,
    DSAP_IG,
    SSAP,
    SSAP_SAP,
    SSAP_CR,
    CONTROL,
    COMMAND,
    FTYPE_U,
    OUI,
    TYPE,
    PID,
    NFIELDS
};

enum { SNAP = 0xaa };

/* clang-format off */
static const struct value_name saps[] = {
    {0x00, "NULL LSAP"}, {0x02, "LLC Sub-Layer Management"}, {0x04, "SNA Path Control"}, {0x06, "TCP/IP"},
    {0x08, "SNA"}, {0x0c, "SNA"}, {0x0e, "PROWAY (IEC955) Network Management and Initialization"},
    {0x10, "NetWare (unofficial?)"}, {0x14, "ISO Network Layer (OSLAN 1)"}, {0x18, "Texas Instruments"},
    {0x20, "ISO Network Layer (unofficial?)"}, {0x34, "ISO Network Layer (unofficial?)"},
    {0x42, "Spanning Tree BPDU"}, {0x4e, "EIA RS-511 Manufacturing Message Service"},
    {0x54, "ISO Network Layer (OSLAN 2)"}, {0x7e, "ISO 8208 (X.25 over 802.2)"}, {0x7f, "ISO 802.2"},
    {0x80, "XNS"}, {0x82, "BACnet"}, {0x86, "Nestar"}, {0x8e, "PROWAY (IEC955) Active Station List Maintenance"},
    {0x98, "ARP"}, {0xaa, "SNAP"}, {0xb4, "HP JetDirect Printer"}, {0xba, "Banyan Vines"},
    {0xbc, "Banyan Vines"}, {0xe0, "NetWare"}, {0xf0, "NetBIOS"}, {0xf4, "IBM Net Management"},
    {0xf8, "HP Extended LLC"}, {0xfa, "Ungermann-Bass"}, {0xfc, "Remote Program Load"},
    {0xfe, "ISO Network Layer"}, {0xff, "Global LSAP"}, {0, NULL},
};
/* clang-format on */
static const struct value_name group_names[] = {{0, "Individual"}, {1, "Group"}, {0, NULL}};
static const struct value_name response_names[] = {{0, "Command"}, {1, "Response"}, {0, NULL}};
static const struct value_name unnumbered[] = {
    {0x00, "Unnumbered Information"},
    {0x2b, "Exchange identification"},
    {0x38, "Test"},
    {0x10, "Disconnect"},
    {0x18, "Unnumbered Acknowledge"},
    {0x1b, "Set Asynchronous Balanced Mode Extended"},
    {0x21, "Frame reject"},
    {0, NULL},
};
static const struct value_name frame_types[] = {{0x3, "Unnumbered frame"}, {0, NULL}};

static void show_sap(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(saps, item->number << 1);
    text_put(text, "SAP: ");
    text_put(text, name ? name : "Unknown");
}

static void show_ftype(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    (void)item;
    text_put(text, "Frame type: Unnumbered frame (0x3)");
}

static void show_command(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    /* The modifier's bits lie around the poll bit: shown as they stand, 000. 00.. */
    unsigned bits = (unsigned)item->number << 2;
    const char *name = field_value_name(unnumbered, item->number);
    text_format(text, "Command: %s (0x%02x)", name ? name : "Unknown", bits >> 2);
}

static void show_control(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned control = (unsigned)item->number;
    if (item->length == 1)
        text_format(text, "Control field: U%s, func=%s (0x%02x)", control & 0x10 ? " P" : "",
            (control & 0xec) == 0      ? "UI"
            : (control & 0xec) == 0xac ? "XID"
            : (control & 0xec) == 0xe0 ? "TEST"
                                       : "Unknown",
            control);
    else
        text_format(text, "Control field: 0x%04x", control);
}

static void show_oui(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned oui = (unsigned)item->number;
    text_format(text, "Organization Code: %02x:%02x:%02x%s", oui >> 16, oui >> 8 & 255, oui & 255,
        oui == 0 ? " (Officially Xerox, but" : "");
}

static const struct field fields[NFIELDS] = {
    [DSAP] = {"llc.dsap", "DSAP", FT_UINT8, BASE_HEX, 0, saps,
        "Which protocol shall take the payload", FIELD_SUMMARY},
    [DSAP_SAP] = {"llc.dsap.sap", "SAP", FT_UINT8, BASE_HEX, 0xfe, .show = show_sap},
    [DSAP_IG] = {"llc.dsap.ig", "IG Bit", FT_BOOLEAN, BASE_NONE, 0x01, group_names},
    [SSAP] = {"llc.ssap", "SSAP", FT_UINT8, BASE_HEX, 0, saps, "Which protocol sent it"},
    [SSAP_SAP] = {"llc.ssap.sap", "SAP", FT_UINT8, BASE_HEX, 0xfe, .show = show_sap},
    [SSAP_CR] = {"llc.ssap.cr", "CR Bit", FT_BOOLEAN, BASE_NONE, 0x01, response_names},
    [CONTROL] = {"llc.control", "Control", FT_UINT16, BASE_HEX, .show = show_control,
        .flags = FIELD_SUMMARY},
    [COMMAND] = {"llc.control.u_modifier_cmd", "Command", FT_UINT8, BASE_HEX, 0xec, unnumbered,
        .show = show_command},
    [FTYPE_U] = {"llc.control.ftype", "Frame type", FT_UINT16, BASE_HEX, 0x0003, frame_types,
        .unit_bits = 8, .show = show_ftype},
    [OUI] = {"llc.oui", "Organization Code", FT_UINT24, BASE_DEC, .show = show_oui,
        .blurb = "Whose numbers the type is from; 0: it is an EtherType"},
    [TYPE] = {"llc.type", "Type", FT_UINT16, BASE_HEX, 0, names_ethertype,
        "Which protocol the payload is"},
    [PID] = {"llc.pid", "Protocol ID", FT_UINT16, BASE_HEX},
};

static void add_sap(struct packet *p, struct cur *c, unsigned field, uint8_t *sap)
{
    uint32_t offset = c->at;
    *sap = packet_u8(p, c, field);
    struct item *item = packet_wants(p, field) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    if (!c->error) {
        packet_add_bits(p, field + 1, offset, 1, *sap, 0);
        packet_add_bits(p, field + 2, offset, 1, *sap, 0);
    }
    packet_shut(p, item, NULL);
}

static void add_control(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_peek(c, 0, 1);
    bool short_control = at && (*at & 3) == 3;
    at = cur_take(c, short_control ? 1 : 2);
    if (!at) return;
    uint16_t control = (uint16_t)(short_control ? at[0] : at[0] | at[1] << 8);
    struct item *item = packet_add_uint(p, CONTROL, offset, short_control ? 1 : 2, control, 0);
    if (!short_control) return;
    packet_open(p, item);
    packet_add_bits(p, COMMAND, offset, 1, control, 0);
    packet_add_bits(p, FTYPE_U, offset, 1, control, 0);
    packet_shut(p, item, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint8_t dsap, ssap;
    add_sap(p, c, DSAP, &dsap);
    add_sap(p, c, SSAP, &ssap);
    add_control(p, c);
    if (dsap == SNAP && ssap == SNAP) {
        uint32_t oui = packet_u24(p, c, OUI);
        uint16_t type = packet_u16(p, c, oui ? PID : TYPE);
        if (c->error) return;
        if (oui == 0 && packet_next_in(p, *c, "ethertype", type))
            p->next_via = NULL;
        else
            packet_next_data(p, *c);
    } else if (!c->error && !packet_next(p, *c, dsap)) {
        packet_next_data(p, *c);
    }
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *dsap = layer_item(packet, layer, DSAP),
                      *control = layer_item(packet, layer, CONTROL);
    if (!dsap || !control) return;
    const char *name = field_value_name(saps, dsap->number & 0xfe);
    text_format(text, "%s; DSAP %s %s", control->length == 1 ? "U, func=UI" : "I",
        name ? name : "Unknown", dsap->number & 1 ? "Group" : "Individual");
}

static const struct link links[] = {{"eth.length", 0}, {NULL, 0}};

const struct proto proto_llc = {.name = "llc",
    .title = "Logical-Link Control",
    .column = "LLC",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "llc.dsap",
    .links = links,
    .dissect = dissect,
    .info = info};
