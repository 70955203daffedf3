/* What happens, as a value: "a client connected", "13 bytes came".
 *
 * Code below cli/ never prints.  It tells an event to the `struct events` it was given; whoever
 * made that decides what becomes of it: a human line, a line of JSON, an arrow in a timeline.
 *
 * One value serves all of them: the keys are those of the JSON object, and `human` is the sentence,
 * in which {key} stands for that key's value:
 *
 *     if (events_wanted(events, EVENT_RECEIVED))
 *         event_tell(events, &(struct event){.kind = EVENT_RECEIVED, .conn = id,
 *             .human = "received {data} from {peer}",
 *             .values = {event_data("data", bytes), event_text("peer", peer)}});
 *
 * Nothing is copied: the strings and bytes need to live only during the call.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum event_kind {      /* the name in JSON is the word after EVENT_, in lower case: event_names */
    EVENT_LISTENING,   /* a server is ready: transport, address, port */
    EVENT_CONNECTING,  /* a client tries an address */
    EVENT_OPENED,      /* a connection is there: transport, peer */
    EVENT_SECURED,     /* its TLS handshake is done: version, cipher … */
    EVENT_RECEIVED,    /* size, data */
    EVENT_SENT,        /* size, data; in JSON "as_received":true instead of what an echo repeats */
    EVENT_IMPAIRED,    /* a datagram was dropped, delayed, doubled, overtaken on purpose */
    EVENT_WORKING,     /* a server that takes its time begins to work on a request: size */
    EVENT_SERVED,      /* and has answered it: took */
    EVENT_CLOSED,      /* how, and the totals of the connection */
    EVENT_WARNING,     /* something a person should know; nothing has failed */
    EVENT_ERROR,       /* something failed; whether all ends is the command's business */
    EVENT_RESULT,      /* what a client or a check found: statistics, verdicts */
    EVENT_TOTALS,      /* at the end: what was served */
    EVENT_TIMELINE,    /* at the end: when a client came, waited, was served */
    EVENT_CERTIFICATE, /* which certificate a server shows, or was made: file, subject … */
    EVENT_JOINED,      /* chat, pubsub: a user is known by a name now */
    EVENT_LEFT,        /* chat: a user has gone */
    EVENT_REQUEST,     /* http: a request was answered: method, target, status, bytes … */
    EVENT_SUBSCRIBED,  /* pubsub: a client wants messages of a subject */
    EVENT_PUBLISHED,   /* pubsub: a message, and how many got it */
    EVENT_MESSAGE,     /* pubsub: a message has come to a subscriber */
    EVENT_SAVED,       /* sniff: a file that packets carry was saved: file, bytes, frame … */
    EVENT_KINDS
};

enum event_type {
    EVENT_VALUE_NONE,
    EVENT_VALUE_UINT,
    EVENT_VALUE_INT,
    EVENT_VALUE_BOOL,
    EVENT_VALUE_SECONDS,
    EVENT_VALUE_TEXT,
    EVENT_VALUE_DATA,
    EVENT_VALUE_ECHO
};

struct event_value {
    const char *key;
    enum event_type type;
    union {
        uint64_t number;
        int64_t integer;    /* also nanoseconds, shown in seconds */
        const char *string; /* NULL: the key is left out */
        struct bytes data;  /* bytes from outside: shown as b'…', in JSON as text, or hex */
    };
};

enum { EVENT_VALUES = 16 };

struct event {
    enum event_kind kind;
    int64_t time;      /* time_wall(); 0: now */
    uint32_t conn;     /* which connection of this command, from 1; 0 for none */
    const char *human; /* the sentence, with {key}; NULL: nothing for people to read */
    struct event_value values[EVENT_VALUES]; /* up to the first without a key */
};

/* Where events go. */
struct events {
    uint32_t wanted; /* bit N: kind N is of interest */
    void (*tell)(struct events *events, const struct event *event);
};

/* Ask this before composing an event on a hot path.  `events` may be NULL: nobody listens. */
static inline bool events_wanted(const struct events *events, enum event_kind kind)
{
    return events && (events->wanted >> kind & 1);
}

static inline void event_tell(struct events *events, const struct event *event)
{
    if (events_wanted(events, event->kind)) events->tell(events, event);
}

static inline struct event_value event_uint(const char *key, uint64_t number)
{
    return (struct event_value){key, EVENT_VALUE_UINT, {.number = number}};
}

static inline struct event_value event_int(const char *key, int64_t integer)
{
    return (struct event_value){key, EVENT_VALUE_INT, {.integer = integer}};
}

static inline struct event_value event_bool(const char *key, bool yes)
{
    return (struct event_value){key, EVENT_VALUE_BOOL, {.number = yes}};
}

/* Nanoseconds; shown as seconds. */
static inline struct event_value event_seconds(const char *key, int64_t nanoseconds)
{
    return (struct event_value){key, EVENT_VALUE_SECONDS, {.integer = nanoseconds}};
}

/* Bytes that the connection's `received` has just told: people are shown them again, in JSON
 * "as_received":true says that they are the same. */
static inline struct event_value event_echo(const char *key, struct bytes data)
{
    return (struct event_value){key, EVENT_VALUE_ECHO, {.data = data}};
}

/* Our own words or a text that is shown as it is after escaping for the terminal. */
static inline struct event_value event_text(const char *key, const char *string)
{
    return (struct event_value){key, EVENT_VALUE_TEXT, {.string = string}};
}

static inline struct event_value event_data(const char *key, struct bytes data)
{
    return (struct event_value){key, EVENT_VALUE_DATA, {.data = data}};
}
