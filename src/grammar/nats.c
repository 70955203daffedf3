/* The grammar of the NATS client protocol.  See nats.h.  SPDX-License-Identifier: MIT */
#include "grammar/nats.h"

#include <string.h>

#include "grammar/http.h"

enum { MOST_WORDS = 5, MOST_DIGITS = 9 };

/* The words behind a verb, by letter: s subject, r reply, q queue, i sid, m most, h size of the
 * headers, n size of all; those in capitals may be missing.  NULL: the rest of the line is one. */
static const struct {
    const char *name, *words, *fault;
} ops[NATS_OPS] = {
    [NATS_UNKNOWN] = {"?", "", "no such verb"},
    [NATS_INFO] = {"INFO", NULL, "INFO is followed by an object of JSON"},
    [NATS_CONNECT] = {"CONNECT", NULL, "CONNECT is followed by an object of JSON"},
    [NATS_SUB] = {"SUB", "sQi",
        "SUB takes a subject, perhaps a queue group, and a number of your own"},
    [NATS_UNSUB] = {"UNSUB", "iM", "UNSUB takes the number that SUB gave, perhaps a maximum"},
    [NATS_PUB] = {"PUB", "sRn", "PUB takes a subject, perhaps one for replies, and the size"},
    [NATS_HPUB] = {"HPUB", "sRhn", "HPUB takes a subject, perhaps one for replies, and two sizes"},
    [NATS_MSG] = {"MSG", "siRn",
        "MSG takes subject, number, perhaps one for replies, and the size"},
    [NATS_HMSG] = {"HMSG", "siRhn",
        "HMSG takes subject, number, perhaps one for replies, two sizes"},
    [NATS_PING] = {"PING", "", "PING stands alone"},
    [NATS_PONG] = {"PONG", "", "PONG stands alone"},
    [NATS_OK] = {"+OK", "", "+OK stands alone"},
    [NATS_ERR] = {"-ERR", NULL, "-ERR is followed by words"},
};

const char *nats_op_name(enum nats_op op)
{
    return ops[op].name;
}

enum nats_op nats_op_of(struct bytes word)
{
    for (unsigned op = NATS_INFO; op < NATS_OPS; op++)
        if (http_same(word, ops[op].name)) return op;
    return NATS_UNKNOWN;
}

bool nats_has_payload(enum nats_op op)
{
    return op == NATS_PUB || op == NATS_HPUB || op == NATS_MSG || op == NATS_HMSG;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static struct bytes take_word(struct bytes *rest)
{
    size_t len = 0;
    while (rest->len && is_blank(rest->at[0]))
        *rest = bytes_of(rest->at + 1, rest->len - 1);
    while (len < rest->len && !is_blank(rest->at[len]))
        len++;
    struct bytes word = bytes_of(rest->at, len);
    *rest = bytes_of(rest->at + len, rest->len - len);
    return word;
}

static bool read_number(struct bytes digits, uint32_t *number)
{
    *number = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') return false;
        *number = *number * 10 + (digits.at[i] - '0');
    }
    return digits.len > 0 && digits.len <= MOST_DIGITS;
}

/* A word to where its letter says. */
static bool put_word(struct nats_message *message, char letter, struct bytes word)
{
    switch (letter) {
    case 's':
        message->subject = word;
        return true;
    case 'r':
        message->reply = word;
        return true;
    case 'q':
        message->queue = word;
        return true;
    case 'i':
        message->sid = word;
        return true;
    case 'm':
        message->max = word;
        return read_number(word, &message->most);
    case 'h':
        message->header_size = word;
        return read_number(word, &message->headers_length);
    default:
        message->total_size = word;
        return read_number(word, &message->total);
    }
}

/* The words of a line, in the order that its verb wants; the one in capitals is left out when they
 * are one too few. */
static bool read_words(struct nats_message *message, const char *letters, struct bytes rest)
{
    struct bytes words[MOST_WORDS];
    size_t count = 0, most = strlen(letters);
    for (struct bytes word; (word = take_word(&rest)).len; words[count++] = word)
        if (count == most) return false;
    bool is_short = count + 1 == most;
    if (!is_short && count != most) return false;
    size_t at = 0;
    for (const char *letter = letters; *letter; letter++) {
        bool may_miss = *letter < 'a';
        if (may_miss && is_short) {
            is_short = false;
            continue;
        }
        if (at == count ||
            !put_word(message, may_miss ? (char)(*letter | 0x20) : *letter, words[at]))
            return false;
        at++;
    }
    return at == count;
}

static enum nats_status wrong(struct nats_message *message, const char *fault)
{
    message->fault = fault;
    return NATS_WRONG;
}

/* What stands behind the line: the bytes that it announced, and another line end. */
static enum nats_status read_payload(struct bytes data, struct nats_message *message)
{
    size_t end = (size_t)message->line + message->total;
    message->whole = (uint32_t)end + 1;
    if (message->headers_length > message->total)
        return wrong(message, "the headers are a part of the size");
    if (data.len <= end) return NATS_PART;
    if (data.at[end] == '\r') message->whole++;
    if (data.len < message->whole) return NATS_PART;
    if (data.at[message->whole - 1] != '\n')
        return wrong(message, "the bytes of a message do not end where its size said");
    message->headers = bytes_of(data.at + message->line, message->headers_length);
    message->payload = bytes_of(data.at + message->line + message->headers_length,
        message->total - message->headers_length);
    return NATS_WHOLE;
}

enum nats_status nats_read(struct bytes data, struct nats_message *message)
{
    *message = (struct nats_message){0};
    const uint8_t *newline = data.len ? memchr(data.at, '\n', data.len) : NULL;
    if (!newline || newline - data.at >= UINT32_MAX / 2) return NATS_PART;
    message->line = message->whole = (uint32_t)(newline - data.at) + 1;
    struct bytes rest = bytes_of(data.at, message->line - 1);
    if (rest.len && rest.at[rest.len - 1] == '\r') rest.len--;
    message->verb = take_word(&rest);
    message->op = nats_op_of(message->verb);
    if (!message->op) return wrong(message, ops[NATS_UNKNOWN].fault);
    message->text = http_trim(rest);
    if (!ops[message->op].words)
        return message->text.len ? NATS_WHOLE : wrong(message, ops[message->op].fault);
    if (!read_words(message, ops[message->op].words, rest))
        return wrong(message, ops[message->op].fault);
    return nats_has_payload(message->op) ? read_payload(data, message) : NATS_WHOLE;
}

struct nats_tokens nats_tokens(struct bytes subject)
{
    if (!subject.len) return (struct nats_tokens){subject.at, subject.at}; /* perhaps none at all */
    return (struct nats_tokens){subject.at, subject.at + subject.len};
}

bool nats_next_token(struct nats_tokens *tokens, struct bytes *token)
{
    if (!tokens->at) return false;
    const uint8_t *dot = memchr(tokens->at, '.', (size_t)(tokens->end - tokens->at));
    *token = bytes_of(tokens->at, (size_t)((dot ? dot : tokens->end) - tokens->at));
    tokens->at = dot ? dot + 1 : NULL;
    return true;
}

bool nats_is_subject(struct bytes subject, bool wildcards)
{
    struct nats_tokens tokens = nats_tokens(subject);
    struct bytes token;
    unsigned count = 0;
    if (!subject.len) return false;
    while (nats_next_token(&tokens, &token)) {
        bool wild = token.len == 1 && (token.at[0] == '*' || token.at[0] == '>');
        if (!token.len || ++count > NATS_TOKENS || (wild && !wildcards)) return false;
        if (wild && token.at[0] == '>' && tokens.at) return false;
    }
    return true;
}
