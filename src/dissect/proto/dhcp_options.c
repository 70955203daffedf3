/* The options of DHCP, RFC 2132: what they are called and what stands in them.
 *
 *      +--------+--------+-- - - --+
 *      |  code  | length |  value  |      code 0, padding, and 255, the end, stand alone
 *      +--------+--------+-- - - --+
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/dhcp.h"

/* clang-format off */
const struct value_name dhcp_options[] = {
    {0, "Padding"},
    {1, "Subnet Mask"},
    {2, "Time Offset"},
    {3, "Router"},
    {4, "Time Server"},
    {5, "Name Server"},
    {6, "Domain Name Server"},
    {7, "Log Server"},
    {8, "Quotes Server"},
    {9, "LPR Server"},
    {10, "Impress Server"},
    {11, "Resource Location Server"},
    {12, "Host Name"},
    {13, "Boot File Size"},
    {14, "Merit Dump File"},
    {15, "Domain Name"},
    {16, "Swap Server"},
    {17, "Root Path"},
    {18, "Extensions Path"},
    {19, "IP Forwarding"},
    {20, "Non-Local Source Routing"},
    {21, "Policy Filter"},
    {22, "Maximum Datagram Reassembly Size"},
    {23, "Default IP Time-to-Live"},
    {24, "Path MTU Aging Timeout"},
    {25, "Path MTU Plateau Table"},
    {26, "Interface MTU"},
    {27, "All Subnets are Local"},
    {28, "Broadcast Address"},
    {29, "Perform Mask Discovery"},
    {30, "Mask Supplier"},
    {31, "Perform Router Discover"},
    {32, "Router Solicitation Address"},
    {33, "Static Route"},
    {34, "Trailer Encapsulation"},
    {35, "ARP Cache Timeout"},
    {36, "Ethernet Encapsulation"},
    {37, "TCP Default TTL"},
    {38, "TCP Keepalive Interval"},
    {39, "TCP Keepalive Garbage"},
    {40, "Network Information Service Domain"},
    {41, "Network Information Service Servers"},
    {42, "Network Time Protocol Servers"},
    {43, "Vendor-Specific Information"},
    {44, "NetBIOS over TCP/IP Name Server"},
    {45, "NetBIOS over TCP/IP Datagram Distribution Name Server"},
    {46, "NetBIOS over TCP/IP Node Type"},
    {47, "NetBIOS over TCP/IP Scope"},
    {48, "X Window System Font Server"},
    {49, "X Window System Display Manager"},
    {50, "Requested IP Address"},
    {51, "IP Address Lease Time"},
    {52, "Option Overload"},
    {53, "DHCP Message Type"},
    {54, "DHCP Server Identifier"},
    {55, "Parameter Request List"},
    {56, "Message"},
    {57, "Maximum DHCP Message Size"},
    {58, "Renewal Time Value"},
    {59, "Rebinding Time Value"},
    {60, "Vendor class identifier"},
    {61, "Client identifier"},
    {62, "Novell/Netware IP domain"},
    {63, "Novell Options"},
    {64, "Network Information Service+ Domain"},
    {65, "Network Information Service+ Servers"},
    {66, "TFTP Server Name"},
    {67, "Bootfile name"},
    {68, "Mobile IP Home Agent"},
    {69, "SMTP Server"},
    {70, "POP3 Server"},
    {71, "NNTP Server"},
    {72, "Default WWW Server"},
    {73, "Default Finger Server"},
    {74, "Default IRC Server"},
    {75, "StreetTalk Server"},
    {76, "StreetTalk Directory Assistance Server"},
    {77, "User Class Information"},
    {78, "Directory Agent Information"},
    {79, "Service Location Agent Scope"},
    {80, "Rapid commit"},
    {81, "Client Fully Qualified Domain Name"},
    {82, "Agent Information Option"},
    {83, "iSNS"},
    {84, "Removed/Unassigned"},
    {85, "Novell Directory Services Servers"},
    {86, "Novell Directory Services Tree Name"},
    {87, "Novell Directory Services Context"},
    {88, "BCMCS Controller Domain Name"},
    {89, "BCMCS Controller IPv4 address"},
    {90, "Authentication"},
    {91, "Client last transaction time"},
    {92, "Associated IP option"},
    {93, "Client System Architecture"},
    {94, "Client Network Device Interface"},
    {95, "LDAP"},
    {96, "Removed/Unassigned"},
    {97, "UUID/GUID-based Client Identifier"},
    {98, "Open Group's User Authentication"},
    {99, "Civic Addresses Configuration"},
    {100, "PCode"},
    {101, "TCode"},
    {102, "Removed/unassigned"},
    {103, "Removed/unassigned"},
    {104, "Removed/unassigned"},
    {105, "Removed/unassigned"},
    {106, "Removed/unassigned"},
    {107, "Removed/unassigned"},
    {108, "IPv6-Only Preferred"},
    {109, "Unassigned"},
    {110, "Removed/Unassigned"},
    {111, "Unassigned"},
    {112, "NetInfo Parent Server Address"},
    {113, "NetInfo Parent Server Tag"},
    {114, "DHCP Captive-Portal"},
    {115, "Removed/Unassigned"},
    {116, "DHCP Auto-Configuration"},
    {117, "Name Service Search"},
    {118, "Subnet Selection Option"},
    {119, "Domain Search"},
    {120, "SIP Servers"},
    {121, "Classless Static Route"},
    {122, "CableLabs Client Configuration"},
    {123, "Coordinate-based Location Configuration"},
    {124, "V-I Vendor Class"},
    {125, "V-I Vendor-specific Information"},
    {126, "Removed/Unassigned"},
    {127, "Removed/Unassigned"},
    {128, "DOCSIS full security server IP"},
    {129, "PXE - undefined (vendor specific)"},
    {130, "PXE - undefined (vendor specific)"},
    {131, "PXE - undefined (vendor specific)"},
    {132, "PXE - undefined (vendor specific)"},
    {133, "PXE - undefined (vendor specific)"},
    {134, "PXE - undefined (vendor specific)"},
    {135, "PXE - undefined (vendor specific)"},
    {136, "PANA Authentication Agent"},
    {137, "LoST Server Domain Name"},
    {138, "CAPWAP Access Controllers"},
    {139, "IPv4 Address-MoS"},
    {140, "IPv4 FQDN-MoS"},
    {141, "SIP UA Configuration Domains"},
    {142, "IPv4 Address ANDSF"},
    {143, "Zerotouch Redirect"},
    {144, "Geospatial Location"},
    {145, "Forcerenew Nonce Capable"},
    {146, "RDNSS Selection"},
    {147, "Unassigned"},
    {148, "Unassigned"},
    {149, "Unassigned"},
    {150, "TFTP Server Address"},
    {151, "Leasequery Status code"},
    {152, "Leasequery Base Time"},
    {153, "Leasequery Start Time of State"},
    {154, "Leasequery Query Start Time"},
    {155, "Leasequery Query End Time"},
    {156, "Leasequery Dhcp State"},
    {157, "Leasequery Data Source"},
    {158, "PCP Server"},
    {159, "Portparams"},
    {160, "Unassigned (ex DHCP Captive-Portal)"},
    {161, "Manufacturer Usage Description"},
    {162, "Unassigned"},
    {163, "Unassigned"},
    {164, "Unassigned"},
    {165, "Unassigned"},
    {166, "Unassigned"},
    {167, "Unassigned"},
    {168, "Unassigned"},
    {169, "Unassigned"},
    {170, "Unassigned"},
    {171, "Unassigned"},
    {172, "Unassigned"},
    {173, "Unassigned"},
    {174, "Unassigned"},
    {175, "Etherboot"},
    {176, "IP Telephone"},
    {177, "Etherboot"},
    {178, "Unassigned"},
    {179, "Unassigned"},
    {180, "Unassigned"},
    {181, "Unassigned"},
    {182, "Unassigned"},
    {183, "Unassigned"},
    {184, "Unassigned"},
    {185, "Unassigned"},
    {186, "Unassigned"},
    {187, "Unassigned"},
    {188, "Unassigned"},
    {189, "Unassigned"},
    {190, "Unassigned"},
    {191, "Unassigned"},
    {192, "Unassigned"},
    {193, "Unassigned"},
    {194, "Unassigned"},
    {195, "Unassigned"},
    {196, "Unassigned"},
    {197, "Unassigned"},
    {198, "Unassigned"},
    {199, "Unassigned"},
    {200, "Unassigned"},
    {201, "Unassigned"},
    {202, "Unassigned"},
    {203, "Unassigned"},
    {204, "Unassigned"},
    {205, "Unassigned"},
    {206, "Unassigned"},
    {207, "Unassigned"},
    {208, "PXELINUX Magic"},
    {209, "PXE Configuration file"},
    {210, "PXE Path Prefix"},
    {211, "Reboot Time"},
    {212, "6RD"},
    {213, "V4 Access Domain"},
    {214, "Unassigned"},
    {215, "Unassigned"},
    {216, "Unassigned"},
    {217, "Unassigned"},
    {218, "Unassigned"},
    {219, "Unassigned"},
    {220, "Subnet Allocation"},
    {221, "Virtual Subnet Selection"},
    {222, "Unassigned"},
    {223, "Unassigned"},
    {224, "Private"},
    {225, "Private"},
    {226, "Private"},
    {227, "Private"},
    {228, "Private"},
    {229, "Private"},
    {230, "Private"},
    {231, "Private"},
    {232, "Private"},
    {233, "Private"},
    {234, "Private"},
    {235, "Private"},
    {236, "Private"},
    {237, "Private"},
    {238, "Private"},
    {239, "Private"},
    {240, "Private"},
    {241, "Private"},
    {242, "Private/Avaya IP Telephone"},
    {243, "Private"},
    {244, "Private"},
    {245, "Private"},
    {246, "Private"},
    {247, "Private"},
    {248, "Private"},
    {249, "Private/Classless Static Route (Microsoft)"},
    {250, "Private"},
    {251, "Private"},
    {252, "Private/Proxy autodiscovery"},
    {253, "Private"},
    {254, "Private"},
    {255, "End"},
    {0, NULL},
};

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

static void add_text(struct packet *p, struct cur *c, unsigned row)
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
        add_text(p, c, option->row);
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

enum { CLIENT_IDENTIFIER = 61, FQDN = 81, ROUTES = 121, ROUTES_MICROSOFT = 249 };
enum { MAC_IDENTIFIER = 7, HARDWARE_LAST = 47 };

/* RFC 2132 9.14: a hardware type and address, or 0 and anything. */
static void add_client_identifier(struct packet *p, struct cur *c)
{
    const uint8_t *type = cur_peek(c, 0, 1);
    if (type && *type && *type <= HARDWARE_LAST && cur_left(c) == MAC_IDENTIFIER) {
        packet_u8(p, c, DHCP_HW_TYPE);
        packet_bytes(p, c, DHCP_MAC, 6);
    } else if (type && !*type && cur_left(c) > 1) {
        packet_u8(p, c, DHCP_CLIENT_TYPE);
        packet_bytes(p, c, DHCP_CLIENT_TEXT, cur_left(c));
    }
}

/* RFC 4702 2. */
static void add_fqdn(struct packet *p, struct cur *c)
{
    uint32_t offset = c->at;
    uint8_t flags = packet_u8(p, c, DHCP_FQDN_FLAGS);
    struct item *item =
        packet_wants(p, DHCP_FQDN_FLAGS) && !c->error ? &p->items[p->nitems - 1] : NULL;
    packet_open(p, item);
    for (unsigned row = DHCP_FQDN_RESERVED; row <= DHCP_FQDN_S && !c->error; row++)
        packet_add_bits(p, row, offset, 1, flags, 0);
    packet_shut(p, item, NULL);
    packet_u8(p, c, DHCP_FQDN_RCODE1);
    packet_u8(p, c, DHCP_FQDN_RCODE2);
    if (cur_left(c)) packet_bytes(p, c, DHCP_FQDN_NAME, cur_left(c));
}

/* RFC 3442: the width of a network, as many of its bytes as that needs, a router. */
static void add_routes(struct packet *p, struct cur *c)
{
    while (cur_left(c)) {
        uint32_t offset = c->at;
        const uint8_t *width = cur_take(c, 1);
        unsigned size = width ? (*width + 7u) / 8 : 0;
        if (size > 4) c->error = CUR_MALFORMED;
        cur_take(c, size);
        if (!cur_take(c, 4)) return;
        packet_add_bytes(p, DHCP_ROUTE, offset, bytes_of(width, c->at - offset), 0);
    }
}

void dhcp_option_value(struct packet *p, struct cur *c, uint8_t code)
{
    const struct dhcp_plain_option *plain = dhcp_plain_option(code);
    uint32_t length = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, length);
    bool known = plain || code == CLIENT_IDENTIFIER || code == FQDN || code == ROUTES ||
                 code == ROUTES_MICROSOFT;
    if (known && at) packet_add_bytes(p, DHCP_VALUE, c->at, bytes_of(at, length), ITEM_HIDDEN);
    if (plain)
        add_plain(p, c, plain);
    else if (code == CLIENT_IDENTIFIER)
        add_client_identifier(p, c);
    else if (code == FQDN)
        add_fqdn(p, c);
    else if (code == ROUTES || code == ROUTES_MICROSOFT)
        add_routes(p, c);
    else
        packet_bytes(p, c, DHCP_VALUE, cur_left(c));
}
