/* A UDP socket that receives and sends datagrams in batches: one recvmmsg() and one sendmmsg() for
 * up to SHARED_BATCH of them.
 *
 * What is sent while a batch is being handed out is gathered and goes out together at its end;
 * bytes that lie where they were received are not copied.  What the kernel does not take waits in a
 * bounded queue; beyond that it is lost, and counted.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <uv.h>

#include "base/bytes.h"
#include "io/address.h"
#include "io/shared.h"
#include "io/udp_error.h"

enum { UDP_QUEUE = 1024 * 1024 }; /* bytes that may wait for the kernel */

/* The other end of a datagram, and the address of ours that it was sent to: answers come from
 * there, or a peer that connected its socket would not see them. */
struct udp_path {
    union address peer;
    sa_family_t family; /* of `local`; 0: leave it to the kernel */
    unsigned interface; /* IPv6: the one it came in by, for link-local addresses */
    union {
        struct in_addr v4;
        struct in6_addr v6;
    } local;
};

struct udp_batch;
struct udp_queued;

struct udp_socket {
    uv_poll_t poll;
    int descriptor;
    bool connected; /* to one peer: addresses are not given with each datagram */
    bool pktinfo;   /* bound to every address: the kernel tells which one was meant */
    bool stopped;   /* not receiving */
    bool in_batch;
    unsigned gathered;
    unsigned used; /* messages of the batch that the last call changed */
    struct shared *shared;
    struct udp_batch *batch;
    struct udp_queued *first, **last; /* not taken by the kernel yet */
    size_t queued;                    /* bytes in there, headers counted */
    uint64_t lost;                    /* datagrams dropped because the queue was full */
    uint64_t failed;                  /* datagrams that the kernel refused */
    int failure;                      /* its last reason */
    void (*received)(struct udp_socket *socket, struct bytes data, const struct udp_path *path);
    /* What the network says of a datagram that was sent earlier, or (peer unknown) what made
     * receiving fail. */
    void (*error)(struct udp_socket *socket, const struct udp_error *error);
    /* After a batch or a flush: look at queued, lost and failed. */
    void (*settled)(struct udp_socket *socket);
};

/* Takes the descriptor (closed in any case) and starts receiving; the callbacks are set by then. */
int udp_socket_open(struct udp_socket *socket, uv_loop_t *loop, struct shared *shared,
    int descriptor, const union address *local);
/* Sends, gathers, queues or loses.  The bytes are copied unless they are those just received. */
void udp_socket_send(struct udp_socket *socket, struct bytes data, const struct udp_path *path);
void udp_socket_receiving(struct udp_socket *socket, bool on);
void udp_socket_close(struct udp_socket *socket, uv_close_cb closed);
