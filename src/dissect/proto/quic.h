/* The parts of QUIC: quic.c has packets, quic_frames.c what is inside, quic_open.c the keys and the
 * stream of the handshake, quic_fields.c the rows.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/opener.h"
#include "dissect/packet.h"

enum quic_field {
    QUIC_CONNECTION,
    QUIC_CONNECTION_NUMBER,
    QUIC_PACKET_LENGTH,
    QUIC_FORM,
    QUIC_FIXED,
    QUIC_UNUSED,
    QUIC_TYPE,
    QUIC_TYPE_V2,
    QUIC_RESERVED,
    QUIC_NUMBER_LENGTH,
    QUIC_VERSION,
    QUIC_DCIL,
    QUIC_DCID,
    QUIC_SCIL,
    QUIC_SCID,
    QUIC_TOKEN_LENGTH,
    QUIC_TOKEN,
    QUIC_LENGTH,
    QUIC_NUMBER,
    QUIC_PAYLOAD,
    QUIC_REMAINING,
    QUIC_SUPPORTED,
    QUIC_RETRY_TOKEN,
    QUIC_RETRY_TAG,
    QUIC_SHORT,
    QUIC_SPIN,
    QUIC_FRAME,
    QUIC_FRAME_TYPE,
    QUIC_PADDING_LENGTH,
    QUIC_ACK_LARGEST,
    QUIC_ACK_DELAY,
    QUIC_ACK_COUNT,
    QUIC_ACK_FIRST,
    QUIC_ACK_GAP,
    QUIC_ACK_RANGE,
    QUIC_ACK_ECT0,
    QUIC_ACK_ECT1,
    QUIC_ACK_CE,
    QUIC_CRYPTO_OFFSET,
    QUIC_CRYPTO_LENGTH,
    QUIC_CRYPTO_DATA,
    QUIC_RETRANSMITTED,
    QUIC_ERROR_CODE,
    QUIC_ERROR_CODE_APP,
    QUIC_ERROR_ALERT,
    QUIC_ERROR_FRAME,
    QUIC_REASON_LENGTH,
    QUIC_REASON,
    QUIC_N_DECRYPTION,
    QUIC_N_RETRY,
    QUIC_N_PADDING,
    QUIC_N_RETRANSMISSION,
    QUIC_N_UNKNOWN,
    QUIC_FIELDS
};
extern const struct field quic_fields[QUIC_FIELDS];

enum quic_type { QUIC_INITIAL, QUIC_0RTT, QUIC_HANDSHAKE, QUIC_RETRY };
enum { QUIC_VERSION_1 = 1, QUIC_VERSION_2 = 0x6b3343cf };
/* Of Google: "Q050" and its like. */
enum { QUIC_Q050 = 0x51303530, QUIC_T050 = 0x54303530, QUIC_T051 = 0x54303531 };
enum { QUIC_ID_MAX = 20 };

/* The name of a version; NULL if nobody has it. */
const char *quic_version_name(uint32_t version);
static inline bool quic_is_google(uint32_t version)
{
    return version == QUIC_Q050 || version == QUIC_T050 || version == QUIC_T051;
}
/* It is known how that version seals its first packets (quic_open.c). */
bool quic_version_is_known(uint32_t version);
/* Versions that are there to be refused (RFC 9000 15): 0x?a?a?a?a. */
static inline bool quic_is_grease(uint32_t version)
{
    return (version & 0x0f0f0f0f) == 0x0a0a0a0a;
}

/* What one side seals its Initial packets with, and what it has said of the handshake in them. */
enum { QUIC_CRYPTO_KEPT = 6144 };
struct quic_side {
    bool keyed, id_known;
    uint8_t id_length; /* of the connection ID it chose, to which the other side sends */
    uint8_t key[16], nonce[OPENER_NONCE], mask[16];
    uint64_t largest;                    /* number of its packets */
    uint32_t end;                        /* of the handshake, as far as has been seen */
    uint32_t told;                       /* bytes of the handshake that TLS has been shown */
    bool begun;                          /* and the beginning of the next message too */
    uint8_t there[QUIC_CRYPTO_KEPT / 8]; /* which bytes have come: a bit each */
    uint8_t crypto[QUIC_CRYPTO_KEPT];
};
struct quic_memory {
    bool known;
    uint32_t number;  /* of the connection, in the order of the capture */
    uint32_t version; /* of its first packet, which tells how all Initial ones are sealed */
    uint8_t client;   /* which side began */
    bool told;        /* that the keys of its data are not known */
    uint8_t first_id_length;
    uint8_t first_id[QUIC_ID_MAX]; /* to which the client sent first: the Initial keys' secret */
    struct quic_side sides[2];
};
struct quic_memory *quic_memory(const struct packet *p);

/* A packet, while it is dissected. */
struct quic {
    struct quic_memory *memory; /* NULL: nothing is known of the connection */
    uint32_t version;
    enum quic_type type;
    struct bytes destination, source; /* connection IDs */
    struct bytes header;              /* from the first byte up to the packet number */
    struct bytes sealed;              /* the packet number and what follows it */
    uint8_t first;                    /* the first byte, its mask taken away */
    unsigned number_length;
    uint64_t number;
    struct text *words; /* what the frames are, for the Info column */
};

enum quic_opened { QUIC_SHUT, QUIC_FAILED, QUIC_OPEN };
/* Opens an Initial packet.  QUIC_SHUT: its keys are not known; QUIC_FAILED: they are, but something
 * was changed: the header may be read. */
enum quic_opened quic_open(struct packet *p, struct quic *quic, struct bytes *plain);
/* RFC 9001 5.8: was it made by somebody who saw the client's first packet? */
bool quic_retry_is_sound(struct packet *p, const struct quic *quic, struct bytes whole);

/* Bytes of the handshake: TLS is shown what is complete.  True if all of it had come before. */
bool quic_crypto(struct packet *p, struct quic *quic, uint64_t offset, struct bytes bytes);

/* A number of one to eight bytes (RFC 9000 16). */
uint64_t quic_number(struct cur *c);
void quic_frames(struct packet *p, struct quic *quic, struct cur c);

/* "PROTOCOL_VIOLATION". */
void quic_put_error(struct text *text, uint64_t code);

typedef void quic_show(struct text *text, const struct packet *packet, const struct item *item);
quic_show quic_show_version, quic_show_padding;
