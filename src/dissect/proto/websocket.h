/* What HTTP leaves to WebSocket when a connection changes over.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { WEBSOCKET_WINDOW = 32 << 10 };

/* What a conversation remembers; the windows are there only if messages may be packed. */
struct websocket_memory {
    bool packs;                         /* permessage-deflate was agreed, RFC 7692 */
    uint8_t opcode[2];                  /* of the message that goes on, by side */
    bool packed[2];                     /* and whether it is */
    uint32_t filled[2];                 /* bytes of each window */
    uint8_t window[][WEBSOCKET_WINDOW]; /* what packed messages may refer to */
};

extern const struct proto proto_websocket;
