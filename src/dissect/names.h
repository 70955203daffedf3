/* Names of numbers that several protocols share.  SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

#include "dissect/field.h"

extern const struct value_name names_ip_protocol[], names_ethertype[], names_hardware[];
extern const struct value_name names_enterprise[], names_address_family[];
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

/* Organizations by the first half of their Ethernet addresses, and a field that has such a number. */
extern const struct value_name names_organization[];
void names_show_organization(
    struct text *text, const struct packet *packet, const struct item *item);
