/* Reading one JSON object (RFC 8259), member by member: what protocols carry as options.
 *
 *     struct json_object object = json_object(text);
 *     struct json_member member;
 *     while (json_next(&object, &member)) …
 *     if (object.failed) it was none
 *
 * Nothing is copied and nothing nests: a value that is an object or an array is given as the run of
 * its bytes, which may be read in the same way.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"
#include "base/text.h"

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json_member {
    struct bytes key; /* what is between the quotes, with its escapes */
    enum json_kind kind;
    struct bytes value; /* as it is written; of a string what is between the quotes */
};

struct json_object {
    const uint8_t *at, *end;
    bool begun, failed, done;
};

struct json_object json_object(struct bytes text);
/* The next member; false at the end, or when what follows is no member. */
bool json_next(struct json_object *object, struct json_member *member);
/* Appends a string's characters, with its escapes undone. */
void json_unescape(struct text *text, struct bytes string);
/* A number without sign, fraction and exponent, up to `most`; false for any other. */
bool json_uint(const struct json_member *member, uint64_t most, uint64_t *number);
