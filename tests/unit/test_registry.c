/* Every subcommand's tables are sane, and help, manual and completion come out of them.
 * SPDX-License-Identifier: MIT */
#include <check.h>
#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/man.h"
#include "unit.h"

static int ncommands(void)
{
    int count = 0;
    while (cmd_registry[count])
        count++;
    return count;
}

static bool is_lower_sentence(const char *string)
{
    size_t len = strlen(string);
    if (len == 0 || string[len - 1] == '.' || string[len - 1] == ' ') return false;
    /* A name such as TCP or SNI may begin a text; a capitalised word may not. */
    return !isupper((unsigned char)string[0]) || !islower((unsigned char)string[1]);
}

START_TEST(sorted)
{
    for (int i = 0; i + 1 < ncommands(); i++)
        ck_assert_msg(strcmp(cmd_registry[i]->name, cmd_registry[i + 1]->name) < 0,
            "%s comes before %s", cmd_registry[i]->name, cmd_registry[i + 1]->name);
    ck_assert_ptr_eq(cmd_find(cmd_registry[0]->name), cmd_registry[0]);
    ck_assert_ptr_null(cmd_find(""));
    ck_assert_ptr_null(cmd_find("no-such-command"));
}
END_TEST

START_TEST(command)
{
    const struct cmd *cmd = cmd_registry[_i];
    ck_assert_msg(is_lower_sentence(cmd->summary), "%s: summary: %s", cmd->name, cmd->summary);
    ck_assert_msg(cmd->start != NULL, "%s", cmd->name);
    ck_assert_msg(strspn(cmd->name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(cmd->name),
        "%s", cmd->name);
    for (const char *at = cmd->see_also; at && *(at += strspn(at, " "));) {
        char name[64] = {0};
        size_t len = strcspn(at, " ");
        ck_assert_uint_lt(len, sizeof name);
        memcpy(name, at, len);
        ck_assert_msg(cmd_find(name) && cmd_find(name) != cmd, "%s: see_also: %s", cmd->name, name);
        at += len;
    }
}
END_TEST

static void check_row(const struct cmd *cmd, const struct opt *opt)
{
    const char *name = opt->name ? opt->name : "(letter)";
    ck_assert_msg(opt->name || opt->letter, "%s: a row without a name", cmd->name);
    ck_assert_msg(
        !opt->letter || isalnum((unsigned char)opt->letter), "%s: --%s: letter", cmd->name, name);
    ck_assert_msg(!opt->help || is_lower_sentence(opt->help), "%s: --%s: help: %s", cmd->name, name,
        opt->help);
    ck_assert_msg(
        opt_is_valued(opt) == (opt->metavar != NULL), "%s: --%s: metavar", cmd->name, name);
    ck_assert_msg(opt->kind != OPT_KIND_CHOICE || (opt->choices && opt->choices[0]),
        "%s: --%s: choices", cmd->name, name);
    ck_assert_msg(opt->min <= opt->max, "%s: --%s: range", cmd->name, name);
}

/* Letters and names are unique within a command, the common ones included. */
START_TEST(options)
{
    const struct cmd *cmd = cmd_registry[_i];
    const struct opt *seen[256];
    size_t nseen = 0;
    struct opt_table tables[CMD_TABLES];
    size_t count = cmd_tables(cmd, NULL, NULL, tables);
    for (size_t i = 0; i < count; i++) {
        for (const struct opt *opt = tables[i].opts; !opt_is_end(opt); opt++) {
            if (opt_is_heading(opt)) continue;
            check_row(cmd, opt);
            for (size_t j = 0; j < nseen; j++) {
                ck_assert_msg(!opt->letter || opt->letter != seen[j]->letter, "%s: -%c twice",
                    cmd->name, opt->letter);
                ck_assert_msg(!opt->name || !seen[j]->name || strcmp(opt->name, seen[j]->name) != 0,
                    "%s: --%s twice", cmd->name, opt->name);
            }
            ck_assert_uint_lt(nseen, 256);
            seen[nseen++] = opt;
        }
    }
}
END_TEST

/* Defaults are values of their options: opt_defaults() asserts it. */
START_TEST(defaults)
{
    const struct cmd *cmd = cmd_registry[_i];
    static union {
        char bytes[1 << 20];
        max_align_t align;
    } state;
    ck_assert_uint_le(cmd->state_size, sizeof state);
    opt_defaults(cmd->opts, &state);
    opt_finish(cmd->opts, &state);
}
END_TEST

/* The option lines of a help page keep to the width asked for, and no line ends in a blank. */
START_TEST(help)
{
    const struct cmd *cmd = cmd_registry[_i];
    for (unsigned width = 60; width <= 100; width += 20) {
        struct text text = {0};
        help_command(&text, cmd, width, false);
        const char *page = text_string(&text);
        ck_assert_ptr_nonnull(strstr(page, cmd->name));
        ck_assert_ptr_nonnull(strstr(page, "--help"));
        for (const char *line = page; *line; line += strcspn(line, "\n") + 1) {
            size_t len = strcspn(line, "\n");
            bool option = strncmp(line, "  -", 3) == 0 || strncmp(line, "      ", 6) == 0;
            ck_assert_msg(!option || len <= width, "%s: too wide: %.*s", cmd->name, (int)len, line);
            ck_assert_msg(len == 0 || line[len - 1] != ' ', "%s: ends in a blank: %.*s", cmd->name,
                (int)len, line);
        }
        text_finish(&text);
    }
}
END_TEST

START_TEST(man)
{
    struct text text = {0};
    man_command(&text, cmd_registry[_i]);
    ck_assert_int_eq(strncmp(text_string(&text), ".TH WIRELAB", 11), 0);
    ck_assert_ptr_nonnull(strstr(text_string(&text), ".SH OPTIONS"));
    text_finish(&text);
}
END_TEST

START_TEST(completion)
{
    static void (*const scripts[])(struct text *, const struct cmd *const *) = {
        completion_bash, completion_zsh, completion_fish};
    struct text text = {0};
    scripts[_i](&text, cmd_registry);
    for (int i = 0; i < ncommands(); i++)
        ck_assert_msg(
            strstr(text_string(&text), cmd_registry[i]->name) != NULL, "%s", cmd_registry[i]->name);
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("registry");
    TCase *tcase = tcase_create("registry");
    int count = ncommands();
    tcase_add_test(tcase, sorted);
    tcase_add_loop_test(tcase, command, 0, count);
    tcase_add_loop_test(tcase, options, 0, count);
    tcase_add_loop_test(tcase, defaults, 0, count);
    tcase_add_loop_test(tcase, help, 0, count);
    tcase_add_loop_test(tcase, man, 0, count);
    tcase_add_loop_test(tcase, completion, 0, 3);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
