/* Internet Control Message Protocol, RFC 792 (also 950, 1191, 1256, 4884, 8335).
 *
 *      0       8       16              31
 *      +-------+-------+---------------+
 *      | type  | code  |   checksum    |
 *      +-------+-------+---------------+
 *      |     depends on the type       |
 *      +-------------------------------+
 *      |  data, or the packet that was in trouble: its IP header and what follows
 *
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/icmp.h"

#include "base/text.h"
#include "base/time.h"
#include "dissect/checksum.h"
#include "dissect/duration.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

enum { FRAGMENTATION_NEEDED = 4 };

static const struct value_name types[] = {
    {0, "Echo (ping) reply"},
    {1, "Reserved"},
    {2, "Reserved"},
    {3, "Destination unreachable"},
    {4, "Source quench (flow control)"},
    {5, "Redirect"},
    {6, "Alternate host address"},
    {8, "Echo (ping) request"},
    {9, "Mobile IP Advertisement"},
    {10, "Router solicitation"},
    {11, "Time-to-live exceeded"},
    {12, "Parameter problem"},
    {13, "Timestamp request"},
    {14, "Timestamp reply"},
    {15, "Information request"},
    {16, "Information reply"},
    {17, "Address mask request"},
    {18, "Address mask reply"},
    {19, "Reserved (for security)"},
    {30, "Traceroute"},
    {31, "Datagram Conversion Error"},
    {32, "Mobile Host Redirect"},
    {33, "IPv6 Where-Are-You"},
    {34, "IPv6 I-Am-Here"},
    {35, "Mobile Registration Request"},
    {36, "Mobile Registration Reply"},
    {37, "Domain Name Request"},
    {38, "Domain Name Reply"},
    {39, "SKIP"},
    {40, "Photuris"},
    {41, "Experimental mobility protocols"},
    {42, "Extended Echo request"},
    {43, "Extended Echo reply"},
    {0, NULL},
};

static const struct value_name unreachable_codes[] = {
    {0, "Network unreachable"},
    {1, "Host unreachable"},
    {2, "Protocol unreachable"},
    {3, "Port unreachable"},
    {4, "Fragmentation needed"},
    {5, "Source route failed"},
    {6, "Destination network unknown"},
    {7, "Destination host unknown"},
    {8, "Source host isolated"},
    {9, "Network administratively prohibited"},
    {10, "Host administratively prohibited"},
    {11, "Network unreachable for TOS"},
    {12, "Host unreachable for TOS"},
    {13, "Communication administratively filtered"},
    {14, "Host precedence violation"},
    {15, "Precedence cutoff in effect"},
    {0, NULL},
};
static const struct value_name redirect_codes[] = {
    {0, "Redirect for network"},
    {1, "Redirect for host"},
    {2, "Redirect for TOS and network"},
    {3, "Redirect for TOS and host"},
    {0, NULL},
};
static const struct value_name alternate_codes[] = {{0, "Alternate address for host"}, {0, NULL}};
static const struct value_name router_codes[] = {
    {0, "Normal router advertisement"},
    {16, "Does not route common traffic"},
    {0, NULL},
};
static const struct value_name exceeded_codes[] = {
    {0, "Time to live exceeded in transit"},
    {1, "Fragment reassembly time exceeded"},
    {0, NULL},
};
static const struct value_name parameter_codes[] = {
    {0, "Pointer indicates the error"},
    {1, "Required option missing"},
    {2, "Bad length"},
    {0, NULL},
};
static const struct value_name photuris_codes[] = {
    {0, "Bad SPI"},
    {1, "Authentication Failed"},
    {2, "Decompression Failed"},
    {3, "Decryption Failed"},
    {4, "Need Authentication"},
    {5, "Need Authorization"},
    {0, NULL},
};
static const struct value_name extended_codes[] = {
    {0, "No error"},
    {1, "Malformed Query"},
    {2, "No Such Interface"},
    {3, "No Such Table Entry"},
    {4, "Multiple Interfaces Satisfy Query"},
    {0, NULL},
};

static const struct value_name *codes_of(uint64_t type)
{
    switch (type) {
    case UNREACHABLE:
        return unreachable_codes;
    case REDIRECT:
        return redirect_codes;
    case 6:
        return alternate_codes;
    case ROUTER_ADVERTISEMENT:
        return router_codes;
    case TIME_EXCEEDED:
        return exceeded_codes;
    case PARAMETER_PROBLEM:
        return parameter_codes;
    case 40:
        return photuris_codes;
    case 42:
    case 43:
        return extended_codes;
    default:
        return NULL;
    }
}

static const char *type_name(uint64_t type)
{
    const char *name = field_value_name(types, type);
    return name ? name : "Unknown ICMP (obsolete or malformed?)";
}

static void show_type(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Type: %u (%s)", (unsigned)item->number, type_name(item->number));
}

static void show_code(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct value_name *codes =
        codes_of(layer_uint(packet, &packet->layers[item->layer], TYPE));
    const char *name = field_value_name(codes, item->number);
    text_format(text, "Code: %u", (unsigned)item->number);
    if (codes) text_format(text, " (%s)", name ? name : "Unknown");
}

/* What the checksum ought to be: that of the message with the field zeroed (RFC 792). */
static uint16_t expected_checksum(const struct packet *packet, const struct layer *layer)
{
    uint32_t length = layer->end - layer->offset;
    const uint8_t *at = layer_at(packet, layer, length);
    if (!at || length < 4) return 0;
    return checksum_fold(checksum_add(checksum_add(0, at, 2), at + 4, length - 4));
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *status = layer_item(packet, layer, CHECKSUM_STATUS);
    text_format(text, "Checksum: 0x%04x", (unsigned)item->number);
    if (!status) return;
    if (status->number == CHECKSUM_GOOD)
        text_put(text, " [correct]");
    else if (status->number == CHECKSUM_BAD)
        text_format(text, " incorrect, should be 0x%04x", expected_checksum(packet, layer));
    else
        text_put(text, packet->layers[item->layer].quoted ? " [unverified] [in ICMP error packet]"
                                                          : " [unverified]");
}

/* Milliseconds since midnight, "in words" as far as they are a time of day. */
static void show_midnight(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned ms = (unsigned)item->number,
             parts[3] = {ms / 3600000, ms / 60000 % 60, ms / 1000 % 60};
    static const char *const units[3] = {"hour", "minute", "second"};
    text_format(text, "%s: %u (", item->field->label, ms);
    const char *comma = "";
    for (unsigned i = 0; i < 3; i++) {
        bool fraction = i == 2 && ms % 1000;
        if (!parts[i] && !fraction) continue;
        text_format(text, "%s%u", comma, parts[i]);
        if (fraction) text_format(text, ".%03u", ms % 1000);
        text_format(text, " %s%s", units[i], parts[i] == 1 && !fraction ? "" : "s");
        comma = ", ";
    }
    if (!ms) text_put(text, "0 seconds");
    text_put(text, " after midnight UTC)");
}

static void show_response_time(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Response time: %.3f ms", item->real);
}

static const struct field fields[NFIELDS] = {
    [TYPE] = {"icmp.type", "Type", FT_UINT8, BASE_DEC, .show = show_type, .flags = FIELD_SUMMARY,
        .blurb = "What the message is about: 8 asks for an echo, 0 answers, 3 says unreachable …"},
    [CODE] = {"icmp.code", "Code", FT_UINT8, BASE_DEC, .show = show_code, .flags = FIELD_SUMMARY,
        .blurb = "The type in more detail"},
    [CHECKSUM] = {"icmp.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum,
        .blurb = "Finds bits of the message that changed on the way"},
    [CHECKSUM_STATUS] = {"icmp.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE, 0,
        names_checksum_status, "Whether the checksum is right"},
    [UNUSED] = {"icmp.unused", "Unused", FT_BYTES, BASE_NONE},
    [IDENT] = {"icmp.ident", "Identifier (BE)", FT_UINT16, BASE_DEC_HEX, .flags = FIELD_SUMMARY,
        .blurb = "Tells the answers for one ping program from those for another"},
    [IDENT_LE] = {"icmp.ident_le", "Identifier (LE)", FT_UINT16, BASE_DEC_HEX,
        .blurb = "The same, for senders that write it the other way round"},
    [SEQ] = {"icmp.seq", "Sequence Number (BE)", FT_UINT16, BASE_DEC_HEX, .flags = FIELD_SUMMARY,
        .blurb = "Counts the requests, so that answers can be matched and losses seen"},
    [SEQ_LE] = {"icmp.seq_le", "Sequence Number (LE)", FT_UINT16, BASE_DEC_HEX,
        .blurb = "The same, for senders that write it the other way round"},
    [MTU] = {"icmp.mtu", "MTU of next hop", FT_UINT16, BASE_DEC,
        .blurb = "How large a packet may be on the next link"},
    [POINTER] = {"icmp.pointer", "Pointer", FT_UINT32, BASE_DEC,
        .blurb = "Which byte of the packet was the problem"},
    [GATEWAY] = {"icmp.redir_gw", "Gateway Address", FT_IPv4, BASE_NONE,
        .blurb = "The router to use instead"},
    [LENGTH] = {"icmp.length", "Length", FT_UINT8, BASE_DEC,
        .blurb = "How much of the packet in trouble is quoted, in words of four bytes"},
    [LENGTH_ORIGINAL] = {"icmp.length.original_datagram", "Length of original datagram", FT_UINT8,
        BASE_DEC},
    [NUM_ADDRS] = {"icmp.num_addrs", "Number of addresses", FT_UINT8, BASE_DEC},
    [ADDR_SIZE] = {"icmp.addr_entry_size", "Address entry size", FT_UINT8, BASE_DEC},
    [LIFETIME] = {"icmp.lifetime", "Lifetime", FT_UINT16, BASE_DEC, .show = duration_show},
    [ROUTER] = {"icmp.router_address", "Router address", FT_IPv4, BASE_NONE},
    [PREFERENCE] = {"icmp.pref_level", "Preference level", FT_INT32, BASE_DEC},
    [ORIGINATE] = {"icmp.originate_timestamp", "Originate Timestamp", FT_UINT32, BASE_DEC,
        .show = show_midnight,
        .blurb = "When the request was sent, in milliseconds since midnight UTC"},
    [RECEIVE] = {"icmp.receive_timestamp", "Receive Timestamp", FT_UINT32, BASE_DEC,
        .show = show_midnight, .blurb = "When the request arrived"},
    [TRANSMIT] = {"icmp.transmit_timestamp", "Transmit Timestamp", FT_UINT32, BASE_DEC,
        .show = show_midnight, .blurb = "When the reply was sent"},
    [MASK] = {"icmp.address_mask", "Address Mask", FT_IPv4, BASE_NONE},
    [RESP_TO] = {"icmp.resp_to", "Request frame", FT_FRAMENUM, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The request that this answers"},
    [RESP_TIME] = {"icmp.resptime", "Response time", FT_DOUBLE, BASE_NONE,
        .show = show_response_time, .blurb = "How long the answer took, in milliseconds"},
    [DATA_TIME] = {"icmp.data_time", "Timestamp from icmp data", FT_ABSOLUTE_TIME, BASE_NONE,
        .blurb = "Many ping programs put the time of sending into the data"},
    [DATA_TIME_RELATIVE] = {"icmp.data_time_relative", "Timestamp from icmp data (relative)",
        FT_RELATIVE_TIME, BASE_NONE, .blurb = "How long that was before the frame was captured"},
    [BAD_CHECKSUM] = {"icmp.checksum_bad", "Bad checksum", FT_NONE, BASE_NONE},
};

/* Verified where all of the message is there. */
static void add_checksum(struct packet *p, struct cur *c, uint32_t start)
{
    uint32_t offset = c->at;
    packet_u16(p, c, IC_CHECKSUM);
    if (!p->detail || c->error) return;
    const uint8_t *message = cur_at(c, start, c->end - start);
    bool whole = !p->quoting && !p->fragment && message;
    bool good = whole && checksum_fold(checksum_add(0, message, c->end - start)) == 0;
    p->layer->end = c->end;
    if (whole && !good)
        packet_note(p, IC_BAD_CHECKSUM, NOTE_WARNING, NOTE_CHECKSUM,
            "Bad checksum [should be 0x%04x]", icmp_expected_checksum(p, p->layer));
    packet_add_uint(p, IC_CHECKSUM_STATUS, offset, 0,
        !whole ? CHECKSUM_UNVERIFIED
        : good ? CHECKSUM_GOOD
               : CHECKSUM_BAD,
        ITEM_GENERATED);
}

static void add_identifier(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint16_t id = packet_u16(p, c, IC_IDENT);
    if (!c->error) packet_add_uint(p, IC_IDENT_LE, offset, 2, __builtin_bswap16(id), 0);
    offset = c->at;
    uint16_t seq = packet_u16(p, c, IC_SEQ);
    if (!c->error) packet_add_uint(p, IC_SEQ_LE, offset, 2, __builtin_bswap16(seq), 0);
}

/* What ping programs write first: seconds and microseconds in the byte order of their machine.  It
 * is one if it lies within a day of the capture. */
static bool data_time(const uint8_t *at, bool little, int64_t now, int64_t *time)
{
    uint32_t seconds = bytes_be32(at), micros = bytes_be32(at + 4);
    if (little) {
        seconds = __builtin_bswap32(seconds);
        micros = __builtin_bswap32(micros);
    }
    uint32_t nanos = micros * 1000;
    *time = (int64_t)seconds * TIME_SECOND + nanos;
    int64_t distance = now - *time;
    return nanos < TIME_SECOND && distance < 86400 * TIME_SECOND && distance > -86400 * TIME_SECOND;
}

static void add_data_time(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 8);
    int64_t time;
    if (!at || p->quoting) return;
    if (!data_time(at, true, p->frame->time, &time) && !data_time(at, false, p->frame->time, &time))
        return;
    struct item *item = packet_add(p, IC_DATA_TIME, c->at, 8, 0);
    if (item) item->integer = time;
    item = packet_add(p, IC_DATA_TIME_RELATIVE, c->at, 8, ITEM_GENERATED);
    if (item) item->integer = p->frame->time - time;
    packet_skip(c, 8);
}

static void next_data(struct packet *p, struct cur *c)
{
    p->nest = (uint8_t)(p->layer->depth + 1);
    packet_next_data(p, *c);
}

static void add_echo(struct packet *p, struct cur *c, bool request, uint16_t checksum)
{
    uint32_t offset = c->at;
    const uint8_t *numbers = cur_peek(c, 0, 4);
    add_identifier(p, c);
    if (!numbers) return;
    struct icmp_echo echo = {.request = request,
        .id = bytes_be16(numbers),
        .seq = bytes_be16(numbers + 2),
        .checksum = checksum};
    struct echo_view view = {0};
    if (p->tracker && p->tracker->echo && !p->quoting)
        p->tracker->echo(p->tracker, p, &echo, &view);
    if (view.other_frame) {
        packet_add_uint(p, IC_RESP_TO, offset, 0, view.other_frame, ITEM_GENERATED);
        struct item *item = packet_add(p, IC_RESP_TIME, offset, 0, ITEM_GENERATED);
        if (item) item->real = (double)view.time / 1e6;
    }
    if (p->detail) add_data_time(p, c);
    next_data(p, c);
}

/* The packet that was in trouble, as much of it as is quoted. */
static void next_quoted(struct packet *p, struct cur *c)
{
    p->nest = (uint8_t)(p->layer->depth + 1);
    p->quoting = true;
    if (!packet_next_in(p, *c, "ip", 0)) packet_next_data(p, *c);
}

/* RFC 4884: since 2007 the second of the unused bytes may say how much is quoted. */
static void add_unused(struct packet *p, struct cur *c, uint8_t type, uint8_t code)
{
    const uint8_t *at = cur_peek(c, 0, 4);
    uint8_t words = at ? at[1] : 0;
    bool mtu = type == ICMP_UNREACHABLE && code == FRAGMENTATION_NEEDED;
    uint32_t before = 1;
    if (type == ICMP_PARAMETER_PROBLEM) {
        packet_u8(p, c, IC_POINTER);
        before = 0;
    }
    if (!words) {
        packet_bytes(p, c, IC_UNUSED, before + (mtu ? 1 : 3));
    } else {
        if (before) packet_bytes(p, c, IC_UNUSED, 1);
        packet_u8(p, c, IC_LENGTH);
        packet_add_uint(p, IC_LENGTH_ORIGINAL, c->at - 1, 1, 4U * words, ITEM_GENERATED);
        if (!mtu) packet_bytes(p, c, IC_UNUSED, 2);
    }
    if (mtu) packet_u16(p, c, IC_MTU);
}

static void add_routers(struct packet *p, struct cur *c)
{
    uint8_t count = packet_u8(p, c, IC_NUM_ADDRS);
    uint8_t words = packet_u8(p, c, IC_ADDR_SIZE);
    packet_u16(p, c, IC_LIFETIME);
    for (unsigned i = 0; words == 2 && i < count && !c->error; i++) {
        packet_bytes(p, c, IC_ROUTER, 4);
        uint32_t offset = c->at;
        const uint8_t *at = cur_take(c, 4);
        struct item *item = at ? packet_add(p, IC_PREFERENCE, offset, 4, 0) : NULL;
        if (item) item->integer = (int32_t)bytes_be32(at);
    }
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    uint8_t type = packet_u8(p, c, IC_TYPE);
    uint8_t code = packet_u8(p, c, IC_CODE);
    const uint8_t *checksum = cur_peek(c, 0, 2);
    add_checksum(p, c, start);
    switch (type) {
    case ICMP_ECHO_REPLY:
    case ICMP_ECHO_REQUEST:
        add_echo(p, c, type == ICMP_ECHO_REQUEST, checksum ? bytes_be16(checksum) : 0);
        break;
    case ICMP_UNREACHABLE:
    case ICMP_TIME_EXCEEDED:
    case ICMP_PARAMETER_PROBLEM:
        add_unused(p, c, type, code);
        next_quoted(p, c);
        break;
    case ICMP_SOURCE_QUENCH:
        packet_skip(c, 4);
        next_quoted(p, c);
        break;
    case ICMP_REDIRECT:
        packet_bytes(p, c, IC_GATEWAY, 4);
        next_quoted(p, c);
        break;
    case ICMP_ROUTER_ADVERTISEMENT:
        add_routers(p, c);
        break;
    case ICMP_TIMESTAMP:
    case ICMP_TIMESTAMP_REPLY:
        add_identifier(p, c);
        packet_u32(p, c, IC_ORIGINATE);
        packet_u32(p, c, IC_RECEIVE);
        packet_u32(p, c, IC_TRANSMIT);
        break;
    case ICMP_INFORMATION:
    case ICMP_INFORMATION_REPLY:
        add_identifier(p, c);
        break;
    case ICMP_MASK_REQUEST:
    case ICMP_MASK_REPLY:
        add_identifier(p, c);
        packet_bytes(p, c, IC_MASK, 4);
        break;
    default:
        break;
    }
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    uint64_t type = layer_uint(packet, layer, IC_TYPE);
    const struct value_name *codes = icmp_codes_of(type);
    const char *code = field_value_name(codes, layer_uint(packet, layer, IC_CODE));
    const struct item *ident = layer_item(packet, layer, IC_IDENT),
                      *seq = layer_item(packet, layer, IC_SEQ);
    const struct item *request = layer_item(packet, layer, IC_RESP_TO);
    if (!layer_item(packet, layer, IC_CODE)) return;
    text_format(text, "%-20s", icmp_type_name(type));
    if (codes) text_format(text, " (%s)", code ? code : "Unknown");
    if (!ident || !seq) return;
    uint16_t number = (uint16_t)seq->number;
    text_format(text, " id=0x%04x, seq=%u/%u, ttl=%u", (unsigned)ident->number, number,
        __builtin_bswap16(number), packet->network_ttl);
    if (request) text_format(text, " (request in %u)", (unsigned)request->number);
}

static const struct link links[] = {{"ip.proto", 1}, {NULL, 0}};

const struct proto proto_icmp = {.name = "icmp",
    .title = "Internet Control Message Protocol",
    .column = "ICMP",
    .fields = icmp_fields,
    .nfields = IC_FIELDS,
    .links = links,
    .dissect = dissect,
    .info = info};
