/* The lines of which a directory is filled: /etc/hosts, /etc/services.  SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <string.h>

#include "dissect/directory_entries.h"

enum { PORTS_IN_A_ROW = 1024 };

bool directory_line(struct bytes *text, struct bytes *line)
{
    if (!text->len) return false;
    const uint8_t *end = memchr(text->at, '\n', text->len);
    size_t length = end ? (size_t)(end - text->at) : text->len;
    *line = bytes_of(text->at, length);
    *text = bytes_of(text->at + length + (end != NULL), text->len - length - (end != NULL));
    const uint8_t *remark = line->len ? memchr(line->at, '#', line->len) : NULL;
    if (remark) line->len = (size_t)(remark - line->at);
    return true;
}

/* A zero would end a name early. */
static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\0';
}

bool directory_word(struct bytes *line, struct bytes *word)
{
    size_t start = 0, end;
    while (start < line->len && is_blank(line->at[start]))
        start++;
    for (end = start; end < line->len && !is_blank(line->at[end]);)
        end++;
    *word = bytes_of(line->at + start, end - start);
    *line = bytes_of(line->at + end, line->len - end);
    return word->len > 0;
}

struct bytes directory_rest(struct bytes line)
{
    while (line.len && is_blank(line.at[0]))
        line = bytes_of(line.at + 1, line.len - 1);
    while (line.len && is_blank(line.at[line.len - 1]))
        line.len--;
    return line;
}

void directory_read_hosts(struct directory *directory, struct bytes text,
    void (*each)(void *context, struct bytes address, struct bytes name), void *context)
{
    struct bytes line, word, name;
    while (directory_line(&text, &line)) {
        char typed[INET6_ADDRSTRLEN];
        uint8_t at[16];
        if (!directory_word(&line, &word) || !directory_word(&line, &name)) continue;
        if (word.len >= sizeof typed) continue;
        memcpy(typed, word.at, word.len);
        typed[word.len] = '\0';
        bool four = inet_pton(AF_INET, typed, at) == 1;
        if (!four && inet_pton(AF_INET6, typed, at) != 1) continue;
        struct bytes address = bytes_of(at, four ? 4 : 16);
        directory_add_host(directory, address, name);
        if (each) each(context, address, name);
    }
}

/* "80", "6000-6063"; false if it is neither. */
static bool read_ports(struct bytes word, unsigned ports[2])
{
    unsigned which = 0, digits = 0;
    ports[0] = ports[1] = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.at[i] == '-' && digits && !which) {
            which = 1;
            digits = 0;
        } else if (word.at[i] < '0' || word.at[i] > '9') {
            return false;
        } else {
            ports[which] = 10 * ports[which] + (word.at[i] - '0');
            digits++;
            if (ports[which] > UINT16_MAX) return false;
        }
    }
    if (!which) ports[1] = ports[0];
    return digits && ports[0] <= ports[1] && ports[1] - ports[0] < PORTS_IN_A_ROW;
}

static void add_service(
    struct directory *directory, struct bytes transport, const unsigned ports[2], struct bytes name)
{
    bool tcp = transport.len == 3 && memcmp(transport.at, "tcp", 3) == 0;
    if (!tcp && (transport.len != 3 || memcmp(transport.at, "udp", 3) != 0)) return;
    for (unsigned port = ports[0]; port <= ports[1]; port++) {
        const uint8_t at[] = {
            tcp ? DIRECTORY_TCP : DIRECTORY_UDP, (uint8_t)(port >> 8), (uint8_t)port};
        struct directory_key key = directory_key(ENTRY_PORT, at, sizeof at);
        directory_put(directory, &key, name);
    }
}

/* What stands before the next slash; the rest stays in `word`. */
static struct bytes before_slash(struct bytes *word)
{
    const uint8_t *slash = word->len ? memchr(word->at, '/', word->len) : NULL;
    size_t length = slash ? (size_t)(slash - word->at) : word->len;
    struct bytes part = bytes_of(word->at, length);
    *word = bytes_of(word->at + length + (slash != NULL), word->len - length - (slash != NULL));
    return part;
}

void directory_read_services(struct directory *directory, struct bytes text)
{
    struct bytes line, word, name;
    unsigned ports[2];
    while (directory_line(&text, &line)) {
        if (!directory_word(&line, &name) || !directory_word(&line, &word)) continue;
        if (!read_ports(before_slash(&word), ports)) continue;
        while (word.len)
            add_service(directory, before_slash(&word), ports, name);
    }
}
