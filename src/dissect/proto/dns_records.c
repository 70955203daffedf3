/* The data of DNS records: which fields stand in which type, and those that are more than a list of
 * fields.  RFC 1035 3.3, 2782, 3403, 3596, 4034, 4255, 6698, 8659, 9460.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "base/time.h"
#include "dissect/proto/dns.h"

static const struct dns_step steps_a[] = {{DNS_STEP_ADDRESS, DNS_A, "addr"}, {DNS_STEP_END}};
static const struct dns_step steps_aaaa[] = {{DNS_STEP_ADDRESS, DNS_AAAA, "addr"}, {DNS_STEP_END}};
static const struct dns_step steps_ns[] = {{DNS_STEP_NAME, DNS_NS, "ns"}, {DNS_STEP_END}};
static const struct dns_step steps_cname[] = {{DNS_STEP_NAME, DNS_CNAME, "cname"}, {DNS_STEP_END}};
static const struct dns_step steps_ptr[] = {{DNS_STEP_NAME, DNS_PTR, ""}, {DNS_STEP_END}};
static const struct dns_step steps_dname[] = {{DNS_STEP_NAME, DNS_DNAME, "dname"}, {DNS_STEP_END}};
static const struct dns_step steps_mx[] = {{DNS_STEP_NUMBER, DNS_MX_PREFERENCE, "preference"},
    {DNS_STEP_NAME, DNS_MX_EXCHANGE, "mx"}, {DNS_STEP_END}};
static const struct dns_step steps_soa[] = {
    {DNS_STEP_NAME, DNS_SOA_MNAME, "mname"},
    {DNS_STEP_NAME, DNS_SOA_RNAME, NULL},
    {DNS_STEP_NUMBER, DNS_SOA_SERIAL, NULL},
    {DNS_STEP_NUMBER, DNS_SOA_REFRESH, NULL},
    {DNS_STEP_NUMBER, DNS_SOA_RETRY, NULL},
    {DNS_STEP_NUMBER, DNS_SOA_EXPIRE, NULL},
    {DNS_STEP_NUMBER, DNS_SOA_MINIMUM, NULL},
    {DNS_STEP_END},
};
static const struct dns_step steps_srv[] = {
    {DNS_STEP_NUMBER, DNS_SRV_PRIORITY, "priority"},
    {DNS_STEP_NUMBER, DNS_SRV_WEIGHT, "weight"},
    {DNS_STEP_NUMBER, DNS_SRV_PORT, "port"},
    {DNS_STEP_NAME, DNS_SRV_TARGET, "target"},
    {DNS_STEP_END},
};
static const struct dns_step steps_hinfo[] = {
    {DNS_STEP_STRING, DNS_HINFO_CPU, "CPU"}, {DNS_STEP_STRING, DNS_HINFO_OS, "OS"}, {DNS_STEP_END}};
static const struct dns_step steps_naptr[] = {
    {DNS_STEP_NUMBER, DNS_NAPTR_ORDER, "order"},
    {DNS_STEP_NUMBER, DNS_NAPTR_PREFERENCE, "preference"},
    {DNS_STEP_STRING, DNS_NAPTR_FLAGS, "flags"},
    {DNS_STEP_STRING, DNS_NAPTR_SERVICE, NULL},
    {DNS_STEP_STRING, DNS_NAPTR_REGEX, NULL},
    {DNS_STEP_NAME, DNS_NAPTR_REPLACEMENT, NULL},
    {DNS_STEP_END},
};
static const struct dns_step steps_ds[] = {
    {DNS_STEP_NUMBER, DNS_DS_KEY_ID, NULL},
    {DNS_STEP_NUMBER, DNS_DS_ALGORITHM, NULL},
    {DNS_STEP_NUMBER, DNS_DS_DIGEST_TYPE, NULL},
    {DNS_STEP_REST, DNS_DS_DIGEST, NULL},
    {DNS_STEP_END},
};
static const struct dns_step steps_rrsig[] = {
    {DNS_STEP_NUMBER, DNS_SIG_COVERED, NULL},
    {DNS_STEP_NUMBER, DNS_SIG_ALGORITHM, NULL},
    {DNS_STEP_NUMBER, DNS_SIG_LABELS, NULL},
    {DNS_STEP_NUMBER, DNS_SIG_TTL, NULL},
    {DNS_STEP_TIME, DNS_SIG_EXPIRATION, NULL},
    {DNS_STEP_TIME, DNS_SIG_INCEPTION, NULL},
    {DNS_STEP_NUMBER, DNS_SIG_KEY_TAG, NULL},
    {DNS_STEP_NAME, DNS_SIG_SIGNER, NULL},
    {DNS_STEP_REST, DNS_SIG_DATA, NULL},
    {DNS_STEP_END},
};
static const struct dns_step steps_nsec[] = {
    {DNS_STEP_NAME, DNS_NSEC_NEXT, "next domain name"}, {DNS_STEP_END}};
static const struct dns_step steps_sshfp[] = {
    {DNS_STEP_NUMBER, DNS_SSHFP_ALGORITHM, NULL},
    {DNS_STEP_NUMBER, DNS_SSHFP_TYPE, NULL},
    {DNS_STEP_REST, DNS_SSHFP_DATA, NULL},
    {DNS_STEP_END},
};
static const struct dns_step steps_tlsa[] = {
    {DNS_STEP_NUMBER, DNS_TLSA_USAGE, NULL},
    {DNS_STEP_NUMBER, DNS_TLSA_SELECTOR, NULL},
    {DNS_STEP_NUMBER, DNS_TLSA_MATCHING, NULL},
    {DNS_STEP_REST, DNS_TLSA_DATA, NULL},
    {DNS_STEP_END},
};
static const struct dns_step steps_svcb[] = {{DNS_STEP_NUMBER, DNS_SVCB_PRIORITY, NULL},
    {DNS_STEP_NAME, DNS_SVCB_TARGET, NULL}, {DNS_STEP_END}};

static const struct dns_step *steps_of(uint16_t type)
{
    static const struct {
        uint16_t type;
        const struct dns_step *steps;
    } table[] = {
        {1, steps_a},
        {2, steps_ns},
        {5, steps_cname},
        {6, steps_soa},
        {12, steps_ptr},
        {13, steps_hinfo},
        {15, steps_mx},
        {28, steps_aaaa},
        {33, steps_srv},
        {35, steps_naptr},
        {39, steps_dname},
        {43, steps_ds},
        {44, steps_sshfp},
        {24, steps_rrsig},
        {59, steps_ds},
        {32769, steps_ds},
        {46, steps_rrsig},
        {47, steps_nsec},
        {52, steps_tlsa},
        {64, steps_svcb},
        {65, steps_svcb},
    };
    for (unsigned i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].type == type) return table[i].steps;
    return dns_rare_steps(type);
}

/* A string of ASCII ends where a 0 stands in it, and has U+FFFD for what is none. */
static struct bytes read_ascii(struct packet *p, struct bytes bytes)
{
    const uint8_t *zero = memchr(bytes.at, 0, bytes.len);
    size_t length = zero ? (size_t)(zero - bytes.at) : bytes.len, plain = 0;
    while (plain < length && bytes.at[plain] < 0x80)
        plain++;
    if (plain == length) return bytes_of(bytes.at, length);
    struct text words = packet_text(p);
    for (size_t i = 0; i < length; i++)
        if (bytes.at[i] < 0x80)
            text_char(&words, (char)bytes.at[i]);
        else
            text_put(&words, "\xef\xbf\xbd");
    return packet_keep(p, &words);
}

/* A length and so many characters; the length's row is the one before. */
static void add_string(struct packet *p, struct cur *c, unsigned row)
{
    uint8_t length = packet_u8(p, c, row - 1);
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, length);
    struct item *item = at ? packet_add(p, row, offset, length, 0) : NULL;
    if (item) item->bytes = read_ascii(p, bytes_of(at, length));
}

static void add_time(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 4);
    struct item *item = at ? packet_add(p, row, offset, 4, 0) : NULL;
    if (item) item->integer = (int64_t)bytes_be32(at) * TIME_SECOND;
}

static void add_name(struct packet *p, struct cur *c, uint32_t message, unsigned row)
{
    if (row == DNS_NAPTR_REPLACEMENT) {
        struct dns_name name;
        struct cur copy = *c;
        dns_name_read(&copy, message, &name);
        if (!copy.error)
            packet_add_uint(p, DNS_NAPTR_REPLACEMENT_LENGTH, c->at, 0, name.length, ITEM_GENERATED);
    }
    dns_name_add(p, c, message, row);
}

static void add_step(struct packet *p, struct cur *c, uint32_t message, const struct dns_step *step)
{
    switch (step->kind) {
    case DNS_STEP_NUMBER:
        packet_uint(p, c, step->row);
        break;
    case DNS_STEP_ADDRESS:
        packet_bytes(p, c, step->row, dns_fields[step->row].type == FT_IPv4 ? 4 : 16);
        break;
    case DNS_STEP_NAME:
        add_name(p, c, message, step->row);
        break;
    case DNS_STEP_STRING:
        add_string(p, c, step->row);
        break;
    case DNS_STEP_TIME:
        add_time(p, c, step->row);
        break;
    case DNS_STEP_REST:
        packet_bytes(p, c, step->row, cur_left(c));
        break;
    case DNS_STEP_END:
        break;
    }
}

/* RFC 4034 4.1.2: blocks of a window number, a length and a map of 256 types. */
void dns_types_add(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        const uint8_t *head = cur_take(c, 2), *map = head ? cur_take(c, head[1]) : NULL;
        if (!map) return;
        for (unsigned bit = 0; bit < 8u * head[1]; bit++)
            if (map[bit / 8] & 0x80 >> bit % 8)
                packet_add_uint(
                    p, DNS_NSEC_TYPE, c->at - head[1] + bit / 8, 1, head[0] * 256u + bit, 0);
    }
}

/* RFC 4034 appendix B. */
static uint16_t key_tag(const uint8_t *at, uint32_t length)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < length; i++)
        sum += i & 1 ? at[i] : (uint32_t)at[i] << 8;
    return (uint16_t)(sum + (sum >> 16));
}

static void add_key(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at, length = cur_left(c);
    const uint8_t *all = cur_peek(c, 0, length);
    uint16_t flags = packet_u16(p, c, DNS_KEY_FLAGS);
    struct item *item =
        packet_wants(p, DNS_KEY_FLAGS) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    for (unsigned row = DNS_KEY_ZONE; row <= DNS_KEY_RESERVED && !c->error; row++)
        packet_add_bits(p, row, offset, 2, flags, 0);
    packet_shut(p, item, NULL);
    packet_u8(p, c, DNS_KEY_PROTOCOL);
    packet_u8(p, c, DNS_KEY_ALGORITHM);
    if (c->error) return;
    if (all) packet_add_uint(p, DNS_KEY_ID, offset, 0, key_tag(all, length), ITEM_GENERATED);
    packet_bytes(p, c, DNS_KEY_DATA, cur_left(c));
}

static unsigned property_row(const uint8_t *tag, uint32_t length)
{
    if (length == 5 && memcmp(tag, "issue", 5) == 0) return DNS_CAA_ISSUE;
    if (length == 9 && memcmp(tag, "issuewild", 9) == 0) return DNS_CAA_ISSUEWILD;
    if (length == 5 && memcmp(tag, "iodef", 5) == 0) return DNS_CAA_IODEF;
    return DNS_CAA_UNKNOWN;
}

/* RFC 8659 4.1: flags, and a property with its value. */
static void add_caa(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint8_t flags = packet_u8(p, c, DNS_CAA_FLAGS);
    struct item *item =
        packet_wants(p, DNS_CAA_FLAGS) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    if (!c->error) packet_add_bits(p, DNS_CAA_CRITICAL, offset, 1, flags, 0);
    packet_shut(p, item, NULL);
    const uint8_t *length = cur_peek(c, 0, 1), *tag = length ? cur_peek(c, 1, *length) : NULL;
    uint32_t left = cur_left(c), head = length ? *length + 1u : 0;
    item = NULL;
    if (tag && head <= left) {
        const uint8_t *value = cur_peek(c, head, left - head);
        if (value)
            item = packet_add_bytes(
                p, property_row(tag, *length), c->at, bytes_of(value, left - head), 0);
    }
    packet_open(p, item);
    add_string(p, c, DNS_CAA_TAG);
    packet_bytes(p, c, DNS_CAA_VALUE, cur_left(c));
    packet_shut(p, item, c);
}

/* RFC 9460 14.3.2. */
enum { PARAM_MANDATORY, PARAM_ALPN, PARAM_PORT = 3, PARAM_IPV4, PARAM_ECH, PARAM_IPV6 };

static void add_param_value(struct packet *p, struct cur *c, uint16_t key)
{
    while (cur_left(c)) {
        switch (key) {
        case PARAM_MANDATORY:
            packet_u16(p, c, DNS_SVCB_MANDATORY);
            break;
        case PARAM_ALPN:
            add_string(p, c, DNS_SVCB_ALPN);
            break;
        case PARAM_PORT:
            packet_u16(p, c, DNS_SVCB_PORT);
            break;
        case PARAM_IPV4:
            packet_bytes(p, c, DNS_SVCB_IPV4, 4);
            break;
        case PARAM_IPV6:
            packet_bytes(p, c, DNS_SVCB_IPV6, 16);
            break;
        default:
            packet_bytes(p, c, key == PARAM_ECH ? DNS_SVCB_ECH : DNS_SVCB_VALUE, cur_left(c));
        }
    }
}

static void add_params(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        struct item *item = packet_add(p, DNS_SVCB_PARAM, c->at, 0, 0);
        packet_open(p, item);
        uint16_t key = packet_u16(p, c, DNS_SVCB_KEY);
        uint16_t length = packet_u16(p, c, DNS_SVCB_LENGTH);
        struct cur value = cur_sub(c, length);
        add_param_value(p, &value, key);
        if (!c->error) c->error = value.error;
        packet_shut(p, item, c);
    }
}

/* Types that Wireshark takes apart, and that are shown as bytes here. */
static bool is_known(uint16_t type)
{
    static const uint16_t types[] = {
        11, 19, 20, 25, 26, 27, 30, 38, 42, 45, 55, 62, 109, 249, 65281, 65282};
    for (unsigned i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i] == type) return true;
    return false;
}

void dns_data_add(struct packet *p, struct cur *c, uint32_t message, uint16_t type)
{
    const struct dns_step *steps = steps_of(type);
    for (const struct dns_step *step = steps; step && step->kind != DNS_STEP_END && !c->error;
         step++)
        add_step(p, c, message, step);
    switch (type) {
    case DNS_TYPE_TXT:
    case DNS_TYPE_SPF:
        while (cur_left(c))
            add_string(p, c, type == DNS_TYPE_TXT ? DNS_TXT : DNS_SPF);
        break;
    case DNS_TYPE_NSEC:
        dns_types_add(p, c);
        break;
    case DNS_TYPE_DNSKEY:
    case DNS_TYPE_CDNSKEY:
        add_key(p, c);
        break;
    case DNS_TYPE_SVCB:
    case DNS_TYPE_HTTPS:
        add_params(p, c);
        break;
    case DNS_TYPE_CAA:
        add_caa(p, c);
        break;
    case DNS_TYPE_OPT:
        dns_options_add(p, c);
        break;
    default:
        if (dns_rare_add(p, c, message, type) || steps) break;
        if (!is_known(type))
            packet_note_at(p, p->depth, DNS_N_UNDECODED, NOTE_NOTE, NOTE_UNDECODED,
                "Dissector for DNS Type (%u) code not implemented, Contact Wireshark developers if "
                "you "
                "want this supported",
                type);
        packet_bytes(p, c, DNS_DATA, cur_left(c));
    }
}

/* The value of one step as text; moves past it. */
static void put_step(
    struct text *text, struct cur *c, uint32_t message, const struct dns_step *step)
{
    const uint8_t *at;
    if (step->kind == DNS_STEP_NAME) {
        struct dns_name name;
        dns_name_read(c, message, &name);
        if (!c->error) escape_tree(text, bytes_of(name.text, name.length));
    } else if (step->kind == DNS_STEP_ADDRESS) {
        bool ipv4 = dns_fields[step->row].type == FT_IPv4;
        if (!(at = cur_take(c, ipv4 ? 4 : 16))) return;
        if (ipv4)
            text_ipv4(text, at);
        else
            text_ipv6(text, at);
    } else if (step->kind == DNS_STEP_STRING) {
        if ((at = cur_take(c, 1)) && cur_need(c, *at))
            escape_tree(text, bytes_of(cur_take(c, *at), *at));
    } else if ((at = cur_take(c, 2))) { /* all numbers that identify a record are of 16 bits */
        text_uint(text, bytes_be16(at));
    }
}

void dns_data_put(struct text *text, struct cur data, uint32_t message, uint16_t type, bool labels)
{
    const struct dns_step *step = steps_of(type);
    for (; step && step->kind != DNS_STEP_END && step->word && !data.error; step++) {
        size_t before = text->len;
        if (labels) text_char(text, ',');
        text_char(text, ' ');
        if (labels && *step->word) {
            text_put(text, step->word);
            text_char(text, ' ');
        }
        put_step(text, &data, message, step);
        if (data.error) text->len = before;
    }
}
