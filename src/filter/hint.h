/* What could be meant by a filter that is none.  SPDX-License-Identifier: MIT */
#pragma once
#include "filter/tree.h"

/* The word that is to blame, as it stands in the filter. */
struct culprit {
    const struct reading *reading;
    const char *text; /* the whole filter */
    const char *at;
    size_t len;
    const char *message;
    struct text *hint;
};

bool culprit_is(const struct culprit *culprit, const char *word);
bool culprit_says(const struct culprit *culprit, const char *words);

/* Names that are none: a known one nearby, or the one that Wireshark has for it (hint_names.c). */
bool hint_name(const struct culprit *culprit);
/* Names of values that are none. */
bool hint_value(const struct culprit *culprit);

/* Appends what a capture filter says as a display filter; false, and nothing appended, if it is not
 * understood (hint_capture.c). */
bool hint_from_capture(const char *text, struct text *out);
