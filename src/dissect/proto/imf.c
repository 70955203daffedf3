/* Internet Message Format, RFC 5322: header fields, an empty line, and what is written.  The names of
 * the X.400 world are those of RFC 2156.
 *
 *      Subject: hello\r\n
 *      To: bob@example.net,\r\n
 *       carl@example.org\r\n                   a line that begins with a blank goes on with the field
 *      \r\n
 *      text
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/imf.h"

#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto/http.h"
#include "dissect/proto/media.h"

extern const struct proto proto_data_text_lines, proto_imap, proto_imf, proto_media, proto_pop;

enum { WORDS = 4096 };

/* What is written, and where in its source it begins. */
struct message {
    struct packet *packet;
    struct bytes text;
    uint32_t base;
    struct bytes content_type, type; /* its Content-Type, if that has parameters; without them */
    struct bytes subject;
    struct text words; /* for the Info column */
};

static struct item *add(const struct message *m, unsigned field, struct bytes part)
{
    return packet_add_bytes(m->packet, field, m->base + (uint32_t)(part.at - m->text.at), part, 0);
}

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct bytes skip_spaces(struct bytes text)
{
    while (text.len && is_space(*text.at))
        text = bytes_of(text.at + 1, text.len - 1);
    return text;
}

/* --- addresses ---------------------------------------------------------------------------------- */

/* RFC 5322 3.4: a name, which may be missing, and an address in angle brackets; or that alone. */
static void add_mailbox(const struct message *m, struct bytes mailbox)
{
    const uint8_t *open = mailbox.len ? memchr(mailbox.at, '<', mailbox.len) : NULL;
    if (!open) {
        add(m, IMF_ADDRESS, mailbox);
        return;
    }
    struct bytes name = skip_spaces(mailbox);
    if (name.at < open) /* all but the blank in front of the bracket */
        add(m, IMF_DISPLAY_NAME, bytes_of(name.at, (size_t)(open - name.at) - 1));
    size_t left = mailbox.len - (size_t)(open + 1 - mailbox.at);
    const uint8_t *shut = left ? memchr(open + 1, '>', left) : NULL;
    if (shut) add(m, IMF_ADDRESS, bytes_of(open + 1, (size_t)(shut - open) - 1));
}

/* What stands between commas, even those in quotes, each below an item of its own. */
static void add_list(const struct message *m, struct bytes list, unsigned row,
    void (*add_part)(const struct message *, struct bytes))
{
    for (bool more = true; more && !m->packet->overflow;) {
        more = list.len && memchr(list.at, ',', list.len);
        struct bytes part = http_split(&list, ',');
        struct item *item = add(m, row, part);
        packet_open(m->packet, item);
        add_part(m, part);
        packet_shut(m->packet, item, NULL);
    }
}

/* "Friends: ann@example.org;" or a mailbox; only what is in front of the first comma is here. */
static void add_address(const struct message *m, struct bytes address)
{
    const uint8_t *colon = address.len ? memchr(address.at, ':', address.len) : NULL;
    if (!colon) {
        add_mailbox(m, address);
        return;
    }
    size_t name = (size_t)(colon - address.at);
    struct item *item = add(m, IMF_DISPLAY_NAME, bytes_of(address.at, name ? name - 1 : 0));
    struct bytes list = skip_spaces(bytes_of(colon + 1, address.len - name - 1));
    if (!list.len || *list.at == ';') return;
    packet_open(m->packet, item);
    add_list(m, list, IMF_MAILBOX_ITEM, add_mailbox);
    packet_shut(m->packet, item, NULL);
}

/* --- header fields ------------------------------------------------------------------------------ */

/* Only a type with parameters is believed. */
static void add_type(struct message *m, struct bytes value)
{
    struct bytes rest = value;
    if (!value.len || !memchr(value.at, ';', value.len)) return;
    m->content_type = value;
    m->type = http_split(&rest, ';');
    add(m, IMF_TYPE, m->type);
    add(m, IMF_PARAMETERS, rest);
}

/* The Info column has a few fields in front of what is written. */
static void put_words(struct message *m, unsigned row, struct bytes value)
{
    if (row == IMF_SUBJECT) m->subject = value;
    if (m->words.len > WORDS) return;
    text_put(&m->words, row == IMF_FROM ? "from: " : "subject: ");
    escape_tree(&m->words, bytes_of(value.at, value.len < WORDS ? value.len : WORDS));
    text_put(&m->words, ", ");
}

static void add_extension(
    const struct message *m, struct bytes line, struct bytes name, struct bytes value)
{
    struct item *item = add(m, IMF_EXTENSION, line);
    packet_open(m->packet, item);
    add(m, IMF_EXTENSION_TYPE, name);
    add(m, IMF_EXTENSION_VALUE, value);
    packet_shut(m->packet, item, NULL);
}

/* A field at its colon; lists of addresses are taken with the CR LF behind them, `ending` bytes. */
static void add_field(struct message *m, struct bytes line, const uint8_t *colon, size_t ending)
{
    struct bytes name = http_trim(bytes_of(line.at, (size_t)(colon - line.at)));
    struct bytes value = skip_spaces(bytes_of(colon + 1, line.len - (size_t)(colon + 1 - line.at)));
    struct bytes with_end = bytes_of(value.at, value.len + ending);
    unsigned row = 0;
    while (row <= IMF_LAST_HEADER && !http_same(name, imf_fields[row].label))
        row++;
    if (row > IMF_LAST_HEADER) {
        add_extension(m, line, name, value);
        return;
    }
    if (row == IMF_FROM || row == IMF_SUBJECT) put_words(m, row, value);
    struct item *item = add(m, row, value);
    packet_open(m->packet, item);
    if (row <= IMF_LAST_MAILBOX_LIST)
        add_list(m, with_end, IMF_MAILBOX_ITEM, add_mailbox);
    else if (row <= IMF_LAST_LIST)
        add_list(m, with_end, IMF_ADDRESS_ITEM, add_address);
    else if (row <= IMF_LAST_MAILBOX)
        add_mailbox(m, with_end);
    else if (row == IMF_CONTENT_TYPE)
        add_type(m, value);
    packet_shut(m->packet, item, NULL);
}

/* Behind the lines of the field at `at`, of which the text has two bytes more than `limit`; 0 if their
 * end is not there.  `last`: an empty line follows. */
static uint32_t field_end(struct bytes text, uint32_t at, uint32_t limit, bool *last)
{
    const uint8_t *end;
    while (at < limit && (end = memchr(text.at + at, '\r', limit - at))) {
        at = (uint32_t)(end - text.at) + 1;
        if (text.at[at] != '\n') continue;
        if (++at >= limit) break;
        if (text.at[at] == ' ' || text.at[at] == '\t') continue;
        *last = text.at[at] == '\r' && text.at[at + 1] == '\n';
        return at;
    }
    *last = true;
    if (at >= limit) return at;
    return memcmp(text.at + limit, "\r\n", 2) == 0 ? limit : 0;
}

/* Returns where the body begins. */
static uint32_t add_header(struct message *m)
{
    uint32_t at = 0, limit = m->text.len > 2 ? (uint32_t)m->text.len - 2 : 0;
    for (bool last = false; !last && at < limit;) {
        uint32_t end = field_end(m->text, at, limit, &last);
        if (!end) return 0; /* then tshark shows it all as text */
        const uint8_t *line = m->text.at + at, *colon = memchr(line, ':', end - at);
        if (!colon) return at;
        size_t length = end - at > 2 ? end - at - 2 : 0, name = (size_t)(colon + 1 - line);
        if (length < name) length = name;
        add_field(m, bytes_of(line, length), colon, end - at - length);
        at = end;
        if (last) return at + 2 < m->text.len ? at + 2 : (uint32_t)m->text.len;
    }
    return at;
}

/* --- the body ----------------------------------------------------------------------------------- */

static void add_text(struct message *m, struct bytes body)
{
    struct packet *p = m->packet;
    uint32_t offset = m->base + (uint32_t)(body.at - m->text.at);
    struct item *item = packet_add(p, IMF_MESSAGE_TEXT, offset, (uint32_t)body.len, 0);
    packet_open(p, item);
    while (body.len && !p->overflow) {
        const uint8_t *end = memchr(body.at, '\n', body.len);
        struct bytes line = bytes_of(body.at, end ? (size_t)(end - body.at) + 1 : body.len);
        add(m, IMF_LINE, line);
        if (m->words.len && m->words.len < WORDS) text_put(&m->words, ", ");
        if (m->words.len < WORDS) imf_put_line(&m->words, line);
        body = bytes_of(body.at + line.len, body.len - line.len);
    }
    packet_shut(p, item, NULL);
}

/* A body of a type that was told; the Info column has the type as it is written. */
static struct bytes next(const struct message *m, struct cur body)
{
    struct packet *p = m->packet;
    uint32_t there = cur_captured(&body);
    struct media media =
        media_choose(p, m->content_type, bytes_of(cur_peek(&body, 0, there), there));
    bool named = media.proto == &proto_data_text_lines || media.proto == &proto_media;
    p->nest++;
    packet_next_proto(p, body, media.proto);
    if (!named) return media.info;
    return packet_format(p, " (%.*s)", (int)m->type.len, (const char *)m->type.at);
}

/* Who has brought it, for the Protocol column; NULL: the usual one.  Of several in one answer of IMAP
 * each tells in the Info column what those before it have told: `before` becomes that. */
static const char *column(const struct packet *p, struct bytes *before)
{
    static const char *const imap[] = {"IMAP/IMF", "IMAP/IMF/IMF", "IMAP/IMF/IMF/IMF"};
    unsigned others = 0;
    for (const struct layer *layer = p->layer - 1; layer > p->layers; layer--) {
        if (layer->proto == &proto_http) return "HTTP/IMF";
        if (layer->proto == &proto_pop) return "POP/IMF";
        if (layer->proto == &proto_imap) return imap[others];
        if (layer->proto != &proto_imf) continue;
        if (!before->len && layer->told) *before = *(const struct bytes *)layer->told;
        if (others < sizeof imap / sizeof *imap - 1) others++;
    }
    return NULL;
}

static void dissect(struct packet *p, struct cur *c)
{
    char words[2 * WORDS];
    uint32_t there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there);
    if (!at) return;
    struct message m = {.packet = p,
        .text = bytes_of(at, there),
        .base = c->at,
        .words = {.at = words, .cap = sizeof words, .fixed = true}};
    uint32_t body = add_header(&m);
    c->at += body;
    struct bytes type = {0}, before = {0};
    p->layer->column = column(p, &before);
    struct bytes *told = packet_scratch_struct(p, sizeof *told);
    if (told)
        *told = packet_format(
            p, "%.*s%.*s", (int)before.len, (const char *)before.at, (int)m.words.len, m.words.at);
    p->layer->told = told;
    if (m.type.len)
        type = next(&m, *c);
    else
        add_text(&m, bytes_of(at + body, there - body));
    p->layer->trouble = packet_format(p, "%.*s%.*s%.*s", (int)before.len, (const char *)before.at,
        (int)m.words.len, m.words.at, (int)type.len, (const char *)type.at);
    p->layer->length = there;
    struct bytes name =
        packet_format(p, "%.*s.eml", (int)m.subject.len, (const char *)m.subject.at);
    packet_object(p, &(struct object){.name = name, .content = m.text});
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    (void)p;
    text_add(text, layer->trouble.at, layer->trouble.len);
}

const struct proto proto_imf = {.name = "imf",
    .title = "Internet Message Format",
    .column = "SMTP/IMF",
    .fields = imf_fields,
    .nfields = IMF_NFIELDS,
    .dissect = dissect,
    .info = info};
