/* What the options of `wirelab sniff` come to.  See sniff.h.  SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sniff.h"
#include "stat/statistic.h"

static bool refuse(struct sniff *sniff, const char *message, const char *hint)
{
    say_error(sniff->lab, "%s", message);
    if (hint) say_hint(sniff->lab, "%s", hint);
    return false;
}

static bool read_preferences(struct sniff *sniff)
{
    struct text message = {0}, hint = {0};
    bool right = true;
    preferences_default(&sniff->switches);
    for (size_t i = 0; right && i < sniff->preferences.count; i++) {
        right = sniff_secrets_preference(sniff, sniff->preferences.at[i]) ||
                sniff_is_column_format(sniff->preferences.at[i]) ||
                sniff_preference(&sniff->switches, sniff->preferences.at[i], &message, &hint);
        if (!right || !message.len) continue;
        sniff_note(sniff, "%s", text_string(&message));
        text_clear(&message);
    }
    if (!right) refuse(sniff, text_string(&message), hint.len ? text_string(&hint) : NULL);
    text_finish(&message);
    text_finish(&hint);
    return right;
}

static void join_words(struct text *text, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (i) text_char(text, ' ');
        text_put(text, argv[i]);
    }
}

/* The words behind the options, as tshark has them: a capture filter when live, a display filter
 * for a file. */
static bool read_words(struct sniff *sniff, int argc, char **argv)
{
    if (sniff->filter && !sniff->live)
        return refuse(sniff, "-f filters what is captured; it does not apply to a file",
            "-Y takes a display filter: wirelab sniff -r FILE -Y 'tcp.port == 80'");
    if (sniff->filter && argc)
        return refuse(
            sniff, "the capture filter is given twice, by -f and by the words at the end", NULL);
    if (sniff->display_filter && argc && !sniff->live)
        return refuse(
            sniff, "the display filter is given twice, by -Y and by the words at the end", NULL);
    if (sniff->read_filter && !sniff->twice && (sniff->display_filter || argc))
        return refuse(sniff, "-R without -2 is a display filter, of which there is one already",
            "-2 reads the file twice, and lets -R choose what the first pass sees");
    if (sniff->read_filter && !sniff->twice) {
        say_warning(sniff->lab, "-R without -2 is deprecated. For single-pass filtering use -Y.");
        sniff->display_filter = sniff->read_filter;
    }
    if (sniff->filter) text_put(&sniff->capture_filter, sniff->filter);
    join_words(sniff->live ? &sniff->capture_filter : &sniff->display_words, argc, argv);
    if (argc && !sniff->live) sniff->display_filter = text_string(&sniff->display_words);
    if (sniff->explain && (!sniff->display_filter || sniff->interfaces.count))
        return refuse(sniff, "--explain-filter needs a display filter, and a file or nothing",
            "for instance: wirelab sniff --explain-filter 'tcp.port != 80'");
    return true;
}

/* -i - is what tshark calls a capture from a pipe: the same as -r - here. */
static bool read_source(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->interfaces.count; i++)
        if (strcmp(sniff->interfaces.at[i], "-") == 0) sniff->read = "-";
    if (sniff->interfaces.count > 1)
        return refuse(sniff, "one interface at a time", "-i any captures on all of them");
    if (sniff->read && sniff->interfaces.count && strcmp(sniff->interfaces.at[0], "-") != 0)
        return refuse(sniff, "-r and -i exclude each other", NULL);
    sniff->live = !sniff->read && !sniff->explain;
    return true;
}

bool sniff_settings(struct sniff *sniff, int argc, char **argv)
{
    if (!read_source(sniff) || !read_words(sniff, argc, argv) || !sniff_view_settings(sniff) ||
        !sniff_output_settings(sniff) || !sniff_names_settings(sniff) || !read_preferences(sniff))
        return false;
    bool asked = sniff->summary || sniff->text.parts & (VIEW_TREE | VIEW_BYTES);
    sniff->quiet |= sniff->very_quiet || sniff->follow;
    sniff->shows = !sniff->quiet && (!sniff->write || asked) && !sniff->explain;
    if (sniff->write && strcmp(sniff->write, "-") == 0 && sniff->shows)
        return refuse(sniff, "standard output cannot take both the frames (-w -) and text", NULL);
    return true;
}

/* Whether anything but fields asked for by name is looked at. */
static bool shows_summary(const struct sniff *sniff)
{
    bool fields = sniff->view && sniff->type == SNIFF_FIELDS && !sniff->lab->common.json &&
                  sniff->style == SNIFF_WIRESHARK;
    for (size_t i = 0; fields && i < sniff->fields.count; i++)
        fields = dissector_field(sniff->dissector, sniff->fields.at[i]) != NULL;
    bool asks = !sniff->nsavers;
    for (size_t i = 0; i < sniff->nstatistics; i++)
        asks &= statistic_asks(sniff->statistics[i]);
    return !asks || (sniff->view && !fields);
}

/* Whether a packet that does not pass the display filter is nevertheless of use to somebody. */
static bool looks_at_all(const struct sniff *sniff)
{
    return sniff->nstatistics || sniff->explanation || sniff->nsavers || sniff->colinfos ||
           sniff->first || sniff_names_learn(sniff);
}

int sniff_prepare(struct sniff *sniff)
{
    sniff->dissector = dissector_create();
    sniff->track = track_create(&(struct track_limits){.flows = sniff->flows});
    sniff->packet = malloc(sizeof *sniff->packet);
    sniff->view = sniff->shows ? sniff_view(sniff) : NULL;
    if (!sniff->dissector || !sniff->track || !sniff->packet || (sniff->shows && !sniff->view)) {
        say_error(sniff->lab, "out of memory");
        return EXIT_CANNOT;
    }
    *dissector_preferences(sniff->dissector) = sniff->switches;
    int status = sniff_names_open(sniff);
    if (status == EXIT_DONE) status = sniff_decode(sniff);
    if (status == EXIT_DONE) status = sniff_fields_known(sniff);
    if (status == EXIT_DONE) status = sniff_filter(sniff);
    if (status == EXIT_DONE) status = sniff_twice_open(sniff);
    if (status == EXIT_DONE) status = sniff_secrets_open(sniff);
    if (status == EXIT_DONE) status = sniff_statistics_open(sniff);
    if (status == EXIT_DONE) status = sniff_objects_prepare(sniff);
    if (status == EXIT_DONE && sniff->view) sniff->view->want(sniff->view, sniff->dissector);
    if (status == EXIT_DONE) status = sniff_names_companies(sniff);
    if (status == EXIT_DONE && !shows_summary(sniff)) dissector_narrow(sniff->dissector);
    if (status == EXIT_DONE && sniff->display && !looks_at_all(sniff))
        filter_confine(sniff->display, sniff->dissector);
    return status;
}
