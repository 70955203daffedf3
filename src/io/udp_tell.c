/* See udp_tell.h.  SPDX-License-Identifier: MIT */
#include "io/udp_tell.h"

#include <uv.h>

void udp_tell_unreachable(struct events *events, uint32_t id, const struct udp_error *error)
{
    char peer[ADDRESS_TEXT], teller[ADDRESS_TEXT];
    bool told = error->teller.any.sa_family != AF_UNSPEC;
    if (!events_wanted(events, EVENT_WARNING)) return;
    address_text(&error->peer, peer, sizeof peer);
    if (told) address_host(&error->teller, teller, sizeof teller);
    event_tell(events,
        &(struct event){.kind = EVENT_WARNING,
            .conn = id,
            .human = told ? "{peer}: {reason} (ICMP from {teller})" : "{peer}: {reason} (ICMP)",
            .values = {event_text("warning", "unreachable"), event_text("peer", peer),
                event_text("reason", error->words), event_text("teller", told ? teller : NULL)}});
}

void udp_tell_lost(struct events *events, uint64_t count)
{
    event_tell(events,
        &(struct event){.kind = EVENT_WARNING,
            .human = "{count} datagrams dropped: the system takes no more",
            .values = {event_text("warning", "send-queue-full"), event_uint("count", count)}});
}

void udp_tell_failed(struct events *events, uint64_t count, int reason)
{
    event_tell(
        events, &(struct event){.kind = EVENT_WARNING,
                    .human = "{count} datagrams not sent: {reason}",
                    .values = {event_text("warning", "send-failed"), event_uint("count", count),
                        event_text("reason", uv_strerror(reason))}});
}
