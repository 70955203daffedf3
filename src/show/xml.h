/* Text in XML.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"
#include "base/text.h"

/* As it may stand in an attribute or between tags; control characters as \x01, since XML has none.  For
 * a terminal the ends of lines as well. */
void xml_add(struct text *text, struct bytes string, bool terminal);
