/* What the files of the TLS dissector share: tls.c reads records, tls_handshake.c the messages,
 * tls_extensions.c their extensions, tls_certificate.c names in certificates, tls_fields.c has the
 * rows, tls_names.c the names of numbers.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/cur.h"
#include "dissect/field.h"
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
    TLS_X509_SERIAL,
    TLS_X509_UTF8,
    TLS_X509_PRINTABLE,
    TLS_X509_COUNTRY,
    TLS_X509_TIME,
    TLS_X509_DNS,
    TLS_SKE,
    TLS_CURVE_TYPE,
    TLS_CURVE,
    TLS_POINT_LEN,
    TLS_SERVER_POINT,
    TLS_CKE,
    TLS_CLIENT_POINT,
    TLS_PREMASTER,
    TLS_SIG_LEN,
    TLS_SIG_BYTES,
    TLS_TICKET,
    TLS_TICKET_LIFETIME,
    TLS_TICKET_LEN,
    TLS_TICKET_BYTES,
    TLS_UNKNOWN,
    TLS_FIELDS
};
extern const struct field tls_fields[TLS_FIELDS];
extern const struct value_name tls_content_types[], tls_handshake_types[], tls_versions[],
    tls_alerts[], tls_extensions[], tls_groups[], tls_point_formats[], tls_signatures[],
    tls_hash_names[], tls_signature_names[], tls_psk_modes[], tls_compressions[], tls_ciphers[];

enum { TLS_CHANGE = 20, TLS_IS_ALERT, TLS_IS_HANDSHAKE, TLS_IS_DATA, TLS_HEARTBEAT };
enum { TLS_CLIENT_HELLO = 1, TLS_SERVER_HELLO = 2 };

/* What a conversation remembers. */
struct tls_memory {
    uint16_t version; /* as the server chose; 0 before */
    uint16_t cipher;  /* likewise */
    bool changed[2];  /* ChangeCipherSpec was sent by this side: the rest is encrypted */
    char alpn[24];    /* the protocol inside, as the server chose */
};

/* While a unit is dissected. */
struct tls {
    struct tls_memory *memory; /* never NULL */
    struct tls_memory own;     /* it, without a tracker */
};

/* Short names: TLSv1.2.  NULL if there is none. */
const char *tls_short_version(unsigned version);

/* The messages of a handshake record. */
void tls_read_handshake(struct packet *p, struct tls *tls, struct cur c);
/* "Server Hello" for the first message of a record; "Encrypted Handshake Message" when it is. */
const char *tls_handshake_words(const struct packet *p, const struct tls *tls, const struct cur *c);

/* The extensions of a hello; collects what JA3 needs of them. */
struct tls_print { /* the lists of JA3, as text */
    char extensions[256], groups[128], points[32];
};
void tls_read_extensions(
    struct packet *p, struct tls *tls, struct cur *c, unsigned hello, struct tls_print *print);
void tls_print_number(char *list, size_t size, unsigned number);
void tls_add_signatures(struct packet *p, struct cur *c);
bool tls_is_grease(unsigned number);

/* Names and dates of an X.509 certificate. */
void tls_certificate(struct packet *p, struct bytes der, uint32_t offset);
