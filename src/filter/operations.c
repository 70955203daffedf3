/* Slices and comparisons of values.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "filter/program.h"

/* --- slices ------------------------------------------------------------------------------------- */

/* Where a range lies in `len` bytes; false if it does not. */
static bool range_place(const struct range *range, size_t len, size_t *start, size_t *count)
{
    int64_t all = (int64_t)len, from = range->start < 0 ? all + range->start : range->start;
    int64_t to = range->kind == RANGE_REST     ? all
                 : range->kind == RANGE_LENGTH ? from + range->second
                                               : (range->second < 0 ? all : 0) + range->second + 1;
    if (from < 0 || from >= all || to <= from || to > all) return false;
    *start = (size_t)from;
    *count = (size_t)(to - from);
    return true;
}

struct value value_slice(struct arena *arena, const struct value *value, const struct range *ranges)
{
    struct value result = {0};
    size_t start, count, used = 0, total = 0;
    if (!ranges->next) {
        if (!range_place(ranges, value->bytes.len, &start, &count)) return result;
        result.bytes = bytes_of(value->bytes.at + start, count);
        result.whole = count;
        return result;
    }
    for (const struct range *range = ranges; range; range = range->next)
        if (range_place(range, value->bytes.len, &start, &count)) total += count;
    uint8_t *out = arena_take_raw(arena, total);
    if (!out) return result;
    /* The first that lies outside ends it. */
    for (const struct range *range = ranges; range; range = range->next) {
        if (!range_place(range, value->bytes.len, &start, &count)) break;
        memcpy(out + used, value->bytes.at + start, count);
        used += count;
    }
    result.bytes = bytes_of(out, used);
    result.whole = used;
    return result;
}

/* --- comparisons -------------------------------------------------------------------------------- */

bool value_is_zero(enum value_class class, const struct value *value)
{
    if (class == CLASS_REAL) return !(value->real < 0 || value->real > 0);
    if (class != CLASS_BYTES) return value->number == 0;
    for (size_t i = 0; i < value->bytes.len; i++)
        if (value->bytes.at[i]) return false;
    return true;
}

static int order_bytes(struct bytes a, struct bytes b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len ? memcmp(a.at, b.at, len) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

/* Only the first `bits` of two addresses. */
static int order_prefix(struct bytes a, struct bytes b, unsigned bits)
{
    size_t whole = bits / 8;
    if (a.len != b.len || whole >= a.len) return order_bytes(a, b);
    int order = whole ? memcmp(a.at, b.at, whole) : 0;
    if (order || bits % 8 == 0) return order;
    unsigned mask = 0xff00U >> bits % 8 & 0xff;
    return (int)(a.at[whole] & mask) - (int)(b.at[whole] & mask);
}

static int order_integers(const struct value *a, const struct value *b)
{
    bool below = a->is_signed && a->integer < 0, other_below = b->is_signed && b->integer < 0;
    if (below != other_below) return below ? -1 : 1;
    if (below) return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->number > b->number) - (a->number < b->number);
}

/* As Wireshark has it, nothing is said of an unsigned number beside one below zero. */
static bool comparable(enum value_class class, const struct value *a, const struct value *b)
{
    return (class != CLASS_NUMBER && class != CLASS_WIDE) || a->is_signed || !b->is_signed ||
           b->integer >= 0;
}

static int order_of(enum value_class class, const struct value *a, const struct value *b)
{
    switch (class) {
    case CLASS_NUMBER:
    case CLASS_WIDE:
        return order_integers(a, b);
    case CLASS_TIME:
        return (a->integer > b->integer) - (a->integer < b->integer);
    case CLASS_BYTES:
        if (a->masked || b->masked) {
            unsigned bits = a->masked && b->masked && a->prefix < b->prefix ? a->prefix
                            : b->masked                                     ? b->prefix
                                                                            : a->prefix;
            return order_prefix(a->bytes, b->bytes, bits);
        }
        if (!a->text && a->bytes.len != b->bytes.len) return a->bytes.len < b->bytes.len ? -1 : 1;
        return order_bytes(a->bytes, b->bytes);
    default:
        return 0;
    }
}

/* Not-a-number is related to nothing but by !=. */
static bool related_reals(enum relation relation, double a, double b)
{
    bool same = !(a < b) && !(a > b) && !(a != a) && !(b != b);
    switch (relation) {
    case RELATION_EQ:
        return same;
    case RELATION_NE:
        return !same;
    case RELATION_GT:
        return a > b;
    case RELATION_GE:
        return a > b || same;
    case RELATION_LT:
        return a < b;
    default:
        return a < b || same;
    }
}

bool value_related(
    enum relation relation, enum value_class class, const struct value *a, const struct value *b)
{
    if (relation == RELATION_CONTAINS)
        return b->bytes.len && a->whole &&
               memmem(a->bytes.at, a->whole, b->bytes.at, b->bytes.len) != NULL;
    if (class == CLASS_REAL) return related_reals(relation, a->real, b->real);
    if (!comparable(class, a, b)) return false;
    int order = order_of(class, a, b);
    switch (relation) {
    case RELATION_EQ:
        return order == 0;
    case RELATION_NE:
        return order != 0;
    case RELATION_GT:
        return order > 0;
    case RELATION_GE:
        return order >= 0;
    case RELATION_LT:
        return order < 0;
    default:
        return order <= 0;
    }
}
