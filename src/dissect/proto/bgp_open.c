/* What routers agree on when they open a connection of BGP, RFC 4271 4.2, and what they are capable of
 * beyond that, RFC 5492.
 *
 *      +-------+-------+-------+-------+
 *      |version|      AS       |  hold     version, network, seconds of silence, name, parameters
 *      +-------+---------------+--------
 *
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/bgp.h"

enum { PARAMETER_AUTH = 1, PARAMETER_CAPABILITIES = 2 };
enum {
    CAP_MULTIPROTOCOL = 1,
    CAP_NEXT_HOP = 5,
    CAP_RESTART = 64,
    CAP_AS4 = 65,
    CAP_DYNAMIC = 67,
    CAP_PATHS = 69,
    CAP_HOST = 73
};

static void add_restart(struct packet *p, struct cur *c)
{
    static const uint8_t timers[] = {
        BGP_CAP_RESTART_STATE, BGP_CAP_RESTART_NOTIFICATION, BGP_CAP_RESTART_TIME, 0};
    static const uint8_t flags[] = {BGP_CAP_RESTART_PRESERVE, 0};
    packet_bits(p, c, BGP_CAP_RESTART, timers, 0);
    if (!cur_left(c) && !c->error)
        packet_note_at(p, p->depth + 1U, BGP_N_HELPER, NOTE_CHAT, NOTE_REQUEST,
            "Graceful Restart Capability supported in Helper mode only");
    while (cur_left(c)) {
        packet_u16(p, c, BGP_CAP_RESTART_AFI);
        packet_u8(p, c, BGP_CAP_RESTART_SAFI);
        packet_bits(p, c, BGP_CAP_RESTART_FLAG, flags, 0);
    }
}

static void add_value(struct packet *p, struct cur *c, uint8_t type)
{
    switch (type) {
    case CAP_MULTIPROTOCOL:
        packet_u16(p, c, BGP_CAP_MP_AFI);
        packet_bytes(p, c, BGP_CAPABILITY_RESERVED, 1);
        packet_u8(p, c, BGP_CAP_MP_SAFI);
        break;
    case CAP_NEXT_HOP:
        while (cur_left(c)) {
            packet_u16(p, c, BGP_CAP_HOP_AFI);
            packet_u16(p, c, BGP_CAP_HOP_SAFI);
            packet_u16(p, c, BGP_CAP_HOP_NEXT);
        }
        break;
    case CAP_RESTART:
        add_restart(p, c);
        break;
    case CAP_AS4:
        packet_u32(p, c, BGP_CAP_AS4);
        break;
    case CAP_DYNAMIC:
        while (cur_left(c))
            packet_u8(p, c, BGP_CAP_DYNAMIC);
        break;
    case CAP_PATHS:
        while (cur_left(c)) {
            packet_u16(p, c, BGP_CAP_PATHS_AFI);
            packet_u8(p, c, BGP_CAP_PATHS_SAFI);
            packet_u8(p, c, BGP_CAP_PATHS_WAY);
        }
        break;
    case CAP_HOST: {
        uint8_t length = packet_u8(p, c, BGP_CAP_HOST_LENGTH);
        packet_bytes(p, c, BGP_CAP_HOST, length);
        length = packet_u8(p, c, BGP_CAP_DOMAIN_LENGTH);
        packet_bytes(p, c, BGP_CAP_DOMAIN, length);
        break;
    }
    default:
        if (cur_left(c)) packet_rest(p, c, BGP_CAPABILITY_UNKNOWN);
        break;
    }
}

void bgp_capability(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    uint8_t type = at ? at[0] : 0, length = at ? at[1] : 0;
    const char *name = field_value_name(bgp_capabilities, type);
    struct item *item = packet_add(p, BGP_CAPABILITY, c->at, 2U + length, 0);
    if (item)
        item->bytes = name ? packet_format(p, "Capability: %s", name)
                           : packet_format(p, "Capability: Unknown capability %u", type);
    packet_open(p, item);
    packet_u8(p, c, BGP_CAPABILITY_TYPE);
    packet_u8(p, c, BGP_CAPABILITY_LENGTH);
    struct cur value = cur_sub(c, length);
    if (!c->error) add_value(p, &value, type);
    if (value.error && !c->error) c->error = value.error;
    packet_shut(p, item, NULL);
}

static void add_parameter(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    uint8_t type = at ? at[0] : 0, length = at ? at[1] : 0;
    struct item *item = packet_add(p, BGP_PARAMETER, c->at, 2U + length, 0);
    if (item)
        item->bytes = packet_format(p, "Optional Parameter: %s",
            type == PARAMETER_AUTH           ? "Authentication"
            : type == PARAMETER_CAPABILITIES ? "Capability"
                                             : "Unknown");
    packet_open(p, item);
    packet_u8(p, c, BGP_PARAMETER_TYPE);
    packet_u8(p, c, BGP_PARAMETER_LENGTH);
    struct cur value = cur_sub(c, length);
    if (type == PARAMETER_CAPABILITIES)
        while (cur_left(&value))
            bgp_capability(p, &value);
    else
        packet_rest(p, &value, type == PARAMETER_AUTH ? BGP_PARAMETER_AUTH : BGP_PARAMETER_UNKNOWN);
    if (value.error && !c->error) c->error = value.error;
    packet_shut(p, item, NULL);
}

void bgp_open(struct packet *p, struct cur *c)
{
    packet_u8(p, c, BGP_VERSION);
    packet_u16(p, c, BGP_AS);
    packet_u16(p, c, BGP_HOLD);
    packet_bytes(p, c, BGP_IDENTIFIER, 4);
    uint8_t length = packet_u8(p, c, BGP_PARAMETERS_LENGTH);
    if (!length) return;
    struct item *item = packet_add(p, BGP_PARAMETERS, c->at, length, 0);
    packet_open(p, item);
    struct cur parameters = cur_sub(c, length);
    while (cur_left(&parameters))
        add_parameter(p, &parameters);
    if (parameters.error && !c->error) c->error = parameters.error;
    packet_shut(p, item, NULL);
}
