/* -w: frames into a capture file, into several with -b, or into a pipe.
 *
 *     -w lab.pcapng -b filesize:1000 -b files:3
 *
 *     lab_00002_20260102150405.pcapng       the oldest goes when a fourth one would be there
 *     lab_00003_20260102150417.pcapng
 *     lab_00004_20260102150431.pcapng       the one being written
 *
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/parse.h"
#include "base/time.h"
#include "capture/privileges.h"
#include "sniff.h"

enum { KILOBYTE = 1000, FILES_MOST = 100000, COMMENT_MOST = 65535 };

struct sniff_output {
    struct sniff *sniff;
    struct writer *writer;
    bool unwritten;         /* frames were written since the last flush */
    struct text name;       /* of the present file */
    uint64_t bytes, frames; /* in it */

    bool switches;                        /* -b: one file after the other */
    uint64_t file_bytes, file_frames;     /* a file is full with these; 0: never */
    uint64_t file_milliseconds, interval; /* or so long after it was begun, or at such times */
    bool time_first;                      /* nametimenum:2 */
    uint64_t number, files, stop_files;   /* present; so many are kept; end after so many */
    char **kept;                          /* their names, a ring of `files` */
    uv_timer_t timer;
    bool has_timer;
};

/* --- conditions --------------------------------------------------------------------------------- */

/* The text behind "key:", or NULL. */
static const char *value_of(const char *typed, const char *key)
{
    size_t length = strlen(key);
    return strncmp(typed, key, length) == 0 && typed[length] == ':' ? typed + length + 1 : NULL;
}

static bool read_number(const char *value, uint64_t most, uint64_t *number)
{
    uint64_t read;
    if (!parse_uint(value, &read) || read == 0 || read > most) return false;
    *number = read;
    return true;
}

static bool read_milliseconds(const char *value, uint64_t *milliseconds)
{
    int64_t duration;
    if (!parse_duration(value, &duration) || duration <= 0) return false;
    *milliseconds = (uint64_t)(duration + TIME_MILLISECOND - 1) / (uint64_t)TIME_MILLISECOND;
    return true;
}

/* -a KEY:VALUE. */
static bool read_stop(struct sniff *sniff, const char *typed)
{
    const char *value;
    if ((value = value_of(typed, "duration"))) return read_milliseconds(value, &sniff->stop_time);
    if ((value = value_of(typed, "packets")))
        return read_number(value, UINT64_MAX, &sniff->stop_packets);
    if ((value = value_of(typed, "files")))
        return read_number(value, FILES_MOST, &sniff->output->stop_files);
    if ((value = value_of(typed, "filesize")) &&
        read_number(value, INT32_MAX, &sniff->stop_bytes)) {
        sniff->stop_bytes *= KILOBYTE;
        return true;
    }
    return false;
}

/* -b KEY:VALUE. */
static bool read_switch(struct sniff_output *output, const char *typed)
{
    const char *value;
    uint64_t order;
    if ((value = value_of(typed, "duration")))
        return read_milliseconds(value, &output->file_milliseconds);
    if ((value = value_of(typed, "interval"))) return read_milliseconds(value, &output->interval);
    if ((value = value_of(typed, "packets")))
        return read_number(value, UINT64_MAX, &output->file_frames);
    if ((value = value_of(typed, "files"))) return read_number(value, FILES_MOST, &output->files);
    if ((value = value_of(typed, "nametimenum")) && read_number(value, 2, &order)) {
        output->time_first = order == 2;
        return true;
    }
    if ((value = value_of(typed, "filesize")) &&
        read_number(value, INT32_MAX, &output->file_bytes)) {
        output->file_bytes *= KILOBYTE;
        return true;
    }
    return false;
}

static bool refuse(struct sniff *sniff, const char *message, const char *hint)
{
    say_error(sniff->lab, "%s", message);
    if (hint) say_hint(sniff->lab, "%s", hint);
    return false;
}

static bool read_stops(struct sniff *sniff)
{
    sniff->stop_read = sniff->count;
    for (size_t i = 0; i < sniff->stops.count; i++) {
        if (read_stop(sniff, sniff->stops.at[i])) continue;
        say_error(sniff->lab, "-a %s is not a condition to stop at", sniff->stops.at[i]);
        say_hint(sniff->lab,
            "duration:SECONDS, packets:COUNT, filesize:KILOBYTES of the file of -w, "
            "or files:COUNT of those of -b");
        return false;
    }
    if (sniff->stop_bytes && !sniff->write)
        return refuse(sniff, "-a filesize: needs a file to measure", "add -w FILE");
    if (sniff->output->stop_files && !sniff->file_switches.count)
        return refuse(sniff, "-a files: counts the files of -b", "add -b filesize:KILOBYTES");
    return true;
}

static bool read_switches(struct sniff *sniff)
{
    struct sniff_output *output = sniff->output;
    for (size_t i = 0; i < sniff->file_switches.count; i++) {
        if (read_switch(output, sniff->file_switches.at[i])) continue;
        say_error(sniff->lab, "-b %s is not a condition to change the file at",
            sniff->file_switches.at[i]);
        say_hint(sniff->lab,
            "duration:SECONDS, interval:SECONDS, filesize:KILOBYTES or packets:COUNT; "
            "files:COUNT keeps the newest ones, nametimenum:1|2 orders their names");
        return false;
    }
    output->switches = sniff->file_switches.count > 0;
    if (!output->switches) return true;
    if (!sniff->live)
        return refuse(sniff, "-b is for live captures; a file is read into one file", NULL);
    if (!sniff->write || strcmp(sniff->write, "-") == 0)
        return refuse(sniff, "-b needs the name of a file", "add -w FILE");
    if (!output->file_bytes && !output->file_frames && !output->file_milliseconds &&
        !output->interval)
        return refuse(sniff, "-b says how many files, but not when to begin the next one",
            "add -b filesize:KILOBYTES, -b duration:SECONDS or -b packets:COUNT");
    return true;
}

bool sniff_output_settings(struct sniff *sniff)
{
    sniff->output = calloc(1, sizeof *sniff->output);
    if (!sniff->output) return refuse(sniff, "out of memory", NULL);
    sniff->output->sniff = sniff;
    for (size_t i = 0; i < sniff->file_comments.count; i++)
        if (strlen(sniff->file_comments.at[i]) > COMMENT_MOST)
            return refuse(sniff, "a --capture-comment has 65535 bytes at most", NULL);
    if (sniff->file_comments.count && (!sniff->write || sniff->format))
        return refuse(
            sniff, "--capture-comment is written into a pcapng file", "add -w FILE.pcapng");
    return read_stops(sniff) && read_switches(sniff);
}

/* --- files -------------------------------------------------------------------------------------- */

/* A failed write ends the work, quietly if it is only that nobody reads any more. */
static void fail(struct sniff_output *output, int error)
{
    struct sniff *sniff = output->sniff;
    if (error == UV_EPIPE) {
        sniff_end(sniff, EXIT_DONE);
        return;
    }
    say_error(sniff->lab, "cannot write %s: %s", text_string(&output->name), capture_error(error));
    if (error == UV_ENOTSUP) say_hint(sniff->lab, "-F pcapng holds packets of several link types");
    sniff_end(sniff, EXIT_CANNOT);
}

/* "lab.pcapng" as "lab_00001_20260102150405.pcapng", by this machine's time. */
static void name_file(struct sniff_output *output)
{
    const char *typed = output->sniff->write, *slash = strrchr(typed, '/');
    const char *dot = strrchr(slash ? slash : typed, '.');
    int stem = dot && dot != typed ? (int)(dot - typed) : (int)strlen(typed);
    char stamp[16];
    struct tm now;
    time_t second = (time_t)(time_wall() / TIME_SECOND);
    localtime_r(&second, &now);
    strftime(stamp, sizeof stamp, "%Y%m%d%H%M%S", &now);
    unsigned number = (unsigned)(output->number % FILES_MOST);
    text_clear(&output->name);
    if (!output->switches)
        text_put(&output->name, typed);
    else if (output->time_first)
        text_format(&output->name, "%.*s_%s_%05u%s", stem, typed, stamp, number, typed + stem);
    else
        text_format(&output->name, "%.*s_%05u_%s%s", stem, typed, number, stamp, typed + stem);
}

/* The name of the present file is remembered in the place of the one that goes for it. */
static void keep_file(struct sniff_output *output)
{
    if (!output->files) return;
    if (!output->kept) output->kept = calloc(output->files, sizeof *output->kept);
    if (!output->kept) return;
    char **place = &output->kept[output->number % output->files];
    if (*place) unlink(*place);
    free(*place);
    *place = strdup(text_string(&output->name));
}

static int open_file(struct sniff_output *output)
{
    struct sniff *sniff = output->sniff;
    output->number++;
    output->bytes = output->frames = 0;
    name_file(output);
    struct writer_options options = {.format = sniff->format ? CAPTURE_PCAP : CAPTURE_PCAPNG,
        .application = "wirelab " WIRELAB_VERSION,
        .comments = sniff->file_comments.at,
        .comment_count = sniff->file_comments.count};
    int error = writer_open(text_string(&output->name), &options, &output->writer);
    if (error < 0) return error;
    if (output->switches) keep_file(output);
    /* Known even if it captures nothing. */
    if (sniff->capture) writer_interface(output->writer, live_interface(sniff->capture));
    return 0;
}

static int close_file(struct sniff_output *output)
{
    struct sniff *sniff = output->sniff;
    if (!output->writer) return 0;
    if (sniff->capture) live_stats(sniff->capture, &sniff->stats);
    int error = writer_close(output->writer, sniff->stats.known ? &sniff->stats : NULL);
    output->writer = NULL;
    return error;
}

/* Ends this file and begins the next one, or the work, after so many of them. */
static void switch_file(struct sniff_output *output)
{
    int error = close_file(output);
    if (error >= 0 && output->stop_files && output->number >= output->stop_files) {
        sniff_end(output->sniff, EXIT_DONE);
        return;
    }
    if (error >= 0) error = open_file(output);
    if (error < 0) fail(output, error);
}

/* --- what the rest of sniff asks for ------------------------------------------------------------ */

/* Writing the file that is being read would destroy it, whatever its names are. */
static bool is_read(const struct sniff *sniff)
{
    struct stat from, to;
    return sniff->read && stat(sniff->read, &from) == 0 && stat(sniff->write, &to) == 0 &&
           S_ISREG(from.st_mode) && from.st_dev == to.st_dev && from.st_ino == to.st_ino;
}

int sniff_output_check(struct sniff *sniff)
{
    if (!sniff->write || !is_read(sniff)) return EXIT_DONE;
    say_error(sniff->lab, "-w %s would overwrite the file that -r reads", sniff->write);
    return EXIT_USAGE;
}

int sniff_output_open(struct sniff *sniff)
{
    if (!sniff->write) return EXIT_DONE;
    int error = open_file(sniff->output);
    if (error >= 0) return EXIT_DONE;
    say_error(
        sniff->lab, "cannot write %s: %s", text_string(&sniff->output->name), capture_error(error));
    return EXIT_CANNOT;
}

bool sniff_output_needs_root(const struct sniff *sniff)
{
    struct privileges_user user;
    return sniff->output->switches && geteuid() == 0 && !privileges_sudo_user(&user);
}

static void on_time(uv_timer_t *timer)
{
    struct sniff_output *output = timer->data;
    if (output->writer) switch_file(output);
}

/* Intervals are those of the clock: interval:3600 changes at every full hour. */
void sniff_output_handles(struct sniff *sniff)
{
    struct sniff_output *output = sniff->output;
    uint64_t period = output->interval ? output->interval : output->file_milliseconds;
    if (!period) return;
    uint64_t now = (uint64_t)(time_wall() / TIME_MILLISECOND);
    uv_timer_init(sniff->lab->loop, &output->timer);
    output->timer.data = output;
    output->has_timer = true;
    uv_timer_start(
        &output->timer, on_time, output->interval ? period - now % period : period, period);
    uv_unref((uv_handle_t *)&output->timer);
}

/* The bytes that a frame takes in the file. */
static uint64_t size_written(const struct sniff *sniff, const struct frame *frame)
{
    enum { PCAP_RECORD = 16, PCAPNG_PACKET = 32 };
    return sniff->format == CAPTURE_PCAP
               ? PCAP_RECORD + frame->captured
               : PCAPNG_PACKET + (((uint64_t)frame->captured + 3) & ~UINT64_C(3));
}

void sniff_output_frame(struct sniff *sniff, const struct frame *frame)
{
    struct sniff_output *output = sniff->output;
    if (!output->writer) return;
    int error = writer_frame(output->writer, frame);
    output->unwritten = true;
    output->bytes += size_written(sniff, frame);
    output->frames++;
    if (error < 0)
        fail(output, error);
    else if (sniff->stop_bytes && output->bytes >= sniff->stop_bytes)
        sniff_end(sniff, EXIT_DONE);
    else if ((output->file_bytes && output->bytes >= output->file_bytes) ||
             (output->file_frames && output->frames >= output->file_frames))
        switch_file(output);
}

void sniff_output_secrets(struct sniff *sniff, struct bytes key_log)
{
    /* An error shows at the next frame. */
    if (sniff->output->writer) writer_secrets(sniff->output->writer, key_log);
}

void sniff_output_names(void *context, struct bytes address, struct bytes names)
{
    struct sniff *sniff = context;
    if (sniff->output->writer) writer_names(sniff->output->writer, address, names);
}

void sniff_output_flush(struct sniff *sniff)
{
    struct sniff_output *output = sniff->output;
    if (!output->unwritten || !output->writer) return;
    output->unwritten = false;
    int error = writer_flush(output->writer);
    if (error < 0) fail(output, error);
}

void sniff_output_stop(struct sniff *sniff)
{
    struct sniff_output *output = sniff->output;
    if (output && output->has_timer) uv_close((uv_handle_t *)&output->timer, NULL);
    if (output) output->has_timer = false;
}

void sniff_output_close(struct sniff *sniff)
{
    struct sniff_output *output = sniff->output;
    if (!output) return;
    int error = close_file(output);
    if (error < 0 && error != UV_EPIPE && sniff->lab->status == EXIT_DONE) {
        say_error(
            sniff->lab, "cannot write %s: %s", text_string(&output->name), capture_error(error));
        sniff->lab->status = EXIT_CANNOT;
    }
    for (size_t i = 0; output->kept && i < output->files; i++)
        free(output->kept[i]);
    free(output->kept);
    text_finish(&output->name);
    free(output);
}
