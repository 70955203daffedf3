/* Connections that other conversations announced, by where they will be accepted.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "track/state.h"

struct announced {
    struct ledger_entry entry;
    struct tcp_announcement announcement;
};

size_t track_announcement_size(void)
{
    return sizeof(struct announced);
}

struct tcp_announcement *track_announcement(
    struct tracker *tracker, const struct address *address, uint16_t port, bool create)
{
    struct track *track = (struct track *)tracker;
    union ledger_key key = {0};
    if (address->kind != ADDRESS_IPV4 && address->kind != ADDRESS_IPV6) return NULL;
    if (!create && !track->announced.count) return NULL;
    memcpy(key.address[0], address->at, address->kind == ADDRESS_IPV4 ? 4 : 16);
    key.number = port;
    key.family = (uint8_t)address->kind;
    struct ledger_entry *entry = ledger_find(&track->announced, &key);
    if (!entry && create) entry = ledger_add(&track->announced, &key);
    return entry ? &((struct announced *)entry)->announcement : NULL;
}
