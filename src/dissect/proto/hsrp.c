/* Cisco's Hot Standby Router Protocol, RFC 2281: which of several routers answers for an address.
 *
 *      +---------+--------+-------+-------+------+----------+-------+----------+
 *      | version | opcode | state | hello | hold | priority | group | reserved |   a byte each
 *      +---------+--------+-------+-------+------+----------+-------+----------+
 *      | password (8)                            | virtual address (4)         |
 *      +-----------------------------------------+-----------------------------+
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto.h"

enum { VERSION, OPCODE, STATE, HELLO, HOLD, PRIORITY, GROUP, RESERVED, PASSWORD, ADDRESS, NFIELDS };

enum { RESIGN = 2, PASSWORD_ROOM = 8, LENGTH = 20, DEFAULT_HELLO = 3, DEFAULT_HOLD = 10 };

static const struct value_name opcodes[] = {
    {0, "Hello"}, {1, "Coup"}, {RESIGN, "Resign"}, {0, NULL}};
static const struct value_name states[] = {{0, "Initial"}, {1, "Learn"}, {2, "Listen"},
    {4, "Speak"}, {8, "Standby"}, {16, "Active"}, {0, NULL}};

static void show_time(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    bool hello = strcmp(item->field->label, "Hellotime") == 0;
    text_format(text, "%s: %sDefault (%u)", item->field->label,
        item->number == (hello ? DEFAULT_HELLO : DEFAULT_HOLD) ? "" : "Non-",
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

static const struct field fields[NFIELDS] = {
    [VERSION] = {"hsrp.version", "Version", FT_UINT8, BASE_DEC},
    [OPCODE] = {"hsrp.opcode", "Op Code", FT_UINT8, BASE_DEC, 0, opcodes,
        "I am here; I take over; I give up", FIELD_SUMMARY},
    [STATE] = {"hsrp.state", "State", FT_UINT8, BASE_DEC, 0, states,
        "16 is the router that answers for the address", FIELD_SUMMARY},
    [HELLO] = {"hsrp.hellotime", "Hellotime", FT_UINT8, BASE_DEC, .show = show_time},
    [HOLD] = {"hsrp.holdtime", "Holdtime", FT_UINT8, BASE_DEC, .show = show_time,
        .blurb = "So many seconds without a hello, and another one takes over"},
    [PRIORITY] = {"hsrp.priority", "Priority", FT_UINT8, BASE_DEC},
    [GROUP] = {"hsrp.group", "Group", FT_UINT8, BASE_DEC},
    [RESERVED] = {"hsrp.reserved", "Reserved", FT_UINT8, BASE_DEC},
    [PASSWORD] = {"hsrp.auth_data", "Authentication Data", FT_STRING, BASE_NONE,
        .show = show_password},
    [ADDRESS] = {"hsrp.virt_ip", "Virtual IP Address", FT_IPv4, BASE_NONE,
        .blurb = "The address that they share"},
};

static void dissect(struct packet *p, struct cur *c)
{
    for (unsigned row = VERSION; row <= RESERVED; row++)
        packet_u8(p, c, row);
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, PASSWORD_ROOM), *end;
    struct item *item = at ? packet_add(p, PASSWORD, offset, PASSWORD_ROOM, 0) : NULL;
    if (item) {
        end = memchr(at, 0, PASSWORD_ROOM);
        item->bytes = bytes_of(at, end ? (size_t)(end - at) : PASSWORD_ROOM);
    }
    packet_bytes(p, c, ADDRESS, 4);
}

/* Sent to all routers, with codes that there are. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    static const uint8_t all_routers[] = {224, 0, 0, 2};
    const struct address *to = &packet->network_destination;
    if (to->kind != ADDRESS_IPV4 || memcmp(to->at, all_routers, sizeof all_routers) != 0)
        return false;
    uint32_t left = cur_left(&cur);
    const uint8_t *at = cur_take(&cur, 3);
    if (!at) return cur.error == CUR_CUT;
    return left >= LENGTH && at[0] == 0 && at[1] <= RESIGN && at[2] <= 16;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const char *opcode = field_value_name(opcodes, layer_uint(packet, layer, OPCODE)),
               *state = field_value_name(states, layer_uint(packet, layer, STATE));
    text_format(text, "%s (state %s)", opcode ? opcode : "Unknown", state ? state : "Unknown");
}

static const struct link links[] = {{"udp.port", 1985}, {NULL, 0}};

const struct proto proto_hsrp = {.name = "hsrp",
    .title = "Cisco Hot Standby Router Protocol",
    .brief = "HSRP",
    .column = "HSRP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};
