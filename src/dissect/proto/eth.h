/* What Ethernet shares with the protocols that carry an EtherType as well.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "dissect/packet.h"

enum { ETH_LENGTH_MAX = 1500, ETH_TYPE_MIN = 1536 }; /* IEEE 802.3-2018 3.2.6 */

/* Numbers in the rows of the present protocol. */
struct eth_trailer_rows {
    unsigned padding;
    unsigned trailer;
    unsigned padding_bad; /* where padding is due and there are bytes other than zero: a remark */
};

/* The start of that last row. */
#define ETH_PADDING_BAD                                                                            \
    "eth.padding_bad",                                                                             \
        "Didn't find padding of zeros, and an undecoded trailer exists. "                          \
        "There may be padding of non-zeros.",                                                      \
        FT_NONE, BASE_NONE

/* For proto->finish: what follows the payload of a layer is padding up to the smallest frame, then
 * a trailer, then perhaps the frame check sequence, whose offset is returned (0: none). */
uint32_t eth_trailer(
    struct packet *p, struct layer *layer, const struct eth_trailer_rows *rows, bool with_fcs);

/* Hands the payload to the protocol of an EtherType, or to "data" with the type in the columns. */
void eth_next(struct packet *p, struct cur payload, uint16_t type);

/* The Info column of a layer whose EtherType nobody knows. */
void eth_info(struct text *text, uint16_t type);
