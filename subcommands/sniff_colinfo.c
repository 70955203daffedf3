/* tshark's -z proto,colinfo,FILTER,FIELD: a field's values behind the Info column, in the words of a
 * display filter, of packets that match.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time.h"
#include "filter/filter.h"
#include "sniff.h"

static const char NAME[] = "proto,colinfo,";

struct sniff_colinfo {
    struct sniff_colinfo *next;
    struct filter *filter; /* NULL: every packet */
    const char *name;
    const struct field *const *fields; /* of that name; NULL: it is a protocol's */
    size_t count;
};

bool sniff_is_colinfo(const char *typed)
{
    return strncmp(typed, NAME, sizeof NAME - 2) == 0;
}

static int refuse(struct sniff *sniff, const char *typed, const char *why)
{
    say_error(sniff->lab, "-z %s: %s", typed, why);
    say_hint(sniff->lab, "for instance: wirelab sniff -r lab.pcapng -z proto,colinfo,tcp,tcp.len");
    return EXIT_USAGE;
}

int sniff_colinfo_open(struct sniff *sniff, const char *typed)
{
    size_t prefix = sizeof NAME - 1;
    const char *comma = strncmp(typed, NAME, prefix) == 0 ? strrchr(typed + prefix, ',') : NULL;
    if (!comma || !comma[1]) return refuse(sniff, typed, "a filter and a field are wanted");
    struct sniff_colinfo *colinfo = calloc(1, sizeof *colinfo);
    struct text filter = {0};
    if (!colinfo) {
        say_error(sniff->lab, "out of memory");
        return EXIT_CANNOT;
    }
    colinfo->next = sniff->colinfos; /* the last one asked for comes first, as tshark has it */
    sniff->colinfos = colinfo;
    colinfo->name = comma + 1;
    if (!dissector_want(sniff->dissector, colinfo->name))
        return refuse(sniff, typed, "there is no field of that name");
    colinfo->fields = dissector_fields(sniff->dissector, colinfo->name, &colinfo->count);
    text_add(&filter, typed + prefix, (size_t)(comma - typed) - prefix);
    if (filter.len) colinfo->filter = sniff_compile(sniff, text_string(&filter));
    bool right = colinfo->filter || !filter.len;
    text_finish(&filter);
    return right ? EXIT_DONE : EXIT_USAGE;
}

static void put_quoted(struct text *text, struct bytes string)
{
    text_char(text, '"');
    for (size_t i = 0; i < string.len; i++) {
        uint8_t c = string.at[i];
        const char *escaped = c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : NULL;
        if (c == '"' || c == '\\') text_char(text, '\\');
        if (escaped)
            text_put(text, escaped);
        else
            text_char(text, (char)c);
    }
    text_char(text, '"');
}

/* "2020-09-13 12:26:40.437500000+0000", in the zone of TZ; whole seconds have no fraction. */
static void put_time(struct text *text, int64_t nanoseconds)
{
    int64_t fraction = nanoseconds % TIME_SECOND;
    if (fraction < 0) fraction += TIME_SECOND;
    time_t seconds = (time_t)((nanoseconds - fraction) / TIME_SECOND);
    struct tm tm;
    char date[40], zone[12];
    if (!localtime_r(&seconds, &tm)) return;
    strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &tm);
    strftime(zone, sizeof zone, "%z", &tm);
    text_format(text, "\"%s", date);
    if (fraction) text_format(text, ".%09u", (unsigned)fraction);
    text_format(text, "%s\"", zone);
}

static void put_value(struct text *text, const struct item *item)
{
    const struct field *field = item->field;
    if (field->mask && field->base == BASE_HEX) { /* as many digits as the mask has */
        text_put(text, " == 0x");
        text_hex(text, item->number, (unsigned)(__builtin_popcountll(field->mask) + 3) / 4);
        return;
    }
    switch (field->type) {
    case FT_NONE:
    case FT_PROTOCOL:
        return;
    case FT_STRING:
    case FT_STRINGZ:
        text_put(text, " == ");
        put_quoted(text, item->bytes);
        return;
    case FT_ABSOLUTE_TIME:
        text_put(text, " == ");
        put_time(text, item->integer);
        return;
    default:
        text_put(text, " == ");
        field_print_json(text, item);
    }
}

static void put_values(
    struct text *text, const struct sniff_colinfo *colinfo, const struct packet *packet)
{
    for (unsigned i = 0; !colinfo->count && i < packet->nlayers; i++)
        if (strcmp(packet->layers[i].proto->name, colinfo->name) == 0)
            text_format(text, "  %s", colinfo->name);
    for (unsigned i = 0; i < packet->nitems; i++)
        for (size_t j = 0; j < colinfo->count; j++) {
            if (packet->items[i].field != colinfo->fields[j]) continue;
            text_format(text, "  %s", colinfo->name);
            put_value(text, &packet->items[i]);
        }
}

void sniff_colinfo_packet(struct sniff *sniff)
{
    text_clear(&sniff->colinfo);
    for (const struct sniff_colinfo *colinfo = sniff->colinfos; colinfo; colinfo = colinfo->next)
        if (!colinfo->filter || filter_match(colinfo->filter, sniff->packet))
            put_values(&sniff->colinfo, colinfo, sniff->packet);
    sniff->packet->behind_info = bytes_of(sniff->colinfo.at, sniff->colinfo.len);
}

void sniff_colinfo_close(struct sniff *sniff)
{
    for (struct sniff_colinfo *colinfo = sniff->colinfos, *next; colinfo; colinfo = next) {
        next = colinfo->next;
        filter_destroy(colinfo->filter);
        free(colinfo);
    }
    text_finish(&sniff->colinfo);
}
