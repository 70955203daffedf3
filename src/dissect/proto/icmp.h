/* The rows of ICMP, shared by icmp.c and icmp_fields.c.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

enum icmp_field {
    IC_TYPE,
    IC_CODE,
    IC_CHECKSUM,
    IC_CHECKSUM_STATUS,
    IC_UNUSED,
    IC_IDENT,
    IC_IDENT_LE,
    IC_SEQ,
    IC_SEQ_LE,
    IC_MTU,
    IC_POINTER,
    IC_GATEWAY,
    IC_LENGTH,
    IC_LENGTH_ORIGINAL,
    IC_NUM_ADDRS,
    IC_ADDR_SIZE,
    IC_LIFETIME,
    IC_ROUTER,
    IC_PREFERENCE,
    IC_ORIGINATE,
    IC_RECEIVE,
    IC_TRANSMIT,
    IC_MASK,
    IC_RESP_TO,
    IC_RESP_TIME,
    IC_RESP_IN,
    IC_NO_RESP,
    IC_N_NO_RESP,
    IC_DATA_TIME,
    IC_DATA_TIME_RELATIVE,
    IC_EXT_SEQ,
    IC_EXT_REQUEST_RESERVED,
    IC_EXT_LOCAL,
    IC_EXT_STATE,
    IC_EXT_REPLY_RESERVED,
    IC_EXT_ACTIVE,
    IC_EXT_IPV4,
    IC_EXT_IPV6,
    IC_MIP,
    IC_MIP_TYPE,
    IC_MIP_LENGTH,
    IC_MIP_SEQ,
    IC_MIP_LIFE,
    IC_MIP_FLAGS,
    IC_MIP_R,
    IC_MIP_B,
    IC_MIP_H,
    IC_MIP_F,
    IC_MIP_M,
    IC_MIP_G,
    IC_MIP_V,
    IC_MIP_T,
    IC_MIP_U,
    IC_MIP_X,
    IC_MIP_RESERVED,
    IC_MIP_COA,
    IC_MIP_PREFIX,
    IC_MIP_CHALLENGE,
    IC_MIP_CONTENT,
    IC_BAD_CHECKSUM,
    IC_FIELDS
};

enum {
    ICMP_HEADER = 8,            /* up to the packet that is quoted */
    ICMP_SMALLEST_EXTENSION = 8 /* the header of the extensions, and that of one without a value */
};

enum icmp_type {
    ICMP_ECHO_REPLY = 0,
    ICMP_UNREACHABLE = 3,
    ICMP_SOURCE_QUENCH = 4,
    ICMP_REDIRECT = 5,
    ICMP_ECHO_REQUEST = 8,
    ICMP_ROUTER_ADVERTISEMENT = 9,
    ICMP_TIME_EXCEEDED = 11,
    ICMP_PARAMETER_PROBLEM = 12,
    ICMP_TIMESTAMP = 13,
    ICMP_TIMESTAMP_REPLY = 14,
    ICMP_INFORMATION = 15,
    ICMP_INFORMATION_REPLY = 16,
    ICMP_MASK_REQUEST = 17,
    ICMP_MASK_REPLY = 18,
    ICMP_EXTENDED_REQUEST = 42,
    ICMP_EXTENDED_REPLY = 43
};

/* Extensions of router advertisements by agents of Mobile IP (RFC 5944 2.1, 4721). */
enum icmp_mobile_type { MIP_PADDING = 0, MIP_AGENT = 16, MIP_PREFIXES = 19, MIP_CHALLENGE = 24 };
extern const struct value_name icmp_mobile_types[], icmp_echo_states[];

extern const struct field icmp_fields[IC_FIELDS];

const char *icmp_type_name(uint64_t type);
/* The codes of a type, NULL if it has none. */
const struct value_name *icmp_codes_of(uint64_t type);
/* What the checksum ought to be: that of the message with the field zeroed (RFC 792). */
uint16_t icmp_expected_checksum(const struct packet *packet, const struct layer *layer);

/* Goes on with the extensions (icmp_ext.c) behind `quoted` bytes, which follow them; 0 if the header does
 * not say how many.  False if there are none. */
bool icmp_next_extensions(struct packet *p, const struct cur *c, uint32_t quoted);
extern const struct proto proto_icmp, proto_icmp_ext;
