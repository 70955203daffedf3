/* Network Time Protocol, RFC 5905.
 *
 *      0   2     5     8               16              24             32
 *      +---+-----+-----+---------------+---------------+---------------+
 *      |LI | ver | mode|    stratum    | poll interval |   precision   |
 *      +---+-----+-----+---------------+---------------+---------------+
 *      | root delay (4)  root dispersion (4)  reference identifier (4) |
 *      | times of reference, origin, receipt, transmission: 8 each     |
 *      +---------------------------------------------------------------+
 *      | extensions: type, length, value; then perhaps a key and a digest
 *
 * A client learns from the four times of an exchange how far its clock is off, and how long the way
 * was.  Modes 6 and 7 ask and steer the program itself.  SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "dissect/proto.h"

enum {
    FLAGS,
    LEAP,
    VERSION,
    MODE,
    STRATUM,
    POLL,
    PRECISION,
    ROOT_DELAY,
    ROOT_DISPERSION,
    REFERENCE_ID,
    REFERENCE_TIME,
    ORIGIN,
    RECEIVE,
    TRANSMIT,
    EXTENSION,
    EXTENSION_TYPE,
    EXTENSION_LENGTH,
    EXTENSION_VALUE,
    KEY_ID,
    MAC,
    CONTROL_FLAGS,
    CONTROL_RESPONSE,
    CONTROL_ERROR,
    CONTROL_MORE,
    CONTROL_OPCODE,
    CONTROL_SEQUENCE,
    CONTROL_STATUS,
    CONTROL_ASSOCIATION,
    CONTROL_OFFSET,
    CONTROL_COUNT,
    PRIVATE_FLAGS,
    PRIVATE_RESPONSE,
    PRIVATE_MORE,
    PRIVATE_AUTH_SEQUENCE,
    PRIVATE_AUTH,
    PRIVATE_SEQUENCE,
    PRIVATE_IMPLEMENTATION,
    PRIVATE_REQUEST,
    NFIELDS
};

enum { HEADER = 48, CONTROL_HEADER = 12, PRIVATE_HEADER = 8, MODE_CONTROL = 6, MODE_PRIVATE = 7 };
enum { POLL_MIN = 4, POLL_MAX = 17, STRATUM_PRIMARY = 1, EXTENSION_MIN = 16, KEY = 4 };

static const struct value_name leaps[] = {
    {0, "no warning"},
    {1, "last minute of the day has 61 seconds"},
    {2, "last minute of the day has 59 seconds"},
    {3, "unknown (clock unsynchronized)"},
    {0, NULL},
};
static const struct value_name versions[] = {
    {0, "reserved"},
    {1, "NTP Version 1"},
    {2, "NTP Version 2"},
    {3, "NTP Version 3"},
    {4, "NTP Version 4"},
    {5, "reserved"},
    {6, "reserved"},
    {7, "reserved"},
    {0, NULL},
};
static const struct value_name modes[] = {
    {0, "reserved"},
    {1, "symmetric active"},
    {2, "symmetric passive"},
    {3, "client"},
    {4, "server"},
    {5, "broadcast"},
    {MODE_CONTROL, "reserved for NTP control message"},
    {MODE_PRIVATE, "reserved for private use"},
    {0, NULL},
};
/* What a clock of stratum 0 or 1 calls itself: four letters. */
static const struct {
    char code[4];
    const char *name;
} sources[] = {
    {"LOCL", "uncalibrated local clock"},
    {"CESM", "calibrated Cesium clock"},
    {"RBDM", "calibrated Rubidium clock"},
    {"PPS", "Generic pulse-per-second"},
    {"IRIG", "Inter-Range Instrumentation Group"},
    {"ACTS", "NIST telephone modem"},
    {"NIST", "NIST telephone modem"},
    {"USNO", "USNO telephone modem"},
    {"PTB", "European telephone modem"},
    {"TDF", "MF Radio Allouis, FR 162 kHz"},
    {"DCF", "LF Radio DCF77 Mainflingen, DE 77.5 kHz"},
    {"HBG", "LF Radio HBG Prangins, HB 75 kHz"},
    {"MSF", "LF Radio MSF Anthorn, UK 60 kHz"},
    {"JJY", "LF Radio JJY Fukushima, JP 40 kHz, Saga, JP 60 kHz"},
    {"WWV", "HF Radio WWV Ft. Collins, CO"},
    {"WWVB", "LF Radio WWVB Ft. Collins, CO 60 kHz"},
    {"WWVH", "HF Radio WWVH Kauai, HI"},
    {"CHU", "HF Radio CHU Ottawa, Ontario"},
    {"LORC", "MF Radio LORAN C station, 100 kHz"},
    {"OMEG", "OMEGA radionavigation system"},
    {"GOES", "Geostationary Orbit Environment Satellite"},
    {"GPS", "Global Position System"},
    {"GAL", "Galileo Positioning System"},
    {"INIT", "(Initialization)"},
};
static const struct value_name extensions[] = {
    {0x0002, "No-Operation Request"},
    {0x0102, "Association Message Request"},
    {0x0104, "Unique Identifier"},
    {0x0202, "Certificate Message Request"},
    {0x0204, "NTS Cookie"},
    {0x0302, "Cookie Message Request"},
    {0x0304, "NTS Cookie Placeholder"},
    {0x0402, "Autokey Message Request"},
    {0x0404, "NTS Authenticator and Encrypted Extension Fields"},
    {0x0502, "Leapseconds Message Request"},
    {0x0602, "Sign Message Request"},
    {0x0702, "IFF Identity Message Request"},
    {0x0802, "GQ Identity Message Request"},
    {0x0902, "MV Identity Message Request"},
    {0x2005, "Checksum Complement"},
    {0x8002, "No-Operation Response"},
    {0x8102, "Association Message Response"},
    {0x8202, "Certificate Message Response"},
    {0x8302, "Cookie Message Response"},
    {0x8402, "Autokey Message Response"},
    {0x8502, "Leapseconds Message Response"},
    {0x8602, "Sign Message Response"},
    {0, NULL},
};
static const struct value_name answers[] = {{0, "Request"}, {1, "Response"}, {0, NULL}};
static const struct value_name operations[] = {
    {0, "reserved"},
    {1, "read status"},
    {2, "read variables"},
    {3, "write variables"},
    {4, "read clock variables"},
    {5, "write clock variables"},
    {6, "set trap address/port"},
    {7, "asynchronous message"},
    {8, "runtime configuration"},
    {9, "save config to file"},
    {10, "retrieve MRU (mrulist)"},
    {11, "retrieve ordered list"},
    {12, "request a client nonce"},
    {31, "unset trap address/port"},
    {0, NULL},
};
static const struct value_name implementations[] = {
    {0, "UNIV"}, {2, "XNTPD_OLD (pre-IPv6)"}, {3, "XNTPD"}, {0, NULL}};
static const struct value_name requests[] = {
    {0, "PEER_LIST"},
    {1, "PEER_LIST_SUM"},
    {2, "PEER_INFO"},
    {3, "PEER_STATS"},
    {4, "SYS_INFO"},
    {5, "SYS_STATS"},
    {6, "IO_STATS"},
    {7, "MEM_STATS"},
    {8, "LOOP_INFO"},
    {9, "TIMER_STATS"},
    {16, "GET_RESTRICT"},
    {20, "MON_GETLIST"},
    {21, "RESET_STATS"},
    {28, "AUTHINFO"},
    {34, "GET_CTLSTATS"},
    {36, "GET_CLOCKINFO"},
    {38, "GET_KERNEL"},
    {42, "MON_GETLIST_1"},
    {44, "IF_STATS"},
    {45, "IF_RELOAD"},
    {0, NULL},
};

static const char *name_or_unknown(const struct value_name *names, uint64_t value)
{
    const char *name = field_value_name(names, value);
    return name ? name : "Unknown";
}

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%02x, Leap Indicator: %s, Version number: %s, Mode: %s", flags,
        field_value_name(leaps, flags >> 6), field_value_name(versions, flags >> 3 & 7),
        field_value_name(modes, flags & 7));
}

static void show_private_flags(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%02x, Response bit: %s, Version number: %s, Mode: %s", flags,
        field_value_name(answers, flags >> 7), field_value_name(versions, flags >> 3 & 7),
        field_value_name(modes, flags & 7));
}

static void show_control_flags(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags 2: 0x%02x, Response bit: %s, Opcode: %s", flags,
        field_value_name(answers, flags >> 7), name_or_unknown(operations, flags & 31));
}

static void show_stratum(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    uint64_t stratum = item->number;
    text_format(text, "Peer Clock Stratum: %s (%u)",
        stratum == 0    ? "unspecified or invalid"
        : stratum == 1  ? "primary reference"
        : stratum < 16  ? "secondary reference"
        : stratum == 16 ? "unsynchronized"
                        : "reserved",
        (unsigned)stratum);
}

static void show_poll(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned power = (unsigned)item->number;
    if (power >= POLL_MIN && power <= POLL_MAX)
        text_format(text, "Peer Polling Interval: %u (%u seconds)", power, 1u << power);
    else
        text_format(text, "Peer Polling Interval: invalid (%u)", power);
}

static void show_precision(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Peer Clock Precision: %8.6f seconds", ldexp(1, (int8_t)item->number));
}

/* 16 bits of seconds and 16 behind the point. */
static void show_short(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "%s: %8.6f seconds", item->field->label, (double)item->number / 65536);
}

static void show_reference(struct text *text, const struct packet *packet, const struct item *item)
{
    static const uint8_t none[4];
    uint64_t stratum = layer_uint(packet, &packet->layers[item->layer], STRATUM);
    const uint8_t *at = item->bytes.at;
    text_put(text, "Reference ID: ");
    if (item->bytes.len < 4) return;
    if (memcmp(at, none, 4) == 0) {
        text_put(text, "NULL");
        return;
    }
    if (stratum > STRATUM_PRIMARY) {
        text_ipv4(text, at);
        return;
    }
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (memcmp(sources[i].code, at, 4) != 0) continue;
        text_put(text, sources[i].name);
        return;
    }
    text_format(text, "Unidentified reference source '%.4s'", (const char *)at);
}

static const struct field fields[NFIELDS] = {
    [FLAGS] = {"ntp.flags", "Flags", FT_UINT8, BASE_HEX, .show = show_flags,
        .flags = FIELD_SUMMARY},
    [LEAP] = {"ntp.flags.li", "Leap Indicator", FT_UINT8, BASE_DEC, 0xc0, leaps,
        "Whether today ends in a leap second"},
    [VERSION] = {"ntp.flags.vn", "Version number", FT_UINT8, BASE_DEC, 0x38, versions},
    [MODE] = {"ntp.flags.mode", "Mode", FT_UINT8, BASE_DEC, 0x07, modes,
        "3 asks for the time, 4 tells it"},
    [STRATUM] = {"ntp.stratum", "Peer Clock Stratum", FT_UINT8, BASE_DEC, .show = show_stratum,
        .blurb = "How many servers are between this one and an atomic clock, with itself"},
    [POLL] = {"ntp.ppoll", "Peer Polling Interval", FT_UINT8, BASE_DEC, .show = show_poll,
        .blurb = "How long it waits at most before it asks again, as a power of two seconds"},
    [PRECISION] = {"ntp.precision", "Peer Clock Precision", FT_UINT8, BASE_DEC,
        .show = show_precision, .blurb = "How fine its clock ticks"},
    [ROOT_DELAY] = {"ntp.rootdelay", "Root Delay", FT_UINT32, BASE_DEC, .show = show_short,
        .blurb = "How long a message takes to the atomic clock and back"},
    [ROOT_DISPERSION] = {"ntp.rootdispersion", "Root Dispersion", FT_UINT32, BASE_DEC,
        .show = show_short, .blurb = "By how much its time may be wrong"},
    [REFERENCE_ID] = {"ntp.refid", "Reference ID", FT_BYTES, BASE_NONE, .show = show_reference,
        .blurb = "Where it has its time from: a server's address, or what kind of clock"},
    [REFERENCE_TIME] = {"ntp.reftime", "Reference Timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .flags = FIELD_ZERO_NONE, .blurb = "When its clock was last set"},
    [ORIGIN] = {"ntp.org", "Origin Timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .flags = FIELD_ZERO_NONE, .blurb = "When the client sent its question, by its own clock"},
    [RECEIVE] = {"ntp.rec", "Receive Timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .flags = FIELD_ZERO_NONE, .blurb = "When the question came to the server"},
    [TRANSMIT] = {"ntp.xmt", "Transmit Timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .flags = FIELD_ZERO_NONE, .blurb = "When this message was sent, by its sender's clock"},
    [EXTENSION] = {"ntp.ext", "Extension", FT_NONE, BASE_NONE},
    [EXTENSION_TYPE] = {"ntp.ext.type", "Field Type", FT_UINT16, BASE_HEX, 0, extensions},
    [EXTENSION_LENGTH] = {"ntp.ext.length", "Length", FT_UINT16, BASE_DEC},
    [EXTENSION_VALUE] = {"ntp.ext.value", "Value", FT_BYTES, BASE_NONE},
    [KEY_ID] = {"ntp.keyid", "Key ID", FT_BYTES, BASE_NONE,
        .blurb = "Which of the keys both sides know the digest was made with"},
    [MAC] = {"ntp.mac", "Message Authentication Code", FT_BYTES, BASE_NONE,
        .blurb = "Shows that the sender had the key and nothing was changed"},
    [CONTROL_FLAGS] = {"ntp.ctrl.flags2", "Flags 2", FT_UINT8, BASE_HEX,
        .show = show_control_flags},
    [CONTROL_RESPONSE] = {"ntp.ctrl.flags2.r", "Response bit", FT_UINT8, BASE_DEC, 0x80, answers},
    [CONTROL_ERROR] = {"ntp.ctrl.flags2.error", "Error bit", FT_UINT8, BASE_DEC, 0x40},
    [CONTROL_MORE] = {"ntp.ctrl.flags2.more", "More bit", FT_UINT8, BASE_DEC, 0x20},
    [CONTROL_OPCODE] = {"ntp.ctrl.flags2.opcode", "Opcode", FT_UINT8, BASE_DEC, 0x1f, operations},
    [CONTROL_SEQUENCE] = {"ntp.ctrl.sequence", "Sequence", FT_UINT16, BASE_DEC},
    [CONTROL_STATUS] = {"ntp.ctrl.status", "Status", FT_UINT16, BASE_HEX},
    [CONTROL_ASSOCIATION] = {"ntp.ctrl.associd", "AssociationID", FT_UINT16, BASE_DEC},
    [CONTROL_OFFSET] = {"ntp.ctrl.offset", "Offset", FT_UINT16, BASE_DEC},
    [CONTROL_COUNT] = {"ntp.ctrl.count", "Count", FT_UINT16, BASE_DEC},
    [PRIVATE_FLAGS] = {"ntp.flags", "Flags", FT_UINT8, BASE_HEX, .show = show_private_flags},
    [PRIVATE_RESPONSE] = {"ntp.priv.flags.r", "Response bit", FT_UINT8, BASE_DEC, 0x80, answers},
    [PRIVATE_MORE] = {"ntp.priv.flags.more", "More bit", FT_UINT8, BASE_DEC, 0x40},
    [PRIVATE_AUTH_SEQUENCE] = {"ntp.priv.auth_seq", "Auth, sequence", FT_UINT8, BASE_DEC},
    [PRIVATE_AUTH] = {"ntp.priv.auth", "Auth bit", FT_UINT8, BASE_DEC, 0x80},
    [PRIVATE_SEQUENCE] = {"ntp.priv.seq", "Sequence number", FT_UINT8, BASE_DEC, 0x7f},
    [PRIVATE_IMPLEMENTATION] = {"ntp.priv.impl", "Implementation", FT_UINT8, BASE_DEC, 0,
        implementations},
    [PRIVATE_REQUEST] = {"ntp.priv.reqcode", "Request code", FT_UINT8, BASE_DEC, 0, requests,
        .flags = FIELD_SUMMARY},
};

/* Seconds since 1900 and a fraction; without the top bit, since 2036 (RFC 4330 3). */
static int64_t time_of(const uint8_t *at)
{
    enum { UNIX_EPOCH = 2208988800 };
    int64_t seconds = bytes_be32(at), fraction = bytes_be32(at + 4);
    if (!seconds) return fraction * TIME_SECOND >> 32;
    if (!(seconds & 0x80000000)) seconds += INT64_C(1) << 32;
    return (seconds - UNIX_EPOCH) * TIME_SECOND + (fraction * TIME_SECOND >> 32);
}

static void add_time(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 8);
    struct item *item = at ? packet_add(p, row, offset, 8, 0) : NULL;
    if (item) item->integer = time_of(at);
}

/* What is left is extensions, of a length that they tell, and a digest, told by its length. */
static void add_rest(struct packet *p, struct cur *c)
{
    for (uint32_t left = cur_left(c); left >= KEY && !c->error; left = cur_left(c)) {
        const uint8_t *at = cur_peek(c, 0, 4);
        uint32_t length = at ? bytes_be16(at + 2) : 0;
        if (left == KEY || left == KEY + 16 || left == KEY + 20) {
            packet_bytes(p, c, KEY_ID, KEY);
            if (left > KEY) packet_bytes(p, c, MAC, left - KEY);
        } else if (length < EXTENSION_MIN || length > left) {
            return;
        } else {
            struct item *item = packet_add(p, EXTENSION, c->at, length, 0);
            packet_open(p, item);
            packet_u16(p, c, EXTENSION_TYPE);
            packet_u16(p, c, EXTENSION_LENGTH);
            packet_bytes(p, c, EXTENSION_VALUE, length - 4);
            packet_shut(p, item, NULL);
        }
    }
}

static void dissect_time(struct packet *p, struct cur *c)
{
    static const uint8_t rows[] = {LEAP, VERSION, MODE, 0};
    packet_bits(p, c, FLAGS, rows, 0);
    packet_u8(p, c, STRATUM);
    packet_u8(p, c, POLL);
    packet_u8(p, c, PRECISION);
    packet_u32(p, c, ROOT_DELAY);
    packet_u32(p, c, ROOT_DISPERSION);
    packet_bytes(p, c, REFERENCE_ID, 4);
    for (unsigned row = REFERENCE_TIME; row <= TRANSMIT; row++)
        add_time(p, c, row);
    add_rest(p, c);
}

static void dissect_control(struct packet *p, struct cur *c)
{
    static const uint8_t rows[] = {LEAP, VERSION, MODE, 0};
    static const uint8_t more[] = {
        CONTROL_RESPONSE, CONTROL_ERROR, CONTROL_MORE, CONTROL_OPCODE, 0};
    packet_bits(p, c, FLAGS, rows, 0);
    packet_bits(p, c, CONTROL_FLAGS, more, 0);
    for (unsigned row = CONTROL_SEQUENCE; row <= CONTROL_COUNT; row++)
        packet_u16(p, c, row);
}

static void dissect_private(struct packet *p, struct cur *c)
{
    static const uint8_t rows[] = {PRIVATE_RESPONSE, PRIVATE_MORE, VERSION, MODE, 0};
    static const uint8_t more[] = {PRIVATE_AUTH, PRIVATE_SEQUENCE, 0};
    packet_bits(p, c, PRIVATE_FLAGS, rows, 0);
    packet_bits(p, c, PRIVATE_AUTH_SEQUENCE, more, 0);
    packet_u8(p, c, PRIVATE_IMPLEMENTATION);
    packet_u8(p, c, PRIVATE_REQUEST);
}

static void dissect(struct packet *p, struct cur *c)
{
    const uint8_t *first = cur_peek(c, 0, 1);
    unsigned mode = first ? *first & 7 : 0;
    if (mode == MODE_CONTROL)
        dissect_control(p, c);
    else if (mode == MODE_PRIVATE)
        dissect_private(p, c);
    else
        dissect_time(p, c);
}

/* A version that there is, and a message as long as its mode says. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_peek(&cur, 0, 1);
    if (!at) return cur_left(&cur) > 0;
    unsigned mode = *at & 7, version = *at >> 3 & 7;
    uint32_t least = mode == MODE_CONTROL   ? CONTROL_HEADER
                     : mode == MODE_PRIVATE ? PRIVATE_HEADER
                                            : HEADER;
    return version >= 1 && version <= 4 && cur_left(&cur) >= least;
}

static const char *mode_name(unsigned mode)
{
    return mode == MODE_CONTROL   ? "control"
           : mode == MODE_PRIVATE ? "private"
                                  : field_value_name(modes, mode);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 1);
    if (layer->length < 1 || !at) return;
    text_format(text, " (%s, %s)", field_value_name(versions, *at >> 3 & 7), mode_name(*at & 7));
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, 1);
    if (layer->length < 1 || !at) return;
    text_format(text, "%s, %s", field_value_name(versions, *at >> 3 & 7), mode_name(*at & 7));
    const struct item *request = layer_item(packet, layer, PRIVATE_REQUEST);
    if (request)
        text_format(text, ", %s, %s", field_value_name(answers, *at >> 7),
            name_or_unknown(requests, request->number));
}

static const struct link links[] = {{"udp.port", 123}, {NULL, 0}};

const struct proto proto_ntp = {.name = "ntp",
    .title = "Network Time Protocol",
    .column = "NTP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .describe = describe,
    .info = info};
