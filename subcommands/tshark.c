/* What a link named tshark makes of wirelab: `sniff`, spelled as scripts and programs made for tshark
 * spell it, and with tshark's exit codes.  SPDX-License-Identifier: MIT */
#include "sniff.h"

/* They look for the version, and take from it what they may ask for. */
static const char VERSION[] =
    "TShark (Wireshark) 4.0.17 as far as wirelab " WIRELAB_VERSION " stands in for it\n";

/* 2: what was to be read, or the display filter, is not right; 1: all else. */
static int status(const void *state, int status)
{
    const struct sniff *sniff = state;
    if (status == EXIT_USAGE) return sniff->filter_refused ? 2 : 1;
    if (status == EXIT_CANNOT) return sniff->read ? 2 : 1;
    return status;
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct sniff *sniff = state;
    sniff->lab = lab;
    if (sniff->keytab) sniff_note(sniff, "-K %s: Kerberos is not decrypted here", sniff->keytab);
    if (sniff->unknown) {
        say_error(
            lab, "neither -U, --export-tls-session-keys nor --elastic-mapping-filter is done here");
        say_hint(lab, "--keylog FILE reads TLS sessions; -T ek and -w write what there is");
        return EXIT_USAGE;
    }
    if (!sniff->resolving) sniff->resolving = "m"; /* as usual there */
    if (!sniff->version) return cmd_sniff.start(lab, state, argc, argv);
    text_put(&lab->out->text, VERSION);
    return EXIT_DONE;
}

static void stop(struct lab *lab, void *state)
{
    cmd_sniff.stop(lab, state);
}

static void finish(struct lab *lab, void *state)
{
    cmd_sniff.finish(lab, state);
}

static const struct opt opts[] = {
    OPT_GROUP("as tshark spells them"),
    OPT_FLAG(0, "color", struct sniff, colored, "colour the lines, and the packets of -T psml"),
    OPT_FLAG('g', NULL, struct sniff, shared, NULL),
    OPT_STRING('K', NULL, struct sniff, keytab, NULL, "KEYTAB", NULL),
    OPT_LIST('M', NULL, struct sniff, ignored, "COUNT", NULL),
    OPT_LIST('X', NULL, struct sniff, ignored, "KEY:VALUE", NULL),
    OPT_STRING('U', NULL, struct sniff, unknown, NULL, "TAP", NULL),
    OPT_STRING(0, "export-tls-session-keys", struct sniff, unknown, NULL, "FILE", NULL),
    OPT_STRING(0, "elastic-mapping-filter", struct sniff, unknown, NULL, "PROTOCOLS", NULL),
    OPT_LIST(0, "temp-dir", struct sniff, ignored, "DIRECTORY", NULL),
    OPT_LIST(0, "time-stamp-type", struct sniff, ignored, "TYPE", NULL),
    OPT_LIST(0, "log-level", struct sniff, ignored, "LEVEL", NULL),
    OPT_LIST(0, "log-fatal", struct sniff, ignored, "LEVEL", NULL),
    OPT_LIST(0, "log-domains", struct sniff, ignored, "LIST", NULL),
    OPT_LIST(0, "log-debug", struct sniff, ignored, "LIST", NULL),
    OPT_LIST(0, "log-noisy", struct sniff, ignored, "LIST", NULL),
    OPT_LIST(0, "log-file", struct sniff, ignored, "FILE", NULL),
    OPT_FLAG('v', "version", struct sniff, version, "show which tshark this stands in for"),
    {0},
};

const struct cmd cmd_tshark = {
    .name = "tshark",
    .args = "[FILTER]",
    .summary = "show packets, in the place of tshark",
    .about = "This is `wirelab sniff`, called through a link named tshark. Options, outputs and "
             "exit codes "
             "are those of tshark 4.0, for the protocols that wirelab dissects: 0 done, 1 for a "
             "wrong option "
             "or an interface that cannot be opened, 2 for a wrong display filter or a file that "
             "cannot be "
             "read.",
    .examples =
        "tshark -r lab.pcapng -T fields -e ip.src -e tcp.dstport  # two fields, as columns\n"
        "tshark -r lab.pcapng -T ek  # for Elasticsearch",
    .opts = opts,
    .base = &cmd_sniff,
    .state_size = sizeof(struct sniff),
    .start = start,
    .stop = stop,
    .finish = finish,
    .status = status,
};
