/* file.h: whole files and the state directory.  SPDX-License-Identifier: MIT */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "unit.h"

/* Each test has an empty directory and is in it. */
static char folder[] = "/tmp/wirelab-file-XXXXXX";

static void enter(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void leave(void)
{
    static const char *const left[] = {"a", "link", "state/wirelab", "state",
        "home/.local/state/wirelab", "home/.local/state", "home/.local", "home"};
    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        remove(left[i]);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_msg(rmdir(folder) == 0, "something is left in %s", folder);
}

static void expect(const char *path, const char *contents, unsigned mode)
{
    struct text text = {0};
    struct stat status;
    ck_assert_int_eq(file_read(path, 100, &text), 0);
    ck_assert_str_eq(text_string(&text), contents);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, mode);
    text_finish(&text);
}

START_TEST(writing)
{
    umask(022);
    ck_assert_int_eq(file_write("a", 0600, false, bytes_of_string("one")), 0);
    expect("a", "one", 0600);
    ck_assert_int_eq(file_write("a", 0600, false, bytes_of_string("two")), -EEXIST);
    expect("a", "one", 0600);
    ck_assert_int_eq(file_write("a", 0664, true, bytes_of_string("")), 0); /* whatever the umask */
    expect("a", "", 0664);
    ck_assert_int_eq(file_write("no/such/folder", 0600, true, bytes_of_string("x")), -ENOENT);
    ck_assert_int_eq(file_write("/dev/null", 0600, true, bytes_of_string("x")), 0);
    struct stat status;
    ck_assert(stat("/dev/null", &status) == 0 && S_ISCHR(status.st_mode));
}
END_TEST

START_TEST(reading)
{
    struct text text = {0};
    text_put(&text, "before ");
    ck_assert_int_eq(file_read("a", 10, &text), -ENOENT);
    ck_assert_int_eq(file_write("a", 0600, true, bytes_of_string("0123456789")), 0);
    ck_assert_int_eq(file_read("a", 10, &text), 0);
    ck_assert_str_eq(text_string(&text), "before 0123456789");
    ck_assert_int_eq(file_read("a", 9, &text), -EFBIG);
    ck_assert_int_eq(file_read(".", 9, &text), -EISDIR);
    text_finish(&text);
}
END_TEST

START_TEST(state)
{
    struct text text = {0}, expected = {0}, shown = {0};
    struct stat status;
    text_format(&expected, "%s/state", folder);
    setenv("XDG_STATE_HOME", text_string(&expected), 1);
    text_put(&expected, "/wirelab");
    ck_assert_int_eq(file_state_directory(&text), 0);
    ck_assert_str_eq(text_string(&text), text_string(&expected));
    ck_assert_int_eq(stat("state/wirelab", &status), 0);
    ck_assert_uint_eq(status.st_mode & 07777, 0700);
    ck_assert_int_eq(file_state_directory(&text), 0); /* it is there already */
    setenv("XDG_STATE_HOME", "relative", 1);          /* to be ignored */
    text_clear(&expected);
    text_format(&expected, "%s/home", folder);
    setenv("HOME", text_string(&expected), 1);
    text_put(&expected, "/.local/state/wirelab");
    ck_assert_int_eq(file_state_directory(&text), 0);
    ck_assert_str_eq(text_string(&text), text_string(&expected));
    file_add_short(&shown, text_string(&text));
    file_add_short(&shown, "/etc/passwd");
    ck_assert_str_eq(text_string(&shown), "~/.local/state/wirelab/etc/passwd");
    text_finish(&shown);
    text_finish(&expected);
    text_finish(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("file");
    TCase *tcase = tcase_create("file");
    tcase_add_checked_fixture(tcase, enter, leave);
    tcase_add_test(tcase, writing);
    tcase_add_test(tcase, reading);
    tcase_add_test(tcase, state);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
