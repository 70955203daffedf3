/* The NetBIOS Name Service's parts: nbns.c the message, nbns_fields.c the rows.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/proto.h"

enum nbns_row {
    NBNS_ID,
    NBNS_FLAGS,
    NBNS_RESPONSE,
    NBNS_OPCODE,
    NBNS_AUTHORITATIVE,
    NBNS_TRUNCATED,
    NBNS_RECDESIRED,
    NBNS_RECAVAIL,
    NBNS_BROADCAST,
    NBNS_RCODE,
    NBNS_QUERIES,
    NBNS_ANSWERS,
    NBNS_AUTHORITY,
    NBNS_ADDITIONAL,
    NBNS_SECTION,
    NBNS_RECORD,
    NBNS_NAME,
    NBNS_NAME_BARE,
    NBNS_TYPE,
    NBNS_CLASS,
    NBNS_TTL,
    NBNS_LENGTH,
    NBNS_NB_FLAGS,
    NBNS_NB_GROUP,
    NBNS_NB_ONT,
    NBNS_ADDR,
    NBNS_WACK_FLAGS,
    NBNS_DATA,
    NBNS_NAMES,
    NBNS_NETBIOS_NAME_ROW,
    NBNS_NAME_FLAGS,
    NBNS_NAME_GROUP,
    NBNS_NAME_ONT,
    NBNS_NAME_DRG,
    NBNS_NAME_CNF,
    NBNS_NAME_ACT,
    NBNS_NAME_PRM,
    NBNS_UNIT_ID,
    NBNS_JUMPERS,
    NBNS_TEST_RESULT,
    NBNS_VERSION,
    NBNS_PERIOD,
    NBNS_CRCS,
    NBNS_ALIGNMENT_ERRORS,
    NBNS_COLLISIONS,
    NBNS_SEND_ABORTS,
    NBNS_GOOD_SENDS,
    NBNS_GOOD_RECEIVES,
    NBNS_RETRANSMITS,
    NBNS_NO_RESOURCES,
    NBNS_COMMAND_BLOCKS,
    NBNS_PENDING_SESSIONS,
    NBNS_MAX_PENDING,
    NBNS_MAX_TOTAL,
    NBNS_SESSION_SIZE,
    NBNS_NFIELDS
};

enum { NBNS_TYPE_NB = 32, NBNS_TYPE_NBSTAT = 33, NBNS_IS_RESPONSE = 0x8000, NBNS_WAIT = 7 };

extern const struct field nbns_fields[NBNS_NFIELDS];
extern const struct value_name nbns_opcodes[], nbns_types[], nbns_classes[], nbns_rcodes[];
const char *nbns_name_or(const struct value_name *names, uint64_t value, const char *other);
