/* Distinguished encoding rules of ASN.1 (X.690): a tag, a length, a content.
 *
 *      +------+---------------------------+- - - - -
 *      | tag  | length: 0-127, or n bytes | content
 *      +------+---------------------------+- - - - -
 * SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/cur.h"

enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BITS = 0x03,
    DER_OCTETS = 0x04,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8 = 0x0c,
    DER_PRINTABLE = 0x13,
    DER_TELETEX = 0x14,
    DER_IA5 = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_UNIVERSAL = 0x1c,
    DER_BMP = 0x1e,
    DER_CONSTRUCTED = 0x20,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT = 0x80, /* [0] without further structure; [0] with it is 0xa0 */
    DER_CONTEXT_MADE = 0xa0
};

/* An element: where it begins and ends in its source, and a cursor over its content. */
struct der {
    uint8_t tag;
    uint32_t at, end;
    struct cur content;
};

/* Reads the next element; false if there is none that is whole, which is no error of the cursor. */
bool der_read(struct cur *c, struct der *element);
/* The same if it has this tag; otherwise nothing is read. */
bool der_expect(struct cur *c, uint8_t tag, struct der *element);

/* The bytes of its content. */
static inline struct bytes der_bytes(const struct der *element)
{
    uint32_t length = cur_left(&element->content);
    const uint8_t *at = cur_peek(&element->content, 0, length);
    return (struct bytes){at, at ? length : 0};
}
