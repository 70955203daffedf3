/* Key logs.  See secrets.h.  SPDX-License-Identifier: MIT */
#include "track/secrets.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RANDOM = 32, SECRET_MAX = 64, LINE_MAX = 512, FIRST_PLACES = 64 };

static const char *const labels[] = {
    "CLIENT_RANDOM",
    "CLIENT_EARLY_TRAFFIC_SECRET",
    "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
    "SERVER_HANDSHAKE_TRAFFIC_SECRET",
    "CLIENT_TRAFFIC_SECRET_0",
    "SERVER_TRAFFIC_SECRET_0",
};
enum { LABELS = sizeof labels / sizeof *labels };

struct secret {
    uint8_t label; /* from 1; 0: a free place */
    uint8_t length;
    uint8_t client_random[RANDOM];
    uint8_t bytes[SECRET_MAX];
};

/* An open hash of a power of two of places, at most half full. */
struct secret_store {
    struct secrets face; /* the first member: its address is that of the struct */
    struct secret *places;
    size_t count, room, left_out;
    uint64_t seed;
    char line[LINE_MAX];
    size_t line_length;
    bool line_too_long; /* the rest of it is passed over */
};

static uint8_t label_of(const char *word, size_t length)
{
    for (unsigned i = 0; i < LABELS; i++)
        if (strlen(labels[i]) == length && memcmp(labels[i], word, length) == 0)
            return (uint8_t)(i + 1);
    return 0;
}

/* Keyed, since whoever writes a key log might like to see all its lines in one place. */
static size_t hash_of(uint64_t seed, uint8_t label, const uint8_t *client_random)
{
    uint64_t hash = seed + label;
    for (unsigned i = 0; i < RANDOM; i += 8) {
        unsigned __int128 product =
            (unsigned __int128)(hash ^ bytes_be64(client_random + i)) * 0x9E3779B97F4A7C15u;
        hash = (uint64_t)product ^ (uint64_t)(product >> 64) ^ seed;
    }
    return (size_t)hash;
}

/* The place of this secret, or the free one where it would stand. */
static struct secret *place_of(
    struct secret *places, size_t room, uint64_t seed, uint8_t label, const uint8_t *client_random)
{
    size_t at = hash_of(seed, label, client_random) & (room - 1);
    while (places[at].label && (places[at].label != label ||
                                   memcmp(places[at].client_random, client_random, RANDOM) != 0))
        at = (at + 1) & (room - 1);
    return &places[at];
}

static bool grow(struct secret_store *store)
{
    size_t room = store->room ? 2 * store->room : FIRST_PLACES;
    struct secret *places = calloc(room, sizeof *places);
    if (!places) return false;
    for (size_t i = 0; i < store->room; i++) {
        const struct secret *secret = &store->places[i];
        if (secret->label)
            *place_of(places, room, store->seed, secret->label, secret->client_random) = *secret;
    }
    free(store->places);
    store->places = places;
    store->room = room;
    return true;
}

/* The last one said counts. */
static void keep(struct secret_store *store, const struct secret *secret)
{
    bool full = 2 * (store->count + 1) > store->room;
    if (full && (store->count >= SECRETS_MAX || !grow(store))) {
        store->left_out++;
        return;
    }
    struct secret *place =
        place_of(store->places, store->room, store->seed, secret->label, secret->client_random);
    store->count += !place->label;
    *place = *secret;
}

static int digit(char c)
{
    return c >= '0' && c <= '9'                 ? c - '0'
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                : -1;
}

/* Bytes from pairs of digits; how many there were, 0 if they are none or too many. */
static size_t read_hex(const char *digits, size_t length, uint8_t *out, size_t room)
{
    if (length % 2 || length / 2 > room) return 0;
    for (size_t i = 0; i < length; i += 2) {
        int high = digit(digits[i]), low = digit(digits[i + 1]);
        if (high < 0 || low < 0) return 0;
        out[i / 2] = (uint8_t)(high << 4 | low);
    }
    return length / 2;
}

static size_t word_length(const char *at, const char *end)
{
    const char *blank = memchr(at, ' ', (size_t)(end - at));
    return (size_t)((blank ? blank : end) - at);
}

static void read_line(struct secret_store *store, const char *at, size_t length)
{
    const char *end = at + length;
    while (end > at && end[-1] == ' ')
        end--;
    size_t label = word_length(at, end);
    struct secret secret = {.label = label_of(at, label)};
    if (!secret.label || at + label == end) return;
    const char *random = at + label + 1;
    size_t random_length = word_length(random, end);
    if (random + random_length == end) return;
    const char *bytes = random + random_length + 1;
    if (read_hex(random, random_length, secret.client_random, RANDOM) != RANDOM) return;
    secret.length = (uint8_t)read_hex(bytes, (size_t)(end - bytes), secret.bytes, SECRET_MAX);
    if (secret.length) keep(store, &secret);
}

void secrets_end(struct secret_store *store)
{
    if (!store->line_too_long) read_line(store, store->line, store->line_length);
    store->line_length = 0;
    store->line_too_long = false;
}

void secrets_add(struct secret_store *store, struct bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.at[i];
        if (c == '\n' || c == '\r')
            secrets_end(store);
        else if (store->line_length < LINE_MAX)
            store->line[store->line_length++] = c;
        else
            store->line_too_long = true;
    }
}

static struct bytes find(struct secrets *secrets, const char *label, const uint8_t *client_random)
{
    struct secret_store *store = (struct secret_store *)secrets;
    uint8_t number = label_of(label, strlen(label));
    if (!number || !store->room) return (struct bytes){0};
    const struct secret *secret =
        place_of(store->places, store->room, store->seed, number, client_random);
    return bytes_of(secret->bytes, secret->length);
}

struct secret_store *secrets_create(void)
{
    struct secret_store *store = calloc(1, sizeof *store);
    if (!store) return NULL;
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    store->seed = ((uint64_t)(uintptr_t)store ^ (uint64_t)now.tv_nsec << 20) | 1;
    store->face.find = find;
    return store;
}

void secrets_destroy(struct secret_store *store)
{
    if (!store) return;
    free(store->places);
    free(store);
}

size_t secrets_count(const struct secret_store *store)
{
    return store->count;
}

size_t secrets_left_out(const struct secret_store *store)
{
    return store->left_out;
}

struct secrets *secrets_of(struct secret_store *store)
{
    return &store->face;
}
