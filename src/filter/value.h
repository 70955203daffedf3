/* Values that filters compare.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "dissect/field.h"

/* How values of a type are held and compared. */
enum value_class {
    CLASS_NONE,   /* FT_NONE: nothing to compare */
    CLASS_NUMBER, /* integers of up to 32 bits, frame numbers: `number`, `integer` if signed */
    CLASS_WIDE,   /* integers of up to 64 bits, booleans: the same */
    CLASS_TIME,   /* `integer` */
    CLASS_REAL,   /* `real` */
    CLASS_BYTES,  /* strings, addresses, bytes: `bytes` */
};

struct value {
    union {
        int64_t integer;
        uint64_t number;
        double real;
        struct bytes bytes;
    };
    union {
        size_t whole; /* of a protocol: its bytes with all that is inside; `bytes` is the header */
        uint8_t prefix; /* of an address in a filter: how many bits of it count; 0 for all … */
    };
    bool is_signed; /* an integer that may be below zero */
    bool text;      /* a string: ordered letter by letter; other bytes by their number first */
    bool masked;    /* … unless this is set, when `prefix` is to be believed */
};

struct values {
    struct value *at;
    size_t count;
    bool found; /* the packet has what they are made of; operations may still have no result */
};

enum value_class value_class(enum field_type type);
bool type_is_string(enum field_type type);
bool type_is_integer(enum field_type type); /* a number of whole units, not a boolean */
bool type_is_signed(enum field_type type);
/* May values of these types meet in a comparison? */
bool types_compatible(enum field_type a, enum field_type b);

bool type_can_equal(enum field_type type);
bool type_can_contain(enum field_type type);
bool type_can_match(enum field_type type);
bool type_can_slice(enum field_type type);
bool type_can_mask(enum field_type type);     /* & */
bool type_can_add(enum field_type type);      /* + - */
bool type_can_multiply(enum field_type type); /* * / */
bool type_can_divide(enum field_type type);   /* % */
bool type_can_negate(enum field_type type);
