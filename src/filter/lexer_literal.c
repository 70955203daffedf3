/* Literals that no name can be: addresses and bytes with colons, addresses with a prefix length.
 * SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "filter/lexer.h"

static size_t hex_run(const char *at, size_t len)
{
    size_t used = 0;
    while (used < len && isxdigit((unsigned char)at[used]))
        used++;
    return used;
}

/* aa:bb:cc, two or more pairs with one kind of separator. */
static size_t pairs(const char *at, size_t len, char separator)
{
    size_t used = 0, count = 0;
    while (len - used >= 2 && hex_run(at + used, 2) == 2) {
        used += 2;
        count++;
        if (used == len || at[used] != separator) break;
        if (len - used < 3 || hex_run(at + used + 1, 2) != 2) break;
        used++;
    }
    return count > 1 ? used : 0;
}

/* What may follow an address: /24. */
static size_t prefix(const char *at, size_t len, size_t most)
{
    size_t used = 1;
    if (!len || *at != '/') return 0;
    while (used < len && used <= most && isdigit((unsigned char)at[used]))
        used++;
    return used > 1 ? used : 0;
}

/* The longest run that is an address. */
static size_t address(const char *at, size_t len, int family, const char *alphabet)
{
    char copy[INET6_ADDRSTRLEN];
    unsigned char binary[16];
    size_t run = 0;
    while (run < len && run < sizeof copy - 1 && strchr(alphabet, at[run]))
        run++;
    for (; run > 1; run--) {
        memcpy(copy, at, run);
        copy[run] = '\0';
        if (inet_pton(family, copy, binary) == 1) return run;
    }
    return 0;
}

static size_t longer(size_t a, size_t b)
{
    return a > b ? a : b;
}

size_t lexer_literal(const char *at, size_t len)
{
    size_t best = 0, found;
    if (!isxdigit((unsigned char)*at) && *at != ':') return 0;
    if ((found = address(at, len, AF_INET, "0123456789.")))
        best = found + prefix(at + found, len - found, 2);
    if ((found = address(at, len, AF_INET6, "0123456789abcdefABCDEF:.")))
        best = longer(best, found + prefix(at + found, len - found, 3));
    if (*at != ':') return longer(best, pairs(at, len, ':'));
    if ((found = hex_run(at + 1, len - 1))) best = longer(best, 1 + found);
    for (const char *separator = ":-."; *separator; separator++)
        if ((found = pairs(at + 1, len - 1, *separator))) best = longer(best, 1 + found);
    return best;
}
