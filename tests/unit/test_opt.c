/* opt.h: command lines.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <string.h>

#include "base/text.h"
#include "cli/opt.h"
#include "unit.h"

static const char *const shapes[] = {"round", "square", NULL};

struct state {
    bool quiet, verbose, fields;
    uint32_t port, count;
    double loss;
    const char *name, *file, *host, *format;
    unsigned shape;
    int64_t idle;
    uint64_t size;
    struct opt_list also;
};

#define COUNT_DEFAULT 12
static const struct opt opts[] = {
    OPT_FLAG('q', "quiet", struct state, quiet, "say less"),
    OPT_FLAG('V', NULL, struct state, verbose, "say more"),
    OPT_UINT('p', "port", struct state, port, 0, 65535, 1234, "PORT", "port to use"),
    OPT_UINT(0, "count", struct state, count, 1, UINT32_MAX, COUNT_DEFAULT, "N", "how many"),
    OPT_GROUP("shapes"),
    OPT_NUMBER(0, "loss", struct state, loss, 0, 100, 2.5, "PERCENT", "how many are lost"),
    OPT_STRING('n', "name", struct state, name, "nobody", "NAME", "who"),
    OPT_FILE('r', "read", struct state, file, "FILE", "what to read"),
    OPT_ADDRESS('b', "bind", struct state, host, NULL, "where"),
    OPT_CHOICE(0, "shape", struct state, shape, shapes, "square", "SHAPE", "which shape"),
    OPT_DURATION(0, "idle", struct state, idle, "1.5s", "how long"),
    OPT_SIZE(0, "size", struct state, size, "64k", "how much"),
    OPT_LIST('e', NULL, struct state, also, "FIELD", "what else"),
    {0},
};

struct other {
    bool json;
};

static const struct opt other_opts[] = {
    OPT_FLAG(0, "json", struct other, json, "machine-readable"),
    {0},
};

/* One command line: its words are cut at the blanks of `line`. */
struct parsed {
    struct state state;
    struct other other;
    struct text message, hint;
    char words[512];
    char *argv[64];
    int argc, npositional;
    bool right;
};

static void parse(struct parsed *parsed, const char *line)
{
    memset(parsed, 0, sizeof *parsed);
    memcpy(parsed->words, line, strlen(line) + 1);
    for (char *word = parsed->words; *word;) {
        parsed->argv[parsed->argc++] = word;
        word += strcspn(word, " ");
        if (*word) *word++ = '\0';
    }
    const struct opt_table tables[] = {{opts, &parsed->state}, {other_opts, &parsed->other}};
    opt_defaults(opts, &parsed->state);
    opt_defaults(other_opts, &parsed->other);
    parsed->right = opt_parse(tables, 2, parsed->argc, parsed->argv, &parsed->npositional,
        &parsed->message, &parsed->hint);
}

static void finish(struct parsed *parsed)
{
    opt_finish(opts, &parsed->state);
    text_finish(&parsed->message);
    text_finish(&parsed->hint);
}

START_TEST(defaults)
{
    struct parsed p;
    parse(&p, "");
    ck_assert(p.right && p.npositional == 0);
    ck_assert(!p.state.quiet && p.state.port == 1234 && p.state.count == 12 && p.state.loss == 2.5);
    ck_assert_str_eq(p.state.name, "nobody");
    ck_assert_ptr_null(p.state.file);
    ck_assert_ptr_null(p.state.host);
    ck_assert(p.state.shape == 1 && p.state.idle == 1500000000 && p.state.size == 65536);
    ck_assert_uint_eq(p.state.also.count, 0);
    finish(&p);
}
END_TEST

START_TEST(forms)
{
    struct parsed p;
    parse(&p, "one -qV -p7 two --count=3 --count 4 -n x --name= -r - --bind ::1 --json --shape "
              "round -e a -eb -- -q --port");
    ck_assert_msg(p.right, "%s", text_string(&p.message));
    ck_assert(p.state.quiet && p.state.verbose && p.other.json);
    ck_assert(p.state.port == 7 && p.state.count == 4 && p.state.shape == 0);
    ck_assert_str_eq(p.state.name, "");
    ck_assert_str_eq(p.state.file, "-");
    ck_assert_str_eq(p.state.host, "::1");
    ck_assert_uint_eq(p.state.also.count, 2);
    ck_assert_str_eq(p.state.also.at[0], "a");
    ck_assert_str_eq(p.state.also.at[1], "b");
    ck_assert_int_eq(p.npositional, 4);
    ck_assert_str_eq(p.argv[0], "one");
    ck_assert_str_eq(p.argv[1], "two");
    ck_assert_str_eq(p.argv[2], "-q");
    ck_assert_str_eq(p.argv[3], "--port");
    finish(&p);
}
END_TEST

/* A letter's value may follow flags in the same word; a lone "-" is an argument. */
START_TEST(together)
{
    struct parsed p;
    parse(&p, "-qVp 80 -");
    ck_assert(
        p.right && p.state.quiet && p.state.verbose && p.state.port == 80 && p.npositional == 1);
    finish(&p);
    parse(&p, "-qp80 --name -q");
    ck_assert(p.right && p.state.port == 80);
    ck_assert_str_eq(p.state.name, "-q");
    finish(&p);
}
END_TEST

static const struct {
    const char *line, *message, *hint;
} wrong[] = {
    {"--prot 80", "unknown option --prot", "did you mean --port?"},
    {"--prot=80", "unknown option --prot", "did you mean --port?"},
    {"--jsn", "unknown option --jsn", "did you mean --json?"},
    {"--wireshark", "unknown option --wireshark", ""},
    {"-z", "unknown option -z", ""},
    {"-qz", "unknown option -z", ""},
    {"-port 80", "-p: \"ort\" is not a number from 0 to 65535", ""},
    {"-json", "unknown option -j", "did you mean --json?"},
    {"-\xc3\xa9t\xc3\xa9", "unknown option -\xc3\xa9", ""},
    {"--port", "--port needs a value: --port PORT", ""},
    {"-p", "-p needs a value: -p PORT", ""},
    {"--port x", "--port: \"x\" is not a number from 0 to 65535", ""},
    {"--port 65536", "--port: \"65536\" is not a number from 0 to 65535", ""},
    {"--port -1", "--port: \"-1\" is not a number from 0 to 65535", ""},
    {"--port=", "--port: \"\" is not a number from 0 to 65535", ""},
    {"--count 0", "--count: \"0\" is not a number from 1 to 4294967295", ""},
    {"--count 4294967296", "--count: \"4294967296\" is not a number from 1 to 4294967295", ""},
    {"--loss 101", "--loss: \"101\" is not a number from 0 to 100", ""},
    {"--quiet=yes", "--quiet takes no value", ""},
    {"--shape sqare", "--shape: \"sqare\" is not one of round, square", "did you mean square?"},
    {"--shape 7", "--shape: \"7\" is not one of round, square", ""},
    {"--idle soon", "--idle: \"soon\" is not a duration",
        "a duration is a number with ns, us, ms, s, m or h: 250ms, 1.5s, 2m; alone it is seconds"},
    {"--size big", "--size: \"big\" is not a size",
        "a size is a number of bytes, or with k, M, G (powers of 1024) or kB, MB, GB: 64k, 1.5MiB"},
    {"--bind=", "--bind: an address or a host name is missing", ""},
    {"--=x", "unknown option --", ""},
};

START_TEST(mistakes)
{
    struct parsed p;
    parse(&p, wrong[_i].line);
    ck_assert(!p.right);
    ck_assert_str_eq(text_string(&p.message), wrong[_i].message);
    ck_assert_str_eq(text_string(&p.hint), wrong[_i].hint);
    finish(&p);
}
END_TEST

/* A name longer than any buffer is only reported. */
START_TEST(long_name)
{
    static char name[10000];
    struct text message = {0}, hint = {0};
    struct state state = {0};
    int npositional;
    memset(name, 'x', sizeof name - 1);
    memcpy(name, "--", 2);
    ck_assert(!opt_parse(&(struct opt_table){opts, &state}, 1, 1, (char *[]){name, NULL},
        &npositional, &message, &hint));
    ck_assert_uint_gt(message.len, 9000);
    memcpy(name, "--port=", 7);
    text_clear(&message);
    ck_assert(!opt_parse(&(struct opt_table){opts, &state}, 1, 1, (char *[]){name, NULL},
        &npositional, &message, &hint));
    text_finish(&message);
    text_finish(&hint);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("opt");
    TCase *tcase = tcase_create("opt");
    tcase_add_test(tcase, defaults);
    tcase_add_test(tcase, forms);
    tcase_add_test(tcase, together);
    tcase_add_loop_test(tcase, mistakes, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(tcase, long_name);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
