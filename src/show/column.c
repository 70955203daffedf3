/* The columns.  See column.h.  SPDX-License-Identifier: MIT */
#include "show/column.h"

#include "base/time.h"
#include "dissect/resolve.h"

const char *const column_time_names[] = {
    "r",
    "a",
    "ad",
    "adoy",
    "d",
    "dd",
    "e",
    "u",
    "ud",
    "udoy",
    NULL,
};

const char *column_title(enum column column)
{
    static const char *const titles[COLUMNS] = {
        "No.",
        "Time",
        "Source",
        "Destination",
        "Protocol",
        "Length",
        "Info",
    };
    return titles[column];
}

/* 14:03:59.123456, with the date in front as the format wants it. */
static void add_absolute(
    struct text *text, struct column_clock *clock, int64_t time, unsigned digits)
{
    bool utc = clock->format >= STAMP_UTC;
    int64_t second = time / TIME_SECOND - (time % TIME_SECOND < 0);
    if (!clock->has_broken || clock->broken_second != second) {
        time_t when = (time_t)second;
        if (utc)
            gmtime_r(&when, &clock->broken);
        else
            localtime_r(&when, &clock->broken);
        clock->broken_second = second;
        clock->has_broken = true;
    }
    const struct tm *tm = &clock->broken;
    if (clock->format == STAMP_DATE || clock->format == STAMP_UTC_DATE) {
        text_padded(text, (uint64_t)(tm->tm_year + 1900), 4);
        text_char(text, '-');
        text_padded(text, (uint64_t)(tm->tm_mon + 1), 2);
        text_char(text, '-');
        text_padded(text, (uint64_t)(tm->tm_mday), 2);
        text_char(text, ' ');
    } else if (clock->format == STAMP_DAY_OF_YEAR || clock->format == STAMP_UTC_DAY_OF_YEAR) {
        text_padded(text, (uint64_t)(tm->tm_year + 1900), 4);
        text_char(text, '/');
        text_padded(text, (uint64_t)(tm->tm_yday + 1), 3);
        text_char(text, ' ');
    }
    text_padded(text, (uint64_t)(tm->tm_hour), 2);
    text_char(text, ':');
    text_padded(text, (uint64_t)(tm->tm_min), 2);
    text_char(text, ':');
    text_padded(text, (uint64_t)(tm->tm_sec), 2);
    size_t start = text->len;
    text_seconds(text, (time % TIME_SECOND + TIME_SECOND) % TIME_SECOND, digits);
    /* The fraction alone: the "0" in front of its point goes. */
    if (text->len > start) {
        memmove(text->at + start, text->at + start + 1, text->len - start - 1);
        text->len--;
    }
}

/* 1h  2m  3.000000s */
static void add_hours(struct text *text, int64_t time, unsigned digits)
{
    uint64_t value = time < 0 ? 0 - (uint64_t)time : (uint64_t)time;
    uint64_t minutes = value / TIME_SECOND / 60, rest = value % (60 * TIME_SECOND);
    if (time < 0) text_put(text, "- ");
    if (minutes >= 60) {
        text_uint(text, minutes / 60);
        text_put(text, "h ");
        text_uint_right(text, minutes % 60, 2);
        text_put(text, "m ");
    } else if (minutes) {
        text_uint(text, minutes);
        text_put(text, "m ");
    }
    if (rest < 10 * TIME_SECOND) text_char(text, ' ');
    text_seconds(text, (int64_t)rest, digits);
    text_char(text, 's');
}

static void add_seconds(
    struct text *text, const struct column_clock *clock, int64_t time, unsigned digits)
{
    if (clock->hours)
        add_hours(text, time, digits);
    else
        text_seconds(text, time, digits);
}

void column_add_time(struct text *text, struct column_clock *clock, const struct frame *frame)
{
    unsigned digits = frame->time_digits;
    if (frame->untimed) return;
    switch (clock->format) {
    case STAMP_RELATIVE:
        add_seconds(text, clock, frame->since_first, digits);
        break;
    case STAMP_DELTA:
        add_seconds(text, clock, frame->since_previous, digits);
        break;
    case STAMP_DELTA_SHOWN:
        add_seconds(text, clock, frame->since_displayed, digits);
        break;
    case STAMP_EPOCH:
        text_seconds(text, frame->time, digits);
        break;
    default:
        add_absolute(text, clock, frame->time, digits);
        break;
    }
}

void column_add(
    struct text *text, enum column column, const struct packet *packet, struct column_clock *clock)
{
    const char *protocol;
    switch (column) {
    case COLUMN_NUMBER:
        text_uint(text, packet->frame->number);
        break;
    case COLUMN_TIME:
        column_add_time(text, clock, packet->frame);
        break;
    case COLUMN_SOURCE:
        resolve_column(text, packet, &packet->source);
        break;
    case COLUMN_DESTINATION:
        resolve_column(text, packet, &packet->destination);
        break;
    case COLUMN_PROTOCOL:
        protocol = packet_column_protocol(packet);
        if (protocol) text_put(text, protocol);
        break;
    case COLUMN_LENGTH:
        text_uint(text, packet->frame->length);
        break;
    case COLUMN_INFO:
        packet_column_info(text, packet);
        break;
    case COLUMNS:
        break;
    }
}
