/* An event in a few words.  See wire_event.h.  SPDX-License-Identifier: MIT */
#include "cli/wire_event.h"

#include <string.h>

#include "base/escape.h"
#include "cli/event_sink.h"

enum { SHOWN_BYTES = 48 }; /* of received and sent data: the column is narrow */

const struct event_value *wire_event_value(const struct event *event, const char *key)
{
    for (unsigned i = 0; i < EVENT_VALUES && event->values[i].key; i++)
        if (strcmp(event->values[i].key, key) == 0) return &event->values[i];
    return NULL;
}

const char *wire_event_string(const struct event *event, const char *key)
{
    const struct event_value *value = wire_event_value(event, key);
    return value && value->type == EVENT_VALUE_TEXT ? value->string : NULL;
}

static void put_data(const struct event *event, struct text *data)
{
    const struct event_value *value = wire_event_value(event, "data");
    if (!value || (value->type != EVENT_VALUE_DATA && value->type != EVENT_VALUE_ECHO)) return;
    escape_repr(data, value->data, SHOWN_BYTES);
    if (value->data.len > SHOWN_BYTES) text_format(data, " (%zu bytes)", value->data.len);
}

static void put_string(struct text *words, const char *string)
{
    if (string) escape_terminal(words, bytes_of_string(string));
}

/* Without the peer: that is on the other side of the picture. */
static void put_request(struct text *words, const struct event *event)
{
    struct event answered = *event;
    bool understood = wire_event_string(event, "target") != NULL;
    answered.human =
        understood ? "{method} {target}: {status} {phrase}" : "{status} {phrase}: {fault}";
    event_print_human(words, &answered, false);
}

static void put_bytes(struct text *words, const struct event_value *value)
{
    if (value) escape_terminal(words, value->data);
}

void wire_event_words(
    const struct event *event, enum timeline_side side, struct text *words, struct text *data)
{
    const char *how = wire_event_string(event, "how");
    switch (event->kind) {
    case EVENT_LISTENING:
        text_put(words, "listening on ");
        put_string(words, wire_event_string(event, "endpoint"));
        break;
    case EVENT_CONNECTING:
        text_put(words, "connecting to ");
        put_string(words, wire_event_string(event, "peer"));
        break;
    case EVENT_OPENED:
        text_put(words, "opened");
        if (side == TIMELINE_CLIENT) break;
        text_put(words, " by ");
        put_string(words, wire_event_string(event, "peer"));
        break;
    case EVENT_RECEIVED:
    case EVENT_SENT:
        text_put(words, event_kind_name(event->kind));
        put_data(event, data);
        break;
    case EVENT_SECURED:
        text_put(words, "secured: ");
        put_string(words, wire_event_string(event, "version"));
        text_char(words, ' ');
        put_string(words, wire_event_string(event, "cipher"));
        break;
    case EVENT_CLOSED:
        text_put(words, "closed");
        if (!how || strcmp(how, "local") == 0 || strcmp(how, "peer") == 0) break;
        text_put(words, ": ");
        put_string(words, wire_event_string(event, "reason"));
        break;
    case EVENT_JOINED:
        text_put(words, "known as ");
        put_string(words, wire_event_string(event, "name"));
        break;
    case EVENT_REQUEST:
        put_request(words, event);
        break;
    case EVENT_SUBSCRIBED:
        text_put(words, "subscribes to ");
        put_bytes(words, wire_event_value(event, "subject"));
        break;
    case EVENT_PUBLISHED:
        text_put(words, "publishes on ");
        put_bytes(words, wire_event_value(event, "subject"));
        text_put(words, " to ");
        text_uint(words, wire_event_value(event, "receivers")->number);
        break;
    case EVENT_MESSAGE:
        text_put(words, "message on ");
        put_bytes(words, wire_event_value(event, "subject"));
        put_data(event, data);
        break;
    case EVENT_IMPAIRED:
        put_string(words, wire_event_is_loss(event) ? "lost" : how);
        text_put(words, " on purpose");
        break;
    default:
        event_print_human(words, event, false);
        break;
    }
}

bool wire_event_is_loss(const struct event *event)
{
    const char *how = wire_event_string(event, "how");
    return event->kind == EVENT_IMPAIRED && how && strcmp(how, "dropped") == 0;
}

void wire_event_json(
    struct text *text, const struct event *event, const char *side, int64_t elapsed)
{
    struct text object = {0};
    event_print_json(&object, event, elapsed);
    const char *line = text_string(&object);
    size_t name = strcspn(line, ",}"); /* the event's name holds neither */
    text_add(text, line, name);
    if (side) text_format(text, ",\"side\":\"%s\"", side);
    text_put(text, line + name);
    text_finish(&object);
}

bool wire_event_is_nameless(enum event_kind kind)
{
    return kind == EVENT_OPENED || kind == EVENT_SECURED || kind == EVENT_RECEIVED ||
           kind == EVENT_SENT || kind == EVENT_CLOSED || kind == EVENT_SUBSCRIBED ||
           kind == EVENT_PUBLISHED;
}

enum timeline_tone wire_event_tone(enum event_kind kind)
{
    switch (kind) {
    case EVENT_ERROR:
    case EVENT_IMPAIRED:
        return TONE_ERROR;
    case EVENT_SECURED:
        return TONE_OPEN;
    default:
        return TONE_PLAIN;
    }
}
