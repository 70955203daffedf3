/* The packets of one port.  See wire_packet.h.  SPDX-License-Identifier: MIT */
#include "cli/wire_packet.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "cli/wire_event.h"
#include "dissect/dissector.h"
#include "show/tls_records.h"
#include "tls/opener.h"
#include "track/track.h"

enum {
    CONVERSATIONS = 1024, /* remembered at a time; the one longest unused gives way */
    SHOWN_BYTES = 48,
    TALLY_BYTES = 64, /* of plain text and ciphertext */
};

/* A TCP connection, told by the client's port. */
struct conversation {
    uint16_t client_port; /* 0: free */
    uint64_t used;
    bool answered;               /* SYN, ACK seen, and not yet its ACK */
    bool fin[2], acked[2], over; /* by side */
    uint32_t fin_end[2];         /* the acknowledgement that a FIN asks for */
    struct tls_records records[2];
};

struct wire_packets {
    struct dissector *dissector;
    struct track *track;
    struct segment_reader reader;
    struct conversation conversations[CONVERSATIONS];
    uint64_t uses, frames;
    uint16_t first_client; /* port of the first client seen */
    bool several;          /* and others came: labels then tell which */
    struct wire_tally tally;
    struct packet packet;
};

struct wire_packets *wire_packets_create(void)
{
    struct wire_packets *packets = calloc(1, sizeof *packets);
    if (!packets) return NULL;
    packets->dissector = dissector_create();
    packets->track = track_create(NULL);
    if (packets->track) track_open_with(packets->track, tls_opener(), NULL);
    if (packets->dissector && packets->track &&
        segment_reader_init(&packets->reader, packets->dissector))
        return packets;
    wire_packets_destroy(packets);
    return NULL;
}

void wire_packets_destroy(struct wire_packets *packets)
{
    if (!packets) return;
    text_finish(&packets->tally.plaintext);
    text_finish(&packets->tally.ciphertext);
    track_destroy(packets->track);
    dissector_destroy(packets->dissector);
    free(packets);
}

/* The connection of a client's port; a SYN begins one.  NULL for those that began before we looked: they
 * are none of our program's, but may have our port at another address. */
static struct conversation *conversation_of(
    struct wire_packets *packets, uint16_t client_port, bool begins)
{
    struct conversation *oldest = &packets->conversations[0];
    for (unsigned i = 0; i < CONVERSATIONS; i++) {
        struct conversation *conversation = &packets->conversations[i];
        if (conversation->client_port == client_port) {
            conversation->used = ++packets->uses;
            return conversation;
        }
        if (conversation->used < oldest->used) oldest = conversation;
    }
    if (!begins) return NULL;
    *oldest = (struct conversation){.client_port = client_port, .used = ++packets->uses};
    return oldest;
}

/* Follows the two FINs and their acknowledgements: RFC 9293 3.6. */
static bool follow_closing(
    struct conversation *conversation, const struct segment *segment, unsigned side)
{
    bool closing = segment->flags & SEGMENT_FIN;
    if (segment->flags & SEGMENT_RST) conversation->over = true;
    if (closing) {
        conversation->fin[side] = true;
        conversation->fin_end[side] = segment->seq + segment->length + 1;
    }
    if (conversation->fin[!side] && !conversation->acked[!side] && segment->flags & SEGMENT_ACK &&
        (int32_t)(segment->ack - conversation->fin_end[!side]) >= 0) {
        conversation->acked[!side] = true;
        closing = true;
    }
    conversation->over |= conversation->acked[0] && conversation->acked[1];
    return closing;
}

/* One look at a TCP segment: its colour, and where it counts. */
static enum timeline_tone follow(struct wire_packets *packets, struct conversation *conversation,
    const struct segment *segment, unsigned side)
{
    struct wire_tally *tally = &packets->tally;
    if (segment->flags & SEGMENT_SYN && !(segment->flags & SEGMENT_ACK))
        *conversation = (struct conversation){
            .client_port = conversation->client_port, .used = conversation->used};
    bool closing = follow_closing(conversation, segment, side);
    bool last_of_three = conversation->answered && side == TIMELINE_CLIENT;
    conversation->answered = segment->flags & SEGMENT_SYN && segment->flags & SEGMENT_ACK;
    if (segment->flags & SEGMENT_RST) {
        tally->resets++;
        return TONE_ERROR;
    }
    if (segment->flags & SEGMENT_SYN || (last_of_three && segment->length == 0)) {
        tally->opening++;
        return TONE_OPEN;
    }
    if (closing && segment->length == 0) {
        tally->closing++;
        return TONE_CLOSE;
    }
    if (segment->length) return TONE_DATA;
    tally->acks++;
    return TONE_ACK;
}

/* TLS: which records begin here, and the first bytes that hide what the client said. */
static void name_records(struct wire_packets *packets, struct conversation *conversation,
    const struct segment *segment, unsigned side, struct text *data)
{
    struct tls_records *records = &conversation->records[side];
    uint64_t before = records->application_bytes;
    struct text names = {0};
    if (segment->payload.len < segment->length) records->lost = true;
    tls_records_name(records, segment->payload, &names);
    if (names.len) text_format(data, "TLS: %s", text_string(&names));
    if (side == TIMELINE_CLIENT && before == 0 && records->application_bytes) {
        struct bytes shown = segment->payload;
        if (shown.len > TALLY_BYTES) shown.len = TALLY_BYTES;
        text_add(&packets->tally.ciphertext, shown.at, shown.len);
    }
    text_finish(&names);
}

static void read_stream(struct wire_packets *packets, struct conversation *conversation,
    struct wire_arrow *arrow, bool tls)
{
    struct segment *segment = &arrow->segment;
    arrow->tone = follow(packets, conversation, segment, arrow->from);
    if (segment->length == 0) return;
    if (tls)
        name_records(packets, conversation, segment, arrow->from, &arrow->data);
    else
        escape_repr(&arrow->data, segment->payload, SHOWN_BYTES);
}

/* The messages of the chat are told by their kind: their bytes do not say who speaks. */
static void read_chat(const struct packet *packet, struct text *said)
{
    struct text info = {0};
    if (strcmp(packet_column_protocol(packet), "CHAT") != 0) return;
    packet_column_info(&info, packet);
    escape_terminal(said, bytes_of(info.at, info.len));
    text_finish(&info);
}

static void count_data(struct wire_tally *tally, const struct wire_arrow *arrow)
{
    const struct segment *segment = &arrow->segment;
    if (segment->kind == SEGMENT_ICMP) return;
    tally->data[arrow->from] += segment->kind == SEGMENT_UDP || segment->length > 0;
    tally->data_bytes[arrow->from] += segment->length;
}

bool wire_packets_read(struct wire_packets *packets, const struct frame *frame, uint16_t port,
    bool tls, struct wire_arrow *arrow)
{
    struct segment *segment = &arrow->segment;
    struct frame numbered = *frame; /* one count over all captures */
    numbered.number = ++packets->frames;
    packet_dissect(&packets->packet, packets->dissector, track_tracker(packets->track), &numbered);
    if (!segment_read(&packets->reader, &packets->packet, segment)) return false;
    bool to_server = segment->destination_port == port;
    if (!to_server && segment->source_port != port) return false;
    uint16_t client_port = to_server ? segment->source_port : segment->destination_port;
    bool begins = to_server && (segment->flags & (SEGMENT_SYN | SEGMENT_ACK)) == SEGMENT_SYN;
    struct conversation *conversation =
        segment->kind == SEGMENT_TCP ? conversation_of(packets, client_port, begins) : NULL;
    if (segment->kind == SEGMENT_TCP && !conversation) return false;
    packets->several |= packets->first_client && packets->first_client != client_port;
    if (!packets->first_client) packets->first_client = client_port;
    packets->tally.packets++;
    packets->tally.frame_bytes += frame->length;
    arrow->from = to_server ? TIMELINE_CLIENT : TIMELINE_SERVER;
    arrow->client = client_port;
    arrow->several = packets->several;
    segment_label(&arrow->label, segment);
    switch (segment->kind) {
    case SEGMENT_TCP:
        read_stream(packets, conversation, arrow, tls);
        break;
    case SEGMENT_UDP:
        arrow->tone = TONE_DATA;
        escape_repr(&arrow->data, segment->payload, SHOWN_BYTES);
        break;
    case SEGMENT_ICMP: /* it complains of a datagram, so it goes the other way */
        packets->tally.errors++;
        arrow->from = to_server ? TIMELINE_SERVER : TIMELINE_CLIENT;
        arrow->tone = TONE_ERROR;
        break;
    }
    if (segment->kind != SEGMENT_ICMP) read_chat(&packets->packet, &arrow->said);
    count_data(&packets->tally, arrow);
    return true;
}

void wire_arrow_finish(struct wire_arrow *arrow)
{
    text_finish(&arrow->label);
    text_finish(&arrow->data);
    text_finish(&arrow->said);
}

void wire_arrow_json(struct text *text, const struct wire_arrow *arrow, int64_t elapsed)
{
    static const char *const sides[] = {"client", "server"};
    static const char *const kinds[] = {"tcp", "udp", "icmp"};
    const struct segment *segment = &arrow->segment;
    struct text label = {0};
    segment_label(&label, segment);
    text_put(text, "{\"event\":\"packet\",\"time\":");
    text_seconds(text, elapsed, 6);
    text_format(text, ",\"from\":\"%s\",\"to\":\"%s\",\"protocol\":\"%s\"", sides[arrow->from],
        sides[!arrow->from], kinds[segment->kind]);
    text_format(text,
        ",\"source_port\":%u,\"destination_port\":%u,\"label\":", segment->source_port,
        segment->destination_port);
    json_string(text, bytes_of(label.at, label.len));
    if (segment->kind == SEGMENT_TCP)
        text_format(text, ",\"flags\":%u,\"seq\":%u,\"ack\":%u", segment->flags, segment->seq,
            segment->ack);
    if (segment->kind != SEGMENT_ICMP) text_format(text, ",\"length\":%u", segment->length);
    if (arrow->data.len) {
        text_put(text, ",\"data\":");
        json_string(text, bytes_of(arrow->data.at, arrow->data.len));
    }
    if (arrow->said.len) {
        text_put(text, ",\"said\":");
        json_string(text, bytes_of(arrow->said.at, arrow->said.len));
    }
    text_char(text, '}');
    text_finish(&label);
}

bool wire_packets_over(const struct wire_packets *packets)
{
    for (unsigned i = 0; i < CONVERSATIONS; i++)
        if (packets->conversations[i].client_port && !packets->conversations[i].over) return false;
    return true;
}

void wire_packets_told(
    struct wire_packets *packets, const struct event *event, enum timeline_side side)
{
    struct text *plaintext = &packets->tally.plaintext;
    packets->tally.impaired += event->kind == EVENT_IMPAIRED;
    if (event->kind != EVENT_SENT) return;
    const struct event_value *data = wire_event_value(event, "data");
    if (!data || (data->type != EVENT_VALUE_DATA && data->type != EVENT_VALUE_ECHO)) return;
    packets->tally.said += data->data.len;
    if (side == TIMELINE_CLIENT && plaintext->len == 0)
        text_add(
            plaintext, data->data.at, data->data.len < TALLY_BYTES ? data->data.len : TALLY_BYTES);
}

const struct wire_tally *wire_packets_tally(const struct wire_packets *packets)
{
    return &packets->tally;
}
