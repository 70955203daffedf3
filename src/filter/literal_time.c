/* Times in filters: "2020-09-13 12:26:42.5", "Sep 13, 2020 12:26:42 UTC", 1.5.
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "filter/literal.h"

/* Up to `most` digits; false if there is none. */
static bool take_number(const char **at, unsigned most, int *number)
{
    unsigned count = 0;
    *number = 0;
    while (count < most && isdigit((unsigned char)(*at)[count]))
        *number = *number * 10 + ((*at)[count++] - '0');
    *at += count;
    return count > 0;
}

static bool take(const char **at, char c)
{
    if (**at != c) return false;
    ++*at;
    return true;
}

/* The digits behind the point, as nanoseconds. */
static int64_t take_fraction(const char **at)
{
    int64_t nanoseconds = 0, unit = TIME_SECOND / 10;
    for (; isdigit((unsigned char)**at); ++*at, unit /= 10)
        nanoseconds += (**at - '0') * unit;
    return nanoseconds;
}

/* A zone behind the time: Z or +02:00 at once, or " UTC"; *given tells whether there is one. */
static bool take_zone(const char **at, bool *given, int64_t *offset)
{
    int hours, minutes = 0, sign = **at == '-' ? -1 : 1;
    *given = true;
    *offset = 0;
    if (take(at, 'Z')) return true;
    if (take(at, '+') || take(at, '-')) {
        if (!take_number(at, 2, &hours)) return false;
        take(at, ':');
        if (isdigit((unsigned char)**at) && !take_number(at, 2, &minutes)) return false;
        *offset = sign * (hours * 3600 + minutes * 60);
        return hours < 24 && minutes < 60;
    }
    while (take(at, ' ')) {
    }
    *given = strncmp(*at, "UTC", 3) == 0;
    if (*given) *at += 3;
    return true;
}

/* Hours, and from there on what is said. */
static bool take_clock(const char **at, struct tm *when, int64_t *fraction, bool complete)
{
    if (!take_number(at, 2, &when->tm_hour)) return false;
    if (!take(at, ':')) return !complete;
    if (!take_number(at, 2, &when->tm_min)) return false;
    if (!take(at, ':')) return !complete;
    if (!take_number(at, 2, &when->tm_sec)) return false;
    if (take(at, '.') || take(at, ',')) *fraction = take_fraction(at);
    return true;
}

/* 2020-09-13T12:26:42, with a blank instead of the T, or shorter. */
static bool read_iso(const char **at, struct tm *when, int64_t *fraction)
{
    if (!take_number(at, 4, &when->tm_year) || !take(at, '-')) return false;
    if (!take_number(at, 2, &when->tm_mon) || !take(at, '-')) return false;
    if (!take_number(at, 2, &when->tm_mday)) return false;
    when->tm_mon--;
    if (!**at) return true;
    if (!take(at, 'T') && !take(at, ' ')) return false;
    return take_clock(at, when, fraction, false);
}

/* Sep 13, 2020 12:26:42 */
static bool read_english(const char **at, struct tm *when, int64_t *fraction)
{
    static const char months[12][4] = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (when->tm_mon = 0; when->tm_mon < 12; when->tm_mon++)
        if (strncmp(*at, months[when->tm_mon], 3) == 0) break;
    if (when->tm_mon == 12) return false;
    *at += 3;
    while (take(at, ' ')) {
    }
    if (!take_number(at, 2, &when->tm_mday) || !take(at, ',')) return false;
    while (take(at, ' ')) {
    }
    if (!take_number(at, 4, &when->tm_year)) return false;
    while (take(at, ' ')) {
    }
    return take_clock(at, when, fraction, true);
}

static bool is_date(const struct tm *when)
{
    return when->tm_mon >= 0 && when->tm_mon < 12 && when->tm_mday >= 1 && when->tm_mday <= 31 &&
           when->tm_hour < 24 && when->tm_min < 60 && when->tm_sec <= 60;
}

/* Seconds as nanoseconds, at the ends of int64_t if they lie beyond. */
static int64_t nanoseconds_of(int64_t seconds, int64_t fraction)
{
    if (seconds > INT64_MAX / TIME_SECOND - 1) return INT64_MAX;
    if (seconds < INT64_MIN / TIME_SECOND + 1) return INT64_MIN;
    return seconds * TIME_SECOND + fraction;
}

enum literal_time literal_absolute_time(const char *text, int64_t *nanoseconds)
{
    struct tm when = {.tm_isdst = -1};
    int64_t fraction = 0, offset;
    bool given;
    bool read = isdigit((unsigned char)*text) ? read_iso(&text, &when, &fraction)
                                              : read_english(&text, &when, &fraction);
    if (!read || !take_zone(&text, &given, &offset) || !is_date(&when)) return LITERAL_NO_TIME;
    if (*text) return LITERAL_MORE_THAN_TIME;
    when.tm_year -= 1900;
    int64_t seconds = given ? (int64_t)timegm(&when) - offset : (int64_t)mktime(&when);
    *nanoseconds = nanoseconds_of(seconds, fraction);
    return LITERAL_TIME;
}

bool literal_relative_time(const char *text, int64_t *nanoseconds)
{
    char *end;
    int64_t fraction = 0;
    if (!isdigit((unsigned char)*text)) return false;
    unsigned long long seconds = strtoull(text, &end, 10);
    const char *at = end;
    /* Wireshark takes no notice of what stands behind the digits of a fraction. */
    if (take(&at, '.'))
        fraction = take_fraction(&at);
    else if (*at)
        return false;
    *nanoseconds = nanoseconds_of(seconds > INT64_MAX ? INT64_MAX : (int64_t)seconds, fraction);
    return true;
}
