/* Finding files below a root, and what they are.  SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/openat2.h>
#include <sys/syscall.h>
#endif

#include "service/http_parts.h"

/* Not waiting for the other end of a pipe, and no terminal of ours. */
enum { READING = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK };

/* Component by component, following no link: nothing can be exchanged underneath that would lead
 * elsewhere. */
static int walk(int root, const char *path)
{
    int folder = root, found;
    for (;;) {
        size_t length = strcspn(path, "/");
        bool last = !path[length];
        char name[256];
        if (length >= sizeof name) {
            found = -1;
            errno = ENAMETOOLONG;
        } else {
            memcpy(name, path, length);
            name[length] = '\0';
            found = openat(folder, name, READING | O_NOFOLLOW | (last ? 0 : O_DIRECTORY));
        }
        int status = found < 0 ? -errno : 0;
        if (folder != root) close(folder);
        if (status || last) return status ? status : found;
        folder = found;
        path += length + 1;
    }
}

#if defined(SYS_openat2) && defined(RESOLVE_BENEATH)
static int resolve(int root, const char *path, bool *walks)
{
    struct open_how how = {.flags = READING, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    enum { TRIES = 8 };
    for (int i = 0; i < TRIES; i++) {
        long found = syscall(SYS_openat2, root, path, &how, sizeof how);
        if (found >= 0) return (int)found;
        /* Something was renamed meanwhile: whether it led out cannot be told. */
        if (errno != EAGAIN && errno != EINTR) break;
    }
    /* Linux before 5.6 does not have it; sandboxes may not let it pass. */
    *walks = errno == ENOSYS || errno == EPERM;
    return -errno;
}
#else
static int resolve(int root, const char *path, bool *walks)
{
    (void)root;
    (void)path;
    *walks = true;
    return -ENOSYS;
}
#endif

int http_open_below(int root, const char *path, bool *walks)
{
    if (!*path) path = ".";
    int found = *walks ? -ENOSYS : resolve(root, path, walks);
    return *walks ? walk(root, path) : found;
}

#define TEXT(type) "text/" type "; charset=utf-8"

const char *http_type(const char *path)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {"html", TEXT("html")},
        {"htm", TEXT("html")},
        {"css", TEXT("css")},
        {"js", TEXT("javascript")},
        {"mjs", TEXT("javascript")},
        {"txt", TEXT("plain")},
        {"md", TEXT("markdown")},
        {"csv", TEXT("csv")},
        {"xml", TEXT("xml")},
        {"log", TEXT("plain")},
        {"c", TEXT("plain")},
        {"h", TEXT("plain")},
        {"py", TEXT("plain")},
        {"sh", TEXT("plain")},
        {"yaml", TEXT("plain")},
        {"json", "application/json"},
        {"pdf", "application/pdf"},
        {"wasm", "application/wasm"},
        {"zip", "application/zip"},
        {"gz", "application/gzip"},
        {"tar", "application/x-tar"},
        {"pcap", "application/vnd.tcpdump.pcap"},
        {"pcapng", "application/x-pcapng"},
        {"svg", "image/svg+xml"},
        {"png", "image/png"},
        {"jpg", "image/jpeg"},
        {"jpeg", "image/jpeg"},
        {"gif", "image/gif"},
        {"webp", "image/webp"},
        {"avif", "image/avif"},
        {"ico", "image/x-icon"},
        {"woff", "font/woff"},
        {"woff2", "font/woff2"},
        {"ttf", "font/ttf"},
        {"otf", "font/otf"},
        {"mp3", "audio/mpeg"},
        {"ogg", "audio/ogg"},
        {"wav", "audio/wav"},
        {"mp4", "video/mp4"},
        {"webm", "video/webm"},
    };
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && dot != name && i < sizeof types / sizeof *types; i++)
        if (strcasecmp(dot + 1, types[i].ending) == 0) return types[i].type;
    return "application/octet-stream";
}
