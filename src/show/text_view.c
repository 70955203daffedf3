/* tshark's text output: summary line, tree and bytes of each packet.  See view.h.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "show/color.h"
#include "show/hex.h"
#include "show/summary.h"
#include "show/tree.h"
#include "show/view.h"

struct text_view {
    struct view view;
    struct column_clock clock;
    struct color_rules rules;
    bool color;
    unsigned parts; /* enum view_part */
};

static void want(struct view *view, struct dissector *dissector)
{
    struct text_view *self = (struct text_view *)view;
    if (self->parts & VIEW_TREE) dissector_want_all(dissector);
    if (self->color) color_want(&self->rules, dissector);
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct text_view *self = (struct text_view *)view;
    if (self->parts & VIEW_SUMMARY) {
        if (self->color) text_put(text, color_begin(&self->rules, packet));
        summary_add(text, packet, &self->clock);
        if (self->color) text_put(text, COLOR_END);
        text_char(text, '\n');
    }
    if (self->parts & VIEW_TREE) {
        tree_add(text, packet, !(self->parts & VIEW_BYTES));
        if (!(self->parts & VIEW_BYTES)) text_char(text, '\n');
    }
    if (self->parts & VIEW_BYTES) {
        if (self->parts != VIEW_BYTES) text_char(text, '\n');
        hex_add_packet(text, packet);
        text_char(text, '\n');
    }
}

static void destroy(struct view *view)
{
    free(view);
}

struct view *text_view_create(const struct view_style *style, unsigned parts)
{
    struct text_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){.want = want, .packet = packet, .destroy = destroy};
    self->clock.format = style->time;
    self->color = style->color;
    self->parts = parts;
    return &self->view;
}
