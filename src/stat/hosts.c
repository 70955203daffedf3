/* -z hosts: which names belong to addresses, by answers of name servers and by what a capture file
 * brings along, in the form of /etc/hosts.
 *
 *     # TShark hosts output
 *     #
 *     # Host data gathered from lab.pcapng
 *
 *     198.51.100.22	www.example.org
 *
 * An address has one name, the last that was told.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/answers.h"
#include "stat/json_rows.h"
#include "stat/rows.h"
#include "stat/statistic.h"

/* Addresses told apart: about 20 MB. */
enum { HOSTS = 65536, HOST_NAME = 256 };

struct host {
    uint8_t address[16];
    uint64_t length; /* of the address: with it the key */
    char name[HOST_NAME];
};

struct hosts {
    struct statistic stat;
    struct answers answers;
    bool four, six; /* which are shown */
    struct rows rows;
};

static bool open_hosts(struct statistic *stat, const char *arguments, struct text *message)
{
    struct hosts *self = (struct hosts *)stat;
    const struct dissector *dissector = stat->setting.dissector;
    self->four = self->six = !*arguments;
    while (*arguments) {
        size_t len = strcspn(arguments, ",");
        bool four = (len == 2 && strncmp(arguments, "ip", 2) == 0) ||
                    (len == 4 && strncmp(arguments, "ipv4", 4) == 0);
        bool six = len == 4 && strncmp(arguments, "ipv6", 4) == 0;
        if (!four && !six) {
            text_put(message, "invalid \"-z hosts[,ip|ipv4|ipv6]\" argument");
            return false;
        }
        self->four |= four;
        self->six |= six;
        arguments += len + (arguments[len] == ',');
    }
    answers_init(&self->answers, dissector);
    rows_init(&self->rows, sizeof(struct host), offsetof(struct host, name), HOSTS);
    return true;
}

static void want(struct statistic *stat, struct dissector *dissector)
{
    answers_want(&((struct hosts *)stat)->answers, dissector);
}

static void remember(void *context, struct bytes address, struct bytes name)
{
    struct hosts *self = context;
    struct host key = {.length = address.len};
    if ((address.len != 4 && address.len != 16) || !name.len) return;
    memcpy(key.address, address.at, address.len);
    struct host *host = rows_find(&self->rows, &key);
    if (!host) return;
    size_t len = name.len < HOST_NAME - 1 ? name.len : HOST_NAME - 1;
    memset(host->name, 0, HOST_NAME);
    memcpy(host->name, name.at, len);
}

static void packet(struct statistic *stat, const struct packet *packet)
{
    answers_each(&((struct hosts *)stat)->answers, packet, stat, remember);
}

/* Of several names the first one. */
static void names(struct statistic *stat, struct bytes address, struct bytes names)
{
    const uint8_t *end = names.len ? memchr(names.at, 0, names.len) : NULL;
    if (end) names.len = (size_t)(end - names.at);
    remember(stat, address, names);
}

static void print_address(struct text *text, const struct host *host)
{
    if (host->length == 4)
        text_ipv4(text, host->address);
    else
        text_ipv6(text, host->address);
}

static void print(struct statistic *stat, struct text *text)
{
    struct hosts *self = (struct hosts *)stat;
    text_format(text, "# TShark hosts output\n#\n# Host data gathered from %s\n\n",
        stat->setting.capture ? stat->setting.capture : "");
    for (unsigned six = 0; six < 2; six++) {
        for (uint32_t i = 0; i < self->rows.count; i++) {
            const struct host *host = rows_at(&self->rows, i);
            if ((host->length == 16) != six || !(six ? self->six : self->four)) continue;
            print_address(text, host);
            text_char(text, '\t');
            text_put(text, host->name);
            text_char(text, '\n');
        }
    }
    if (self->rows.left_out) text_put(text, "# ");
    statistic_left_out(text, self->rows.left_out, "names");
}

static void list(struct statistic *stat, struct text *text)
{
    struct hosts *self = (struct hosts *)stat;
    struct text address = {0};
    for (uint32_t i = 0; i < self->rows.count; i++) {
        const struct host *host = rows_at(&self->rows, i);
        if (!(host->length == 16 ? self->six : self->four)) continue;
        json_row_begin(text);
        print_address(&address, host);
        json_row_composed(text, "address", &address);
        json_row_text(text, "name", bytes_of_string(host->name));
        json_row_end(text);
    }
    text_finish(&address);
}

static void close_hosts(struct statistic *stat)
{
    rows_finish(&((struct hosts *)stat)->rows);
}

const struct statistic_kind kind_hosts = {
    .name = "hosts",
    .arguments = "[,ip|ipv4|ipv6]",
    .summary = "which names belong to addresses, in the form of /etc/hosts",
    .size = sizeof(struct hosts),
    .open = open_hosts,
    .want = want,
    .packet = packet,
    .names = names,
    .print = print,
    .list = list,
    .close = close_hosts,
};
