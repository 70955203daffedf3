/* The wire view: what programs tell and what their port's packets say, as one timeline.
 *
 *      lab of a server --events-->  wire  <--packets-- live capture of its port
 *      lab of a client --events-->    |
 *                                     v
 *                         the ladder, or lines of JSON
 *
 * The capture begins with the first event that names a port (listening, connecting), before the
 * first segment can pass.  `--wire` hangs one lab on it, `demo` two.  SPDX-License-Identifier: MIT
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/event.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "show/ladder.h"

struct wire;

enum wire_scope {
    WIRE_ALL,      /* every packet */
    WIRE_DATA,     /* those with data, and resets: for scenes with many connections */
    WIRE_MESSAGES, /* the same, and the arrows tell alone what is sent and received */
    WIRE_NOTHING,  /* no capture: what the programs tell, a line each */
};

/* What was seen, for whoever explains it. */
struct wire_tally {
    unsigned opening; /* segments of handshakes: SYN; SYN, ACK; and the ACK that ends them */
    unsigned data[2]; /* packets that carried bytes, or datagrams; by enum timeline_side */
    unsigned acks;    /* segments that only acknowledged */
    unsigned closing; /* FINs, and what acknowledges them */
    unsigned resets;
    unsigned errors;        /* ICMP */
    unsigned packets;       /* all of them */
    unsigned impaired;      /* answers lost, doubled … on purpose, as the server told */
    uint64_t data_bytes[2]; /* by enum timeline_side */
    uint64_t said;          /* bytes that the programs told they had sent */
    uint64_t frame_bytes;   /* on the wire, with all headers */
    struct text ciphertext; /* the first bytes of the first Application Data of the client */
    struct text plaintext;  /* what the client told it had sent */
};

/* Makes one and tries whether this process may capture, if it has to.  The lab is the one to speak for (its out,
 * --json, colour).  Returns 0 or a negative code with the reason in `message`. */
int wire_open(struct lab *lab, enum wire_scope scope, struct wire **wire, struct text *message);

/* Where the labs of either side are to tell.  A lab alone takes TIMELINE_CLIENT: it becomes the
 * server when it tells that it listens. */
struct events *wire_events(struct wire *wire, enum timeline_side side);

/* The same for one of several clients: what it tells, and its packets, go by this name, which has to
 * last as long as the wire.  NULL when there are too many. */
struct events *wire_client(struct wire *wire, const char *name);

/* Leaves out the totals and results: whoever plays a scene explains it instead. */
void wire_play_scene(struct wire *wire);

/* The port being captured, 0 until one was told. */
uint16_t wire_port(const struct wire *wire);

/* For a lab alone in its process: it has started, and so bound its ports, made its keys and opened its
 * files.  As soon as the capture of the port is open too, root's privileges are given up. */
void wire_started(struct wire *wire);

/* All is said: waits a little for the last segments, then closes every handle. */
void wire_settle(struct wire *wire);

const struct wire_tally *wire_tally(const struct wire *wire);

/* The ladder that is being drawn, for texts of the same width below it. */
const struct ladder *wire_ladder(const struct wire *wire);

/* Shows what is still held. */
void wire_flush(struct wire *wire);

/* The same, and frees.  All handles are closed. */
void wire_close(struct wire *wire);
