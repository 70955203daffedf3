/* The parts of STUN: stun.c has messages, stun_attributes.c what they are made of, stun_fields.c the rows.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

enum stun_field {
    STUN_FRAME_LENGTH,
    STUN_CHANNEL,
    STUN_ANSWER,
    STUN_QUESTION,
    STUN_TIME,
    STUN_REPEATED,
    STUN_TYPE,
    STUN_CLASS,
    STUN_METHOD,
    STUN_METHOD_ASSIGNMENT,
    STUN_LENGTH,
    STUN_COOKIE,
    STUN_ID,
    STUN_NETWORK_VERSION,
    STUN_ATTRIBUTES,
    STUN_ATTRIBUTE,
    STUN_ATT_TYPE,
    STUN_COMPREHENSION,
    STUN_ASSIGNMENT,
    STUN_ATT_LENGTH,
    STUN_ATT_LENGTH_BAD,
    STUN_RESERVED,
    STUN_FAMILY,
    STUN_PORT,
    STUN_PORT_HIDDEN,
    STUN_IPV4,
    STUN_IPV4_HIDDEN,
    STUN_IPV6,
    STUN_IPV6_HIDDEN,
    STUN_USERNAME,
    STUN_PASSWORD,
    STUN_HMAC,
    STUN_ERROR_CLASS,
    STUN_ERROR,
    STUN_REASON,
    STUN_UNKNOWN,
    STUN_CHANNEL_NUMBER,
    STUN_LIFETIME,
    STUN_MAGIC,
    STUN_BANDWIDTH,
    STUN_REALM,
    STUN_NONCE,
    STUN_RESERVE_NEXT,
    STUN_TRANSPORT,
    STUN_ALGORITHM,
    STUN_ALGORITHM_LENGTH,
    STUN_ALGORITHM_DATA,
    STUN_TOKEN,
    STUN_PRIORITY,
    STUN_PADDING,
    STUN_CHANGE_IP,
    STUN_CHANGE_PORT,
    STUN_ICMP_TYPE,
    STUN_ICMP_CODE,
    STUN_SOFTWARE,
    STUN_CACHE,
    STUN_CRC,
    STUN_CRC_STATUS,
    STUN_TIE_BREAKER,
    STUN_GOOGLE_NETWORK,
    STUN_GOOGLE_COST,
    STUN_VALUE,
    STUN_N_CRC,
    STUN_N_UNKNOWN,
    STUN_FIELDS
};
extern const struct field stun_fields[STUN_FIELDS];
extern const struct value_name stun_methods[], stun_attributes[], stun_errors[];

enum { STUN_MAGIC_COOKIE = 0x2112a442, STUN_HEADER = 20 };

/* A message while it is dissected. */
struct stun {
    uint32_t start; /* where it begins */
    const uint8_t
        *mask;          /* what addresses are hidden by: the cookie and the number of the message */
    struct text *words; /* for the Info column */
};

/* The attribute at the cursor; one that is too long ends the message. */
void stun_attribute(struct packet *p, struct stun *stun, struct cur *c);
/* The fingerprint of what stands in front of it. */
uint32_t stun_fingerprint(const uint8_t *at, uint32_t length);
/* The method of a type, its bits moved together (RFC 8489 5). */
static inline unsigned stun_method(unsigned type)
{
    return (type & 0x0f) | (type & 0xe0) >> 1 | (type & 0x3e00) >> 2;
}
