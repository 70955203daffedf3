/* -z plen,tree: how long frames are.  SPDX-License-Identifier: MIT */
#include "stat/tree.h"

enum { RANGES = 10 };

/* Each range goes up to the next one. */
static const struct {
    uint32_t from;
    const char *name;
} ranges[RANGES] = {
    {0, "0-19"},
    {20, "20-39"},
    {40, "40-79"},
    {80, "80-159"},
    {160, "160-319"},
    {320, "320-639"},
    {640, "640-1279"},
    {1280, "1280-2559"},
    {2560, "2560-5119"},
    {5120, "5120 and greater"},
};

static uint32_t all_of(struct branches *branches)
{
    uint32_t all = branches_name(branches, 0, "Packet Lengths");
    branches_average(branches, all, false);
    return all;
}

static bool open_lengths(struct statistic *stat, const char *arguments, struct text *message)
{
    if (!tree_open(stat, arguments, message)) return false;
    struct branches *branches = &((struct tree *)stat)->branches;
    uint32_t all = all_of(branches);
    for (unsigned i = 0; i < RANGES; i++)
        branches_average(branches, branches_name(branches, all, ranges[i].name), false);
    return true;
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    struct branches *branches = &((struct tree *)stat)->branches;
    uint32_t length = packet->frame->length, all = all_of(branches);
    unsigned range = 0;
    while (range + 1 < RANGES && ranges[range + 1].from <= length)
        range++;
    branches_at(branches, packet->frame->since_first);
    branches_value(branches, all, length);
    branches_value(branches, branches_name(branches, all, ranges[range].name), length);
}

const struct statistic_kind kind_plen_tree = {
    .name = "plen,tree",
    .arguments = "[,FILTER]",
    .summary = "how long frames are",
    .title = "Packet Lengths",
    .asks = true,
    .size = sizeof(struct tree),
    .open = open_lengths,
    .packet = packet,
    .print = tree_print,
    .list = tree_list,
    .close = tree_close,
};
