/* What Ethernet shares with the protocols that carry an EtherType as well.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "dissect/names.h"
#include "dissect/packet.h"

enum { ETH_LENGTH_MAX = 1500, ETH_TYPE_MIN = 1536, ETH_HEADER = 14 }; /* IEEE 802.3-2018 3.2.6 */

/* Numbers in the rows of the present protocol. */
struct eth_trailer_rows {
    unsigned padding;
    unsigned trailer;
    unsigned padding_bad; /* where padding is due and there are bytes other than zero: a remark */
    unsigned fcs, fcs_status; /* 0: no frame check sequence is looked for */
};

/* The start of that last row. */
#define ETH_PADDING_BAD                                                                            \
    "eth.padding_bad",                                                                             \
        "Didn't find padding of zeros, and an undecoded trailer exists. "                          \
        "There may be padding of non-zeros.",                                                      \
        FT_NONE, BASE_NONE

/* Those of the last two. */
#define ETH_FCS                                                                                    \
    "eth.fcs", "Frame check sequence", FT_UINT32, BASE_HEX,                                        \
        .show = eth_show_fcs,                                                                      \
        .blurb =                                                                                   \
            "A checksum over the frame, by which the receiver finds bits that changed on the wire"
#define ETH_FCS_STATUS                                                                             \
    "eth.fcs.status", "FCS Status", FT_UINT8, BASE_NONE, 0, names_checksum_status,                 \
        "Whether that checksum is right, if anybody looked"
void eth_show_fcs(struct text *text, const struct packet *packet, const struct item *item);

/* For proto->finish: what follows the payload of a layer is padding up to the smallest frame, then
 * a trailer, then perhaps the frame check sequence. */
void eth_trailer(struct packet *p, struct layer *layer, const struct eth_trailer_rows *rows);

/* Hands the payload to the protocol of an EtherType, or to "data" with the type in the columns. */
void eth_next(struct packet *p, struct cur payload, uint16_t type);

/* The Info column of a layer whose EtherType nobody knows. */
void eth_info(struct text *text, uint16_t type);
