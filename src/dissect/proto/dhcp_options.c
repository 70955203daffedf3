/* The options of DHCP, RFC 2132: what they are called and what stands in them.
 *
 *      +--------+--------+-- - - --+
 *      |  code  | length |  value  |      code 0, padding, and 255, the end, stand alone
 *      +--------+--------+-- - - --+
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/dhcp.h"

/* clang-format off */
static const struct dhcp_plain_option plain_options[] = {
    {1, DHCP_ADDRESS, DHCP_OPT_SUBNET_MASK},
    {2, DHCP_DURATION, DHCP_OPT_TIME_OFFSET},
    {3, DHCP_ADDRESSES, DHCP_OPT_ROUTER},
    {4, DHCP_ADDRESSES, DHCP_OPT_TIME_SERVER},
    {5, DHCP_ADDRESSES, DHCP_OPT_NAME_SERVER},
    {6, DHCP_ADDRESSES, DHCP_OPT_DOMAIN_NAME_SERVER},
    {7, DHCP_ADDRESSES, DHCP_OPT_LOG_SERVER},
    {8, DHCP_ADDRESSES, DHCP_OPT_QUOTES_SERVER},
    {9, DHCP_ADDRESSES, DHCP_OPT_LPR_SERVER},
    {10, DHCP_ADDRESSES, DHCP_OPT_IMPRESS_SERVER},
    {11, DHCP_ADDRESSES, DHCP_OPT_RESOURCE_LOCATION_SERVER},
    {12, DHCP_TEXT, DHCP_OPT_HOSTNAME},
    {13, DHCP_NUMBER, DHCP_OPT_BOOT_FILE_SIZE},
    {14, DHCP_TEXT, DHCP_OPT_MERIT_DUMP_FILE},
    {15, DHCP_TEXT, DHCP_OPT_DOMAIN_NAME},
    {16, DHCP_ADDRESS, DHCP_OPT_SWAP_SERVER},
    {17, DHCP_TEXT, DHCP_OPT_ROOT_PATH},
    {18, DHCP_TEXT, DHCP_OPT_EXTENSION_PATH},
    {19, DHCP_NUMBER, DHCP_OPT_IP_FORWARDING},
    {20, DHCP_NUMBER, DHCP_OPT_NON_LOCAL_SOURCE_ROUTING},
    {22, DHCP_NUMBER, DHCP_OPT_MAX_DATAGRAM_REASSEMBLY_SIZE},
    {23, DHCP_NUMBER, DHCP_OPT_DEFAULT_IP_TTL},
    {24, DHCP_DURATION, DHCP_OPT_PATH_MTU_AGING_TIMEOUT},
    {25, DHCP_NUMBERS, DHCP_OPT_PATH_MTU_PLATEAU_TABLE_ITEM},
    {26, DHCP_NUMBER, DHCP_OPT_INTERFACE_MTU},
    {27, DHCP_NUMBER, DHCP_OPT_ALL_SUBNETS_ARE_LOCAL},
    {28, DHCP_ADDRESS, DHCP_OPT_BROADCAST_ADDRESS},
    {29, DHCP_NUMBER, DHCP_OPT_PERFORM_MASK_DISCOVERY},
    {30, DHCP_NUMBER, DHCP_OPT_MASK_SUPPLIER},
    {31, DHCP_NUMBER, DHCP_OPT_PERFORM_ROUTER_DISCOVER},
    {32, DHCP_ADDRESS, DHCP_OPT_ROUTER_SOLICITATION_ADDRESS},
    {34, DHCP_NUMBER, DHCP_OPT_TRAILER_ENCAPSULATION},
    {35, DHCP_DURATION, DHCP_OPT_ARP_CACHE_TIMEOUT},
    {36, DHCP_NUMBER, DHCP_OPT_ETHERNET_ENCAPSULATION},
    {37, DHCP_NUMBER, DHCP_OPT_TCP_DEFAULT_TTL},
    {38, DHCP_DURATION, DHCP_OPT_TCP_KEEPALIVE_INTERVAL},
    {39, DHCP_NUMBER, DHCP_OPT_TCP_KEEPALIVE_GARBAGE},
    {40, DHCP_TEXT, DHCP_OPT_NIS_DOMAIN},
    {41, DHCP_ADDRESSES, DHCP_OPT_NIS_SERVER},
    {42, DHCP_ADDRESSES, DHCP_OPT_NTP_SERVER},
    {44, DHCP_ADDRESSES, DHCP_OPT_NETBIOS_OVER_TCPIP_NAME_SERVER},
    {45, DHCP_ADDRESSES, DHCP_OPT_NETBIOS_OVER_TCPIP_DD_NAME_SERVER},
    {46, DHCP_NUMBER, DHCP_OPT_NETBIOS_OVER_TCPIP_NODE_TYPE},
    {47, DHCP_TEXT, DHCP_OPT_NETBIOS_OVER_TCPIP_SCOPE},
    {48, DHCP_ADDRESSES, DHCP_OPT_XWINDOWS_SYSTEM_FONT_SERVER},
    {49, DHCP_ADDRESSES, DHCP_OPT_XWINDOWS_SYSTEM_DISPLAY_MANAGER},
    {50, DHCP_ADDRESS, DHCP_OPT_REQUESTED_IP_ADDRESS},
    {51, DHCP_DURATION, DHCP_OPT_IP_ADDRESS_LEASE_TIME},
    {52, DHCP_NUMBER, DHCP_OPT_OPTION_OVERLOAD},
    {53, DHCP_NUMBER, DHCP_OPT_DHCP},
    {54, DHCP_ADDRESS, DHCP_OPT_DHCP_SERVER_ID},
    {55, DHCP_NUMBERS, DHCP_OPT_REQUEST_LIST_ITEM},
    {56, DHCP_TEXT, DHCP_OPT_MESSAGE},
    {57, DHCP_NUMBER, DHCP_OPT_DHCP_MAX_MESSAGE_SIZE},
    {58, DHCP_DURATION, DHCP_OPT_RENEWAL_TIME_VALUE},
    {59, DHCP_DURATION, DHCP_OPT_REBINDING_TIME_VALUE},
    {60, DHCP_TEXT, DHCP_OPT_VENDOR_CLASS_ID},
    {64, DHCP_TEXT, DHCP_OPT_NIS_PLUS_DOMAIN},
    {65, DHCP_ADDRESSES, DHCP_OPT_NIS_PLUS_SERVER},
    {66, DHCP_TEXT, DHCP_OPT_TFTP_SERVER_NAME},
    {67, DHCP_TEXT, DHCP_OPT_BOOTFILE_NAME},
    {68, DHCP_ADDRESSES, DHCP_OPT_MOBILE_IP_HOME_AGENT},
    {69, DHCP_ADDRESSES, DHCP_OPT_SMTP_SERVER},
    {70, DHCP_ADDRESSES, DHCP_OPT_POP3_SERVER},
    {71, DHCP_ADDRESSES, DHCP_OPT_NNTP_SERVER},
    {72, DHCP_ADDRESSES, DHCP_OPT_DEFAULT_WWW_SERVER},
    {73, DHCP_ADDRESSES, DHCP_OPT_DEFAULT_FINGER_SERVER},
    {74, DHCP_ADDRESSES, DHCP_OPT_DEFAULT_IRC_SERVER},
    {75, DHCP_ADDRESSES, DHCP_OPT_STREETTALK_SERVER},
    {76, DHCP_ADDRESSES, DHCP_OPT_STREETTALK_DA_SERVER},
    {85, DHCP_ADDRESSES, DHCP_OPT_IP},
    {86, DHCP_TEXT, DHCP_OPT_NOVELL_DS_TREE_NAME},
    {87, DHCP_TEXT, DHCP_OPT_NOVELL_DS_CONTEXT},
    {91, DHCP_DURATION, DHCP_OPT_CLIENT_LAST_TRANSACTION_TIME},
    {92, DHCP_ADDRESSES, DHCP_OPT_ASSOCIATED_IP_OPTION},
    {93, DHCP_NUMBERS, DHCP_OPT_CLIENT_SYSTEM_ARCHITECTURE},
    {100, DHCP_TEXT, DHCP_OPT_TZ_PCODE},
    {101, DHCP_TEXT, DHCP_OPT_TZ_TCODE},
    {112, DHCP_ADDRESSES, DHCP_OPT_NETINFO_PARENT_SERVER_ADDRESS},
    {113, DHCP_TEXT, DHCP_OPT_NETINFO_PARENT_SERVER_TAG},
    {114, DHCP_TEXT, DHCP_OPT_CAPTIVE_PORTAL},
    {116, DHCP_NUMBER, DHCP_OPT_DHCP_AUTO_CONFIGURATION},
    {118, DHCP_ADDRESSES, DHCP_OPT_SUBNET_SELECTION_OPTION},
    {136, DHCP_ADDRESSES, DHCP_OPT_PANA_AGENT},
    {137, DHCP_TEXT, DHCP_OPT_LOST_SERVER_DOMAIN_NAME},
    {138, DHCP_ADDRESSES, DHCP_OPT_CAPWAP_ACCESS_CONTROLLER},
    {142, DHCP_ADDRESSES, DHCP_OPT_ANDSF_SERVER},
    {145, DHCP_NUMBER, DHCP_OPT_ALGORITHM},
    {150, DHCP_ADDRESSES, DHCP_OPT_TFTP_SERVER_ADDRESS},
    {151, DHCP_NUMBER, DHCP_OPT_STATUS_CODE},
    {153, DHCP_DURATION, DHCP_OPT_START_TIME_OF_STATE},
    {156, DHCP_NUMBER, DHCP_OPT_DHCP_STATE},
    {157, DHCP_NUMBER, DHCP_OPT_DATA_SOURCE},
    {159, DHCP_NUMBER, DHCP_OPT_OFFSET},
    {160, DHCP_TEXT, DHCP_OPT_CAPTIVE_PORTAL},
    {161, DHCP_TEXT, DHCP_OPT_MUDURL},
    {209, DHCP_TEXT, DHCP_OPT_PXE_CONFIG_FILE},
    {210, DHCP_TEXT, DHCP_OPT_PXE_PATH_PREFIX},
    {252, DHCP_TEXT, DHCP_OPT_PRIVATE_PROXY_AUTODISCOVERY},
};
/* clang-format on */

const struct dhcp_plain_option *dhcp_plain_option(uint8_t code)
{
    for (unsigned i = 0; i < sizeof plain_options / sizeof *plain_options; i++)
        if (plain_options[i].code == code) return &plain_options[i];
    return NULL;
}

static void bad_length(struct packet *p, struct cur *c, unsigned length, bool multiple)
{
    if (!multiple) packet_bytes(p, c, DHCP_VALUE, cur_left(c));
    packet_note_at(p, p->depth, DHCP_N_LENGTH, NOTE_ERROR, NOTE_PROTOCOL,
        multiple ? "Option length isn't a multiple of %u" : "length isn't %u", length);
}

static void add_number(struct packet *p, struct cur *c, unsigned row, unsigned width)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, width);
    if (!at) return;
    uint64_t value = 0;
    for (unsigned i = 0; i < width; i++)
        value = value << 8 | at[i];
    if (dhcp_fields[row].type == FT_INT32) value = (uint64_t)(int64_t)(int32_t)value;
    packet_add_uint(p, row, offset, width, value, 0);
}

void dhcp_text(struct packet *p, struct cur *c, unsigned row)
{
    uint32_t offset = c->at, length = cur_left(c);
    const uint8_t *at = cur_take(c, length), *nul = at ? memchr(at, 0, length) : NULL;
    if (!at) return;
    struct item *item = packet_add(p, row, offset, length, 0);
    if (item) item->bytes = bytes_of(at, nul ? (size_t)(nul - at) : length);
}

static void add_plain(struct packet *p, struct cur *c, const struct dhcp_plain_option *option)
{
    bool many = option->kind == DHCP_ADDRESSES || option->kind == DHCP_NUMBERS;
    bool address = option->kind == DHCP_ADDRESS || option->kind == DHCP_ADDRESSES;
    unsigned width = address ? 4 : field_width(dhcp_fields[option->row].type);
    if (option->kind == DHCP_TEXT) {
        dhcp_text(p, c, option->row);
        return;
    }
    if (!many && cur_left(c) != width) {
        bad_length(p, c, width, false);
        return;
    }
    while (cur_left(c) >= width) {
        if (address)
            packet_bytes(p, c, option->row, 4);
        else
            add_number(p, c, option->row, width);
    }
    if (cur_left(c)) bad_length(p, c, width, true);
}

enum { MULTIPLE = 8 };

/* Two addresses that belong together, as often as there are. */
static void add_pairs(struct packet *p, struct cur *c, unsigned row)
{
    while (cur_left(c) >= MULTIPLE) {
        packet_bytes(p, c, row, 4);
        packet_bytes(p, c, row + 1, 4);
    }
    if (cur_left(c)) bad_length(p, c, MULTIPLE, true);
}

static void add_policy(struct packet *p, struct cur *c)
{
    add_pairs(p, c, DHCP_POLICY_IP);
}

static void add_static_routes(struct packet *p, struct cur *c)
{
    add_pairs(p, c, DHCP_STATIC_IP);
}

/* The options whose value has several parts. */
static const struct {
    uint8_t code;
    void (*add)(struct packet *p, struct cur *c);
} parted_options[] = {
    {21, add_policy}, {33, add_static_routes}, {61, dhcp_client_identifier}, {81, dhcp_fqdn},
    {82, dhcp_relay_agent}, {94, dhcp_network_interface}, {97, dhcp_machine_identifier},
    {119, dhcp_search}, {121, dhcp_routes}, {124, dhcp_vendor_class}, {125, dhcp_vendor_specific},
    {249, dhcp_routes}, /* Microsoft's code for the same */
};

void dhcp_option_value(struct packet *p, struct cur *c, uint8_t code)
{
    const struct dhcp_plain_option *plain = dhcp_plain_option(code);
    void (*add)(struct packet *, struct cur *) = NULL;
    for (unsigned i = 0; i < sizeof parted_options / sizeof *parted_options; i++)
        if (parted_options[i].code == code) add = parted_options[i].add;
    uint32_t length = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, length);
    if ((plain || add) && at)
        packet_add_bytes(p, DHCP_VALUE, c->at, bytes_of(at, length), ITEM_HIDDEN);
    if (plain)
        add_plain(p, c, plain);
    else if (add)
        add(p, c);
    else
        packet_bytes(p, c, DHCP_VALUE, cur_left(c));
}
