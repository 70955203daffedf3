/* The client protocol of NATS: lines of words, some with bytes behind them.
 *
 *      C: PUB news.sport 5\r\nhello\r\n          S: MSG news.sport 1 5\r\nhello\r\n
 *
 * The grammar is grammar/nats.h, which our server reads by too.  Names and rules are those of
 * Wireshark 4.6; a message that replies to another of its connection (its subject is the reply subject
 * of that one) tells where that was.  SPDX-License-Identifier: MIT */
#include "grammar/nats.h"

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

extern const struct proto proto_json;

enum {
    SERVER_PORT = 4222,
    LONGEST_LINE = 64 * 1024,
    REQUESTS = 16,
    MOST_PAYLOAD = 64 * 1024 * 1024
};
enum {
    OP,
    SUBJECT,
    REPLY_TO,
    SID,
    GROUP,
    MAX_MSGS,
    HEADER_BYTES,
    TOTAL_BYTES,
    BODY_BYTES,
    HEADERS,
    VERSION,
    HEADER,
    FEATURES,
    ERROR,
    REQUEST_LATENCY,
    RESPONSE_LATENCY,
    REQUEST_IN,
    RESPONSE_IN,
    NFIELDS
};

/* clang-format off */
static const struct field fields[NFIELDS] = {
    [OP] = {"nats.op", "Operation", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY, .blurb = "What is wanted or told: PUB, SUB, MSG …"},
    [SUBJECT] = {"nats.subject", "Subject", FT_STRING, BASE_NONE, .blurb = "What a message is about; in a subscription * and > stand for parts"},
    [REPLY_TO] = {"nats.reply_to", "Reply To Subject", FT_STRING, BASE_NONE, .blurb = "The subject on which an answer is waited for"},
    [SID] = {"nats.subscription.id", "Subscription ID", FT_STRING, BASE_NONE, .blurb = "The number that the client gave its subscription"},
    [GROUP] = {"nats.subscription.group", "Queue Group", FT_STRING, BASE_NONE, .blurb = "Of the subscribers of a group one gets each message"},
    [MAX_MSGS] = {"nats.subscription.max_msgs", "Max Messages", FT_STRING, BASE_NONE, .blurb = "After so many messages the subscription ends"},
    [HEADER_BYTES] = {"nats.headers.length", "Headers Bytes", FT_UINT64, BASE_DEC_HEX, .blurb = "How many of the bytes are headers"},
    [TOTAL_BYTES] = {"nats.total_length", "Total Bytes", FT_UINT64, BASE_DEC_HEX, .blurb = "How many bytes follow the line"},
    [BODY_BYTES] = {"nats.body.length", "Body Length", FT_UINT64, BASE_DEC_HEX, .blurb = "How many of the bytes are not headers"},
    [HEADERS] = {"nats.headers", "Headers", FT_NONE, BASE_NONE, .blurb = "Lines as in HTTP before the message"},
    [VERSION] = {"nats.headers.version", "Headers Version", FT_STRING, BASE_NONE, .blurb = "NATS/1.0, perhaps with a status behind it"},
    [HEADER] = {"nats.headers.header", "Header", FT_STRING, BASE_NONE, .blurb = "A name and its value"},
    [FEATURES] = {"nats.features", "Features", FT_NONE, BASE_NONE, .blurb = "What the server can do, or the client wants, as JSON"},
    [ERROR] = {"nats.err_msg", "Error Message", FT_STRING, BASE_NONE, .blurb = "What the server does not like"},
    [REQUEST_LATENCY] = {"nats.request.latency", "Request Latency", FT_RELATIVE_TIME, BASE_NONE, .blurb = "How long after this request its reply came"},
    [RESPONSE_LATENCY] = {"nats.response.latency", "Response Latency", FT_RELATIVE_TIME, BASE_NONE, .blurb = "How long after its request this reply came"},
    [REQUEST_IN] = {"nats.request.in", "Request Frame", FT_FRAMENUM, BASE_NONE, .blurb = "The frame with the request that this replies to"},
    [RESPONSE_IN] = {"nats.response.in", "Response Frame", FT_FRAMENUM, BASE_NONE, .blurb = "The frame with the reply to this"},
};
/* clang-format on */

/* A request that waits for its reply. */
struct nats_request {
    uint64_t subject; /* a hash of that on which the reply will come */
    uint32_t frame;   /* 0: none */
    int64_t time;
};

struct nats_memory {
    struct nats_request requests[REQUESTS];
    unsigned next;
};

static struct bytes captured(const struct cur *c)
{
    uint32_t length = cur_captured(c);
    return bytes_of(cur_peek(c, 0, length), length);
}

/* What a part lacks: a message ends as its line does, with CR LF or LF. */
static uint32_t missing(struct bytes there, const struct nats_message *message)
{
    if (message->whole <= there.len) return STREAM_NEXT_SEGMENT;
    uint32_t end = message->line + message->total, more = message->whole - (uint32_t)there.len;
    bool is_crlf = message->line > 1 && there.at[message->line - 2] == '\r';
    return more + (there.len <= end && is_crlf);
}

/* A line that is no message is a unit, too. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    struct nats_message message;
    struct bytes there = captured(c);
    enum nats_status status = nats_read(there, &message);
    bool lost = (!message.line && there.len > LONGEST_LINE) || message.total > MOST_PAYLOAD;
    if (status == NATS_WHOLE) {
        extent->whole = message.whole;
    } else if (last || lost) {
        extent->whole = c->end - c->at;
    } else if (status == NATS_WRONG) {
        extent->whole = message.line;
    } else {
        extent->more = missing(there, &message);
    }
}

/* --- requests and replies ----------------------------------------------------------------------- */

static uint64_t hash_of(struct bytes subject)
{
    uint64_t hash = 0xcbf29ce484222325; /* FNV-1a */
    for (size_t i = 0; i < subject.len; i++)
        hash = (hash ^ subject.at[i]) * 0x100000001b3;
    return hash;
}

static void add_reply(struct packet *p, struct nats_memory *memory, struct bytes subject)
{
    uint64_t hash = hash_of(subject);
    for (unsigned i = 0; i < REQUESTS; i++) {
        struct nats_request *request = &memory->requests[i];
        if (!request->frame || request->subject != hash) continue;
        uint32_t at = p->layer->offset, frame = (uint32_t)p->frame->number;
        int64_t delay = p->frame->time - request->time;
        struct item *item = packet_add(p, RESPONSE_LATENCY, at, 0, ITEM_GENERATED);
        if (item) item->integer = delay;
        packet_add_uint(p, REQUEST_IN, at, 0, request->frame, ITEM_GENERATED);
        tracker_tell(p->tracker, FORESEEN_NATS_REPLY, request->frame, (uint32_t)hash, frame);
        tracker_tell(p->tracker, FORESEEN_NATS_DELAY, request->frame, (uint32_t)hash, delay);
        request->frame = 0;
        return;
    }
}

static void add_request(struct packet *p, struct nats_memory *memory, struct bytes reply)
{
    uint64_t hash = hash_of(reply);
    uint32_t at = p->layer->offset, frame = (uint32_t)p->frame->number;
    memory->requests[memory->next++ % REQUESTS] =
        (struct nats_request){.subject = hash, .frame = frame, .time = p->frame->time};
    int64_t answer = tracker_foresee(p->tracker, FORESEEN_NATS_REPLY, frame, (uint32_t)hash);
    if (!answer) return;
    struct item *item = packet_add(p, REQUEST_LATENCY, at, 0, ITEM_GENERATED);
    if (item)
        item->integer = tracker_foresee(p->tracker, FORESEEN_NATS_DELAY, frame, (uint32_t)hash);
    packet_add_uint(p, RESPONSE_IN, at, 0, (uint64_t)answer, ITEM_GENERATED);
}

static void add_exchange(struct packet *p, const struct nats_message *message)
{
    if (!p->conversation || !p->tracker || !p->tracker->memory || p->quoting) return;
    struct nats_memory *memory = p->tracker->memory(p->tracker, p->conversation, sizeof *memory);
    if (!memory) return;
    add_reply(p, memory, message->subject);
    if (message->reply.len) add_request(p, memory, message->reply);
}

/* --- a message ---------------------------------------------------------------------------------- */

/* A word, where it stands. */
static void add_word(
    struct packet *p, const struct cur *c, unsigned field, const uint8_t *base, struct bytes word)
{
    if (word.len) packet_add_bytes(p, field, c->at + (uint32_t)(word.at - base), word, 0);
}

static void add_size(struct packet *p, const struct cur *c, unsigned field, const uint8_t *base,
    struct bytes digits, uint64_t size)
{
    packet_add_uint(p, field, c->at + (uint32_t)(digits.at - base), (uint32_t)digits.len, size, 0);
}

static void add_headers(
    struct packet *p, const struct cur *c, const uint8_t *base, struct bytes headers)
{
    uint32_t at = c->at + (uint32_t)(headers.at - base);
    struct item *item = packet_add(p, HEADERS, at, (uint32_t)headers.len, 0);
    packet_open(p, item);
    for (unsigned field = VERSION; headers.len; field = HEADER) {
        const uint8_t *newline = memchr(headers.at, '\n', headers.len);
        size_t length = newline ? (size_t)(newline - headers.at) : headers.len;
        size_t next = newline ? length + 1 : length;
        if (length && headers.at[length - 1] == '\r') length--;
        add_word(p, c, field, base, bytes_of(headers.at, length));
        headers = bytes_of(headers.at + next, headers.len - next);
    }
    packet_shut(p, item, NULL);
}

static void add_payload(
    struct packet *p, struct cur *c, const uint8_t *base, const struct nats_message *message)
{
    if (message->op == NATS_HPUB || message->op == NATS_HMSG)
        add_size(p, c, HEADER_BYTES, base, message->header_size, message->headers_length);
    add_size(p, c, TOTAL_BYTES, base, message->total_size, message->total);
    packet_add_uint(p, BODY_BYTES, c->at, 0, message->payload.len, ITEM_GENERATED);
    if (message->headers.len) add_headers(p, c, base, message->headers);
    add_exchange(p, message);
    struct cur body = *c;
    packet_skip(&body, (uint32_t)(message->payload.at - base));
    packet_next_data(p, cur_sub(&body, (uint32_t)message->payload.len));
}

static void add_object(
    struct packet *p, const struct cur *c, const uint8_t *base, struct bytes object)
{
    uint32_t ahead = (uint32_t)(object.at - base);
    packet_add(p, FEATURES, c->at + ahead, (uint32_t)object.len, 0);
    struct cur rest = *c;
    packet_skip(&rest, ahead);
    packet_next_proto(p, cur_sub(&rest, (uint32_t)object.len), &proto_json);
}

static void dissect(struct packet *p, struct cur *c)
{
    struct nats_message message;
    struct bytes there = captured(c);
    if (!there.len || nats_read(there, &message) != NATS_WHOLE) {
        packet_next_data(p, *c);
        c->at = c->end;
        return;
    }
    add_word(p, c, OP, there.at, message.verb);
    add_word(p, c, SUBJECT, there.at, message.subject);
    add_word(p, c, GROUP, there.at, message.queue);
    add_word(p, c, SID, there.at, message.sid);
    add_word(p, c, MAX_MSGS, there.at, message.max);
    add_word(p, c, REPLY_TO, there.at, message.reply);
    if (nats_has_payload(message.op)) {
        add_payload(p, c, there.at, &message);
    } else if (message.op == NATS_ERR) {
        add_word(p, c, ERROR, there.at, message.text);
    } else if (message.op == NATS_INFO || message.op == NATS_CONNECT) {
        add_object(p, c, there.at, message.text);
    }
    packet_skip(c, message.whole);
}

static void describe(struct text *text, const struct packet *p, const struct layer *layer)
{
    (void)p;
    text_format(text, "NATS PDU (%u bytes)", (unsigned)layer->length);
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    const struct item *item = layer_item(p, layer, OP);
    if (item) text_put(text, nats_op_name(nats_op_of(item->bytes)));
}

/* It begins with a verb, and is no nonsense so far. */
static bool recognises(const struct packet *p, struct cur c)
{
    (void)p;
    struct nats_message message;
    struct bytes there = captured(&c), verb = there;
    enum nats_status status = nats_read(there, &message);
    verb.len = 0;
    while (verb.len < there.len && !strchr(" \t\r\n", there.at[verb.len]) && there.at[verb.len])
        verb.len++;
    return status != NATS_WRONG && nats_op_of(verb);
}

static const struct link links[] = {{"tcp.port", SERVER_PORT}, {NULL, 0}};

const struct proto proto_nats = {.name = "nats",
    .brief = "NATS",
    .column = "NATS",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .describe = describe,
    .info = info,
    .measure = measure,
    .separator = ", ",
    .recognises = recognises};
