/* What the first bytes of a peer say, when its handshake fails.  SPDX-License-Identifier: MIT */
#include "tls/internal.h"

/* RFC 8446 5.1: one of the types of records (20 change_cipher_spec, 21 alert, 22 handshake, 23
 * application_data, 24 heartbeat), none of which begins a text, then major version 3.  With the high bit set it is
 * the ClientHello of SSL 2.0 (RFC 5246 E.2), which is not spoken here but is no plain text. */
bool hello_is_tls(const uint8_t *at, size_t len)
{
    if (len == 0) return true;
    if (at[0] & 0x80) return true;
    if (at[0] < 20 || at[0] > 24) return false;
    return len < 2 || at[1] == 3;
}

struct versions {
    unsigned oldest, newest;
};

/* struct { HandshakeType 1; uint24 length; ProtocolVersion legacy_version; opaque random[32];
 *          opaque session_id<0..32>; CipherSuite cipher_suites<2..2^16-2>;
 *          opaque compression_methods<1..2^8-1>; Extension extensions<8..2^16-1>; }  RFC 8446 4.1.2
 */
static struct versions versions_of(const uint8_t *at, size_t len)
{
    enum { RECORD = 5, HEADER = 4, RANDOM = 32, SUPPORTED_VERSIONS = 43 };
    size_t offset = RECORD + HEADER;
    if (len < offset + 2 + RANDOM + 1 || at[0] != 22 || at[RECORD] != 1)
        return (struct versions){0};
    struct versions found = {.newest = bytes_be16(at + offset)};
    offset += 2 + RANDOM;
    offset += 1 + at[offset];
    if (offset + 2 > len) return found;
    offset += 2u + bytes_be16(at + offset);
    if (offset + 1 > len) return found;
    offset += 1u + at[offset];
    offset += 2; /* length of all extensions */
    while (offset + 4 <= len) {
        unsigned type = bytes_be16(at + offset), size = bytes_be16(at + offset + 2);
        offset += 4;
        if (type == SUPPORTED_VERSIONS && offset + 1 <= len) {
            size_t end = offset + 1 + at[offset];
            for (offset++; offset + 2 <= end && offset + 2 <= len; offset += 2) {
                unsigned version = bytes_be16(at + offset);
                /* 0x?a?a are there to keep servers tolerant (GREASE, RFC 8701). */
                if (version > TLS_1_3) continue;
                if (version > found.newest) found.newest = version;
                if (!found.oldest || version < found.oldest) found.oldest = version;
            }
            return found;
        }
        offset += size;
    }
    return found;
}

unsigned hello_newest(const uint8_t *at, size_t len)
{
    return versions_of(at, len).newest;
}

unsigned hello_oldest(const uint8_t *at, size_t len)
{
    return versions_of(at, len).oldest;
}
