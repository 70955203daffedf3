/* Threads, one for each connection of a listener (LISTEN_THREAD): the one place where there are any.
 *
 *      listener's loop                      a thread, its loop of one connection
 *      ---------------                      ------------------------------------
 *      accept() -> crew_hire()  ---------->  tcp_accept(), received(), ended() …
 *      protocol's opened, closed  <--------  waits until they have been called
 *      events are told            <--------  waits until they have been told
 *      crew_leave()  --------------------->  conn_close()
 *
 * A connection lives in its thread as it would anywhere, on a loop of its own; so protocols need not
 * know.  What threads share is touched in the listener's loop alone: a thread that wants something
 * told, or its protocol's opened and closed called, has that loop do it and waits.  So nothing is
 * copied or queued, what is told has an order, and threads that tell more than can be written are
 * slowed down to that.  For src/io alone.  SPDX-License-Identifier: MIT */
#pragma once
#include "io/transport.h"

struct crew;

/* So many threads, or as many as descriptors allow: each takes some for its loop. */
uint32_t crew_most(uint32_t wanted);
/* `gone` is called from the loop when a thread has ended, with the owner. */
int crew_open(
    const struct conn_group *group, void (*gone)(void *owner), void *owner, struct crew **crew);
/* A thread for an accepted descriptor, which is closed if that fails (negative code). */
int crew_hire(struct crew *crew, int descriptor, const union address *peer, uint32_t id);
uint32_t crew_count(const struct crew *crew);
/* Connections are to close, as by group_close_connections(). */
void crew_leave(struct crew *crew);
/* No thread is left.  `closed` is called from the loop with the owner; it is freed then. */
void crew_close(struct crew *crew, void (*closed)(void *owner));
