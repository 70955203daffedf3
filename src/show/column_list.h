/* The columns that were asked for by -o gui.column.format; without it the seven of Wireshark.
 *
 *     "No.","%m","Port","%Cus:tcp.port:1:R"
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/dissector.h"
#include "show/column_format.h"

struct column_list;

/* NULL when memory runs out, or when the format makes no sense: the reason is then in `message`. */
struct column_list *column_list_create(const char *format, struct text *message);
void column_list_destroy(struct column_list *list);

/* True if the columns are the seven. */
bool column_list_is_usual(const struct column_list *list);

size_t column_list_count(const struct column_list *list);
const char *column_list_title(const struct column_list *list, size_t number);
/* Which column bears the title; the count if none. */
size_t column_list_find(const struct column_list *list, const char *title);

/* Tells the dissector what the columns need. */
void column_list_want(struct column_list *list, struct dissector *dissector);
/* Once for each packet, before its columns are added. */
void column_list_fill(struct column_list *list, const struct packet *packet);
void column_list_add(struct text *text, struct column_list *list, size_t number,
    const struct packet *packet, struct column_clock *clock);
/* All columns as tshark's text lays them out, with `delimiter` between. */
void column_list_add_line(struct text *text, struct column_list *list, const struct packet *packet,
    struct column_clock *clock, char delimiter);
