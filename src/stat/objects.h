/* Files that packets carry, saved in a directory: tshark's --export-objects.
 *
 *     objects = objects_create("http", &listener);
 *     objects_open(objects, "DIR");
 *     objects_packet(objects, &packet);                 again and again
 *     objects_close(objects);
 *
 * Names come from peers and are made harmless (object_name.h).  A file is always a new one: what is
 * there is never overwritten, and no link is followed.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "dissect/packet.h"

/* Of one protocol. */
struct objects;

/* A file that was saved. */
struct saved_object {
    const char *file;              /* its name in the directory */
    struct bytes name, host, type; /* as the peers told; empty: they did not */
    uint64_t size;
    uint32_t frame; /* where it came, or began to */
};

struct objects_listener {
    void *context;
    void (*saved)(void *context, const struct saved_object *saved);
};

/* What was not saved, and why. */
struct objects_figures {
    uint64_t saved, bytes;
    uint64_t unfinished; /* the capture has not all of it */
    uint64_t too_many;   /* a limit was met: of files, of files of one name, of the size of one */
};

/* The protocols that carry files: names, ended by NULL. */
const char *const *objects_protocols(void);

/* NULL when memory ran out; `protocol` is one of them. */
struct objects *objects_create(const char *protocol, const struct objects_listener *listener);
/* Makes the directory if it is missing; 0, or -errno. */
int objects_open(struct objects *objects, const char *directory);
/* Saves what the packet carries; 0, or -errno of what could not be written. */
int objects_packet(struct objects *objects, const struct packet *packet);
/* No more will come: what is not complete goes, unless it is good for something.  0, or -errno. */
int objects_end(struct objects *objects);
struct objects_figures objects_figures(const struct objects *objects);
void objects_destroy(struct objects *objects);
