/* What a subcommand is, and the lab it runs in.
 *
 * subcommands/NAME.c ends with its option rows and `const struct cmd cmd_NAME`.  The framework
 * parses the options into a zeroed state, calls `start`, runs the loop until the command is done,
 * and closes.  A command without I/O does its work in `start` and returns.
 *
 * A *lab* is one running command.  Several labs may share a loop: that is how `demo` and the tests
 * run a server, its client and a capture in one process.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/event.h"
#include "cli/opt.h"
#include "cli/out.h"
#include "cli/say.h"

enum exit_code { /* the same for every subcommand */
    EXIT_DONE = 0,
    EXIT_NO = 1, /* it ran, and the answer is no: check failed, peer refused, nothing matched */
    EXIT_USAGE = 2,
    EXIT_CANNOT = 3, /* it could not: bind, permission, file, name, handshake */
};

struct lab;

enum cmd_flag {
    CMD_NETWORK = 1, /* has --wire */
    CMD_PLAIN = 2,   /* about wirelab itself: no link is named after it (help, completion) */
    CMD_TIDY = 4,    /* `start` makes what `finish` removes: signals wait until it has returned */
};

struct cmd {
    const char *name;       /* "echo-server" */
    const char *args;       /* positional part of the usage line: "[HOST] [PORT]" or "" */
    const char *summary;    /* one line, imperative, no full stop */
    const char *about;      /* paragraphs, separated by blank lines; DESCRIPTION of the man page */
    const char *examples;   /* lines "command  # what it does" */
    const char *see_also;   /* names of other subcommands, blank-separated; NULL */
    unsigned flags;         /* enum cmd_flag */
    const struct opt *opts; /* ends with {0}; NULL for none */
    size_t state_size;
    /* argv holds the positional arguments.  Returns EXIT_DONE when started (or done), otherwise the
     * exit code, after having said why.  What was begun by then is closed by `stop`, which is called
     * in any case. */
    int (*start)(struct lab *lab, void *state, int argc, char **argv);
    /* Closes every handle.  Called once: on SIGINT, SIGTERM, --deadline, a broken stdout,
     * lab_exit(), after a failed start, or when no handle is left.  Never from inside `start`. */
    void (*stop)(struct lab *lab, void *state);
    /* A command that stands in for another program, which a link named after that makes it be: built
     * on this one of ours, with its options beside the own ones. */
    const struct cmd *base;
    /* The exit code that the other program would give.  Optional. */
    int (*status)(const void *state, int status);
    /* All handles are closed: tells the totals, frees what `state` holds; may still change
     * lab->status.  Optional. */
    void (*finish)(struct lab *lab, void *state);
};

/* Options that every command has. */
struct cmd_common {
    bool help;
    bool version;
    bool json;
    bool wire;        /* CMD_NETWORK only */
    unsigned color;   /* enum say_color: auto, always, never */
    int64_t deadline; /* nanoseconds, 0 none */
};

struct lab {
    uv_loop_t *loop;
    const struct cmd *cmd;
    void *state;
    struct events *events; /* tell what happens here; never NULL */
    struct out *out;       /* standard output, for what is not an event (listings, packets) */
    int input;             /* descriptor of standard input: 0 unless a host gives another */
    struct cmd_common common;
    bool color;    /* standard output gets colour */
    int status;    /* the exit code so far */
    bool started;  /* `start` was called: so will `stop` and `finish` be */
    bool starting; /* it has not returned yet: stopping waits for that */
    bool stopping; /* `stop` was called, or will be when `start` has returned */
    bool stopped;  /* `stop` was called */
    bool late;     /* --deadline has stopped it */
    bool quiet;    /* set by commands with --quiet: no human line for opened/received/sent/closed */
    bool hosted;   /* a host shows what it tells: what it would print beside events is left out */
    /* A host (demo) is told of lab_exit(); NULL alone. */
    void (*exited)(struct lab *lab, void *context);
    void *context;
};

/* Runs a command to its end on a loop of its own; returns the exit code. */
int cmd_main(const struct cmd *cmd, int argc, char **argv);

/* For hosts of several labs.  argv[0] is the command's name; NULL-terminated; its array is
 * reordered.  Events go to `events`.  Returns an exit code; on EXIT_DONE the lab runs until
 * lab_stop().  Whatever it returned, lab_close() must follow when the loop has run empty: it gives
 * the final exit code.  A host that wants `exited` sets it, and `context`, before; and `input`. */
int lab_open(struct lab *lab, uv_loop_t *loop, const struct cmd *cmd, int argc, char **argv,
    struct events *events, struct out *out);
void lab_stop(struct lab *lab);
int lab_close(struct lab *lab);

/* The option tables of a command: its own rows, then the common ones that it has.  Returns how
 * many.  `state` and `common` may be NULL when nothing is to be parsed. */
enum { CMD_TABLES = 5 };
size_t cmd_tables(const struct cmd *cmd, void *state, struct cmd_common *common,
    struct opt_table tables[CMD_TABLES]);

/* For commands: I am done, with this exit code.  Leads to `stop`. */
void lab_exit(struct lab *lab, int status);

/* All subcommands, sorted by name; NULL-terminated.  Generated from subcommands/meson.build. */
extern const struct cmd *const cmd_registry[];
const struct cmd *cmd_find(const char *name);
/* What a link of that name makes of wirelab: a subcommand, or another program's stand-in. */
const struct cmd *cmd_of_link(const char *name);
/* "wirelab ", which stands before the command's name; "" where it stands alone. */
const char *cmd_prefix(const struct cmd *cmd);
/* Says that there is no such subcommand, and which was meant; returns EXIT_USAGE.  Lab may be NULL. */
int cmd_unknown(struct lab *lab, const char *name);
