/* How PPP peers show who they are: the Password Authentication Protocol, RFC 1334, and the Challenge
 * Handshake Authentication Protocol, RFC 1994.
 *
 *      +------+------------+--------+---------------------------------------------------+
 *      | code | identifier | length | PAP: length, name, length, password; or message    |
 *      |      |            |        | CHAP: length, value, name; or message              |
 *      +------+------------+--------+---------------------------------------------------+
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"

enum {
    PAP_CODE,
    PAP_IDENTIFIER,
    PAP_LENGTH,
    PAP_DATA,
    PAP_PEER_LENGTH,
    PAP_PEER,
    PAP_PASSWORD_LENGTH,
    PAP_PASSWORD,
    PAP_MESSAGE_LENGTH,
    PAP_MESSAGE,
    PAP_FIELDS
};
enum {
    CHAP_CODE,
    CHAP_IDENTIFIER,
    CHAP_LENGTH,
    CHAP_DATA,
    CHAP_SIZE,
    CHAP_VALUE,
    CHAP_NAME,
    CHAP_MESSAGE,
    CHAP_FIELDS
};
enum { REQUEST = 1, CHALLENGE = 1, RESPONSE = 2, SUCCESS = 3, FAILURE = 4, HEADER = 4 };

static const struct value_name pap_codes[] = {
    {REQUEST, "Authenticate-Request"}, {2, "Authenticate-Ack"}, {3, "Authenticate-Nak"}, {0, NULL}};
static const struct value_name chap_codes[] = {{CHALLENGE, "Challenge"}, {RESPONSE, "Response"},
    {SUCCESS, "Success"}, {FAILURE, "Failure"}, {0, NULL}};

static const struct field pap_fields[PAP_FIELDS] = {
    [PAP_CODE] = {"pap.code", "Code", FT_UINT8, BASE_DEC, 0, pap_codes, .flags = FIELD_SUMMARY},
    [PAP_IDENTIFIER] = {"pap.identifier", "Identifier", FT_UINT8, BASE_DEC},
    [PAP_LENGTH] = {"pap.length", "Length", FT_UINT16, BASE_DEC},
    [PAP_DATA] = {"pap.data", "Data", FT_NONE, BASE_NONE},
    [PAP_PEER_LENGTH] = {"pap.peer_id.length", "Peer-ID-Length", FT_UINT8, BASE_DEC},
    [PAP_PEER] = {"pap.peer_id", "Peer-ID", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY},
    [PAP_PASSWORD_LENGTH] = {"pap.password.length", "Password-Length", FT_UINT8, BASE_DEC},
    [PAP_PASSWORD] = {"pap.password", "Password", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "As it is: whoever listens has it now"},
    [PAP_MESSAGE_LENGTH] = {"pap.message.length", "Message-Length", FT_UINT8, BASE_DEC},
    [PAP_MESSAGE] = {"pap.message", "Message", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY},
};
static const struct field chap_fields[CHAP_FIELDS] = {
    [CHAP_CODE] = {"chap.code", "Code", FT_UINT8, BASE_DEC, 0, chap_codes, .flags = FIELD_SUMMARY},
    [CHAP_IDENTIFIER] = {"chap.identifier", "Identifier", FT_UINT8, BASE_DEC},
    [CHAP_LENGTH] = {"chap.length", "Length", FT_UINT16, BASE_DEC},
    [CHAP_DATA] = {"chap.data", "Data", FT_NONE, BASE_NONE},
    [CHAP_SIZE] = {"chap.value_size", "Value Size", FT_UINT8, BASE_DEC},
    [CHAP_VALUE] = {"chap.value", "Value", FT_BYTES, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "A challenge, or its digest with the password, which is not sent itself"},
    [CHAP_NAME] = {"chap.name", "Name", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY},
    [CHAP_MESSAGE] = {"chap.message", "Message", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY},
};

static void add_header(struct packet *p, struct cur *c, uint8_t *code)
{
    uint32_t start = c->at;
    *code = packet_u8(p, c, 0);
    packet_u8(p, c, 1);
    uint16_t length = packet_u16(p, c, 2);
    if (!c->error && length >= HEADER) packet_trim(p, c, start + length);
}

static void add_counted(struct packet *p, struct cur *c, unsigned row)
{
    uint8_t length = packet_u8(p, c, row);
    if (length) packet_bytes(p, c, row + 1, length);
}

static void dissect_pap(struct packet *p, struct cur *c)
{
    uint8_t code;
    add_header(p, c, &code);
    if (!cur_left(c)) return;
    struct item *item = packet_add(p, PAP_DATA, c->at, cur_left(c), 0);
    packet_open(p, item);
    add_counted(p, c, code == REQUEST ? PAP_PEER_LENGTH : PAP_MESSAGE_LENGTH);
    if (code == REQUEST) add_counted(p, c, PAP_PASSWORD_LENGTH);
    packet_shut(p, item, NULL);
}

static void dissect_chap(struct packet *p, struct cur *c)
{
    uint8_t code;
    add_header(p, c, &code);
    if (!cur_left(c)) return;
    if (code == SUCCESS || code == FAILURE) {
        packet_bytes(p, c, CHAP_MESSAGE, cur_left(c));
        return;
    }
    struct item *item = packet_add(p, CHAP_DATA, c->at, cur_left(c), 0);
    packet_open(p, item);
    add_counted(p, c, CHAP_SIZE);
    if (cur_left(c)) packet_bytes(p, c, CHAP_NAME, cur_left(c));
    packet_shut(p, item, NULL);
}

static void put_string(struct text *text, const struct packet *packet, const struct layer *layer,
    unsigned row, const char *before)
{
    const struct item *item = layer_item(packet, layer, row);
    text_put(text, before);
    if (item) text_add(text, item->bytes.at, item->bytes.len);
    text_char(text, '\'');
}

static void pap_info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    uint64_t code = layer_uint(packet, layer, PAP_CODE);
    const char *name = field_value_name(pap_codes, code);
    text_put(text, name ? name : "Unknown");
    if (code == REQUEST) {
        put_string(text, packet, layer, PAP_PEER, " (Peer-ID='");
        put_string(text, packet, layer, PAP_PASSWORD, ", Password='");
    } else {
        put_string(text, packet, layer, PAP_MESSAGE, " (Message='");
    }
    text_char(text, ')');
}

static void chap_info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *value = layer_item(packet, layer, CHAP_VALUE);
    uint64_t code = layer_uint(packet, layer, CHAP_CODE);
    const char *name = field_value_name(chap_codes, code);
    text_put(text, name ? name : "Unknown");
    if (code == CHALLENGE || code == RESPONSE) {
        put_string(text, packet, layer, CHAP_NAME, " (NAME='");
        text_put(text, ", VALUE=0x");
        if (value) text_hex_bytes(text, value->bytes.at, value->bytes.len, 0);
        text_char(text, ')');
    } else if (code == SUCCESS || code == FAILURE) {
        put_string(text, packet, layer, CHAP_MESSAGE, " (MESSAGE='");
        text_char(text, ')');
    }
}

static const struct link pap_links[] = {{"ppp.protocol", 0xc023}, {NULL, 0}};
const struct proto proto_pap = {.name = "pap",
    .title = "PPP Password Authentication Protocol",
    .column = "PPP PAP",
    .fields = pap_fields,
    .nfields = PAP_FIELDS,
    .links = pap_links,
    .dissect = dissect_pap,
    .info = pap_info};

static const struct link chap_links[] = {{"ppp.protocol", 0xc223}, {NULL, 0}};
const struct proto proto_chap = {.name = "chap",
    .title = "PPP Challenge Handshake Authentication Protocol",
    .column = "PPP CHAP",
    .fields = chap_fields,
    .nfields = CHAP_FIELDS,
    .links = chap_links,
    .dissect = dissect_chap,
    .info = chap_info};
