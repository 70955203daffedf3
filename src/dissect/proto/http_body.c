/* The body of an HTTP message: taken out of its chunks, unpacked, handed on (RFC 9112 7, RFC 9110
 * 8.4).  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/inflate.h"
#include "dissect/proto/http.h"
#include "dissect/proto/media.h"
#include "dissect/registry.h"
#include "dissect/tracker.h"

static uint8_t *room(const struct packet *p, size_t size)
{
    return p->tracker && p->tracker->room && size ? p->tracker->room(p->tracker, size) : NULL;
}

/* What is left of the layer and was captured. */
static struct bytes rest_of(const struct cur *c)
{
    uint32_t there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there);
    return bytes_of(at, at ? there : 0);
}

/* --- chunks (RFC 9112 7.1) ---------------------------------------------------------------------- */

/* One chunk behind its size line, as items. */
static void add_chunk(
    struct packet *p, const struct cur *c, const struct http_line *line, uint32_t size)
{
    struct item *chunk =
        packet_add(p, HTTP_CHUNK, line->at, line->next - line->at + size + (size ? 2 : 0), 0);
    if (chunk && size)
        chunk->bytes = packet_format(p, "Data chunk (%u octet%s)", size, size == 1 ? "" : "s");
    if (chunk && !size) chunk->bytes = bytes_of_string("End of chunked encoding");
    packet_open(p, chunk);
    packet_add_uint(p, HTTP_CHUNK_SIZE, line->at, line->next - line->at, size, 0);
    const uint8_t *data = size ? cur_at(c, line->next, size + 2) : NULL;
    if (data) {
        packet_add_bytes(p, HTTP_CHUNK_DATA, line->next, bytes_of(data, size), 0);
        packet_add_bytes(p, HTTP_CHUNK_BOUNDARY, line->next + size, bytes_of(data + size, 2), 0);
    }
    packet_shut(p, chunk, NULL);
}

/* Copies the data of all chunks to `out`, if it is not NULL; returns their length. */
static uint32_t join_chunks(struct packet *p, const struct cur *c, uint8_t *out)
{
    uint32_t at = c->at, used = 0, limit = c->end < c->cap ? c->end : c->cap;
    const struct bytes text = http_text(c);
    struct http_chunk chunk;
    while (http_chunk(text, at, &chunk)) {
        struct http_line line = chunk.line;
        const uint32_t size = (uint32_t)chunk.size;
        if (limit - line.next < 2 || chunk.size > limit - line.next - 2) break;
        const uint8_t *data = cur_at(c, line.next, size);
        if (!data) break;
        if (out) add_chunk(p, c, &line, size);
        if (!size) {
            while (out && http_line_at(text, line.next, &line)) {
                unsigned field = line.length ? HTTP_TRAILER : HTTP_OTHER_LINE;
                uint32_t length = line.next - line.at;
                packet_add_bytes(p, field, line.at, bytes_of(text.at + line.at, length), 0);
                if (!line.length) break;
            }
            break;
        }
        if (out) memcpy(out + used, data, size);
        used += size;
        at = line.next + size + 2;
    }
    return used;
}

static bool dechunk(struct packet *p, struct cur *c)
{
    uint32_t length = join_chunks(p, c, NULL);
    uint8_t *out = room(p, length ? length : 1);
    if (!out) return false;
    struct item *item = packet_add(p, HTTP_CHUNKED, c->at, c->end - c->at, 0);
    packet_open(p, item);
    join_chunks(p, c, out);
    packet_shut(p, item, NULL);
    *c = packet_source(p, bytes_of(out, length), "De-chunked entity body");
    return !c->error;
}

/* --- packings ----------------------------------------------------------------------------------- */

static struct bytes unpack(const struct packet *p, struct bytes in, struct bytes encoding)
{
    if (http_same(encoding, "gzip") || http_same(encoding, "x-gzip"))
        return inflate_whole(p, in, INFLATE_GZIP);
    if (!http_same(encoding, "deflate")) return (struct bytes){0};
    struct bytes out = inflate_whole(p, in, INFLATE_ZLIB);
    return out.at ? out : inflate_whole(p, in, INFLATE_RAW);
}

/* False if the body stays packed. */
static bool decode(struct packet *p, struct cur *c, struct bytes encoding)
{
    struct bytes packed = rest_of(c);
    struct bytes plain = unpack(p, packed, encoding);
    struct item *item = packet_add(p, HTTP_ENCODED, c->at, (uint32_t)packed.len, 0);
    if (item && c->source != p->layer->source) {
        item->source = c->source;
        item->offset = c->at;
        item->length = (uint32_t)packed.len;
    }
    int words = (int)encoding.len;
    if (item && plain.at)
        item->bytes = packet_format(p, "Content-encoded entity body (%.*s): %zu bytes -> %zu bytes",
            words, (const char *)encoding.at, packed.len, plain.len);
    else if (item)
        item->bytes = packet_format(p, "Content-encoded entity body (%.*s): %zu bytes", words,
            (const char *)encoding.at, packed.len);
    if (!plain.at) {
        packet_open(p, item);
        packet_note(p, HTTP_UNPACKING_FAILED, NOTE_WARNING, NOTE_UNDECODED, "Decompression failed");
        packet_shut(p, item, NULL);
        return false;
    }
    *c = packet_source(p, plain, "Uncompressed entity body");
    return !c->error;
}

/* --- the whole ---------------------------------------------------------------------------------- */

void http_body(
    struct packet *p, struct cur *c, const struct http_framing *framing, struct object *object)
{
    struct cur body = *c;
    if (!framing->chunked && framing->has_length && framing->content_length < cur_left(&body))
        body.end = body.at + (uint32_t)framing->content_length;
    bool plain = true;
    if (framing->chunked) plain = p->preferences->http_dechunk_body && dechunk(p, &body);
    if (plain && framing->encoding.len && !http_same(framing->encoding, "identity"))
        plain = p->preferences->http_decompress_body && decode(p, &body, framing->encoding);
    if (body.error) return;
    if (!plain) {
        p->nest = (uint8_t)(p->nest + 2);
        packet_next_data(p, body);
        return;
    }
    uint32_t there = cur_captured(&body);
    struct bytes bytes = rest_of(&body);
    struct item *item = packet_add(p, HTTP_FILE_DATA, body.at, there, 0);
    if (item) {
        item->bytes = bytes;
        item->source = body.source;
        item->offset = body.at;
        item->length = there;
    }
    object->content = bytes;
    object->type = http_trim(http_split(&object->type, ';'));
    packet_object(p, object);
    if (!there) return;
    struct media media = media_choose(p, framing->type, bytes);
    if (media.other)
        packet_note_at(p, 0, HTTP_NOT_OF_TYPE, NOTE_NOTE, NOTE_MALFORMED, "%s",
            http_fields[HTTP_NOT_OF_TYPE].label);
    p->layer->trouble = media.info;
    p->layer->column = media.column;
    if (!framing->type.len) p->nest++;
    packet_next_proto(p, body, media.proto);
}
