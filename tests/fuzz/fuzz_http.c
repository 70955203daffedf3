/* Requests from anybody: read one after another, with their bodies, as the server does it.  What
 * comes in pieces is understood as what comes at once.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "fuzz.h"
#include "grammar/http_date.h"
#include "grammar/http_range.h"
#include "grammar/http_request.h"
#include "grammar/http_target.h"

enum { BODY_MOST = 1000, SIZE = 500 };

static bool within(struct bytes part, struct bytes whole)
{
    return !part.at || (part.at >= whole.at && part.len <= whole.len &&
                           (size_t)(part.at - whole.at) <= whole.len - part.len);
}

static void look(const struct http_request *request, struct bytes text)
{
    struct http_range ranges[HTTP_RANGES];
    struct http_target target = {0};
    int64_t seconds;
    CHECK(within(request->method, text) && within(request->target, text));
    for (unsigned i = 0; i < HTTP_ASKED_COUNT; i++) {
        CHECK(within(request->asked[i], text));
        http_date_read(request->asked[i], 1700000000, &seconds);
    }
    int count = http_ranges_read(request->asked[HTTP_ASKED_RANGE], SIZE, ranges);
    CHECK(count >= HTTP_RANGES_WHOLE && count <= HTTP_RANGES);
    for (int i = 0; i < count; i++) {
        CHECK(ranges[i].length && ranges[i].first < SIZE);
        CHECK(ranges[i].length <= SIZE - ranges[i].first);
    }
    if (http_target_read(request->target, &target)) {
        const char *path = text_string(&target.path);
        CHECK(strlen(path) == target.path.len && path[0] != '/' && !strstr(path, "//"));
        CHECK(strcmp(path, "..") && strncmp(path, "../", 3) && !strstr(path, "/../"));
        CHECK(target.path.len < 3 || strcmp(path + target.path.len - 3, "/.."));
        CHECK(within(target.query, text));
    } else {
        CHECK(target.fault);
    }
    text_finish(&target.path);
}

/* The body behind a head, at once and with a cut in the middle. */
static size_t skip_body(const struct http_request *request, struct bytes text, unsigned *status)
{
    struct http_body whole, cut;
    size_t done = 0, first = 0, second = 0;
    *status = http_body_begin(&whole, &request->framing, BODY_MOST);
    if (*status != 200) return 0;
    http_body_begin(&cut, &request->framing, BODY_MOST);
    *status = http_body_skip(&whole, text, &done);
    unsigned early = http_body_skip(&cut, bytes_of(text.at, text.len / 2), &first);
    CHECK(done <= text.len && first <= text.len / 2);
    if (early == 200)
        early = http_body_skip(&cut, bytes_of(text.at + first, text.len - first), &second);
    /* The end of a line that is too long may still come, or not. */
    if (early == *status)
        CHECK(*status != 200 || (first + second == done && cut.state == whole.state));
    return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_of(data, size);
    unsigned status = 200;
    while (rest.len && status == 200) {
        struct http_request request;
        status = http_request_read(rest, &request);
        if (status != 200) {
            CHECK(status == 0 || (status >= 400 && status <= 505 && request.fault));
            break;
        }
        CHECK(request.length && request.length <= rest.len && request.length <= HTTP_HEAD_MOST);
        look(&request, rest);
        struct http_request again;
        CHECK(http_request_read(bytes_of(rest.at, request.length), &again) == 200);
        CHECK(http_request_read(bytes_of(rest.at, request.length - 1), &again) != 200);
        rest = bytes_of(rest.at + request.length, rest.len - request.length);
        size_t body = skip_body(&request, rest, &status);
        rest = bytes_of(rest.at + body, rest.len - body);
    }
    return 0;
}
