/* Messages of the TLS handshake as QUIC carries them: without records (RFC 9001 4.1.3).
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/tls.h"

enum { HEADER = 4, DEPTH = 2, TLS_1_3 = 0x0304 };

/* Messages, or the beginning of one. */
static void dissect(struct packet *p, struct cur *c)
{
    struct tls tls = {.memory = NULL};
    tls.memory = &tls.own;
    tls.own.version = TLS_1_3;
    p->layer->depth = DEPTH; /* inside of the frame */
    const uint8_t *at = cur_peek(c, 0, HEADER);
    const char *name = at ? field_value_name(tls_handshake_types, *at) : NULL;
    uint32_t whole = at ? HEADER + bytes_be24(at + 1) : UINT32_MAX;
    bool piece = whole > cur_left(c);
    if (piece) {
        p->layer->trouble = packet_format(p, "%s (fragment)", name ? name : "Unknown");
        struct item *item = packet_add(p, TLS_HANDSHAKE, c->at, cur_left(c), 0);
        if (item)
            item->bytes = packet_format(p, "Handshake Protocol: %.*s", (int)p->layer->trouble.len,
                (const char *)p->layer->trouble.at);
    } else {
        p->layer->trouble = packet_format(p, "%s", tls_read_handshake(p, &tls, *c));
    }
    c->at = c->end;
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    text_put(text, "TLSv1.3 Record Layer: Handshake Protocol: ");
    text_add(text, layer->trouble.at, layer->trouble.len);
}

const struct proto proto_tls_quic = {.name = "tls",
    .brief = "TLS",
    .fields = tls_fields,
    .nfields = TLS_FIELDS,
    .dissect = dissect,
    .describe = describe};
