/* Which TLS library we run with.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"

/* "Mbed TLS 2.28.3", of the library found at run time. */
void tls_library_name(struct text *text);

/* The versions of TLS that it speaks: "TLS 1.2, TLS 1.3". */
void tls_library_versions(struct text *text);
