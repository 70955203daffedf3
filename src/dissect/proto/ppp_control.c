/* How PPP agrees on things: the Link Control Protocol, RFC 1661 5 and 6, and the control protocols of
 * what goes over the link, IPCP (RFC 1332, 1877), IPV6CP (RFC 5072) and CCP (RFC 1962).
 *
 *      +------+------------+--------+-----------------------------------+
 *      | code | identifier | length | options: type, length, value; …   |
 *      +------+------------+--------+-----------------------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/ppp.h"

enum {
    CODE,
    IDENTIFIER,
    LENGTH,
    OPTIONS,
    OPTION,
    LCP_TYPE,
    LCP_LENGTH,
    LCP_DATA,
    IPCP_TYPE,
    IPCP_LENGTH,
    IPCP_DATA,
    IPV6CP_TYPE,
    IPV6CP_LENGTH,
    IPV6CP_DATA,
    CCP_TYPE,
    CCP_LENGTH,
    CCP_DATA,
    DATA,
    MAGIC,
    MESSAGE,
    SECONDS,
    REJECTED_PROTOCOL,
    REJECTED_PACKET,
    MRU,
    ACCM,
    AUTHENTICATION,
    ALGORITHM,
    OPTION_MAGIC,
    MRRU,
    IP_ADDRESS,
    PRIMARY_DNS,
    PRIMARY_NBNS,
    SECONDARY_DNS,
    SECONDARY_NBNS,
    INTERFACE,
    N_OPTION,
    NFIELDS
};

enum {
    REQUEST = 1,
    ACK,
    NAK,
    REJECT,
    TERMINATE,
    TERMINATE_ACK,
    CODE_REJECT,
    PROTOCOL_REJECT,
    ECHO_REQUEST,
    ECHO_REPLY,
    DISCARD,
    IDENTIFICATION,
    TIME_REMAINING,
};
enum { HEADER = 4, CHAP = 0xc223 };

static const struct value_name codes[] = {
    {REQUEST, "Configuration Request"},
    {ACK, "Configuration Ack"},
    {NAK, "Configuration Nak"},
    {REJECT, "Configuration Reject"},
    {TERMINATE, "Termination Request"},
    {TERMINATE_ACK, "Termination Ack"},
    {CODE_REJECT, "Code Reject"},
    {PROTOCOL_REJECT, "Protocol Reject"},
    {ECHO_REQUEST, "Echo Request"},
    {ECHO_REPLY, "Echo Reply"},
    {DISCARD, "Discard Request"},
    {IDENTIFICATION, "Identification"},
    {TIME_REMAINING, "Time Remaining"},
    {0, NULL},
};
static const struct value_name algorithms[] = {
    {5, "CHAP with MD5"}, {128, "MS-CHAP"}, {129, "MS-CHAP-2"}, {0, NULL}};

/* Options: the length they must have (0: any), and the row of their value (0: bytes). */
struct option {
    uint8_t type, length, row;
    const char *name;
};
static const struct option lcp_options[] = {
    {1, 4, MRU, "Maximum Receive Unit"},
    {2, 6, ACCM, "Async Control Character Map"},
    {3, 0, AUTHENTICATION, "Authentication Protocol"},
    {4, 0, 0, "Quality Protocol"},
    {5, 6, OPTION_MAGIC, "Magic Number"},
    {7, 2, 0, "Protocol Field Compression"},
    {8, 2, 0, "Address and Control Field Compression"},
    {9, 3, 0, "FCS Alternatives"},
    {13, 0, 0, "Callback"},
    {17, 4, MRRU, "Multilink MRRU"},
    {18, 2, 0, "Multilink Short Sequence Number Header"},
    {19, 0, 0, "Multilink Endpoint Discriminator"},
    {23, 4, 0, "Link Discriminator for BAP"},
    {0, 0, 0, NULL},
};
static const struct option ipcp_options[] = {
    {1, 0, 0, "IP Addresses (deprecated)"},
    {2, 0, 0, "IP Compression Protocol"},
    {3, 6, IP_ADDRESS, "IP Address"},
    {129, 6, PRIMARY_DNS, "Primary DNS Server IP Address"},
    {130, 6, PRIMARY_NBNS, "Primary NBNS Server IP Address"},
    {131, 6, SECONDARY_DNS, "Secondary DNS Server IP Address"},
    {132, 6, SECONDARY_NBNS, "Secondary NBNS Server IP Address"},
    {0, 0, 0, NULL},
};
static const struct option ipv6cp_options[] = {
    {1, 10, INTERFACE, "Interface Identifier"},
    {2, 0, 0, "IPv6 Compression Protocol"},
    {0, 0, 0, NULL},
};
static const struct option ccp_options[] = {
    {0, 0, 0, "OUI"},
    {17, 0, 0, "Stac Electronics LZS"},
    {18, 6, 0, "Microsoft PPE/PPC"},
    {21, 0, 0, "BSD Compress"},
    {24, 0, 0, "Deflate (gzip)"},
    {26, 4, 0, "Deflate"},
    {0, 0, 0, NULL},
};

extern const struct proto proto_lcp, proto_ipcp, proto_ipv6cp, proto_ccp;

/* The first of the three rows for the options of a protocol. */
static unsigned option_rows(const struct proto *proto)
{
    return proto == &proto_lcp      ? LCP_TYPE
           : proto == &proto_ipcp   ? IPCP_TYPE
           : proto == &proto_ipv6cp ? IPV6CP_TYPE
                                    : CCP_TYPE;
}

static const struct option *option_of(const struct proto *proto, uint8_t type)
{
    const struct option *option = proto == &proto_lcp      ? lcp_options
                                  : proto == &proto_ipcp   ? ipcp_options
                                  : proto == &proto_ipv6cp ? ipv6cp_options
                                                           : ccp_options;
    while (option->name && option->type != type)
        option++;
    return option;
}

static void show_words(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_add(text, item->bytes.at, item->bytes.len);
}

static void show_option_type(
    struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const char *name = option_of(layer->proto, (uint8_t)item->number)->name;
    text_format(text, "Type: %s (%u)", name ? name : "Unknown", (unsigned)item->number);
}

static void show_rejected(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Rejected Packet (%u byte%s): ", (unsigned)item->length,
        item->length == 1 ? "" : "s");
    field_print_shown(text, item);
}

static void show_seconds(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Seconds Remaining: %u seconds", (unsigned)item->number);
}

#define OPTION_ROWS(row, name, data)                                                               \
    [row##_TYPE] = {name ".opt.type", "Type", FT_UINT8, BASE_DEC, .show = show_option_type},       \
    [row##_LENGTH] = {name ".opt.length", "Length", FT_UINT8, BASE_DEC},                           \
    [row##_DATA] = {data, "Data", FT_BYTES, BASE_NONE}

static const struct field fields[NFIELDS] = {
    [CODE] = {"ppp.code", "Code", FT_UINT8, BASE_DEC, 0, codes,
        "What is asked, agreed to, refused or ended", FIELD_SUMMARY},
    [IDENTIFIER] = {"ppp.identifier", "Identifier", FT_UINT8, BASE_DEC_HEX,
        .blurb = "The answer repeats the number of the question"},
    [LENGTH] = {"ppp.length", "Length", FT_UINT16, BASE_DEC},
    [OPTIONS] = {NULL, "Options", FT_NONE, BASE_NONE, .show = show_words},
    [OPTION] = {NULL, "Option", FT_NONE, BASE_NONE, .show = show_words},
    OPTION_ROWS(LCP, "lcp", "lcp.opt.data"),
    OPTION_ROWS(IPCP, "ipcp", "ppp.data"),
    OPTION_ROWS(IPV6CP, "ipv6cp", "ppp.data"),
    OPTION_ROWS(CCP, "ccp", "ccp.opt.data"),
    [DATA] = {"ppp.data", "Data", FT_BYTES, BASE_NONE},
    [MAGIC] = {"lcp.magic_number", "Magic Number", FT_UINT32, BASE_HEX,
        .blurb = "Who gets its own number back talks to itself: the link is looped"},
    [MESSAGE] = {"lcp.message", "Message", FT_STRING, BASE_NONE},
    [SECONDS] = {"lcp.secs_remaining", "Seconds Remaining", FT_UINT32, BASE_DEC,
        .show = show_seconds},
    [REJECTED_PROTOCOL] = {"lcp.rej_proto", "Rejected Protocol", FT_UINT16, BASE_HEX,
        .names = ppp_protocols},
    [REJECTED_PACKET] = {"ppp.data", "Rejected Packet", FT_BYTES, BASE_NONE, .show = show_rejected},
    [MRU] = {"lcp.opt.mru", "Maximum Receive Unit", FT_UINT16, BASE_DEC,
        .blurb = "The largest packet that its sender takes"},
    [ACCM] = {"lcp.opt.asyncmap", "Async Control Character Map", FT_UINT32, BASE_HEX},
    [AUTHENTICATION] = {"lcp.opt.auth_protocol", "Authentication Protocol", FT_UINT16, BASE_HEX,
        .names = ppp_protocols, .blurb = "How the peer shall show who it is"},
    [ALGORITHM] = {"lcp.opt.algorithm", "Algorithm", FT_UINT8, BASE_DEC, .names = algorithms},
    [OPTION_MAGIC] = {"lcp.opt.magic_number", "Magic Number", FT_UINT32, BASE_HEX},
    [MRRU] = {"lcp.opt.mrru", "MRRU", FT_UINT16, BASE_DEC},
    [IP_ADDRESS] = {"ipcp.opt.ip_address", "IP Address", FT_IPv4, BASE_NONE,
        .blurb = "The address it has; 0.0.0.0 asks for one"},
    [PRIMARY_DNS] = {"ipcp.opt.pri_dns_address", "Primary DNS Address", FT_IPv4, BASE_NONE},
    [PRIMARY_NBNS] = {"ipcp.opt.pri_nbns_address", "Primary NBNS Address", FT_IPv4, BASE_NONE},
    [SECONDARY_DNS] = {"ipcp.opt.sec_dns_address", "Secondary DNS Address", FT_IPv4, BASE_NONE},
    [SECONDARY_NBNS] = {"ipcp.opt.sec_nbns_address", "Secondary NBNS Address", FT_IPv4, BASE_NONE},
    [INTERFACE] = {"ipv6cp.opt.interface_identifier", "Interface Identifier", FT_BYTES, BASE_NONE},
    [N_OPTION] = {"ppp.opt.len.invalid", "Invalid length for option", FT_NONE, BASE_NONE},
};

/* What an option is about, for its line: "Maximum Receive Unit: 1492". */
static void put_value(struct text *words, const struct option *option, struct cur value)
{
    uint32_t length = cur_left(&value);
    const uint8_t *at = cur_peek(&value, 0, length);
    if (!at || !option->row) return;
    const struct field *row = &fields[option->row];
    struct item item = {.field = row, .length = length, .bytes = bytes_of(at, length)};
    if (row->type == FT_UINT16 && length >= 2) item.number = bytes_be16(at);
    if (row->type == FT_UINT32 && length >= 4) item.number = bytes_be32(at);
    text_put(words, ": ");
    field_print_shown(words, &item);
}

static bool fits(const struct option *option, uint8_t length)
{
    return length >= 2 && (!option->length || option->length == length) &&
           (option->row != AUTHENTICATION || length >= 4);
}

static void add_option(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    if (!at) {
        packet_skip(c, 2);
        return;
    }
    const struct option *option = option_of(p->layer->proto, at[0]);
    uint8_t length = at[1];
    const char *name = option->name ? option->name : "Unknown";
    struct cur value = *c;
    bool right = fits(option, length) && length <= cur_left(c);
    struct item *item = packet_add(p, OPTION, c->at, length, 0);
    struct text words = packet_text(p);
    text_put(&words, name);
    if (right) {
        value.at += 2;
        value.end = c->at + length;
        if (p->layer->proto == &proto_lcp) put_value(&words, option, value);
    } else if (length < 2) {
        text_format(
            &words, " (with too-short option length = %u byte%s)", length, length == 1 ? "" : "s");
    } else if (length > cur_left(c)) {
        text_format(
            &words, " (option length = %u bytes says option goes past end of options)", length);
    } else {
        text_format(
            &words, " (with option length = %u bytes; should be %u)", length, option->length);
    }
    struct bytes line = packet_keep(p, &words);
    if (item) item->bytes = line;
    if (!right) {
        packet_note(
            p, N_OPTION, NOTE_WARNING, NOTE_PROTOCOL, "%.*s", (int)line.len, (const char *)line.at);
        c->at = length < 2 || length > cur_left(c) ? c->end : c->at + length;
        return;
    }
    packet_open(p, item);
    unsigned rows = option_rows(p->layer->proto);
    packet_u8(p, c, rows);
    packet_u8(p, c, rows + 1);
    uint32_t left = length - 2u;
    if (!option->row) {
        if (left) packet_bytes(p, c, rows + 2, left);
    } else if (fields[option->row].type == FT_UINT16 || fields[option->row].type == FT_UINT32) {
        uint64_t number = packet_uint(p, c, option->row);
        left -= field_width(fields[option->row].type);
        if (option->row == AUTHENTICATION && number == CHAP && left) {
            packet_u8(p, c, ALGORITHM);
            left--;
        }
        packet_skip(c, left);
    } else {
        packet_bytes(p, c, option->row, left);
    }
    packet_shut(p, item, NULL);
}

static void add_options(struct packet *p, struct cur *c)
{
    uint32_t length = cur_left(c);
    if (!length) return;
    struct item *item = packet_add(p, OPTIONS, c->at, length, 0);
    struct text words = packet_text(p);
    text_format(&words, "Options: (%u byte%s)", length, length == 1 ? "" : "s");
    for (uint32_t ahead = 0; ahead + 2 <= length;) {
        const uint8_t *at = cur_peek(c, ahead, 2);
        const struct option *option = at ? option_of(p->layer->proto, at[0]) : NULL;
        if (!option || at[1] < 2 || ahead + at[1] > length) break;
        text_format(&words, ", %s", option->name ? option->name : "Unknown");
        ahead += at[1];
    }
    struct bytes line = packet_keep(p, &words);
    if (item) item->bytes = line;
    packet_open(p, item);
    while (cur_left(c) && !c->error)
        add_option(p, c);
    packet_shut(p, item, NULL);
}

static void add_rest(struct packet *p, struct cur *c, unsigned row)
{
    if (cur_left(c)) packet_bytes(p, c, row, cur_left(c));
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    uint8_t code = packet_u8(p, c, CODE);
    packet_u8(p, c, IDENTIFIER);
    uint16_t length = packet_u16(p, c, LENGTH);
    bool link = p->layer->proto == &proto_lcp;
    if (c->error) return;
    if (length >= HEADER && length <= c->end - start)
        packet_trim(p, c, start + length);
    else
        c->error = CUR_MALFORMED;
    if (code >= REQUEST && code <= REJECT) {
        add_options(p, c);
    } else if (code == CODE_REJECT) {
        add_rest(p, c, REJECTED_PACKET);
    } else if (link && code == PROTOCOL_REJECT) {
        packet_u16(p, c, REJECTED_PROTOCOL);
        add_rest(p, c, DATA);
    } else if (link && code >= ECHO_REQUEST && code <= TIME_REMAINING) {
        packet_u32(p, c, MAGIC);
        if (code == TIME_REMAINING) packet_u32(p, c, SECONDS);
        add_rest(p, c, code >= IDENTIFICATION ? MESSAGE : DATA);
    } else {
        add_rest(p, c, DATA);
    }
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const char *name = field_value_name(codes, layer_uint(packet, layer, CODE));
    text_put(text, name ? name : "Unknown");
}

#define CONTROL(key, words, letters)                                                               \
    .name = key, .title = "PPP " words " Control Protocol", .column = "PPP " letters,              \
    .fields = fields, .nfields = NFIELDS, .dissect = dissect, .info = info

static const struct link lcp_links[] = {{"ppp.protocol", 0xc021}, {NULL, 0}};
static const struct link ipcp_links[] = {{"ppp.protocol", 0x8021}, {NULL, 0}};
static const struct link ipv6cp_links[] = {{"ppp.protocol", 0x8057}, {NULL, 0}};
static const struct link ccp_links[] = {{"ppp.protocol", 0x80fd}, {NULL, 0}};

const struct proto proto_lcp = {CONTROL("lcp", "Link", "LCP"), .links = lcp_links};
const struct proto proto_ipcp = {CONTROL("ipcp", "IP", "IPCP"), .links = ipcp_links};
const struct proto proto_ipv6cp = {CONTROL("ipv6cp", "IPv6", "IPV6CP"), .links = ipv6cp_links};
const struct proto proto_ccp = {CONTROL("ccp", "Compression", "CCP"), .links = ccp_links};
