/* Links to wirelab, each named after a subcommand, which it then is.  SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"

enum { PATH_LENGTH = 4096 };

struct install {
    bool force;
};

/* True if `path` is a link to this very program already. */
static bool is_ours(const char *path, const char *program)
{
    char target[PATH_LENGTH];
    ssize_t len = readlink(path, target, sizeof target - 1);
    if (len < 0) return false;
    target[len] = '\0';
    return strcmp(target, program) == 0;
}

/* A link takes a program's place at once, never leaving a moment without either. */
static int replace(const char *program, const char *path)
{
    char temporary[PATH_LENGTH];
    int len = snprintf(temporary, sizeof temporary, "%s.%d", path, (int)getpid());
    if (len < 0 || (size_t)len >= sizeof temporary) return ENAMETOOLONG;
    if (symlink(program, temporary) != 0) return errno;
    if (rename(temporary, path) == 0) return 0;
    int error = errno;
    unlink(temporary);
    return error;
}

static void tell(struct lab *lab, const char *path, const char *program, bool made)
{
    event_tell(lab->events, &(struct event){.kind = EVENT_RESULT,
                                .human = made ? "{link} -> {program}" : NULL,
                                .values = {event_text("link", path), event_text("program", program),
                                    event_bool("made", made)}});
}

static int make_link(struct lab *lab, const struct install *install, const char *program,
    const char *directory, const char *path)
{
    int error = symlink(program, path) == 0 ? 0 : errno;
    bool there = error == EEXIST;
    bool ours = there && is_ours(path, program);
    if (there && !ours && install->force) error = replace(program, path);
    if (!error || ours) {
        tell(lab, path, program, !ours);
        return EXIT_DONE;
    }
    say_error(lab, "cannot make the link %s: %s", path, uv_strerror(-error));
    if (error == EEXIST)
        say_hint(lab, "something else has that name; --force replaces it");
    else if (error == EACCES)
        say_hint(lab, "choose a directory of your own: mkdir -p ~/.local/bin; wirelab "
                      "install-links ~/.local/bin");
    else if (error == ENOENT)
        say_hint(lab, "make the directory first: mkdir -p %s", directory);
    return EXIT_CANNOT;
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    const struct install *install = state;
    char program[PATH_LENGTH], path[PATH_LENGTH];
    size_t size = sizeof program;
    if (argc != 1) {
        say_error(lab, argc ? "one directory at a time" : "into which directory?");
        say_hint(lab, "wirelab install-links ~/.local/bin");
        return EXIT_USAGE;
    }
    if (uv_exepath(program, &size) != 0) {
        say_error(lab, "cannot find out where this program lies");
        return EXIT_CANNOT;
    }
    for (const struct cmd *const *cmd = cmd_registry; *cmd; cmd++) {
        if ((*cmd)->flags & CMD_PLAIN) continue;
        int len = snprintf(path, sizeof path, "%s/%s", argv[0], (*cmd)->name);
        if (len < 0 || (size_t)len >= sizeof path) {
            say_error(lab, "the name of the directory is too long");
            return EXIT_CANNOT;
        }
        int status = make_link(lab, install, program, argv[0], path);
        if (status != EXIT_DONE) return status;
    }
    return EXIT_DONE;
}

static const struct opt opts[] = {
    OPT_FLAG('f', "force", struct install, force, "replace what has the name of a command already"),
    {0},
};

const struct cmd cmd_install_links = {
    .name = "install-links",
    .args = "DIR",
    .summary = "make a link for each command, so that `echo-server` is `wirelab echo-server`",
    .examples = "wirelab install-links ~/.local/bin\nwirelab install-links --force /usr/local/bin  "
                "# for all users, as root\n",
    .see_also = "help completion",
    .flags = CMD_PLAIN,
    .opts = opts,
    .state_size = sizeof(struct install),
    .start = start,
};
