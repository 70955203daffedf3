/* Durations in words.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "base/text.h"

struct packet;
struct item;

/* "1 day, 2 hours, 1 minute"; "0 seconds". */
void duration_put(struct text *text, uint64_t seconds);
/* "1 minute, 0.500 seconds". */
void duration_put_milliseconds(struct text *text, uint64_t milliseconds);
/* A field of whole seconds: "Time to live: 300 (5 minutes)". */
void duration_show(struct text *text, const struct packet *packet, const struct item *item);
