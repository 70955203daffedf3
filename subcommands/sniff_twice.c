/* -2: the file is looked at twice.  The first pass collects what later frames tell of earlier ones,
 * which the second one then knows.  -R filters what the first pass sees: what does not match gets no
 * number, as if it were not in the file.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sniff.h"
#include "track/foresight.h"

struct sniff_twice {
    struct filter *filter; /* -R, or NULL */
    struct foresight *foresight;
    bool turned;        /* the second pass has begun */
    uint8_t *passed;    /* a bit for each frame of the file; with a filter */
    size_t room;        /* of them, in bytes */
    uint64_t looked;    /* frames of the first pass */
    uint64_t at;        /* frames of the second pass so far */
    int64_t first_time; /* of the file */
    uint64_t number;    /* those that passed the filter, in the present pass */
};

static int refuse(struct sniff *sniff, const char *message, const char *hint)
{
    say_error(sniff->lab, "%s", message);
    if (hint) say_hint(sniff->lab, "%s", hint);
    return EXIT_USAGE;
}

/* A file can be looked at once more; what comes by a pipe is gone. */
static int check_source(struct sniff *sniff)
{
    struct stat status;
    if (sniff->live)
        return refuse(sniff, "Live captures do not support two-pass analysis.",
            "capture to a file first: -w FILE, then -2 -r FILE");
    bool pipe = strcmp(sniff->read, "-") == 0 ||
                (stat(sniff->read, &status) == 0 && S_ISFIFO(status.st_mode));
    if (!pipe) return EXIT_DONE;
    return refuse(sniff, "a pipe cannot be read twice", "-2 needs a file: -r FILE");
}

int sniff_twice_open(struct sniff *sniff)
{
    if (!sniff->twice) return EXIT_DONE;
    int status = check_source(sniff);
    if (status != EXIT_DONE) return status;
    struct sniff_twice *self = sniff->first = calloc(1, sizeof *self);
    if (self) self->foresight = foresight_create(0);
    if (!self || !self->foresight) {
        say_error(sniff->lab, "out of memory");
        return EXIT_CANNOT;
    }
    track_collect(sniff->track, self->foresight);
    if (!sniff->read_filter) return EXIT_DONE;
    self->filter = sniff_compile(sniff, sniff->read_filter);
    return self->filter ? EXIT_DONE : EXIT_USAGE;
}

bool sniff_twice_first(const struct sniff *sniff)
{
    return sniff->first && !sniff->first->turned;
}

static void remember(struct sniff *sniff, uint64_t frame)
{
    struct sniff_twice *self = sniff->first;
    size_t byte = (size_t)(frame / 8);
    if (byte >= self->room) {
        size_t room = self->room ? 2 * self->room : 4096;
        uint8_t *larger = realloc(self->passed, room);
        if (!larger) {
            say_error(sniff->lab, "out of memory");
            sniff_end(sniff, EXIT_CANNOT);
            return;
        }
        memset(larger + self->room, 0, room - self->room);
        self->passed = larger;
        self->room = room;
    }
    self->passed[byte] |= (uint8_t)(1U << frame % 8);
}

bool sniff_twice_look(struct sniff *sniff, struct frame *frame)
{
    struct sniff_twice *self = sniff->first;
    frame->number = self->number + 1;
    frame_clock_tick(&sniff->clock, frame);
    packet_dissect(sniff->packet, sniff->dissector, track_tracker(sniff->track), frame);
    sniff_names_packet(sniff);
    bool passes = !self->filter || filter_match(self->filter, sniff->packet);
    if (passes && self->filter) remember(sniff, self->looked);
    self->number += passes;
    self->looked++;
    return !sniff->stop_read || self->looked < sniff->stop_read;
}

bool sniff_twice_turn(struct sniff *sniff)
{
    struct sniff_twice *self = sniff->first;
    const struct tracker *old = track_tracker(sniff->track);
    struct track *track = track_create(&(struct track_limits){.flows = sniff->flows});
    if (!track) {
        say_error(sniff->lab, "out of memory");
        return false;
    }
    track_open_with(track, old->opener, old->secrets);
    track_foresee(track, self->foresight);
    track_destroy(sniff->track);
    sniff->track = track;
    self->first_time = sniff->clock.first;
    self->number = 0;
    self->turned = true;
    reader_close(sniff->reader);
    sniff->reader = NULL;
    return sniff_read_open(sniff) == EXIT_DONE;
}

bool sniff_twice_passed(struct sniff *sniff, struct frame *frame)
{
    struct sniff_twice *self = sniff->first;
    uint64_t at = self->at++;
    size_t byte = (size_t)(at / 8);
    bool passed = !self->filter || (byte < self->room && self->passed[byte] & 1U << at % 8);
    frame->number = self->number + 1;
    if (!passed) { /* what others are to be understood by */
        packet_dissect(sniff->packet, sniff->dissector, track_tracker(sniff->track), frame);
        return false;
    }
    /* Times are told from the first frame of the file; the first that is there has none before. */
    if (!self->number++)
        sniff->clock = (struct frame_clock){
            .first = self->first_time, .previous = frame->time, .started = true};
    return true;
}

void sniff_twice_close(struct sniff *sniff)
{
    struct sniff_twice *self = sniff->first;
    if (!self) return;
    filter_destroy(self->filter);
    foresight_destroy(self->foresight);
    free(self->passed);
    free(self);
}
