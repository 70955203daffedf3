/* What the echo client found, as one event.  SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "service/echo_parts.h"

static const char *verdict_word(enum echo_verdict verdict)
{
    static const char *const words[] = {
        [ECHO_SAME] = "same",
        [ECHO_DIFFERENT] = "different",
        [ECHO_SILENT] = "silent",
        [ECHO_LOST] = "lost",
        [ECHO_STOPPED] = "stopped",
    };
    return words[verdict];
}

static void tell_messages(struct echo_client *client, bool udp)
{
    bool any = client->answered > 0;
    uint32_t lost = client->lost;
    struct event event = {.kind = EVENT_RESULT,
        .human = any && udp ? "{sent} sent, {answered} came back, {lost} lost ({loss} %); round "
                              "trip min {min}, avg {avg}, max {max}"
                 : any      ? "{sent} sent, {answered} came back; round trip min {min}, avg {avg}, "
                              "max {max}"
                 : client->verdict == ECHO_DIFFERENT ? "{sent} sent, none came back as it was"
                                                     : "{sent} sent, none came back",
        .values = {event_text("verdict", verdict_word(client->verdict)),
            event_uint("sent", client->sent), event_uint("answered", client->answered)}};
    unsigned at = 3;
    if (any) {
        event.values[at++] = event_seconds("min", client->shortest);
        event.values[at++] = event_seconds("avg", client->total / client->answered);
        event.values[at++] = event_seconds("max", client->longest);
    }
    if (udp) {
        event.values[at++] = event_uint("lost", lost);
        event.values[at++] = event_uint("loss", client->sent ? lost * 100u / client->sent : 0);
        event.values[at++] = event_uint("unasked", client->unasked);
    }
    event_tell(client->options.events, &event);
}

static void tell_stream(struct echo_client *client, bool udp)
{
    int64_t took = client->ended_at - client->started_at;
    uint64_t rate = took > 0 ? (uint64_t)((double)client->got_bytes * 1e9 / (double)took) : 0;
    bool same = client->verdict == ECHO_SAME;
    struct event event = {.kind = EVENT_RESULT,
        .human = same ? udp ? "{bytes} bytes came back the same in {duration}, {resent} of "
                              "{datagrams} datagrams sent again"
                            : "{bytes} bytes came back the same in {duration}"
                      : "{bytes} bytes sent, {received} received in {duration}",
        .values = {event_text("verdict", verdict_word(client->verdict)),
            event_uint("bytes", client->sent_bytes), event_uint("received", client->got_bytes),
            event_seconds("duration", took), event_uint("bytes_per_second", rate)}};
    if (udp) {
        event.values[5] = event_uint("datagrams", client->sent);
        event.values[6] = event_uint("resent", client->resent);
        event.values[7] = event_uint("unasked", client->unasked);
    }
    event_tell(client->options.events, &event);
}

void echo_client_tell(struct echo_client *client)
{
    switch (client->options.mode) {
    case ECHO_MESSAGES:
        tell_messages(client, client->udp);
        break;
    case ECHO_STREAM:
        tell_stream(client, client->udp);
        break;
    case ECHO_LINES:
        break; /* a person has seen it all */
    }
}
