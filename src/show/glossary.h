/* The glossaries of tshark -G: what is known here, a line each, as scripts read it.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"

struct glossary {
    const char *name, *summary;
    void (*add)(struct text *text);
};

/* Ends with a NULL name. */
extern const struct glossary glossaries[];
