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
    QUIC_SHORT_RESERVED,
    QUIC_KEY_PHASE,
    QUIC_PROTECTED,
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
    QUIC_RESET_STREAM,
    QUIC_RESET_CODE,
    QUIC_RESET_SIZE,
    QUIC_STOP_STREAM,
    QUIC_STOP_CODE,
    QUIC_NEW_TOKEN_LENGTH,
    QUIC_NEW_TOKEN,
    QUIC_STREAM_FIN,
    QUIC_STREAM_LEN,
    QUIC_STREAM_OFF,
    QUIC_STREAM_ID,
    QUIC_STREAM_INITIATOR,
    QUIC_STREAM_DIRECTION,
    QUIC_STREAM_OFFSET,
    QUIC_STREAM_LENGTH,
    QUIC_STREAM_DATA,
    QUIC_MAX_DATA,
    QUIC_MAX_STREAM_ID,
    QUIC_MAX_STREAM_DATA,
    QUIC_MAX_STREAMS,
    QUIC_BLOCKED_AT,
    QUIC_STREAM_BLOCKED_ID,
    QUIC_STREAM_BLOCKED_AT,
    QUIC_STREAMS_BLOCKED,
    QUIC_ID_SEQUENCE,
    QUIC_ID_RETIRE,
    QUIC_ID_LENGTH,
    QUIC_ID,
    QUIC_ID_RESET,
    QUIC_RETIRED,
    QUIC_CHALLENGE,
    QUIC_RESPONSE,
    QUIC_DATAGRAM_LENGTH,
    QUIC_DATAGRAM,
    QUIC_FREQUENCY_SEQUENCE,
    QUIC_FREQUENCY_THRESHOLD,
    QUIC_FREQUENCY_DELAY,
    QUIC_FREQUENCY_LAST,
    QUIC_FREQUENCY_RESERVED,
    QUIC_FREQUENCY_CE,
    QUIC_FREQUENCY_ORDER,
    QUIC_TIME_STAMP,
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

/* A packet is sealed with one of these kinds of keys, all but the first agreed on by TLS. */
enum quic_level { QUIC_AT_FIRST, QUIC_HANDSHAKING, QUIC_AGREED, QUIC_EARLY, QUIC_LEVELS };
struct quic_keys {
    bool known;
    enum opener_cipher cipher;
    uint8_t key[OPENER_KEY_MAX], nonce[OPENER_NONCE], mask[OPENER_KEY_MAX];
};

/* What one side has said of the handshake in the packets of a level; its bytes may come in any order. */
enum { QUIC_CRYPTO_KEPT = 6144 };
struct quic_stream {
    uint32_t end;                        /* of the handshake, as far as has been seen */
    uint32_t told;                       /* bytes of the handshake that TLS has been shown */
    bool begun;                          /* and the beginning of the next message too */
    uint8_t there[QUIC_CRYPTO_KEPT / 8]; /* which bytes have come: a bit each */
    uint8_t crypto[QUIC_CRYPTO_KEPT];
};

struct quic_side {
    bool id_known;
    uint8_t id_length; /* of the connection ID it chose, to which the other side sends */
    struct quic_keys keys[QUIC_LEVELS];
    struct quic_keys before; /* those that were agreed on, one phase earlier */
    uint8_t secret[OPENER_HASH_MAX];
    bool phase;                    /* of the keys that are agreed on: turns with each update */
    uint64_t largest[QUIC_LEVELS]; /* number of its packets */
    struct quic_stream streams[QUIC_EARLY]; /* of the others: early packets have none */
};
struct quic_memory {
    bool known;
    uint32_t number;  /* of the connection, in the order of the capture */
    uint32_t version; /* of its first packet, which tells how all Initial ones are sealed */
    uint32_t spoken;  /* of its last long header */
    uint8_t client;   /* which side began */
    bool told;        /* that the keys of its data are not known */
    uint8_t first_id_length;
    uint8_t first_id[QUIC_ID_MAX]; /* to which the client sent first: the Initial keys' secret */
    bool has_random;
    uint8_t random[32]; /* of the client's hello: its secrets are found by it */
    uint16_t cipher;    /* as the server chose; 0 before */
    struct quic_side sides[2];
};
struct quic_memory *quic_memory(const struct packet *p);

/* A packet, while it is dissected. */
struct quic {
    struct quic_memory *memory; /* NULL: nothing is known of the connection */
    uint32_t version;
    enum quic_type type;
    enum quic_level level;
    struct bytes destination, source; /* connection IDs */
    struct bytes header;              /* from the first byte up to the packet number */
    struct bytes sealed;              /* the packet number and what follows it */
    uint8_t first;                    /* the first byte, its mask taken away */
    unsigned number_length;
    uint64_t number;
    struct text *words; /* what the frames are, for the Info column */
};

enum quic_opened { QUIC_SHUT, QUIC_FAILED, QUIC_OPEN };
/* Opens a packet.  QUIC_SHUT: its keys are not known; QUIC_FAILED: they are, but something was changed:
 * the header may be read. */
enum quic_opened quic_open(struct packet *p, struct quic *quic, struct bytes *plain);
/* RFC 9001 5.8: was it made by somebody who saw the client's first packet? */
bool quic_retry_is_sound(struct packet *p, const struct quic *quic, struct bytes whole);

/* quic_keys.c.  The keys of Initial packets, which follow from the ID that the client sent to first. */
bool quic_derive_initial(struct packet *p, struct quic_memory *memory, struct bytes id);
/* Those of a level, if they were logged. */
bool quic_learn_keys(
    struct packet *p, struct quic_memory *memory, unsigned side, enum quic_level level);
/* Those of the phase behind the present one; its secret as well. */
bool quic_next_keys(struct packet *p, const struct quic_memory *memory, unsigned side,
    struct quic_keys *keys, uint8_t *secret);

/* What a version seals Retry packets with; false if nothing can be checked. */
bool quic_retry_keys(uint32_t version, const uint8_t **key, const uint8_t **nonce);

/* quic_stream.c.  Bytes of the handshake: TLS is shown what is complete.  True if all of it had come before. */
bool quic_crypto(struct packet *p, struct quic *quic, uint64_t offset, struct bytes bytes);

/* A number of one to eight bytes (RFC 9000 16). */
uint64_t quic_number(struct cur *c);
void quic_frames(struct packet *p, struct quic *quic, struct cur c);

/* "PROTOCOL_VIOLATION". */
void quic_put_error(struct text *text, uint64_t code);

typedef void quic_show(struct text *text, const struct packet *packet, const struct item *item);
quic_show quic_show_version, quic_show_padding;
