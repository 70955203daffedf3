/* What the views of the whole tree say of a node.  SPDX-License-Identifier: MIT */
#pragma once
#include "show/nodes.h"

/* What the tree says of it, without the brackets of what is not on the wire; composed in `text`. */
struct bytes node_label(struct text *text, const struct packet *packet, const struct node *node);

/* The number of its type in Wireshark 4.0. */
unsigned node_type(const struct node *node);

/* Its bytes in hexadecimal, or the bits that are its own of them. */
void node_add_bits(struct text *text, const struct node *node, struct bytes bytes);

/* A value as JSON tells it, in quotes. */
void node_add_json(struct text *text, const struct item *item);

/* "packets-2020-09-13": where Elasticsearch puts a packet of that time. */
void node_add_index(struct text *text, int64_t time);
