/* See address.h.  SPDX-License-Identifier: MIT */
#include "io/address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

socklen_t address_size(const union address *address)
{
    return address->any.sa_family == AF_INET6 ? sizeof address->v6 : sizeof address->v4;
}

uint16_t address_port(const union address *address)
{
    return ntohs(address->any.sa_family == AF_INET6 ? address->v6.sin6_port : address->v4.sin_port);
}

void address_set_port(union address *address, uint16_t port)
{
    if (address->any.sa_family == AF_INET6) {
        address->v6.sin6_port = htons(port);
    } else {
        address->v4.sin_port = htons(port);
    }
}

bool address_equal(const union address *a, const union address *b)
{
    if (a->any.sa_family != b->any.sa_family || address_port(a) != address_port(b)) return false;
    if (a->any.sa_family == AF_INET) return a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
    return !memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr, sizeof a->v6.sin6_addr) &&
           a->v6.sin6_scope_id == b->v6.sin6_scope_id;
}

bool address_is_any(const union address *address)
{
    if (address->any.sa_family == AF_INET) return address->v4.sin_addr.s_addr == htonl(INADDR_ANY);
    return IN6_IS_ADDR_UNSPECIFIED(&address->v6.sin6_addr);
}

bool address_parse(const char *text, uint16_t port, union address *address)
{
    union address parsed = {.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
    if (inet_pton(AF_INET, text, &parsed.v4.sin_addr) == 1) {
        *address = parsed;
        return true;
    }
    char host[INET6_ADDRSTRLEN], inside[INET6_ADDRSTRLEN + IF_NAMESIZE];
    size_t len = strlen(text);
    if (text[0] == '[' && text[len - 1] == ']' && len - 2 < sizeof inside) {
        memcpy(inside, text + 1, len - 2);
        inside[len - 2] = '\0';
        text = inside;
    }
    len = strcspn(text, "%");
    if (len >= sizeof host) return false;
    memcpy(host, text, len);
    host[len] = '\0';
    parsed.v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(port)};
    if (inet_pton(AF_INET6, host, &parsed.v6.sin6_addr) != 1) return false;
    if (text[len] && !(parsed.v6.sin6_scope_id = if_nametoindex(text + len + 1))) return false;
    *address = parsed;
    return true;
}

void address_host(const union address *address, char *text, size_t room)
{
    char host[INET6_ADDRSTRLEN] = "?", zone[IF_NAMESIZE] = "";
    if (address->any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &address->v4.sin_addr, host, sizeof host);
    } else if (address->any.sa_family == AF_INET6) {
        inet_ntop(AF_INET6, &address->v6.sin6_addr, host, sizeof host);
        unsigned scope = address->v6.sin6_scope_id;
        if (scope && !if_indextoname(scope, zone)) snprintf(zone, sizeof zone, "%u", scope);
    }
    snprintf(text, room, "%s%s%s", host, zone[0] ? "%" : "", zone);
}

void address_text(const union address *address, char *text, size_t room)
{
    char host[ADDRESS_TEXT];
    address_host(address, host, sizeof host);
    bool v6 = address->any.sa_family == AF_INET6;
    snprintf(text, room, v6 ? "[%s]:%u" : "%s:%u", host, address_port(address));
}
