/* An event in the few words that fit beside a ladder.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/event.h"
#include "base/text.h"
#include "show/timeline.h"

/* The value of a key, or NULL. */
const struct event_value *wire_event_value(const struct event *event, const char *key);
const char *wire_event_string(const struct event *event, const char *key);

/* Fills the words, and the bytes as b'…', if the event has some. */
void wire_event_words(
    const struct event *event, enum timeline_side side, struct text *words, struct text *data);

/* The event's object with the side that told it, if it is known: {"event":"sent","side":"client",…}. */
void wire_event_json(
    struct text *text, const struct event *event, const char *side, int64_t elapsed);

/* A datagram that the server has dropped on purpose: drawn as an arrow that does not arrive. */
bool wire_event_is_loss(const struct event *event);

/* Its words do not say which of a server's clients it is about. */
bool wire_event_is_nameless(enum event_kind kind);

enum timeline_tone wire_event_tone(enum event_kind kind);
