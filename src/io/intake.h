/* Reading a descriptor (standard input) in the loop, whatever it is: a terminal, a pipe, a file.
 * It can be paused, so that what is read never piles up.  SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <uv.h>

#include "base/bytes.h"

struct intake;

struct intake_handler {
    void (*received)(void *context, struct bytes data); /* valid during the call */
    void (*ended)(void *context, int status); /* 0: the end; or a negative code.  Nothing follows */
    void *context;
};

/* Starts reading; callbacks come from the loop.  The descriptor stays open and is left as it was. */
int intake_open(
    uv_loop_t *loop, int descriptor, const struct intake_handler *handler, struct intake **input);
bool intake_is_terminal(const struct intake *intake);
void intake_pause(struct intake *intake);
void intake_resume(struct intake *intake);
/* Frees itself.  NULL is ignored. */
void intake_close(struct intake *intake);
