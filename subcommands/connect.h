/* The state of `wirelab connect`, and its parts:
 *
 *      connect.c        options, start, stop
 *      connect_talk.c   the conversation: standard input to the peer, the peer to standard output
 *      connect_show.c   what standard output and standard error get to see of it
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/line_end.h"
#include "cli/server.h"
#include "client.h"
#include "io/intake.h"
#include "service/tally.h"

enum connect_transcript { TRANSCRIPT_OFF, TRANSCRIPT_REPR, TRANSCRIPT_HEX };
enum connect_at_end { AT_END_HALF_CLOSE, AT_END_CLOSE, AT_END_STAY };

struct connect {
    bool udp, listen, keep_open;
    struct server_options server; /* port and bind; idle_timeout and quiet of clients too */
    unsigned eol;                 /* enum line_end */
    unsigned transcript;          /* enum connect_transcript */
    unsigned at_end;              /* enum connect_at_end: of standard input */
    int64_t timeout;
    uint64_t datagram; /* UDP: bytes of input in each */
    struct tls_settings tls;

    struct lab *lab;
    struct calling calling;
    struct serving serving;
    struct tls_config *config; /* of a server */
    struct tally tally;
    struct {
        struct events events;
        bool color;
    } notes;     /* sentences on standard error */
    bool data;   /* standard output gets the peer's bytes, not events */
    bool typing; /* standard input is a terminal */
    bool screen; /* standard output is a terminal */

    struct conn *conn; /* NULL: nobody is there */
    struct intake *input;
    bool input_ended;
    bool input_paused, conn_paused;
    struct line_ends ends;
    struct text line; /* UDP: the beginning of one; a line is a datagram */
    struct text unit; /* what is about to be sent */
    /* UDP: what was sent before the first answer; when the first address of a name refuses it, the
     * next one gets it. */
    struct text unanswered;
    uint64_t ignored;   /* UDP: datagrams that nobody has read */
    uv_timer_t silence; /* ends a conversation that does not end by itself */
    bool began;         /* `silence` is to be closed */

    struct text tail;     /* screen: a character that has not come completely */
    int64_t opened_at;    /* transcript: time 0 */
    bool newline_missing; /* screen: the cursor is not at the beginning of a line */
};

/* connect_talk.c */

extern const struct protocol connect_protocol; /* its context: struct connect */
void connect_talk_init(struct connect *connect);
/* Closes what belongs to the conversation on our side. */
void connect_talk_close(struct connect *connect);
/* Frees. */
void connect_talk_finish(struct connect *connect);

/* connect_show.c */

/* Chooses what goes where. */
void connect_show_init(struct connect *connect);
void connect_show_received(struct connect *connect, struct bytes data);
void connect_show_sent(struct connect *connect, struct bytes data);
/* Nothing more will come: shows the rest, and leaves the cursor at the beginning of a line. */
void connect_show_end(struct connect *connect);
