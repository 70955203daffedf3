/* Filters that mean something else than they seem to.  Each finding has the filter as it could be
 * meant.  SPDX-License-Identifier: MIT */
#include "filter/pitfalls.h"

#include <string.h>

#include "filter/unparse.h"

struct search {
    struct explanation *explanation;
    const struct node *root;
    const char *source; /* as typed */
};

/* A new finding whose correction says `text` in place of a node; NULL when there are enough. */
static struct text *found(struct search *search, const struct node *node, const char *text)
{
    struct explanation *explanation = search->explanation;
    if (explanation->npitfalls == EXPLANATION_PITFALLS) return NULL;
    struct explanation_pitfall *pitfall = &explanation->pitfalls[explanation->npitfalls++];
    struct rewriting rewriting = {node, text};
    if (text) unparse(&pitfall->corrected, search->root, &rewriting);
    return &pitfall->words;
}

static bool ends_in(const char *name, const char *end)
{
    size_t len = strlen(name), tail = strlen(end);
    return len >= tail && strcmp(name + len - tail, end) == 0;
}

/* Fields that stand for both ends of a conversation, each of which a packet has. */
static bool is_twofold(const struct node *node)
{
    static const char *const ends[] = {".addr", ".port", ".host", ".addr_resolved"};
    if (node->kind != NODE_FIELD || !node->name.nrows || node->ranges) return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_in(node->name.text, ends[i])) return true;
    return false;
}

/* ip.addr != 10.0.0.1, and its old meaning. */
static void look_at_unequal(struct search *search, const struct node *node)
{
    if (node->operation != RELATION_NE || !is_twofold(node->first)) return;
    struct text value = {0}, plain = {0};
    const char *name = node->first->name.text;
    unparse_value(&value, node->second);
    text_format(&plain, "not %s == %s", name, text_string(&value));
    struct text *words = found(search, node, text_string(&plain));
    if (words && node->all)
        text_format(words,
            "%s != %s wants the field to be there, and each of its values to differ: packets "
            "without it fall out. (Before Wireshark 3.6 it meant that some value differs, which "
            "holds nearly always.)",
            name, text_string(&value));
    else if (words)
        text_format(words,
            "a packet has %s twice, and %s !== %s holds as soon as one of the two differs: nearly "
            "always.",
            name, name, text_string(&value));
    text_finish(&value);
    text_finish(&plain);
}

/* udp.payload[0] == ff: there is a protocol of that name. */
static void look_at_names(struct search *search, const struct node *node)
{
    for (const struct node *right = node->second; right;
         right = node->operation == RELATION_IN ? right->next : NULL) {
        if (right->kind != NODE_FIELD || right->name.nrows) continue;
        if (strspn(right->name.text, "0123456789abcdef") != strlen(right->name.text)) continue;
        struct text text = {0};
        unparse_value(&text, node->first);
        text_format(&text, " %s :%s", node->all ? "===" : "==", right->name.text);
        bool simple = node->operation == RELATION_EQ;
        struct text *words = found(search, node, simple ? text_string(&text) : NULL);
        if (words)
            text_format(words,
                "%s is the name of a protocol, and taken as that; as a byte it is written :%s or "
                "0x%s.",
                right->name.text, right->name.text, right->name.text);
        text_finish(&text);
    }
}

/* tcp.flags.syn asks whether there is such a bit, not whether it is set. */
static void look_at_presence(struct search *search, const struct node *node)
{
    if (node->kind != NODE_FIELD || !node->name.nrows || node->name.type != FT_BOOLEAN) return;
    struct text text = {0};
    text_format(&text, "%s == 1", node->name.text);
    struct text *words = found(search, node, text_string(&text));
    if (words)
        text_format(words,
            "%s alone asks whether the field is there, whatever its value: a packet has the bit, "
            "set or not.",
            node->name.text);
    text_finish(&text);
}

/* What only a second pass knows. */
static void look_at_later(struct search *search, const struct node *node)
{
    static const char *const ends[] = {".response_in", ".resp_in", ".next_request_in",
        ".next_response_in", ".no_resp", ".reassembled_in", ".reassembled.in"};
    for (size_t i = 0; node->kind == NODE_FIELD && i < sizeof ends / sizeof *ends; i++) {
        struct text *words = ends_in(node->name.text, ends[i]) ? found(search, node, NULL) : NULL;
        if (words)
            text_format(
                words, "%s is told by a later packet: it is known with -2 only.", node->name.text);
    }
}

/* The name of the protocol that a test is about: that of the first field in it. */
static struct bytes subject(const struct node *node)
{
    while (node && node->kind != NODE_FIELD)
        node = node->first;
    if (!node) return (struct bytes){0};
    return node->name.nrows ? dissector_owner(node->name.rows[0])
                            : bytes_of_string(node->name.text);
}

static bool same(struct bytes a, struct bytes b)
{
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* Whether something else asks for the protocol: tcp and not tcp.port == 80. */
static bool is_asked_for(const struct node *list, const struct node *but, struct bytes protocol)
{
    if (!list || list->kind != NODE_AND) return false;
    for (const struct node *member = list->first; member; member = member->next)
        if (member != but && member->kind != NODE_NOT && same(subject(member), protocol))
            return true;
    return false;
}

/* not tcp.port == 80 lets through whatever has no tcp.port. */
static void look_at_negation(
    struct search *search, const struct node *node, const struct node *parent)
{
    const struct node *test = node->first;
    struct bytes protocol = test->kind == NODE_RELATION ? subject(test) : (struct bytes){0};
    if (!protocol.len || same(protocol, bytes_of_string("frame")) || protocol.at[0] == '_' ||
        is_asked_for(parent, node, protocol))
        return;
    struct text text = {0};
    int len = (int)protocol.len;
    const char *name = (const char *)protocol.at;
    text_format(&text, "(%.*s and ", len, name);
    unparse(&text, node, NULL);
    text_char(&text, ')');
    struct text *words = found(search, node, text_string(&text));
    if (words)
        text_format(words,
            "the negation also holds for packets without any %.*s: other protocols pass. If that "
            "is not meant, ask for %.*s as well.",
            len, name, len, name);
    text_finish(&text);
}

/* Where the first word of a part stands. */
static size_t beginning(const struct node *node)
{
    while (node->kind == NODE_AND || node->kind == NODE_OR || node->kind == NODE_RELATION ||
           node->kind == NODE_SLICE || node->kind == NODE_ARITHMETIC)
        node = node->first;
    return node->at;
}

static bool has_parenthesis(const struct search *search, const struct node *node)
{
    size_t at = beginning(node);
    while (at > 0 && search->source[at - 1] == ' ')
        at--;
    return at > 0 && search->source[at - 1] == '(';
}

/* The other way to read `a or b and c`, or `a and b or c`; nothing if there is more of it. */
static void read_otherwise(struct text *text, const struct node *list, const struct node *both)
{
    const struct node *one = both->first, *two = one->next;
    bool ahead = both == list->first;
    if (two->next || list->first->next->next) return;
    const struct node *side = ahead ? both->next : list->first;
    if (!ahead) text_char(text, '(');
    unparse(text, ahead ? one : side, NULL);
    text_put(text, ahead ? " and (" : " or ");
    unparse(text, ahead ? two : one, NULL);
    text_put(text, ahead ? " or " : ") and ");
    unparse(text, ahead ? side : two, NULL);
    if (ahead) text_char(text, ')');
}

/* a or b and c is a or (b and c). */
static void look_at_precedence(struct search *search, const struct node *node)
{
    for (const struct node *member = node->first; member; member = member->next) {
        if (member->kind != NODE_AND || has_parenthesis(search, member)) continue;
        struct text text = {0};
        if (node == search->root) read_otherwise(&text, node, member);
        struct text *words = found(search, node, text.len ? text_string(&text) : NULL);
        if (words)
            text_put(words, "`and` binds tighter than `or`: what stands on both sides of an `and` "
                            "belongs together, as if it had parentheses.");
        text_finish(&text);
        return;
    }
}

static void look_at(struct search *search, const struct node *node, const struct node *parent)
{
    if (node->kind == NODE_OR) look_at_precedence(search, node);
    switch (node->kind) {
    case NODE_RELATION:
        look_at_unequal(search, node);
        look_at_names(search, node);
        look_at_later(search, node->first);
        break;
    case NODE_NOT:
        look_at_negation(search, node, parent);
        look_at(search, node->first, node);
        break;
    case NODE_OR:
    case NODE_AND:
        for (const struct node *member = node->first; member; member = member->next)
            look_at(search, member, node);
        break;
    default:
        look_at_presence(search, node);
        look_at_later(search, node);
    }
}

void pitfalls_find(struct explanation *explanation, const struct node *root, const char *source)
{
    struct search search = {explanation, root, source};
    look_at(&search, root, NULL);
}
