/* Key logs: the secrets of TLS sessions, as programs write them for those who debug them
 * (SSLKEYLOGFILE, draft-ietf-tls-keylogfile) and as pcapng files carry them.
 *
 *     CLIENT_RANDOM 2a1b… 8c9d…             a session before TLS 1.3: its master secret
 *     SERVER_TRAFFIC_SECRET_0 2a1b… 8c9d…   TLS 1.3: one of several
 *
 * The number in the middle is the random of the client's hello: by it a session is found.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/opener.h"

/* How many are kept; further ones are counted and left out. */
enum { SECRETS_MAX = 131072 };

struct secret_store;

/* NULL when memory ran out. */
struct secret_store *secrets_create(void);
/* NULL is allowed. */
void secrets_destroy(struct secret_store *store);

/* Takes the lines of a key log.  What is no line of one is passed over.  The text may end in the
 * middle of a line, which the next call goes on with. */
void secrets_add(struct secret_store *store, struct bytes text);
/* The text ends here, be it without the end of its last line. */
void secrets_end(struct secret_store *store);

size_t secrets_count(const struct secret_store *store);
size_t secrets_left_out(const struct secret_store *store);

/* To be handed to track_open_with(). */
struct secrets *secrets_of(struct secret_store *store);
