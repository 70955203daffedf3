/* The secrets by which TLS sessions are read: from a key log (--keylog, or -o tls.keylog_file as
 * tshark has it), and from the capture itself.  A key log may grow while it is read: what is not
 * found is looked for in its new lines.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sniff.h"
#include "tls/opener.h"
#include "track/secrets.h"

struct sniff_secrets {
    struct secrets face; /* the first member: its address is that of the struct */
    struct secret_store *store;
    const char *path; /* NULL: no key log was named */
    int descriptor;   /* -1: it is not there yet */
};

/* Reads what the key log has more than before. */
static void read_on(struct sniff_secrets *self)
{
    uint8_t buffer[16384];
    ssize_t got;
    if (self->descriptor < 0 && self->path)
        self->descriptor = open(self->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (self->descriptor < 0) return;
    while ((got = read(self->descriptor, buffer, sizeof buffer)) > 0)
        secrets_add(self->store, bytes_of(buffer, (size_t)got));
}

static struct bytes find(struct secrets *secrets, const char *label, const uint8_t *client_random)
{
    struct sniff_secrets *self = (struct sniff_secrets *)secrets;
    struct secrets *store = secrets_of(self->store);
    struct bytes found = store->find(store, label, client_random);
    if (found.len || !self->path) return found;
    read_on(self);
    return store->find(store, label, client_random);
}

int sniff_secrets_open(struct sniff *sniff)
{
    struct sniff_secrets *self = calloc(1, sizeof *self);
    if (self) self->store = secrets_create();
    if (!self || !self->store) {
        free(self);
        say_error(sniff->lab, "out of memory");
        return EXIT_CANNOT;
    }
    self->face.find = find;
    self->path = sniff->keylog && *sniff->keylog ? sniff->keylog : NULL;
    self->descriptor = -1;
    sniff->secrets = self;
    track_open_with(sniff->track, tls_opener(), &self->face);
    read_on(self);
    if (!self->path || self->descriptor >= 0 || sniff->live) return EXIT_DONE;
    say_error(sniff->lab, "cannot read the key log %s: %s", self->path, uv_strerror(-errno));
    say_hint(
        sniff->lab, "programs write one when the environment has SSLKEYLOGFILE=%s", self->path);
    return EXIT_CANNOT;
}

void sniff_secrets_expect(struct sniff *sniff)
{
    bool in_file = sniff->reader && strcmp(reader_format(sniff->reader), "pcapng") == 0;
    sniff->secrets->face.none = !sniff->secrets->path && !in_file;
}

bool sniff_secrets_preference(struct sniff *sniff, const char *setting)
{
    static const char name[] = "tls.keylog_file:", old[] = "ssl.keylog_file:"; /* equally long */
    if (strncmp(setting, name, sizeof name - 1) != 0 && strncmp(setting, old, sizeof old - 1) != 0)
        return false;
    const char *path = setting + sizeof name - 1;
    sniff->keylog = path + strspn(path, " ");
    return true;
}

void sniff_secrets_found(void *context, struct bytes key_log)
{
    struct sniff *sniff = context;
    if (!sniff->first || sniff_twice_first(sniff)) {
        secrets_add(sniff->secrets->store, key_log);
        secrets_end(sniff->secrets->store);
    }
    if (!sniff_twice_first(sniff)) sniff_output_secrets(sniff, key_log);
}

void sniff_secrets_close(struct sniff *sniff)
{
    struct sniff_secrets *self = sniff->secrets;
    if (!self) return;
    if (self->descriptor >= 0) close(self->descriptor);
    secrets_destroy(self->store);
    free(self);
}
