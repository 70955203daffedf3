/* Lines of the tree that are remembered.  Most fields have the same few values in packet after packet
 * ("Version: 4", "Time to Live: 64"): what such a line says is composed once, and copied from then on.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "dissect/packet.h"
#include "show/local_time.h"

struct label;
struct label_end;

/* A hash table in which a newer line takes the place of an older. */
struct labels {
    struct label *places;
    struct label_end *ends;
    struct local_time time;
};

/* False when memory runs out. */
bool labels_init(struct labels *labels);
void labels_finish(struct labels *labels);

/* Appends what field_print_label() says of the item, and the end of the line; all of it fit for a
 * terminal. */
void labels_add(
    struct labels *labels, struct text *text, const struct packet *packet, const struct item *item);
