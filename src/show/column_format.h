/* Wireshark's column formats: what "%m" and "%Cus:tcp.port:0:R" in -o gui.column.format stand for.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "show/column.h"

/* How a column is made. */
enum column_kind {
    COLUMN_IS_PLAIN,    /* one of the seven */
    COLUMN_IS_TIME,     /* always that time */
    COLUMN_IS_FIELD,    /* the values of fields: "tcp.srcport || udp.srcport" */
    COLUMN_IS_SEVERITY, /* of the most serious remark on the packet */
    COLUMN_IS_SUM,      /* of the lengths of all packets so far */
    COLUMN_IS_EMPTY,    /* of what is never seen here: wireless, ISDN … */
};

/* How the text layout aligns it. */
enum column_place { PLACE_FREE, PLACE_NUMBER, PLACE_TIME, PLACE_SOURCE, PLACE_DESTINATION };

struct column_format {
    const char *code, *title; /* "%m", "Number" */
    enum column_kind kind;
    enum column_place place;
    unsigned which;                 /* enum column, enum column_time */
    const char *fields;             /* of COLUMN_IS_FIELD */
    const struct value_name *names; /* of their values, where the field has others; or NULL */
};

/* By its code; NULL if there is none. */
const struct column_format *column_format_find(const char *code);

/* All of them, as tshark -G column-formats lists them. */
void column_format_list(struct text *text);
