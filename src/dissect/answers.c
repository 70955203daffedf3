/* See answers.h.  SPDX-License-Identifier: MIT */
#include "dissect/answers.h"

void answers_init(struct answers *answers, const struct dissector *dissector)
{
    answers->name = dissector_field(dissector, "dns.resp.name");
    answers->a = dissector_field(dissector, "dns.a");
    answers->aaaa = dissector_field(dissector, "dns.aaaa");
}

void answers_want(const struct answers *answers, struct dissector *dissector)
{
    dissector_want(dissector, answers->name->name);
    dissector_want(dissector, answers->a->name);
    dissector_want(dissector, answers->aaaa->name);
}

/* A record tells its name first. */
void answers_each(const struct answers *answers, const struct packet *packet, void *context,
    void (*each)(void *context, struct bytes address, struct bytes name))
{
    const struct item *name = NULL;
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        if (item->field == answers->name)
            name = item;
        else if ((item->field == answers->a || item->field == answers->aaaa) && name &&
                 name->bytes.len)
            each(context, item->bytes, name->bytes);
    }
}
