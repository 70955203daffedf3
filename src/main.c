/* wirelab: the entry.  `wirelab NAME …`, or a link called NAME.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/cmd.h"
#include "cli/help.h"

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* `wirelab --something`: the options that work without a command. */
static int main_option(char *option)
{
    if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0)
        return cmd_main(cmd_find("help"), 1, (char *[]){"help", NULL});
    if (strcmp(option, "--version") == 0) {
        puts("wirelab " WIRELAB_VERSION);
        if (fflush(stdout) == 0) return EXIT_DONE;
        say_error(NULL, "cannot write standard output: %s", uv_strerror(-errno));
        return EXIT_CANNOT;
    }
    say_error(NULL, "options come after the command's name: wirelab COMMAND %s", option);
    say_hint(NULL, "`wirelab help` lists the commands");
    return EXIT_USAGE;
}

/* A standard descriptor that is closed would be taken by the next socket, and our output sent to a
 * peer: fill the gaps with something that gives the error which a closed one would. */
static void fill_descriptors(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) == -1)
            open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
    fill_descriptors();
    const struct cmd *cmd = argc > 0 ? cmd_of_link(base_name(argv[0])) : NULL;
    if (cmd) return cmd_main(cmd, argc, argv);
    if (argc < 2) return main_option("--help");
    if (argv[1][0] == '-') return main_option(argv[1]);
    cmd = cmd_find(argv[1]);
    return cmd ? cmd_main(cmd, argc - 1, argv + 1) : cmd_unknown(NULL, argv[1]);
}
