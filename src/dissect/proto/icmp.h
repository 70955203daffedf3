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
    IC_BAD_CHECKSUM,
    IC_FIELDS
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
    ICMP_MASK_REPLY = 18
};

extern const struct field icmp_fields[IC_FIELDS];

const char *icmp_type_name(uint64_t type);
/* The codes of a type, NULL if it has none. */
const struct value_name *icmp_codes_of(uint64_t type);
/* What the checksum ought to be: that of the message with the field zeroed (RFC 792). */
uint16_t icmp_expected_checksum(const struct packet *packet, const struct layer *layer);
