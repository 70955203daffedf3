/* Passphrases: from a file, or asked on the terminal.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/text.h"

/* The first line of a file, without its end.  0 or a negative code. */
int passphrase_read(const char *path, struct text *passphrase);

/* Asks on the terminal of this program (/dev/tty), wherever its input and output go, and shows
 * nothing of what is typed.  0; -ENXIO without a terminal; -ECANCELED when Ctrl-C or Ctrl-D was
 * typed. */
int passphrase_ask(const char *prompt, struct text *passphrase);

/* Overwrites it before it is freed. */
void passphrase_finish(struct text *passphrase);
