/* The rows of the pseudo protocols that tell what is remarkable or broken: proto/_ws_*.c.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>

#include "dissect/packet.h"

/* Rows of _ws.expert. */
enum { NOTE_ITSELF, NOTE_MESSAGE, NOTE_SEVERITY, NOTE_GROUP, NOTE_FIELDS };
/* Rows of _ws.malformed, _ws.short, _ws.unreassembled: the text itself, and the remarks on it. */
enum { MALFORMED_ITSELF, MALFORMED_EXPERT, MALFORMED_REASSEMBLY, MALFORMED_FIELDS };

/* Instead of a field's number: the remark has no name of its own. */
#define NOTE_NO_FIELD UINT32_MAX

const char *note_severity_name(enum note_severity severity);
const char *note_group_name(enum note_group group);
/* Wireshark's value of _ws.expert.severity. */
uint32_t note_severity_bits(enum note_severity severity);
