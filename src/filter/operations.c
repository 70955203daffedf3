/* What can be done with values.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "filter/program.h"

/* --- arithmetic --------------------------------------------------------------------------------- */

/* Wraps round where it must: no filter may stop the program. */
static bool operate_number(enum arithmetic operation, int64_t a, int64_t b, int64_t *result)
{
    uint64_t left = (uint64_t)a, right = (uint64_t)b;
    switch (operation) {
    case ARITHMETIC_MASK:
        *result = (int64_t)(left & right);
        return true;
    case ARITHMETIC_ADD:
        *result = (int64_t)(left + right);
        return true;
    case ARITHMETIC_SUBTRACT:
        *result = (int64_t)(left - right);
        return true;
    case ARITHMETIC_MULTIPLY:
        *result = (int64_t)(left * right);
        return true;
    case ARITHMETIC_DIVIDE:
        if (b == 0) return false;
        *result = b == -1 ? (int64_t)(0 - left) : a / b;
        return true;
    default:
        if (b == 0) return false;
        *result = b == -1 ? 0 : a % b;
        return true;
    }
}

static bool operate_wide(enum arithmetic operation, uint64_t a, uint64_t b, uint64_t *result)
{
    if (operation == ARITHMETIC_DIVIDE || operation == ARITHMETIC_MODULO) {
        if (b == 0) return false;
        *result = operation == ARITHMETIC_DIVIDE ? a / b : a % b;
        return true;
    }
    return operate_number(operation, (int64_t)a, (int64_t)b, (int64_t *)result);
}

static bool operate_real(enum arithmetic operation, double a, double b, double *result)
{
    switch (operation) {
    case ARITHMETIC_ADD:
        *result = a + b;
        return true;
    case ARITHMETIC_SUBTRACT:
        *result = a - b;
        return true;
    case ARITHMETIC_MULTIPLY:
        *result = a * b;
        return true;
    case ARITHMETIC_DIVIDE:
        *result = a / b;
        return b < 0 || b > 0;
    default:
        return false;
    }
}

/* Byte by byte, as far as both go. */
static bool mask_bytes(struct arena *arena, struct bytes a, struct bytes b, struct value *result)
{
    size_t len = a.len < b.len ? a.len : b.len;
    uint8_t *out = arena_take_raw(arena, len);
    if (!out) return false;
    for (size_t i = 0; i < len; i++)
        out[i] = a.at[i] & b.at[i];
    *result = (struct value){.bytes = bytes_of(out, len), .whole = len};
    return true;
}

bool value_operate(struct arena *arena, enum arithmetic operation, enum value_class class,
    const struct value *a, const struct value *b, struct value *result)
{
    *result = (struct value){0};
    switch (class) {
    case CLASS_NUMBER:
        return operate_number(operation, a->integer, b->integer, &result->integer);
    case CLASS_WIDE:
        return operate_wide(operation, a->number, b->number, &result->number);
    case CLASS_REAL:
        return operate_real(operation, a->real, b->real, &result->real);
    case CLASS_BYTES:
        return mask_bytes(arena, a->bytes, b->bytes, result);
    default:
        return false;
    }
}

bool value_negate(enum value_class class, const struct value *value, struct value *result)
{
    *result = (struct value){0};
    if (class == CLASS_REAL)
        result->real = -value->real;
    else if (class == CLASS_NUMBER || class == CLASS_WIDE)
        result->number = 0 - value->number;
    else
        return false;
    return true;
}

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

static int order_of(enum value_class class, const struct value *a, const struct value *b)
{
    switch (class) {
    case CLASS_NUMBER:
        return (a->integer > b->integer) - (a->integer < b->integer);
    case CLASS_WIDE:
        return (a->number > b->number) - (a->number < b->number);
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
