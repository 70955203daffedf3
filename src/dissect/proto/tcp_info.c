/* TCP in a line: of the tree, and of the Info column, as Wireshark has them.
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/directory.h"
#include "dissect/proto.h"
#include "dissect/proto/tcp.h"
#include "dissect/resolve.h"

void tcp_describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct tcp *tcp = layer->told;
    if (!tcp) return;
    const struct tcp_segment *segment = &tcp->segment;
    text_put(text, ", Src Port: ");
    resolve_port_shown(text, packet, DIRECTORY_TCP, segment->source_port);
    text_put(text, ", Dst Port: ");
    resolve_port_shown(text, packet, DIRECTORY_TCP, segment->destination_port);
    if (!tcp->whole || segment->header_length < TCP_HEADER) return;
    text_labelled(text, ", Seq: ", tcp_seq(tcp));
    if (segment->flags & TCP_ACK) text_labelled(text, ", Ack: ", tcp_ack(tcp));
    if (segment->has_length) text_labelled(text, ", Len: ", segment->length);
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
    const struct tcp *tcp = layer->told;
    bool sent_again = false;
    if (!tcp || !tcp->whole || !tcp->view.analysis) return; /* most: nothing to search for */
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

void tcp_info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct tcp *tcp = layer->told;
    if (!tcp) return;
    const struct tcp_segment *segment = &tcp->segment;
    bool bogus = segment->header_length < TCP_HEADER;
    resolve_port(text, packet, DIRECTORY_TCP, segment->source_port);
    text_put(text, " → ");
    resolve_port(text, packet, DIRECTORY_TCP, segment->destination_port);
    if (!tcp->whole) return;
    text_put(text, " [");
    tcp_put_flags(text, segment->flags, tcp->view.accurate_ecn && !bogus);
    text_labelled(text, "] Seq=", tcp_seq(tcp));
    if (segment->flags & TCP_ACK) text_labelled(text, " Ack=", tcp_ack(tcp));
    text_labelled(text, " Win=", tcp_window(tcp));
    if (bogus) {
        text_format(text, ", bogus TCP header length (%u, must be at least %u)",
            segment->header_length, TCP_HEADER);
        return;
    }
    if (layer->damaged) text_put(text, " [TCP CHECKSUM INCORRECT]");
    if (segment->flags & TCP_URG) text_labelled(text, " Urg=", tcp->urgent_pointer);
    if (segment->has_length) text_labelled(text, " Len=", segment->length);
    if (tcp->timestamps) {
        text_labelled(text, " TSval=", bytes_be32(tcp->timestamps));
        text_labelled(text, " TSecr=", bytes_be32(tcp->timestamps + 4));
    }
    const struct item *item = packet->items + layer->first, *end = item + layer->count;
    for (; item < end; item++)
        put_option(text, item);
}
