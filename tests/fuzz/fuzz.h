/* A fuzz target is one function, in fuzz_NAME.c.  libFuzzer calls it with inputs that it invents
 * (meson setup -Dfuzz=true with clang), replay.c with those of corpus/NAME in the ordinary test
 * run. SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns 0.  What should never be ends the program, through CHECK or a sanitizer. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)
