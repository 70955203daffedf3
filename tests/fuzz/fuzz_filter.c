/* Display filters: whatever the text, it is compiled or refused with a reason that points into it,
 * and what was compiled can be asked of any packet, with the same answer when asked twice, and when
 * its explanation is asked.
 *
 *     the text of a filter, a NUL, the bytes of a frame
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "filter/explain.h"
#include "fuzz.h"
#include "track/track.h"

/* One packet for those inputs that bring none. */
static const uint8_t usual[] =
    "\2\0\0\0\0\2\2\0\0\0\0\1\x08\0\x45\0\0\x2f\0\1\x40\0\x40\6\0\0\xc0\0\2\1\xc6\x33\x64\x16"
    "\x9c\x40\0\x50\0\0\0\1\0\0\0\1\x50\x18\1\0\0\0\0\0hello\r\n";

static void ask(struct filter *filter, struct explanation *whole, const uint8_t *data, size_t size)
{
    static struct packet *packet;
    struct dissector *dissector = dissector_create();
    struct track *track = track_create(NULL);
    if (!packet) packet = calloc(1, sizeof *packet);
    uint8_t *exact = malloc(size ? size : 1); /* where the sanitizer sees one byte too many */
    CHECK(dissector && track && packet && exact);
    memcpy(exact, data, size);
    filter_want(filter, dissector);
    explanation_want(whole, dissector);
    struct frame frame = {.number = 1,
        .time = 1000000,
        .time_digits = 6,
        .link_type = 1,
        .captured = (uint32_t)size,
        .length = (uint32_t)size,
        .data = exact};
    packet_dissect(packet, dissector, track_tracker(track), &frame);
    bool first = filter_match(filter, packet);
    CHECK(filter_match(filter, packet) == first);
    explanation_packet(whole, packet);
    CHECK(whole->parts[0].count == first);
    free(exact);
    track_destroy(track);
    dissector_destroy(dissector);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct dissector *dissector;
    if (!dissector) dissector = dissector_create();
    CHECK(dissector);
    const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
    size_t len = end ? (size_t)(end - data) : size;
    char *text = calloc(1, len + 1);
    CHECK(text);
    if (len) memcpy(text, data, len);
    struct filter_error error = {0}, again = {0};
    struct filter *filter = filter_compile(text, dissector, &error);
    struct explanation *whole = NULL;
    if (filter) CHECK((whole = explanation_create(text, dissector, &again)));
    free(text);
    if (!filter) {
        CHECK(error.message.len > 0);
        CHECK(!error.length || error.column <= error.source.len);
    } else if (end && size > len + 1) {
        ask(filter, whole, end + 1, size - len - 1);
    } else {
        ask(filter, whole, usual, sizeof usual - 1);
    }
    filter_destroy(filter);
    explanation_destroy(whole);
    filter_error_finish(&error);
    filter_error_finish(&again);
    return 0;
}
