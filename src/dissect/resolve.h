/* Numbers of a packet as its dissector's directory names them.  Without one they stay numbers.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

/* In a column: the name, or else the number.  Of 4 (IPv4), 6 (Ethernet) or 16 bytes (IPv6). */
void resolve_address(struct text *text, const struct packet *packet, struct bytes address);
void resolve_column(struct text *text, const struct packet *packet, const struct address *address);
/* In the tree: "here.example (192.0.2.1)", and "192.0.2.2 (192.0.2.2)" where a name was looked for. */
void resolve_address_shown(struct text *text, const struct packet *packet, struct bytes address);

/* Whose stations have addresses that begin with these 24 bits; NULL if that is not known. */
const char *resolve_company(const struct packet *packet, uint64_t first);

/* A port of DIRECTORY_TCP or DIRECTORY_UDP: in the Info column "http(80)" or "64581"; in the tree
 * "http (80)" and "64581 (64581)". */
void resolve_port(
    struct text *text, const struct packet *packet, unsigned transport, uint16_t port);
void resolve_port_shown(
    struct text *text, const struct packet *packet, unsigned transport, uint16_t port);

/* True if names are looked up for values of that kind: they come from outside, and may be learnt in
 * the midst of a capture. */
bool resolve_names(const struct packet *packet, const struct field *field);

/* The value of an item as the tree shows it, if names of its kind are looked up; else false. */
bool resolve_item(struct text *text, const struct packet *packet, const struct item *item);
