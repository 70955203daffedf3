/* The stream of the handshake in the CRYPTO frames of QUIC packets, one for each kind of keys.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/dissector.h"
#include "dissect/proto.h"
#include "dissect/proto/quic.h"
#include "dissect/proto/tls.h"
#include "dissect/registry.h"
#include "dissect/tracker.h"

extern const struct proto proto_tls_quic;

enum { MESSAGE_HEADER = 4, CLIENT_HELLO = 1, SERVER_HELLO = 2, VERSION = 2, RANDOM = 32 };

static bool is_there(const struct quic_stream *stream, uint32_t at)
{
    return stream->there[at / 8] >> at % 8 & 1;
}

static uint32_t filled(const struct quic_stream *stream)
{
    uint32_t at = stream->told;
    while (at < QUIC_CRYPTO_KEPT && is_there(stream, at))
        at++;
    return at - stream->told;
}

/* What the hellos tell of the keys: they are read before TLS has its turn, since more packets of the same
 * datagram may depend on them. */
static void learn(struct quic_memory *memory, struct cur c)
{
    const uint8_t *type = cur_take(&c, MESSAGE_HEADER);
    packet_skip(&c, VERSION);
    const uint8_t *random = cur_take(&c, RANDOM);
    if (!type || !random) return;
    if (*type == CLIENT_HELLO) {
        memcpy(memory->random, random, RANDOM);
        memory->has_random = true;
    }
    if (*type != SERVER_HELLO) return;
    const uint8_t *session = cur_take(&c, 1);
    packet_skip(&c, session ? *session : 0);
    const uint8_t *suite = cur_take(&c, 2);
    if (suite) memory->cipher = bytes_be16(suite);
}

/* Hands messages to TLS, or the beginning of one. */
static void tell(struct packet *p, struct quic_stream *stream, uint32_t length)
{
    struct cur c =
        packet_source(p, bytes_of(stream->crypto + stream->told, length), "QUIC handshake");
    if (!c.error) packet_unit(p, dissector_entry(p->dissector, &proto_tls_quic), c, false);
}

/* Of the message `at` bytes behind what was told, if all of it is there; else 0. */
static uint32_t message_length(const struct quic_stream *stream, uint32_t at, uint32_t ready)
{
    const uint8_t *message = stream->crypto + stream->told + at;
    if (ready - at < MESSAGE_HEADER) return 0;
    uint32_t length = MESSAGE_HEADER + bytes_be24(message + 1);
    return length <= ready - at ? length : 0;
}

bool quic_crypto(struct packet *p, struct quic *quic, uint64_t offset, struct bytes bytes)
{
    if (!quic->memory || quic->level == QUIC_EARLY || offset > QUIC_CRYPTO_KEPT ||
        bytes.len > QUIC_CRYPTO_KEPT - offset)
        return false;
    struct quic_stream *stream = &quic->memory->sides[p->side].streams[quic->level];
    bool fresh = !bytes.len;
    for (uint32_t i = 0, at = (uint32_t)offset; i < bytes.len; i++, at++) {
        if (is_there(stream, at)) continue;
        fresh = true;
        stream->there[at / 8] |= (uint8_t)(1u << at % 8);
        stream->crypto[at] = bytes.at[i];
    }
    uint32_t end = (uint32_t)offset + (uint32_t)bytes.len;
    if (end > stream->end) stream->end = end;
    if (stream->told + filled(stream) < stream->end) return !fresh; /* there are gaps */
    uint32_t ready = filled(stream), whole = 0;
    for (uint32_t next; (next = message_length(stream, whole, ready)); whole += next)
        learn(quic->memory,
            (struct cur){.data = stream->crypto + stream->told + whole, .end = next, .cap = next});
    if (whole) tell(p, stream, whole);
    stream->told += whole;
    if (whole) stream->begun = false;
    if (whole < ready && !stream->begun) {
        tell(p, stream, ready - whole);
        stream->begun = true;
    }
    return !fresh;
}
