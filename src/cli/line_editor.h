/* Typing on a terminal while other things are being printed: a line with history and the usual
 * keys, by libedit (BSD licence), within the loop.  SPDX-License-Identifier: MIT */
#pragma once
#include <uv.h>

struct line_editor;

/* `line` is called with each line, without its end, and with NULL for Ctrl-D.  NULL when the
 * terminal is not one that can be edited on. */
struct line_editor *line_editor_open(uv_loop_t *loop, const char *prompt,
    void (*line)(void *context, const char *line), void *context);
/* Takes the line being typed off the screen, so that something else can be printed there. */
void line_editor_hide(struct line_editor *editor);
/* Puts it back. */
void line_editor_show(struct line_editor *editor);
/* Gives the terminal back as it was.  Frees itself; NULL is ignored. */
void line_editor_close(struct line_editor *editor);
