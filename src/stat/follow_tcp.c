/* A TCP stream, put in order.  What is said once more is left out; what was not captured is told,
 * when the other side has acknowledged it (RFC 9293 3.4: numbers wrap).
 *
 *      seen so far           next
 *     ----------------------->|
 *                    [  old ..|.. new  ]        only what is new counts
 *                             [ in order ]
 *                                    [ waits ]  until what is between has come
 *
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "dissect/tracker.h"
#include "stat/follow.h"

static int32_t distance(uint32_t from, uint32_t to)
{
    return (int32_t)(to - from);
}

/* `length` bytes of this side at a sequence number at or before the next one, as many as were
 * captured: their new part is said. */
static void advance(struct follow *self, struct follow_side *side, const struct follow_chunk *like,
    uint32_t seq, struct bytes bytes, uint32_t length)
{
    uint32_t known = side->next - seq;
    if (known >= length) return;
    if (known < bytes.len) follow_add(self, like, bytes_of(bytes.at + known, bytes.len - known));
    side->next += length - known;
}

static void release(struct follow *self, struct follow_side *side, struct follow_waiting **at)
{
    struct follow_waiting *waiting = *at;
    *at = waiting->next;
    side->count--;
    self->waiting_bytes -= waiting->length;
    free(waiting);
}

/* Lets a segment go on whose turn it is; false if there is none. */
static bool settle(struct follow *self, struct follow_side *side)
{
    for (struct follow_waiting **at = &side->waiting; *at; at = &(*at)->next) {
        struct follow_waiting *waiting = *at;
        if (distance(side->next, waiting->seq) > 0) continue;
        struct follow_chunk like = {
            .frame = waiting->frame, .time = waiting->time, .by_server = side == &self->sides[1]};
        advance(self, side, &like, waiting->seq, bytes_of(waiting->bytes, waiting->length),
            waiting->length);
        release(self, side, at);
        return true;
    }
    return false;
}

/* The other side acknowledges bytes that are not in the capture: a hole.  False if there is none. */
static bool skip_hole(
    struct follow *self, struct follow_side *side, const struct follow_chunk *like, uint32_t ack)
{
    if (!side->waiting) return false;
    uint32_t lowest = side->waiting->seq;
    for (const struct follow_waiting *at = side->waiting; at; at = at->next)
        if (distance(at->seq, lowest) > 0) lowest = at->seq;
    if (distance(lowest, ack) <= 0) return false;
    struct text words = {0};
    text_format(&words, "[%u bytes missing in capture file]", lowest - side->next);
    struct follow_chunk chunk = *like;
    chunk.time = 0; /* nobody said that */
    chunk.by_server = side == &self->sides[1];
    follow_add(self, &chunk, bytes_of(text_string(&words), words.len + 1));
    text_finish(&words);
    side->next = lowest;
    return true;
}

static void wait(struct follow *self, struct follow_side *side, const struct follow_chunk *like,
    uint32_t seq, struct bytes bytes)
{
    bool room =
        side->count < FOLLOW_WAITING && self->waiting_bytes + bytes.len <= FOLLOW_WAITING_BYTES;
    struct follow_waiting *waiting = room ? malloc(sizeof *waiting + bytes.len) : NULL;
    if (!waiting) {
        self->left_out += bytes.len;
        return;
    }
    *waiting = (struct follow_waiting){
        .frame = like->frame, .time = like->time, .seq = seq, .length = (uint32_t)bytes.len};
    memcpy(waiting->bytes, bytes.at, bytes.len);
    struct follow_waiting **end = &side->waiting;
    while (*end)
        end = &(*end)->next;
    *end = waiting;
    side->count++;
    self->waiting_bytes += bytes.len;
}

/* The payload as far as it was captured. */
static struct bytes payload_of(
    const struct packet *packet, const struct layer *layer, uint32_t header)
{
    const struct bytes *source = &packet->sources[layer->source];
    uint32_t from = layer->offset + header;
    size_t end = layer->end < source->len ? layer->end : source->len;
    return from < end ? bytes_of(source->at + from, end - from) : (struct bytes){0};
}

static uint32_t number_of(
    const struct packet *packet, const struct layer *layer, const struct field *field)
{
    const struct item *item = packet_item(packet, layer, field);
    return item ? (uint32_t)item->number : 0;
}

/* Numbers are relative, and start anew where Wireshark's do; a next one of 0 is none. */
void follow_tcp(
    struct follow *self, const struct packet *packet, const struct layer *layer, bool by_server)
{
    const uint8_t *at = layer_at(packet, layer, 20);
    uint32_t header = at ? (uint32_t)(at[12] >> 4) * 4 : 0;
    if (header < 20) return;
    uint32_t seq = number_of(packet, layer, self->seq), ack = number_of(packet, layer, self->ack);
    uint32_t length = number_of(packet, layer, self->len);
    struct follow_side *side = &self->sides[by_server], *other = &self->sides[!by_server];
    struct follow_chunk like = {
        .frame = packet->frame->number, .time = packet->frame->time, .by_server = by_server};
    while (other->waiting && (settle(self, other) || skip_hole(self, other, &like, ack)))
        ;
    struct bytes bytes = payload_of(packet, layer, header);
    bool opens = at[13] & TCP_SYN;
    if (!side->next) {
        side->next = seq;
        advance(self, side, &like, seq, bytes, length);
        side->next += opens;
        return;
    }
    if (distance(side->next, seq) > 0) {
        if (bytes.len) wait(self, side, &like, seq, bytes);
        return;
    }
    bool in_order = seq == side->next;
    advance(self, side, &like, seq, bytes, length);
    if (in_order) side->next += opens;
    while (settle(self, side))
        ;
}

void follow_tcp_finish(struct follow *self)
{
    for (unsigned i = 0; i < 2; i++)
        while (self->sides[i].waiting)
            release(self, &self->sides[i], &self->sides[i].waiting);
}
