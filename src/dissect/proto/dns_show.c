/* Rows of DNS whose line in the tree is not just label and value.  SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto/dns.h"

static const char *name_or(const struct value_name *names, uint64_t value, const char *otherwise)
{
    const char *name = field_value_name(names, value);
    return name ? name : otherwise;
}

void dns_show_flags(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned flags = (unsigned)item->number;
    text_format(text, "Flags: 0x%04x %s", flags,
        name_or(dns_opcodes, flags >> 11 & 15, "Unknown operation"));
    if (flags & 0x8000)
        text_format(text, " response, %s", name_or(dns_rcodes, flags & 15, "Unknown error"));
}

void dns_show_covered(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(dns_descriptions, item->number);
    text_put(text, "RR type in bit map: ");
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown (%u)", (unsigned)item->number);
}

void dns_show_option(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *at = item->length >= 2 ? packet_at(packet, item->source, item->offset, 2) : NULL;
    if (!at) {
        text_put(text, "Option");
        return;
    }
    uint16_t code = bytes_be16(at);
    text_format(text, "Option: %s", name_or(dns_option_names, code, "Unknown"));
    if (!field_value_name(dns_option_names, code)) text_format(text, " (%u)", code);
}

/* "SvcParam: alpn=h2,h3": the values are items behind this one. */
void dns_show_param(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *end = packet->items + layer->first + layer->count, *value = item + 1;
    text_put(text, "SvcParam: ");
    char before = '=';
    for (; value < end && value->depth > item->depth; value++) {
        if (value->field == &dns_fields[DNS_SVCB_KEY]) {
            const char *name = field_value_name(dns_svcb_keys, value->number);
            if (name)
                text_put(text, name);
            else
                text_format(text, "key%u", (unsigned)value->number);
        } else if (value->field != &dns_fields[DNS_SVCB_LENGTH] &&
                   value->field != &dns_fields[DNS_SVCB_ALPN_LENGTH]) {
            text_char(text, before);
            if (value->field == &dns_fields[DNS_SVCB_MANDATORY])
                text_put(text, name_or(dns_svcb_keys, value->number, "unknown"));
            else if (value->field == &dns_fields[DNS_SVCB_ECH])
                text_base64(text, value->bytes.at, value->bytes.len);
            else if (value->field == &dns_fields[DNS_SVCB_VALUE])
                escape_tree(text, value->bytes);
            else
                field_print_shown(text, value);
            before = ',';
        }
    }
}

void dns_show_ech(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "ECHConfig: ");
    text_base64(text, item->bytes.at, item->bytes.len);
}

void dns_show_extraneous(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Extraneous Data (%u byte%s)", item->length, item->length == 1 ? "" : "s");
}
