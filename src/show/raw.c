/* The first sniffer of the class notes: print(packet), the bytes as Python shows them, one packet a
 * line.  SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/escape.h"
#include "show/view.h"

static void want(struct view *view, struct dissector *dissector)
{
    (void)view;
    (void)dissector;
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    (void)view;
    escape_repr(text, bytes_of(packet->frame->data, packet->frame->captured), 0);
    text_char(text, '\n');
}

static void destroy(struct view *view)
{
    free(view);
}

struct view *raw_view_create(const struct view_style *style)
{
    (void)style;
    struct view *self = calloc(1, sizeof *self);
    if (self) *self = (struct view){.want = want, .packet = packet, .destroy = destroy};
    return self;
}
