/* Files below a root: what is found, what must not be, whether the system keeps the paths inside or
 * we do.  And what kind of thing a name promises, and a directory's page.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/http_parts.h"
#include "unit.h"

static int root; /* the descriptor of a directory that all checks share */

static void put(const char *path)
{
    int file = openat(root, path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, path, strlen(path)), (ssize_t)strlen(path));
    close(file);
}

static void link_to(const char *target, const char *path)
{
    ck_assert_int_eq(symlinkat(target, root, path), 0);
}

static void make_root(void)
{
    static char folder[] = "/tmp/wirelab-http-XXXXXX";
    ck_assert_ptr_nonnull(mkdtemp(folder));
    root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ck_assert_int_ge(root, 0);
    ck_assert_int_eq(mkdirat(root, "a", 0700), 0);
    ck_assert_int_eq(mkdirat(root, "a/b", 0700), 0);
    put("file");
    put("a/b/file");
    link_to("a/b", "inside");
    link_to("/etc", "absolute");
    link_to("..", "above");
    link_to("../../../../../../etc/passwd", "a/far");
    link_to("self", "self");
}

static void remove_root(void)
{
    static const char *const paths[] = {
        "a/far", "a/b/file", "file", "inside", "absolute", "above", "self", "pipe"};
    char name[64], folder[256];
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        unlinkat(root, paths[i], 0);
    unlinkat(root, "a/b", AT_REMOVEDIR);
    unlinkat(root, "a", AT_REMOVEDIR);
    snprintf(name, sizeof name, "/proc/self/fd/%d", root);
    ssize_t len = readlink(name, folder, sizeof folder - 1);
    if (len > 0) {
        folder[len] = '\0';
        rmdir(folder);
    }
    close(root);
}

static const struct {
    const char *path;
    bool with_system, walking;
} paths[] = {
    {"", true, true},
    {"file", true, true},
    {"a", true, true},
    {"a/b/file", true, true},
    {"a/none", false, false},
    {"file/x", false, false},
    {"inside", true, false}, /* step by step no link is followed */
    {"inside/file", true, false},
    {"absolute", false, false},
    {"absolute/passwd", false, false},
    {"above", false, false},
    {"above/etc", false, false},
    {"a/far", false, false},
    {"self", false, false},
};

START_TEST(paths_stay_below)
{
    for (int walking = 0; walking < 2; walking++) {
        bool walks = walking;
        int found = http_open_below(root, paths[_i].path, &walks);
        bool there = walks ? paths[_i].walking : paths[_i].with_system;
        ck_assert_int_eq(found >= 0, there);
        if (found >= 0) close(found);
    }
}
END_TEST

START_TEST(long_names_and_pipes_do_no_harm)
{
    char name[1000];
    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    ck_assert_int_eq(mkfifoat(root, "pipe", 0600), 0);
    for (int walking = 0; walking < 2; walking++) {
        bool walks = walking;
        ck_assert_int_eq(http_open_below(root, name, &walks), -ENAMETOOLONG);
        int found = http_open_below(root, "pipe", &walks); /* and does not wait for a writer */
        ck_assert_int_ge(found, 0);
        close(found);
    }
}
END_TEST

START_TEST(names_promise_types)
{
    ck_assert_str_eq(http_type("a/b.c/x.HTML"), "text/html; charset=utf-8");
    ck_assert_str_eq(http_type("x.tar.gz"), "application/gzip");
    ck_assert_str_eq(http_type("x.js"), "text/javascript; charset=utf-8");
    ck_assert_str_eq(http_type("a.html/x"), "application/octet-stream");
    ck_assert_str_eq(http_type(".html"), "application/octet-stream");
    ck_assert_str_eq(http_type("x."), "application/octet-stream");
    ck_assert_str_eq(http_type(""), "application/octet-stream");
}
END_TEST

START_TEST(a_directory_is_a_page)
{
    struct text page = {0};
    bool walks = false;
    int folder = http_open_below(root, "a", &walks);
    ck_assert(http_listing(&page, folder, "a<b"));
    const char *html = text_string(&page);
    ck_assert_ptr_nonnull(strstr(html, "<h1>/a&lt;b</h1>"));
    ck_assert_ptr_nonnull(strstr(html, "<a href=\"../\">"));
    ck_assert_ptr_nonnull(strstr(html, "<a href=\"./b/\">b/</a>"));
    ck_assert_ptr_nonnull(strstr(html, "<a href=\"./far\">far</a>"));
    text_finish(&page);
    int file = http_open_below(root, "file", &walks);
    ck_assert(!http_listing(&page, file, ""));
    text_finish(&page);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http_file");
    TCase *tcase = tcase_create("http_file");
    tcase_add_unchecked_fixture(tcase, make_root, remove_root);
    tcase_add_loop_test(tcase, paths_stay_below, 0, sizeof paths / sizeof *paths);
    tcase_add_test(tcase, long_names_and_pipes_do_no_harm);
    tcase_add_test(tcase, names_promise_types);
    tcase_add_test(tcase, a_directory_is_a_page);
    suite_add_tcase(suite, tcase);
    return unit_run(suite);
}
