/* The dissector: all protocols, how they lead to each other, and which fields anyone wants.
 *
 * Built once, then only read while packets are dissected; two of them never collide.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "dissect/preferences.h"
#include "dissect/proto.h"

struct directory;
struct dissector;

/* NULL when memory ran out. */
struct dissector *dissector_create(void);
void dissector_destroy(struct dissector *dissector);

/* At first the defaults; to be changed before packets are dissected. */
struct preferences *dissector_preferences(struct dissector *dissector);

/* Names for numbers, which must outlive the dissector; NULL, as at first: numbers alone. */
void dissector_name_by(struct dissector *dissector, struct directory *directory);
struct directory *dissector_directory(const struct dissector *dissector);

/* What leads where may be changed before packets are dissected as well.  All are false when that
 * cannot be: there is no such table, or memory ran out. */
/* Whatever has this key in the table (tshark's -d) is that protocol, if it looks so or not. */
bool dissector_decode_as(
    struct dissector *dissector, const char *table, uint32_t key, const struct proto *proto);
/* Its bytes are to stay data; the frame itself, data and remarks cannot be done without. */
bool dissector_disable(struct dissector *dissector, const struct proto *proto);
/* It is to be found by number alone, not by what its bytes look like; false if it never was. */
bool dissector_never_guess(struct dissector *dissector, const struct proto *proto);

/* The fields to produce.  At first none but those of FIELD_SUMMARY.  Nothing is lost by wanting
 * too many but time. */
void dissector_want_all(struct dissector *dissector);
/* The same but for twins (FIELD_TWIN), which a tree does not show. */
void dissector_want_shown(struct dissector *dissector);
/* By name: a field ("tcp.port"), or a protocol ("tcp": the layer alone).  False if unknown. */
bool dissector_want(struct dissector *dissector, const char *name);
/* Whether a field of that name is produced, by whomever it was wanted. */
bool dissector_wants(const struct dissector *dissector, const char *name);
/* No more will be wanted, and the summary is not: what is left away then need not be worked out. */
void dissector_narrow(struct dissector *dissector);

/* Nobody looks at packets that have none of these fields and protocols: they may end up with fewer
 * layers than they have, so long as later packets are dissected as ever.  Asked for last, when all
 * else is wanted. */
void dissector_confine(struct dissector *dissector, const char *const *names, size_t count);

/* Looks a name up: its first row, NULL if unknown.  Several rows may share a name (ip.version is
 * found in IPv4 and IPv6 headers alike): dissector_fields() gives them all, *count pointers. */
const struct field *dissector_field(const struct dissector *dissector, const char *name);
const struct field *const *dissector_fields(
    const struct dissector *dissector, const char *name, size_t *count);
const struct proto *dissector_proto(const struct dissector *dissector, const char *name);

/* The name of the protocol under which Wireshark has a field: several may use it, and its own is that
 * with which its name begins. */
struct bytes dissector_owner(const struct field *field);

/* All protocols in the order of src/dissect/meson.build, for listings and tests. */
const struct proto *const *dissector_protos(size_t *count);
