/* IEEE 802.1X: who may use the network, EAP (RFC 3748) over the link, and the keys of Wi-Fi
 * (IEEE 802.11 12.7.2).
 *
 *      +---------+------+--------+-----------------------------------------------------------+
 *      | version | type | length | EAP: code, identifier, length, type, data                 |
 *      |    1    |  1   |   2    | key: descriptor, information, length, replay counter,      |
 *      |         |      |        | nonce (32), IV (16), RSC (8), ID (8), MIC (16), length, data |
 *      +---------+------+--------+-----------------------------------------------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

enum {
    VERSION,
    TYPE,
    LENGTH,
    DESCRIPTOR,
    BODY,
    MESSAGE,
    INFORMATION,
    KEY_VERSION,
    KEY_TYPE,
    KEY_INDEX,
    INSTALL,
    KEY_ACK,
    KEY_MIC,
    SECURE,
    ERROR,
    REQUEST,
    ENCRYPTED,
    SMK,
    KEY_LENGTH,
    REPLAY,
    NONCE,
    IV,
    RSC,
    ID,
    MIC,
    DATA_LENGTH,
    DATA,
    NFIELDS
};
enum { EAP_CODE, EAP_ID, EAP_LENGTH, EAP_TYPE, EAP_IDENTITY, EAP_DATA, EAP_FIELDS };

enum { EAP_PACKET = 0, KEY = 3, RSN = 2, WPA = 254 };
enum { INFO_PAIRWISE = 0x0008, INFO_ACK = 0x0080, INFO_MIC = 0x0100, INFO_SECURE = 0x0200 };
enum { DATA_LENGTH_AT = 92 }; /* behind the information */
enum { EAP_REQUEST = 1, EAP_RESPONSE = 2, IDENTITY = 1, EAP_HEADER = 4 };

static const struct value_name versions[] = {
    {1, "802.1X-2001"}, {2, "802.1X-2004"}, {3, "802.1X-2010"}, {0, NULL}};
static const struct value_name types[] = {
    {EAP_PACKET, "EAP Packet"},
    {1, "Start"},
    {2, "Logoff"},
    {KEY, "Key"},
    {4, "Encapsulated ASF Alert"},
    {5, "MKA"},
    {6, "Announcement (Generic)"},
    {7, "Announcement (Specific)"},
    {8, "Announcement Request"},
    {0, NULL},
};
static const struct value_name descriptors[] = {
    {1, "RC4 Descriptor"}, {RSN, "EAPOL RSN Key"}, {WPA, "EAPOL WPA Key"}, {0, NULL}};
static const struct value_name key_versions[] = {
    {1, "RC4 Cipher, HMAC-MD5 MIC"},
    {2, "AES Cipher, HMAC-SHA1 MIC"},
    {3, "AES Cipher, AES-128-CMAC MIC"},
    {0, NULL},
};
static const struct value_name key_types[] = {{1, "Pairwise Key"}, {0, "Group Key"}, {0, NULL}};
static const struct value_name eap_codes[] = {{EAP_REQUEST, "Request"}, {EAP_RESPONSE, "Response"},
    {3, "Success"}, {4, "Failure"}, {5, "Initiate"}, {6, "Finish"}, {0, NULL}};
static const struct value_name eap_types[] = {
    {IDENTITY, "Identity"},
    {2, "Notification"},
    {3, "Legacy Nak (Response Only)"},
    {4, "MD5-Challenge EAP (EAP-MD5-CHALLENGE)"},
    {5, "One-Time Password EAP (EAP-OTP)"},
    {6, "Generic Token Card EAP (EAP-GTC)"},
    {13, "TLS EAP (EAP-TLS)"},
    {17, "Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)"},
    {18, "GSM Subscriber Identity Modules EAP (EAP-SIM)"},
    {21, "Tunneled TLS EAP (EAP-TTLS)"},
    {23, "UMTS Authentication and Key Agreement EAP (EAP-AKA)"},
    {25, "Protected EAP (EAP-PEAP)"},
    {26, "MS-Authentication EAP (EAP-MS-AUTH)"},
    {43, "Flexible Authentication via Secure Tunneling EAP (EAP-FAST)"},
    {52, "EAP Password Authentication Protocol (EAP-PWD)"},
    {0, NULL},
};

#define FLAG(mask) FT_BOOLEAN, BASE_NONE, mask, NULL, NULL, 0, 16

static const struct field fields[NFIELDS] = {
    [VERSION] = {"eapol.version", "Version", FT_UINT8, BASE_DEC, .names = versions},
    [TYPE] = {"eapol.type", "Type", FT_UINT8, BASE_DEC, 0, types, .flags = FIELD_SUMMARY},
    [LENGTH] = {"eapol.len", "Length", FT_UINT16, BASE_DEC},
    [DESCRIPTOR] = {"eapol.keydes.type", "Key Descriptor Type", FT_UINT8, BASE_DEC,
        .names = descriptors},
    [BODY] = {"eapol.keydes.body", "Key Descriptor Body", FT_BYTES, BASE_NONE},
    [MESSAGE] = {"wlan_rsna_eapol.keydes.msgnr", "Message number", FT_UINT8, BASE_DEC,
        .flags = FIELD_SUMMARY, .blurb = "Which of the four messages that agree on keys"},
    [INFORMATION] = {"wlan_rsna_eapol.keydes.key_info", "Key Information", FT_UINT16, BASE_HEX,
        .flags = FIELD_SUMMARY},
    [KEY_VERSION] = {"wlan_rsna_eapol.keydes.key_info.keydes_version", "Key Descriptor Version",
        FT_UINT16, BASE_DEC, 0x0007, key_versions},
    [KEY_TYPE] = {"wlan_rsna_eapol.keydes.key_info.key_type", "Key Type", FT_BOOLEAN, BASE_NONE,
        INFO_PAIRWISE, key_types, NULL, 0, 16},
    [KEY_INDEX] = {"wlan_rsna_eapol.keydes.key_info.key_index", "Key Index", FT_UINT16, BASE_DEC,
        0x0030},
    [INSTALL] = {"wlan_rsna_eapol.keydes.key_info.install", "Install", FLAG(0x0040)},
    [KEY_ACK] = {"wlan_rsna_eapol.keydes.key_info.key_ack", "Key ACK", FLAG(INFO_ACK)},
    [KEY_MIC] = {"wlan_rsna_eapol.keydes.key_info.key_mic", "Key MIC", FLAG(INFO_MIC)},
    [SECURE] = {"wlan_rsna_eapol.keydes.key_info.secure", "Secure", FLAG(INFO_SECURE)},
    [ERROR] = {"wlan_rsna_eapol.keydes.key_info.error", "Error", FLAG(0x0400)},
    [REQUEST] = {"wlan_rsna_eapol.keydes.key_info.request", "Request", FLAG(0x0800)},
    [ENCRYPTED] = {"wlan_rsna_eapol.keydes.key_info.encrypted_key_data", "Encrypted Key Data",
        FLAG(0x1000)},
    [SMK] = {"wlan_rsna_eapol.keydes.key_info.smk_message", "SMK Message", FLAG(0x2000)},
    [KEY_LENGTH] = {"eapol.keydes.key_len", "Key Length", FT_UINT16, BASE_DEC},
    [REPLAY] = {"eapol.keydes.replay_counter", "Replay Counter", FT_UINT64, BASE_DEC,
        .blurb = "Counts the messages, so that an old one is not taken for a new one"},
    [NONCE] = {"wlan_rsna_eapol.keydes.nonce", "WPA Key Nonce", FT_BYTES, BASE_NONE,
        .blurb = "Random, of which the keys are made, with the password that is not sent"},
    [IV] = {"eapol.keydes.key_iv", "Key IV", FT_BYTES, BASE_NONE},
    [RSC] = {"wlan_rsna_eapol.keydes.rsc", "WPA Key RSC", FT_BYTES, BASE_NONE},
    [ID] = {"wlan_rsna_eapol.keydes.id", "WPA Key ID", FT_BYTES, BASE_NONE},
    [MIC] = {"wlan_rsna_eapol.keydes.mic", "WPA Key MIC", FT_BYTES, BASE_NONE,
        .blurb = "Shows that the sender has the keys"},
    [DATA_LENGTH] = {"wlan_rsna_eapol.keydes.data_len", "WPA Key Data Length", FT_UINT16, BASE_DEC},
    [DATA] = {"wlan_rsna_eapol.keydes.data", "WPA Key Data", FT_BYTES, BASE_NONE},
};

static const struct field eap_fields[EAP_FIELDS] = {
    [EAP_CODE] = {"eap.code", "Code", FT_UINT8, BASE_DEC, 0, eap_codes, .flags = FIELD_SUMMARY},
    [EAP_ID] = {"eap.id", "Id", FT_UINT8, BASE_DEC},
    [EAP_LENGTH] = {"eap.len", "Length", FT_UINT16, BASE_DEC},
    [EAP_TYPE] = {"eap.type", "Type", FT_UINT8, BASE_DEC, 0, eap_types,
        "How the client shall show who it is", FIELD_SUMMARY},
    [EAP_IDENTITY] = {"eap.identity", "Identity", FT_STRING, BASE_NONE},
    [EAP_DATA] = {"eap.data", "EAP Data", FT_BYTES, BASE_NONE},
};

/* IEEE 802.11 12.7.6.2 to 12.7.7.3: the messages differ in their bits alone. */
static unsigned message_of(unsigned information, unsigned data)
{
    if (!(information & INFO_PAIRWISE)) return information & INFO_ACK ? 1 : 2;
    if (information & INFO_ACK) return information & INFO_MIC ? 3 : 1;
    return information & INFO_SECURE || !data ? 4 : 2;
}

static void add_key(struct packet *p, struct cur *c)
{
    static const uint8_t bits[] = {KEY_VERSION, KEY_TYPE, KEY_INDEX, INSTALL, KEY_ACK, KEY_MIC,
        SECURE, ERROR, REQUEST, ENCRYPTED, SMK, 0};
    uint8_t descriptor = packet_u8(p, c, DESCRIPTOR);
    if (descriptor != RSN && descriptor != WPA) {
        if (cur_left(c)) packet_bytes(p, c, BODY, cur_left(c));
        return;
    }
    const uint8_t *at = cur_peek(c, 0, DATA_LENGTH_AT + 2);
    if (at)
        packet_add_uint(p, MESSAGE, c->at, 0,
            message_of(bytes_be16(at), bytes_be16(at + DATA_LENGTH_AT)), ITEM_GENERATED);
    packet_bits(p, c, INFORMATION, bits, 0);
    packet_u16(p, c, KEY_LENGTH);
    packet_u64(p, c, REPLAY);
    packet_bytes(p, c, NONCE, 32);
    packet_bytes(p, c, IV, 16);
    packet_bytes(p, c, RSC, 8);
    packet_bytes(p, c, ID, 8);
    packet_bytes(p, c, MIC, 16);
    uint16_t length = packet_u16(p, c, DATA_LENGTH);
    if (length) packet_bytes(p, c, DATA, length);
}

static void dissect(struct packet *p, struct cur *c)
{
    packet_u8(p, c, VERSION);
    uint8_t type = packet_u8(p, c, TYPE);
    uint16_t length = packet_u16(p, c, LENGTH);
    if (c->error) return;
    if (length < cur_left(c)) packet_trim(p, c, c->at + length);
    if (type == KEY)
        add_key(p, c);
    else if (cur_left(c) && (type != EAP_PACKET || !packet_next(p, *c, type)))
        packet_next_data(p, *c);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *type = layer_item(packet, layer, TYPE),
                      *message = layer_item(packet, layer, MESSAGE),
                      *information = layer_item(packet, layer, INFORMATION);
    if (!type) return;
    const char *name = field_value_name(types, type->number);
    if (!name)
        text_format(text, "Unknown Type (0x%02x)", (unsigned)type->number);
    else if (message && information && information->number & INFO_PAIRWISE)
        text_format(text, "Key (Message %u of 4)", (unsigned)message->number);
    else if (message)
        text_format(text, "Key (Group Message %u of 2)", (unsigned)message->number);
    else
        text_put(text, name);
}

static void dissect_eap(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    uint8_t code = packet_u8(p, c, EAP_CODE);
    packet_u8(p, c, EAP_ID);
    uint16_t length = packet_u16(p, c, EAP_LENGTH);
    if (!c->error && length >= EAP_HEADER) packet_trim(p, c, start + length);
    if ((code != EAP_REQUEST && code != EAP_RESPONSE) || !cur_left(c)) return;
    uint8_t type = packet_u8(p, c, EAP_TYPE);
    if (cur_left(c)) packet_bytes(p, c, type == IDENTITY ? EAP_IDENTITY : EAP_DATA, cur_left(c));
}

static void eap_info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *code = layer_item(packet, layer, EAP_CODE),
                      *type = layer_item(packet, layer, EAP_TYPE);
    const char *name = code ? field_value_name(eap_codes, code->number) : NULL;
    text_put(text, name ? name : "Unknown code");
    if (!type) return;
    name = field_value_name(eap_types, type->number);
    text_format(text, ", %s", name ? name : "Unknown");
}

static const struct link links[] = {{"ethertype", 0x888e}, {NULL, 0}};
const struct proto proto_eapol = {.name = "eapol",
    .title = "802.1X Authentication",
    .brief = "EAPOL",
    .column = "EAPOL",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "eapol.type",
    .links = links,
    .dissect = dissect,
    .info = info};

static const struct link eap_links[] = {{"eapol.type", EAP_PACKET}, {NULL, 0}};
const struct proto proto_eap = {.name = "eap",
    .title = "Extensible Authentication Protocol",
    .column = "EAP",
    .fields = eap_fields,
    .nfields = EAP_FIELDS,
    .links = eap_links,
    .dissect = dissect_eap,
    .info = eap_info,
    .unlisted = true};
