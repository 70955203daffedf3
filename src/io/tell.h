/* The events that every connection tells, whatever its protocol.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"
#include "base/event.h"
#include "io/conn.h"

void tell_opened_slowly(struct conn *conn);
void tell_received_slowly(struct conn *conn, struct bytes data);
/* `when` (time_wall()) the write began; only if EVENT_SENT is wanted. */
void tell_sent(struct conn *conn, struct bytes data, int64_t when);
void tell_closed(struct conn *conn);
/* A server that takes its time (pace.h) begins with a request of so many bytes, and is done with it. */
void tell_working(struct conn *conn, size_t size);
void tell_served(struct conn *conn, int64_t took);

static inline void tell_opened(struct conn *conn)
{
    if (events_wanted(conn_events(conn), EVENT_OPENED)) tell_opened_slowly(conn);
}

static inline void tell_received(struct conn *conn, struct bytes data)
{
    if (events_wanted(conn_events(conn), EVENT_RECEIVED)) tell_received_slowly(conn, data);
}

/* A sentence of ours without values of its own. */
void tell_warning(struct events *events, const char *word, const char *sentence);
