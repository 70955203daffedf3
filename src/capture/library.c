/* What we capture with, and where by default.  See library.h.  SPDX-License-Identifier: MIT */
#include "capture/library.h"

#include <pcap/pcap.h>
#include <uv.h>

const char *capture_library(void)
{
    return pcap_lib_version();
}

void capture_loopback(struct text *name)
{
    uv_interface_address_t *addresses;
    int count;
    size_t start = name->len;
    if (uv_interface_addresses(&addresses, &count) == 0) {
        for (int i = 0; i < count && name->len == start; i++)
            if (addresses[i].is_internal) text_put(name, addresses[i].name);
        uv_free_interface_addresses(addresses, count);
    }
    if (name->len == start) text_put(name, "lo");
}
