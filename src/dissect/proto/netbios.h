/* Names of NetBIOS, RFC 1001 14 and RFC 1002 4.1: fifteen characters and a byte that tells the kind of
 * service, sent as a label of 32 letters, half a byte each.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

enum { NETBIOS_NAME = 16 };

struct netbios_name {
    struct bytes text; /* "FILES<20>.scope", in the packet's scratch */
    int suffix;        /* the kind of service, -1 if this is not a name */
};

/* Reads an encoded name at the cursor, which may go on in the message at offset `message`. */
void netbios_name_read(
    struct packet *p, struct cur *c, uint32_t message, struct netbios_name *name);
/* From 16 bytes as they are: "FILES<20>". */
void netbios_name_put(struct text *text, const uint8_t *at);
/* "Server service", "Unknown". */
const char *netbios_service(int suffix);
/* A name as it stands in the tree: "Name: FILES<20> (Server service)". */
void netbios_name_show(struct text *text, const struct packet *packet, const struct item *item);
