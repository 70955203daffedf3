/* The TLS records of a conversation, named from outside: what a person without the keys can tell.
 *
 * RFC 5246 6.2.1, the head of every record; RFC 8446 5.1 keeps it.
 *
 *     +------+---------+--------+------------------+
 *     | type | version | length | that many bytes  |
 *     |  1   |    2    |   2    |                  |
 *     +------+---------+--------+------------------+
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/text.h"

/* One direction of one connection; a zeroed one stands at its beginning. */
struct tls_records {
    uint8_t head[5];
    uint8_t have;  /* bytes of `head` that came */
    uint32_t left; /* bytes of the present record that are still to come */
    bool ciphered; /* after Change Cipher Spec: the handshake cannot be read any more */
    bool lost;     /* this is no TLS, or bytes are missing */
    uint64_t application_bytes; /* bytes in Application Data records, heads not counted */
};

/* The next bytes of the stream.  Appends the names of the records that begin in them, with commas:
 * "Server Hello, Certificate"; nothing when none begins. */
void tls_records_name(struct tls_records *records, struct bytes bytes, struct text *text);
