/* Reading what a person typed.  See parse.h.  SPDX-License-Identifier: MIT */
#include "base/parse.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    double factor;
};

bool parse_uint(const char *string, uint64_t *value)
{
    bool hex = string[0] == '0' && (string[1] == 'x' || string[1] == 'X');
    const char *digits = hex ? string + 2 : string;
    if (!*digits || digits[strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789")])
        return false;
    errno = 0;
    uint64_t parsed = strtoull(digits, NULL, hex ? 16 : 10);
    if (errno) return false;
    *value = parsed;
    return true;
}

/* A decimal number (no exponent, sign, "inf" or hex, which strtod would take) and one of `units`.
 */
static bool parse_scaled(const char *string, const struct unit *units, double *value)
{
    size_t len = strspn(string, "0123456789.");
    char number[32];
    if (len == 0 || len >= sizeof number) return false;
    memcpy(number, string, len);
    number[len] = '\0';
    char *end;
    double parsed = strtod(number, &end);
    if (*end || end == number) return false;
    for (; units->name; units++) {
        if (strcmp(units->name, string + len) != 0) continue;
        *value = parsed * units->factor;
        return true;
    }
    return false;
}

bool parse_number(const char *string, double *value)
{
    return parse_scaled(string, (const struct unit[]){{"", 1}, {0}}, value);
}

bool parse_duration(const char *string, int64_t *nanoseconds)
{
    static const struct unit units[] = {{"", 1e9}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1},
        {"m", 60e9}, {"min", 60e9}, {"h", 3600e9}, {"d", 86400e9}, {0}};
    double value;
    if (!parse_scaled(string, units, &value) || value > 9e18) return false;
    *nanoseconds = (int64_t)llround(value);
    return true;
}

bool parse_size(const char *string, uint64_t *size)
{
    static const struct unit units[] = {{"", 1}, {"B", 1}, {"k", 0x1p10}, {"K", 0x1p10},
        {"KiB", 0x1p10}, {"M", 0x1p20}, {"MiB", 0x1p20}, {"G", 0x1p30}, {"GiB", 0x1p30},
        {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {0}};
    double value;
    if (!parse_scaled(string, units, &value) || value > 9e18 || (value > 0 && value < 1))
        return false;
    *size = (uint64_t)value;
    return true;
}

unsigned parse_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    size_t la = strlen(a), lb = strlen(b);
    unsigned rows[3][LONGEST + 1]; /* the row before the previous one, the previous, the present */
    if (la > LONGEST || lb > LONGEST) return 255;
    unsigned *older = rows[0], *old = rows[1], *row = rows[2];
    for (size_t j = 0; j <= lb; j++)
        old[j] = (unsigned)j;
    for (size_t i = 1; i <= la; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= lb; j++) {
            unsigned best = old[j - 1] + (a[i - 1] != b[j - 1]);
            if (old[j] + 1 < best) best = old[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                older[j - 2] + 1 < best)
                best = older[j - 2] + 1;
            row[j] = best;
        }
        unsigned *spare = older;
        older = old;
        old = row;
        row = spare;
    }
    return old[lb];
}

const char *parse_nearest(const char *typed, const char *const *names)
{
    const char *nearest = NULL;
    size_t len = strlen(typed);
    unsigned best = (unsigned)(len / 3 + 1) + 1;
    for (; *names; names++) {
        if (len >= 2 && strncmp(*names, typed, len) == 0) return *names;
        unsigned distance = parse_distance(typed, *names);
        if (distance < best) {
            best = distance;
            nearest = *names;
        }
    }
    return nearest;
}
