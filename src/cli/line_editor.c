/* See line_editor.h.  SPDX-License-Identifier: MIT */
#include "cli/line_editor.h"

#include <fcntl.h>
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "cli/screen.h"

enum { HISTORY_LINES = 500 };

struct line_editor {
    uv_poll_t poll; /* first */
    EditLine *edit;
    History *history;
    const char *prompt;
    void (*line)(void *context, const char *line);
    void *context;
    bool closed;
};

static char *prompt_of(EditLine *edit)
{
    struct line_editor *editor;
    el_get(edit, EL_CLIENTDATA, &editor);
    return (char *)editor->prompt;
}

/* A line is complete: remembered, and to be handed over; NULL when there is no memory. */
static char *take_line(struct line_editor *editor, const char *typed, size_t len)
{
    HistEvent event;
    char *line = malloc(len + 1);
    if (!line) return NULL;
    memcpy(line, typed, len);
    line[len] = '\0';
    if (len) history(editor->history, &event, H_ENTER, line);
    return line;
}

/* libedit takes one key at a time ("unbuffered") and gives back the line as it then is. */
static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct line_editor *editor = (struct line_editor *)poll;
    int count = 0;
    (void)events;
    if (status < 0) {
        editor->line(editor->context, NULL);
        return;
    }
    const char *typed = el_gets(editor->edit, &count);
    if (!typed || count <= 0) {
        if (count == 0 && typed == NULL) editor->line(editor->context, NULL); /* hung up */
        return;
    }
    char last = typed[count - 1];
    bool complete = last == '\n' || last == '\r', ended = count == 1 && last == 4 /* Ctrl-D */;
    if (!complete && !ended) return;
    char *line = complete ? take_line(editor, typed, (size_t)count - 1) : NULL;
    /* Leaving and entering again makes libedit begin an empty line.  In between the terminal takes
     * Ctrl-D for itself: so that comes before anybody can answer the line. */
    el_set(editor->edit, EL_UNBUFFERED, 0);
    el_set(editor->edit, EL_UNBUFFERED, 1);
    if (line || ended) editor->line(editor->context, line);
    free(line);
    if (!editor->closed) el_set(editor->edit, EL_REFRESH);
}

struct line_editor *line_editor_open(uv_loop_t *loop, const char *prompt,
    void (*line)(void *context, const char *line), void *context)
{
    HistEvent event;
    struct line_editor *editor = calloc(1, sizeof *editor);
    if (!editor) return NULL;
    editor->prompt = prompt;
    editor->line = line;
    editor->context = context;
    setlocale(LC_CTYPE, ""); /* what is typed may be more than ASCII */
    editor->edit = el_init("wirelab", stdin, stdout, stderr);
    editor->history = history_init();
    int flags = fcntl(STDIN_FILENO, F_GETFL);
    if (!editor->edit || !editor->history || uv_poll_init(loop, &editor->poll, STDIN_FILENO)) {
        if (editor->edit) el_end(editor->edit);
        if (editor->history) history_end(editor->history);
        free(editor);
        return NULL;
    }
    /* The screen is the same open file: what is written to it must not be refused. */
    fcntl(STDIN_FILENO, F_SETFL, flags);
    history(editor->history, &event, H_SETSIZE, HISTORY_LINES);
    el_set(editor->edit, EL_CLIENTDATA, editor);
    el_set(editor->edit, EL_PROMPT, prompt_of);
    el_set(editor->edit, EL_EDITOR, "emacs");
    el_set(editor->edit, EL_HIST, history, editor->history);
    el_set(editor->edit, EL_UNBUFFERED, 1);
    el_set(editor->edit, EL_REFRESH);
    uv_poll_start(&editor->poll, UV_READABLE, on_readable);
    return editor;
}

/* The columns that some characters take. */
static size_t columns(const char *at, size_t len)
{
    size_t count = 0;
    mbstate_t state = {0};
    while (len) {
        wchar_t wide;
        size_t size = mbrtowc(&wide, at, len, &state);
        if (size == 0 || size > len) return count + len;
        int width = wcwidth(wide);
        count += width > 0 ? (size_t)width : 0;
        at += size;
        len -= size;
    }
    return count;
}

void line_editor_hide(struct line_editor *editor)
{
    const LineInfo *info = el_line(editor->edit);
    size_t before =
        strlen(editor->prompt) + columns(info->buffer, (size_t)(info->cursor - info->buffer));
    size_t rows = before / screen_width(STDOUT_FILENO);
    if (rows) fprintf(stdout, "\033[%zuA", rows);
    fputs("\r\033[J", stdout);
    fflush(stdout);
}

void line_editor_show(struct line_editor *editor)
{
    el_set(editor->edit, EL_REFRESH);
}

static void on_closed(uv_handle_t *handle)
{
    free(handle);
}

void line_editor_close(struct line_editor *editor)
{
    if (!editor || editor->closed) return;
    editor->closed = true;
    line_editor_hide(editor);
    el_set(editor->edit, EL_UNBUFFERED, 0);
    el_end(editor->edit);
    history_end(editor->history);
    uv_close((uv_handle_t *)&editor->poll, on_closed);
}
