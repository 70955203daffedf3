/* The rows of QUIC.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/quic.h"
#include "dissect/proto/tls.h"

static const struct {
    uint32_t first, last;
    const char *name;
} versions[] = {
    {0x00000000, 0x00000000, "Version Negotiation"},
    {0x00000001, 0x00000001, "1"},
    {0x51303433, 0x51303433, "Google Q043"},
    {0x51303434, 0x51303434, "Google Q044"},
    {0x51303436, 0x51303436, "Google Q046"},
    {0x51303530, 0x51303530, "Google Q050"},
    {0x54303530, 0x54303530, "Google T050"},
    {0x54303531, 0x54303531, "Google T051"},
    {0x6b3343cf, 0x6b3343cf, "2"},
    {0x709a50c4, 0x709a50c4, "v2-draft-01"},
    {0x91c17000, 0x91c170ff, "Quicly"},
    {0xabcd0000, 0xabcd000f, "MsQuic"},
    {0xf123f0c0, 0xf123f0cf, "MozQuic"},
    {0xfaceb001, 0xfaceb001, "Facebook mvfst (draft-22)"},
    {0xfaceb002, 0xfaceb002, "Facebook mvfst (draft-27)"},
    {0xfaceb003, 0xfaceb00f, "Facebook mvfst"},
    {0xff020000, 0xff020000, "v2-draft-00"},
};
static const char *const drafts[] = {"draft-11", "draft-12", "draft-13", "draft-14", "draft-15",
    "draft-16", "draft-17", "draft-18", "draft-19", "draft-20", "draft-21", "draft-22", "draft-23",
    "draft-24", "draft-25", "draft-26", "draft-27", "draft-28", "draft-29", "draft-30", "draft-31",
    "draft-32", "draft-33", "draft-34"};
enum { FIRST_DRAFT = 11, DRAFT = 0xff0000 };

const char *quic_version_name(uint32_t version)
{
    uint32_t draft = version & 0xff;
    if (version >> 8 == DRAFT && draft >= FIRST_DRAFT &&
        draft < FIRST_DRAFT + sizeof drafts / sizeof *drafts)
        return drafts[draft - FIRST_DRAFT];
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (version >= versions[i].first && version <= versions[i].last) return versions[i].name;
    return NULL;
}

void quic_show_version(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    uint32_t version = (uint32_t)item->number;
    const char *name = quic_version_name(version);
    text_format(text, "%s: %s (0x%08x)%s", item->field->label, name ? name : "Unknown", version,
        !quic_is_grease(version)                    ? ""
        : item->field == &quic_fields[QUIC_VERSION] ? " (Forcing Version Negotiation)"
                                                    : " (GREASE)");
}

void quic_show_padding(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Padding Length: %u", (unsigned)item->number);
}

static const struct value_name forms[] = {{0, "Short Header"}, {1, "Long Header"}, {0, NULL}};
static const struct value_name types[] = {
    {0, "Initial"}, {1, "0-RTT"}, {2, "Handshake"}, {3, "Retry"}, {0, NULL}};
static const struct value_name types_v2[] = {
    {0, "Retry"}, {1, "Initial"}, {2, "0-RTT"}, {3, "Handshake"}, {0, NULL}};
static const struct value_name lengths[] = {
    {0, "1 bytes"}, {1, "2 bytes"}, {2, "3 bytes"}, {3, "4 bytes"}, {0, NULL}};
static const struct value_name frames[] = {
    {0x00, "PADDING"},
    {0x01, "PING"},
    {0x02, "ACK"},
    {0x03, "ACK"},
    {0x04, "RESET_STREAM"},
    {0x05, "STOP_SENDING"},
    {0x06, "CRYPTO"},
    {0x07, "NEW_TOKEN"},
    {0x08, "STREAM"},
    {0x09, "STREAM"},
    {0x0a, "STREAM"},
    {0x0b, "STREAM"},
    {0x0c, "STREAM"},
    {0x0d, "STREAM"},
    {0x0e, "STREAM"},
    {0x0f, "STREAM"},
    {0x10, "MAX_DATA"},
    {0x11, "MAX_STREAM_DATA"},
    {0x12, "MAX_STREAMS (BIDI)"},
    {0x13, "MAX_STREAMS (UNI)"},
    {0x14, "DATA_BLOCKED"},
    {0x15, "STREAM_DATA_BLOCKED"},
    {0x16, "STREAMS_BLOCKED (BIDI)"},
    {0x17, "STREAMS_BLOCKED (UNI)"},
    {0x18, "NEW_CONNECTION_ID"},
    {0x19, "RETIRE_CONNECTION_ID"},
    {0x1a, "PATH_CHALLENGE"},
    {0x1b, "PATH_RESPONSE"},
    {0x1c, "CONNECTION_CLOSE (Transport)"},
    {0x1d, "CONNECTION_CLOSE (Application)"},
    {0x1e, "HANDSHAKE_DONE"},
    {0x30, "DATAGRAM"},
    {0x31, "DATAGRAM"},
    {0xac, "IMMEDIATE_ACK"},
    {0xaf, "ACK_FREQUENCY"},
    {0x02f5, "TIME_STAMP"},
    {0, NULL},
};
static const struct value_name initiators[] = {
    {0, "Client-initiated"}, {1, "Server-initiated"}, {0, NULL}};
static const struct value_name directions[] = {
    {0, "Bidirectional"}, {1, "Unidirectional"}, {0, NULL}};
static const struct value_name errors[] = {
    {0x00, "NO_ERROR"},
    {0x01, "INTERNAL_ERROR"},
    {0x02, "CONNECTION_REFUSED"},
    {0x03, "FLOW_CONTROL_ERROR"},
    {0x04, "STREAM_ID_ERROR"},
    {0x05, "STREAM_STATE_ERROR"},
    {0x06, "FINAL_SIZE_ERROR"},
    {0x07, "FRAME_ENCODING_ERROR"},
    {0x08, "TRANSPORT_PARAMETER_ERROR"},
    {0x09, "CONNECTION_ID_LIMIT_ERROR"},
    {0x0a, "PROTOCOL_VIOLATION"},
    {0x0b, "INVALID_TOKEN"},
    {0x0c, "APPLICATION_ERROR"},
    {0x0d, "CRYPTO_BUFFER_EXCEEDED"},
    {0x0e, "KEY_UPDATE_ERROR"},
    {0x0f, "AEAD_LIMIT_REACHED"},
    {0x10, "NO_VIABLE_PATH"},
    {0x11, "VERSION_NEGOTIATION_ERROR"},
    {0, NULL},
};

void quic_put_error(struct text *text, uint64_t code)
{
    const char *name = field_value_name(errors, code);
    text_put(text, name ? name : code >> 8 == 1 ? "CRYPTO_ERROR" : "Unknown");
}

static void show_error(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Error code: ");
    quic_put_error(text, item->number);
    text_format(text, " (%llu)", (unsigned long long)item->number);
}

/* Tells all eight bytes of a number that was sent in one. */
static void show_frame_type(struct text *text, const struct packet *packet, const struct item *item)
{
    enum { CRYPTO_OF_GOOGLE = 0x08 };
    uint64_t version = layer_uint(packet, &packet->layers[item->layer], QUIC_VERSION);
    const char *name = field_value_name(frames, item->number);
    if (item->number == CRYPTO_OF_GOOGLE && quic_is_google((uint32_t)version)) name = "CRYPTO";
    text_format(text, "Frame Type: %s (0x%016llx)", name ? name : "Unknown",
        (unsigned long long)item->number);
}

static void show_frequency(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Last Byte: 0x%02x%s%s", (unsigned)item->number,
        item->number & 2 ? ", Ignore Order" : "", item->number & 1 ? ", Ignore CE" : "");
}

static void show_words(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_add(text, item->bytes.at, item->bytes.len);
}

const struct field quic_fields[QUIC_FIELDS] = {
    [QUIC_CONNECTION] = {NULL, "QUIC Connection information", FT_NONE, BASE_NONE},
    [QUIC_CONNECTION_NUMBER] = {"quic.connection.number", "Connection Number", FT_UINT32, BASE_DEC,
        .blurb = "Connections, numbered from 0 as they appear"},
    [QUIC_PACKET_LENGTH] = {"quic.packet_length", "Packet Length", FT_UINT32, BASE_DEC,
        .blurb = "Several packets may share a datagram"},
    [QUIC_FORM] = {"quic.header_form", "Header Form", FT_UINT8, BASE_DEC, 0x80, forms,
        "Long until the keys are agreed on, short afterwards"},
    [QUIC_FIXED] = {"quic.fixed_bit", "Fixed Bit", FT_BOOLEAN, BASE_NONE, 0x40, field_true_false},
    [QUIC_UNUSED] = {"quic.vn.unused", "Unused", FT_UINT8, BASE_HEX, 0x7f},
    [QUIC_TYPE] = {"quic.long.packet_type", "Packet Type", FT_UINT8, BASE_DEC, 0x30, types,
        "How far the handshake is", FIELD_SUMMARY},
    [QUIC_TYPE_V2] = {"quic.long.packet_type_v2", "Packet Type", FT_UINT8, BASE_DEC, 0x30, types_v2,
        .flags = FIELD_SUMMARY},
    [QUIC_RESERVED] = {"quic.long.reserved", "Reserved", FT_UINT8, BASE_DEC, 0x0c},
    [QUIC_NUMBER_LENGTH] = {"quic.packet_number_length", "Packet Number Length", FT_UINT8, BASE_DEC,
        0x03, lengths},
    [QUIC_VERSION] = {"quic.version", "Version", FT_UINT32, BASE_HEX, .show = quic_show_version,
        .flags = FIELD_SUMMARY,
        .blurb = "The version of QUIC; 0 in a list of those that a server has"},
    [QUIC_DCIL] = {"quic.dcil", "Destination Connection ID Length", FT_UINT8, BASE_DEC},
    [QUIC_DCID] = {"quic.dcid", "Destination Connection ID", FT_BYTES, BASE_NONE,
        .flags = FIELD_SUMMARY,
        .blurb = "The receiver's name for the connection, whatever the addresses are"},
    [QUIC_SCIL] = {"quic.scil", "Source Connection ID Length", FT_UINT8, BASE_DEC},
    [QUIC_SCID] = {"quic.scid", "Source Connection ID", FT_BYTES, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The sender's name for the connection"},
    [QUIC_TOKEN_LENGTH] = {"quic.token_length", "Token Length", FT_UINT64, BASE_DEC},
    [QUIC_TOKEN] = {"quic.token", "Token", FT_BYTES, BASE_NONE,
        .blurb = "Shows that the client has been here before, at this address"},
    [QUIC_LENGTH] = {"quic.length", "Length", FT_UINT64, BASE_DEC},
    [QUIC_NUMBER] = {"quic.packet_number", "Packet Number", FT_UINT64, BASE_DEC,
        .flags = FIELD_SUMMARY, .blurb = "Packets are counted, and never sent again with a number"},
    [QUIC_PAYLOAD] = {"quic.payload", "Payload", FT_BYTES, BASE_NONE},
    [QUIC_REMAINING] = {"quic.remaining_payload", "Remaining Payload", FT_BYTES, BASE_NONE,
        .blurb = "Sealed with keys that only both ends have"},
    [QUIC_SUPPORTED] = {"quic.supported_version", "Supported Version", FT_UINT32, BASE_HEX,
        .show = quic_show_version, .blurb = "One of the versions that the server has"},
    [QUIC_RETRY_TOKEN] = {"quic.retry_token", "Retry Token", FT_BYTES, BASE_NONE,
        .blurb = "The client is to come again with this, to show that its address is its own"},
    [QUIC_RETRY_TAG] = {"quic.retry_integrity_tag", "Retry Integrity Tag", FT_BYTES, BASE_NONE},
    [QUIC_SHORT] = {"quic.short", "QUIC Short Header", FT_NONE, BASE_NONE, .flags = FIELD_SUMMARY,
        .show = show_words},
    [QUIC_SPIN] = {"quic.spin_bit", "Spin Bit", FT_BOOLEAN, BASE_NONE, 0x20, field_true_false,
        "Turns once in a round trip, so that others on the way may measure it"},
    [QUIC_SHORT_RESERVED] = {"quic.short.reserved", "Reserved", FT_UINT8, BASE_DEC, 0x18},
    [QUIC_KEY_PHASE] = {"quic.key_phase", "Key Phase Bit", FT_BOOLEAN, BASE_NONE, 0x04,
        field_true_false, "Turns when the sender takes new keys", FIELD_SUMMARY},
    [QUIC_PROTECTED] = {"quic.protected_payload", "Protected Payload", FT_BYTES, BASE_NONE},
    [QUIC_FRAME] = {"quic.frame", "Frame", FT_NONE, BASE_NONE, .show = show_words},
    [QUIC_FRAME_TYPE] = {"quic.frame_type", "Frame Type", FT_UINT64, BASE_DEC,
        .show = show_frame_type, .blurb = "What this part of the packet is"},
    [QUIC_PADDING_LENGTH] = {"quic.padding_length", "Padding Length", FT_UINT32, BASE_DEC,
        .show = quic_show_padding,
        .blurb = "A client's first datagrams are filled up to 1200 bytes"},
    [QUIC_ACK_LARGEST] = {"quic.ack.largest_acknowledged", "Largest Acknowledged", FT_UINT64,
        BASE_DEC, .blurb = "The highest number of a packet that has come"},
    [QUIC_ACK_DELAY] = {"quic.ack.ack_delay", "ACK Delay", FT_UINT64, BASE_DEC},
    [QUIC_ACK_COUNT] = {"quic.ack.ack_range_count", "ACK Range Count", FT_UINT64, BASE_DEC},
    [QUIC_ACK_FIRST] = {"quic.ack.first_ack_range", "First ACK Range", FT_UINT64, BASE_DEC},
    [QUIC_ACK_GAP] = {"quic.ack.gap", "Gap", FT_UINT64, BASE_DEC},
    [QUIC_ACK_RANGE] = {"quic.ack.ack_range", "ACK Range", FT_UINT64, BASE_DEC},
    [QUIC_ACK_ECT0] = {"quic.ack.ect0_count", "ECT(0) Count", FT_UINT64, BASE_DEC},
    [QUIC_ACK_ECT1] = {"quic.ack.ect1_count", "ECT(1) Count", FT_UINT64, BASE_DEC},
    [QUIC_ACK_CE] = {"quic.ack.ecn_ce_count", "ECN-CE Count", FT_UINT64, BASE_DEC},
    [QUIC_CRYPTO_OFFSET] = {"quic.crypto.offset", "Offset", FT_UINT64, BASE_DEC,
        .blurb = "Where these bytes stand in the handshake"},
    [QUIC_CRYPTO_LENGTH] = {"quic.crypto.length", "Length", FT_UINT64, BASE_DEC},
    [QUIC_CRYPTO_DATA] = {"quic.crypto.crypto_data", "Crypto Data", FT_NONE, BASE_NONE},
    [QUIC_RETRANSMITTED] = {NULL, "This QUIC frame has a reused stream offset (retransmission?)",
        FT_NONE, BASE_NONE},
    [QUIC_RESET_STREAM] = {"quic.rsts.stream_id", "Stream ID", FT_UINT64, BASE_DEC,
        .blurb = "Which stream its sender gives up"},
    [QUIC_RESET_CODE] = {"quic.rsts.application_error_code", "Application Error code", FT_UINT64,
        BASE_DEC, .blurb = "Why"},
    [QUIC_RESET_SIZE] = {"quic.rsts.final_size", "Final Size", FT_UINT64, BASE_DEC,
        .blurb = "How many bytes of it were sent"},
    [QUIC_STOP_STREAM] = {"quic.ss.stream_id", "Stream ID", FT_UINT64, BASE_DEC,
        .blurb = "Which stream its receiver does not want"},
    [QUIC_STOP_CODE] = {"quic.ss.application_error_code", "Application Error code", FT_UINT64,
        BASE_DEC, .blurb = "Why"},
    [QUIC_NEW_TOKEN_LENGTH] = {"quic.nt.length", "(Token) Length", FT_UINT64, BASE_DEC,
        .blurb = "In bytes"},
    [QUIC_NEW_TOKEN] = {"quic.nt.token", "Token", FT_BYTES, BASE_NONE,
        .blurb = "For the client to show when it comes again"},
    [QUIC_STREAM_FIN] = {"quic.stream.fin", "Fin", FT_BOOLEAN, BASE_NONE, 0x01, field_true_false,
        "The stream ends with this frame"},
    [QUIC_STREAM_LEN] = {"quic.stream.len", "Len(gth)", FT_BOOLEAN, BASE_NONE, 0x02,
        field_true_false, "A length is told; without it the frame fills the packet"},
    [QUIC_STREAM_OFF] = {"quic.stream.off", "Off(set)", FT_BOOLEAN, BASE_NONE, 0x04,
        field_true_false, "An offset is told; without it the stream begins here"},
    [QUIC_STREAM_ID] = {"quic.stream.stream_id", "Stream ID", FT_UINT64, BASE_DEC,
        .blurb = "Several streams share a connection, and do not wait for each other"},
    [QUIC_STREAM_INITIATOR] = {"quic.stream.initiator", "Stream initiator", FT_UINT64, BASE_DEC,
        0x01, initiators, "Who opened it"},
    [QUIC_STREAM_DIRECTION] = {"quic.stream.direction", "Stream direction", FT_UINT64, BASE_DEC,
        0x02, directions, "Whether both may send"},
    [QUIC_STREAM_OFFSET] = {"quic.stream.offset", "Offset", FT_UINT64, BASE_DEC,
        .blurb = "Where in the stream these bytes stand"},
    [QUIC_STREAM_LENGTH] = {"quic.stream.length", "Length", FT_UINT64, BASE_DEC,
        .blurb = "In bytes"},
    [QUIC_STREAM_DATA] = {"quic.stream_data", "Stream Data", FT_BYTES, BASE_NONE,
        .blurb = "What the programs say to each other"},
    [QUIC_MAX_DATA] = {"quic.md.maximum_data", "Maximum Data", FT_UINT64, BASE_DEC,
        .blurb = "How much may be sent, all streams together"},
    [QUIC_MAX_STREAM_ID] = {"quic.msd.stream_id", "Stream ID", FT_UINT64, BASE_DEC,
        .blurb = "Of which stream more may be sent"},
    [QUIC_MAX_STREAM_DATA] = {"quic.msd.maximum_stream_data", "Maximum Stream Data", FT_UINT64,
        BASE_DEC, .blurb = "How much, from its start"},
    [QUIC_MAX_STREAMS] = {"quic.ms.max_streams", "Max Streams", FT_UINT64, BASE_DEC,
        .blurb = "How many may be opened"},
    [QUIC_BLOCKED_AT] = {"quic.sb.stream_data_limit", "Stream Data Limit", FT_UINT64, BASE_DEC,
        .blurb = "Where the sender had to stop"},
    [QUIC_STREAM_BLOCKED_ID] = {"quic.sdb.stream_id", "Stream ID", FT_UINT64, BASE_DEC,
        .blurb = "Which stream must wait"},
    [QUIC_STREAM_BLOCKED_AT] = {"quic.sb.stream_data_limit", "Stream Data Limit", FT_UINT64,
        BASE_DEC, .blurb = "Where the sender had to stop"},
    [QUIC_STREAMS_BLOCKED] = {"quic.sib.stream_limit", "Stream Limit", FT_UINT64, BASE_DEC,
        .blurb = "No more streams than these could be opened"},
    [QUIC_ID_SEQUENCE] = {"quic.nci.sequence", "Sequence", FT_UINT64, BASE_DEC,
        .blurb = "Counts the IDs"},
    [QUIC_ID_RETIRE] = {"quic.nci.retire_prior_to", "Retire Prior To", FT_UINT64, BASE_DEC,
        .blurb = "Those before it are not to be used any more"},
    [QUIC_ID_LENGTH] = {"quic.nci.connection_id.length", "Connection ID Length", FT_UINT8,
        BASE_DEC},
    [QUIC_ID] = {"quic.nci.connection_id", "Connection ID", FT_BYTES, BASE_NONE,
        .blurb = "Another name for the connection, which onlookers cannot tell from others"},
    [QUIC_ID_RESET] = {"quic.nci.stateless_reset_token", "Stateless Reset Token", FT_BYTES,
        BASE_NONE, .blurb = "Who has forgotten the connection ends it by this"},
    [QUIC_RETIRED] = {"quic.rci.sequence", "Sequence", FT_UINT64, BASE_DEC,
        .blurb = "Which ID is not used any more"},
    [QUIC_CHALLENGE] = {"quic.path_challenge.data", "Data", FT_BYTES, BASE_NONE,
        .blurb = "To be sent back: are you really there?"},
    [QUIC_RESPONSE] = {"quic.path_response.data", "Data", FT_BYTES, BASE_NONE,
        .blurb = "Sent back: here I am"},
    [QUIC_DATAGRAM_LENGTH] = {"quic.dg.length", "Datagram Length", FT_UINT64, BASE_DEC,
        .blurb = "In bytes"},
    [QUIC_DATAGRAM] = {"quic.dg", "Datagram", FT_BYTES, BASE_NONE,
        .blurb = "Sent once, and lost with its packet"},
    [QUIC_FREQUENCY_SEQUENCE] = {"quic.af.sequence_number", "Sequence Number", FT_UINT64, BASE_DEC,
        .blurb = "Counts these frames"},
    [QUIC_FREQUENCY_THRESHOLD] = {"quic.af.ack_eliciting_threshold", "Ack-Eliciting Threshold",
        FT_UINT64, BASE_DEC, .blurb = "So many packets may come before they are acknowledged"},
    [QUIC_FREQUENCY_DELAY] = {"quic.af.request_max_ack_delay", "Request Max Ack Delay", FT_UINT64,
        BASE_DEC, .blurb = "How long that may take"},
    [QUIC_FREQUENCY_LAST] = {"quic.af.last_byte", "Last Byte", FT_UINT8, BASE_HEX,
        .show = show_frequency},
    [QUIC_FREQUENCY_RESERVED] = {"quic.af.reserved", "Reserved", FT_UINT8, BASE_DEC, 0xfc},
    [QUIC_FREQUENCY_CE] = {"quic.af.ignore_ce", "Ignore CE", FT_BOOLEAN, BASE_NONE, 0x01,
        field_true_false},
    [QUIC_FREQUENCY_ORDER] = {"quic.af.ignore_order", "Ignore Order", FT_BOOLEAN, BASE_NONE, 0x02,
        field_true_false},
    [QUIC_TIME_STAMP] = {"quic.ts", "Time Stamp", FT_UINT64, BASE_DEC,
        .blurb = "The sender's clock"},
    [QUIC_ERROR_CODE] = {"quic.cc.error_code", "Error code", FT_UINT64, BASE_DEC,
        .show = show_error, .blurb = "Why the connection ends"},
    [QUIC_ERROR_CODE_APP] = {"quic.cc.error_code.app", "Application Error code", FT_UINT64,
        BASE_DEC},
    [QUIC_ERROR_ALERT] = {"quic.cc.error_code.tls_alert", "TLS Alert Description", FT_UINT8,
        BASE_DEC, .names = tls_alerts},
    [QUIC_ERROR_FRAME] = {"quic.cc.frame_type", "Frame Type", FT_UINT64, BASE_DEC},
    [QUIC_REASON_LENGTH] = {"quic.cc.reason_phrase.length", "Reason phrase Length", FT_UINT64,
        BASE_DEC},
    [QUIC_REASON] = {"quic.cc.reason_phrase", "Reason phrase", FT_STRING, BASE_NONE},
    [QUIC_N_DECRYPTION] = {"quic.decryption_failed", "Failed to decrypt handshake", FT_NONE,
        BASE_NONE, .blurb = "Its keys are not known, or it was changed on the way"},
    [QUIC_N_RETRY] = {"quic.bad_retry", "Retry Integrity Tag verification failure", FT_NONE,
        BASE_NONE, .blurb = "This is not from somebody who saw the client's packet"},
    [QUIC_N_PADDING] = {"quic.coalesced_padding_data", "Coalesced Padding Data", FT_NONE,
        BASE_NONE},
    [QUIC_N_RETRANSMISSION] = {"quic.retransmission",
        "This QUIC frame has a reused stream offset (retransmission?)", FT_NONE, BASE_NONE,
        .blurb = "The same bytes have come before"},
    [QUIC_N_UNKNOWN] = {"quic.ft.unknown", "Unknown Frame Type", FT_NONE, BASE_NONE},
};
