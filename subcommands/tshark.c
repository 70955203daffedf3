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
