/* The rows of STUN.  SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto/stun.h"

const struct value_name stun_methods[] = {{0x001, "Binding"}, {0x002, "SharedSecret"},
    {0x003, "Allocate"}, {0x004, "Refresh"}, {0x006, "Send"}, {0x007, "Data"},
    {0x008, "CreatePermission"}, {0x009, "Channel-Bind"}, {0x00a, "Connect"},
    {0x00b, "ConnectionBind"}, {0x00c, "ConnectionAttempt"}, {0x080, "GooglePing"}, {0, NULL}};

const struct value_name stun_attributes[] = {
    {0x0001, "MAPPED-ADDRESS"},
    {0x0002, "RESPONSE_ADDRESS"},
    {0x0003, "CHANGE_REQUEST"},
    {0x0004, "SOURCE_ADDRESS"},
    {0x0005, "CHANGED_ADDRESS"},
    {0x0006, "USERNAME"},
    {0x0007, "PASSWORD"},
    {0x0008, "MESSAGE-INTEGRITY"},
    {0x0009, "ERROR-CODE"},
    {0x000a, "UNKNOWN-ATTRIBUTES"},
    {0x000b, "REFLECTED-FROM"},
    {0x000c, "CHANNEL-NUMBER"},
    {0x000d, "LIFETIME"},
    {0x000e, "MS-ALTERNATE-SERVER"},
    {0x000f, "MAGIC-COOKIE"},
    {0x0010, "BANDWIDTH"},
    {0x0011, "DESTINATION-ADDRESS"},
    {0x0012, "XOR-PEER-ADDRESS"},
    {0x0013, "DATA"},
    {0x0014, "REALM"},
    {0x0015, "NONCE"},
    {0x0016, "XOR-RELAYED-ADDRESS"},
    {0x0017, "REQUESTED-ADDRESS-FAMILY"},
    {0x0018, "EVEN-PORT"},
    {0x0019, "REQUESTED-TRANSPORT"},
    {0x001a, "DONT-FRAGMENT"},
    {0x001b, "ACCESS-TOKEN"},
    {0x001c, "MESSAGE-INTEGRITY-SHA256"},
    {0x001d, "PASSWORD-ALGORITHM"},
    {0x001e, "USERHASH"},
    {0x0020, "XOR-MAPPED-ADDRESS"},
    {0x0022, "RESERVATION-TOKEN"},
    {0x0024, "PRIORITY"},
    {0x0025, "USE-CANDIDATE"},
    {0x0026, "PADDING"},
    {0x0027, "XOR-RESPONSE-TARGET"},
    {0x0028, "XOR-REFELECTED-FROM"},
    {0x002a, "CONNECTION-ID"},
    {0x0030, "LEGACY-ICMP"},
    {0x8000, "ADDITIONAL-ADDRESS-FAMILY"},
    {0x8001, "ADDRESS-ERROR-CODE"},
    {0x8002, "PASSWORD-ALGORITHMS"},
    {0x8003, "ALTERNATE-DOMAIN"},
    {0x8004, "ICMP"},
    {0x8006, "MS-TURN UNKNOWN 8006"},
    {0x8008, "MS-VERSION"},
    {0x8020, "XOR-MAPPED-ADDRESS"},
    {0x8022, "SOFTWARE"},
    {0x8023, "ALTERNATE-SERVER"},
    {0x8025, "TRANSACTION-TRANSMIT-COUNTER"},
    {0x8027, "CACHE-TIMEOUT"},
    {0x8028, "FINGERPRINT"},
    {0x8029, "ICE-CONTROLLED"},
    {0x802a, "ICE-CONTROLLING"},
    {0x802b, "RESPONSE-ORIGIN"},
    {0x802c, "OTHER-ADDRESS"},
    {0x802d, "ECN-CHECK-STUN"},
    {0x802e, "THIRD-PARTY-AUTHORIZATION"},
    {0x8030, "MOBILITY-TICKET"},
    {0x8032, "MS-ALTERNATE-HOST-NAME"},
    {0x8037, "MS-APP-ID"},
    {0x8039, "MS-SECURE-TAG"},
    {0x8050, "MS-SEQUENCE-NUMBER"},
    {0x8054, "MS-CANDIDATE-IDENTIFIER"},
    {0x8055, "MS-SERVICE-QUALITY"},
    {0x8056, "Bandwidth Admission Control Message"},
    {0x8057, "Bandwidth Reservation Identifier"},
    {0x8058, "Bandwidth Reservation Amount"},
    {0x8059, "Remote Site Address"},
    {0x805a, "Remote Relay Site Address"},
    {0x805b, "Local Site Address"},
    {0x805c, "Local Relay Site Address"},
    {0x805d, "Remote Site Address Response"},
    {0x805e, "Remote Relay Site Address Response"},
    {0x805f, "Local Site Address Response"},
    {0x8060, "Local Relay Site Address Response"},
    {0x8061, "SIP Dialog Identifier"},
    {0x8062, "SIP Call Identifier"},
    {0x8068, "Location Profile"},
    {0x8070, "MS-IMPLEMENTATION-VERSION"},
    {0xc000, "CISCO-STUN-FLOWDATA"},
    {0xc001, "ENF-FLOW-DESCRIPTION"},
    {0xc002, "ENF-NETWORK-STATUS"},
    {0xc057, "GOOG-NETWORK-INFO"},
    {0xc058, "GOOG-LAST-ICE-CHECK-RECEIVED"},
    {0xc059, "GOOG-MISC-INFO"},
    {0xc05a, "GOOG-OBSOLETE-1"},
    {0xc05b, "GOOG-CONNECTION-ID"},
    {0xc05c, "GOOG-DELTA"},
    {0xc05d, "GOOG-DELTA-ACK"},
    {0, NULL},
};

const struct value_name stun_errors[] = {{300, "Try Alternate"}, {400, "Bad Request"},
    {401, "Unauthenticated"}, {403, "Forbidden"}, {405, "Mobility Forbidden"},
    {420, "Unknown Attribute"}, {430, "Stale Credentials (legacy)"},
    {431, "Integrity Check Failure (legacy)"}, {432, "Missing Username (legacy)"},
    {433, "Use TLS (legacy)"}, {434, "Missing Realm (legacy)"}, {435, "Missing Nonce (legacy)"},
    {436, "Unknown User (legacy)"}, {437, "Allocation Mismatch"}, {438, "Stale Nonce"},
    {440, "Address Family not Supported"}, {441, "Wrong Credentials"},
    {442, "Unsupported Transport Protocol"}, {443, "Peer Address Family Mismatch"},
    {446, "Connection Already Exists"}, {447, "Connection Timeout or Failure"},
    {481, "Connection does not exist (legacy)"}, {486, "Allocation Quota Reached"},
    {487, "Role Conflict"}, {500, "Server Error"}, {508, "Insufficient Port Capacity"},
    {600, "Global Failure"}, {0, NULL}};

static const struct value_name assignments[] = {
    {0, "IETF Review"}, {1, "Designated Expert"}, {0, NULL}};
static const struct value_name comprehensions[] = {{0, "Required"}, {1, "Optional"}, {0, NULL}};
static const struct value_name families[] = {{1, "IPv4"}, {2, "IPv6"}, {0, NULL}};
static const struct value_name transports[] = {{6, "TCP"}, {17, "UDP"}, {0, NULL}};
static const struct value_name reservations[] = {
    {0, "No reservation"}, {1, "Reserve next port number"}, {0, NULL}};
static const struct value_name algorithms[] = {
    {0, "Reserved"}, {1, "MD5"}, {2, "SHA-256"}, {0, NULL}};
static const struct value_name networks[] = {
    {1, "MS-TURN"}, {2, "RFC-3489 and earlier"}, {3, "RFC-5389/8489"}, {0, NULL}};
static const struct value_name crc_states[] = {
    {0, "Bad"}, {1, "Good"}, {2, "Unverified"}, {3, "Not present"}, {0, NULL}};
static const struct value_name costs[] = {{0, "Min"}, {10, "Low"}, {50, "Unknown"},
    {250, "Cellular5G"}, {500, "Cellular4G"}, {900, "Cellular"}, {910, "Cellular3G"},
    {980, "Cellular2G"}, {999, "Max"}, {0, NULL}};
static const struct value_name classes[] = {{0x00, "Request"}, {0x01, "Indication"},
    {0x10, "Success Response"}, {0x11, "Error Response"}, {0, NULL}};

static const char *method_name(unsigned method)
{
    const char *name = field_value_name(stun_methods, method);
    return name ? name : "Unknown";
}

static void show_type(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    unsigned type = (unsigned)item->number;
    text_format(text, "Message Type: 0x%04x (%s %s)", type, method_name(stun_method(type)),
        field_value_name(classes, (type & 0x110) >> 4));
}

static void show_class(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    unsigned class = (unsigned)item->number;
    text_format(text, "Message Class: 0x%02x %s (%u)", class, field_value_name(classes, class),
        (class >> 4) * 2 + (class & 1));
}

static void show_method(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    unsigned bits = (unsigned)item->number, method = stun_method(bits);
    text_format(text, "Message Method: 0x%04x %s (0x%03x)", bits, method_name(method), method);
}

static void show_attribute_type(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    const char *name = field_value_name(stun_attributes, item->number);
    text_format(text, "Attribute Type: %s", name ? name : "Unknown");
}

static void show_bad_length(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_format(text, "Attribute Length: %u (bogus, goes past the end of the message)",
        (unsigned)item->number);
}

static void put_error(struct text *text, const struct item *item, unsigned class)
{
    unsigned code = class * 100 + (unsigned)item->number;
    const char *name = field_value_name(stun_errors, code);
    text_format(text, " %u (%s)", code, name ? name : "*Unknown error code*");
}

static void put_address(struct text *text, const struct item *item, unsigned port)
{
    bool ipv4 = item->field->type == FT_IPv4;
    struct address address = {ipv4 ? ADDRESS_IPV4 : ADDRESS_IPV6, item->bytes.at};
    text_put(text, ": ");
    packet_column_address(text, &address);
    text_format(text, ":%u", port);
}

/* What the attribute's own line tells of what is in it. */
static void put_part(struct text *text, const struct item *item, unsigned before)
{
    const char *name = field_value_name(item->field->names, item->number);
    switch (item->field - stun_fields) {
    case STUN_IPV4:
    case STUN_IPV6:
        put_address(text, item, before);
        break;
    case STUN_USERNAME:
    case STUN_REALM:
    case STUN_NONCE:
    case STUN_REASON:
        text_put(text, ": ");
        escape_tree(text, item->bytes);
        break;
    case STUN_ERROR:
        put_error(text, item, before);
        break;
    case STUN_LIFETIME:
    case STUN_BANDWIDTH:
        text_format(text, " %u", (unsigned)item->number);
        break;
    case STUN_TRANSPORT:
        if (name)
            text_format(text, ": %s", name);
        else
            text_format(text, ": Unknown (0x%8x)", (unsigned)item->number);
        break;
    case STUN_CHANNEL_NUMBER:
        text_format(text, ": 0x%x", (unsigned)item->number);
        break;
    default:
        break;
    }
}

/* Port and class come in front of what they are told with. */
static void show_attribute(struct text *text, const struct packet *p, const struct item *item)
{
    const char *name = field_value_name(stun_attributes, item->number);
    const struct item *part = item + 1, *end = p->items + p->nitems;
    unsigned before = 0;
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown attribute 0x%04x", (unsigned)item->number);
    for (; part < end && part->layer == item->layer && part->depth > item->depth; part++) {
        put_part(text, part, before);
        if (part->field == &stun_fields[STUN_PORT] || part->field == &stun_fields[STUN_ERROR_CLASS])
            before = (unsigned)part->number;
    }
}

/* What it should be: of all from the beginning of the message. */
static uint32_t stun_crc(const struct packet *p, const struct item *item)
{
    const struct item *type = layer_item(p, &p->layers[item->layer], STUN_TYPE);
    uint32_t start = type ? type->offset : item->offset, length = item->offset - 4 - start;
    const uint8_t *at = type ? packet_at(p, item->source, start, length) : NULL;
    return at ? stun_fingerprint(at, length) : 0;
}

/* As it is sent, and what it should be. */
static void show_crc(struct text *text, const struct packet *p, const struct item *item)
{
    text_format(text, "CRC-32: 0x%08x", (unsigned)item->number);
    const struct item *status = item + 1, *end = p->items + p->nitems;
    while (status < end && status->field != &stun_fields[STUN_CRC_STATUS])
        status++;
    if (status == end) return;
    if (status->number == 1)
        text_put(text, " [correct]");
    else
        text_format(text, " incorrect, should be 0x%08x", stun_crc(p, item));
}

#define NUMBER(id, name, label, type, base) [id] = {"stun." name, label, type, base}
#define BYTES(id, name, label) [id] = {"stun." name, label, FT_BYTES, BASE_NONE}
#define STRING(id, name, label) [id] = {"stun." name, label, FT_STRING, BASE_NONE}

const struct field stun_fields[STUN_FIELDS] = {
    NUMBER(STUN_FRAME_LENGTH, "tcp_frame_length", "TCP Frame Length", FT_UINT16, BASE_DEC),
    NUMBER(STUN_CHANNEL, "channel", "Channel Number", FT_UINT16, BASE_HEX),
    [STUN_ANSWER] = {"stun.response-in", "Response In", FT_FRAMENUM, BASE_NONE},
    [STUN_QUESTION] = {"stun.response-to", "Request In", FT_FRAMENUM, BASE_NONE},
    [STUN_TIME] = {"stun.time", "Time", FT_RELATIVE_TIME, BASE_NONE, .blurb = "Since the request"},
    [STUN_REPEATED] = {"stun.reqduplicate", "Duplicated original message in", FT_FRAMENUM,
        BASE_NONE},
    [STUN_TYPE] = {"stun.type", "Message Type", FT_UINT16, BASE_HEX, .show = show_type,
        .flags = FIELD_SUMMARY, .blurb = "What is wanted, or what came of it"},
    [STUN_CLASS] = {"stun.type.class", "Message Class", FT_UINT16, BASE_HEX, 0x0110,
        .show = show_class, .blurb = "Whether it asks, answers, or just tells"},
    [STUN_METHOD] = {"stun.type.method", "Message Method", FT_UINT16, BASE_HEX, 0x3eef,
        .show = show_method, .blurb = "Binding: what is my address, as you see it?"},
    [STUN_METHOD_ASSIGNMENT] = {"stun.type.method-assignment", "Message Method Assignment",
        FT_UINT16, BASE_HEX, 0x2000, assignments},
    NUMBER(STUN_LENGTH, "length", "Message Length", FT_UINT16, BASE_DEC),
    [STUN_COOKIE] = {"stun.cookie", "Message Cookie", FT_BYTES, BASE_NONE,
        .blurb = "By it STUN is told from what else shares its port"},
    [STUN_ID] = {"stun.id", "Message Transaction ID", FT_BYTES, BASE_NONE,
        .blurb = "An answer has that of its request"},
    [STUN_NETWORK_VERSION] = {"stun.network_version", "STUN Network Version", FT_UINT8, BASE_DEC, 0,
        networks},
    [STUN_ATTRIBUTES] = {"stun.attributes", "Attributes", FT_NONE, BASE_NONE},
    [STUN_ATTRIBUTE] = {"stun.attribute", "Attribute Type", FT_UINT16, BASE_HEX,
        .show = show_attribute},
    [STUN_ATT_TYPE] = {"stun.att.type", "Attribute Type", FT_UINT16, BASE_HEX,
        .show = show_attribute_type},
    [STUN_COMPREHENSION] = {"stun.att.type.comprehension", "Attribute Type Comprehension",
        FT_UINT16, BASE_HEX, 0x8000, comprehensions},
    [STUN_ASSIGNMENT] = {"stun.att.type.assignment", "Attribute Type Assignment", FT_UINT16,
        BASE_HEX, 0x4000, assignments},
    NUMBER(STUN_ATT_LENGTH, "att.length", "Attribute Length", FT_UINT16, BASE_DEC),
    [STUN_ATT_LENGTH_BAD] = {"stun.att.length", "Attribute Length", FT_UINT16, BASE_DEC,
        .show = show_bad_length},
    BYTES(STUN_RESERVED, "att.reserved", "Reserved"),
    [STUN_FAMILY] = {"stun.att.family", "Protocol Family", FT_UINT8, BASE_HEX, 0, families},
    NUMBER(STUN_PORT, "att.port", "Port", FT_UINT16, BASE_DEC),
    BYTES(STUN_PORT_HIDDEN, "att.port-xord", "Port (XOR-d)"),
    NUMBER(STUN_IPV4, "att.ipv4", "IP", FT_IPv4, BASE_NONE),
    BYTES(STUN_IPV4_HIDDEN, "att.ipv4-xord", "IP (XOR-d)"),
    NUMBER(STUN_IPV6, "att.ipv6", "IP", FT_IPv6, BASE_NONE),
    BYTES(STUN_IPV6_HIDDEN, "att.ipv6-xord", "IP (XOR-d)"),
    STRING(STUN_USERNAME, "att.username", "Username"),
    BYTES(STUN_PASSWORD, "att.password", "Password"),
    BYTES(STUN_HMAC, "att.hmac", "HMAC-SHA1"),
    [STUN_ERROR_CLASS] = {"stun.att.error.class", "Error Class", FT_UINT8, BASE_DEC, 0x07},
    NUMBER(STUN_ERROR, "att.error", "Error Code", FT_UINT8, BASE_DEC),
    STRING(STUN_REASON, "att.error.reason", "Error Reason Phrase"),
    NUMBER(STUN_UNKNOWN, "att.unknown", "Unknown Attribute", FT_UINT16, BASE_HEX),
    NUMBER(STUN_CHANNEL_NUMBER, "att.channelnum", "Channel-Number", FT_UINT16, BASE_HEX),
    NUMBER(STUN_LIFETIME, "att.lifetime", "Lifetime", FT_UINT32, BASE_DEC),
    NUMBER(STUN_MAGIC, "att.magic_cookie", "Magic Cookie", FT_UINT32, BASE_HEX),
    NUMBER(STUN_BANDWIDTH, "port.bandwidth", "Bandwidth", FT_UINT32, BASE_DEC),
    STRING(STUN_REALM, "att.realm", "Realm"),
    STRING(STUN_NONCE, "att.nonce", "Nonce"),
    [STUN_RESERVE_NEXT] = {"stun.att.even-port.reserve-next", "Reserve next", FT_UINT8, BASE_DEC,
        0x80, reservations},
    [STUN_TRANSPORT] = {"stun.att.transp", "Transport", FT_UINT8, BASE_HEX, 0, transports},
    [STUN_ALGORITHM] = {"stun.att.pw_alg", "Password Algorithm", FT_UINT16, BASE_DEC, 0,
        algorithms},
    NUMBER(
        STUN_ALGORITHM_LENGTH, "att.pw_alg_len", "Password Algorithm Length", FT_UINT16, BASE_DEC),
    BYTES(STUN_ALGORITHM_DATA, "att.pw_alg_data", "Password Algorithm Data"),
    BYTES(STUN_TOKEN, "att.token", "Token"),
    NUMBER(STUN_PRIORITY, "att.priority", "Priority", FT_UINT32, BASE_DEC),
    NUMBER(STUN_PADDING, "att.padding", "Padding", FT_UINT16, BASE_DEC),
    [STUN_CHANGE_IP] = {"stun.att.change-ip", "Change IP", FT_BOOLEAN, BASE_NONE, 0x0004,
        .unit_bits = 16},
    [STUN_CHANGE_PORT] = {"stun.att.change-port", "Change Port", FT_BOOLEAN, BASE_NONE, 0x0002,
        .unit_bits = 16},
    NUMBER(STUN_ICMP_TYPE, "att.icmp.type", "ICMP type", FT_UINT8, BASE_DEC),
    NUMBER(STUN_ICMP_CODE, "att.icmp.code", "ICMP code", FT_UINT8, BASE_DEC),
    STRING(STUN_SOFTWARE, "att.software", "Software"),
    NUMBER(STUN_CACHE, "att.cache-timeout", "Cache timeout", FT_UINT32, BASE_DEC),
    [STUN_CRC] = {"stun.att.crc32", "CRC-32", FT_UINT32, BASE_HEX, .show = show_crc,
        .blurb = "Over all in front of it"},
    [STUN_CRC_STATUS] = {"stun.att.crc32.status", "CRC-32 Status", FT_UINT8, BASE_NONE, 0,
        crc_states},
    BYTES(STUN_TIE_BREAKER, "att.tie-breaker", "Tie breaker"),
    NUMBER(STUN_GOOGLE_NETWORK, "att.google.network_id", "Google Network ID", FT_UINT16, BASE_DEC),
    [STUN_GOOGLE_COST] = {"stun.att.google.network_cost", "Google Network Cost", FT_UINT16,
        BASE_DEC, 0, costs},
    BYTES(STUN_VALUE, "value", "Value"),
    [STUN_N_CRC] = {"stun.att.crc32.bad", "Bad Fingerprint", FT_NONE, BASE_NONE},
    [STUN_N_UNKNOWN] = {"stun.unknown_attribute", "Attribute unknown", FT_NONE, BASE_NONE},
};
