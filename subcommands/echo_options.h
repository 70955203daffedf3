/* What echo servers answer: options of all of them.
 *
 *     struct echo { …; struct echo_server service; };
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cmd.h"
#include "service/echo.h"

/* clang-format off */
#define ECHO_OPTS(S) \
    OPT_STRING(0, "reply", S, service.reply, NULL, "TEXT", "answer with this, not with what came")
/* For servers with connections. */
#define ECHO_STREAM_OPTS(S) \
    ECHO_OPTS(S), \
    OPT_FLAG(0, "reply-once", S, service.once, "answer the first thing that each client sends, then close its connection")
/* clang-format on */
