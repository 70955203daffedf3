/* What IPv6 addresses tell of other addresses that they were made from.
 *
 *      +------+-------------------+-----+-----------------------+
 *      | 2002 |  IPv4 of gateway  | SLA | interface             |   6to4, RFC 3056
 *      +------+------+------------+-----+-----------------------+
 *      | 2001 | 0000 |   server   | … | port | client         |   Teredo, RFC 4380; the last two inverted
 *      +------+------+------------+-------+---------+-----------+
 *      | prefix (8 bytes)                 | .. ff fe ..         |   from an Ethernet address, RFC 4291
 *      |                                  | 0.00 5efe |  IPv4   |   ISATAP, RFC 5214
 *      +----------------------------------+-----------+---------+
 * SPDX-License-Identifier: MIT */
#include "dissect/packet.h"
#include "dissect/proto/ipv6.h"
#include "dissect/reading.h"

/* One of the two addresses of a header. */
struct place {
    const uint8_t *at;
    uint32_t offset;
    unsigned row; /* rows stand in threes: of the source, of either, of the destination */
};
enum { OF_SOURCE = 0, OF_EITHER = 1, OF_DESTINATION = 2 };

static void add_both(
    struct packet *p, const struct place *place, unsigned rows, uint32_t from, struct bytes bytes)
{
    packet_add_bytes(p, rows + place->row, place->offset + from, bytes, ITEM_GENERATED);
    packet_add_bytes(
        p, rows + OF_EITHER, place->offset + from, bytes, ITEM_GENERATED | ITEM_HIDDEN);
}

static void add_number(
    struct packet *p, const struct place *place, unsigned rows, uint32_t from, unsigned inverted)
{
    uint64_t number = bytes_be16(place->at + from) ^ inverted;
    packet_add_uint(p, rows + place->row, place->offset + from, 2, number, ITEM_GENERATED);
    packet_add_uint(
        p, rows + OF_EITHER, place->offset + from, 2, number, ITEM_GENERATED | ITEM_HIDDEN);
}

static void add_6to4(struct packet *p, const struct place *place)
{
    if (bytes_be16(place->at) != 0x2002) return;
    add_both(p, place, IP6_SRC_6TO4_GATEWAY, 2, bytes_of(place->at + 2, 4));
    add_number(p, place, IP6_SRC_6TO4_SLA, 6, 0);
}

static void add_teredo(struct packet *p, const struct place *place)
{
    if (bytes_be32(place->at) != 0x20010000) return;
    uint8_t *client = packet_scratch(p, 4);
    if (!client) return;
    for (unsigned i = 0; i < 4; i++)
        client[i] = place->at[12 + i] ^ 0xff;
    add_both(p, place, IP6_SRC_TEREDO_SERVER, 4, bytes_of(place->at + 4, 4));
    add_number(p, place, IP6_SRC_TEREDO_PORT, 10, 0xffff);
    add_both(p, place, IP6_SRC_TEREDO_CLIENT, 12, bytes_of(client, 4));
}

/* RFC 4291 appendix A: an interface identifier made from an Ethernet address has ff:fe in its
 * middle and the universal bit turned on. */
static void add_slaac(struct packet *p, const struct place *place)
{
    const uint8_t *at = place->at;
    if (!(at[8] & 2) || at[11] != 0xff || at[12] != 0xfe) return;
    if (!packet_wants(p, IP6_SRC_SLAAC + place->row) && !packet_wants(p, IP6_SLAAC)) return;
    uint8_t *mac = packet_scratch(p, 6);
    if (!mac) return;
    const uint8_t bytes[6] = {at[8] ^ 2, at[9], at[10], at[13], at[14], at[15]};
    memcpy(mac, bytes, 6);
    struct item *item =
        packet_add(p, IP6_SRC_SLAAC + place->row, place->offset + 8, 8, ITEM_GENERATED);
    if (item) item->bytes = bytes_of(mac, 6);
    item = packet_add(p, IP6_SLAAC, place->offset + 8, 8, ITEM_GENERATED | ITEM_HIDDEN);
    if (item) item->bytes = bytes_of(mac, 6);
}

static void add_isatap(struct packet *p, const struct place *place)
{
    if ((bytes_be32(place->at + 8) & 0xfdffffff) != 0x00005efe) return;
    add_both(p, place, IP6_SRC_ISATAP, 12, bytes_of(place->at + 12, 4));
}

void ipv6_embedded(
    struct packet *p, uint32_t offset, const uint8_t *source, const uint8_t *destination)
{
    static void (*const kinds[])(struct packet *, const struct place *) = {
        add_6to4, add_teredo, add_slaac, add_isatap};
    const struct place places[] = {
        {source, offset, OF_SOURCE}, {destination, offset + 16, OF_DESTINATION}};
    for (unsigned kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        for (unsigned i = 0; i < 2; i++)
            kinds[kind](p, &places[i]);
}
