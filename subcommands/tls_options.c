/* See tls_options.h.  SPDX-License-Identifier: MIT */
#include "tls_options.h"

#include <errno.h>

#include "base/file.h"
#include "cli/passphrase.h"

const char *const tls_version_choices[] = {"auto", "1.0", "1.1", "1.2", "1.3", NULL};

static unsigned version_of(unsigned choice)
{
    return choice ? TLS_1_0 + choice - 1 : 0;
}

int tls_passphrase(
    struct lab *lab, const char *key_file, const char *passphrase_file, struct text *passphrase)
{
    int status;
    if (passphrase_file) {
        status = passphrase_read(passphrase_file, passphrase);
        if (!status) return EXIT_DONE;
        say_error(
            lab, "cannot read the passphrase from %s: %s", passphrase_file, uv_strerror(status));
        return EXIT_CANNOT;
    }
    if (!key_file || !tls_key_is_encrypted(key_file)) return EXIT_DONE;
    struct text prompt = {0};
    text_format(&prompt, "Passphrase of %s: ", key_file);
    status = passphrase_ask(text_string(&prompt), passphrase);
    text_finish(&prompt);
    if (!status) return EXIT_DONE;
    if (status == -ECANCELED) {
        say_error(lab, "no passphrase was given for %s", key_file);
    } else {
        say_error(lab,
            "the key %s is encrypted, and there is no terminal to ask for its passphrase",
            key_file);
        say_hint(lab, "--passphrase-file FILE, with the passphrase in the file's first line");
    }
    return EXIT_CANNOT;
}

static void tell_identity(struct lab *lab, const struct tls_config *config)
{
    struct tls_identity identity;
    struct text file = {0};
    if (!tls_config_identity(config, &identity)) return;
    file_add_short(&file, identity.cert_file);
    const char *human = "certificate {short_file}: {key}, {subject}, for {names}";
    if (identity.fresh && identity.reason)
        human = "certificate {short_file} made anew, since {why}: {key}, {subject}, for {names}";
    else if (identity.fresh)
        human = "certificate {short_file} made, self-signed: {key}, {subject}, for {names}";
    event_tell(lab->events,
        &(struct event){.kind = EVENT_CERTIFICATE,
            .human = human,
            .values = {event_text("file", identity.cert_file),
                event_text("key_file", identity.key_file), event_text("subject", identity.subject),
                event_text("names", *identity.names ? identity.names : "no names"),
                event_text("key", identity.key), event_text("sha256", identity.fingerprint),
                event_bool("self_made", identity.self_made), event_bool("fresh", identity.fresh),
                event_text("why", identity.reason), event_text("short_file", text_string(&file))}});
    text_finish(&file);
}

int tls_settings_open(struct lab *lab, const struct tls_settings *settings, enum tls_role role,
    const char *retry, struct tls_config **config)
{
    struct text passphrase = {0}, message = {0}, hint = {0};
    if (settings->rsa && settings->rsa < 1024) {
        say_error(lab, "an RSA key of %u bits is not secure and not made here", settings->rsa);
        say_hint(lab, "--rsa 2048");
        return EXIT_USAGE;
    }
    int code = tls_passphrase(lab, settings->key, settings->passphrase_file, &passphrase);
    if (code != EXIT_DONE) return code;
    const struct tls_options options = {.role = role,
        .cert_file = settings->cert,
        .key_file = settings->key,
        .rsa_bits = settings->rsa,
        .passphrase = passphrase.len ? text_string(&passphrase) : NULL,
        .ca_file = settings->ca,
        .server_name = settings->server_name,
        .insecure = settings->insecure,
        .min_version = version_of(settings->min_version),
        .max_version = version_of(settings->max_version),
        .ciphers = settings->ciphers,
        .alpn = settings->alpn,
        .keylog_file = settings->keylog,
        .retry = retry};
    int status = tls_config_create(&options, config, &message, &hint);
    passphrase_finish(&passphrase);
    if (status) {
        say_error(lab, "%s", text_string(&message));
        if (hint.len) say_hint(lab, "%s", text_string(&hint));
        code = status == -EINVAL ? EXIT_USAGE : EXIT_CANNOT;
    } else if (role == TLS_SERVER) {
        tell_identity(lab, *config);
    } else if (settings->insecure) {
        say_warning(lab,
            "--insecure: the server's certificate is not verified; whoever sits on the "
            "way can pose as the server, read everything and change it");
    }
    text_finish(&message);
    text_finish(&hint);
    return code;
}

/* An option of TLS that was given; NULL: none. */
static const char *given_option(const struct tls_settings *tls, enum tls_role role)
{
    return tls->show_certs        ? "--show-certs"
           : tls->insecure        ? "--insecure"
           : tls->ca              ? role == TLS_SERVER ? "--client-ca" : "--ca"
           : tls->server_name     ? "--server-name"
           : tls->cert            ? "--cert"
           : tls->key             ? "--key"
           : tls->passphrase_file ? "--passphrase-file"
           : tls->rsa             ? "--rsa"
           : tls->min_version     ? "--min-version"
           : tls->max_version     ? "--max-version"
           : tls->ciphers         ? "--ciphers"
           : tls->alpn            ? "--alpn"
           : tls->keylog          ? "--keylog"
                                  : NULL;
}

int tls_transport(struct lab *lab, const struct tls_settings *settings, enum tls_role role,
    bool udp, enum transport_kind *transport)
{
    const char *useless = settings->enabled ? NULL : given_option(settings, role);
    if (settings->enabled && udp) {
        say_error(lab, "TLS runs on TCP: --udp and --tls exclude each other");
        say_hint(lab, "leave --udp or --tls out");
        return EXIT_USAGE;
    }
    if (useless) {
        say_error(lab, "%s means nothing without --tls", useless);
        say_hint(lab, "wirelab %s --tls %s …", lab->cmd->name, useless);
        return EXIT_USAGE;
    }
    *transport = udp ? TRANSPORT_UDP : settings->enabled ? TRANSPORT_TLS : TRANSPORT_TCP;
    return EXIT_DONE;
}

int tls_serve(struct lab *lab, const struct tls_settings *settings, bool udp,
    enum transport_kind *transport, struct tls_config **config)
{
    int status = tls_transport(lab, settings, TLS_SERVER, udp, transport);
    if (status != EXIT_DONE || *transport != TRANSPORT_TLS) return status;
    return tls_settings_open(lab, settings, TLS_SERVER, NULL, config);
}

void tls_settings_close(struct lab *lab, struct tls_config *config)
{
    int status = 0;
    if (!config) return;
    const char *keylog = tls_config_keylog(config, &status);
    if (keylog && status)
        say_warning(lab, "the key log %s is incomplete: %s", keylog, uv_strerror(status));
    tls_config_destroy(config);
}
