/* See checksum.h.  SPDX-License-Identifier: MIT */
#include "dissect/checksum.h"

#include "base/text.h"
#include "dissect/reading.h"

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

struct checksum_finding checksum_find(
    const struct cur *c, uint32_t start, uint32_t length, uint32_t offset, uint32_t sum)
{
    const uint8_t *at = length >= offset + 2 ? cur_at(c, start, length) : NULL;
    if (!at) return (struct checksum_finding){CHECKSUM_UNVERIFIED, 0};
    uint32_t before = checksum_add(sum, at, offset);
    uint16_t expected = checksum_fold(checksum_add(before, at + offset + 2, length - offset - 2));
    uint32_t all = checksum_add(sum, at, length);
    return (struct checksum_finding){checksum_fold(all) ? CHECKSUM_BAD : CHECKSUM_GOOD, expected};
}

void checksum_tell(struct packet *p, const struct checksum_rows *rows, uint32_t offset,
    const struct checksum_finding *found)
{
    static const char *const words[] = {[CHECKSUM_GOOD] = "[correct]",
        [CHECKSUM_UNVERIFIED] = "[unverified]",
        [CHECKSUM_ABSENT] = "[missing]"};
    bool bad = found->status == CHECKSUM_BAD;
    p->layer->trouble = bad ? packet_format(p, "incorrect, should be 0x%04x", found->expected)
                            : bytes_of_string(words[found->status]);
    if (bad)
        packet_note(p, rows->remark, rows->severity, rows->group, "%s [should be 0x%04x]",
            rows->words, found->expected);
    packet_add_uint(p, rows->status, offset, 0, found->status, ITEM_GENERATED);
}
