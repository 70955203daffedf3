/* Making bytes from outside safe to show.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"
#include "base/text.h"

/* Python's notation of a bytes object, as the labs print it: b'hello\r\n', b"it's".
 * At most `limit` bytes are shown, then "..." follows the quote; 0 shows all. */
void escape_repr(struct text *text, struct bytes bytes, size_t limit);

/* For a terminal: printable ASCII and well-formed printable UTF-8 as they are; control
 * characters, broken UTF-8, invisible characters and bidirectional overrides as \n, \t, \xNN or \u202e. */
void escape_terminal(struct text *text, struct bytes bytes);

/* The same for what was appended to a text since it was `start` long: costs next to nothing where
 * there is nothing to escape. */
void escape_since(struct text *text, size_t start);

/* The length (1 to 4) of the well-formed UTF-8 sequence at `at` (RFC 3629: no overlong forms,
 * surrogates or values over U+10FFFF) and its code point; 0 when there is none. */
size_t escape_utf8(const uint8_t *at, size_t len, uint32_t *code);
/* The other way: its bytes, one to four; how many they are.  `code` is 0x10ffff at most. */
size_t escape_utf8_bytes(uint8_t bytes[4], uint32_t code);

/* C1 controls, zero-width, invisible and direction-changing characters: they could make a line lie. */
bool escape_is_deceptive(uint32_t code);

/* True if all of it is well-formed UTF-8 (nothing is). */
bool escape_is_utf8(struct bytes bytes);

/* As Wireshark's tree shows a string: \r, \n, \a …, other control characters in octal (\033), what is
 * not UTF-8 as U+FFFD; direction changes and their like as \u202e. */
void escape_tree(struct text *text, struct bytes bytes);

/* As tshark -T fields puts a string into a cell: \b, \t, \n, \f, \r, and all else as it is. */
void escape_cell(struct text *text, struct bytes bytes);
