/* File Transfer Protocol, RFC 959 and 2428: the control connection.  A line asks, a line with a code
 * answers; data go over connections of their own, on which the two agree here.
 *
 *      C: PASV\r\n            S: 227 Entering Passive Mode (192,0,2,1,200,1)\r\n
 *      C: RETR file\r\n       S: 150 Opening connection\r\n
 *
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/ftp.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/http.h"

enum { SERVER_PORT = 21 };
enum {
    LINE,
    REQUEST,
    RESPONSE,
    COMMAND,
    ARGUMENT,
    CODE,
    ANSWER,
    PASSIVE_IP,
    PASSIVE_PORT,
    ACTIVE_IP,
    ACTIVE_PORT,
    EPRT_FAMILY,
    EPRT_IP,
    EPRT_IPV6,
    EPRT_PORT,
    EPSV_IP,
    EPSV_IPV6,
    EPSV_PORT,
    EPSV_INVALID,
    DIRECTORY,
    NFIELDS
};
enum { PASSIVE_MODE = 227, EXTENDED_PASSIVE = 229, SECURED = 234, DONE = 250, PATH = 257 };

/* What a control connection remembers. */
struct ftp_memory {
    struct ftp_transfer transfer; /* the next one; its directory is where the client is now */
    uint8_t address[16];          /* where it will be accepted */
    enum address_kind kind;
    uint16_t port;
    uint8_t kept; /* bytes of `command` */
    char command[FTP_COMMAND_KEPT];
};

static const struct value_name families[] = {{1, "IPv4"}, {2, "IPv6"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [LINE] = {NULL, "Line", FT_NONE, BASE_NONE, .flags = FIELD_SUMMARY, .show = http_show_line},
    [REQUEST] = {"ftp.request", "Request", FT_BOOLEAN, BASE_NONE, .names = field_true_false,
        .blurb = "The client asks"},
    [RESPONSE] = {"ftp.response", "Response", FT_BOOLEAN, BASE_NONE, .names = field_true_false,
        .blurb = "The server answers"},
    [COMMAND] = {"ftp.request.command", "Request command", FT_STRING, BASE_NONE,
        .blurb = "USER, PASS, RETR, STOR …"},
    [ARGUMENT] = {"ftp.request.arg", "Request arg", FT_STRING, BASE_NONE,
        .blurb = "What belongs to it: a name, a password, a file"},
    [CODE] = {"ftp.response.code", "Response code", FT_UINT32, BASE_DEC, .names = ftp_codes,
        .blurb = "2xx done, 3xx go on, 4xx not now, 5xx no"},
    [ANSWER] = {"ftp.response.arg", "Response arg", FT_STRING, BASE_NONE,
        .blurb = "The answer in words"},
    [PASSIVE_IP] = {"ftp.passive.ip", "Passive IP address", FT_IPv4, BASE_NONE,
        .blurb = "Where the server waits for the data connection"},
    [PASSIVE_PORT] = {"ftp.passive.port", "Passive port", FT_UINT16, BASE_DEC,
        .blurb = "And on which port"},
    [ACTIVE_IP] = {"ftp.active.cip", "Active IP address", FT_IPv4, BASE_NONE,
        .blurb = "Where the client waits for the data connection"},
    [ACTIVE_PORT] = {"ftp.active.port", "Active port", FT_UINT16, BASE_DEC,
        .blurb = "And on which port"},
    [EPRT_FAMILY] = {"ftp.eprt.af", "Extended active address family", FT_UINT8, BASE_DEC,
        .names = families, .blurb = "1 IPv4, 2 IPv6"},
    [EPRT_IP] = {"ftp.eprt.ip", "Extended active IP address", FT_IPv4, BASE_NONE,
        .blurb = "Where the client waits for the data connection"},
    [EPRT_IPV6] = {"ftp.eprt.ipv6", "Extended active IPv6 address", FT_IPv6, BASE_NONE,
        .blurb = "Where the client waits for the data connection"},
    [EPRT_PORT] = {"ftp.eprt.port", "Extended active port", FT_UINT16, BASE_DEC,
        .blurb = "And on which port"},
    [EPSV_IP] = {"ftp.epsv.ip", "Extended passive IPv4 address", FT_IPv4, BASE_NONE,
        .blurb = "Where the server waits: at the address it has already"},
    [EPSV_IPV6] = {"ftp.epsv.ipv6", "Extended passive IPv6 address", FT_IPv6, BASE_NONE,
        .blurb = "Where the server waits: at the address it has already"},
    [EPSV_PORT] = {"ftp.epsv.port", "Extended passive port", FT_UINT16, BASE_DEC,
        .blurb = "And on which port"},
    [EPSV_INVALID] = {"ftp.epsv.args_invalid", "EPSV arguments must have the form (|||<port>|)",
        FT_NONE, BASE_NONE, .blurb = "The port cannot be read"},
    [DIRECTORY] = {"ftp.current-working-directory", "Current working directory", FT_STRING,
        BASE_NONE, .blurb = "Where the client is in the tree of files, as far as was seen"},
};

static bool is_request(const struct packet *p)
{
    return (p->port_pair & 0xffff) == SERVER_PORT;
}

/* --- data connections --------------------------------------------------------------------------- */

/* From now on data are expected at this address. */
static void announce(struct packet *p, struct ftp_memory *memory, const struct address *address,
    uint16_t port, const char *method)
{
    if (!memory || !p->tracker->announcement) return;
    struct tcp_announcement *announcement =
        p->tracker->announcement(p->tracker, address, port, true);
    if (!announcement) return;
    struct ftp_transfer *transfer = &memory->transfer;
    transfer->setup_frame = (uint32_t)p->frame->number;
    transfer->command_frame = transfer->command_length = 0;
    transfer->method = method;
    memory->kind = address->kind;
    memory->port = port;
    memcpy(memory->address, address->at, address->kind == ADDRESS_IPV4 ? 4 : 16);
    announcement->proto = &proto_ftp_data;
    memcpy(announcement->told, transfer, sizeof *transfer);
}

/* A command goes to the connection that was agreed on last. */
static void announce_command(struct packet *p, struct ftp_memory *memory, struct bytes line)
{
    struct ftp_transfer *transfer = &memory->transfer;
    if (transfer->setup_frame && !transfer->command_frame && p->tracker->announcement) {
        struct address address = {memory->kind, memory->address};
        struct tcp_announcement *announcement =
            p->tracker->announcement(p->tracker, &address, memory->port, false);
        if (!announcement) return;
        transfer->command_frame = (uint32_t)p->frame->number;
        transfer->command_length = memory->kept;
        memcpy(transfer->command, line.at, memory->kept);
        memcpy(announcement->told, transfer, sizeof *transfer);
    }
}

/* Six numbers with commas between them: four of an address, two of a port. */
static bool read_six(struct bytes text, uint8_t address[4], uint16_t *port)
{
    uint8_t number[6] = {0};
    unsigned count = 0;
    for (size_t i = 0; i < text.len && count < 6; count++) {
        unsigned value = 0;
        size_t start = i;
        for (; i < text.len && text.at[i] >= '0' && text.at[i] <= '9' && value < 256; i++)
            value = value * 10 + text.at[i] - '0';
        if (i == start || value > 255 || (count < 5 && (i == text.len || text.at[i] != ',')))
            return false;
        number[count] = (uint8_t)value;
        i++;
    }
    memcpy(address, number, 4);
    *port = (uint16_t)(number[4] << 8 | number[5]);
    return count == 6;
}

static void add_six(
    struct packet *p, struct ftp_memory *memory, struct bytes text, uint32_t at, bool passive)
{
    uint8_t *address = packet_scratch(p, 4);
    uint16_t port;
    if (!address || !read_six(text, address, &port)) return;
    struct item *item = packet_add(p, passive ? PASSIVE_IP : ACTIVE_IP, at, 4, 0);
    if (item) item->bytes = bytes_of(address, 4);
    packet_add_uint(p, passive ? PASSIVE_PORT : ACTIVE_PORT, at, 2, port, 0);
    struct address place = {ADDRESS_IPV4, address};
    announce(p, memory, &place, port, passive ? "PASV" : "PORT");
}

/* RFC 2428 2: |1|192.0.2.1|5282|, with any character as the bar. */
static void add_eprt(struct packet *p, struct ftp_memory *memory, struct bytes text, uint32_t at)
{
    struct bytes rest = text.len ? bytes_of(text.at + 1, text.len - 1) : text;
    char bar = text.len ? (char)text.at[0] : 0, address[INET6_ADDRSTRLEN];
    struct bytes family = http_split(&rest, bar), host = http_split(&rest, bar);
    uint64_t port;
    uint8_t *room = packet_scratch(p, 16);
    if (!room || family.len != 1 || (family.at[0] != '1' && family.at[0] != '2') ||
        host.len >= sizeof address || !http_number(http_split(&rest, bar), 10, &port) ||
        port > UINT16_MAX)
        return;
    bool ipv6 = family.at[0] == '2';
    memcpy(address, host.at, host.len);
    address[host.len] = 0;
    if (inet_pton(ipv6 ? AF_INET6 : AF_INET, address, room) != 1) return;
    packet_add_uint(p, EPRT_FAMILY, at + 1, 1, ipv6 ? 2 : 1, 0);
    struct item *item = packet_add(p, ipv6 ? EPRT_IPV6 : EPRT_IP, at + 3, (uint32_t)host.len, 0);
    if (item) item->bytes = bytes_of(room, ipv6 ? 16 : 4);
    packet_add_uint(p, EPRT_PORT, at + 4 + (uint32_t)host.len, 1, port, 0);
    struct address place = {ipv6 ? ADDRESS_IPV6 : ADDRESS_IPV4, room};
    announce(p, memory, &place, (uint16_t)port, "EPRT");
}

/* RFC 2428 3: (|||6446|), at the address that the server has already. */
static void add_epsv(struct packet *p, struct ftp_memory *memory, struct bytes text, uint32_t at)
{
    const uint8_t *open = text.len ? memchr(text.at, '(', text.len) : NULL;
    struct bytes rest = open ? bytes_of(open, text.len - (size_t)(open - text.at)) : text;
    uint64_t port = 0;
    if (!open || rest.len < 6 || rest.at[1] != rest.at[2] || rest.at[1] != rest.at[3] ||
        !http_number(bytes_of(rest.at + 4, rest.len - 4), 10, &port) || port > UINT16_MAX) {
        packet_add(p, EPSV_INVALID, at, (uint32_t)text.len, 0);
        packet_note(
            p, EPSV_INVALID, NOTE_WARNING, NOTE_MALFORMED, "%s", fields[EPSV_INVALID].label);
        return;
    }
    bool ipv6 = p->network_source.kind == ADDRESS_IPV6;
    struct item *item = packet_add(p, ipv6 ? EPSV_IPV6 : EPSV_IP, at, 0, ITEM_GENERATED);
    if (item) item->bytes = bytes_of(p->network_source.at, ipv6 ? 16 : 4);
    packet_add_uint(p, EPSV_PORT, at, (uint32_t)text.len, port, 0);
    announce(p, memory, &p->network_source, (uint16_t)port, "EPASV");
}

/* --- where the client is ------------------------------------------------------------------------ */

static void keep_directory(struct ftp_memory *memory, struct bytes path, bool below)
{
    struct ftp_transfer *transfer = &memory->transfer;
    size_t start = below ? transfer->directory_length : 0;
    bool slash = below && (!start || transfer->directory[start - 1] != '/');
    if (start + slash + path.len > sizeof transfer->directory) return;
    if (slash) transfer->directory[start++] = '/';
    memcpy(transfer->directory + start, path.at, path.len);
    transfer->directory_length = (uint16_t)(start + path.len);
}

static void follow_directory(struct ftp_memory *memory, uint64_t code, struct bytes answer)
{
    struct bytes line = bytes_of(memory->command, memory->kept);
    struct bytes command = http_split(&line, ' ');
    if (code == DONE && http_same(command, "CWD") && line.len)
        keep_directory(memory, line, line.at[0] != '/');
    const uint8_t *open = answer.len ? memchr(answer.at, '"', answer.len) : NULL;
    if (code != PATH || !open || !http_same(command, "PWD")) return;
    size_t left = answer.len - (size_t)(open + 1 - answer.at);
    const uint8_t *close = memchr(open + 1, '"', left);
    if (close) keep_directory(memory, bytes_of(open + 1, (size_t)(close - open - 1)), false);
}

/* --- lines -------------------------------------------------------------------------------------- */

static void add_request(struct packet *p, struct ftp_memory *memory, struct bytes line, uint32_t at)
{
    struct bytes argument = line, command = http_split(&argument, ' ');
    uint32_t behind = at + (uint32_t)(line.len - argument.len);
    if (command.len) packet_add_bytes(p, COMMAND, at, command, 0);
    if (argument.len) packet_add_bytes(p, ARGUMENT, behind, argument, 0);
    if (memory) {
        memory->kept = (uint8_t)(line.len < FTP_COMMAND_KEPT ? line.len : FTP_COMMAND_KEPT);
        memcpy(memory->command, line.at, memory->kept);
        announce_command(p, memory, line);
    }
    if (http_same(command, "PORT")) add_six(p, memory, argument, behind, false);
    if (http_same(command, "EPRT")) add_eprt(p, memory, argument, behind);
}

static void add_response(
    struct packet *p, struct ftp_memory *memory, struct bytes line, uint32_t at)
{
    uint64_t code = 0;
    bool coded = line.len >= 3 && http_number(bytes_of(line.at, 3), 10, &code) == 3;
    uint32_t skip = !coded ? 0 : line.len > 3 ? 4 : 3;
    struct bytes answer = bytes_of(line.at + skip, line.len - skip);
    if (coded) packet_add_uint(p, CODE, at, 3, code, 0);
    if (answer.len) packet_add_bytes(p, ANSWER, at + skip, answer, 0);
    if (code == PASSIVE_MODE) {
        const uint8_t *open = answer.len ? memchr(answer.at, '(', answer.len) : NULL;
        size_t before = open ? (size_t)(open - answer.at) + 1 : 0;
        if (open)
            add_six(p, memory, bytes_of(open + 1, answer.len - before),
                at + skip + (uint32_t)before, true);
    }
    if (code == EXTENDED_PASSIVE) add_epsv(p, memory, answer, at + skip);
    if (memory) follow_directory(memory, code, answer);
    if (code == SECURED && p->conversation) { /* RFC 4217 4: the client begins with TLS */
        p->conversation->proto = NULL;
        p->conversation->secured = &proto_ftp;
    }
}

static void dissect(struct packet *p, struct cur *c)
{
    bool request = is_request(p);
    uint32_t start = c->at, limit = c->end < c->cap ? c->end : c->cap;
    struct ftp_memory *memory = NULL;
    if (p->conversation && p->tracker->memory)
        memory = p->tracker->memory(p->tracker, p->conversation, sizeof *memory);
    packet_add_uint(p, REQUEST, start, 0, request, ITEM_HIDDEN);
    packet_add_uint(p, RESPONSE, start, 0, !request, ITEM_HIDDEN);
    for (struct http_line line; c->at < limit; c->at = line.next) {
        if (!http_line(c, c->at, &line)) line = (struct http_line){c->at, limit - c->at, limit};
        const uint8_t *text = cur_at(c, line.at, line.length);
        if (!text) break;
        struct item *item = packet_add(p, LINE, line.at, line.next - line.at, 0);
        if (item) item->bytes = bytes_of(text, line.length);
        if (line.at != start) continue;
        packet_open(p, item);
        if (request)
            add_request(p, memory, bytes_of(text, line.length), line.at);
        else
            add_response(p, memory, bytes_of(text, line.length), line.at);
        packet_shut(p, item, NULL);
    }
    struct item *item =
        memory ? packet_add(p, DIRECTORY, start, 0, ITEM_GENERATED | ITEM_MARGIN) : NULL;
    if (item)
        item->bytes = packet_format(
            p, "%.*s", (int)memory->transfer.directory_length, memory->transfer.directory);
}

/* --- what it is --------------------------------------------------------------------------------- */

static bool is_command(struct bytes word)
{
    static const char *const commands[] = {"USER", "PASS", "ACCT", "CWD", "CDUP", "QUIT", "REIN",
        "PORT", "PASV", "TYPE", "STRU", "MODE", "RETR", "STOR", "STOU", "APPE", "ALLO", "REST",
        "RNFR", "RNTO", "ABOR", "DELE", "RMD", "MKD", "PWD", "LIST", "NLST", "SITE", "SYST", "STAT",
        "HELP", "NOOP", "FEAT", "OPTS", "AUTH", "PBSZ", "PROT", "CCC", "EPRT", "EPSV", "LANG",
        "MDTM", "MLSD", "MLST", "SIZE", "HOST", "CLNT", "XPWD", "XCWD", "XMKD"};
    for (unsigned i = 0; i < sizeof commands / sizeof *commands; i++)
        if (http_same(word, commands[i])) return true;
    return false;
}

static bool recognises(const struct packet *p, struct cur c)
{
    struct http_line line;
    uint64_t code;
    if (!http_line(&c, c.at, &line)) return false;
    const uint8_t *text = cur_at(&c, line.at, line.length);
    struct bytes rest = bytes_of(text, text ? line.length : 0);
    if (is_request(p)) return is_command(http_split(&rest, ' '));
    return rest.len >= 3 && http_number(bytes_of(rest.at, 3), 10, &code) == 3 && code >= 100 &&
           (rest.len == 3 || rest.at[3] == ' ' || rest.at[3] == '-');
}

/* A segment is a unit. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    (void)last;
    extent->whole = c->end - c->at;
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    const struct item *item = layer_item(p, layer, LINE);
    text_put(text, is_request(p) ? "Request: " : "Response: ");
    if (item) text_add(text, item->bytes.at, item->bytes.len);
}

static const struct link links[] = {{"tcp.port", SERVER_PORT}, {NULL, 0}};

const struct proto proto_ftp = {.name = "ftp",
    .title = "File Transfer Protocol (FTP)",
    .brief = "FTP",
    .column = "FTP",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .recognises = recognises};
