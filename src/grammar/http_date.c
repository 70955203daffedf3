/* See http_date.h.  SPDX-License-Identifier: MIT */
#include "grammar/http_date.h"

#include <time.h>

static const char days[] = "SunMonTueWedThuFriSat";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static void two_digits(struct text *text, int number)
{
    text_char(text, (char)('0' + number / 10 % 10));
    text_char(text, (char)('0' + number % 10));
}

void http_date_add(struct text *text, int64_t seconds)
{
    time_t time = (time_t)seconds;
    struct tm tm = {0};
    gmtime_r(&time, &tm);
    text_add(text, days + 3 * tm.tm_wday, 3);
    text_put(text, ", ");
    two_digits(text, tm.tm_mday);
    text_char(text, ' ');
    text_add(text, months + 3 * tm.tm_mon, 3);
    text_char(text, ' ');
    two_digits(text, (tm.tm_year + 1900) / 100);
    two_digits(text, tm.tm_year + 1900);
    const int clock[] = {tm.tm_hour, tm.tm_min, tm.tm_sec};
    for (int i = 0; i < 3; i++) {
        text_char(text, i ? ':' : ' ');
        two_digits(text, clock[i]);
    }
    text_put(text, " GMT");
}

/* Where a pattern's letters say what stands: D the day of the month, M the month's name, Y the year,
 * h, m, s the time, ? any letter; all else stands for itself. */
struct reading {
    int day, month, year, year_digits, hour, minute, second;
};

static bool take_digit(int *number, uint8_t c, bool blank_allowed)
{
    if (c == ' ' && blank_allowed && !*number) return true;
    if (c < '0' || c > '9') return false;
    *number = *number * 10 + (c - '0');
    return true;
}

static bool take_month(struct reading *reading, const uint8_t *at)
{
    for (int i = 0; i < 12; i++)
        if (memcmp(months + 3 * i, at, 3) == 0) reading->month = i + 1;
    return reading->month > 0;
}

static bool matches(struct bytes text, const char *pattern, struct reading *reading)
{
    *reading = (struct reading){0};
    if (text.len != strlen(pattern)) return false;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];
        bool fits = true;
        switch (pattern[i]) {
        case 'D':
            fits = take_digit(&reading->day, c, true);
            break;
        case 'Y':
            fits = take_digit(&reading->year, c, false);
            reading->year_digits++;
            break;
        case 'h':
            fits = take_digit(&reading->hour, c, false);
            break;
        case 'm':
            fits = take_digit(&reading->minute, c, false);
            break;
        case 's':
            fits = take_digit(&reading->second, c, false);
            break;
        case 'M':
            fits = reading->month || take_month(reading, text.at + i);
            break;
        case '?':
            fits = (c | 32) >= 'a' && (c | 32) <= 'z';
            break;
        default:
            fits = c == (uint8_t)pattern[i];
        }
        if (!fits) return false;
    }
    return true;
}

static bool year_of(int64_t seconds, int *year)
{
    time_t time = (time_t)seconds;
    struct tm tm;
    if (!gmtime_r(&time, &tm)) return false;
    *year = tm.tm_year + 1900;
    return true;
}

bool http_date_read(struct bytes text, int64_t now, int64_t *seconds)
{
    struct reading reading;
    const uint8_t *comma = text.len ? memchr(text.at, ',', text.len) : NULL;
    if (comma && (size_t)(comma - text.at) > 3) { /* the name of the day is written out */
        size_t word = (size_t)(comma - text.at);
        if (word > 9 ||
            !matches(bytes_of(comma, text.len - word), ", DD-MMM-YY hh:mm:ss GMT", &reading))
            return false;
    } else if (!matches(text, "???, DD MMM YYYY hh:mm:ss GMT", &reading) &&
               !matches(text, "??? MMM DD hh:mm:ss YYYY", &reading)) {
        return false;
    }
    if (reading.day < 1 || reading.day > 31 || reading.hour > 23 || reading.minute > 59 ||
        reading.second > 60)
        return false;
    if (reading.year_digits == 2) {
        int this_year;
        if (!year_of(now, &this_year)) return false;
        reading.year += this_year / 100 * 100;
        /* More than 50 years ahead means the past (RFC 9110 5.6.7). */
        if (reading.year > this_year + 50) reading.year -= 100;
    }
    struct tm tm = {.tm_year = reading.year - 1900,
        .tm_mon = reading.month - 1,
        .tm_mday = reading.day,
        .tm_hour = reading.hour,
        .tm_min = reading.minute,
        .tm_sec = reading.second};
    *seconds = timegm(&tm);
    return tm.tm_mday == reading.day; /* 31 Feb is none */
}
