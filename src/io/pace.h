/* Serving that takes time: a server that works on each request for a while before it answers, so
 * that one can see who waits for whom.  For src/io alone; see listen_options.work.
 *
 *      what came    |GET a\n|GET b\n|GE      cut by protocol->request()
 *                    work... work... held by the protocol, which learns of it at once
 *                           |       |
 *                    received()  received()
 *
 * The protocol does not notice: it is given each request when the work on it is done.  Nothing is read
 * from a connection that is being worked for, and nobody else is held up: whether others wait is up to
 * how connections are accepted (listen_options.model).  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"

struct conn;
struct pace;

/* Work is done for the connection from now on; a negative code when there is no memory. */
int pace_begin(struct conn *conn);
/* What came, instead of the protocol. */
void pace_take(struct conn *conn, struct bytes data);
/* The peer has finished sending.  True if that ends a request which is to be worked on first. */
bool pace_end(struct conn *conn);
/* Forgets what was to be done. */
void pace_cancel(struct conn *conn);
/* The connection goes. */
void pace_finish(struct conn *conn);
