/* TLS records from outside.  See tls_records.h.  SPDX-License-Identifier: MIT */
#include "show/tls_records.h"

/* RFC 5246 6.2.1 and A.1. */
enum { CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22, APPLICATION_DATA = 23 };

/* RFC 5246 7.4, RFC 8446 4. */
static const char *message_name(unsigned type)
{
    switch (type) {
    case 0:
        return "Hello Request";
    case 1:
        return "Client Hello";
    case 2:
        return "Server Hello";
    case 4:
        return "New Session Ticket";
    case 8:
        return "Encrypted Extensions";
    case 11:
        return "Certificate";
    case 12:
        return "Server Key Exchange";
    case 13:
        return "Certificate Request";
    case 14:
        return "Server Hello Done";
    case 15:
        return "Certificate Verify";
    case 16:
        return "Client Key Exchange";
    case 20:
        return "Finished";
    case 22:
        return "Certificate Status";
    default:
        return "Handshake";
    }
}

static void put_name(struct text *text, size_t start, const char *name)
{
    if (text->len > start) text_put(text, ", ");
    text_put(text, name);
}

/* A handshake record may hold several messages: type, 24 bits of length, body. */
static void put_messages(struct text *text, size_t start, struct bytes body)
{
    for (size_t at = 0; at < body.len;) {
        put_name(text, start, message_name(body.at[at]));
        if (body.len - at < 4) return;
        at += 4 + ((size_t)body.at[at + 1] << 16 | (size_t)body.at[at + 2] << 8 | body.at[at + 3]);
    }
}

/* The record whose head is complete; `body` is what the present bytes hold of it. */
static void put_record(
    struct tls_records *records, struct text *text, size_t start, struct bytes body)
{
    switch (records->head[0]) {
    case CHANGE_CIPHER_SPEC:
        put_name(text, start, "Change Cipher Spec");
        records->ciphered = true;
        return;
    case ALERT:
        put_name(text, start, records->ciphered ? "Encrypted Alert" : "Alert");
        return;
    case HANDSHAKE:
        if (records->ciphered)
            put_name(text, start, "Encrypted Handshake Message");
        else if (body.len == 0)
            put_name(text, start, "Handshake");
        else
            put_messages(text, start, body);
        return;
    default:
        put_name(text, start, "Application Data");
        records->application_bytes += records->left;
    }
}

void tls_records_name(struct tls_records *records, struct bytes bytes, struct text *text)
{
    size_t start = text->len;
    while (bytes.len > 0 && !records->lost) {
        if (records->left == 0) {
            records->head[records->have++] = *bytes.at++;
            bytes.len--;
            if (records->have < sizeof records->head) continue;
            records->have = 0;
            records->left = bytes_be16(records->head + 3);
            records->lost = records->head[0] < CHANGE_CIPHER_SPEC ||
                            records->head[0] > APPLICATION_DATA || records->head[1] != 3;
            size_t there = bytes.len < records->left ? bytes.len : records->left;
            if (!records->lost) put_record(records, text, start, bytes_of(bytes.at, there));
        }
        size_t taken = bytes.len < records->left ? bytes.len : records->left;
        bytes.at += taken;
        bytes.len -= taken;
        records->left -= (uint32_t)taken;
    }
}
