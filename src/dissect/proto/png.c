/* Portable Network Graphics, RFC 2083 and ISO/IEC 15948: chunks, one behind the other.
 *
 *      +-------------+-----------------------------------------------+
 *      | signature   | \x89 P N G \r \n \x1a \n                      |
 *      | length (4)  | type (4)  | data ...              | CRC (4)   |   again and again
 *      +-------------+-----------------------------------------------+
 *
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"

enum {
    SIGNATURE,
    CHUNK,
    LENGTH,
    TYPE,
    ANCILLARY,
    PRIVATE,
    SAFE_TO_COPY,
    DATA,
    CRC,
    WIDTH,
    HEIGHT,
    BIT_DEPTH,
    COLOUR_TYPE,
    COMPRESSION,
    FILTER,
    INTERLACE,
    INTENT,
    KEYWORD,
    TEXT,
    YEAR,
    MONTH,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    HORIZONTAL,
    VERTICAL,
    UNIT,
    PALETTE_INDEX,
    GREYSCALE,
    RED,
    GREEN,
    BLUE,
    WHITE_X,
    WHITE_Y,
    RED_X,
    RED_Y,
    GREEN_X,
    GREEN_Y,
    BLUE_X,
    BLUE_Y,
    GAMMA,
    NFIELDS
};
enum { SIGNATURE_LENGTH = 8 };

/* clang-format off */
static const struct value_name ancillary[] = {{1, "This is an ANCILLARY chunk"}, {0, "This is a CRITICAL chunk"}, {0, NULL}};
static const struct value_name private[] = {{1, "This is a PRIVATE chunk"}, {0, "This is a PUBLIC chunk"}, {0, NULL}};
static const struct value_name safe[] = {{1, "This chunk is SAFE TO COPY"}, {0, "This chunk is NOT safe to copy"}, {0, NULL}};
static const struct value_name colours[] = {{0, "Greyscale"}, {2, "Truecolour"}, {3, "Indexed-colour"}, {4, "Greyscale with alpha"}, {6, "Truecolour with alpha"}, {0, NULL}};
static const struct value_name compressions[] = {{0, "Deflate"}, {0, NULL}};
static const struct value_name filters[] = {{0, "Adaptive"}, {0, NULL}};
static const struct value_name interlaces[] = {{0, "No interlace"}, {1, "Adam7"}, {0, NULL}};
static const struct value_name intents[] = {{0, "Perceptual"}, {1, "Relative colorimetric"}, {2, "Saturation"}, {3, "Absolute colorimetric"}, {0, NULL}};
static const struct value_name units[] = {{0, "Unit is unknown"}, {1, "Unit is METRE"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [SIGNATURE] = {"png.signature", "PNG Signature", FT_BYTES, BASE_NONE, .blurb = "What every such file begins with"},
    [CHUNK] = {NULL, "Chunk", FT_NONE, BASE_NONE},
    [LENGTH] = {"png.chunk.len", "Len", FT_UINT32, BASE_DEC, .blurb = "How many bytes of data the chunk has"},
    [TYPE] = {"png.chunk.type", "Chunk", FT_STRING, BASE_NONE, .blurb = "Four letters; their case says how to treat it"},
    [ANCILLARY] = {"png.chunk.flag.ancillary", "Ancillary", FT_BOOLEAN, BASE_NONE, 0x20000000, ancillary, .unit_bits = 32, .blurb = "The picture can be shown without it"},
    [PRIVATE] = {"png.chunk.flag.private", "Private", FT_BOOLEAN, BASE_NONE, 0x00200000, private, .unit_bits = 32, .blurb = "No standard has it"},
    [SAFE_TO_COPY] = {"png.chunk.flag.stc", "Safe To Copy", FT_BOOLEAN, BASE_NONE, 0x00000020, safe, .unit_bits = 32, .blurb = "It stays right when the picture changes"},
    [DATA] = {"png.chunk.data", "Data", FT_NONE, BASE_NONE},
    [CRC] = {"png.chunk.crc", "CRC", FT_UINT32, BASE_HEX, .blurb = "Over type and data; it is not looked at"},
    [WIDTH] = {"png.ihdr.width", "Width", FT_UINT32, BASE_DEC, .blurb = "Of the picture in pixels"},
    [HEIGHT] = {"png.ihdr.height", "Height", FT_UINT32, BASE_DEC, .blurb = "Of the picture in pixels"},
    [BIT_DEPTH] = {"png.ihdr.bitdepth", "Bit Depth", FT_UINT8, BASE_DEC, .blurb = "Bits of a sample"},
    [COLOUR_TYPE] = {"png.ihdr.colour_type", "Colour Type", FT_UINT8, BASE_DEC, 0, colours},
    [COMPRESSION] = {"png.ihdr.compression_method", "Compression Method", FT_UINT8, BASE_DEC, 0, compressions},
    [FILTER] = {"png.ihdr.filter_method", "Filter Method", FT_UINT8, BASE_DEC, 0, filters},
    [INTERLACE] = {"png.ihdr.interlace_method", "Interlace Method", FT_UINT8, BASE_DEC, 0, interlaces},
    [INTENT] = {"png.srgb.intent", "Intent", FT_UINT8, BASE_DEC, 0, intents},
    [KEYWORD] = {"png.text.keyword", "Keyword", FT_STRING, BASE_NONE},
    [TEXT] = {"png.text.string", "String", FT_STRING, BASE_NONE},
    [YEAR] = {"png.time.year", "Year", FT_UINT16, BASE_DEC},
    [MONTH] = {"png.time.month", "Month", FT_UINT8, BASE_DEC},
    [DAY] = {"png.time.day", "Day", FT_UINT8, BASE_DEC},
    [HOUR] = {"png.time.hour", "Hour", FT_UINT8, BASE_DEC},
    [MINUTE] = {"png.time.minute", "Minute", FT_UINT8, BASE_DEC},
    [SECOND] = {"png.time.second", "Second", FT_UINT8, BASE_DEC},
    [HORIZONTAL] = {"png.phys.horiz", "Horizontal pixels per unit", FT_UINT32, BASE_DEC},
    [VERTICAL] = {"png.phys.vert", "Vertical pixels per unit", FT_UINT32, BASE_DEC},
    [UNIT] = {"png.phys.unit", "Unit", FT_UINT8, BASE_DEC, 0, units},
    [PALETTE_INDEX] = {"png.bkgd.palette_index", "Palette Index", FT_UINT8, BASE_DEC},
    [GREYSCALE] = {"png.bkgd.greyscale", "Greyscale", FT_UINT16, BASE_HEX},
    [RED] = {"png.bkgd.red", "Red", FT_UINT16, BASE_HEX},
    [GREEN] = {"png.bkgd.green", "Green", FT_UINT16, BASE_HEX},
    [BLUE] = {"png.bkgd.blue", "Blue", FT_UINT16, BASE_HEX},
    [WHITE_X] = {"png.chrm.white.x", "White X", FT_FLOAT, BASE_NONE},
    [WHITE_Y] = {"png.chrm.white.y", "White Y", FT_FLOAT, BASE_NONE},
    [RED_X] = {"png.chrm.red.x", "Red X", FT_FLOAT, BASE_NONE},
    [RED_Y] = {"png.chrm.red.y", "Red Y", FT_FLOAT, BASE_NONE},
    [GREEN_X] = {"png.chrm.green.x", "Green X", FT_FLOAT, BASE_NONE},
    [GREEN_Y] = {"png.chrm.green.y", "Green Y", FT_FLOAT, BASE_NONE},
    [BLUE_X] = {"png.chrm.blue.x", "Blue X", FT_FLOAT, BASE_NONE},
    [BLUE_Y] = {"png.chrm.blue.y", "Blue Y", FT_FLOAT, BASE_NONE},
    [GAMMA] = {"png.gama.gamma", "Gamma", FT_FLOAT, BASE_NONE, .blurb = "How light depends on the samples"},
};
/* clang-format on */

/* A number of fields in a row, each of its type's width. */
static void add_numbers(struct packet *p, struct cur *c, unsigned first, unsigned last)
{
    for (unsigned field = first; field <= last; field++)
        packet_uint(p, c, field);
}

/* Hundred thousandths. */
static void add_fractions(struct packet *p, struct cur *c, unsigned first, unsigned last)
{
    for (unsigned field = first; field <= last; field++) {
        uint32_t at = c->at;
        const uint8_t *bytes = cur_take(c, 4);
        struct item *item = bytes ? packet_add(p, field, at, 4, 0) : NULL;
        if (item) item->real = (float)bytes_be32(bytes) / 100000.0F;
    }
}

/* A keyword, a zero, a text. */
static void add_text(struct packet *p, struct cur *c)
{
    uint32_t length = cur_left(c);
    const uint8_t *at = cur_peek(c, 0, length), *zero = at ? memchr(at, 0, length) : NULL;
    if (!zero) return;
    packet_bytes(p, c, KEYWORD, (uint32_t)(zero - at));
    packet_skip(c, 1);
    packet_bytes(p, c, TEXT, cur_left(c));
}

static void add_background(struct packet *p, struct cur *c)
{
    uint32_t length = cur_left(c);
    if (length == 1)
        packet_u8(p, c, PALETTE_INDEX);
    else if (length == 2)
        packet_u16(p, c, GREYSCALE);
    else if (length == 6)
        add_numbers(p, c, RED, BLUE);
}

static void add_header(struct packet *p, struct cur *c)
{
    add_numbers(p, c, WIDTH, INTERLACE);
}

static void add_intent(struct packet *p, struct cur *c)
{
    packet_u8(p, c, INTENT);
}

static void add_time(struct packet *p, struct cur *c)
{
    add_numbers(p, c, YEAR, SECOND);
}

static void add_dimensions(struct packet *p, struct cur *c)
{
    add_numbers(p, c, HORIZONTAL, UNIT);
}

static void add_chromaticities(struct packet *p, struct cur *c)
{
    add_fractions(p, c, WHITE_X, BLUE_Y);
}

static void add_gamma(struct packet *p, struct cur *c)
{
    add_fractions(p, c, GAMMA, GAMMA);
}

static const struct {
    const char *type, *title;
    void (*add)(struct packet *p, struct cur *c); /* NULL: its data are only named */
} kinds[] = {
    {"IHDR", "Image Header", add_header},
    {"bKGD", "Background colour", add_background},
    {"gAMA", "Image gamma", add_gamma},
    {"cHRM", "Primary chromaticities and white point", add_chromaticities},
    {"pHYs", "Physical pixel dimensions", add_dimensions},
    {"sRGB", "Standard RGB colour space", add_intent},
    {"tEXt", "Textual data", add_text},
    {"tIME", "Image last-modification time", add_time},
    {"PLTE", "Palette", NULL},
    {"IDAT", "Image data chunk", NULL},
    {"IEND", "Image Trailer", NULL},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void dissect_chunk(struct packet *p, struct cur *c)
{
    const uint8_t *type = cur_peek(c, 4, 4);
    struct item *chunk = type ? packet_add(p, CHUNK, c->at, 0, 0) : NULL;
    unsigned kind = 0;
    while (type && kind < KINDS && memcmp(type, kinds[kind].type, 4) != 0)
        kind++;
    if (chunk)
        chunk->bytes = packet_format(
            p, "%s (%.4s)", kind < KINDS ? kinds[kind].title : "unknown", (const char *)type);
    packet_open(p, chunk);
    uint32_t length = packet_u32(p, c, LENGTH), at = c->at;
    packet_bytes(p, c, TYPE, 4);
    uint32_t unit = type ? bytes_be32(type) : 0;
    for (unsigned flag = ANCILLARY; !c->error && flag <= SAFE_TO_COPY; flag++)
        packet_add_bits(p, flag, at, 4, unit, 0);
    struct cur data = cur_sub(c, length);
    if (!c->error && cur_captured(&data) < length) c->error = CUR_CUT;
    if (!c->error && kind < KINDS && kinds[kind].add)
        kinds[kind].add(p, &data);
    else if (!c->error && length)
        packet_add(p, DATA, data.at, length, 0);
    packet_u32(p, c, CRC);
    packet_shut(p, chunk, c);
}

static void dissect(struct packet *p, struct cur *c)
{
    packet_bytes(p, c, SIGNATURE, SIGNATURE_LENGTH);
    while (cur_left(c) && !p->overflow)
        dissect_chunk(p, c);
}

const struct proto proto_png = {.name = "png",
    .title = "Portable Network Graphics",
    .brief = "PNG",
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect};
