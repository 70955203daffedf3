/* See md5.h.  SPDX-License-Identifier: MIT */
#include "dissect/md5.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64, ROUNDS = 64 };

/* RFC 1321 3.4: the constants are the fractions of sines. */
static uint32_t sine(unsigned i)
{
    return (uint32_t)(fabs(sin(i + 1.0)) * 4294967296.0);
}

static void mix(uint32_t state[4], const uint8_t block[BLOCK])
{
    static const uint8_t turns[4][4] = {
        {7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint32_t f, word = 0;
        unsigned which, turn = turns[i / 16][i % 4];
        if (i < 16) {
            f = (b & c) | (~b & d);
            which = i;
        } else if (i < 32) {
            f = (d & b) | (~d & c);
            which = (5 * i + 1) % 16;
        } else if (i < 48) {
            f = b ^ c ^ d;
            which = (3 * i + 5) % 16;
        } else {
            f = c ^ (b | ~d);
            which = 7 * i % 16;
        }
        for (unsigned k = 4; k-- > 0;)
            word = word << 8 | block[4 * which + k];
        f += a + sine(i) + word;
        a = d;
        d = c;
        c = b;
        b += f << turn | f >> (32 - turn);
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

void md5_text(struct bytes data, char text[33])
{
    uint32_t state[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    uint8_t tail[2 * BLOCK] = {0};
    size_t whole = data.len / BLOCK * BLOCK, rest = data.len - whole;
    for (size_t i = 0; i < whole; i += BLOCK)
        mix(state, data.at + i);
    if (rest) memcpy(tail, data.at + whole, rest);
    tail[rest] = 0x80;
    size_t end = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    for (unsigned i = 0; i < 8; i++)
        tail[end - 8 + i] = (uint8_t)((uint64_t)data.len * 8 >> (8 * i));
    for (size_t i = 0; i < end; i += BLOCK)
        mix(state, tail + i);
    for (unsigned i = 0; i < 16; i++)
        snprintf(text + 2 * i, 3, "%02x", state[i / 4] >> (8 * (i % 4)) & 0xff);
}
