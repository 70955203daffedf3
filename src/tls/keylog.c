/* The key log: secrets of sessions, in the format that Wireshark reads (SSLKEYLOGFILE).  Each line
 * is one write to a file opened for appending, so that several programs may share it.
 * SPDX-License-Identifier: MIT */
#include "tls/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <mbedtls/platform_util.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECRET_LIMIT = 64, LINE_ROOM = 64 + 1 + 64 + 1 + 2 * SECRET_LIMIT + 1 };

int keylog_open(struct keylog *keylog, const char *path)
{
    struct stat file;
    keylog->path = strdup(path);
    if (!keylog->path) return -ENOMEM;
    keylog->descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (keylog->descriptor < 0) return -errno;
    /* One that was there may have been readable by all. */
    if (fstat(keylog->descriptor, &file) == 0 && S_ISREG(file.st_mode) && (file.st_mode & 077) &&
        file.st_uid == geteuid()) {
        if (fchmod(keylog->descriptor, 0600) != 0) return -errno;
    }
    return 0;
}

void keylog_close(struct keylog *keylog)
{
    if (keylog->descriptor >= 0) close(keylog->descriptor);
    free(keylog->path);
    *keylog = (struct keylog){.descriptor = -1};
}

static char *add_hex(char *at, const uint8_t *data, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        *at++ = digits[data[i] >> 4];
        *at++ = digits[data[i] & 15];
    }
    return at;
}

void keylog_add(struct keylog *keylog, const char *label, const uint8_t client_random[32],
    const uint8_t *secret, size_t len)
{
    char line[LINE_ROOM], *at = line;
    size_t label_len = strlen(label);
    if (keylog->descriptor < 0 || len > SECRET_LIMIT || label_len > 64) return;
    memcpy(at, label, label_len);
    at += label_len;
    *at++ = ' ';
    at = add_hex(at, client_random, 32);
    *at++ = ' ';
    at = add_hex(at, secret, len);
    *at++ = '\n';
    ssize_t done = write(keylog->descriptor, line, (size_t)(at - line));
    if (done != at - line && !keylog->status) keylog->status = done < 0 ? -errno : -ENOSPC;
    mbedtls_platform_zeroize(line, sizeof line);
}
