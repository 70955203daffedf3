/* The main function that stands in for libFuzzer's: runs a fuzz target over a corpus.
 *
 *     replay_NAME FILE|DIRECTORY...
 *
 * Each input is run as it is, cut at every length, and with single bits and bytes changed, always
 * the same ones.  It lies in a heap block of its exact size, where the address sanitizer sees one
 * byte too many.  SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

enum {
    LARGEST = 1 << 20,
    CUTS = 1024,     /* an input is cut at every length up to this */
    MUTATIONS = 500, /* of each input */
};

struct replay {
    const char *name; /* of the input */
    size_t inputs, runs;
};

static void run(struct replay *replay, const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact) abort();
    if (size) memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    replay->runs++;
}

/* Marsaglia's xorshift: the same numbers everywhere. */
static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* One to four changes: a bit, a byte, or one of the values at which programs stumble. */
static void mutate(uint8_t *data, size_t size, uint32_t *state)
{
    static const uint8_t edges[] = {0x00, 0x01, 0x7f, 0x80, 0xff, 0xfe, 0x04, 0x14};
    for (uint32_t changes = 1 + next_random(state) % 4; changes; changes--) {
        uint32_t at = next_random(state) % (uint32_t)size, kind = next_random(state) % 3;
        uint32_t value = next_random(state);
        if (kind == 0)
            data[at] ^= (uint8_t)(1u << value % 8);
        else
            data[at] = kind == 1 ? (uint8_t)value : edges[value % sizeof edges];
    }
}

static void run_all_of(struct replay *replay, const uint8_t *data, size_t size)
{
    uint32_t state = 0x2545f491;
    run(replay, data, size);
    for (size_t cut = 0; cut < size && cut < CUTS; cut++)
        run(replay, data, cut);
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy) abort();
    for (int i = 0; i < MUTATIONS && size; i++) {
        memcpy(copy, data, size);
        mutate(copy, size, &state);
        run(replay, copy, size);
    }
    free(copy);
}

static void replay_file(struct replay *replay, const char *path)
{
    static uint8_t buffer[LARGEST];
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    size_t size = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    replay->name = path;
    replay->inputs++;
    fprintf(stderr, "%s\n", path); /* the last one named is the one that failed */
    run_all_of(replay, buffer, size);
}

static void replay_path(struct replay *replay, const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode)) {
        replay_file(replay, path);
        return;
    }
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    if (count < 0) {
        perror(path);
        exit(1);
    }
    for (int i = 0; i < count; i++) {
        char inner[4096];
        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') replay_path(replay, inner);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    struct replay replay = {0};
    for (int i = 1; i < argc; i++)
        replay_path(&replay, argv[i]);
    printf("%zu inputs, %zu runs\n", replay.inputs, replay.runs);
    return replay.inputs ? 0 : 1; /* an empty corpus proves nothing */
}
