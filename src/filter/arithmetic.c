/* Arithmetic on values.  The rules are Wireshark's: a result that does not fit is none; what an
 * unsigned number loses below zero makes it a signed one.  SPDX-License-Identifier: MIT */
#include "filter/program.h"

/* --- integers ----------------------------------------------------------------------------------- */

/* The low 32 bits. */
static struct value narrowed(const struct value *value, bool is_signed)
{
    struct value narrow = {.is_signed = is_signed};
    if (is_signed)
        narrow.integer = (int32_t)(uint32_t)value->number;
    else
        narrow.number = (uint32_t)value->number;
    return narrow;
}

static bool operate_unsigned(
    enum arithmetic operation, uint64_t a, uint64_t b, uint64_t most, struct value *result)
{
    switch (operation) {
    case ARITHMETIC_MASK:
        result->number = a & b;
        return true;
    case ARITHMETIC_ADD:
        return !__builtin_add_overflow(a, b, &result->number) && result->number <= most;
    case ARITHMETIC_SUBTRACT:
        result->number = a - b;
        result->is_signed = a < b;
        return a >= b || b - a <= most / 2 + 1;
    case ARITHMETIC_MULTIPLY:
        return !__builtin_mul_overflow(a, b, &result->number) && result->number <= most;
    case ARITHMETIC_DIVIDE:
        if (b) result->number = a / b;
        return b != 0;
    default:
        if (b) result->number = a % b;
        return b != 0;
    }
}

static bool operate_signed(
    enum arithmetic operation, int64_t a, int64_t b, int64_t most, struct value *result)
{
    int64_t *out = &result->integer;
    result->is_signed = true;
    switch (operation) {
    case ARITHMETIC_MASK:
        *out = a & b;
        return true;
    case ARITHMETIC_ADD:
        return !__builtin_add_overflow(a, b, out) && *out <= most && *out >= -most - 1;
    case ARITHMETIC_SUBTRACT:
        return !__builtin_sub_overflow(a, b, out) && *out <= most && *out >= -most - 1;
    case ARITHMETIC_MULTIPLY:
        return !__builtin_mul_overflow(a, b, out) && *out <= most && *out >= -most - 1;
    default:
        if (b == 0 || (b == -1 && a == -most - 1)) return false;
        *out = operation == ARITHMETIC_DIVIDE ? a / b : a % b;
        return true;
    }
}

static bool operate_integer(enum arithmetic operation, bool wide, const struct value *a,
    const struct value *b, struct value *result)
{
    struct value left = wide ? *a : narrowed(a, a->is_signed);
    struct value right = wide ? *b : narrowed(b, a->is_signed);
    if (a->is_signed)
        return operate_signed(
            operation, left.integer, right.integer, wide ? INT64_MAX : INT32_MAX, result);
    return operate_unsigned(
        operation, left.number, right.number, wide ? UINT64_MAX : UINT32_MAX, result);
}

/* Of times only these; they wrap round where they must. */
static bool operate_time(enum arithmetic operation, uint64_t a, uint64_t b, uint64_t *result)
{
    *result = operation == ARITHMETIC_ADD ? a + b : a - b;
    return operation == ARITHMETIC_ADD || operation == ARITHMETIC_SUBTRACT;
}

/* --- others ------------------------------------------------------------------------------------- */

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

/* The bits of a byte of an address that count. */
static uint8_t counting(const struct value *value, size_t byte)
{
    size_t first = 8 * byte;
    if (!value->masked || value->prefix >= first + 8) return 0xff;
    return value->prefix <= first ? 0 : (uint8_t)(0xff00 >> (value->prefix - first));
}

/* Byte by byte, as far as both go. */
static bool mask_bytes(
    struct arena *arena, const struct value *a, const struct value *b, struct value *result)
{
    size_t len = a->bytes.len < b->bytes.len ? a->bytes.len : b->bytes.len;
    uint8_t *out = arena_take_raw(arena, len);
    if (!out) return false;
    for (size_t i = 0; i < len; i++)
        out[i] = a->bytes.at[i] & b->bytes.at[i] & counting(b, i);
    *result = (struct value){.bytes = bytes_of(out, len), .whole = len};
    return true;
}

bool value_operate(struct arena *arena, enum arithmetic operation, enum value_class class,
    const struct value *a, const struct value *b, struct value *result)
{
    *result = (struct value){0};
    switch (class) {
    case CLASS_NUMBER:
    case CLASS_WIDE:
        return operate_integer(operation, class == CLASS_WIDE, a, b, result);
    case CLASS_TIME:
        return operate_time(operation, a->number, b->number, &result->number);
    case CLASS_REAL:
        return operate_real(operation, a->real, b->real, &result->real);
    case CLASS_BYTES:
        return mask_bytes(arena, a, b, result);
    default:
        return false;
    }
}

bool value_negate(enum value_class class, const struct value *value, struct value *result)
{
    struct value zero = {.is_signed = true};
    *result = (struct value){0};
    switch (class) {
    case CLASS_NUMBER:
    case CLASS_WIDE:
        if (!value->is_signed && value->number > (class == CLASS_WIDE ? INT64_MAX : INT32_MAX))
            return false;
        return operate_integer(ARITHMETIC_SUBTRACT, class == CLASS_WIDE, &zero, value, result);
    case CLASS_TIME:
        result->number = 0 - value->number;
        return true;
    case CLASS_REAL:
        result->real = -value->real;
        return true;
    default:
        return false;
    }
}
