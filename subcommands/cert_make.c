/* wirelab cert make.  SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cert.h"
#include "cli/passphrase.h"
#include "tls/cert.h"
#include "tls_options.h"

enum { HOST_ROOM = 256, NAMES_LIMIT = 100, COMMON_NAME_LIMIT = 64 }; /* RFC 5280, ub-common-name */

/* What one run puts together. */
struct making {
    struct cert_request request;
    const char *names[NAMES_LIMIT];
    char host[HOST_ROOM];
    struct text out, key_out, passphrase, ca_passphrase;
    struct text cert_pem, key_pem, message, hint;
};

static bool is_address(const char *name)
{
    uint8_t address[16];
    return inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
}

/* Letters, digits, hyphens and dots (RFC 1123 2.1); an underscore, since people use it; a star for
 * the first label. */
static bool is_host(const char *name)
{
    size_t len = strlen(name), label = 0;
    if (name[0] == '*' && name[1] == '.') name += 2;
    if (len == 0 || len > 253) return false;
    for (; *name; name++) {
        if (*name == '.') {
            if (!label) return false;
            label = 0;
        } else if (isalnum((unsigned char)*name) || *name == '-' || *name == '_') {
            if (++label > 63) return false;
        } else {
            return false;
        }
    }
    return label > 0;
}

static int collect_names(struct lab *lab, const struct cert *cert, struct making *making)
{
    struct cert_request *request = &making->request;
    request->names = making->names;
    for (size_t i = 0; i < cert->san.count; i++) {
        const char *name = cert->san.at[i];
        if (!is_address(name) && !is_host(name)) {
            say_error(lab, "\"%s\" is neither a host name nor an address", name);
            say_hint(lab, "--san www.example.org --san 192.0.2.1 --san '*.example.org'");
            return EXIT_USAGE;
        }
        if (request->nnames == NAMES_LIMIT) {
            say_error(lab, "a certificate for more than %d names is not made here", NAMES_LIMIT);
            return EXIT_USAGE;
        }
        making->names[request->nnames++] = name;
    }
    if (!request->nnames && !cert->authority) {
        if (cert->name && (is_address(cert->name) || is_host(cert->name))) {
            making->names[request->nnames++] = cert->name;
        } else {
            making->names[request->nnames++] = "localhost";
            making->names[request->nnames++] = "127.0.0.1";
            making->names[request->nnames++] = "::1";
            if (gethostname(making->host, sizeof making->host - 1) == 0 && is_host(making->host) &&
                strcmp(making->host, "localhost") != 0)
                making->names[request->nnames++] = making->host;
        }
    }
    request->common_name = cert->name        ? cert->name
                           : request->nnames ? making->names[0]
                                             : "wirelab CA";
    if (!*request->common_name || strlen(request->common_name) > COMMON_NAME_LIMIT) {
        say_error(lab, "the common name has to have 1 to %d characters", COMMON_NAME_LIMIT);
        say_hint(lab, "a longer host name goes into --san, and a short one into --name");
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

/* NAME.crt and NAME.key, without what has a meaning in paths. */
static void choose_files(const struct cert *cert, struct making *making)
{
    if (cert->out) {
        text_put(&making->out, cert->out);
    } else {
        for (const char *at = making->request.common_name; *at; at++)
            text_char(&making->out, isalnum((unsigned char)*at) || *at == '_' ||
                                            ((*at == '.' || *at == '-') && making->out.len)
                                        ? *at
                                        : '-');
        text_put(&making->out, ".crt");
    }
    if (cert->key_out) {
        text_put(&making->key_out, cert->key_out);
        return;
    }
    size_t stem = making->out.len;
    const char *dot = memrchr(making->out.at, '.', making->out.len);
    const char *slash = memrchr(making->out.at, '/', making->out.len);
    if (dot && (!slash || dot > slash + 1) && dot > making->out.at)
        stem = (size_t)(dot - making->out.at);
    text_add(&making->key_out, making->out.at, stem);
    text_put(&making->key_out, ".key");
}

static int check_files(struct lab *lab, const struct cert *cert, struct making *making)
{
    const char *paths[] = {text_string(&making->out), text_string(&making->key_out)};
    struct stat there;
    if (strcmp(paths[0], paths[1]) == 0) {
        say_error(lab, "the certificate and its key cannot both be %s", paths[0]);
        say_hint(lab, "--out NAME.crt --key-out NAME.key");
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < 2 && !cert->force; i++) {
        if (stat(paths[i], &there) != 0 || !S_ISREG(there.st_mode)) continue;
        say_error(lab, "%s is there already", paths[i]);
        say_hint(lab, "--force replaces it, --out FILE.crt writes elsewhere");
        return EXIT_CANNOT;
    }
    return EXIT_DONE;
}

/* Asked for twice, since nobody sees what is typed. */
static int ask_new_passphrase(struct lab *lab, struct text *passphrase)
{
    struct text again = {0};
    int status = passphrase_ask("New passphrase: ", passphrase);
    if (!status) status = passphrase_ask("The same again: ", &again);
    bool same = again.len == passphrase->len &&
                (again.len == 0 || memcmp(again.at, passphrase->at, again.len) == 0);
    passphrase_finish(&again);
    if (status == -ECANCELED)
        say_error(lab, "no passphrase was given");
    else if (status)
        say_error(lab, "there is no terminal to ask for a passphrase");
    else if (!same)
        say_error(lab, "the two passphrases differ");
    else
        return EXIT_DONE;
    if (status && status != -ECANCELED) say_hint(lab, "--passphrase-file FILE");
    return EXIT_CANNOT;
}

static int get_passphrases(struct lab *lab, const struct cert *cert, struct making *making)
{
    int code = EXIT_DONE;
    if (cert->passphrase_file)
        code = tls_passphrase(lab, NULL, cert->passphrase_file, &making->passphrase);
    else if (cert->encrypt)
        code = ask_new_passphrase(lab, &making->passphrase);
    if (code == EXIT_DONE && (cert->passphrase_file || cert->encrypt) && !making->passphrase.len) {
        say_error(lab, "an empty passphrase protects nothing");
        code = EXIT_CANNOT;
    }
    if (code == EXIT_DONE && cert->signed_by)
        code = tls_passphrase(lab, cert->ca_key, cert->ca_passphrase_file, &making->ca_passphrase);
    if (making->passphrase.len) making->request.passphrase = text_string(&making->passphrase);
    if (making->ca_passphrase.len)
        making->request.ca_passphrase = text_string(&making->ca_passphrase);
    return code;
}

static int write_files(struct lab *lab, const struct cert *cert, struct making *making)
{
    const char *key = text_string(&making->key_out), *file = text_string(&making->out);
    int status =
        file_write(key, 0600, cert->force, bytes_of(making->key_pem.at, making->key_pem.len));
    if (status) {
        say_error(lab, "cannot write %s: %s", key, uv_strerror(status));
        return EXIT_CANNOT;
    }
    status =
        file_write(file, 0644, cert->force, bytes_of(making->cert_pem.at, making->cert_pem.len));
    if (!status) return EXIT_DONE;
    say_error(lab, "cannot write %s: %s", file, uv_strerror(status));
    if (!cert->force) unlink(key); /* of no use without its certificate */
    return EXIT_CANNOT;
}

static void tell_made(struct lab *lab, const struct cert *cert, struct making *making)
{
    struct cert_list *list = NULL;
    struct cert_info info;
    struct text until = {0};
    if (cert_parse(bytes_of(making->cert_pem.at, making->cert_pem.len), &list) != 0) return;
    cert_info(list, 0, &info);
    cert_add_time(&until, info.not_after);
    event_tell(lab->events,
        &(struct event){.kind = EVENT_CERTIFICATE,
            .human =
                info.names.len
                    ? "made {file} and its key {key_file}: {key}, {subject}, for {names}, until "
                      "{not_after}"
                    : "made {file} and its key {key_file}: {key}, {subject}, until {not_after}",
            .values = {event_text("file", text_string(&making->out)),
                event_text("key_file", text_string(&making->key_out)),
                event_text("subject", text_string(&info.subject)),
                event_text("issuer", text_string(&info.issuer)),
                event_text("names", info.names.len ? text_string(&info.names) : NULL),
                event_text("key", text_string(&info.key)),
                event_text("not_after", text_string(&until)), event_bool("ca", info.authority),
                event_bool("encrypted", making->request.passphrase != NULL),
                event_text("sha256", text_string(&info.fingerprint))}});
    if (cert->authority)
        say_hint(lab, "sign with it: wirelab cert make --san localhost --signed-by %s --ca-key %s",
            text_string(&making->out), text_string(&making->key_out));
    else
        say_hint(lab,
            "serve with it: wirelab tls-echo --cert %s --key %s; clients trust it by --ca %s",
            text_string(&making->out), text_string(&making->key_out),
            cert->signed_by ? cert->signed_by : text_string(&making->out));
    cert_info_finish(&info);
    cert_destroy(list);
    text_finish(&until);
}

static int make(struct lab *lab, const struct cert *cert, struct making *making)
{
    static const unsigned curves[] = {256, 384, 521};
    struct cert_request *request = &making->request;
    request->key = cert->rsa ? CERT_RSA : CERT_EC;
    request->bits = cert->rsa ? cert->rsa : curves[cert->ec];
    request->days = cert->days;
    request->authority = cert->authority;
    request->ca_file = cert->signed_by;
    request->ca_key_file = cert->ca_key;
    int code = collect_names(lab, cert, making);
    if (code != EXIT_DONE) return code;
    choose_files(cert, making);
    code = check_files(lab, cert, making);
    if (code == EXIT_DONE) code = get_passphrases(lab, cert, making);
    if (code != EXIT_DONE) return code;
    if (cert_make(request, &making->cert_pem, &making->key_pem, &making->message, &making->hint) !=
        0) {
        say_error(lab, "%s", text_string(&making->message));
        if (making->hint.len) say_hint(lab, "%s", text_string(&making->hint));
        return EXIT_CANNOT;
    }
    code = write_files(lab, cert, making);
    if (code == EXIT_DONE) tell_made(lab, cert, making);
    return code;
}

int cert_make_run(struct lab *lab, struct cert *cert)
{
    struct making making = {0};
    if (!cert->signed_by != !cert->ca_key) {
        say_error(lab, cert->ca_key ? "--ca-key needs --signed-by" : "--signed-by needs --ca-key");
        say_hint(lab, "--signed-by ca.crt --ca-key ca.key");
        return EXIT_USAGE;
    }
    if (cert->rsa && cert->rsa < 1024) {
        say_error(lab, "an RSA key of %u bits is not secure and not made here", cert->rsa);
        say_hint(lab, "--rsa 2048");
        return EXIT_USAGE;
    }
    int code = make(lab, cert, &making);
    text_finish(&making.out);
    text_finish(&making.key_out);
    passphrase_finish(&making.passphrase);
    passphrase_finish(&making.ca_passphrase);
    passphrase_finish(&making.key_pem);
    text_finish(&making.cert_pem);
    text_finish(&making.message);
    text_finish(&making.hint);
    return code;
}
