/* The Internet checksum, RFC 1071: the ones' complement sum of 16-bit words.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "dissect/names.h"
#include "dissect/packet.h"

/* The sum so far with `len` more bytes, of which an odd last one counts as the upper half of a word. */
uint32_t checksum_add(uint32_t sum, const uint8_t *at, size_t len);

/* The pseudo-header of the network layer around the present one (RFC 793 3.1, RFC 8200 8.1). */
uint32_t checksum_pseudo(const struct packet *p, uint8_t protocol, uint32_t length);

/* Whether the checksum, `offset` bytes into the `length` bytes at `start`, is right, `sum` being that
 * of the pseudo-header; and what it should be. */
struct checksum_finding {
    enum checksum_status status; /* CHECKSUM_UNVERIFIED if not all was captured */
    uint16_t expected;
};
struct checksum_finding checksum_find(
    const struct cur *c, uint32_t start, uint32_t length, uint32_t offset, uint32_t sum);

/* The rows of a protocol for what was found of its checksum, and the remark on a bad one. */
struct checksum_rows {
    unsigned status, remark;
    enum note_severity severity;
    enum note_group group;
    const char *words; /* "Bad checksum" */
};

/* Tells what was found: keeps "[correct]" and its like as the layer's trouble, for the checksum's row to
 * show, makes the remark, and adds the status, of no length, at `offset`. */
void checksum_tell(struct packet *p, const struct checksum_rows *rows, uint32_t offset,
    const struct checksum_finding *found);

/* What must stand in the checksum field that makes all sum up; 0 if the sum is right already. */
static inline uint16_t checksum_fold(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}
