/* -z dhcp,stat: messages of DHCP by type.  SPDX-License-Identifier: MIT */
#include "stat/json_rows.h"
#include "stat/statistic.h"

enum { TYPES = 18, RULE = 101 };

/* By the number in the option, from 1; RFC 2132 9.6 and its successors. */
static const char *const types[TYPES] = {"Discover", "Offer", "Request", "Decline", "ACK", "NAK",
    "Release", "Inform", "Force Renew", "Lease query", "Lease Unassigned", "Lease Unknown",
    "Lease Active", "Bulk Lease Query", "Lease Query Done", "Active LeaseQuery",
    "Lease Query Status", "TLS"};

struct messages {
    struct statistic stat;
    const struct field *type;
    uint64_t counts[TYPES];
};

static bool open_messages(struct statistic *stat, const char *arguments, struct text *message)
{
    struct messages *self = (struct messages *)stat;
    self->type = dissector_field(stat->setting.dissector, "dhcp.option.dhcp");
    return statistic_read_filter(stat, arguments, message);
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    dissector_want(dissector, ((struct messages *)stat)->type->name);
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct messages *self = (struct messages *)stat;
    for (unsigned i = 0; i < packet->nitems; i++) {
        const struct item *item = &packet->items[i];
        if (item->field == self->type && item->number >= 1 && item->number <= TYPES)
            self->counts[item->number - 1]++;
    }
}

static void print(struct statistic *stat, struct text *text)
{
    struct messages *self = (struct messages *)stat;
    text_char(text, '\n');
    statistic_rule(text, RULE);
    text_format(text,
        "DHCP (BOOTP) Statistics:\nFilter for statistics: %s\nDHCP Message Type |Packets |\n"
        "DHCP Statistics\n",
        text_string(&stat->filter_text));
    for (unsigned i = 0; i < TYPES; i++)
        text_format(text, "%-26s|%llu |\n", types[i], (unsigned long long)self->counts[i]);
    statistic_rule(text, RULE);
}

static void list(struct statistic *stat, struct text *text)
{
    struct messages *self = (struct messages *)stat;
    for (unsigned i = 0; i < TYPES; i++) {
        json_row_begin(text);
        json_row_text(text, "type", bytes_of_string(types[i]));
        json_row_uint(text, "count", self->counts[i]);
        json_row_end(text);
    }
}

const struct statistic_kind kind_dhcp_stat = {
    .name = "dhcp,stat",
    .arguments = "[,FILTER]",
    .summary = "messages of DHCP by type",
    .size = sizeof(struct messages),
    .open = open_messages,
    .want = want,
    .packet = packet,
    .print = print,
    .list = list,
};
