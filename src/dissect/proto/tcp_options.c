/* TCP options, RFC 9293 3.2: kind, length (of both bytes and the value), value.
 *
 *      +------+ +------+--------+-------- - -+
 *      | 0, 1 | | kind | length |   value    |      0 ends the list, 1 pads it
 *      +------+ +------+--------+-------- - -+
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/tcp.h"
#include "dissect/reading.h"

enum { LARGEST_SHIFT = 14 };

/* Where the options of a segment are read. */
struct reading {
    struct packet *p;
    const struct tcp *tcp;
    struct cur c;   /* over the present option */
    uint32_t base;  /* the peer's initial sequence number: SACK edges count from it */
    uint8_t length; /* of the present option */
    bool mss;       /* an MSS option was there */
};

/* --- values ----------------------------------------------------------------------------------- */

static void read_mss(struct reading *r)
{
    packet_u16(r->p, &r->c, F_MSS_VALUE);
}

static void read_shift(struct reading *r)
{
    uint32_t at = r->c.at;
    uint8_t shift = packet_u8(r->p, &r->c, F_WSCALE_SHIFT);
    if (shift > LARGEST_SHIFT) { /* RFC 7323 2.3 */
        packet_note(
            r->p, N_SHIFT_INVALID, NOTE_WARNING, NOTE_PROTOCOL, "Window scale shift exceeds 14");
        shift = LARGEST_SHIFT;
    }
    packet_add_uint(r->p, F_WSCALE_MULTIPLIER, at, 1, 1u << shift, ITEM_GENERATED);
}

static void note_suboption(struct reading *r)
{
    tcp_fault(r->p, r->c.at, cur_left(&r->c), N_SUBOPTION, NOTE_ERROR, NOTE_MALFORMED,
        "suboption would go past end of option");
}

/* RFC 2883: a first block that is acknowledged already, or inside the second one, tells of data
 * that came twice. */
static bool is_duplicate_sack(
    const struct reading *r, uint32_t left2, uint32_t right1, uint32_t right2, unsigned blocks)
{
    uint32_t ack = r->tcp->segment.ack - r->tcp->view.ack_base;
    if (!blocks) right1 = 0;
    if ((int32_t)(right1 - ack) <= 0) return true;
    return blocks > 1 && (int32_t)(left2 - right1) < 0 && (int32_t)(right1 - right2) <= 0;
}

static void read_sack(struct reading *r)
{
    uint32_t at = r->c.at, left[2] = {0}, right[2] = {0};
    unsigned blocks = 0;
    while (cur_left(&r->c)) {
        uint32_t offset = r->c.at;
        if (cur_left(&r->c) < 4) {
            note_suboption(r);
            break;
        }
        const uint8_t *edge = cur_take(&r->c, 4);
        if (!edge) return;
        uint32_t first = bytes_be32(edge) - r->base;
        packet_add_uint(r->p, F_SACK_LE, offset, 4, first, 0);
        if (cur_left(&r->c) < 4) {
            note_suboption(r);
            break;
        }
        edge = cur_take(&r->c, 4);
        if (!edge) return;
        uint32_t behind = bytes_be32(edge) - r->base;
        packet_add_uint(r->p, F_SACK_RE, offset + 4, 4, behind, 0);
        if (blocks < 2) {
            left[blocks] = first;
            right[blocks] = behind;
        }
        blocks++;
    }
    packet_add_uint(r->p, F_SACK_COUNT, at - 2, 0, blocks, ITEM_GENERATED);
    if (r->length < 10 || !is_duplicate_sack(r, left[1], right[0], right[1], blocks)) return;
    packet_add_uint(r->p, F_DSACK_LE, at, 4, left[0], ITEM_GENERATED);
    packet_add_uint(r->p, F_DSACK_RE, at + 4, 4, right[0], ITEM_GENERATED);
    tcp_fault(r->p, at, 8, N_DSACK, NOTE_WARNING, NOTE_SEQUENCE, "D-SACK Sequence");
}

static void read_timestamps(struct reading *r)
{
    packet_u32(r->p, &r->c, F_TSVAL);
    packet_u32(r->p, &r->c, F_TSECR);
}

static void read_fast_open(struct reading *r)
{
    uint32_t left = cur_left(&r->c);
    if (!left) {
        packet_add(r->p, F_TFO_REQUEST, r->c.at - r->length, r->length, 0);
        return;
    }
    if (!packet_bytes(r->p, &r->c, F_TFO_COOKIE, left)) return;
    if ((r->tcp->segment.flags & (TCP_SYN | TCP_ACK)) == TCP_SYN)
        packet_note(r->p, N_TFO_SYN, NOTE_NOTE, NOTE_SEQUENCE, "TCP SYN with TFO Cookie");
}

static void read_md5(struct reading *r)
{
    packet_bytes(r->p, &r->c, F_MD5_DIGEST, cur_left(&r->c));
}

static void read_ao(struct reading *r)
{
    packet_u8(r->p, &r->c, F_AO_KEYID);
    packet_u8(r->p, &r->c, F_AO_NEXT_KEYID);
    if (cur_left(&r->c)) packet_bytes(r->p, &r->c, F_AO_MAC, cur_left(&r->c));
}

static void read_mptcp(struct reading *r)
{
    if (cur_left(&r->c)) packet_u8(r->p, &r->c, F_MPTCP_SUBTYPE);
}

static void read_echo(struct reading *r)
{
    packet_u32(r->p, &r->c, F_ECHO_VALUE);
}

static void read_cc(struct reading *r)
{
    packet_u32(r->p, &r->c, F_CC_VALUE);
}

static void read_quick_start(struct reading *r)
{
    packet_u8(r->p, &r->c, F_QS_RATE);
    packet_skip(&r->c, 1);
    packet_u8(r->p, &r->c, F_QS_TTL);
}

static void read_user_timeout(struct reading *r)
{
    packet_u16(r->p, &r->c, F_USER_TO_MINUTES);
    packet_u16(r->p, &r->c, F_USER_TO);
}

/* Counters of 24 bits, in one order or the other. */
static void read_accurate_ecn(struct reading *r, bool first_order)
{
    static const enum tcp_field orders[2][3] = {
        {F_ECN_EE1B, F_ECN_ECEB, F_ECN_EE0B}, {F_ECN_EE0B, F_ECN_ECEB, F_ECN_EE1B}};
    for (unsigned i = 0; i < 3 && cur_left(&r->c) >= 3; i++)
        packet_u24(r->p, &r->c, orders[first_order][i]);
}

static void read_ecn0(struct reading *r)
{
    read_accurate_ecn(r, true);
}

static void read_ecn1(struct reading *r)
{
    read_accurate_ecn(r, false);
}

/* RFC 6994: an experiment says by two bytes which one it is. */
static void read_experiment(struct reading *r)
{
    enum { FAST_OPEN = 0xf989, ECN_ORDER0 = 0xacc0, ECN_ORDER1 = 0xacc1 };
    if (cur_left(&r->c) < 2) {
        packet_note(r->p, N_OPTION_LENGTH, NOTE_NOTE, NOTE_SEQUENCE,
            "option length %u smaller than 4", r->length);
        return;
    }
    uint16_t id = packet_u16(r->p, &r->c, F_EXID);
    if (id == FAST_OPEN)
        read_fast_open(r);
    else if (id == ECN_ORDER0 || id == ECN_ORDER1)
        read_accurate_ecn(r, id == ECN_ORDER0);
    else if (cur_left(&r->c))
        packet_bytes(r->p, &r->c, F_EX_DATA, cur_left(&r->c));
}

static void read_unknown(struct reading *r)
{
    if (cur_left(&r->c)) packet_bytes(r->p, &r->c, F_UNKNOWN_PAYLOAD, cur_left(&r->c));
}

/* --- the list --------------------------------------------------------------------------------- */

struct option_row {
    uint8_t kind;
    uint8_t length, least; /* the only right one; or the least */
    enum tcp_field field;
    const char *name; /* NULL: the row's label */
    void (*read)(struct reading *r);
};

static const struct option_row rows[] = {
    {TCP_OPTION_MSS, 4, 0, F_OPT_MSS, NULL, read_mss},
    {TCP_OPTION_WINDOW_SCALE, 3, 0, F_OPT_WSCALE, NULL, read_shift},
    {TCP_OPTION_SACK_PERMITTED, 2, 0, F_OPT_SACK_PERM, NULL, NULL},
    {TCP_OPTION_SACK, 0, 2, F_OPT_SACK, NULL, read_sack},
    {6, 6, 0, F_OPT_ECHO, NULL, read_echo},
    {7, 6, 0, F_OPT_ECHO_REPLY, NULL, read_echo},
    {TCP_OPTION_TIMESTAMPS, 10, 0, F_OPT_TIMESTAMP, NULL, read_timestamps},
    {11, 6, 0, F_OPT_CC, NULL, read_cc},
    {12, 6, 0, F_OPT_CC_NEW, NULL, read_cc},
    {13, 6, 0, F_OPT_CC_ECHO, NULL, read_cc},
    {19, 18, 0, F_OPT_MD5, NULL, read_md5},
    {20, 0, 2, F_OPT_SCPS, NULL, NULL},
    {21, 0, 2, F_OPT_SNACK, NULL, NULL},
    {22, 0, 2, F_OPT_SCPS_RECORD, NULL, NULL},
    {23, 0, 2, F_OPT_SCPS_CORRUPTION, NULL, NULL},
    {27, 8, 0, F_OPT_QS, NULL, read_quick_start},
    {28, 4, 0, F_OPT_USER_TO, NULL, read_user_timeout},
    {29, 0, 4, F_OPT_AO, NULL, read_ao},
    {30, 0, 2, F_OPT_MPTCP, "MPTCP", read_mptcp},
    {TCP_OPTION_FAST_OPEN, 0, 2, F_OPT_TFO, NULL, read_fast_open},
    {76, 0, 2, F_OPT_RIVERBED_PROBE, NULL, NULL},
    {78, 0, 2, F_OPT_RIVERBED_TRANSPARENCY, NULL, NULL},
    {TCP_OPTION_ECN0, 0, 2, F_OPT_ECN, NULL, read_ecn0},
    {TCP_OPTION_ECN1, 0, 2, F_OPT_ECN, NULL, read_ecn1},
    {TCP_OPTION_EXPERIMENT1, 0, 2, F_OPT_EXPERIMENT, NULL, read_experiment},
    {TCP_OPTION_EXPERIMENT2, 0, 2, F_OPT_EXPERIMENT, NULL, read_experiment},
};

static const struct option_row *row_of(uint8_t kind)
{
    static const struct option_row unknown = {0, 0, 2, F_OPT_UNKNOWN, NULL, read_unknown};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].kind == kind) return &rows[i];
    return &unknown;
}

const char *tcp_option_name(uint8_t kind)
{
    if (kind == TCP_OPTION_NOP) return tcp_fields[F_OPT_NOP].label;
    if (kind == TCP_OPTION_EOL) return tcp_fields[F_OPT_EOL].label;
    const struct option_row *row = row_of(kind);
    if (row->field == F_OPT_UNKNOWN) return NULL;
    return row->name ? row->name : tcp_fields[row->field].label;
}

/* One byte alone: padding or the end of the list. */
static void add_short(struct reading *r, const uint8_t *at)
{
    unsigned field = *at == TCP_OPTION_NOP ? F_OPT_NOP : F_OPT_EOL;
    struct item *item = packet_add_bytes(r->p, field, r->c.at, bytes_of(at, 1), 0);
    packet_open(r->p, item);
    packet_u8(r->p, &r->c, F_KIND);
    packet_shut(r->p, item, &r->c);
}

/* An option with a length; the cursor covers it. */
static void add_long(struct reading *r, const uint8_t *at)
{
    struct packet *p = r->p;
    const struct option_row *row = row_of(*at);
    uint32_t captured = cur_captured(&r->c);
    struct item *item = packet_add_bytes(p, row->field, r->c.at, bytes_of(at, captured), 0);
    packet_open(p, item);
    if (*at == TCP_OPTION_MSS) r->mss = true;
    if (*at == TCP_OPTION_MSS && !(r->tcp->segment.flags & TCP_SYN))
        packet_note_at(p, p->depth, N_MSS_PRESENT, NOTE_WARNING, NOTE_PROTOCOL,
            "The non-SYN packet does contain a MSS option");
    packet_u8(p, &r->c, F_KIND);
    packet_u8(p, &r->c, F_OPTION_LEN);
    if (row->length && r->length != row->length) {
        packet_note(p, N_OPTION_LENGTH, NOTE_NOTE, NOTE_SEQUENCE, "option length should be %u",
            row->length);
    } else if (r->length < row->least) {
        packet_note(p, N_OPTION_LENGTH, NOTE_NOTE, NOTE_SEQUENCE, "option length should be >= %u",
            row->least);
    } else if (row->read) {
        row->read(r);
    }
    packet_shut(p, item, NULL);
}

/* A length that cannot be: the rest of the options is unreadable. */
static bool note_length(struct reading *r, const struct cur *c, const uint8_t *at)
{
    const char *name = tcp_option_name(*at);
    struct bytes unknown = {0};
    if (!name) {
        unknown = packet_format(r->p, "Unknown (0x%02x)", *at);
        name = unknown.at ? (const char *)unknown.at : "Unknown";
    }
    const char *format = NULL;
    if (cur_left(c) < 2)
        format = "%s (length byte past end of options)";
    else if (at[1] < 2)
        format = "%s (with too-short option length = %u byte%s)";
    else if (at[1] > cur_left(c))
        format = "%s (option length = %u byte%s says option goes past end of options)";
    if (!format) return false;
    unsigned length = cur_left(c) < 2 ? 0 : at[1];
    tcp_fault(r->p, c->at, cur_left(c) < 2 ? 1 : 2, N_OPTION_LENGTH, NOTE_NOTE, NOTE_SEQUENCE,
        format, name, length, length == 1 ? "" : "s");
    return true;
}

/* Reads the options at the cursor, which covers them; false if they end in a fault. */
static bool read_list(struct reading *r, struct cur *c)
{
    unsigned nops = 0;
    bool ended = false;
    while (cur_left(c)) {
        const uint8_t *at = cur_peek(c, 0, 1);
        if (!at || (*at > TCP_OPTION_NOP && cur_left(c) > 1 && !cur_peek(c, 0, 2))) {
            cur_need(c, 2);
            c->error = CUR_CUT;
            return false;
        }
        if (ended && *at != TCP_OPTION_EOL) {
            tcp_fault(r->p, c->at, cur_left(c), N_AFTER_EOL, NOTE_ERROR, NOTE_PROTOCOL,
                "Non-zero header padding");
            return false;
        }
        if (*at <= TCP_OPTION_NOP) {
            uint32_t place = c->at - r->tcp->start;
            if (*at == TCP_OPTION_NOP) nops = nops == 0 || place % 4 ? nops + 1 : 0;
            if (*at == TCP_OPTION_NOP && nops == 4)
                packet_note_at(r->p, r->p->depth, N_NOP, NOTE_WARNING, NOTE_PROTOCOL,
                    "4 NOP in a row - a router may have removed some options");
            ended = *at == TCP_OPTION_EOL;
            r->c = cur_sub(c, 1);
            add_short(r, at);
            continue;
        }
        if (note_length(r, c, at)) return false;
        r->length = at[1];
        r->c = cur_sub(c, at[1]);
        add_long(r, at);
        if (r->c.error == CUR_CUT) {
            c->error = CUR_CUT;
            return false;
        }
    }
    return true;
}

void tcp_options(struct packet *p, struct cur *c, struct tcp *tcp, uint32_t length)
{
    const uint8_t *at = cur_peek(c, 0, length);
    bool remarkable = tcp->segment.flags & TCP_SYN && tcp_wants_remarks(p);
    if (at && tcp_options_are_timestamps(at, length) && !packet_asked(p, F_OPTIONS, F_ANALYSIS) &&
        !remarkable) {
        tcp->timestamps = at + 4;
        packet_skip(c, length);
        return;
    }
    uint32_t captured = cur_captured(c);
    struct bytes shown =
        bytes_of(captured ? cur_peek(c, 0, 1) : NULL, captured < length ? captured : length);
    struct item *item = packet_add_bytes(p, F_OPTIONS, c->at, shown, 0);
    packet_open(p, item);
    struct reading r = {.p = p, .tcp = tcp};
    /* The edges count what the peer sent. */
    r.base = tcp->view.peer_base;
    struct cur list = cur_sub(c, length);
    bool whole = read_list(&r, &list);
    if (list.error == CUR_CUT) c->error = CUR_CUT;
    if (whole && tcp->segment.flags & TCP_SYN && !r.mss)
        packet_note_at(p, p->depth, N_MSS_ABSENT, NOTE_NOTE, NOTE_PROTOCOL,
            "The SYN packet does not contain a MSS option");
    packet_shut(p, item, NULL);
}
