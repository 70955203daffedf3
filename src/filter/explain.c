/* See explain.h.  SPDX-License-Identifier: MIT */
#include "filter/explain.h"

#include <stdlib.h>
#include <string.h>

#include "filter/lexer.h"
#include "filter/pitfalls.h"
#include "filter/unparse.h"

/* --- words ------------------------------------------------------------------------------------ */

/* "tcp.port (Source or Destination Port)"; other values as they are typed. */
static void put_value(struct text *words, const struct node *node)
{
    unparse_value(words, node);
    if (node->kind != NODE_FIELD || !node->name.nrows || !node->name.rows[0]->label) return;
    text_format(words, " (%s)", node->name.rows[0]->label);
}

/* Of some or of all: a frame may have the field several times. */
static void put_subject(struct text *words, const struct node *relation)
{
    const struct node *left = relation->first;
    bool single = left->kind == NODE_CALL && left->operation != FUNCTION_LEN &&
                  left->operation != FUNCTION_LOWER && left->operation != FUNCTION_UPPER;
    if (!single) text_put(words, relation->all ? "every " : "some ");
    put_value(words, left);
}

static void put_relation(struct text *words, const struct node *node)
{
    static const char *const verbs[] = {[RELATION_EQ] = " is ",
        [RELATION_NE] = " is other than ",
        [RELATION_GT] = " is greater than ",
        [RELATION_GE] = " is at least ",
        [RELATION_LT] = " is less than ",
        [RELATION_LE] = " is at most ",
        [RELATION_CONTAINS] = " contains ",
        [RELATION_MATCHES] = " matches the pattern ",
        [RELATION_IN] = " is one of "};
    put_subject(words, node);
    text_put(words, verbs[node->operation]);
    for (const struct node *right = node->second; right;
         right = node->operation == RELATION_IN ? right->next : NULL) {
        if (right != node->second) text_put(words, right->next ? ", " : " or ");
        put_value(words, right);
        if (!right->to) continue;
        text_put(words, " to ");
        put_value(words, right->to);
    }
    if (node->second->kind == NODE_VALUE && node->second->value.masked)
        text_format(words, ", by its first %u bits", node->second->value.prefix);
}

static void put_presence(struct text *words, const struct node *node)
{
    bool protocol = node->kind == NODE_FIELD && !node->name.nrows;
    if (protocol) {
        const char *title = node->name.nprotocols ? node->name.protocols[0]->title : NULL;
        text_format(words, "there is a layer %s", node->name.text);
        if (title) text_format(words, " (%s)", title);
    } else if (node->kind == NODE_SLICE) {
        text_put(words, "there are bytes at ");
        put_value(words, node);
    } else if (node->kind == NODE_FIELD) {
        text_put(words, "there is a field ");
        put_value(words, node);
    } else {
        put_value(words, node);
        text_put(words, " is not zero");
    }
}

static void put_words(struct text *words, const struct node *node)
{
    bool two = (node->kind == NODE_AND || node->kind == NODE_OR) && !node->first->next->next;
    switch (node->kind) {
    case NODE_AND:
        text_put(words, two ? "both hold:" : "all of these hold:");
        break;
    case NODE_OR:
        text_put(words, two ? "one of the two holds, or both:" : "at least one of these holds:");
        break;
    case NODE_NOT:
        text_put(words, "this does not hold:");
        break;
    case NODE_RELATION:
        put_relation(words, node);
        break;
    default:
        put_presence(words, node);
    }
}

/* --- parts ------------------------------------------------------------------------------------ */

/* What is made of the tree is a filter as any other. */
static struct filter *compile_part(const char *text, const struct dissector *dissector)
{
    struct filter_error error = {0};
    struct filter *filter = filter_compile(text, dissector, &error);
    filter_error_finish(&error);
    return filter;
}

static void add_parts(struct explanation *explanation, const struct node *node, unsigned depth,
    const struct dissector *dissector)
{
    if (explanation->nparts == EXPLANATION_PARTS) {
        explanation->cut = true;
        return;
    }
    struct explanation_part *part = &explanation->parts[explanation->nparts++];
    part->depth = depth;
    unparse(&part->text, node, NULL);
    put_words(&part->words, node);
    part->filter = compile_part(text_string(&part->text), dissector);
    if (node->kind != NODE_AND && node->kind != NODE_OR && node->kind != NODE_NOT) return;
    for (const struct node *member = node->first; member; member = member->next)
        add_parts(explanation, member, depth + 1, dissector);
}

static void add_nothing(struct explanation *explanation, const struct dissector *dissector)
{
    struct explanation_part *part = &explanation->parts[explanation->nparts++];
    text_put(&part->words, "nothing is asked: every packet passes");
    part->filter = compile_part("", dissector);
}

struct explanation *explanation_create(
    const char *text, const struct dissector *dissector, struct filter_error *error)
{
    struct arena arena = {0};
    struct reading reading = {.arena = &arena, .dissector = dissector, .error = error};
    struct node *root;
    struct explanation *explanation = NULL;
    if (filter_read(&reading, text, &root)) {
        explanation = calloc(1, sizeof *explanation);
        if (!explanation) filter_fail(error, 0, 0, "out of memory");
    }
    if (explanation && root) {
        add_parts(explanation, root, 0, dissector);
        pitfalls_find(explanation, root, text_string(&error->source));
        for (size_t i = 0; i < explanation->npitfalls; i++)
            if (explanation->pitfalls[i].corrected.len)
                explanation->pitfalls[i].filter =
                    compile_part(text_string(&explanation->pitfalls[i].corrected), dissector);
    } else if (explanation) {
        add_nothing(explanation, dissector);
    }
    pattern_destroy(reading.patterns);
    arena_finish(&arena);
    return explanation;
}

void explanation_destroy(struct explanation *explanation)
{
    if (!explanation) return;
    for (size_t i = 0; i < explanation->nparts; i++) {
        text_finish(&explanation->parts[i].text);
        text_finish(&explanation->parts[i].words);
        filter_destroy(explanation->parts[i].filter);
    }
    for (size_t i = 0; i < explanation->npitfalls; i++) {
        text_finish(&explanation->pitfalls[i].words);
        text_finish(&explanation->pitfalls[i].corrected);
        filter_destroy(explanation->pitfalls[i].filter);
    }
    free(explanation);
}

void explanation_want(const struct explanation *explanation, struct dissector *dissector)
{
    for (size_t i = 0; i < explanation->nparts; i++)
        if (explanation->parts[i].filter) filter_want(explanation->parts[i].filter, dissector);
    for (size_t i = 0; i < explanation->npitfalls; i++)
        if (explanation->pitfalls[i].filter)
            filter_want(explanation->pitfalls[i].filter, dissector);
}

void explanation_packet(struct explanation *explanation, const struct packet *packet)
{
    explanation->packets++;
    for (size_t i = 0; i < explanation->nparts; i++) {
        struct explanation_part *part = &explanation->parts[i];
        part->count += part->filter && filter_match(part->filter, packet);
    }
    for (size_t i = 0; i < explanation->npitfalls; i++) {
        struct explanation_pitfall *pitfall = &explanation->pitfalls[i];
        pitfall->count += pitfall->filter && filter_match(pitfall->filter, packet);
    }
}
