/* The rows of TLS and DTLS.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/proto/tls.h"
#include "dissect/proto/x509.h"

#define HEAD(label)                                                                                \
    {                                                                                              \
        NULL, label, FT_NONE, BASE_NONE                                                            \
    }
#define NONE(name, label, text)                                                                    \
    {                                                                                              \
        name, label, FT_NONE, BASE_NONE, .blurb = text                                             \
    }
#define DEC(name, label, type, text)                                                               \
    {                                                                                              \
        name, label, type, BASE_DEC, .blurb = text                                                 \
    }
#define NAMED(name, label, type, base, names, text)                                                \
    {                                                                                              \
        name, label, type, base, 0, names, .blurb = text                                           \
    }
#define BYTES(name, label, text)                                                                   \
    {                                                                                              \
        name, label, FT_BYTES, BASE_NONE, .blurb = text                                            \
    }
#define STRING(name, label, text)                                                                  \
    {                                                                                              \
        name, label, FT_STRING, BASE_NONE, .blurb = text                                           \
    }

static const struct value_name levels[] = {{1, "Warning"}, {2, "Fatal"}, {0, NULL}};
static const struct value_name name_types[] = {{0, "host_name"}, {0, NULL}};
static const struct value_name compressions[] = {
    {0, "null"}, {1, "DEFLATE"}, {64, "LZS"}, {0, NULL}};
static const struct value_name curve_types[] = {
    {1, "explicit_prime"}, {2, "explicit_char2"}, {3, "named_curve"}, {0, NULL}};
static const struct value_name status_types[] = {{1, "OCSP"}, {2, "OCSP Multi"}, {0, NULL}};

static const struct value_name beat_modes[] = {
    {1, "Peer allowed to send requests"}, {2, "Peer not allowed to send requests"}, {0, NULL}};
static const struct value_name srtp_profiles[] = {{0x0001, "SRTP_AES128_CM_HMAC_SHA1_80"},
    {0x0002, "SRTP_AES128_CM_HMAC_SHA1_32"}, {0x0005, "SRTP_NULL_HMAC_SHA1_80"},
    {0x0006, "SRTP_NULL_HMAC_SHA1_32"}, {0x0007, "SRTP_AEAD_AES_128_GCM"},
    {0x0008, "SRTP_AEAD_AES_256_GCM"}, {0, NULL}};

static const struct value_name certificate_types[] = {{1, "RSA Sign"}, {2, "DSS Sign"},
    {3, "RSA Fixed DH"}, {4, "DSS Fixed DH"}, {5, "RSA Ephemeral DH"}, {6, "DSS Ephemeral DH"},
    {20, "Fortezza DMS"}, {64, "ECDSA Sign"}, {65, "RSA Fixed ECDH"}, {66, "ECDSA Fixed ECDH"},
    {0, NULL}};

/* Ends with who it is for. */
static void show_certificate(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    enum { SHOWN = 36 };
    size_t shown = item->bytes.len < SHOWN ? item->bytes.len : SHOWN;
    text_put(text, "Certificate: ");
    text_hex_bytes(text, item->bytes.at, shown, 0);
    if (shown < item->bytes.len) text_put(text, "…");
    x509_put_subject(text, item->bytes);
}

static void show_authority(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "Distinguished Name: (");
    x509_put_name(text, item->bytes);
    text_char(text, ')');
}

static void show_lifetime(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    uint32_t seconds = (uint32_t)item->number;
    text_format(text, "Session Ticket Lifetime Hint: %u seconds", seconds);
    if (seconds >= 60) {
        text_put(text, " (");
        duration_put(text, seconds);
        text_char(text, ')');
    }
}

/* One that has no name of its own is told by its two halves. */
static void show_signature(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    unsigned number = (unsigned)item->number;
    const char *name = field_value_name(tls_signatures, number),
               *hash = field_value_name(tls_hash_names, number >> 8),
               *signature = field_value_name(tls_signature_names, number & 255);
    text_put(text, "Signature Algorithm: ");
    if (name)
        text_put(text, name);
    else
        text_format(text, "%s %s", hash ? hash : "Unknown", signature ? signature : "Unknown");
    text_format(text, " (0x%04x)", number);
}

static void show_segment_data(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_labelled(text, "TLS segment data (", item->bytes.len);
    text_put(text, item->bytes.len == 1 ? " byte)" : " bytes)");
}

static void show_fragment(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_format(text, "Frame: %u, payload: %u-%u (%u byte%s)", (unsigned)item->number, item->offset,
        item->offset + item->length - 1, item->length, item->length == 1 ? "" : "s");
}

static void show_spec(struct text *text, const struct packet *p, const struct item *item)
{
    static const struct value_name specs[] = {{0x010080, "SSL2_RC4_128_WITH_MD5"},
        {0x020080, "SSL2_RC4_128_EXPORT40_WITH_MD5"}, {0x030080, "SSL2_RC2_128_CBC_WITH_MD5"},
        {0x040080, "SSL2_RC2_128_CBC_EXPORT40_WITH_MD5"}, {0x050080, "SSL2_IDEA_128_CBC_WITH_MD5"},
        {0x060040, "SSL2_DES_64_CBC_WITH_MD5"}, {0x0700c0, "SSL2_DES_192_EDE3_CBC_WITH_MD5"},
        {0x080080, "SSL2_RC4_64_WITH_MD5"}, {0, NULL}};
    (void)p;
    const char *name =
        field_value_name(item->number > UINT16_MAX ? specs : tls_ciphers, item->number);
    text_format(text, "Cipher Spec: %s (0x%06x)", name ? name : "Unknown", (unsigned)item->number);
}

/* The rows that TLS and DTLS have in common; `p` is what their names begin with. */
/* clang-format off */
#define SHARED(p) \
    [TLS_WORDS] = HEAD("Words"), \
    [TLS_RECORD] = NONE(p ".record", "Record Layer", "The unit in which TLS sends, encrypted or not"), \
    [TLS_CONTENT_TYPE] = NAMED(p ".record.content_type", "Content Type", FT_UINT8, BASE_DEC, tls_content_types, "What the record carries"), \
    [TLS_VERSION] = NAMED(p ".record.version", "Version", FT_UINT16, BASE_HEX, tls_versions, "The version of the record format; not the one that is spoken"), \
    [TLS_LENGTH] = DEC(p ".record.length", "Length", FT_UINT16, "How many bytes follow"), \
    [TLS_CCS] = NONE(p ".change_cipher_spec", "Change Cipher Spec Message", "From here on this side encrypts"), \
    [TLS_ALERT] = NONE(p ".alert_message", "Alert Message", "Something is wrong, or over"), \
    [TLS_ALERT_LEVEL] = NAMED(p ".alert_message.level", "Level", FT_UINT8, BASE_DEC, levels, "Whether the connection survives"), \
    [TLS_ALERT_DESC] = NAMED(p ".alert_message.desc", "Description", FT_UINT8, BASE_DEC, tls_alerts, "What is wrong"), \
    [TLS_APP_DATA] = BYTES(p ".app_data", "Encrypted Application Data", "What the programs say to each other, unreadable"), \
    [TLS_APP_PROTO] = STRING(p ".app_data_proto", "Application Data Protocol", "What is probably spoken inside"), \
    [TLS_HANDSHAKE] = NONE(p ".handshake", "Handshake Protocol", "A message by which the two agree on keys"), \
    [TLS_HS_TYPE] = NAMED(p ".handshake.type", "Handshake Type", FT_UINT8, BASE_DEC, tls_handshake_types, "Which message it is"), \
    [TLS_HS_LENGTH] = DEC(p ".handshake.length", "Length", FT_UINT24, "How many bytes it has"), \
    [TLS_HS_VERSION] = NAMED(p ".handshake.version", "Version", FT_UINT16, BASE_HEX, tls_versions, "The highest version of the client up to 1.2, or what the server chose"), \
    [TLS_RANDOM] = BYTES(p ".handshake.random", "Random", "Makes every handshake another one"), \
    [TLS_RANDOM_TIME] = {p ".handshake.random_time", "GMT Unix Time", FT_ABSOLUTE_TIME, BASE_NONE, .blurb = "The sender's clock, once; today it is random as well"}, \
    [TLS_RANDOM_BYTES] = BYTES(p ".handshake.random_bytes", "Random Bytes", "The other 28 bytes"), \
    [TLS_SESSION_ID_LENGTH] = DEC(p ".handshake.session_id_length", "Session ID Length", FT_UINT8, "0 to 32"), \
    [TLS_SESSION_ID] = BYTES(p ".handshake.session_id", "Session ID", "Names a session that could be resumed"), \
    [TLS_CIPHERS_LENGTH] = DEC(p ".handshake.cipher_suites_length", "Cipher Suites Length", FT_UINT16, "In bytes, two for each"), \
    [TLS_CIPHERS] = NONE(p ".handshake.ciphersuites", "Cipher Suites", "What the client can do, best first"), \
    [TLS_CIPHER] = NAMED(p ".handshake.ciphersuite", "Cipher Suite", FT_UINT16, BASE_HEX, tls_ciphers, "Key exchange, signature, cipher and hash"), \
    [TLS_COMPS_LENGTH] = DEC(p ".handshake.comp_methods_length", "Compression Methods Length", FT_UINT8, "In bytes"), \
    [TLS_COMPS] = NONE(p ".handshake.comp_methods", "Compression Methods", "Only null is safe"), \
    [TLS_COMP] = NAMED(p ".handshake.comp_method", "Compression Method", FT_UINT8, BASE_DEC, compressions, "null: none"), \
    [TLS_EXTS_LENGTH] = DEC(p ".handshake.extensions_length", "Extensions Length", FT_UINT16, "In bytes"), \
    [TLS_EXT] = HEAD("Extension"), \
    [TLS_EXT_TYPE] = NAMED(p ".handshake.extension.type", "Type", FT_UINT16, BASE_DEC, tls_extensions, "What the extension is about"), \
    [TLS_EXT_LEN] = DEC(p ".handshake.extension.len", "Length", FT_UINT16, "In bytes"), \
    [TLS_EXT_DATA] = BYTES(p ".handshake.extension.data", "Data", "Not taken apart"), \
    [TLS_EXT_PADDING] = BYTES(p ".handshake.extensions_padding_data", "Padding Data", "Zeros, since there are servers that stumble over hellos of some lengths"), \
    [TLS_SNI] = HEAD("Server Name Indication extension"), \
    [TLS_SNI_LIST_LEN] = DEC(p ".handshake.extensions_server_name_list_len", "Server Name list length", FT_UINT16, "In bytes"), \
    [TLS_SNI_TYPE] = NAMED(p ".handshake.extensions_server_name_type", "Server Name Type", FT_UINT8, BASE_DEC, name_types, "A host's name"), \
    [TLS_SNI_LEN] = DEC(p ".handshake.extensions_server_name_len", "Server Name length", FT_UINT16, "In bytes"), \
    [TLS_SNI_NAME] = STRING(p ".handshake.extensions_server_name", "Server Name", "Which site the client wants, readable for everyone on the way"), \
    [TLS_GROUPS_LENGTH] = DEC(p ".handshake.extensions_supported_groups_length", "Supported Groups List Length", FT_UINT16, "In bytes"), \
    [TLS_GROUP] = NAMED(p ".handshake.extensions_supported_group", "Supported Group", FT_UINT16, BASE_HEX, tls_groups, "A curve or a field"), \
    [TLS_POINTS_LENGTH] = DEC(p ".handshake.extensions_ec_point_formats_length", "EC point formats Length", FT_UINT8, "In bytes"), \
    [TLS_POINT] = NAMED(p ".handshake.extensions_ec_point_format", "EC point format", FT_UINT8, BASE_DEC, tls_point_formats, "uncompressed is usual"), \
    [TLS_ALPN_LEN] = DEC(p ".handshake.extensions_alpn_len", "ALPN Extension Length", FT_UINT16, "In bytes"), \
    [TLS_ALPN_LIST] = NONE(p ".handshake.extensions_alpn_list", "ALPN Protocol", "What shall be spoken inside"), \
    [TLS_ALPN_STR_LEN] = DEC(p ".handshake.extensions_alpn_str_len", "ALPN string length", FT_UINT8, "In bytes"), \
    [TLS_ALPN_STR] = STRING(p ".handshake.extensions_alpn_str", "ALPN Next Protocol", "h2, http/1.1 …"), \
    [TLS_SUPPORTED_LEN] = DEC(p ".handshake.extensions.supported_versions_len", "Supported Versions length", FT_UINT8, "In bytes"), \
    [TLS_SUPPORTED] = NAMED(p ".handshake.extensions.supported_version", "Supported Version", FT_UINT16, BASE_HEX, tls_versions, "The versions the client speaks, or the one the server chose: the truth since 1.3"), \
    [TLS_SIGS_LENGTH] = DEC(p ".handshake.sig_hash_alg_len", "Signature Hash Algorithms Length", FT_UINT16, "In bytes"), \
    [TLS_SIG] = {p ".handshake.sig_hash_alg", "Signature Algorithm", FT_UINT16, BASE_HEX, 0, tls_signatures, .show = show_signature, .blurb = "Hash and signature"}, \
    [TLS_SIG_HASH] = NAMED(p ".handshake.sig_hash_hash", "Signature Hash Algorithm Hash", FT_UINT8, BASE_DEC, tls_hash_names, "The hash, before TLS 1.3"), \
    [TLS_SIG_SIG] = NAMED(p ".handshake.sig_hash_sig", "Signature Hash Algorithm Signature", FT_UINT8, BASE_DEC, tls_signature_names, "The signature, before TLS 1.3"), \
    [TLS_KEY_SHARE] = HEAD("Key Share extension"), \
    [TLS_KEY_SHARE_LEN] = DEC(p ".handshake.extensions_key_share_client_length", "Client Key Share Length", FT_UINT16, "In bytes"), \
    [TLS_KEY_SHARE_ENTRY] = HEAD("Key Share Entry"), \
    [TLS_KEY_SHARE_GROUP] = NAMED(p ".handshake.extensions_key_share_group", "Group", FT_UINT16, BASE_DEC, tls_groups, "Of this key"), \
    [TLS_KEY_SHARE_SELECTED] = NAMED(p ".handshake.extensions_key_share_selected_group", "Selected Group", FT_UINT16, BASE_DEC, tls_groups, "The server wants a key of this group"), \
    [TLS_KEY_SHARE_KEY_LEN] = DEC(p ".handshake.extensions_key_share_key_exchange_length", "Key Exchange Length", FT_UINT16, "In bytes"), \
    [TLS_KEY_SHARE_KEY] = BYTES(p ".handshake.extensions_key_share_key_exchange", "Key Exchange", "The public half of a key for this connection alone"), \
    [TLS_PSK_MODES_LEN] = DEC(p ".extension.psk_ke_modes_length", "PSK Key Exchange Modes Length", FT_UINT8, "In bytes"), \
    [TLS_PSK_MODE] = NAMED(p ".extension.psk_ke_mode", "PSK Key Exchange Mode", FT_UINT8, BASE_DEC, tls_psk_modes, "How a session may be resumed"), \
    [TLS_RENEG] = HEAD("Renegotiation Info extension"), \
    [TLS_RENEG_LEN] = DEC(p ".handshake.extensions_reneg_info_len", "Renegotiation info extension length", FT_UINT8, "0 in a first handshake"), \
    [TLS_STATUS_TYPE] = NAMED(p ".handshake.extensions_status_request_type", "Certificate Status Type", FT_UINT8, BASE_DEC, status_types, "How to prove that the certificate is not revoked"), \
    [TLS_STATUS_LENGTH] = {p ".handshake.ocsp_response_len", "OCSP Response Length", FT_UINT24, BASE_DEC}, \
    [TLS_STATUS_RESPONDERS] = {p ".handshake.extensions_status_request_responder_ids_len", "Responder ID list Length", FT_UINT16, BASE_DEC}, \
    [TLS_STATUS_EXTENSIONS] = {p ".handshake.extensions_status_request_exts_len", "Request Extensions Length", FT_UINT16, BASE_DEC}, \
    [TLS_RECORD_SIZE] = DEC(p ".record_size_limit", "Record Size Limit", FT_UINT16, "The longest record this side takes"), \
    [TLS_TICKET_DATA] = HEAD("Data"), \
    [TLS_JA3_FULL] = STRING(p ".handshake.ja3_full", "JA3 Fullstring", "Version, suites, extensions, groups and formats: a client's face"), \
    [TLS_JA3] = STRING(p ".handshake.ja3", "JA3", "Its MD5"), \
    [TLS_JA3S_FULL] = STRING(p ".handshake.ja3s_full", "JA3S Fullstring", "Version, suite and extensions: a server's face"), \
    [TLS_JA3S] = STRING(p ".handshake.ja3s", "JA3S", "Its MD5"), \
    [TLS_CERTS_LENGTH] = DEC(p ".handshake.certificates_length", "Certificates Length", FT_UINT24, "In bytes"), \
    [TLS_CERTS] = NONE(p ".handshake.certificates", "Certificates", "The server's first, then those that vouch for it"), \
    [TLS_CERT_LENGTH] = DEC(p ".handshake.certificate_length", "Certificate Length", FT_UINT24, "In bytes"), \
    [TLS_CERT] = {p ".handshake.certificate", "Certificate", FT_BYTES, BASE_NONE, .show = show_certificate, .flags = FIELD_OPEN_END, .blurb = "Who the server is, signed"}, \
    [TLS_SKE] = HEAD("Server Params"), \
    [TLS_CURVE_TYPE] = NAMED(p ".handshake.server_curve_type", "Curve Type", FT_UINT8, BASE_HEX, curve_types, "A named one"), \
    [TLS_CURVE] = NAMED(p ".handshake.server_named_curve", "Named Curve", FT_UINT16, BASE_HEX, tls_groups, "Which curve the server chose"), \
    [TLS_POINT_LEN] = DEC(p ".handshake.server_point_len", "Pubkey Length", FT_UINT8, "In bytes"), \
    [TLS_SERVER_POINT] = BYTES(p ".handshake.server_point", "Pubkey", "The server's public half of the key"), \
    [TLS_DH_P_LEN] = DEC(p ".handshake.p_len", "p Length", FT_UINT16, "In bytes"), \
    [TLS_DH_P] = BYTES(p ".handshake.p", "p", "The prime to reckon by"), \
    [TLS_DH_G_LEN] = DEC(p ".handshake.g_len", "g Length", FT_UINT16, "In bytes"), \
    [TLS_DH_G] = BYTES(p ".handshake.g", "g", "The number whose powers are taken"), \
    [TLS_DH_SERVER_LEN] = DEC(p ".handshake.ys_len", "Pubkey Length", FT_UINT16, "In bytes"), \
    [TLS_DH_SERVER] = BYTES(p ".handshake.ys", "Pubkey", "The server's public half of the key"), \
    [TLS_CKE] = HEAD("Client Params"), \
    [TLS_DH_CLIENT_LEN] = DEC(p ".handshake.yc_len", "Pubkey Length", FT_UINT16, "In bytes"), \
    [TLS_DH_CLIENT] = BYTES(p ".handshake.yc", "Pubkey", "The client's public half of the key"), \
    [TLS_CLIENT_POINT] = BYTES(p ".handshake.client_point", "Pubkey", "The client's public half of the key"), \
    [TLS_PREMASTER_LEN] = DEC(p ".handshake.epms_len", "Encrypted PreMaster length", FT_UINT16, "In bytes"), \
    [TLS_PREMASTER] = BYTES(p ".handshake.epms", "Encrypted PreMaster", "The secret, for the server's private key alone"), \
    [TLS_SIG_LEN] = DEC(p ".handshake.sig_len", "Signature Length", FT_UINT16, "In bytes"), \
    [TLS_SIG_BYTES] = BYTES(p ".handshake.sig", "Signature", "Proves that the key is the server's"), \
    [TLS_TICKET] = HEAD("TLS Session Ticket"), \
    [TLS_TICKET_LIFETIME] = {p ".handshake.session_ticket_lifetime_hint", "Session Ticket Lifetime Hint", FT_UINT32, BASE_DEC, .show = show_lifetime, .blurb = "How long it may be used"}, \
    [TLS_TICKET_LEN] = DEC(p ".handshake.session_ticket_length", "Session Ticket Length", FT_UINT16, "In bytes"), \
    [TLS_TICKET_BYTES] = BYTES(p ".handshake.session_ticket", "Session Ticket", "The server's memory of the session, kept by the client"), \
    [TLS_TICKET_AGE] = DEC(p ".handshake.session_ticket_age_add", "Session Ticket Age Add", FT_UINT32, "Added to the ticket's age, so that onlookers cannot link its uses"), \
    [TLS_TICKET_NONCE_LEN] = DEC(p ".handshake.session_ticket_nonce_length", "Session Ticket Nonce Length", FT_UINT8, "In bytes"), \
    [TLS_TICKET_NONCE] = BYTES(p ".handshake.session_ticket_nonce", "Session Ticket Nonce", "Makes the secret of each ticket another"), \
    [TLS_CONTEXT_LEN] = DEC(p ".handshake.certificate_request_context_length", "Certificate Request Context Length", FT_UINT8, "In bytes"), \
    [TLS_CONTEXT] = BYTES(p ".handshake.certificate_request_context", "Certificate Request Context", "Which request is answered"), \
    [TLS_CERT_TYPES_LEN] = DEC(p ".handshake.cert_types_count", "Certificate types count", FT_UINT8, "How many kinds the server takes"), \
    [TLS_CERT_TYPES] = NONE(p ".handshake.cert_types", "Certificate types", "The kinds"), \
    [TLS_CERT_TYPE] = NAMED(p ".handshake.cert_type", "Certificate type", FT_UINT8, BASE_DEC, certificate_types, "What its key must be able to do"), \
    [TLS_AUTHORITIES_LEN] = DEC(p ".handshake.dnames_len", "Distinguished Names Length", FT_UINT16, "In bytes"), \
    [TLS_AUTHORITIES] = NONE(p ".handshake.dnames", "Distinguished Names", "Who must have signed the certificate"), \
    [TLS_AUTHORITY_LEN] = DEC(p ".handshake.dname_len", "Distinguished Name Length", FT_UINT16, "In bytes"), \
    [TLS_AUTHORITY] = {p ".handshake.dname", "Distinguished Name", FT_NONE, BASE_NONE, .show = show_authority, .flags = FIELD_OPEN_END, .blurb = "One of them"}, \
    [TLS_PROOF_LEN] = DEC(p ".handshake.client_cert_vrfy.sig_len", "Signature length", FT_UINT16, "In bytes"), \
    [TLS_PROOF] = BYTES(p ".handshake.client_cert_vrfy.sig", "Signature", "Proves that the sender has the certificate's key"), \
    [TLS_VERIFY_DATA] = NONE(p ".handshake.verify_data", "Verify Data", "A digest of the whole handshake: nobody has changed it"), \
    [TLS_SCTS_LENGTH] = DEC(p ".sct.scts_length", "Serialized SCT List Length", FT_UINT16, "In bytes"), \
    [TLS_SCT] = HEAD("Signed Certificate Timestamp"), \
    [TLS_SCT_LENGTH] = DEC(p ".sct.sct_length", "Serialized SCT Length", FT_UINT16, "In bytes"), \
    [TLS_SCT_VERSION] = DEC(p ".sct.sct_version", "SCT Version", FT_UINT8, "0: the only one"), \
    [TLS_SCT_LOG] = BYTES(p ".sct.sct_logid", "Log ID", "Which log it is: the digest of its key"), \
    [TLS_SCT_TIME] = {p ".sct.sct_timestamp", "Timestamp", FT_ABSOLUTE_TIME, BASE_NONE, .flags = FIELD_UTC, .blurb = "When the log was shown the certificate"}, \
    [TLS_SCT_EXTS_LENGTH] = DEC(p ".sct.sct_extensions_length", "Extensions length", FT_UINT16, "In bytes; none are in use"), \
    [TLS_SCT_EXTS] = NONE(p ".sct.sct_extensions", "Extensions", "None are in use"), \
    [TLS_SCT_SIG_LENGTH] = DEC(p ".sct.sct_signature_length", "Signature Length", FT_UINT16, "In bytes"), \
    [TLS_SCT_SIG] = BYTES(p ".sct.sct_signature", "Signature", "The log's: it has seen the certificate, and will publish it"), \
    [TLS_HINT_LEN] = DEC(p ".handshake.hint_len", "Hint Length", FT_UINT16, "In bytes"), \
    [TLS_HINT] = BYTES(p ".handshake.hint", "Hint", "Helps the client to choose among its secrets"), \
    [TLS_IDENTITY_LEN] = DEC(p ".handshake.identity_len", "Identity Length", FT_UINT16, "In bytes"), \
    [TLS_IDENTITY] = BYTES(p ".handshake.identity", "Identity", "Which secret the two share"), \
    [TLS_SRTP_LENGTH] = DEC("dtls.use_srtp.protection_profiles_length", "SRTP Protection Profiles Length", FT_UINT16, "In bytes"), \
    [TLS_SRTP_PROFILE] = NAMED("dtls.use_srtp.protection_profile", "SRTP Protection Profile", FT_UINT16, BASE_HEX, srtp_profiles, "A way to seal media"), \
    [TLS_SRTP_MKI_LENGTH] = DEC("dtls.use_srtp.mki_length", "MKI Length", FT_UINT8, "In bytes"), \
    [TLS_SRTP_MKI] = BYTES("dtls.use_srtp.mki", "MKI", "Tells keys apart"), \
    [TLS_BEAT_MODE] = NAMED(p ".handshake.extension.heartbeat.mode", "Mode", FT_UINT8, BASE_DEC, beat_modes, "Whether the peer may ask"), \
    [TLS_BEAT] = NONE(p ".heartbeat_message", "Heartbeat Message", "Are you there?"), \
    [TLS_BEAT_TYPE] = NAMED(p ".heartbeat_message.type", "Type", FT_UINT8, BASE_DEC, tls_heartbeat_types, "A request, or what answers it"), \
    [TLS_BEAT_LENGTH] = DEC(p ".heartbeat_message.payload_length", "Payload Length", FT_UINT16, "How much is to be sent back"), \
    [TLS_BEAT_LENGTH_BAD] = {p ".heartbeat_message.payload_length", "Payload Length", FT_UINT16, BASE_DEC, .show = tls_show_heartbeat_length, .blurb = "More than there is: Heartbleed"}, \
    [TLS_BEAT_PAYLOAD] = {p ".heartbeat_message.payload", "Payload Length", FT_BYTES, BASE_NONE, .show = tls_show_heartbeat_payload, .blurb = "What is to be sent back"}, \
    [TLS_BEAT_PADDING] = {p ".heartbeat_message.padding", "Payload Length", FT_BYTES, BASE_NONE, .show = tls_show_heartbeat_padding, .blurb = "Of no meaning"}, \
    [TLS_N_BEAT_LENGTH] = NONE(p ".heartbeat_message.payload_length.invalid", "Invalid heartbeat payload length", "Whoever believes it tells more than he should"), \
    [TLS_ID_LENGTH] = DEC(p ".connection_id_length", "Connection ID length", FT_UINT8, "In bytes"), \
    [TLS_ID] = BYTES(p ".connection_id", "Connection ID", "What the peer is to put into its records, wherever it sends them from"), \
    [TLS_UNKNOWN] = HEAD("Ignored Unknown Record")

const struct field tls_fields[TLS_FIELDS] = {
    SHARED("tls"),
    [TLS_OPAQUE_TYPE] = NAMED("tls.record.opaque_type", "Opaque Type", FT_UINT8, BASE_DEC, tls_content_types, "What it pretends to carry: the true type is encrypted"),
    [TLS_GROUPS] = NONE("tls.handshake.extensions_supported_groups", "Supported Groups", "For the exchange of keys"),
    [TLS_POINTS] = NONE("tls.handshake.extensions_ec_point_formats", "Elliptic curves point formats", "How points are written"),
    [TLS_SIGS] = NONE("tls.handshake.sig_hash_algs", "Signature Hash Algorithms", "Which signatures are understood"),
    [TLS_SEGMENT_DATA] = {"tls.segment.data", "TLS segment data", FT_BYTES, BASE_NONE, .show = show_segment_data, .blurb = "Text of the record that is shown elsewhere: it is part of more"},
    [TLS_FRAGMENTS] = NONE("tls.handshake.fragments", "Reassembled Handshake Fragments", "The records that carried parts of this message"),
    [TLS_FRAGMENT] = {"tls.handshake.fragment", "Handshake Fragment", FT_FRAMENUM, BASE_NONE, .show = show_fragment, .blurb = "The frame of a part"},
    [TLS_FRAGMENT_COUNT] = DEC("tls.handshake.fragment.count", "Handshake Fragment count", FT_UINT32, "Of this message"),
    [TLS_REASSEMBLED_IN] = {"tls.handshake.reassembled_in", "Reassembled Handshake Message in frame", FT_FRAMENUM, BASE_NONE, .blurb = "Where the message is complete"},
    [TLS_N_UNKNOWN] = NONE("tls.ignored_unknown_record", "Ignored Unknown Record", "Bytes that begin no record"),
    [TLS_V2_TYPE] = NAMED("tls.handshake.type", "Handshake Message Type", FT_UINT8, BASE_DEC, tls_handshake_types, "A hello"),
    [TLS_V2_SPECS_LENGTH] = DEC("tls.handshake.cipher_spec_len", "Cipher Spec Length", FT_UINT16, "In bytes"),
    [TLS_V2_CHALLENGE_LENGTH] = DEC("tls.handshake.challenge_length", "Challenge Length", FT_UINT16, "In bytes"),
    [TLS_V2_SPEC] = {"tls.handshake.cipherspec", "Cipher Spec", FT_UINT24, BASE_HEX, .show = show_spec, .blurb = "A way to encrypt and to sign: those of SSL 2, and the suites of TLS"},
    [TLS_V2_CHALLENGE] = NONE("tls.handshake.challenge", "Challenge", "What is random in this hello"),
};

const struct field dtls_fields[DTLS_FIELDS] = {
    SHARED("dtls"),
    [TLS_GROUPS] = NONE("dtls.handshake.extensions_supported_groups", "Supported Groups List", "For the exchange of keys"),
    [TLS_POINTS] = NONE("dtls.handshake.extensions_ec_point_formats", "EC point formats", "How points are written"),
    [TLS_SIGS] = NONE("dtls.handshake.sig_hash_algs", "Signature Algorithms", "Which signatures are understood"),
    [TLS_OPAQUE_TYPE] = HEAD("Opaque Type"),
    [TLS_SEGMENT_DATA] = HEAD("DTLS segment data"),
    [TLS_FRAGMENTS] = HEAD("Reassembled Handshake Fragments"),
    [TLS_FRAGMENT] = HEAD("Handshake Fragment"),
    [TLS_FRAGMENT_COUNT] = HEAD("Handshake Fragment count"),
    [TLS_REASSEMBLED_IN] = HEAD("Reassembled Handshake Message in frame"),
    [TLS_N_UNKNOWN] = HEAD("Ignored Unknown Record"),
    [TLS_V2_TYPE] = HEAD("Handshake Message Type"),
    [TLS_V2_SPECS_LENGTH] = HEAD("Cipher Spec Length"),
    [TLS_V2_CHALLENGE_LENGTH] = HEAD("Challenge Length"),
    [TLS_V2_SPEC] = HEAD("Cipher Spec"),
    [TLS_V2_CHALLENGE] = HEAD("Challenge"),
    [DTLS_EPOCH] = DEC("dtls.record.epoch", "Epoch", FT_UINT16, "How often the keys of this side have changed; 0: nothing is encrypted yet"),
    [DTLS_SEQUENCE] = DEC("dtls.record.sequence_number", "Sequence Number", FT_UINT48, "Counts the records of the epoch: datagrams get lost, or come twice"),
    [DTLS_MESSAGE] = DEC("dtls.handshake.message_seq", "Message Sequence", FT_UINT16, "Counts the messages; one that is sent again keeps its number"),
    [DTLS_OFFSET] = DEC("dtls.handshake.fragment_offset", "Fragment Offset", FT_UINT24, "Where in the message this piece belongs"),
    [DTLS_PIECE] = DEC("dtls.handshake.fragment_length", "Fragment Length", FT_UINT24, "How much of the message this record has"),
    [DTLS_COOKIE_LENGTH] = DEC("dtls.handshake.cookie_length", "Cookie Length", FT_UINT8, "In bytes"),
    [DTLS_COOKIE] = BYTES("dtls.handshake.cookie", "Cookie", "The server's; who brings it back does not lie about where it is"),
    [DTLS_FRAGMENTS] = NONE("dtls.fragments", "Message fragments", "The pieces of this message, put together"),
    [DTLS_FRAGMENT] = {"dtls.fragment", "Message fragment", FT_FRAMENUM, BASE_NONE, .show = show_fragment, .blurb = "The frame of a piece"},
    [DTLS_FRAGMENT_COUNT] = DEC("dtls.fragment.count", "Message fragment count", FT_UINT32, "Of this message"),
    [DTLS_REASSEMBLED] = DEC("dtls.reassembled.length", "Reassembled DTLS length", FT_UINT32, "In bytes"),
    [DTLS_SPECIAL_TYPE] = NAMED("dtls.record.special_type", "Special Type", FT_UINT8, BASE_DEC, tls_content_types, "Its own type is encrypted"),
    [DTLS_ID] = BYTES("dtls.record.connection_id", "Connection ID", "The receiver's; it knows the sender by it, whatever its address"),
    [DTLS_SEALED] = BYTES("dtls.enc_content", "Encrypted Record Content", "Of whatever type"),
};
/* clang-format on */
