/* Writing JSON (RFC 8259) into a text.  Commas are the caller's where a value follows another in
 * an array; json_key() places its own.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"
#include "base/text.h"

/* A string with its quotes.  Control characters are escaped, and bytes that are not well-formed
 * UTF-8 become U+FFFD, so that every reader accepts the line. */
void json_string(struct text *text, struct bytes string);

/* `"key":`, with a comma in front unless the object was only just opened by '{'. */
void json_key(struct text *text, const char *key);
