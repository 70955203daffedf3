/* A message that several segments of one direction bring, and of which only its protocol knows where
 * it ends: a mail behind SMTP's DATA or POP's RETR.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/packet.h"
#include "dissect/tracker.h"

/* One begins with the next part; what was left of an earlier one goes. */
void gathered_begin(struct packet *p);
/* What was gathered is no longer of use: a part was not captured. */
void gathered_give_up(struct packet *p);
/* One more part.  Returns all of it with `end`, which stays valid until the next packet; NULL before,
 * and if none was begun, or it was given up, or a limit was met. */
const struct stream_begun *gathered_add(struct packet *p, struct bytes part, bool end);
