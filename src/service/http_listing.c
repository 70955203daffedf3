/* A directory as a page of HTML: what lies in it, sorted, directories first.
 * SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "service/http_parts.h"

/* A directory can be as large as it likes; its page cannot. */
enum { ENTRIES = 1000 };

struct entry {
    char *name;
    uint64_t size;
    bool folder, file;
};

/* What means something in HTML, and what no terminal should see, as it is to be read. */
static void put_html(struct text *text, struct bytes shown)
{
    struct text clean = {0};
    escape_terminal(&clean, shown);
    for (size_t i = 0; i < clean.len; i++) {
        switch (clean.at[i]) {
        case '<':
            text_put(text, "&lt;");
            break;
        case '>':
            text_put(text, "&gt;");
            break;
        case '&':
            text_put(text, "&amp;");
            break;
        case '"':
            text_put(text, "&quot;");
            break;
        default:
            text_char(text, clean.at[i]);
        }
    }
    text_finish(&clean);
}

static int compare(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->folder != right->folder) return left->folder ? -1 : 1;
    return strcmp(left->name, right->name);
}

/* A link is shown as what it is, not as what it leads to: that may lie outside. */
static bool read_entry(int folder, const char *name, struct entry *entry)
{
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
    *entry = (struct entry){.name = strdup(name),
        .size = (uint64_t)status.st_size,
        .folder = S_ISDIR(status.st_mode),
        .file = S_ISREG(status.st_mode)};
    return entry->name != NULL;
}

static void put_entry(struct text *page, const struct entry *entry)
{
    struct bytes name = bytes_of_string(entry->name);
    /* "./" in front, since a name may look like a scheme: "javascript:…". */
    text_put(page, "<tr><td><a href=\"./");
    http_target_add(page, name, false);
    if (entry->folder) text_char(page, '/');
    text_put(page, "\">");
    put_html(page, name);
    if (entry->folder) text_char(page, '/');
    text_put(page, "</a><td align=right>");
    if (entry->file) text_uint(page, entry->size);
    text_put(page, "\n");
}

static void put_page(
    struct text *page, const struct entry *entries, size_t count, bool more, const char *path)
{
    text_put(page, "<!DOCTYPE html>\n<meta charset=utf-8>\n<title>/");
    put_html(page, bytes_of_string(path));
    text_put(page, "</title>\n<h1>/");
    put_html(page, bytes_of_string(path));
    text_put(page, "</h1>\n<table>\n");
    if (*path) text_put(page, "<tr><td><a href=\"../\">../</a><td>\n");
    for (size_t i = 0; i < count; i++)
        put_entry(page, &entries[i]);
    text_put(page, "</table>\n");
    if (more) text_format(page, "<p>There is more: only %d entries are shown.\n", ENTRIES);
}

bool http_listing(struct text *page, int descriptor, const char *path)
{
    struct entry *entries = calloc(ENTRIES, sizeof *entries);
    DIR *folder = entries ? fdopendir(descriptor) : NULL;
    if (!folder) {
        free(entries);
        close(descriptor);
        return false;
    }
    size_t count = 0;
    const struct dirent *next;
    while (count < ENTRIES && (next = readdir(folder)) != NULL) {
        if (!strcmp(next->d_name, ".") || !strcmp(next->d_name, "..")) continue;
        if (read_entry(descriptor, next->d_name, &entries[count])) count++;
    }
    bool more = count == ENTRIES && readdir(folder) != NULL;
    qsort(entries, count, sizeof *entries, compare);
    put_page(page, entries, count, more, path);
    for (size_t i = 0; i < count; i++)
        free(entries[i].name);
    free(entries);
    closedir(folder);
    return !page->failed;
}
