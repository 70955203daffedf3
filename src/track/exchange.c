/* Questions and their answers: which frame asked, and how long it took.  SPDX-License-Identifier: MIT
 */
#include "base/time.h"
#include "track/state.h"

/* The same question within this time is the old one once more; later it is a new one. */
#define REPEATED_WITHIN (5 * TIME_SECOND)

/* The newest question with its number between two ports, and its answer. */
struct asked {
    struct ledger_entry entry;
    int64_t time;
    uint32_t frame, answer; /* 0: none yet */
};

size_t track_exchange_size(void)
{
    return sizeof(struct asked);
}

static void see_question(
    struct asked *asked, const struct packet *packet, bool is_new, struct exchange_view *view)
{
    int64_t since = packet->frame->time - asked->time;
    if (!is_new && !asked->answer && since < REPEATED_WITHIN) {
        view->repeated = asked->frame;
        return;
    }
    asked->frame = (uint32_t)packet->frame->number;
    asked->time = packet->frame->time;
    asked->answer = 0;
}

void track_exchange(struct tracker *tracker, const struct packet *packet,
    const struct exchange *message, struct exchange_view *view)
{
    struct track *track = (struct track *)tracker;
    *view = (struct exchange_view){0};
    union ledger_key key;
    unsigned side;
    track_pair_key(&key, packet, message->source_port, message->destination_port, &side);
    key.extra = message->id;
    struct asked *asked = (struct asked *)ledger_find(&track->exchanges, &key);
    bool is_new = !asked;
    if (!message->answer) {
        if (is_new) asked = (struct asked *)ledger_add(&track->exchanges, &key);
        if (!asked) return;
        view->known = true;
        see_question(asked, packet, is_new, view);
        if (!view->repeated)
            view->answer = (uint32_t)tracker_foresee(
                tracker, FORESEEN_ANSWER, (uint32_t)packet->frame->number, message->id);
        return;
    }
    view->known = true;
    if (!asked) return;
    view->question = asked->frame;
    view->time = packet->frame->time - asked->time;
    if (asked->answer)
        view->repeated = asked->answer;
    else
        asked->answer = (uint32_t)packet->frame->number;
    tracker_tell(tracker, FORESEEN_ANSWER, asked->frame, message->id, asked->answer);
}
