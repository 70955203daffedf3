/* Why a certificate was not accepted, as one sentence a student understands, and what to type next.
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <time.h>

#include "base/file.h"
#include "tls/internal.h"

struct reasons {
    struct tls_session *session;
    const struct cert_list *chain;
    struct cert_info leaf, last; /* the peer's own certificate, and the end of what it showed */
    struct text *message, *hint;
    const char *word; /* of the first reason */
};

/* Begins a reason: the first one gives the word. */
static void reason(struct reasons *reasons, const char *word)
{
    if (reasons->word) text_put(reasons->message, "; also, ");
    if (!reasons->word) reasons->word = word;
}

/* Our own self-signed certificate, if that is what the server showed: then --ca can name it. */
static bool is_own(const struct reasons *reasons, struct text *path)
{
    static const char *const names[] = {
        "localhost", "localhost-rsa2048", "localhost-rsa3072", "localhost-rsa4096"};
    struct text directory = {0};
    bool found = false;
    if (file_state_directory(&directory) != 0) {
        text_finish(&directory);
        return false;
    }
    for (size_t i = 0; !found && i < sizeof names / sizeof *names; i++) {
        struct cert_list *own = NULL;
        struct text message = {0}, hint = {0};
        text_clear(path);
        text_format(path, "%s/%s.crt", text_string(&directory), names[i]);
        if (cert_read(text_string(path), &own, &message, &hint) == 0) {
            struct cert_info info;
            cert_info(own, 0, &info);
            found = info.fingerprint.len == reasons->leaf.fingerprint.len &&
                    memcmp(info.fingerprint.at, reasons->leaf.fingerprint.at,
                        info.fingerprint.len) == 0;
            cert_info_finish(&info);
            cert_destroy(own);
        }
        text_finish(&message);
        text_finish(&hint);
    }
    text_finish(&directory);
    return found;
}

static void not_trusted(struct reasons *reasons)
{
    struct text path = {0}, option = {0};
    const char *whom = reasons->session->config->ca_file;
    bool server = reasons->session->config->role == TLS_SERVER;
    reason(reasons, "unknown-ca");
    if (reasons->leaf.self_signed) {
        text_format(reasons->message,
            "the certificate of \"%s\" is self-signed and not among those "
            "trusted",
            text_string(&reasons->leaf.subject));
    } else {
        text_format(reasons->message,
            "the certificate is signed by \"%s\", an authority that is "
            "not among those trusted",
            text_string(&reasons->last.issuer));
    }
    text_format(reasons->message, " (%s)", whom ? whom : "the system's");
    if (server) {
        text_put(reasons->hint, "the client needs a certificate signed by that authority: wirelab "
                                "cert make --signed-by CA.crt --ca-key CA.key");
    } else if (is_own(reasons, &path)) {
        text_put(&option, "--ca ");
        file_add_short(&option, text_string(&path));
        explain_retry(reasons->session, reasons->hint, text_string(&option));
    } else if (reasons->leaf.self_signed) {
        explain_retry(reasons->session, reasons->hint, "--ca SERVER.crt");
        text_put(reasons->hint, ", with the server's certificate file; or look without trusting: "
                                "--insecure --show-certs");
    } else {
        explain_retry(reasons->session, reasons->hint, "--ca CA.crt");
        text_put(reasons->hint, ", with that authority's certificate file; or look without "
                                "trusting: --insecure --show-certs");
    }
    text_finish(&path);
    text_finish(&option);
}

static void wrong_time(struct reasons *reasons, bool expired)
{
    struct text when = {0}, age = {0};
    int64_t now = time(NULL);
    /* The one that is out of its time need not be the peer's own. */
    const struct cert_info *info = &reasons->leaf;
    if (expired ? now <= info->not_after : now >= info->not_before) info = &reasons->last;
    cert_add_time(&when, expired ? info->not_after : info->not_before);
    cert_add_validity(&age, info, now);
    reason(reasons, expired ? "expired" : "not-yet-valid");
    text_format(reasons->message,
        expired ? "the certificate of \"%s\" expired on %s (%s)"
                : "the certificate of \"%s\" is not valid before %s (%s)",
        text_string((struct text *)&info->subject), text_string(&when), text_string(&age));
    if (!reasons->hint->len) {
        struct text clock = {0};
        cert_add_time(&clock, now);
        text_format(reasons->hint,
            "this machine's clock says %s; if that is right, the %s needs a "
            "new certificate: wirelab cert make --force",
            text_string(&clock),
            reasons->session->config->role == TLS_SERVER ? "client" : "server");
        text_finish(&clock);
    }
    text_finish(&when);
    text_finish(&age);
}

/* The peer wrote the name, and people will give what we print to their shell.  A pattern is nobody's
 * name. */
static bool is_plain_name(const char *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)at[i]) && (!strchr("-._:", at[i]) || (i == 0 && at[i] == '-')))
            return false;
    return len > 0;
}

/* The first host name or address of a certificate. */
static void first_name(const struct cert_info *info, struct text *option)
{
    const char *at = info->names.at, *end = at + info->names.len;
    const char *space = info->names.len ? memchr(at, ' ', info->names.len) : NULL;
    const char *comma = space ? memchr(space, ',', (size_t)(end - space)) : NULL;
    size_t len = space ? (size_t)((comma ? comma : end) - space - 1) : 0;
    text_put(option, "--server-name ");
    if (len && is_plain_name(space + 1, len))
        text_add(option, space + 1, len);
    else
        text_put(option, "NAME");
}

static void wrong_name(struct reasons *reasons)
{
    struct text option = {0};
    reason(reasons, reasons->leaf.names.len ? "name-mismatch" : "no-names");
    if (reasons->leaf.names.len) {
        text_format(reasons->message, "the certificate is not for \"%s\" but for %s",
            reasons->session->name, text_string(&reasons->leaf.names));
        if (!reasons->hint->len) {
            first_name(&reasons->leaf, &option);
            explain_retry(reasons->session, reasons->hint, text_string(&option));
        }
    } else {
        text_format(reasons->message,
            "the certificate names no hosts: it has no subjectAltName, and "
            "its subject \"%s\" is not \"%s\"",
            text_string(&reasons->leaf.subject), reasons->session->name);
        if (!reasons->hint->len)
            text_format(reasons->hint,
                "make one that does: wirelab cert make --san %s; or openssl "
                "req … -addext subjectAltName=DNS:%s",
                reasons->session->name, reasons->session->name);
    }
    text_finish(&option);
}

static void wrong_kind(struct reasons *reasons, uint32_t flags)
{
    if (flags & MBEDTLS_X509_BADCERT_REVOKED) {
        reason(reasons, "revoked");
        text_put(reasons->message, "the certificate has been revoked");
    }
    if (flags & (MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE |
                    MBEDTLS_X509_BADCERT_NS_CERT_TYPE)) {
        reason(reasons, "wrong-usage");
        text_format(reasons->message,
            "the certificate is not meant for this use: key usage %s; "
            "purposes %s",
            reasons->leaf.key_usage.len ? text_string(&reasons->leaf.key_usage) : "any",
            reasons->leaf.purposes.len ? text_string(&reasons->leaf.purposes) : "any");
    }
    if (flags & (MBEDTLS_X509_BADCERT_BAD_MD | MBEDTLS_X509_BADCERT_BAD_PK |
                    MBEDTLS_X509_BADCERT_BAD_KEY)) {
        reason(reasons, "weak");
        text_format(reasons->message, "the certificate is too weak: key %s, signature %s",
            text_string(&reasons->leaf.key), text_string(&reasons->leaf.signature));
    }
}

const char *explain_verify(struct tls_session *session, struct text *message, struct text *hint)
{
    struct cert_list *chain = NULL;
    struct reasons reasons = {.session = session, .message = message, .hint = hint};
    uint32_t flags = session->verify, found = mbedtls_ssl_get_verify_result(&session->ssl);
    if (found != UINT32_MAX) flags |= found & ~(uint32_t)MBEDTLS_X509_BADCERT_CN_MISMATCH;
    if (cert_parse(bytes_of(session->chain.at, session->chain.len), &chain) != 0) {
        text_put(message, "the certificate could not be verified");
        return "certificate";
    }
    reasons.chain = chain;
    cert_info(chain, 0, &reasons.leaf);
    cert_info(chain, cert_count(chain) - 1, &reasons.last);
    if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED) not_trusted(&reasons);
    if (flags & MBEDTLS_X509_BADCERT_EXPIRED) wrong_time(&reasons, true);
    if (flags & MBEDTLS_X509_BADCERT_FUTURE) wrong_time(&reasons, false);
    if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) wrong_name(&reasons);
    wrong_kind(&reasons, flags);
    if (!reasons.word) {
        reason(&reasons, "certificate");
        text_format(
            message, "the certificate was not accepted (Mbed TLS flags 0x%x)", (unsigned)flags);
    }
    cert_info_finish(&reasons.leaf);
    cert_info_finish(&reasons.last);
    cert_destroy(chain);
    return reasons.word;
}
