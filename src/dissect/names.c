/* Names of numbers that several protocols share: the registries of IANA and IEEE, with Wireshark's
 * wording.  See names.h.  SPDX-License-Identifier: MIT */
#include "dissect/names.h"

#include <string.h>

#include "base/text.h"
#include "dissect/packet.h"

/* clang-format off */
/* ip.proto, ipv6.nxt: IANA, Assigned Internet Protocol Numbers */
const struct value_name names_ip_protocol[] = {
    {0, "IPv6 Hop-by-Hop Option"}, {1, "ICMP"}, {2, "IGMP"}, {3, "GGP"}, {4, "IPIP"}, {5, "Stream"},
    {6, "TCP"}, {7, "CBT"}, {8, "EGP"}, {9, "IGRP"}, {10, "BBN RCC"}, {11, "Network Voice"},
    {12, "PUP"}, {13, "ARGUS"}, {14, "EMCON"}, {15, "XNET"}, {16, "CHAOS"}, {17, "UDP"},
    {18, "Multiplex"}, {19, "DCN Measurement"}, {20, "Host Monitoring"}, {21, "Packet radio"},
    {22, "IDP"}, {23, "Trunk-1"}, {24, "Trunk-2"}, {25, "Leaf-1"}, {26, "Leaf-2"},
    {27, "Reliable Data"}, {28, "IRT"}, {29, "ISO TP4"}, {30, "Bulk Data"}, {31, "MFE NSP"},
    {32, "Merit Internodal"}, {33, "Datagram Congestion Control Protocol"}, {34, "3rd Party Connect"},
    {35, "Inter-Domain Policy Routing Protocol"}, {36, "XTP"}, {37, "Datagram delivery"},
    {38, "Control Message"}, {39, "TP++"}, {40, "IL"}, {41, "IPv6"}, {42, "Source demand routing"},
    {43, "Routing Header for IPv6"}, {44, "Fragment Header for IPv6"},
    {45, "Inter-Domain Routing Protocol"}, {46, "Reservation Protocol"},
    {47, "Generic Routing Encapsulation"}, {48, "Dynamic source routing"}, {49, "BNA"},
    {50, "Encap Security Payload"}, {51, "Authentication Header"}, {52, "INSLP"}, {53, "SWIPE"},
    {54, "NBMA ARP"}, {55, "IP Mobility"}, {56, "TLSP Kryptonet"}, {57, "SKIP"}, {58, "ICMPv6"},
    {59, "No Next Header for IPv6"}, {60, "Destination Options for IPv6"},
    {61, "any host internal protocol"}, {62, "Mobile IPv6 (old)"}, {63, "any local network"},
    {64, "SATNET EXPAK"}, {65, "Kryptolan"}, {66, "Remote Virtual Disk"}, {67, "IPPC"},
    {68, "any distributed file system"}, {69, "SATNET Monitoring"}, {70, "VISA"}, {71, "IPCV"},
    {72, "CPNX"}, {73, "CPHB"}, {74, "Wang Span"}, {75, "Packet Video"}, {76, "Backroom SATNET Mon"},
    {77, "Sun ND Protocol"}, {78, "Wideband Mon"}, {79, "Wideband Expak"},
    {80, "ISO Internet Protocol"}, {81, "VMTP"}, {82, "Secure VMTP"}, {83, "VINES"}, {84, "TTP"},
    {85, "NSFNET IGP"}, {86, "Dissimilar Gateway"}, {87, "TCF"}, {88, "EIGRP"}, {89, "OSPF IGP"},
    {90, "Sprite RPC"}, {91, "Locus ARP"}, {92, "Multicast Transport"}, {93, "AX.25 Frames"},
    {94, "IP in IP"}, {95, "MICP"}, {96, "Semaphore"}, {97, "Ether in IP"}, {98, "ENCAP"},
    {99, "any private encryption scheme"}, {100, "GMTP"}, {101, "Ipsilon Flow"}, {102, "PNNI over IP"},
    {103, "PIM"}, {104, "ARIS"}, {105, "SCPS"}, {106, "QNX"}, {107, "Active Networks"}, {108, "IPComp"},
    {109, "Sitara Networks"}, {110, "Compaq Peer"}, {111, "IPX IN IP"}, {112, "VRRP"}, {113, "PGM"},
    {114, "any 0-hop protocol"}, {115, "Layer 2 Tunneling"}, {116, "DDX"}, {117, "IATP"}, {118, "STP"},
    {119, "SpectraLink"}, {120, "UTI"}, {121, "SMP"}, {122, "SM"}, {123, "PTP"}, {124, "ISIS over IP"},
    {125, "FIRE"}, {126, "CRTP"}, {127, "CRUDP"}, {128, "SSCOPMCE"}, {129, "IPLT"},
    {130, "Secure Packet"}, {131, "PIPE"}, {132, "SCTP"}, {133, "Fibre Channel"}, {134, "RSVP E2EI"},
    {135, "Mobile IPv6"}, {136, "UDPLite"}, {137, "MPLS in IP"}, {138, "MANET"}, {139, "HIP"},
    {140, "Shim6 header"}, {141, "WESP"}, {142, "ROHC"}, {143, "Ethernet"}, {144, "Unassigned"},
    {145, "Unassigned"}, {146, "Unassigned"}, {147, "Unassigned"}, {148, "Unassigned"},
    {149, "Unassigned"}, {150, "Unassigned"}, {151, "Unassigned"}, {152, "Unassigned"},
    {153, "Unassigned"}, {154, "Unassigned"}, {155, "Unassigned"}, {156, "Unassigned"},
    {157, "Unassigned"}, {158, "Unassigned"}, {159, "Unassigned"}, {160, "Unassigned"},
    {161, "Unassigned"}, {162, "Unassigned"}, {163, "Unassigned"}, {164, "Unassigned"},
    {165, "Unassigned"}, {166, "Unassigned"}, {167, "Unassigned"}, {168, "Unassigned"},
    {169, "Unassigned"}, {170, "Unassigned"}, {171, "Unassigned"}, {172, "Unassigned"},
    {173, "AX/4000 Testframe"}, {174, "Unassigned"}, {175, "Unassigned"}, {176, "Unassigned"},
    {177, "Unassigned"}, {178, "Unassigned"}, {179, "Unassigned"}, {180, "Unassigned"},
    {181, "Unassigned"}, {182, "Unassigned"}, {183, "Unassigned"}, {184, "Unassigned"},
    {185, "Unassigned"}, {186, "Unassigned"}, {187, "Unassigned"}, {188, "Unassigned"},
    {189, "Unassigned"}, {190, "Unassigned"}, {191, "Unassigned"}, {192, "Unassigned"},
    {193, "Unassigned"}, {194, "Unassigned"}, {195, "Unassigned"}, {196, "Unassigned"},
    {197, "Unassigned"}, {198, "Unassigned"}, {199, "Unassigned"}, {200, "Unassigned"},
    {201, "Unassigned"}, {202, "Unassigned"}, {203, "Unassigned"}, {204, "Unassigned"},
    {205, "Unassigned"}, {206, "Unassigned"}, {207, "Unassigned"}, {208, "Unassigned"},
    {209, "Unassigned"}, {210, "Unassigned"}, {211, "Unassigned"}, {212, "Unassigned"},
    {213, "Unassigned"}, {214, "Unassigned"}, {215, "Unassigned"}, {216, "Unassigned"},
    {217, "Unassigned"}, {218, "Unassigned"}, {219, "Unassigned"}, {220, "Unassigned"},
    {221, "Unassigned"}, {222, "Unassigned"}, {223, "Unassigned"}, {224, "Novell NCS Heartbeat"},
    {0, NULL},
};

/* eth.type: IEEE and others */
const struct value_name names_ethertype[] = {
    {0x0600, "XNS Internet Datagram Protocol"}, {0x0800, "IPv4"}, {0x0805, "X.25 Layer 3"},
    {0x0806, "ARP"}, {0x0842, "Wake on LAN"}, {0x08f0, "WiMax Mac-to-Mac"}, {0x08ff, "AX.25"},
    {0x0bad, "Vines IP"}, {0x0baf, "Vines Echo"}, {0x1984, "Netmon Train"},
    {0x2001, "Cisco Group Management Protocol"}, {0x22e5, "Gigamon Header"},
    {0x22ea, "802.1Qat Multiple Stream Reservation Protocol"},
    {0x22f0, "IEEE 1722 Audio Video Transport Protocol"}, {0x22f1, "Robust Header Compression(RoHC)"},
    {0x22f3, "Transparent Interconnection of Lots of Links"},
    {0x22f4, "Intermediate System to Intermediate System"},
    {0x2452, "IEEE 802.11 (Centrino promiscuous)"}, {0x3c07, "3Com NBP Datagram"}, {0x3e3f, "EPL_V1"},
    {0x6000, "DEC proto"}, {0x6001, "DEC DNA Dump/Load"}, {0x6002, "DEC DNA Remote Console"},
    {0x6003, "DEC DNA Routing"}, {0x6004, "DEC LAT"}, {0x6005, "DEC Diagnostics"},
    {0x6006, "DEC Customer use"}, {0x6007, "DEC LAVC/SCA"}, {0x6558, "Transparent Ethernet bridging"},
    {0x8021, "PPP IP Control Protocol"}, {0x8035, "RARP"}, {0x8038, "DEC LanBridge"},
    {0x8041, "DEC LAST"}, {0x809b, "AppleTalk LLAP bridging"}, {0x80d5, "SNA-over-Ethernet"},
    {0x80e1, "EtherNet/IP Device Level Ring"}, {0x80f3, "AARP"},
    {0x80fd, "PPP Compression Control Protocol"}, {0x80ff, "Wellfleet Compression Protocol"},
    {0x8100, "802.1Q Virtual LAN"}, {0x8102, "Simple Loop Protection Protocol"},
    {0x8103, "Virtual LACP"}, {0x8104, "Simple Loop Protection Protocol (old)"},
    {0x8133, "Juniper Netscreen Redundant Protocol"}, {0x8137, "Netware IPX/SPX"},
    {0x8181, "Spanning Tree Protocol"}, {0x81fd, "Cabletron Interswitch Message Protocol"},
    {0x81ff, "Cabletron SFVLAN 1.8 Tag-Based Flood"}, {0x8204, "QNX 6 QNET protocol"}, {0x86dd, "IPv6"},
    {0x872d, "Cisco Wireless Lan Context Control Protocol"},
    {0x8783, "Motorola Media Independent Network Transport"}, {0x8808, "MAC Control"},
    {0x8809, "Slow Protocols"}, {0x8819, "Cirrus Cobranet Packet"},
    {0x8847, "MPLS label switched packet"}, {0x8848, "MPLS multicast label switched packet"},
    {0x885a, "Foundry proprietary"}, {0x8863, "PPPoE Discovery"}, {0x8864, "PPPoE Session"},
    {0x886c, "HomePNA, wlan link local tunnel"}, {0x886d, "Intel ANS probe"},
    {0x886f, "MS NLB heartbeat"}, {0x8870, "Jumbo LLC"}, {0x8874, "Broadcom tag"}, {0x887b, "Homeplug"},
    {0x8881, "CDMA2000 A10 Unstructured byte stream"}, {0x8884, "ATM over Ethernet"},
    {0x888e, "802.1X Authentication"}, {0x8892, "PROFINET"}, {0x8899, "Realtek Layer 2 Protocols"},
    {0x889b, "CSM_ENCAPS Protocol"}, {0x88a1, "Telkonet powerline"}, {0x88a2, "ATA over Ethernet"},
    {0x88a4, "EtherCAT frame"}, {0x88a8, "802.1ad Provider Bridge (Q-in-Q)"},
    {0x88ab, "ETHERNET Powerlink v2"}, {0x88ad, "XiMeta Technology"},
    {0x88b4, "WAI Authentication Protocol"}, {0x88b5, "Local Experimental Ethertype 1"},
    {0x88b6, "Local Experimental Ethertype 2"}, {0x88b7, "IEEE 802a OUI Extended Ethertype"},
    {0x88b8, "IEC 61850/GOOSE"}, {0x88b9, "IEC 61850/GSE management services"},
    {0x88ba, "IEC 61850/SV (Sampled Value Transmission"}, {0x88c7, "802.11i Pre-Authentication"},
    {0x88ca, "Transparent Inter Process Communication"},
    {0x88cc, "802.1 Link Layer Discovery Protocol (LLDP)"}, {0x88d2, "CDMA2000 A10 3GPP2 Packet"},
    {0x88d8, "Circuit Emulation Services over Ethernet (MEF8)"},
    {0x88d9, "Link Layer Topology Discovery (LLTD)"}, {0x88dc, "(WAVE) Short Message Protocol (WSM)"},
    {0x88de, "VMware Lab Manager"}, {0x88e1, "Homeplug AV"}, {0x88e3, "MRP"},
    {0x88e5, "802.1AE (MACsec)"}, {0x88e7, "802.1ah Provider Backbone Bridge (mac-in-mac)"},
    {0x88ee, "Ethernet Local Management Interface (MEF16)"},
    {0x88f6, "802.1ak Multiple Mac Registration Protocol"}, {0x88f7, "PTPv2 over Ethernet (IEEE1588)"},
    {0x88f8, "Network Controller Sideband Interface"},
    {0x88fb, "Parallel Redundancy Protocol (PRP) and HSR Supervision (IEC62439 Part 3)"},
    {0x8901, "Flow Layer Internal Protocol"},
    {0x8902, "IEEE 802.1ag Connectivity Fault Management (CFM) protocol"},
    {0x8903, "Data Center Ethernet (DCE) protocol(Cisco)"}, {0x8906, "Fibre Channel over Ethernet"},
    {0x8909, "CiscoMetaData"}, {0x890d, "IEEE 802.11 data encapsulation"},
    {0x8911, "LINX IPC Protocol"}, {0x8914, "FCoE Initialization Protocol"},
    {0x8915, "RDMA over Converged Ethernet"}, {0x8917, "Media Independent Handover Protocol"},
    {0x891d, "TTEthernet Protocol Control Frame"}, {0x8926, "VN-Tag"},
    {0x892b, "Schweitzer Engineering Labs Layer 2 Protocol"}, {0x892d, "bluecom Protocol"},
    {0x892f, "High-availability Seamless Redundancy (IEC62439 Part 3)"},
    {0x893a, "1905.1a Convergent Digital Home Network for Heterogenous Technologies"},
    {0x893f, "802.1br Bridge Port Extension E-Tag"}, {0x8947, "GeoNetworking"},
    {0x894f, "Network Service Header"}, {0x8988, "PA HB Backup"}, {0x9000, "Loopback"},
    {0x9021, "Real-Time Media Access Control"}, {0x9022, "Real-Time Configuration Protocol"},
    {0x9100, "QinQ: old non-standard 802.1ad"}, {0x9104, "EERO Broadcast Packet"},
    {0x99fe, "Technically Enhanced Capture Module Protocol (TECMP)"}, {0xa0ed, "6LoWPAN"},
    {0xaefe, "eCPRI"}, {0xb4e3, "CableLabs Layer-3 Protocol"}, {0xc021, "PPP Link Control Protocol"},
    {0xc023, "PPP Password Authentication Protocol"}, {0xc0de, "eXpressive Internet Protocol"},
    {0xc0df, "Neighborhood Watch Protocol"},
    {0xcafe, "Veritas Low Latency Transport (not officially registered)"},
    {0xd00d, "Digium TDM over Ethernet Protocol"}, {0xd28b, "Arista Timestamp"},
    {0xe555, "EXos internal Extra Header"},
    {0xf1c1, "802.1CB Frame Replication and Elimination for Reliability"},
    {0xfff2, "Cisco ACI ARP gleaning"},
    {0, NULL},
};

/* IANA, Address Family Numbers */
const struct value_name names_address_family[] = {
    {0, "Reserved"}, {1, "IPv4"}, {2, "IPv6"}, {3, "NSAP"}, {4, "HDLC (8-bit multidrop)"},
    {5, "BBN 1822"}, {6, "802 (includes all 802 media plus Ethernet)"}, {7, "E.163"},
    {8, "E.164 (SMDS, Frame Relay, ATM)"}, {9, "F.69 (Telex)"}, {10, "X.121 (X.25, Frame Relay)"},
    {11, "IPX"}, {12, "Appletalk"}, {13, "Decnet IV"}, {14, "Banyan Vines"},
    {15, "E.164 with NSAP subaddress"}, {16, "DNS (Domain Name System)"},
    {17, "Distinguished Name"}, {18, "AS Number"}, {19, "XTP over IP version 4"},
    {20, "XTP over IP version 6"}, {21, "XTP native mode XTP"},
    {22, "Fibre Channel World-Wide Port Name"}, {23, "Fibre Channel World-Wide Node Name"},
    {24, "GWID"}, {25, "Layer-2 VPN"}, {196, "Layer-2 VPN (old)"},
    {26, "MPLS-TP Section Endpoint Identifier"}, {27, "MPLS-TP LSP Endpoint Identifier"},
    {28, "MPLS-TP Pseudowire Endpoint Identifier"}, {29, "MT IP: Multi-Topology IP version 4"},
    {30, "MT IPv6: Multi-Topology IP version 6"}, {16384, "EIGRP Common Service Family"},
    {16385, "EIGRP IPv4 Service Family"}, {16386, "EIGRP IPv6 Service Family"},
    {16387, "LISP Canonical Address Format (LCAF)"}, {16388, "BGP-LS"},
    {16389, "48-bit MAC Address"}, {16390, "64-bit MAC Address"}, {16391, "OUI"}, {16392, "MAC/24"},
    {16393, "MAC/40"}, {16394, "IPv6/64"}, {16395, "RBridge Port ID"}, {16396, "TRILL Nickname"},
    {65535, "Reserved"},
    {0, NULL},
};

/* arp.hw.type: IANA, and the ARPHRD_ values of Linux above 255 */
const struct value_name names_hardware[] = {
    {0, "NET/ROM pseudo"}, {1, "Ethernet"}, {2, "Experimental Ethernet"}, {3, "AX.25"}, {4, "ProNET"},
    {5, "Chaos"}, {6, "IEEE 802"}, {7, "ARCNET"}, {8, "Hyperchannel"}, {9, "Lanstar"},
    {10, "Autonet Short Address"}, {11, "Localtalk"}, {12, "LocalNet"}, {13, "Ultra link"},
    {14, "SMDS"}, {15, "Frame Relay DLCI"}, {16, "ATM"}, {17, "HDLC"}, {18, "Fibre Channel"},
    {19, "ATM (RFC 2225)"}, {20, "Serial Line"}, {21, "ATM"}, {22, "MIL-STD-188-220"},
    {23, "Metricom STRIP"}, {24, "IEEE 1394.1995"}, {25, "MAPOS"}, {26, "Twinaxial"}, {27, "EUI-64"},
    {28, "HIPARP"}, {29, "IP and ARP over ISO 7816-3"}, {30, "ARPSec"}, {31, "IPsec tunnel"},
    {32, "InfiniBand"}, {33, "TIA-102 Project 25 CAI"}, {34, "Wiegand Interface"}, {35, "Pure IP"},
    {36, "Experimental 1"}, {37, "HFI"}, {256, "Experimental 2"}, {257, "AEthernet"},
    {260, "Notional KISS type"}, {264, "ADAPT"}, {270, "ROSE"}, {271, "CCITT X.25"},
    {272, "Boards with X.25 in firmware"}, {280, "Controller Area Network"}, {512, "PPP"},
    {513, "Cisco HDLC"}, {516, "LAPB"}, {517, "Digital's DDCMP protocol"}, {518, "Raw HDLC"},
    {519, "Raw IP"}, {768, "IPIP tunnel"}, {769, "IP6IP6 tunnel"}, {770, "Frame Relay Access Device"},
    {771, "SKIP vif"}, {772, "Loopback"}, {774, "Fiber Distributed Data Interface"},
    {775, "AP1000 BIF"}, {776, "sit0 device - IPv6-in-IPv4"}, {777, "IP over DDP tunneller"},
    {778, "GRE over IP"}, {779, "PIMSM register interface"},
    {780, "High Performance Parallel Interface"}, {781, "Nexus 64Mbps Ash"}, {782, "Acorn Econet"},
    {783, "Linux-IrDA"}, {784, "Point to point fibrechannel"}, {785, "Fibrechannel arbitrated loop"},
    {786, "Fibrechannel public loop"}, {787, "Fibrechannel fabric"}, {800, "Magic type ident for TR"},
    {801, "IEEE 802.11"}, {802, "IEEE 802.11 + Prism2 header"}, {803, "IEEE 802.11 + radiotap header"},
    {804, "IEEE 802.15.4"}, {805, "IEEE 802.15.4 network monitor"}, {820, "PhoNet media type"},
    {821, "PhoNet pipe header"}, {822, "CAIF media type"}, {823, "GRE over IPv6"}, {824, "Netlink"},
    {825, "IPv6 over LoWPAN"}, {826, "Vsock monitor header"}, {65534, "zero header length"},
    {65535, "Void type, nothing is known"},
    {0, NULL},
};

/* Differentiated services code points, in full */
const struct value_name names_dscp[] = {
    {0, "Default"}, {1, "Lower Effort"}, {8, "Class Selector 1"}, {10, "Assured Forwarding 11"},
    {12, "Assured Forwarding 12"}, {14, "Assured Forwarding 13"}, {16, "Class Selector 2"},
    {18, "Assured Forwarding 21"}, {20, "Assured Forwarding 22"}, {22, "Assured Forwarding 23"},
    {24, "Class Selector 3"}, {26, "Assured Forwarding 31"}, {28, "Assured Forwarding 32"},
    {30, "Assured Forwarding 33"}, {32, "Class Selector 4"}, {34, "Assured Forwarding 41"},
    {36, "Assured Forwarding 42"}, {38, "Assured Forwarding 43"}, {40, "Class Selector 5"},
    {44, "Voice Admit"}, {46, "Expedited Forwarding"}, {48, "Class Selector 6"},
    {56, "Class Selector 7"},
    {0, NULL},
};

/* RFC 3168 5 */
const struct value_name names_ecn[] = {
    {0, "Not ECN-Capable Transport"}, {1, "ECN-Capable Transport codepoint '01'"},
    {2, "ECN-Capable Transport codepoint '10'"}, {3, "Congestion Experienced"},
    {0, NULL},
};

/* dhcp.option.vi.enterprise, dhcpv6.duiden.enterprise: IANA, Private Enterprise Numbers; those of
 * which software that speaks DHCP is known */
const struct value_name names_enterprise[] = {
    {0, "Reserved"},
    {9, "ciscoSystems"},
    {11, "Hewlett-Packard"},
    {311, "Microsoft"},
    {343, "Intel Corporation"},
    {2011, "HUAWEI Technology Co.,Ltd"},
    {2636, "Juniper Networks, Inc."},
    {3561, "Broadband Forum (previously 'DSL Forum')"},
    {4491, "Cable Television Laboratories, Inc."},
    {6527, "Nokia"},
    {8072, "net-snmp"},
    {14988, "MikroTik"},
    {30065, "Arista Networks, Inc."},
    {43793, "Tom Gundersen (systemd)"},
    {0, NULL},
};
/* clang-format on */

/* The short names that the DS field's own line shows. */
const struct value_name names_dscp_short[] = {
    {0, "CS0"},
    {1, "LE"},
    {8, "CS1"},
    {10, "AF11"},
    {12, "AF12"},
    {14, "AF13"},
    {16, "CS2"},
    {18, "AF21"},
    {20, "AF22"},
    {22, "AF23"},
    {24, "CS3"},
    {26, "AF31"},
    {28, "AF32"},
    {30, "AF33"},
    {32, "CS4"},
    {34, "AF41"},
    {36, "AF42"},
    {38, "AF43"},
    {40, "CS5"},
    {44, "VOICE-ADMIT"},
    {46, "EF PHB"},
    {48, "CS6"},
    {56, "CS7"},
    {0, NULL},
};
const struct value_name names_ecn_short[] = {
    {0, "Not-ECT"}, {1, "ECT(1)"}, {2, "ECT(0)"}, {3, "CE"}, {0, NULL}};

const struct value_name names_checksum_status[] = {
    {0, "Bad"},
    {1, "Good"},
    {2, "Unverified"},
    {3, "Not present"},
    {4, "Illegal"},
    {0, NULL},
};

/* Those whose numbers are seen in SNAP, LLDP and CDP. */
const struct value_name names_organization[] = {
    {0x000000, "Officially Xerox, but 0:0:0:0:0:0 is more common"},
    {0x00000c, "Cisco Systems, Inc"},
    {0x0000f8, "Digital Equipment Corporation"},
    {0x00120f, "Ieee 802.3"},
    {0x0012bb, "Telecommunications Industry Association TR-41 Committee"},
    {0x00805f, "Hewlett Packard"},
    {0x0080c2, "IEEE"},
    {0x080007, "Apple, Inc."},
    {0, NULL},
};

void names_show_organization(
    struct text *text, const struct packet *packet, const struct item *item)
{
    enum { SHOWN = 21 }; /* of the name; a longer one loses its bracket too */
    (void)packet;
    unsigned number = (unsigned)item->number;
    const char *name = field_value_name(names_organization, number);
    text_format(text, "%s: %02x:%02x:%02x", item->field->label, number >> 16, number >> 8 & 255,
        number & 255);
    if (name) text_format(text, " (%.*s%s", SHOWN, name, strlen(name) > SHOWN ? "" : ")");
}
