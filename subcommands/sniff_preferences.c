/* tshark's preferences: `-o ip.defragment:TRUE`.  Those that say what wirelab does anyway are
 * accepted, so that command lines written for tshark work.  SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "base/parse.h"
#include "sniff.h"

/* What cannot be changed yet, and how it stands. */
static const struct preference {
    const char *name, *value;
} preferences[] = {
    {"http.decompress_body", "TRUE"},
    {"http.dechunk_body", "TRUE"},
    {"http.desegment_body", "TRUE"},
    {"http.desegment_headers", "TRUE"},
    {"ip.check_checksum", "FALSE"},
    {"ip.defragment", "TRUE"},
    {"ipv6.defragment", "TRUE"},
    {"tcp.analyze_sequence_numbers", "TRUE"},
    {"tcp.calculate_timestamps", "TRUE"},
    {"tcp.check_checksum", "FALSE"},
    {"tcp.desegment_tcp_streams", "TRUE"},
    {"tcp.reassemble_out_of_order", "FALSE"},
    {"tcp.relative_sequence_numbers", "TRUE"},
    {"tls.desegment_ssl_application_data", "TRUE"},
    {"tls.desegment_ssl_records", "TRUE"},
    {"udp.check_checksum", "FALSE"},
};

enum { PREFERENCES = sizeof preferences / sizeof *preferences };

bool sniff_preference(const char *setting, struct text *message, struct text *hint)
{
    const char *colon = strchr(setting, ':');
    size_t len = colon ? (size_t)(colon - setting) : strlen(setting);
    const char *value = colon ? colon + 1 + strspn(colon + 1, " ") : "";
    const char *names[PREFERENCES + 1] = {NULL};
    for (size_t i = 0; i < PREFERENCES; i++) {
        const struct preference *known = &preferences[i];
        names[i] = known->name;
        if (strncmp(known->name, setting, len) != 0 || known->name[len]) continue;
        if (colon && strcasecmp(known->value, value) == 0) return true;
        text_format(message, "-o %s: this preference is always \"%s\" here", setting, known->value);
        return false;
    }
    text_format(message, "-o %s: no such preference", setting);
    char name[64];
    if (len >= sizeof name) return false;
    memcpy(name, setting, len);
    name[len] = '\0';
    const char *nearest = parse_nearest(name, names);
    if (nearest) text_format(hint, "did you mean %s?", nearest);
    return false;
}
