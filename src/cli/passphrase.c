/* See passphrase.h.  SPDX-License-Identifier: MIT */
#include "cli/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"

enum { LIMIT = 1024, CTRL_C = 3, CTRL_D = 4, BACKSPACE = 8, CTRL_U = 21, DELETE = 127 };

int passphrase_read(const char *path, struct text *passphrase)
{
    struct text contents = {0};
    int status = file_read(path, 64 * 1024, &contents);
    if (!status) {
        size_t len = 0;
        while (len < contents.len && contents.at[len] != '\n' && contents.at[len] != '\r')
            len++;
        text_add(passphrase, contents.at, len);
        if (passphrase->failed) status = -ENOMEM;
    }
    passphrase_finish(&contents);
    return status;
}

static void put(int terminal, const char *string)
{
    ssize_t done = write(terminal, string, strlen(string));
    (void)done; /* there is nobody else to tell */
}

/* Line by line editing is done here, since signals are off too: a program that ended in the middle
 * would leave its terminal mute. */
static int read_line(int terminal, struct text *line)
{
    for (;;) {
        unsigned char key;
        ssize_t got = read(terminal, &key, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return -errno;
        if (got == 0 || key == CTRL_C || (key == CTRL_D && !line->len)) return -ECANCELED;
        if (key == '\n' || key == '\r') return 0;
        if (key == BACKSPACE || key == DELETE) {
            if (line->len) line->len--;
        } else if (key == CTRL_U) {
            line->len = 0;
        } else if (line->len < LIMIT) {
            text_char(line, (char)key);
        }
    }
}

int passphrase_ask(const char *prompt, struct text *passphrase)
{
    struct termios before, mute;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal < 0) return -ENXIO;
    if (tcgetattr(terminal, &before) != 0) {
        close(terminal);
        return -ENXIO;
    }
    mute = before;
    mute.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG);
    mute.c_cc[VMIN] = 1;
    mute.c_cc[VTIME] = 0;
    put(terminal, prompt);
    tcsetattr(terminal, TCSAFLUSH, &mute);
    int status = read_line(terminal, passphrase);
    tcsetattr(terminal, TCSAFLUSH, &before);
    put(terminal, "\n");
    close(terminal);
    return status;
}

void passphrase_finish(struct text *passphrase)
{
    if (passphrase->at) explicit_bzero(passphrase->at, passphrase->cap);
    text_finish(passphrase);
}
