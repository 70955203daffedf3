/* See gathered.h: the tracker keeps the parts in a slot of the conversation of their own.
 * SPDX-License-Identifier: MIT */
#include "dissect/gathered.h"

static unsigned slot_of(const struct packet *p)
{
    return STREAM_GATHERED + p->side;
}

static const struct stream_begun *present(const struct packet *p)
{
    return p->conversation ? p->conversation->begun[slot_of(p)] : NULL;
}

void gathered_begin(struct packet *p)
{
    if (p->conversation && p->tracker->begin)
        p->tracker->begin(p->tracker, p->conversation, slot_of(p), 0, 0);
}

void gathered_give_up(struct packet *p)
{
    if (present(p)) p->tracker->complete(p->tracker, p->conversation, slot_of(p));
}

const struct stream_begun *gathered_add(struct packet *p, struct bytes part, bool end)
{
    const struct stream_begun *begun = present(p);
    uint32_t frame = (uint32_t)p->frame->number;
    if (!begun || (part.len && !p->tracker->extend(p->tracker, p->conversation, slot_of(p), frame,
                                   begun->filled, part)))
        return NULL;
    if (!end) return NULL;
    p->tracker->complete(p->tracker, p->conversation, slot_of(p));
    return begun->filled ? begun : NULL;
}
