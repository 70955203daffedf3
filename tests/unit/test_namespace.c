/* Namespaces of one's own: entering, probing, and saying why not.  SPDX-License-Identifier: MIT */
#include "box/namespace.h"
#include "box/namespace_settings.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static ino_t network(void)
{
    struct stat status;
    ck_assert_int_eq(stat("/proc/self/ns/net", &status), 0);
    return status.st_ino;
}

/* Both attempts end alike: where the probe says yes, entering works, and the other way round. */
START_TEST(probe_tells_what_entering_does)
{
    struct namespace_verdict probed, entered;
    ino_t before = network();
    namespace_probe(&probed);
    ck_assert_uint_eq(network(), before); /* the probe has moved only its child */

    int error = namespace_enter(&entered);
    ck_assert_int_eq(error == 0, probed.possible);
    ck_assert_int_eq(entered.possible, probed.possible);
    if (error == 0) {
        ck_assert_uint_ne(network(), before);
        ck_assert_ptr_null(entered.step);
        ck_assert_uint_eq(entered.reason.len, 0);
    } else {
        ck_assert_str_eq(entered.step, probed.step);
        ck_assert_uint_ne(entered.reason.len, 0);
        ck_assert_uint_ne(entered.fix.len, 0);
    }
    namespace_verdict_finish(&probed);
    namespace_verdict_finish(&entered);
}
END_TEST

static const struct {
    struct namespace_settings settings;
    enum namespace_step step;
    int error;
    const char *step_name, *reason, *fix;
} cases[] = {
    {{.user_limit = 0, .net_limit = 100}, NAMESPACE_UNSHARE, ENOSPC, "unshare",
        "user.max_user_namespaces is 0", "sudo sysctl user.max_user_namespaces=10000\n"},
    {{.user_limit = 100, .net_limit = 0}, NAMESPACE_UNSHARE, ENOSPC, "unshare",
        "user.max_net_namespaces is 0", "sudo sysctl user.max_net_namespaces=10000\n"},
    {{.user_limit = 64, .net_limit = 64}, NAMESPACE_UNSHARE, EUSERS, "unshare",
        "user.max_user_namespaces is 64, and so many there are",
        "sudo sysctl user.max_user_namespaces=128\n"},
    {{.clone_switch = 0, .apparmor = -1, .seccomp = 2}, NAMESPACE_UNSHARE, EPERM, "unshare",
        "kernel.unprivileged_userns_clone is 0",
        "sudo sysctl kernel.unprivileged_userns_clone=1\n"},
    {{.clone_switch = -1, .apparmor = 1}, NAMESPACE_UID_MAP, EPERM, "uid_map",
        "AppArmor forbids it",
        "'\"/opt/lab/wirelab\" flags=(unconfined) { userns, }' | sudo tee "
        "/etc/apparmor.d/opt.lab.wirelab && sudo apparmor_parser -r"},
    {{.clone_switch = 1, .apparmor = 1}, NAMESPACE_LOOPBACK, EACCES, "loopback",
        "AppArmor forbids it", "sudo tee"},
    {{.clone_switch = -1, .apparmor = -1, .seccomp = 2}, NAMESPACE_UNSHARE, EPERM, "unshare",
        "a seccomp filter forbids it", "--cap-add NET_RAW"},
    /* Root is past the switches for others: only the container is left. */
    {{.clone_switch = 0, .apparmor = 1, .seccomp = 2, .privileged = true}, NAMESPACE_UNSHARE, EPERM,
        "unshare", "a seccomp filter forbids it", "--security-opt"},
    {{.clone_switch = -1, .apparmor = 0}, NAMESPACE_UNSHARE, EPERM, "unshare", "chroot", "setcap"},
    {{.clone_switch = -1}, NAMESPACE_UNSHARE, EINVAL, "unshare", "threads", "setcap"},
    {{.clone_switch = -1}, NAMESPACE_LOOPBACK, ENODEV, "loopback", "loopback: no such device",
        "sudo setcap cap_net_raw+ep /opt/lab/wirelab"},
};

START_TEST(reasons)
{
    struct namespace_settings settings = cases[_i].settings;
    struct namespace_verdict verdict;
    snprintf(settings.program, sizeof settings.program, "/opt/lab/wirelab");
    namespace_explain(&settings, cases[_i].step, cases[_i].error, &verdict);
    ck_assert(!verdict.possible);
    ck_assert_int_eq(verdict.error, cases[_i].error);
    ck_assert_str_eq(verdict.step, cases[_i].step_name);
    ck_assert_ptr_nonnull(strstr(text_string(&verdict.reason), cases[_i].reason));
    ck_assert_ptr_nonnull(strstr(text_string(&verdict.fix), cases[_i].fix));
    namespace_verdict_finish(&verdict);
}
END_TEST

START_TEST(settings_of_this_system)
{
    struct namespace_settings settings;
    namespace_settings_read(&settings);
    ck_assert_int_eq(settings.program[0], '/');
    ck_assert_int_eq(settings.privileged, geteuid() == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("namespace");
    TCase *tests = tcase_create("namespace");
    tcase_add_test(tests, probe_tells_what_entering_does);
    tcase_add_loop_test(tests, reasons, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tests, settings_of_this_system);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
