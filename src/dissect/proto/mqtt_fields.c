/* The rows of MQTT: names and types are those of tshark -G fields.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto/mqtt.h"

const struct value_name mqtt_types[] = {
    {0, "Reserved"},
    {1, "Connect Command"},
    {2, "Connect Ack"},
    {3, "Publish Message"},
    {4, "Publish Ack"},
    {5, "Publish Received"},
    {6, "Publish Release"},
    {7, "Publish Complete"},
    {8, "Subscribe Request"},
    {9, "Subscribe Ack"},
    {10, "Unsubscribe Request"},
    {11, "Unsubscribe Ack"},
    {12, "Ping Request"},
    {13, "Ping Response"},
    {14, "Disconnect Req"},
    {15, "Authentication Exchange"},
    {0, NULL},
};

const struct value_name mqtt_qos[] = {
    {0, "At most once delivery (Fire and Forget)"},
    {1, "At least once delivery (Acknowledged deliver)"},
    {2, "Exactly once delivery (Assured Delivery)"},
    {3, "Reserved"},
    {0, NULL},
};

static const struct value_name retain_handling[] = {
    {0, "Send msgs at subscription time"},
    {1, "Send msgs if subscription does not exist"},
    {2, "Do not send msgs at subscription time"},
    {3, "Reserved"},
    {0, NULL},
};

static const struct value_name return_codes[] = {
    {0, "Connection Accepted"},
    {1, "Connection Refused: unacceptable protocol version"},
    {2, "Connection Refused: identifier rejected"},
    {3, "Connection Refused: server unavailable"},
    {4, "Connection Refused: bad user name or password"},
    {5, "Connection Refused: not authorized"},
    {0, NULL},
};

static const struct value_name granted[] = {
    {0, "At most once delivery (Fire and Forget)"},
    {1, "At least once delivery (Acknowledged deliver)"},
    {2, "Exactly once delivery (Assured Delivery)"},
    {3, "Reserved"},
    {128, "Failure"},
    {0, NULL},
};

static const struct value_name versions[] = {
    {3, "MQTT v3.1"},
    {4, "MQTT v3.1.1"},
    {5, "MQTT v5.0"},
    {0, NULL},
};

static const struct value_name property_ids[] = {
    {0x1, "Payload Format Indicator"},
    {0x2, "Publication Expiry Interval"},
    {0x3, "Content Type"},
    {0x8, "Response Topic"},
    {0x9, "Correlation Data"},
    {0xb, "Subscription Identifier"},
    {0x11, "Session Expiry Interval"},
    {0x12, "Assigned Client Identifier"},
    {0x13, "Server Keep Alive"},
    {0x15, "Authentication Method"},
    {0x16, "Authentication Data"},
    {0x17, "Request Problem Information"},
    {0x18, "Will Delay Interval"},
    {0x19, "Request Response Information"},
    {0x1a, "Response Information"},
    {0x1c, "Server Reference"},
    {0x1f, "Reason String"},
    {0x21, "Receive Maximum"},
    {0x22, "Topic Alias Maximum"},
    {0x23, "Topic Alias"},
    {0x24, "Maximum QoS"},
    {0x25, "Retain Available"},
    {0x26, "User Property"},
    {0x27, "Maximum Packet Size"},
    {0x28, "Wildcard Subscription Available"},
    {0x29, "Subscription Identifier Available"},
    {0x2a, "Shared Subscription Available"},
    {0, NULL},
};

static const struct value_name reasons_connack[] = {
    {0, "Success"},
    {128, "Unspecified error"},
    {129, "Malformed Packet"},
    {130, "Protocol Error"},
    {131, "Implementation specific error"},
    {132, "Unsupported Protocol Version"},
    {133, "Client Identifier not valid"},
    {134, "Bad User Name or Password"},
    {135, "Not authorized"},
    {136, "Server unavailable"},
    {137, "Server busy"},
    {138, "Banned"},
    {140, "Bad authentication method"},
    {144, "Topic Name invalid"},
    {149, "Packet too large"},
    {151, "Quota exceeded"},
    {154, "Retain not supported"},
    {155, "QoS not supported"},
    {156, "Use another server"},
    {157, "Server moved"},
    {159, "Connection rate exceeded"},
    {0, NULL},
};

static const struct value_name reasons_puback[] = {
    {0, "Success"},
    {16, "No matching subscribers"},
    {128, "Unspecified error"},
    {131, "Implementation specific error"},
    {135, "Not authorized"},
    {144, "Topic Name invalid"},
    {145, "Packet Identifier in use"},
    {151, "Quota exceeded"},
    {153, "Payload format invalid"},
    {0, NULL},
};

static const struct value_name reasons_pubrel[] = {
    {0, "Success"},
    {146, "Packet Identifier not found"},
    {0, NULL},
};

static const struct value_name reasons_suback[] = {
    {0, "Granted QoS 0"},
    {1, "Granted QoS 1"},
    {2, "Granted QoS 2"},
    {128, "Unspecified error"},
    {131, "Implementation specific error"},
    {135, "Not authorized"},
    {143, "Topic Filter invalid"},
    {145, "Packet Identifier in use"},
    {151, "Quota exceeded"},
    {158, "Shared Subscription not supported"},
    {161, "Subscription Identifiers not supported"},
    {162, "Wildcard Subscription not supported"},
    {0, NULL},
};

static const struct value_name reasons_unsuback[] = {
    {0, "Success"},
    {17, "No subscription existed"},
    {131, "Implementation specific error"},
    {135, "Not authorized"},
    {143, "Topic Filter invalid"},
    {145, "Packet Identifier in use"},
    {0, NULL},
};

static const struct value_name reasons_disconnect[] = {
    {0, "Normal disconnection"},
    {4, "Disconnect with Will Message"},
    {128, "Unspecified error"},
    {129, "Malformed Packet"},
    {130, "Protocol Error"},
    {131, "Implementation specific error"},
    {135, "Not authorized"},
    {137, "Server busy"},
    {139, "Server shutting down"},
    {140, "Bad authentication method"},
    {141, "Keep Alive timeout"},
    {142, "Session taken over"},
    {143, "Topic Filter invalid"},
    {144, "Topic Name invalid"},
    {147, "Receive Maximum exceeded"},
    {148, "Topic Alias invalid"},
    {149, "Packet too large"},
    {150, "Message rate too high"},
    {151, "Quota exceeded"},
    {152, "Administrative action"},
    {153, "Payload format invalid"},
    {154, "Retain not supported"},
    {155, "QoS not supported"},
    {156, "Use another server"},
    {157, "Server moved"},
    {158, "Shared Subscription not supported"},
    {159, "Connection rate exceeded"},
    {160, "Maximum connect time"},
    {161, "Subscription Identifiers not supported"},
    {162, "Wildcard Subscription not supported"},
    {0, NULL},
};

static const struct value_name reasons_auth[] = {
    {0, "Success"},
    {24, "Continue authentication"},
    {25, "Re-authenticate"},
    {0, NULL},
};

/* The byte of an item with bits below it, and what is told of them behind it. */
static uint8_t unit_of(const struct packet *p, const struct item *item)
{
    const uint8_t *at = packet_at(p, item->source, item->offset, 1);
    return at ? *at : 0;
}

static void put_qos(struct text *text, const char *label, unsigned qos)
{
    text_format(text, ", %s: %s", label, field_value_name(mqtt_qos, qos));
}

static void show_header(struct text *text, const struct packet *p, const struct item *item)
{
    uint8_t byte = unit_of(p, item), type = byte >> 4;
    text_format(
        text, "Header Flags: 0x%02x, Message Type: %s", byte, field_value_name(mqtt_types, type));
    bool publish = item->field == &mqtt_fields[MQTT_HEADER_PUBLISH];
    if (item->field == &mqtt_fields[MQTT_HEADER]) return;
    if (byte & 8) text_put(text, ", DUP Flag");
    put_qos(text, "QoS Level", byte >> 1 & 3);
    if (byte & 1 && publish) text_put(text, ", Retain");
}

static void show_connect(struct text *text, const struct packet *p, const struct item *item)
{
    uint8_t byte = unit_of(p, item);
    text_format(text, "Connect Flags: 0x%02x", byte);
    if (byte & MQTT_HAS_USER) text_put(text, ", User Name Flag");
    if (byte & MQTT_HAS_PASSWORD) text_put(text, ", Password Flag");
    if (byte & 0x20) text_put(text, ", Will Retain");
    put_qos(text, "QoS Level", byte >> 3 & 3);
    if (byte & MQTT_HAS_WILL) text_put(text, ", Will Flag");
    if (byte & 2) text_put(text, ", Clean Session Flag");
    if (byte & 1) text_put(text, ", (Reserved)");
}

static void show_acknowledge(struct text *text, const struct packet *p, const struct item *item)
{
    uint8_t byte = unit_of(p, item);
    text_format(text, "Acknowledge Flags: 0x%02x%s%s", byte, byte & 0xfe ? ", Reserved" : "",
        byte & 1 ? ", Session Present" : "");
}

static void show_options(struct text *text, const struct packet *p, const struct item *item)
{
    uint8_t byte = unit_of(p, item);
    text_format(text, "Subscription Options: 0x%02x, Retain Handling: %s", byte,
        field_value_name(retain_handling, byte >> 4 & 3));
    if (byte & 8) text_put(text, ", Retain As Published");
    if (byte & 4) text_put(text, ", No Local");
    put_qos(text, "QoS", byte & 3);
}

/* clang-format off */
const struct field mqtt_fields[MQTT_FIELDS] = {
    [MQTT_HEADER] = {"mqtt.hdrflags", "Header Flags", FT_UINT8, BASE_HEX, .show = show_header, .blurb = "The first byte: the kind of message, and four bits"},
    [MQTT_HEADER_PUBLISH] = {"mqtt.hdrflags", "Header Flags", FT_UINT8, BASE_HEX, .show = show_header, .blurb = "The first byte: the kind of message, and four bits"},
    [MQTT_HEADER_OLD] = {"mqtt.hdrflags", "Header Flags", FT_UINT8, BASE_HEX, .show = show_header, .blurb = "The first byte: the kind of message, and four bits"},
    [MQTT_TYPE] = {"mqtt.msgtype", "Message Type", FT_UINT8, BASE_DEC, .mask = 0xf0, .unit_bits = 8, .names = mqtt_types, .blurb = "What the message is"},
    [MQTT_HEADER_RESERVED] = {"mqtt.hdr_reserved", "Reserved", FT_UINT8, BASE_DEC, .mask = 0x0f, .unit_bits = 8, .blurb = "Fixed by the standard for most messages"},
    [MQTT_DUP] = {"mqtt.dupflag", "DUP Flag", FT_BOOLEAN, BASE_NONE, .mask = 0x08, .unit_bits = 8, .blurb = "It may have been sent before"},
    [MQTT_QOS] = {"mqtt.qos", "QoS Level", FT_UINT8, BASE_DEC, .mask = 0x06, .unit_bits = 8, .names = mqtt_qos, .blurb = "How hard it is tried to deliver the message"},
    [MQTT_RETAIN] = {"mqtt.retain", "Retain", FT_BOOLEAN, BASE_NONE, .mask = 0x01, .unit_bits = 8, .blurb = "The server keeps the message for those who subscribe later"},
    [MQTT_RETAIN_RESERVED] = {"mqtt.retain_reserved", "Reserved", FT_UINT8, BASE_DEC, .mask = 0x01, .unit_bits = 8, .blurb = "Has no meaning in this message"},
    [MQTT_LENGTH] = {"mqtt.len", "Msg Len", FT_UINT64, BASE_DEC, .blurb = "How many bytes follow"},
    [MQTT_NAME_LENGTH] = {"mqtt.proto_len", "Protocol Name Length", FT_UINT16, BASE_DEC, .blurb = "The length of the name"},
    [MQTT_NAME] = {"mqtt.protoname", "Protocol Name", FT_STRING, BASE_NONE, .blurb = "MQTT; MQIsdp in version 3.1"},
    [MQTT_VERSION] = {"mqtt.ver", "Version", FT_UINT8, BASE_DEC, .names = versions, .blurb = "The version that the client speaks"},
    [MQTT_CONNECT] = {"mqtt.conflags", "Connect Flags", FT_UINT8, BASE_HEX, .show = show_connect, .blurb = "What the message has, and how the session begins"},
    [MQTT_USER_FLAG] = {"mqtt.conflag.uname", "User Name Flag", FT_BOOLEAN, BASE_NONE, .mask = 0x80, .unit_bits = 8, .blurb = "A user name follows"},
    [MQTT_PASSWORD_FLAG] = {"mqtt.conflag.passwd", "Password Flag", FT_BOOLEAN, BASE_NONE, .mask = 0x40, .unit_bits = 8, .blurb = "A password follows"},
    [MQTT_WILL_RETAIN] = {"mqtt.conflag.retain", "Will Retain", FT_BOOLEAN, BASE_NONE, .mask = 0x20, .unit_bits = 8, .blurb = "The server keeps the will"},
    [MQTT_WILL_QOS] = {"mqtt.conflag.qos", "QoS Level", FT_UINT8, BASE_DEC, .mask = 0x18, .unit_bits = 8, .names = mqtt_qos, .blurb = "How hard it is tried to deliver the will"},
    [MQTT_WILL_FLAG] = {"mqtt.conflag.willflag", "Will Flag", FT_BOOLEAN, BASE_NONE, .mask = 0x04, .unit_bits = 8, .blurb = "There is a will: what the server publishes when the client is lost"},
    [MQTT_CLEAN] = {"mqtt.conflag.cleansess", "Clean Session Flag", FT_BOOLEAN, BASE_NONE, .mask = 0x02, .unit_bits = 8, .blurb = "What was before is forgotten"},
    [MQTT_CONNECT_RESERVED] = {"mqtt.conflag.reserved", "(Reserved)", FT_BOOLEAN, BASE_NONE, .mask = 0x01, .unit_bits = 8, .blurb = "Must be 0"},
    [MQTT_KEEP_ALIVE] = {"mqtt.kalive", "Keep Alive", FT_UINT16, BASE_DEC, .blurb = "The client sends something at least every so many seconds"},
    [MQTT_CLIENT_LENGTH] = {"mqtt.clientid_len", "Client ID Length", FT_UINT16, BASE_DEC, .blurb = "The length of the text"},
    [MQTT_CLIENT] = {"mqtt.clientid", "Client ID", FT_STRING, BASE_NONE, .blurb = "The name of the session"},
    [MQTT_WILL_TOPIC_LENGTH] = {"mqtt.willtopic_len", "Will Topic Length", FT_UINT16, BASE_DEC, .blurb = "The length of the text"},
    [MQTT_WILL_TOPIC] = {"mqtt.willtopic", "Will Topic", FT_STRING, BASE_NONE, .blurb = "What the will is about"},
    [MQTT_WILL_LENGTH] = {"mqtt.willmsg_len", "Will Message Length", FT_UINT16, BASE_DEC, .blurb = "The length of the will"},
    [MQTT_WILL] = {"mqtt.willmsg", "Will Message", FT_BYTES, BASE_NONE, .blurb = "What is published when the client is lost"},
    [MQTT_USER_LENGTH] = {"mqtt.username_len", "User Name Length", FT_UINT16, BASE_DEC, .blurb = "The length of the text"},
    [MQTT_USER] = {"mqtt.username", "User Name", FT_STRING, BASE_NONE, .blurb = "Who the client is"},
    [MQTT_PASSWORD_LENGTH] = {"mqtt.passwd_len", "Password Length", FT_UINT16, BASE_DEC, .blurb = "The length of the text"},
    [MQTT_PASSWORD] = {"mqtt.passwd", "Password", FT_STRING, BASE_NONE, .blurb = "Proves it; anybody on the way can read it"},
    [MQTT_TOPIC_LENGTH] = {"mqtt.topic_len", "Topic Length", FT_UINT16, BASE_DEC, .blurb = "The length of the text"},
    [MQTT_TOPIC] = {"mqtt.topic", "Topic", FT_STRING, BASE_NONE, .blurb = "What the message is about; in a subscription + and # stand for parts"},
    [MQTT_ACK_OLD] = {"mqtt.conack.flags.reserved", "Reserved", FT_BOOLEAN, BASE_NONE, .blurb = "Has no meaning in version 3.1"},
    [MQTT_ACK] = {"mqtt.conack.flags", "Acknowledge Flags", FT_UINT8, BASE_HEX, .show = show_acknowledge, .blurb = "What the server tells of the session"},
    [MQTT_ACK_RESERVED] = {"mqtt.conack.flags.reserved", "Reserved", FT_BOOLEAN, BASE_NONE, .mask = 0xfe, .unit_bits = 8, .blurb = "Must be 0"},
    [MQTT_SESSION] = {"mqtt.conack.flags.sp", "Session Present", FT_BOOLEAN, BASE_NONE, .mask = 0x01, .unit_bits = 8, .blurb = "The server remembers an earlier session"},
    [MQTT_RETURN] = {"mqtt.conack.val", "Return Code", FT_UINT8, BASE_DEC, .names = return_codes, .blurb = "Whether the server accepts the client"},
    [MQTT_ID] = {"mqtt.msgid", "Message Identifier", FT_UINT16, BASE_DEC, .blurb = "The number by which it is acknowledged"},
    [MQTT_MESSAGE] = {"mqtt.msg", "Message", FT_BYTES, BASE_NONE, .blurb = "What was published"},
    [MQTT_REQUESTED] = {"mqtt.sub.qos", "Requested QoS", FT_UINT8, BASE_DEC, .names = mqtt_qos, .blurb = "The best delivery that the subscriber wants"},
    [MQTT_GRANTED] = {"mqtt.suback.qos", "Granted QoS", FT_UINT8, BASE_DEC, .names = granted, .blurb = "The best delivery that it will get"},
    [MQTT_OPTIONS] = {"mqtt.subscription_options", "Subscription Options", FT_UINT8, BASE_HEX, .show = show_options, .blurb = "What the subscriber wants"},
    [MQTT_OPTIONS_RESERVED] = {"mqtt.subscription_options_reserved", "Reserved", FT_UINT8, BASE_HEX, .mask = 0xc0, .unit_bits = 8, .blurb = "Must be 0"},
    [MQTT_OPTIONS_RETAIN] = {"mqtt.subscription_options_retain", "Retain Handling", FT_UINT8, BASE_DEC, .mask = 0x30, .unit_bits = 8, .names = retain_handling, .blurb = "Whether it gets messages that were kept"},
    [MQTT_OPTIONS_RAP] = {"mqtt.subscription_options_rap", "Retain As Published", FT_BOOLEAN, BASE_NONE, .mask = 0x08, .unit_bits = 8, .blurb = "The retain flag comes as it was published"},
    [MQTT_OPTIONS_NL] = {"mqtt.subscription_options_nl", "No Local", FT_BOOLEAN, BASE_NONE, .mask = 0x04, .unit_bits = 8, .blurb = "Its own messages do not come back"},
    [MQTT_OPTIONS_QOS] = {"mqtt.subscription_options_qos", "QoS", FT_UINT8, BASE_DEC, .mask = 0x03, .unit_bits = 8, .names = mqtt_qos, .blurb = "The best delivery that it wants"},
    [MQTT_CONNACK_REASON] = {"mqtt.connack.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_connack, .blurb = "How it went"},
    [MQTT_PUBACK_REASON] = {"mqtt.puback.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_puback, .blurb = "How it went"},
    [MQTT_PUBREC_REASON] = {"mqtt.pubrec.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_puback, .blurb = "How it went"},
    [MQTT_PUBREL_REASON] = {"mqtt.pubrel.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_pubrel, .blurb = "How it went"},
    [MQTT_PUBCOMP_REASON] = {"mqtt.pubcomp.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_pubrel, .blurb = "How it went"},
    [MQTT_SUBACK_REASON] = {"mqtt.suback.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_suback, .blurb = "How it went"},
    [MQTT_UNSUBACK_REASON] = {"mqtt.unsuback.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_unsuback, .blurb = "How it went"},
    [MQTT_DISCONNECT_REASON] = {"mqtt.disconnect.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_disconnect, .blurb = "How it went"},
    [MQTT_AUTH_REASON] = {"mqtt.auth.reason_code", "Reason Code", FT_UINT8, BASE_DEC, .names = reasons_auth, .blurb = "How it went"},
    [MQTT_PROPERTIES] = {"mqtt.properties", "Properties", FT_NONE, BASE_NONE, .blurb = "What version 5 adds to the message"},
    [MQTT_WILL_PROPERTIES] = {"mqtt.will_properties", "Will Properties", FT_NONE, BASE_NONE, .blurb = "What version 5 adds to the will"},
    [MQTT_PROPERTIES_LENGTH] = {"mqtt.property_len", "Total Length", FT_UINT64, BASE_DEC, .blurb = "The length of all properties"},
    [MQTT_PROPERTY] = {"mqtt.property_id", "ID", FT_UINT8, BASE_HEX, .names = property_ids, .blurb = "Which property it is"},
    [MQTT_NUMBER] = {"mqtt.prop_number", "Value", FT_UINT32, BASE_DEC, .blurb = "Its value"},
    [MQTT_MAX_QOS] = {"mqtt.property.max_qos", "QoS", FT_UINT8, BASE_DEC, .names = mqtt_qos, .blurb = "The best delivery that the server knows"},
    [MQTT_ALIAS] = {"mqtt.property.topic_alias", "Topic Alias", FT_UINT16, BASE_DEC, .blurb = "A number that stands for the topic from here on"},
    [MQTT_CONTENT_TYPE] = {"mqtt.property.content_type", "Content Type", FT_STRING, BASE_NONE, .blurb = "What kind of data the message is"},
    [MQTT_UNKNOWN] = {"mqtt.prop_unknown", "Unknown Property", FT_STRING, BASE_NONE, .blurb = "A property that is not known, and all behind it"},
    [MQTT_STRING_LENGTH] = {"mqtt.prop_string_len", "Length", FT_UINT32, BASE_DEC, .blurb = "The length of the text"},
    [MQTT_STRING] = {"mqtt.prop_string", "Value", FT_STRING, BASE_NONE, .blurb = "The text"},
    [MQTT_KEY_LENGTH] = {"mqtt.prop_key_len", "Key Length", FT_UINT32, BASE_DEC, .blurb = "The length of the text"},
    [MQTT_KEY] = {"mqtt.prop_key", "Key", FT_STRING, BASE_NONE, .blurb = "The text"},
    [MQTT_VALUE_LENGTH] = {"mqtt.prop_value_len", "Value Length", FT_UINT32, BASE_DEC, .blurb = "The length of the text"},
    [MQTT_VALUE] = {"mqtt.prop_value", "Value", FT_STRING, BASE_NONE, .blurb = "The text"},
    [MQTT_N_TOPIC] = {"mqtt.illegal_topic_length", "Length cannot be 0", FT_NONE, BASE_NONE, .blurb = "A topic has a character at least"},
    [MQTT_N_VERSION] = {"mqtt.unknown_version", "Unknown version (missing the CONNECT packet?)", FT_NONE, BASE_NONE, .blurb = "The beginning was not seen: the version is guessed"},
    [MQTT_N_ALIAS] = {"mqtt.unknown_topic_alias", "Unknown topic alias", FT_NONE, BASE_NONE, .blurb = "The message that told what it stands for was not seen"},
};
