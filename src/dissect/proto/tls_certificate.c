/* What a certificate says of names and dates (RFC 5280 4.1): a walk over its DER that picks strings
 * by the object identifier in front of them.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/tls.h"

enum {
    INTEGER = 0x02,
    OCTETS = 0x04,
    OID = 0x06,
    UTF8 = 0x0c,
    PRINTABLE = 0x13,
    UTC_TIME = 0x17,
    GENERALIZED_TIME = 0x18,
    CONSTRUCTED = 0x20,
    SEQUENCE = 0x30,
    DNS_NAME = 0x82,
    DEEPEST = 16
};

struct walk {
    struct packet *p;
    struct bytes der;
    uint32_t offset; /* of the certificate in its source */
    bool has_serial;
    bool country;     /* the last object identifier was 2.5.4.6 */
    bool alternative; /* or 2.5.29.17 */
};

/* The element at `at` before `end`: where its content begins and ends; false if it is not whole. */
static bool element(const struct walk *w, size_t at, size_t end, size_t *content, size_t *next)
{
    if (end - at < 2) return false;
    size_t length = w->der.at[at + 1], head = 2;
    if (length & 0x80) {
        size_t count = length & 0x7f;
        if (!count || count > 3 || end - at - 2 < count) return false;
        length = 0;
        for (size_t i = 0; i < count; i++)
            length = length << 8 | w->der.at[at + 2 + i];
        head += count;
    }
    if (length > end - at - head) return false;
    *content = at + head;
    *next = at + head + length;
    return true;
}

static void add(struct walk *w, unsigned field, size_t at, size_t end)
{
    packet_add_bytes(w->p, field, w->offset + (uint32_t)at, bytes_of(w->der.at + at, end - at), 0);
}

/* 230104161407Z as 2023-01-04 16:14:07 (UTC). */
static void add_time(struct walk *w, size_t at, size_t end)
{
    const char *t = (const char *)w->der.at + at;
    if (end - at < 13 || !packet_wants(w->p, TLS_X509_TIME)) return;
    struct item *item =
        packet_add(w->p, TLS_X509_TIME, w->offset + (uint32_t)at, (uint32_t)(end - at), 0);
    if (item)
        item->bytes = packet_format(w->p, "%s%.2s-%.2s-%.2s %.2s:%.2s:%.2s (UTC)",
            t[0] < '5' ? "20" : "19", t, t + 2, t + 4, t + 6, t + 8, t + 10);
}

static void leaf(struct walk *w, unsigned tag, size_t at, size_t end)
{
    size_t length = end - at;
    switch (tag) {
    case INTEGER:
        if (!w->has_serial && length > 1) { /* the version before it is a single byte */
            add(w, TLS_X509_SERIAL, at, end);
            w->has_serial = true;
        }
        break;
    case OID:
        w->country = length == 3 && memcmp(w->der.at + at, "\x55\x04\x06", 3) == 0;
        w->alternative = length == 3 && memcmp(w->der.at + at, "\x55\x1d\x11", 3) == 0;
        break;
    case UTF8:
        add(w, TLS_X509_UTF8, at, end);
        break;
    case PRINTABLE:
        add(w, w->country ? TLS_X509_COUNTRY : TLS_X509_PRINTABLE, at, end);
        break;
    case UTC_TIME:
        add_time(w, at, end);
        break;
    case DNS_NAME:
        if (w->alternative) add(w, TLS_X509_DNS, at, end);
        break;
    default:
        break;
    }
}

/* In the order of the certificate; what is nested is pushed, so that depth is bounded. */
static void walk(struct walk *w)
{
    size_t ends[DEEPEST], at = 0, content, next;
    unsigned depth = 0;
    ends[0] = w->der.len;
    for (;;) {
        while (at >= ends[depth]) {
            if (!depth) return;
            depth--;
        }
        if (!element(w, at, ends[depth], &content, &next)) return;
        unsigned tag = w->der.at[at];
        /* The alternative names stand in an octet string of their own. */
        bool inside = (tag & CONSTRUCTED) || (tag == OCTETS && w->alternative);
        if (inside && depth + 1 < DEEPEST) {
            ends[++depth] = next;
            at = content;
        } else {
            leaf(w, tag, content, next);
            at = next;
        }
    }
}

void tls_certificate(struct packet *p, struct bytes der, uint32_t offset)
{
    struct walk w = {.p = p, .der = der, .offset = offset};
    p->depth++;
    walk(&w);
    p->depth--;
}
