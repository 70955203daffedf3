/* Whole files, and where a user's own files are kept.  SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_STEP = 16 * 1024 };

int file_read(const char *path, size_t limit, struct text *contents)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) return -errno;
    size_t before = contents->len;
    int status = 0;
    for (;;) {
        if (!text_room(contents, READ_STEP)) {
            status = -ENOMEM;
            break;
        }
        ssize_t got = read(descriptor, contents->at + contents->len, READ_STEP);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) status = -errno;
        if (got <= 0) break;
        contents->len += (size_t)got;
        if (contents->len - before > limit) {
            status = -EFBIG;
            break;
        }
    }
    close(descriptor);
    return status;
}

int file_write_all(int descriptor, struct bytes contents)
{
    while (contents.len) {
        ssize_t done = write(descriptor, contents.at, contents.len);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return -errno;
        contents = bytes_of(contents.at + done, contents.len - (size_t)done);
    }
    return 0;
}

/* A new name beside the old one, so that rename() and link() stay within one file system. */
static int open_temporary(const char *path, struct text *name)
{
    text_put(name, path);
    text_put(name, ".XXXXXX");
    if (!*text_string(name)) return -ENOMEM;
    int descriptor = mkostemp(name->at, O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

int file_write(const char *path, mode_t mode, bool replace, struct bytes contents)
{
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {
        /* /dev/stdout, a pipe: written to, not replaced. */
        int descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        if (descriptor < 0) return -errno;
        int status = file_write_all(descriptor, contents);
        close(descriptor);
        return status;
    }
    struct text name = {0};
    int descriptor = open_temporary(path, &name);
    int status = descriptor < 0 ? descriptor : file_write_all(descriptor, contents);
    if (descriptor >= 0) {
        if (!status && fchmod(descriptor, mode) != 0) status = -errno;
        if (close(descriptor) != 0 && !status) status = -errno;
        if (!status) {
            const char *temporary = text_string(&name);
            if (replace ? rename(temporary, path) != 0 : link(temporary, path) != 0) {
                status = -errno;
            }
        }
        if (status || !replace) unlink(text_string(&name));
    }
    text_finish(&name);
    return status;
}

static const char *home(void)
{
    const char *home_directory = getenv("HOME");
    if (home_directory && home_directory[0] == '/') return home_directory;
    const struct passwd *user = getpwuid(getuid());
    return user && user->pw_dir && user->pw_dir[0] == '/' ? user->pw_dir : NULL;
}

int file_make_directories(const char *path, mode_t mode)
{
    struct text part = {0};
    int status = 0;
    for (const char *slash = path; slash && !status;) {
        slash = strchr(slash + 1, '/');
        text_clear(&part);
        text_add(&part, path, slash ? (size_t)(slash - path) : strlen(path));
        if (mkdir(text_string(&part), mode) != 0 && errno != EEXIST) status = -errno;
    }
    if (part.failed) status = -ENOMEM;
    text_finish(&part);
    return status;
}

int file_state_directory(struct text *path)
{
    /* The XDG base directory specification: a relative path is to be ignored. */
    const char *state = getenv("XDG_STATE_HOME");
    text_clear(path);
    if (state && state[0] == '/') {
        text_put(path, state);
    } else {
        if (!home()) return -ENOENT;
        text_put(path, home());
        text_put(path, "/.local/state");
    }
    text_put(path, "/wirelab");
    return *text_string(path) ? file_make_directories(path->at, 0700) : -ENOMEM;
}

void file_add_short(struct text *text, const char *path)
{
    const char *home_directory = home();
    size_t len = home_directory ? strlen(home_directory) : 0;
    if (len > 1 && strncmp(path, home_directory, len) == 0 && path[len] == '/') {
        text_char(text, '~');
        path += len;
    }
    text_put(text, path);
}
