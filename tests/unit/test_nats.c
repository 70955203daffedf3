/* The grammar of NATS: each kind of message, each way to be wrong, at each cut.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

#include "grammar/nats.h"
#include "unit.h"

/* A message as words: "PUB subject=a.b reply= …", those that are there. */
static void describe(const struct nats_message *message, char *text, size_t room)
{
    const struct {
        const char *name;
        struct bytes value;
    } parts[] = {
        {"subject", message->subject},
        {"reply", message->reply},
        {"queue", message->queue},
        {"sid", message->sid},
        {"max", message->max},
        {"headers", message->headers},
        {"payload", message->payload},
    };
    int at = snprintf(text, room, "%s", nats_op_name(message->op));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].value.len) continue;
        at += snprintf(text + at, room - (size_t)at, " %s=%.*s", parts[i].name,
            (int)parts[i].value.len, (const char *)parts[i].value.at);
    }
    bool has_text =
        message->op == NATS_INFO || message->op == NATS_CONNECT || message->op == NATS_ERR;
    if (has_text)
        snprintf(text + at, room - (size_t)at, " text=%.*s", (int)message->text.len,
            (const char *)message->text.at);
}

static const struct {
    const char *message;
    const char *meaning;
} right[] = {
    {"INFO {\"a\":1} \r\n", "INFO text={\"a\":1}"},
    {"CONNECT {}\n", "CONNECT text={}"},
    {"connect\t{}\r\n", "CONNECT text={}"},
    {"SUB a.* 7\r\n", "SUB subject=a.* sid=7"},
    {"sub  a \t team  7 \r\n", "SUB subject=a queue=team sid=7"},
    {"UNSUB 7\r\n", "UNSUB sid=7"},
    {"UNSUB 7 3\r\n", "UNSUB sid=7 max=3"},
    {"PUB a 0\r\n\r\n", "PUB subject=a"},
    {"PUB a 5\r\nhello\r\n", "PUB subject=a payload=hello"},
    {"pub a r 5\nhello\n", "PUB subject=a reply=r payload=hello"},
    {"PUB a 4\r\n\r\n\r\n\r\n", "PUB subject=a payload=\r\n\r\n"},
    {"HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
        "HPUB subject=a headers=NATS/1.0\r\n\r\n payload=hi"},
    {"HPUB a r 2 2\r\nhh\r\n", "HPUB subject=a reply=r headers=hh"},
    {"MSG a 7 2\r\nhi\r\n", "MSG subject=a sid=7 payload=hi"},
    {"MSG a 7 r 2\r\nhi\r\n", "MSG subject=a reply=r sid=7 payload=hi"},
    {"HMSG a 7 r 1 3\r\nhhi\r\n", "HMSG subject=a reply=r sid=7 headers=h payload=hi"},
    {"PING\r\n", "PING"},
    {"pong\n", "PONG"},
    {"+OK\r\n", "+OK"},
    {"-ERR 'Stale Connection'\r\n", "-ERR text='Stale Connection'"},
};

/* Reads an exact copy, so that a byte read too much is seen by the sanitizer. */
static enum nats_status read_copy(
    const char *at, size_t len, struct nats_message *message, char *meaning, size_t room)
{
    uint8_t *copy = malloc(len ? len : 1);
    memcpy(copy, at, len);
    enum nats_status status = nats_read(bytes_of(copy, len), message);
    if (status == NATS_WHOLE) describe(message, meaning, room);
    free(copy);
    return status;
}

START_TEST(messages)
{
    const char *at = right[_i].message;
    size_t len = strlen(at);
    struct nats_message message;
    char meaning[256];
    ck_assert_int_eq(read_copy(at, len, &message, meaning, sizeof meaning), NATS_WHOLE);
    ck_assert_str_eq(meaning, right[_i].meaning);
    ck_assert_uint_eq(message.whole, len);
    for (size_t cut = 0; cut < len; cut++) {
        ck_assert_int_eq(read_copy(at, cut, &message, meaning, sizeof meaning), NATS_PART);
        ck_assert_msg(message.whole <= len && (!message.whole || message.whole > cut), "%s", at);
    }
    /* What follows is another message's. */
    char more[256];
    snprintf(more, sizeof more, "%sPING\r\n", at);
    ck_assert_int_eq(read_copy(more, strlen(more), &message, meaning, sizeof meaning), NATS_WHOLE);
    ck_assert_uint_eq(message.whole, len);
}
END_TEST

static const char *const wrong[] = {"\r\n", " \n", "HELLO\r\n", "PINGS\r\n", "PING now\r\n",
    "INFO\r\n", "CONNECT \r\n", "-ERR\r\n", "SUB\r\n", "SUB a\r\n", "SUB a b c d\r\n", "UNSUB\r\n",
    "UNSUB 1 x\r\n", "UNSUB 1 2 3\r\n", "PUB 1\r\n", "PUB a b c 1\r\n", "PUB a 1x\r\n",
    "PUB a -1\r\n", "PUB a +1\r\n", "PUB a 1234567890\r\n", "PUB a 2\r\nabc\r\n", "PUB a 1\r\nabcd",
    "PUB a 1\r\na\rb", "HPUB a 2\r\nhh\r\n", "HPUB a 3 2\r\nhh\r\n", "HPUB a x 2\r\nhh\r\n",
    "MSG a 2\r\nhi\r\n", "MSG a 1 r s 2\r\nhi\r\n"};

START_TEST(nonsense)
{
    struct nats_message message;
    char meaning[256];
    const char *at = wrong[_i];
    ck_assert_msg(
        read_copy(at, strlen(at), &message, meaning, sizeof meaning) == NATS_WRONG, "%s", at);
    ck_assert_ptr_nonnull(message.fault);
}
END_TEST

START_TEST(subjects)
{
    static const struct {
        const char *subject;
        bool plain, wild;
    } cases[] = {{"a", 1, 1}, {"a.b.c", 1, 1}, {"", 0, 0}, {".", 0, 0}, {"a.", 0, 0}, {".a", 0, 0},
        {"a..b", 0, 0}, {"*", 0, 1}, {">", 0, 1}, {"a.*.b", 0, 1}, {"a.>", 0, 1}, {"a.>.b", 0, 0},
        {">.a", 0, 0}, {"a*", 1, 1}, {"a.b>", 1, 1}, {"**", 1, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bytes subject = bytes_of_string(cases[i].subject);
        ck_assert_msg(nats_is_subject(subject, false) == cases[i].plain, "%s", cases[i].subject);
        ck_assert_msg(nats_is_subject(subject, true) == cases[i].wild, "%s", cases[i].subject);
    }
    char many[2 * NATS_TOKENS + 2] = "a";
    for (size_t i = 1; i < NATS_TOKENS; i++)
        memcpy(many + 2 * i - 1, ".a", 3);
    ck_assert(nats_is_subject(bytes_of_string(many), false));
    memcpy(many + 2 * NATS_TOKENS - 1, ".a", 3);
    ck_assert(!nats_is_subject(bytes_of_string(many), true));
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("nats");
    tcase_add_loop_test(tcase, messages, 0, sizeof right / sizeof *right);
    tcase_add_loop_test(tcase, nonsense, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tcase, subjects);
    Suite *suite = suite_create("nats");
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
