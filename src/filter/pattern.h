/* Regular expressions: the right side of `matches`.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"
#include "base/text.h"

struct pattern;

/* In Perl's notation, case ignored unless it says (?-i); NULL with the complaint in *message. */
struct pattern *pattern_create(struct bytes expression, struct text *message);
/* Of a list that is linked by pattern_join(). */
void pattern_destroy(struct pattern *list);
struct pattern *pattern_join(struct pattern *pattern, struct pattern *list);

bool pattern_matches(const struct pattern *pattern, struct bytes subject);
