/* Internet Message Format, RFC 5322: header fields, an empty line, and what is written.  The names of
 * the X.400 world are those of RFC 2156.
 *
 *      Subject: hello\r\n
 *      To: bob@example.net,\r\n
 *       carl@example.org\r\n                   a line that begins with a blank goes on with the field
 *      \r\n
 *      text
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/http.h"
#include "dissect/proto/media.h"

extern const struct proto proto_data_text_lines, proto_media;

/* Those up to LAST_HEADER are header fields: each is named on the wire as it is in the tree. */
/* clang-format off */
enum {
    FROM, RESENT_FROM, REPLY_TO, TO, CC, BCC, RESENT_TO, RESENT_CC, RESENT_BCC, SENDER,
    RESENT_SENDER, DELIVERED_TO, SUBJECT, AUTOFORWARDED, AUTOSUBMITTED, COMMENTS,
    CONTENT_DESCRIPTION, CONTENT_ID, CONTENT_TRANSFER_ENCODING, CONTENT_LANGUAGE, CONVERSION,
    CONVERSION_WITH_LOSS, DATE, DEFERRED_DELIVERY, DELIVERY_DATE,
    DISCARDED_X400_IPMS_EXTENSIONS, DISCARDED_X400_MTS_EXTENSIONS, DL_EXPANSION_HISTORY,
    EXPIRES, X_AUTHENTICATION_WARNING, EXPIRY_DATE, X_MAILER, X_MIMEOLE, X_ORIGINAL_TO,
    X_MS_TNEF_CORRELATOR, X_UIDL, X_VIRUS_SCANNED, IMPORTANCE, IN_REPLY_TO, INCOMPLETE_COPY,
    KEYWORDS, LATEST_DELIVERY_TIME, LINES, MESSAGE_ID, MESSAGE_TYPE, MIME_VERSION,
    ORIGINAL_ENCODED_INFORMATION_TYPES, ORIGINATOR_RETURN_ADDRESS, PRECEDENCE, PRIORITY,
    RECEIVED, REFERENCES, REPLY_BY, RESENT_DATE, RESENT_MESSAGE_ID, RETURN_PATH, SENSITIVITY,
    SUPERSEDES, THREAD_INDEX, USER_AGENT, X400_CONTENT_IDENTIFIER, X400_CONTENT_TYPE,
    X400_MTS_IDENTIFIER, X400_ORIGINATOR, X400_RECEIVED, X400_RECIPIENTS,
    CONTENT_TYPE,
    TYPE, PARAMETERS, MAILBOX_ITEM, ADDRESS_ITEM, DISPLAY_NAME, ADDRESS,
    EXTENSION, EXTENSION_TYPE, EXTENSION_VALUE, MESSAGE_TEXT, LINE,
    NFIELDS
};
/* clang-format on */
enum { LAST_MAILBOX_LIST = RESENT_FROM, LAST_LIST = RESENT_BCC, LAST_MAILBOX = DELIVERED_TO };
enum { LAST_HEADER = CONTENT_TYPE, WORDS = 4096 };

/* What is written, and where in its source it begins. */
struct message {
    struct packet *packet;
    struct bytes text;
    uint32_t base;
    struct bytes content_type, type; /* its Content-Type, if that has parameters; without them */
    struct bytes subject;
    struct text words; /* for the Info column */
};

/* The tree tells how many addresses a list has: they stand below it. */
static void show_list(struct text *text, const struct packet *p, const struct item *item)
{
    unsigned count = 0;
    for (const struct item *child = item + 1; child < p->items + p->nitems; child++) {
        if (child->layer != item->layer || child->depth <= item->depth) break;
        count += child->depth == item->depth + 1;
    }
    text_format(text, "%s: ", item->field->label);
    escape_tree(text, item->bytes);
    if (item->flags & ITEM_SUBTREE && count)
        text_format(text, ", %u item%s", count, count == 1 ? "" : "s");
}

static void show_extension(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "Unknown-Extension: ");
    escape_tree(text, item->bytes);
    text_put(text, " (Contact Wireshark developers if you want this supported.)");
}

/* Control characters become blanks. */
static void put_line(struct text *text, struct bytes line)
{
    for (size_t i = 0; i < line.len; i++) {
        uint8_t c = line.at[i];
        text_char(text, c < ' ' ? ' ' : (char)c);
    }
}

static void show_line(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    put_line(text, item->bytes);
}

/* clang-format off */
static const struct field fields[NFIELDS] = {
    [FROM] = {"imf.from", "From", FT_STRING, BASE_NONE, .show = show_list, .blurb = "Who wrote it"},
    [RESENT_FROM] = {"imf.resent.from", "Resent-From", FT_STRING, BASE_NONE, .show = show_list},
    [REPLY_TO] = {"imf.reply_to", "Reply-To", FT_STRING, BASE_NONE, .show = show_list, .blurb = "Where answers should go"},
    [TO] = {"imf.to", "To", FT_STRING, BASE_NONE, .show = show_list, .blurb = "To whom it goes"},
    [CC] = {"imf.cc", "Cc", FT_STRING, BASE_NONE, .show = show_list, .blurb = "Who gets a copy"},
    [BCC] = {"imf.bcc", "Bcc", FT_STRING, BASE_NONE, .show = show_list, .blurb = "Who gets a copy that the others do not know of"},
    [RESENT_TO] = {"imf.resent.to", "Resent-To", FT_STRING, BASE_NONE, .show = show_list},
    [RESENT_CC] = {"imf.resent.cc", "Resent-Cc", FT_STRING, BASE_NONE, .show = show_list},
    [RESENT_BCC] = {"imf.resent.bcc", "Resent-Bcc", FT_STRING, BASE_NONE, .show = show_list},
    [SENDER] = {"imf.sender", "Sender", FT_STRING, BASE_NONE, .blurb = "Who sent it for the author"},
    [RESENT_SENDER] = {"imf.resent.sender", "Resent-Sender", FT_STRING, BASE_NONE},
    [DELIVERED_TO] = {"imf.delivered_to", "Delivered-To", FT_STRING, BASE_NONE, .blurb = "The mailbox that it was put into"},
    [SUBJECT] = {"imf.subject", "Subject", FT_STRING, BASE_NONE, .blurb = "What it is about"},
    [AUTOFORWARDED] = {"imf.autoforwarded", "Autoforwarded", FT_STRING, BASE_NONE},
    [AUTOSUBMITTED] = {"imf.autosubmitted", "Autosubmitted", FT_STRING, BASE_NONE},
    [COMMENTS] = {"imf.comments", "Comments", FT_STRING, BASE_NONE},
    [CONTENT_DESCRIPTION] = {"imf.content.description", "Content-Description", FT_STRING, BASE_NONE},
    [CONTENT_ID] = {"imf.content.id", "Content-ID", FT_STRING, BASE_NONE},
    [CONTENT_TRANSFER_ENCODING] = {"imf.content.transfer_encoding", "Content-Transfer-Encoding", FT_STRING, BASE_NONE, .blurb = "How its bytes were made fit for the way: 7bit, base64 …"},
    [CONTENT_LANGUAGE] = {"imf.content_language", "Content-Language", FT_STRING, BASE_NONE},
    [CONVERSION] = {"imf.conversion", "Conversion", FT_STRING, BASE_NONE},
    [CONVERSION_WITH_LOSS] = {"imf.conversion_with_loss", "Conversion-With-Loss", FT_STRING, BASE_NONE},
    [DATE] = {"imf.date", "Date", FT_STRING, BASE_NONE, .blurb = "When its author finished it"},
    [DEFERRED_DELIVERY] = {"imf.deferred_delivery", "Deferred-Delivery", FT_STRING, BASE_NONE},
    [DELIVERY_DATE] = {"imf.delivery_date", "Delivery-Date", FT_STRING, BASE_NONE},
    [DISCARDED_X400_IPMS_EXTENSIONS] = {"imf.discarded_x400_ipms_extensions", "Discarded-X400-IPMS-Extensions", FT_STRING, BASE_NONE},
    [DISCARDED_X400_MTS_EXTENSIONS] = {"imf.discarded_x400_mts_extensions", "Discarded-X400-MTS-Extensions", FT_STRING, BASE_NONE},
    [DL_EXPANSION_HISTORY] = {"imf.dl_expansion_history", "DL-Expansion-History", FT_STRING, BASE_NONE},
    [EXPIRES] = {"imf.expires", "Expires", FT_STRING, BASE_NONE},
    [X_AUTHENTICATION_WARNING] = {"imf.ext.authentication_warning", "X-Authentication-Warning", FT_STRING, BASE_NONE},
    [EXPIRY_DATE] = {"imf.ext.expiry-date", "Expiry-Date", FT_STRING, BASE_NONE},
    [X_MAILER] = {"imf.ext.mailer", "X-Mailer", FT_STRING, BASE_NONE},
    [X_MIMEOLE] = {"imf.ext.mimeole", "X-MimeOLE", FT_STRING, BASE_NONE},
    [X_ORIGINAL_TO] = {"imf.ext.original-to", "X-Original-To", FT_STRING, BASE_NONE},
    [X_MS_TNEF_CORRELATOR] = {"imf.ext.tnef-correlator", "X-MS-TNEF-Correlator", FT_STRING, BASE_NONE},
    [X_UIDL] = {"imf.ext.uidl", "X-UIDL", FT_STRING, BASE_NONE},
    [X_VIRUS_SCANNED] = {"imf.ext.virus_scanned", "X-Virus-Scanned", FT_STRING, BASE_NONE},
    [IMPORTANCE] = {"imf.importance", "Importance", FT_STRING, BASE_NONE},
    [IN_REPLY_TO] = {"imf.in_reply_to", "In-Reply-To", FT_STRING, BASE_NONE, .blurb = "The message that this one answers"},
    [INCOMPLETE_COPY] = {"imf.incomplete_copy", "Incomplete-Copy", FT_STRING, BASE_NONE},
    [KEYWORDS] = {"imf.keywords", "Keywords", FT_STRING, BASE_NONE},
    [LATEST_DELIVERY_TIME] = {"imf.latest_delivery_time", "Latest-Delivery-Time", FT_STRING, BASE_NONE},
    [LINES] = {"imf.lines", "Lines", FT_STRING, BASE_NONE},
    [MESSAGE_ID] = {"imf.message_id", "Message-ID", FT_STRING, BASE_NONE, .blurb = "The name of the message, unlike any other"},
    [MESSAGE_TYPE] = {"imf.message_type", "Message-Type", FT_STRING, BASE_NONE},
    [MIME_VERSION] = {"imf.mime_version", "MIME-Version", FT_STRING, BASE_NONE, .blurb = "It follows MIME"},
    [ORIGINAL_ENCODED_INFORMATION_TYPES] = {"imf.original_encoded_information_types", "Original-Encoded-Information-Types", FT_STRING, BASE_NONE},
    [ORIGINATOR_RETURN_ADDRESS] = {"imf.originator_return_address", "Originator-Return-Address", FT_STRING, BASE_NONE},
    [PRECEDENCE] = {"imf.precedence", "Precedence", FT_STRING, BASE_NONE},
    [PRIORITY] = {"imf.priority", "Priority", FT_STRING, BASE_NONE},
    [RECEIVED] = {"imf.received", "Received", FT_STRING, BASE_NONE, .blurb = "A server that it came through; the newest stands first"},
    [REFERENCES] = {"imf.references", "References", FT_STRING, BASE_NONE, .blurb = "The messages that led to this one"},
    [REPLY_BY] = {"imf.reply_by", "Reply-By", FT_STRING, BASE_NONE},
    [RESENT_DATE] = {"imf.resent.date", "Resent-Date", FT_STRING, BASE_NONE},
    [RESENT_MESSAGE_ID] = {"imf.resent.message_id", "Resent-Message-ID", FT_STRING, BASE_NONE},
    [RETURN_PATH] = {"imf.return_path", "Return-Path", FT_STRING, BASE_NONE, .blurb = "Where it is returned to if it cannot be delivered"},
    [SENSITIVITY] = {"imf.sensitivity", "Sensitivity", FT_STRING, BASE_NONE},
    [SUPERSEDES] = {"imf.supersedes", "Supersedes", FT_STRING, BASE_NONE},
    [THREAD_INDEX] = {"imf.thread-index", "Thread-Index", FT_STRING, BASE_NONE},
    [USER_AGENT] = {"imf.user_agent", "User-Agent", FT_STRING, BASE_NONE},
    [X400_CONTENT_IDENTIFIER] = {"imf.x400_content_identifier", "X400-Content-Identifier", FT_STRING, BASE_NONE},
    [X400_CONTENT_TYPE] = {"imf.x400_content_type", "X400-Content-Type", FT_STRING, BASE_NONE},
    [X400_MTS_IDENTIFIER] = {"imf.x400_mts_identifier", "X400-MTS-Identifier", FT_STRING, BASE_NONE},
    [X400_ORIGINATOR] = {"imf.x400_originator", "X400-Originator", FT_STRING, BASE_NONE},
    [X400_RECEIVED] = {"imf.x400_received", "X400-Received", FT_STRING, BASE_NONE},
    [X400_RECIPIENTS] = {"imf.x400_recipients", "X400-Recipients", FT_STRING, BASE_NONE},
    [CONTENT_TYPE] = {"imf.content.type", "Content-Type", FT_STRING, BASE_NONE, .blurb = "What the message carries"},
    [TYPE] = {"imf.content.type.type", "Type", FT_STRING, BASE_NONE, .blurb = "The media type: text/plain, multipart/mixed …"},
    [PARAMETERS] = {"imf.content.type.parameters", "Parameters", FT_STRING, BASE_NONE, .blurb = "What else is to know: the character set, the boundary of the parts"},
    [MAILBOX_ITEM] = {"imf.mailbox_list.item", "Item", FT_STRING, BASE_NONE, .blurb = "One of several mailboxes"},
    [ADDRESS_ITEM] = {"imf.address_list.item", "Item", FT_STRING, BASE_NONE, .blurb = "One of several mailboxes, or a group of them"},
    [DISPLAY_NAME] = {"imf.display_name", "Display-Name", FT_STRING, BASE_NONE, .show = show_list, .blurb = "The name for people to read; nothing vouches for it"},
    [ADDRESS] = {"imf.address", "Address", FT_STRING, BASE_NONE, .blurb = "Where the mail goes"},
    [EXTENSION] = {"imf.extension", "Unknown-Extension", FT_STRING, BASE_NONE, .show = show_extension, .blurb = "A header field of another name"},
    [EXTENSION_TYPE] = {"imf.extension.type", "Type", FT_STRING, BASE_NONE, .blurb = "Its name"},
    [EXTENSION_VALUE] = {"imf.extension.value", "Value", FT_STRING, BASE_NONE, .blurb = "What it says"},
    [MESSAGE_TEXT] = {"imf.message_text", "Message-Text", FT_NONE, BASE_NONE, .blurb = "What is written, of no type told"},
    [LINE] = {NULL, "Line", FT_STRING, BASE_NONE, .show = show_line},
};
/* clang-format on */

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
        add(m, ADDRESS, mailbox);
        return;
    }
    struct bytes name = skip_spaces(mailbox);
    if (name.at < open) /* all but the blank in front of the bracket */
        add(m, DISPLAY_NAME, bytes_of(name.at, (size_t)(open - name.at) - 1));
    size_t left = mailbox.len - (size_t)(open + 1 - mailbox.at);
    const uint8_t *shut = left ? memchr(open + 1, '>', left) : NULL;
    if (shut) add(m, ADDRESS, bytes_of(open + 1, (size_t)(shut - open) - 1));
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
    struct item *item = add(m, DISPLAY_NAME, bytes_of(address.at, name ? name - 1 : 0));
    struct bytes list = skip_spaces(bytes_of(colon + 1, address.len - name - 1));
    if (!list.len || *list.at == ';') return;
    packet_open(m->packet, item);
    add_list(m, list, MAILBOX_ITEM, add_mailbox);
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
    add(m, TYPE, m->type);
    add(m, PARAMETERS, rest);
}

/* The Info column has a few fields in front of what is written. */
static void put_words(struct message *m, unsigned row, struct bytes value)
{
    if (row == SUBJECT) m->subject = value;
    if (m->words.len > WORDS) return;
    text_put(&m->words, row == FROM ? "from: " : "subject: ");
    escape_tree(&m->words, bytes_of(value.at, value.len < WORDS ? value.len : WORDS));
    text_put(&m->words, ", ");
}

static void add_extension(
    const struct message *m, struct bytes line, struct bytes name, struct bytes value)
{
    struct item *item = add(m, EXTENSION, line);
    packet_open(m->packet, item);
    add(m, EXTENSION_TYPE, name);
    add(m, EXTENSION_VALUE, value);
    packet_shut(m->packet, item, NULL);
}

/* A field at its colon; lists of addresses are taken with the CR LF behind them, `ending` bytes. */
static void add_field(struct message *m, struct bytes line, const uint8_t *colon, size_t ending)
{
    struct bytes name = http_trim(bytes_of(line.at, (size_t)(colon - line.at)));
    struct bytes value = skip_spaces(bytes_of(colon + 1, line.len - (size_t)(colon + 1 - line.at)));
    struct bytes with_end = bytes_of(value.at, value.len + ending);
    unsigned row = 0;
    while (row <= LAST_HEADER && !http_same(name, fields[row].label))
        row++;
    if (row > LAST_HEADER) {
        add_extension(m, line, name, value);
        return;
    }
    if (row == FROM || row == SUBJECT) put_words(m, row, value);
    struct item *item = add(m, row, value);
    packet_open(m->packet, item);
    if (row <= LAST_MAILBOX_LIST)
        add_list(m, with_end, MAILBOX_ITEM, add_mailbox);
    else if (row <= LAST_LIST)
        add_list(m, with_end, ADDRESS_ITEM, add_address);
    else if (row <= LAST_MAILBOX)
        add_mailbox(m, with_end);
    else if (row == CONTENT_TYPE)
        add_type(m, value);
    packet_shut(m->packet, item, NULL);
}

/* Behind the lines of the field at `at`; `last`: an empty line follows. */
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
    return at < limit ? limit : at;
}

/* Returns where the body begins. */
static uint32_t add_header(struct message *m)
{
    uint32_t at = 0, limit = m->text.len > 2 ? (uint32_t)m->text.len - 2 : 0;
    for (bool last = false; !last && at < limit;) {
        uint32_t end = field_end(m->text, at, limit, &last);
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
    struct item *item = packet_add(p, MESSAGE_TEXT, offset, (uint32_t)body.len, 0);
    packet_open(p, item);
    while (body.len && !p->overflow) {
        const uint8_t *end = memchr(body.at, '\n', body.len);
        struct bytes line = bytes_of(body.at, end ? (size_t)(end - body.at) + 1 : body.len);
        add(m, LINE, line);
        if (m->words.len && m->words.len < WORDS) text_put(&m->words, ", ");
        if (m->words.len < WORDS) put_line(&m->words, line);
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
    struct bytes type = {0};
    if (m.type.len)
        type = next(&m, *c);
    else
        add_text(&m, bytes_of(at + body, there - body));
    p->layer->trouble = packet_format(
        p, "%.*s%.*s", (int)m.words.len, m.words.at, (int)type.len, (const char *)type.at);
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
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect,
    .info = info};
