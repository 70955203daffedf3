/* Texts of nodes.  See node_value.h.  SPDX-License-Identifier: MIT */
#include "show/node_value.h"

#include <time.h>

#include "base/json.h"
#include "base/time.h"
#include "show/tree.h"

struct bytes node_label(struct text *text, const struct packet *packet, const struct node *node)
{
    text_clear(text);
    if (node->item)
        field_print_bare_label(text, packet, node->item);
    else
        tree_add_layer(text, packet, node->layer);
    bool bracketed = !node->item && !node_is_protocol(node) && text->len >= 2;
    return bytes_of(text->at + bracketed, text->len - 2U * bracketed);
}

unsigned node_type(const struct node *node)
{
    return field_type_number(node->field ? node->field->type : FT_PROTOCOL);
}

/* In capitals, without leading zeros. */
static void add_hex_number(struct text *text, uint64_t value)
{
    static const char digits[] = "0123456789ABCDEF";
    char room[16], *at = room + sizeof room;
    do
        *--at = digits[value & 15];
    while (value >>= 4);
    text_add(text, at, (size_t)(room + sizeof room - at));
}

void node_add_bits(struct text *text, const struct node *node, struct bytes bytes)
{
    if (node_has_value(node) && field_mask(node->field))
        add_hex_number(text, node->item->number);
    else
        text_hex_bytes(text, bytes.at, bytes.len, 0);
}

void node_add_json(struct text *text, const struct item *item)
{
    if (item->field->type == FT_STRING || item->field->type == FT_STRINGZ) {
        json_string(text, item->bytes);
        return;
    }
    text_char(text, '"'); /* all others have nothing to be escaped */
    field_print_json(text, item);
    text_char(text, '"');
}

void node_add_index(struct text *text, int64_t time)
{
    time_t when = (time_t)(time / TIME_SECOND - (time % TIME_SECOND < 0));
    struct tm local = {0};
    localtime_r(&when, &local);
    text_put(text, "packets-");
    text_padded(text, (uint64_t)(local.tm_year + INT64_C(1900)), 4);
    text_char(text, '-');
    text_padded(text, (uint64_t)local.tm_mon + 1, 2);
    text_char(text, '-');
    text_padded(text, (uint64_t)local.tm_mday, 2);
}
