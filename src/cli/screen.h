/* What the screen behind a descriptor can show.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

/* Its columns: the terminal's, else those of the variable COLUMNS, else 80. */
unsigned screen_width(int descriptor);

/* Whether the locale says UTF-8, so that arrows and lines can be drawn: LC_ALL, LC_CTYPE or LANG,
 * the first that is set (POSIX.1-2017 8.2). */
bool screen_utf8(void);
