/* Lists of names.  See name_list.h.  SPDX-License-Identifier: MIT */
#include "show/name_list.h"

static const char SEPARATORS[] = " ,";

bool name_list_next(const char **list, struct bytes *name)
{
    const char *at = *list + strspn(*list, SEPARATORS);
    *name = bytes_of(at, strcspn(at, SEPARATORS));
    *list = at + name->len;
    return name->len != 0;
}

bool name_list_has(const char *list, struct bytes name)
{
    struct bytes listed;
    while (name_list_next(&list, &listed))
        if (listed.len == name.len && memcmp(listed.at, name.at, name.len) == 0) return true;
    return false;
}
