/* See wire_rights.h.  SPDX-License-Identifier: MIT */
#include "cli/wire_rights.h"

#include <string.h>

#include "capture/capture.h"

void wire_refused(struct lab *lab, int error, const char *message)
{
    char path[1024] = "wirelab";
    size_t size = sizeof path;
    if (message && *message)
        say_error(lab, "%s", message); /* "cannot capture on any: …" */
    else
        say_error(lab, "cannot capture: %s", capture_error(error));
    if (error != UV_EACCES && error != UV_EPERM) return;
    if (uv_exepath(path, &size) != 0) memcpy(path, "wirelab", sizeof "wirelab");
    say_hint(lab, "run it as root: sudo %s %s …", path, lab->cmd->name);
    say_hint(lab, "or let this file capture for everybody: sudo setcap cap_net_raw+ep %s", path);
}

void wire_give_up_root(struct lab *lab)
{
    int error = capture_drop_privileges();
    if (!error) return;
    say_error(lab, "cannot give up root's privileges: %s", capture_error(error));
    lab_exit(lab, EXIT_CANNOT);
}
