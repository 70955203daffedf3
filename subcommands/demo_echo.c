/* Scenes of one client and an echo server: tcp, udp and tls.  SPDX-License-Identifier: MIT */
#include <inttypes.h>

#include "demo_scene.h"
#include "demo_words.h"

enum { ROW = 12 /* bytes in a row of the comparison */ };

static void explain_tcp(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    unsigned data = tally->data[TIMELINE_CLIENT] + tally->data[TIMELINE_SERVER];
    demo_heading(text, ladder, "What you have seen");
    demo_explain_opening(text, ladder, tally);
    if (data == 0)
        demo_say(text, ladder, "No segment carried data: nothing was said.");
    else
        demo_say(text, ladder,
            "%u segment%s carried data: %" PRIu64 " bytes to the server, %" PRIu64
            " back. Ack=%" PRIu64 " means: all up to byte %" PRIu64 " has come, %" PRIu64
            " is the next I expect.",
            data, demo_plural(data), tally->data_bytes[0], tally->data_bytes[1],
            tally->data_bytes[0] + 1, tally->data_bytes[0], tally->data_bytes[0] + 1);
    if (tally->acks)
        demo_say(text, ladder, "%u segment%s did nothing but acknowledge.", tally->acks,
            demo_plural(tally->acks));
    demo_explain_closing(text, ladder, tally);
    demo_explain_cost(text, ladder, tally);
    demo_try_next(text, ladder,
        "  wirelab echo-server --wire     then, in another terminal: nc localhost 1234\n"
        "  wirelab demo udp               the same without connections\n"
        "  wirelab demo tls               the same, sealed\n");
}

static void explain_udp(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    unsigned sent = tally->data[TIMELINE_CLIENT], answered = tally->data[TIMELINE_SERVER];
    demo_heading(text, ladder, "What you have seen");
    demo_say(text, ladder,
        "No handshake and no FIN: the first datagram already carries data, and nothing tells the "
        "server that the client has gone.");
    demo_say(text, ladder, "The client sent %u datagram%s, the server answered %u.", sent,
        demo_plural(sent), answered);
    if (answered < sent)
        demo_say(text, ladder,
            "%u answer%s got lost, on purpose here. Only the server's column tells it: the client "
            "hears nothing, "
            "waits, and has to decide by itself how long.",
            sent - answered, demo_plural(sent - answered));
    demo_say(text, ladder,
        "Each arrow is one send() and one receive: UDP keeps the borders of messages, TCP does "
        "not.");
    demo_explain_cost(text, ladder, tally);
    demo_try_next(text, ladder,
        "  wirelab demo udp --seed 12     another one is lost\n"
        "  wirelab demo udp --drop 0      none is\n"
        "  wirelab udp-echo --drop 30 --wire\n");
}

/* A row of bytes, as text or in hex. */
static void put_row(struct text *text, const struct text *bytes, size_t at, bool hex)
{
    size_t left = at < bytes->len ? bytes->len - at : 0, len = left < ROW ? left : ROW;
    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)bytes->at[at + i];
        if (hex)
            text_format(text, "%02x ", c);
        else
            text_char(text, c >= 0x20 && c < 0x7f ? (char)c : '.');
    }
    text_repeat(text, ' ', (ROW - len) * (hex ? 3 : 1));
}

/* What was said, beside the record that carried it. */
static void compare(struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    size_t plain = tally->plaintext.len, sealed = tally->ciphertext.len;
    if (!plain && !sealed) return;
    demo_heading(text, ladder, "What the client said          What passed on the wire");
    for (size_t at = 0; at < plain || at < sealed; at += ROW) {
        text_put(text, "  ");
        put_row(text, &tally->plaintext, at, false);
        text_repeat(text, ' ', 30 - 2 - ROW);
        put_row(text, &tally->ciphertext, at, true);
        text_char(text, ' ');
        put_row(text, &tally->ciphertext, at, false);
        while (text->at[text->len - 1] == ' ')
            text->len--;
        text_char(text, '\n');
    }
}

static void explain_tls(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    compare(text, ladder, tally);
    demo_heading(text, ladder, "What you have seen");
    demo_explain_opening(text, ladder, tally);
    demo_say(text, ladder,
        "Then the TLS handshake, still readable: the hellos agree on version and cipher, the "
        "server "
        "shows its certificate, both make a key that never passes the wire.");
    demo_say(text, ladder,
        "From \"secured\" on there is Application Data only. An onlooker sees who talks with whom, "
        "when "
        "and how much, but not what: 17 03 03 and a length, then bytes like noise.");
    demo_say(text, ladder,
        "The client was given the server's certificate beforehand (--ca), and has seen that the "
        "server "
        "holds its key. Without that the line is secret, but nobody knows to whom it leads.");
    demo_explain_closing(text, ladder, tally);
    demo_say(text, ladder,
        "%" PRIu64 " bytes were said, there and back; %u packets with %" PRIu64
        " bytes were needed: the handshake, and a seal of 21 to 29 bytes around each message.",
        tally->said, tally->packets, tally->frame_bytes);
    demo_try_next(text, ladder,
        "  wirelab tls-echo --wire        then: openssl s_client -connect localhost:1234\n"
        "  wirelab demo tcp               what the same costs in the open\n");
}

const struct scene scene_tcp = {
    .title = "One TCP conversation, from connect() to the last ACK",
    .server = "echo-server --once",
    .steps =
        {
            {{0}, "client", SCENE_BEGIN, "echo-client {host} {port} -- {message}"},
        },
    .explain = explain_tcp,
};

const struct scene scene_udp = {
    .title = "Datagrams, some of which get lost",
    .server = "udp-echo --drop {drop} --seed {seed}",
    .steps =
        {
            {{0}, "client", SCENE_BEGIN,
                "echo-client --udp --count {count} --interval 10ms --timeout 100ms "
                "{host} {port} -- {message}"},
        },
    .stops_server = true,
    .loses = true,
    .explain = explain_udp,
};

const struct scene scene_tls = {
    .title = "The same conversation, sealed by TLS",
    .server = "tls-echo --once",
    .certificate = true,
    .steps =
        {
            {{0}, "client", SCENE_BEGIN, "echo-client --tls {trust} {host} {port} -- {message}"},
        },
    .explain = explain_tls,
};
