/* Names in DNS messages, RFC 1035 3.1 and 4.1.4.
 *
 *      +---+-------+---+-----+---+-----------+
 *      | 3 | w w w | 2 | l o | 0 |           |    a length before each label, 0 at the end,
 *      +---+-------+---+-----+-+-+-----------+
 *      | 11 | offset in the message |             or, instead of a length, where the rest stands
 *      +----+-----------------------+
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "dissect/proto/dns.h"

/* No name has as many, but some go round in circles. */
enum { POINTERS = 255, LABELS = 2048 };

static void set_text(struct dns_name *name, const char *text)
{
    name->length = (uint32_t)strlen(text);
    memcpy(name->text, text, name->length);
}

/* False if it does not fit any more. */
static bool add_label(struct dns_name *name, const uint8_t *at, uint32_t length)
{
    uint32_t dot = name->length != 0;
    if (length + dot > DNS_NAME_MAX - name->length) return false;
    if (dot) name->text[name->length++] = '.';
    memcpy(name->text + name->length, at, length);
    name->length += length;
    return true;
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
    unsigned pointers = 0, labels = 0; /* those behind the first pointer */
    bool too_long = false;
    for (;;) {
        const uint8_t *head = cur_take(&here, 1), *rest;
        if (!head || !*head) break;
        uint32_t length = *head;
        if (length < 64) {
            if ((rest = cur_take(&here, length))) too_long |= !add_label(name, rest, length);
        } else if (length >= 192 && cur_take(&here, 1)) {
            if (!pointers++) c->at = here.at;
            here = follow(&here, message, head);
        } else if (!here.error) {
            here.error = CUR_MALFORMED; /* 01 and 10 were never put to use (RFC 6891 5) */
        }
        if (here.error) break;
        if (pointers && length < 64 && ++labels > LABELS) break;
        if (pointers > POINTERS) {
            set_text(name, "<Name contains a pointer that loops>");
            too_long = false;
            break;
        }
    }
    if (!pointers) c->at = here.at;
    c->error = here.error;
    if (too_long) set_text(name, "<Name too long>");
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

struct bytes dns_name_escape(struct packet *p, const struct dns_name *name)
{
    struct text words = packet_text(p);
    escape_tree(&words, bytes_of(name->text, name->length));
    return packet_keep(p, &words);
}

void dns_name_add(struct packet *p, struct cur *c, uint32_t message, unsigned field)
{
    struct dns_name name;
    uint32_t start = c->at;
    dns_name_read(c, message, &name);
    if (c->error || !packet_wants(p, field)) return;
    struct item *item = packet_add(p, field, start, c->at - start, 0);
    if (item) item->bytes = dns_name_escape(p, &name);
}
