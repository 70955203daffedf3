/* Words for captures that do not start, and the next thing to type.  SPDX-License-Identifier: MIT
 */
#include "capture/live_words.h"

#include <ctype.h>
#include <unistd.h>
#include <uv.h>

#include "base/parse.h"
#include "capture/capture.h"

void live_explain(int error, const char *device, const char *detail, struct text *message)
{
    if (!message) return;
    text_clear(message);
    text_format(message, "cannot capture on %s: ", device);
    switch (error) {
    case UV_EACCES:
    case UV_EPERM:
        text_put(message, "permission denied: that needs CAP_NET_RAW");
        break;
    case UV_ENODEV:
        text_put(message, "no such device");
        break;
    case UV_ENETDOWN:
        text_put(message, "the device is down");
        break;
    case UV_ENOTSUP:
        text_put(message, "it cannot be put into monitor mode");
        break;
    default:
        text_put(message, detail);
        break;
    }
}

void live_explain_filter(const char *filter, const char *detail, struct text *message)
{
    static const char noise[] = "can't parse filter expression: ";
    if (strncmp(detail, noise, sizeof noise - 1) == 0) detail += sizeof noise - 1;
    text_clear(message);
    text_format(message, "bad capture filter '%s': %s", filter, detail);
}

/* ---- display filters where a capture filter belongs ---- */

/* Comparisons that people know from Wireshark, and how BPF puts them. */
static const struct translation {
    const char *display, *capture;
} translations[] = {
    {"tcp.port", "tcp port"},
    {"tcp.srcport", "tcp src port"},
    {"tcp.dstport", "tcp dst port"},
    {"udp.port", "udp port"},
    {"udp.srcport", "udp src port"},
    {"udp.dstport", "udp dst port"},
    {"ip.addr", "host"},
    {"ip.src", "src host"},
    {"ip.dst", "dst host"},
    {"ip.host", "host"},
    {"ip.proto", "ip proto"},
    {"ipv6.addr", "host"},
    {"ipv6.src", "src host"},
    {"ipv6.dst", "dst host"},
    {"eth.addr", "ether host"},
    {"eth.src", "ether src"},
    {"eth.dst", "ether dst"},
    {"eth.type", "ether proto"},
    {"vlan.id", "vlan"},
    {"http", "tcp port 80"},
    {"dns", "port 53"},
    {"tls", "tcp port 443"},
    {"ssl", "tcp port 443"},
    {"dhcp", "udp port 67 or udp port 68"},
    {"ntp", "udp port 123"},
    {"icmpv6", "icmp6"},
};

static const char *translate(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof translations / sizeof *translations; i++)
        if (strlen(translations[i].display) == len &&
            memcmp(translations[i].display, name, len) == 0)
            return translations[i].capture;
    return NULL;
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || strchr("._:-", c);
}

/* Word by word: names become BPF's, comparisons for equality go, and, or, not stay as they are in
 * both languages.  False when a word or sign is not among those, or nothing was to be translated.
 */
static bool translate_filter(const char *filter, struct text *capture)
{
    bool translated = false;
    for (const char *at = filter; *at;) {
        size_t len = 0;
        while (at[len] && is_word(at[len]))
            len++;
        const char *word = len ? translate(at, len) : NULL;
        if (word) {
            text_put(capture, word);
            translated = true;
        } else if (len == 2 && strncmp(at, "eq", 2) == 0) {
            if (at[2] == ' ') len++; /* "port eq 80": one blank is enough */
        } else if (len) {
            if (isalpha((unsigned char)*at) && memchr(at, '.', len))
                return false; /* another field */
            text_add(capture, at, len);
        } else if (strncmp(at, "==", 2) == 0) {
            len = 2;
            if (capture->len && capture->at[capture->len - 1] != ' ') text_char(capture, ' ');
            while (at[len] == ' ')
                len++;
        } else if (strncmp(at, "&&", 2) == 0 || strncmp(at, "||", 2) == 0) {
            text_put(capture, *at == '&' ? "and" : "or");
            len = 2;
        } else if (strchr(" ()", *at) || (*at == '!' && at[1] != '=')) {
            text_char(capture, *at);
            len = 1;
        } else {
            return false;
        }
        at += len;
    }
    return translated;
}

static void filter_hint(const char *filter, struct text *hint)
{
    struct text capture = {0};
    if (translate_filter(filter, &capture) && live_filter_valid(text_string(&capture), NULL))
        text_format(hint, "that is Wireshark's display language; as a capture filter: '%s'\n",
            text_string(&capture));
    else
        text_put(hint, "capture filters are written as in 'tcp port 80 and host 192.0.2.1': "
                       "see man pcap-filter\n");
    text_finish(&capture);
}

/* ---- devices and permissions ---- */

static void devices_hint(struct text *hint)
{
    struct device *devices;
    size_t count;
    if (devices_list(&devices, &count) != 0) return;
    const char *sep = "there are ";
    for (size_t i = 0; i < count; i++) {
        if (!devices[i].up && strcmp(devices[i].name, "any") != 0) continue;
        text_put(hint, sep);
        text_put(hint, devices[i].name);
        sep = ", ";
    }
    if (*sep == ',') text_put(hint, "; wirelab sniff -D tells more of them\n");
    devices_free(devices, count);
}

static void permission_hint(struct text *hint)
{
    char program[512] = "wirelab";
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (len > 0) program[len] = '\0';
    if (geteuid() == 0) { /* of a container */
        text_put(hint, "root has no CAP_NET_RAW here: start the container with --cap-add NET_RAW; "
                       "or wirelab demo tcp, which captures in a network of its own\n");
        return;
    }
    text_format(hint,
        "run it with sudo; or once: sudo setcap cap_net_raw+ep %s; "
        "or without root: wirelab demo tcp, which captures in a network of its own\n",
        program);
}

void live_hint(int error, const struct live_options *options, struct text *hint)
{
    switch (error) {
    case UV_EACCES:
    case UV_EPERM:
        permission_hint(hint);
        break;
    case UV_ENODEV:
        devices_hint(hint);
        break;
    case UV_ENETDOWN:
        text_format(hint, "sudo ip link set %s up\n", options->device);
        break;
    case UV_ENOTSUP:
        text_put(hint, "adapters of a WLAN can, as far as their drivers do it; other devices are "
                       "captured without -I\n");
        break;
    case UV_EPROTONOSUPPORT:
        text_format(hint, "wirelab sniff -L -i %s lists those that it has\n", options->device);
        break;
    case UV_EINVAL:
        if (options->filter) filter_hint(options->filter, hint);
        break;
    default:
        break;
    }
}
