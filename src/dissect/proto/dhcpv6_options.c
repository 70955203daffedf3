/* Options of DHCPv6, RFC 8415 21 and others.  Those of the table have a value of one kind; those of
 * several parts have a function each; of all others only code and length are told.
 *
 *      +---------------+---------------+--------------------
 *      |   code (2)    |  length (2)   |  value …
 *      +---------------+---------------+--------------------
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto/dhcpv6.h"

enum { NEST_MAX = 16 }; /* options in options: nobody nests as many */

struct item *dhcpv6_heading(struct packet *p, const struct cur *c, const char *text)
{
    struct item *item = packet_add(p, D6_HEADING, c->at, cur_left(c), 0);
    if (item) item->bytes = bytes_of(text, strlen(text));
    packet_open(p, item);
    return item;
}

void dhcpv6_complain(struct packet *p, const struct cur *c, unsigned row,
    enum note_severity severity, enum note_group group)
{
    const char *words = dhcpv6_fields[row].label;
    struct cur nothing = *c;
    nothing.end = nothing.at;
    struct item *heading = dhcpv6_heading(p, &nothing, words);
    packet_note_at(p, p->depth, row, severity, group, "%s", words);
    packet_shut(p, heading, NULL);
}

void dhcpv6_malformed(struct packet *p, const char *option)
{
    packet_note_at(
        p, p->depth, D6_N_MALFORMED, NOTE_ERROR, NOTE_MALFORMED, "%s: malformed option", option);
}

void dhcpv6_text(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at, length = cur_left(c);
    const uint8_t *at = cur_take(c, length), *nul = at ? memchr(at, 0, length) : NULL;
    struct item *item = at ? packet_add(p, row, offset, length, 0) : NULL;
    if (item) item->bytes = bytes_of(at, nul ? (size_t)(nul - at) : length);
}

static void add_requested(struct packet *p, struct cur *c)
{
    while (cur_left(c) >= 2)
        packet_u16(p, c, D6_REQUESTED);
}

static void add_elapsed(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 2);
    if (at) packet_add_uint(p, D6_ELAPSED, offset, 2, bytes_be16(at) * 10U, 0);
}

/* How the value of an option is written, where it is of one kind. */
enum kind {
    PARTS,
    NUMBER,
    ADDRESS,
    ADDRESSES,
    BYTES,
    TEXT,
    NAME,
    NAMES,
    REQUESTED,
    ELAPSED,
    DUID,
    EMPTY
};

/* RFC 8415 24 and IANA's registry. */
static const struct option {
    uint8_t code;
    uint8_t kind; /* enum kind */
    uint8_t row;
    uint8_t least, most; /* bytes of a sound value; most 0: any */
    const char *name;    /* in remarks; of names: the heading above them */
    void (*add)(struct packet *p, struct cur *c, struct dhcpv6_inside in); /* of PARTS */
} options[] = {
    {1, DUID, 0, 0, 0, NULL, NULL},
    {2, DUID, 0, 0, 0, NULL, NULL},
    {3, PARTS, 0, 12, 0, "IA_NA", dhcpv6_association},
    {4, PARTS, 0, 4, 0, "IA_TA", dhcpv6_temporary_association},
    {5, PARTS, 0, 24, 0, "IA_TA", dhcpv6_address},
    {6, REQUESTED, 0, 0, 0, NULL, NULL},
    {7, NUMBER, D6_PREFERENCE, 1, 1, "PREFERENCE", NULL},
    {8, ELAPSED, 0, 2, 2, "ELAPSED-TIME", NULL},
    {D6_RELAY_MESSAGE, PARTS, 0, 1, 0, "RELAY-MSG", dhcpv6_relayed},
    {11, PARTS, 0, 11, 0, "AUTH", dhcpv6_authentication},
    {12, ADDRESS, D6_UNICAST, 16, 16, "UNICAST", NULL},
    {13, PARTS, 0, 2, 0, "STATUS_CODE", dhcpv6_status},
    {15, PARTS, 0, 0, 0, NULL, dhcpv6_user_class},
    {16, PARTS, 0, 4, 0, "VENDOR_CLASS", dhcpv6_vendor_class},
    {17, PARTS, 0, 4, 0, "VENDOR_OPTS", dhcpv6_vendor_options},
    {18, BYTES, D6_INTERFACE_ID, 1, 0, "INTERFACE_ID", NULL},
    {19, NUMBER, D6_RECONFIGURE, 1, 1, "RECONF_MSG", NULL},
    {20, EMPTY, 0, 0, 0, "RECONF_ACCEPT", NULL},
    {21, NAMES, D6_SIP_NAME, 0, 0, "SIP Servers Domain Search List", NULL},
    {22, ADDRESSES, D6_SIP_SERVER, 0, 0, "SIP servers address", NULL},
    {23, ADDRESSES, D6_DNS_SERVER, 0, 0, "DNS servers address", NULL},
    {24, NAMES, D6_SEARCH_ENTRY, 0, 0, "Domain name suffix search list", NULL},
    {25, PARTS, 0, 12, 0, "IA_PD", dhcpv6_association},
    {26, PARTS, 0, 25, 0, "IAPREFIX", dhcpv6_prefix},
    {27, ADDRESSES, D6_NIS_SERVER, 0, 0, "NIS servers address", NULL},
    {28, ADDRESSES, D6_NISP_SERVER, 0, 0, "NISP servers address", NULL},
    {29, NAMES, D6_NIS_NAME, 0, 0, "nis-domain-name", NULL},
    {30, NAMES, D6_NISP_NAME, 0, 0, "nisp-domain-name", NULL},
    {31, ADDRESSES, D6_SNTP_SERVER, 0, 0, "SNTP servers address", NULL},
    {32, NUMBER, D6_LIFETIME, 4, 4, "LIFETIME", NULL},
    {33, NAMES, D6_BCMCS_NAME, 0, 0, "BCMCS Servers Domain Search List", NULL},
    {34, ADDRESSES, D6_BCMCS_SERVER, 0, 0, "BCMCS servers address", NULL},
    {37, PARTS, 0, 4, 0, "REMOTE_ID", dhcpv6_remote},
    {38, TEXT, D6_SUBSCRIBER_ID, 1, 0, "SUBSCRIBER_ID", NULL},
    {39, PARTS, 0, 1, 0, "FQDN", dhcpv6_client_name},
    {40, ADDRESSES, D6_PANA_AGENT, 0, 0, "PANA agent address", NULL},
    {41, TEXT, D6_TIMEZONE, 0, 0, NULL, NULL},
    {42, TEXT, D6_TZDB, 0, 0, NULL, NULL},
    {43, REQUESTED, 0, 0, 0, NULL, NULL},
    {44, PARTS, 0, 17, 0, "LQ-QUERY", dhcpv6_query},
    {45, PARTS, 0, 0, 0, NULL, dhcpv6_options},
    {46, NUMBER, D6_CLIENT_TIME, 4, 4, "CLT_TIME", NULL},
    {47, PARTS, 0, 16, 0, "LQ_RELAY_DATA", dhcpv6_relay_data},
    {48, ADDRESSES, D6_CLIENT_LINK, 0, 0, "LQ client links address", NULL},
    {52, ADDRESSES, D6_CAPWAP, 0, 0, "CAPWAP Access Controllers address", NULL},
    {53, DUID, 0, 0, 0, NULL, NULL},
    {56, PARTS, 0, 0, 0, NULL, dhcpv6_time_servers},
    {64, NAME, D6_AFTR_NAME, 0, 0, NULL, NULL},
    {67, PARTS, 0, 2, 17, "PD_EXCLUDE", dhcpv6_excluded},
    {103, TEXT, D6_CAPTIVE_PORTAL, 0, 0, NULL, NULL},
    {112, TEXT, D6_MUDURL, 0, 0, NULL, NULL},
    {135, NUMBER, D6_RELAY_PORT, 2, 2, "Relay Port", NULL},
    {165, ADDRESS, D6_HOME_AGENT, 16, 16, "MIP6_HA", NULL},
    {166, ADDRESS, D6_HOME_ADDRESS, 16, 16, "MIP6_HOA", NULL},
};

static const struct option *find(uint16_t code)
{
    for (unsigned i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].code == code) return &options[i];
    return NULL;
}

static bool is_sound(const struct option *option, uint32_t length)
{
    if (option->kind == ADDRESSES) return length % 16 == 0;
    if (option->kind == EMPTY) return length == 0;
    return length >= option->least && (!option->most || length <= option->most);
}

static void add_value(
    struct packet *p, struct cur *c, const struct option *option, struct dhcpv6_inside in)
{
    struct item *heading;
    if (!is_sound(option, cur_left(c))) {
        dhcpv6_malformed(p, option->name);
        return;
    }
    switch ((enum kind)option->kind) {
    case PARTS:
        option->add(p, c, in);
        break;
    case NUMBER:
        packet_uint(p, c, option->row);
        break;
    case ADDRESS:
    case ADDRESSES:
        while (cur_left(c))
            packet_bytes(p, c, option->row, 16);
        break;
    case BYTES:
        packet_bytes(p, c, option->row, cur_left(c));
        break;
    case TEXT:
        if (cur_left(c)) dhcpv6_text(p, c, option->row);
        break;
    case NAME:
        dhcpv6_names(p, c, option->row);
        break;
    case NAMES:
        if (!cur_left(c)) break;
        heading = dhcpv6_heading(p, c, option->name);
        dhcpv6_names(p, c, option->row);
        packet_shut(p, heading, NULL);
        break;
    case REQUESTED:
        add_requested(p, c);
        break;
    case ELAPSED:
        add_elapsed(p, c);
        break;
    case DUID:
        dhcpv6_duid(p, c);
        break;
    case EMPTY:
        break;
    }
}

static void add_option(
    struct packet *p, struct cur *c, uint16_t code, uint16_t length, struct dhcpv6_inside in)
{
    const char *name = field_value_name(dhcpv6_option_names, code);
    const struct option *option = find(code);
    struct item *item =
        packet_add(p, D6_OPTION_NAME, c->at, (uint32_t)D6_OPTION_HEADER + length, 0);
    if (item)
        item->bytes =
            name ? bytes_of(name, strlen(name)) : packet_format(p, "DHCP option %u", code);
    packet_open(p, item);
    packet_u16(p, c, D6_OPTION_TYPE);
    packet_u16(p, c, D6_OPTION_LENGTH);
    struct cur value = cur_sub(c, length);
    if (option && !c->error) add_value(p, &value, option, in);
    if (value.error && !c->error) c->error = value.error;
    packet_shut(p, item, NULL);
}

void dhcpv6_options(struct packet *p, struct cur *c, struct dhcpv6_inside in)
{
    if (in.nest++ == NEST_MAX && !c->error) c->error = CUR_MALFORMED;
    while (cur_left(c) >= D6_OPTION_HEADER) {
        const uint8_t *at = cur_peek(c, 0, D6_OPTION_HEADER);
        if (!at) {
            packet_skip(c, D6_OPTION_HEADER); /* the capture was cut: says so */
            return;
        }
        uint16_t length = bytes_be16(at + 2);
        if (length > cur_left(c) - D6_OPTION_HEADER) return;
        add_option(p, c, bytes_be16(at), length, in);
    }
}
