/* Line ends of a stream that is being sent: LF or CR LF become what the other side wants.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/bytes.h"
#include "base/text.h"

enum line_end {
    LINE_END_KEEP, /* as they are */
    LINE_END_LF,
    LINE_END_CRLF,
    LINE_END_NONE, /* left out */
};

struct line_ends {
    enum line_end wanted;
    bool cr; /* a CR came last: it may be half of a CR LF */
};

/* Appends `data` with its line ends as wanted.  A CR that is not followed by LF stays one. */
void line_ends_add(struct line_ends *ends, struct text *text, struct bytes data);
/* The stream has ended: appends a CR that was held back. */
void line_ends_finish(struct line_ends *ends, struct text *text);
