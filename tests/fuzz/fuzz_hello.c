/* What is read from the first bytes of a peer, when its handshake failed: a version that it may have
 * named, or none.  SPDX-License-Identifier: MIT */
#include "fuzz.h"
#include "tls/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > HELLO_ROOM) size = HELLO_ROOM;
    bool is_tls = hello_is_tls(data, size);
    unsigned newest = hello_newest(data, size);
    unsigned oldest = hello_oldest(data, size);
    CHECK(size || is_tls);
    CHECK(oldest <= TLS_1_3 && oldest <= newest);
    if (!newest) return 0;
    CHECK(data[0] == 22 && data[5] == 1);
    /* Larger than TLS 1.3 is only what the oldest field says itself. */
    unsigned legacy = bytes_be16(data + 9);
    CHECK(newest >= legacy);
    CHECK(newest == legacy || newest <= TLS_1_3);
    return 0;
}
