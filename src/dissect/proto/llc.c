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
    N_R,
    N_S,
    POLL,
    FINAL,
    POLL_U,
    FINAL_U,
    SUPERVISORY,
    COMMAND,
    RESPONSE,
    FTYPE_I,
    FTYPE_S,
    FTYPE_U,
    OUI,
    TYPE,
    CISCO_PID,
    APPLE_PID,
    PID,
    NFIELDS
};

enum { SNAP = 0xaa, RESPONSE_BIT = 0x01 };
/* In an unnumbered control field, and in the others, which are told with their bytes swapped. */
enum { POLL_BIT_U = 0x10, POLL_BIT = 0x100, MODIFIER = 0xec };
enum {
    OUI_ETHERTYPE = 0x000000,
    OUI_CISCO = 0x00000c,
    OUI_DIGITAL = 0x0000f8,
    OUI_APPLE = 0x080007
};

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
static const struct value_name supervisory[] = {
    {0, "Receiver ready"},
    {1, "Receiver not ready"},
    {2, "Reject"},
    {3, "Selective reject"},
    {0, NULL},
};

/* The modifiers of unnumbered frames: the bits around the poll bit, as commands and as responses. */
static const struct modifier {
    uint8_t value;
    const char *command, *command_short, *response, *response_short; /* NULL: as the command */
} modifiers[] = {
    {0x00, "Unnumbered Information", "UI", NULL, NULL},
    {0x01, "Set Initialization Mode", "SIM", "Request Initialization Mode", "RIM"},
    {0x03, "Set Asynchronous Response Mode", "SARM", "Disconnected mode", "DM"},
    {0x08, "Unnumbered Poll", "UP", NULL, NULL},
    {0x0b, "Set Asynchronous Balanced Mode", "SABM", NULL, NULL},
    {0x10, "Disconnect", "DISC", "Request Disconnect", "RD"},
    {0x13, "Set Asynchronous Response Mode Extended", "SARME", NULL, NULL},
    {0x18, "Unnumbered Acknowledge", "UA", NULL, NULL},
    {0x1b, "Set Asynchronous Balanced Mode Extended", "SABME", NULL, NULL},
    {0x20, "Set Normal Response Mode", "SNRM", NULL, NULL},
    {0x21, "Frame reject", "FRMR", NULL, NULL},
    {0x23, "Reset", "RESET", NULL, NULL},
    {0x2b, "Exchange identification", "XID", NULL, NULL},
    {0x31, "Configure", "CFGR", NULL, NULL},
    {0x33, "Set Normal Response Mode Extended", "SNRME", NULL, NULL},
    {0x38, "Test", "TEST", NULL, NULL},
    {0x3b, "Beacon", "BCN", NULL, NULL},
};
static const struct value_name frame_types[] = {
    {1, "Supervisory frame"}, {3, "Unnumbered frame"}, {0, NULL}};
static const struct value_name information[] = {{0, "Information frame"}, {0, NULL}};
static const struct value_name cisco_pids[] = {
    {0x0102, "DRIP"},
    {0x0104, "PAgP"},
    {0x0105, "MLS Hello"},
    {0x0108, "RLQ BPDUs (request)"},
    {0x0109, "RLQ BPDUs (response)"},
    {0x010b, "PVSTP+"},
    {0x010c, "VLAN Bridge"},
    {0x0111, "UDLD"},
    {0x0139, "MCP"},
    {0x2000, "CDP"},
    {0x2001, "CGMP"},
    {0x2003, "VTP"},
    {0x2004, "DTP"},
    {0x200a, "STP Uplink Fast"},
    {0, NULL},
};
static const struct value_name apple_pids[] = {{0x809b, "AppleTalk"}, {0, NULL}};
static const char *sap_name(uint64_t sap)
{
    const char *name = field_value_name(saps, sap);
    return name ? name : "Unknown";
}

static void show_sap(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "SAP: %s", sap_name(item->number << 1));
}

static const char *modifier_name(unsigned value, bool response, bool brief)
{
    for (size_t i = 0; i < sizeof modifiers / sizeof *modifiers; i++) {
        const struct modifier *modifier = &modifiers[i];
        if (modifier->value != value) continue;
        bool other = response && modifier->response;
        if (brief) return other ? modifier->response_short : modifier->command_short;
        return other ? modifier->response : modifier->command;
    }
    return "Unknown";
}

static void show_modifier(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    bool response = item->field->names != NULL;
    text_format(text, "%s: %s (0x%02x)", item->field->label,
        modifier_name((unsigned)item->number, response, false), (unsigned)item->number);
}

/* "I P, N(R)=2, N(S)=1", "S F, func=RR, N(R)=2", "U, func=UI". */
static void put_control(struct text *text, uint16_t control, bool response)
{
    static const char *const functions[] = {"RR", "RNR", "REJ", "SREJ"};
    bool numbered = (control & 3) != 3, poll = control & (numbered ? POLL_BIT : POLL_BIT_U);
    text_char(text, !(control & 1) ? 'I' : numbered ? 'S' : 'U');
    if (poll) text_put(text, response && control & 1 ? " F" : " P");
    if (!numbered)
        text_format(text, ", func=%s", modifier_name((control & MODIFIER) >> 2, response, true));
    else if (control & 1)
        text_format(text, ", func=%s, N(R)=%u", functions[control >> 2 & 3], control >> 9);
    else
        text_format(text, ", N(R)=%u, N(S)=%u", control >> 9, control >> 1 & 0x7f);
}

static void show_control(struct text *text, const struct packet *packet, const struct item *item)
{
    uint64_t ssap = layer_uint(packet, &packet->layers[item->layer], SSAP);
    text_put(text, "Control field: ");
    put_control(text, (uint16_t)item->number, ssap & RESPONSE_BIT);
    text_format(text, item->length == 1 ? " (0x%02X)" : " (0x%04X)", (unsigned)item->number);
}

static const struct field fields[NFIELDS] = {
    [DSAP] = {"llc.dsap", "DSAP", FT_UINT8, BASE_HEX, 0, saps,
        "Which protocol shall take the payload", FIELD_SUMMARY},
    [DSAP_SAP] = {"llc.dsap.sap", "SAP", FT_UINT8, BASE_DEC, 0xfe, .show = show_sap},
    [DSAP_IG] = {"llc.dsap.ig", "IG Bit", FT_BOOLEAN, BASE_NONE, 0x01, group_names},
    [SSAP] = {"llc.ssap", "SSAP", FT_UINT8, BASE_HEX, 0, saps, "Which protocol sent it",
        FIELD_SUMMARY},
    [SSAP_SAP] = {"llc.ssap.sap", "SAP", FT_UINT8, BASE_DEC, 0xfe, .show = show_sap},
    [SSAP_CR] = {"llc.ssap.cr", "CR Bit", FT_BOOLEAN, BASE_NONE, 0x01, response_names},
    [CONTROL] = {"llc.control", "Control", FT_UINT16, BASE_HEX, .show = show_control,
        .flags = FIELD_SUMMARY},
    [N_R] = {"llc.control.n_r", "N(R)", FT_UINT16, BASE_DEC, 0xfe00,
        .blurb = "The frame that the sender of this one expects next"},
    [N_S] = {"llc.control.n_s", "N(S)", FT_UINT16, BASE_DEC, 0x00fe,
        .blurb = "The number of this frame"},
    [POLL] = {"llc.control.p", "Poll", FT_BOOLEAN, BASE_NONE, POLL_BIT, .unit_bits = 16},
    [FINAL] = {"llc.control.f", "Final", FT_BOOLEAN, BASE_NONE, POLL_BIT, .unit_bits = 16},
    [POLL_U] = {"llc.control.p", "Poll", FT_BOOLEAN, BASE_NONE, POLL_BIT_U, .unit_bits = 8},
    [FINAL_U] = {"llc.control.f", "Final", FT_BOOLEAN, BASE_NONE, POLL_BIT_U, .unit_bits = 8},
    [SUPERVISORY] = {"llc.control.s_ftype", "Supervisory frame type", FT_UINT16, BASE_HEX, 0x000c,
        supervisory},
    [COMMAND] = {"llc.control.u_modifier_cmd", "Command", FT_UINT8, BASE_HEX, MODIFIER,
        .show = show_modifier},
    [RESPONSE] = {"llc.control.u_modifier_resp", "Response", FT_UINT8, BASE_HEX, MODIFIER,
        response_names, .show = show_modifier},
    [FTYPE_I] = {"llc.control.ftype", "Frame type", FT_UINT16, BASE_HEX, 0x0001, information},
    [FTYPE_S] = {"llc.control.ftype", "Frame type", FT_UINT16, BASE_HEX, 0x0003, frame_types},
    [FTYPE_U] = {"llc.control.ftype", "Frame type", FT_UINT8, BASE_HEX, 0x0003, frame_types,
        .unit_bits = 8},
    [OUI] = {"llc.oui", "Organization Code", FT_UINT24, BASE_DEC, .show = names_show_organization,
        .flags = FIELD_SUMMARY, .blurb = "Whose numbers the type is from; 0: it is an EtherType"},
    [TYPE] = {"llc.type", "Type", FT_UINT16, BASE_HEX, 0, names_ethertype,
        "Which protocol the payload is", FIELD_SUMMARY},
    [CISCO_PID] = {"llc.cisco_pid", "PID", FT_UINT16, BASE_HEX, 0, cisco_pids,
        "Which of Cisco's protocols the payload is", FIELD_SUMMARY},
    [APPLE_PID] = {"llc.apple_atalk_pid", "PID", FT_UINT16, BASE_HEX, 0, apple_pids,
        .flags = FIELD_SUMMARY},
    [PID] = {"llc.pid", "Protocol ID", FT_UINT16, BASE_HEX, .flags = FIELD_SUMMARY},
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

static void add_control(struct packet *p, struct cur *c, bool response)
{
    uint32_t start = c->at;
    const uint8_t *at = cur_peek(c, 0, 1);
    unsigned length = at && (*at & 3) == 3 ? 1 : 2;
    at = cur_take(c, length);
    if (!at) return;
    uint16_t control = length == 1 ? at[0] : bytes_le16(at);
    struct item *item = packet_add_uint(p, CONTROL, start, length, control, 0);
    packet_open(p, item);
    if (length == 1) {
        if (control & POLL_BIT_U)
            packet_add_bits(p, response ? FINAL_U : POLL_U, start, 1, control, 0);
        packet_add_bits(p, response ? RESPONSE : COMMAND, start, 1, control, 0);
        packet_add_bits(p, FTYPE_U, start, 1, control, 0);
    } else {
        bool supervises = control & 1;
        packet_add_bits(p, N_R, start, 2, control, ITEM_LITTLE);
        if (!supervises) packet_add_bits(p, N_S, start, 2, control, ITEM_LITTLE);
        if (control & POLL_BIT)
            packet_add_bits(
                p, response && supervises ? FINAL : POLL, start, 2, control, ITEM_LITTLE);
        if (supervises) packet_add_bits(p, SUPERVISORY, start, 2, control, ITEM_LITTLE);
        packet_add_bits(p, supervises ? FTYPE_S : FTYPE_I, start, 2, control, ITEM_LITTLE);
    }
    packet_shut(p, item, NULL);
}

/* The Subnetwork Access Protocol: an organization, and a protocol by its numbers. */
static void next_by_organization(struct packet *p, struct cur *c)
{
    uint32_t oui = packet_u24(p, c, OUI);
    bool ethertype = oui == OUI_ETHERTYPE || oui == OUI_DIGITAL;
    uint16_t type = packet_u16(p, c,
        ethertype          ? TYPE
        : oui == OUI_CISCO ? CISCO_PID
        : oui == OUI_APPLE ? APPLE_PID
                           : PID);
    if (c->error) return;
    if (ethertype && packet_next_in(p, *c, "ethertype", type))
        p->next_via = NULL;
    else if (oui != OUI_CISCO || !packet_next_in(p, *c, "llc.cisco_pid", type))
        packet_next_data(p, *c);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint8_t dsap, ssap;
    add_sap(p, c, DSAP, &dsap);
    add_sap(p, c, SSAP, &ssap);
    add_control(p, c, ssap & RESPONSE_BIT);
    if (c->error) return;
    if (dsap == SNAP && ssap == SNAP)
        next_by_organization(p, c);
    else if (!packet_next(p, *c, dsap))
        packet_next_data(p, *c);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *dsap = layer_item(packet, layer, DSAP),
                      *ssap = layer_item(packet, layer, SSAP),
                      *control = layer_item(packet, layer, CONTROL),
                      *oui = layer_item(packet, layer, OUI), *pid = NULL;
    if (!dsap || !ssap || !control) return;
    put_control(text, (uint16_t)control->number, ssap->number & RESPONSE_BIT);
    for (unsigned row = TYPE; row <= PID && !pid; row++)
        pid = layer_item(packet, layer, row);
    if (oui && pid) {
        const char *name = field_value_name(names_organization, oui->number);
        text_format(text, "; SNAP, OUI 0x%06X (%s), PID 0x%04X", (unsigned)oui->number,
            name ? name : "Unknown", (unsigned)pid->number);
    } else if (dsap->number != SNAP || ssap->number != SNAP) {
        text_format(text, "; DSAP %s %s, SSAP %s %s", sap_name(dsap->number & 0xfe),
            dsap->number & 1 ? "Group" : "Individual", sap_name(ssap->number & 0xfe),
            ssap->number & RESPONSE_BIT ? "Response" : "Command");
    }
}

static const struct link links[] = {{"eth.length", 0}, {NULL, 0}};

const struct proto proto_llc = {.name = "llc",
    .title = "Logical-Link Control",
    .column = "LLC",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "llc.dsap",
    .links = links,
    .encloses = true,
    .dissect = dissect,
    .info = info};
