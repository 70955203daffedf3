/* Certificates and keys: making them and looking into them.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/text.h"

enum cert_key { CERT_EC, CERT_RSA };

struct cert_request {
    const char *common_name;  /* the subject's CN */
    const char *const *names; /* subjectAltName: host names and addresses */
    size_t nnames;
    enum cert_key key;
    unsigned bits; /* EC: 256, 384, 521; RSA: 1024 … 8192; 0: 256, 2048 */
    unsigned days;
    bool authority;                                    /* it may sign others: a CA */
    const char *ca_file, *ca_key_file, *ca_passphrase; /* who signs; NULL: itself */
    const char *passphrase; /* encrypts the key; NULL: it is written as it is */
};

/* Makes a key pair and its certificate, both PEM.  0 or a negative code, with `message` and `hint`.
 */
int cert_make(const struct cert_request *request, struct text *cert, struct text *key,
    struct text *message, struct text *hint);

/* Certificates of a file, or those that a peer showed. */
struct cert_list;
/* PEM (any number, between other text) or DER.  0 or a negative code, with `message` and `hint`. */
int cert_read(const char *path, struct cert_list **list, struct text *message, struct text *hint);
/* From one or more PEM blocks, or one certificate in DER. */
int cert_parse(struct bytes contents, struct cert_list **list);
void cert_destroy(struct cert_list *list);
size_t cert_count(const struct cert_list *list);

struct cert_info {
    struct text subject, issuer;     /* "C=DE, O=Course, CN=localhost", safe for a terminal */
    struct text names;               /* "DNS localhost, IP 127.0.0.1"; "" without the extension */
    struct text key;                 /* "EC P-256", "RSA 2048" */
    struct text signature;           /* "ecdsa-with-SHA256" */
    struct text serial, fingerprint; /* hexadecimal, with colons; SHA-256 */
    struct text key_usage, purposes; /* "" without the extension */
    int64_t not_before, not_after;   /* seconds since the epoch */
    unsigned version;                /* 1 … 3 */
    bool self_signed;                /* subject and issuer are the same */
    bool authority;
    int path_length; /* how many CAs may follow; -1: any number */
};
void cert_info(const struct cert_list *list, size_t index, struct cert_info *info);
void cert_info_finish(struct cert_info *info);
/* "2026-11-21 04:20:53 UTC" */
void cert_add_time(struct text *text, int64_t seconds);
/* "expired 3 days ago", "397 days left", "valid in 2 days" */
void cert_add_validity(struct text *text, const struct cert_info *info, int64_t now);
/* The lines that `cert show` and --show-certs have for one certificate. */
void cert_describe(
    struct text *text, const struct cert_info *info, const char *indent, int64_t now);
/* The certificate itself, as PEM. */
void cert_add_pem(struct text *text, const struct cert_list *list, size_t index);
