/* The rows of ICMPv6, shared by icmpv6.c and icmpv6_options.c.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

enum icmpv6_field {
    I6_TYPE, I6_CODE, I6_CHECKSUM, I6_CHECKSUM_STATUS, I6_RESERVED, I6_DATA, I6_MTU, I6_POINTER, I6_ECHO_ID,
    I6_ECHO_SEQ, I6_RESP_TO, I6_RESP_TIME, I6_RA_HOPS, I6_RA_FLAG, I6_RA_M, I6_RA_O, I6_RA_H, I6_RA_PRF, I6_RA_P,
    I6_RA_RSV, I6_RA_LIFETIME, I6_RA_REACHABLE, I6_RA_RETRANS, I6_NS_TARGET, I6_NA_FLAG, I6_NA_R, I6_NA_S, I6_NA_O,
    I6_NA_RSV, I6_NA_TARGET, I6_RD_TARGET, I6_RD_DESTINATION, I6_MLD_DELAY, I6_MLD_CODE, I6_MLD_ADDRESS,
    I6_MLD_FLAG, I6_MLD_S, I6_MLD_QRV, I6_MLD_FLAG_RSV, I6_MLD_QQI, I6_MLD_NSOURCES, I6_MLD_SOURCE,
    I6_MLDR_COUNT, I6_MLDR_RECORD, I6_MLDR_TYPE, I6_MLDR_AUX_LEN, I6_MLDR_NSOURCES, I6_MLDR_ADDRESS,
    I6_MLDR_SOURCE, I6_MLDR_AUX,
    I6_OPT, I6_OPT_TYPE, I6_OPT_LENGTH, I6_OPT_RESERVED, I6_OPT_PADDING, I6_OPT_LINKADDR, I6_OPT_SRC_LINKADDR,
    I6_OPT_TARGET_LINKADDR, I6_OPT_PREFIX_LENGTH, I6_OPT_PREFIX_FLAG, I6_OPT_PREFIX_L, I6_OPT_PREFIX_A,
    I6_OPT_PREFIX_R, I6_OPT_PREFIX_RSV, I6_OPT_VALID, I6_OPT_PREFERRED, I6_OPT_PREFIX, I6_OPT_REDIRECTED,
    I6_OPT_MTU, I6_OPT_INTERVAL, I6_OPT_HA_PREFERENCE, I6_OPT_HA_LIFETIME, I6_OPT_ROUTE_FLAG, I6_OPT_ROUTE_PRF,
    I6_OPT_ROUTE_RSV, I6_OPT_ROUTE_LIFETIME, I6_OPT_RDNSS_LIFETIME, I6_OPT_RDNSS, I6_OPT_DNSSL_LIFETIME,
    I6_OPT_DNSSL, I6_OPT_NONCE, I6_BAD_CHECKSUM, I6_BAD_OPTION, I6_UNDECODED, I6_NFIELDS
};

extern const struct field icmpv6_fields[I6_NFIELDS];
extern const struct value_name icmpv6_types[], icmpv6_preferences[], icmpv6_record_types[];
/* The names of the codes of a type; NULL where the code says nothing. */
const struct value_name *icmpv6_codes(uint64_t type);

/* The options of neighbour discovery, up to the end of the message. */
void icmpv6_options(struct packet *p, struct cur *c);

/* What the checksum ought to be. */
uint16_t icmpv6_checksum(const struct packet *p, const struct layer *layer);
