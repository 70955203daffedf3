/* The parts of `wirelab sniff`, one file each:
 *
 *     sniff.c              the option rows; starting and stopping
 *     sniff_settings.c     what the options mean together: where frames come from, when to stop
 *     sniff_view.c         how packets are shown
 *     sniff_glossary.c     tshark's -G
 *     sniff_preferences.c  tshark's -o
 *     sniff_decode.c       -d: what is dissected as what
 *     sniff_explain.c      --explain-filter: a filter in words
 *     sniff_filter.c       -Y: which packets are shown or written
 *     sniff_names.c        names for addresses and ports
 *     sniff_secrets.c      key logs, by which TLS sessions are read
 *     sniff_statistics.c   tshark's -z; --follow
 *     sniff_colinfo.c      tshark's -z proto,colinfo
 *     sniff_objects.c      tshark's --export-objects
 *     sniff_write.c        -w, -b, -a: into which files, and when to stop
 *     sniff_twice.c        -2: a first pass over the file, which -R filters
 *     sniff_read.c         frames from a file or a pipe
 *     sniff_live.c         frames from an interface
 *     sniff_devices.c      -D
 *
 * A source gives each frame to sniff_frame(), which dissects, shows and writes it.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdarg.h>
#include <uv.h>

#include "capture/capture.h"
#include "cli/cmd.h"
#include "filter/explain.h"
#include "show/view.h"
#include "track/track.h"

enum sniff_type {
    SNIFF_TEXT,
    SNIFF_FIELDS,
    SNIFF_JSON,
    SNIFF_JSONRAW,
    SNIFF_EK,
    SNIFF_PDML,
    SNIFF_PSML,
    SNIFF_TABS,
};
enum sniff_seconds { SECONDS_PLAIN, SECONDS_HMS };
enum sniff_style { SNIFF_WIRESHARK, SNIFF_TURTLE, SNIFF_RAW };

struct sniff {
    /* The options. */
    struct opt_list interfaces, fields, field_options, preferences, stops, file_switches,
        file_comments, statistic_names, hexdumps, exports, host_files, ignored;
    struct opt_list decodes, only, enabled, disabled, enabled_heuristics, disabled_heuristics;
    const char *read, *write, *filter, *display_filter, *keylog, *parents, *layers, *opened,
        *separator, *glossary, *resolving, *saved_names, *link_type, *keytab, *unknown, *profile,
        *follow;
    uint32_t count, snap_length, buffer, flows;
    const char *read_filter;
    bool twice; /* -2 */
    bool explain;
    bool list, list_links, monitor, tree, bytes, summary, modest, unbuffered, quiet, very_quiet,
        colored, joined, shared, version;
    unsigned type, format, time, style, seconds;

    /* What they come to. */
    struct lab *lab;
    struct text capture_filter; /* -f, or the words at the end */
    struct text display_words;  /* the words at the end, when a file is read */
    const char *device;
    struct text device_name;                      /* of a number or by default */
    uint64_t stop_read, stop_packets, stop_bytes; /* looked at; passed; written.  0: never */
    uint64_t stop_time;                           /* milliseconds, 0: never */
    struct column_list *columns;
    struct fields_options cells;
    struct text_options text;
    bool shows, live, default_device;
    bool filter_refused; /* it was not a display filter */

    struct preferences switches; /* of -o */

    /* The work. */
    struct dissector *dissector;
    struct track *track;
    struct sniff_secrets *secrets;
    struct sniff_names *names;
    struct packet *packet;
    struct view *view;
    struct frame_clock clock;
    struct filter *display; /* NULL: everything passes */
    struct explanation *explanation;
    struct sniff_twice *first; /* -2: the first pass, and what came of it */
    struct text followed;      /* what --follow is for -z */
    struct statistic **statistics;
    size_t nstatistics;
    struct sniff_colinfo *colinfos; /* -z proto,colinfo, and what they say of the present packet */
    struct text colinfo;
    struct sniff_export *savers; /* --export-objects */
    size_t nsavers;
    uint64_t frames, passed;
    struct sniff_output *output;
    bool ended;     /* nothing more is to be taken */
    bool started;   /* a live capture runs: its totals are to be told */
    bool shown_end; /* the view's end was shown */
    struct reader *reader;
    struct live *capture;
    struct capture_stats stats;
    uv_idle_t idle;       /* reading a file goes on while the loop has nothing else to do */
    uv_poll_t poll;       /* waiting for the writer of a pipe */
    uv_timer_t timer;     /* -a duration; progress of a long file */
    uv_prepare_t prepare; /* live: what was written goes out when a turn of the loop ends */
    bool has_idle, has_poll, has_timer, has_prepare;
};

extern const struct cmd cmd_sniff;

/* Turns the options into settings; false (having said why) when they make no sense. */
bool sniff_settings(struct sniff *sniff, int argc, char **argv);
/* The same of those that say how packets are shown. */
bool sniff_view_settings(struct sniff *sniff);
/* Refuses fields of -e that there are not; an exit code. */
int sniff_fields_known(struct sniff *sniff);
/* The view that was asked for; NULL when memory runs out. */
struct view *sniff_view(struct sniff *sniff);
/* True for -o gui.column.format:, which is a matter of the view. */
bool sniff_is_column_format(const char *preference);

/* What -G asks for; an exit code. */
int sniff_glossary(struct sniff *sniff);

/* Makes dissector and view as set; an exit code. */
int sniff_prepare(struct sniff *sniff);

/* -2 (sniff_twice.c).  Compiles -R, and begins the first pass; an exit code, the reason said. */
int sniff_twice_open(struct sniff *sniff);
/* Looks at a frame of the first pass; false when it was the last one wanted. */
bool sniff_twice_look(struct sniff *sniff, struct frame *frame);
/* There are no more: everything is made ready for the second pass.  False (having said why) if not. */
bool sniff_twice_turn(struct sniff *sniff);
/* Whether the first pass goes on; whether it let this frame of the second pass through, which gets
 * its number by that. */
bool sniff_twice_first(const struct sniff *sniff);
bool sniff_twice_passed(struct sniff *sniff, struct frame *frame);
void sniff_twice_close(struct sniff *sniff);

/* -d and its like; an exit code, the reason said. */
int sniff_decode(struct sniff *sniff);

/* Says why a filter is none. */
void sniff_filter_complain(struct sniff *sniff, const char *text, struct filter_error *error);
/* --explain-filter: false if it is no filter, the reason said. */
bool sniff_explain_open(struct sniff *sniff);
void sniff_explain_print(struct sniff *sniff);
/* Compiles a display filter, whose fields will be there; NULL, the reason said. */
struct filter *sniff_compile(struct sniff *sniff, const char *text);
/* Compiles -Y; an exit code, the reason said. */
int sniff_filter(struct sniff *sniff);

/* tshark's "name:value"; false with a reason when it cannot be, true with a remark when it is of no
 * effect. */
bool sniff_preference(
    struct preferences *preferences, const char *setting, struct text *message, struct text *hint);

/* Prepares for reading TLS sessions; an exit code, the reason said. */
int sniff_secrets_open(struct sniff *sniff);
/* The first frame is there, and with it the kind of its file: whether secrets may come. */
void sniff_secrets_expect(struct sniff *sniff);
/* -o tls.keylog_file:PATH; false if it is another preference. */
bool sniff_secrets_preference(struct sniff *sniff, const char *setting);
/* Secrets that a capture file brings along; context is the struct sniff. */
void sniff_secrets_found(void *context, struct bytes key_log);
void sniff_secrets_close(struct sniff *sniff);

/* Reads -N and -W; false (having said why) when they make no sense. */
bool sniff_names_settings(struct sniff *sniff);
/* Reads lists of names; an exit code, the reason said. */
int sniff_names_open(struct sniff *sniff);
/* Reads who makes stations, if a field tells it; once it is known which fields are wanted. */
int sniff_names_companies(struct sniff *sniff);
/* The files of -H go into that of -w. */
void sniff_names_write(struct sniff *sniff);
/* Whether names are learned from what packets carry. */
bool sniff_names_learn(const struct sniff *sniff);
/* Learns from a packet. */
void sniff_names_packet(struct sniff *sniff);
/* Names that a capture file brings along, which statistics and -w want as well; context is the
 * struct sniff. */
void sniff_names_found(void *context, struct bytes address, struct bytes names);
void sniff_names_stop(struct sniff *sniff);
void sniff_names_close(struct sniff *sniff);

/* Makes what -z asks for, and tells the dissector; an exit code, the reason said. */
int sniff_statistics_open(struct sniff *sniff);
/* `-z help`: true when that was asked for, and is answered. */
bool sniff_statistics_help(struct sniff *sniff);
void sniff_statistics_names(struct sniff *sniff, struct bytes address, struct bytes names);
void sniff_statistics_packet(struct sniff *sniff);
void sniff_statistics_print(struct sniff *sniff);
void sniff_statistics_close(struct sniff *sniff);

/* -z proto,colinfo (sniff_colinfo.c): one of them; an exit code, the reason said. */
bool sniff_is_colinfo(const char *typed);
int sniff_colinfo_open(struct sniff *sniff, const char *typed);
void sniff_colinfo_packet(struct sniff *sniff);
void sniff_colinfo_close(struct sniff *sniff);

/* --export-objects (sniff_objects.c).  `help`: true when that was asked for, and is answered. */
bool sniff_objects_help(struct sniff *sniff);
/* Reads what was typed; makes the directories.  Exit codes, the reason said. */
int sniff_objects_prepare(struct sniff *sniff);
int sniff_objects_open(struct sniff *sniff);
void sniff_objects_packet(struct sniff *sniff);
/* No more packets will come: says what was saved. */
void sniff_objects_end(struct sniff *sniff);
void sniff_objects_close(struct sniff *sniff);

/* One more frame. */
void sniff_frame(struct sniff *sniff, struct frame *frame);
/* No more frames will come: closes the sources; the lab ends with this exit code. */
void sniff_end(struct sniff *sniff, int status);
/* What the view has behind its last packet; once. */
void sniff_show_end(struct sniff *sniff);
/* -w: reads -a and -b; false (having said why) when they make no sense. */
bool sniff_output_settings(struct sniff *sniff);
/* Before anything is opened: an exit code, the reason said. */
int sniff_output_check(struct sniff *sniff);
int sniff_output_open(struct sniff *sniff);
/* Files are still to be made when the capture runs, and nobody but root can be asked to. */
bool sniff_output_needs_root(const struct sniff *sniff);
/* Timers, when all is open. */
void sniff_output_handles(struct sniff *sniff);
void sniff_output_frame(struct sniff *sniff, const struct frame *frame);
void sniff_output_secrets(struct sniff *sniff, struct bytes key_log);
void sniff_output_names(void *context, struct bytes address, struct bytes names);
/* Lets a file or pipe of -w have what was written. */
void sniff_output_flush(struct sniff *sniff);
void sniff_output_stop(struct sniff *sniff);
void sniff_output_close(struct sniff *sniff);
/* One line on standard error, unless -Q; escaped for the terminal. */
void sniff_note(struct sniff *sniff, const char *format, ...) __attribute__((format(printf, 2, 3)));

int sniff_read_start(struct sniff *sniff);
int sniff_read_open(struct sniff *sniff);
int sniff_live_start(struct sniff *sniff);
void sniff_live_handles(struct sniff *sniff);
void sniff_live_stop(struct sniff *sniff);
/* What the options say of a live capture on sniff->device; NULL (having said why) without one. */
bool sniff_live_options(struct sniff *sniff, struct live_options *options);
/* Says why a capture does not start, and what to do about it; an exit code. */
int sniff_live_refuse(
    struct sniff *sniff, int error, const struct live_options *options, struct text *message);
int sniff_devices(struct sniff *sniff);
/* -L. */
int sniff_link_types(struct sniff *sniff);
/* The name of the interface that -i says, which may be a number of -D; NULL (having said why). */
const char *sniff_device(struct sniff *sniff, const char *typed);
