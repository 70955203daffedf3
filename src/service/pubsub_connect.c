/* INFO, with which a server of pubsub begins, and CONNECT, a client's answer.  See pubsub.h.
 * SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "base/json.h"
#include "base/json_object.h"
#include "service/pubsub.h"

/* Strings of a CONNECT; those of user and password are compared as they are meant. */
struct identity {
    struct text user, password, name, language, version;
};

static void put_text(struct text *line, const char *key, const char *value)
{
    json_key(line, key);
    json_string(line, bytes_of_string(value));
}

static void put_number(struct text *line, const char *key, uint64_t value)
{
    json_key(line, key);
    text_uint(line, value);
}

void pubsub_greet(struct pubsub_client *client)
{
    const struct pubsub_server *server = client->server;
    struct text line = {0};
    char peer[ADDRESS_TEXT];
    address_host((const union address *)conn_peer_address(client->reader.conn), peer, sizeof peer);
    text_put(&line, "INFO {");
    put_text(&line, "server_id", server->id);
    put_text(&line, "server_name", "wirelab");
    put_text(&line, "version", WIRELAB_VERSION);
    put_number(&line, "proto", 1);
    put_text(&line, "host", server->host ? server->host : "0.0.0.0");
    put_number(&line, "port", server->port);
    text_put(&line, ",\"headers\":true");
    if (!client->admitted) text_put(&line, ",\"auth_required\":true");
    if (server->tls) text_put(&line, ",\"tls_required\":true");
    put_number(&line, "max_payload", server->max_payload);
    put_number(&line, "client_id", client->id);
    put_text(&line, "client_ip", peer);
    text_put(&line, "}\r\n");
    pubsub_say(client, text_string(&line));
    text_finish(&line);
}

/* What is of the wrong type has failed; what is not known is nobody's business. */
static bool read_member(
    struct pubsub_client *client, struct identity *identity, const struct json_member *member)
{
    const struct {
        const char *key;
        bool *flag;
        struct text *text;
    } known[] = {
        {"verbose", &client->verbose, NULL},
        {"pedantic", &client->pedantic, NULL},
        {"echo", &client->echo, NULL},
        {"headers", &client->headers, NULL},
        {"no_responders", &client->no_responders, NULL},
        {"user", NULL, &identity->user},
        {"pass", NULL, &identity->password},
        {"name", NULL, &identity->name},
        {"lang", NULL, &identity->language},
        {"version", NULL, &identity->version},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!bytes_equal(member->key, known[i].key) || member->kind == JSON_NULL) continue;
        if (known[i].flag) {
            *known[i].flag = member->kind == JSON_TRUE;
            return member->kind == JSON_TRUE || member->kind == JSON_FALSE;
        }
        if (member->kind != JSON_STRING) return false;
        text_clear(known[i].text);
        json_unescape(known[i].text, member->value);
    }
    return true;
}

/* In a time that does not tell how much of it was right. */
static bool is_same(const struct text *given, const char *wanted)
{
    size_t len = wanted ? strlen(wanted) : 0;
    uint8_t different = given->len != len;
    for (size_t i = 0; i < given->len && i < len; i++)
        different |= (uint8_t)(given->at[i] ^ wanted[i]);
    return !wanted || !different;
}

static void tell(struct pubsub_client *client, struct identity *identity)
{
    struct conn *conn = client->reader.conn;
    if (identity->name.len > PUBSUB_NAME) identity->name.len = PUBSUB_NAME;
    if (identity->language.len > PUBSUB_NAME) identity->language.len = PUBSUB_NAME;
    if (identity->version.len > PUBSUB_NAME) identity->version.len = PUBSUB_NAME;
    event_tell(client->server->events,
        &(struct event){.kind = EVENT_JOINED,
            .conn = conn_id(conn),
            .human = identity->name.len       ? "{peer} is {name} ({lang} {version})"
                     : identity->language.len ? "{peer} has joined ({lang} {version})"
                                              : "{peer} has joined",
            .values = {event_text("peer", conn_peer(conn)),
                event_text("name", text_string(&identity->name)),
                event_text("lang", text_string(&identity->language)),
                event_text("version", text_string(&identity->version)),
                event_bool("verbose", client->verbose)}});
}

void pubsub_connect(struct pubsub_client *client, struct bytes options)
{
    struct pubsub_server *server = client->server;
    struct identity identity = {0};
    struct json_object object = json_object(options);
    struct json_member member;
    bool right = true;
    while (right && json_next(&object, &member))
        right = read_member(client, &identity, &member);
    bool known =
        is_same(&identity.user, server->user) && is_same(&identity.password, server->password);
    if (!right || object.failed) {
        pubsub_refuse(client, "Unknown Protocol Operation",
            "CONNECT is followed by an object of JSON: CONNECT {\"verbose\":false}");
    } else if (!known) {
        pubsub_refuse(client, "Authorization Violation", "user and password are not those wanted");
    } else {
        client->connected = client->admitted = true;
        if (client->verbose) pubsub_say(client, "+OK\r\n");
        tell(client, &identity);
    }
    text_finish(&identity.user);
    text_finish(&identity.password);
    text_finish(&identity.name);
    text_finish(&identity.language);
    text_finish(&identity.version);
}
