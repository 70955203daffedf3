/* See der.h.  SPDX-License-Identifier: MIT */
#include "dissect/proto/der.h"

enum { LONG_FORM = 0x80, LONGEST_LENGTH = 4, LONG_TAG = 0x1f };

bool der_read(struct cur *c, struct der *element)
{
    const uint8_t *head = cur_peek(c, 0, 2);
    if (!head || (head[0] & LONG_TAG) == LONG_TAG) return false;
    uint32_t length = head[1], skip = 2;
    if (length & LONG_FORM) {
        uint32_t count = length & ~(uint32_t)LONG_FORM;
        const uint8_t *at = count && count <= LONGEST_LENGTH ? cur_peek(c, 2, count) : NULL;
        if (!at) return false;
        length = 0;
        for (uint32_t i = 0; i < count; i++)
            length = length << 8 | at[i];
        skip += count;
    }
    if (length > cur_captured(c) - skip) return false;
    element->tag = head[0];
    element->at = c->at;
    cur_take(c, skip);
    element->content = cur_sub(c, length);
    element->end = c->at;
    return true;
}

bool der_expect(struct cur *c, uint8_t tag, struct der *element)
{
    const uint8_t *at = cur_peek(c, 0, 1);
    return at && *at == tag && der_read(c, element);
}
