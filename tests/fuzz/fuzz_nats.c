/* Messages of NATS that come in pieces: the same as those found in all of it at once, however the
 * stream is cut; and the object in each is read.  The input is how large the pieces are, and the
 * stream.  SPDX-License-Identifier: MIT */
#include "base/json_object.h"
#include "fuzz.h"
#include "service/pubsub_input.h"

enum { MAX_LINE = 200, MAX_PAYLOAD = 300 };

/* What is still to be found in the whole stream. */
struct expected {
    struct bytes rest;
    unsigned count;
};

static bool same(struct bytes a, struct bytes b)
{
    return a.len == b.len && (!a.len || memcmp(a.at, b.at, a.len) == 0);
}

static void read_object(struct bytes text)
{
    struct json_object object = json_object(text);
    struct json_member member;
    struct text plain = {0};
    while (json_next(&object, &member)) {
        CHECK(member.key.at >= text.at && member.key.at + member.key.len <= text.at + text.len);
        CHECK(
            member.value.at >= text.at && member.value.at + member.value.len <= text.at + text.len);
        json_unescape(&plain, member.key);
        if (member.kind == JSON_STRING) json_unescape(&plain, member.value);
    }
    text_finish(&plain);
}

static void take(void *context, const struct nats_message *message)
{
    struct expected *expected = context;
    struct nats_message right;
    CHECK(nats_read(expected->rest, &right) == NATS_WHOLE);
    CHECK(right.op == message->op && right.whole == message->whole && right.line == message->line);
    CHECK(same(right.subject, message->subject) && same(right.reply, message->reply));
    CHECK(same(right.queue, message->queue) && same(right.sid, message->sid));
    CHECK(same(right.headers, message->headers) && same(right.payload, message->payload));
    CHECK(right.total <= MAX_PAYLOAD && right.line <= MAX_LINE + 2);
    CHECK(right.total == right.headers.len + right.payload.len);
    nats_is_subject(message->subject, true);
    if (message->op == NATS_INFO || message->op == NATS_CONNECT) read_object(message->text);
    expected->rest = bytes_of(expected->rest.at + right.whole, expected->rest.len - right.whole);
    expected->count++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    struct pubsub_input input = {.max_line = MAX_LINE, .max_payload = MAX_PAYLOAD};
    struct expected expected = {bytes_of(data + 1, size - 1), 0};
    enum pubsub_fault fault = PUBSUB_FINE;
    const char *why = NULL;
    size_t piece = data[0] + 1u;
    for (size_t at = 1; at < size && !fault; at += piece) {
        size_t len = size - at < piece ? size - at : piece;
        uint8_t *copy = malloc(len);
        CHECK(copy);
        memcpy(copy, data + at, len);
        fault = pubsub_input_feed(&input, bytes_of(copy, len), take, &expected, &why);
        free(copy);
        CHECK(input.room <= 2 * (MAX_LINE + MAX_PAYLOAD) + 512);
    }
    pubsub_input_finish(&input);
    struct nats_message next;
    enum nats_status status = nats_read(expected.rest, &next);
    CHECK(fault || status != NATS_WHOLE);
    CHECK((fault == PUBSUB_NONSENSE) <= (status == NATS_WRONG));
    return 0;
}
