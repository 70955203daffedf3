/* What the files of the SSH dissector share: ssh.c finds the packets in the stream, ssh_kex.c reads
 * the messages of the key exchange, ssh_fields.c has the rows.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "dissect/cur.h"
#include "dissect/packet.h"

/* The sides, by which all that belongs to one is stored. */
enum ssh_side { SSH_CLIENT, SSH_SERVER };

enum ssh_message {
    SSH_KEXINIT = 20,
    SSH_NEWKEYS = 21,
    /* What these mean depends on the method (RFC 4253 8, RFC 4419, RFC 5656). */
    SSH_KEX_INIT = 30,
    SSH_KEX_REPLY = 31,
    SSH_GEX_INIT = 32,
    SSH_GEX_REPLY = 33,
    SSH_GEX_REQUEST = 34,
};

enum ssh_method { SSH_DH, SSH_GROUP_EXCHANGE, SSH_ECDH };

/* The lists of a KEXINIT, in their order. */
enum ssh_list {
    SSH_LIST_KEX,
    SSH_LIST_HOST_KEY,
    SSH_LIST_ENCRYPTION, /* client to server; the other direction follows each of these */
    SSH_LIST_MAC = 4,
    SSH_LIST_COMPRESSION = 6,
    SSH_LIST_LANGUAGES = 8,
    SSH_LISTS = 10
};

/* RFC 4251 6: names have 64 characters at most. */
enum { SSH_NAME = 64 + 1, SSH_OFFER = 4096 };

/* What is known of a connection. */
struct ssh_memory {
    uint8_t version[2]; /* 1 or 2, as that line says; 0: not seen */
    bool sealed[2];     /* what it sends now is encrypted */
    bool has_keys;      /* both have what they need for the keys */
    uint32_t count[2];  /* the sequence number of its next packet, as Wireshark counts */
    char chosen[SSH_LISTS][SSH_NAME]; /* what both agreed on; "" is unknown */
    /* The lists of the side whose KEXINIT came first, as they stood in it, until the other one's. */
    uint8_t offer[SSH_OFFER];
    uint16_t offer_length;
    enum ssh_side offer_side;
};

/* A packet while it is dissected. */
struct ssh {
    struct ssh_memory *memory;
    enum ssh_side side;
    uint32_t number; /* its sequence number */
};

enum ssh_field {
    SSH_PROTOCOL,
    SSH_VERSION_HEADING,
    SSH_PACKET_LENGTH,
    SSH_PACKET_LENGTH_ENCRYPTED,
    SSH_PADDING_LENGTH,
    SSH_KEX_HEADING,
    SSH_MESSAGE_CODE,
    SSH_MESSAGE_CODE_V1,
    SSH_MESSAGE_CODE_DH, /* one for each method, in the order of enum ssh_method */
    SSH_MESSAGE_CODE_GEX,
    SSH_MESSAGE_CODE_ECDH,
    SSH_ALGORITHMS,
    SSH_COOKIE,
    SSH_LIST_LENGTH, /* one for each list */
    SSH_LIST_STRING = SSH_LIST_LENGTH + SSH_LISTS,
    SSH_FIRST_KEX_FOLLOWS = SSH_LIST_STRING + SSH_LISTS,
    SSH_RESERVED,
    SSH_HASSH_ALGORITHMS,
    SSH_HASSH,
    SSH_HASSHSERVER_ALGORITHMS,
    SSH_HASSHSERVER,
    SSH_HOST_KEY_HEADING,
    SSH_HOST_KEY_LENGTH,
    SSH_HOST_KEY_TYPE_LENGTH,
    SSH_HOST_KEY_TYPE,
    SSH_HOST_KEY_DATA,
    SSH_RSA_N,
    SSH_RSA_E,
    SSH_DSA_P,
    SSH_DSA_Q,
    SSH_DSA_G,
    SSH_DSA_Y,
    SSH_ECDSA_ID_LENGTH,
    SSH_ECDSA_ID,
    SSH_ECDSA_Q_LENGTH,
    SSH_ECDSA_Q,
    SSH_EDDSA_KEY_LENGTH,
    SSH_EDDSA_KEY,
    SSH_SIGNATURE_HEADING,
    SSH_SIGNATURE_LENGTH,
    SSH_SIGNATURE_TYPE_LENGTH,
    SSH_SIGNATURE_TYPE,
    SSH_SIGNATURE_DATA,
    SSH_SIGNATURE_RSA,
    SSH_SIGNATURE_DSA,
    SSH_MPINT_LENGTH,
    SSH_DH_E,
    SSH_DH_F,
    SSH_GEX_MIN,
    SSH_GEX_BITS,
    SSH_GEX_MAX,
    SSH_GEX_P,
    SSH_GEX_G,
    SSH_ECDH_Q_C_LENGTH,
    SSH_ECDH_Q_C,
    SSH_ECDH_Q_S_LENGTH,
    SSH_ECDH_Q_S,
    SSH_PAYLOAD,
    SSH_PADDING,
    SSH_SEQUENCE,
    SSH_ENCRYPTED,
    SSH_DIRECTION,
    SSH_N_PACKET_LENGTH,
    SSH_N_DECODED,
    SSH_N_KEY_LENGTH,
    SSH_FIELDS
};

extern const struct field ssh_fields[SSH_FIELDS];
extern const struct value_name ssh_names_v1[];

enum ssh_method ssh_method(const struct ssh_memory *memory);
/* "Key Exchange Init", by the method; NULL if it is none of ours. */
const char *ssh_message_name(enum ssh_method method, unsigned code);

/* Reads a message behind its code, as far as it belongs to the key exchange, and learns from it. */
void ssh_kex(struct packet *p, struct cur *c, struct ssh *ssh, unsigned code);
