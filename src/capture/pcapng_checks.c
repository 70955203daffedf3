/* The options of pcapng blocks, and the blocks that are only checked and then passed over.
 * SPDX-License-Identifier: MIT */
#include "capture/pcapng_block.h"

int pcapng_option(struct reader *reader, struct bytes *rest, struct option *option)
{
    int there = option_next(rest, reader->pcapng.big_endian, option);
    if (there >= 0) return there;
    if (!option->value.at) return reader_damaged(reader, "not enough data for an option's header");
    return reader_damaged(
        reader, "not enough data to handle an option of length %zu", option->value.len);
}

int pcapng_check_options(struct reader *reader, struct bytes rest)
{
    struct option option;
    int there;
    while ((there = pcapng_option(reader, &rest, &option)) == 1)
        continue;
    return there;
}

/* A record of addresses' names: the address, then names that each end with a zero. */
static void tell_names(struct reader *reader, uint16_t type, struct bytes value)
{
    size_t address = type == NAME_IPV4 ? 4 : type == NAME_IPV6 ? 16 : 0;
    if (!address || value.len <= address || value.at[value.len - 1] != 0 || !reader->listener.names)
        return;
    reader->listener.names(
        reader->listener.context, bytes_of(value.at, address), from(value, address));
}

/* Records of type, length and value, up to one of type 0; then options. */
int pcapng_names_block(struct reader *reader, const struct block *block)
{
    struct bytes rest = block->body;
    while (rest.len >= 4) {
        uint16_t type = field16(reader, rest.at);
        size_t value = field16(reader, rest.at + 2), len = padded(value);
        rest = from(rest, 4);
        if (type == 0) return pcapng_check_options(reader, rest);
        if (len > rest.len)
            return reader_damaged(
                reader, "%zu bytes left in the block for a name record of %zu", rest.len, len);
        tell_names(reader, type, bytes_of(rest.at, value));
        rest = from(rest, len);
    }
    return 0;
}

int pcapng_statistics_block(struct reader *reader, const struct block *block)
{
    return pcapng_check_options(reader, from(block->body, 12));
}

int pcapng_secrets_block(struct reader *reader, const struct block *block)
{
    size_t len = field32(reader, block->body.at + 4);
    struct bytes rest = from(block->body, 8);
    if (len > rest.len)
        return reader_damaged(
            reader, "%zu bytes left in the block for secrets of %zu", rest.len, len);
    if (field32(reader, block->body.at) == SECRETS_TLS && reader->listener.secrets)
        reader->listener.secrets(reader->listener.context, bytes_of(rest.at, len));
    return padded(len) < rest.len ? pcapng_check_options(reader, from(rest, padded(len))) : 0;
}
