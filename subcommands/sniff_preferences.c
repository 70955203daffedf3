/* tshark's preferences: `-o ip.defragment:FALSE`.  Those that dissecting knows are switched; those of
 * tshark that cannot be changed here are accepted, with a remark unless they say what is done anyway,
 * so that command lines written for tshark work.
 * SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "base/parse.h"
#include "sniff.h"

/* What cannot be changed, and how it stands. */
static const struct {
    const char *name, *value;
} fixed[] = {
    {"data.show_as_text", "FALSE"},
    {"dns.desegment_dns_messages", "TRUE"},
    {"eth.check_fcs", "FALSE"},
    {"frame.generate_bits_field", "TRUE"},
    {"frame.generate_epoch_time", "TRUE"},
    {"frame.generate_md5_hash", "FALSE"},
    {"http.tcp.port", "80,3128,3132,5985,8080,8088,11371,1900,2869,2710"},
    {"http.tls.port", "443"},
    {"ip.summary_in_tree", "TRUE"},
    {"ip.tso_support", "TRUE"},
    {"ip.use_geoip", "FALSE"},
    {"ipv6.summary_in_tree", "TRUE"},
    {"ipv6.use_geoip", "FALSE"},
    {"rtp.heuristic_rtp", "FALSE"},
    {"smtp.desegment_data", "TRUE"},
    {"smtp.desegment_lines", "TRUE"},
    {"tcp.fastrt_supersedes_ooo", "TRUE"},
    {"tcp.no_subdissector_on_error", "TRUE"},
    {"tcp.reassemble_out_of_order", "FALSE"},
    {"tcp.summary_in_tree", "TRUE"},
    {"tcp.track_bytes_in_flight", "TRUE"},
    {"tcp.try_heuristic_first", "FALSE"},
    {"tls.debug_file", ""},
    {"tls.desegment_ssl_application_data", "TRUE"},
    {"tls.desegment_ssl_records", "TRUE"},
    {"tls.ignore_ssl_mac_failed", "FALSE"},
    {"tls.keys_list", ""},
    {"tls.psk", ""},
    {"udp.summary_in_tree", "TRUE"},
    {"udp.try_heuristic_first", "FALSE"},
};

enum { FIXED = sizeof fixed / sizeof *fixed, LONGEST = 64 };

/* Says that there is none of that name, and which is the nearest. */
static bool refuse_name(
    const char *setting, const char *name, struct text *message, struct text *hint)
{
    size_t count;
    const struct preference *all = preferences_all(&count);
    const char *names[FIXED + LONGEST] = {NULL};
    for (size_t i = 0; i < FIXED; i++)
        names[i] = fixed[i].name;
    for (size_t i = 0; i < count && i < LONGEST - 1; i++)
        names[FIXED + i] = all[i].name;
    const char *nearest = parse_nearest(name, names);
    text_format(message, "-o flag \"%s\" specifies unknown preference", setting);
    if (nearest) text_format(hint, "did you mean %s?", nearest);
    return false;
}

bool sniff_preference(
    struct preferences *preferences, const char *setting, struct text *message, struct text *hint)
{
    char name[LONGEST];
    const char *colon = strchr(setting, ':');
    size_t len = colon ? (size_t)(colon - setting) : 0;
    if (!colon) {
        text_format(message, "Invalid -o flag \"%s\"", setting);
        text_put(hint, "a name and a value: -o ip.defragment:FALSE");
        return false;
    }
    if (len >= sizeof name) len = sizeof name - 1;
    memcpy(name, setting, len);
    name[len] = '\0';
    const char *value = colon + 1 + strspn(colon + 1, " ");
    for (size_t i = 0; i < FIXED; i++) {
        if (strcmp(fixed[i].name, name) != 0) continue;
        if (strcasecmp(fixed[i].value, value) != 0)
            text_format(message, "-o %s: this stays \"%s\" here", setting, fixed[i].value);
        return true;
    }
    bool on = strcasecmp(value, "TRUE") == 0;
    if (!preferences_set(preferences, name, on)) return refuse_name(setting, name, message, hint);
    if (on || strcasecmp(value, "FALSE") == 0) return true;
    text_format(message, "-o %s: \"%s\" is neither TRUE nor FALSE", setting, value);
    return false;
}
