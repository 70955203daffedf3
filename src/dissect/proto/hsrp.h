/* The parts of HSRP: hsrp.c reads version 1 and the advertisements, hsrp2.c version 2 and what version 1
 * borrowed from it, hsrp_fields.c has the rows of both.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

enum hsrp_row {
    HSRP_VERSION,
    HSRP_OPCODE,
    HSRP_STATE,
    HSRP_HELLO,
    HSRP_HOLD,
    HSRP_PRIORITY,
    HSRP_GROUP,
    HSRP_RESERVED,
    HSRP_PASSWORD,
    HSRP_ADDRESS,
    HSRP_ADV_TYPE,
    HSRP_ADV_LENGTH,
    HSRP_ADV_STATE,
    HSRP_ADV_RESERVED_1,
    HSRP_ADV_ACTIVE,
    HSRP_ADV_PASSIVE,
    HSRP_ADV_RESERVED_2,
    HSRP2_GROUP_STATE,
    HSRP2_INTERFACE_STATE,
    HSRP2_PASSWORD_TLV,
    HSRP2_DIGEST_TLV,
    HSRP2_VERSION,
    HSRP2_OPCODE,
    HSRP2_STATE,
    HSRP2_IP_VERSION,
    HSRP2_GROUP,
    HSRP2_IDENTIFIER,
    HSRP2_PRIORITY,
    HSRP2_HELLO,
    HSRP2_HOLD,
    HSRP2_ADDRESS,
    HSRP2_ADDRESS_6,
    HSRP2_ACTIVE,
    HSRP2_PASSIVE,
    HSRP2_PASSWORD,
    HSRP2_ALGORITHM,
    HSRP2_PADDING,
    HSRP2_FLAGS,
    HSRP2_SENDER,
    HSRP2_KEY_ID,
    HSRP2_DIGEST,
    HSRP_FIELDS
};
extern const struct field hsrp_fields[HSRP_FIELDS];

enum { HSRP_ADVERTISE = 3, HSRP_PASSWORD_ROOM = 8 };

/* A password of up to eight characters. */
void hsrp_add_password(struct packet *p, struct cur *c, unsigned row);
/* Version 2: all that follows, and what it comes to for the Info column. */
void hsrp2_read(struct packet *p, struct cur *c);
void hsrp2_info(struct text *text, const struct packet *packet, const struct layer *layer);
