/* The options at the end of pcapng's blocks: code, length, value, padding to four bytes.
 * Private to src/capture/.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/bytes.h"

enum { /* option codes that are written or looked at here */
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_SHB_OS = 3,
    OPTION_SHB_APPLICATION = 4,
    OPTION_IF_NAME = 2,
    OPTION_IF_DESCRIPTION = 3,
    OPTION_IF_TSRESOL = 9,
    OPTION_IF_FILTER = 11,
    OPTION_IF_TSOFFSET = 14,
    OPTION_EPB_FLAGS = 2,
    OPTION_ISB_RECEIVED = 4,
    OPTION_ISB_DROPPED_BY_INTERFACE = 5,
    OPTION_ISB_DROPPED = 7,
};

enum { /* block types */
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_OLD_PACKET = 2,
    BLOCK_SIMPLE_PACKET = 3,
    BLOCK_NAMES = 4,
    BLOCK_STATISTICS = 5,
    BLOCK_PACKET = 6,
    BLOCK_SECRETS = 10,
    BLOCK_CUSTOM = 0x0bad,
    BLOCK_CUSTOM_DO_NOT_COPY = 0x40000bad,
};

/* Records of a block of names. */
enum { NAME_END = 0, NAME_IPV4 = 1, NAME_IPV6 = 2 };

/* What a block of secrets holds: the letters of "TLSK", for TLS key log. */
#define SECRETS_TLS 0x544c534bu

struct option {
    uint16_t code;
    struct bytes value;
};

/* Rounded up to the next multiple of four. */
static inline size_t padded(size_t len)
{
    return (len + 3) & ~(size_t)3;
}

/* Takes the first option off `rest`: 1; 0 at the end, which need not be marked; -1 when an option
 * is longer than what is left, with that length in option->value.len. */
static inline int option_next(struct bytes *rest, bool big_endian, struct option *option)
{
    *option = (struct option){0};
    if (rest->len == 0) return 0;
    if (rest->len < 4) return -1;
    option->code = big_endian ? bytes_be16(rest->at) : bytes_le16(rest->at);
    size_t len = big_endian ? bytes_be16(rest->at + 2) : bytes_le16(rest->at + 2);
    option->value = bytes_of(rest->at + 4, len);
    if (padded(len) > rest->len - 4) return -1;
    *rest = bytes_of(rest->at + 4 + padded(len), rest->len - 4 - padded(len));
    return option->code != OPTION_END;
}
