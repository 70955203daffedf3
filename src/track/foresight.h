/* What later frames tell of earlier ones.  When a capture is looked at twice, the first pass collects
 * it and the second one knows it beforehand:
 *
 *     foresight = foresight_create(limit);
 *     track_collect(first, foresight);        … all frames …
 *     track_foresee(second, foresight);       … all frames once more …
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

struct foresight;
struct track;

/* Of so many things at most (0: 4,194,304, of 16 bytes each); more are not known.  NULL when memory
 * ran out. */
struct foresight *foresight_create(size_t limit);
/* NULL is allowed.  No track may use it any more. */
void foresight_destroy(struct foresight *foresight);

void track_collect(struct track *track, struct foresight *foresight);
void track_foresee(struct track *track, struct foresight *foresight);
