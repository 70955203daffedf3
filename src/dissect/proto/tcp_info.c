/* TCP in a line: of the tree, and of the Info column, as Wireshark has them.
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/tcp.h"

void tcp_describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    text_labelled(text, ", Src Port: ", layer_uint(packet, layer, F_SRCPORT));
    text_labelled(text, ", Dst Port: ", layer_uint(packet, layer, F_DSTPORT));
    const struct item *seq = layer_item(packet, layer, F_SEQ);
    const struct item *flags = layer_item(packet, layer, F_FLAGS);
    const struct item *length = layer_item(packet, layer, F_LEN);
    if (!flags || layer_item(packet, layer, N_BOGUS_HEADER_LENGTH)) {
        if (flags && seq) text_labelled(text, ", Seq: ", seq->number);
        return;
    }
    if (seq) text_labelled(text, ", Seq: ", seq->number);
    if (flags->number & TCP_ACK) text_labelled(text, ", Ack: ", layer_uint(packet, layer, F_ACK));
    if (length) text_labelled(text, ", Len: ", length->number);
}

/* What the analysis found, in front of the rest; the last finding comes first. */
void tcp_mark(struct text *text, const struct packet *packet, const struct layer *layer)
{
    static const struct {
        enum tcp_field field;
        const char *words;
    } findings[] = {
        {N_ZERO_WINDOW_PROBE_ACK, "[TCP ZeroWindowProbeAck] "},
        {N_ZERO_WINDOW, "[TCP ZeroWindow] "},
        {N_ZERO_WINDOW_PROBE, "[TCP ZeroWindowProbe] "},
        {F_DUP_ACK_FRAME, NULL},
        {N_KEEP_ALIVE_ACK, "[TCP Keep-Alive ACK] "},
        {N_KEEP_ALIVE, "[TCP Keep-Alive] "},
        {N_WINDOW_FULL, "[TCP Window Full] "},
        {N_WINDOW_UPDATE, "[TCP Window Update] "},
        {N_ACK_LOST_SEGMENT, "[TCP ACKed unseen segment] "},
        {N_LOST_SEGMENT, "[TCP Previous segment not captured] "},
        {N_OUT_OF_ORDER, "[TCP Out-Of-Order] "},
        {N_SPURIOUS_RETRANSMISSION, "[TCP Spurious Retransmission] "},
        {N_FAST_RETRANSMISSION, "[TCP Fast Retransmission] "},
        {N_RETRANSMISSION, "[TCP Retransmission] "},
        {N_REUSED_PORTS, "[TCP Port numbers reused] "},
    };
    bool sent_again = false;
    /* Remarkable segments have a mark, so that the others need no search. */
    if (!layer_item(packet, layer, F_ANALYSIS_FLAGS)) return;
    for (unsigned i = 0; i < sizeof findings / sizeof *findings; i++) {
        if (!layer_item(packet, layer, findings[i].field)) continue;
        if (!findings[i].words) {
            text_labelled(text, "[TCP Dup ACK ", layer_uint(packet, layer, F_DUP_ACK_FRAME));
            text_labelled(text, "#", layer_uint(packet, layer, F_DUP_ACK_NUM));
            text_put(text, "] ");
        } else if (findings[i].field != N_RETRANSMISSION || !sent_again) {
            text_put(text, findings[i].words);
        }
        /* These two are marked as retransmissions as well. */
        if (findings[i].field == N_SPURIOUS_RETRANSMISSION ||
            findings[i].field == N_FAST_RETRANSMISSION)
            sent_again = true;
    }
}

/* The words in front of an option's number; NULL for other fields. */
static const char *option_words(enum tcp_field field)
{
    switch (field) {
    case F_TSVAL:
        return " TSval=";
    case F_TSECR:
        return " TSecr=";
    case F_MSS_VALUE:
        return " MSS=";
    case F_WSCALE_MULTIPLIER:
        return " WS=";
    case F_SACK_LE:
        return " SLE=";
    case F_SACK_RE:
        return " SRE=";
    case F_ECHO_VALUE:
        return " ECHO=";
    case F_CC_VALUE:
        return " CC=";
    case F_USER_TO:
        return " USER_TO=";
    case F_ECN_EE0B:
        return " EE0B=";
    case F_ECN_ECEB:
        return " ECEB=";
    case F_ECN_EE1B:
        return " EE1B=";
    default:
        return NULL;
    }
}

static void put_option(struct text *text, const struct item *item)
{
    enum tcp_field field = (enum tcp_field)(item->field - tcp_fields);
    const char *words = option_words(field);
    if (words)
        text_labelled(text, words, item->number);
    else if (field == F_OPT_SACK_PERM)
        text_put(text, " SACK_PERM");
    else if (field == F_TFO_REQUEST)
        text_put(text, " TFO=R");
    else if (field == F_TFO_COOKIE)
        text_put(text, " TFO=C");
    else if (field == F_MD5_DIGEST)
        text_put(text, " MD5");
    else if (field == F_AO_KEYID)
        text_put(text, "TCP AO");
    else if (field == F_EXID && !field_value_name(item->field->names, item->number))
        text_format(text, " ExID=%X", (unsigned)item->number);
}

/* The numbers that the line is made of, by field. */
struct numbers {
    uint64_t of[F_BOGUS_WINDOW + 1];
    uint64_t seen; /* bit N: of[N] is there */
};

static bool has(const struct numbers *numbers, enum tcp_field field)
{
    return numbers->seen >> field & 1;
}

/* 0 where the packet was cut before it. */
static uint64_t number(const struct numbers *numbers, enum tcp_field field)
{
    return has(numbers, field) ? numbers->of[field] : 0;
}

/* A header too short to hold its options gives what it says under other names. */
static uint64_t either(const struct numbers *numbers, enum tcp_field field, enum tcp_field bogus)
{
    return number(numbers, has(numbers, field) ? field : bogus);
}

/* Collects them in one walk, since this is done for every line of a summary; returns the first item
 * of the options, or the end. */
static const struct item *collect(
    struct numbers *numbers, const struct item *item, const struct item *end)
{
    numbers->seen = 0;
    for (; item < end; item++) {
        size_t field = (size_t)(item->field - tcp_fields);
        if (field <= F_BOGUS_WINDOW) {
            numbers->of[field] = item->number;
            numbers->seen |= UINT64_C(1) << field;
        } else if (field >= F_OPTIONS && field < F_ANALYSIS) {
            break;
        }
    }
    return item;
}

void tcp_info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    struct numbers numbers;
    const struct item *item = packet->items + layer->first, *end = item + layer->count;
    const struct item *option = collect(&numbers, item, end);
    text_uint(text, number(&numbers, F_SRCPORT));
    text_labelled(text, " → ", number(&numbers, F_DSTPORT));
    if (!has(&numbers, F_FLAGS) && !has(&numbers, F_BOGUS_FLAGS)) return;
    unsigned flags = (unsigned)either(&numbers, F_FLAGS, F_BOGUS_FLAGS);
    text_put(text, " [");
    tcp_put_flags(text, flags, has(&numbers, F_ACE));
    text_labelled(text, "] Seq=", number(&numbers, F_SEQ));
    if (flags & TCP_ACK) text_labelled(text, " Ack=", either(&numbers, F_ACK, F_BOGUS_ACK));
    text_labelled(text, " Win=", either(&numbers, F_WINDOW, F_BOGUS_WINDOW));
    if (has(&numbers, F_HDR_LEN) && numbers.of[F_HDR_LEN] < TCP_HEADER) {
        text_format(text, ", bogus TCP header length (%u, must be at least %u)",
            (unsigned)numbers.of[F_HDR_LEN], TCP_HEADER);
        return;
    }
    if (layer->damaged) text_put(text, " [TCP CHECKSUM INCORRECT]");
    if (flags & TCP_URG) text_labelled(text, " Urg=", number(&numbers, F_URGENT_POINTER));
    if (has(&numbers, F_LEN)) text_labelled(text, " Len=", numbers.of[F_LEN]);
    for (; option < end; option++)
        put_option(text, option);
}
