/* What could be meant by names that are none.  SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "filter/hint.h"
#include "filter/lexer.h"

enum { LONGEST = 128 };

/* What people call things, and what Wireshark does. */
static const char *const others[][2] = {{"https", "tls, or tcp.port == 443"}, {"ping", "icmp"},
    {"ipv4", "ip"}, {"ip4", "ip"}, {"ip6", "ipv6"}, {"icmp6", "icmpv6"}, {"ethernet", "eth"},
    {"mac", "eth.addr"}, {"port", "tcp.port or udp.port"}, {"src", "ip.src"}, {"dst", "ip.dst"},
    {"host", "ip.addr, or http.host"}, {"addr", "ip.addr"}, {"length", "frame.len"},
    {"time", "frame.time"}, {"syn", "tcp.flags.syn == 1"}, {"rst", "tcp.flags.reset == 1"},
    {"fin", "tcp.flags.fin == 1"}, {"retransmission", "tcp.analysis.retransmission"}};

/* Ends of names. */
static const char *const ends[][2] = {{".sport", ".srcport"}, {".dport", ".dstport"},
    {".src_port", ".srcport"}, {".dst_port", ".dstport"}, {".source", ".src"}, {".dest", ".dst"},
    {".destination", ".dst"}, {".length", ".len"}, {".rst", ".reset"}, {".psh", ".push"}};

bool culprit_is(const struct culprit *culprit, const char *word)
{
    return strlen(word) == culprit->len && memcmp(word, culprit->at, culprit->len) == 0;
}

bool culprit_says(const struct culprit *culprit, const char *words)
{
    return strstr(culprit->message, words) != NULL;
}

static bool hint_other_name(const struct culprit *culprit)
{
    const struct dissector *dissector = culprit->reading->dissector;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!culprit_is(culprit, others[i][0])) continue;
        text_format(culprit->hint, "Wireshark's name for it is %s", others[i][1]);
        return true;
    }
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[LONGEST];
        size_t end = strlen(ends[i][0]), more = strlen(ends[i][1]) + 1;
        if (culprit->len <= end || culprit->len - end + more > sizeof name) continue;
        if (memcmp(culprit->at + culprit->len - end, ends[i][0], end) != 0) continue;
        memcpy(name, culprit->at, culprit->len - end);
        memcpy(name + culprit->len - end, ends[i][1], more);
        if (!names_known(dissector, name, strlen(name))) continue;
        text_format(culprit->hint, "did you mean %s?", name);
        return true;
    }
    return false;
}

bool hint_name(const struct culprit *culprit)
{
    const struct dissector *dissector = culprit->reading->dissector;
    bool name = culprit_says(culprit, "neither a field nor a protocol") ||
                culprit_says(culprit, "must be a field") ||
                culprit_says(culprit, "is not a valid field") ||
                culprit_says(culprit, "Only fields can be used") ||
                culprit_says(culprit, "Only string type fields") ||
                culprit_says(culprit, "Only a field may be tested") ||
                culprit_says(culprit, "valid protocol or protocol field");
    if (!name || culprit->len != lexer_name(culprit->at, culprit->len)) return false;
    if (names_known(dissector, culprit->at, culprit->len)) return false;
    size_t minus = 0;
    while (minus < culprit->len && culprit->at[minus] != '-')
        minus++;
    if (minus < culprit->len && names_known(dissector, culprit->at, minus)) {
        text_format(culprit->hint, "a difference has a blank in front of its sign: %.*s %.*s",
            (int)minus, culprit->at, (int)(culprit->len - minus), culprit->at + minus);
        return true;
    }
    if (hint_other_name(culprit)) return true;
    if (isdigit((unsigned char)*culprit->at) && culprit_says(culprit, "neither a field nor")) {
        text_format(culprit->hint,
            "each side of `and` and `or` is a whole test: a == 1 or a == %.*s, or: a in {1, %.*s}",
            (int)culprit->len, culprit->at, (int)culprit->len, culprit->at);
        return true;
    }
    const char *nearest = names_nearest(dissector, culprit->at, culprit->len);
    if (!nearest) return false;
    text_format(culprit->hint, "did you mean %s?", nearest);
    return true;
}

/* The word without its quotes. */
static struct bytes bare(const struct culprit *culprit)
{
    bool quoted = culprit->len > 2 && *culprit->at == '"';
    return bytes_of(culprit->at + quoted, culprit->len - 2 * quoted);
}

/* The field that stands in front: "tcp.flags" of `tcp.flags == SYN`. */
static bool field_before(const struct culprit *culprit, struct name *name)
{
    const char *end = culprit->at;
    while (end > culprit->text && !isalnum((unsigned char)end[-1]))
        end--;
    const char *at = end;
    while (at > culprit->text &&
           (isalnum((unsigned char)at[-1]) || at[-1] == '.' || at[-1] == '_' || at[-1] == '-'))
        at--;
    return names_find(culprit->reading->dissector, at, (size_t)(end - at), name) && name->nrows;
}

/* tcp.flags == SYN: there is a field tcp.flags.syn. */
static bool hint_bit(const struct culprit *culprit, const struct name *field, struct bytes word)
{
    char name[LONGEST];
    size_t len = strlen(field->text);
    if (len + 1 + word.len >= sizeof name) return false;
    memcpy(name, field->text, len);
    name[len++] = '.';
    for (size_t i = 0; i < word.len; i++)
        name[len++] = (char)tolower(word.at[i]);
    if (!names_known(culprit->reading->dissector, name, len)) return false;
    text_format(culprit->hint, "did you mean %.*s == 1?", (int)len, name);
    return true;
}

bool hint_value(const struct culprit *culprit)
{
    struct name field;
    struct bytes word = bare(culprit);
    bool name = culprit_says(culprit, "cannot be found among"),
         number = culprit_says(culprit, "is not a valid number");
    if ((!name && !number) || !word.len || !field_before(culprit, &field)) return false;
    if (hint_bit(culprit, &field, word)) return true;
    const struct field *row = field.rows[0];
    if (row->type == FT_BOOLEAN && !row->names) {
        text_format(culprit->hint, "a bit is 1 or 0: %s == 1", field.text);
        return true;
    }
    for (const struct value_name *value = row->names; value && value->name; value++) {
        if (strncasecmp(value->name, (const char *)word.at, word.len) != 0) continue;
        if (isalnum((unsigned char)value->name[word.len])) continue;
        text_format(culprit->hint, "the value %llu has the name \"%s\", which is to be whole",
            (unsigned long long)value->value, value->name);
        return true;
    }
    return false;
}
