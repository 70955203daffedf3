/* tshark's preferences: `-o ip.defragment:FALSE`.  Those that dissecting knows are switched; those that
 * say what wirelab does anyway are accepted, so that command lines written for tshark work.
 * SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "base/parse.h"
#include "sniff.h"

/* What cannot be changed, and how it stands. */
static const struct {
    const char *name, *value;
} fixed[] = {
    {"tcp.reassemble_out_of_order", "FALSE"},
    {"tls.desegment_ssl_application_data", "TRUE"},
    {"tls.desegment_ssl_records", "TRUE"},
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
        if (strcasecmp(fixed[i].value, value) == 0) return true;
        text_format(
            message, "-o %s: this preference is always \"%s\" here", setting, fixed[i].value);
        return false;
    }
    bool on = strcasecmp(value, "TRUE") == 0;
    if (!preferences_set(preferences, name, on)) return refuse_name(setting, name, message, hint);
    if (on || strcasecmp(value, "FALSE") == 0) return true;
    text_format(message, "-o %s: \"%s\" is neither TRUE nor FALSE", setting, value);
    return false;
}
