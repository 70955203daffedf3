/* The chat of the second lab as a scene: what becomes of messages that have neither an end nor a
 * length.  SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "demo_scene.h"
#include "demo_words.h"

static void explain(struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    unsigned up = tally->data[TIMELINE_CLIENT], down = tally->data[TIMELINE_SERVER];
    demo_heading(text, ladder, "What you have seen");
    demo_say(text, ladder,
        "Alice typed two lines. The server received them as one, b'Hello!How are you?', and passed "
        "them on as one: TCP carries bytes, not messages, and this chat marks no ends.");
    demo_say(text, ladder,
        "The same happens the other way: what the server says in two messages may come in one "
        "read, b'…to quit.<bob> has entered the chat'. It depends on the moment, so a program may "
        "work for weeks and then fail.");
    demo_say(text, ladder,
        "The server sends each message once to everybody else: %u segment%s with data went to it, "
        "%u came from it. Pure acknowledgements, SYNs and FINs are left out of the picture.",
        up, demo_plural(up), down);
    demo_explain_cost(text, ladder, tally);
    demo_try_next(text, ladder,
        "  wirelab chat-server --mode framed --wire   the cure: a length before each message\n"
        "  wirelab chat-server                        lines are told apart where there are any\n"
        "  wirelab demo pubsub                        a protocol that says where messages end\n");
}

#define JOIN(name) "chat-client --mode reference --name " name " {host} {port}"

const struct scene scene_chat = {
    .title = "A chat of three, whose messages have no ends",
    .server = "chat-server --mode reference",
    .shows = WIRE_DATA,
    .steps =
        {
            {{0}, "alice", SCENE_BEGIN, JOIN("alice")},
            {{"server", EVENT_JOINED, NULL}, "bob", SCENE_BEGIN, JOIN("bob")},
            {{"server", EVENT_JOINED, NULL}, "carol", SCENE_BEGIN, JOIN("carol")},
            {{"bob", EVENT_RECEIVED, "<carol>"}, "alice", SCENE_TYPE, "Hello!\nHow are you?\n"},
            {{"carol", EVENT_RECEIVED, "<alice>: "}, "carol", SCENE_TYPE, "Two lines, or one?\n"},
            {{"bob", EVENT_RECEIVED, "<carol>: "}, "carol", SCENE_TYPE, "!Q\n"},
            {{"bob", EVENT_RECEIVED, "<carol> has left"}, "bob", SCENE_TYPE, "!Q\n"},
            {{"alice", EVENT_RECEIVED, "<bob> has left"}, "alice", SCENE_TYPE, "!Q\n"},
        },
    .stops_server = true,
    .explain = explain,
};
