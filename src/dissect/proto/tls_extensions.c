/* The extensions of TLS hellos (RFC 6066, RFC 8446 4.2): a type, a length, and what the type says.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "dissect/proto/tls.h"

enum {
    SERVER_NAME = 0,
    STATUS_REQUEST = 5,
    GROUPS = 10,
    POINT_FORMATS = 11,
    SIGNATURES = 13,
    USE_SRTP = 14,
    HEARTBEAT = 15,
    ALPN = 16,
    TIMESTAMPS = 18,
    PADDING = 21,
    ENCRYPT_THEN_MAC = 22,
    RECORD_SIZE = 28,
    DELEGATED = 34,
    TICKET = 35,
    DRAFT_KEY_SHARE = 40, /* until the 23rd draft of TLS 1.3 */
    VERSIONS = 43,
    PSK_MODES = 45,
    SIGNATURES_CERT = 50,
    KEY_SHARE = 51,
    DRAFT_CONNECTION_ID = 53,
    CONNECTION_ID = 54,
    RENEGOTIATION = 65281
};

/* RFC 8701: values nobody means, to keep peers from choking on unknown ones. */
bool tls_is_grease(unsigned number)
{
    return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}

void tls_print_number(char *list, size_t size, unsigned number)
{
    size_t used = strlen(list);
    if (used + 8 < size) snprintf(list + used, size - used, used ? "-%u" : "%u", number);
}

/* A heading with what is below it; its length is that of the rest of the cursor. */
static struct item *heading(struct packet *p, const struct cur *c, unsigned field)
{
    struct item *item = packet_add(p, field, c->at, cur_left(c), 0);
    packet_open(p, item);
    return item;
}

static void read_server_name(struct packet *p, struct cur *c)
{
    if (!cur_left(c)) return;
    struct item *item = heading(p, c, TLS_SNI);
    packet_u16(p, c, TLS_SNI_LIST_LEN);
    while (cur_left(c) && !c->error) {
        packet_u8(p, c, TLS_SNI_TYPE);
        packet_bytes(p, c, TLS_SNI_NAME, packet_u16(p, c, TLS_SNI_LEN));
    }
    packet_shut(p, item, NULL);
}

static void read_groups(struct packet *p, struct cur *c, struct tls_print *print)
{
    uint16_t length = packet_u16(p, c, TLS_GROUPS_LENGTH);
    struct item *item = heading(p, c, TLS_GROUPS);
    if (item)
        item->bytes = packet_format(
            p, "Supported Groups (%u group%s)", length / 2u, length / 2 == 1 ? "" : "s");
    while (cur_left(c) >= 2) {
        unsigned group = packet_u16(p, c, TLS_GROUP);
        if (c->error) break;
        if (!tls_is_grease(group)) tls_print_number(print->groups, sizeof print->groups, group);
    }
    packet_shut(p, item, NULL);
}

static void read_points(struct packet *p, struct cur *c, struct tls_print *print)
{
    uint8_t length = packet_u8(p, c, TLS_POINTS_LENGTH);
    struct item *item = heading(p, c, TLS_POINTS);
    if (item) item->bytes = packet_format(p, "Elliptic curves point formats (%u)", length);
    while (cur_left(c) && !c->error)
        tls_print_number(print->points, sizeof print->points, packet_u8(p, c, TLS_POINT));
    packet_shut(p, item, NULL);
}

void tls_add_signatures(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    if (!at) {
        packet_skip(c, 2);
        return;
    }
    struct item *item = packet_add_uint(p, TLS_SIG, c->at, 2, bytes_be16(at), 0);
    packet_open(p, item);
    packet_u8(p, c, TLS_SIG_HASH);
    packet_u8(p, c, TLS_SIG_SIG);
    packet_shut(p, item, NULL);
}

void tls_read_signatures(struct packet *p, struct cur *c)
{
    uint16_t length = packet_u16(p, c, TLS_SIGS_LENGTH);
    struct cur list = cur_sub(c, length);
    struct item *item = heading(p, &list, TLS_SIGS);
    if (item)
        item->bytes = packet_format(p, "Signature Hash Algorithms (%u algorithm%s)", length / 2u,
            length / 2 == 1 ? "" : "s");
    while (cur_left(&list) && !list.error)
        tls_add_signatures(p, &list);
    packet_shut(p, item, NULL);
}

static void read_alpn(struct packet *p, struct tls *tls, struct cur *c, unsigned hello)
{
    packet_u16(p, c, TLS_ALPN_LEN);
    struct item *item = heading(p, c, TLS_ALPN_LIST);
    while (cur_left(c) && !c->error) {
        uint8_t length = packet_u8(p, c, TLS_ALPN_STR_LEN);
        const uint8_t *name = packet_bytes(p, c, TLS_ALPN_STR, length);
        if (name && hello != TLS_CLIENT_HELLO && length < sizeof tls->memory->alpn) {
            memcpy(tls->memory->alpn, name, length);
            tls->memory->alpn[length] = 0;
        }
    }
    packet_shut(p, item, NULL);
}

static void read_versions(struct packet *p, struct tls *tls, struct cur *c, unsigned hello)
{
    if (hello == TLS_CLIENT_HELLO) packet_u8(p, c, TLS_SUPPORTED_LEN);
    while (cur_left(c) >= 2) {
        unsigned version = packet_u16(p, c, TLS_SUPPORTED);
        if (hello == TLS_SERVER_HELLO && tls_short_version(version))
            tls->memory->version = (uint16_t)tls_spoken(version);
        if (c->error) break;
    }
}

/* The 16 bits at the cursor, which goes on; 0 if they are not there. */
static unsigned take_u16(struct cur *c)
{
    const uint8_t *at = cur_take(c, 2);
    return at ? bytes_be16(at) : 0;
}

/* version, random, session ID, suite, compression; then the extensions, of which one may tell. */
unsigned tls_chosen(struct cur c)
{
    enum { RANDOM = 32, SUITE = 3, SUPPORTED_VERSIONS = 43 };
    unsigned version = take_u16(&c);
    cur_take(&c, RANDOM);
    const uint8_t *session = cur_take(&c, 1);
    cur_take(&c, session ? *session + SUITE : 0);
    struct cur list = cur_sub(&c, take_u16(&c));
    while (cur_left(&list) && !list.error) {
        unsigned type = take_u16(&list);
        struct cur body = cur_sub(&list, take_u16(&list));
        if (type == SUPPORTED_VERSIONS) version = take_u16(&body);
    }
    return version;
}

static void read_share(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 4);
    struct item *item =
        packet_add(p, TLS_KEY_SHARE_ENTRY, c->at, at ? 4u + bytes_be16(at + 2) : 0, 0);
    if (item && at) {
        const char *name = field_value_name(tls_groups, bytes_be16(at));
        item->bytes = packet_format(p, "Key Share Entry: Group: %s, Key Exchange length: %u",
            name                            ? name
            : tls_is_grease(bytes_be16(at)) ? "Reserved (GREASE)"
                                            : "Unknown",
            bytes_be16(at + 2));
    }
    packet_open(p, item);
    packet_u16(p, c, TLS_KEY_SHARE_GROUP);
    packet_bytes(p, c, TLS_KEY_SHARE_KEY, packet_u16(p, c, TLS_KEY_SHARE_KEY_LEN));
    packet_shut(p, item, NULL);
}

static void read_key_share(struct packet *p, struct cur *c, unsigned hello)
{
    struct item *item = heading(p, c, TLS_KEY_SHARE);
    if (hello == TLS_CLIENT_HELLO) packet_u16(p, c, TLS_KEY_SHARE_LEN);
    if (hello == TLS_SERVER_HELLO &&
        cur_left(c) == 2) { /* a request to try again with this group */
        packet_u16(p, c, TLS_KEY_SHARE_SELECTED);
    }
    while (cur_left(c) && !c->error)
        read_share(p, c);
    packet_shut(p, item, NULL);
}

/* RFC 6066 8: from which responders, and with which extensions, both most often empty. */
static void read_status_request(struct packet *p, struct cur *c)
{
    packet_u8(p, c, TLS_STATUS_TYPE);
    packet_skip(c, packet_u16(p, c, TLS_STATUS_RESPONDERS));
    packet_skip(c, packet_u16(p, c, TLS_STATUS_EXTENSIONS));
}

/* Which ways of sealing media the keys may be used for (RFC 5764 4.1.1). */
static void read_srtp(struct packet *p, struct cur *c)
{
    uint16_t length = packet_u16(p, c, TLS_SRTP_LENGTH);
    struct cur list = cur_sub(c, length);
    while (cur_left(&list) >= 2 && !list.error)
        packet_u16(p, &list, TLS_SRTP_PROFILE);
    uint8_t identifier = packet_u8(p, c, TLS_SRTP_MKI_LENGTH);
    if (identifier) packet_bytes(p, c, TLS_SRTP_MKI, identifier);
}

/* The ID that this side wants to be called by.  RFC 9146 3. */
static void read_connection_id(struct packet *p, struct tls *tls, struct cur *c)
{
    uint8_t length = packet_u8(p, c, TLS_ID_LENGTH);
    if (length) packet_bytes(p, c, TLS_ID, length);
    if (!c->error) tls->memory->id_lengths[p->side] = length;
}

static void read_extension(struct packet *p, struct tls *tls, unsigned type, struct cur *c,
    unsigned hello, struct tls_print *print)
{
    struct item *item;
    switch (type) {
    case SERVER_NAME:
        read_server_name(p, c);
        break;
    case STATUS_REQUEST:
        if (hello == TLS_CERTIFICATE)
            tls_read_status(p, c);
        else if (cur_left(c))
            read_status_request(p, c);
        break;
    case GROUPS:
        read_groups(p, c, print);
        break;
    case POINT_FORMATS:
        read_points(p, c, print);
        break;
    case SIGNATURES:
    case SIGNATURES_CERT:
    case DELEGATED:
        tls_read_signatures(p, c);
        break;
    case USE_SRTP:
        read_srtp(p, c);
        break;
    case HEARTBEAT:
        packet_u8(p, c, TLS_BEAT_MODE);
        break;
    case ALPN:
        read_alpn(p, tls, c, hello);
        break;
    case TIMESTAMPS: /* in a request there are none */
        if (cur_left(c)) tls_read_timestamps(p, c);
        break;
    case RECORD_SIZE:
        packet_u16(p, c, TLS_RECORD_SIZE);
        break;
    case TICKET:
        if ((item = packet_add(p, TLS_TICKET_DATA, c->at, cur_left(c), 0)))
            item->bytes =
                packet_format(p, "Data (%u byte%s)", cur_left(c), cur_left(c) == 1 ? "" : "s");
        break;
    case VERSIONS:
        read_versions(p, tls, c, hello);
        break;
    case ENCRYPT_THEN_MAC:
        if (hello == TLS_SERVER_HELLO) tls->memory->encrypt_then_mac = true;
        break;
    case PSK_MODES:
        packet_u8(p, c, TLS_PSK_MODES_LEN);
        while (cur_left(c) && !c->error)
            packet_u8(p, c, TLS_PSK_MODE);
        break;
    case KEY_SHARE:
    case DRAFT_KEY_SHARE:
        read_key_share(p, c, hello);
        break;
    case PADDING:
        packet_rest(p, c, TLS_EXT_PADDING);
        break;
    case DRAFT_CONNECTION_ID:
    case CONNECTION_ID:
        read_connection_id(p, tls, c);
        break;
    case RENEGOTIATION:
        item = heading(p, c, TLS_RENEG);
        packet_u8(p, c, TLS_RENEG_LEN);
        packet_shut(p, item, NULL);
        break;
    default:
        if (cur_left(c)) packet_rest(p, c, TLS_EXT_DATA);
        break;
    }
}

void tls_read_extensions(
    struct packet *p, struct tls *tls, struct cur *c, unsigned hello, struct tls_print *print)
{
    uint16_t length = packet_u16(p, c, TLS_EXTS_LENGTH);
    struct cur list = cur_sub(c, length);
    while (cur_left(&list) && !list.error) {
        const uint8_t *at = cur_peek(&list, 0, 4);
        unsigned type = at ? bytes_be16(at) : 0, size = at ? bytes_be16(at + 2) : 0;
        struct item *item = packet_add(p, TLS_EXT, list.at, 4 + size, 0);
        if (item) {
            const char *name = field_value_name(tls_extensions, type);
            if (!name && tls_is_grease(type)) name = "Reserved (GREASE)";
            item->bytes = name
                              ? packet_format(p, "Extension: %s (len=%u)", name, size)
                              : packet_format(p, "Extension: Unknown type %u (len=%u)", type, size);
        }
        packet_open(p, item);
        packet_u16(p, &list, TLS_EXT_TYPE);
        packet_u16(p, &list, TLS_EXT_LEN);
        struct cur body = cur_sub(&list, size);
        if (list.error) {
            c->error = list.error;
        } else {
            if (!tls_is_grease(type))
                tls_print_number(print->extensions, sizeof print->extensions, type);
            read_extension(p, tls, type, &body, hello, print);
            if (body.error) c->error = body.error;
        }
        packet_shut(p, item, NULL);
    }
}
