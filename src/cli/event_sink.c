/* Events as lines.  See event_sink.h.  SPDX-License-Identifier: MIT */
#include "cli/event_sink.h"

#include "base/escape.h"
#include "base/json.h"
#include "base/time.h"

/* What each kind is called, and how its sentence is coloured (ECMA-48 SGR parameters). */
static const struct {
    const char *name, *color;
} kinds[EVENT_KINDS] = {
    [EVENT_LISTENING] = {"listening", "1;32"},
    [EVENT_CONNECTING] = {"connecting", "2"},
    [EVENT_OPENED] = {"opened", "32"},
    [EVENT_SECURED] = {"secured", "36"},
    [EVENT_RECEIVED] = {"received", NULL},
    [EVENT_SENT] = {"sent", "2"},
    [EVENT_IMPAIRED] = {"impaired", "35"},
    [EVENT_WORKING] = {"working", "2"},
    [EVENT_SERVED] = {"served", "36"},
    [EVENT_CLOSED] = {"closed", "2"},
    [EVENT_WARNING] = {"warning", "33"},
    [EVENT_ERROR] = {"error", "1;31"},
    [EVENT_RESULT] = {"result", "1"},
    [EVENT_TOTALS] = {"totals", "1"},
    [EVENT_TIMELINE] = {"timeline", NULL},
    [EVENT_CERTIFICATE] = {"certificate", "36"},
    [EVENT_JOINED] = {"joined", "32"},
    [EVENT_LEFT] = {"left", "2"},
    [EVENT_REQUEST] = {"request", NULL},
    [EVENT_SUBSCRIBED] = {"subscribed", "32"},
    [EVENT_PUBLISHED] = {"published", NULL},
    [EVENT_MESSAGE] = {"message", NULL},
    [EVENT_SAVED] = {"saved", NULL},
};

enum {
    QUIET = 1 << EVENT_OPENED | 1 << EVENT_SECURED | 1 << EVENT_RECEIVED | 1 << EVENT_SENT |
            1 << EVENT_WORKING | 1 << EVENT_SERVED | 1 << EVENT_CLOSED | 1 << EVENT_JOINED |
            1 << EVENT_LEFT | 1 << EVENT_REQUEST | 1 << EVENT_SUBSCRIBED | 1 << EVENT_PUBLISHED
};

const char *event_kind_name(enum event_kind kind)
{
    return kinds[kind].name;
}

/* A length of time in three digits, with its unit: 39 us, 5.38 ms, 300 ms, 1.20 s. */
static void human_duration(struct text *text, int64_t nanoseconds)
{
    double seconds = (double)nanoseconds / (double)TIME_SECOND;
    bool short_time = nanoseconds < 999500000, tiny = nanoseconds < 999500;
    double value = tiny ? seconds * 1e6 : short_time ? seconds * 1e3 : seconds;
    int digits = tiny || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    text_format(text, "%.*f %s", digits, value, tiny ? "us" : short_time ? "ms" : "s");
}

static void human_data(struct text *text, struct bytes data)
{
    escape_repr(text, data, EVENT_SHOWN);
    if (data.len <= EVENT_SHOWN) return;
    text_put(text, " (");
    text_uint(text, data.len);
    text_put(text, " bytes)");
}

static void human_value(struct text *text, const struct event_value *value)
{
    switch (value->type) {
    case EVENT_VALUE_NONE:
        break;
    case EVENT_VALUE_UINT:
        text_uint(text, value->number);
        break;
    case EVENT_VALUE_INT:
        text_int(text, value->integer);
        break;
    case EVENT_VALUE_BOOL:
        text_put(text, value->number ? "yes" : "no");
        break;
    case EVENT_VALUE_SECONDS:
        human_duration(text, value->integer);
        break;
    case EVENT_VALUE_TEXT:
        if (value->string) escape_terminal(text, bytes_of_string(value->string));
        break;
    case EVENT_VALUE_DATA:
    case EVENT_VALUE_ECHO:
        human_data(text, value->data);
        break;
    }
}

/* The value of a key of `len` characters; {conn} is the connection's number. */
static void human_key(struct text *text, const struct event *event, const char *key, size_t len)
{
    for (unsigned i = 0; i < EVENT_VALUES && event->values[i].key; i++) {
        const struct event_value *value = &event->values[i];
        if (strncmp(value->key, key, len) != 0 || value->key[len]) continue;
        human_value(text, value);
        return;
    }
    if (len == 4 && memcmp(key, "conn", 4) == 0) text_uint(text, event->conn);
}

void event_print_human(struct text *text, const struct event *event, bool color)
{
    const char *at = event->human, *sgr = color ? kinds[event->kind].color : NULL;
    if (!at) return;
    if (sgr) {
        text_put(text, "\033[");
        text_put(text, sgr);
        text_char(text, 'm');
    }
    for (;;) {
        size_t plain = strcspn(at, "{");
        text_add(text, at, plain);
        at += plain;
        if (!*at) break;
        size_t len = strcspn(++at, "}");
        human_key(text, event, at, len);
        at += len;
        if (*at) at++;
    }
    if (sgr) text_put(text, "\033[0m");
}

/* `,"key":` of one of our own words, in which nothing is to be escaped. */
static void put_key(struct text *text, const char *key)
{
    size_t len = strlen(key);
    if (!text_room(text, len + 4)) return;
    char *out = text->at + text->len;
    *out++ = ',';
    *out++ = '"';
    memcpy(out, key, len);
    memcpy(out + len, "\":", 2);
    text->len += len + 4;
}

static void json_data(struct text *text, const struct event_value *value)
{
    if (escape_is_utf8(value->data)) {
        put_key(text, value->key);
        json_string(text, value->data);
        return;
    }
    text_put(text, ",\"");
    if (strcmp(value->key, "data") != 0) {
        text_put(text, value->key);
        text_char(text, '_');
    }
    text_put(text, "hex\":\"");
    text_hex_bytes(text, value->data.at, value->data.len, 0);
    text_char(text, '"');
}

static void json_value(struct text *text, const struct event_value *value)
{
    if (value->type == EVENT_VALUE_TEXT && !value->string) return;
    if (value->type == EVENT_VALUE_DATA) {
        json_data(text, value);
        return;
    }
    if (value->type == EVENT_VALUE_ECHO) {
        text_put(text, ",\"as_received\":true");
        return;
    }
    put_key(text, value->key);
    switch (value->type) {
    case EVENT_VALUE_UINT:
        text_uint(text, value->number);
        break;
    case EVENT_VALUE_INT:
        text_int(text, value->integer);
        break;
    case EVENT_VALUE_BOOL:
        text_put(text, value->number ? "true" : "false");
        break;
    case EVENT_VALUE_SECONDS:
        text_seconds(text, value->integer, 9);
        break;
    case EVENT_VALUE_TEXT:
        json_string(text, bytes_of_string(value->string));
        break;
    case EVENT_VALUE_NONE:
    case EVENT_VALUE_DATA:
    case EVENT_VALUE_ECHO:
        text_put(text, "null");
        break;
    }
}

void event_print_json(struct text *text, const struct event *event, int64_t elapsed)
{
    text_put(text, "{\"event\":\"");
    text_put(text, kinds[event->kind].name);
    text_put(text, "\",\"time\":");
    text_seconds(text, elapsed, 6);
    if (event->conn) {
        text_put(text, ",\"conn\":");
        text_uint(text, event->conn);
    }
    for (unsigned i = 0; i < EVENT_VALUES && event->values[i].key; i++)
        json_value(text, &event->values[i]);
    text_char(text, '}');
}

static void tell(struct events *events, const struct event *event)
{
    struct event_sink *sink = (struct event_sink *)events;
    struct text *text = &sink->out->text;
    if (sink->json) {
        event_print_json(text, event,
            event->time ? event->time - sink->started_wall : time_monotonic() - sink->started);
    } else {
        if (!event->human) return;
        event_print_human(text, event, sink->color);
    }
    text_char(text, '\n');
    out_turn(sink->out);
}

void event_sink_init(struct event_sink *sink, struct out *out, bool json, bool color)
{
    *sink = (struct event_sink){
        .events = {.wanted = (1u << EVENT_KINDS) - 1, .tell = tell},
        .out = out,
        .json = json,
        .color = color,
        .started = time_monotonic(),
        .started_wall = time_wall(),
    };
}

void event_sink_quiet(struct event_sink *sink)
{
    sink->events.wanted &= ~(uint32_t)QUIET;
}
