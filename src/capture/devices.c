/* The list of interfaces.  See capture.h.  SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "capture/capture.h"

/* Whether a capture could start: tried, with next to no buffer, since the rules differ from device
 * to device (capabilities, groups, what the kernel was built with). */
static bool is_openable(const char *name)
{
    char words[PCAP_ERRBUF_SIZE];
    pcap_t *pcap = pcap_create(name, words);
    if (!pcap) return false;
    pcap_set_snaplen(pcap, 64);
    pcap_set_buffer_size(pcap, 64 << 10);
    bool openable = pcap_activate(pcap) >= 0;
    pcap_close(pcap);
    return openable;
}

/* A printed address, NULL when it is of another kind or there is no memory. */
static char *print_address(const struct sockaddr *address)
{
    struct text text = {0};
    if (address && address->sa_family == AF_INET) {
        text_ipv4(
            &text, (const uint8_t *)&((const struct sockaddr_in *)(const void *)address)->sin_addr);
    } else if (address && address->sa_family == AF_INET6) {
        text_ipv6(&text,
            (const uint8_t *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr);
    }
    char *printed = text.len && !text.failed ? strdup(text_string(&text)) : NULL;
    text_finish(&text);
    return printed;
}

static int keep_addresses(struct device *device, const pcap_addr_t *list)
{
    size_t count = 0;
    for (const pcap_addr_t *at = list; at; at = at->next)
        count++;
    device->addresses = calloc(count + 1, sizeof *device->addresses);
    if (!device->addresses) return UV_ENOMEM;
    count = 0;
    for (const pcap_addr_t *at = list; at; at = at->next) {
        char *printed = print_address(at->addr);
        if (printed) device->addresses[count++] = printed;
    }
    return 0;
}

static int keep_device(struct device *device, const pcap_if_t *found)
{
    *device = (struct device){
        .name = strdup(found->name),
        .up = found->flags & PCAP_IF_UP,
        .running = found->flags & PCAP_IF_RUNNING,
        .loopback = found->flags & PCAP_IF_LOOPBACK,
        .openable = is_openable(found->name),
    };
    if (found->description) device->description = strdup(found->description);
    if (!device->name || (found->description && !device->description)) return UV_ENOMEM;
    return keep_addresses(device, found->addresses);
}

int devices_list(struct device **devices, size_t *count)
{
    char words[PCAP_ERRBUF_SIZE];
    pcap_if_t *list, *at;
    if (pcap_findalldevs(&list, words) != 0) return UV_EIO;
    size_t found = 0, kept = 0;
    for (at = list; at; at = at->next)
        found++;
    struct device *made = calloc(found + 1, sizeof *made);
    int error = made ? 0 : UV_ENOMEM;
    for (at = list; at && !error; at = at->next)
        error = keep_device(&made[kept++], at);
    pcap_freealldevs(list);
    if (error) {
        devices_free(made, kept);
        return error;
    }
    *devices = made;
    *count = kept;
    return 0;
}

void devices_free(struct device *devices, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(devices[i].name);
        free(devices[i].description);
        for (char **at = devices[i].addresses; at && *at; at++)
            free(*at);
        free(devices[i].addresses);
    }
    free(devices);
}
