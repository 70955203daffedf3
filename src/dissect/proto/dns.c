/* Domain Name System, RFC 1035; multicast DNS, RFC 6762; LLMNR, RFC 4795.
 *
 *      0                              16                             31
 *      +------------------------------+--+--------+-----------+------+
 *      |         identifier           |QR| opcode | flags     | code |
 *      +------------------------------+--+--------+-----------+------+
 *      |          questions           |           answers            |
 *      +------------------------------+------------------------------+
 *      |   records on the authority   |      additional records      |
 *      +------------------------------+------------------------------+
 *      question: name, type, class
 *      record:   name, type, class, time to live, length, data
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/dns.h"

#include <string.h>

#include "dissect/tracker.h"

extern const struct proto proto_dns, proto_mdns, proto_llmnr;

enum { UPDATE = 5, LAST_OPCODE = 6, WANTS_AUTHENTIC = 0x0020 };
enum { QUESTION_LEAST = 5, RECORD_LEAST = 11, TYPE_AND_CLASS = 4 };
enum { USUAL_MOST = 4096 }; /* bytes of a message of which nothing but the length is there */
/* Messages on ports that are not theirs are known by few questions and not too many records. */
enum { MOST_ANSWERS = 100, MOST_OTHERS = 10 };

enum dns_flavour dns_flavour(const struct layer *layer)
{
    return layer->proto == &proto_mdns    ? DNS_MULTICAST
           : layer->proto == &proto_llmnr ? DNS_LINK_LOCAL
                                          : DNS_PLAIN;
}

static const uint8_t plain_query[] = {
    DNS_RESPONSE, DNS_OPCODE, DNS_TRUNCATED, DNS_RECDESIRED, DNS_Z, DNS_AD, DNS_CHECKDISABLE, 0};
static const uint8_t plain_response[] = {DNS_RESPONSE, DNS_OPCODE, DNS_AUTHORITATIVE, DNS_TRUNCATED,
    DNS_RECDESIRED, DNS_RECAVAIL, DNS_Z, DNS_AUTHENTICATED, DNS_CHECKDISABLE, DNS_RCODE, 0};
static const uint8_t local_query[] = {
    DNS_RESPONSE, DNS_OPCODE, DNS_CONFLICT_QUERY, DNS_TRUNCATED, DNS_TENTATIVE, 0};
static const uint8_t local_response[] = {
    DNS_RESPONSE, DNS_OPCODE, DNS_CONFLICT, DNS_TRUNCATED, DNS_TENTATIVE, DNS_RCODE, 0};

static uint16_t add_flags(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint16_t flags = packet_u16(p, c, DNS_FLAGS);
    if (c->error || !p->detail) return flags;
    struct item *item = packet_wants(p, DNS_FLAGS) ? &p->items[p->nitems - 1] : NULL;
    bool local = dns_flavour(p->layer) == DNS_LINK_LOCAL, response = flags & DNS_IS_RESPONSE;
    const uint8_t *row = local ? (response ? local_response : local_query)
                               : (response ? plain_response : plain_query);
    packet_open(p, item);
    for (; *row; row++)
        if (*row != DNS_AD || flags & WANTS_AUTHENTIC)
            packet_add_bits(p, *row, offset, 2, flags, 0);
    packet_shut(p, item, NULL);
    return flags;
}

static struct exchange_view ask_tracker(struct packet *p, uint16_t id, uint16_t flags)
{
    struct exchange_view view = {0};
    struct exchange message = {.source_port = (uint16_t)(p->port_pair >> 16),
        .destination_port = (uint16_t)p->port_pair,
        .id = id,
        .answer = flags & DNS_IS_RESPONSE};
    if (p->tracker && p->tracker->exchange && !p->quoting)
        p->tracker->exchange(p->tracker, p, &message, &view);
    return view;
}

static void note_repeated(struct packet *p, uint16_t flags, const struct exchange_view *view)
{
    if (!view->repeated) return;
    if (flags & DNS_IS_RESPONSE)
        packet_note(p, DNS_N_RESPONSE, NOTE_WARNING, NOTE_PROTOCOL,
            "DNS response retransmission. Original response in frame %u", view->repeated);
    else
        packet_note(p, DNS_N_REQUEST, NOTE_WARNING, NOTE_PROTOCOL,
            "DNS query retransmission. Original request in frame %u", view->repeated);
}

static void add_view(struct packet *p, uint16_t flags, const struct exchange_view *view)
{
    uint32_t at = p->layer->offset;
    struct item *item;
    if (!view->known) return;
    if (view->repeated) {
        packet_add_uint(p, flags & DNS_IS_RESPONSE ? DNS_REPEATED_RESPONSE : DNS_REPEATED_REQUEST,
            at, 0, view->repeated, ITEM_GENERATED);
        packet_add_uint(p, DNS_RETRANSMISSION, at, 0, 1, ITEM_GENERATED);
    } else if (view->question) {
        packet_add_uint(p, DNS_REQUEST_IN, at, 0, view->question, ITEM_GENERATED);
        if ((item = packet_add(p, DNS_TIME, at, 0, ITEM_GENERATED))) item->integer = view->time;
    } else if (view->answer) {
        packet_add_uint(p, DNS_RESPONSE_IN, at, 0, view->answer, ITEM_GENERATED);
    } else if (flags & DNS_IS_RESPONSE) {
        packet_add_uint(p, DNS_UNSOLICITED, at, 0, 1, ITEM_GENERATED);
    }
}

/* In multicast DNS the top bit of the class has a meaning of its own. */
static void add_class(
    struct packet *p, struct cur *c, unsigned plain, unsigned masked, unsigned bit)
{
    uint32_t offset = c->at;
    if (dns_flavour(p->layer) != DNS_MULTICAST) {
        packet_u16(p, c, plain);
        return;
    }
    const uint8_t *at = cur_take(c, 2);
    if (!at) return;
    packet_add_bits(p, masked, offset, 2, bytes_be16(at), 0);
    packet_add_bits(p, bit, offset, 2, bytes_be16(at), 0);
}

/* A question or the head of a record is told as a whole or not at all. */
static bool is_whole(struct cur *c, struct cur *behind_name, uint32_t length)
{
    if (!cur_take(behind_name, length)) c->error = behind_name->error;
    return !c->error;
}

static void add_question(struct packet *p, struct cur *c)
{
    uint32_t message = dns_start(p->layer);
    struct dns_name name;
    struct cur copy = *c;
    dns_name_read(&copy, message, &name);
    if (!is_whole(c, &copy, TYPE_AND_CLASS)) return;
    struct item *item = packet_add(p, DNS_QUESTION, c->at, 0, 0);
    packet_open(p, item);
    if (p->detail) {
        uint32_t at = c->at;
        dns_name_add(p, c, message, DNS_QRY_NAME);
        uint32_t labels = dns_name_labels(&name);
        if (!c->error) {
            packet_add_uint(
                p, DNS_QRY_NAME_LEN, at, c->at - at, labels ? name.length : 0, ITEM_GENERATED);
            packet_add_uint(p, DNS_LABELS, at, c->at - at, labels, ITEM_GENERATED);
        }
    } else {
        dns_name_add(p, c, message, DNS_QRY_NAME);
    }
    packet_u16(p, c, DNS_QRY_TYPE);
    add_class(p, c, DNS_QRY_CLASS, DNS_QRY_CLASS_MASKED, DNS_QU);
    packet_shut(p, item, c);
}

/* The owner of an SRV record names service and transport first: _sip._tcp.example.com. */
static void add_service_name(struct packet *p, struct cur *c, uint32_t message)
{
    struct dns_name name;
    uint32_t start = c->at;
    dns_name_read(c, message, &name);
    if (c->error || !p->detail) return;
    struct bytes escaped = dns_name_escape(p, &name);
    const uint8_t *at = escaped.at;
    static const uint8_t rows[] = {DNS_SRV_SERVICE, DNS_SRV_PROTO, DNS_SRV_NAME};
    uint32_t left = (uint32_t)escaped.len;
    for (unsigned i = 0; i < 3 && at; i++) {
        const uint8_t *dot = i < 2 ? memchr(at, '.', left) : NULL;
        uint32_t length = dot ? (uint32_t)(dot - at) : left;
        struct item *item = packet_add(p, rows[i], start, c->at - start, 0);
        if (item) item->bytes = bytes_of(at, length);
        at = dot ? at + length + 1 : NULL;
        left -= dot ? length + 1 : length;
    }
}

/* RFC 6891 6.1.3: an OPT record uses class and time to live for other things. */
static void add_opt_head(struct packet *p, struct cur *c)
{
    add_class(p, c, DNS_PAYLOAD_SIZE, DNS_PAYLOAD_SIZE_MASKED, DNS_FLUSH);
    packet_u8(p, c, DNS_EXT_RCODE);
    packet_u8(p, c, DNS_EDNS_VERSION);
    uint32_t offset = c->at;
    uint16_t flags = packet_u16(p, c, DNS_OPT_Z);
    struct item *item = packet_wants(p, DNS_OPT_Z) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    if (!c->error) {
        packet_add_bits(p, DNS_OPT_DO, offset, 2, flags, 0);
        packet_add_bits(p, DNS_OPT_RESERVED, offset, 2, flags, 0);
    }
    packet_shut(p, item, NULL);
}

static void add_record(struct packet *p, struct cur *c)
{
    uint32_t message = dns_start(p->layer);
    struct dns_name name;
    struct cur copy = *c;
    dns_name_read(&copy, message, &name);
    const uint8_t *at = cur_peek(&copy, 0, 2);
    uint16_t type = at ? bytes_be16(at) : 0;
    if (!is_whole(c, &copy, TYPE_AND_CLASS)) return;
    struct item *item = packet_add(p, DNS_RECORD, c->at, 0, 0);
    packet_open(p, item);
    if (type == DNS_TYPE_SRV)
        add_service_name(p, c, message);
    else
        dns_name_add(p, c, message, DNS_NAME);
    packet_u16(p, c, DNS_TYPE);
    if (type == DNS_TYPE_OPT) {
        add_opt_head(p, c);
    } else {
        add_class(p, c, DNS_CLASS, DNS_CLASS_MASKED, DNS_FLUSH);
        packet_u32(p, c, DNS_TTL);
    }
    uint16_t length = packet_u16(p, c, DNS_LEN);
    struct cur data = cur_sub(c, length);
    if (length && !c->error) {
        dns_data_add(p, &data, message, type);
        c->error = data.error;
    }
    packet_shut(p, item, c);
}

static void add_section(struct packet *p, struct cur *c, const char *title, unsigned count,
    void (*add)(struct packet *, struct cur *))
{
    if (!count || c->error) return;
    struct item *item = packet_add(p, DNS_SECTION, c->at, 0, 0);
    if (item) item->bytes = bytes_of_string(title);
    packet_open(p, item);
    for (; count && !c->error; count--)
        add(p, c);
    packet_shut(p, item, c);
}

static void add_extraneous(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at, length = cur_left(c);
    if (!length) return;
    struct item *item = packet_add(p, DNS_EXTRANEOUS, offset, length, 0);
    packet_open(p, item);
    packet_bytes(p, c, DNS_EXTRANEOUS_DATA, length);
    struct item *number = packet_add(p, DNS_EXTRANEOUS_LENGTH, offset, 0, ITEM_GENERATED);
    if (number) number->integer = length;
    packet_shut(p, item, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    if (p->layer->unit) packet_u16(p, c, DNS_LENGTH);
    const uint8_t *at = cur_peek(c, 0, 4);
    uint16_t flags = at ? bytes_be16(at + 2) : 0;
    bool update = (flags >> 11 & 15) == UPDATE;
    struct exchange_view view = {0};
    uint16_t id = packet_u16(p, c, DNS_ID);
    if (at && p->detail) view = ask_tracker(p, id, flags);
    note_repeated(p, flags, &view);
    add_flags(p, c);
    unsigned questions = packet_u16(p, c, update ? DNS_ZONES : DNS_QUERIES);
    unsigned answers = packet_u16(p, c, update ? DNS_PREREQUISITES : DNS_ANSWERS);
    unsigned authority = packet_u16(p, c, update ? DNS_UPDATES : DNS_AUTH_RR);
    unsigned additional = packet_u16(p, c, DNS_ADD_RR);
    add_section(p, c, update ? "Zone" : "Queries", questions, add_question);
    add_section(p, c, update ? "Prerequisites" : "Answers", answers, add_record);
    add_section(p, c, update ? "Updates" : "Authoritative nameservers", authority, add_record);
    add_section(p, c, "Additional records", additional, add_record);
    if (c->error) return;
    add_view(p, flags, &view);
    add_extraneous(p, c);
}

/* Is this a message at all: an operation that exists, or a single question; counts that can fit, a
 * name that ends? */
static bool is_message(struct cur cur, uint32_t length)
{
    uint32_t message = cur.at;
    const uint8_t *at = cur_take(&cur, DNS_HEADER);
    if (!at) return cur.error == CUR_CUT;
    unsigned records = bytes_be16(at + 6) + bytes_be16(at + 8) + bytes_be16(at + 10);
    if ((at[2] >> 3 & 15) > LAST_OPCODE && bytes_be16(at + 4) != 1) return false;
    if (length < DNS_HEADER ||
        QUESTION_LEAST * bytes_be16(at + 4) + RECORD_LEAST * records > length - DNS_HEADER)
        return false;
    if (length == DNS_HEADER) return true;
    struct dns_name name;
    dns_name_read(&cur, message, &name);
    return cur.error != CUR_MALFORMED;
}

/* What is on no port of its own but looks like a question, or an answer to one. */
static bool looks_like_one(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_peek(&cur, 0, DNS_HEADER);
    if (!at || cur_left(&cur) == DNS_HEADER) return false;
    uint16_t flags = bytes_be16(at + 2), questions = bytes_be16(at + 4),
             answers = bytes_be16(at + 6), authority = bytes_be16(at + 8),
             additional = bytes_be16(at + 10);
    if (flags >> 11 & 15 || additional > MOST_OTHERS) return false;
    if (flags & DNS_IS_RESPONSE)
        return questions <= 1 && answers <= MOST_ANSWERS && authority <= MOST_OTHERS;
    return questions == 1 && !answers && !authority;
}

/* As is_message(), behind the length that stands before it in a stream, so far as it is there.  Of
 * less than a header that length must be usual: some send it alone at first. */
static bool recognises(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_take(&cur, DNS_PREFIX);
    uint32_t length = at ? bytes_be16(at) : 0, there = cur_left(&cur);
    if (there < DNS_HEADER) return length >= DNS_HEADER + QUESTION_LEAST && length <= USUAL_MOST;
    if (length > there) cur.end = cur.at + length; /* what is missing is yet to come */
    return is_message(cur, length);
}

static void measure(
    const struct packet *packet, const struct cur *cur, bool last, struct extent *extent)
{
    (void)packet;
    (void)last;
    const uint8_t *at = cur_peek(cur, 0, DNS_PREFIX);
    uint32_t there = cur->end - cur->at, whole = at ? DNS_PREFIX + bytes_be16(at) : DNS_PREFIX;
    if (at && there >= whole)
        extent->whole = whole;
    else
        extent->more = at ? whole - there : STREAM_NEXT_SEGMENT;
}

static const struct link dns_links[] = {
    {"udp.port", 53}, {"tcp.port", 53}, {"tcp.port", 5353}, {NULL, 0}};
const struct proto proto_dns = {.name = "dns",
    .title = "Domain Name System",
    .column = "DNS",
    .fields = dns_fields,
    .nfields = DNS_NFIELDS,
    .links = dns_links,
    .measure = measure,
    .recognises = recognises,
    .tells_size = true,
    .last_speaks = true,
    .innermost = true,
    .dissect = dissect,
    .describe = dns_describe,
    .info = dns_info};

/* The same found by content. */
const struct proto proto_dns_guess = {.name = "dns",
    .title = "Domain Name System",
    .column = "DNS",
    .fields = dns_fields,
    .nfields = DNS_NFIELDS,
    .heuristic_table = "udp",
    .recognises = looks_like_one,
    .innermost = true,
    .dissect = dissect,
    .describe = dns_describe,
    .info = dns_info};

static const struct link mdns_links[] = {{"udp.port", 5353}, {NULL, 0}};
const struct proto proto_mdns = {.name = "mdns",
    .title = "Multicast Domain Name System",
    .brief = "mDNS",
    .column = "MDNS",
    .fields = dns_fields,
    .nfields = DNS_NFIELDS,
    .links = mdns_links,
    .innermost = true,
    .dissect = dissect,
    .describe = dns_describe,
    .info = dns_info};

static const struct link llmnr_links[] = {{"udp.port", 5355}, {NULL, 0}};
const struct proto proto_llmnr = {.name = "llmnr",
    .title = "Link-local Multicast Name Resolution",
    .column = "LLMNR",
    .fields = dns_fields,
    .nfields = DNS_NFIELDS,
    .links = llmnr_links,
    .innermost = true,
    .dissect = dissect,
    .describe = dns_describe,
    .info = dns_info};
