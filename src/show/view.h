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
#include "show/column_list.h"
#include "show/hex.h"

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
    bool hours;    /* times as 1h  2m  3.000000s */
    bool color;    /* colour by protocol */
    bool terminal; /* a terminal reads it: nothing from outside may reach it unescaped */
};

static inline struct column_clock view_clock(const struct view_style *style)
{
    return (struct column_clock){.format = style->time, .hours = style->hours};
}

/* All of these give NULL when memory runs out. */

/* tshark's text: any of the summary line, the tree (-V) and the bytes (-x). */
enum view_part { VIEW_SUMMARY = 1, VIEW_TREE = 2, VIEW_BYTES = 4 };
struct text_options {
    unsigned parts;              /* enum view_part */
    struct column_list *columns; /* of the summary; kept by the caller */
    bool tabs;                   /* -T tabs: between the columns */
    const char *only;            /* -O: names of layers; NULL: all */
    const char *separator;       /* -S: the line behind each tree or dump; NULL: an empty one */
    struct hex_style bytes;
};
struct view *text_view_create(const struct view_style *style, const struct text_options *options);

/* tshark's -T psml: the columns in XML. */
struct view *psml_view_create(const struct view_style *style, struct column_list *columns);

/* tshark's -T fields: the values of named fields, a row for each packet. */
enum fields_occurrence { FIELDS_ALL, FIELDS_FIRST, FIELDS_LAST };
struct fields_options {
    const char *const *names; /* fields, protocols, _ws.col.*; kept by the caller */
    size_t count;
    struct column_list *columns; /* what _ws.col. is of */
    enum fields_occurrence occurrence;
    char separator;  /* between cells: a tab unless told otherwise */
    char aggregator; /* between the values of one cell: a comma */
    char quote;      /* around cells; 0: none */
    bool header, byte_order_mark;
};
struct view *fields_view_create(
    const struct view_style *style, const struct fields_options *options);

/* True if -e would take the name. */
bool fields_name_valid(
    const struct dissector *dissector, const struct column_list *columns, const char *name);

/* -j, -J: of which layers and fields that is shown which hangs on them. */
struct prune {
    const char *names;   /* between blanks; NULL: of all */
    bool with_all_below; /* -J: and all that is below that */
};

/* What the views show that go through the whole tree of a packet. */
struct tree_options {
    bool values; /* what fields mean */
    bool bytes;  /* NAME_raw: their bytes and where they are */
    bool join;   /* fields of one name in an array */
    struct prune prune;
};

/* tshark's -T json, -T ek (for Elasticsearch: a line of JSON that tells where the next belongs, and
 * one with the packet) and -T pdml (XML): every field, or those asked for by name. */
struct view *json_view_create(const struct view_style *style, const struct fields_options *options,
    const struct tree_options *tree);
struct view *ek_view_create(const struct view_style *style, const struct fields_options *options,
    const struct tree_options *tree);
struct view *pdml_view_create(const struct view_style *style, const struct fields_options *options,
    const struct tree_options *tree, const char *file);

/* One line of JSON for each packet (NDJSON), with the columns and the fields asked for. */
struct view *lines_view_create(
    const struct view_style *style, const struct fields_options *options);

/* The sniffers of the class notes: "turtle" prints headers in words, "raw" the bytes of a packet as
 * Python shows them. */
struct view *turtle_view_create(const struct view_style *style);
struct view *raw_view_create(const struct view_style *style);
