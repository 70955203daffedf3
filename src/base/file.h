/* Whole files, and where a user's own files are kept.  Codes are 0 or negative (-errno, which is
 * what libuv has too).  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/text.h"

/* Appends a whole file; -EFBIG when it has more than `limit` bytes.  Pipes are read to their end.
 */
int file_read(const char *path, size_t limit, struct text *contents);

/* Writes a file so that a reader sees all of it or nothing of it, with exactly these permissions.
 * -EEXIST when it is there and must not be replaced. */
int file_write(const char *path, mode_t mode, bool replace, struct bytes contents);

/* Writes all of it to a descriptor. */
int file_write_all(int descriptor, struct bytes contents);

/* Makes every directory of the path that is missing; 0 if all are there. */
int file_make_directories(const char *path, mode_t mode);

/* $XDG_STATE_HOME/wirelab, or ~/.local/state/wirelab, made (0700) if it is not there.  Without a
 * final slash; -ENOENT when there is neither variable nor home. */
int file_state_directory(struct text *path);

/* The path as a person would type it: with ~ for the home directory. */
void file_add_short(struct text *text, const char *path);
