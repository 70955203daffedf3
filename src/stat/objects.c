/* See objects.h.  SPDX-License-Identifier: MIT */
#include "stat/objects.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "dissect/proto.h"
#include "stat/object_name.h"
#include "stat/rows.h"

enum {
    FILES_MOST = 100000,
    SAME_NAME_MOST = 1000, /* "a(999)" is the last one, as for tshark */
    SIZE_MOST = 1 << 30,
    TRANSFERS = 64, /* that go on at the same time; the one idle longest ends */
    TOLD_MOST = 512,
};

/* A file that comes in parts. */
struct transfer {
    uint32_t id, frame; /* id 0: none */
    int descriptor;
    bool needs_last;
    uint64_t size, used; /* `used`: when its last part came, counted in parts */
    char file[OBJECT_NAME_MAX + 1];
    uint16_t name_length;
    uint8_t name[TOLD_MOST], host[64];
    struct bytes type;
};

/* How many files of a name there are. */
struct same_name {
    char name[OBJECT_NAME_MAX + 1];
    uint64_t count;
};

struct objects {
    const char *protocol;
    struct objects_listener listener;
    struct objects_figures figures;
    int directory;
    uint64_t parts;
    struct rows names;
    struct transfer transfers[TRANSFERS];
};

const char *const *objects_protocols(void)
{
    static const char *const names[] = {"ftp-data", "http", "imf", "tftp", NULL};
    return names;
}

struct objects *objects_create(const char *protocol, const struct objects_listener *listener)
{
    struct objects *objects = calloc(1, sizeof *objects);
    if (!objects) return NULL;
    objects->protocol = protocol;
    objects->listener = *listener;
    objects->directory = -1;
    rows_init(&objects->names, sizeof(struct same_name), OBJECT_NAME_MAX + 1, FILES_MOST);
    return objects;
}

int objects_open(struct objects *objects, const char *directory)
{
    int status = file_make_directories(directory, 0755);
    if (status) return status;
    objects->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return objects->directory < 0 ? -errno : 0;
}

/* --- one file ----------------------------------------------------------------------------------- */

/* A new file of this name, or of one with a number; its descriptor, or -errno.  -EEXIST at a limit. */
static int create(struct objects *objects, const struct object *object, uint32_t frame, char *file)
{
    struct bytes told = object->path ? object_base_name(object->name) : object->name;
    struct text generic = {0};
    struct same_name key = {0}, *same;
    if (!told.len) {
        text_format(&generic, "object%u%s", (unsigned)frame, object->type.len ? "." : "");
        for (size_t i = 0; i < object->type.len; i++)
            text_char(&generic, (char)tolower(object->type.at[i]));
        told = bytes_of(generic.at, generic.len);
    }
    object_name(told, 0, key.name);
    int descriptor = -EEXIST;
    same = rows_find(&objects->names, &key);
    for (uint64_t number = same ? same->count : 0; descriptor == -EEXIST && number < SAME_NAME_MOST;
         number++) {
        object_name(told, (uint32_t)number, file);
        descriptor = openat(
            objects->directory, file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (descriptor < 0) descriptor = -errno;
        if (same) same->count = number + 1;
    }
    text_finish(&generic);
    return descriptor;
}

static void tell(struct objects *objects, const struct saved_object *saved)
{
    objects->figures.saved++;
    objects->figures.bytes += saved->size;
    objects->listener.saved(objects->listener.context, saved);
}

static bool may_begin(struct objects *objects)
{
    bool may = objects->figures.saved < FILES_MOST;
    objects->figures.too_many += !may;
    return may;
}

static int save_whole(struct objects *objects, const struct object *object, uint32_t frame)
{
    char file[OBJECT_NAME_MAX + 1];
    if (!may_begin(objects)) return 0;
    int descriptor = create(objects, object, frame, file);
    if (descriptor == -EEXIST) objects->figures.too_many++;
    if (descriptor < 0) return descriptor == -EEXIST ? 0 : descriptor;
    int status = file_write_all(descriptor, object->content);
    if (close(descriptor) != 0 && !status) status = -errno;
    if (status) return status;
    tell(objects, &(struct saved_object){.file = file,
                      .name = object->name,
                      .host = object->host,
                      .type = object->type,
                      .size = object->content.len,
                      .frame = frame});
    return 0;
}

/* --- a file in parts ---------------------------------------------------------------------------- */

/* Nothing more will come of it. */
static int end_transfer(struct objects *objects, struct transfer *transfer, bool complete)
{
    int status = close(transfer->descriptor) == 0 ? 0 : -errno;
    transfer->id = 0;
    if (!complete) {
        unlinkat(objects->directory, transfer->file, 0);
        objects->figures.unfinished++;
        return status;
    }
    size_t host = strnlen((const char *)transfer->host, sizeof transfer->host);
    tell(objects, &(struct saved_object){.file = transfer->file,
                      .name = bytes_of(transfer->name, transfer->name_length),
                      .host = bytes_of(transfer->host, host),
                      .type = transfer->type,
                      .size = transfer->size,
                      .frame = transfer->frame});
    return status;
}

/* A free place, perhaps at the cost of the transfer idle longest. */
static struct transfer *make_place(struct objects *objects)
{
    struct transfer *oldest = objects->transfers;
    for (unsigned i = 0; i < TRANSFERS; i++) {
        struct transfer *transfer = &objects->transfers[i];
        if (!transfer->id) return transfer;
        if (transfer->used < oldest->used) oldest = transfer;
    }
    end_transfer(objects, oldest, !oldest->needs_last);
    return oldest;
}

static struct transfer *begin_transfer(
    struct objects *objects, const struct object *object, uint32_t frame, int *status)
{
    struct transfer *transfer = make_place(objects);
    int descriptor = create(objects, object, frame, transfer->file);
    if (descriptor == -EEXIST) objects->figures.too_many++;
    *status = descriptor == -EEXIST || descriptor >= 0 ? 0 : descriptor;
    if (descriptor < 0) return NULL;
    size_t name = object->name.len < TOLD_MOST ? object->name.len : TOLD_MOST;
    size_t host =
        object->host.len < sizeof transfer->host ? object->host.len : sizeof transfer->host;
    transfer->id = object->transfer;
    transfer->frame = frame;
    transfer->descriptor = descriptor;
    transfer->needs_last = object->part != OBJECT_PIECE;
    transfer->size = 0;
    transfer->type = object->type; /* of no peer: a constant */
    transfer->name_length = (uint16_t)name;
    if (name) memcpy(transfer->name, object->name.at, name);
    memset(transfer->host, 0, sizeof transfer->host);
    if (host) memcpy(transfer->host, object->host.at, host);
    return transfer;
}

static struct transfer *find_transfer(struct objects *objects, uint32_t id)
{
    for (unsigned i = 0; i < TRANSFERS; i++)
        if (objects->transfers[i].id == id) return &objects->transfers[i];
    return NULL;
}

static int save_part(struct objects *objects, const struct object *object, uint32_t frame)
{
    int status = 0;
    struct transfer *transfer = find_transfer(objects, object->transfer);
    if (transfer && !object->offset && transfer->size) { /* once more from its beginning */
        end_transfer(objects, transfer, !transfer->needs_last);
        transfer = NULL;
    }
    if (!transfer && !object->offset && may_begin(objects))
        transfer = begin_transfer(objects, object, frame, &status);
    if (!transfer) return status;
    if (object->offset != transfer->size || object->content.len > SIZE_MOST - transfer->size) {
        objects->figures.too_many += object->offset == transfer->size;
        return end_transfer(objects, transfer, !transfer->needs_last);
    }
    status = file_write_all(transfer->descriptor, object->content);
    transfer->size += object->content.len;
    transfer->used = ++objects->parts;
    if (!status && object->part == OBJECT_LAST) status = end_transfer(objects, transfer, true);
    return status;
}

/* --- all of them -------------------------------------------------------------------------------- */

int objects_packet(struct objects *objects, const struct packet *packet)
{
    int status = 0;
    for (unsigned i = 0; i < packet->nobjects && !status; i++) {
        const struct object *object = &packet->objects[i];
        uint32_t frame = (uint32_t)packet->frame->number;
        if (strcmp(object->proto->name, objects->protocol) != 0) continue;
        status = object->part == OBJECT_WHOLE ? save_whole(objects, object, frame)
                                              : save_part(objects, object, frame);
    }
    return status;
}

int objects_end(struct objects *objects)
{
    int status = 0;
    for (unsigned i = 0; i < TRANSFERS; i++) {
        struct transfer *transfer = &objects->transfers[i];
        int ended = transfer->id ? end_transfer(objects, transfer, !transfer->needs_last) : 0;
        if (!status) status = ended;
    }
    return status;
}

struct objects_figures objects_figures(const struct objects *objects)
{
    return objects->figures;
}

void objects_destroy(struct objects *objects)
{
    if (!objects) return;
    objects_end(objects);
    if (objects->directory >= 0) close(objects->directory);
    rows_finish(&objects->names);
    free(objects);
}
