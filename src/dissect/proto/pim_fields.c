/* The rows of PIM, and what its numbers are called.  See pim.h.  SPDX-License-Identifier: MIT */
#include "dissect/proto/pim.h"

#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto.h"

const struct value_name pim_types[] = {
    {PIM_HELLO, "Hello"},
    {PIM_REGISTER, "Register"},
    {PIM_REGISTER_STOP, "Register-stop"},
    {PIM_JOIN_PRUNE, "Join/Prune"},
    {PIM_BOOTSTRAP, "Bootstrap"},
    {PIM_ASSERT, "Assert"},
    {PIM_GRAFT, "Graft"},
    {PIM_GRAFT_ACK, "Graft-Ack"},
    {PIM_CANDIDATE, "Candidate-RP-Advertisement"},
    {9, "State-Refresh"},
    {10, "DF election"},
    {11, "ECMP redirect"},
    {12, "PFM source discovery"},
    {0, NULL},
};
static const struct value_name versions[] = {
    {0, "Dummy Header"}, {4, "IPv4"}, {6, "IPv6"}, {0, NULL}};
static const struct value_name encodings[] = {{0, "Native"}, {1, "Join attributes"}, {0, NULL}};
static const struct value_name yes_no[] = {{1, "Yes"}, {0, "No"}, {0, NULL}};

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    text_format(text, "Checksum: 0x%04x ", (unsigned)item->number);
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static void show_holdtime(struct text *text, const struct packet *packet, const struct item *item)
{
    uint64_t type = layer_uint(packet, &packet->layers[item->layer], PIM_TYPE);
    text_put(text, "Holdtime: ");
    if (item->number == PIM_INFINITY)
        text_put(text, "Infinity (65535)");
    else if (!item->number && type == PIM_HELLO)
        text_put(text, "goodbye (0)");
    else
        text_uint(text, item->number);
}

/* "Flags: 0x07, Sparse, WildCard, Rendezvous Point Tree": without what is reserved. */
static void show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Flags: 0x%02x", (unsigned)item->number);
    for (const struct field *bit = item->field + 1; bit->mask; bit++)
        if (item->number & bit->mask && bit->type == FT_BOOLEAN)
            text_format(text, ", %s", bit->label);
}

/* Which one of its kind in the message, from 0; those with an address of their own below do not count. */
static unsigned ordinal(const struct packet *packet, const struct item *item)
{
    const struct item *other = packet->items + packet->layers[item->layer].first;
    unsigned number = 0;
    for (; other < item; other++)
        number += other->field == item->field && other->flags & ITEM_SUBTREE;
    return number;
}

static bool is_numbered(const struct packet *packet, const struct item *item, bool rendezvous)
{
    uint64_t type = layer_uint(packet, &packet->layers[item->layer], PIM_TYPE);
    return type == PIM_BOOTSTRAP || (!rendezvous && type == PIM_CANDIDATE);
}

/* "Group 0: 239.1.2.3/32": the heading, the address itself stands below it once more. */
static void show_group(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *at = packet_at(packet, item->source, item->offset, 4);
    text_put(text, "Group");
    if (!(item->flags & ITEM_SUBTREE)) at = NULL;
    uint64_t type = layer_uint(packet, &packet->layers[item->layer], PIM_TYPE);
    if (at && (type == PIM_JOIN_PRUNE || type == PIM_GRAFT || type == PIM_GRAFT_ACK)) {
        const struct item *set = item;
        while (set->field != &pim_fields[PIM_GROUP_SET] && set > packet->items)
            set--;
        text_labelled(text, " ", ordinal(packet, set));
    } else if (at && is_numbered(packet, item, false)) {
        text_labelled(text, " ", ordinal(packet, item));
    }
    text_put(text, ": ");
    field_print_value(text, item);
    if (at) text_labelled(text, "/", at[3]);
}

/* "IP address: 192.0.2.1/32 (SWR)" */
static void show_source(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *at = packet_at(packet, item->source, item->offset, 4);
    text_put(text, "IP address: ");
    field_print_value(text, item);
    if (!at) return;
    text_labelled(text, "/", at[3]);
    if (!(at[2] & (PIM_SPARSE | PIM_WILDCARD | PIM_TREE))) return;
    text_format(text, " (%s%s%s)", at[2] & PIM_SPARSE ? "S" : "", at[2] & PIM_WILDCARD ? "W" : "",
        at[2] & PIM_TREE ? "R" : "");
}

static void show_rendezvous(struct text *text, const struct packet *packet, const struct item *item)
{
    text_put(text, "RP");
    if (is_numbered(packet, item, true)) {
        const struct item *other = packet->items + packet->layers[item->layer].first;
        unsigned number = 0;
        for (; other < item; other++)
            number = other->field == &pim_fields[PIM_RP_COUNT]
                         ? 0
                         : number + (other->field == item->field);
        text_labelled(text, " ", number);
    }
    text_put(text, ": ");
    field_print_value(text, item);
}

static void show_group_set(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_add(text, item->bytes.at, item->bytes.len);
}

#define BIT(mask) FT_BOOLEAN, BASE_NONE, mask
#define BIT_32(mask, names) FT_BOOLEAN, BASE_NONE, mask, names, NULL, 0, 32
#define IPV4 FT_IPv4, BASE_NONE
#define IPV6 FT_IPv6, BASE_NONE

const struct field pim_fields[PIM_FIELDS] = {
    [PIM_VERSION] = {"pim.version", "Version", FT_UINT8, BASE_DEC, 0xf0},
    [PIM_TYPE] = {"pim.type", "Type", FT_UINT8, BASE_DEC, 0x0f, pim_types,
        "Routers greet each other, and join and prune the trees that carry groups", FIELD_SUMMARY},
    [PIM_RESERVED] = {"pim.res_bytes", "Reserved byte(s)", FT_BYTES, BASE_NONE},
    [PIM_CHECKSUM] = {"pim.cksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum},
    [PIM_STATUS] = {"pim.cksum.status", "Checksum Status", FT_UINT8, BASE_NONE,
        .names = names_checksum_status},
    [PIM_OPTIONS] = {NULL, "PIM Options", FT_NONE, BASE_NONE},
    [PIM_OPTION] = {"pim.option", "PIM Options", FT_NONE, BASE_NONE},
    [PIM_OPTION_TYPE] = {"pim.optiontype", "Type", FT_UINT16, BASE_DEC},
    [PIM_OPTION_LENGTH] = {"pim.optionlength", "Length", FT_UINT16, BASE_DEC},
    [PIM_OPTION_VALUE] = {"pim.optionvalue", "Unknown", FT_BYTES, BASE_NONE},
    [PIM_HOLDTIME] = {"pim.holdtime", "Holdtime", FT_UINT16, BASE_DEC, .show = show_holdtime,
        .blurb = "How many seconds this holds without being said again"},
    [PIM_T] = {"pim.t", "T", BIT(0x80), field_true_false},
    [PIM_DELAY] = {"pim.propagation_delay", "Propagation Delay", FT_UINT16, BASE_DEC, 0x7fff},
    [PIM_OVERRIDE] = {"pim.override_interval", "Override Interval", FT_UINT16, BASE_DEC,
        .blurb = "So many milliseconds are left to object to a prune"},
    [PIM_DR_PRIORITY] = {"pim.dr_priority", "DR Priority", FT_UINT32, BASE_DEC,
        .blurb = "The highest speaks for the hosts on the link"},
    [PIM_GENERATION] = {"pim.generation_id", "Generation ID", FT_UINT32, BASE_DEC,
        .blurb = "Another one: the router was started anew and knows nothing any more"},
    [PIM_REFRESH_VERSION] = {"pim.state_refresh_version", "Version", FT_UINT8, BASE_DEC},
    [PIM_REFRESH_INTERVAL] = {"pim.state_refresh_interval", "Interval", FT_UINT8, BASE_DEC},
    [PIM_REFRESH_RESERVED] = {"pim.state_refresh_reserved", "Reserved", FT_UINT16, BASE_DEC},
    [PIM_ADDRESSES] = {NULL, "Address List (24)", FT_NONE, BASE_NONE},
    [PIM_REGISTER_FLAGS] = {"pim.register_flag", "Flags", FT_UINT32, BASE_HEX},
    [PIM_REGISTER_BORDER] = {"pim.register_flag.border", "Border", BIT_32(0x80000000, yes_no)},
    [PIM_REGISTER_NULL] = {"pim.register_flag.null_register", "Null-Register",
        BIT_32(0x40000000, yes_no)},
    [PIM_IP_VERSION] = {"pim.ip_version", "IP Version", FT_UINT8, BASE_DEC, 0xf0, versions},
    [PIM_FAMILY] = {"pim.addr_address_family", "Address Family", FT_UINT8, BASE_DEC, 0,
        names_address_family},
    [PIM_ENCODING] = {"pim.addr_encoding_type", "Encoding Type", FT_UINT8, BASE_DEC, 0, encodings},
    [PIM_UNICAST] = {"pim.unicast", "Unicast", IPV4},
    [PIM_UNICAST_IPV6] = {"pim.unicast_ipv6", "Unicast", IPV6},
    [PIM_GROUP_FLAGS] = {"pim.group_addr.flags", "Flags", FT_UINT8, BASE_HEX, .show = show_flags},
    [PIM_GROUP_B] = {"pim.group_addr.flags.b", "Bidirectional PIM", BIT(0x80)},
    [PIM_GROUP_RESERVED] = {"pim.group_addr.flags.reserved", "Reserved", FT_UINT8, BASE_HEX, 0x7e},
    [PIM_GROUP_Z] = {"pim.group_addr.flags.z", "Admin Scope Zone", BIT(0x01)},
    [PIM_SOURCE_FLAGS] = {"pim.source_addr.flags", "Flags", FT_UINT8, BASE_HEX, .show = show_flags},
    [PIM_SOURCE_RESERVED] = {"pim.source_addr.flags.reserved", "Reserved", FT_UINT8, BASE_HEX,
        0xf8},
    [PIM_SOURCE_S] = {"pim.source_addr.flags.s", "Sparse", BIT(PIM_SPARSE)},
    [PIM_SOURCE_W] = {"pim.source_addr.flags.w", "WildCard", BIT(PIM_WILDCARD), NULL,
        "All sources: the address is that of the rendezvous point"},
    [PIM_SOURCE_R] = {"pim.source_addr.flags.r", "Rendezvous Point Tree", BIT(PIM_TREE)},
    [PIM_MASK] = {"pim.mask_len", "Masklen", FT_UINT8, BASE_DEC},
    [PIM_GROUP] = {"pim.group", "Group", IPV4, .show = show_group},
    [PIM_GROUP_IPV6] = {"pim.group_ip6", "Group", IPV6, .show = show_group},
    [PIM_SOURCE] = {"pim.source", "Source", IPV4},
    [PIM_SOURCE_IPV6] = {"pim.source_ip6", "Source", IPV6},
    [PIM_NEIGHBOR] = {"pim.upstream_neighbor", "Upstream-neighbor", IPV4,
        .blurb = "The router nearer to the source, which is meant"},
    [PIM_NEIGHBOR_IPV6] = {"pim.upstream_neighbor_ip6", "Upstream-neighbor", IPV6},
    [PIM_JOIN] = {"pim.join_ip", "IP address", IPV4, .show = show_source},
    [PIM_JOIN_IPV6] = {"pim.join_ip6", "IP address", IPV6, .show = show_source},
    [PIM_PRUNE] = {"pim.prune_ip", "IP address", IPV4, .show = show_source},
    [PIM_PRUNE_IPV6] = {"pim.prune_ip6", "IP address", IPV6, .show = show_source},
    [PIM_ADDRESS] = {"pim.address_list", "Address", IPV4},
    [PIM_ADDRESS_IPV6] = {"pim.address_list_ip6", "Address", IPV6},
    [PIM_BSR] = {"pim.bsr", "BSR", IPV4,
        .blurb = "The router that tells all where the rendezvous points are"},
    [PIM_BSR_IPV6] = {"pim.bsr_ip6", "BSR", IPV6},
    [PIM_RP] = {"pim.rp", "RP", IPV4, .show = show_rendezvous,
        .blurb = "Where senders and receivers of a group find each other"},
    [PIM_RP_IPV6] = {"pim.rp_ip6", "RP", IPV6, .show = show_rendezvous},
    [PIM_GROUPS] = {"pim.numgroups", "Num Groups", FT_UINT16, BASE_DEC},
    [PIM_GROUP_SET] = {"pim.group_set", "Group", FT_STRING, BASE_NONE, .show = show_group_set},
    [PIM_JOINS] = {"pim.numjoins", "Num Joins", FT_UINT16, BASE_DEC},
    [PIM_PRUNES] = {"pim.numprunes", "Num Prunes", FT_UINT16, BASE_DEC},
    [PIM_RPT] = {"pim.rpt", "RP Tree", BIT(0x80), field_true_false},
    [PIM_PREFERENCE] = {"pim.metric_pref", "Metric Preference", FT_UINT32, BASE_DEC, 0x7fffffff},
    [PIM_METRIC] = {"pim.metric", "Metric", FT_UINT32, BASE_DEC,
        .blurb = "The router with the cheapest way to the source forwards"},
    [PIM_TAG] = {"pim.fragment_tag", "Fragment tag", FT_UINT16, BASE_HEX},
    [PIM_HASH] = {"pim.hash_mask_len", "Hash mask len", FT_UINT8, BASE_DEC},
    [PIM_BSR_PRIORITY] = {"pim.bsr_priority", "BSR priority", FT_UINT8, BASE_DEC},
    [PIM_RP_COUNT] = {"pim.rp_count", "RP count", FT_UINT8, BASE_DEC},
    [PIM_FRAGMENT_RP_COUNT] = {"pim.frp_count", "FRP count", FT_UINT8, BASE_DEC},
    [PIM_PRIORITY] = {"pim.priority", "Priority", FT_UINT8, BASE_DEC},
    [PIM_PREFIXES] = {"pim.prefix_count", "Prefix-count", FT_UINT8, BASE_DEC},
    [PIM_N_CHECKSUM] = {"pim.bad_checksum", "Bad checksum", FT_NONE, BASE_NONE},
};
