/* The interfaces of this machine: `wirelab sniff -D` and -L, and what -i says.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "base/parse.h"
#include "sniff.h"

static void put_device_json(struct text *text, const struct device *device, size_t number)
{
    text_put(text, "{\"event\":\"interface\",\"number\":");
    text_uint(text, number);
    json_key(text, "name");
    json_string(text, bytes_of_string(device->name));
    if (device->description) {
        json_key(text, "description");
        json_string(text, bytes_of_string(device->description));
    }
    text_put(text, ",\"addresses\":[");
    for (char **address = device->addresses; *address; address++) {
        if (address != device->addresses) text_char(text, ',');
        json_string(text, bytes_of_string(*address));
    }
    text_format(text, "],\"up\":%s,\"running\":%s,\"loopback\":%s,\"openable\":%s}\n",
        device->up ? "true" : "false", device->running ? "true" : "false",
        device->loopback ? "true" : "false", device->openable ? "true" : "false");
}

/* 2. lo (Loopback)  127.0.0.1, ::1  up: programs on this machine talk to each other here */
static void put_device(struct text *text, const struct device *device, size_t number)
{
    text_uint(text, number);
    text_put(text, ". ");
    escape_terminal(text, bytes_of_string(device->name));
    if (device->description) {
        text_put(text, " (");
        escape_terminal(text, bytes_of_string(device->description));
        text_char(text, ')');
    }
    for (char **address = device->addresses; *address; address++) {
        text_put(text, address == device->addresses ? "  " : ", ");
        escape_terminal(text, bytes_of_string(*address));
    }
    if (device->loopback)
        text_put(
            text, device->up ? "  up: programs on this machine talk to each other here" : "  down");
    else if (*device->addresses)
        text_put(text, !device->up ? "  down" : device->running ? "  up" : "  up, no carrier");
    if (!device->openable) text_put(text, "  (no permission to capture)");
    text_char(text, '\n');
}

int sniff_devices(struct sniff *sniff)
{
    struct device *devices = NULL;
    size_t count = 0;
    int error = devices_list(&devices, &count);
    if (error < 0) {
        say_error(sniff->lab, "cannot list the interfaces: %s", uv_strerror(error));
        return EXIT_CANNOT;
    }
    struct text *text = &sniff->lab->out->text;
    for (size_t i = 0; i < count; i++) {
        if (sniff->lab->common.json)
            put_device_json(text, &devices[i], i + 1);
        else
            put_device(text, &devices[i], i + 1);
    }
    devices_free(devices, count);
    return EXIT_DONE;
}

/* The device meant: by number; without a word the loopback. */
static const struct device *choose(const struct device *devices, size_t count, const char *typed)
{
    uint64_t number;
    if (typed)
        return parse_uint(typed, &number) && number >= 1 && number <= count ? &devices[number - 1]
                                                                            : NULL;
    for (size_t i = 0; i < count; i++)
        if (devices[i].loopback) return &devices[i];
    return count ? &devices[0] : NULL;
}

const char *sniff_device(struct sniff *sniff, const char *typed)
{
    struct device *devices = NULL;
    size_t count = 0;
    uint64_t number;
    sniff->default_device = !typed;
    if (typed && !parse_uint(typed, &number)) return typed;
    int error = devices_list(&devices, &count);
    if (error < 0) {
        say_error(sniff->lab, "cannot list the interfaces: %s", uv_strerror(error));
        return NULL;
    }
    const struct device *device = choose(devices, count, typed);
    if (device) {
        text_put(&sniff->device_name, device->name);
    } else {
        say_error(sniff->lab,
            typed ? "there is no interface number %s" : "this machine has no interface%s",
            typed ? typed : "");
        say_hint(sniff->lab, "`wirelab sniff -D` lists the interfaces");
    }
    devices_free(devices, count);
    return device ? text_string(&sniff->device_name) : NULL;
}

static void put_link_type(void *context, const char *name, const char *description)
{
    struct sniff *sniff = context;
    struct text *text = &sniff->lab->out->text;
    if (!sniff->lab->common.json) {
        text_format(text, "  %s (%s)\n", name, description);
        return;
    }
    text_put(text, "{\"event\":\"link_type\"");
    json_key(text, "name");
    json_string(text, bytes_of_string(name));
    json_key(text, "description");
    json_string(text, bytes_of_string(description));
    text_put(text, "}\n");
}

int sniff_link_types(struct sniff *sniff)
{
    struct live_options options;
    struct text message = {0}, *text = &sniff->lab->out->text;
    int status = EXIT_DONE;
    if (!sniff->live || !sniff_live_options(sniff, &options)) {
        if (!sniff->live)
            say_error(sniff->lab, "-L lists the link types of an interface, not of a file");
        return sniff->live ? EXIT_CANNOT : EXIT_USAGE;
    }
    size_t start = text->len;
    if (!sniff->lab->common.json) {
        text_put(text, "Data link types of interface ");
        escape_terminal(text, bytes_of_string(sniff->device));
        text_put(text, " (use option -y to set):\n");
    }
    int error = live_link_types(&options, sniff, put_link_type, &message);
    if (error < 0) {
        text->len = start;
        status = sniff_live_refuse(sniff, error, &options, &message);
    }
    text_finish(&message);
    return status;
}
