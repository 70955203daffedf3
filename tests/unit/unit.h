/* Runs the cases of a test program: what every main() here ends with.  SPDX-License-Identifier: MIT
 */
#pragma once
#include <check.h>
#include <stdint.h>

/* A string literal as a struct bytes, its inner NULs included. */
#define LITERAL(string)                                                                            \
    {                                                                                              \
        (const uint8_t *)string, sizeof string - 1                                                 \
    }

static inline int unit_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
