/* The rows of the Cisco Discovery Protocol.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto/cdp.h"

/* clang-format off */
const struct value_name cdp_types[] = {
    {1, "Device ID"}, {2, "Addresses"}, {3, "Port ID"}, {4, "Capabilities"}, {5, "Software version"}, {6, "Platform"},
    {7, "IP Prefix/Gateway (used for ODR)"}, {8, "Protocol Hello"}, {9, "VTP Management Domain"}, {10, "Native VLAN"},
    {11, "Duplex"}, {14, "VoIP VLAN Reply"}, {15, "VoIP VLAN Query"}, {16, "Power consumption"}, {17, "MTU"},
    {18, "Trust Bitmap"}, {19, "Untrusted Port CoS"}, {20, "System Name"}, {21, "System Object ID"},
    {22, "Management Address"}, {23, "Location"}, {24, "External Port-ID"}, {25, "Power Requested"},
    {26, "Power Available"}, {27, "Port Unidirectional"}, {29, "EnergyWise"}, {31, "Spare PoE"}, {0x1000, "BSSID"},
    {0x1001, "Serial number"}, {0x1002, "SSID"}, {0x1003, "Radio1 channel"}, {0x1006, "SNMP UDP port"},
    {0x1007, "Web TCP port"}, {0x1008, "Source MAC address"}, {0x1009, "Radio2 channel"},
    {0x100a, "Radio1 Operating mode"}, {0x100b, "Radio2 Operating mode"}, {0x100c, "Radio1 Radio mode"},
    {0x100d, "Radio2 Radio mode"}, {0, NULL},
};
const struct value_name cdp_hellos[] = {{0x0112, "Cluster Management"}, {0, NULL}};
static const struct value_name duplexes[] = {{0, "Half"}, {1, "Full"}, {0, NULL}};
static const struct value_name protocol_types[] = {{1, "NLPID"}, {2, "802.2"}, {0, NULL}};
static const struct value_name yes_no[] = {{0, "No"}, {1, "Yes"}, {0, NULL}};

static void show_ttl(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "TTL: %u seconds", (unsigned)item->number);
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct bytes *source = &packet->sources[layer->source];
    struct cur c = {.data = source->at,
        .at = layer->offset,
        .end = layer->end,
        .cap = (uint32_t)source->len};
    struct checksum_finding found = cdp_check(&c, layer->offset);
    text_format(text, "Checksum: 0x%04x ", (unsigned)item->number);
    if (found.status == CHECKSUM_BAD)
        text_format(text, "incorrect, should be 0x%04x", found.expected);
    else
        text_put(text, found.status == CHECKSUM_GOOD ? "[correct]" : "[unverified]");
}

static void show_protocol(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Protocol: ");
    if (cdp_is_ipv4(item->bytes))
        text_put(text, "IP");
    else if (cdp_is_ipv6(item->bytes))
        text_put(text, "IPv6");
    else
        text_hex_bytes(text, item->bytes.at, item->bytes.len, 0);
}

/* Its length stands behind it. */
static void show_prefix(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *length = packet_at(packet, item->source, item->offset + item->length, 1);
    text_put(text, "IP Prefix: ");
    text_ipv4(text, item->bytes.at);
    if (length) text_format(text, "/%u", *length);
}

void cdp_show_watt(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "%s: %umW", item->field->label, (unsigned)item->number);
}

#define CAPABLE(bit, name, label) [CDP_CAPABILITY + (bit)] = {"cdp.capabilities." name, label, FT_BOOLEAN, BASE_NONE, 1U << (bit), yes_no, .unit_bits = 32}

const struct field cdp_fields[CDP_FIELDS] = {
    [CDP_VERSION] = {"cdp.version", "Version", FT_UINT8, BASE_DEC},
    [CDP_TTL] = {"cdp.ttl", "TTL", FT_UINT8, BASE_DEC, .show = show_ttl, .blurb = "How long the neighbour may believe this"},
    [CDP_CHECKSUM] = {"cdp.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum},
    [CDP_STATUS] = {"cdp.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE, 0, names_checksum_status},
    [CDP_RECORD] = {NULL, "Record", FT_NONE, BASE_NONE},
    [CDP_TYPE] = {"cdp.tlv.type", "Type", FT_UINT16, BASE_HEX, 0, cdp_types},
    [CDP_LENGTH] = {"cdp.tlv.len", "Length", FT_UINT16, BASE_DEC, .blurb = "With the four bytes of type and length"},
    [CDP_DEVICE] = {"cdp.deviceid", "Device ID", FT_STRING, BASE_NONE, .blurb = "The name of the device"},
    [CDP_PORT] = {"cdp.portid", "Sent through Interface", FT_STRING, BASE_NONE},
    [CDP_PLATFORM] = {"cdp.platform", "Platform", FT_STRING, BASE_NONE, .blurb = "Which model it is"},
    [CDP_SOFTWARE] = {"cdp.software_version", "Software version", FT_STRINGZ, BASE_NONE},
    [CDP_CAPABILITIES] = {"cdp.capabilities", "Capabilities", FT_UINT32, BASE_HEX},
    CAPABLE(0, "router", "Router"),
    CAPABLE(1, "trans_bridge", "Transparent Bridge"),
    CAPABLE(2, "src_bridge", "Source Route Bridge"),
    CAPABLE(3, "switch", "Switch"),
    CAPABLE(4, "host", "Host"),
    CAPABLE(5, "igmp_capable", "IGMP capable"),
    CAPABLE(6, "repeater", "Repeater"),
    CAPABLE(7, "voip_phone", "VoIP Phone"),
    CAPABLE(8, "remote", "Remotely Managed Device"),
    CAPABLE(9, "cvta", "CVTA/STP Dispute Resolution/Cisco VT Camera"),
    CAPABLE(10, "mac_relay", "Two Port Mac Relay"),
    [CDP_COUNT] = {"cdp.number_of_addresses", "Number of addresses", FT_UINT32, BASE_DEC},
    [CDP_ADDRESS] = {NULL, "Address", FT_NONE, BASE_NONE},
    [CDP_PROTOCOL_TYPE] = {"cdp.protocol_type", "Protocol type", FT_UINT8, BASE_HEX, 0, protocol_types},
    [CDP_PROTOCOL_LENGTH] = {"cdp.protocol_length", "Protocol length", FT_UINT8, BASE_DEC},
    [CDP_PROTOCOL] = {"cdp.protocol", "Protocol", FT_BYTES, BASE_NONE, .show = show_protocol},
    [CDP_ADDRESS_LENGTH] = {"cdp.address_length", "Address length", FT_UINT16, BASE_DEC},
    [CDP_IP_ADDRESS] = {"cdp.nrgyz.ip_address", "IP Address", FT_IPv4, BASE_NONE},
    [CDP_IPV6_ADDRESS] = {"cdp.nrgyz.ipv6_address", "IPv6 Address", FT_IPv6, BASE_NONE},
    [CDP_OTHER_ADDRESS] = {"cdp.address", "Address", FT_BYTES, BASE_NONE},
    [CDP_GATEWAY] = {"cdp.odr_default_gateway", "ODR Default gateway", FT_IPv4, BASE_NONE},
    [CDP_PREFIX] = {"cdp.ip_prefix", "IP Prefix", FT_IPv4, BASE_NONE, .show = show_prefix},
    [CDP_OUI] = {"cdp.oui", "OUI", FT_UINT24, BASE_DEC, .show = names_show_organization},
    [CDP_HELLO] = {"cdp.protocol_id", "Protocol ID", FT_UINT16, BASE_HEX, 0, cdp_hellos},
    [CDP_MASTER] = {"cdp.cluster.master_ip", "Cluster Master IP", FT_IPv4, BASE_NONE},
    [CDP_CLUSTER_IP] = {"cdp.cluster.ip", "IP?", FT_IPv4, BASE_NONE},
    [CDP_CLUSTER_VERSION] = {"cdp.cluster.version", "Version?", FT_UINT8, BASE_HEX},
    [CDP_CLUSTER_SUBVERSION] = {"cdp.cluster.sub_version", "Sub Version?", FT_UINT8, BASE_HEX},
    [CDP_CLUSTER_STATUS] = {"cdp.cluster.status", "Status?", FT_UINT8, BASE_HEX},
    [CDP_CLUSTER_UNKNOWN] = {"cdp.cluster.unknown", "UNKNOWN", FT_UINT8, BASE_HEX},
    [CDP_COMMANDER] = {"cdp.cluster.commander_mac", "Cluster Commander MAC", FT_ETHER, BASE_NONE},
    [CDP_SWITCH] = {"cdp.cluster.switch_mac", "Switch's MAC", FT_ETHER, BASE_NONE},
    [CDP_CLUSTER_VLAN] = {"cdp.cluster.management_vlan", "Management VLAN", FT_UINT16, BASE_DEC},
    [CDP_HELLO_UNKNOWN] = {"cdp.hello.unknown", "Unknown", FT_BYTES, BASE_NONE},
    [CDP_DOMAIN] = {"cdp.vtp_management_domain", "VTP Management Domain", FT_STRING, BASE_NONE},
    [CDP_NATIVE_VLAN] = {"cdp.native_vlan", "Native VLAN", FT_UINT16, BASE_DEC, .blurb = "The VLAN of frames without a tag"},
    [CDP_DUPLEX] = {"cdp.duplex", "Duplex", FT_BOOLEAN, BASE_NONE, 0, duplexes, .unit_bits = 8},
    [CDP_VOICE_DATA] = {"cdp.data", "Data", FT_BYTES, BASE_NONE},
    [CDP_VOICE_VLAN] = {"cdp.voice_vlan", "Voice VLAN", FT_UINT16, BASE_DEC},
    [CDP_CONSUMPTION] = {"cdp.power_consumption", "Power Consumption", FT_UINT16, BASE_DEC, .show = cdp_show_watt},
    [CDP_MTU] = {"cdp.mtu", "MTU", FT_UINT32, BASE_DEC},
    [CDP_TRUST] = {"cdp.trust_bitmap", "Trust Bitmap", FT_UINT8, BASE_HEX},
    [CDP_UNTRUSTED] = {"cdp.untrusted_port_cos", "Untrusted port CoS", FT_UINT8, BASE_HEX},
    [CDP_SYSTEM_NAME] = {"cdp.system_name", "System Name", FT_STRING, BASE_NONE},
    [CDP_SYSTEM_OBJECT] = {"cdp.system_object_identifier", "System Object Identifier", FT_BYTES, BASE_NONE},
    [CDP_LOCATION_UNKNOWN] = {"cdp.location.unknown", "UNKNOWN", FT_UINT8, BASE_HEX},
    [CDP_LOCATION] = {"cdp.location", "Location", FT_STRING, BASE_NONE},
    [CDP_REQUEST] = {"cdp.request_id", "Request-ID", FT_UINT16, BASE_DEC},
    [CDP_MANAGEMENT] = {"cdp.management_id", "Management-ID", FT_UINT16, BASE_DEC},
    [CDP_REQUESTED] = {"cdp.power_requested", "Power Requested", FT_UINT32, BASE_DEC, .show = cdp_show_watt},
    [CDP_AVAILABLE] = {"cdp.power_available", "Power Available", FT_UINT32, BASE_DEC, .show = cdp_show_watt},
    [CDP_DATA] = {"cdp.data", "Data", FT_BYTES, BASE_NONE},
    [CDP_N_CHECKSUM] = {"cdp.bad_checksum", "Bad checksum", FT_NONE, BASE_NONE},
};
/* clang-format on */
