/* The columns.  See column.h.  SPDX-License-Identifier: MIT */
#include "show/column.h"

#include "base/time.h"

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

static void add_padded(struct text *text, int value, int width)
{
    for (int limit = 10; --width > 0; limit *= 10)
        if (value < limit) text_char(text, '0');
    text_uint(text, (uint64_t)value);
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
        add_padded(text, tm->tm_year + 1900, 4);
        text_char(text, '-');
        add_padded(text, tm->tm_mon + 1, 2);
        text_char(text, '-');
        add_padded(text, tm->tm_mday, 2);
        text_char(text, ' ');
    } else if (clock->format == STAMP_DAY_OF_YEAR || clock->format == STAMP_UTC_DAY_OF_YEAR) {
        add_padded(text, tm->tm_year + 1900, 4);
        text_char(text, '/');
        add_padded(text, tm->tm_yday + 1, 3);
        text_char(text, ' ');
    }
    add_padded(text, tm->tm_hour, 2);
    text_char(text, ':');
    add_padded(text, tm->tm_min, 2);
    text_char(text, ':');
    add_padded(text, tm->tm_sec, 2);
    size_t start = text->len;
    text_seconds(text, time - second * TIME_SECOND, digits);
    /* The fraction alone: the "0" in front of its point goes. */
    if (text->len > start) {
        memmove(text->at + start, text->at + start + 1, text->len - start - 1);
        text->len--;
    }
}

static void add_time(struct text *text, struct column_clock *clock, const struct frame *frame)
{
    if (frame->untimed) return;
    switch (clock->format) {
    case STAMP_RELATIVE:
        text_seconds(text, frame->since_first, frame->time_digits);
        break;
    case STAMP_DELTA:
        text_seconds(text, frame->since_previous, frame->time_digits);
        break;
    case STAMP_DELTA_SHOWN:
        text_seconds(text, frame->since_displayed, frame->time_digits);
        break;
    case STAMP_EPOCH:
        text_seconds(text, frame->time, frame->time_digits);
        break;
    default:
        add_absolute(text, clock, frame->time, frame->time_digits);
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
        add_time(text, clock, packet->frame);
        break;
    case COLUMN_SOURCE:
        packet_column_address(text, &packet->source);
        break;
    case COLUMN_DESTINATION:
        packet_column_address(text, &packet->destination);
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
