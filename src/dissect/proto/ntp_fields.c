/* The rows of NTP.  SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "dissect/proto/ntp.h"

enum { POLL_MIN = 4, POLL_MAX = 17, STRATUM_PRIMARY = 1 };

static const struct value_name leaps[] = {
    {0, "no warning"},
    {1, "last minute of the day has 61 seconds"},
    {2, "last minute of the day has 59 seconds"},
    {3, "unknown (clock unsynchronized)"},
    {0, NULL},
};
const struct value_name ntp_versions[] = {
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
const struct value_name ntp_modes[] = {
    {0, "reserved"},
    {1, "symmetric active"},
    {2, "symmetric passive"},
    {3, "client"},
    {4, "server"},
    {5, "broadcast"},
    {NTP_MODE_CONTROL, "reserved for NTP control message"},
    {NTP_MODE_PRIVATE, "reserved for private use"},
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
const struct value_name ntp_answers[] = {{0, "Request"}, {1, "Response"}, {0, NULL}};
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
const struct value_name ntp_requests[] = {
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

const char *ntp_name_or_unknown(const struct value_name *names, uint64_t value)
{
    const char *name = field_value_name(names, value);
    return name ? name : "Unknown";
}

static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%02x, Leap Indicator: %s, Version number: %s, Mode: %s", flags,
        field_value_name(leaps, flags >> 6), field_value_name(ntp_versions, flags >> 3 & 7),
        field_value_name(ntp_modes, flags & 7));
}

static void show_private_flags(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%02x, Response bit: %s, Version number: %s, Mode: %s", flags,
        field_value_name(ntp_answers, flags >> 7), field_value_name(ntp_versions, flags >> 3 & 7),
        field_value_name(ntp_modes, flags & 7));
}

static void show_control_flags(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags 2: 0x%02x, Response bit: %s, Opcode: %s", flags,
        field_value_name(ntp_answers, flags >> 7), ntp_name_or_unknown(operations, flags & 31));
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
    uint64_t stratum = layer_uint(packet, &packet->layers[item->layer], NTP_STRATUM);
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

const struct field ntp_fields[NTP_NFIELDS] = {
    [NTP_FLAGS] = {"ntp.flags", "Flags", FT_UINT8, BASE_HEX, .show = show_flags,
        .flags = FIELD_SUMMARY},
    [NTP_LEAP] = {"ntp.flags.li", "Leap Indicator", FT_UINT8, BASE_DEC, 0xc0, leaps,
        "Whether today ends in a leap second"},
    [NTP_VERSION] = {"ntp.flags.vn", "Version number", FT_UINT8, BASE_DEC, 0x38, ntp_versions},
    [NTP_MODE] = {"ntp.flags.mode", "Mode", FT_UINT8, BASE_DEC, 0x07, ntp_modes,
        "3 asks for the time, 4 tells it"},
    [NTP_STRATUM] = {"ntp.stratum", "Peer Clock Stratum", FT_UINT8, BASE_DEC, .show = show_stratum,
        .blurb = "How many servers are between this one and an atomic clock, with itself"},
    [NTP_POLL] = {"ntp.ppoll", "Peer Polling Interval", FT_UINT8, BASE_DEC, .show = show_poll,
        .blurb = "How long it waits at most before it asks again, as a power of two seconds"},
    [NTP_PRECISION] = {"ntp.precision", "Peer Clock Precision", FT_UINT8, BASE_DEC,
        .show = show_precision, .blurb = "How fine its clock ticks"},
    [NTP_ROOT_DELAY] = {"ntp.rootdelay", "Root Delay", FT_UINT32, BASE_DEC, .show = show_short,
        .blurb = "How long a message takes to the atomic clock and back"},
    [NTP_ROOT_DISPERSION] = {"ntp.rootdispersion", "Root Dispersion", FT_UINT32, BASE_DEC,
        .show = show_short, .blurb = "By how much its time may be wrong"},
    [NTP_REFERENCE_ID] = {"ntp.refid", "Reference ID", FT_BYTES, BASE_NONE, .show = show_reference,
        .blurb = "Where it has its time from: a server's address, or what kind of clock"},
    [NTP_REFERENCE_TIME] = {"ntp.reftime", "Reference Timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .flags = FIELD_ZERO_NONE | FIELD_UTC, .blurb = "When its clock was last set"},
    [NTP_ORIGIN] = {"ntp.org", "Origin Timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .flags = FIELD_ZERO_NONE | FIELD_UTC,
        .blurb = "When the client sent its question, by its own clock"},
    [NTP_RECEIVE] = {"ntp.rec", "Receive Timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .flags = FIELD_ZERO_NONE | FIELD_UTC, .blurb = "When the question came to the server"},
    [NTP_TRANSMIT] = {"ntp.xmt", "Transmit Timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .flags = FIELD_ZERO_NONE | FIELD_UTC,
        .blurb = "When this message was sent, by its sender's clock"},
    [NTP_EXTENSION] = {"ntp.ext", "Extension", FT_NONE, BASE_NONE},
    [NTP_EXTENSION_TYPE] = {"ntp.ext.type", "Field Type", FT_UINT16, BASE_HEX, 0, extensions},
    [NTP_EXTENSION_LENGTH] = {"ntp.ext.length", "Length", FT_UINT16, BASE_DEC},
    [NTP_EXTENSION_VALUE] = {"ntp.ext.value", "Value", FT_BYTES, BASE_NONE},
    [NTP_KEY_ID] = {"ntp.keyid", "Key ID", FT_BYTES, BASE_NONE,
        .blurb = "Which of the keys both sides know the digest was made with"},
    [NTP_MAC] = {"ntp.mac", "Message Authentication Code", FT_BYTES, BASE_NONE,
        .blurb = "Shows that the sender had the key and nothing was changed"},
    [NTP_CONTROL_FLAGS] = {"ntp.ctrl.flags2", "Flags 2", FT_UINT8, BASE_HEX,
        .show = show_control_flags},
    [NTP_CONTROL_RESPONSE] = {"ntp.ctrl.flags2.r", "Response bit", FT_UINT8, BASE_DEC, 0x80,
        ntp_answers},
    [NTP_CONTROL_ERROR] = {"ntp.ctrl.flags2.error", "Error bit", FT_UINT8, BASE_DEC, 0x40},
    [NTP_CONTROL_MORE] = {"ntp.ctrl.flags2.more", "More bit", FT_UINT8, BASE_DEC, 0x20},
    [NTP_CONTROL_OPCODE] = {"ntp.ctrl.flags2.opcode", "Opcode", FT_UINT8, BASE_DEC, 0x1f,
        operations},
    [NTP_CONTROL_SEQUENCE] = {"ntp.ctrl.sequence", "Sequence", FT_UINT16, BASE_DEC},
    [NTP_CONTROL_STATUS] = {"ntp.ctrl.status", "Status", FT_UINT16, BASE_HEX},
    [NTP_CONTROL_ASSOCIATION] = {"ntp.ctrl.associd", "AssociationID", FT_UINT16, BASE_DEC},
    [NTP_CONTROL_OFFSET] = {"ntp.ctrl.offset", "Offset", FT_UINT16, BASE_DEC},
    [NTP_CONTROL_COUNT] = {"ntp.ctrl.count", "Count", FT_UINT16, BASE_DEC},
    [NTP_PRIVATE_FLAGS] = {"ntp.flags", "Flags", FT_UINT8, BASE_HEX, .show = show_private_flags},
    [NTP_PRIVATE_RESPONSE] = {"ntp.priv.flags.r", "Response bit", FT_UINT8, BASE_DEC, 0x80,
        ntp_answers},
    [NTP_PRIVATE_MORE] = {"ntp.priv.flags.more", "More bit", FT_UINT8, BASE_DEC, 0x40},
    [NTP_PRIVATE_AUTH_SEQUENCE] = {"ntp.priv.auth_seq", "Auth, sequence", FT_UINT8, BASE_DEC},
    [NTP_PRIVATE_AUTH] = {"ntp.priv.auth", "Auth bit", FT_UINT8, BASE_DEC, 0x80},
    [NTP_PRIVATE_SEQUENCE] = {"ntp.priv.seq", "Sequence number", FT_UINT8, BASE_DEC, 0x7f},
    [NTP_PRIVATE_IMPLEMENTATION] = {"ntp.priv.impl", "Implementation", FT_UINT8, BASE_DEC, 0,
        implementations},
    [NTP_PRIVATE_REQUEST] = {"ntp.priv.reqcode", "Request code", FT_UINT8, BASE_DEC, 0,
        ntp_requests, .flags = FIELD_SUMMARY},
};
