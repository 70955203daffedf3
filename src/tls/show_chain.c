/* The peer's chain and the handshake in readable lines: what students read off `openssl s_client`.
 * SPDX-License-Identifier: MIT */
#include <time.h>

#include "tls/internal.h"

static void show_certs(const struct tls_session *session, struct text *text)
{
    struct cert_list *chain = NULL;
    int64_t now = time(NULL);
    if (cert_parse(bytes_of(session->chain.at, session->chain.len), &chain) != 0) {
        text_put(text, "no certificate was shown\n");
        return;
    }
    text_put(text, "certificate chain, the server's own first\n");
    for (size_t i = 0; i < cert_count(chain); i++) {
        struct cert_info info;
        cert_info(chain, i, &info);
        text_format(text, " %zu\n", i);
        cert_describe(text, &info, "   ", now);
        cert_add_pem(text, chain, i);
        cert_info_finish(&info);
    }
    cert_destroy(chain);
}

static void show_verification(struct tls_session *session, struct text *text)
{
    struct text message = {0}, hint = {0};
    const char *trusted = session->config->ca_file;
    text_put(text, "  Verification:  ");
    if (session->verify) {
        explain_verify(session, &message, &hint);
        text_add(text, message.at, message.len);
    } else if (session->resumed) {
        text_put(text, "as in the session that was resumed");
    } else {
        text_format(text, "OK, trusted by %s", trusted ? trusted : "the system's authorities");
        if (session->name) text_format(text, ", for the name %s", session->name);
    }
    text_char(text, '\n');
    text_finish(&message);
    text_finish(&hint);
}

void tls_show_chain(struct tls_session *session, struct text *text)
{
    show_certs(session, text);
    text_put(text, "handshake\n");
    show_verification(session, text);
    if (!session->done) return;
    struct tls_summary summary;
    tls_summary(session, &summary);
    text_format(
        text, "  Protocol:      %s\n  Cipher suite:  %s\n", summary.version, summary.cipher);
    text_format(
        text, "  Server name:   %s\n", summary.server_name ? summary.server_name : "none sent");
    text_format(text, "  ALPN:          %s\n", summary.alpn ? summary.alpn : "none");
    text_format(text, "  Session:       %s\n", summary.resumed ? "resumed" : "new");
    text_format(text, "  Bytes:         %llu read, %llu written\n",
        (unsigned long long)session->handshake_received,
        (unsigned long long)session->handshake_sent);
}

struct bytes tls_chain(const struct tls_session *session)
{
    return bytes_of(session->chain.at, session->chain.len);
}
