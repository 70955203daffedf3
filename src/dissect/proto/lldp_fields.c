/* The rows of LLDP, and the names of its numbers.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/proto/lldp.h"
#include "dissect/proto/x509.h"

/* clang-format off */
static const struct value_name types[] = {{0, "End of LLDPDU"}, {1, "Chassis Id"}, {2, "Port Id"}, {3, "Time to Live"}, {4, "Port Description"}, {5, "System Name"}, {6, "System Description"}, {7, "System Capabilities"}, {8, "Management Address"}, {127, "Organization Specific"}, {0, NULL}};
static const struct value_name chassis_subtypes[] = {{0, "Reserved"}, {1, "Chassis component"}, {2, "Interface alias"}, {3, "Port component"}, {4, "MAC address"}, {5, "Network address"}, {6, "Interface name"}, {7, "Locally assigned"}, {0, NULL}};
static const struct value_name port_subtypes[] = {{0, "Reserved"}, {1, "Interface alias"}, {2, "Port component"}, {3, "MAC address"}, {4, "Network address"}, {5, "Interface name"}, {6, "Agent circuit Id"}, {7, "Locally assigned"}, {0, NULL}};
static const struct value_name families[] = {{0, "Reserved"}, {1, "IPv4"}, {2, "IPv6"}, {3, "NSAP"}, {4, "HDLC (8-bit multidrop)"}, {5, "BBN 1822"}, {6, "802 (includes all 802 media plus Ethernet)"}, {7, "E.163"}, {8, "E.164 (SMDS, Frame Relay, ATM)"}, {9, "F.69 (Telex)"}, {10, "X.121 (X.25, Frame Relay)"}, {11, "IPX"}, {12, "Appletalk"}, {13, "Decnet IV"}, {14, "Banyan Vines"}, {15, "E.164 with NSAP subaddress"}, {16, "DNS (Domain Name System)"}, {17, "Distinguished Name"}, {18, "AS Number"}, {19, "XTP over IP version 4"}, {20, "XTP over IP version 6"}, {21, "XTP native mode XTP"}, {22, "Fibre Channel World-Wide Port Name"}, {23, "Fibre Channel World-Wide Node Name"}, {24, "GWID"}, {25, "Layer-2 VPN"}, {196, "Layer-2 VPN (old)"}, {26, "MPLS-TP Section Endpoint Identifier"}, {27, "MPLS-TP LSP Endpoint Identifier"}, {28, "MPLS-TP Pseudowire Endpoint Identifier"}, {29, "MT IP: Multi-Topology IP version 4"}, {30, "MT IPv6: Multi-Topology IP version 6"}, {0, NULL}};
static const struct value_name interfaces[] = {{1, "Unknown"}, {2, "ifIndex"}, {3, "System port number"}, {0, NULL}};
const struct value_name lldp_subtypes_1[] = {{1, "Port VLAN ID"}, {2, "Port and Protocol VLAN ID"}, {3, "VLAN Name"}, {4, "Protocol Identity"}, {5, "VID Usage Digest"}, {6, "Management VID"}, {7, "Link Aggregation"}, {8, "Congestion Notification"}, {9, "ETS Configuration"}, {10, "ETS Recommendation"}, {11, "Priority Flow Control Configuration"}, {12, "Application Protocol"}, {13, "EVB"}, {14, "CDCP"}, {15, "Port extension"}, {16, "Application VLAN"}, {17, "LRP ECP Discovery"}, {18, "LRP TCP Discovery"}, {19, "Congestion Isolation"}, {20, "Topology Recognition"}, {0, NULL}};
static const struct value_name aggregation_ports[] = {{0, "Not specified"}, {1, "From aggregation port"}, {2, "From aggregator"}, {3, "From single-port aggregator"}, {0, NULL}};
const struct value_name lldp_subtypes_3[] = {{1, "MAC/PHY Configuration/Status"}, {2, "Power Via MDI"}, {3, "Link Aggregation"}, {4, "Maximum Frame Size"}, {5, "EEE (Energy-Efficient Ethernet)"}, {7, "IEEE 802.3br Additional Ethernet capabilities"}, {0, NULL}};
static const struct value_name power_classes[] = {{1, "0"}, {2, "1"}, {3, "2"}, {4, "3"}, {5, "4"}, {0, NULL}};
const struct value_name lldp_subtypes_media[] = {{1, "Media Capabilities"}, {2, "Network Policy"}, {3, "Location Identification"}, {4, "Extended Power-via-MDI"}, {5, "Inventory - Hardware Revision"}, {6, "Inventory - Firmware Revision"}, {7, "Inventory - Software Revision"}, {8, "Inventory - Serial Number"}, {9, "Inventory - Manufacturer Name"}, {10, "Inventory - Model Name"}, {11, "Inventory - Asset ID"}, {0, NULL}};
static const struct value_name classes[] = {{0, "Type Not Defined"}, {1, "Endpoint Class I"}, {2, "Endpoint Class II"}, {3, "Endpoint Class III"}, {4, "Network Connectivity"}, {0, NULL}};
static const struct value_name applications[] = {{0, "Reserved"}, {1, "Voice"}, {2, "Voice Signaling"}, {3, "Guest Voice"}, {4, "Guest Voice Signaling"}, {5, "Softphone Voice"}, {6, "Video Conferencing"}, {7, "Streaming Video"}, {8, "Video Signaling"}, {0, NULL}};
static const struct value_name formats[] = {{0, "Invalid "}, {1, "Coordinate-based LCI"}, {2, "Civic Address LCI"}, {3, "ECS ELIN"}, {0, NULL}};
static const struct value_name power_types[] = {{0, "PSE Device"}, {1, "PD Device"}, {2, "PSE Device"}, {3, "PD Device"}, {0, NULL}};
static const struct value_name power_priorities[] = {{0, "Unknown"}, {1, "Critical"}, {2, "High"}, {3, "Low"}, {0, NULL}};
static const struct value_name mau_types[] = {{0, "other or unknown"}, {1, "AUI - no internal MAU, view from AUI"}, {2, "10Base5 - thick coax MAU"}, {3, "Foirl - FOIRL MAU"}, {4, "10Base2 - thin coax MAU"}, {5, "10BaseT - UTP MAU"}, {6, "10BaseFP - passive fiber MAU"}, {7, "10BaseFB - sync fiber MAU"}, {8, "10BaseFL - async fiber MAU"}, {9, "10Broad36 - broadband DTE MAU"}, {10, "10BaseTHD - UTP MAU, half duplex mode"}, {11, "10BaseTFD - UTP MAU, full duplex mode"}, {12, "10BaseFLHD - async fiber MAU, half duplex mode"}, {13, "10BaseFLDF - async fiber MAU, full duplex mode"}, {14, "10BaseT4 - 4 pair category 3 UTP"}, {15, "100BaseTXHD - 2 pair category 5 UTP, half duplex mode"}, {16, "100BaseTXFD - 2 pair category 5 UTP, full duplex mode"}, {17, "100BaseFXHD - X fiber over PMT, half duplex mode"}, {18, "100BaseFXFD - X fiber over PMT, full duplex mode"}, {19, "100BaseT2HD - 2 pair category 3 UTP, half duplex mode"}, {20, "100BaseT2DF - 2 pair category 3 UTP, full duplex mode"}, {21, "1000BaseXHD - PCS/PMA, unknown PMD, half duplex mode"}, {22, "1000BaseXFD - PCS/PMA, unknown PMD, full duplex mode"}, {23, "1000BaseLXHD - Fiber over long-wavelength laser, half duplex mode"}, {24, "1000BaseLXFD - Fiber over long-wavelength laser, full duplex mode"}, {25, "1000BaseSXHD - Fiber over short-wavelength laser, half duplex mode"}, {26, "1000BaseSXFD - Fiber over short-wavelength laser, full duplex mode"}, {27, "1000BaseCXHD - Copper over 150-Ohm balanced cable, half duplex mode"}, {28, "1000BaseCXFD - Copper over 150-Ohm balanced cable, full duplex mode"}, {29, "1000BaseTHD - Four-pair Category 5 UTP, half duplex mode"}, {30, "1000BaseTFD - Four-pair Category 5 UTP, full duplex mode"}, {31, "10GigBaseX - X PCS/PMA, unknown PMD."}, {32, "10GigBaseLX4 - X fiber over WWDM optics"}, {33, "10GigBaseR - R PCS/PMA, unknown PMD."}, {34, "10GigBaseER - R fiber over 1550 nm optics"}, {35, "10GigBaseLR - R fiber over 1310 nm optics"}, {36, "10GigBaseSR - R fiber over 850 nm optics"}, {37, "10GigBaseW - W PCS/PMA, unknown PMD."}, {38, "10GigBaseEW - W fiber over 1550 nm optics"}, {39, "10GigBaseLW - W fiber over 1310 nm optics"}, {40, "10GigBaseSW - W fiber over 850 nm optics"}, {41, "10GBASE-CX4 - X copper over 8 pair 100-Ohm balanced cable"}, {42, "2BASE-TL - Voice grade UTP copper, up to 2700m, optional PAF"}, {43, "10PASS-TS - Voice grade UTP copper, up to 750m, optional PAF"}, {44, "100BASE-BX10D - One single-mode fiber OLT, long wavelength, 10km"}, {45, "100BASE-BX10U - One single-mode fiber ONU, long wavelength, 10km"}, {46, "100BASE-LX10 - One single-mode fiber ONU, long wavelength, 10km"}, {47, "1000BASE-BX10D - One single-mode fiber OLT, long wavelength, 10km"}, {48, "1000BASE-BX10U - One single-mode fiber ONU, long wavelength, 10km"}, {49, "1000BASE-LX10 - Two sigle-mode fiber, long wavelength, 10km"}, {50, "1000BASE-PX10D - One single-mode fiber EPON OLT, 10km"}, {51, "1000BASE-PX10U - One single-mode fiber EPON ONU, 10km"}, {52, "1000BASE-PX20D - One single-mode fiber EPON OLT, 20km"}, {53, "1000BASE-PX20U - One single-mode fiber EPON ONU, 20km"}, {0, NULL}};
static const struct value_name capable[] = {{0, "Not capable"}, {1, "Capable"}, {0, NULL}};
static const struct value_name supported[] = {{0, "Not supported"}, {1, "Supported"}, {0, NULL}};
static const struct value_name enabled[] = {{0, "Disabled"}, {1, "Enabled"}, {0, NULL}};
static const struct value_name yes_no[] = {{0, "No"}, {1, "Yes"}, {0, NULL}};
static const struct value_name port_classes[] = {{0, "PD"}, {1, "PSE"}, {0, NULL}};
static const struct value_name policies[] = {{0, "Defined"}, {1, "Unknown"}, {0, NULL}};

static void show_watt(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Power Value: %u mW", (unsigned)item->number * 100);
}

const struct field lldp_fields[LLDP_FIELDS] = {
    [LLDP_TLV] = {NULL, "Unknown TLV", FT_NONE, BASE_NONE},
    [LLDP_TYPE] = {"lldp.tlv.type", "TLV Type", FT_UINT16, BASE_DEC, 0xfe00, types},
    [LLDP_LENGTH] = {"lldp.tlv.len", "TLV Length", FT_UINT16, BASE_DEC, 0x01ff},
    [LLDP_CHASSIS_SUBTYPE] = {"lldp.chassis.subtype", "Chassis Id Subtype", FT_UINT8, BASE_DEC, 0, chassis_subtypes, "By what kind of name"},
    [LLDP_CHASSIS] = {"lldp.chassis.id", "Chassis Id", FT_BYTES, BASE_NONE, .blurb = "Which device speaks"},
    [LLDP_CHASSIS_MAC] = {"lldp.chassis.id.mac", "Chassis Id", FT_ETHER, BASE_NONE, .blurb = "Which device speaks"},
    [LLDP_CHASSIS_IP4] = {"lldp.chassis.id.ip4", "Chassis Id", FT_IPv4, BASE_NONE, .blurb = "Which device speaks"},
    [LLDP_CHASSIS_IP6] = {"lldp.chassis.id.ip6", "Chassis Id", FT_IPv6, BASE_NONE, .blurb = "Which device speaks"},
    [LLDP_FAMILY] = {"lldp.network_address.subtype", "Network Address family", FT_UINT8, BASE_DEC, 0, families},
    [LLDP_PORT_SUBTYPE] = {"lldp.port.subtype", "Port Id Subtype", FT_UINT8, BASE_DEC, 0, port_subtypes, "By what kind of name"},
    [LLDP_PORT] = {"lldp.port.id", "Port Id", FT_STRING, BASE_NONE, .blurb = "Through which of its ports"},
    [LLDP_PORT_MAC] = {"lldp.port.id.mac", "Port Id", FT_ETHER, BASE_NONE, .blurb = "Through which of its ports"},
    [LLDP_PORT_IP4] = {"lldp.port.id.ip4", "Port Id", FT_IPv4, BASE_NONE, .blurb = "Through which of its ports"},
    [LLDP_PORT_IP6] = {"lldp.port.id.ip6", "Port Id", FT_IPv6, BASE_NONE, .blurb = "Through which of its ports"},
    [LLDP_TIME] = {"lldp.time_to_live", "Seconds", FT_UINT16, BASE_DEC, .blurb = "How long this may be believed; 0: the device leaves"},
    [LLDP_PORT_DESCRIPTION] = {"lldp.port.desc", "Port Description", FT_STRING, BASE_NONE},
    [LLDP_SYSTEM_NAME] = {"lldp.tlv.system.name", "System Name", FT_STRING, BASE_NONE},
    [LLDP_SYSTEM_DESCRIPTION] = {"lldp.tlv.system.desc", "System Description", FT_STRING, BASE_NONE},
    [LLDP_CAPABILITIES] = {"lldp.tlv.system_cap", "Capabilities", FT_UINT16, BASE_HEX, .blurb = "What the device could do"},
    [LLDP_CAPABILITIES + 1] = {"lldp.tlv.system_cap.other", "Other", FT_BOOLEAN, BASE_NONE, 0x0001, capable, .unit_bits = 16},
    [LLDP_CAPABILITIES + 2] = {"lldp.tlv.system_cap.repeater", "Repeater", FT_BOOLEAN, BASE_NONE, 0x0002, capable, .unit_bits = 16},
    [LLDP_CAPABILITIES + 3] = {"lldp.tlv.system_cap.bridge", "Bridge", FT_BOOLEAN, BASE_NONE, 0x0004, capable, .unit_bits = 16},
    [LLDP_CAPABILITIES + 4] = {"lldp.tlv.system_cap.wlan_access_pt", "WLAN access point", FT_BOOLEAN, BASE_NONE, 0x0008, capable, .unit_bits = 16},
    [LLDP_CAPABILITIES + 5] = {"lldp.tlv.system_cap.router", "Router", FT_BOOLEAN, BASE_NONE, 0x0010, capable, .unit_bits = 16},
    [LLDP_CAPABILITIES + 6] = {"lldp.tlv.system_cap.telephone", "Telephone", FT_BOOLEAN, BASE_NONE, 0x0020, capable, .unit_bits = 16},
    [LLDP_CAPABILITIES + 7] = {"lldp.tlv.system_cap.docsis_cable_device", "DOCSIS cable device", FT_BOOLEAN, BASE_NONE, 0x0040, capable, .unit_bits = 16},
    [LLDP_CAPABILITIES + 8] = {"lldp.tlv.system_cap.station_only", "Station only", FT_BOOLEAN, BASE_NONE, 0x0080, capable, .unit_bits = 16},
    [LLDP_ENABLED] = {"lldp.tlv.enable_system_cap", "Enabled Capabilities", FT_UINT16, BASE_HEX, .blurb = "What it does"},
    [LLDP_ENABLED + 1] = {"lldp.tlv.enable_system_cap.other", "Other", FT_BOOLEAN, BASE_NONE, 0x0001, capable, .unit_bits = 16},
    [LLDP_ENABLED + 2] = {"lldp.tlv.enable_system_cap.repeater", "Repeater", FT_BOOLEAN, BASE_NONE, 0x0002, capable, .unit_bits = 16},
    [LLDP_ENABLED + 3] = {"lldp.tlv.enable_system_cap.bridge", "Bridge", FT_BOOLEAN, BASE_NONE, 0x0004, capable, .unit_bits = 16},
    [LLDP_ENABLED + 4] = {"lldp.tlv.enable_system_cap.wlan_access_pt", "WLAN access point", FT_BOOLEAN, BASE_NONE, 0x0008, capable, .unit_bits = 16},
    [LLDP_ENABLED + 5] = {"lldp.tlv.enable_system_cap.router", "Router", FT_BOOLEAN, BASE_NONE, 0x0010, capable, .unit_bits = 16},
    [LLDP_ENABLED + 6] = {"lldp.tlv.enable_system_cap.telephone", "Telephone", FT_BOOLEAN, BASE_NONE, 0x0020, capable, .unit_bits = 16},
    [LLDP_ENABLED + 7] = {"lldp.tlv.enable_system_cap.docsis_cable_device", "DOCSIS cable device", FT_BOOLEAN, BASE_NONE, 0x0040, capable, .unit_bits = 16},
    [LLDP_ENABLED + 8] = {"lldp.tlv.enable_system_cap.station_only", "Station only", FT_BOOLEAN, BASE_NONE, 0x0080, capable, .unit_bits = 16},
    [LLDP_ADDRESS_LENGTH] = {"lldp.mgn.address.len", "Address String Length", FT_UINT8, BASE_DEC},
    [LLDP_ADDRESS_FAMILY] = {"lldp.mgn.address.subtype", "Address Subtype", FT_UINT8, BASE_DEC, 0, families},
    [LLDP_ADDRESS] = {"lldp.mgn.addr.hex", "Management Address", FT_BYTES, BASE_NONE},
    [LLDP_ADDRESS_IP4] = {"lldp.mgn.addr.ip4", "Management Address", FT_IPv4, BASE_NONE, .blurb = "Where the device is managed"},
    [LLDP_ADDRESS_IP6] = {"lldp.mgn.addr.ip6", "Management Address", FT_IPv6, BASE_NONE, .blurb = "Where the device is managed"},
    [LLDP_INTERFACE_SUBTYPE] = {"lldp.mgn.interface.subtype", "Interface Subtype", FT_UINT8, BASE_DEC, 0, interfaces},
    [LLDP_INTERFACE] = {"lldp.mgn.interface.number", "Interface Number", FT_UINT32, BASE_DEC},
    [LLDP_OBJECT_LENGTH] = {"lldp.mgn.obj.len", "OID String Length", FT_UINT8, BASE_DEC},
    [LLDP_OBJECT] = {"lldp.mgn.obj.id", "Object Identifier", FT_OID, BASE_NONE, .show = x509_show_oid},
    [LLDP_ORGANIZATION] = {"lldp.orgtlv.oui", "Organization Unique Code", FT_UINT24, BASE_DEC, .show = names_show_organization},
    [LLDP_UNKNOWN_SUBTYPE] = {"lldp.unknown_subtype", "Unknown Subtype", FT_UINT8, BASE_DEC},
    [LLDP_UNKNOWN] = {"lldp.unknown_subtype.content", "Unknown Subtype Content", FT_BYTES, BASE_NONE},
    [LLDP_1_SUBTYPE] = {"lldp.ieee.802_1.subtype", "IEEE 802.1 Subtype", FT_UINT8, BASE_HEX, 0, lldp_subtypes_1},
    [LLDP_1_PORT_VLAN] = {"lldp.ieee.802_1.port_vlan.id", "Port VLAN Identifier", FT_UINT16, BASE_DEC_HEX, .blurb = "The VLAN of frames without a tag"},
    [LLDP_1_FLAGS] = {"lldp.ieee.802_1.port_and_vlan_id_flag", "Flags", FT_UINT8, BASE_HEX},
    [LLDP_1_SUPPORTED] = {"lldp.ieee.802_1.port_and_vlan_id_flag.supported", "Port and Protocol VLAN", FT_BOOLEAN, BASE_NONE, 0x02, supported},
    [LLDP_1_ENABLED] = {"lldp.ieee.802_1.port_and_vlan_id_flag.enabled", "Port and Protocol VLAN", FT_BOOLEAN, BASE_NONE, 0x04, enabled},
    [LLDP_1_PROTOCOL_VLAN] = {"lldp.ieee.802_1.port_proto_vlan.id", "Port and Protocol VLAN Identifier", FT_UINT16, BASE_DEC_HEX},
    [LLDP_1_VLAN] = {"lldp.ieee.802_1.vlan.id", "VLAN Identifier", FT_UINT16, BASE_DEC_HEX},
    [LLDP_1_NAME_LENGTH] = {"lldp.ieee.802_1.vlan.name_len", "VLAN Name Length", FT_UINT8, BASE_DEC},
    [LLDP_1_NAME] = {"lldp.ieee.802_1.vlan.name", "VLAN Name", FT_STRINGZ, BASE_NONE},
    [LLDP_1_IDENTITY_LENGTH] = {"lldp.ieee.802_1.proto.id_length", "Protocol Identity Length", FT_UINT8, BASE_DEC},
    [LLDP_1_IDENTITY] = {"lldp.ieee.802_1.proto.id", "Protocol Identity", FT_BYTES, BASE_NONE},
    [LLDP_1_AGGREGATION] = {"lldp.ieee.802_1.aggregation_status", "Aggregation Status", FT_UINT8, BASE_HEX},
    [LLDP_1_AGGREGATION_ABLE] = {"lldp.ieee.802_1.aggregation_status.cap", "Aggregation Capability", FT_BOOLEAN, BASE_NONE, 0x01, yes_no},
    [LLDP_1_AGGREGATION_ON] = {"lldp.ieee.802_1.aggregation_status.enabled", "Aggregation Status", FT_BOOLEAN, BASE_NONE, 0x02, enabled},
    [LLDP_1_AGGREGATION_PORT] = {"lldp.ieee.802_1.aggregation_status.porttype", "Aggregation Status", FT_UINT8, BASE_DEC, 0x0c, aggregation_ports},
    [LLDP_1_AGGREGATED] = {"lldp.ieee.802_1.aggregated_port_id", "Aggregated Port Id", FT_UINT32, BASE_DEC},
    [LLDP_3_SUBTYPE] = {"lldp.ieee.802_3.subtype", "IEEE 802.3 Subtype", FT_UINT8, BASE_HEX, 0, lldp_subtypes_3},
    [LLDP_3_NEGOTIATION] = {"lldp.ieee.802_3.mac_phy_auto_neg_status", "Auto-Negotiation Support/Status", FT_UINT8, BASE_HEX},
    [LLDP_3_NEGOTIATION_ABLE] = {"lldp.ieee.802_3.mac_phy_auto_neg_status.supported", "Auto-Negotiation", FT_BOOLEAN, BASE_NONE, 0x01, supported},
    [LLDP_3_NEGOTIATION_ON] = {"lldp.ieee.802_3.mac_phy_auto_neg_status.enabled", "Auto-Negotiation", FT_BOOLEAN, BASE_NONE, 0x02, enabled},
    [LLDP_3_MODES] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps", "PMD Auto-Negotiation Advertised Capability", FT_UINT16, BASE_HEX, .blurb = "Which speeds the port can"},
    [LLDP_3_MODES + 1] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_tfd", "1000BASE-T (full duplex mode)", FT_BOOLEAN, BASE_NONE, 0x0001, capable, .unit_bits = 16},
    [LLDP_3_MODES + 2] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_t", "1000BASE-T (half duplex mode)", FT_BOOLEAN, BASE_NONE, 0x0002, capable, .unit_bits = 16},
    [LLDP_3_MODES + 3] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_xfd", "1000BASE-X (-LX, -SX, -CX full duplex mode)", FT_BOOLEAN, BASE_NONE, 0x0004, capable, .unit_bits = 16},
    [LLDP_3_MODES + 4] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.1000base_x", "1000BASE-X (-LX, -SX, -CX half duplex mode)", FT_BOOLEAN, BASE_NONE, 0x0008, capable, .unit_bits = 16},
    [LLDP_3_MODES + 5] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_bpause", "Asymmetric and Symmetric PAUSE (for full-duplex links)", FT_BOOLEAN, BASE_NONE, 0x0010, capable, .unit_bits = 16},
    [LLDP_3_MODES + 6] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_spause", "Symmetric PAUSE (for full-duplex links)", FT_BOOLEAN, BASE_NONE, 0x0020, capable, .unit_bits = 16},
    [LLDP_3_MODES + 7] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_apause", "Asymmetric PAUSE (for full-duplex links)", FT_BOOLEAN, BASE_NONE, 0x0040, capable, .unit_bits = 16},
    [LLDP_3_MODES + 8] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.fdx_pause", "PAUSE (for full-duplex links)", FT_BOOLEAN, BASE_NONE, 0x0080, capable, .unit_bits = 16},
    [LLDP_3_MODES + 9] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t2fd", "100BASE-T2 (full duplex mode)", FT_BOOLEAN, BASE_NONE, 0x0100, capable, .unit_bits = 16},
    [LLDP_3_MODES + 10] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t2", "100BASE-T2 (half duplex mode)", FT_BOOLEAN, BASE_NONE, 0x0200, capable, .unit_bits = 16},
    [LLDP_3_MODES + 11] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_txfd", "100BASE-TX (full duplex mode)", FT_BOOLEAN, BASE_NONE, 0x0400, capable, .unit_bits = 16},
    [LLDP_3_MODES + 12] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_tx", "100BASE-TX (half duplex mode)", FT_BOOLEAN, BASE_NONE, 0x0800, capable, .unit_bits = 16},
    [LLDP_3_MODES + 13] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.100base_t4", "100BASE-T4", FT_BOOLEAN, BASE_NONE, 0x1000, capable, .unit_bits = 16},
    [LLDP_3_MODES + 14] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.10base_tfd", "10BASE-T (full duplex mode)", FT_BOOLEAN, BASE_NONE, 0x2000, capable, .unit_bits = 16},
    [LLDP_3_MODES + 15] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.10base_t", "10BASE-T (half duplex mode)", FT_BOOLEAN, BASE_NONE, 0x4000, capable, .unit_bits = 16},
    [LLDP_3_MODES + 16] = {"lldp.ieee.802_3.pmd_auto_neg_advertised_caps.other", "Other or unknown", FT_BOOLEAN, BASE_NONE, 0x8000, capable, .unit_bits = 16},
    [LLDP_3_MAU] = {"lldp.ieee.802_3.pmd_mau_type", "Operational MAU Type", FT_UINT16, BASE_HEX, 0, mau_types, "What the port is doing now"},
    [LLDP_3_POWER] = {"lldp.ieee.802_3.mdi_power_support", "MDI Power Support", FT_UINT8, BASE_HEX},
    [LLDP_3_POWER_PORT] = {"lldp.ieee.802_3.mdi_power_support.port_class", "Port Class", FT_BOOLEAN, BASE_NONE, 0x01, port_classes},
    [LLDP_3_POWER_ABLE] = {"lldp.ieee.802_3.mdi_power_support.supported", "PSE MDI Power", FT_BOOLEAN, BASE_NONE, 0x02, supported},
    [LLDP_3_POWER_ON] = {"lldp.ieee.802_3.mdi_power_support.enabled", "PSE MDI Power", FT_BOOLEAN, BASE_NONE, 0x04, enabled},
    [LLDP_3_POWER_PAIRS] = {"lldp.ieee.802_3.mdi_power_support.pse_pairs", "PSE Pairs Control Ability", FT_BOOLEAN, BASE_NONE, 0x08, yes_no},
    [LLDP_3_PAIR] = {"lldp.ieee.802_3.mdi_pse_pair", "PSE Power Pair", FT_UINT8, BASE_DEC},
    [LLDP_3_CLASS] = {"lldp.ieee.802_3.mdi_power_class", "Power Class", FT_UINT8, BASE_DEC, 0, power_classes},
    [LLDP_3_AGGREGATION] = {"lldp.ieee.802_3.aggregation_status", "Aggregation Status", FT_UINT8, BASE_HEX},
    [LLDP_3_AGGREGATION_ABLE] = {"lldp.ieee.802_3.aggregation_status.cap", "Aggregation Capability", FT_BOOLEAN, BASE_NONE, 0x01, yes_no},
    [LLDP_3_AGGREGATION_ON] = {"lldp.ieee.802_3.aggregation_status.enabled", "Aggregation Status", FT_BOOLEAN, BASE_NONE, 0x02, enabled},
    [LLDP_3_AGGREGATED] = {"lldp.ieee.802_3.aggregated_port_id", "Aggregated Port Id", FT_UINT32, BASE_DEC},
    [LLDP_3_FRAME] = {"lldp.ieee.802_3.max_frame_size", "Maximum Frame Size", FT_UINT16, BASE_DEC},
    [LLDP_3_TRANSMIT] = {"lldp.ieee.802_3.eee.transmit", "Transmit", FT_UINT16, BASE_DEC},
    [LLDP_3_RECEIVE] = {"lldp.ieee.802_3.eee.receive", "Receive", FT_UINT16, BASE_DEC},
    [LLDP_3_FALLBACK] = {"lldp.ieee.802_3.eee.fallback_receive", "Fallback Receive", FT_UINT16, BASE_DEC},
    [LLDP_3_ECHO_TRANSMIT] = {"lldp.ieee.802_3.eee.echo_transmit", "Echo Transmit", FT_UINT16, BASE_DEC},
    [LLDP_3_ECHO_RECEIVE] = {"lldp.ieee.802_3.eee.echo_receive", "Echo Receive", FT_UINT16, BASE_DEC},
    [LLDP_MED_SUBTYPE] = {"lldp.media.subtype", "Media Subtype", FT_UINT8, BASE_HEX, 0, lldp_subtypes_media},
    [LLDP_MED_CAPABILITIES] = {"lldp.media.subtype.caps", "Capabilities", FT_UINT16, BASE_HEX},
    [LLDP_MED_CAPABILITIES + 1] = {"lldp.media.subtype.caps.llpd", "LLDP-MED Capabilities", FT_BOOLEAN, BASE_NONE, 0x0001, capable, .unit_bits = 16},
    [LLDP_MED_CAPABILITIES + 2] = {"lldp.media.subtype.caps.network_policy", "Network Policy", FT_BOOLEAN, BASE_NONE, 0x0002, capable, .unit_bits = 16},
    [LLDP_MED_CAPABILITIES + 3] = {"lldp.media.subtype.caps.location_id", "Location Identification", FT_BOOLEAN, BASE_NONE, 0x0004, capable, .unit_bits = 16},
    [LLDP_MED_CAPABILITIES + 4] = {"lldp.media.subtype.caps.mdi_pse", "Extended Power via MDI-PSE", FT_BOOLEAN, BASE_NONE, 0x0008, capable, .unit_bits = 16},
    [LLDP_MED_CAPABILITIES + 5] = {"lldp.media.subtype.caps.mid_pd", "Extended Power via MDI-PD", FT_BOOLEAN, BASE_NONE, 0x0010, capable, .unit_bits = 16},
    [LLDP_MED_CAPABILITIES + 6] = {"lldp.media.subtype.caps.inventory", "Inventory", FT_BOOLEAN, BASE_NONE, 0x0020, capable, .unit_bits = 16},
    [LLDP_MED_CLASS] = {"lldp.media.subtype.class", "Class Type", FT_UINT8, BASE_DEC, 0, classes},
    [LLDP_MED_APPLICATION] = {"lldp.media.app_type", "Application Type", FT_UINT8, BASE_DEC, 0, applications},
    [LLDP_MED_POLICY] = {"lldp.media.policy_flag", "Policy", FT_BOOLEAN, BASE_NONE, 0x800000, policies, .unit_bits = 24},
    [LLDP_MED_TAGGED] = {"lldp.media.tag_flag", "Tagged", FT_BOOLEAN, BASE_NONE, 0x400000, yes_no, .unit_bits = 24},
    [LLDP_MED_VLAN] = {"lldp.media.vlan_id", "VLAN Id", FT_UINT24, BASE_DEC, 0x1ffe00, .blurb = "The VLAN that telephones shall use"},
    [LLDP_MED_PRIORITY] = {"lldp.media.l2_prio", "L2 Priority", FT_UINT24, BASE_DEC, 0x0001c0},
    [LLDP_MED_DSCP] = {"lldp.media.dscp", "DSCP Priority", FT_UINT24, BASE_DEC, 0x00003f},
    [LLDP_MED_FORMAT] = {"lldp.media.loc.data_format", "Location Data Format", FT_UINT8, BASE_DEC, 0, formats},
    [LLDP_MED_ELIN] = {"lldp.media.ecs", "ELIN", FT_STRINGZ, BASE_NONE, .blurb = "The number by which emergency services find the place"},
    [LLDP_MED_POWER_TYPE] = {"lldp.media.power.type", "Power Type", FT_UINT8, BASE_DEC, 0xc0, power_types},
    [LLDP_MED_POWER_SOURCE] = {"lldp.media.power.source", "Power Source", FT_UINT8, BASE_DEC, 0x30},
    [LLDP_MED_POWER_PRIORITY] = {"lldp.media.power.prio", "Power Priority", FT_UINT8, BASE_DEC, 0x0f, power_priorities},
    [LLDP_MED_POWER] = {"lldp.media.power.value", "Power Value", FT_UINT16, BASE_DEC, .show = show_watt},
    [LLDP_MED_INVENTORY + 0] = {"lldp.media.hardware", "Hardware Revision", FT_STRINGZ, BASE_NONE},
    [LLDP_MED_INVENTORY + 1] = {"lldp.media.firmware", "Firmware Revision", FT_STRINGZ, BASE_NONE},
    [LLDP_MED_INVENTORY + 2] = {"lldp.media.software", "Software Revision", FT_STRINGZ, BASE_NONE},
    [LLDP_MED_INVENTORY + 3] = {"lldp.media.sn", "Serial Number", FT_STRINGZ, BASE_NONE},
    [LLDP_MED_INVENTORY + 4] = {"lldp.media.manufacturer", "Manufacturer Name", FT_STRINGZ, BASE_NONE},
    [LLDP_MED_INVENTORY + 5] = {"lldp.media.model", "Model Name", FT_STRINGZ, BASE_NONE},
    [LLDP_MED_INVENTORY + 6] = {"lldp.media.asset", "Asset ID", FT_STRINGZ, BASE_NONE},
};
/* clang-format on */
