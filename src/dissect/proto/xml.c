/* Extensible Markup Language (W3C): elements within elements.
 *
 *      <?xml version="1.0"?>
 *      <lab number="2">            a tag with an attribute
 *        <part>chat</part>         another one, and text
 *      </lab>
 *
 * The text is not checked: a closing tag closes what is open, whatever its name, and what makes no
 * sense is passed over up to the next blank, as in tshark.  SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto.h"

enum {
    INSTRUCTION,
    DECLARATION,
    DECLARED_VERSION,
    DECLARED_ENCODING,
    DECLARED_STANDALONE,
    TAG,
    ATTRIBUTE,
    CDATA,
    CDATA_SECTION,
    COMMENT,
    DOCTYPE,
    DTD_TAG,
    UNKNOWN,
    TEXT,
    UNOPENED,
    UNRECOGNIZED,
    NFIELDS
};

/* Elements within each other; deeper ones stand beside those at this depth.  More pieces than this
 * could not be told, and what makes no sense so often, each time perhaps only at its end, is none. */
enum { DEEPEST = 100, MOST_PIECES = PACKET_ITEMS, MOST_NONSENSE = 50 };

/* --- the words of the language ------------------------------------------------------------------ */

static bool is_name(uint8_t c)
{
    return isalnum(c) || (c && strchr(":_.-", c));
}

static size_t skip_blanks(struct bytes text, size_t at)
{
    while (at < text.len && isspace(text.at[at]))
        at++;
    return at;
}

static size_t skip_name(struct bytes text, size_t at)
{
    while (at < text.len && is_name(text.at[at]))
        at++;
    return at;
}

static bool begins(struct bytes text, size_t at, const char *word)
{
    size_t length = strlen(word);
    return text.len - at >= length && strncasecmp((const char *)text.at + at, word, length) == 0;
}

/* Behind the next `word` from `at` on; 0 if there is none. */
static size_t behind(struct bytes text, size_t at, const char *word)
{
    const uint8_t *found;
    while (at < text.len && (found = memchr(text.at + at, *word, text.len - at))) {
        at = (size_t)(found - text.at);
        if (begins(text, at, word)) return at + strlen(word);
        at++;
    }
    return 0;
}

/* name = "value" */
struct attribute {
    size_t at, name_end, value, value_end, end;
};

static bool read_attribute(struct bytes text, size_t at, struct attribute *found)
{
    struct attribute attribute = {.at = at, .name_end = skip_name(text, at)};
    size_t equals = skip_blanks(text, attribute.name_end);
    if (attribute.name_end == at || equals >= text.len || text.at[equals] != '=') return false;
    size_t quote = skip_blanks(text, equals + 1);
    if (quote >= text.len || (text.at[quote] != '"' && text.at[quote] != '\'')) return false;
    attribute.value = quote + 1;
    const uint8_t *end =
        memchr(text.at + attribute.value, text.at[quote], text.len - attribute.value);
    if (!end) return false;
    attribute.value_end = (size_t)(end - text.at);
    attribute.end = attribute.value_end + 1;
    *found = attribute;
    return true;
}

/* Behind a name and attributes at `at`, at what ends them; 0 if that is not `end` nor `other`. */
static size_t read_inside(struct bytes text, size_t at, const char *end, const char *other)
{
    struct attribute attribute;
    size_t name = skip_blanks(text, at);
    if ((at = skip_name(text, name)) == name) return 0;
    for (at = skip_blanks(text, at); read_attribute(text, at, &attribute);)
        at = skip_blanks(text, attribute.end);
    return begins(text, at, end) || (other && begins(text, at, other)) ? at : 0;
}

/* --- pieces ------------------------------------------------------------------------------------- */

struct reader {
    struct packet *p;
    struct bytes text;
    size_t at;
    uint32_t base;              /* where the text begins in its source */
    struct item *open[DEEPEST]; /* the elements around; NULL for those that nobody wants */
    size_t began[DEEPEST];
    unsigned depth, nonsense;
};

static struct item *add(const struct reader *r, unsigned field, size_t from, size_t to)
{
    return packet_add_bytes(
        r->p, field, r->base + (uint32_t)from, bytes_of(r->text.at + from, to - from), 0);
}

static void open_element(struct reader *r, struct item *item, size_t from)
{
    if (r->depth == DEEPEST) return;
    packet_open(r->p, item);
    r->began[r->depth] = from;
    r->open[r->depth++] = item;
}

/* A piece that ends the element around, if there is one. */
static void close_element(struct reader *r, size_t end)
{
    add(r, TEXT, r->at, end);
    if (r->depth) {
        struct item *item = r->open[--r->depth];
        packet_shut(r->p, item, NULL);
        if (item) item->length = (uint32_t)(end - r->began[r->depth]);
    } else {
        struct item *item = add(r, TEXT, r->at, end);
        if (item) item->bytes = bytes_of_string("Closing an unopened tag");
        packet_note(r->p, UNOPENED, NOTE_ERROR, NOTE_MALFORMED, "%s", r->p->fields[UNOPENED].label);
    }
    r->at = end;
}

static void add_attributes(struct reader *r, size_t at, bool declaration)
{
    struct attribute attribute;
    for (; read_attribute(r->text, at, &attribute); at = skip_blanks(r->text, attribute.end)) {
        unsigned row = DECLARED_VERSION;
        while (row <= DECLARED_STANDALONE &&
               (attribute.name_end - attribute.at != strlen(r->p->fields[row].label) ||
                   !begins(r->text, attribute.at, r->p->fields[row].label)))
            row++;
        if (declaration && row <= DECLARED_STANDALONE)
            add(r, row, attribute.value, attribute.value_end);
        else
            add(r, ATTRIBUTE, attribute.at, attribute.end);
        if (r->p->overflow) return;
    }
}

static size_t attributes_at(const struct reader *r, size_t name)
{
    return skip_blanks(r->text, skip_name(r->text, skip_blanks(r->text, name)));
}

/* <?xml version="1.0"?> */
static bool read_instruction(struct reader *r)
{
    if (!begins(r->text, r->at, "<?")) return false;
    size_t name = r->at + 2, at = read_inside(r->text, name, "?>", NULL);
    if (!at) return false;
    bool declaration = begins(r->text, name, "xml") && skip_name(r->text, name) == name + 3;
    struct item *item = add(r, declaration ? DECLARATION : INSTRUCTION, r->at, at + 2);
    packet_open(r->p, item);
    add_attributes(r, attributes_at(r, name), declaration);
    add(r, TEXT, at, at + 2);
    packet_shut(r->p, item, NULL);
    r->at = at + 2;
    return true;
}

/* <!DOCTYPE name [ … ]> opens what holds other declarations; others end where they seem to. */
static bool read_doctype(struct reader *r)
{
    static const char word[] = "<!DOCTYPE";
    if (begins(r->text, r->at, word)) {
        size_t name = skip_blanks(r->text, r->at + sizeof word - 1), end = skip_name(r->text, name);
        size_t bracket = skip_blanks(r->text, end);
        if (end > name && bracket < r->text.len && r->text.at[bracket] == '[') {
            open_element(r, add(r, DOCTYPE, name, end), name);
            r->at = bracket + 1;
            return true;
        }
    }
    size_t end = begins(r->text, r->at, "<!") ? behind(r->text, r->at, ">") : 0;
    if (!end) return false;
    add(r, DTD_TAG, r->at, end);
    r->at = end;
    return true;
}

/* What stands between two words, the words included. */
static bool read_enclosed(struct reader *r, unsigned field, const char *from, const char *to)
{
    size_t end = begins(r->text, r->at, from) ? behind(r->text, r->at + strlen(from), to) : 0;
    if (!end) return false;
    add(r, field, r->at, end);
    r->at = end;
    return true;
}

static bool read_closing(struct reader *r)
{
    size_t end = 0;
    if (begins(r->text, r->at, "]>")) {
        end = r->at + 1;
    } else if (begins(r->text, r->at, "</")) {
        size_t name = r->at + 2, name_end = skip_name(r->text, name);
        end = name_end > name ? skip_blanks(r->text, name_end) : 0;
    }
    if (!end || end >= r->text.len || r->text.at[end] != '>') return false;
    close_element(r, end + 1);
    return true;
}

static bool read_opening(struct reader *r)
{
    size_t name = r->at + 1, from = r->at;
    size_t at = r->text.at[r->at] == '<' ? read_inside(r->text, name, ">", "/>") : 0;
    if (!at) return false;
    bool empty = r->text.at[at] == '/';
    r->at = at + 1 + empty;
    struct item *item = add(r, TAG, from, r->at);
    if (!empty) open_element(r, item, from);
    if (empty) packet_open(r->p, item);
    add_attributes(r, attributes_at(r, name), false);
    if (empty) packet_shut(r->p, item, NULL);
    return true;
}

static void read_text(struct reader *r)
{
    const uint8_t *next = memchr(r->text.at + r->at, '<', r->text.len - r->at);
    size_t end = next ? (size_t)(next - r->text.at) : r->text.len;
    add(r, r->depth ? CDATA : UNKNOWN, r->at, end);
    r->at = end;
}

static void read_nonsense(struct reader *r)
{
    size_t end = r->at;
    while (end < r->text.len && !isspace(r->text.at[end]))
        end++;
    struct item *item = add(r, TEXT, r->at, end);
    if (item) item->bytes = bytes_of_string("Unrecognized text");
    packet_note(
        r->p, UNRECOGNIZED, NOTE_WARNING, NOTE_PROTOCOL, "%s", r->p->fields[UNRECOGNIZED].label);
    r->at = ++r->nonsense == MOST_NONSENSE ? r->text.len : end;
}

static void read_piece(struct reader *r)
{
    if (read_closing(r)) return;
    if (r->text.at[r->at] != '<') {
        read_text(r);
        return;
    }
    if (read_enclosed(r, COMMENT, "<!--", "-->") ||
        read_enclosed(r, CDATA_SECTION, "<![CDATA[", "]]>") || read_instruction(r))
        return;
    bool remark = begins(r->text, r->at, "<!--") || begins(r->text, r->at, "<![");
    if ((!remark && read_doctype(r)) || read_opening(r)) return;
    read_nonsense(r);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there);
    struct reader r = {.p = p, .text = bytes_of(at, at ? there : 0), .base = c->at};
    for (unsigned i = 0; p->detail && i < MOST_PIECES && !p->overflow; i++) {
        if ((r.at = skip_blanks(r.text, r.at)) == r.text.len) break;
        read_piece(&r);
    }
    while (r.depth)
        packet_shut(p, r.open[--r.depth], NULL);
    c->at += (uint32_t)r.text.len;
}

/* --- rows --------------------------------------------------------------------------------------- */

/* Up to the end of its name; the tree has the attributes below it. */
static void show_tag(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    struct bytes tag = item->bytes;
    size_t name = skip_blanks(tag, tag.len > 1 && tag.at[1] == '?' ? 2 : 1);
    size_t end = skip_name(tag, name), next = skip_blanks(tag, end);
    escape_tree(text, bytes_of(tag.at, end));
    if (next < tag.len && (tag.at[next] == '>' || tag.at[next] == '/'))
        escape_tree(text, bytes_of(tag.at + next, tag.len - next));
}

/* The last one takes the end of its tag along. */
static void show_attribute(struct text *text, const struct packet *p, const struct item *item)
{
    struct bytes source = p->sources[item->source];
    size_t next = skip_blanks(source, item->offset + item->length);
    escape_tree(text, item->bytes);
    if (begins(source, next, ">")) text_put(text, ">");
    if (begins(source, next, "/>")) text_put(text, "/>");
}

static void show_declared(struct text *text, const struct packet *p, const struct item *item)
{
    const uint8_t *quote = item->offset ? packet_at(p, item->source, item->offset - 1, 1) : NULL;
    text_put(text, item->field->label);
    text_char(text, '=');
    if (quote) text_char(text, (char)*quote);
    escape_tree(text, item->bytes);
    if (quote) text_char(text, (char)*quote);
}

static void show_doctype(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "<!DOCTYPE ");
    escape_tree(text, item->bytes);
    text_put(text, " [");
}

/* clang-format off */
static const struct field fields[NFIELDS] = {
    [INSTRUCTION] = {"xml.xmlpi", "XMLPI", FT_STRING, BASE_NONE, .show = show_tag, .blurb = "For the program that reads it"},
    [DECLARATION] = {"xml.xmlpi.xml", "xml.xmlpi.xml", FT_STRING, BASE_NONE, .show = show_tag, .blurb = "Says that this is XML"},
    [DECLARED_VERSION] = {"xml.xmlpi.xml.version", "version", FT_STRING, BASE_NONE, .show = show_declared, .blurb = "Of XML"},
    [DECLARED_ENCODING] = {"xml.xmlpi.xml.encoding", "encoding", FT_STRING, BASE_NONE, .show = show_declared, .blurb = "How characters become bytes"},
    [DECLARED_STANDALONE] = {"xml.xmlpi.xml.standalone", "standalone", FT_STRING, BASE_NONE, .show = show_declared, .blurb = "It means the same without other files"},
    [TAG] = {"xml.tag", "Tag", FT_STRING, BASE_NONE, .show = show_tag, .blurb = "Opens an element"},
    [ATTRIBUTE] = {"xml.attribute", "Attribute", FT_STRING, BASE_NONE, .show = show_attribute, .blurb = "A name and a value that an element has"},
    [CDATA] = {"xml.cdata", "CDATA", FT_STRING, BASE_NONE, .show = field_show_text, .blurb = "Text inside an element"},
    [CDATA_SECTION] = {"xml.cdatasection", "CDATASection", FT_STRING, BASE_NONE, .show = field_show_text, .blurb = "Text in which < means nothing"},
    [COMMENT] = {"xml.comment", "Comment", FT_STRING, BASE_NONE, .show = field_show_text, .blurb = "For people"},
    [DOCTYPE] = {"xml.doctype", "Doctype", FT_STRING, BASE_NONE, .show = show_doctype, .blurb = "Which elements there may be"},
    [DTD_TAG] = {"xml.dtdtag", "DTD Tag", FT_STRING, BASE_NONE, .show = field_show_text, .blurb = "Declares an element, an attribute, an abbreviation"},
    [UNKNOWN] = {"xml.unknown", "Unknown", FT_STRING, BASE_NONE, .show = field_show_text, .blurb = "Text outside of all elements"},
    [TEXT] = {NULL, "Text", FT_STRING, BASE_NONE, .show = field_show_text},
    [UNOPENED] = {"xml.closing_unopened_tag", "Closing an unopened tag", FT_NONE, BASE_NONE},
    [UNRECOGNIZED] = {"xml.unrecognized_text", "Unrecognized text", FT_NONE, BASE_NONE},
};
/* clang-format on */

const struct proto proto_xml = {.name = "xml",
    .title = "eXtensible Markup Language",
    .brief = "XML",
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect};
