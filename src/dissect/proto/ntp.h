/* The Network Time Protocol's parts: ntp.c the message, ntp_fields.c the rows.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/proto.h"

enum ntp_row {
    NTP_FLAGS,
    NTP_LEAP,
    NTP_VERSION,
    NTP_MODE,
    NTP_STRATUM,
    NTP_POLL,
    NTP_PRECISION,
    NTP_ROOT_DELAY,
    NTP_ROOT_DISPERSION,
    NTP_REFERENCE_ID,
    NTP_REFERENCE_TIME,
    NTP_ORIGIN,
    NTP_RECEIVE,
    NTP_TRANSMIT,
    NTP_EXTENSION,
    NTP_EXTENSION_TYPE,
    NTP_EXTENSION_LENGTH,
    NTP_EXTENSION_VALUE,
    NTP_KEY_ID,
    NTP_MAC,
    NTP_CONTROL_FLAGS,
    NTP_CONTROL_RESPONSE,
    NTP_CONTROL_ERROR,
    NTP_CONTROL_MORE,
    NTP_CONTROL_OPCODE,
    NTP_CONTROL_SEQUENCE,
    NTP_CONTROL_STATUS,
    NTP_CONTROL_ASSOCIATION,
    NTP_CONTROL_OFFSET,
    NTP_CONTROL_COUNT,
    NTP_PRIVATE_FLAGS,
    NTP_PRIVATE_RESPONSE,
    NTP_PRIVATE_MORE,
    NTP_PRIVATE_AUTH_SEQUENCE,
    NTP_PRIVATE_AUTH,
    NTP_PRIVATE_SEQUENCE,
    NTP_PRIVATE_IMPLEMENTATION,
    NTP_PRIVATE_REQUEST,
    NTP_NFIELDS
};

enum {
    NTP_HEADER = 48,
    NTP_CONTROL_HEADER = 12,
    NTP_PRIVATE_HEADER = 8,
    NTP_MODE_CONTROL = 6,
    NTP_MODE_PRIVATE = 7
};

extern const struct field ntp_fields[NTP_NFIELDS];
extern const struct value_name ntp_versions[], ntp_modes[], ntp_answers[], ntp_requests[];
const char *ntp_name_or_unknown(const struct value_name *names, uint64_t value);
