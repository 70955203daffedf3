/* What is told of TLS connections: the handshake and its failures.  SPDX-License-Identifier: MIT */
#include "io/tls.h"
#include "io/tls_conn.h"

/* Before it is open, a connection's end has no other event than this. */
void tls_tell_failure(struct tls_conn *tls)
{
    struct conn *conn = &tls->tcp.conn;
    struct tls_failure *failure = &tls->failure;
    if (conn->flags & CONN_OPEN || tls->closed_early || conn->status == UV_ECANCELED) return;
    if (!failure->message && tls->session) {
        if (conn->status == UV_ETIMEDOUT)
            tls_timed_out(tls->session);
        else
            tls_broken(tls->session, uv_strerror(conn->status));
        tls_failure(tls->session, failure);
    } else if (!failure->message && conn->group->server_name) {
        return; /* no connection at all: the connector says so */
    } else if (!failure->message) {
        *failure = (struct tls_failure){conn->status == UV_ETIMEDOUT
                                            ? "client connected and sent nothing: time-out"
                                            : uv_strerror(conn->status),
            "", conn->status == UV_ETIMEDOUT ? "timeout" : "closed"};
    }
    conn->reason = failure->message;
    if (conn->group->server_name) return;
    event_tell(conn->group->events,
        &(struct event){.kind = EVENT_ERROR,
            .conn = conn->id,
            .human = *failure->hint ? "no TLS with {peer}: {reason} (hint: {hint})"
                                    : "no TLS with {peer}: {reason}",
            .values = {event_text("error", failure->word), event_text("peer", conn_peer(conn)),
                event_text("reason", failure->message),
                event_text("hint", *failure->hint ? failure->hint : NULL)}});
}

void tls_tell_opened(struct conn *conn)
{
    struct tls_conn *tls = tls_of(conn);
    struct events *events = conn->group->events;
    struct tls_summary summary;
    if (!events_wanted(events, EVENT_SECURED) && !events_wanted(events, EVENT_WARNING)) return;
    tls_summary(tls->session, &summary);
    struct text human = {0};
    text_put(&human, "secured {peer}: {version}, {cipher}");
    if (summary.server_name) text_put(&human, ", name {server_name}");
    if (summary.alpn) text_put(&human, ", ALPN {alpn}");
    if (summary.peer_subject && !conn->group->server_name) text_put(&human, ", client {subject}");
    text_put(&human, summary.resumed ? ", resumed session" : ", new session");
    event_tell(events,
        &(struct event){.kind = EVENT_SECURED,
            .conn = conn->id,
            .human = text_string(&human),
            .values = {event_text("peer", conn_peer(conn)), event_text("version", summary.version),
                event_text("cipher", summary.cipher),
                event_text("server_name", summary.server_name), event_text("alpn", summary.alpn),
                event_bool("resumed", summary.resumed),
                event_text("subject", summary.peer_subject)}});
    text_finish(&human);
    if (!summary.warning) return;
    event_tell(events,
        &(struct event){.kind = EVENT_WARNING,
            .conn = conn->id,
            .human = "warning: {message}",
            .values = {event_text("warning", "certificate"), event_text("peer", conn_peer(conn)),
                event_text("message", summary.warning)}});
}

void tls_explain(struct conn *conn, struct connect_failure *failure)
{
    struct tls_conn *tls = tls_of(conn);
    failure->word = tls->failure.word;
    failure->hint = tls->failure.hint;
    if (!tls->session || !tls->failure.message) return;
    text_clear(&tls->chain);
    tls_show_chain(tls->session, &tls->chain);
    failure->chain = text_string(&tls->chain);
}

void tls_conn_show(struct conn *conn, struct text *text)
{
    if (conn->transport->kind == TRANSPORT_TLS && tls_of(conn)->session)
        tls_show_chain(tls_of(conn)->session, text);
}

struct bytes tls_conn_chain(struct conn *conn)
{
    if (conn->transport->kind != TRANSPORT_TLS || !tls_of(conn)->session) return (struct bytes){0};
    return tls_chain(tls_of(conn)->session);
}
