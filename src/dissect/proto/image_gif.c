/* Graphics Interchange Format, versions 87a and 89a (CompuServe): blocks, one behind the other.
 *
 *      +-------------+---------------------------------------------------------------+
 *      | "GIF89a"    | screen: width (2) | height (2) | flags | background | aspect  |
 *      | colours     | three bytes each, if the flags say so                         |
 *      | '!' label   | extension: data blocks                                        |
 *      | ','         | image: left, top, width, height, flags, colours, data blocks  |
 *      | ';'         | the end                                                       |
 *      +-------------+---------------------------------------------------------------+
 *
 * A data block is a length and as many bytes; an empty one is the last of its kind.  Numbers have
 * their lowest byte first.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"

enum {
    VERSION,
    SCREEN_WIDTH,
    SCREEN_HEIGHT,
    GLOBAL_SETTINGS,
    GLOBAL_PRESENT,
    GLOBAL_BITS_OF_COLOR,
    GLOBAL_ORDERED,
    BITS_OF_PIXEL,
    BACKGROUND,
    ASPECT,
    GLOBAL_COLORS,
    EXTENSION,
    LABEL,
    IMAGE,
    LEFT,
    TOP,
    WIDTH,
    HEIGHT,
    LOCAL_SETTINGS,
    LOCAL_PRESENT,
    LOCAL_BITS_OF_COLOR,
    LOCAL_ORDERED,
    LOCAL_COLORS,
    CODE_SIZE,
    DATA_BLOCK,
    END,
    UNKNOWN,
    UNKNOWN_REMARK,
    NFIELDS
};
enum { VERSION_LENGTH = 6, COLORS_PRESENT = 0x80, COLOR_LENGTH = 3 };

static unsigned bits_of_pixel(unsigned flags)
{
    return 1 + (flags & 7);
}

static void put_bits(struct text *text, unsigned bits, const char *of)
{
    text_format(text, " (%u bit%s per %s)", bits, bits == 1 ? "" : "s", of);
}

/* As tshark has it, which leaves the lowest bit of the first number out. */
static void put_settings(struct text *text, const char *whose, unsigned flags)
{
    text_format(text, "%s settings:", whose);
    if (flags & COLORS_PRESENT) text_format(text, " (%s color table present)", whose);
    put_bits(text, 1 + ((flags & 0x60) >> 4), "color");
    put_bits(text, bits_of_pixel(flags), "pixel");
}

static void show_global(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    put_settings(text, "Global", (unsigned)item->number);
}

static void show_local(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    put_settings(text, "Local", (unsigned)item->number);
}

static void show_aspect(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    unsigned aspect = (unsigned)item->number;
    text_format(text, "%u, yields an aspect ratio of (15 + %u) / 64 = %.2f", aspect, aspect,
        (15 + aspect) / 64.0);
}

static void show_block(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "Data block: ");
    if (item->bytes.len)
        field_print_shown(text, item);
    else
        text_put(text, "<none>");
    text_format(text, " (length = %zu)", item->bytes.len);
}

static void show_extension(struct text *text, const struct packet *p, const struct item *item);

/* clang-format off */
static const struct value_name labels[] = {{0x01, "Plain Text"}, {0xf9, "Graphics Control"}, {0xfe, "Comment"}, {0xff, "Application"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [VERSION] = {"image-gif.version", "Version", FT_STRING, BASE_NONE, .blurb = "What every such file begins with"},
    [SCREEN_WIDTH] = {"image-gif.screen.width", "Screen width", FT_UINT16, BASE_DEC, .blurb = "Of the whole picture in pixels"},
    [SCREEN_HEIGHT] = {"image-gif.screen.height", "Screen height", FT_UINT16, BASE_DEC, .blurb = "Of the whole picture in pixels"},
    [GLOBAL_SETTINGS] = {NULL, "Global settings", FT_UINT8, BASE_DEC, .show = show_global},
    [GLOBAL_PRESENT] = {"image-gif.global.color_map.present", "Global color map is present", FT_UINT8, BASE_DEC, 0x80, field_true_false, .blurb = "The colours of all images follow"},
    [GLOBAL_BITS_OF_COLOR] = {"image-gif.global.color_bpp", "Bits per color minus 1", FT_UINT8, BASE_DEC, 0x70},
    [GLOBAL_ORDERED] = {"image-gif.global.color_map.ordered", "Global color map is ordered", FT_UINT8, BASE_DEC, 0x08, field_true_false, .blurb = "The colours that matter most come first"},
    [BITS_OF_PIXEL] = {"image-gif.global.bpp", "Image bits per pixel minus 1", FT_UINT8, BASE_DEC, 0x07, .blurb = "Says how many colours there are"},
    [BACKGROUND] = {"image-gif.image_background_index", "Background color index", FT_UINT8, BASE_DEC, .blurb = "The colour where no image is"},
    [ASPECT] = {"image-gif.global.pixel_aspect_ratio", "Global pixel aspect ratio", FT_UINT8, BASE_DEC, .show = show_aspect, .blurb = "How much wider a pixel is than high; 0: nothing is said"},
    [GLOBAL_COLORS] = {"image-gif.global.color_map", "Global color map", FT_BYTES, BASE_NONE, .blurb = "Red, green and blue of each colour"},
    [EXTENSION] = {"image-gif.extension", "Extension", FT_NONE, BASE_NONE, .show = show_extension, .blurb = "What is not an image: how long to show it, a remark …"},
    [LABEL] = {"image-gif.extension.label", "Extension label", FT_UINT8, BASE_HEX, 0, labels, .blurb = "What kind of extension it is"},
    [IMAGE] = {"image-gif.image", "Image", FT_NONE, BASE_NONE, .blurb = "One of the images: an animation has several"},
    [LEFT] = {"image-gif.image.left", "Image left position", FT_UINT16, BASE_DEC},
    [TOP] = {"image-gif.image.top", "Image top position", FT_UINT16, BASE_DEC},
    [WIDTH] = {"image-gif.image.width", "Image width", FT_UINT16, BASE_DEC},
    [HEIGHT] = {"image-gif.image.height", "Image height", FT_UINT16, BASE_DEC},
    [LOCAL_SETTINGS] = {NULL, "Local settings", FT_UINT8, BASE_DEC, .show = show_local},
    [LOCAL_PRESENT] = {"image-gif.local.color_map.present", "Local color map is present", FT_UINT8, BASE_DEC, 0x80, field_true_false, .blurb = "This image has colours of its own"},
    [LOCAL_BITS_OF_COLOR] = {"image-gif.local.color_bpp", "Bits per color minus 1", FT_UINT8, BASE_DEC, 0x70},
    [LOCAL_ORDERED] = {"image-gif.local.color_map.ordered", "Local color map is ordered", FT_UINT8, BASE_DEC, 0x08, field_true_false},
    [LOCAL_COLORS] = {"image-gif.local.color_map", "Local color map", FT_BYTES, BASE_NONE},
    [CODE_SIZE] = {"image-gif.image.code_size", "LZW minimum code size", FT_UINT8, BASE_DEC, .blurb = "The bits of a code to begin with"},
    [DATA_BLOCK] = {"image-gif.data_block", "Data block", FT_BYTES, BASE_NONE, .show = show_block, .blurb = "Up to 255 bytes; an empty one is the last"},
    [END] = {"image-gif.end", "Trailer (End of the GIF stream)", FT_NONE, BASE_NONE, .blurb = "Nothing follows"},
    [UNKNOWN] = {NULL, "Unknown GIF data block type", FT_NONE, BASE_NONE},
    [UNKNOWN_REMARK] = {"gif.data_block_type.unknown", "Unknown GIF data block type", FT_NONE, BASE_NONE},
};
/* clang-format on */

/* By the label, which hangs on it. */
static void show_extension(struct text *text, const struct packet *p, const struct item *item)
{
    const struct item *label = item + 1;
    bool there = label < p->items + p->nitems && label->field == &fields[LABEL];
    const char *name = there ? field_value_name(labels, label->number) : NULL;
    text_format(text, "Extension: %s", name ? name : "<Warning: Unknown extension>");
}

/* The byte of flags at the cursor, as rows below `row`; those that are no use are left out. */
static unsigned add_settings(
    struct packet *p, struct cur *c, unsigned row, unsigned first, bool ordered)
{
    uint32_t at = c->at;
    const uint8_t *byte = cur_take(c, 1);
    if (!byte) return 0;
    struct item *item = packet_add_uint(p, row, at, 1, *byte, 0);
    packet_open(p, item);
    packet_add_bits(p, first, at, 1, *byte, 0);
    packet_add_bits(p, first + 1, at, 1, *byte, 0);
    if (ordered) packet_add_bits(p, first + 2, at, 1, *byte, 0);
    packet_add_bits(p, BITS_OF_PIXEL, at, 1, *byte, 0);
    packet_shut(p, item, NULL);
    return *byte;
}

static void add_colors(struct packet *p, struct cur *c, unsigned field, unsigned flags)
{
    if (flags & COLORS_PRESENT) packet_bytes(p, c, field, COLOR_LENGTH << bits_of_pixel(flags));
}

static void add_blocks(struct packet *p, struct cur *c)
{
    while (!c->error && !p->overflow) {
        uint32_t at = c->at;
        const uint8_t *length = cur_take(c, 1);
        const uint8_t *data = length ? cur_take(c, *length) : NULL;
        if (!length || c->error) return;
        struct item *item = packet_add(p, DATA_BLOCK, at, 1U + *length, 0);
        if (item) item->bytes = bytes_of(data, *length);
        if (!*length) return;
    }
}

static void add_extension(struct packet *p, struct cur *c)
{
    struct item *item = packet_add(p, EXTENSION, c->at, 0, 0);
    packet_open(p, item);
    packet_skip(c, 1);
    packet_u8(p, c, LABEL);
    add_blocks(p, c);
    packet_shut(p, item, c);
}

static void add_image(struct packet *p, struct cur *c, bool newer)
{
    struct item *item = packet_add(p, IMAGE, c->at, 0, 0);
    packet_open(p, item);
    packet_skip(c, 1);
    for (unsigned field = LEFT; field <= HEIGHT; field++)
        packet_little(p, c, field);
    unsigned flags = add_settings(p, c, LOCAL_SETTINGS, LOCAL_PRESENT, newer);
    add_colors(p, c, LOCAL_COLORS, flags);
    packet_u8(p, c, CODE_SIZE);
    add_blocks(p, c);
    packet_shut(p, item, c);
}

/* True if it is of version 89a. */
static bool add_screen(struct packet *p, struct cur *c)
{
    const uint8_t *version = packet_bytes(p, c, VERSION, VERSION_LENGTH);
    bool newer = version && memcmp(version, "GIF87a", VERSION_LENGTH) != 0;
    packet_little(p, c, SCREEN_WIDTH);
    packet_little(p, c, SCREEN_HEIGHT);
    unsigned flags = add_settings(p, c, GLOBAL_SETTINGS, GLOBAL_PRESENT, newer);
    packet_u8(p, c, BACKGROUND);
    const uint8_t *aspect = cur_peek(c, 0, 1);
    if (newer && aspect && *aspect)
        packet_u8(p, c, ASPECT);
    else
        packet_skip(c, 1);
    add_colors(p, c, GLOBAL_COLORS, flags);
    return newer;
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t end = c->end < c->cap ? c->end : c->cap;
    bool newer = add_screen(p, c);
    while (cur_left(c) && !c->error && !p->overflow) {
        const uint8_t *kind = cur_peek(c, 0, 1);
        if (kind && *kind == '!') {
            add_extension(p, c);
        } else if (kind && *kind == ',') {
            add_image(p, c, newer);
        } else if (kind && *kind == ';') {
            packet_add(p, END, c->at, 1, 0);
            break;
        } else {
            packet_add(p, UNKNOWN, c->at, 1, 0);
            packet_note(
                p, UNKNOWN_REMARK, NOTE_WARNING, NOTE_PROTOCOL, "%s", fields[UNKNOWN_REMARK].label);
            packet_skip(c, 1);
        }
    }
    p->layer->length = end - p->layer->offset;
}

static void describe(struct text *text, const struct packet *p, const struct layer *layer)
{
    const uint8_t *version = layer_at(p, layer, VERSION_LENGTH);
    if (version) text_format(text, ", Version: %.*s", VERSION_LENGTH, (const char *)version);
}

const struct proto proto_image_gif = {.name = "image-gif",
    .title = "Compuserve GIF",
    .brief = "GIF image",
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect,
    .describe = describe};
