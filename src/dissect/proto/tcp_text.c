/* TCP in words: lines of the tree, as Wireshark has them.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/tcp.h"

static const struct layer *layer_of(const struct packet *packet, const struct item *item)
{
    return &packet->layers[item->layer];
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
    text_labelled(text, "Sequence Number: ", item->number);
    if (layer_item(packet, layer_of(packet, item), F_SEQ_RAW) && tcp_counts_from_zero(packet))
        text_put(text, "    (relative sequence number)");
}

void tcp_show_nxtseq(struct text *text, const struct packet *packet, const struct item *item)
{
    text_labelled(text, "Next Sequence Number: ", item->number);
    if (tcp_counts_from_zero(packet)) text_put(text, "    (relative sequence number)");
}

void tcp_show_ack(struct text *text, const struct packet *packet, const struct item *item)
{
    text_labelled(text, "Acknowledgment Number: ", item->number);
    if (layer_uint(packet, layer_of(packet, item), F_FLAGS) & TCP_ACK &&
        tcp_counts_from_zero(packet))
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

void tcp_put_flags(struct text *text, unsigned flags, bool accurate_ecn)
{
    static const char *const names[] = {
        "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"};
    const char *separator = "";
    for (unsigned set = flags & (accurate_ecn ? 0x3f : 0x1ff); set; set &= set - 1) {
        text_put(text, separator);
        text_put(text, names[__builtin_ctz(set)]);
        separator = ", ";
    }
    if (accurate_ecn) {
        text_labelled(text, ", ACE=", ace_of(flags));
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
    text_put(text, "Flags: 0x");
    text_hex(text, item->number, 3);
    text_put(text, " (");
    tcp_put_flags(text, (unsigned)item->number, layer_item(packet, layer_of(packet, item), F_ACE));
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
    struct text text = packet_text(p);
    for (unsigned i = 0; i < 12; i++) {
        if (accurate_ecn && i >= 3 && i <= 5)
            text_char(&text, i == 4 ? (char)('0' + ace_of(flags)) : '-');
        else if (flags >> (11 - i) & 1)
            text_char(&text, letters[i]);
        else
            text_add(&text, "·", 2);
    }
    return packet_keep(p, &text);
}

void tcp_show_scale(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Window size scaling factor: ");
    text_int(text, item->integer);
    if (item->integer == -1) text_put(text, " (unknown)");
    if (item->integer == -2) text_put(text, " (no window scaling used)");
}

void tcp_show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = layer_of(packet, item);
    const struct item *expected = layer_item(packet, layer, F_CHECKSUM_CALCULATED);
    text_put(text, "Checksum: 0x");
    text_hex(text, item->number, 4);
    text_char(text, ' ');
    if (!expected)
        text_put(text, "[unverified]");
    else if (!layer->damaged)
        text_put(text, "[correct]");
    else
        text_format(text, "incorrect, should be 0x%04x(maybe caused by \"TCP checksum offload\"?)",
            (unsigned)expected->number);
}

void tcp_show_payload(struct text *text, const struct packet *packet, const struct item *item)
{
    /* The declared length: the capture may have less. */
    const struct item *length = layer_item(packet, layer_of(packet, item), F_LEN);
    uint64_t bytes = length ? length->number : item->bytes.len;
    text_labelled(text, "TCP payload (", bytes);
    text_put(text, bytes == 1 ? " byte)" : " bytes)");
}

void tcp_show_segment_data(struct text *text, const struct packet *packet, const struct item *item)
{
    uint64_t bytes = item->bytes.len;
    const struct layer *layer = layer_of(packet, item);
    bool again = layer_item(packet, layer, N_RETRANSMISSION) &&
                 !layer_item(packet, layer, N_FAST_RETRANSMISSION);
    text_labelled(text, again ? "Retransmitted TCP segment data (" : "TCP segment data (", bytes);
    text_put(text, bytes == 1 ? " byte)" : " bytes)");
}

/* --- options ---------------------------------------------------------------------------------- */

void tcp_show_options(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = layer_of(packet, item);
    unsigned length = (unsigned)layer_uint(packet, layer, F_HDR_LEN) - TCP_HEADER;
    text_labelled(text, "Options: (", length);
    text_put(text, " bytes)");
    /* Those that could be read stand below as items. */
    for (const struct item *below = item + 1; below < packet->items + packet->nitems; below++) {
        if (below->layer != item->layer || below->depth <= item->depth) break;
        if (below->field->show != tcp_show_option) continue;
        const char *name = below->bytes.len ? tcp_option_name(below->bytes.at[0]) : NULL;
        if (name) {
            text_put(text, ", ");
            text_put(text, name);
        } else if (below->bytes.len) {
            text_format(text, ", Unknown (0x%02x)", below->bytes.at[0]);
        }
    }
}

/* What stands around a value in the line of its option; nothing around those that are not told there. */
struct around {
    const char *before, *behind;
};

/* The values of the items below an option, as it tells them in its own line. */
static void put_values(struct text *text, const struct packet *packet, const struct item *option,
    const struct around *words)
{
    const struct item *end = packet->items + packet->nitems;
    for (const struct item *item = option + 1; item < end && item->depth > option->depth; item++) {
        if (item->field < tcp_fields || item->field >= tcp_fields + TCP_FIELDS) continue;
        const struct around *around = &words[item->field - tcp_fields];
        if (!around->before) continue;
        text_labelled(text, around->before, item->number);
        text_put(text, around->behind);
    }
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
    static const struct around usual[TCP_FIELDS] = {
        [F_MSS_VALUE] = {": ", " bytes"},
        [F_WSCALE_SHIFT] = {": ", ""},
        [F_WSCALE_MULTIPLIER] = {" (multiply by ", ")"},
        [F_SACK_LE] = {" ", ""},
        [F_SACK_RE] = {"-", ""},
        [F_TSVAL] = {": TSval ", ""},
        [F_TSECR] = {", TSecr ", ""},
        [F_ECHO_VALUE] = {": ", ""},
    };
    static const struct around ecn_first[TCP_FIELDS] = {
        [F_ECN_EE0B] = {": EE0B ", ""},
        [F_ECN_ECEB] = {", ECEB ", ""},
        [F_ECN_EE1B] = {", EE1B ", ""},
    };
    static const struct around ecn_second[TCP_FIELDS] = {
        [F_ECN_EE0B] = {", EE0B ", ""},
        [F_ECN_ECEB] = {", ECEB ", ""},
        [F_ECN_EE1B] = {": EE1B ", ""},
    };
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
        put_values(text, packet, item, first ? ecn_first : ecn_second);
    } else if (item->field == &tcp_fields[F_OPT_EXPERIMENT]) {
        put_experiment(text, packet, item);
    } else {
        put_values(text, packet, item, usual);
    }
}

void tcp_show_edge(struct text *text, const struct packet *packet, const struct item *item)
{
    text_labelled(text,
        item->field == &tcp_fields[F_SACK_LE] ? "left edge = " : "right edge = ", item->number);
    if (tcp_counts_from_zero(packet)) text_put(text, " (relative)");
}

void tcp_show_dsack_edge(struct text *text, const struct packet *packet, const struct item *item)
{
    text_put(text, item->field->label);
    text_labelled(text, " = ", item->number);
    if (tcp_counts_from_zero(packet)) text_put(text, " (relative)");
}
