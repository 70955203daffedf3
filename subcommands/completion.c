/* Scripts by which a shell completes commands, options and values.  SPDX-License-Identifier: MIT */
#include "cli/completion.h"

#include <string.h>

#include "base/parse.h"

static const char *const shells[] = {"bash", "zsh", "fish", NULL};

static void print(struct lab *lab, const char *shell,
    void (*script)(struct text *text, const struct cmd *const *commands))
{
    struct text text = {0};
    if (!lab->common.json) {
        script(&lab->out->text, cmd_registry);
        return;
    }
    script(&text, cmd_registry);
    event_tell(lab->events,
        &(struct event){.kind = EVENT_RESULT,
            .values = {event_text("shell", shell), event_text("script", text_string(&text))}});
    text_finish(&text);
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    static void (*const scripts[])(struct text * text, const struct cmd *const *commands) = {
        completion_bash, completion_zsh, completion_fish};
    (void)state;
    for (unsigned i = 0; argc == 1 && shells[i]; i++) {
        if (strcmp(argv[0], shells[i]) != 0) continue;
        print(lab, shells[i], scripts[i]);
        return EXIT_DONE;
    }
    const char *nearest = argc == 1 ? parse_nearest(argv[0], shells) : NULL;
    if (argc == 0)
        say_error(lab, "which shell? bash, zsh or fish");
    else if (argc == 1)
        say_error(lab, "\"%s\" is not one of bash, zsh, fish", argv[0]);
    else
        say_error(lab, "one shell at a time");
    if (nearest)
        say_hint(lab, "did you mean %s?", nearest);
    else
        say_hint(lab, "source <(wirelab completion bash)");
    return EXIT_USAGE;
}

const struct cmd cmd_completion = {
    .name = "completion",
    .args = "bash|zsh|fish",
    .summary = "print a script that teaches a shell to complete wirelab's commands and options",
    .about = "The script is made from the same tables as --help, so it knows every option, the "
             "choices of an "
             "option and which values are files.",
    .examples =
        "source <(wirelab completion bash)  # for this shell; put it into ~/.bashrc to keep it\n"
        "source <(wirelab completion zsh)  # in ~/.zshrc, after compinit\n"
        "wirelab completion fish | source  # in ~/.config/fish/config.fish\n",
    .see_also = "help",
    .flags = CMD_PLAIN,
    .start = start,
};
