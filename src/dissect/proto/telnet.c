/* Telnet, RFC 854 and 855: characters both ways, with commands among them.
 *
 *      IAC (255)  command (236 to 249)
 *      IAC        WILL, WON'T, DO, DON'T (251 to 254)   option
 *      IAC        SB (250)   option   what belongs to it   IAC   SE (240)
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto.h"

enum {
    DATA,
    HEADING,
    COMMAND,
    OPTION,
    OPTION_DATA,
    ASK, /* of the options that ask for a value or tell it */
    VALUE,
    WIDTH,
    HEIGHT,
    NFIELDS
};
enum { IAC = 255, FIRST_COMMAND = 236, SUBOPTION_END = 240, SUBOPTION = 250, WILL };
enum { TERMINAL_TYPE = 24, WINDOW_SIZE = 31, DISPLAY = 35 };

/* clang-format off */
static const struct value_name commands[] = {
    {236, "End of File"}, {237, "Suspend Current Process"}, {238, "Abort Process"}, {239, "End of Record"},
    {240, "Suboption End"}, {241, "No Operation"}, {242, "Data Mark"}, {243, "Break"}, {244, "Interrupt Process"},
    {245, "Abort Output"}, {246, "Are You There?"}, {247, "Escape Character"}, {248, "Erase Line"}, {249, "Go Ahead"},
    {250, "Suboption"}, {251, "Will"}, {252, "Won't"}, {253, "Do"}, {254, "Don't"}, {0, NULL}};
static const struct value_name options[] = {
    {0, "Binary Transmission"},
    {1, "Echo"},
    {2, "Reconnection"},
    {3, "Suppress Go Ahead"},
    {4, "Approx Message Size Negotiation"},
    {5, "Status"},
    {6, "Timing Mark"},
    {7, "Remote Controlled Trans and Echo"},
    {8, "Output Line Width"},
    {9, "Output Page Size"},
    {10, "Output Carriage-Return Disposition"},
    {11, "Output Horizontal Tab Stops"},
    {12, "Output Horizontal Tab Disposition"},
    {13, "Output Formfeed Disposition"},
    {14, "Output Vertical Tabstops"},
    {15, "Output Vertical Tab Disposition"},
    {16, "Output Linefeed Disposition"},
    {17, "Extended ASCII"},
    {18, "Logout"},
    {19, "Byte Macro"},
    {20, "Data Entry Terminal"},
    {21, "SUPDUP"},
    {22, "SUPDUP Output"},
    {23, "Send Location"},
    {24, "Terminal Type"},
    {25, "End of Record"},
    {26, "TACACS User Identification"},
    {27, "Output Marking"},
    {28, "Terminal Location Number"},
    {29, "Telnet 3270 Regime"},
    {30, "X.3 PAD"},
    {31, "Negotiate About Window Size"},
    {32, "Terminal Speed"},
    {33, "Remote Flow Control"},
    {34, "Linemode"},
    {35, "X Display Location"},
    {36, "Environment Option"},
    {37, "Authentication Option"},
    {38, "Encryption Option"},
    {39, "New Environment Option"},
    {40, "TN3270E"},
    {41, "XAUTH"},
    {42, "CHARSET"},
    {43, "Remote Serial Port"},
    {44, "COM Port Control"},
    {45, "Suppress Local Echo"},
    {46, "Start TLS"},
    {47, "KERMIT"},
    {48, "SEND-URL"},
    {49, "FORWARD_X"},
    {0, NULL},
};
/* clang-format on */

static void put_option(struct text *text, unsigned option)
{
    const char *name = field_value_name(options, option);
    text_put(text, name ? name : "<unknown option>");
}

static void show_data(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "Data: ");
    escape_tree(text, item->bytes);
}

/* The bytes behind IAC: "Do Terminal Type". */
static void show_heading(struct text *text, const struct packet *p, const struct item *item)
{
    const uint8_t *at = packet_at(p, item->source, item->offset, item->length);
    if (!at || item->length < 2) return;
    const char *name = field_value_name(commands, at[1]);
    if (name)
        text_put(text, name);
    else
        text_format(text, "<unknown command>");
    if (at[1] < SUBOPTION || item->length < 3) return;
    text_char(text, ' ');
    put_option(text, at[2]);
}

static void show_option(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "Subcommand: ");
    put_option(text, (unsigned)item->number);
}

/* "Send your Terminal Type"; the option stands in the byte before. */
static void show_ask(struct text *text, const struct packet *p, const struct item *item)
{
    const uint8_t *at = item->offset ? packet_at(p, item->source, item->offset - 1, 1) : NULL;
    text_put(text, item->number == 0   ? "Here's my "
                   : item->number == 1 ? "Send your "
                                       : "Invalid ");
    if (at) put_option(text, *at);
}

static const struct field fields[NFIELDS] = {
    [DATA] = {"telnet.data", "Data", FT_STRING, BASE_NONE, .show = show_data,
        .blurb = "What was typed, or is to be seen: a line of it, or less"},
    [HEADING] = {NULL, "Command", FT_NONE, BASE_NONE, .show = show_heading},
    [COMMAND] = {"telnet.cmd", "Command", FT_UINT8, BASE_DEC, .names = commands,
        .blurb = "Do and Don't ask the other side, Will and Won't tell of one's own"},
    [OPTION] = {"telnet.subcmd", "Subcommand", FT_UINT8, BASE_DEC, .show = show_option,
        .blurb = "Which option it is about"},
    [OPTION_DATA] = {"telnet.option_data", "Option data", FT_BYTES, BASE_NONE,
        .blurb = "What belongs to the option"},
    [ASK] = {"telnet.subcmd", "Subcommand", FT_UINT8, BASE_DEC, .show = show_ask,
        .blurb = "A value is asked for (1) or told (0)"},
    [VALUE] = {"telnet.string_subopt.value", "Value", FT_STRING, BASE_NONE,
        .blurb = "The value: a terminal's type, a display"},
    [WIDTH] = {"telnet.naws_subopt.width", "Width", FT_UINT16, BASE_DEC,
        .blurb = "Columns of the window"},
    [HEIGHT] = {"telnet.naws_subopt.height", "Height", FT_UINT16, BASE_DEC,
        .blurb = "Lines of the window"},
};

/* A line: up to LF, or CR, which NUL may follow (RFC 854). */
static uint32_t line_length(const uint8_t *at, uint32_t there)
{
    uint32_t length = 0;
    while (length < there && at[length] != '\n' && at[length] != '\r')
        length++;
    if (length == there) return length;
    bool more =
        at[length++] == '\r' && length < there && (at[length] == '\n' || at[length] == '\0');
    return length + more;
}

static void dissect_data(struct packet *p, struct cur *c, uint32_t length)
{
    while (length) {
        const uint8_t *at = cur_peek(c, 0, length);
        if (!at) return;
        uint32_t line = line_length(at, length);
        struct item *item = packet_add(p, DATA, c->at, line, 0);
        if (item) item->bytes = bytes_of(at, strnlen((const char *)at, line));
        cur_take(c, line);
        length -= line;
    }
}

/* How many characters there are in front of the next command; IAC twice is a character. */
static uint32_t data_length(const struct cur *c)
{
    uint32_t there = cur_captured(c), length = 0;
    const uint8_t *at = cur_peek(c, 0, there);
    while (at && length < there) {
        bool doubled = at[length] == IAC && length + 1 < there && at[length + 1] == IAC;
        if (at[length] == IAC && !doubled) break;
        length += 1 + doubled;
    }
    return length;
}

static void dissect_suboption(struct packet *p, struct cur *c, uint8_t option)
{
    uint32_t length = data_length(c);
    struct cur body = cur_sub(c, length);
    if ((option == TERMINAL_TYPE || option == DISPLAY) && length) {
        uint8_t kind = packet_u8(p, &body, ASK);
        if (kind == 0 && cur_left(&body)) packet_bytes(p, &body, VALUE, cur_left(&body));
    } else if (option == WINDOW_SIZE && length == 4) {
        packet_u16(p, &body, WIDTH);
        packet_u16(p, &body, HEIGHT);
    } else if (length) {
        packet_bytes(p, &body, OPTION_DATA, length);
    }
}

static void dissect_command(struct packet *p, struct cur *c)
{
    uint32_t start = c->at;
    if (!cur_need(c, 2)) return;
    const uint8_t *next = cur_peek(c, 1, 2);
    struct item *heading = packet_add(p, HEADING, start, next && next[0] >= SUBOPTION ? 3 : 2, 0);
    packet_open(p, heading);
    packet_skip(c, 1);
    uint8_t command = packet_u8(p, c, COMMAND);
    if (command >= SUBOPTION && !c->error) {
        uint8_t option = packet_u8(p, c, OPTION);
        struct item *last = packet_wants(p, OPTION) && p->nitems ? &p->items[p->nitems - 1] : NULL;
        packet_open(p, last);
        if (command == SUBOPTION && !c->error) dissect_suboption(p, c, option);
        packet_shut(p, last, NULL);
    }
    packet_shut(p, heading, NULL);
}

static void dissect(struct packet *p, struct cur *c)
{
    while (cur_captured(c) && !c->error) {
        uint32_t length = data_length(c);
        if (length)
            dissect_data(p, c, length);
        else
            dissect_command(p, c);
    }
    if (cur_left(c)) cur_need(c, cur_left(c)); /* the capture has cut the rest */
}

/* Text, or commands that exist. */
static bool recognises(const struct packet *p, struct cur c)
{
    (void)p;
    uint32_t there = cur_captured(&c);
    const uint8_t *at = cur_peek(&c, 0, there);
    for (uint32_t i = 0; at && i < there; i++) {
        if (at[i] == IAC) return i + 1 == there || at[i + 1] >= FIRST_COMMAND;
        if (at[i] < ' ' && at[i] != 0x1b && (at[i] < 7 || at[i] > 13) && at[i]) return false;
    }
    return at && there && at[0];
}

/* A segment is a unit. */
static void measure(const struct packet *p, const struct cur *c, bool last, struct extent *extent)
{
    (void)p;
    (void)last;
    extent->whole = c->end - c->at;
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    (void)p;
    (void)layer;
    text_put(text, "Telnet Data ...");
}

static const struct link links[] = {{"tcp.port", 23}, {NULL, 0}};

const struct proto proto_telnet = {.name = "telnet",
    .title = "Telnet",
    .brief = "TELNET",
    .column = "TELNET",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info,
    .measure = measure,
    .recognises = recognises};
