/* Secure Shell: the transport layer, RFC 4253, as far as it is not encrypted, and packets of SSH 1.
 *
 *      SSH-2.0-software comments CR LF            each side begins with such a line
 *      +----------------+---------+- - - - - -+- - - - -+
 *      | length (4)     | pad (1) |  message  | padding |    then packets, until NEWKEYS
 *      +----------------+---------+- - - - - -+- - - - -+
 *      SSH 1:  length (4) | padding (1 to 8) | code (1) | message | CRC (4)
 *
 * What follows NEWKEYS cannot be told apart into packets: a segment is told as one.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/ssh.h"

#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

extern const struct proto proto_ssh;

enum {
    PORT = 22,
    PORT_GERRIT = 29418,
    LONGEST_PACKET = 256 * 1024, /* RFC 4253 6.1 asks for 35000; implementations allow this */
    LONGEST_LINE = 255,          /* RFC 4253 4.2 */
    MOST_WORDS = 512,
};

static bool is_port(uint64_t port)
{
    return port == PORT || port == PORT_GERRIT;
}

/* The server is at the known port, or at the lower one. */
static enum ssh_side side_of(const struct packet *p)
{
    uint64_t from = p->port_pair >> 16, to = p->port_pair & 0xffff;
    if (is_port(to) != is_port(from)) return is_port(from) ? SSH_SERVER : SSH_CLIENT;
    return from < to ? SSH_SERVER : SSH_CLIENT;
}

/* NULL: nothing is remembered. */
static struct ssh_memory *memory_of(const struct packet *p)
{
    if (!p->conversation || !p->tracker || !p->tracker->memory || p->quoting) return NULL;
    return p->tracker->memory(p->tracker, p->conversation, sizeof(struct ssh_memory));
}

/* The version that both speak: the client, who knows the server's, decides.  0: it has not yet. */
static unsigned version_of(const struct ssh_memory *memory)
{
    return memory->version[SSH_CLIENT];
}

/* --- where a packet ends ------------------------------------------------------------------------ */

static bool is_line(const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 4);
    return at && memcmp(at, "SSH-", 4) == 0;
}

/* The octets of a line, with its end; 0 if that is not there. */
static uint32_t line_length(const struct cur *c)
{
    uint32_t there = cur_captured(c);
    if (there > LONGEST_LINE) there = LONGEST_LINE;
    const uint8_t *line = cur_peek(c, 0, there), *end = line ? memchr(line, '\n', there) : NULL;
    return end ? (uint32_t)(end - line) + 1 : 0;
}

/* Of SSH 1: 1 to 8 bytes make the length, which counts code, message and CRC, a multiple of 8. */
static uint32_t padding_v1(uint32_t length)
{
    return 8 - length % 8;
}

/* The octets of the packet at the cursor, by its length; 0: none is so long. */
static uint32_t packet_size(uint32_t length, unsigned version)
{
    if (length > LONGEST_PACKET) return 0;
    return 4 + length + (version == 1 ? padding_v1(length) : 0);
}

/* Moves behind the packet or the line at the cursor.  False if it is not complete, and `more` is then
 * what it lacks. */
static bool walk(struct cur *c, const struct ssh_memory *memory, bool *sealed, uint32_t *more)
{
    *more = STREAM_NEXT_SEGMENT;
    uint32_t left = cur_left(c), line = is_line(c) && !*sealed ? line_length(c) : 0;
    const uint8_t *head = cur_peek(c, 0, 4);
    if (line) {
        packet_skip(c, line);
        return true;
    }
    if (*sealed) {
        packet_skip(c, left);
        return true;
    }
    if (is_line(c) && left < LONGEST_LINE) return false;
    if (!head) return false;
    uint32_t size = packet_size(bytes_be32(head), version_of(memory));
    if (size > left) {
        *more = size - left;
        return false;
    }
    const uint8_t *code = cur_peek(c, 5, 1);
    *sealed = version_of(memory) != 1 && size > 5 && code && *code == SSH_NEWKEYS;
    packet_skip(c, size ? size : left);
    return true;
}

/* As many as are whole make up one unit. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    struct ssh_memory *memory = memory_of(p), own = {.version = {0}};
    if (!memory) memory = &own;
    enum ssh_side side = side_of(p);
    struct cur ahead = *c;
    bool sealed = memory->sealed[side] || (!version_of(memory) && !is_line(c));
    uint32_t more = 0;
    while (cur_left(&ahead) && walk(&ahead, memory, &sealed, &more))
        ;
    extent->whole = last ? c->end - c->at : ahead.at - c->at;
    extent->more = more;
}

/* --- packets ------------------------------------------------------------------------------------ */

/* What the Info column tells, separated by commas. */
static void add_words(struct packet *p, struct bytes words)
{
    struct bytes *text = &p->layer->trouble;
    if (text->len > MOST_WORDS) return;
    *text = packet_format(p, "%.*s%s%.*s", (int)text->len, text->len ? (const char *)text->at : "",
        text->len ? ", " : "", (int)words.len, (const char *)words.at);
}

static void add_name(struct packet *p, const char *name, unsigned code)
{
    add_words(p, name ? bytes_of_string(name) : packet_format(p, "Unknown (%u)", code));
}

static void dissect_line(struct packet *p, struct cur *c, struct ssh *ssh)
{
    uint32_t at = c->at, whole = line_length(c), length = whole ? whole : cur_captured(c);
    const uint8_t *line = cur_take(c, length);
    if (!line) return;
    while (length && (line[length - 1] == '\n' || line[length - 1] == '\r'))
        length--;
    packet_add_bytes(p, SSH_PROTOCOL, at, bytes_of(line, length), 0);
    add_words(p, packet_format(p, "Protocol (%.*s)", (int)length, (const char *)line));
    bool old = length >= 6 && line[4] == '1' && line[5] == '.' &&
               !(length >= 8 && line[6] == '9' && line[7] == '9');
    ssh->memory->version[ssh->side] = old ? 1 : 2;
}

/* It authenticates by itself: what was negotiated for that means nothing. */
static bool has_own_code(const char *cipher)
{
    return strstr(cipher, "-gcm") || strstr(cipher, "poly1305");
}

/* "SSH Version 2 (encryption:aes128-ctr mac:hmac-sha2-256 compression:none)", once that is known; of
 * the authentication codes tshark names this one only. */
static struct item *add_version(
    struct packet *p, const struct ssh *ssh, uint32_t at, uint32_t length)
{
    const struct ssh_memory *memory = ssh->memory;
    struct item *item = packet_add(p, SSH_VERSION_HEADING, at, length, 0);
    if (!item) return NULL;
    unsigned version = version_of(memory);
    const char *cipher = memory->chosen[SSH_LIST_ENCRYPTION + ssh->side];
    const char *mac = memory->chosen[SSH_LIST_MAC + ssh->side];
    bool named = !has_own_code(cipher) && strcmp(mac, "hmac-sha2-256") == 0;
    if (memory->has_keys && version == 2)
        item->bytes = packet_format(p, "SSH Version 2 (encryption:%s%s%s compression:%s)", cipher,
            named ? " mac:" : "", named ? mac : "",
            memory->chosen[SSH_LIST_COMPRESSION + ssh->side]);
    else
        item->bytes = packet_format(p, "SSH Version %u", version);
    return item;
}

/* tshark could open what these sealed, had it the keys, and without them says nothing about it. */
static bool is_silent(const struct ssh *ssh)
{
    const char *cipher = ssh->memory->chosen[SSH_LIST_ENCRYPTION + ssh->side];
    bool counter_or_chain =
        strncmp(cipher, "aes", 3) == 0 && (strstr(cipher, "-ctr") || strstr(cipher, "-cbc"));
    return ssh->memory->has_keys && (counter_or_chain || strstr(cipher, "chacha20-poly1305"));
}

static void dissect_encrypted(struct packet *p, struct cur *c, const struct ssh *ssh)
{
    uint32_t left = cur_left(c);
    struct item *item =
        version_of(ssh->memory) ? add_version(p, ssh, c->at, cur_captured(c)) : NULL;
    if (is_silent(ssh)) {
        c->at = c->end;
        return;
    }
    add_words(p, packet_format(p, "Encrypted packet (len=%u)", left));
    packet_open(p, item);
    packet_bytes(p, c, SSH_PACKET_LENGTH_ENCRYPTED, left < 4 ? left : 4);
    if (left > 4) packet_rest(p, c, SSH_ENCRYPTED);
    packet_shut(p, item, NULL);
    if (!c->error) c->at = c->end;
}

static void dissect_message(struct packet *p, struct cur *c, struct ssh *ssh)
{
    const uint8_t *peek = cur_peek(c, 0, 1);
    unsigned code = peek ? *peek : 0;
    enum ssh_method method = ssh_method(ssh->memory);
    const char *chosen = ssh->memory->chosen[SSH_LIST_KEX];
    bool depends = code >= SSH_KEX_INIT && code < 50;
    struct item *item = packet_add(p, SSH_KEX_HEADING, c->at, cur_left(c), 0);
    if (item)
        item->bytes = *chosen ? packet_format(p, "Key Exchange (method:%s)", chosen)
                              : bytes_of_string("Key Exchange");
    packet_open(p, item);
    packet_u8(p, c, depends ? SSH_MESSAGE_CODE_DH + method : SSH_MESSAGE_CODE);
    add_name(p, ssh_message_name(method, code), code);
    ssh_kex(p, c, ssh, code);
    if (cur_left(c)) packet_rest(p, c, SSH_PAYLOAD);
    packet_shut(p, item, NULL);
}

/* A packet of a length that none has: the rest is told as it is. */
static void dissect_too_long(struct packet *p, struct cur *c)
{
    uint32_t length = packet_u32(p, c, SSH_PACKET_LENGTH);
    packet_note(
        p, SSH_N_PACKET_LENGTH, NOTE_WARNING, NOTE_PROTOCOL, "Overly large number %u", length);
    add_words(p, packet_format(p, "Overly large number %u", length));
    packet_rest(p, c, SSH_PAYLOAD);
    c->at = c->end;
}

static void dissect_packet_2(struct packet *p, struct cur *c, struct ssh *ssh)
{
    uint32_t length = packet_u32(p, c, SSH_PACKET_LENGTH);
    uint8_t padding = packet_u8(p, c, SSH_PADDING_LENGTH);
    if (!c->error && padding + 2u > length) c->error = CUR_MALFORMED;
    struct cur message = cur_sub(c, length - padding - 1);
    dissect_message(p, &message, ssh);
    if (message.error && !c->error) c->error = message.error;
    packet_bytes(p, c, SSH_PADDING, padding);
    if (!c->error) packet_add_uint(p, SSH_SEQUENCE, c->at, 0, ssh->number, 0);
}

/* The first packet of each side, its half of the keys, is plain. */
static void dissect_packet_1(struct packet *p, struct cur *c, struct ssh *ssh)
{
    uint32_t length = packet_u32(p, c, SSH_PACKET_LENGTH), padding = padding_v1(length);
    packet_add_uint(p, SSH_PADDING_LENGTH, c->at, padding, padding, 0);
    packet_skip(c, padding);
    bool plain = !ssh->memory->count[ssh->side]++;
    struct cur message = cur_sub(c, length);
    if (plain) {
        uint8_t code = packet_u8(p, &message, SSH_MESSAGE_CODE_V1);
        add_name(p, field_value_name(ssh_names_v1, code), code);
    } else {
        add_words(p, packet_format(p, "Encrypted packet (len=%u)", length));
    }
    if (cur_left(&message)) packet_rest(p, &message, SSH_PAYLOAD);
    if (message.error && !c->error) c->error = message.error;
}

static void dissect_packet(struct packet *p, struct cur *c, struct ssh *ssh)
{
    const uint8_t *head = cur_peek(c, 0, 4);
    uint32_t left = cur_left(c);
    unsigned version = version_of(ssh->memory);
    uint32_t size = head ? packet_size(bytes_be32(head), version) : left;
    bool too_long = !size;
    if (too_long) size = left;
    struct item *item = add_version(p, ssh, c->at, size < cur_captured(c) ? size : cur_captured(c));
    packet_open(p, item);
    struct cur packet = cur_sub(c, size);
    ssh->number = 0;
    if (too_long)
        dissect_too_long(p, &packet);
    else if (version == 1)
        dissect_packet_1(p, &packet, ssh);
    else
        dissect_packet_2(p, &packet, ssh);
    if (packet.error && !c->error) c->error = packet.error;
    packet_shut(p, item, NULL);
}

/* The rest of the segment begins a packet that later ones complete: it stands here, and that is all. */
static bool add_begun(struct packet *p, const struct cur *c, const struct ssh *ssh)
{
    if (p->begun != &proto_ssh || p->begun_cur.at != c->at || p->begun_cur.source != c->source)
        return false;
    if (version_of(ssh->memory)) add_version(p, ssh, c->at, 0);
    return true;
}

static void dissect(struct packet *p, struct cur *c)
{
    static const char *const columns[] = {NULL, "SSHv1", "SSHv2"};
    struct ssh_memory own = {.version = {0}}, *memory = memory_of(p);
    struct ssh ssh = {.memory = memory ? memory : &own, .side = side_of(p)};
    p->layer->column = columns[ssh.memory->version[SSH_CLIENT]];
    bool begins_here = !cur_left(c);
    while (cur_left(c) && !c->error) {
        if (!ssh.memory->sealed[ssh.side] && is_line(c))
            dissect_line(p, c, &ssh);
        else if (ssh.memory->sealed[ssh.side] || !version_of(ssh.memory))
            dissect_encrypted(p, c, &ssh);
        else
            dissect_packet(p, c, &ssh);
    }
    if (begins_here) p->layer->column = "TCP";
    if (c->error || add_begun(p, c, &ssh) || begins_here) return;
    struct item *item = packet_add(p, SSH_DIRECTION, p->layer->offset, 0, ITEM_GENERATED);
    if (item) item->number = ssh.side == SSH_SERVER;
    struct bytes words = p->layer->trouble;
    p->layer->trouble = packet_format(p, "%s: %.*s", ssh.side == SSH_SERVER ? "Server" : "Client",
        (int)words.len, words.len ? (const char *)words.at : "");
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    (void)p;
    text_add(text, layer->trouble.at, layer->trouble.len);
}

/* At its port all is, from wherever the capture begins; elsewhere what begins with the line. */
static bool recognises(const struct packet *p, struct cur c)
{
    return is_port(p->port_pair >> 16) || is_port(p->port_pair & 0xffff) || is_line(&c);
}

static const struct link links[] = {{"tcp.port", PORT}, {"tcp.port", PORT_GERRIT}, {NULL, 0}};

const struct proto proto_ssh = {.name = "ssh",
    .title = "SSH Protocol",
    .brief = "SSH",
    .column = "SSH",
    .fields = ssh_fields,
    .nfields = SSH_FIELDS,
    .links = links,
    .innermost = true,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .separator = ", ",
    .tells_beginning = true,
    .recognises = recognises};
