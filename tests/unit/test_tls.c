/* TLS: names of certificates, sealed keys, cipher names, hellos, and sessions that talk to each other
 * through memory.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "tls/internal.h"
#include "unit.h"

static void make_pair(const char *const *names, size_t nnames, enum cert_key kind, unsigned bits,
    struct text *cert, struct text *key)
{
    struct text message = {0}, hint = {0};
    const struct cert_request request = {.common_name = "cn.lab",
        .names = names,
        .nnames = nnames,
        .key = kind,
        .bits = bits,
        .days = 1};
    ck_assert_int_eq(cert_make(&request, cert, key, &message, &hint), 0);
    text_finish(&message);
    text_finish(&hint);
}

static void parse_cert(mbedtls_x509_crt *cert, struct text *pem)
{
    mbedtls_x509_crt_init(cert);
    text_string(pem);
    ck_assert_int_eq(mbedtls_x509_crt_parse(cert, (uint8_t *)pem->at, pem->len + 1), 0);
}

static const struct {
    const char *wanted;
    enum names_match match;
} matches[] = {
    {"localhost", NAMES_YES},
    {"LocalHost", NAMES_YES},
    {"localhost.", NAMES_YES},
    {"localhos", NAMES_NO},
    {"", NAMES_NO},
    {"cn.lab", NAMES_NO}, /* with a subjectAltName the CN does not count */
    {"a.class.lab", NAMES_YES},
    {"a.b.class.lab", NAMES_NO}, /* a star is one label */
    {"class.lab", NAMES_NO},
    {".class.lab", NAMES_NO},
    {"192.0.2.1", NAMES_YES},
    {"192.0.2.2", NAMES_NO},
    {"2001:db8::1", NAMES_YES},
    {"2001:DB8:0::1", NAMES_YES},
    {"[2001:db8::1]", NAMES_YES},
    {"2001:db8::2", NAMES_NO},
};

START_TEST(names_are_matched)
{
    static const char *const names[] = {"localhost", "*.class.lab", "192.0.2.1", "2001:db8::1"};
    struct text pem = {0}, key = {0}, all = {0};
    mbedtls_x509_crt cert;
    make_pair(names, 4, CERT_EC, 256, &pem, &key);
    parse_cert(&cert, &pem);
    ck_assert_int_eq(names_match(&cert, matches[_i].wanted), matches[_i].match);
    names_add_all(&all, &cert);
    ck_assert_str_eq(
        text_string(&all), "DNS localhost, DNS *.class.lab, IP 192.0.2.1, IP 2001:db8::1");
    mbedtls_x509_crt_free(&cert);
    text_finish(&pem);
    text_finish(&key);
    text_finish(&all);
}
END_TEST

START_TEST(names_of_the_subject_only)
{
    struct text pem = {0}, key = {0};
    mbedtls_x509_crt cert;
    make_pair(NULL, 0, CERT_EC, 256, &pem, &key);
    parse_cert(&cert, &pem);
    ck_assert_int_eq(names_match(&cert, "cn.lab"), NAMES_CN_ONLY);
    ck_assert_int_eq(names_match(&cert, "other.lab"), NAMES_NO);
    mbedtls_x509_crt_free(&cert);
    text_finish(&pem);
    text_finish(&key);
}
END_TEST

static const struct {
    enum cert_key kind;
    unsigned bits;
    const char *described;
} kinds[] = {
    {CERT_EC, 256, "EC P-256"},
    {CERT_EC, 384, "EC P-384"},
    {CERT_EC, 521, "EC P-521"},
    {CERT_RSA, 1024, "RSA 1024"},
};

/* Sealed and opened again it is the same key; with another passphrase, or damaged, it is none. */
START_TEST(keys_are_sealed)
{
    mbedtls_ctr_drbg_context drbg;
    mbedtls_pk_context key;
    struct text pem = {0}, key_pem = {0}, plain = {0}, sealed = {0}, opened = {0}, kind = {0};
    ck_assert_int_eq(random_init(&drbg), 0);
    mbedtls_pk_init(&key);
    make_pair(NULL, 0, kinds[_i].kind, kinds[_i].bits, &pem, &key_pem);
    text_string(&key_pem);
    ck_assert_int_eq(
        compat_parse_key(&key, (uint8_t *)key_pem.at, key_pem.len + 1, NULL, &drbg), 0);
    keyfile_describe(&kind, &key);
    ck_assert_str_eq(text_string(&kind), kinds[_i].described);
    ck_assert_int_eq(pkcs8_wrap(&key, &plain), 0);
    struct bytes info = bytes_of(plain.at, plain.len);
    ck_assert(!pkcs8_is_encrypted(info));
    ck_assert_int_eq(pkcs8_seal(info, "sesame", &drbg, &sealed), 0);
    struct bytes der = bytes_of(sealed.at, sealed.len);
    ck_assert(pkcs8_is_encrypted(der));
    ck_assert_int_eq(pkcs8_open(der, "sesame", &opened), PKCS8_OK);
    ck_assert_mem_eq(opened.at, plain.at, plain.len);
    ck_assert_uint_eq(opened.len, plain.len);
    text_clear(&opened);
    if (pkcs8_open(der, "Sesame", &opened) == PKCS8_OK)
        ck_assert_mem_ne(opened.at, plain.at, opened.len < plain.len ? opened.len : plain.len);
    for (size_t len = 0; len < der.len; len++) {
        uint8_t *cut = malloc(len + !len); /* of exactly this size, for the sanitizer */
        memcpy(cut, der.at, len);
        text_clear(&opened);
        ck_assert_int_eq(pkcs8_open(bytes_of(cut, len), "sesame", &opened), PKCS8_MALFORMED);
        free(cut);
    }
    mbedtls_pk_free(&key);
    mbedtls_ctr_drbg_free(&drbg);
    text_wipe(&key_pem);
    text_wipe(&plain);
    text_wipe(&sealed);
    text_wipe(&opened);
    text_finish(&pem);
    text_finish(&kind);
}
END_TEST

static const struct {
    const char *names;
    int first;
    const char *hint; /* part of it, when it is refused */
} ciphers[] = {
    {"ECDHE-RSA-AES128-GCM-SHA256", MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, NULL},
    {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:AES128-SHA",
        MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, NULL},
    {"AES128-GCM-SHA256", MBEDTLS_TLS_RSA_WITH_AES_128_GCM_SHA256, NULL},
    {"aes256-sha", MBEDTLS_TLS_RSA_WITH_AES_256_CBC_SHA, NULL},
    {"ECDHE-ECDSA-CHACHA20-POLY1305", MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, NULL},
    {"DHE-RSA-AES256-SHA256", MBEDTLS_TLS_DHE_RSA_WITH_AES_256_CBC_SHA256, NULL},
    {"ECDHE-RSA-AES128-GCM-SHA", 0, "did you mean ECDHE-RSA-AES128-GCM-SHA256?"},
    {"nonsense", 0, "OpenSSL's or IANA's"},
    {"", 0, NULL},
    {":", 0, NULL},
};

START_TEST(ciphers_have_two_names)
{
    struct text message = {0}, hint = {0};
    int *list = ciphers_parse(ciphers[_i].names, &message, &hint);
    if (ciphers[_i].first) {
        ck_assert_ptr_nonnull(list);
        ck_assert_int_eq(list[0], ciphers[_i].first);
    } else {
        ck_assert_ptr_null(list);
        ck_assert_uint_gt(message.len, 0);
        if (ciphers[_i].hint) ck_assert_ptr_nonnull(strstr(text_string(&hint), ciphers[_i].hint));
    }
    free(list);
    text_finish(&message);
    text_finish(&hint);
}
END_TEST

START_TEST(versions_have_many_spellings)
{
    ck_assert_uint_eq(tls_version_parse("1.2"), TLS_1_2);
    ck_assert_uint_eq(tls_version_parse("TLSv1.3"), TLS_1_3);
    ck_assert_uint_eq(tls_version_parse("tls1.1"), TLS_1_1);
    ck_assert_uint_eq(tls_version_parse("TLS 1.0"), TLS_1_0);
    ck_assert_uint_eq(tls_version_parse("1.4"), 0);
    ck_assert_uint_eq(tls_version_parse(""), 0);
}
END_TEST

START_TEST(key_log_lines)
{
    char path[] = "/tmp/wirelab-keylog-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(fchmod(descriptor, 0644), 0);
    close(descriptor);
    struct keylog keylog = {.descriptor = -1};
    uint8_t client_random[32] = {0xab}, secret[48] = {0xcd};
    struct text contents = {0};
    struct stat file;
    for (int turn = 0; turn < 2; turn++) { /* the second time it is appended to */
        ck_assert_int_eq(keylog_open(&keylog, path), 0);
        keylog_add(&keylog, "CLIENT_RANDOM", client_random, secret, sizeof secret);
        ck_assert_int_eq(keylog.status, 0);
        keylog_close(&keylog);
    }
    ck_assert_int_eq(stat(path, &file), 0);
    ck_assert_uint_eq(file.st_mode & 0777, 0600);
    ck_assert_int_eq(file_read(path, 4096, &contents), 0);
    ck_assert_uint_eq(contents.len, 2 * (13 + 1 + 64 + 1 + 96 + 1));
    ck_assert_mem_eq(contents.at, "CLIENT_RANDOM ab00", 18);
    ck_assert_mem_eq(contents.at + 78, " cd00", 5);
    text_finish(&contents);
    unlink(path);
}
END_TEST

/* Two sessions, and the bytes between them. */
struct wire {
    struct text to_server, to_client;
    size_t server_at, client_at;
    bool is_server; /* whose end this is */
    struct wire *shared;
};

static int wire_send(void *context, const uint8_t *data, size_t len)
{
    struct wire *wire = context;
    text_add(wire->is_server ? &wire->shared->to_client : &wire->shared->to_server, data, len);
    return (int)len;
}

static int wire_receive(void *context, uint8_t *data, size_t room)
{
    struct wire *wire = context, *shared = wire->shared;
    struct text *text = wire->is_server ? &shared->to_server : &shared->to_client;
    size_t *at = wire->is_server ? &shared->server_at : &shared->client_at;
    size_t len = text->len - *at < room ? text->len - *at : room;
    if (len == 0) return TLS_BIO_AGAIN;
    memcpy(data, text->at + *at, len);
    *at += len;
    return (int)len;
}

struct pair {
    struct wire shared, ends[2];
    struct tls_config *configs[2];
    struct tls_session *sessions[2];
    char directory[32];
};

static void pair_open(struct pair *pair, struct tls_options *client_options)
{
    struct text message = {0}, hint = {0};
    *pair = (struct pair){.directory = "/tmp/wirelab-tls-XXXXXX"};
    ck_assert_ptr_nonnull(mkdtemp(pair->directory));
    setenv("XDG_STATE_HOME", pair->directory, 1);
    unsetenv("SSLKEYLOGFILE");
    const struct tls_options server = {.role = TLS_SERVER, .alpn = "echo/1"};
    ck_assert_int_eq(tls_config_create(&server, &pair->configs[0], &message, &hint), 0);
    struct tls_identity identity;
    ck_assert(tls_config_identity(pair->configs[0], &identity) && identity.fresh);
    if (!client_options->ca_file && !client_options->insecure)
        client_options->ca_file = identity.cert_file;
    client_options->role = TLS_CLIENT;
    ck_assert_int_eq(tls_config_create(client_options, &pair->configs[1], &message, &hint), 0);
    for (int i = 0; i < 2; i++) {
        pair->ends[i] = (struct wire){.is_server = i == 0, .shared = &pair->shared};
        const struct tls_bio bio = {wire_send, wire_receive, &pair->ends[i]};
        ck_assert_int_eq(
            tls_session_create(pair->configs[i], &bio, i ? "localhost" : NULL, &pair->sessions[i]),
            0);
    }
    text_finish(&message);
    text_finish(&hint);
}

/* Until both are done, or one has failed. */
static void pair_shake(struct pair *pair, enum tls_result results[2])
{
    for (int turn = 0; turn < 20; turn++) {
        results[1] = tls_handshake(pair->sessions[1]);
        results[0] = tls_handshake(pair->sessions[0]);
        if ((results[0] == TLS_OK && results[1] == TLS_OK) || results[0] == TLS_FAILED) return;
    }
}

static void pair_close(struct pair *pair)
{
    struct tls_identity identity;
    char state[64], lock[80];
    if (tls_config_identity(pair->configs[0], &identity)) {
        unlink(identity.cert_file);
        unlink(identity.key_file);
    }
    for (int i = 0; i < 2; i++) {
        tls_session_destroy(pair->sessions[i]);
        tls_config_destroy(pair->configs[i]);
    }
    snprintf(state, sizeof state, "%s/wirelab", pair->directory);
    snprintf(lock, sizeof lock, "%s/.lock", state);
    unlink(lock);
    rmdir(state);
    rmdir(pair->directory);
    text_finish(&pair->shared.to_server);
    text_finish(&pair->shared.to_client);
}

START_TEST(sessions_talk)
{
    struct pair pair;
    enum tls_result results[2];
    struct tls_options options = {.alpn = "echo/1"};
    pair_open(&pair, &options);
    pair_shake(&pair, results);
    ck_assert_int_eq(results[0], TLS_OK);
    ck_assert_int_eq(results[1], TLS_OK);
    struct tls_summary summary;
    tls_summary(pair.sessions[0], &summary);
    ck_assert_str_eq(summary.server_name, "localhost");
    ck_assert_str_eq(summary.alpn, "echo/1");
    ck_assert(!summary.resumed && !summary.warning);
    tls_summary(pair.sessions[1], &summary);
    ck_assert_str_eq(summary.peer_subject, "CN=localhost");
    size_t taken, got;
    uint8_t data[64];
    ck_assert_int_eq(tls_write(pair.sessions[1], (const uint8_t *)"hello", 5, &taken), TLS_OK);
    ck_assert_uint_eq(taken, 5);
    ck_assert_int_eq(tls_read(pair.sessions[0], data, sizeof data, &got), TLS_OK);
    ck_assert_uint_eq(got, 5);
    ck_assert_mem_eq(data, "hello", 5);
    ck_assert_int_eq(tls_read(pair.sessions[0], data, sizeof data, &got), TLS_WANT_READ);
    ck_assert_int_eq(tls_finish(pair.sessions[1]), TLS_OK);
    ck_assert_int_eq(tls_read(pair.sessions[0], data, sizeof data, &got), TLS_CLOSED);
    ck_assert(tls_peer_finished(pair.sessions[0]));
    /* The other direction is still open. */
    ck_assert_int_eq(tls_write(pair.sessions[0], (const uint8_t *)"owed", 4, &taken), TLS_OK);
    ck_assert_int_eq(tls_read(pair.sessions[1], data, sizeof data, &got), TLS_OK);
    ck_assert_mem_eq(data, "owed", 4);
    struct text shown = {0};
    tls_show_chain(pair.sessions[1], &shown);
    ck_assert_ptr_nonnull(strstr(text_string(&shown), "Verification:  OK"));
    text_finish(&shown);
    pair_close(&pair);
}
END_TEST

START_TEST(sessions_that_do_not_trust)
{
    struct pair pair;
    enum tls_result results[2];
    struct tls_failure failure;
    struct tls_options options = {
        .server_name = "elsewhere", .retry = "talk {--ca x }{--server-name elsewhere }{} host"};
    pair_open(&pair, &options);
    pair_shake(&pair, results);
    ck_assert_int_eq(results[1], TLS_FAILED);
    tls_failure(pair.sessions[1], &failure);
    ck_assert_str_eq(failure.word, "name-mismatch");
    ck_assert_ptr_nonnull(strstr(failure.message, "not for \"elsewhere\" but for DNS localhost"));
    ck_assert_str_eq(failure.hint, "talk --ca x --server-name localhost host");
    ck_assert_int_eq(results[0], TLS_FAILED);
    tls_failure(pair.sessions[0], &failure);
    ck_assert_str_eq(failure.word, "rejected");
    pair_close(&pair);
}
END_TEST

START_TEST(sessions_that_time_out)
{
    struct pair pair;
    struct tls_failure failure;
    struct tls_options options = {.insecure = true};
    pair_open(&pair, &options);
    tls_timed_out(pair.sessions[0]);
    tls_failure(pair.sessions[0], &failure);
    ck_assert_str_eq(failure.word, "timeout");
    ck_assert_int_eq(tls_handshake(pair.sessions[1]), TLS_WANT_READ);
    ck_assert_ptr_nonnull(pair.shared.to_server.at);
    /* The hello that is on the way says which versions it offers, and is TLS at any length. */
    const uint8_t *hello = (const uint8_t *)pair.shared.to_server.at;
    ck_assert_uint_eq(hello_newest(hello, pair.shared.to_server.len), COMPAT_NEWEST);
    for (size_t len = 0; len <= pair.shared.to_server.len; len++) {
        uint8_t *cut = malloc(len + !len);
        memcpy(cut, hello, len);
        ck_assert(hello_is_tls(cut, len));
        hello_newest(cut, len);
        free(cut);
    }
    ck_assert(hello_is_tls((const uint8_t *)"\x17\x03\x03", 3));
    ck_assert(!hello_is_tls((const uint8_t *)"\x17\x04\x03", 3));
    ck_assert(!hello_is_tls((const uint8_t *)"GET /", 5));
    ck_assert(!hello_is_tls((const uint8_t *)"\n", 1));
    pair_close(&pair);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tls");
    TCase *tests = tcase_create("tls");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, names_are_matched, 0, sizeof matches / sizeof *matches);
    tcase_add_test(tests, names_of_the_subject_only);
    tcase_add_loop_test(tests, keys_are_sealed, 0, sizeof kinds / sizeof *kinds);
    tcase_add_loop_test(tests, ciphers_have_two_names, 0, sizeof ciphers / sizeof *ciphers);
    tcase_add_test(tests, versions_have_many_spellings);
    tcase_add_test(tests, key_log_lines);
    tcase_add_test(tests, sessions_talk);
    tcase_add_test(tests, sessions_that_do_not_trust);
    tcase_add_test(tests, sessions_that_time_out);
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
