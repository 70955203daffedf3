/* Where a server of pubsub is.  See pubsub_address.h.  SPDX-License-Identifier: MIT */
#include "pubsub_address.h"

#include <string.h>

#include "base/parse.h"

enum { PORT = 4222 };

/* What stands before the last `separator`, which is taken away with it; NULL if there is none. */
static char *take_front(char **rest, char separator)
{
    char *at = strrchr(*rest, separator), *front = *rest;
    if (!at) return NULL;
    *at = '\0';
    *rest = at + 1;
    return front;
}

static bool read_port(char *host, struct pubsub_address *address)
{
    uint64_t port = PORT;
    char *colon = strrchr(host, ':');
    bool bare = colon && strchr(host, ':') != colon && host[0] != '['; /* an IPv6 address */
    if (colon && !bare && !strchr(colon, ']')) {
        *colon = '\0';
        if (!parse_uint(colon + 1, &port) || port < 1 || port > 65535) return false;
    }
    address->host = host;
    address->port = (uint16_t)port;
    return *host != '\0';
}

int pubsub_address_read(struct lab *lab, const char *typed, struct pubsub_address *address)
{
    static const char *const schemes[] = {"nats://", "tls://"};
    for (unsigned i = 0; i < 2; i++) {
        if (strncmp(typed, schemes[i], strlen(schemes[i])) != 0) continue;
        address->tls = i == 1;
        typed += strlen(schemes[i]);
        break;
    }
    text_put(&address->text, typed);
    text_string(&address->text);
    char *rest = address->text.at ? address->text.at : "";
    size_t slash = strcspn(rest, "/");
    if (rest[slash]) rest[slash] = '\0';
    char *user = take_front(&rest, '@');
    char *colon = user ? strchr(user, ':') : NULL;
    if (colon) {
        *colon = '\0';
        address->password = colon + 1;
    }
    address->user = user;
    if (read_port(rest, address)) return EXIT_DONE;
    say_error(lab, "\"%s\" is not where a server can be", typed);
    say_hint(lab, "--server HOST, HOST:PORT or nats://USER:PASSWORD@HOST:PORT");
    return EXIT_USAGE;
}

void pubsub_address_finish(struct pubsub_address *address)
{
    text_finish(&address->text);
}
