/* What is written of a field in every packet ("ip.src": in JSON), prepared once for all of them.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "dissect/dissector.h"

struct prepared_text {
    const struct field *field; /* NULL: a free place */
    uint32_t at, len;          /* in the text of all */
};

struct prepared {
    struct text text;
    struct prepared_text *places; /* a hash table of `mask` + 1, at most half full */
    size_t mask;
};

/* Lets `compose` write the text of each field that there is; false when memory runs out. */
bool prepared_init(
    struct prepared *prepared, void (*compose)(struct text *text, const struct field *field));
void prepared_finish(struct prepared *prepared);

/* Appends the text of a field. */
void prepared_add(const struct prepared *prepared, struct text *text, const struct field *field);
