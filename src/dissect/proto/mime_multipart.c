/* Several contents in one, RFC 2046 5.1: forms with files (RFC 7578), mails with attachments.
 *
 *      preamble            for those who do not know this
 *      --boundary          boundary: of the Content-Type around it
 *      Content-Type: …
 *
 *      content             up to the line end before the next boundary
 *      --boundary
 *      …
 *      --boundary--
 *      epilogue
 *
 * The contents lie within the layer: behind each the layer goes on (packet_resume).
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/http.h"
#include "dissect/proto/media.h"

enum {
    TYPE,
    PREAMBLE,
    FIRST_BOUNDARY,
    PART,
    DESCRIPTION,
    DISPOSITION,
    ENCODING,
    ID,
    LANGUAGE,
    LENGTH,
    TRANSFER_ENCODING,
    CONTENT_TYPE,
    ORIGINAL_CONTENT,
    OTHER_HEADER,
    BOUNDARY,
    LAST_BOUNDARY,
    TRAILER,
    NO_PARAMETER,
    NFIELDS
};

enum { WORDS = 4096 }; /* of the Info column */

/* What the layers that go on know of the first. */
struct multipart {
    struct bytes type, boundary;
    bool has_boundary;
    uint8_t message;    /* the layer that speaks in the Info column of what the parts are */
    struct text *words; /* what it says, in the scratch; NULL when that is used up */
};

/* --- lines ------------------------------------------------------------------------------------- */

/* A line that is a boundary. */
struct boundary {
    uint32_t at, end; /* with the line end in front of it, if there is one, and its own */
    bool last;
};

static bool is_boundary(struct bytes text, uint32_t at, struct bytes word)
{
    return text.len - at >= 2 + word.len && text.at[at] == '-' && text.at[at + 1] == '-' &&
           memcmp(text.at + at + 2, word.at, word.len) == 0;
}

static uint32_t line_end(struct bytes text, uint32_t at)
{
    const uint8_t *end = memchr(text.at + at, '\n', text.len - at);
    return end ? (uint32_t)(end - text.at) + 1 : (uint32_t)text.len;
}

/* The next one from `at`, where a line begins; false if there is none. */
static bool find_boundary(struct bytes text, uint32_t at, struct bytes word, struct boundary *found)
{
    for (uint32_t line = at; line < text.len; line = line_end(text, line)) {
        if (!is_boundary(text, line, word)) continue;
        uint32_t behind = line + 2 + (uint32_t)word.len;
        found->at = line;
        if (found->at > at) found->at--;
        if (found->at > at && text.at[found->at - 1] == '\r') found->at--;
        found->end = line_end(text, line);
        found->last = text.len - behind >= 2 && memcmp(text.at + behind, "--", 2) == 0;
        return true;
    }
    return false;
}

/* --- header fields of a part -------------------------------------------------------------------- */

static const struct {
    const char *name;
    unsigned row;
} headers[] = {{"Content-Description", DESCRIPTION}, {"Content-Disposition", DISPOSITION},
    {"Content-Encoding", ENCODING}, {"Content-Id", ID}, {"Content-Language", LANGUAGE},
    {"Content-Length", LENGTH}, {"Content-Transfer-Encoding", TRANSFER_ENCODING},
    {"Content-Type", CONTENT_TYPE}, {"OriginalContent", ORIGINAL_CONTENT}};

static unsigned row_named(struct bytes name)
{
    for (unsigned i = 0; i < sizeof headers / sizeof *headers; i++)
        if (http_same(name, headers[i].name)) return headers[i].row;
    return OTHER_HEADER;
}

/* Behind a field: its lines that begin with a blank belong to it. */
static uint32_t field_end(struct bytes text, uint32_t at, uint32_t end)
{
    do
        at = line_end(text, at);
    while (at < end && (text.at[at] == ' ' || text.at[at] == '\t'));
    return at < end ? at : end;
}

static bool separates(uint8_t c)
{
    return strchr("()<>@,;:\\/[]?={}", c) && c;
}

/* Without blanks around separators, and one instead of several elsewhere, as tshark has it. */
static struct bytes compact(struct packet *p, struct bytes value)
{
    uint8_t *out = packet_scratch(p, (uint32_t)value.len + 1);
    size_t used = 0;
    bool quoted = false, blank = false;
    if (!out) return (struct bytes){0};
    for (size_t i = 0; i < value.len; i++) {
        uint8_t c = value.at[i];
        if (!quoted && isspace(c)) {
            blank = used > 0 && !separates(out[used - 1]);
            continue;
        }
        if (blank && !separates(c)) out[used++] = ' ';
        blank = false;
        if (c == '"') quoted = !quoted;
        out[used++] = c;
    }
    return bytes_of(out, used);
}

/* The fields from `at` on; returns where the content begins.  The last one takes the empty line with
 * it, as in tshark.  `type` becomes the Content-Type, if there is one. */
static uint32_t add_headers(
    struct packet *p, struct bytes text, uint32_t at, uint32_t end, struct bytes *type)
{
    while (at < end) {
        uint32_t next = field_end(text, at, end), behind = next;
        const uint8_t *colon = memchr(text.at + at, ':', next - at);
        if (!colon) return at;
        struct bytes name = bytes_of(text.at + at, (size_t)(colon - text.at) - at);
        struct bytes value = bytes_of(colon + 1, next - at - name.len - 1);
        while (value.len && isspace(value.at[value.len - 1]))
            value.len--;
        value = http_trim(value);
        if (behind < end && text.at[behind] == '\r') behind++;
        bool last = behind < end && text.at[behind] == '\n';
        if (last) next = behind + 1;
        unsigned row = row_named(name);
        if (row == CONTENT_TYPE) *type = value;
        struct item *item = packet_add(p, row, at, next - at, 0);
        if (item)
            item->bytes =
                row == OTHER_HEADER ? bytes_of(text.at + at, next - at) : compact(p, value);
        at = next;
        if (last) return at;
    }
    return at;
}

/* --- parts -------------------------------------------------------------------------------------- */

/* The message says in the columns what its parts are. */
static void tell(struct packet *p, const struct multipart *multipart, const struct media *media)
{
    struct layer *message = &p->layers[multipart->message];
    if (media->column) message->column = media->column;
    if (!multipart->words) return;
    text_add(multipart->words, media->info.at, media->info.len);
    message->trouble = bytes_of(multipart->words->at, multipart->words->len);
}

/* A part up to the boundary behind it, and what comes next. */
static void add_part(struct packet *p, struct cur *c, const struct multipart *multipart,
    struct bytes text, uint32_t at, const struct boundary *end)
{
    struct bytes type = {0};
    struct item *part = packet_add(p, PART, at, end ? end->at - at : 0, 0);
    if (!end) {
        c->at = c->end;
        return;
    }
    packet_open(p, part);
    uint32_t content = add_headers(p, text, at, end->at, &type);
    packet_shut(p, part, NULL);
    struct cur rest = *c;
    rest.at = end->at;
    c->at = content;
    struct cur body = *c;
    body.end = end->at;
    if (!packet_resume(p, rest)) {
        p->overflow = true;
        return;
    }
    p->nest = (uint8_t)(p->layer->depth + 2);
    if (!type.len) {
        packet_next_data(p, body);
        return;
    }
    struct media media = media_choose(p, type, bytes_of(text.at + content, end->at - content));
    p->layer->trouble = media.info;
    tell(p, multipart, &media);
    packet_next_proto(p, body, media.proto);
}

/* From a boundary on: it, and the part behind it. */
static void add_boundary(struct packet *p, struct cur *c, const struct multipart *multipart,
    struct bytes text, const struct boundary *boundary, unsigned row)
{
    if (boundary->last && row == BOUNDARY) row = LAST_BOUNDARY;
    packet_add_bytes(
        p, row, boundary->at, bytes_of(text.at + boundary->at, boundary->end - boundary->at), 0);
    c->at = boundary->end;
    if (boundary->last) {
        if (cur_captured(c)) packet_rest(p, c, TRAILER);
        return;
    }
    struct boundary next;
    bool found = find_boundary(text, boundary->end, multipart->boundary, &next);
    add_part(p, c, multipart, text, boundary->end, found ? &next : NULL);
}

/* --- the layer ---------------------------------------------------------------------------------- */

/* Who speaks in the Info column of what is inside is the message around the outermost one. */
static void find_speaker(struct packet *p, struct multipart *multipart)
{
    const struct layer *above = p->layer - 1;
    if (above->proto == p->layer->proto) {
        const struct multipart *outer = above->told;
        multipart->message = outer->message;
        multipart->words = outer->words;
        return;
    }
    multipart->message = (uint8_t)(above - p->layers);
    multipart->words = packet_scratch_struct(p, sizeof *multipart->words);
    char *room = (char *)packet_scratch(p, WORDS);
    if (!room) multipart->words = NULL;
    if (!multipart->words) return;
    *multipart->words = (struct text){.at = room, .cap = WORDS, .fixed = true};
    text_add(multipart->words, above->trouble.at, above->trouble.len);
}

static struct multipart *begin(struct packet *p, uint32_t at)
{
    struct multipart *multipart = packet_scratch_struct(p, sizeof *multipart);
    if (!multipart) return NULL;
    struct bytes told = p->media_type;
    const uint8_t *semicolon = told.len ? memchr(told.at, ';', told.len) : NULL;
    struct bytes type =
        http_trim(bytes_of(told.at, semicolon ? (size_t)(semicolon - told.at) : told.len));
    *multipart = (struct multipart){0};
    find_speaker(p, multipart);
    uint8_t *lower = packet_scratch(p, (uint32_t)type.len + 1);
    for (size_t i = 0; lower && i < type.len; i++)
        lower[i] = (uint8_t)tolower(type.at[i]);
    multipart->type = bytes_of(lower, lower ? type.len : 0);
    multipart->has_boundary = media_parameter(told, "boundary", &multipart->boundary);
    p->layer->told = multipart;
    struct item *item = multipart->has_boundary ? packet_add(p, TYPE, at, 0, ITEM_GENERATED) : NULL;
    if (item) item->bytes = multipart->type;
    return multipart;
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t there = cur_captured(c), start = c->at;
    const struct bytes text = http_text(c); /* offsets are those of the source */
    const struct multipart *multipart = p->layer->continues ? p->layer->told : begin(p, start);
    struct boundary boundary;
    if (!multipart) return;
    if (p->layer->continues) {
        if (find_boundary(text, start, multipart->boundary, &boundary))
            add_boundary(p, c, multipart, text, &boundary, BOUNDARY);
        return;
    }
    p->layer->length = there;
    p->layer->unlisted = !there;
    if (!multipart->has_boundary) {
        packet_note(
            p, NO_PARAMETER, NOTE_ERROR, NOTE_PROTOCOL, "%s", p->fields[NO_PARAMETER].label);
        packet_next_data(p, *c);
        return;
    }
    if (!multipart->boundary.len || !find_boundary(text, start, multipart->boundary, &boundary)) {
        p->nest++;
        packet_next_data(p, *c);
        return;
    }
    /* the line end in front belongs to the preamble */
    if (text.at[boundary.at] != '-') boundary.at = line_end(text, boundary.at);
    if (boundary.at > start)
        packet_add_bytes(p, PREAMBLE, start, bytes_of(text.at + start, boundary.at - start), 0);
    add_boundary(p, c, multipart, text, &boundary, FIRST_BOUNDARY);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    const struct multipart *multipart = layer->told;
    if (multipart && !multipart->has_boundary) {
        text_put(text, layer->proto->fields[NO_PARAMETER].label);
        return;
    }
    text_put(text, "MIME Multipart Media Encapsulation");
    if (!multipart) return;
    text_put(text, ", Type: ");
    text_add(text, multipart->type.at, multipart->type.len);
    text_put(text, ", Boundary: \"");
    text_add(text, multipart->boundary.at, multipart->boundary.len);
    text_char(text, '"');
}

/* --- rows --------------------------------------------------------------------------------------- */

/* With the type of its content, which is one of those that hang on it. */
static void show_part(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    const struct item *end = packet->items + layer->first + layer->count, *child = item + 1;
    text_put(text, "Encapsulated multipart part: ");
    while (child < end && child->depth > item->depth &&
           child->field != &layer->proto->fields[CONTENT_TYPE])
        child++;
    if (child == end || child->depth <= item->depth) return;
    text_put(text, " (");
    for (size_t i = 0; i < child->bytes.len && child->bytes.at[i] != ';'; i++)
        text_char(text, (char)tolower(child->bytes.at[i]));
    text_char(text, ')');
}

#define HEADER(name, label, told)                                                                  \
    {                                                                                              \
        "mime_multipart.header." name, label, FT_STRING, BASE_NONE, .show = http_show_line,        \
                                                                    .blurb = told                  \
    }

static const struct field fields[NFIELDS] = {
    [TYPE] = {"mime_multipart.type", "Type", FT_STRING, BASE_NONE,
        .blurb = "How the parts belong together"},
    [PREAMBLE] = {"mime_multipart.preamble", "Preamble", FT_BYTES, BASE_NONE,
        .blurb = "For readers that do not know of parts"},
    [FIRST_BOUNDARY] = {"mime_multipart.first_boundary", "First boundary", FT_STRING, BASE_NONE,
        .blurb = "The line in front of the first part"},
    [PART] = {"mime_multipart.part", "Encapsulated multipart part", FT_STRING, BASE_NONE,
        .show = show_part, .blurb = "A content with header fields of its own"},
    [DESCRIPTION] = HEADER("content-description", "Content-Description", "What it is, in words"),
    [DISPOSITION] = HEADER(
        "content-disposition", "Content-Disposition", "To be shown or saved, and under which name"),
    [ENCODING] = HEADER("content-encoding", "Content-Encoding", "How it is packed"),
    [ID] = HEADER("content-id", "Content-Id", "The name by which other parts refer to it"),
    [LANGUAGE] = HEADER("content-language", "Content-Language", "The language of its text"),
    [LENGTH] = HEADER("content-length", "Content-Length", "How many bytes it has"),
    [TRANSFER_ENCODING] = HEADER("content-transfer-encoding", "Content-Transfer-Encoding",
        "How its bytes were made fit for lines of text"),
    [CONTENT_TYPE] = HEADER("content-type", "Content-Type", "What kind of content it is"),
    [ORIGINAL_CONTENT] =
        HEADER("originalcontent", "OriginalContent", "The type of what was sealed in it"),
    [OTHER_HEADER] = {NULL, "Header", FT_STRING, BASE_NONE, .show = http_show_line},
    [BOUNDARY] = {"mime_multipart.boundary", "Boundary", FT_STRING, BASE_NONE,
        .blurb = "The line between two parts"},
    [LAST_BOUNDARY] = {"mime_multipart.last_boundary", "Last boundary", FT_STRING, BASE_NONE,
        .blurb = "The line behind the last part"},
    [TRAILER] = {"mime_multipart.trailer", "Trailer", FT_BYTES, BASE_NONE,
        .blurb = "What comes behind all parts"},
    [NO_PARAMETER] = {"mime_multipart.no_required_parameter",
        "The multipart dissector could not find a required parameter.", FT_NONE, BASE_NONE},
};

const struct proto proto_mime_multipart = {.name = "mime_multipart",
    .brief = "MIME multipart",
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect,
    .describe = describe};
