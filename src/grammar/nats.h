/* The grammar of the NATS client protocol: lines of words, some with bytes behind them.
 *
 *      S: INFO {"server_id":…}\r\n                      C: CONNECT {"verbose":false,…}\r\n
 *      C: SUB <subject> [queue] <sid>\r\n               C: UNSUB <sid> [max]\r\n
 *      C: PUB <subject> [reply] <size>\r\n<bytes>\r\n
 *      C: HPUB <subject> [reply] <headers> <size>\r\n<headers><bytes>\r\n
 *      S: MSG <subject> <sid> [reply] <size>\r\n<bytes>\r\n
 *      S: HMSG <subject> <sid> [reply] <headers> <size>\r\n<headers><bytes>\r\n
 *      both: PING\r\n  PONG\r\n                         S: +OK\r\n  -ERR '<words>'\r\n
 *
 * docs.nats.io, "NATS Client Protocol".  Verbs may be in lower case, blanks may be tabs or several,
 * and what a person types ends with LF alone, also behind a message.  Server, client and dissector
 * read by this.  Nothing is copied: what is found are runs of the bytes that were given.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"

enum nats_op {
    NATS_UNKNOWN,
    NATS_INFO,
    NATS_CONNECT,
    NATS_SUB,
    NATS_UNSUB,
    NATS_PUB,
    NATS_HPUB,
    NATS_MSG,
    NATS_HMSG,
    NATS_PING,
    NATS_PONG,
    NATS_OK,
    NATS_ERR,
    NATS_OPS
};

enum nats_status {
    NATS_WHOLE, /* a message is there, with all that belongs to it */
    NATS_PART,  /* its rest is to come */
    NATS_WRONG, /* it is none: `fault` says why */
};

struct nats_message {
    enum nats_op op;
    struct bytes verb;                       /* as it was written */
    struct bytes subject, reply, queue, sid; /* empty: not given */
    struct bytes max;                        /* UNSUB: the digits */
    struct bytes header_size, total_size;    /* the digits */
    struct bytes text;                       /* INFO, CONNECT: the object; -ERR: the words */
    struct bytes headers, payload;           /* of a whole one */
    uint32_t line; /* bytes of the first line, with its end; 0: it has none yet */
    uint32_t headers_length, total, most; /* the numbers */
    uint32_t whole;                       /* bytes of all of it; of a part: as many at least */
    const char *fault;
};

/* The message that `data` begins with. */
enum nats_status nats_read(struct bytes data, struct nats_message *message);

/* Whether a message of this kind has bytes behind its line. */
bool nats_has_payload(enum nats_op op);
/* Which verb a word is. */
enum nats_op nats_op_of(struct bytes word);
/* "PUB", "MSG"; "?" for NATS_UNKNOWN. */
const char *nats_op_name(enum nats_op op);

enum { NATS_TOKENS = 64 }; /* of a subject: a.b.c has three */

/* The next token of a subject, taken off its front; false when there is none left.  The dot behind
 * it is taken too, so a subject that ends with one has an empty last token. */
struct nats_tokens {
    const uint8_t *at, *end; /* at NULL: no more */
};
struct nats_tokens nats_tokens(struct bytes subject);
bool nats_next_token(struct nats_tokens *tokens, struct bytes *token);

/* Tokens that are not empty, and not too many; with `wildcards` a `*` may stand for one, and a `>` at
 * the end for all others. */
bool nats_is_subject(struct bytes subject, bool wildcards);
