/* tshark's --export-objects: files that packets carry are saved.  SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "sniff.h"
#include "stat/objects.h"

/* One --export-objects PROTOCOL,DIRECTORY. */
struct sniff_export {
    struct sniff *sniff;
    struct objects *objects;
    const char *directory;
    struct text protocol;
    bool failed; /* said; nothing more is saved */
};

static void list_protocols(struct text *text)
{
    text_put(text, "The available export object types for the \"--export-objects\" option are:\n");
    for (const char *const *name = objects_protocols(); *name; name++)
        text_format(text, "     %s\n", *name);
}

bool sniff_objects_help(struct sniff *sniff)
{
    if (sniff->exports.count != 1 || strcmp(sniff->exports.at[0], "help") != 0) return false;
    list_protocols(&sniff->lab->out->text);
    return true;
}

static int refuse(struct sniff *sniff, const char *typed)
{
    struct text names = {0};
    for (const char *const *name = objects_protocols(); *name; name++)
        text_format(&names, "%s%s", names.len ? ", " : "", *name);
    say_error(sniff->lab, "--export-objects %s: what is wanted is PROTOCOL,DIRECTORY", typed);
    say_hint(sniff->lab,
        "for instance: wirelab sniff -r lab.pcapng --export-objects http,files; "
        "protocols are %s",
        text_string(&names));
    text_finish(&names);
    return EXIT_USAGE;
}

static void on_saved(void *context, const struct saved_object *saved)
{
    struct sniff_export *export = context;
    struct text file = {0};
    text_format(&file, "%s/%s", export->directory, saved->file);
    event_tell(export->sniff->lab->events,
        &(struct event){.kind = EVENT_SAVED,
            .values = {event_text("protocol", text_string(&export->protocol)),
                event_text("file", text_string(&file)), event_uint("bytes", saved->size),
                event_uint("frame", saved->frame), event_data("name", saved->name),
                event_data("host", saved->host), event_data("type", saved->type)}});
    sniff_note(export->sniff, "saved %s (%llu bytes%s%.*s, frame %u)", text_string(&file),
        (unsigned long long)saved->size, saved->type.len ? ", " : "", (int)saved->type.len,
        (const char *)saved->type.at, (unsigned)saved->frame);
    text_finish(&file);
}

static const char *find_protocol(const char *typed, size_t len)
{
    const char *const *name = objects_protocols();
    while (*name && (strlen(*name) != len || memcmp(*name, typed, len) != 0))
        name++;
    return *name;
}

int sniff_objects_prepare(struct sniff *sniff)
{
    if (!sniff->exports.count) return EXIT_DONE;
    sniff->savers = calloc(sniff->exports.count, sizeof *sniff->savers);
    for (size_t i = 0; i < sniff->exports.count; i++) {
        const char *typed = sniff->exports.at[i], *comma = strchr(typed, ',');
        const char *protocol = comma ? find_protocol(typed, (size_t)(comma - typed)) : NULL;
        if (!protocol || !comma[1]) return refuse(sniff, typed);
        struct sniff_export *export = sniff->savers ? &sniff->savers[sniff->nsavers] : NULL;
        if (export)
            export->objects = objects_create(
                protocol, &(struct objects_listener){.context = export, .saved = on_saved});
        if (!export || !export->objects) {
            say_error(sniff->lab, "out of memory");
            return EXIT_CANNOT;
        }
        export->sniff = sniff;
        export->directory = comma + 1;
        text_put(&export->protocol, protocol);
        sniff->nsavers++;
    }
    return EXIT_DONE;
}

static void complain(struct sniff_export *export, int error)
{
    struct lab *lab = export->sniff->lab;
    say_error(lab, "cannot save in %s: %s", export->directory, strerror(-error));
    if (error == -ENOTDIR || error == -EEXIST)
        say_hint(lab, "a directory is wanted behind the comma; one that is missing is made");
    else if (error == -EACCES || error == -EPERM || error == -EROFS)
        say_hint(lab, "choose a directory in which you may write: --export-objects %s,/tmp/files",
            text_string(&export->protocol));
    else if (error == -ENOSPC || error == -EDQUOT)
        say_hint(lab, "make room there, or choose another directory");
    export->failed = true;
}

int sniff_objects_open(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->nsavers; i++) {
        struct sniff_export *export = &sniff->savers[i];
        int error = objects_open(export->objects, export->directory);
        if (!error) continue;
        complain(export, error);
        return EXIT_CANNOT;
    }
    return EXIT_DONE;
}

void sniff_objects_packet(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->nsavers; i++) {
        struct sniff_export *export = &sniff->savers[i];
        int error = export->failed ? 0 : objects_packet(export->objects, sniff->packet);
        if (!error) continue;
        complain(export, error);
        sniff_end(sniff, EXIT_CANNOT);
    }
}

static void tell_end(struct sniff_export *export)
{
    struct objects_figures figures = objects_figures(export->objects);
    struct sniff *sniff = export->sniff;
    sniff_note(sniff, "%llu file%s of %s (%llu bytes) saved in %s",
        (unsigned long long)figures.saved, figures.saved == 1 ? "" : "s",
        text_string(&export->protocol), (unsigned long long)figures.bytes, export->directory);
    if (figures.unfinished)
        sniff_note(sniff, "%llu were not saved: the capture has not all of them",
            (unsigned long long)figures.unfinished);
    if (figures.too_many)
        sniff_note(sniff,
            "%llu were not saved, or not all of them: there are too many, of that "
            "name or at all, or they are too long",
            (unsigned long long)figures.too_many);
}

void sniff_objects_end(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->nsavers; i++) {
        struct sniff_export *export = &sniff->savers[i];
        int error = objects_end(export->objects);
        if (error && !export->failed) complain(export, error);
        if (!export->failed) tell_end(export);
    }
}

void sniff_objects_close(struct sniff *sniff)
{
    for (size_t i = 0; i < sniff->nsavers; i++) {
        objects_destroy(sniff->savers[i].objects);
        text_finish(&sniff->savers[i].protocol);
    }
    free(sniff->savers);
}
