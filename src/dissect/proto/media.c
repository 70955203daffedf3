/* What messages carry: text in lines, forms, pictures, and what is only named.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/media.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/http.h"

extern const struct proto proto_data, proto_message_http, proto_data_text_lines, proto_media,
    proto_urlencoded_form, proto_imf, proto_json, proto_mime_multipart, proto_ocsp, proto_png,
    proto_image_jfif, proto_image_gif, proto_xml;

/* The value behind an equals sign, with blanks around that: in quotes, or up to a blank. */
static bool read_value(struct bytes rest, struct bytes *value)
{
    rest = http_trim(rest);
    if (!rest.len || *rest.at != '=') return false;
    rest = http_trim(bytes_of(rest.at + 1, rest.len - 1));
    bool quoted = rest.len && *rest.at == '"';
    if (quoted) rest = bytes_of(rest.at + 1, rest.len - 1);
    size_t length = 0;
    while (length < rest.len &&
           (quoted ? rest.at[length] != '"' : rest.at[length] != ';' && !isspace(rest.at[length])))
        length++;
    *value = bytes_of(rest.at, length);
    return true;
}

bool media_parameter(struct bytes type, const char *name, struct bytes *found)
{
    size_t length = strlen(name);
    for (size_t i = 1; i + length < type.len; i++) {
        const uint8_t *at = type.at + i;
        if ((at[-1] == ';' || isspace(at[-1])) && http_same(bytes_of(at, length), name) &&
            read_value(bytes_of(at + length, type.len - i - length), found))
            return true;
    }
    return false;
}

/* --- lines of text ------------------------------------------------------------------------------ */

enum { LINE, LINE_FIELDS };

static void dissect_lines(struct packet *p, struct cur *c)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    const uint8_t *first = cur_peek(c, 0, 5);
    if (first && p->layer > p->layers && p->layer[-1].proto == &proto_http &&
        memcmp(first, "<?xml", 5) == 0) {
        p->layer->hidden = true;
        packet_next_proto(p, *c, &proto_xml);
        return;
    }
    p->layer->unlisted = !cur_left(c);
    while (p->detail && c->at < limit) {
        const uint8_t *at = cur_at(c, c->at, limit - c->at);
        if (!at) break;
        const uint8_t *end = memchr(at, '\n', limit - c->at);
        uint32_t length = end ? (uint32_t)(end - at) + 1 : limit - c->at;
        struct item *item = packet_add(p, LINE, c->at, length, 0);
        if (item) item->bytes = bytes_of(at, length);
        c->at += length;
    }
    c->at = limit;
}

struct bytes media_type_told(const struct packet *p, const struct layer *layer)
{
    const struct layer *above = layer > p->layers ? layer - 1 : NULL;
    if (above && above->proto == &proto_json) above--;
    bool tells = above && (above->proto == &proto_http || above->proto == &proto_imf ||
                              above->proto == &proto_mime_multipart);
    struct bytes told = tells ? above->trouble : (struct bytes){0};
    const uint8_t *open = told.len > 3 ? memrchr(told.at, '(', told.len) : NULL;
    if (!open) return (struct bytes){0};
    return bytes_of(open + 1, told.len - (size_t)(open + 1 - told.at) - 1);
}

/* The media type as the message told it, then how many lines there are. */
static void describe_lines(struct text *text, const struct packet *p, const struct layer *layer)
{
    struct bytes type = media_type_told(p, layer);
    if (type.len) text_put(text, ": ");
    text_add(text, type.at, type.len);
    text_format(text, " (%u lines)", (unsigned)layer->count);
}

static const struct field lines_row[LINE_FIELDS] = {
    [LINE] = {NULL, "Line", FT_STRING, BASE_NONE, .show = field_show_text},
};
const struct proto proto_data_text_lines = {.name = "data-text-lines",
    .title = "Line-based text data",
    .fields = lines_row,
    .nfields = LINE_FIELDS,
    .dissect = dissect_lines,
    .describe = describe_lines};

/* --- a message of HTTP inside another (message/http) --------------------------------------------- */

static void dissect_message(struct packet *p, struct cur *c)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    struct http_line line;
    for (uint32_t at = c->at; p->detail && at < limit; at = line.next) {
        if (!http_line(c, at, &line)) line = (struct http_line){at, limit - at, limit};
        const uint8_t *text = cur_at(c, line.at, line.length);
        struct item *item = text ? packet_add(p, LINE, line.at, line.next - line.at, 0) : NULL;
        if (item) item->bytes = bytes_of(text, line.length);
    }
    c->at = limit;
}

const struct proto proto_message_http = {.name = "message-http",
    .title = "Media Type: message/http",
    .fields = lines_row,
    .nfields = LINE_FIELDS,
    .dissect = dissect_message};

/* --- forms (application/x-www-form-urlencoded) -------------------------------------------------- */

enum { FORM_ITEM, FORM_KEY, FORM_VALUE, FORM_FIELDS };
static const struct field form_fields[FORM_FIELDS] = {
    [FORM_ITEM] = {NULL, "Form item", FT_NONE, BASE_NONE},
    [FORM_KEY] = {"urlencoded-form.key", "Key", FT_STRING, BASE_NONE,
        .blurb = "The name of a field of the form"},
    [FORM_VALUE] = {"urlencoded-form.value", "Value", FT_STRING, BASE_NONE,
        .blurb = "What was filled in"},
};

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    c |= 32;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Undoes + and %41. */
static struct bytes form_decode(struct packet *p, struct bytes coded)
{
    uint8_t *out = packet_scratch(p, (uint32_t)coded.len + 1);
    size_t used = 0;
    if (!out) return (struct bytes){0};
    for (size_t i = 0; i < coded.len; i++) {
        uint8_t c = coded.at[i];
        if (c == '%' && coded.len - i > 2 && hex_digit(coded.at[i + 1]) >= 0 &&
            hex_digit(coded.at[i + 2]) >= 0) {
            c = (uint8_t)(hex_digit(coded.at[i + 1]) << 4 | hex_digit(coded.at[i + 2]));
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        out[used++] = c;
    }
    return bytes_of(out, used);
}

static void dissect_form(struct packet *p, struct cur *c)
{
    uint32_t limit = c->end < c->cap ? c->end : c->cap;
    while (p->detail && c->at < limit && !p->overflow) {
        const uint8_t *at = cur_at(c, c->at, limit - c->at);
        if (!at) break;
        const uint8_t *end = memchr(at, '&', limit - c->at);
        uint32_t length = end ? (uint32_t)(end - at) : limit - c->at;
        const uint8_t *equals = memchr(at, '=', length);
        uint32_t name = equals ? (uint32_t)(equals - at) : length,
                 value = equals ? name + 1 : length;
        struct bytes key = form_decode(p, bytes_of(at, name));
        struct bytes word = form_decode(p, bytes_of(at + value, length - value));
        struct item *item = packet_add(p, FORM_ITEM, c->at, length, 0), *part;
        if (item)
            item->bytes = packet_format(p, "Form item: \"%.*s\" = \"%.*s\"", (int)key.len,
                (const char *)key.at, (int)word.len, (const char *)word.at);
        packet_open(p, item);
        if ((part = packet_add(p, FORM_KEY, c->at, name, 0))) part->bytes = key;
        if ((part = packet_add(p, FORM_VALUE, c->at + value, length - value, 0)))
            part->bytes = word;
        packet_shut(p, item, NULL);
        c->at += length + (end != NULL);
    }
    c->at = limit;
}

const struct proto proto_urlencoded_form = {.name = "urlencoded-form",
    .title = "HTML Form URL Encoded: application/x-www-form-urlencoded",
    .fields = form_fields,
    .nfields = FORM_FIELDS,
    .dissect = dissect_form};

/* --- what is only named ------------------------------------------------------------------------- */

enum { MEDIA_TYPE, MEDIA_FIELDS };
static void show_media(struct text *text, const struct packet *p, const struct item *item)
{
    const struct bytes *told = p->layers[item->layer].told;
    struct bytes rest = told ? *told : (struct bytes){0}, type = http_trim(http_split(&rest, ';'));
    text_put(text, "Media type: ");
    for (size_t i = 0; i < type.len; i++)
        text_char(text, (char)tolower(type.at[i]));
    rest = http_trim(rest);
    if (rest.len) text_put(text, "; ");
    text_add(text, rest.at, rest.len);
    text_format(text, " (%zu byte%s)", item->bytes.len, item->bytes.len == 1 ? "" : "s");
}
static const struct field media_fields[MEDIA_FIELDS] = {
    [MEDIA_TYPE] = {"media.type", "Media type", FT_BYTES, BASE_NONE, .show = show_media,
        .blurb = "A file of a type that is not taken apart"},
};

static void dissect_media(struct packet *p, struct cur *c)
{
    struct bytes *told = packet_scratch_struct(p, sizeof *told);
    if (told) *told = p->media_type;
    p->layer->told = told;
    packet_rest(p, c, MEDIA_TYPE);
    c->at = c->end;
}

const struct proto proto_media = {.name = "media",
    .title = "Media Type",
    .fields = media_fields,
    .nfields = MEDIA_FIELDS,
    .dissect = dissect_media};

/* --- the choice --------------------------------------------------------------------------------- */

static bool begins(struct bytes body, const char *magic, size_t length)
{
    return body.len >= length && memcmp(body.at, magic, length) == 0;
}

static const struct {
    const char *type;
    const struct proto *proto;
} known[] = {
    {"text/plain", &proto_data_text_lines},
    {"text/html", &proto_data_text_lines},
    {"text/css", &proto_data_text_lines},
    {"text/javascript", &proto_data_text_lines},
    {"text/richtext", &proto_data_text_lines},
    {"text/enriched", &proto_data_text_lines},
    {"text/parameters", &proto_data_text_lines},
    {"text/vnd.sun.j2me.app-descriptor", &proto_data_text_lines},
    {"text/xml-external-parsed-entity", &proto_data_text_lines},
    {"application/xml-external-parsed-entity", &proto_data_text_lines},
    {"application/x-javascript", &proto_data_text_lines},
    {"application/x-ns-proxy-autoconfig", &proto_data_text_lines},
    {"application/vnd.poc.refer-to", &proto_data_text_lines},
    {"application/vnd.drm.message", &proto_data_text_lines},
    {"message/http", &proto_message_http},
    {"message/rfc822", &proto_imf},
    {"application/x-www-form-urlencoded", &proto_urlencoded_form},
    {"application/json", &proto_json},
    {"application/json-rpc", &proto_json},
    {"application/jsonrequest", &proto_json},
    {"application/problem+json", &proto_json},
    {"application/x-ndjson", &proto_json},
    {"application/ocsp-request", &proto_ocsp},
    {"application/ocsp-response", &proto_ocsp},
    {"text/xml", &proto_xml},
    {"text/vnd.wap.wml", &proto_xml},
    {"application/xml", &proto_xml},
    {"application/atom+xml", &proto_xml},
    {"application/rss+xml", &proto_xml},
    {"application/rdf+xml", &proto_xml},
    {"application/soap+xml", &proto_xml},
    {"application/xslt+xml", &proto_xml},
    {"application/mathml+xml", &proto_xml},
    {"image/svg+xml", &proto_xml},
};

static const struct proto *by_type(struct bytes type)
{
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
        if (http_same(type, known[i].type)) return known[i].proto;
    return &proto_media;
}

/* Pictures, if they begin as they should. */
static bool choose_picture(struct media *media, struct bytes type, struct bytes body)
{
    if (http_same(type, "image/png")) {
        if ((media->other = !begins(body, "\x89PNG\r\n\x1a\n", 8))) return false;
        *media = (struct media){.proto = &proto_png, .info = bytes_of_string(" (PNG)")};
    } else if (http_same(type, "image/jpeg") || http_same(type, "image/jpg")) {
        bool named = body.len >= 10 &&
                     (memcmp(body.at + 6, "JFIF", 4) == 0 || memcmp(body.at + 6, "Exif", 4) == 0);
        if ((media->other = !named || !begins(body, "\xff\xd8\xff", 3))) return false;
        *media = (struct media){
            .proto = &proto_image_jfif, .info = bytes_of_string(" (JPEG JFIF image)")};
    } else if (http_same(type, "image/gif")) {
        if ((media->other = body.len <= 10 || !begins(body, "GIF8", 4))) return false;
        bool old = body.at[4] == '7';
        *media = (struct media){
            .proto = &proto_image_gif, .info = bytes_of_string(old ? " (GIF87a)" : " (GIF89a)")};
    } else {
        return false;
    }
    return true;
}

struct media media_choose(struct packet *p, struct bytes type, struct bytes body)
{
    struct media media = {.proto = &proto_data};
    p->media_type = type;
    const uint8_t *semicolon = type.len ? memchr(type.at, ';', type.len) : NULL;
    if (semicolon) type.len = (size_t)(semicolon - type.at);
    while (type.len && type.at[type.len - 1] == ' ')
        type.len--;
    if (!type.len || http_same(type, "application/octet-stream") ||
        choose_picture(&media, type, body))
        return media;
    if (type.len > 10 && strncasecmp((const char *)type.at, "multipart/", 10) == 0)
        return (struct media){.proto = &proto_mime_multipart};
    uint8_t *info = packet_scratch(p, (uint32_t)type.len + 4);
    if (!info) return media;
    memcpy(info, " (", 2);
    for (size_t i = 0; i < type.len; i++)
        info[2 + i] = type.at[i] >= 'A' && type.at[i] <= 'Z' ? type.at[i] | 32 : type.at[i];
    info[2 + type.len] = ')';
    media.proto = by_type(type);
    media.info = bytes_of(info, type.len + 3);
    if (media.proto == &proto_json) {
        media.column = "HTTP/JSON";
        media.info = packet_format(p, ", JavaScript Object Notation%.*s", (int)type.len + 3, info);
    } else if (media.proto == &proto_imf) {
        media.column = "HTTP/IMF";
        media.info = (struct bytes){0};
    } else if (media.proto == &proto_xml ||
               (media.proto == &proto_data_text_lines && begins(body, "<?xml", 5))) {
        media.column = "HTTP/XML";
        media.info = (struct bytes){0};
    }
    return media;
}
