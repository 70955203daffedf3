/* JPEG File Interchange Format, ITU-T T.871, in which pictures of ITU-T T.81 (JPEG) come: markers, most
 * of them with a segment behind.
 *
 *      +-----------+------------+---------------------------------+
 *      | 0xff kind | length (2) | length - 2 bytes of the segment |   again and again
 *      +-----------+------------+---------------------------------+
 *
 * Behind the start of a scan come the codes of the picture itself, up to the next marker; 0xff 0x00 is
 * a byte of them.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/proto.h"

enum {
    MARKER,
    SEGMENT,
    FRAME,
    SCAN,
    REMARK,
    LENGTH,
    IDENTIFIER,
    VERSION,
    MAJOR,
    MINOR,
    UNITS,
    X_DENSITY,
    Y_DENSITY,
    X_THUMBNAIL,
    Y_THUMBNAIL,
    RGB,
    EXTENSION_CODE,
    PRECISION,
    LINES,
    SAMPLES,
    COMPONENTS,
    COMPONENT,
    HORIZONTAL,
    VERTICAL,
    QUANTIZATION,
    SCANNED,
    SELECTOR,
    DC_TABLE,
    AC_TABLE,
    SPECTRAL_START,
    SPECTRAL_END,
    APPROXIMATION_HIGH,
    APPROXIMATION_LOW,
    COMMENT,
    REST,
    ENDIANNESS,
    DIRECTORY,
    FLASHPIX,
    CODES,
    FILL,
    NO_JFIF,
    NFIELDS
};
enum { SOI = 0xffd8, SOS = 0xffda, COM = 0xfffe, APP0 = 0xffe0, APP1 = 0xffe1, APP2 = 0xffe2 };
enum { BIG_ENDIAN_FIRST = 0x4d4d, LITTLE_ENDIAN_FIRST = 0x4949 };

static void show_version(struct text *text, const struct packet *p, const struct item *item)
{
    const uint8_t *at = packet_at(p, item->source, item->offset, 2);
    if (at) text_format(text, "Version: %u.%u", at[0], at[1]);
}

/* Those that are not known to Wireshark have its word behind them. */
static void show_identifier(struct text *text, const struct packet *p, const struct item *item)
{
    static const char *const known[] = {"JFIF", "JFXX", "Exif", "FPXR"};
    text_put(text, "Identifier: ");
    field_print_shown(text, item);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (bytes_equal(item->bytes, known[i])) return;
    const uint8_t *marker =
        item->offset < 4 ? NULL : packet_at(p, item->source, item->offset - 4, 2);
    bool first = marker && bytes_be16(marker) == APP0;
    text_put(text, first ? " (unknown identifier)" : " (Unknown identifier)");
}

static void show_rest(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_format(text, "Remaining segment data: %zu bytes", item->bytes.len);
}

static void show_endianness(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    bool big = item->number == BIG_ENDIAN_FIRST, little = item->number == LITTLE_ENDIAN_FIRST;
    text_put(text, "Endianness: ");
    if (big || little)
        text_put(text, big ? "big endian" : "little endian");
    else
        text_format(text,
            "Incorrect encoding 0x%04x- skipping the remainder of this application marker",
            (unsigned)item->number);
}

static void show_directory(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_format(text, "%s: %u bytes", item->field->label, (unsigned)item->number);
}

static void show_segment(struct text *text, const struct packet *p, const struct item *item);
static void show_marker(struct text *text, const struct packet *p, const struct item *item);

/* clang-format off */
#define START(kind) "Start of Frame (" kind
#define FULL START("non-differential, Huffman coding) - ")
#define DIFFERENTIAL START("differential, Huffman coding) - ")
#define FULL_ARITHMETIC START("non-differential, arithmetic coding) - ")
#define DIFFERENTIAL_ARITHMETIC START("differential, arithmetic coding) - ")
#define RESTART "Restart interval termination - Restart with modulo 8 count "
#define APPLICATION "Reserved for application segments - "
#define EXTENSIONS "Reserved for JPEG extensions - "
static const struct value_name markers[] = {
    {0xff01, "Reserved - For temporary private use in arithmetic coding"},
    {0xffc0, FULL "Baseline DCT"}, {0xffc1, FULL "Extended sequential DCT"}, {0xffc2, FULL "Progressive DCT"}, {0xffc3, FULL "Lossless (sequential)"},
    {0xffc4, "Define Huffman table(s)"},
    {0xffc5, DIFFERENTIAL "Differential sequential DCT"}, {0xffc6, DIFFERENTIAL "Differential progressive DCT"}, {0xffc7, DIFFERENTIAL "Differential lossless (sequential)"},
    {0xffc8, FULL_ARITHMETIC "Reserved for JPEG extensions"}, {0xffc9, FULL_ARITHMETIC "Extended sequential DCT"}, {0xffca, FULL_ARITHMETIC "Progressive DCT"}, {0xffcb, FULL_ARITHMETIC "Lossless (sequential)"},
    {0xffcc, "Define arithmetic coding conditioning(s)"},
    {0xffcd, DIFFERENTIAL_ARITHMETIC "Differential sequential DCT"}, {0xffce, DIFFERENTIAL_ARITHMETIC "Differential progressive DCT"}, {0xffcf, DIFFERENTIAL_ARITHMETIC "Differential lossless (sequential)"},
    {0xffd0, RESTART "0"}, {0xffd1, RESTART "1"}, {0xffd2, RESTART "2"}, {0xffd3, RESTART "3"}, {0xffd4, RESTART "4"}, {0xffd5, RESTART "5"}, {0xffd6, RESTART "6"}, {0xffd7, RESTART "7"},
    {SOI, "Start of Image"}, {0xffd9, "End of Image"}, {SOS, "Start of Scan"}, {0xffdb, "Define quantization table(s)"}, {0xffdc, "Define number of lines"}, {0xffdd, "Define restart interval"},
    {0xffde, "Define hierarchical progression"}, {0xffdf, "Expand reference component(s)"},
    {APP0, APPLICATION "0"}, {APP1, APPLICATION "1"}, {APP2, APPLICATION "2"}, {0xffe3, APPLICATION "3"}, {0xffe4, APPLICATION "4"}, {0xffe5, APPLICATION "5"}, {0xffe6, APPLICATION "6"}, {0xffe7, APPLICATION "7"},
    {0xffe8, APPLICATION "8"}, {0xffe9, APPLICATION "9"}, {0xffea, APPLICATION "10"}, {0xffeb, APPLICATION "11"}, {0xffec, APPLICATION "12"}, {0xffed, APPLICATION "13"}, {0xffee, APPLICATION "14"}, {0xffef, APPLICATION "15"},
    {0xfff0, EXTENSIONS "0"}, {0xfff1, EXTENSIONS "1"}, {0xfff2, EXTENSIONS "2"}, {0xfff3, EXTENSIONS "3"}, {0xfff4, EXTENSIONS "4"}, {0xfff5, EXTENSIONS "5"}, {0xfff6, EXTENSIONS "6"}, {0xfff7, EXTENSIONS "7"},
    {0xfff8, EXTENSIONS "8"}, {0xfff9, EXTENSIONS "9"}, {0xfffa, EXTENSIONS "10"}, {0xfffb, EXTENSIONS "11"}, {0xfffc, EXTENSIONS "12"}, {0xfffd, EXTENSIONS "13"}, {COM, "Comment"}, {0, NULL}};
static const struct value_name units[] = {{0, "No units; Xdensity and Ydensity specify the pixel aspect ratio"}, {1, "Dots per inch"}, {2, "Dots per centimeter"}, {0, NULL}};
static const struct value_name extension_codes[] = {{0x10, "Thumbnail encoded using JPEG"}, {0x11, "Thumbnail encoded using 1 byte (8 bits) per pixel"}, {0x13, "Thumbnail encoded using 3 bytes (24 bits) per pixel"}, {0, NULL}};

static const struct field fields[NFIELDS] = {
    [MARKER] = {"image-jfif.marker", "Marker", FT_UINT16, BASE_HEX, 0, markers, .show = show_marker, .blurb = "What comes next"},
    [SEGMENT] = {"image-jfif.marker_segment", "Marker segment", FT_NONE, BASE_NONE, .show = show_segment, .blurb = "A marker, a length, and what it says"},
    [FRAME] = {"image-jfif.sof", "Start of Frame header", FT_NONE, BASE_NONE, .show = show_segment, .blurb = "How large the picture is, and how it is coded"},
    [SCAN] = {"image-jfif.header.sos", "Start of Segment header", FT_NONE, BASE_NONE, .show = show_segment, .blurb = "How the codes that follow are to be read"},
    [REMARK] = {"image-jfif.header.comment", "Comment header", FT_NONE, BASE_NONE, .show = show_segment, .blurb = "For people"},
    [LENGTH] = {"image-jfif.length", "Length", FT_UINT16, BASE_DEC, .blurb = "Of the segment, with these two bytes"},
    [IDENTIFIER] = {"image-jfif.identifier", "Identifier", FT_STRINGZ, BASE_NONE, .show = show_identifier, .blurb = "Whose segment it is"},
    [VERSION] = {"image-jfif.version", "Version", FT_NONE, BASE_NONE, .show = show_version},
    [MAJOR] = {"image-jfif.version.major", "Major Version", FT_UINT8, BASE_DEC},
    [MINOR] = {"image-jfif.version.minor", "Minor Version", FT_UINT8, BASE_DEC},
    [UNITS] = {"image-jfif.units", "Units", FT_UINT8, BASE_DEC, 0, units, .blurb = "What the densities are counted by"},
    [X_DENSITY] = {"image-jfif.Xdensity", "Xdensity", FT_UINT16, BASE_DEC, .blurb = "Pixels in a row"},
    [Y_DENSITY] = {"image-jfif.Ydensity", "Ydensity", FT_UINT16, BASE_DEC, .blurb = "Pixels one above the other"},
    [X_THUMBNAIL] = {"image-jfif.Xthumbnail", "Xthumbnail", FT_UINT8, BASE_DEC, .blurb = "How wide the small picture is that comes along"},
    [Y_THUMBNAIL] = {"image-jfif.Ythumbnail", "Ythumbnail", FT_UINT8, BASE_DEC, .blurb = "How high the small picture is that comes along"},
    [RGB] = {"image-jfif.RGB", "RGB values of thumbnail pixels", FT_BYTES, BASE_NONE},
    [EXTENSION_CODE] = {"image-jfif.extension.code", "Extension code", FT_UINT8, BASE_HEX, 0, extension_codes},
    [PRECISION] = {"image-jfif.sof.precision", "Sample Precision (bits)", FT_UINT8, BASE_DEC},
    [LINES] = {"image-jfif.sof.lines", "Lines", FT_UINT16, BASE_DEC, .blurb = "The height of the picture in pixels"},
    [SAMPLES] = {"image-jfif.sof.samples_per_line", "Samples per line", FT_UINT16, BASE_DEC, .blurb = "The width of the picture in pixels"},
    [COMPONENTS] = {"image-jfif.sof.nf", "Number of image components in frame", FT_UINT8, BASE_DEC, .blurb = "1: grey; 3: brightness and two of colour"},
    [COMPONENT] = {"image-jfif.sof.c_i", "Component identifier", FT_UINT8, BASE_DEC},
    [HORIZONTAL] = {"image-jfif.sof.h_i", "Horizontal sampling factor", FT_UINT8, BASE_DEC, 0xf0},
    [VERTICAL] = {"image-jfif.sof.v_i", "Vertical sampling factor", FT_UINT8, BASE_DEC, 0x0f},
    [QUANTIZATION] = {"image-jfif.sof.tq_i", "Quantization table destination selector", FT_UINT8, BASE_DEC},
    [SCANNED] = {"image-jfif.sos.ns", "Number of image components in scan", FT_UINT8, BASE_DEC},
    [SELECTOR] = {"image-jfif.sos.component_selector", "Scan component selector", FT_UINT8, BASE_DEC},
    [DC_TABLE] = {"image-jfif.sos.dc_entropy_selector", "DC entropy coding table destination selector", FT_UINT8, BASE_DEC, 0xf0},
    [AC_TABLE] = {"image-jfif.sos.ac_entropy_selector", "AC entropy coding table destination selector", FT_UINT8, BASE_DEC, 0x0f},
    [SPECTRAL_START] = {"image-jfif.sos.ss", "Start of spectral or predictor selection", FT_UINT8, BASE_DEC},
    [SPECTRAL_END] = {"image-jfif.sos.se", "End of spectral selection", FT_UINT8, BASE_DEC},
    [APPROXIMATION_HIGH] = {"image-jfif.sos.ah", "Successive approximation bit position high", FT_UINT8, BASE_DEC, 0xf0},
    [APPROXIMATION_LOW] = {"image-jfif.sos.al", "Successive approximation bit position low or point transform", FT_UINT8, BASE_DEC, 0x0f},
    [COMMENT] = {"image-jfif.comment", "Comment", FT_STRING, BASE_NONE},
    [REST] = {"image-jfif.remain_seg_data", "Remaining segment data", FT_BYTES, BASE_NONE, .show = show_rest},
    [ENDIANNESS] = {"image-jfif.endianness", "Endianness", FT_UINT16, BASE_HEX, .show = show_endianness, .blurb = "Which byte of the numbers here comes first"},
    [DIRECTORY] = {"image-jfif.start_ifd_offset", "Start offset of IFD starting from the TIFF header start", FT_UINT32, BASE_DEC, .show = show_directory, .blurb = "Where the list of what the camera says begins"},
    [FLASHPIX] = {"image-jfif.exif_flashpix_marker", "Exif FlashPix APP2 application marker", FT_NONE, BASE_NONE},
    [CODES] = {"image-jfif.entropy_coded_segment", "Entropy-coded segment (dissection is not yet implemented)", FT_BYTES, BASE_NONE, .blurb = "The picture itself"},
    [FILL] = {"image-jfif.fill_bytes", "Fill bytes", FT_BYTES, BASE_NONE, .blurb = "They may stand in front of any marker"},
    [NO_JFIF] = {"image-jfif.app0-identifier-not-jfif", "Initial App0 segment with \"JFIF\" Identifier not found", FT_NONE, BASE_NONE},
};
/* clang-format on */

static void put_marker(struct text *text, unsigned marker)
{
    const char *name = field_value_name(markers, marker);
    text_put(text, name ? name : "Unknown");
}

static void show_segment(struct text *text, const struct packet *p, const struct item *item)
{
    const uint8_t *at = packet_at(p, item->source, item->offset, 2);
    unsigned marker = at ? bytes_be16(at) : 0;
    text_format(text, "%s: ", item->field->label);
    put_marker(text, marker);
    text_format(text, " (0x%04X)", marker);
}

static void show_marker(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "Marker: ");
    put_marker(text, (unsigned)item->number);
    text_format(text, " (0x%04x)", (unsigned)item->number);
    if (!field_value_name(markers, item->number)) text_put(text, " (Reserved)");
}

/* --- segments ----------------------------------------------------------------------------------- */

static void add_rest(struct packet *p, struct cur *c)
{
    if (cur_left(c)) packet_bytes(p, c, REST, cur_left(c));
}

/* Two values in a byte, each of which has half of it. */
static void add_halves(struct packet *p, struct cur *c, unsigned high)
{
    packet_u8(p, c, high);
    packet_u8(p, c, high + 1);
    packet_skip(c, 1);
}

static void add_frame(struct packet *p, struct cur *c)
{
    packet_u8(p, c, PRECISION);
    packet_u16(p, c, LINES);
    packet_u16(p, c, SAMPLES);
    for (unsigned left = packet_u8(p, c, COMPONENTS); left && !c->error; left--) {
        packet_u8(p, c, COMPONENT);
        add_halves(p, c, HORIZONTAL);
        packet_u8(p, c, QUANTIZATION);
    }
}

static void add_scan(struct packet *p, struct cur *c)
{
    for (unsigned left = packet_u8(p, c, SCANNED); left && !c->error; left--) {
        packet_u8(p, c, SELECTOR);
        add_halves(p, c, DC_TABLE);
    }
    packet_u8(p, c, SPECTRAL_START);
    packet_u8(p, c, SPECTRAL_END);
    add_halves(p, c, APPROXIMATION_HIGH);
}

static void add_comment(struct packet *p, struct cur *c)
{
    uint32_t length = cur_left(c), offset = c->at;
    const uint8_t *at = cur_take(c, length);
    struct item *item = at ? packet_add(p, COMMENT, offset, length, 0) : NULL;
    if (item) item->bytes = bytes_of(at, strnlen((const char *)at, length));
}

static struct bytes add_identifier(struct packet *p, struct cur *c)
{
    uint32_t there = cur_captured(c), offset = c->at;
    const uint8_t *at = cur_peek(c, 0, there), *zero = at ? memchr(at, 0, there) : NULL;
    if (!zero) {
        cur_take(c, cur_left(c) + 1); /* it has no end here */
        return (struct bytes){0};
    }
    struct bytes word = bytes_of(at, (size_t)(zero - at));
    struct item *item = packet_add(p, IDENTIFIER, offset, (uint32_t)word.len + 1, 0);
    if (item) item->bytes = word;
    packet_skip(c, (uint32_t)word.len + 1);
    return word;
}

static void add_jfif(struct packet *p, struct cur *c)
{
    struct item *version = cur_peek(c, 0, 2) ? packet_add(p, VERSION, c->at, 2, 0) : NULL;
    packet_open(p, version);
    packet_u8(p, c, MAJOR);
    packet_u8(p, c, MINOR);
    packet_shut(p, version, NULL);
    packet_u8(p, c, UNITS);
    packet_u16(p, c, X_DENSITY);
    packet_u16(p, c, Y_DENSITY);
    uint32_t width = packet_u8(p, c, X_THUMBNAIL), height = packet_u8(p, c, Y_THUMBNAIL);
    if (width && height) packet_bytes(p, c, RGB, 3 * width * height);
}

/* The head of a TIFF file (Exif 2.3, 4.5.2). */
static void add_exif(struct packet *p, struct cur *c)
{
    packet_skip(c, 1);
    unsigned order = packet_u16(p, c, ENDIANNESS);
    if (order != BIG_ENDIAN_FIRST && order != LITTLE_ENDIAN_FIRST) return;
    packet_skip(c, 2);
    if (order == BIG_ENDIAN_FIRST)
        packet_u32(p, c, DIRECTORY);
    else
        packet_little(p, c, DIRECTORY);
}

/* Whose it is stands first in it. */
static void add_application(struct packet *p, struct cur *c, unsigned marker, bool *jfif)
{
    struct bytes word = add_identifier(p, c);
    if (marker == APP0 && bytes_equal(word, "JFIF")) {
        *jfif = true;
        add_jfif(p, c);
    } else if (marker == APP0 && bytes_equal(word, "JFXX")) {
        packet_u8(p, c, EXTENSION_CODE);
    } else if (marker == APP1 && bytes_equal(word, "Exif")) {
        if (!*jfif)
            packet_note(p, NO_JFIF, NOTE_WARNING, NOTE_PROTOCOL, "%s", fields[NO_JFIF].label);
        add_exif(p, c);
    } else if (marker != APP2 || !bytes_equal(word, "FPXR")) {
        add_rest(p, c);
    }
}

static bool starts_frame(unsigned marker)
{
    return marker >= 0xffc0 && marker <= 0xffcf && marker != 0xffc4 && marker != 0xffcc;
}

static void add_segment(struct packet *p, struct cur *c, unsigned marker, bool *jfif)
{
    unsigned row = starts_frame(marker) ? FRAME
                   : marker == SOS      ? SCAN
                   : marker == COM      ? REMARK
                                        : SEGMENT;
    const uint8_t *head = cur_peek(c, 2, 2);
    uint32_t at = c->at, length = head ? bytes_be16(head) : 0;
    struct item *item = packet_add(p, row, at, 2 + length, 0);
    packet_open(p, item);
    packet_u16(p, c, MARKER);
    if (!head || length >= 2) packet_u16(p, c, LENGTH);
    if (head && length <= 2) c->error = CUR_MALFORMED; /* an empty one, too, to tshark */
    struct cur inside = cur_sub(c, length < 2 ? 0 : length - 2);
    if (c->error) {
        packet_shut(p, item, NULL);
        return;
    }
    if (row == FRAME)
        add_frame(p, &inside);
    else if (row == SCAN)
        add_scan(p, &inside);
    else if (row == REMARK)
        add_comment(p, &inside);
    else if (marker >= APP0 && marker <= APP2)
        add_application(p, &inside, marker, jfif);
    else
        add_rest(p, &inside);
    if (inside.error) c->error = inside.error;
    packet_shut(p, item, NULL);
    const uint8_t *word = cur_at(c, at + 4, 5);
    if (marker == APP2 && length >= 7 && word && memcmp(word, "FPXR", 5) == 0)
        packet_add(p, FLASHPIX, at, 2 + length, 0);
}

/* --- the whole ---------------------------------------------------------------------------------- */

static bool is_bare(unsigned marker)
{
    return marker == 0xff01 || (marker >= 0xffd0 && marker <= 0xffd9);
}

/* What stands in front of the next marker: codes, and bytes that fill up. */
static void add_codes(struct packet *p, struct cur *c)
{
    uint32_t there = cur_captured(c), end = 0, fill = 0;
    const uint8_t *at = cur_peek(c, 0, there);
    if (!at) return;
    while (end < there && (at[end] != 0xff || (there - end > 1 && at[end + 1] == 0)))
        end += at[end] == 0xff ? 2 : 1;
    while (there - end - fill > 1 && at[end + fill + 1] == 0xff)
        fill++;
    if (end) packet_bytes(p, c, CODES, end);
    if (fill && there - end - fill > 1) packet_bytes(p, c, FILL, fill);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint32_t end = c->end < c->cap ? c->end : c->cap;
    bool jfif = false;
    while (cur_left(c) && !c->error && !p->overflow) {
        add_codes(p, c);
        if (!cur_left(c)) break;
        const uint8_t *at = cur_peek(c, 0, 2);
        unsigned marker = at ? bytes_be16(at) : 0;
        bool known = field_value_name(markers, marker);
        if (!at || marker == 0xffff)
            packet_skip(c, 3); /* no marker has begun, or but half of one */
        else if (known && !is_bare(marker))
            add_segment(p, c, marker, &jfif);
        else
            packet_u16(p, c, MARKER);
        if (!known) break;
    }
    p->layer->length = end - p->layer->offset;
}

const struct proto proto_image_jfif = {.name = "image-jfif",
    .title = "JPEG File Interchange Format",
    .brief = "JFIF (JPEG) image",
    .fields = fields,
    .nfields = NFIELDS,
    .dissect = dissect};
