/* TCP in words: lines of the tree and the Info column, as Wireshark has them.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/tcp.h"

static const struct layer *layer_of(const struct packet *packet, const struct item *item)
{
    return &packet->layers[item->layer];
}

static void put_uint(struct text *text, const char *label, uint64_t value)
{
    text_put(text, label);
    text_uint(text, value);
}

/* --- lines of the tree ------------------------------------------------------------------------ */

void tcp_show_completeness(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    enum { SYN = 1, SYN_ACK = 2, ACK = 4, DATA = 8, FIN = 16, RST = 32 };
    unsigned seen = (unsigned)item->number;
    bool data = seen & DATA, ended = seen & (FIN | RST);
    text_put(text, "Conversation completeness: ");
    if ((seen & (SYN | SYN_ACK | ACK)) == (SYN | SYN_ACK | ACK) && (ended || data))
        text_put(
            text, ended ? data ? "Complete, WITH_DATA" : "Complete, NO_DATA" : "Incomplete, DATA");
    else if (seen == (SYN | SYN_ACK | ACK))
        text_put(text, "Incomplete, ESTABLISHED");
    else if (seen == (SYN | SYN_ACK))
        text_put(text, "Incomplete, CLIENT_ESTABLISHED");
    else if (seen == SYN)
        text_put(text, "Incomplete, SYN_SENT");
    else
        text_put(text, "Incomplete");
    text_format(text, " (%u)", seen);
}

void tcp_show_seq(struct text *text, const struct packet *packet, const struct item *item)
{
    put_uint(text, "Sequence Number: ", item->number);
    if (layer_item(packet, layer_of(packet, item), F_SEQ_RAW))
        text_put(text, "    (relative sequence number)");
}

void tcp_show_nxtseq(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    put_uint(text, "Next Sequence Number: ", item->number);
    text_put(text, "    (relative sequence number)");
}

void tcp_show_ack(struct text *text, const struct packet *packet, const struct item *item)
{
    put_uint(text, "Acknowledgment Number: ", item->number);
    if (layer_uint(packet, layer_of(packet, item), F_FLAGS) & TCP_ACK)
        text_put(text, "    (relative ack number)");
}

void tcp_show_hdr_len(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(
        text, "Header Length: %u bytes (%u)", (unsigned)item->number, (unsigned)item->number / 4);
}

static unsigned ace_of(unsigned flags)
{
    return (flags & TCP_AE ? 4 : 0) + (flags & TCP_CWR ? 2 : 0) + (flags & TCP_ECE ? 1 : 0);
}

static void put_flags(struct text *text, unsigned flags, bool accurate_ecn)
{
    static const char *const names[] = {
        "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"};
    const char *separator = "";
    for (unsigned i = 0; i < (accurate_ecn ? 6 : 9); i++) {
        if (!(flags >> i & 1)) continue;
        text_put(text, separator);
        text_put(text, names[i]);
        separator = ", ";
    }
    if (accurate_ecn) {
        put_uint(text, ", ACE=", ace_of(flags));
        separator = ", ";
    }
    if (flags & TCP_RESERVED) {
        text_put(text, separator);
        text_put(text, "Reserved");
    } else if (!*separator) {
        text_put(text, "<None>");
    }
}

void tcp_show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    text_format(text, "Flags: 0x%03x (", (unsigned)item->number);
    put_flags(text, (unsigned)item->number, layer_item(packet, layer_of(packet, item), F_ACE));
    text_char(text, ')');
}

void tcp_show_ace(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned ace = (unsigned)item->number;
    text_format(text, "...%u %u%u.. .... = ACE: %u", ace >> 2, ace >> 1 & 1, ace & 1, ace);
}

struct bytes tcp_flag_letters(struct packet *p, unsigned flags, bool accurate_ecn)
{
    static const char letters[] = "RRRACEUAPRSF";
    char text[12 * 2 + 1], *at = text;
    for (unsigned i = 0; i < 12; i++) {
        if (accurate_ecn && i >= 3 && i <= 5) {
            *at++ = i == 4 ? (char)('0' + ace_of(flags)) : '-';
        } else if (flags >> (11 - i) & 1) {
            *at++ = letters[i];
        } else {
            memcpy(at, "·", 2);
            at += 2;
        }
    }
    *at = 0;
    return packet_format(p, "%s", text);
}

void tcp_show_scale(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Window size scaling factor: %d", (int)item->integer);
    if (item->integer == -1) text_put(text, " (unknown)");
    if (item->integer == -2) text_put(text, " (no window scaling used)");
}

void tcp_show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Checksum: 0x%04x [unverified]", (unsigned)item->number);
}

void tcp_show_payload(struct text *text, const struct packet *packet, const struct item *item)
{
    /* The declared length: the capture may have less. */
    const struct item *length = layer_item(packet, layer_of(packet, item), F_LEN);
    uint64_t bytes = length ? length->number : item->bytes.len;
    put_uint(text, "TCP payload (", bytes);
    text_put(text, bytes == 1 ? " byte)" : " bytes)");
}

void tcp_show_segment_data(struct text *text, const struct packet *packet, const struct item *item)
{
    uint64_t bytes = item->bytes.len;
    bool again = layer_item(packet, layer_of(packet, item), N_RETRANSMISSION);
    put_uint(text, again ? "Retransmitted TCP segment data (" : "TCP segment data (", bytes);
    text_put(text, bytes == 1 ? " byte)" : " bytes)");
}

/* --- options ---------------------------------------------------------------------------------- */

void tcp_show_options(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = layer_of(packet, item);
    text_format(
        text, "Options: (%u bytes)", (unsigned)layer_uint(packet, layer, F_HDR_LEN) - TCP_HEADER);
    /* Those that could be read stand below as items. */
    for (const struct item *below = item + 1; below < packet->items + packet->nitems; below++) {
        if (below->layer != item->layer || below->depth <= item->depth) break;
        if (below->field->show != tcp_show_option) continue;
        const char *name = below->bytes.len ? tcp_option_name(below->bytes.at[0]) : NULL;
        if (name)
            text_format(text, ", %s", name);
        else if (below->bytes.len)
            text_format(text, ", Unknown (0x%02x)", below->bytes.at[0]);
    }
}

/* The values of the items below an option, as it tells them in its own line. */
static void put_values(struct text *text, const struct packet *packet, const struct item *option,
    const char *const *formats, const enum tcp_field *fields, unsigned count)
{
    const struct item *end = packet->items + packet->nitems;
    for (const struct item *item = option + 1; item < end && item->depth > option->depth; item++)
        for (unsigned i = 0; i < count; i++)
            if (item->field == &tcp_fields[fields[i]])
                text_format(text, formats[i], (unsigned)item->number);
}

static void put_experiment(
    struct text *text, const struct packet *packet, const struct item *option)
{
    const struct item *end = packet->items + packet->nitems;
    for (const struct item *item = option + 1; item < end && item->depth > option->depth; item++) {
        if (item->field != &tcp_fields[F_EXID]) continue;
        const char *name = field_value_name(item->field->names, item->number);
        text_format(text, ": %s", name ? name : "Unknown");
    }
}

void tcp_show_option(struct text *text, const struct packet *packet, const struct item *item)
{
    static const enum tcp_field fields[] = {F_MSS_VALUE, F_WSCALE_SHIFT, F_WSCALE_MULTIPLIER,
        F_SACK_LE, F_SACK_RE, F_TSVAL, F_TSECR, F_ECHO_VALUE};
    static const char *const formats[] = {": %u bytes", ": %u", " (multiply by %u)", " %u", "-%u",
        ": TSval %u", ", TSecr %u", ": %u"};
    static const enum tcp_field ecn[] = {F_ECN_EE0B, F_ECN_ECEB, F_ECN_EE1B};
    static const char *const ecn_first[] = {": EE0B %u", ", ECEB %u", ", EE1B %u"};
    static const char *const ecn_second[] = {", EE0B %u", ", ECEB %u", ": EE1B %u"};
    if (item->field == &tcp_fields[F_OPT_MPTCP]) {
        text_put(text, item->field->label);
        const struct item *subtype = item + 3;
        if (subtype < packet->items + packet->nitems &&
            subtype->field == &tcp_fields[F_MPTCP_SUBTYPE]) {
            const char *name = field_value_name(subtype->field->names, subtype->number);
            text_format(text, ": %s", name ? name : "Unknown");
        }
        return;
    }
    text_put(text, "TCP Option - ");
    text_put(text, item->field->label);
    if (item->field == &tcp_fields[F_OPT_ECN] && item->bytes.len > 2) {
        bool first = item->bytes.at[0] == TCP_OPTION_ECN0;
        text_put(text, first ? " (Order 0)" : " (Order 1)");
        put_values(text, packet, item, first ? ecn_first : ecn_second, ecn, 3);
    } else if (item->field == &tcp_fields[F_OPT_EXPERIMENT]) {
        put_experiment(text, packet, item);
    } else {
        put_values(text, packet, item, formats, fields, sizeof fields / sizeof *fields);
    }
}

void tcp_show_edge(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    put_uint(text,
        item->field == &tcp_fields[F_SACK_LE] ? "left edge = " : "right edge = ", item->number);
    text_put(text, " (relative)");
}

void tcp_show_dsack_edge(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, item->field->label);
    put_uint(text, " = ", item->number);
    text_put(text, " (relative)");
}

/* --- the layer and the column -------------------------------------------------------------------
 */

void tcp_describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    put_uint(text, ", Src Port: ", layer_uint(packet, layer, F_SRCPORT));
    put_uint(text, ", Dst Port: ", layer_uint(packet, layer, F_DSTPORT));
    const struct item *seq = layer_item(packet, layer, F_SEQ);
    const struct item *flags = layer_item(packet, layer, F_FLAGS);
    const struct item *length = layer_item(packet, layer, F_LEN);
    if (!flags || layer_item(packet, layer, N_BOGUS_HEADER_LENGTH)) {
        if (flags && seq) put_uint(text, ", Seq: ", seq->number);
        return;
    }
    if (seq) put_uint(text, ", Seq: ", seq->number);
    if (flags->number & TCP_ACK) put_uint(text, ", Ack: ", layer_uint(packet, layer, F_ACK));
    if (length) put_uint(text, ", Len: ", length->number);
}

/* What the analysis found, in front of the rest; the last finding comes first. */
static void put_findings(struct text *text, const struct packet *packet, const struct layer *layer)
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
    for (unsigned i = 0; i < sizeof findings / sizeof *findings; i++) {
        if (!layer_item(packet, layer, findings[i].field)) continue;
        if (!findings[i].words) {
            put_uint(text, "[TCP Dup ACK ", layer_uint(packet, layer, F_DUP_ACK_FRAME));
            put_uint(text, "#", layer_uint(packet, layer, F_DUP_ACK_NUM));
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
        put_uint(text, words, item->number);
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
    /* Remarkable segments have a mark, so that the others need no search. */
    if (layer_item(packet, layer, F_ANALYSIS_FLAGS)) put_findings(text, packet, layer);
    text_uint(text, number(&numbers, F_SRCPORT));
    put_uint(text, " → ", number(&numbers, F_DSTPORT));
    if (!has(&numbers, F_FLAGS) && !has(&numbers, F_BOGUS_FLAGS)) return;
    unsigned flags = (unsigned)either(&numbers, F_FLAGS, F_BOGUS_FLAGS);
    text_put(text, " [");
    put_flags(text, flags, has(&numbers, F_ACE));
    put_uint(text, "] Seq=", number(&numbers, F_SEQ));
    if (flags & TCP_ACK) put_uint(text, " Ack=", either(&numbers, F_ACK, F_BOGUS_ACK));
    put_uint(text, " Win=", either(&numbers, F_WINDOW, F_BOGUS_WINDOW));
    if (has(&numbers, F_HDR_LEN) && numbers.of[F_HDR_LEN] < TCP_HEADER) {
        text_format(text, ", bogus TCP header length (%u, must be at least %u)",
            (unsigned)numbers.of[F_HDR_LEN], TCP_HEADER);
        return;
    }
    if (flags & TCP_URG) put_uint(text, " Urg=", number(&numbers, F_URGENT_POINTER));
    if (has(&numbers, F_LEN)) put_uint(text, " Len=", numbers.of[F_LEN]);
    for (; option < end; option++)
        put_option(text, option);
}
