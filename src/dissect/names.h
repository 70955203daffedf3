/* Names of numbers that several protocols share.  SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

#include "dissect/field.h"

extern const struct value_name names_ip_protocol[], names_ethertype[], names_hardware[];
extern const struct value_name names_enterprise[];
extern const struct value_name names_dscp[], names_dscp_short[], names_ecn[], names_ecn_short[];

/* NAME.checksum.status: what is known of a checksum. */
enum checksum_status {
    CHECKSUM_BAD,
    CHECKSUM_GOOD,
    CHECKSUM_UNVERIFIED,
    CHECKSUM_ABSENT,
    CHECKSUM_ILLEGAL
};
extern const struct value_name names_checksum_status[];
