/* Who this process is, and whom it could become.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <sys/types.h>

struct privileges_user {
    uid_t uid;
    gid_t gid;
};

/* Who called sudo; false when nobody did, or root itself. */
bool privileges_sudo_user(struct privileges_user *user);

/* Whether this process lives in a user namespace that maps only some ids: to become another user
 * there would fail, or mean somebody else outside. */
bool privileges_in_user_namespace(void);
