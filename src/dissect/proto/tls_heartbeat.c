/* Are you there?  Heartbeats of TLS and DTLS, RFC 6520:
 *
 *      0        1                 3
 *      +--------+--------+--------+---------- - - --+------------ - - --+
 *      |  type  |     length      |  payload        |  padding          |
 *      +--------+--------+--------+---------- - - --+------------ - - --+
 *
 * A request is answered with its payload.  One whose length says more than there is asks for what
 * stands behind it in the memory of the peer (CVE-2014-0160, Heartbleed).
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto/tls.h"

enum { HEADER = 3, PADDING = 16 /* at least */ };

/* Too long for its record: what follows is taken for the payload. */
void tls_show_heartbeat_length(struct text *text, const struct packet *p, const struct item *item)
{
    const struct item *payload = item + 1, *end = p->items + p->nitems;
    while (payload < end && payload->field->show != tls_show_heartbeat_payload)
        payload++;
    text_format(text, "Payload Length: %u (invalid, using %u to decode payload)",
        (unsigned)item->number, payload < end ? payload->length : 0);
}

static void show_counted(struct text *text, const char *word, const struct item *item)
{
    text_format(text, "%s (%u byte%s)", word, item->length, item->length == 1 ? "" : "s");
}

void tls_show_heartbeat_payload(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    show_counted(text, "Payload", item);
}

void tls_show_heartbeat_padding(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    show_counted(text, "Padding and HMAC", item);
}

static void add_length(struct packet *p, struct cur *c, unsigned declared, bool fits)
{
    packet_u16(p, c, fits ? TLS_BEAT_LENGTH : TLS_BEAT_LENGTH_BAD);
    if (!fits)
        packet_note(p, TLS_N_BEAT_LENGTH, NOTE_ERROR, NOTE_MALFORMED,
            "Invalid heartbeat payload length (%u)", declared);
}

const char *tls_read_heartbeat(struct packet *p, struct tls *tls, struct cur *c)
{
    struct item *item = packet_add(p, TLS_BEAT, c->at, cur_left(c), 0);
    const uint8_t *at = cur_take(c, HEADER);
    const char *name = at ? field_value_name(tls_heartbeat_types, at[0]) : NULL;
    if (!at) return NULL;
    unsigned declared = bytes_be16(at + 1), left = cur_left(c);
    bool fits = declared + PADDING <= left;
    /* Datagrams have always told the payload as it is declared. */
    bool readable = name && (!tls->datagrams || tls->opened || fits || left < PADDING);
    if (!readable) {
        tls_add_words(p, "Encrypted Heartbeat");
        if (item) item->bytes = bytes_of_string("Encrypted Heartbeat Message");
        return "Encrypted Heartbeat";
    }
    struct bytes words = packet_format(p, "Heartbeat %s", name);
    name = words.len ? (const char *)words.at : "Heartbeat";
    tls_add_words(p, name);
    c->at -= HEADER;
    packet_open(p, item);
    packet_u8(p, c, TLS_BEAT_TYPE);
    add_length(p, c, declared, fits || tls->datagrams);
    packet_bytes(p, c, TLS_BEAT_PAYLOAD, fits || tls->datagrams ? declared : left);
    if (cur_left(c)) packet_rest(p, c, TLS_BEAT_PADDING);
    packet_shut(p, item, NULL);
    return name;
}
