/* Layers that are written as one like them was.  Most packets have layers that only differ from earlier
 * ones in a few values: what stands around the values is the same, and so are most of them.  A form is
 * the text of such a layer in which it is known where the value of each item stands: the next layer of
 * the same rows is a copy of it, in which the values that differ are written anew.
 *
 *     if (forms_write(forms, text, packet, layer, seed)) return;
 *     forms_begin(forms, text, packet, layer);
 *     …  forms_blank(forms, text, &part, start);  behind each text that depends on an item
 *     forms_end(forms, text);
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "dissect/packet.h"

struct blank;
struct form;

/* What a view writes of an item. */
enum form_content {
    FORM_VALUES, /* its value; only of what has no value its label */
    FORM_LABELS, /* its label */
    FORM_PLACES, /* its label and value, its bytes and where they are */
};

/* A text that belongs to an item, or to the layer itself. */
struct form_part {
    const struct layer *layer;
    const struct item *item; /* NULL: the layer */
    unsigned part;           /* which one, where the view writes several of an item */
};

struct forms {
    /* Given by the view: what it writes, and how a part is written into its blank. */
    enum form_content content;
    void (*fill)(void *context, struct text *text, const struct packet *packet,
        const struct form_part *part);
    void *context;
    /* Known here alone. */
    struct form *places; /* a hash table in which a newer form takes the place of an older */
    uint64_t hash;       /* of the layer that was looked for last */
    /* Of the layer being written for the first time. */
    const struct packet *packet;
    const struct layer *layer; /* NULL: it is not to be kept */
    struct blank *blanks;
    unsigned nblanks;
    size_t start;
};

/* False when memory runs out. */
bool forms_init(struct forms *forms);
void forms_finish(struct forms *forms);

/* Appends the layer if there is a form for it.  `seed` is what it depends on besides its items. */
bool forms_write(struct forms *forms, struct text *text, const struct packet *packet,
    const struct layer *layer, unsigned seed);

/* The layer that forms_write() did not know is written from here on. */
void forms_begin(struct forms *forms, const struct text *text, const struct packet *packet,
    const struct layer *layer);
/* … and is not kept, since more depends on it than its parts. */
static inline void forms_drop(struct forms *forms)
{
    forms->layer = NULL;
}
void forms_end(struct forms *forms, const struct text *text);

/* What was appended since the text was `start` long is this part, and depends on nothing else. */
void forms_blank(
    struct forms *forms, const struct text *text, const struct form_part *part, size_t start);
