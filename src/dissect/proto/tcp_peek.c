/* What the tracker has to know of the options, in one quick walk.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "dissect/proto/tcp.h"

enum { LARGEST_SHIFT = 14, SACK_BLOCKS_COUNTED = 3 };

bool tcp_options_are_timestamps(const uint8_t *at, uint32_t length)
{
    static const uint8_t start[] = {TCP_OPTION_NOP, TCP_OPTION_NOP, TCP_OPTION_TIMESTAMPS, 10};
    return length == 12 && memcmp(at, start, sizeof start) == 0;
}

static void peek_sack(struct tcp_segment *segment, const uint8_t *at, unsigned length)
{
    segment->has_sack = true;
    segment->sacked = 0;
    for (unsigned i = 0; i < SACK_BLOCKS_COUNTED && 2 + 8 * (i + 1) <= length; i++)
        segment->sacked += bytes_be32(at + 2 + 8 * i + 4) - bytes_be32(at + 2 + 8 * i);
}

static void peek_option(struct tcp_segment *segment, const uint8_t *at, unsigned length)
{
    unsigned exid = length >= 4 ? bytes_be16(at + 2) : 0;
    switch (at[0]) {
    case TCP_OPTION_WINDOW_SCALE:
        if (length == 3)
            segment->window_shift = (int8_t)(at[2] > LARGEST_SHIFT ? LARGEST_SHIFT : at[2]);
        break;
    case TCP_OPTION_SACK:
        peek_sack(segment, at, length);
        break;
    case TCP_OPTION_FAST_OPEN:
        segment->fast_open |= length > 2;
        break;
    case TCP_OPTION_ECN0:
    case TCP_OPTION_ECN1:
        segment->accurate_ecn |= (length - 2) % 3 == 0 && length <= 11;
        break;
    case TCP_OPTION_EXPERIMENT1:
    case TCP_OPTION_EXPERIMENT2:
        segment->fast_open |= exid == 0xf989 && length > 4;
        segment->accurate_ecn |= (exid | 1) == 0xacc1 && (length - 4) % 3 == 0 && length <= 13;
        break;
    default:
        break;
    }
}

void tcp_options_peek(struct tcp_segment *segment, const uint8_t *at, uint32_t length)
{
    if (tcp_options_are_timestamps(at, length)) return;
    for (uint32_t i = 0; i < length;) {
        if (at[i] == TCP_OPTION_NOP) {
            i++;
        } else if (at[i] == TCP_OPTION_EOL || length - i < 2 || at[i + 1] < 2 ||
                   at[i + 1] > length - i) {
            return;
        } else {
            peek_option(segment, at + i, at[i + 1]);
            i += at[i + 1];
        }
    }
}
