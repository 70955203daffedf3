/* Shows what the dissectors find, without any view between: for the golden tests and for looking.
 *
 *      dump [-f] [-e NAME]... FILE
 *
 * FILE is a capture, or NAME.hex: lines of hex digits, one frame each, `#` starts a comment and
 * `link N` sets the link type of the frames that follow (1, Ethernet, at first).  Prints the tree,
 * with -e those fields (cells as tshark -T fields has them), with -f all fields and their places.
 * SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "capture/capture.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"
#include "track/track.h"

enum { MAX_FIELDS = 512 };

struct dump {
    struct dissector *dissector;
    struct packet *packet;
    struct track *track;
    struct frame_clock clock;
    const char *names[MAX_FIELDS];
    unsigned nnames;
    bool flat;
    struct text text;
};

static void print_layer_title(struct text *text, const struct packet *p, const struct layer *layer)
{
    text_repeat(text, ' ', 4U * layer->depth);
    if (layer->proto->title) text_put(text, layer->proto->title);
    if (layer->proto->describe) layer->proto->describe(text, p, layer);
    text_char(text, '\n');
}

static void print_tree(struct dump *dump)
{
    const struct packet *p = dump->packet;
    for (unsigned i = 0; i < p->nlayers; i++) {
        const struct layer *layer = &p->layers[i];
        print_layer_title(&dump->text, p, layer);
        for (unsigned k = layer->first; k < layer->first + layer->count; k++) {
            const struct item *item = &p->items[k];
            if (item->flags & ITEM_HIDDEN) continue;
            text_repeat(&dump->text, ' ', 4U * (layer->depth + 1U + item->depth));
            field_print_label(&dump->text, p, item);
            text_char(&dump->text, '\n');
        }
    }
    text_char(&dump->text, '\n');
}

/* Every named field: "name offset+length value". */
static void print_flat(struct dump *dump)
{
    const struct packet *p = dump->packet;
    for (unsigned i = 0; i < p->nlayers; i++) {
        const struct layer *layer = &p->layers[i];
        text_format(&dump->text, "%s %u+%u\n", layer->proto->name, layer->offset, layer->length);
        for (unsigned k = layer->first; i && k < layer->first + layer->count; k++) {
            const struct item *item = &p->items[k];
            if (!item->field->name) continue;
            text_repeat(&dump->text, ' ', 2U * (1U + item->depth));
            text_format(&dump->text, "%s %u+%u ", item->field->name, item->offset, item->length);
            field_print_value(&dump->text, item);
            text_char(&dump->text, '\n');
        }
    }
    struct text *text = &dump->text;
    text_put(text, "= ");
    packet_column_address(text, &p->source);
    text_put(text, " > ");
    packet_column_address(text, &p->destination);
    text_format(text, " | %s | ", packet_column_protocol(p));
    packet_column_info(text, p);
    text_put(text, "\n\n");
}

static void print_cells(struct dump *dump)
{
    const struct packet *p = dump->packet;
    for (unsigned n = 0; n < dump->nnames; n++) {
        const char *separator = "", *name = dump->names[n];
        if (n) text_char(&dump->text, '\t');
        if (strcmp(name, "_ws.col.Info") == 0) packet_column_info(&dump->text, p);
        if (strcmp(name, "_ws.col.Protocol") == 0) text_put(&dump->text, packet_column_protocol(p));
        if (strcmp(name, "_ws.col.Source") == 0) packet_column_address(&dump->text, &p->source);
        if (strcmp(name, "_ws.col.Destination") == 0) packet_column_address(&dump->text, &p->destination);
        for (unsigned k = 0; k < p->nitems; k++) {
            const struct item *item = &p->items[k];
            if (!item->field->name || strcmp(item->field->name, name)) continue;
            text_put(&dump->text, separator);
            field_print_value(&dump->text, item);
            separator = ",";
        }
    }
    text_char(&dump->text, '\n');
}

static void dump_frame(struct dump *dump, struct frame *frame)
{
    frame_clock_tick(&dump->clock, frame);
    packet_dissect(dump->packet, dump->dissector, track_tracker(dump->track), frame);
    frame_clock_displayed(&dump->clock, frame);
    if (dump->nnames) print_cells(dump);
    else if (dump->flat) print_flat(dump);
    else print_tree(dump);
    fwrite(dump->text.at, 1, dump->text.len, stdout);
    text_clear(&dump->text);
}

static int dump_capture(struct dump *dump, const char *path)
{
    struct reader *reader;
    struct frame frame;
    int result = reader_open(path, &reader, NULL);
    if (result < 0) {
        fprintf(stderr, "dump: %s: %s\n", path, capture_error(result));
        return 1;
    }
    while ((result = reader_next(reader, &frame)) > 0)
        dump_frame(dump, &frame);
    if (result < 0) fprintf(stderr, "dump: %s: %s\n", path, reader_message(reader));
    reader_close(reader);
    return result < 0;
}

static size_t read_hex(const char *line, uint8_t *bytes, size_t room)
{
    size_t len = 0;
    while (*line && *line != '#') {
        unsigned value;
        if (isspace((unsigned char)*line)) line++;
        else if (len < room && sscanf(line, "%2x", &value) == 1) {
            bytes[len++] = (uint8_t)value;
            line += 2;
        } else {
            break;
        }
    }
    return len;
}

static int dump_hex(struct dump *dump, const char *path)
{
    static char line[200000];
    FILE *file = fopen(path, "r");
    struct frame frame = {.link_type = 1, .time_digits = 6};
    uint8_t *bytes = malloc(sizeof line / 2);
    if (!file || !bytes) {
        fprintf(stderr, "dump: cannot read %s\n", path);
        free(bytes);
        if (file) fclose(file);
        return 1;
    }
    uint32_t wire = 0;
    while (fgets(line, sizeof line, file)) {
        unsigned number;
        if (sscanf(line, "link %u", &number) == 1) {
            frame.link_type = (uint16_t)number;
        } else if (sscanf(line, "length %u", &number) == 1) {
            wire = number; /* of the next frame on the wire: the capture cut it */
        } else if ((frame.captured = (uint32_t)read_hex(line, bytes, sizeof line / 2))) {
            frame.data = bytes;
            frame.length = wire ? wire : frame.captured;
            frame.number++;
            frame.time = (int64_t)frame.number * 1000000;
            wire = 0;
            dump_frame(dump, &frame);
        }
    }
    fclose(file);
    free(bytes);
    return 0;
}

int main(int argc, char **argv)
{
    struct dump dump = {.dissector = dissector_create(), .packet = calloc(1, sizeof *dump.packet),
        .track = track_create(NULL)};
    int status = 0;
    if (!dump.dissector || !dump.packet || !dump.track) return 3;
    dissector_want_all(dump.dissector);
    for (int i = 1; i < argc; i++) {
        size_t length = strlen(argv[i]);
        if (strcmp(argv[i], "-f") == 0) dump.flat = true;
        else if (strcmp(argv[i], "-e") == 0 && i + 1 < argc && dump.nnames < MAX_FIELDS)
            dump.names[dump.nnames++] = argv[++i];
        else if (length > 4 && strcmp(argv[i] + length - 4, ".hex") == 0) status |= dump_hex(&dump, argv[i]);
        else status |= dump_capture(&dump, argv[i]);
    }
    text_finish(&dump.text);
    free(dump.packet);
    track_destroy(dump.track);
    dissector_destroy(dump.dissector);
    return status;
}
