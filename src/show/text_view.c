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
    struct text_options options;
    struct tree_style tree;
    struct labels labels;
};

static void want(struct view *view, struct dissector *dissector)
{
    struct text_view *self = (struct text_view *)view;
    if (self->options.parts & VIEW_SUMMARY) column_list_want(self->options.columns, dissector);
    if (self->options.parts & VIEW_TREE) dissector_want_shown(dissector);
    if (self->color) color_want(&self->rules, dissector);
}

static void add_summary(struct text_view *self, struct text *text, const struct packet *packet)
{
    struct column_list *columns = self->options.columns;
    if (self->color) text_put(text, color_of(&self->rules, packet)->begin);
    if (column_list_is_usual(columns) && !self->options.tabs)
        summary_add(text, packet, &self->clock);
    else
        column_list_add_line(text, columns, packet, &self->clock, self->options.tabs ? '\t' : ' ');
    if (self->color) text_put(text, COLOR_END);
    text_char(text, '\n');
}

/* What ends a tree or a dump. */
static void add_separator(const struct text_view *self, struct text *text)
{
    if (self->options.separator) text_put(text, self->options.separator);
    text_char(text, '\n');
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct text_view *self = (struct text_view *)view;
    unsigned parts = self->options.parts;
    if (parts & VIEW_SUMMARY) add_summary(self, text, packet);
    if (parts & VIEW_TREE) {
        tree_add(text, packet, &self->tree);
        if (!(parts & VIEW_BYTES)) add_separator(self, text);
    }
    if (parts & VIEW_BYTES) {
        if (parts != VIEW_BYTES) text_char(text, '\n');
        hex_add_packet(text, packet, &self->options.bytes);
        add_separator(self, text);
    }
}

static void destroy(struct view *view)
{
    struct text_view *self = (struct text_view *)view;
    labels_finish(&self->labels);
    free(self);
}

struct view *text_view_create(const struct view_style *style, const struct text_options *options)
{
    struct text_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){.want = want, .packet = packet, .destroy = destroy};
    self->clock = view_clock(style);
    self->color = style->color;
    self->options = *options;
    self->tree = (struct tree_style){.only = options->only,
        .dump = !(options->parts & VIEW_BYTES),
        .characters = options->bytes.characters,
        .labels = &self->labels};
    if (options->parts & VIEW_TREE && !labels_init(&self->labels)) {
        destroy(&self->view);
        return NULL;
    }
    return &self->view;
}
