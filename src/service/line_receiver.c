/* See line_receiver.h.  SPDX-License-Identifier: MIT */
#include "service/line_receiver.h"

#include "io/tell.h"
#include "service/lines.h"

/* The state of a connection. */
struct line_peer {
    struct lines lines;
    uint64_t count;
};

/* What is said of a line, by how it ended. */
static const struct {
    const char *word, *human;
} ends[] = {
    [LINE_LF] = {"lf", "received {data} from {peer}"},
    [LINE_CRLF] = {"crlf", "received {data} from {peer}"},
    [LINE_NONE] = {"none", "received {data} from {peer}, without a newline"},
    [LINE_CUT] = {"cut", "received {data} from {peer}, cut: a line may have {limit} bytes"},
};

static bool on_line(void *context, const struct line *line)
{
    struct conn *conn = context;
    struct line_peer *peer = conn_state(conn);
    peer->count++;
    event_tell(conn_events(conn),
        &(struct event){.kind = EVENT_RECEIVED,
            .conn = conn_id(conn),
            .human = ends[line->end].human,
            .values = {event_text("peer", conn_peer(conn)), event_uint("line", peer->count),
                event_uint("size", line->text.len), event_data("data", line->text),
                event_text("end", ends[line->end].word), event_uint("limit", peer->lines.limit)}});
    return true;
}

/* A line, with its end. */
static size_t on_request(struct bytes data)
{
    const uint8_t *newline = memchr(data.at, '\n', data.len);
    return newline ? (size_t)(newline - data.at) + 1 : 0;
}

static void on_opened(struct conn *conn)
{
    const struct line_server *server = conn_context(conn);
    struct line_peer *peer = conn_state(conn);
    peer->lines.limit = server->limit;
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct line_peer *peer = conn_state(conn);
    int status = lines_feed(&peer->lines, data, on_line, conn);
    if (status < 0) conn_abort(conn, status, false);
}

static void on_ended(struct conn *conn)
{
    struct line_peer *peer = conn_state(conn);
    lines_end(&peer->lines, on_line, conn);
    conn_close(conn);
}

static void on_closed(struct conn *conn, int status)
{
    (void)status;
    struct line_server *server = conn_context(conn);
    struct line_peer *peer = conn_state(conn);
    lines_finish(&peer->lines);
    tell_closed(conn);
    tally_add(&server->tally, conn);
}

const struct protocol line_receiver_protocol = {
    .name = "lines",
    .state_size = sizeof(struct line_peer),
    .tells = true,
    .request = on_request,
    .opened = on_opened,
    .received = on_received,
    .ended = on_ended,
    .closed = on_closed,
};
