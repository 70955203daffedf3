/* What the files of the TCP dissector share: tcp.c reads the header, tcp_options.c the options,
 * tcp_analysis.c adds what the tracker knows, tcp_text.c puts it into words, tcp_fields.c has the
 * rows.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "dissect/cur.h"
#include "dissect/packet.h"
#include "dissect/tracker.h"

enum { TCP_HEADER = 20 }; /* bytes without options */

enum tcp_option {
    TCP_OPTION_EOL = 0,
    TCP_OPTION_NOP = 1,
    TCP_OPTION_MSS = 2,
    TCP_OPTION_WINDOW_SCALE = 3,
    TCP_OPTION_SACK_PERMITTED = 4,
    TCP_OPTION_SACK = 5,
    TCP_OPTION_TIMESTAMPS = 8,
    TCP_OPTION_FAST_OPEN = 34,
    TCP_OPTION_ECN0 = 172,
    TCP_OPTION_ECN1 = 174,
    TCP_OPTION_EXPERIMENT1 = 253,
    TCP_OPTION_EXPERIMENT2 = 254,
};

/* The rows of tcp_fields.c. */
enum tcp_field {
    F_SRCPORT,
    F_DSTPORT,
    F_PORT,
    F_STREAM,
    F_COMPLETENESS,
    F_LEN,
    F_SEQ,
    F_SEQ_RAW,
    F_NXTSEQ,
    F_ACK,
    F_ACK_RAW,
    F_HDR_LEN,
    F_FLAGS,
    F_RES,
    F_AE,
    F_CWR,
    F_ECE,
    F_ACE,
    F_URG,
    F_FLAG_ACK,
    F_PUSH,
    F_RESET,
    F_SYN,
    F_FIN,
    F_FLAGS_STR,
    F_WINDOW_VALUE,
    F_WINDOW,
    F_SCALE,
    F_CHECKSUM,
    F_CHECKSUM_STATUS,
    F_CHECKSUM_CALCULATED,
    F_URGENT_POINTER,
    F_PAYLOAD,
    F_PDU_SIZE,
    F_REASSEMBLED_IN,
    F_SEGMENT_DATA,
    F_RESET_CAUSE,
    F_FAULT,
    F_TIMESTAMPS,
    F_TIME_RELATIVE,
    F_TIME_DELTA,
    /* options */
    F_OPTIONS,
    F_KIND,
    F_OPTION_LEN,
    F_OPT_NOP,
    F_OPT_EOL,
    F_OPT_MSS,
    F_OPT_WSCALE,
    F_OPT_SACK_PERM,
    F_OPT_SACK,
    F_OPT_TIMESTAMP,
    F_OPT_TFO,
    F_OPT_MD5,
    F_OPT_AO,
    F_OPT_MPTCP,
    F_OPT_ECHO,
    F_OPT_ECHO_REPLY,
    F_OPT_CC,
    F_OPT_CC_NEW,
    F_OPT_CC_ECHO,
    F_OPT_QS,
    F_OPT_USER_TO,
    F_OPT_EXPERIMENT,
    F_OPT_ECN,
    F_OPT_SCPS,
    F_OPT_SNACK,
    F_OPT_SCPS_RECORD,
    F_OPT_SCPS_CORRUPTION,
    F_OPT_RIVERBED_PROBE,
    F_OPT_RIVERBED_TRANSPARENCY,
    F_OPT_UNKNOWN,
    F_MSS_VALUE,
    F_WSCALE_SHIFT,
    F_WSCALE_MULTIPLIER,
    F_SACK_LE,
    F_SACK_RE,
    F_SACK_COUNT,
    F_DSACK_LE,
    F_DSACK_RE,
    F_TSVAL,
    F_TSECR,
    F_TFO_REQUEST,
    F_TFO_COOKIE,
    F_MD5_DIGEST,
    F_AO_KEYID,
    F_AO_NEXT_KEYID,
    F_AO_MAC,
    F_MPTCP_SUBTYPE,
    F_ECHO_VALUE,
    F_CC_VALUE,
    F_QS_RATE,
    F_QS_TTL,
    F_USER_TO_MINUTES,
    F_USER_TO,
    F_EXID,
    F_EX_DATA,
    F_ECN_EE0B,
    F_ECN_ECEB,
    F_ECN_EE1B,
    F_UNKNOWN_PAYLOAD,
    /* analysis */
    F_ANALYSIS,
    F_ACKS_FRAME,
    F_ACK_RTT,
    F_INITIAL_RTT,
    F_BYTES_IN_FLIGHT,
    F_PUSH_BYTES,
    F_ANALYSIS_FLAGS,
    F_RTO,
    F_RTO_FRAME,
    F_IS_DUPLICATE_ACK,
    F_DUP_ACK_NUM,
    F_DUP_ACK_FRAME,
    /* remarks */
    N_REUSED_PORTS,
    N_RETRANSMISSION,
    N_FAST_RETRANSMISSION,
    N_SPURIOUS_RETRANSMISSION,
    N_OUT_OF_ORDER,
    N_LOST_SEGMENT,
    N_ACK_LOST_SEGMENT,
    N_WINDOW_UPDATE,
    N_WINDOW_FULL,
    N_KEEP_ALIVE,
    N_KEEP_ALIVE_ACK,
    N_DUPLICATE_ACK,
    N_ZERO_WINDOW_PROBE,
    N_ZERO_WINDOW,
    N_ZERO_WINDOW_PROBE_ACK,
    N_TFO_SYN,
    N_TFO_ACK,
    N_TFO_IGNORED,
    N_SYN,
    N_SYN_ACK,
    N_FIN,
    N_FIN_ACTIVE,
    N_FIN_PASSIVE,
    N_RST,
    N_ACK_NONZERO,
    N_URGENT_NONZERO,
    N_SHORT_SEGMENT,
    N_BOGUS_HEADER_LENGTH,
    N_CHECKSUM_BAD,
    N_OPTION_LENGTH,
    N_MSS_ABSENT,
    N_MSS_PRESENT,
    N_SHIFT_INVALID,
    N_DSACK,
    N_SUBOPTION,
    N_NOP,
    N_AFTER_EOL,
    TCP_FIELDS
};

extern const struct field tcp_fields[TCP_FIELDS];

/* A segment while it is dissected, and then what its layer tells (layer->told): the line of the
 * Info column is made of it, so that a summary needs no items. */
struct tcp {
    uint32_t start; /* of the header, in its source */
    bool whole;     /* the header is there up to its checksum: all but the ports below counts */
    uint16_t urgent_pointer;
    const uint8_t *timestamps; /* both of them where that is the only option, else NULL */
    struct tcp_segment segment;
    struct tcp_view view;
};

/* The numbers as they are told: relative, and the window scaled. */
static inline uint32_t tcp_seq(const struct tcp *tcp)
{
    return tcp->segment.seq - tcp->view.seq_base;
}

static inline uint32_t tcp_ack(const struct tcp *tcp)
{
    return tcp->segment.ack - tcp->view.ack_base;
}

static inline uint32_t tcp_window(const struct tcp *tcp)
{
    const struct tcp_segment *segment = &tcp->segment;
    int shift = tcp->view.window_shift;
    bool bogus = segment->header_length < TCP_HEADER; /* then the length tells nothing */
    bool scaled = (segment->has_length || bogus) && !(segment->flags & TCP_SYN) && shift > 0;
    return (uint32_t)segment->window << (scaled ? shift : 0);
}

/* Of a packet that is pointless so far: the segment interests nobody, for it carries nothing, or
 * nothing of those that somebody looks for, nor will those that follow. */
bool tcp_may_skip(const struct packet *p, const struct tcp *tcp);
/* Hands the data at the cursor to whom they belong, put together with those of other segments. */
void tcp_deliver(struct packet *p, const struct cur *c, const struct tcp *tcp);

/* What the options tell the tracker; they are read again, by tcp_options, for whoever wants to
 * see them. */
void tcp_options_peek(struct tcp_segment *segment, const uint8_t *at, uint32_t length);
/* The most frequent list: two NOPs and timestamps. */
bool tcp_options_are_timestamps(const uint8_t *at, uint32_t length);
/* Adds the options, of which `length` bytes were declared, and moves the cursor past them. */
void tcp_options(struct packet *p, struct cur *c, struct tcp *tcp, uint32_t length);
/* The name of an option, as lists of options have it; NULL if it is unknown. */
const char *tcp_option_name(uint8_t kind);

/* A fault of the header that no field can carry: a line of its own, and the remark below it. */
void tcp_fault(struct packet *p, uint32_t offset, uint32_t length, unsigned remark,
    enum note_severity severity, enum note_group group, const char *format, ...)
    __attribute__((format(printf, 7, 8)));

/* Adds what the tracker found out. */
void tcp_add_analysis(struct packet *p, const struct tcp *tcp);
void tcp_add_timestamps(struct packet *p, const struct tcp *tcp);

/* Whether anybody looks for remarks on segments. */
bool tcp_wants_remarks(const struct packet *p);

/* Whether sequence numbers are told relative to the first one. */
bool tcp_counts_from_zero(const struct packet *p);

/* Words, by row. */
typedef void tcp_show(struct text *text, const struct packet *packet, const struct item *item);
tcp_show tcp_show_completeness, tcp_show_seq, tcp_show_nxtseq, tcp_show_ack, tcp_show_hdr_len,
    tcp_show_flags, tcp_show_ace, tcp_show_scale, tcp_show_checksum, tcp_show_payload,
    tcp_show_segment_data, tcp_show_options, tcp_show_option, tcp_show_edge, tcp_show_dsack_edge;
void tcp_describe(struct text *text, const struct packet *packet, const struct layer *layer);
void tcp_info(struct text *text, const struct packet *packet, const struct layer *layer);
void tcp_mark(struct text *text, const struct packet *packet, const struct layer *layer);
/* "SYN, ACK", with ACE=n for the three flags that AccECN makes a number of. */
void tcp_put_flags(struct text *text, unsigned flags, bool accurate_ecn);
/* "·······A··S·", in the packet's scratch. */
struct bytes tcp_flag_letters(struct packet *p, unsigned flags, bool accurate_ecn);
