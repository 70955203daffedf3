/* What capturing takes, and giving it up again.  SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cmd.h"

/* "cannot capture", and what can be done about it. */
void wire_refused(struct lab *lab, int error, const char *message);

/* What reads bytes from the network should not be root (capture/privileges.c says why): from here on
 * it is whoever called sudo, or nobody.  If that cannot be, the command ends. */
void wire_give_up_root(struct lab *lab);
