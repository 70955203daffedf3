/* HTTP as a scene: two requests over one connection, typed as a person would type them.
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "demo_scene.h"
#include "demo_words.h"

#define PAGE "<h1>Hello, world!</h1>\n"

static void explain(struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    demo_heading(text, ladder, "What you have seen");
    demo_explain_opening(text, ladder, tally);
    demo_say(text, ladder,
        "A request is text that people can type: method, target and version in a line, fields, "
        "an empty line. The server's own line says what it made of it.");
    demo_say(text, ladder,
        "The answer begins likewise. Where its body ends nothing in the body says: Content-Length "
        "does, so the connection can stay open for another request.");
    demo_say(text, ladder,
        "The second request is conditional: only if the page has changed since. It has not, so 304 "
        "comes without it. Connection: close asked the server to end; without it, it would have "
        "waited for more.");
    demo_explain_closing(text, ladder, tally);
    demo_say(text, ladder,
        "%" PRIu64 " bytes of requests, %" PRIu64
        " bytes of answers, for a page of %zu: the rest says what it is, how old, how long.",
        tally->data_bytes[TIMELINE_CLIENT], tally->data_bytes[TIMELINE_SERVER], sizeof PAGE - 1);
    demo_try_next(text, ladder,
        "  wirelab http-server --root . --wire   then: curl -v localhost:7000, or a browser\n"
        "  wirelab http-server                   the reply of the hand-out, without any field\n"
        "  wirelab http-server --root . --tls    what an onlooker can see of it: demo tls\n");
}

#define GET "GET / HTTP/1.1\nHost: wirelab\n"

const struct scene scene_http = {
    .title = "Two requests over one connection, the second for what is known already",
    .server = "http-server --root {folder}",
    .page = PAGE,
    .steps =
        {
            {{0}, "client", SCENE_BEGIN, "connect --eol crlf {host} {port}"},
            {{"client", EVENT_OPENED, NULL}, "client", SCENE_TYPE, GET "\n"},
            {{"client", EVENT_RECEIVED, "Hello, world!"}, "client", SCENE_TYPE,
                GET "If-Modified-Since: Fri, 31 Dec 2100 00:00:00 GMT\nConnection: close\n\n"},
            {{"client", EVENT_RECEIVED, "304"}, "client", SCENE_END, NULL},
        },
    .stops_server = true,
    .explain = explain,
};
