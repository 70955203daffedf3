/* The words at the end of a scene.  See demo_words.h.  SPDX-License-Identifier: MIT */
#include "cli/demo_words.h"

#include <inttypes.h>

#include "base/escape.h"

enum { ROW = 12 /* bytes in a row of the comparison */ };

static void heading(struct text *text, const struct ladder *ladder, const char *title)
{
    text_put(text, ladder->color ? "\n\033[1m" : "\n");
    text_put(text, title);
    text_put(text, ladder->color ? "\033[m\n" : "\n");
}

/* One remark, as a paragraph with a bullet. */
static void say(struct text *text, const struct ladder *ladder, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void say(struct text *text, const struct ladder *ladder, const char *format, ...)
{
    struct text words = {0};
    va_list args;
    va_start(args, format);
    text_put(&words, "- ");
    text_vformat(&words, format, args);
    va_end(args);
    ladder_paragraph(text, ladder, text_string(&words), 2);
    text_finish(&words);
}

static const char *plural(unsigned count)
{
    return count == 1 ? "" : "s";
}

static void try_next(struct text *text, const struct ladder *ladder, const char *lines)
{
    heading(text, ladder, "Try next");
    text_put(text, lines);
}

static void explain_opening(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    say(text, ladder,
        "%u segment%s opened the connection: SYN, SYN+ACK, ACK. Each side named the number its "
        "bytes are "
        "counted from; shown here, as in Wireshark, as 0.",
        tally->opening, plural(tally->opening));
}

static void explain_closing(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    if (tally->resets) {
        say(text, ladder, "%u reset%s ended it at once, without waiting for what was under way.",
            tally->resets, plural(tally->resets));
        return;
    }
    say(text, ladder,
        "%u segment%s closed it: a FIN from each side, and its acknowledgement. Each direction is "
        "closed on "
        "its own.",
        tally->closing, plural(tally->closing));
}

static void explain_cost(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    say(text, ladder,
        "%" PRIu64 " bytes were said, %u packets with %" PRIu64 " bytes were needed for it.",
        tally->data_bytes[0] + tally->data_bytes[1], tally->packets, tally->frame_bytes);
}

void demo_explain_tcp(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    unsigned data = tally->data[TIMELINE_CLIENT] + tally->data[TIMELINE_SERVER];
    heading(text, ladder, "What you have seen");
    explain_opening(text, ladder, tally);
    if (data == 0)
        say(text, ladder, "No segment carried data: nothing was said.");
    else
        say(text, ladder,
            "%u segment%s carried data: %" PRIu64 " bytes to the server, %" PRIu64
            " back. Ack=%" PRIu64 " means: all up to byte %" PRIu64 " has come, %" PRIu64
            " is the next I expect.",
            data, plural(data), tally->data_bytes[0], tally->data_bytes[1],
            tally->data_bytes[0] + 1, tally->data_bytes[0], tally->data_bytes[0] + 1);
    if (tally->acks)
        say(text, ladder, "%u segment%s did nothing but acknowledge.", tally->acks,
            plural(tally->acks));
    explain_closing(text, ladder, tally);
    explain_cost(text, ladder, tally);
    try_next(text, ladder,
        "  wirelab echo-server --wire     then, in another terminal: nc localhost 1234\n"
        "  wirelab demo udp               the same without connections\n"
        "  wirelab demo tls               the same, sealed\n");
}

void demo_explain_udp(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    unsigned sent = tally->data[TIMELINE_CLIENT], answered = tally->data[TIMELINE_SERVER];
    heading(text, ladder, "What you have seen");
    say(text, ladder,
        "No handshake and no FIN: the first datagram already carries data, and nothing tells the "
        "server that the client has gone.");
    say(text, ladder, "The client sent %u datagram%s, the server answered %u.", sent, plural(sent),
        answered);
    if (answered < sent)
        say(text, ladder,
            "%u answer%s got lost, on purpose here. Only the server's column tells it: the client "
            "hears nothing, "
            "waits, and has to decide by itself how long.",
            sent - answered, plural(sent - answered));
    say(text, ladder,
        "Each arrow is one send() and one receive: UDP keeps the borders of messages, TCP does "
        "not.");
    explain_cost(text, ladder, tally);
    try_next(text, ladder,
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
    heading(text, ladder, "What the client said          What passed on the wire");
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

void demo_explain_tls(
    struct text *text, const struct ladder *ladder, const struct wire_tally *tally)
{
    compare(text, ladder, tally);
    heading(text, ladder, "What you have seen");
    explain_opening(text, ladder, tally);
    say(text, ladder,
        "Then the TLS handshake, still readable: the hellos agree on version and cipher, the "
        "server "
        "shows its certificate, both make a key that never passes the wire.");
    say(text, ladder,
        "From \"secured\" on there is Application Data only. An onlooker sees who talks with whom, "
        "when "
        "and how much, but not what: 17 03 03 and a length, then bytes like noise.");
    say(text, ladder,
        "The client was given the server's certificate beforehand (--ca), and has seen that the "
        "server "
        "holds its key. Without that the line is secret, but nobody knows to whom it leads.");
    explain_closing(text, ladder, tally);
    say(text, ladder,
        "%" PRIu64 " bytes were said, there and back; %u packets with %" PRIu64
        " bytes were needed: the handshake, and a seal of 21 to 29 bytes around each message.",
        tally->said, tally->packets, tally->frame_bytes);
    try_next(text, ladder,
        "  wirelab tls-echo --wire        then: openssl s_client -connect localhost:1234\n"
        "  wirelab demo tcp               what the same costs in the open\n");
}
