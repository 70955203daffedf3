/* What name servers answer in a packet: which names go with addresses.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/dissector.h"
#include "dissect/packet.h"

struct answers {
    const struct field *name, *a, *aaaa;
};

void answers_init(struct answers *answers, const struct dissector *dissector);
/* Has the dissector produce what it is found by. */
void answers_want(const struct answers *answers, struct dissector *dissector);
/* Tells each address (4 or 16 bytes) with its name, none of them empty. */
void answers_each(const struct answers *answers, const struct packet *packet, void *context,
    void (*each)(void *context, struct bytes address, struct bytes name));
