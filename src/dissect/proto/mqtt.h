/* What the files of the MQTT dissector share: mqtt.c reads the messages, mqtt_properties.c
 * what they are made of, mqtt_fields.c has the rows.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/cur.h"
#include "dissect/packet.h"

enum mqtt_type {
    MQTT_IS_CONNECT = 1,
    MQTT_CONNACK,
    MQTT_PUBLISH,
    MQTT_PUBACK,
    MQTT_PUBREC,
    MQTT_PUBREL,
    MQTT_PUBCOMP,
    MQTT_SUBSCRIBE,
    MQTT_SUBACK,
    MQTT_UNSUBSCRIBE,
    MQTT_UNSUBACK,
    MQTT_PINGREQ,
    MQTT_PINGRESP,
    MQTT_DISCONNECT,
    MQTT_AUTH
};

/* Of the connect flags. */
enum { MQTT_HAS_USER = 0x80, MQTT_HAS_PASSWORD = 0x40, MQTT_HAS_WILL = 0x04 };

enum mqtt_field {
    MQTT_HEADER,
    MQTT_HEADER_PUBLISH, /* the same with other bits */
    MQTT_HEADER_OLD,     /* those that version 3.1 has in requests */
    MQTT_TYPE,
    MQTT_HEADER_RESERVED,
    MQTT_DUP,
    MQTT_QOS,
    MQTT_RETAIN,
    MQTT_RETAIN_RESERVED,
    MQTT_LENGTH,
    MQTT_NAME_LENGTH,
    MQTT_NAME,
    MQTT_VERSION,
    MQTT_CONNECT,
    MQTT_USER_FLAG,
    MQTT_PASSWORD_FLAG,
    MQTT_WILL_RETAIN,
    MQTT_WILL_QOS,
    MQTT_WILL_FLAG,
    MQTT_CLEAN,
    MQTT_CONNECT_RESERVED,
    MQTT_KEEP_ALIVE,
    MQTT_CLIENT_LENGTH,
    MQTT_CLIENT,
    MQTT_WILL_TOPIC_LENGTH,
    MQTT_WILL_TOPIC,
    MQTT_WILL_LENGTH,
    MQTT_WILL,
    MQTT_USER_LENGTH,
    MQTT_USER,
    MQTT_PASSWORD_LENGTH,
    MQTT_PASSWORD,
    MQTT_TOPIC_LENGTH,
    MQTT_TOPIC,
    MQTT_ACK_OLD,
    MQTT_ACK,
    MQTT_ACK_RESERVED,
    MQTT_SESSION,
    MQTT_RETURN,
    MQTT_ID,
    MQTT_MESSAGE,
    MQTT_REQUESTED,
    MQTT_GRANTED,
    MQTT_OPTIONS,
    MQTT_OPTIONS_RESERVED,
    MQTT_OPTIONS_RETAIN,
    MQTT_OPTIONS_RAP,
    MQTT_OPTIONS_NL,
    MQTT_OPTIONS_QOS,
    MQTT_CONNACK_REASON,
    MQTT_PUBACK_REASON,
    MQTT_PUBREC_REASON,
    MQTT_PUBREL_REASON,
    MQTT_PUBCOMP_REASON,
    MQTT_SUBACK_REASON,
    MQTT_UNSUBACK_REASON,
    MQTT_DISCONNECT_REASON,
    MQTT_AUTH_REASON,
    MQTT_PROPERTIES,
    MQTT_WILL_PROPERTIES,
    MQTT_PROPERTIES_LENGTH,
    MQTT_PROPERTY,
    MQTT_NUMBER,
    MQTT_MAX_QOS,
    MQTT_ALIAS,
    MQTT_CONTENT_TYPE,
    MQTT_UNKNOWN,
    MQTT_STRING_LENGTH,
    MQTT_STRING,
    MQTT_KEY_LENGTH,
    MQTT_KEY,
    MQTT_VALUE_LENGTH,
    MQTT_VALUE,
    MQTT_N_TOPIC,
    MQTT_N_VERSION,
    MQTT_N_ALIAS,
    MQTT_FIELDS
};

extern const struct field mqtt_fields[MQTT_FIELDS];
extern const struct value_name mqtt_types[], mqtt_qos[];

/* A number of 1 to 4 bytes `ahead` of the cursor.  Returns how many: 0 if they are not all there, 5 if
 * it goes on after the fourth. */
uint32_t mqtt_peek_number(const struct cur *c, uint32_t ahead, uint32_t *value);
uint32_t mqtt_add_number(struct packet *p, struct cur *c, unsigned field);
/* Empty after an error. */
struct bytes mqtt_add_string(
    struct packet *p, struct cur *c, unsigned length_field, unsigned field);
/* Returns the topic alias among them, 0 if there is none. */
uint32_t mqtt_add_properties(struct packet *p, struct cur *c, unsigned heading);
/* Is there a topic alias among the properties at the cursor?  A look ahead. */
bool mqtt_has_alias(struct cur c);
