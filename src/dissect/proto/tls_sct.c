/* Signed certificate timestamps, RFC 6962 3.2 and 3.3: public logs say that they have seen a
 * certificate.  They stand in the certificate itself, or in an extension of TLS.
 *
 *      +--------+--------+---------+-----------+------------+-----------+------------+---------
 *      | length | length | version |  log's ID | timestamp  | extensions| algorithm  | signature
 *      | of all | of one |  1 byte |  32 bytes | 8 bytes, ms| with length            with length
 *      +--------+--------+---------+-----------+------------+-----------+------------+---------
 * SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "dissect/proto/tls.h"
#include "dissect/registry.h"

extern const struct proto proto_tls;

enum { LOG_ID = 32 };
#define MILLISECOND (TIME_SECOND / 1000)

static void add_timestamp(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, 8);
    if (!at) return;
    uint64_t time = bytes_be64(at), latest = INT64_MAX / MILLISECOND;
    struct item *item = packet_add(p, TLS_SCT_TIME, offset, 8, 0);
    if (item) item->integer = (int64_t)(time < latest ? time : latest) * MILLISECOND;
}

static void read_one(struct packet *p, struct cur *list)
{
    const uint8_t *at = cur_peek(list, 0, 2);
    struct item *item = packet_add(p, TLS_SCT, list->at, at ? 2u + bytes_be16(at) : 0, 0);
    packet_open(p, item);
    struct cur c = cur_sub(list, packet_u16(p, list, TLS_SCT_LENGTH));
    packet_u8(p, &c, TLS_SCT_VERSION);
    packet_bytes(p, &c, TLS_SCT_LOG, LOG_ID);
    add_timestamp(p, &c);
    uint16_t length = packet_u16(p, &c, TLS_SCT_EXTS_LENGTH);
    if (length) packet_add(p, TLS_SCT_EXTS, c.at, length, 0);
    packet_skip(&c, length);
    tls_add_signatures(p, &c);
    packet_bytes(p, &c, TLS_SCT_SIG, packet_u16(p, &c, TLS_SCT_SIG_LENGTH));
    if (c.error) list->error = c.error;
    packet_shut(p, item, NULL);
}

void tls_read_timestamps(struct packet *p, struct cur *c)
{
    struct cur list = cur_sub(c, packet_u16(p, c, TLS_SCTS_LENGTH));
    while (cur_left(&list) && !list.error)
        read_one(p, &list);
    if (list.error) c->error = list.error;
}

void tls_read_certificate_timestamps(struct packet *p, struct cur c)
{
    const struct entry *entry = dissector_entry(p->dissector, &proto_tls);
    if (!entry) return;
    const uint8_t *want = p->want;
    const struct field *fields = p->fields;
    uint8_t source = p->layer->source;
    p->want = entry->want;
    p->fields = entry->proto->fields;
    p->layer->source = c.source; /* where the items lie */
    tls_read_timestamps(p, &c);
    p->layer->source = source;
    p->want = want;
    p->fields = fields;
}
