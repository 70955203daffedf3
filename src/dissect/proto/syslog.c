/* Syslog, by which programs tell what happens to them: RFC 3164, which describes what was usual, and 5424.
 *
 *      <34>Oct 11 22:14:15 mymachine su[123]: 'su root' failed
 *      <34>1 2003-10-11T22:14:15.003Z mymachine su 123 ID47 - 'su root' failed
 *
 * The number in front is eight times the facility that speaks plus how bad it is; all else is text.
 * SPDX-License-Identifier: MIT */
#include <string.h>
#include <time.h>

#include "base/escape.h"
#include "base/text.h"
#include "base/time.h"
#include "dissect/proto.h"

enum {
    FACILITY,
    LEVEL,
    MESSAGE,
    VERSION,
    TIMESTAMP,
    OLD_TIMESTAMP,
    HOST,
    APPLICATION,
    PROCESS,
    REST,
    NFIELDS
};

enum { LEVEL_BITS = 3, FACILITIES = 24, DIGITS = 3, OLD_TIME = 15, MOST_FRACTION = 9 };

/* What the title says is the word in front of the dash. */
static const struct value_name facilities[] = {
    {0, "KERN - kernel messages"},
    {1, "USER - random user-level messages"},
    {2, "MAIL - mail system"},
    {3, "DAEMON - system daemons"},
    {4, "AUTH - security/authorization messages"},
    {5, "SYSLOG - messages generated internally by syslogd"},
    {6, "LPR - line printer subsystem"},
    {7, "NEWS - network news subsystem"},
    {8, "UUCP - UUCP subsystem"},
    {9, "CRON - clock daemon (BSD, Linux)"},
    {10, "AUTHPRIV - security/authorization messages (private)"},
    {11, "FTP - ftp daemon"},
    {12, "NTP - ntp subsystem"},
    {13, "LOGAUDIT - log audit"},
    {14, "LOGALERT - log alert"},
    {15, "CRON - clock daemon (Solaris)"},
    {16, "LOCAL0 - reserved for local use"},
    {17, "LOCAL1 - reserved for local use"},
    {18, "LOCAL2 - reserved for local use"},
    {19, "LOCAL3 - reserved for local use"},
    {20, "LOCAL4 - reserved for local use"},
    {21, "LOCAL5 - reserved for local use"},
    {22, "LOCAL6 - reserved for local use"},
    {23, "LOCAL7 - reserved for local use"},
    {0, NULL},
};
static const struct value_name levels[] = {
    {0, "EMERG - system is unusable"},
    {1, "ALERT - action must be taken immediately"},
    {2, "CRIT - critical conditions"},
    {3, "ERR - error conditions"},
    {4, "WARNING - warning conditions"},
    {5, "NOTICE - normal but significant condition"},
    {6, "INFO - informational"},
    {7, "DEBUG - debug-level messages"},
    {0, NULL},
};

static const struct field fields[NFIELDS] = {
    [FACILITY] = {"syslog.facility", "Facility", FT_UINT8, BASE_DEC, 0x3f8, facilities,
        "Which part of the system speaks", FIELD_SUMMARY},
    [LEVEL] = {"syslog.level", "Level", FT_UINT8, BASE_DEC, 0x07, levels,
        "How bad it is: 0 is worst, 7 is for those who look for a fault", FIELD_SUMMARY},
    [MESSAGE] = {"syslog.msg", "Message", FT_STRING, BASE_NONE, .blurb = "What it says"},
    [VERSION] = {"syslog.version", "Syslog version", FT_STRING, BASE_NONE},
    [TIMESTAMP] = {"syslog.timestamp", "Syslog timestamp", FT_ABSOLUTE_TIME, BASE_NONE,
        .blurb = "When it happened, by the clock of who tells it"},
    [OLD_TIMESTAMP] = {"syslog.timestamp_rfc3164", "Syslog timestamp (RFC3164)", FT_STRING,
        BASE_NONE, .blurb = "Without a year or a time zone"},
    [HOST] = {"syslog.hostname", "Syslog hostname", FT_STRING, BASE_NONE},
    [APPLICATION] = {"syslog.appname", "Syslog app name", FT_STRING, BASE_NONE},
    [PROCESS] = {"syslog.procid", "Syslog process id", FT_STRING, BASE_NONE},
    [REST] = {"syslog.msgid", "Syslog message id", FT_STRING, BASE_NONE},
};

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* The number in angle brackets, and how many bytes it takes; 0 if there is none. */
static uint32_t peek_priority(const struct cur *c, unsigned *priority)
{
    uint32_t size = cur_captured(c) < DIGITS + 2 ? cur_captured(c) : DIGITS + 2, i = 1;
    const uint8_t *at = cur_peek(c, 0, size);
    if (!at || size < 3 || at[0] != '<') return 0;
    for (*priority = 0; i < size && is_digit(at[i]); i++)
        *priority = 10 * *priority + (at[i] - '0');
    return i > 1 && i < size && at[i] == '>' ? i + 1 : 0;
}

/* The part up to the next blank as a field, and behind that; false where there is no blank. */
static bool add_word(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t left = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, left), *blank = at ? memchr(at, ' ', left) : NULL;
    if (!blank) return false;
    packet_bytes(p, c, row, (uint32_t)(blank - at));
    packet_skip(c, 1);
    return true;
}

static unsigned two_digits(const uint8_t *at)
{
    return is_digit(at[0]) && is_digit(at[1]) ? 10U * (at[0] - '0') + (at[1] - '0') : 99;
}

/* 2003-10-11T22:14:15.003Z, the fraction and the zone as they come; false if it is none. */
static bool parse_time(const uint8_t *at, uint32_t length, int64_t *time)
{
    if (length < 20 || at[4] != '-' || at[7] != '-' || at[10] != 'T') return false;
    struct tm tm = {.tm_year = (int)(100 * two_digits(at) + two_digits(at + 2)) - 1900,
        .tm_mon = (int)two_digits(at + 5) - 1,
        .tm_mday = (int)two_digits(at + 8),
        .tm_hour = (int)two_digits(at + 11),
        .tm_min = (int)two_digits(at + 14),
        .tm_sec = (int)two_digits(at + 17)};
    if (tm.tm_mon > 11 || tm.tm_mday > 31 || tm.tm_hour > 23 || tm.tm_min > 59 || tm.tm_sec > 60 ||
        tm.tm_year < 70 - 1 || tm.tm_year > 300)
        return false;
    int64_t fraction = 0, unit = TIME_SECOND;
    uint32_t i = 19;
    if (at[i] == '.')
        for (i++; i < length && is_digit(at[i]) && i <= 19 + MOST_FRACTION; i++)
            fraction += (at[i] - '0') * (unit /= 10);
    int64_t zone = 0;
    if (i + 6 <= length && (at[i] == '+' || at[i] == '-'))
        zone = (at[i] == '-' ? -60 : 60) *
               (int64_t)(60 * two_digits(at + i + 1) + two_digits(at + i + 4));
    *time = (timegm(&tm) - zone) * TIME_SECOND + fraction;
    return true;
}

/* RFC 5424 6: version, time, host, program, process, and what it is about. */
static void add_parts(struct packet *p, struct cur *c)
{
    uint32_t left = cur_captured(c), offset;
    const uint8_t *at, *blank;
    int64_t time;
    if (!add_word(p, c, VERSION)) return;
    offset = c->at;
    left = cur_captured(c);
    at = cur_peek(c, 0, left);
    blank = at ? memchr(at, ' ', left) : NULL;
    if (!blank) return;
    if (parse_time(at, (uint32_t)(blank - at), &time)) {
        struct item *item = packet_add(p, TIMESTAMP, offset, (uint32_t)(blank - at), 0);
        if (item) item->integer = time;
    }
    packet_skip(c, (uint32_t)(blank - at) + 1);
    if (add_word(p, c, HOST) && add_word(p, c, APPLICATION) && add_word(p, c, PROCESS))
        packet_rest(p, c, REST);
}

/* "Oct 11 22:14:15 " */
static bool begins_old_time(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, OLD_TIME + 1);
    return at && at[3] == ' ' && at[6] == ' ' && at[9] == ':' && at[12] == ':' &&
           at[OLD_TIME] == ' ' && is_digit(at[5]) && is_digit(at[7]) && is_digit(at[14]);
}

/* RFC 3164 4.1: time, host, and a program's name, which ends where it cannot go on. */
static void add_old_parts(struct packet *p, struct cur *c)
{
    packet_bytes(p, c, OLD_TIMESTAMP, OLD_TIME);
    packet_skip(c, 1);
    if (!add_word(p, c, HOST)) return;
    uint32_t left = cur_captured(c), length = 0;
    const uint8_t *at = cur_peek(c, 0, left);
    while (at && length < left &&
           (is_digit(at[length]) || ((at[length] | 32) >= 'a' && (at[length] | 32) <= 'z') ||
               memchr("-_./", at[length], 4)))
        length++;
    if (length) packet_bytes(p, c, PROCESS, length);
    if (cur_left(c)) packet_rest(p, c, REST);
}

static void dissect(struct packet *p, struct cur *c)
{
    unsigned priority = 0;
    uint32_t start = c->at, size = peek_priority(c, &priority);
    packet_add_uint(p, FACILITY, start, size, priority >> LEVEL_BITS, 0);
    packet_add_uint(p, LEVEL, start, size, priority & 7, 0);
    packet_skip(c, size);
    uint32_t left = cur_captured(c), offset = c->at, length = left;
    const uint8_t *at = cur_peek(c, 0, left);
    while (at && length && at[length - 1] == '\0')
        length--;
    struct item *item = at ? packet_add_bytes(p, MESSAGE, offset, bytes_of(at, length), 0) : NULL;
    struct cur parts = cur_sub(c, left);
    parts.end = offset + length;
    at = cur_peek(&parts, 0, 2);
    packet_open(p, item);
    if (at && at[0] == '1' && at[1] == ' ')
        add_parts(p, &parts);
    else if (begins_old_time(&parts))
        add_old_parts(p, &parts);
    packet_shut(p, item, NULL);
    cur_need(c, cur_left(c)); /* what the capture cut is missed here */
}

/* Begins with a number in angle brackets that facility and level make up. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    unsigned priority;
    return peek_priority(&cur, &priority) && priority < FACILITIES << LEVEL_BITS;
}

static void put_first_word(struct text *text, const char *name)
{
    text_add(text, name, (size_t)(strchr(name, ' ') - name));
}

/* "AUTH.CRIT: Oct 11 22:14:15 mymachine su[123]: …" */
static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const uint8_t *at = layer_at(packet, layer, layer->length), *end;
    const char *facility = field_value_name(facilities, layer_uint(packet, layer, FACILITY)),
               *level = field_value_name(levels, layer_uint(packet, layer, LEVEL));
    end = at ? memchr(at, '>', layer->length) : NULL;
    if (!end || !facility || !level) return;
    put_first_word(text, facility);
    text_char(text, '.');
    put_first_word(text, level);
    text_put(text, ": ");
    escape_tree(text, bytes_of(end + 1, layer->length - (size_t)(end + 1 - at)));
}

static const struct link links[] = {{"udp.port", 514}, {NULL, 0}};

const struct proto proto_syslog = {.name = "syslog",
    .title = "Syslog message: ",
    .brief = "Syslog",
    .column = "Syslog",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .describe = info,
    .info = info};
