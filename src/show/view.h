/* Views: packets in, text out.  One file per view; whoever wants one makes it, asks it what the
 * dissector must produce, and gives it each packet in turn.
 *
 *     view->want(view, dissector);
 *     view->begin(view, text);                 what stands before the first packet
 *     view->packet(view, text, &packet);       again and again
 *     view->end(view, text);                   what stands behind the last
 *     view->destroy(view);
 *
 * A view appends to the text and never prints, so the same view serves a file, a live capture, a
 * timeline and a test.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"
#include "show/column.h"

struct view {
    void (*want)(struct view *view, struct dissector *dissector);
    void (*begin)(struct view *view, struct text *text); /* NULL: nothing */
    void (*packet)(struct view *view, struct text *text, const struct packet *packet);
    void (*end)(struct view *view, struct text *text); /* NULL: nothing */
    void (*destroy)(struct view *view);
};

/* What most views need to know of where their text goes. */
struct view_style {
    enum column_time time;
    bool color;    /* colour by protocol */
    bool terminal; /* a terminal reads it: nothing from outside may reach it unescaped */
};

/* All of these give NULL when memory runs out. */

/* tshark's text: any of the summary line, the tree (-V) and the bytes (-x). */
enum view_part { VIEW_SUMMARY = 1, VIEW_TREE = 2, VIEW_BYTES = 4 };
struct view *text_view_create(const struct view_style *style, unsigned parts);

/* tshark's -T fields: the values of named fields, a row for each packet. */
enum fields_occurrence { FIELDS_ALL, FIELDS_FIRST, FIELDS_LAST };
struct fields_options {
    const char *const *names; /* fields, protocols, _ws.col.*; kept by the caller */
    size_t count;
    enum fields_occurrence occurrence;
    char separator;  /* between cells: a tab unless told otherwise */
    char aggregator; /* between the values of one cell: a comma */
    char quote;      /* around cells; 0: none */
    bool header, byte_order_mark;
};
struct view *fields_view_create(
    const struct view_style *style, const struct fields_options *options);

/* True if -e would take the name. */
bool fields_name_valid(const struct dissector *dissector, const char *name);

/* tshark's -T json: an array of objects, with every field or (names given) those asked for. */
struct view *json_view_create(
    const struct view_style *style, const struct fields_options *options, bool bytes);

/* One line of JSON for each packet (NDJSON), with the columns and the fields asked for. */
struct view *lines_view_create(
    const struct view_style *style, const struct fields_options *options);

/* The sniffers of the class notes: "turtle" prints headers in words, "raw" the bytes of a packet as
 * Python shows them. */
struct view *turtle_view_create(const struct view_style *style);
struct view *raw_view_create(const struct view_style *style);
