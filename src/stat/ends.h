/* The two ends of a layer: whose conversation it is part of.  What -z conv and -z endpoints have in
 * common.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "dissect/packet.h"

/* One end. */
struct end {
    uint8_t address[16]; /* the rest is zero */
    uint32_t port;       /* 0 where there are none */
    uint32_t kind;       /* enum address_kind */
};

/* What there are conversations of: the TYPE of conv,TYPE. */
struct ends_type {
    const char *name, *title;
    bool ports;
    bool one_sided; /* a header has its sender alone */
    /* False if the layer was cut; NULL: not known here. */
    bool (*read)(const struct packet *packet, const struct layer *layer, struct end ends[2]);
};

/* The type with which these arguments begin, *rest being what stands behind it and a comma; NULL if
 * there is none. */
const struct ends_type *ends_type(const char *arguments, const char **rest);

/* Goes through the layers of a packet that are of this type: begin with `type` alone. */
struct ends_walk {
    const struct ends_type *type;
    unsigned next;             /* layer */
    const struct layer *layer; /* the one found */
    struct end ends[2];        /* its source and destination */
};
bool ends_next(struct ends_walk *walk, const struct packet *packet);

/* The address alone, as Wireshark shows it. */
void end_print(struct text *text, const struct end *end);
/* The same with its name, and the name of its port, where the directory (NULL: numbers) has one. */
struct directory;
void end_print_named(struct text *text, struct directory *directory, const struct end *end);
void end_print_port(struct text *text, const struct directory *directory,
    const struct ends_type *type, const struct end *end);
