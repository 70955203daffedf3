/* A directory: which names go with the numbers of packets: of hosts (IPv4 and IPv6), of stations on a
 * link (Ethernet), of ports.  It is filled from texts in the forms of /etc/hosts, /etc/ethers and
 * /etc/services, and by what packets and capture files tell.
 *
 *     kind        key                                 a name for
 *     host        4 or 16 bytes                       one address
 *     station     6 bytes                             one address
 *     group       the first bits of an address        well-known addresses: IPv4mcast_fb
 *     maker       the first bits of an address        whoever built the station: Apple_3c:e1:13
 *     company     its first 24 bits                   the maker in full: Apple, Inc.
 *     port        the transport, the number           a service
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/text.h"

/* What is looked up at all; other numbers stay numbers. */
enum directory_kind { DIRECTORY_STATIONS = 1, DIRECTORY_HOSTS = 2, DIRECTORY_PORTS = 4 };

enum { DIRECTORY_TCP = 6, DIRECTORY_UDP = 17 };

struct directory;

/* Has a few well-known stations from the beginning.  NULL when memory ran out. */
struct directory *directory_create(unsigned kinds);
void directory_destroy(struct directory *directory);
/* Asked once for each host that is not known; true when it found the name at once. */
void directory_ask(struct directory *directory,
    bool (*ask)(void *context, struct bytes address, struct text *name), void *context);

/* A host's name, the last one that was told; 4 or 16 bytes of address.  What a terminal must not
 * get is escaped.  False when there is no room: 65536 hosts are remembered. */
bool directory_add_host(struct directory *directory, struct bytes address, struct bytes name);

/* Lines as in /etc/hosts: an address, its name, more names.  `each` (may be NULL) is told as well. */
void directory_read_hosts(struct directory *directory, struct bytes text,
    void (*each)(void *context, struct bytes address, struct bytes name), void *context);
/* Lines as in /etc/ethers, and as Wireshark's lists of well-known addresses and of makers have them:
 * 0a:0b:0c:01:02:03 or 00-1B-C5-00-00-00/36, and a name; behind that of a maker, it in full. */
enum directory_list {
    DIRECTORY_ETHERS,
    DIRECTORY_WELL_KNOWN,
    DIRECTORY_MAKERS,
    DIRECTORY_COMPANIES /* the list of makers, read for its names in full */
};
void directory_read_stations(
    struct directory *directory, struct bytes text, enum directory_list list);
/* Lines as in /etc/services, also with several ports and transports: x11 6000-6063/tcp/udp. */
void directory_read_services(struct directory *directory, struct bytes text);

/* --- looking up; a NULL directory knows nothing ------------------------------------------------- */

/* Whether addresses of so many bytes (6: a station) are looked up; whether ports are. */
bool directory_names(const struct directory *directory, size_t address_bytes);
bool directory_names_ports(const struct directory *directory);
/* The name of a station (6 bytes) or host (4, 16), or else its number. */
void directory_address(struct text *text, struct directory *directory, struct bytes address);
/* Whose stations have addresses that begin with these 24 bits; NULL if nobody is known. */
const char *directory_company(const struct directory *directory, uint32_t first);
/* The name of a port, or else its number and false. */
bool directory_port(
    struct text *text, const struct directory *directory, unsigned transport, uint16_t port);
