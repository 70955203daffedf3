/* What routers add to an error message behind the packet that was in trouble, RFC 4884: labels of MPLS
 * (RFC 4950), interfaces (RFC 5837); and what an extended echo asks about (RFC 8335).
 *
 *      0       4               16              31
 *      +-------+---------------+---------------+
 *      | vers. |   reserved    |   checksum    |
 *      +-------+-------+-------+-------+-------+
 *      |    length     | class | type  | value …     an object; its length counts these four bytes
 *      +---------------+-------+-------+
 *
 * They come first here and the quoted packet behind them: what a layer tells stands in one place.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/checksum.h"
#include "dissect/names.h"
#include "dissect/proto.h"
#include "dissect/proto/icmp.h"

enum {
    EXTENSIONS,
    VERSION,
    RESERVED,
    CHECKSUM,
    STATUS,
    OBJECT,
    LENGTH,
    CLASS,
    TYPE,
    DATA,
    LABEL_ENTRY,
    LABEL,
    LABEL_EXP,
    LABEL_BOTTOM,
    LABEL_TTL,
    LABEL_DATA,
    INFO_ROLE,
    INFO_RESERVED,
    INFO_HAS_INDEX,
    INFO_HAS_ADDRESS,
    INFO_HAS_NAME,
    INFO_HAS_MTU,
    INFO_INDEX,
    INFO_ADDRESS,
    INFO_FAMILY,
    INFO_ZEROS,
    INFO_IPV4,
    INFO_IPV6,
    INFO_UNKNOWN,
    INFO_NAMED,
    INFO_NAME_LENGTH,
    INFO_NAME,
    INFO_MTU,
    IDENT_NAME,
    IDENT_INDEX,
    IDENT_FAMILY,
    IDENT_LENGTH,
    IDENT_ZEROS,
    IDENT_IPV4,
    IDENT_IPV6,
    IDENT_ADDRESS,
    N_CHECKSUM,
    NFIELDS
};

enum { CLASS_MPLS = 1, CLASS_INFORMATION = 2, CLASS_IDENTIFICATION = 3 };
enum { BY_NAME = 1, BY_INDEX = 2, BY_ADDRESS = 3 };
enum { FAMILY_IPV4 = 1, FAMILY_IPV6 = 2 };
enum { ROLE_SHIFT = 6, HAS_INDEX = 8, HAS_ADDRESS = 4, HAS_NAME = 2, HAS_MTU = 1 };
enum { CURRENT_VERSION = 2, OLD_VERSION = 1, HEADER = 4, OBJECT_HEADER = 4 };

/* Before RFC 4884 nothing said how much was quoted: 128 bytes, if more came (section 5.2). */
enum { OLD_QUOTED = 128 };

static const struct value_name classes[] = {
    {CLASS_MPLS, "MPLS Label Stack Class"},
    {CLASS_INFORMATION, "Interface Information Object"},
    {CLASS_IDENTIFICATION, "Interface Identification Object"},
    {0, NULL},
};
static const struct value_name roles[] = {
    {0, "IP interface upon which datagram arrived"},
    {1, "sub-IP component of an IP interface upon which datagram arrived"},
    {2, "IP interface through which datagram would be forwarded"},
    {3, "IP next-hop to which datagram would be forwarded"},
    {0, NULL},
};
static const struct value_name identifications[] = {
    {BY_NAME, "Identifies Interface By Name"},
    {BY_INDEX, "Identifies Interface By Index"},
    {BY_ADDRESS, "Identifies Interface By Address"},
    {0, NULL},
};
static const struct value_name presence[] = {{1, "Present"}, {0, "Not Present"}, {0, NULL}};

/* The class stands in the byte before. */
static void show_type(struct text *text, const struct packet *packet, const struct item *item)
{
    const uint8_t *class = packet_at(packet, item->source, item->offset - 1, 1);
    unsigned type = (unsigned)item->number;
    text_labelled(text, "C-Type: ", type);
    if (class && *class == CLASS_IDENTIFICATION) {
        const char *name = field_value_name(identifications, type);
        if (name)
            text_format(text, " (%s)", name);
        else
            text_format(text, " (Unknown C-Type %u)", type);
    } else if (class && *class == CLASS_INFORMATION) {
        text_put(text, ", Interface Role: ");
        text_put(text, field_value_name(roles, type >> ROLE_SHIFT));
        if (type & HAS_INDEX) text_put(text, ", ifIndex");
        if (type & HAS_ADDRESS) text_put(text, ", IP Address");
        if (type & HAS_NAME) text_put(text, ", Interface Name");
        if (type & HAS_MTU) text_put(text, ", MTU");
    }
}

static void show_checksum(struct text *text, const struct packet *packet, const struct item *item)
{
    const struct layer *layer = &packet->layers[item->layer];
    text_put(text, "Checksum: ");
    if (!(item->flags & ITEM_GENERATED)) text_format(text, "0x%04x ", (unsigned)item->number);
    text_add(text, layer->trouble.at, layer->trouble.len);
}

static const struct field fields[NFIELDS] = {
    [EXTENSIONS] = {"icmp.ext", "ICMP Extensions", FT_NONE, BASE_NONE,
        .blurb = "What the router adds to the packet that it quotes"},
    [VERSION] = {"icmp.ext.version", "Version", FT_UINT8, BASE_DEC},
    [RESERVED] = {"icmp.ext.res", "Reserved", FT_UINT16, BASE_HEX, 0x0fff},
    [CHECKSUM] = {"icmp.ext.checksum", "Checksum", FT_UINT16, BASE_HEX, .show = show_checksum},
    [STATUS] = {"icmp.ext.checksum.status", "Checksum Status", FT_UINT8, BASE_NONE,
        .names = names_checksum_status},
    [OBJECT] = {NULL, "Object", FT_NONE, BASE_NONE},
    [LENGTH] = {"icmp.ext.length", "Length", FT_UINT16, BASE_DEC,
        .blurb = "Of the object, its own header included"},
    [CLASS] = {"icmp.ext.class", "Class", FT_UINT8, BASE_DEC, 0, classes,
        "What the object tells of"},
    [TYPE] = {"icmp.ext.ctype", "C-Type", FT_UINT8, BASE_DEC, .show = show_type},
    [DATA] = {"icmp.ext.data", "Data", FT_BYTES, BASE_NONE},
    [LABEL_ENTRY] = {NULL, "Label", FT_NONE, BASE_NONE},
    [LABEL] = {"icmp.mpls.label", "Label", FT_UINT24, BASE_DEC, 0xfffff0, NULL,
        "The label that the packet carried when it got in trouble"},
    [LABEL_EXP] = {"icmp.mpls.exp", "Experimental", FT_UINT24, BASE_DEC, 0x0e},
    [LABEL_BOTTOM] = {"icmp.mpls.s", "Stack bit", FT_BOOLEAN, BASE_NONE, 0x01, .unit_bits = 24},
    [LABEL_TTL] = {"icmp.mpls.ttl", "Time to live", FT_UINT8, BASE_DEC},
    [LABEL_DATA] = {"icmp.mpls.data", "Data", FT_BYTES, BASE_NONE},
    [INFO_ROLE] = {"icmp.int_info.role", "Interface Role", FT_UINT8, BASE_DEC, 0xc0, roles},
    [INFO_RESERVED] = {"icmp.int_info.reserved", "Reserved", FT_UINT8, BASE_DEC, 0x30},
    [INFO_HAS_INDEX] = {"icmp.int_info.ifindex", "ifIndex", FT_BOOLEAN, BASE_NONE, HAS_INDEX,
        field_true_false},
    [INFO_HAS_ADDRESS] = {"icmp.int_info.ipaddr", "IP Address", FT_BOOLEAN, BASE_NONE, HAS_ADDRESS,
        presence},
    [INFO_HAS_NAME] = {"icmp.int_info.name_present", "Interface Name", FT_BOOLEAN, BASE_NONE,
        HAS_NAME, presence},
    [INFO_HAS_MTU] = {"icmp.int_info.mtu_present", "MTU", FT_BOOLEAN, BASE_NONE, HAS_MTU, presence},
    [INFO_INDEX] = {"icmp.int_info.index", "Interface Index", FT_UINT32, BASE_DEC},
    [INFO_ADDRESS] = {NULL, "IP Address Sub-Object", FT_NONE, BASE_NONE},
    [INFO_FAMILY] = {"icmp.int_info.afi", "Address Family Identifier", FT_UINT16, BASE_DEC},
    [INFO_ZEROS] = {"icmp.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [INFO_IPV4] = {"icmp.int_info.ipv4", "Source", FT_IPv4, BASE_NONE},
    [INFO_IPV6] = {"icmp.int_info.ipv6", "Source", FT_IPv6, BASE_NONE},
    [INFO_UNKNOWN] = {"icmp.int_info.ipunknown", "Source", FT_BYTES, BASE_NONE},
    [INFO_NAMED] = {NULL, "Interface Name Sub-Object", FT_NONE, BASE_NONE},
    [INFO_NAME_LENGTH] = {"icmp.int_info.name_length", "Name Length", FT_UINT8, BASE_DEC},
    [INFO_NAME] = {"icmp.int_info.name", "Name", FT_STRING, BASE_NONE,
        .blurb = "What the router calls the interface"},
    [INFO_MTU] = {"icmp.int_info.mtu", "Maximum Transmission Unit", FT_UINT32, BASE_DEC},
    [IDENT_NAME] = {"icmp.int_ident.name", "Name", FT_STRING, BASE_NONE,
        .blurb = "The interface whose state is asked for"},
    [IDENT_INDEX] = {"icmp.int_ident.index", "Interface Index", FT_UINT32, BASE_DEC},
    [IDENT_FAMILY] = {"icmp.int_ident.afi", "Address Family Identifier", FT_UINT16, BASE_DEC,
        .names = names_address_family},
    [IDENT_LENGTH] = {"icmp.int_ident.addr_length", "Address Length", FT_UINT8, BASE_DEC},
    [IDENT_ZEROS] = {"icmp.int_ident.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [IDENT_IPV4] = {"icmp.int_ident.ipv4", "Address", FT_IPv4, BASE_NONE},
    [IDENT_IPV6] = {"icmp.int_ident.ipv6", "Address", FT_IPv6, BASE_NONE},
    [IDENT_ADDRESS] = {"icmp.int_ident.address", "Address", FT_BYTES, BASE_NONE},
    [N_CHECKSUM] = {"icmp.ext.checksum_bad", "Bad checksum", FT_NONE, BASE_NONE},
};

static const struct checksum_rows checksum_rows = {
    STATUS, N_CHECKSUM, NOTE_WARNING, NOTE_CHECKSUM, "Bad checksum"};

static void add_checksum(struct packet *p, struct cur *c, uint32_t start)
{
    uint32_t offset = c->at;
    struct checksum_finding found = checksum_find(c, start, c->end - start, 2, 0);
    const uint8_t *at = cur_peek(c, 0, 2);
    bool absent = at && bytes_be16(at) == 0; /* RFC 4884 7: none was worked out */
    if (!absent) packet_u16(p, c, CHECKSUM);
    if (absent) {
        found.status = CHECKSUM_ABSENT;
        packet_add_uint(p, CHECKSUM, offset, 2, 0, ITEM_GENERATED);
        packet_skip(c, 2);
    }
    if (c->error || !p->detail) return;
    checksum_tell(p, &checksum_rows, offset, &found);
}

/* A name, which zeros fill up. */
static void add_name(struct packet *p, struct cur *c, unsigned field, uint32_t length)
{
    uint32_t offset = c->at;
    const uint8_t *at = cur_take(c, length);
    struct item *item = at ? packet_add(p, field, offset, length, 0) : NULL;
    if (item) item->bytes = bytes_of(at, strnlen((const char *)at, length));
}

static void add_labels(struct packet *p, struct cur *c)
{
    while (cur_left(c) >= 4 && !c->error) {
        const uint8_t *at = cur_peek(c, 0, 4);
        uint32_t offset = c->at, entry = at ? bytes_be32(at) : 0;
        struct item *item = at ? packet_add(p, LABEL_ENTRY, offset, 4, 0) : NULL;
        if (item)
            item->bytes = packet_format(p, "Label: %u, Exp: %u, S: %u, TTL: %u", entry >> 12,
                entry >> 9 & 7, entry >> 8 & 1, entry & 0xff);
        packet_open(p, item);
        packet_add_bits(p, LABEL, offset, 3, entry >> 8, 0);
        packet_add_bits(p, LABEL_EXP, offset, 3, entry >> 8, 0);
        packet_add_bits(p, LABEL_BOTTOM, offset, 3, entry >> 8, 0);
        packet_skip(c, 3);
        packet_u8(p, c, LABEL_TTL);
        packet_shut(p, item, NULL);
    }
    if (cur_left(c)) packet_rest(p, c, LABEL_DATA);
}

static void add_interface_address(struct packet *p, struct cur *c)
{
    struct item *item = packet_add(p, INFO_ADDRESS, c->at, 4, 0);
    packet_open(p, item);
    uint16_t family = packet_u16(p, c, INFO_FAMILY);
    packet_bytes(p, c, INFO_ZEROS, 2);
    if (family == FAMILY_IPV4)
        packet_bytes(p, c, INFO_IPV4, 4);
    else if (family == FAMILY_IPV6)
        packet_bytes(p, c, INFO_IPV6, 16);
    else
        packet_rest(p, c, INFO_UNKNOWN);
    packet_shut(p, item, c);
}

static void add_interface_name(struct packet *p, struct cur *c)
{
    struct item *item = packet_add(p, INFO_NAMED, c->at, 1, 0);
    packet_open(p, item);
    uint8_t length = packet_u8(p, c, INFO_NAME_LENGTH);
    if (length > 1) add_name(p, c, INFO_NAME, length - 1U); /* its own byte is counted */
    packet_shut(p, item, c);
}

static void add_information(struct packet *p, struct cur *c, uint8_t type)
{
    if (type & HAS_INDEX) packet_u32(p, c, INFO_INDEX);
    if (type & HAS_ADDRESS && !c->error) add_interface_address(p, c);
    if (type & HAS_NAME && !c->error) add_interface_name(p, c);
    if (type & HAS_MTU && !c->error) packet_u32(p, c, INFO_MTU);
}

static void add_identification(struct packet *p, struct cur *c, uint8_t type)
{
    if (type == BY_NAME) add_name(p, c, IDENT_NAME, cur_left(c));
    if (type == BY_INDEX) packet_u32(p, c, IDENT_INDEX);
    if (type != BY_ADDRESS) return;
    uint16_t family = packet_u16(p, c, IDENT_FAMILY);
    uint8_t length = packet_u8(p, c, IDENT_LENGTH);
    packet_bytes(p, c, IDENT_ZEROS, 1);
    if (family == FAMILY_IPV4 && length == 4)
        packet_bytes(p, c, IDENT_IPV4, 4);
    else if (family == FAMILY_IPV6 && length == 16)
        packet_bytes(p, c, IDENT_IPV6, 16);
    else
        packet_rest(p, c, IDENT_ADDRESS);
}

static void add_type(struct packet *p, struct cur *c, uint8_t class)
{
    static const uint8_t parts[] = {
        INFO_ROLE, INFO_RESERVED, INFO_HAS_INDEX, INFO_HAS_ADDRESS, INFO_HAS_NAME, INFO_HAS_MTU, 0};
    if (class == CLASS_INFORMATION)
        packet_bits(p, c, TYPE, parts, 0);
    else
        packet_u8(p, c, TYPE);
}

static const char *object_title(uint8_t class, uint8_t type)
{
    if (class == CLASS_MPLS) return type == 1 ? "MPLS Stack Entry" : NULL;
    return field_value_name(classes, class);
}

/* One object; false if there cannot be another one behind it. */
static bool add_object(struct packet *p, struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, OBJECT_HEADER);
    uint32_t left = cur_left(c), length = at ? bytes_be16(at) : 0;
    uint8_t class = at ? at[2] : 0, type = at ? at[3] : 0;
    const char *title = object_title(class, type), *cut = length > left ? " (truncated)" : "";
    struct item *item = packet_add(p, OBJECT, c->at, length < left ? length : left, 0);
    if (item)
        item->bytes = length < OBJECT_HEADER ? bytes_of_string("Object with bad length")
                      : title                ? packet_format(p, "%s%s", title, cut)
                              : packet_format(p, "Unknown object (%u/%u)%s", class, type, cut);
    packet_open(p, item);
    packet_u16(p, c, LENGTH);
    packet_u8(p, c, CLASS);
    if (length < OBJECT_HEADER) {
        packet_shut(p, item, NULL);
        return false;
    }
    add_type(p, c, class);
    struct cur value = cur_sub(c, (length < left ? length : left) - OBJECT_HEADER);
    if (class == CLASS_MPLS && title)
        add_labels(p, &value);
    else if (class == CLASS_INFORMATION)
        add_information(p, &value, type);
    else if (class == CLASS_IDENTIFICATION)
        add_identification(p, &value, type);
    else if (cur_left(&value))
        packet_rest(p, &value, DATA);
    if (value.error && !c->error) c->error = value.error;
    packet_shut(p, item, NULL);
    return !c->error && length <= left;
}

/* What was in trouble stands between the header of the message and these extensions; an echo quotes
 * nothing. */
static void next_quoted(struct packet *p, struct cur quoted)
{
    bool ipv6 = p->layer[-1].proto != &proto_icmp;
    quoted.at = p->layer[-1].offset + ICMP_HEADER;
    if (p->layer->offset == quoted.at) return;
    p->quoting = true;
    if (!packet_next_in(p, quoted, ipv6 ? "ipv6" : "ip", 0)) packet_next_data(p, quoted);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    struct cur message = *c;
    const uint8_t *at = cur_take(c, 2);
    uint16_t word = at ? bytes_be16(at) : 0;
    unsigned version = word >> 12;
    packet_add(p, EXTENSIONS, start, c->end - start, ITEM_HIDDEN);
    if (at) packet_add_uint(p, VERSION, start, 1, version, 0);
    if (at) packet_add_bits(p, RESERVED, start, 2, word, 0);
    add_checksum(p, c, start);
    if (version == CURRENT_VERSION || version == OLD_VERSION)
        while (cur_left(c) >= OBJECT_HEADER && add_object(p, c))
            ;
    if (c->error) { /* no reason to hide the packet that is quoted */
        p->cut_behind = p->layer;
        p->behind_error = c->error;
        c->error = CUR_OK;
    }
    next_quoted(p, message);
}

static void describe(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *version = layer_item(packet, layer, VERSION);
    if (version && version->number != CURRENT_VERSION && version->number != OLD_VERSION)
        text_put(text, " (unsupported version)");
}

bool icmp_next_extensions(struct packet *p, const struct cur *c, uint32_t quoted)
{
    struct cur extensions = *c;
    const uint8_t *ip = cur_peek(c, 0, 4);
    if (cur_left(c) <= OLD_QUOTED) return false; /* never less, with extensions (RFC 4884 4) */
    if (!quoted && ip && bytes_be16(ip + 2) <= OLD_QUOTED) quoted = OLD_QUOTED;
    if (quoted > cur_left(c)) {
        p->cut_behind = p->layer;
        p->behind_error = CUR_MALFORMED;
    }
    if (!quoted || cur_left(c) < quoted + HEADER) return false;
    extensions.at += quoted;
    p->nest = (uint8_t)(p->layer->depth + 1);
    return packet_next_proto(p, extensions, &proto_icmp_ext);
}

const struct proto proto_icmp_ext = {.name = "icmp.ext",
    .title = "ICMP Multi-Part Extensions",
    .brief = "ICMP",
    .fields = fields,
    .nfields = NFIELDS,
    .unlisted = true,
    .dissect = dissect,
    .describe = describe};
