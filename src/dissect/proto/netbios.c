/* Names of NetBIOS.  See netbios.h.  SPDX-License-Identifier: MIT */
#include "dissect/proto/netbios.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto/dns.h"

static const struct value_name services[] = {
    {0x00, "Workstation/Redirector"},
    {0x01, "Browser"},
    {0x02, "Workstation/Redirector"},
    {0x03, "Messenger service/Main name"},
    {0x05, "Forwarded name"},
    {0x06, "RAS Server service"},
    {0x1b, "Domain Master Browser"},
    {0x1c, "Domain Controllers"},
    {0x1d, "Local Master Browser"},
    {0x1e, "Browser Election Service"},
    {0x1f, "Net DDE Service"},
    {0x20, "Server service"},
    {0x21, "RAS client service"},
    {0x22, "Exchange Interchange (MSMail Connector)"},
    {0x23, "Exchange Store"},
    {0x24, "Exchange Directory"},
    {0x2b, "Lotus Notes Server service"},
    {0x30, "Modem sharing server service"},
    {0x31, "Modem sharing client service"},
    {0x43, "SMS Clients Remote Control"},
    {0x44, "SMS Administrators Remote Control Tool"},
    {0x45, "SMS Clients Remote Chat"},
    {0x46, "SMS Clients Remote Transfer"},
    {0x4c, "DEC Pathworks TCP/IP Service on Windows NT"},
    {0x52, "DEC Pathworks TCP/IP Service on Windows NT"},
    {0x6a, "Microsoft Exchange IMC"},
    {0x87, "Microsoft Exchange MTA"},
    {0xbe, "Network Monitor Agent"},
    {0xbf, "Network Monitor Analyzer"},
    {0, NULL},
};

const char *netbios_service(int suffix)
{
    const char *name = field_value_name(services, (uint64_t)suffix);
    return name ? name : "Unknown";
}

void netbios_name_put(struct text *text, const uint8_t *at)
{
    size_t start = text->len;
    for (unsigned i = 0; i < NETBIOS_NAME - 1; i++) {
        if (at[i] >= ' ' && at[i] <= '~')
            text_char(text, (char)at[i]);
        else
            text_format(text, "<%02x>", at[i]);
    }
    while (text->len > start && text->at[text->len - 1] == ' ')
        text->len--;
    text_format(text, "<%02x>", at[NETBIOS_NAME - 1]);
}

/* Two letters to a byte, from A; anything up to Z is taken.  NULL, or what is wrong. */
static const char *decode(const uint8_t *letters, uint32_t length, uint8_t *name)
{
    static const char *const wrong[] = {
        "Illegal NetBIOS name (1st character not between A and Z in first-level encoding)",
        "Illegal NetBIOS name (2nd character not between A and Z in first-level encoding)",
    };
    for (uint32_t i = 0; i < length && i < 2 * NETBIOS_NAME; i++) {
        if (letters[i] < 'A' || letters[i] > 'Z') return wrong[i % 2];
        unsigned half = letters[i] - (unsigned)'A';
        name[i / 2] = (uint8_t)(i % 2 ? name[i / 2] | half : half << 4);
    }
    return length == 2 * NETBIOS_NAME ? NULL : "Illegal NetBIOS name (not 16 bytes long)";
}

void netbios_name_read(struct packet *p, struct cur *c, uint32_t message, struct netbios_name *name)
{
    struct dns_name encoded;
    uint8_t plain[NETBIOS_NAME] = {0};
    *name = (struct netbios_name){.suffix = -1};
    dns_name_read(c, message, &encoded);
    if (c->error) return;
    const uint8_t *dot = memchr(encoded.text, '.', encoded.length);
    uint32_t first = dot ? (uint32_t)(dot - encoded.text) : encoded.length;
    const char *wrong = decode(encoded.text, first, plain);
    struct text text = packet_text(p);
    if (wrong) {
        text_put(&text, wrong);
    } else {
        netbios_name_put(&text, plain);
        text_add(&text, encoded.text + first, encoded.length - first);
        name->suffix = plain[NETBIOS_NAME - 1];
    }
    name->text = packet_keep(p, &text);
}

void netbios_name_show(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    struct bytes name = item->bytes;
    text_format(text, "%s: ", item->field->label);
    escape_tree(text, name);
    const uint8_t *sign = name.len ? memchr(name.at, '>', name.len) : NULL;
    /* The suffix ends in the last bracket in front of the scope. */
    for (const uint8_t *at = sign; at && at < name.at + name.len; at++) {
        if (*at == '.') break;
        if (*at == '>') sign = at;
    }
    if (!sign || sign < name.at + 3) return;
    char digits[3] = {(char)sign[-2], (char)sign[-1], 0};
    text_format(text, " (%s)", netbios_service((int)strtoul(digits, NULL, 16)));
}
