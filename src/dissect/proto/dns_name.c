/* Names in DNS messages, RFC 1035 3.1 and 4.1.4.
 *
 *      +---+-------+---+-----+---+-----------+
 *      | 3 | w w w | 2 | l o | 0 |           |    a length before each label, 0 at the end,
 *      +---+-------+---+-----+-+-+-----------+
 *      | 11 | offset in the message |             or, instead of a length, where the rest stands
 *      +----+-----------------------+
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/dns.h"

static void set_text(struct dns_name *name, const char *text)
{
    name->length = (uint32_t)strlen(text);
    memcpy(name->text, text, name->length);
}

static void add_label(struct dns_name *name, const uint8_t *at, uint32_t length)
{
    uint32_t dot = name->length != 0;
    if (length + dot > DNS_NAME_MAX - name->length) length = DNS_NAME_MAX - name->length - dot;
    if (dot) name->text[name->length++] = '.';
    memcpy(name->text + name->length, at, length);
    name->length += length;
}

/* Where a pointer leads, as a cursor of its own. */
static struct cur follow(const struct cur *c, uint32_t message, const uint8_t *pointer)
{
    struct cur target = *c;
    uint32_t offset = (pointer[0] & 63u) << 8 | pointer[1];
    target.at = offset < c->end - message ? message + offset : c->end;
    return target;
}

void dns_name_read(struct cur *c, uint32_t message, struct dns_name *name)
{
    name->length = 0;
    struct cur here = *c;
    bool jumped = false;
    /* Whoever reads more bytes than the message has reads some of them twice: a loop. */
    uint32_t budget = c->end - message;
    for (;;) {
        const uint8_t *head = cur_take(&here, 1), *rest;
        if (!head || !*head) break;
        uint32_t length = *head, cost = 2;
        if (length < 64) {
            cost = length + 1;
            if ((rest = cur_take(&here, length)) && name->length < DNS_NAME_MAX - 1)
                add_label(name, rest, length);
        } else if (length >= 192 && cur_take(&here, 1)) {
            if (!jumped) c->at = here.at;
            jumped = true;
            here = follow(&here, message, head);
        } else if (!here.error) {
            here.error = CUR_MALFORMED; /* 01 and 10 were never put to use (RFC 6891 5) */
        }
        if (here.error) break;
        if (cost > budget) {
            set_text(name, "<Name contains a pointer that loops>");
            break;
        }
        budget -= cost;
    }
    if (!jumped) c->at = here.at;
    c->error = here.error;
    if (!name->length) set_text(name, "<Root>");
}

uint32_t dns_name_labels(const struct dns_name *name)
{
    if (name->length < 2) return 0; /* as tshark counts */
    uint32_t labels = 1;
    for (uint32_t i = 0; i < name->length; i++)
        labels += name->text[i] == '.';
    return labels;
}

void dns_name_add(struct packet *p, struct cur *c, uint32_t message, unsigned field)
{
    struct dns_name name;
    uint32_t start = c->at;
    dns_name_read(c, message, &name);
    if (c->error || !packet_wants(p, field)) return;
    uint8_t *copy = packet_scratch(p, name.length);
    if (!copy) return;
    memcpy(copy, name.text, name.length);
    struct item *item = packet_add(p, field, start, c->at - start, 0);
    if (item) item->bytes = bytes_of(copy, name.length);
}
