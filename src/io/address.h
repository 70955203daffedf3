/* Socket addresses as values and as text.  SPDX-License-Identifier: MIT */
#pragma once
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

enum { ADDRESS_TEXT = 64 }; /* the longest: [ffff:…:ffff%interface]:65535 */

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

socklen_t address_size(const union address *address);
uint16_t address_port(const union address *address);
void address_set_port(union address *address, uint16_t port);
bool address_equal(const union address *a, const union address *b);
/* 0.0.0.0 or [::]: every address of its family. */
bool address_is_any(const union address *address);
/* Reads a numeric address, with a %zone or, if it is IPv6, in [brackets] if need be; false when it
 * is none. */
bool address_parse(const char *text, uint16_t port, union address *address);
/* "127.0.0.1", "fe80::1%eth0": without the port.  `room` of ADDRESS_TEXT is enough for any. */
void address_host(const union address *address, char *text, size_t room);
/* "127.0.0.1:1234", "[::1]:1234". */
void address_text(const union address *address, char *text, size_t room);
