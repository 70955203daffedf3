/* What the files of `wirelab cert` share.  SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cmd.h"
#include "io/connect.h"
#include "tls/tls.h"

struct cert {
    /* make */
    const char *name, *signed_by, *ca_key, *ca_passphrase_file, *passphrase_file, *out, *key_out;
    struct opt_list san;
    uint32_t rsa, days;
    unsigned ec; /* index of cert_curves */
    bool authority, encrypt, force;
    /* show */
    const char *server_name;
    bool pem;

    struct lab *lab;
    const char *target;        /* HOST:PORT, as typed */
    struct tls_config *config; /* for looking at a server */
    struct connector *connector;
};

extern const char *const cert_curves[];

/* Both return exit codes. */
int cert_make_run(struct lab *lab, struct cert *cert);
int cert_show_run(struct lab *lab, struct cert *cert, const char *target);
