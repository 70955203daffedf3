/* What the files of the DTLS dissector share: dtls.c reads records, dtls_messages.c the pieces of messages
 * in them.  What both have of TLS is in tls.h.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/proto/tls.h"
#include "dissect/tracker.h"

/* A message of one side that came in pieces. */
enum { DTLS_KEPT = 8192, DTLS_PIECES = 32 };
struct dtls_gathered {
    bool begun;
    uint8_t type;
    uint16_t sequence;
    uint32_t length, filled; /* in bytes */
    uint32_t count;          /* of its pieces, which stand in their order in the message */
    struct stream_piece pieces[DTLS_PIECES];
    uint8_t there[DTLS_KEPT / 8]; /* which bytes have come: a bit each */
    uint8_t bytes[DTLS_KEPT];
};

/* The messages of a side: those of two at a time may alternate. */
struct dtls_messages {
    uint64_t whole; /* by their numbers: the pieces of these were put together */
    struct dtls_gathered gathered[2];
};

/* While a datagram is dissected. */
struct dtls {
    struct tls tls;
    struct dtls_messages *messages; /* of this side; NULL: nothing is remembered */
};

/* The messages of a record, opened if they were sealed.  Returns the name of the first, NULL if they
 * stay shut. */
const char *dtls_read_handshake(struct packet *p, struct dtls *dtls, struct cur *body);
