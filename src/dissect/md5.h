/* MD5 (RFC 1321): for fingerprints that are defined by it, never for security.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"

/* The digest as 32 hex digits. */
void md5_text(struct bytes data, char text[33]);
