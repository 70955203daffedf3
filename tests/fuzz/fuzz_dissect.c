/* Packets: whatever the bytes, what is found lies inside them, can be shown by every view, and says
 * the same in the summary however much is wanted.
 *
 * An input is a conversation, so that what is known from earlier packets takes part:
 *
 *     +------+-------+--------+----------+------------
 *     | link | extra |  size  | `size` bytes captured, …
 *     +------+-------+--------+----------+------------
 *
 * `link` chooses the link type, `extra` is how many bytes more there were on the wire.
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "dissect/dissector.h"
#include "dissect/opener.h"
#include "dissect/packet.h"
#include "fuzz.h"
#include "show/column.h"
#include "show/view.h"
#include "tls/opener.h"
#include "track/track.h"

enum { HEADER = 4, PACKETS = 64 };

static const uint16_t link_types[] = {1, 113, 276, 0, 108, 101, 228, 229, 12, 14, 65535};

/* Two dissectors: one of which everything is wanted, one that makes a summary. */
struct side {
    struct dissector *dissector;
    struct packet *packet;
    struct track *track;
    struct column_clock clock;
    struct secrets secrets;
};

static void side_init(struct side *side, bool all)
{
    side->dissector = dissector_create();
    side->packet = calloc(1, sizeof *side->packet);
    CHECK(side->dissector && side->packet);
    if (all) dissector_want_all(side->dissector);
}

/* Secrets of every session: bytes that say which label they are for. */
static struct bytes find_secret(
    struct secrets *secrets, const char *label, const uint8_t *client_random)
{
    static uint8_t master[48], traffic[32];
    (void)secrets;
    (void)client_random;
    if (strcmp(label, "CLIENT_RANDOM") == 0) return bytes_of(master, sizeof master);
    memset(traffic, label[0] + label[7], sizeof traffic);
    return bytes_of(traffic, sizeof traffic);
}

static void side_begin(struct side *side)
{
    /* Limits low enough to be met. */
    static const struct track_limits limits = {.flows = 4,
        .unacked_per_side = 4,
        .unacked = 16,
        .datagrams = 3,
        .datagram_bytes = 4096,
        .fragments = 4,
        .echoes = 3};
    side->secrets.find = find_secret;
    side->track = track_create(&limits);
    CHECK(side->track);
    track_open_with(side->track, tls_opener(), &side->secrets);
}

/* Every item inside its source and its layer's run, every text inside the packet. */
static void check_packet(const struct packet *p)
{
    CHECK(p->nlayers >= 1 && p->nlayers <= PACKET_LAYERS);
    CHECK(p->nitems <= PACKET_ITEMS && p->nsources <= PACKET_SOURCES);
    CHECK(p->scratch_used <= PACKET_SCRATCH);
    unsigned next = 0;
    for (unsigned i = 0; i < p->nlayers; i++) {
        const struct layer *layer = &p->layers[i];
        CHECK(layer->proto && layer->first == next);
        next += layer->count;
        CHECK(layer->source < p->nsources);
        for (unsigned k = layer->first; k < next; k++) {
            const struct item *item = &p->items[k];
            CHECK(item->field && item->layer == i && item->source < p->nsources);
            CHECK(item->offset <= p->sources[item->source].len);
            CHECK(item->length <= p->sources[item->source].len - item->offset);
        }
    }
    CHECK(next == p->nitems);
}

/* Nothing that would move a terminal's cursor, change its state or mislead its reader. */
static void check_text(const struct text *text)
{
    const uint8_t *at = (const uint8_t *)text->at;
    CHECK(!text->failed);
    for (size_t i = 0; i < text->len;) {
        uint32_t code;
        size_t size = escape_utf8(at + i, text->len - i, &code);
        CHECK(size > 0);
        bool safe = code == '\n' || code == '\t' || (code >= 0x20 && code != 0x7f);
        if (!safe || (code >= 0x80 && code < 0xa0)) {
            fprintf(stderr, "U+%04X behind \"%.*s\"\n", (unsigned)code, i < 70 ? (int)i : 70,
                at + i - (i < 70 ? i : 70));
            abort();
        }
        i += size;
    }
}

struct views {
    struct view *of[9];
};

static void views_create(struct views *views, struct dissector *dissector)
{
    struct text start = {0};
    const struct view_style style = {.terminal = true};
    const struct fields_options options = {.separator = '\t', .aggregator = ','};
    const struct tree_options tree = {.values = true, .bytes = true},
                              joined = {.values = true, .join = true};
    struct column_list *columns = column_list_create(
        "A,%m,B,%t,C,%s,D,%d,E,%p,F,%L,G,%i,H,%a,I,%f,J,%S,K,%B,L,%Cus:ip.addr or tcp.port:-1:R",
        &start);
    const struct text_options text = {
        .parts = VIEW_SUMMARY | VIEW_TREE | VIEW_BYTES, .columns = columns};
    CHECK(columns);
    views->of[0] = text_view_create(&style, &text);
    views->of[1] = json_view_create(&style, &options, &tree);
    views->of[2] = lines_view_create(&style, &options);
    views->of[3] = turtle_view_create(&style);
    views->of[4] = raw_view_create(&style);
    views->of[5] = json_view_create(&style, &options, &joined);
    views->of[6] = ek_view_create(&style, &options, &tree);
    views->of[7] = pdml_view_create(&style, &options, &tree, "fuzz");
    views->of[8] = psml_view_create(&style, columns);
    for (size_t i = 0; i < sizeof views->of / sizeof *views->of; i++) {
        CHECK(views->of[i]);
        views->of[i]->want(views->of[i], dissector);
        if (views->of[i]->begin) views->of[i]->begin(views->of[i], &start);
    }
    text_finish(&start);
}

static void show(const struct side *side, struct text *text)
{
    static struct views views;
    if (!views.of[0]) views_create(&views, side->dissector);
    for (size_t i = 0; i < sizeof views.of / sizeof *views.of; i++) {
        text_clear(text);
        views.of[i]->packet(views.of[i], text, side->packet);
        check_text(text);
    }
}

static void columns(struct side *side, struct text *text)
{
    text_clear(text);
    packet_column_address(text, &side->packet->source);
    text_char(text, '>');
    packet_column_address(text, &side->packet->destination);
    text_char(text, ' ');
    text_put(text, packet_column_protocol(side->packet));
    text_char(text, ' ');
    packet_column_info(text, side->packet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct side all, summary;
    static struct text text, other;
    struct frame_clock clocks[2] = {0};
    if (!all.dissector) {
        side_init(&all, true);
        side_init(&summary, false);
    }
    side_begin(&all);
    side_begin(&summary);
    for (uint64_t number = 1; size >= HEADER && number <= PACKETS; number++) {
        uint32_t captured = (uint32_t)(data[2] | data[3] << 8);
        if (captured > size - HEADER) captured = (uint32_t)(size - HEADER);
        /* Where the sanitizer sees one byte too many. */
        uint8_t *exact = malloc(captured ? captured : 1);
        CHECK(exact);
        memcpy(exact, data + HEADER, captured);
        struct frame frame = {.number = number,
            .time = (int64_t)number * 1000000,
            .time_digits = 6,
            .link_type = link_types[data[0] % (sizeof link_types / sizeof *link_types)],
            .captured = captured,
            .length = captured + data[1],
            .data = exact};
        struct frame same = frame;
        frame_clock_tick(&clocks[0], &frame);
        packet_dissect(all.packet, all.dissector, track_tracker(all.track), &frame);
        check_packet(all.packet);
        show(&all, &text);
        frame_clock_tick(&clocks[1], &same);
        packet_dissect(summary.packet, summary.dissector, track_tracker(summary.track), &same);
        check_packet(summary.packet);
        columns(&all, &text);
        columns(&summary, &other);
        CHECK(text.len == other.len && memcmp(text.at, other.at, text.len) == 0);
        free(exact);
        data += HEADER + captured;
        size -= HEADER + captured;
    }
    track_destroy(all.track);
    track_destroy(summary.track);
    return 0;
}
