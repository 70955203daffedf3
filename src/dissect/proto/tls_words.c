/* What TLS says in the Info column: of each record in its turn, or what speaks in its stead, which is
 * the protocol inside of it.
 *
 *      Change Cipher Spec, Finished
 *      GET / HTTP/1.1 , Alert (Level: Warning, Description: Close Notify)
 *
 * As in Wireshark, who speaks inside makes the words before forgotten, but for what others inside have
 * said.
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto/tls.h"

enum { LONGEST = 4095, MARKS = 64 };

/* What is said, and behind how many units that is. */
struct word {
    const struct word *next;
    const char *text;
    uint8_t units;
    bool alone; /* what was said before is lost */
};

/* layer->told of TLS and DTLS. */
struct words {
    const struct word *first;
    struct word *last;
};

void tls_add_words(struct packet *p, const char *text)
{
    struct words *words = (struct words *)p->layer->told;
    struct word *word = packet_scratch_struct(p, sizeof *word);
    if (!words) words = packet_scratch_struct(p, sizeof *words);
    if (!word || !words) return;
    if (!p->layer->told) *words = (struct words){NULL, NULL};
    p->layer->told = words;
    *word = (struct word){.text = text, .units = p->nunits};
    if (words->last)
        words->last->next = word;
    else
        words->first = word;
    words->last = word;
}

void tls_replace_words(struct packet *p, const char *words)
{
    const struct words *said = p->layer->told;
    if (!said || !said->last) return;
    said->last->text = words;
    said->last->alone = true;
}

/* The innermost layer of a unit that has something to say. */
static const struct layer *speaker(const struct packet *p, unsigned turn)
{
    for (unsigned i = p->nlayers; i-- > 0;) {
        const struct layer *layer = &p->layers[i];
        if (layer->turn == turn && layer->proto->info) return layer;
    }
    return NULL;
}

/* Does anything stand in front of what this layer says: other units, or remarks on the segment? */
static bool goes_on(const struct packet *p, const struct layer *layer)
{
    char room[MARKS];
    struct text marks = {.at = room, .cap = sizeof room, .fixed = true};
    for (const struct layer *before = p->layers; before < layer; before++) {
        if (before->unit && before->unit != layer->unit && before->proto->info) return true;
        if (before->proto->mark && !before->quoted) before->proto->mark(&marks, p, before);
    }
    return marks.len > 0;
}

struct speech {
    struct text *text;
    size_t start, fence; /* what stands before the fence is not forgotten any more */
    bool goes_on;        /* others have spoken before */
};

static void say(struct speech *speech, const struct word *word)
{
    if (word->alone) speech->text->len = speech->fence;
    bool first = speech->text->len == speech->start;
    if (first ? speech->goes_on : !word->alone) text_put(speech->text, ", ");
    text_put(speech->text, word->text);
}

static void let_speak(struct speech *speech, const struct packet *p, const struct layer *inside)
{
    bool first = speech->fence == speech->start;
    speech->text->len = speech->fence;
    if (!first && inside->proto->separator) text_put(speech->text, inside->proto->separator);
    inside->proto->info(speech->text, p, inside);
    speech->fence = speech->text->len;
}

void tls_info(struct text *text, const struct packet *p, const struct layer *layer)
{
    const struct words *words = layer->told;
    const struct word *word = words ? words->first : NULL;
    struct speech speech = {
        .text = text, .start = text->len, .fence = text->len, .goes_on = goes_on(p, layer)};
    for (unsigned turn = 1; turn <= p->unit; turn++) {
        for (; word && word->units < turn; word = word->next)
            say(&speech, word);
        const struct layer *inside = turn > layer->turn ? speaker(p, turn) : NULL;
        if (inside && inside->unit == layer->unit) let_speak(&speech, p, inside);
    }
    for (; word; word = word->next)
        say(&speech, word);
    if (text->len > speech.start + LONGEST) text->len = speech.start + LONGEST;
}
