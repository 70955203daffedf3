/* -z dns,tree: what name servers were asked, and how they answered.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto.h"
#include "stat/tree.h"

enum wanted {
    RESPONSE,
    OPCODE,
    TYPE,
    CLASS,
    NAME_LEN,
    LABELS,
    QUESTIONS,
    ANSWERS,
    AUTHORITIES,
    ADDITIONALS,
    TIME,
    UNSOLICITED,
    RETRANSMISSION,
    WANTED
};

static const char *const names[WANTED] = {
    [RESPONSE] = "dns.flags.response",
    [OPCODE] = "dns.flags.opcode",
    [TYPE] = "dns.qry.type",
    [CLASS] = "dns.qry.class",
    [NAME_LEN] = "dns.qry.name.len",
    [LABELS] = "dns.count.labels",
    [QUESTIONS] = "dns.count.queries",
    [ANSWERS] = "dns.count.answers",
    [AUTHORITIES] = "dns.count.auth_rr",
    [ADDITIONALS] = "dns.count.add_rr",
    [TIME] = "dns.time",
    [UNSOLICITED] = "dns.unsolicited",
    [RETRANSMISSION] = "dns.retransmission",
};

struct dns_tree {
    struct tree tree;
    const struct value_name *codes; /* of answers */
    uint32_t all, rcode, opcode, kind, type, class, payload, query, name_len, labels, response;
    uint32_t counts[4], service, time, unsolicited, retransmissions;
};

/* All branches but those named after values stand there from the beginning. */
static void name_branches(struct dns_tree *self)
{
    struct branches *branches = &self->tree.branches;
    static const char *const levels[] = {
        "1st Level", "2nd Level", "3rd Level", "4th Level or more"};
    static const char *const counts[] = {
        "no. of questions", "no. of answers", "no. of authorities", "no. of additionals"};
    self->all = branches_name(branches, 0, "Total Packets");
    self->rcode = branches_name(branches, self->all, "rcode");
    self->opcode = branches_name(branches, self->all, "opcodes");
    self->kind = branches_name(branches, self->all, "Query/Response");
    self->type = branches_name(branches, self->all, "Query Type");
    self->class = branches_name(branches, self->all, "Class");
    self->payload = branches_name(branches, 0, "Payload size");
    self->query = branches_name(branches, 0, "Query Stats");
    self->name_len = branches_name(branches, self->query, "Qname Len");
    self->labels = branches_name(branches, self->query, "Label Stats");
    for (unsigned i = 0; i < 4; i++)
        branches_name(branches, self->labels, levels[i]);
    self->response = branches_name(branches, 0, "Response Stats");
    for (unsigned i = 0; i < 4; i++)
        self->counts[i] = branches_name(branches, self->response, counts[i]);
    self->service = branches_name(branches, 0, "Service Stats");
    self->time = branches_name(branches, self->service, "request-response time (msec)");
    self->unsolicited = branches_name(branches, self->service, "no. of unsolicited responses");
    self->retransmissions = branches_name(branches, self->service, "no. of retransmissions");
}

static bool open_dns(struct statistic *stat, const char *arguments, struct text *message)
{
    if (!tree_open(stat, arguments, message)) return false;
    struct dns_tree *self = (struct dns_tree *)stat;
    self->codes = dissector_field(stat->setting.dissector, "dns.flags.rcode")->names;
    name_branches(self);
    return true;
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    (void)stat;
    for (unsigned i = 0; i < WANTED; i++)
        dissector_want(dissector, names[i]);
}

/* The first item of each name in the layer. */
static void find_items(
    const struct packet *packet, const struct layer *layer, const struct item *found[WANTED])
{
    for (unsigned i = 0; i < layer->count; i++) {
        const struct item *item = &packet->items[layer->first + i];
        if (!item->field->name) continue;
        for (unsigned w = 0; w < WANTED; w++)
            if (!found[w] && strcmp(item->field->name, names[w]) == 0) found[w] = item;
    }
}

/* Counts a value under its name; one of no name as unknown. */
static void count_named(struct branches *branches, uint32_t parent, const struct value_name *values,
    uint64_t value, const char *what)
{
    struct text name = {0};
    const char *known = field_value_name(values, value);
    branches_count(branches, parent);
    if (known)
        text_put(&name, known);
    else
        text_format(&name, "Unknown %s (%llu)", what, (unsigned long long)value);
    branches_tick(branches, parent, text_string(&name));
    text_finish(&name);
}

static void count_item(
    struct branches *branches, uint32_t parent, const struct item *item, const char *what)
{
    if (item) count_named(branches, parent, item->field->names, item->number, what);
}

/* Wireshark counts what an answer holds twice, and times as numbers of 24 bits. */
static void count_answer(struct dns_tree *self, const struct item *found[WANTED])
{
    struct branches *branches = &self->tree.branches;
    for (unsigned i = 0; i < 8; i++)
        if (found[QUESTIONS + i / 2])
            branches_value(branches, self->counts[i / 2], (double)found[QUESTIONS + i / 2]->number);
    if (found[UNSOLICITED]) branches_count(branches, self->unsolicited);
    if (!found[TIME]) return;
    branches_average(branches, self->time, true);
    branches_value(branches, self->time, (float)((double)found[TIME]->integer / 1e6));
}

static void count_question(struct dns_tree *self, const struct item *found[WANTED])
{
    static const char *const levels[] = {
        NULL, "1st Level", "2nd Level", "3rd Level", "4th Level or more"};
    struct branches *branches = &self->tree.branches;
    if (!found[NAME_LEN] || !found[LABELS]) return;
    uint64_t labels = found[LABELS]->number;
    branches_value(branches, self->name_len, (double)found[NAME_LEN]->number);
    if (labels) branches_tick(branches, self->labels, levels[labels < 4 ? labels : 4]);
}

static void count_message(
    struct dns_tree *self, const struct item *found[WANTED], unsigned flags, uint32_t payload)
{
    struct branches *branches = &self->tree.branches;
    branches_count(branches, self->all);
    branches_value(branches, self->payload, payload);
    count_named(
        branches, self->rcode, self->codes, flags & 0xf, "rcode"); /* in questions as well */
    count_item(branches, self->opcode, found[OPCODE], "opcode");
    branches_count(branches, self->kind);
    branches_tick(branches, self->kind, found[RESPONSE]->number ? "Response" : "Query");
    count_item(branches, self->type, found[TYPE], "packet type");
    count_item(branches, self->class, found[CLASS], "class");
    if (found[RESPONSE]->number)
        count_answer(self, found);
    else
        count_question(self, found);
    if (found[RETRANSMISSION]) branches_count(branches, self->retransmissions);
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct dns_tree *self = (struct dns_tree *)stat;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        if (layer->quoted || strcmp(layer->proto->name, "dns") != 0) continue;
        const struct item *found[WANTED] = {NULL};
        find_items(packet, layer, found);
        const struct item *flags = found[RESPONSE];
        const uint8_t *at = flags ? packet_at(packet, layer->source, flags->offset, 2) : NULL;
        if (!at) continue;
        branches_at(&self->tree.branches, packet->frame->since_first);
        count_message(self, found, bytes_be16(at), layer->end - layer->offset);
    }
}

const struct statistic_kind kind_dns_tree = {
    .name = "dns,tree",
    .arguments = "[,FILTER]",
    .summary = "what name servers were asked, and how they answered",
    .title = "DNS",
    .size = sizeof(struct dns_tree),
    .open = open_dns,
    .want = want,
    .packet = packet,
    .print = tree_print,
    .list = tree_list,
    .close = tree_close,
};
