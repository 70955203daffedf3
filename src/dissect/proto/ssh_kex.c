/* The key exchange of SSH: RFC 4253 7 and 8, RFC 4419 (groups of the server's choice), RFC 5656
 * (elliptic curves).  Both sides offer lists of names, and of each kind the client's first one that the
 * server knows is taken; the messages of the method that was chosen follow.
 *
 *      KEXINIT:  code 20 | cookie (16 bytes) | ten lists | first packet follows | reserved (4 bytes)
 *      list, string and number:  length (4 bytes) | bytes
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/md5.h"
#include "dissect/proto/ssh.h"
#include "dissect/reading.h"

enum { COOKIE = 16 };

static bool begins(struct bytes bytes, const char *word)
{
    size_t length = strlen(word);
    return bytes.len >= length && memcmp(bytes.at, word, length) == 0;
}

/* --- what both agree on ------------------------------------------------------------------------- */

enum ssh_method ssh_method(const struct ssh_memory *memory)
{
    const char *name = memory->chosen[SSH_LIST_KEX];
    static const char gex[] = "diffie-hellman-group-exchange-", dh[] = "diffie-hellman-";
    if (strncmp(name, gex, strlen(gex)) == 0) return SSH_GROUP_EXCHANGE;
    return !*name || strncmp(name, dh, strlen(dh)) == 0 ? SSH_DH : SSH_ECDH;
}

/* A string; empty, and an error of the cursor, if it is not all there. */
static struct bytes read_string(struct cur *c)
{
    const uint8_t *length = cur_take(c, 4);
    uint32_t size = length ? bytes_be32(length) : 0;
    const uint8_t *at = length ? cur_take(c, size) : NULL;
    return bytes_of(at ? at : (const uint8_t *)"", at ? size : 0);
}

/* The first name of a list, which begins behind it then. */
static struct bytes next_name(struct bytes *list)
{
    const uint8_t *comma = memchr(list->at, ',', list->len);
    struct bytes name = bytes_of(list->at, comma ? (size_t)(comma - list->at) : list->len);
    size_t used = name.len + (comma != NULL);
    *list = bytes_of(list->at + used, list->len - used);
    return name;
}

static bool contains(struct bytes list, struct bytes name)
{
    while (list.len) {
        struct bytes other = next_name(&list);
        if (other.len == name.len && memcmp(other.at, name.at, name.len) == 0) return true;
    }
    return false;
}

static void choose(char *chosen, struct bytes client, struct bytes server)
{
    while (client.len) {
        struct bytes name = next_name(&client);
        if (!name.len || name.len >= SSH_NAME || !contains(server, name)) continue;
        memcpy(chosen, name.at, name.len);
        chosen[name.len] = '\0';
        return;
    }
}

/* `lists`: those of this side's KEXINIT. */
static void learn_lists(struct ssh *ssh, struct cur lists)
{
    struct ssh_memory *memory = ssh->memory;
    uint32_t length = cur_left(&lists);
    const uint8_t *at = cur_peek(&lists, 0, length);
    if (!at || length > SSH_OFFER) return;
    if (!memory->offer_length || memory->offer_side == ssh->side) {
        memcpy(memory->offer, at, length);
        memory->offer_length = (uint16_t)length;
        memory->offer_side = ssh->side;
        return;
    }
    struct cur earlier = {
        .data = memory->offer, .end = memory->offer_length, .cap = memory->offer_length};
    for (unsigned i = 0; i < SSH_LISTS; i++) {
        struct bytes mine = read_string(&lists), other = read_string(&earlier);
        if (ssh->side == SSH_CLIENT)
            choose(memory->chosen[i], mine, other);
        else
            choose(memory->chosen[i], other, mine);
    }
    memory->offer_length = 0;
}

/* --- KEXINIT ------------------------------------------------------------------------------------ */

/* The fingerprint of a side's software: what it offers for its own direction. */
static void add_fingerprint(
    struct packet *p, const struct cur *c, enum ssh_side side, const struct bytes *lists)
{
    unsigned all = side == SSH_CLIENT ? SSH_HASSH_ALGORITHMS : SSH_HASSHSERVER_ALGORITHMS;
    unsigned sum = side == SSH_CLIENT ? SSH_HASSH : SSH_HASSHSERVER;
    if (c->error || (!packet_wants(p, all) && !packet_wants(p, sum))) return;
    static const unsigned kinds[] = {SSH_LIST_ENCRYPTION, SSH_LIST_MAC, SSH_LIST_COMPRESSION};
    struct text text = packet_text(p);
    text_add(&text, lists[SSH_LIST_KEX].at, lists[SSH_LIST_KEX].len);
    for (unsigned i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct bytes *list = &lists[kinds[i] + side];
        text_char(&text, ';');
        text_add(&text, list->at, list->len);
    }
    struct bytes whole = packet_keep(p, &text);
    char digest[33];
    md5_text(whole, digest);
    struct item *item = packet_add(p, all, c->at, 0, ITEM_GENERATED);
    if (item) item->bytes = whole;
    item = packet_add(p, sum, c->at, 0, ITEM_GENERATED);
    if (item) item->bytes = packet_format(p, "%s", digest);
}

static void dissect_kexinit(struct packet *p, struct cur *c, struct ssh *ssh)
{
    struct bytes lists[SSH_LISTS];
    struct item *item = packet_add(p, SSH_ALGORITHMS, c->at, cur_left(c), 0);
    packet_open(p, item);
    packet_bytes(p, c, SSH_COOKIE, COOKIE);
    struct cur all = *c;
    for (unsigned i = 0; i < SSH_LISTS; i++) {
        uint32_t length = packet_u32(p, c, SSH_LIST_LENGTH + i);
        const uint8_t *at = packet_bytes(p, c, SSH_LIST_STRING + i, length);
        lists[i] = bytes_of(at ? at : (const uint8_t *)"", at ? length : 0);
    }
    all.end = c->at;
    packet_u8(p, c, SSH_FIRST_KEX_FOLLOWS);
    packet_bytes(p, c, SSH_RESERVED, 4);
    add_fingerprint(p, c, ssh->side, lists);
    packet_shut(p, item, NULL);
    if (c->error) return;
    learn_lists(ssh, all);
    ssh->memory->count[ssh->side] = 1;
}

/* --- the messages of the methods ---------------------------------------------------------------- */

static void add_number(struct packet *p, struct cur *c, unsigned field)
{
    packet_bytes(p, c, field, packet_u32(p, c, SSH_MPINT_LENGTH));
}

static void add_string(struct packet *p, struct cur *c, unsigned length_field, unsigned field)
{
    packet_bytes(p, c, field, packet_u32(p, c, length_field));
}

/* "KEX host key (type: ssh-rsa)", and `type`; an error of the cursor if that is not there. */
static struct item *add_heading(
    struct packet *p, struct cur *c, unsigned field, const char *what, struct bytes *type)
{
    struct cur ahead = *c;
    const uint8_t *length = cur_take(&ahead, 4);
    *type = read_string(&ahead);
    c->error = ahead.error;
    if (c->error) return NULL;
    uint32_t left = cur_left(c), whole = length ? bytes_be32(length) : 0;
    struct item *item =
        packet_add(p, field, c->at, left < 4 || whole > left - 4 ? left : whole + 4, 0);
    if (item)
        item->bytes =
            packet_format(p, "%s (type: %.*s)", what, (int)type->len, (const char *)type->at);
    return item;
}

static void dissect_host_key(struct packet *p, struct cur *c)
{
    struct bytes type;
    struct item *item = add_heading(p, c, SSH_HOST_KEY_HEADING, "KEX host key", &type);
    packet_open(p, item);
    struct cur key = cur_sub(c, packet_u32(p, c, SSH_HOST_KEY_LENGTH));
    add_string(p, &key, SSH_HOST_KEY_TYPE_LENGTH, SSH_HOST_KEY_TYPE);
    if (bytes_equal(type, "ssh-rsa")) {
        add_number(p, &key, SSH_RSA_E);
        add_number(p, &key, SSH_RSA_N);
    } else if (bytes_equal(type, "ssh-dss")) {
        for (unsigned field = SSH_DSA_P; field <= SSH_DSA_Y; field++)
            add_number(p, &key, field);
    } else if (begins(type, "ecdsa-sha2-")) {
        add_string(p, &key, SSH_ECDSA_ID_LENGTH, SSH_ECDSA_ID);
        add_string(p, &key, SSH_ECDSA_Q_LENGTH, SSH_ECDSA_Q);
    } else if (begins(type, "ssh-ed")) {
        add_string(p, &key, SSH_EDDSA_KEY_LENGTH, SSH_EDDSA_KEY);
    } else {
        packet_rest(p, &key, SSH_HOST_KEY_DATA);
    }
    if (key.error && !c->error) c->error = key.error;
    packet_shut(p, item, NULL);
}

static void dissect_signature(struct packet *p, struct cur *c)
{
    struct bytes type;
    struct item *item = add_heading(p, c, SSH_SIGNATURE_HEADING, "KEX host signature", &type);
    packet_open(p, item);
    uint32_t length = packet_u32(p, c, SSH_SIGNATURE_LENGTH), told = 8 + (uint32_t)type.len;
    bool rsa = bytes_equal(type, "ssh-rsa"), dsa = bytes_equal(type, "ssh-dss");
    if (!rsa && !dsa && !c->error && told != length)
        packet_note(p, SSH_N_DECODED, NOTE_WARNING, NOTE_PROTOCOL,
            "Decoded %u bytes, but packet legnth is %u bytes", told,
            length); /* as Wireshark has it */
    struct cur signature = cur_sub(c, length);
    add_string(p, &signature, SSH_SIGNATURE_TYPE_LENGTH, SSH_SIGNATURE_TYPE);
    if (rsa)
        add_number(p, &signature, SSH_SIGNATURE_RSA);
    else if (dsa)
        add_number(p, &signature, SSH_SIGNATURE_DSA);
    else if (!begins(type, "ecdsa-sha2-") && !begins(type, "ssh-ed"))
        packet_rest(p, &signature, SSH_SIGNATURE_DATA);
    if (signature.error && !c->error) c->error = signature.error;
    packet_shut(p, item, NULL);
}

/* A half of an exchange over a curve. */
static void add_point(struct packet *p, struct cur *c, unsigned length_field, unsigned field)
{
    uint32_t length = packet_u32(p, c, length_field);
    if (length > cur_left(c) && !c->error)
        packet_note(
            p, SSH_N_KEY_LENGTH, NOTE_ERROR, NOTE_PROTOCOL, "Invalid key length: %u", length);
    packet_bytes(p, c, field, length);
}

/* Wireshark counts the packets of a side when it sees some of them: those of a curve after, those
 * of the other methods before it tells their number. */
static void count_before(struct ssh *ssh)
{
    ssh->number = ++ssh->memory->count[ssh->side];
}

static void dissect_curve(struct packet *p, struct cur *c, struct ssh *ssh, unsigned code)
{
    if (code == SSH_KEX_INIT) {
        add_point(p, c, SSH_ECDH_Q_C_LENGTH, SSH_ECDH_Q_C);
    } else if (code == SSH_KEX_REPLY) {
        dissect_host_key(p, c);
        add_point(p, c, SSH_ECDH_Q_S_LENGTH, SSH_ECDH_Q_S);
        dissect_signature(p, c);
        ssh->memory->has_keys = !c->error;
    } else {
        return;
    }
    ssh->number = ssh->memory->count[ssh->side]++;
}

static void dissect_dh(struct packet *p, struct cur *c, struct ssh *ssh, unsigned code)
{
    if (code == SSH_KEX_INIT) {
        add_number(p, c, SSH_DH_E);
    } else if (code == SSH_KEX_REPLY) {
        dissect_host_key(p, c);
        add_number(p, c, SSH_DH_F);
        dissect_signature(p, c);
        ssh->memory->has_keys = !c->error;
    } else {
        return;
    }
    count_before(ssh);
}

static void dissect_group_exchange(struct packet *p, struct cur *c, struct ssh *ssh, unsigned code)
{
    switch (code) {
    case SSH_KEX_INIT: /* the request of old drafts */
        packet_u32(p, c, SSH_GEX_BITS);
        return;
    case SSH_GEX_REQUEST:
        for (unsigned field = SSH_GEX_MIN; field <= SSH_GEX_MAX; field++)
            packet_u32(p, c, field);
        break;
    case SSH_KEX_REPLY: /* the group */
        add_number(p, c, SSH_GEX_P);
        add_number(p, c, SSH_GEX_G);
        break;
    case SSH_GEX_INIT:
        add_number(p, c, SSH_DH_E);
        break;
    case SSH_GEX_REPLY:
        dissect_host_key(p, c);
        add_number(p, c, SSH_DH_F);
        dissect_signature(p, c);
        break;
    default:
        return;
    }
    count_before(ssh);
}

void ssh_kex(struct packet *p, struct cur *c, struct ssh *ssh, unsigned code)
{
    static void (*const methods[])(struct packet *, struct cur *, struct ssh *, unsigned) = {
        dissect_dh, dissect_group_exchange, dissect_curve};
    if (code == SSH_KEXINIT) {
        dissect_kexinit(p, c, ssh);
    } else if (code == SSH_NEWKEYS) {
        ssh->number = ssh->memory->count[ssh->side];
        ssh->memory->sealed[ssh->side] = true;
    } else {
        methods[ssh_method(ssh->memory)](p, c, ssh, code);
    }
}
