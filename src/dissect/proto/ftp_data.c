/* FTP's connections for data: files and listings, as they are (RFC 959 3.2).
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/ftp.h"

extern const struct proto proto_data_text_lines;

enum { SETUP_FRAME, SETUP_METHOD, COMMAND, COMMAND_FRAME, DIRECTORY, NFIELDS };

static const struct field fields[NFIELDS] = {
    [SETUP_FRAME] = {"ftp-data.setup-frame", "Setup frame", FT_FRAMENUM, BASE_NONE,
        .blurb = "Where the two sides agreed on this connection"},
    [SETUP_METHOD] = {"ftp-data.setup-method", "Setup method", FT_STRING, BASE_NONE,
        .flags = FIELD_SUMMARY,
        .blurb =
            "PORT: the server connects to the client; PASV: the client connects to the server"},
    [COMMAND] = {"ftp-data.command", "Command", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "What the data are for"},
    [COMMAND_FRAME] = {"ftp-data.command-frame", "Command frame", FT_FRAMENUM, BASE_NONE,
        .blurb = "Where the client asked for them"},
    [DIRECTORY] = {"ftp-data.current-working-directory", "Current working directory", FT_STRING,
        BASE_NONE, .blurb = "Where the client was in the tree of files"},
};

/* What was agreed on this connection, as it was when its first data came. */
static struct ftp_transfer *agreed(struct packet *p)
{
    struct tracker *tracker = p->tracker;
    if (!p->conversation || !tracker || !tracker->memory) return NULL;
    struct ftp_transfer *transfer =
        tracker->memory(tracker, p->conversation, sizeof(struct ftp_transfer));
    if (!transfer || transfer->setup_frame) return transfer;
    const struct tcp_announcement *announcement =
        tracker->announcement(tracker, &p->network_destination, (uint16_t)p->port_pair, false);
    if (!announcement)
        announcement = tracker->announcement(
            tracker, &p->network_source, (uint16_t)(p->port_pair >> 16), false);
    if (announcement) memcpy(transfer, announcement->told, sizeof *transfer);
    return transfer;
}

static void add_text(struct packet *p, unsigned field, const char *text, size_t length)
{
    struct item *item = packet_add(p, field, p->layer->offset, 0, ITEM_GENERATED | ITEM_MARGIN);
    if (item) item->bytes = packet_format(p, "%.*s", (int)length, text);
}

static void add_transfer(struct packet *p, const struct ftp_transfer *transfer)
{
    uint32_t at = p->layer->offset;
    bool is_agreed = transfer && transfer->setup_frame;
    uint32_t setup_frame = is_agreed         ? transfer->setup_frame
                           : p->conversation ? p->conversation->begun_frame
                                             : 0;
    if (setup_frame)
        packet_add_uint(p, SETUP_FRAME, at, 0, setup_frame, ITEM_GENERATED | ITEM_MARGIN);
    if (!is_agreed) return;
    if (transfer->method) add_text(p, SETUP_METHOD, transfer->method, strlen(transfer->method));
    if (!transfer->command_frame) return;
    add_text(p, COMMAND, transfer->command, transfer->command_length);
    packet_add_uint(p, COMMAND_FRAME, at, 0, transfer->command_frame, ITEM_MARGIN);
    add_text(p, DIRECTORY, transfer->directory, transfer->directory_length);
}

/* A file, not a listing: "RETR logo.png". */
static void add_object(struct packet *p, struct ftp_transfer *transfer, struct bytes content)
{
    static const char *const commands[] = {"RETR", "STOR", "STOU", "APPE"};
    if (!transfer || !transfer->command_frame || transfer->command_length < 4) return;
    bool file = false;
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        file |= memcmp(transfer->command, commands[i], 4) == 0;
    if (!file) return;
    struct object object = {.content = content,
        .part = OBJECT_PIECE,
        .transfer = transfer->command_frame,
        .offset = transfer->told};
    if (transfer->command_length > 5)
        object.name = bytes_of(transfer->command + 5, transfer->command_length - 5u);
    transfer->told += content.len;
    packet_object(p, &object);
}

static bool is_text(struct bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (!isprint(bytes.at[i]) && !isspace(bytes.at[i])) return false;
    return bytes.len > 0;
}

static void dissect(struct packet *p, struct cur *c)
{
    struct cur data = *c;
    uint32_t there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there);
    struct ftp_transfer *transfer = agreed(p);
    add_transfer(p, transfer);
    if (at) add_object(p, transfer, bytes_of(at, there));
    p->layer->length = there;
    if (at && is_text(bytes_of(at, there))) packet_next_proto(p, data, &proto_data_text_lines);
}

static void describe(struct text *text, const struct packet *p, const struct layer *layer)
{
    (void)p;
    text_format(text, " (%u bytes data)", (unsigned)layer->length);
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    static const unsigned words[] = {SETUP_METHOD, COMMAND};
    text_format(text, "FTP Data: %u bytes", (unsigned)(layer->end - layer->offset));
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        const struct item *item = layer_item(p, layer, words[i]);
        if (!item) continue;
        text_put(text, " (");
        text_add(text, item->bytes.at, item->bytes.len);
        text_char(text, ')');
    }
}

/* A segment is a unit. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    (void)last;
    extent->whole = c->end - c->at;
}

/* Port 20 is a server's own, and what it sends may be anything. */
static const struct link links[] = {{"tcp.port", 20}, {NULL, 0}};

const struct proto proto_ftp_data = {.name = "ftp-data",
    .title = "FTP Data",
    .column = "FTP-DATA",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .describe = describe,
    .info = info,
    .measure = measure};
