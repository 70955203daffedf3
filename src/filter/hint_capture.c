/* A capture filter, in the language of tcpdump, said as a display filter:
 *
 *     tcp dst port 80 and host 10.0.0.1     tcp.dstport == 80 and ip.addr == 10.0.0.1
 *
 * What usually is typed is understood; of anything else nothing is said.
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "filter/hint.h"

enum { LONGEST = 64 };

/* One primitive: [protocol] [direction] [type] value. */
struct primitive {
    const char *protocol, *direction, *type; /* of the tables below; NULL: not said */
};

struct words {
    const char *at;
    char word[LONGEST]; /* the present one, empty at the end */
};

static const char *const protocols[][2] = {{"tcp", "tcp"}, {"udp", "udp"}, {"icmp", "icmp"},
    {"icmp6", "icmpv6"}, {"arp", "arp"}, {"ip", "ip"}, {"ip6", "ipv6"}, {"ether", "eth"},
    {"igmp", "igmp"}, {"vlan", "vlan"}, {NULL, NULL}};
static const char *const directions[][2] = {{"src", "src"}, {"dst", "dst"}, {NULL, NULL}};
static const char *const types[][2] = {
    {"host", "host"}, {"port", "port"}, {"net", "net"}, {"portrange", "portrange"}, {NULL, NULL}};

static void next_word(struct words *words)
{
    size_t len;
    while (isspace((unsigned char)*words->at))
        words->at++;
    len = *words->at && strchr("()!", *words->at) ? 1 : strcspn(words->at, " \t\n()");
    size_t kept = len < LONGEST ? len : LONGEST - 1;
    memcpy(words->word, words->at, kept);
    words->word[kept] = '\0';
    words->at += len;
}

/* What the present word means in a table, NULL if it is not there; then it is passed. */
static const char *take(struct words *words, const char *const table[][2])
{
    for (; (*table)[0]; table++) {
        if (strcmp(words->word, (*table)[0]) != 0) continue;
        next_word(words);
        return (*table)[1];
    }
    return NULL;
}

static bool is_value(const char *word)
{
    return *word && strspn(word, "0123456789abcdefABCDEF.:/-") == strlen(word);
}

static void put_port(struct text *out, const struct primitive *primitive, const char *value)
{
    const char *end = !primitive->direction                      ? "port"
                      : strcmp(primitive->direction, "src") == 0 ? "srcport"
                                                                 : "dstport";
    const char *dash = strchr(value, '-');
    if (!primitive->protocol) text_char(out, '(');
    for (unsigned i = 0; i < 2; i++) {
        const char *protocol = primitive->protocol ? primitive->protocol : i ? "udp" : "tcp";
        if (i) text_put(out, " or ");
        if (dash)
            text_format(
                out, "%s.%s in {%.*s..%s}", protocol, end, (int)(dash - value), value, dash + 1);
        else
            text_format(out, "%s.%s == %s", protocol, end, value);
        if (primitive->protocol) return;
    }
    text_char(out, ')');
}

static void put_address(struct text *out, const struct primitive *primitive, const char *value)
{
    const char *end = primitive->direction ? primitive->direction : "addr";
    const char *protocol = primitive->protocol && strcmp(primitive->protocol, "eth") == 0 ? "eth"
                           : strchr(value, ':')                                           ? "ipv6"
                                                                                          : "ip";
    text_format(out, "%s.%s == %s", protocol, end, value);
}

static bool put_primitive(struct text *out, struct words *words)
{
    struct primitive primitive = {.protocol = take(words, protocols)};
    primitive.direction = take(words, directions);
    primitive.type = take(words, types);
    bool length = !primitive.protocol && !primitive.direction && !primitive.type;
    bool greater = strcmp(words->word, "greater") == 0;
    if (length && (greater || strcmp(words->word, "less") == 0)) {
        next_word(words);
        if (!is_value(words->word)) return false;
        text_format(out, "frame.len %s %s", greater ? ">=" : "<=", words->word);
    } else if (primitive.protocol && !primitive.direction && !primitive.type &&
               !is_value(words->word)) {
        text_put(out, primitive.protocol);
        return true;
    } else if (!is_value(words->word) || length) {
        return false;
    } else if (primitive.type && strncmp(primitive.type, "port", 4) == 0) {
        put_port(out, &primitive, words->word);
    } else {
        put_address(out, &primitive, words->word);
    }
    next_word(words);
    return true;
}

bool hint_from_capture(const char *text, struct text *out)
{
    static const char *const joints[][2] = {
        {"and", " and "}, {"or", " or "}, {"&&", " and "}, {"||", " or "}, {NULL, NULL}};
    static const char *const fronts[][2] = {
        {"not", "not "}, {"!", "not "}, {"(", "("}, {NULL, NULL}};
    struct words words = {.at = text};
    const char *said;
    size_t before = out->len;
    for (next_word(&words); *words.word;) {
        while ((said = take(&words, fronts)))
            text_put(out, said);
        if (!put_primitive(out, &words)) break;
        while (strcmp(words.word, ")") == 0) {
            text_char(out, ')');
            next_word(&words);
        }
        if (!*words.word) return true;
        if (!(said = take(&words, joints))) break;
        text_put(out, said);
    }
    out->len = before;
    return false;
}
