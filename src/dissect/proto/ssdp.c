/* Simple Service Discovery Protocol, of the UPnP Device Architecture 1.1: devices look for each other
 * with messages of HTTP's form, each in a datagram of its own.
 *
 *      M-SEARCH * HTTP/1.1 \r\n       to 239.255.255.250 or ff02::c: who is there?
 *      HTTP/1.1 200 OK \r\n           the answer of one that is
 *      NOTIFY * HTTP/1.1 \r\n         to all: I am here, or go
 * SPDX-License-Identifier: MIT */
#include "dissect/proto.h"
#include "dissect/proto/http.h"

static bool agrees(const struct packet *packet, struct cur cur)
{
    struct http_line line;
    (void)packet;
    if (!http_line(&cur, cur.at, &line)) return false;
    return http_kind(cur_at(&cur, line.at, line.length), line.length) != HTTP_IS_NEITHER;
}

/* A datagram may be longer than its message: the rest is nobody's. */
static void dissect(struct packet *p, struct cur *c)
{
    struct extent extent = {0};
    http_measure(p, c, true, &extent);
    if (extent.whole && extent.whole < cur_left(c)) c->end = c->at + extent.whole;
    http_dissect(p, c);
}

static const struct link links[] = {{"udp.port", 1900}, {NULL, 0}};

const struct proto proto_ssdp = {.name = "ssdp",
    .title = "Simple Service Discovery Protocol",
    .column = "SSDP",
    .fields = http_fields,
    .nfields = HTTP_FIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = http_info};
