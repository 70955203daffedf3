/* Giving privileges away once the device is open.
 *
 * What reads bytes from the network should not be root: a mistake in a dissector would then be
 * root's mistake.  A packet socket stays usable whoever the process becomes.
 * SPDX-License-Identifier: MIT */
#include "capture/privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include "base/parse.h"
#include "capture/capture.h"

enum { NOBODY = 65534 };

/* An id from the environment; 0 is none, for root is whom we leave. */
static unsigned id_from(const char *variable)
{
    const char *string = getenv(variable);
    uint64_t id;
    return string && parse_uint(string, &id) && id < UINT32_MAX ? (unsigned)id : 0;
}

bool privileges_sudo_user(struct privileges_user *user)
{
    struct privileges_user found = {id_from("SUDO_UID"), id_from("SUDO_GID")};
    if (!found.uid || !found.gid) return false;
    *user = found;
    return true;
}

static struct privileges_user nobody(void)
{
    const struct passwd *entry = getpwnam("nobody");
    return entry && entry->pw_uid ? (struct privileges_user){entry->pw_uid, entry->pw_gid}
                                  : (struct privileges_user){NOBODY, NOBODY};
}

bool privileges_in_user_namespace(void)
{
    unsigned long first = 0, outside = 0, count = UINT32_MAX;
    FILE *map = fopen("/proc/self/uid_map", "re");
    if (!map) return false; /* a kernel without them */
    int fields = fscanf(map, "%lu %lu %lu", &first, &outside, &count);
    fclose(map);
    return fields == 3 && (first != 0 || outside != 0 || count != UINT32_MAX);
}

/* Of what setcap(8) gave the program nothing is left either. */
static int drop_capabilities(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
    return syscall(SYS_capset, &header, none) == 0 ? 0 : uv_translate_sys_error(errno);
}

static int become(const struct privileges_user *user)
{
    if (setgroups(0, NULL) != 0 || setgid(user->gid) != 0 || setuid(user->uid) != 0)
        return uv_translate_sys_error(errno);
    return setuid(0) == 0 ? UV_EPERM : 0; /* there must be no way back */
}

int capture_drop_privileges(void)
{
    if (privileges_in_user_namespace()) return 0; /* its root is nobody outside */
    int error = 0;
    if (geteuid() == 0) {
        struct privileges_user user;
        if (!privileges_sudo_user(&user)) user = nobody();
        error = become(&user);
    }
    if (!error) error = drop_capabilities();
    if (!error && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        error = uv_translate_sys_error(errno);
    return error;
}
