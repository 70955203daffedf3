/* The rows of HSRP, both versions.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/hsrp.h"

static const struct value_name opcodes[] = {
    {0, "Hello"}, {1, "Coup"}, {2, "Resign"}, {HSRP_ADVERTISE, "Advertise"}, {0, NULL}};
static const struct value_name states[] = {{0, "Initial"}, {1, "Learn"}, {2, "Listen"},
    {4, "Speak"}, {8, "Standby"}, {16, "Active"}, {0, NULL}};
static const struct value_name adv_types[] = {
    {1, "HSRP interface state"}, {2, "IP redundancy"}, {0, NULL}};
static const struct value_name adv_states[] = {
    {1, "Dormant"}, {2, "Passive"}, {3, "Active"}, {0, NULL}};
static const struct value_name opcodes_2[] = {{0, "Hello"}, {1, "Coup"}, {2, "Resign"}, {0, NULL}};
static const struct value_name states_2[] = {{1, "Init"}, {2, "Learn"}, {3, "Listen"}, {4, "Speak"},
    {5, "Standby"}, {6, "Active"}, {0, NULL}};
static const struct value_name ip_versions[] = {{4, "IPv4"}, {6, "IPv6"}, {0, NULL}};
static const struct value_name algorithms[] = {{1, "MD5"}, {0, NULL}};

/* In seconds in version 1, in milliseconds in version 2. */
static void show_time(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    bool hello = strcmp(item->field->label, "Hellotime") == 0, seconds = item->length == 1;
    text_format(text, "%s: %sDefault (%u)", item->field->label,
        item->number == (hello ? 3U : 10U) * (seconds ? 1 : 1000) ? "" : "Non-",
        (unsigned)item->number);
}

static void show_password(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    static const char usual[] = "cisco";
    bool is_usual =
        item->bytes.len == sizeof usual - 1 && memcmp(item->bytes.at, usual, sizeof usual - 1) == 0;
    text_format(text, "Authentication Data: %sDefault (", is_usual ? "" : "Non-");
    escape_tree(text, item->bytes);
    text_char(text, ')');
}

static void show_part(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *length = packet_at(packet, item->source, item->offset + 1, 1);
    unsigned head =
        item->field == &hsrp_fields[HSRP2_INTERFACE_STATE] ? 2 : 0; /* as tshark counts */
    text_format(text, "%s: Type=%u Len=%u", item->field->label, (unsigned)item->number,
        (length ? *length : 0U) + head);
}

const struct field hsrp_fields[HSRP_FIELDS] = {
    [HSRP_VERSION] = {"hsrp.version", "Version", FT_UINT8, BASE_DEC},
    [HSRP_OPCODE] = {"hsrp.opcode", "Op Code", FT_UINT8, BASE_DEC, 0, opcodes,
        "I am here; I take over; I give up", FIELD_SUMMARY},
    [HSRP_STATE] = {"hsrp.state", "State", FT_UINT8, BASE_DEC, 0, states,
        "16 is the router that answers for the address", FIELD_SUMMARY},
    [HSRP_HELLO] = {"hsrp.hellotime", "Hellotime", FT_UINT8, BASE_DEC, .show = show_time},
    [HSRP_HOLD] = {"hsrp.holdtime", "Holdtime", FT_UINT8, BASE_DEC, .show = show_time,
        .blurb = "So many seconds without a hello, and another one takes over"},
    [HSRP_PRIORITY] = {"hsrp.priority", "Priority", FT_UINT8, BASE_DEC},
    [HSRP_GROUP] = {"hsrp.group", "Group", FT_UINT8, BASE_DEC},
    [HSRP_RESERVED] = {"hsrp.reserved", "Reserved", FT_UINT8, BASE_DEC},
    [HSRP_PASSWORD] = {"hsrp.auth_data", "Authentication Data", FT_STRING, BASE_NONE,
        .show = show_password},
    [HSRP_ADDRESS] = {"hsrp.virt_ip", "Virtual IP Address", FT_IPv4, BASE_NONE,
        .blurb = "The address that they share"},
    [HSRP_ADV_TYPE] = {"hsrp.adv.tlvtype", "Adv type", FT_UINT16, BASE_DEC, 0, adv_types},
    [HSRP_ADV_LENGTH] = {"hsrp.adv.tlvlength", "Adv length", FT_UINT16, BASE_DEC},
    [HSRP_ADV_STATE] = {"hsrp.adv.state", "Adv state", FT_UINT8, BASE_DEC, 0, adv_states,
        "Whether the router takes part on this interface", FIELD_SUMMARY},
    [HSRP_ADV_RESERVED_1] = {"hsrp.adv.reserved1", "Adv reserved1", FT_UINT8, BASE_DEC},
    [HSRP_ADV_ACTIVE] = {"hsrp.adv.activegrp", "Adv active groups", FT_UINT16, BASE_DEC},
    [HSRP_ADV_PASSIVE] = {"hsrp.adv.passivegrp", "Adv passive groups", FT_UINT16, BASE_DEC},
    [HSRP_ADV_RESERVED_2] = {"hsrp.adv.reserved2", "Adv reserved2", FT_UINT32, BASE_DEC},
    [HSRP2_GROUP_STATE] = {"hsrp2.group_state_tlv", "Group State TLV", FT_UINT8, BASE_DEC,
        .flags = FIELD_SUMMARY, .show = show_part},
    [HSRP2_INTERFACE_STATE] = {"hsrp2.interface_state_tlv", "Interface State TLV", FT_UINT8,
        BASE_DEC, .show = show_part},
    [HSRP2_PASSWORD_TLV] = {"hsrp2.text_auth_tlv", "Text Authentication TLV", FT_UINT8, BASE_DEC,
        .show = show_part},
    [HSRP2_DIGEST_TLV] = {"hsrp2.md5_auth_tlv", "MD5 Authentication TLV", FT_UINT8, BASE_DEC,
        .show = show_part},
    [HSRP2_VERSION] = {"hsrp2.version", "Version", FT_UINT8, BASE_DEC},
    [HSRP2_OPCODE] = {"hsrp2.opcode", "Op Code", FT_UINT8, BASE_DEC, 0, opcodes_2,
        "I am here; I take over; I give up", FIELD_SUMMARY},
    [HSRP2_STATE] = {"hsrp2.state", "State", FT_UINT8, BASE_DEC, 0, states_2,
        "6 is the router that answers for the address", FIELD_SUMMARY},
    [HSRP2_IP_VERSION] = {"hsrp2.ipversion", "IP Ver.", FT_UINT8, BASE_DEC, 0, ip_versions},
    [HSRP2_GROUP] = {"hsrp2.group", "Group", FT_UINT16, BASE_DEC},
    [HSRP2_IDENTIFIER] = {"hsrp2.identifier", "Identifier", FT_ETHER, BASE_NONE,
        .blurb = "The sender's own address on this link"},
    [HSRP2_PRIORITY] = {"hsrp2.priority", "Priority", FT_UINT32, BASE_DEC},
    [HSRP2_HELLO] = {"hsrp2.hellotime", "Hellotime", FT_UINT32, BASE_DEC, .show = show_time},
    [HSRP2_HOLD] = {"hsrp2.holdtime", "Holdtime", FT_UINT32, BASE_DEC, .show = show_time,
        .blurb = "So many milliseconds without a hello, and another one takes over"},
    [HSRP2_ADDRESS] = {"hsrp2.virt_ip", "Virtual IP Address", FT_IPv4, BASE_NONE,
        .blurb = "The address that they share"},
    [HSRP2_ADDRESS_6] = {"hsrp2.virt_ip_v6", "Virtual IPv6 Address", FT_IPv6, BASE_NONE,
        .blurb = "The address that they share"},
    [HSRP2_ACTIVE] = {"hsrp2.active_groups", "Active Groups", FT_UINT16, BASE_DEC,
        .flags = FIELD_SUMMARY, .blurb = "In so many groups the sender answers"},
    [HSRP2_PASSIVE] = {"hsrp2.passive_groups", "Passive Groups", FT_UINT16, BASE_DEC,
        .flags = FIELD_SUMMARY, .blurb = "In so many it does not"},
    [HSRP2_PASSWORD] = {"hsrp2.auth_data", "Authentication Data", FT_STRING, BASE_NONE,
        .show = show_password},
    [HSRP2_ALGORITHM] = {"hsrp2.md5_algorithm", "MD5 Algorithm", FT_UINT8, BASE_DEC, 0, algorithms},
    [HSRP2_PADDING] = {"hsrp2.md5_padding", "Padding", FT_UINT8, BASE_HEX},
    [HSRP2_FLAGS] = {"hsrp2.md5_flags", "MD5 Flags", FT_UINT16, BASE_DEC},
    [HSRP2_SENDER] = {"hsrp.md5_ip_address", "Sender's IP Address", FT_IPv4, BASE_NONE},
    [HSRP2_KEY_ID] = {"hsrp2.md5_key_id", "MD5 Key ID", FT_UINT32, BASE_DEC},
    [HSRP2_DIGEST] = {"hsrp2.md5_auth_data", "MD5 Authentication Data", FT_BYTES, BASE_NONE,
        .blurb = "Shows that the sender has the key"},
};
