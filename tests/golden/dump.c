/* Shows what the dissectors find, without any view between: for the golden tests and for looking.
 *
 *      dump [-f] [-e NAME]... FILE
 *
 * FILE is a capture, or NAME.hex (hex.h).  Prints the tree and the columns, with -e those fields (cells as tshark -T fields has them), with -f all fields and their places.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "capture/capture.h"
#include "dissect/dissector.h"
#include "dissect/packet.h"
#include "hex.h"
#include "tls/opener.h"
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

/* The texts of the columns, which end each packet. */
static void print_columns(struct dump *dump)
{
    const struct packet *p = dump->packet;
    struct text *text = &dump->text;
    text_put(text, "= ");
    packet_column_address(text, &p->source);
    text_put(text, " > ");
    packet_column_address(text, &p->destination);
    text_format(text, " | %s | ", packet_column_protocol(p));
    packet_column_info(text, p);
    text_put(text, "\n\n");
}

static void print_tree(struct dump *dump)
{
    const struct packet *p = dump->packet;
    for (unsigned i = 0; i < p->nlayers; i++) {
        const struct layer *layer = &p->layers[i];
        if (layer->hidden) continue;
        if (!layer->continues) print_layer_title(&dump->text, p, layer);
        for (unsigned k = layer->first; k < layer->first + layer->count; k++) {
            const struct item *item = &p->items[k];
            if (item->flags & ITEM_HIDDEN) continue;
            text_repeat(&dump->text, ' ', 4U * (layer->depth + 1U + item->depth));
            field_print_label(&dump->text, p, item);
            text_char(&dump->text, '\n');
        }
    }
    print_columns(dump);
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
    print_columns(dump);
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
        if (strcmp(name, "_ws.col.Destination") == 0)
            packet_column_address(&dump->text, &p->destination);
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
    if (dump->nnames)
        print_cells(dump);
    else if (dump->flat)
        print_flat(dump);
    else
        print_tree(dump);
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

static int dump_hex(struct dump *dump, const char *path)
{
    struct hex_file file;
    struct hex_frame hex;
    struct frame frame = {.time_digits = 6};
    if (!hex_open(&file, path)) {
        fprintf(stderr, "dump: cannot read %s\n", path);
        return 1;
    }
    while (hex_next(&file, &hex)) {
        frame.data = hex.bytes;
        frame.captured = (uint32_t)hex.size;
        frame.length = hex.length;
        frame.link_type = hex.link_type;
        frame.time =
            (INT64_C(1600000000000) + (int64_t)frame.number++) * 1000000; /* a millisecond apart */
        dump_frame(dump, &frame);
    }
    hex_close(&file);
    return 0;
}

int main(int argc, char **argv)
{
    struct dump dump = {.dissector = dissector_create(),
        .packet = calloc(1, sizeof *dump.packet),
        .track = track_create(NULL)};
    int status = 0;
    if (!dump.dissector || !dump.packet || !dump.track) return 3;
    track_open_with(dump.track, tls_opener(), NULL);
    dissector_want_all(dump.dissector);
    for (int i = 1; i < argc; i++) {
        size_t length = strlen(argv[i]);
        if (strcmp(argv[i], "-f") == 0)
            dump.flat = true;
        else if (strcmp(argv[i], "-e") == 0 && i + 1 < argc && dump.nnames < MAX_FIELDS)
            dump.names[dump.nnames++] = argv[++i];
        else if (length > 4 && strcmp(argv[i] + length - 4, ".hex") == 0)
            status |= dump_hex(&dump, argv[i]);
        else
            status |= dump_capture(&dump, argv[i]);
    }
    text_finish(&dump.text);
    free(dump.packet);
    track_destroy(dump.track);
    dissector_destroy(dump.dissector);
    return status;
}
