/* cert: makes certificates and shows what is in them.  SPDX-License-Identifier: MIT */
#include "cert.h"

#include <string.h>

const char *const cert_curves[] = {"256", "384", "521", NULL};

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct cert *cert = state;
    cert->lab = lab;
    if (argc == 1 && strcmp(argv[0], "make") == 0) return cert_make_run(lab, cert);
    if (argc > 1 && strcmp(argv[0], "make") == 0) {
        say_error(lab, "\"%s\" is not wanted after make", argv[1]);
        say_hint(lab, "names are options: wirelab cert make --san %s", argv[1]);
        return EXIT_USAGE;
    }
    if (argc > 1 && strcmp(argv[0], "show") == 0) {
        int code = EXIT_DONE;
        for (int i = 1; i < argc && code == EXIT_DONE; i++)
            code = cert_show_run(lab, cert, argv[i]);
        return code;
    }
    if (argc == 1 && strcmp(argv[0], "show") == 0)
        say_error(lab, "show what? a file, or HOST:PORT of a server");
    else if (argc)
        say_error(lab, "\"%s\" is neither make nor show", argv[0]);
    else
        say_error(lab, "make or show?");
    say_hint(lab, "wirelab cert make --san localhost; wirelab cert show localhost.crt");
    return EXIT_USAGE;
}

static void stop(struct lab *lab, void *state)
{
    (void)lab;
    struct cert *cert = state;
    connector_close(cert->connector);
    cert->connector = NULL;
}

static void finish(struct lab *lab, void *state)
{
    (void)lab;
    struct cert *cert = state;
    tls_config_destroy(cert->config);
}

static const struct opt opts[] = {
    OPT_GROUP("make"),
    OPT_LIST(0, "san", struct cert, san, "NAME",
        "a host name or address it is for; may be repeated; without it localhost, 127.0.0.1, ::1 "
        "and "
        "the name of this machine"),
    OPT_STRING(0, "name", struct cert, name, NULL, "NAME",
        "the subject's common name; without it the first --san"),
    OPT_CHOICE(
        0, "ec", struct cert, ec, cert_curves, "256", "BITS", "a key on P-256, P-384 or P-521"),
    OPT_UINT(0, "rsa", struct cert, rsa, 0, 8192, 0, "BITS",
        "an RSA key instead, of 2048 bits for example"),
    OPT_UINT(0, "days", struct cert, days, 1, 36500, 365, "N", "valid for so long"),
    OPT_FLAG(0, "ca", struct cert, authority, "an authority (CA), which signs other certificates"),
    OPT_FILE(0, "signed-by", struct cert, signed_by, "CA.crt",
        "signed by this authority, not by itself"),
    OPT_FILE(0, "ca-key", struct cert, ca_key, "CA.key", "that authority's key"),
    OPT_FILE(0, "ca-passphrase-file", struct cert, ca_passphrase_file, "FILE",
        "take the passphrase of that key from the first line of this file"),
    OPT_FLAG(
        0, "encrypt", struct cert, encrypt, "ask for a passphrase and encrypt the new key with it"),
    OPT_FILE(0, "passphrase-file", struct cert, passphrase_file, "FILE",
        "encrypt the new key with the first line of this file"),
    OPT_FILE(
        'o', "out", struct cert, out, "FILE", "where the certificate goes; without it NAME.crt"),
    OPT_FILE(0, "key-out", struct cert, key_out, "FILE",
        "where the key goes; without it beside it, NAME.key"),
    OPT_FLAG('f', "force", struct cert, force, "replace files that are there"),
    OPT_GROUP("show"),
    OPT_FLAG(0, "pem", struct cert, pem, "the certificates themselves, to be kept in a file"),
    OPT_STRING(0, "server-name", struct cert, server_name, NULL, "NAME",
        "ask the server for the certificate of this name (SNI)"),
    {0},
};

const struct cmd cmd_cert = {
    .name = "cert",
    .args = "make | show FILE|HOST:PORT",
    .summary = "make certificates and show what is in them",
    .about =
        "`cert make` makes a key pair and a certificate for it: self-signed, or, with --signed-by, "
        "signed by an authority of your own, which --ca makes. Names and addresses that clients "
        "connect to stand in its subjectAltName; the common name (CN) counts no more (RFC 9525). "
        "The "
        "key is written as PKCS #8, readable by its owner only, and encrypted on demand. Files "
        "that "
        "are there are kept unless --force says otherwise.\n\n"
        "`cert show` explains the certificates of a file (PEM or DER), or those that a server "
        "shows: "
        "whom they are for and by whom, how long they are valid, their key, what they may be used "
        "for, and the fingerprint that two people can compare. Nothing is verified by it.",
    .examples =
        "wirelab cert make                                # localhost.crt and localhost.key\n"
        "wirelab cert make --ca --name 'Course CA' --out ca.crt\n"
        "wirelab cert make --san www.lab --signed-by ca.crt --ca-key ca.key\n"
        "wirelab cert show domain.crt\n"
        "wirelab cert show --pem localhost:1234 > server.crt   # to be given to --ca\n",
    .see_also = "tls-echo echo-client",
    .opts = opts,
    .state_size = sizeof(struct cert),
    .start = start,
    .stop = stop,
    .finish = finish,
};
