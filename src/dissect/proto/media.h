/* What messages carry, by media type: for HTTP and its like.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"

struct media {
    const struct proto *proto;
    const char *column; /* for the Protocol column of HTTP; NULL: as it is */
    struct bytes info;  /* what is appended to the Info column */
    bool other;         /* it is not what the type says */
};

/* Who reads a body of this Content-Type that begins with these bytes. */
struct media media_choose(struct packet *p, struct bytes type, struct bytes body);

/* The parameter `name` of a media type, out of its quotes; false if it has none. */
bool media_parameter(struct bytes type, const char *name, struct bytes *found);
/* The media type of a layer's content as the message around it (HTTP, IMF) has told, or empty. */
struct bytes media_type_told(const struct packet *p, const struct layer *layer);
