/* Which TLS library we run with.  See library.h.  SPDX-License-Identifier: MIT */
#include "tls/library.h"

#include <mbedtls/ssl.h>
#include <mbedtls/version.h>

void tls_library_name(struct text *text)
{
    char name[18]; /* mbedtls/version.h asks for so many */
    mbedtls_version_get_string_full(name);
    /* 2.28 says "mbed TLS 2.28.3", 3.6 says "Mbed TLS 3.6.0". */
    text_format(text, "Mbed TLS %s", name + strcspn(name, "0123456789"));
}

void tls_library_versions(struct text *text)
{
    size_t start = text->len;
#ifdef MBEDTLS_SSL_PROTO_TLS1
    text_put(text, "TLS 1.0, ");
#endif
#ifdef MBEDTLS_SSL_PROTO_TLS1_1
    text_put(text, "TLS 1.1, ");
#endif
#ifdef MBEDTLS_SSL_PROTO_TLS1_2
    text_put(text, "TLS 1.2, ");
#endif
#if defined MBEDTLS_SSL_PROTO_TLS1_3 && MBEDTLS_VERSION_MAJOR >= 3
    text_put(text, "TLS 1.3, ");
#endif
    if (text->len > start + 2) text->len -= 2;
}
