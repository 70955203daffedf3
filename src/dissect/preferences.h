/* What may be switched when packets are dissected: preferences by Wireshark's names.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* A dissector has one of these; whoever made it may change it before the first packet. */
struct preferences {
    bool http_decompress_body, http_dechunk_body, http_desegment_body, http_desegment_headers;
    bool ip_check_checksum, ip_defragment, ipv6_defragment;
    bool tcp_analyze_sequence_numbers, tcp_relative_sequence_numbers, tcp_calculate_timestamps;
    bool tcp_check_checksum, tcp_desegment_streams;
    bool udp_check_checksum, udp_calculate_timestamps;
};

struct preference {
    const char *name;
    size_t at;  /* of its bool in struct preferences */
    bool value; /* unless it is changed */
    const char *blurb;
};

/* All of them, sorted by name. */
const struct preference *preferences_all(size_t *count);
void preferences_default(struct preferences *preferences);
/* False if there is none of that name. */
bool preferences_set(struct preferences *preferences, const char *name, bool value);
