/* A lab: one running command, on a loop that it may share.  See cmd.h.
 * SPDX-License-Identifier: MIT */
#include "cli/lab.h"

#include <stdlib.h>

static const char *const color_names[] = {"auto", "always", "never", NULL};

static const struct opt event_opts[] = {
    OPT_GROUP("common options"),
    OPT_FLAG(0, "json", struct cmd_common, json, "print events as JSON, one object a line"),
    OPT_DURATION(
        0, "deadline", struct cmd_common, deadline, NULL, "stop after this time, as Ctrl-C would"),
    {0},
};

static const struct opt wire_opts[] = {
    OPT_FLAG(0, "wire", struct cmd_common, wire,
        "capture the port in use and show the packets between the events; root is given up once "
        "that has begun"),
    {0},
};

static const struct opt plain_opts[] = {
    OPT_GROUP("common options"),
    OPT_CHOICE(
        0, "color", struct cmd_common, color, color_names, "auto", "WHEN", "colour the output"),
    OPT_FLAG('h', "help", struct cmd_common, help, "show this help"),
    OPT_FLAG(0, "version", struct cmd_common, version, "show the version"),
    {0},
};

const char *cmd_prefix(const struct cmd *cmd)
{
    return cmd->base ? "" : "wirelab ";
}

size_t cmd_tables(const struct cmd *cmd, void *state, struct cmd_common *common,
    struct opt_table tables[CMD_TABLES])
{
    size_t count = 0;
    if (cmd->opts) tables[count++] = (struct opt_table){cmd->opts, state};
    if (cmd->base) tables[count++] = (struct opt_table){cmd->base->opts, state};
    tables[count++] = (struct opt_table){event_opts, common};
    if (cmd->flags & CMD_NETWORK) tables[count++] = (struct opt_table){wire_opts, common};
    tables[count++] = (struct opt_table){plain_opts, common};
    return count;
}

bool lab_parse(struct lab *lab, int argc, char **argv, int *npositional, struct text *message,
    struct text *hint)
{
    struct opt_table tables[CMD_TABLES];
    lab->state = calloc(1, lab->cmd->state_size ? lab->cmd->state_size : 1);
    if (!lab->state) {
        text_put(message, "out of memory");
        return false;
    }
    size_t count = cmd_tables(lab->cmd, lab->state, &lab->common, tables);
    for (size_t i = 0; i < count; i++)
        opt_defaults(tables[i].opts, tables[i].state);
    return opt_parse(tables, count, argc, argv, npositional, message, hint);
}

int lab_refuse(struct lab *lab, const char *message, const char *hint)
{
    say_error(lab, "%s", message);
    if (*hint)
        say_hint(lab, "%s", hint);
    else
        say_hint(lab, "`%s%s --help` lists the options", cmd_prefix(lab->cmd), lab->cmd->name);
    return lab->status = EXIT_USAGE;
}

int lab_begin(struct lab *lab, int argc, char **argv)
{
    lab->started = lab->starting = true;
    int status = lab->cmd->start(lab, lab->state, argc, argv);
    lab->starting = false;
    if (status != EXIT_DONE) {
        lab->status = status;
        lab->stopping = true;
    }
    if (lab->stopping) { /* asked for from inside `start` */
        lab->stopping = false;
        lab_stop(lab);
    }
    return lab->status;
}

int lab_open(struct lab *lab, uv_loop_t *loop, const struct cmd *cmd, int argc, char **argv,
    struct events *events, struct out *out)
{
    struct text message = {0}, hint = {0};
    int npositional = 0;
    *lab = (struct lab){.loop = loop,
        .cmd = cmd,
        .events = events,
        .out = out,
        .input = lab->input,
        .hosted = true,
        .exited = lab->exited,
        .context = lab->context};
    bool right = lab_parse(lab, argc - 1, argv + 1, &npositional, &message, &hint);
    if (!right) lab_refuse(lab, text_string(&message), text_string(&hint));
    text_finish(&message);
    text_finish(&hint);
    if (!right) return lab->status;
    lab->color = say_wants_color(lab->common.color, out->descriptor);
    return lab_begin(lab, npositional, argv + 1);
}

void lab_stop(struct lab *lab)
{
    if (lab->stopping) return;
    lab->stopping = true;
    if (!lab->started || lab->starting || lab->stopped) return;
    lab->stopped = true;
    if (lab->cmd->stop) lab->cmd->stop(lab, lab->state);
}

void lab_exit(struct lab *lab, int status)
{
    if (lab->status == EXIT_DONE) lab->status = status;
    lab_stop(lab);
    if (lab->exited) lab->exited(lab, lab->context);
}

int lab_close(struct lab *lab)
{
    struct opt_table tables[CMD_TABLES];
    if (!lab->state) return lab->status;
    if (lab->started && lab->cmd->finish) lab->cmd->finish(lab, lab->state);
    if (lab->cmd->status) lab->status = lab->cmd->status(lab->state, lab->status);
    size_t count = cmd_tables(lab->cmd, lab->state, &lab->common, tables);
    for (size_t i = 0; i < count; i++)
        opt_finish(tables[i].opts, tables[i].state);
    free(lab->state);
    lab->state = NULL;
    return lab->status;
}
