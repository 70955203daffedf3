/* What the blocks of a pcapng file are taken apart with.
 * Private to src/capture/.  SPDX-License-Identifier: MIT */
#pragma once
#include "capture/pcapng_option.h"
#include "capture/reader.h"

/* A block, all of it in memory. */
struct block {
    uint32_t type;
    uint32_t len;      /* of all of it, as it says itself */
    struct bytes body; /* between the two lengths */
};

static inline uint16_t field16(const struct reader *reader, const uint8_t *at)
{
    return reader->pcapng.big_endian ? bytes_be16(at) : bytes_le16(at);
}

static inline uint32_t field32(const struct reader *reader, const uint8_t *at)
{
    return reader->pcapng.big_endian ? bytes_be32(at) : bytes_le32(at);
}

/* A 64-bit number whose halves are ordered like its bytes. */
static inline uint64_t field64(const struct reader *reader, const uint8_t *at)
{
    uint64_t first = field32(reader, at), second = field32(reader, at + 4);
    return reader->pcapng.big_endian ? first << 32 | second : second << 32 | first;
}

static inline struct bytes from(struct bytes bytes, size_t offset)
{
    return bytes_of(bytes.at + offset, bytes.len - offset);
}

/* The next option of a block: 1, 0, or negative. */
int pcapng_option(struct reader *reader, struct bytes *rest, struct option *option);
/* All options that are left: 0 or negative. */
int pcapng_check_options(struct reader *reader, struct bytes rest);

/* Blocks that are only checked: 0 or negative. */
int pcapng_names_block(struct reader *reader, const struct block *block);
int pcapng_statistics_block(struct reader *reader, const struct block *block);
int pcapng_secrets_block(struct reader *reader, const struct block *block);
