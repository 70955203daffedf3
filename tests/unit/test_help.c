/* help.h and man.h: the pages of a command made up for this.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "cli/help.h"
#include "cli/man.h"
#include "unit.h"

static const char *const colors[] = {"red", "green", NULL};

struct state {
    bool quiet, hidden, verbose;
    uint32_t port, count;
    double loss;
    unsigned color;
    const char *message, *file;
    int64_t idle;
    struct opt_list also;
};

/* clang-format off */
static const struct opt opts[] = {
    OPT_UINT('p', "port", struct state, port, 0, 65535, 1234, "PORT", "port to listen on; 0 picks a free one and says which"),
    OPT_FLAG('V', NULL, struct state, verbose, "say more"),
    OPT_FLAG(0, "hidden", struct state, hidden, NULL),
    OPT_GROUP("what is shown"),
    OPT_UINT(0, "count", struct state, count, 1, UINT32_MAX, 0, "N", "how many"),
    OPT_NUMBER(0, "loss", struct state, loss, 0, 100, 0, "PERCENT", "how many are lost"),
    OPT_CHOICE(0, "tint", struct state, color, colors, "green", "TINT", "a colour"),
    OPT_STRING('m', "message", struct state, message, "Hello, world!", "TEXT", "what to say"),
    OPT_FILE(0, "a-name-that-is-very-long", struct state, file, "FILE", "where to write"),
    OPT_DURATION(0, "idle", struct state, idle, "1.5s", "time without a word"),
    OPT_LIST('e', NULL, struct state, also, "FIELD", "another one"),
    {0},
};
/* clang-format on */

static const struct cmd sample = {
    .name = "sample",
    .args = "[HOST] [PORT]",
    .summary = "show what a page looks like",
    .about =
        "A paragraph whose words are placed anew, however the lines in the source are broken:\n"
        "it wraps.\n\n"
        "  as it\n  stands\n\n\n"
        "The last one.",
    .examples = "wirelab sample -p 80  # on port 80\n.dot 'quoted' \\back    # awkward\n"
                "wirelab sample --message 'a command that is too long' # aside\nbare",
    .see_also = "other more",
    .opts = opts,
    .flags = CMD_NETWORK,
};

/* clang-format off */
static const char page[] =
    "usage: wirelab sample [options] [HOST] [PORT]\n"
    "\n"
    "show what a page looks like\n"
    "\n"
    "A paragraph whose words are placed anew, however the lines\n"
    "in the source are broken: it wraps.\n"
    "\n"
    "  as it\n"
    "  stands\n"
    "\n"
    "The last one.\n"
    "\n"
    "options:\n"
    "  -p, --port PORT          port to listen on; 0 picks a free\n"
    "                           one and says which (0 to 65535;\n"
    "                           default 1234)\n"
    "  -V                       say more\n"
    "\n"
    "what is shown:\n"
    "      --count N            how many (at least 1)\n"
    "      --loss PERCENT       how many are lost (0 to 100)\n"
    "      --tint TINT          a colour (red, green; default\n"
    "                           green)\n"
    "  -m, --message TEXT       what to say (default Hello,\n"
    "                           world!)\n"
    "      --a-name-that-is-very-long FILE\n"
    "                           where to write\n"
    "      --idle DURATION      time without a word (default\n"
    "                           1.5s)\n"
    "  -e FIELD                 another one (may be repeated)\n"
    "\n"
    "common options:\n"
    "      --json               print events as JSON, one object\n"
    "                           a line\n"
    "      --deadline DURATION  stop after this time, as Ctrl-C\n"
    "                           would\n"
    "      --wire               capture the port in use and show\n"
    "                           the packets between the events;\n"
    "                           root is given up once that has\n"
    "                           begun\n"
    "      --color WHEN         colour the output (auto, always,\n"
    "                           never; default auto)\n"
    "  -h, --help               show this help\n"
    "      --version            show the version\n"
    "\n"
    "examples:\n"
    "  wirelab sample -p 80  # on port 80\n"
    "  .dot 'quoted' \\back   # awkward\n"
    "  wirelab sample --message 'a command that is too long'  # aside\n"
    "  bare\n"
    "\n"
    "exit codes: 0 done; 1 it ran and the answer is no; 2 wrong\n"
    "usage; 3 it could not\n"
    "see also: other more\n";
/* clang-format on */

START_TEST(help)
{
    struct text text = {0};
    help_command(&text, &sample, 60, false);
    ck_assert_str_eq(text_string(&text), page);
    text_finish(&text);
}
END_TEST

/* Colour adds escape sequences and changes nothing else. */
START_TEST(colour)
{
    struct text text = {0}, plain = {0};
    help_command(&text, &sample, 60, true);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\033')
            while (text.at[i] != 'm')
                i++;
        else
            text_char(&plain, text.at[i]);
    }
    ck_assert_uint_lt(plain.len, text.len);
    ck_assert_str_eq(text_string(&plain), page);
    text_finish(&plain);
    text_finish(&text);
}
END_TEST

START_TEST(overview)
{
    struct text text = {0};
    help_overview(&text, (const struct cmd *const[]){&sample, NULL}, 80, false);
    ck_assert_ptr_nonnull(
        strstr(text_string(&text), "commands:\n  sample  show what a page looks like\n"));
    text_finish(&text);
}
END_TEST

/* Nothing of a text can be taken for a request of roff, or an escape. */
START_TEST(man)
{
    struct text text = {0};
    man_command(&text, &sample);
    const char *roff = text_string(&text);
    ck_assert_ptr_nonnull(strstr(roff, ".TH WIRELAB\\-SAMPLE 1 "));
    ck_assert_ptr_nonnull(strstr(roff, "wirelab\\-sample \\- show what a page looks like\n"));
    ck_assert_ptr_nonnull(
        strstr(roff, ".TP\n\\fB\\-p\\fR, \\fB\\-\\-port\\fR \\fIPORT\\fR\nport to listen on"));
    ck_assert_ptr_nonnull(strstr(roff, ".SS what is shown\n"));
    ck_assert_ptr_nonnull(strstr(roff, ".TP\n\\fBwirelab sample \\-p 80\\fR\non port 80\n"));
    ck_assert_ptr_nonnull(strstr(roff, "\\fB.dot \\(aqquoted\\(aq \\eback\\fR\nawkward\n"));
    ck_assert_ptr_nonnull(
        strstr(roff, ".BR wirelab (1),\n.BR wirelab\\-other (1),\n.BR wirelab\\-more (1)\n"));
    ck_assert_ptr_null(strstr(roff, "hidden"));
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("help");
    TCase *tcase = tcase_create("help");
    tcase_add_test(tcase, help);
    tcase_add_test(tcase, colour);
    tcase_add_test(tcase, overview);
    tcase_add_test(tcase, man);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
