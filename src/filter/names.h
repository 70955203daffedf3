/* The names that filters know: fields, protocols, and those they had long ago.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "dissect/dissector.h"

enum { NAME_PROTOCOLS = 4 }; /* that share one name: both versions of the Linux cooked header */

struct name {
    const char *text; /* as the dissector has it */
    enum field_type type;
    const struct field *const *rows; /* rows of that name; none for a protocol */
    size_t nrows;
    const struct proto *protocols[NAME_PROTOCOLS];
    size_t nprotocols;
};

/* Looks up `len` characters; false if nobody knows them. */
bool names_find(const struct dissector *dissector, const char *at, size_t len, struct name *name);
bool names_known(const struct dissector *dissector, const char *at, size_t len);

/* A known name that could be meant; NULL when none is near. */
const char *names_nearest(const struct dissector *dissector, const char *at, size_t len);
