/* See http_condition.h.  SPDX-License-Identifier: MIT */
#include "grammar/http_condition.h"

#include "grammar/http_date.h"

static bool equal(struct bytes a, struct bytes b)
{
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* The next entity tag of a list, without its W/, which goes to `weak`; false at the end, or where
 * the list is none. */
static bool next_tag(struct bytes *list, struct bytes *tag, bool *weak)
{
    while (list->len && strchr(" \t,", *list->at) && *list->at)
        *list = bytes_of(list->at + 1, list->len - 1);
    *weak = list->len > 2 && list->at[0] == 'W' && list->at[1] == '/';
    if (*weak) *list = bytes_of(list->at + 2, list->len - 2);
    if (list->len < 2 || list->at[0] != '"') return false;
    const uint8_t *end = memchr(list->at + 1, '"', list->len - 1);
    if (!end) return false;
    *tag = bytes_of(list->at, (size_t)(end - list->at) + 1);
    *list = bytes_of(end + 1, list->len - tag->len);
    return true;
}

/* Whether the list has the tag, or is "*".  A weak tag of the client's counts only if allowed. */
static bool lists(struct bytes list, struct bytes etag, bool weak_counts)
{
    struct bytes tag;
    bool weak;
    if (http_same(list, "*")) return true;
    while (next_tag(&list, &tag, &weak))
        if (equal(tag, etag) && (weak_counts || !weak)) return true;
    return false;
}

/* RFC 9110 13.2.2: the order in which they count, and which of them hide others. */
unsigned http_condition(
    const struct http_request *request, const struct http_validators *validators, int64_t now)
{
    const struct bytes *asked = request->asked;
    int64_t date;
    if (asked[HTTP_ASKED_IF_MATCH].at) {
        if (!lists(asked[HTTP_ASKED_IF_MATCH], validators->etag, false)) return 412;
    } else if (http_date_read(asked[HTTP_ASKED_IF_UNMODIFIED_SINCE], now, &date)) {
        if (validators->modified > date) return 412;
    }
    if (asked[HTTP_ASKED_IF_NONE_MATCH].at) {
        if (lists(asked[HTTP_ASKED_IF_NONE_MATCH], validators->etag, true)) return 304;
    } else if (http_date_read(asked[HTTP_ASKED_IF_MODIFIED_SINCE], now, &date)) {
        if (validators->modified <= date) return 304;
    }
    return 0;
}

bool http_if_range(
    const struct http_request *request, const struct http_validators *validators, int64_t now)
{
    struct bytes value = request->asked[HTTP_ASKED_IF_RANGE];
    int64_t date;
    if (!value.at) return true;
    if (http_date_read(value, now, &date)) return date == validators->modified;
    return equal(value, validators->etag);
}
