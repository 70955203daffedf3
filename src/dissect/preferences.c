/* See preferences.h.  SPDX-License-Identifier: MIT */
#include "dissect/preferences.h"

#include <string.h>

#define ROW(name, member, value, blurb)                                                            \
    {                                                                                              \
        name, offsetof(struct preferences, member), value, blurb                                   \
    }

static const struct preference preferences[] = {
    ROW("http.dechunk_body", http_dechunk_body, true, "put chunks of a body together"),
    ROW("http.decompress_body", http_decompress_body, true, "unpack bodies"),
    ROW("http.desegment_body", http_desegment_body, true,
        "put bodies together that came in several segments"),
    ROW("http.desegment_headers", http_desegment_headers, true,
        "put headers together that came in several segments"),
    ROW("ip.check_checksum", ip_check_checksum, false, "check the checksums of IPv4 headers"),
    ROW("ip.defragment", ip_defragment, true, "put fragments of IPv4 together"),
    ROW("ipv6.defragment", ipv6_defragment, true, "put fragments of IPv6 together"),
    ROW("tcp.analyze_sequence_numbers", tcp_analyze_sequence_numbers, true,
        "look for lost, repeated and misplaced segments"),
    ROW("tcp.calculate_timestamps", tcp_calculate_timestamps, true,
        "tell the times since the first and the last segment of a connection"),
    ROW("tcp.check_checksum", tcp_check_checksum, false,
        "check the checksums of segments; those that this machine sent may be filled in later"),
    ROW("tcp.desegment_tcp_streams", tcp_desegment_streams, true,
        "put messages together that came in several segments"),
    ROW("tcp.relative_sequence_numbers", tcp_relative_sequence_numbers, true,
        "count sequence numbers from 0"),
    ROW("udp.calculate_timestamps", udp_calculate_timestamps, true,
        "tell the times since the first and the last datagram between two ports"),
    ROW("udp.check_checksum", udp_check_checksum, false,
        "check the checksums of datagrams; those that this machine sent may be filled in later"),
};

enum { PREFERENCES = sizeof preferences / sizeof *preferences };

const struct preference *preferences_all(size_t *count)
{
    *count = PREFERENCES;
    return preferences;
}

static void set(struct preferences *all, const struct preference *one, bool value)
{
    *(bool *)((char *)all + one->at) = value;
}

void preferences_default(struct preferences *all)
{
    for (size_t i = 0; i < PREFERENCES; i++)
        set(all, &preferences[i], preferences[i].value);
}

bool preferences_set(struct preferences *all, const char *name, bool value)
{
    for (size_t i = 0; i < PREFERENCES; i++) {
        if (strcmp(preferences[i].name, name) != 0) continue;
        set(all, &preferences[i], value);
        return true;
    }
    return false;
}
