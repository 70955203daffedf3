/* Expert information: remarks on the newest item or on a layer.  See reading.h and note.h.
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>

#include "dissect/note.h"
#include "dissect/packet.h"
#include "dissect/registry.h"

enum { LONGEST_NOTE = 239 }; /* as Wireshark's */

/* An item of the expert protocol, inside the present layer. */
static struct item *note_item(struct packet *p, unsigned field, unsigned flags)
{
    const struct entry *expert = p->dissector->expert;
    if (!(expert->want[field] & WANT_ITEM)) return NULL;
    return packet_add_row(
        p, &expert->proto->fields[field], 0, 0, flags | ITEM_GENERATED | ITEM_NOWHERE);
}

static bool note_wanted(const struct packet *p, unsigned field)
{
    return p->dissector->remarks || (p->want && field != NOTE_NO_FIELD && packet_wants(p, field));
}

static void note_add(struct packet *p, unsigned depth, unsigned field, enum note_severity severity,
    enum note_group group, struct bytes message)
{
    uint8_t before = p->depth;
    if (message.len > LONGEST_NOTE) message.len = LONGEST_NOTE;
    p->depth = (uint8_t)depth;
    struct item *head = note_item(p, NOTE_ITSELF, ITEM_SUBTREE), *item;
    if (head) {
        struct text text = packet_text(p);
        text_put(&text, "Expert Info (");
        text_put(&text, note_severity_name(severity));
        text_char(&text, '/');
        text_put(&text, note_group_name(group));
        text_put(&text, "): ");
        text_add(&text, message.at, message.len);
        head->bytes = packet_keep(p, &text);
        p->depth++;
    }
    if (field != NOTE_NO_FIELD &&
        (item = packet_add(p, field, 0, 0, ITEM_GENERATED | ITEM_NOWHERE)))
        item->bytes = message;
    if ((item = note_item(p, NOTE_MESSAGE, ITEM_HIDDEN))) item->bytes = message;
    if ((item = note_item(p, NOTE_SEVERITY, 0)))
        item->number = (uint64_t)note_severity_bits(severity);
    if ((item = note_item(p, NOTE_GROUP, 0))) item->number = (uint64_t)group << 24;
    const struct entry *malformed = p->dissector->malformed;
    p->depth = (uint8_t)depth;
    if (group == NOTE_MALFORMED && field != NOTE_NO_FIELD &&
        malformed->want[MALFORMED_ITSELF] & WANT_ITEM)
        packet_add_row(p, &malformed->proto->fields[MALFORMED_ITSELF], 0, 0,
            ITEM_GENERATED | ITEM_HIDDEN | ITEM_NOWHERE);
    p->depth = before;
}

void packet_note_at(struct packet *p, unsigned depth, unsigned field, enum note_severity severity,
    enum note_group group, const char *format, ...)
{
    if (!note_wanted(p, field)) return;
    va_list args;
    va_start(args, format);
    struct bytes message = packet_vformat(p, format, args);
    va_end(args);
    note_add(p, depth, field, severity, group, message);
}

void packet_note(struct packet *p, unsigned field, enum note_severity severity,
    enum note_group group, const char *format, ...)
{
    if (!note_wanted(p, field)) return;
    va_list args;
    va_start(args, format);
    struct bytes message = packet_vformat(p, format, args);
    va_end(args);
    bool bare = p->nitems == p->layer->first;
    note_add(p, bare ? 0 : p->items[p->nitems - 1].depth + 1U, field, severity, group, message);
}
