/* tshark's -T psml: the Packet Summary Markup Language, the columns as an XML document.  See view.h.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "show/color.h"
#include "show/view.h"
#include "show/xml.h"

struct psml_view {
    struct view view;
    struct column_clock clock;
    struct column_list *columns; /* its creator's */
    struct color_rules rules;
    bool color, terminal;
    struct text value;
};

static void want(struct view *view, struct dissector *dissector)
{
    struct psml_view *self = (struct psml_view *)view;
    column_list_want(self->columns, dissector);
    if (self->color) color_want(&self->rules, dissector);
}

static void add_section(const struct psml_view *self, struct text *text, struct bytes value)
{
    text_put(text, "<section>");
    xml_add(text, value, self->terminal);
    text_put(text, "</section>\n");
}

static void begin(struct view *view, struct text *text)
{
    const struct psml_view *self = (const struct psml_view *)view;
    text_put(text, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                   "<psml version=\"0\" creator=\"wirelab/" WIRELAB_VERSION "\">\n<structure>\n");
    for (size_t i = 0; i < column_list_count(self->columns); i++)
        add_section(self, text, bytes_of_string(column_list_title(self->columns, i)));
    text_put(text, "</structure>\n\n");
}

static void packet(struct view *view, struct text *text, const struct packet *packet)
{
    struct psml_view *self = (struct psml_view *)view;
    column_list_fill(self->columns, packet);
    const struct color *color = self->color ? color_of(&self->rules, packet) : NULL;
    if (color)
        text_format(
            text, "<packet foreground='%s' background='%s'>\n", color->text, color->background);
    else
        text_put(text, "<packet>\n");
    for (size_t i = 0; i < column_list_count(self->columns); i++) {
        text_clear(&self->value);
        column_list_add(&self->value, self->columns, i, packet, &self->clock);
        add_section(self, text, bytes_of(self->value.at, self->value.len));
    }
    text_put(text, "</packet>\n\n");
}

static void end(struct view *view, struct text *text)
{
    (void)view;
    text_put(text, "</psml>\n");
}

static void destroy(struct view *view)
{
    struct psml_view *self = (struct psml_view *)view;
    text_finish(&self->value);
    free(self);
}

struct view *psml_view_create(const struct view_style *style, struct column_list *columns)
{
    struct psml_view *self = calloc(1, sizeof *self);
    if (!self) return NULL;
    self->view = (struct view){want, begin, packet, end, destroy};
    self->clock = view_clock(style);
    self->columns = columns;
    self->color = style->color;
    self->terminal = style->terminal;
    return &self->view;
}
