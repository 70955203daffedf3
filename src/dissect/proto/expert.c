/* Pseudo protocols without bytes of their own: expert information, and the layers that say why
 * dissecting ended early.  packet.c fills them.  SPDX-License-Identifier: MIT */
#include "dissect/note.h"
#include "dissect/proto.h"

#include "base/text.h"

static const struct value_name severities[] = {
    {0x00100000, "Comment"},
    {0x00200000, "Chat"},
    {0x00400000, "Note"},
    {0x00600000, "Warning"},
    {0x00800000, "Error"},
    {0, NULL},
};

static const struct value_name groups[] = {
    {0x01000000, "Checksum"},
    {0x02000000, "Sequence"},
    {0x03000000, "Response"},
    {0x04000000, "Request"},
    {0x05000000, "Undecoded"},
    {0x06000000, "Reassemble"},
    {0x07000000, "Malformed"},
    {0x08000000, "Debug"},
    {0x09000000, "Protocol"},
    {0x0a000000, "Security"},
    {0x0b000000, "Comment"},
    {0x0c000000, "Decryption"},
    {0x0d000000, "Assumption"},
    {0x0e000000, "Deprecated"},
    {0, NULL},
};

uint32_t note_severity_bits(enum note_severity severity)
{
    static const uint32_t bits[] = {0, 0x00100000, 0x00200000, 0x00400000, 0x00600000, 0x00800000};
    return bits[severity];
}

const char *note_severity_name(enum note_severity severity)
{
    return field_value_name(severities, note_severity_bits(severity));
}

const char *note_group_name(enum note_group group)
{
    return field_value_name(groups, (uint64_t)group << 24);
}

static void nothing(struct packet *packet, struct cur *cur)
{
    (void)packet;
    (void)cur;
}

/* The text lies in the first item of the layer. */
static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *item = layer_item(packet, layer, MALFORMED_ITSELF);
    if (item) text_add(text, item->bytes.at, item->bytes.len);
}

static void show_name(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(item->field->names, item->number);
    text_put(text, item->field->label);
    text_put(text, ": ");
    text_put(text, name ? name : "Unknown");
}

static const struct field expert_fields[NOTE_FIELDS] = {
    [NOTE_ITSELF] = {"_ws.expert", "Expert Info", FT_PROTOCOL, BASE_NONE,
        .blurb = "A remark on something that deserves a second look"},
    [NOTE_MESSAGE] = {"_ws.expert.message", "Message", FT_STRING, BASE_NONE,
        .blurb = "What the remark says"},
    [NOTE_SEVERITY] = {"_ws.expert.severity", "Severity level", FT_UINT32, BASE_NONE, 0, severities,
        "How serious it is, from a chat about ordinary events to an error", .show = show_name},
    [NOTE_GROUP] = {"_ws.expert.group", "Group", FT_UINT32, BASE_NONE, 0, groups,
        "What the remark is about", .show = show_name},
};

const struct proto proto_expert = {.name = "_ws.expert",
    .title = "Expert Info",
    .fields = expert_fields,
    .nfields = NOTE_FIELDS,
    .dissect = nothing};

static const struct field malformed_fields[MALFORMED_FIELDS] = {
    [MALFORMED_ITSELF] = {"_ws.malformed", "Malformed Packet", FT_PROTOCOL, BASE_NONE,
        .blurb = "The packet contradicts itself: a length or value in it cannot be true"},
    [MALFORMED_EXPERT] = {"_ws.malformed.expert", "Malformed Packet (Exception occurred)", FT_NONE,
        BASE_NONE, .blurb = "Dissecting had to stop here"},
    [MALFORMED_REASSEMBLY] = {"_ws.malformed.reassembly", "Reassembly error", FT_NONE, BASE_NONE,
        .blurb = "The pieces do not fit together"},
};

const struct proto proto_malformed = {.name = "_ws.malformed",
    .fields = malformed_fields,
    .nfields = MALFORMED_FIELDS,
    .dissect = nothing,
    .describe = describe};

static const struct field short_fields[MALFORMED_FIELDS] = {
    [MALFORMED_ITSELF] = {"_ws.short", "Packet size limited during capture", FT_PROTOCOL, BASE_NONE,
        .blurb = "The capture kept only the beginning of the packet; the sender is not to blame"},
};

const struct proto proto_short = {.name = "_ws.short",
    .fields = short_fields,
    .nfields = MALFORMED_FIELDS,
    .dissect = nothing,
    .describe = describe};

static const struct field unreassembled_fields[MALFORMED_FIELDS] = {
    [MALFORMED_ITSELF] = {"_ws.unreassembled", "Unreassembled Fragmented Packet", FT_PROTOCOL,
        BASE_NONE, .blurb = "The header goes on in another fragment"},
};

const struct proto proto_unreassembled = {.name = "_ws.unreassembled",
    .fields = unreassembled_fields,
    .nfields = MALFORMED_FIELDS,
    .dissect = nothing,
    .describe = describe};
