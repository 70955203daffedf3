/* Lists of names as people type them: "ip,tcp", "ip ip.flags".  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"

/* Takes the next name, which lies in the list; false at the end. */
bool name_list_next(const char **list, struct bytes *name);

/* True if the name is in the list. */
bool name_list_has(const char *list, struct bytes name);
