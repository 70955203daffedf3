/* The data of DNS records that are seldom met: mailboxes, keys, hashed denial of existence, signed
 * transactions, places.  RFC 1035 3.3, 1183, 1876, 4398, 5155, 6742, 8945, 8976.
 * SPDX-License-Identifier: MIT */
#include <stddef.h>

#include "base/text.h"
#include "base/time.h"
#include "dissect/proto/dns.h"

#define NUMBER(row)                                                                                \
    {                                                                                              \
        DNS_STEP_NUMBER, row, NULL                                                                 \
    }
#define NAME(row)                                                                                  \
    {                                                                                              \
        DNS_STEP_NAME, row, NULL                                                                   \
    }
#define REST(row)                                                                                  \
    {                                                                                              \
        DNS_STEP_REST, row, NULL                                                                   \
    }

enum { MOST_STEPS = 5 };
static const struct rare {
    uint16_t type;
    struct dns_step steps[MOST_STEPS];
} rare[] = {
    {3, {NAME(DNS_MD)}},
    {4, {NAME(DNS_MF)}},
    {7, {NAME(DNS_MB)}},
    {8, {NAME(DNS_MG)}},
    {9, {NAME(DNS_MR)}},
    {10, {REST(DNS_NULL_DATA)}},
    {14, {NAME(DNS_MINFO_R), NAME(DNS_MINFO_E)}},
    {17, {NAME(DNS_RP_MAILBOX), NAME(DNS_RP_TXT)}},
    {18, {NUMBER(DNS_AFSDB_SUBTYPE), NAME(DNS_AFSDB_HOST)}},
    {21, {NUMBER(DNS_RT_PREFERENCE), NAME(DNS_RT_HOST)}},
    {36, {{DNS_STEP_NUMBER, DNS_KX_PREFERENCE, "preference"},
             {DNS_STEP_NAME, DNS_KX_EXCHANGE, "kx"}}},
    {37, {NUMBER(DNS_CERT_TYPE), NUMBER(DNS_CERT_KEY_TAG), NUMBER(DNS_CERT_ALGORITHM),
             REST(DNS_CERT_DATA)}},
    {49, {REST(DNS_DHCID)}},
    {61, {REST(DNS_OPENPGP)}},
    {63, {NUMBER(DNS_ZONEMD_SERIAL), NUMBER(DNS_ZONEMD_SCHEME), NUMBER(DNS_ZONEMD_HASH),
             REST(DNS_ZONEMD_DIGEST)}},
    {104, {NUMBER(DNS_NID_PREFERENCE), REST(DNS_NID)}},
    {105, {NUMBER(DNS_L32_PREFERENCE), {DNS_STEP_ADDRESS, DNS_L32, NULL}}},
    {106, {NUMBER(DNS_L64_PREFERENCE), REST(DNS_L64)}},
    {107, {NUMBER(DNS_LP_PREFERENCE), NAME(DNS_LP)}},
    {108, {REST(DNS_EUI48)}},
};

const struct dns_step *dns_rare_steps(uint16_t type)
{
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++)
        if (rare[i].type == type) return rare[i].steps;
    return NULL;
}

/* --- hashed denial of existence (RFC 5155 3.2) -------------------------------------------------- */

/* RFC 4648 7: five bits to a character, so that names stay in order. */
static void add_hash(struct packet *p, struct cur *c)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
    uint8_t length = packet_u8(p, c, DNS_NSEC3_HASH_LENGTH);
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, length);
    uint8_t *room = at ? packet_scratch(p, length * 8U / 5 + 1) : NULL;
    uint32_t bits = 0, count = 0, used = 0;
    if (!room) return;
    for (unsigned i = 0; i < length; i++) {
        bits = bits << 8 | at[i];
        for (count += 8; count >= 5; count -= 5)
            room[used++] = (uint8_t)digits[bits >> (count - 5) & 31];
    }
    struct item *item = packet_add(p, DNS_NSEC3_HASH, offset, length, ITEM_GENERATED);
    if (item) item->bytes = bytes_of(room, used);
}

static void add_nsec3(struct packet *p, struct cur *c, bool parameters)
{
    packet_u8(p, c, DNS_NSEC3_ALGORITHM);
    uint32_t offset = c->at;
    uint8_t flags = packet_u8(p, c, DNS_NSEC3_FLAGS);
    if (c->error) return;
    if (!parameters && packet_wants(p, DNS_NSEC3_FLAGS)) {
        struct item *item = &p->items[p->nitems - 1];
        packet_open(p, item);
        packet_add_bits(p, DNS_NSEC3_OPT_OUT, offset, 1, flags, 0);
        packet_shut(p, item, NULL);
    }
    packet_u16(p, c, DNS_NSEC3_ITERATIONS);
    uint8_t salt = packet_u8(p, c, DNS_NSEC3_SALT_LENGTH);
    packet_bytes(p, c, DNS_NSEC3_SALT, salt);
    if (parameters || c->error) return;
    add_hash(p, c);
    dns_types_add(p, c);
}

/* --- signed transactions (RFC 8945 4.2) --------------------------------------------------------- */

static void add_tsig(struct packet *p, struct cur *c, uint32_t message)
{
    struct dns_name name;
    struct cur copy = *c;
    dns_name_read(&copy, message, &name);
    dns_name_add(p, c, message, DNS_TSIG_ALGORITHM);
    uint32_t offset = c->at;
    const uint8_t *time = cur_take(c, 6);
    struct item *item = time ? packet_add(p, DNS_TSIG_TIME, offset, 6, 0) : NULL;
    if (item) {
        /* Beyond what nanoseconds can tell it stays at their end. */
        int64_t seconds = (int64_t)((uint64_t)bytes_be16(time) << 32 | bytes_be32(time + 2));
        int64_t most = INT64_MAX / TIME_SECOND;
        item->integer = (seconds < most ? seconds : most) * TIME_SECOND;
    }
    packet_u16(p, c, DNS_TSIG_FUDGE);
    uint16_t length = packet_u16(p, c, DNS_TSIG_MAC_SIZE);
    offset = c->at;
    if (cur_take(c, length)) {
        packet_add(p, DNS_TSIG_MAC, offset, length, 0);
        packet_note(p, DNS_TSIG_NO_ALGORITHM, NOTE_WARNING, NOTE_UNDECODED,
            "No dissector for algorithm:%.*s", (int)name.length, (const char *)name.text);
    }
    packet_u16(p, c, DNS_TSIG_ORIGINAL_ID);
    packet_u16(p, c, DNS_TSIG_ERROR);
    length = packet_u16(p, c, DNS_TSIG_OTHER_LENGTH);
    if (length) packet_bytes(p, c, DNS_TSIG_OTHER, length);
}

/* --- places (RFC 1876) -------------------------------------------------------------------------- */

enum { CENTIMETRES = 100, BELOW = 100000 }; /* heights count from 100 km below the sea */

/* A digit and how many zeros follow, in centimetres. */
static double extent_of(uint64_t value)
{
    double centimetres = (double)(value >> 4 & 15);
    for (unsigned zeros = value & 15; zeros; zeros--)
        centimetres *= 10;
    return centimetres / CENTIMETRES;
}

static void put_angle(struct text *text, uint64_t value, unsigned most, const char *sides)
{
    static const uint64_t middle = UINT64_C(1) << 31;
    uint64_t thousandths = value < middle ? middle - value : value - middle;
    if (thousandths > most * UINT64_C(3600000)) {
        text_put(text, " (Value out of range)");
        return;
    }
    text_format(text, " (%u deg %u min %u.%03u sec %c)", (unsigned)(thousandths / 3600000),
        (unsigned)(thousandths / 60000 % 60), (unsigned)(thousandths / 1000 % 60),
        (unsigned)(thousandths % 1000), sides[value < middle]);
}

void dns_show_location(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, item->field->label);
    text_put(text, ": ");
    text_uint(text, item->number);
    switch ((unsigned)(item->field - dns_fields)) {
    case DNS_LOC_LATITUDE:
        put_angle(text, item->number, 90, "NS");
        break;
    case DNS_LOC_LONGITUDE:
        put_angle(text, item->number, 180, "EW");
        break;
    case DNS_LOC_ALTITUDE:
        text_format(text, " (%g m)", (double)item->number / CENTIMETRES - BELOW);
        break;
    default:
        text_format(text, " (%g m)", extent_of(item->number));
    }
}

static void add_location(struct packet *p, struct cur *c)
{
    for (unsigned row = DNS_LOC_VERSION; row <= DNS_LOC_ALTITUDE; row++)
        packet_uint(p, c, row);
}

bool dns_rare_add(struct packet *p, struct cur *c, uint32_t message, uint16_t type)
{
    switch (type) {
    case DNS_TYPE_LOC:
        add_location(p, c);
        return true;
    case DNS_TYPE_NSEC3:
    case DNS_TYPE_NSEC3PARAM:
        add_nsec3(p, c, type == DNS_TYPE_NSEC3PARAM);
        return true;
    case DNS_TYPE_TSIG:
        add_tsig(p, c, message);
        return true;
    default:
        return false;
    }
}
