/* MQTT 3.1, 3.1.1 and 5 (OASIS): clients publish messages on topics, a server passes them on to those
 * who subscribed.
 *
 *      +------+-------+-----------------+- - - - - - - - -+
 *      | type | flags | length (1 to 4) |     message     |    seven bits of the length to a byte, the
 *      +------+-------+-----------------+- - - - - - - - -+    lowest first; the eighth: more follow
 *
 * Strings have two bytes of length in front; version 5 adds properties to most messages.
 * SPDX-License-Identifier: MIT */
#include "dissect/proto/mqtt.h"

#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/tracker.h"

enum { PORT = 1883, ALIASES = 16, LONGEST_ALIASED = 126, MOST_WORDS = 512 };
enum { MQTT_3_1 = 3, MQTT_3_1_1 = 4, MQTT_5 = 5 };

/* A number that stands for a topic, in one direction. */
struct alias {
    uint16_t number; /* 0: none */
    uint8_t length, side;
    uint8_t topic[LONGEST_ALIASED];
};

struct mqtt_memory {
    uint8_t version; /* of the CONNECT; 0: not seen */
    struct alias aliases[ALIASES];
    unsigned next;
};

struct mqtt {
    struct mqtt_memory *memory;
    unsigned type, flags;
    struct bytes topics; /* for the Info column: " [a] [b]" */
    uint32_t id;
    bool has_id;
};

/* NULL: nothing is remembered. */
static struct mqtt_memory *memory_of(const struct packet *p)
{
    if (!p->conversation || !p->tracker || !p->tracker->memory || p->quoting) return NULL;
    return p->tracker->memory(p->tracker, p->conversation, sizeof(struct mqtt_memory));
}

/* --- messages ----------------------------------------------------------------------------------- */

static void add_topic_word(struct packet *p, struct mqtt *mqtt, struct bytes topic)
{
    struct bytes *words = &mqtt->topics;
    if (words->len > MOST_WORDS) return;
    *words = packet_format(p, "%.*s [%.*s]", (int)words->len,
        words->len ? (const char *)words->at : "", (int)topic.len, (const char *)topic.at);
}

/* A topic has a character at least, unless an alias stands for it. */
static struct bytes add_topic(struct packet *p, struct cur *c, bool may_be_empty)
{
    const uint8_t *length = cur_peek(c, 0, 2);
    if (!length || bytes_be16(length)) return mqtt_add_string(p, c, MQTT_TOPIC_LENGTH, MQTT_TOPIC);
    packet_u16(p, c, MQTT_TOPIC_LENGTH);
    if (!may_be_empty)
        packet_note(p, MQTT_N_TOPIC, NOTE_WARNING, NOTE_PROTOCOL, "Length cannot be 0");
    return bytes_of("", 0);
}

static void dissect_connect(struct packet *p, struct cur *c, struct mqtt *mqtt)
{
    static const uint8_t rows[] = {MQTT_USER_FLAG, MQTT_PASSWORD_FLAG, MQTT_WILL_RETAIN,
        MQTT_WILL_QOS, MQTT_WILL_FLAG, MQTT_CLEAN, MQTT_CONNECT_RESERVED, 0};
    mqtt_add_string(p, c, MQTT_NAME_LENGTH, MQTT_NAME);
    mqtt->memory->version = packet_u8(p, c, MQTT_VERSION);
    uint64_t flags = packet_bits(p, c, MQTT_CONNECT, rows, 0);
    packet_u16(p, c, MQTT_KEEP_ALIVE);
    bool is_5 = mqtt->memory->version == MQTT_5;
    if (is_5) mqtt_add_properties(p, c, MQTT_PROPERTIES);
    mqtt_add_string(p, c, MQTT_CLIENT_LENGTH, MQTT_CLIENT);
    if (flags & MQTT_HAS_WILL) {
        if (is_5) mqtt_add_properties(p, c, MQTT_WILL_PROPERTIES);
        mqtt_add_string(p, c, MQTT_WILL_TOPIC_LENGTH, MQTT_WILL_TOPIC);
        mqtt_add_string(p, c, MQTT_WILL_LENGTH, MQTT_WILL);
    }
    if (flags & MQTT_HAS_USER) mqtt_add_string(p, c, MQTT_USER_LENGTH, MQTT_USER);
    if (flags & MQTT_HAS_PASSWORD) mqtt_add_string(p, c, MQTT_PASSWORD_LENGTH, MQTT_PASSWORD);
}

static void dissect_connack(struct packet *p, struct cur *c, const struct mqtt *mqtt)
{
    static const uint8_t rows[] = {MQTT_ACK_RESERVED, MQTT_SESSION, 0};
    unsigned version = mqtt->memory->version;
    if (version == MQTT_3_1)
        packet_u8(p, c, MQTT_ACK_OLD);
    else
        packet_bits(p, c, MQTT_ACK, rows, 0);
    packet_u8(
        p, c, version == MQTT_3_1 || version == MQTT_3_1_1 ? MQTT_RETURN : MQTT_CONNACK_REASON);
    if (version == MQTT_5) mqtt_add_properties(p, c, MQTT_PROPERTIES);
}

static void remember_alias(
    struct mqtt_memory *memory, unsigned side, uint32_t number, struct bytes topic)
{
    if (topic.len > LONGEST_ALIASED) return;
    struct alias *alias = NULL;
    for (unsigned i = 0; i < ALIASES && !alias; i++)
        if (memory->aliases[i].number == number && memory->aliases[i].side == side)
            alias = &memory->aliases[i];
    if (!alias) alias = &memory->aliases[memory->next++ % ALIASES];
    alias->number = (uint16_t)number;
    alias->side = (uint8_t)side;
    alias->length = (uint8_t)topic.len;
    memcpy(alias->topic, topic.at, topic.len);
}

/* The topic that an alias stands for. */
static struct bytes add_aliased(
    struct packet *p, const struct cur *c, struct mqtt *mqtt, uint32_t number)
{
    struct bytes topic = bytes_of("", 0);
    for (unsigned i = 0; i < ALIASES; i++) {
        const struct alias *alias = &mqtt->memory->aliases[i];
        if (alias->number == number && alias->side == p->side)
            topic = packet_format(p, "%.*s", alias->length, (const char *)alias->topic);
    }
    struct item *item = packet_add(p, MQTT_TOPIC, c->at, 0, ITEM_GENERATED);
    if (item) item->bytes = topic;
    if (!topic.len) packet_note(p, MQTT_N_ALIAS, NOTE_NOTE, NOTE_PROTOCOL, "Unknown topic alias");
    return topic;
}

static void add_id(struct packet *p, struct cur *c, struct mqtt *mqtt)
{
    mqtt->id = packet_u16(p, c, MQTT_ID);
    mqtt->has_id = true;
}

static void dissect_publish(struct packet *p, struct cur *c, struct mqtt *mqtt)
{
    bool is_5 = mqtt->memory->version == MQTT_5, acknowledged = mqtt->flags & 6;
    struct cur ahead = *c;
    packet_skip(&ahead, acknowledged ? 4 : 2);
    struct bytes topic = add_topic(p, c, is_5 && mqtt_has_alias(ahead));
    if (acknowledged) add_id(p, c, mqtt);
    uint32_t alias = is_5 ? mqtt_add_properties(p, c, MQTT_PROPERTIES) : 0;
    if (c->error) return;
    if (alias && topic.len)
        remember_alias(mqtt->memory, p->side, alias, topic);
    else if (alias)
        topic = add_aliased(p, c, mqtt, alias);
    add_topic_word(p, mqtt, topic);
    packet_rest(p, c, MQTT_MESSAGE);
}

static void dissect_subscribe(struct packet *p, struct cur *c, struct mqtt *mqtt)
{
    static const uint8_t rows[] = {MQTT_OPTIONS_RESERVED, MQTT_OPTIONS_RETAIN, MQTT_OPTIONS_RAP,
        MQTT_OPTIONS_NL, MQTT_OPTIONS_QOS, 0};
    bool is_5 = mqtt->memory->version == MQTT_5, subscribes = mqtt->type == MQTT_SUBSCRIBE;
    add_id(p, c, mqtt);
    if (is_5) mqtt_add_properties(p, c, MQTT_PROPERTIES);
    while (cur_left(c)) {
        struct bytes topic = add_topic(p, c, false);
        if (!subscribes) continue;
        add_topic_word(p, mqtt, topic);
        if (is_5)
            packet_bits(p, c, MQTT_OPTIONS, rows, 0);
        else
            packet_u8(p, c, MQTT_REQUESTED);
    }
}

/* The answers to those: a code for each topic. */
static void dissect_suback(struct packet *p, struct cur *c, struct mqtt *mqtt)
{
    unsigned version = mqtt->memory->version;
    bool old = version == MQTT_3_1 || version == MQTT_3_1_1;
    unsigned field = mqtt->type == MQTT_UNSUBACK ? MQTT_UNSUBACK_REASON
                     : old                       ? MQTT_GRANTED
                                                 : MQTT_SUBACK_REASON;
    add_id(p, c, mqtt);
    if (version == MQTT_5) mqtt_add_properties(p, c, MQTT_PROPERTIES);
    while (cur_left(c) && (field != MQTT_UNSUBACK_REASON || version == MQTT_5))
        packet_u8(p, c, field);
}

/* In version 5 a reason and properties, if there are any. */
static void add_reason(struct packet *p, struct cur *c, const struct mqtt *mqtt, unsigned field)
{
    if (mqtt->memory->version != MQTT_5) return;
    if (cur_left(c)) packet_u8(p, c, field);
    if (cur_left(c)) mqtt_add_properties(p, c, MQTT_PROPERTIES);
}

static void dissect_message(struct packet *p, struct cur *c, struct mqtt *mqtt)
{
    switch (mqtt->type) {
    case MQTT_IS_CONNECT:
        dissect_connect(p, c, mqtt);
        break;
    case MQTT_CONNACK:
        dissect_connack(p, c, mqtt);
        break;
    case MQTT_PUBLISH:
        dissect_publish(p, c, mqtt);
        break;
    case MQTT_PUBACK:
    case MQTT_PUBREC:
    case MQTT_PUBREL:
    case MQTT_PUBCOMP:
        add_id(p, c, mqtt);
        add_reason(p, c, mqtt, MQTT_PUBACK_REASON + mqtt->type - MQTT_PUBACK);
        break;
    case MQTT_SUBSCRIBE:
    case MQTT_UNSUBSCRIBE:
        dissect_subscribe(p, c, mqtt);
        break;
    case MQTT_SUBACK:
    case MQTT_UNSUBACK:
        dissect_suback(p, c, mqtt);
        break;
    case MQTT_DISCONNECT:
        add_reason(p, c, mqtt, MQTT_DISCONNECT_REASON);
        break;
    case MQTT_AUTH:
        add_reason(p, c, mqtt, MQTT_AUTH_REASON);
        break;
    default:
        break;
    }
}

/* The first byte: what its low bits mean depends on the message and the version. */
static void add_header(struct packet *p, struct cur *c, const struct mqtt *mqtt)
{
    static const uint8_t others[] = {MQTT_TYPE, MQTT_HEADER_RESERVED, 0};
    static const uint8_t publish[] = {MQTT_TYPE, MQTT_DUP, MQTT_QOS, MQTT_RETAIN, 0};
    static const uint8_t old[] = {MQTT_TYPE, MQTT_DUP, MQTT_QOS, MQTT_RETAIN_RESERVED, 0};
    bool repeats =
        mqtt->type == MQTT_PUBREL || mqtt->type == MQTT_SUBSCRIBE || mqtt->type == MQTT_UNSUBSCRIBE;
    if (mqtt->type == MQTT_PUBLISH)
        packet_bits(p, c, MQTT_HEADER_PUBLISH, publish, 0);
    else if (repeats && mqtt->memory->version == MQTT_3_1)
        packet_bits(p, c, MQTT_HEADER_OLD, old, 0);
    else
        packet_bits(p, c, MQTT_HEADER, others, 0);
}

static void dissect(struct packet *p, struct cur *c)
{
    struct mqtt_memory own = {.version = 0}, *memory = memory_of(p);
    const uint8_t *first = cur_peek(c, 0, 1);
    struct mqtt mqtt = {.memory = memory ? memory : &own};
    mqtt.type = first ? *first >> 4 : 0;
    mqtt.flags = first ? *first & 0x0f : 0;
    if (!mqtt.memory->version && mqtt.type != MQTT_IS_CONNECT)
        packet_note_at(p, 0, MQTT_N_VERSION, NOTE_NOTE, NOTE_PROTOCOL,
            "Unknown version (missing the CONNECT packet?)");
    add_header(p, c, &mqtt);
    uint32_t length = mqtt_add_number(p, c, MQTT_LENGTH);
    struct cur message = cur_sub(c, length);
    dissect_message(p, &message, &mqtt);
    if (message.error && !c->error) c->error = message.error;
    if (c->error) return;
    struct bytes id = mqtt.has_id ? packet_format(p, " (id=%u)", mqtt.id) : bytes_of("", 0);
    p->layer->trouble = packet_format(p, "%.*s%.*s", (int)id.len, (const char *)id.at,
        (int)mqtt.topics.len, mqtt.topics.len ? (const char *)mqtt.topics.at : "");
}

static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    uint32_t length, left = c->end - c->at, size = mqtt_peek_number(c, 1, &length);
    if (last || size > 4) extent->whole = left;
    if (size > 4 || !size) return;
    uint32_t whole = 1 + size + length;
    if (whole <= left)
        extent->whole = whole;
    else
        extent->more = whole - left;
}

static const char *name_of(const struct packet *p, const struct layer *layer)
{
    const uint8_t *at = layer_at(p, layer, 1);
    return at ? field_value_name(mqtt_types, *at >> 4) : "";
}

static void describe(struct text *text, const struct packet *p, const struct layer *layer)
{
    text_format(text, ", %s", name_of(p, layer));
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    text_put(text, name_of(p, layer));
    text_add(text, layer->trouble.at, layer->trouble.len);
}

/* At its port all is; inside of TLS what begins with a CONNECT. */
static bool recognises(const struct packet *p, struct cur c)
{
    if (p->port_pair >> 16 == PORT || (p->port_pair & 0xffff) == PORT) return true;
    uint32_t length, size = mqtt_peek_number(&c, 1, &length);
    const uint8_t *type = cur_peek(&c, 0, 1);
    if (!type || *type != MQTT_IS_CONNECT << 4 || !size || size > 4) return false;
    const uint8_t *name = cur_peek(&c, 1 + size, 6), *old = cur_peek(&c, 1 + size, 8);
    return (name && memcmp(name, "\0\4MQTT", 6) == 0) || (old && memcmp(old, "\0\6MQIsdp", 8) == 0);
}

static const struct link links[] = {{"tcp.port", PORT}, {NULL, 0}};

const struct proto proto_mqtt = {.name = "mqtt",
    .title = "MQ Telemetry Transport Protocol",
    .brief = "MQTT",
    .column = "MQTT",
    .fields = mqtt_fields,
    .nfields = MQTT_FIELDS,
    .links = links,
    .dissect = dissect,
    .describe = describe,
    .info = info,
    .measure = measure,
    .separator = ", ",
    .recognises = recognises};
