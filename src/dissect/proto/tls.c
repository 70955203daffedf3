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

enum { HEADER = 5, LONGEST = 16384 + 2048, WORDS = 1024 };

const char *tls_short_version(unsigned version)
{
    switch (version) {
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

/* As much of a record's header as there is. */
static bool may_be_record(const uint8_t *at, uint32_t there)
{
    if (there >= HEADER) return is_record(at);
    return at[0] >= TLS_CHANGE && at[0] <= TLS_HEARTBEAT && (there < 2 || at[1] == 3) &&
           (there < 3 || at[2] <= 4);
}

static bool recognises(const struct packet *p, struct cur c)
{
    (void)p;
    const uint8_t *at = cur_peek(&c, 0, HEADER + 1);
    if (!at || !is_record(at)) return false;
    return at[0] != TLS_IS_HANDSHAKE || field_value_name(tls_handshake_types, at[HEADER]) ||
           bytes_be16(at + 3) >= 40; /* an encrypted one may begin with anything */
}

static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    uint32_t at = c->at, all = c->end - c->at;
    while (at < c->end) {
        uint32_t left = c->end - at;
        const uint8_t *header = cur_at(c, at, left < HEADER ? left : HEADER);
        if (!header || !may_be_record(header, left)) {
            extent->whole = all;
            return;
        }
        uint32_t need = left < HEADER ? HEADER : HEADER + bytes_be16(header + 3);
        if (need > left) {
            extent->more = left < HEADER ? STREAM_NEXT_SEGMENT : need - left;
            break;
        }
        at += need;
    }
    extent->whole = last ? all : at - c->at;
}

/* --- records ------------------------------------------------------------------------------------ */

/* The words for the Info column, separated by commas. */
void tls_add_words(struct packet *p, const char *words)
{
    struct bytes *text = &p->layer->trouble;
    if (!text->len) {
        *text = bytes_of_string(words);
        return;
    }
    if (text->len > WORDS) return;
    *text = packet_format(p, "%.*s, %s", (int)text->len, (const char *)text->at, words);
}

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
    bool whole = !tls->opened || tls_deliver(p, tls, text);
    if (!whole) p->layer->trouble = (struct bytes){0}; /* as in Wireshark: what was said is lost */
    tls_add_words(p, whole ? "Application Data" : "[TLS segment of a reassembled PDU]");
}

/* What the record is about, for its line: "Handshake Protocol: Client Hello". */
static void name_record(struct packet *p, struct tls *tls, struct item *item, unsigned type,
    unsigned version, struct cur body)
{
    const char *name = field_value_name(tls_content_types, type), *short_version;
    if (!item) return;
    short_version = tls_short_version(tls->memory->version ? tls->memory->version : version);
    if (!short_version) short_version = "TLS";
    const char *about = NULL;
    if (type == TLS_IS_HANDSHAKE) about = tls_handshake_words(p, tls, &body);
    if (type == TLS_CHANGE) about = "Change Cipher Spec";
    if (type == TLS_IS_DATA) about = tls_application(p, tls);
    if (type == TLS_IS_DATA && tls->opened && !about) about = "Application Data";
    if (type == TLS_IS_ALERT) {
        item->bytes =
            packet_format(p, "%s Record Layer: %s", short_version, tls_alert_words(p, tls, &body));
    } else {
        item->bytes = packet_format(p, "%s Record Layer: %s Protocol%s%s", short_version,
            name ? name : "Unknown", about ? ": " : "", about ? about : "");
    }
}

static void set_column(struct packet *p, const struct tls *tls, unsigned version)
{
    const char *name = tls_short_version(tls->memory->version ? tls->memory->version : version);
    if (name) p->layer->column = name;
}

static void add_message_words(struct packet *p, const struct tls *tls, struct cur c)
{
    do {
        const uint8_t *at = cur_peek(&c, 0, 4);
        uint32_t length = at ? 4 + ((uint32_t)at[1] << 16 | bytes_be16(at + 2)) : 4;
        if (c.cap < c.end && length > cur_captured(&c)) return;
        const char *words = tls_handshake_words(p, tls, &c);
        tls_add_words(p, words);
        if (!at || strcmp(words, "Encrypted Handshake Message") == 0) return;
        packet_skip(&c, length);
    } while (cur_left(&c));
}

/* What is inside of the record: as it came, or opened. */
static void dissect_content(
    struct packet *p, struct tls *tls, unsigned type, struct cur sealed, struct cur body)
{
    bool cut = cur_captured(&body) < cur_left(&body);
    if (cut && type != TLS_IS_HANDSHAKE) return; /* whose whole messages can be read */
    switch (type) {
    case TLS_CHANGE:
        packet_add(p, TLS_CCS, body.at, 1, 0);
        if (tls->memory->version != 0x0304) tls->memory->changed[p->side] = true;
        tls_change_cipher(p, tls);
        tls_add_words(p, "Change Cipher Spec");
        break;
    case TLS_IS_ALERT:
        tls_read_alert(p, tls, body);
        break;
    case TLS_IS_HANDSHAKE:
        tls_read_handshake(p, tls, body);
        break;
    case TLS_IS_DATA:
        dissect_data(p, tls, sealed, body);
        break;
    default:
        tls_add_words(p, "Heartbeat");
        break;
    }
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
    if (type == TLS_IS_HANDSHAKE) add_message_words(p, tls, body);
    name_record(p, tls, item, type, version, body);
    packet_open(p, item);
    bool opaque = header[0] == TLS_IS_DATA && tls->memory->version == 0x0304;
    packet_u8(p, c, opaque ? TLS_OPAQUE_TYPE : TLS_CONTENT_TYPE);
    packet_u16(p, c, TLS_VERSION);
    packet_u16(p, c, TLS_LENGTH);
    if (opaque && tls->opened) packet_add_uint(p, TLS_CONTENT_TYPE, c->at, 0, type, ITEM_GENERATED);
    packet_skip(c, length);
    dissect_content(p, tls, type, sealed, body);
    tls->opened = false;
    packet_shut(p, item, NULL);
    set_column(p, tls, version);
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
        if (!header || !is_record(header)) {
            packet_rest(p, c, TLS_UNKNOWN);
            tls_add_words(p, "Ignored Unknown Record");
            if (!p->layer->column && tls.memory->version) set_column(p, &tls, 0);
            c->at = c->end;
            break;
        }
        dissect_record(p, &tls, header, c);
    }
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    (void)p;
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static const struct link links[] = {{"tcp.port", 443}, {NULL, 0}};

const struct proto proto_tls = {.name = "tls",
    .title = "Transport Layer Security",
    .column = "TLS",
    .fields = tls_fields,
    .nfields = TLS_FIELDS,
    .links = links,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .separator = ", ",
    .tells_beginning = true,
    .heuristic_table = "tcp",
    .recognises = recognises};
