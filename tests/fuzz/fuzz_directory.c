/* Lists of names, in all three forms, and names that packets tell; whatever was read, every number
 * has a text.  SPDX-License-Identifier: MIT */
#include "dissect/directory.h"
#include "fuzz.h"

static void look_up(struct directory *directory, const uint8_t *at, size_t length)
{
    struct text text = {0};
    directory_address(&text, directory, bytes_of(at, length));
    CHECK(text.len);
    text_finish(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct directory *directory =
        directory_create(DIRECTORY_STATIONS | DIRECTORY_HOSTS | DIRECTORY_PORTS);
    uint8_t *copy = malloc(size);
    CHECK(directory && (copy || !size));
    if (size) memcpy(copy, data, size);
    struct bytes text = bytes_of(copy, size);
    directory_read_hosts(directory, text, NULL, NULL);
    for (int list = DIRECTORY_ETHERS; list <= DIRECTORY_COMPANIES; list++)
        directory_read_stations(directory, text, (enum directory_list)list);
    directory_read_services(directory, text);
    for (size_t at = 0; at + 16 <= size && at < 64; at++) {
        look_up(directory, copy + at, 4);
        look_up(directory, copy + at, 6);
        look_up(directory, copy + at, 16);
        directory_add_host(directory, bytes_of(copy, 4), bytes_of(copy + at, size - at));
    }
    free(copy);
    directory_destroy(directory);
    return 0;
}
