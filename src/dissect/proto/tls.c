/* Transport Layer Security, RFC 5246 and 8446 (and SSL 3, RFC 6101): records in a stream.
 *
 *      0        1                 3                 5
 *      +--------+--------+--------+--------+--------+---------- - -
 *      |  type  |     version     |     length      |  fragment
 *      +--------+--------+--------+--------+--------+---------- - -
 *
 * 20 change cipher spec, 21 alert, 22 handshake, 23 application data.  Behind a ChangeCipherSpec all
 * of that side is encrypted; in TLS 1.3 everything after the hellos is, and called application data.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/tls.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "dissect/tracker.h"

enum { HEADER = 5, LONGEST = 16384 + 2048 };

unsigned tls_draft(unsigned version)
{
    enum { FACEBOOK_23 = 0xfb17, FACEBOOK_26 = 0xfb1a };
    bool draft = version >> 8 == 0x7f || version == FACEBOOK_23 || version == FACEBOOK_26;
    return draft ? version & 0xff : 0;
}

unsigned tls_spoken(unsigned version)
{
    return tls_draft(version) ? 0x0304 : version;
}

const char *tls_short_version(unsigned version)
{
    switch (tls_spoken(version)) {
    case 0x0002:
        return "SSLv2";
    case 0x0300:
        return "SSLv3";
    case 0x0301:
        return "TLSv1";
    case 0x0302:
        return "TLSv1.1";
    case 0x0303:
        return "TLSv1.2";
    case 0x0304:
        return "TLSv1.3";
    case 0x0100:
        return "DTLS 1.0 (OpenSSL pre 0.9.8f)";
    case 0xfeff:
        return "DTLSv1.0";
    case 0xfefd:
        return "DTLSv1.2";
    default:
        return NULL;
    }
}

static bool is_record(const uint8_t *at)
{
    unsigned length = bytes_be16(at + 3);
    return at[0] >= TLS_CHANGE && at[0] <= TLS_HEARTBEAT && at[1] == 3 && at[2] <= 4 && length &&
           length <= LONGEST;
}

enum { HTTPS = 443 };

static bool is_at_home(const struct packet *p)
{
    return p->port_pair >> 16 == HTTPS || (p->port_pair & 0xffff) == HTTPS;
}

static bool begins_as_text(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, HEADER);
    for (unsigned i = 0; at && i < 4; i++)
        if (at[i] < ' ' || at[i] > '~') return false;
    return at != NULL;
}

/* At its own port whatever is no text: the beginning may not have been captured. */
static bool recognises(const struct packet *p, struct cur c)
{
    if (is_at_home(p) && cur_left(&c)) return !begins_as_text(&c);
    uint32_t there = cur_captured(&c);
    const uint8_t *at = cur_peek(&c, 0, there);
    if (at && tls_v2_length(at, there)) return true;
    at = cur_peek(&c, 0, HEADER + 1);
    if (!at || !is_record(at)) return false;
    return at[0] != TLS_IS_HANDSHAKE || field_value_name(tls_handshake_types, at[HEADER]) ||
           bytes_be16(at + 3) >= 40; /* an encrypted one may begin with anything */
}

static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    uint32_t at = c->at, all = c->end - c->at;
    const uint8_t *hello = cur_at(c, at, all);
    uint32_t old = hello ? tls_v2_length(hello, all) : 0;
    if (old > all && !last) {
        extent->more = old - all;
        return;
    }
    if (old) {
        extent->whole = old < all ? old : all;
        return;
    }
    while (at < c->end) {
        uint32_t left = c->end - at;
        if (left < HEADER) {
            extent->more = STREAM_NEXT_SEGMENT;
            break;
        }
        const uint8_t *header = cur_at(c, at, HEADER);
        if (!header || !is_record(header)) {
            extent->whole = all;
            return;
        }
        uint32_t need = HEADER + bytes_be16(header + 3);
        if (need > left) {
            extent->more = need - left;
            break;
        }
        at += need;
    }
    extent->whole = last ? all : at - c->at;
}

/* --- records ------------------------------------------------------------------------------------ */

static bool alert_is_plain(const struct packet *p, const struct tls *tls, const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    return cur_left(c) == 2 && at && (at[0] == 1 || at[0] == 2) &&
           (tls->opened || !tls->memory->changed[p->side]);
}

const char *tls_alert_words(struct packet *p, const struct tls *tls, const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    if (!alert_is_plain(p, tls, c)) return "Encrypted Alert";
    const char *name = field_value_name(tls_alerts, at[1]);
    struct bytes words = packet_format(p, "Alert (Level: %s, Description: %s)",
        at[0] == 1 ? "Warning" : "Fatal", name ? name : "Unknown");
    return words.len ? (const char *)words.at : "Alert";
}

void tls_read_alert(struct packet *p, struct tls *tls, struct cur c)
{
    bool plain = alert_is_plain(p, tls, &c);
    struct item *item = packet_add(p, TLS_ALERT, c.at, cur_left(&c), 0);
    tls_add_words(p, tls_alert_words(p, tls, &c));
    if (!plain) {
        if (item) item->bytes = bytes_of_string("Alert Message: Encrypted Alert");
        return;
    }
    packet_open(p, item);
    packet_u8(p, &c, TLS_ALERT_LEVEL);
    packet_u8(p, &c, TLS_ALERT_DESC);
    packet_shut(p, item, NULL);
}

/* The data as sealed; what they say, if they could be opened, is the next protocol's. */
static void dissect_data(struct packet *p, struct tls *tls, struct cur sealed, struct cur text)
{
    const char *name = tls_application(p, tls);
    packet_rest(p, &sealed, TLS_APP_DATA);
    if (name) {
        struct item *item = packet_add(p, TLS_APP_PROTO, p->layer->offset, 0, ITEM_GENERATED);
        if (item) item->bytes = bytes_of_string(name);
    }
    tls_add_words(p, "Application Data");
    if (tls->opened && !tls_deliver(p, tls, text))
        tls_replace_words(p, "[TLS segment of a reassembled PDU]");
}

static const char *version_words(const struct tls *tls, unsigned version)
{
    const char *name = tls_short_version(tls->memory->version ? tls->memory->version : version);
    return name ? name : "TLS";
}

static void set_column(struct packet *p, const struct tls *tls, unsigned version)
{
    const char *name = tls_short_version(tls->memory->version ? tls->memory->version : version);
    if (name) p->layer->column = name;
}

/* What is inside of the record: as it came, or opened.  Returns what it is, for the record's own line,
 * NULL where nothing can be said. */
static const char *dissect_content(
    struct packet *p, struct tls *tls, unsigned type, struct cur sealed, struct cur *body)
{
    bool cut = cur_captured(body) < cur_left(body);
    switch (type) {
    case TLS_CHANGE:
        if (cut) return "Change Cipher Spec";
        packet_add(p, TLS_CCS, body->at, 1, 0);
        if (tls->memory->version != 0x0304) tls->memory->changed[p->side] = true;
        tls_change_cipher(p, tls);
        tls_add_words(p, "Change Cipher Spec");
        return "Change Cipher Spec";
    case TLS_IS_ALERT:
        if (!cut) tls_read_alert(p, tls, *body);
        return tls_alert_words(p, tls, body);
    case TLS_IS_HANDSHAKE: /* whose whole messages can be read */
        return tls_read_handshake(p, tls, *body);
    case TLS_IS_DATA: {
        const char *about = tls_application(p, tls);
        if (!cut) dissect_data(p, tls, sealed, *body);
        return tls->opened && !about ? "Application Data" : about;
    }
    default:
        return tls_read_heartbeat(p, tls, body);
    }
}

/* "TLSv1.2 Record Layer: Handshake Protocol: Client Hello". */
static struct bytes record_words(
    struct packet *p, const char *version, unsigned type, const char *about)
{
    const char *name = field_value_name(tls_content_types, type);
    if (type == TLS_IS_ALERT || type == TLS_HEARTBEAT)
        return packet_format(p, "%s Record Layer: %s", version, about);
    return packet_format(p, "%s Record Layer: %s Protocol%s%s", version, name ? name : "Unknown",
        about ? ": " : "", about ? about : "");
}

const char tls_plain_data[] = "Decrypted TLS";

/* The record's bytes after they were opened, as a source of their own; those as they came if they
 * stay shut. */
static struct cur open_record(
    struct packet *p, struct tls *tls, const uint8_t *header, struct cur sealed, unsigned *type)
{
    struct tls_opened opened;
    uint32_t length = cur_left(&sealed);
    const uint8_t *at = cur_peek(&sealed, 0, length);
    tls->opened = false;
    if (!at || !tls_open(p, tls, header, bytes_of(at, length), &opened)) return sealed;
    const char *name = opened.type == TLS_IS_DATA ? tls_plain_data : "Decrypted TLS";
    struct cur body = packet_source(p, bytes_of(opened.plain, opened.length), name);
    if (body.error) return sealed;
    tls->opened = true;
    *type = opened.type;
    if (p->conversation && p->tracker->inner)
        tls->inner = p->tracker->inner(p->tracker, p->conversation);
    return body;
}

static void dissect_record(struct packet *p, struct tls *tls, const uint8_t *header, struct cur *c)
{
    unsigned type = header[0], version = bytes_be16(header + 1), length = bytes_be16(header + 3);
    struct item *item = packet_add(p, TLS_RECORD, c->at, HEADER + length, 0);
    struct cur ahead = *c;
    packet_skip(&ahead, HEADER);
    struct cur sealed = cur_sub(&ahead, length);
    struct cur body = open_record(p, tls, header, sealed, &type);
    const char *spoken = version_words(tls, version); /* before it is agreed on otherwise */
    packet_open(p, item);
    bool opaque = header[0] == TLS_IS_DATA && tls->memory->version == 0x0304;
    packet_u8(p, c, opaque ? TLS_OPAQUE_TYPE : TLS_CONTENT_TYPE);
    packet_u16(p, c, TLS_VERSION);
    packet_u16(p, c, TLS_LENGTH);
    if (opaque && tls->opened) packet_add_uint(p, TLS_CONTENT_TYPE, c->at, 0, type, ITEM_GENERATED);
    packet_skip(c, length);
    uint8_t source = p->layer->source;
    if (type != TLS_IS_DATA) p->layer->source = body.source; /* where the items lie */
    const char *about = dissect_content(p, tls, type, sealed, &body);
    p->layer->source = source;
    tls->opened = false;
    packet_shut(p, item, NULL);
    if (item && !body.error) item->bytes = record_words(p, spoken, type, about);
    if (body.error) c->error = body.error;
    set_column(p, tls, version);
}

/* No record begins here: one is missed where the version is known by which it would be read, which is
 * none of 1.3; else it may be the middle of anything. */
static void dissect_unknown(struct packet *p, const struct tls *tls, struct cur *c)
{
    unsigned version = tls->memory->version;
    if (version == 0 || version == 0x0304) {
        if (!p->layer->column) p->layer->column = "SSL";
        tls_add_words(p, "Continuation Data");
        if (!version && p->conversation) p->conversation->proto = NULL; /* it may be another's */
    } else {
        struct item *item = packet_add(p, TLS_UNKNOWN, c->at, cur_captured(c), 0);
        packet_open(p, item);
        packet_note(p, TLS_N_UNKNOWN, NOTE_WARNING, NOTE_PROTOCOL, "Ignored Unknown Record");
        packet_shut(p, item, NULL);
        tls_add_words(p, "Ignored Unknown Record");
    }
    c->at = c->end;
}

static void dissect(struct packet *p, struct cur *c)
{
    struct tls tls = {.memory = NULL};
    if (!cur_left(c)) { /* of a record that later segments complete */
        const struct layer *before = p->layer - 1;
        while (before > p->layers && before->proto != p->layer->proto)
            before--;
        p->layer->column = before > p->layers ? before->column : "TCP";
        return;
    }
    if (p->conversation && p->tracker->memory)
        tls.memory = p->tracker->memory(p->tracker, p->conversation, sizeof *tls.memory);
    if (!tls.memory) tls.memory = &tls.own;
    if (tls.memory->version) set_column(p, &tls, 0);
    while (cur_left(c) && !c->error) {
        const uint8_t *header = cur_peek(c, 0, HEADER);
        uint32_t there = cur_captured(c);
        if (header && !is_record(header) && tls_v2_length(cur_peek(c, 0, there), there)) {
            tls_read_v2(p, &tls, c);
            continue;
        }
        if (!header || !is_record(header)) {
            dissect_unknown(p, &tls, c);
            break;
        }
        dissect_record(p, &tls, header, c);
    }
}

static const struct link links[] = {{"tcp.port", HTTPS}, {NULL, 0}};

const struct proto proto_tls = {.name = "tls",
    .title = "Transport Layer Security",
    .column = "TLS",
    .fields = tls_fields,
    .nfields = TLS_FIELDS,
    .links = links,
    .dissect = dissect,
    .info = tls_info,
    .measure = measure,
    .directs = true,
    .sealed = true,
    .tells_beginning = true,
    .heuristic_table = "tcp",
    .recognises = recognises};
