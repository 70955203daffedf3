/* See http_target.h.  SPDX-License-Identifier: MIT */
#include "grammar/http_target.h"

#include <strings.h>

#include "grammar/http.h"

static bool refuse(struct http_target *read, const char *fault)
{
    read->fault = fault;
    return false;
}

/* Takes "http://host" away from the absolute form. */
static bool take_authority(struct http_target *read, struct bytes *target)
{
    size_t scheme = 0;
    if (target->len >= 7 && strncasecmp((const char *)target->at, "http://", 7) == 0) scheme = 7;
    if (target->len >= 8 && strncasecmp((const char *)target->at, "https://", 8) == 0) scheme = 8;
    if (!scheme) return false;
    size_t end = scheme;
    while (end < target->len && target->at[end] != '/' && target->at[end] != '?')
        end++;
    read->host = bytes_of(target->at + scheme, end - scheme);
    *target = bytes_of(target->at + end, target->len - end);
    return read->host.len > 0;
}

static int hex_digit(uint8_t c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if ((c | 32) >= 'a' && (c | 32) <= 'f') return (c | 32) - 'a' + 10;
    return -1;
}

/* Percent signs and their two digits become the byte they mean: once, never again. */
static bool decode(struct http_target *read, struct bytes path)
{
    for (size_t i = 0; i < path.len; i++) {
        uint8_t c = path.at[i];
        if (c == '%') {
            int high = i + 2 < path.len ? hex_digit(path.at[i + 1]) : -1;
            int low = i + 2 < path.len ? hex_digit(path.at[i + 2]) : -1;
            if (high < 0 || low < 0) return refuse(read, "a % has no two digits behind it");
            c = (uint8_t)(high << 4 | low);
            i += 2;
        }
        if (!c) return refuse(read, "the path has a NUL");
        text_char(&read->path, (char)c);
    }
    return !read->path.failed || refuse(read, "no memory");
}

/* RFC 3986 5.2.4, in place: what is kept never is longer than what was read. */
static bool normalise(struct http_target *read)
{
    char *path = read->path.at;
    size_t used = 0, end;
    for (size_t at = 0; at < read->path.len; at = end + 1) {
        for (end = at; end < read->path.len && path[end] != '/'; end++) {
        }
        size_t length = end - at;
        bool here = length == 1 && path[at] == '.';
        bool up = length == 2 && path[at] == '.' && path[at + 1] == '.';
        read->slash = end < read->path.len || here || up || !length;
        if (up && !used) return refuse(read, "the path leads above the root");
        if (up) {
            while (used && path[--used] != '/') {
            }
        } else if (length && !here) {
            if (used) path[used++] = '/';
            memmove(path + used, path + at, length);
            used += length;
        }
    }
    read->path.len = used;
    return true;
}

bool http_target_read(struct bytes target, struct http_target *read)
{
    text_clear(&read->path);
    read->slash = true;
    read->query = read->host = (struct bytes){0};
    read->fault = NULL;
    if (target.len && target.at[0] != '/' && !take_authority(read, &target))
        return refuse(read, "the target is no path");
    struct bytes query = target, path = http_split(&query, '?');
    if (path.len < target.len) read->query = bytes_of(target.at + path.len, target.len - path.len);
    return decode(read, path) && normalise(read);
}

void http_target_add(struct text *text, struct bytes path, bool slashes)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < path.len; i++) {
        uint8_t c = path.at[i];
        bool plain = ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9') ||
                     (c && strchr("-._~", c)) || (c == '/' && slashes);
        if (plain) {
            text_char(text, (char)c);
        } else {
            text_char(text, '%');
            text_char(text, digits[c >> 4]);
            text_char(text, digits[c & 15]);
        }
    }
}
