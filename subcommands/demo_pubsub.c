/* Publish and subscribe as a scene: who gets which message, and how a protocol marks where messages
 * end.  SPDX-License-Identifier: MIT */
#include "demo_scene.h"
#include "demo_words.h"

static void explain(struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    demo_heading(text, ladder, "What you have seen");
    demo_say(text, ladder,
        "Alice subscribed to news.*, bob to news.sport. Carol published on news.sport and did not "
        "know of either: the server passed her message on to both. Dave published on news.weather, "
        "which only alice wants.");
    demo_say(text, ladder,
        "PUB names the length of what follows: two messages in one segment, or one in two, are "
        "told apart all the same. Compare `wirelab demo chat`, where they are not.");
    demo_say(text, ladder,
        "The server speaks first (INFO), the client answers (CONNECT), and the PONG to a PING says "
        "that all before it has been dealt with: this is how carol knew that she could go.");
    demo_say(text, ladder,
        "%u segment%s with data went to the server, %u came from it; pure acknowledgements, SYNs "
        "and FINs are left out of the picture.",
        tally->data[TIMELINE_CLIENT], demo_plural(tally->data[TIMELINE_CLIENT]),
        tally->data[TIMELINE_SERVER]);
    demo_explain_cost(text, ladder, tally);
    demo_try_next(text, ladder,
        "  wirelab pubsub-server --wire   then: telnet localhost 4222, and type SUB news.* 1\n"
        "  wirelab pubsub-client sub '>'  what all others publish\n"
        "  wirelab demo chat              messages without ends\n");
}

const struct scene scene_pubsub = {
    .title = "Publishers and subscribers that do not know each other",
    .server = "pubsub-server",
    .shows = WIRE_MESSAGES,
    .steps =
        {
            {{0}, "alice", SCENE_BEGIN,
                "pubsub-client sub news.* --count 2 --name alice --server {server}"},
            {{"server", EVENT_SUBSCRIBED, NULL}, "bob", SCENE_BEGIN,
                "pubsub-client sub news.sport --count 1 --name bob --server {server}"},
            {{"server", EVENT_SUBSCRIBED, NULL}, "carol", SCENE_BEGIN,
                "pubsub-client pub news.sport {message} --name carol --server {server}"},
            {{"carol", EVENT_CLOSED, NULL}, "dave", SCENE_BEGIN,
                "pubsub-client pub news.weather Rain --name dave --server {server}"},
        },
    .stops_server = true,
    .explain = explain,
};
