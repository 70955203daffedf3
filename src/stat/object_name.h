/* The name of a file that is made of what a packet carries: tshark's, as far as that is harmless.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "base/bytes.h"

/* Bytes of a name, its end excluded: what Linux allows. */
enum { OBJECT_NAME_MAX = 255 };

/* The part of a path behind its last slash that has something behind it: "/a/b/" is "b", "/" itself. */
struct bytes object_base_name(struct bytes path);

/* A file name of what a peer has told, which is one in this directory and nowhere else, and hides
 * nothing from who lists it: characters with a meaning to some system become %2f, as do control
 * characters, what is not UTF-8, and a dot in front.  Names too long are cut in front of their
 * extension.  `number`: so many of this name are there already; "a.txt" becomes "a(1).txt".
 * Returns its length; `out` takes OBJECT_NAME_MAX + 1 bytes. */
size_t object_name(struct bytes told, uint32_t number, char *out);
