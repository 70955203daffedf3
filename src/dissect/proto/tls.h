/* What the files of the TLS dissector share: tls.c reads records, tls_messages.c finds the messages
 * in them, tls_handshake.c reads those, tls_extensions.c their extensions, tls_fields.c has the rows, tls_names.c the names of numbers.
 * dtls.c reads records in datagrams and the pieces of messages, and has them read by the same files:
 * its rows have the same numbers.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/cur.h"
#include "dissect/field.h"
#include "dissect/opener.h"
#include "dissect/packet.h"
#include "dissect/proto.h"

/* The rows of tls_fields.c: identifier, name, label, type, base, names, and a sentence. */
enum tls_field {
    TLS_WORDS, /* what the Info column says */
    TLS_RECORD,
    TLS_CONTENT_TYPE,
    TLS_OPAQUE_TYPE,
    TLS_VERSION,
    TLS_LENGTH,
    TLS_CCS,
    TLS_ALERT,
    TLS_ALERT_LEVEL,
    TLS_ALERT_DESC,
    TLS_APP_DATA,
    TLS_APP_PROTO,
    TLS_HANDSHAKE,
    TLS_HS_TYPE,
    TLS_HS_LENGTH,
    TLS_HS_VERSION,
    TLS_RANDOM,
    TLS_RANDOM_TIME,
    TLS_RANDOM_BYTES,
    TLS_SESSION_ID_LENGTH,
    TLS_SESSION_ID,
    TLS_CIPHERS_LENGTH,
    TLS_CIPHERS,
    TLS_CIPHER,
    TLS_COMPS_LENGTH,
    TLS_COMPS,
    TLS_COMP,
    TLS_EXTS_LENGTH,
    TLS_EXT,
    TLS_EXT_TYPE,
    TLS_EXT_LEN,
    TLS_EXT_DATA,
    TLS_EXT_PADDING,
    TLS_SNI,
    TLS_SNI_LIST_LEN,
    TLS_SNI_TYPE,
    TLS_SNI_LEN,
    TLS_SNI_NAME,
    TLS_GROUPS_LENGTH,
    TLS_GROUPS,
    TLS_GROUP,
    TLS_POINTS_LENGTH,
    TLS_POINTS,
    TLS_POINT,
    TLS_ALPN_LEN,
    TLS_ALPN_LIST,
    TLS_ALPN_STR_LEN,
    TLS_ALPN_STR,
    TLS_SUPPORTED_LEN,
    TLS_SUPPORTED,
    TLS_SIGS_LENGTH,
    TLS_SIGS,
    TLS_SIG,
    TLS_SIG_HASH,
    TLS_SIG_SIG,
    TLS_KEY_SHARE,
    TLS_KEY_SHARE_LEN,
    TLS_KEY_SHARE_ENTRY,
    TLS_KEY_SHARE_GROUP,
    TLS_KEY_SHARE_SELECTED,
    TLS_KEY_SHARE_KEY_LEN,
    TLS_KEY_SHARE_KEY,
    TLS_PSK_MODES_LEN,
    TLS_PSK_MODE,
    TLS_RENEG,
    TLS_RENEG_LEN,
    TLS_STATUS_TYPE,
    TLS_STATUS_LENGTH,
    TLS_STATUS_RESPONDERS,
    TLS_STATUS_EXTENSIONS,
    TLS_RECORD_SIZE,
    TLS_TICKET_DATA,
    TLS_JA3_FULL,
    TLS_JA3,
    TLS_JA3S_FULL,
    TLS_JA3S,
    TLS_CERTS_LENGTH,
    TLS_CERTS,
    TLS_CERT_LENGTH,
    TLS_CERT,
    TLS_SKE,
    TLS_CURVE_TYPE,
    TLS_CURVE,
    TLS_POINT_LEN,
    TLS_SERVER_POINT,
    TLS_DH_P_LEN,
    TLS_DH_P,
    TLS_DH_G_LEN,
    TLS_DH_G,
    TLS_DH_SERVER_LEN,
    TLS_DH_SERVER,
    TLS_CKE,
    TLS_DH_CLIENT_LEN,
    TLS_DH_CLIENT,
    TLS_CLIENT_POINT,
    TLS_PREMASTER_LEN,
    TLS_PREMASTER,
    TLS_SIG_LEN,
    TLS_SIG_BYTES,
    TLS_TICKET,
    TLS_TICKET_LIFETIME,
    TLS_TICKET_LEN,
    TLS_TICKET_BYTES,
    TLS_TICKET_AGE,
    TLS_TICKET_NONCE_LEN,
    TLS_TICKET_NONCE,
    TLS_CONTEXT_LEN,
    TLS_CONTEXT,
    TLS_CERT_TYPES_LEN,
    TLS_CERT_TYPES,
    TLS_CERT_TYPE,
    TLS_AUTHORITIES_LEN,
    TLS_AUTHORITIES,
    TLS_AUTHORITY_LEN,
    TLS_AUTHORITY,
    TLS_PROOF_LEN,
    TLS_PROOF,
    TLS_VERIFY_DATA,
    TLS_SCTS_LENGTH,
    TLS_SCT,
    TLS_SCT_LENGTH,
    TLS_SCT_VERSION,
    TLS_SCT_LOG,
    TLS_SCT_TIME,
    TLS_SCT_EXTS_LENGTH,
    TLS_SCT_EXTS,
    TLS_SCT_SIG_LENGTH,
    TLS_SCT_SIG,
    TLS_UNKNOWN,
    TLS_SEGMENT_DATA,
    TLS_FRAGMENTS,
    TLS_FRAGMENT,
    TLS_FRAGMENT_COUNT,
    TLS_REASSEMBLED_IN,
    TLS_N_UNKNOWN,
    TLS_HINT_LEN,
    TLS_HINT,
    TLS_IDENTITY_LEN,
    TLS_IDENTITY,
    TLS_SRTP_LENGTH,
    TLS_SRTP_PROFILE,
    TLS_SRTP_MKI_LENGTH,
    TLS_SRTP_MKI,
    TLS_BEAT_MODE,
    TLS_BEAT,
    TLS_BEAT_TYPE,
    TLS_BEAT_LENGTH,
    TLS_BEAT_LENGTH_BAD,
    TLS_BEAT_PAYLOAD,
    TLS_BEAT_PADDING,
    TLS_N_BEAT_LENGTH,
    TLS_ID_LENGTH,
    TLS_ID,
    TLS_V2_TYPE,
    TLS_V2_SPECS_LENGTH,
    TLS_V2_CHALLENGE_LENGTH,
    TLS_V2_SPEC,
    TLS_V2_CHALLENGE,
    TLS_FIELDS
};
/* Those that only DTLS has, behind the others. */
enum dtls_field {
    DTLS_EPOCH = TLS_FIELDS,
    DTLS_SEQUENCE,
    DTLS_MESSAGE,
    DTLS_OFFSET,
    DTLS_PIECE,
    DTLS_COOKIE_LENGTH,
    DTLS_COOKIE,
    DTLS_FRAGMENTS,
    DTLS_FRAGMENT,
    DTLS_FRAGMENT_COUNT,
    DTLS_REASSEMBLED,
    DTLS_SPECIAL_TYPE,
    DTLS_ID,
    DTLS_SEALED,
    DTLS_FIELDS
};
extern const struct field tls_fields[TLS_FIELDS], dtls_fields[DTLS_FIELDS];
extern const struct value_name tls_content_types[], tls_handshake_types[], tls_versions[],
    tls_alerts[], tls_extensions[], tls_groups[], tls_point_formats[], tls_signatures[],
    tls_hash_names[], tls_signature_names[], tls_psk_modes[], tls_compressions[], tls_ciphers[],
    tls_heartbeat_types[];

enum {
    TLS_CHANGE = 20,
    TLS_IS_ALERT,
    TLS_IS_HANDSHAKE,
    TLS_IS_DATA,
    TLS_HEARTBEAT,
    TLS_CONNECTION_ID /* of DTLS: the type is sealed, too (RFC 9146) */
};
enum { DTLS_1_0 = 0xfeff, DTLS_1_2 = 0xfefd, DTLS_OPENSSL = 0x0100 /* 1.0, as it once was */ };
enum {
    TLS_CLIENT_HELLO = 1,
    TLS_SERVER_HELLO = 2,
    TLS_HELLO_VERIFY = 3,
    TLS_NEW_TICKET = 4,
    TLS_HELLO_RETRY = 6, /* of drafts; later it is a server's hello with a certain random */
    TLS_ENCRYPTED_EXTENSIONS = 8,
    TLS_CERTIFICATE = 11,
    TLS_SERVER_KEYS = 12,
    TLS_CERTIFICATE_REQUEST = 13,
    TLS_CERTIFICATE_VERIFY = 15,
    TLS_CLIENT_KEYS = 16,
    TLS_FINISHED = 20,
    TLS_CERTIFICATE_STATUS = 22,
    TLS_KEY_UPDATE = 24
};

/* What one side seals its records with (tls_open.c). */
struct tls_side {
    bool sealed;       /* its records are, from now on */
    bool finished;     /* TLS 1.3: its handshake is over, the application's secret counts */
    bool keyed;        /* the keys below are known */
    uint64_t sequence; /* the number of its next record under these keys */
    uint8_t secret[48], mac_key[48], key[32], vector[16];
};

/* What a conversation remembers. */
struct tls_memory {
    uint16_t version;      /* as the server chose; 0 before */
    uint16_t cipher;       /* likewise */
    bool changed[2];       /* ChangeCipherSpec was sent by this side: the rest is encrypted */
    char alpn[24];         /* the protocol inside, as the server chose */
    bool encrypt_then_mac; /* likewise (RFC 7366) */
    uint8_t id_lengths[2]; /* of the connection's ID, by the side that asked for it (RFC 9146) */
    bool has_client_random;
    uint8_t client; /* which side it is */
    uint8_t client_random[32], server_random[32];
    struct tls_side sides[2];
};

/* While a unit is dissected. */
struct tls {
    struct tls_memory *memory;      /* never NULL */
    struct tls_memory own;          /* it, without a tracker */
    bool datagrams;                 /* it is DTLS */
    struct bytes id;                /* of the connection, in the header of the present record */
    bool opened;                    /* the present record was sealed, and is open */
    struct tcp_conversation *inner; /* what is said inside; NULL if nothing was opened */
};

/* What a cipher suite is made of, as its name tells; false if it cannot be opened. */
struct tls_suite {
    enum opener_cipher cipher;
    enum opener_hash hash; /* of the key derivation in TLS 1.2 and 1.3 */
    enum opener_hash mac;  /* of a chained cipher */
};
bool tls_read_suite(unsigned number, struct tls_suite *suite);

/* tls_open.c: what the hellos and other messages say to it, and what it makes of records. */
void tls_meet_client(const struct packet *p, struct tls *tls, const uint8_t *random);
void tls_meet_server(struct tls *tls, const uint8_t *random); /* its version and suite are known */
bool tls_is_retry(const uint8_t *random); /* the 32 octets by which a hello asks for another one */
void tls_change_cipher(const struct packet *p, struct tls *tls);
void tls_finished(const struct packet *p, struct tls *tls);
void tls_key_update(const struct packet *p, struct tls *tls);
struct tls_opened {
    unsigned type; /* of the record inside */
    size_t length;
    uint8_t *plain, *scratch; /* valid until the next packet */
};
/* Opens the record that has this header, if its side seals and the keys are known.  To be asked
 * once for each record, in order. */
bool tls_open(struct packet *p, struct tls *tls, const uint8_t *header, struct bytes sealed,
    struct tls_opened *opened);

/* The name of a packet's source that is what one side says to the other, opened: other sources of
 * that name are messages of TLS itself. */
extern const char tls_plain_data[];

/* tls_stream.c.  The protocol inside, in words, NULL if nothing tells it. */
const char *tls_application(const struct packet *p, const struct tls *tls);
/* The text of a record: units of the protocol inside are lined up behind this layer.  False when it
 * is all part of one that later records complete. */
bool tls_deliver(struct packet *p, struct tls *tls, struct cur text);

/* tls_words.c.  Words for the Info column, which last as long as the packet; what it says of all. */
void tls_add_words(struct packet *p, const char *words);
void tls_replace_words(struct packet *p, const char *words); /* the last ones, and those before */
void tls_info(struct text *text, const struct packet *p, const struct layer *layer);

/* tls.c. */
/* "Alert (Level: Fatal, Description: Decode Error)" or "Encrypted Alert", and what it says. */
const char *tls_alert_words(struct packet *p, const struct tls *tls, const struct cur *c);
void tls_read_alert(struct packet *p, struct tls *tls, struct cur c);

/* A message of tls_heartbeat.c; returns what it is, NULL if it is none. */
const char *tls_read_heartbeat(struct packet *p, struct tls *tls, struct cur *c);
typedef void tls_show(struct text *text, const struct packet *packet, const struct item *item);
tls_show tls_show_heartbeat_length, tls_show_heartbeat_payload, tls_show_heartbeat_padding;

/* tls_v2.c: the hello of SSL 2.  How long the one that begins here is, 0 if it is none; its reading. */
uint32_t tls_v2_length(const uint8_t *at, uint32_t there);
void tls_read_v2(struct packet *p, struct tls *tls, struct cur *c);

/* The draft of TLS 1.3 that a version stands for, 0 if none; the version spoken where it is chosen. */
unsigned tls_draft(unsigned version);
unsigned tls_spoken(unsigned version);
/* Short names: TLSv1.2.  NULL if there is none. */
const char *tls_short_version(unsigned version);

/* The messages of a handshake record, or the parts of some (tls_messages.c).  Returns what the
 * record's own line says: "Server Hello", "Multiple Handshake Messages". */
const char *tls_read_handshake(struct packet *p, struct tls *tls, struct cur c);
/* What a message says, of the given type (tls_handshake.c). */
void tls_read_message(struct packet *p, struct tls *tls, unsigned type, struct cur body);

/* Those by which keys are agreed on, and certificates asked for and proven (tls_keys.c). */
void tls_read_server_keys(struct packet *p, const struct tls *tls, struct cur *c);
void tls_read_client_keys(struct packet *p, const struct tls *tls, struct cur *c);
void tls_read_request(struct packet *p, struct tls *tls, struct cur *c);
/* What the authority says of a certificate, RFC 6066 8. */
void tls_read_status(struct packet *p, struct cur *c);
void tls_read_proof(struct packet *p, const struct tls *tls, struct cur *c);
/* The extensions of messages other than hellos. */
void tls_read_other_extensions(struct packet *p, struct tls *tls, struct cur *c, unsigned type);

/* The extensions of a hello; collects what JA3 needs of them. */
struct tls_print { /* the lists of JA3, as text */
    char extensions[256], groups[128], points[32];
};
void tls_read_extensions(
    struct packet *p, struct tls *tls, struct cur *c, unsigned hello, struct tls_print *print);
void tls_print_number(char *list, size_t size, unsigned number);
void tls_add_signatures(struct packet *p, struct cur *c);
/* A list of them. */
void tls_read_signatures(struct packet *p, struct cur *c);
/* What logs say of a certificate (tls_sct.c): in an extension of TLS, or in the certificate; that is
 * told in the rows of TLS even where DTLS carries it. */
void tls_read_timestamps(struct packet *p, struct cur *c);
void tls_read_certificate_timestamps(struct packet *p, struct cur c);
/* The version that a server's hello, at the cursor, chooses. */
unsigned tls_chosen(struct cur c);
bool tls_is_grease(unsigned number);
