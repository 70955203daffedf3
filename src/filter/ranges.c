/* What stands in brackets: 3, 1:2, 3-4, :2, 5:, -4:2.  SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter/lexer.h"
#include "filter/tree.h"

/* What is read, and where it stands in the filter. */
struct bracket {
    struct filter_error *error;
    const char *text; /* terminated */
    size_t at, len;
};

static bool no_range(const struct bracket *bracket)
{
    return filter_fail(
        bracket->error, bracket->at, bracket->len, "\"%s\" is not a valid range.", bracket->text);
}

static bool number(const struct bracket *bracket, const char *from, char **end, int32_t *value)
{
    errno = 0;
    long read = strtol(from, end, 0);
    if (*end == from)
        return filter_fail(bracket->error, bracket->at, bracket->len,
            "\"%s\" is not a valid number.", bracket->text);
    if (errno || read > INT32_MAX || read < INT32_MIN)
        return filter_fail(bracket->error, bracket->at, bracket->len,
            "\"%s\" causes an integer overflow.", bracket->text);
    *value = (int32_t)read;
    return true;
}

static bool nothing_left(const char *at)
{
    while (isspace((unsigned char)*at))
        at++;
    return !*at;
}

static bool is_sensible(const struct bracket *bracket, const struct range *range)
{
    int start = range->start, second = range->second;
    if (range->kind == RANGE_LENGTH && second <= 0)
        return filter_fail(bracket->error, bracket->at, bracket->len,
            "Range %s isn't valid because length %d isn't positive", bracket->text, second);
    if (range->kind != RANGE_TO) return true;
    if ((start < 0) != (second < 0))
        return filter_fail(bracket->error, bracket->at, bracket->len,
            "Range %s isn't valid because %d and %d have different signs", bracket->text, start,
            second);
    if (start >= second)
        return filter_fail(bracket->error, bracket->at, bracket->len,
            "Range %s isn't valid because %d is greater or equal than %d", bracket->text, start,
            second);
    return true;
}

/* The second number, behind ':' or '-'. */
static bool second_number(const struct bracket *bracket, const char *from, struct range *range)
{
    char *end;
    const char *at = from;
    while (isspace((unsigned char)*at))
        at++;
    if (!isdigit((unsigned char)*at) &&
        !((*at == '-' || *at == '+') && isdigit((unsigned char)at[1])))
        return no_range(bracket);
    if (!number(bracket, from, &end, &range->second)) return false;
    return nothing_left(end) || no_range(bracket);
}

static bool read_range(const struct bracket *bracket, struct range *range)
{
    char *end = (char *)bracket->text;
    while (isspace((unsigned char)*end))
        end++;
    if (*end != ':' && !number(bracket, bracket->text, &end, &range->start)) return false;
    while (isspace((unsigned char)*end))
        end++;
    range->kind = RANGE_LENGTH;
    range->second = 1;
    if (!*end) return true;
    if (*end == ':' && nothing_left(end + 1)) {
        range->kind = RANGE_REST;
        return true;
    }
    if (*end != ':' && *end != '-') return no_range(bracket);
    if (*end == '-') range->kind = RANGE_TO;
    return second_number(bracket, end + 1, range) && is_sensible(bracket, range);
}

struct range *parse_range(struct reading *reading, const char *text, size_t at, size_t len)
{
    struct range *range = arena_take(reading->arena, sizeof *range);
    char *copy = arena_take(reading->arena, len + 1);
    if (!range || !copy) {
        filter_fail(reading->error, 0, 0, "out of memory");
        return NULL;
    }
    memcpy(copy, text + at, len);
    struct bracket bracket = {reading->error, copy, at, len};
    return read_range(&bracket, range) ? range : NULL;
}
