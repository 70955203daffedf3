/* See checksum.h.  SPDX-License-Identifier: MIT */
#include "dissect/checksum.h"

uint32_t checksum_add(uint32_t sum, const uint8_t *at, size_t len)
{
    uint64_t wide = sum;
    for (; len >= 2; at += 2, len -= 2)
        wide += bytes_be16(at);
    if (len) wide += (uint32_t)at[0] << 8;
    while (wide >> 32)
        wide = (wide & 0xffffffff) + (wide >> 32);
    while (wide >> 16 > 0xff)
        wide = (wide & 0xffff) + (wide >> 16);
    return (uint32_t)wide;
}

uint32_t checksum_pseudo(const struct packet *p, uint8_t protocol, uint32_t length)
{
    size_t size = p->network_source.kind == ADDRESS_IPV4   ? 4
                  : p->network_source.kind == ADDRESS_IPV6 ? 16
                                                           : 0;
    uint32_t sum = (length >> 16) + (length & 0xffff) + protocol;
    if (size) sum = checksum_add(sum, p->network_source.at, size);
    if (size && p->network_destination.kind == p->network_source.kind)
        sum = checksum_add(sum, p->network_destination.at, size);
    return sum;
}
