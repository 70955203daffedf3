/* The conversation of `connect`: standard input goes to the peer, what the peer says to standard
 * output.  Neither is read faster than the other side takes it, and each direction ends on its own.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/time.h"
#include "connect.h"

enum {
    UNANSWERED = 64 * 1024, /* bytes kept for the next address of a name */
    IGNORED = 512 * 1024,   /* UDP: bytes that may wait for whoever reads standard output */
    SILENCE_MS = 1000,      /* then a conversation has ended that does not say so */
    LARGEST_DATAGRAM = 65507,
};

/* Reads from either side as long as the other one takes it. */
static void update_flow(struct connect *connect)
{
    bool full = connect->lab->out->text.len >= OUT_FLUSH;
    bool no_input = !connect->conn || conn_queued(connect->conn) >= CONN_HIGH || full;
    if (connect->input && no_input != connect->input_paused) {
        connect->input_paused = no_input;
        (no_input ? intake_pause : intake_resume)(connect->input);
    }
    if (connect->conn && full != connect->conn_paused) {
        connect->conn_paused = full;
        (full ? conn_pause : conn_resume)(connect->conn);
    }
}

static void on_drained(void *context)
{
    update_flow(context);
}

static void on_silence(uv_timer_t *timer);

static void wait_for_silence(struct connect *connect)
{
    uv_timer_start(&connect->silence, on_silence, SILENCE_MS, 0);
}

/* Somebody who has ended is waited for no longer; but what it still has to take is. */
static void on_silence(uv_timer_t *timer)
{
    struct connect *connect = timer->data;
    if (!connect->conn) return;
    if (conn_queued(connect->conn) || connect->conn_paused) {
        wait_for_silence(connect);
    } else {
        conn_close(connect->conn);
    }
}

/* Sending. */

static void send_unit(struct connect *connect, struct bytes data)
{
    if (!connect->conn || conn_write(connect->conn, data) < 0) return;
    connect_show_sent(connect, data);
}

static void send_datagram(struct connect *connect, struct bytes data)
{
    struct text *kept = &connect->unanswered;
    uint32_t len = (uint32_t)data.len;
    if (!connect->listen && connect->conn && !conn_counts(connect->conn)->received_units &&
        kept->len + sizeof len + len <= UNANSWERED) {
        text_add(kept, &len, sizeof len);
        text_add(kept, data.at, data.len);
    }
    send_unit(connect, data);
}

/* The address before this one has refused them. */
static void send_unanswered(struct connect *connect)
{
    struct text kept = connect->unanswered;
    connect->unanswered = (struct text){0};
    for (size_t at = 0; at < kept.len;) {
        uint32_t len;
        memcpy(&len, kept.at + at, sizeof len);
        at += sizeof len;
        send_datagram(connect, bytes_of(kept.at + at, len));
        at += len;
    }
    text_finish(&kept);
}

/* A line that is complete, or the last one: a datagram, however it ends. */
static void send_line(struct connect *connect, struct bytes line)
{
    text_clear(&connect->unit);
    line_ends_add(&connect->ends, &connect->unit, line);
    line_ends_finish(&connect->ends, &connect->unit);
    send_datagram(connect, bytes_of(connect->unit.at, connect->unit.len));
}

/* UDP with lines: typed ones, or --eol. */
static void feed_lines(struct connect *connect, struct bytes data)
{
    struct text *line = &connect->line;
    while (data.len) {
        const uint8_t *newline = memchr(data.at, '\n', data.len);
        size_t len = newline ? (size_t)(newline - data.at) + 1 : data.len;
        if (len > LARGEST_DATAGRAM - line->len) len = LARGEST_DATAGRAM - line->len;
        text_add(line, data.at, len);
        data = bytes_of(data.at + len, data.len - len);
        if (line->at[line->len - 1] != '\n' && line->len < LARGEST_DATAGRAM) continue;
        send_line(connect, bytes_of(line->at, line->len));
        text_clear(line);
    }
}

static void feed_datagrams(struct connect *connect, struct bytes data)
{
    while (data.len) {
        size_t len = data.len < connect->datagram ? data.len : (size_t)connect->datagram;
        send_datagram(connect, bytes_of(data.at, len));
        data = bytes_of(data.at + len, data.len - len);
    }
}

static void feed_stream(struct connect *connect, struct bytes data)
{
    if (connect->ends.wanted == LINE_END_KEEP) {
        send_unit(connect, data);
        return;
    }
    text_clear(&connect->unit);
    line_ends_add(&connect->ends, &connect->unit, data);
    if (connect->unit.len) send_unit(connect, bytes_of(connect->unit.at, connect->unit.len));
}

static bool sends_lines(const struct connect *connect)
{
    return connect->udp && (connect->typing || connect->ends.wanted != LINE_END_KEEP);
}

static void on_input(void *context, struct bytes data)
{
    struct connect *connect = context;
    if (connect->typing) connect->newline_missing = false; /* Enter did that */
    if (sends_lines(connect)) {
        feed_lines(connect, data);
    } else if (connect->udp) {
        feed_datagrams(connect, data);
    } else {
        feed_stream(connect, data);
    }
    if (uv_is_active((uv_handle_t *)&connect->silence)) wait_for_silence(connect);
    update_flow(connect);
}

/* Standard input has ended. */
static void end_sending(struct connect *connect)
{
    if (!connect->conn || connect->at_end == AT_END_STAY) return;
    if (connect->at_end == AT_END_CLOSE) {
        conn_close(connect->conn);
    } else if (connect->udp) {
        wait_for_silence(connect); /* UDP has no end: who does not speak any more has ended */
    } else {
        conn_finish(connect->conn);
    }
}

static void on_input_end(void *context, int status)
{
    struct connect *connect = context;
    connect->input_ended = true;
    if (status < 0) {
        say_error(connect->lab, "cannot read standard input: %s", uv_strerror(status));
        lab_exit(connect->lab, EXIT_CANNOT);
        return;
    }
    text_clear(&connect->unit);
    if (connect->line.len) send_line(connect, bytes_of(connect->line.at, connect->line.len));
    text_clear(&connect->line);
    if (!connect->udp && connect->ends.cr) {
        line_ends_finish(&connect->ends, &connect->unit);
        send_unit(connect, bytes_of(connect->unit.at, connect->unit.len));
    }
    end_sending(connect);
}

/* Input is read when there is somebody to send it to. */
static void begin_input(struct connect *connect)
{
    const struct intake_handler handler = {on_input, on_input_end, connect};
    if (connect->input || connect->input_ended) return;
    int status = intake_open(connect->lab->loop, connect->lab->input, &handler, &connect->input);
    if (!status) return;
    say_error(connect->lab, "cannot read standard input: %s", uv_strerror(status));
    lab_exit(connect->lab, EXIT_CANNOT);
}

/* The connection. */

static void on_opened(struct conn *conn)
{
    struct connect *connect = conn_context(conn);
    connect->conn = conn;
    connect->conn_paused = false;
    if (!connect->opened_at) connect->opened_at = time_monotonic();
    if (!connect->listen) calling_opened(&connect->calling, conn);
    send_unanswered(connect);
    begin_input(connect);
    if (connect->input_ended) end_sending(connect);
    update_flow(connect);
}

static void on_received(struct conn *conn, struct bytes data)
{
    struct connect *connect = conn_context(conn);
    if (connect->udp && connect->data && connect->lab->out->text.len > IGNORED) {
        connect->ignored++; /* nobody can ask a sender of datagrams to wait */
        return;
    }
    connect_show_received(connect, data);
    if (connect->udp && uv_is_active((uv_handle_t *)&connect->silence)) wait_for_silence(connect);
    update_flow(connect);
}

static void on_writable(struct conn *conn)
{
    update_flow(conn_context(conn));
}

/* A person who types has seen the peer end; a file or pipe may have more for it, as long as that comes
 * without a pause. */
static void on_ended(struct conn *conn)
{
    struct connect *connect = conn_context(conn);
    if (connect->typing || connect->input_ended) {
        conn_close(conn);
    } else {
        wait_for_silence(connect);
    }
}

/* Over UDP the first refusal only means that the next address is to be tried. */
static bool is_no_end(const struct connect *connect, const struct conn *conn, int status)
{
    return connect->udp && !connect->listen && status && status != UV_ETIMEDOUT &&
           !conn_counts(conn)->received_units;
}

static void on_closed(struct conn *conn, int status)
{
    struct connect *connect = conn_context(conn);
    bool in_order = !status || (status == UV_ETIMEDOUT && connect->server.idle_timeout);
    connect->conn = NULL;
    uv_timer_stop(&connect->silence);
    tally_add(&connect->tally, conn);
    connect_show_end(connect);
    update_flow(connect);
    if (connect->lab->stopping || is_no_end(connect, conn, status)) return;
    if (!in_order) say_error(connect->lab, "the connection was lost: %s", uv_strerror(status));
    if (!connect->keep_open) lab_exit(connect->lab, in_order ? EXIT_DONE : EXIT_NO);
}

const struct protocol connect_protocol = {
    .name = "connect",
    .duplex = true,
    .opened = on_opened,
    .received = on_received,
    .writable = on_writable,
    .ended = on_ended,
    .closed = on_closed,
};

void connect_talk_init(struct connect *connect)
{
    struct out *out = connect->lab->out;
    connect->ends.wanted = (enum line_end)connect->eol;
    uv_timer_init(connect->lab->loop, &connect->silence);
    connect->silence.data = connect;
    connect->began = true;
    /* A sender of datagrams cannot be paused: lines about them may be dropped, as a server's. */
    if (connect->lab->hosted || (connect->udp && connect->listen)) return;
    out->drained = on_drained;
    out->drained_context = connect;
    out_detach(out);
}

void connect_talk_close(struct connect *connect)
{
    if (!connect->began) return;
    connect->began = false;
    if (connect->lab->out->drained) out_attach(connect->lab->out);
    intake_close(connect->input);
    connect->input = NULL;
    connect->input_ended = true;
    uv_close((uv_handle_t *)&connect->silence, NULL);
}

void connect_talk_finish(struct connect *connect)
{
    if (connect->ignored) {
        say_warning(connect->lab, "%llu datagrams are missing: standard output was not read",
            (unsigned long long)connect->ignored);
    }
    text_finish(&connect->line);
    text_finish(&connect->unit);
    text_finish(&connect->unanswered);
    text_finish(&connect->tail);
}
