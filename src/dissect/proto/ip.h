/* The rows of IPv4, shared by ip.c and ip_options.c.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

enum ip_field {
    IP4_VERSION, IP4_HDR_LEN, IP4_DSFIELD, IP4_DSCP, IP4_ECN, IP4_LEN, IP4_ID, IP4_FLAGS, IP4_RB, IP4_DF, IP4_MF, IP4_OFFSET,
    IP4_TTL, IP4_PROTO, IP4_CHECKSUM, IP4_CHECKSUM_STATUS, IP4_SRC, IP4_ADDR, IP4_SRC_HOST, IP4_HOST, IP4_DST, IP4_DST_HOST,
    IP4_CUR_RT, IP4_CUR_RT_HOST, IP4_OPTIONS, IP4_OPTION, IP4_OPT_TYPE, IP4_OPT_COPY, IP4_OPT_CLASS, IP4_OPT_NUMBER,
    IP4_OPT_LEN, IP4_OPT_PTR, IP4_REC_RT, IP4_REC_RT_HOST, IP4_SRC_RT, IP4_SRC_RT_HOST, IP4_EMPTY_RT,
    IP4_EMPTY_RT_HOST, IP4_OPT_OVERFLOW, IP4_OPT_FLAG, IP4_OPT_ADDR, IP4_OPT_STAMP, IP4_OPT_RA, IP4_OPT_SID,
    IP4_OPT_MTU, IP4_OPT_ID_NUMBER, IP4_OPT_OHC, IP4_OPT_RHC, IP4_OPT_ORIGINATOR, IP4_OPT_QS_FUNC, IP4_OPT_QS_RATE,
    IP4_OPT_QS_TTL, IP4_OPT_QS_NONCE, IP4_OPT_QS_RESERVED, IP4_CIPSO_DOI, IP4_CIPSO_TAG, IP4_CIPSO_LEVEL,
    IP4_CIPSO_CATEGORIES, IP4_CIPSO_DATA, IP4_OPT_LEN_INVALID, IP4_OPT_BEFORE, IP4_OPT_MIDDLE, IP4_SUBOPT_LONG,
    IP4_NOPS,
    IP4_FRAGMENTS, IP4_FRAGMENT, IP4_FRAGMENT_ERROR, IP4_FRAGMENT_OVERLAP, IP4_FRAGMENT_CONFLICT, IP4_FRAGMENT_TAILS,
    IP4_FRAGMENT_TOO_LONG, IP4_FRAGMENT_COUNT, IP4_REASSEMBLED_IN, IP4_REASSEMBLED_LENGTH, IP4_REASSEMBLED_DATA,
    IP4_BOGUS_VERSION, IP4_BOGUS_HEADER, IP4_BOGUS_LENGTH, IP4_TTL_LNCB, IP4_TTL_SMALL, IP4_NFIELDS
};

extern const struct field ip_fields[IP4_NFIELDS];

/* The options: `length` bytes at the cursor. */
void ip_options(struct packet *p, struct cur *c, uint32_t length);

/* The last hop of a source route that is not used up, which is where the datagram goes; NULL without. */
const uint8_t *ip_final_destination(const uint8_t *options, uint32_t length);

/* An address with its hidden twins: its host name, and ip.addr and ip.host where it is `either` end. */
void ip_address(struct packet *p, unsigned field, unsigned host, uint32_t offset, const uint8_t *at, bool either);
