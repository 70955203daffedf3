/* The parts of the Cisco Discovery Protocol: cdp.c reads it, cdp_fields.c has the rows.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/checksum.h"
#include "dissect/packet.h"

enum cdp_field {
    CDP_VERSION,
    CDP_TTL,
    CDP_CHECKSUM,
    CDP_STATUS,
    CDP_RECORD,
    CDP_TYPE,
    CDP_LENGTH,
    CDP_DEVICE,
    CDP_PORT,
    CDP_PLATFORM,
    CDP_SOFTWARE,
    CDP_CAPABILITIES,
    CDP_CAPABILITY, /* the first of eleven bits */
    CDP_COUNT = CDP_CAPABILITY + 11,
    CDP_ADDRESS,
    CDP_PROTOCOL_TYPE,
    CDP_PROTOCOL_LENGTH,
    CDP_PROTOCOL,
    CDP_ADDRESS_LENGTH,
    CDP_IP_ADDRESS,
    CDP_IPV6_ADDRESS,
    CDP_OTHER_ADDRESS,
    CDP_GATEWAY,
    CDP_PREFIX,
    CDP_OUI,
    CDP_HELLO,
    CDP_MASTER,
    CDP_CLUSTER_IP,
    CDP_CLUSTER_VERSION,
    CDP_CLUSTER_SUBVERSION,
    CDP_CLUSTER_STATUS,
    CDP_CLUSTER_UNKNOWN,
    CDP_COMMANDER,
    CDP_SWITCH,
    CDP_CLUSTER_VLAN,
    CDP_HELLO_UNKNOWN,
    CDP_DOMAIN,
    CDP_NATIVE_VLAN,
    CDP_DUPLEX,
    CDP_VOICE_DATA,
    CDP_VOICE_VLAN,
    CDP_CONSUMPTION,
    CDP_MTU,
    CDP_TRUST,
    CDP_UNTRUSTED,
    CDP_SYSTEM_NAME,
    CDP_SYSTEM_OBJECT,
    CDP_LOCATION_UNKNOWN,
    CDP_LOCATION,
    CDP_REQUEST,
    CDP_MANAGEMENT,
    CDP_REQUESTED,
    CDP_AVAILABLE,
    CDP_DATA,
    CDP_N_CHECKSUM,
    CDP_FIELDS
};
extern const struct field cdp_fields[CDP_FIELDS];
extern const struct value_name cdp_types[], cdp_hellos[];

/* The checksum of the packet that begins at `start`. */
struct checksum_finding cdp_check(const struct cur *c, uint32_t start);
/* What the protocol of an address is. */
bool cdp_is_ipv4(struct bytes protocol);
bool cdp_is_ipv6(struct bytes protocol);
/* "Power Requested: 6300mW". */
void cdp_show_watt(struct text *text, const struct packet *packet, const struct item *item);
