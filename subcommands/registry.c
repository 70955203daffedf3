/* All subcommands, from the one list in meson.build.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/parse.h"
#include "cli/cmd.h"

#define X(name) extern const struct cmd cmd_##name;
#include "registry.h"
#undef X

const struct cmd *const cmd_registry[] = {
#define X(name) &cmd_##name,
#include "registry.h"
#undef X
    NULL,
};

const struct cmd *cmd_find(const char *name)
{
    for (const struct cmd *const *cmd = cmd_registry; *cmd; cmd++)
        if (strcmp((*cmd)->name, name) == 0) return *cmd;
    return NULL;
}

/* Programs that a link of their name makes wirelab stand in for.  They are not among the commands:
 * nobody shall get such a link by accident. */
extern const struct cmd cmd_tshark;
static const struct cmd *const stand_ins[] = {&cmd_tshark};

const struct cmd *cmd_of_link(const char *name)
{
    for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
        if (strcmp(stand_ins[i]->name, name) == 0) return stand_ins[i];
    return cmd_find(name);
}

int cmd_unknown(struct lab *lab, const char *name)
{
    const char *names[sizeof cmd_registry / sizeof *cmd_registry];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        names[i] = cmd_registry[i] ? cmd_registry[i]->name : NULL;
    const char *nearest = parse_nearest(name, names);
    say_error(lab, "there is no command \"%s\"", name);
    if (nearest)
        say_hint(lab, "did you mean `wirelab %s`?", nearest);
    else
        say_hint(lab, "`wirelab help` lists the commands");
    return EXIT_USAGE;
}
