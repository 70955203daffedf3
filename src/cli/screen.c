/* What the screen can show.  See screen.h.  SPDX-License-Identifier: MIT */
#include "cli/screen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>

#include "base/parse.h"

enum { USUAL_WIDTH = 80, NARROWEST = 40, WIDEST = 1000 };

unsigned screen_width(int descriptor)
{
    struct winsize size;
    uint64_t width = 0;
    const char *columns = getenv("COLUMNS");
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col;
    else if (!columns || !parse_uint(columns, &width) || width == 0)
        width = USUAL_WIDTH;
    return width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : (unsigned)width;
}

bool screen_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *locale = NULL;
    for (unsigned i = 0; i < 3 && !(locale && *locale); i++)
        locale = getenv(names[i]);
    return locale && (strcasestr(locale, "UTF-8") || strcasestr(locale, "UTF8"));
}
