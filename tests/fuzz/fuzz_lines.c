/* Lines of a stream that comes in pieces: the same as those found in all of it at once, byte by byte.
 * The input is the limit of a line, how large the pieces are, and the stream.
 * SPDX-License-Identifier: MIT */
#include "fuzz.h"
#include "service/lines.h"

/* What the lines should be. */
struct expected {
    const uint8_t *at;
    size_t len, limit;
};

static struct line next_line(struct expected *expected)
{
    size_t len = 0;
    while (len < expected->len && expected->at[len] != '\n')
        len++;
    bool ended = len < expected->len;
    struct line line = {bytes_of(expected->at, len), ended ? LINE_LF : LINE_NONE};
    expected->at += len + ended;
    expected->len -= len + ended;
    if (ended && len && line.text.at[len - 1] == '\r') {
        line.text.len--;
        line.end = LINE_CRLF;
    }
    if (line.text.len > expected->limit) {
        line.text.len = expected->limit;
        line.end = LINE_CUT;
    }
    return line;
}

static bool take(void *context, const struct line *line)
{
    struct expected *expected = context;
    CHECK(expected->len);
    struct line right = next_line(expected);
    CHECK(line->end == right.end);
    CHECK(line->text.len == right.text.len);
    CHECK(!right.text.len || !memcmp(line->text.at, right.text.at, right.text.len));
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    struct lines lines = {.limit = data[0]};
    size_t piece = data[1] + 1u;
    struct expected expected = {data + 2, size - 2, lines.limit};
    for (size_t at = 2; at < size; at += piece) {
        size_t len = size - at < piece ? size - at : piece;
        uint8_t *copy = malloc(len);
        CHECK(copy);
        memcpy(copy, data + at, len);
        CHECK(lines_feed(&lines, bytes_of(copy, len), take, &expected) == 0);
        CHECK(lines.room <= lines.limit + 2);
        free(copy);
    }
    lines_end(&lines, take, &expected);
    CHECK(!expected.len);
    lines_finish(&lines);
    return 0;
}
