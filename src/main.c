/* wirelab: the entry.  SPDX-License-Identifier: MIT */
#include <stdio.h>

int main(void)
{
    puts("wirelab");
    return 0;
}
