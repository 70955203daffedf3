/* -z ip_hosts,tree and its like: which addresses, protocols and ports there are.  A header of IP counts
 * once, with the addresses and ports that the frame has at last.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto.h"
#include "stat/ends.h"
#include "stat/tree.h"

/* What a frame is at last. */
struct summit {
    char source[64], destination[64];
    const char *transport;
    char port[24];
};

static void print_address(char *at, size_t room, const struct address *address)
{
    struct text text = {.at = at, .cap = room, .fixed = true};
    packet_column_address(&text, address);
    text_string(&text);
}

static void look_at(struct summit *summit, const struct packet *packet)
{
    print_address(summit->source, sizeof summit->source, &packet->source);
    print_address(summit->destination, sizeof summit->destination, &packet->destination);
    summit->transport = "NONE";
    memcpy(summit->port, "0", 2);
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        bool tcp = strcmp(layer->proto->name, "tcp") == 0;
        if (!tcp && strcmp(layer->proto->name, "udp") != 0) continue;
        const uint8_t *at = layer_at(packet, layer, 4);
        if (!at) continue;
        struct text text = {.at = summit->port, .cap = sizeof summit->port, .fixed = true};
        summit->transport = tcp ? "TCP" : "UDP";
        text_format(&text, "%u", bytes_be16(at + 2));
        text_string(&text);
    }
}

typedef void counting(struct branches *branches, const struct summit *summit, bool six);

static void count_hosts(struct branches *branches, const struct summit *summit, bool six)
{
    (void)six;
    uint32_t all = branches_tick(branches, 0, "All Addresses");
    branches_tick(branches, all, summit->source);
    branches_tick(branches, all, summit->destination);
}

static void count_both(struct branches *branches, const struct summit *summit, bool six)
{
    uint32_t all =
        branches_tick(branches, 0, six ? "Source IPv6 Addresses" : "Source IPv4 Addresses");
    branches_tick(branches, all, summit->source);
    all = branches_tick(
        branches, 0, six ? "Destination IPv6 Addresses" : "Destination IPv4 Addresses");
    branches_tick(branches, all, summit->destination);
}

static void count_protocols(struct branches *branches, const struct summit *summit, bool six)
{
    (void)six;
    branches_tick(branches, branches_tick(branches, 0, "IP Protocol Types"), summit->transport);
}

static void count_ports(struct branches *branches, const struct summit *summit, bool six)
{
    (void)six;
    uint32_t at = branches_tick(branches, 0, "Destinations and Ports");
    at = branches_tick(branches, at, summit->destination);
    at = branches_tick(branches, at, summit->transport);
    branches_tick(branches, at, summit->port);
}

/* Names the branches that are shown even when nothing is counted. */
static bool open_tree(struct statistic *stat, const char *arguments, struct text *message)
{
    static const char *const always[][2] = {
        {"hosts", "All Addresses"},
        {"ptype", "IP Protocol Types"},
        {"dests", "Destinations and Ports"},
        {"ip_srcdst", "Source IPv4 Addresses"},
        {"ip_srcdst", "Destination IPv4 Addresses"},
        {"ipv6_srcdst", "Source IPv6 Addresses"},
        {"ipv6_srcdst", "Destination IPv6 Addresses"},
    };
    if (!tree_open(stat, arguments, message)) return false;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (strstr(stat->kind->name, always[i][0]))
            branches_name(&((struct tree *)stat)->branches, 0, always[i][1]);
    return true;
}

static void count_headers(
    struct statistic *stat, const struct packet *packet, bool six, counting *count)
{
    struct branches *branches = &((struct tree *)stat)->branches;
    struct summit summit;
    bool looked = false;
    for (unsigned i = 0; i < packet->nlayers; i++) {
        const struct layer *layer = &packet->layers[i];
        if (layer->quoted || strcmp(layer->proto->name, six ? "ipv6" : "ip") != 0) continue;
        if (!looked) look_at(&summit, packet);
        looked = true;
        branches_at(branches, packet->frame->since_first);
        count(branches, &summit, six);
    }
}

#define TREE(id, six, count, typed, words, head)                                                   \
    static void packet_##id(struct statistic *stat, const struct packet *packet)                   \
    {                                                                                              \
        count_headers(stat, packet, six, count);                                                   \
    }                                                                                              \
    const struct statistic_kind kind_##id = {                                                      \
        .name = typed,                                                                             \
        .arguments = "[,FILTER]",                                                                  \
        .summary = words,                                                                          \
        .title = head,                                                                             \
        .size = sizeof(struct tree),                                                               \
        .open = open_tree,                                                                         \
        .packet = packet_##id,                                                                     \
        .print = tree_print,                                                                       \
        .list = tree_list,                                                                         \
        .close = tree_close,                                                                       \
    }

TREE(ip_hosts_tree, false, count_hosts, "ip_hosts,tree", "the addresses of IPv4",
    "IPv4 Statistics/All Addresses");
TREE(ip_srcdst_tree, false, count_both, "ip_srcdst,tree", "those that send, and those that receive",
    "IPv4 Statistics/Source and Destination Addresses");
TREE(ptype_tree, false, count_protocols, "ptype,tree", "what IPv4 carries: TCP, UDP, neither",
    "IPv4 Statistics/IP Protocol Types");
TREE(dests_tree, false, count_ports, "dests,tree", "to which addresses and ports",
    "IPv4 Statistics/Destinations and Ports");
TREE(ipv6_hosts_tree, true, count_hosts, "ipv6_hosts,tree", "the same of IPv6",
    "IPv6 Statistics/All Addresses");
TREE(ipv6_srcdst_tree, true, count_both, "ipv6_srcdst,tree", "the same of IPv6",
    "IPv6 Statistics/Source and Destination Addresses");
TREE(ipv6_ptype_tree, true, count_protocols, "ipv6_ptype,tree", "the same of IPv6",
    "IPv6 Statistics/IP Protocol Types");
TREE(ipv6_dests_tree, true, count_ports, "ipv6_dests,tree", "the same of IPv6",
    "IPv6 Statistics/Destinations and Ports");
