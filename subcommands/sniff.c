/* sniff: shows the packets of a capture file, or of an interface as they pass.  Options, output and
 * words are tshark's wherever it has them.  SPDX-License-Identifier: MIT */
#include "sniff.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"

void sniff_note(struct sniff *sniff, const char *format, ...)
{
    struct text message = {0}, line = {0};
    va_list args;
    if (sniff->very_quiet) return;
    va_start(args, format);
    text_vformat(&message, format, args);
    va_end(args);
    escape_terminal(&line, bytes_of(message.at, message.len));
    out_flush(sniff->lab->out); /* what happened before comes before */
    fprintf(stderr, "%s\n", text_string(&line));
    text_finish(&message);
    text_finish(&line);
}

/* Dissects a frame, if anybody wants to know; whether it passes the display filter.  Statistics
 * count what does not pass as well: they have filters of their own. */
static bool passes(struct sniff *sniff, struct frame *frame)
{
    bool counts = sniff->nstatistics || sniff->explanation || sniff->nsavers || sniff->saved_names;
    if (!sniff->view && !sniff->display && !counts) return true;
    frame_clock_tick(&sniff->clock, frame);
    packet_dissect(sniff->packet, sniff->dissector, track_tracker(sniff->track), frame);
    sniff_names_packet(sniff);
    sniff_statistics_packet(sniff);
    if (sniff->colinfos) sniff_colinfo_packet(sniff);
    if (sniff->explanation) explanation_packet(sniff->explanation, sniff->packet);
    return !sniff->display || filter_match(sniff->display, sniff->packet);
}

static void show(struct sniff *sniff, const struct frame *frame)
{
    sniff->view->packet(sniff->view, &sniff->lab->out->text, sniff->packet);
    frame_clock_displayed(&sniff->clock, frame);
    out_turn(sniff->lab->out);
    if (sniff->unbuffered) out_flush(sniff->lab->out);
}

void sniff_frame(struct sniff *sniff, struct frame *frame)
{
    if (sniff->first && !sniff_twice_passed(sniff, frame)) return;
    if (!sniff->frames++) sniff_secrets_expect(sniff);
    if (passes(sniff, frame)) {
        sniff->passed++;
        if (sniff->view) show(sniff, frame);
        sniff_output_frame(sniff, frame);
        if (sniff->stop_packets && sniff->passed >= sniff->stop_packets)
            sniff_end(sniff, EXIT_DONE);
    }
    sniff_objects_packet(sniff); /* of those that do not pass as well, as tshark has it */
    if (sniff->stop_read && sniff->frames >= sniff->stop_read) sniff_end(sniff, EXIT_DONE);
}

void sniff_show_end(struct sniff *sniff)
{
    if (sniff->view && sniff->view->end && !sniff->shown_end)
        sniff->view->end(sniff->view, &sniff->lab->out->text);
    if (!sniff->shown_end) sniff_statistics_print(sniff);
    if (!sniff->shown_end) sniff_explain_print(sniff);
    if (!sniff->shown_end) sniff_objects_end(sniff);
    sniff->shown_end = true;
}

void sniff_end(struct sniff *sniff, int status)
{
    if (sniff->ended) return;
    sniff->ended = true;
    lab_exit(sniff->lab, status);
}

static void tell_start(struct sniff *sniff)
{
    if (!sniff->live) return;
    sniff->started = true;
    event_tell(sniff->lab->events, &(struct event){.kind = EVENT_LISTENING,
                                       .values = {event_text("transport", "capture"),
                                           event_text("interface", sniff->device)}});
    sniff_note(sniff, "Capturing on '%s'%s", sniff->device,
        sniff->default_device ? " (no -i given; wirelab sniff -D lists others)" : "");
}

/* -P, -V, -x to the screen, -w to a file: what is asked for is opened in the order in which it can
 * fail. */
static int begin(struct sniff *sniff)
{
    int status = sniff_output_check(sniff);
    if (status == EXIT_DONE) status = sniff_prepare(sniff);
    if (status == EXIT_DONE)
        status = sniff->live ? sniff_live_start(sniff) : sniff_read_start(sniff);
    if (status == EXIT_DONE) status = sniff_output_open(sniff);
    if (status != EXIT_DONE) return status;
    sniff_names_write(sniff);
    if (sniff->live) {
        int error = sniff_output_needs_root(sniff) ? 0 : capture_drop_privileges();
        if (error < 0) {
            say_error(sniff->lab, "cannot give up root's privileges: %s", capture_error(error));
            return EXIT_CANNOT;
        }
        sniff_live_handles(sniff);
    }
    status = sniff_objects_open(sniff);
    if (status != EXIT_DONE) return status;
    if (sniff->view && sniff->view->begin) sniff->view->begin(sniff->view, &sniff->lab->out->text);
    tell_start(sniff);
    return EXIT_DONE;
}

static int start(struct lab *lab, void *state, int argc, char **argv)
{
    struct sniff *sniff = state;
    sniff->lab = lab;
    if (sniff->glossary) return sniff_glossary(sniff);
    if (!sniff_settings(sniff, argc, argv)) return EXIT_USAGE;
    if (sniff->list) return sniff_devices(sniff);
    if (sniff->list_links) return sniff_link_types(sniff);
    if (sniff_statistics_help(sniff) || sniff_objects_help(sniff)) return EXIT_DONE;
    if (sniff->explain && !sniff->read) return sniff_prepare(sniff); /* shown at the end, as is */
    int status = begin(sniff);
    sniff->shown_end = status != EXIT_DONE; /* what never began has no end */
    return status;
}

static void close_handle(bool *has, uv_handle_t *handle)
{
    if (*has) uv_close(handle, NULL);
    *has = false;
}

static void stop(struct lab *lab, void *state)
{
    struct sniff *sniff = state;
    (void)lab;
    if (sniff->capture && !sniff->ended) live_drain(sniff->capture);
    sniff->ended = true;
    sniff_live_stop(sniff);
    sniff_names_stop(sniff);
    sniff_output_stop(sniff);
    close_handle(&sniff->has_idle, (uv_handle_t *)&sniff->idle);
    close_handle(&sniff->has_poll, (uv_handle_t *)&sniff->poll);
    close_handle(&sniff->has_timer, (uv_handle_t *)&sniff->timer);
    close_handle(&sniff->has_prepare, (uv_handle_t *)&sniff->prepare);
}

/* What was captured, and what was not. */
static void tell_totals(struct sniff *sniff)
{
    uint64_t dropped = sniff->stats.dropped, by_interface = sniff->stats.dropped_by_interface;
    event_tell(sniff->lab->events,
        &(struct event){.kind = EVENT_TOTALS,
            .values = {event_uint("captured", sniff->frames), event_uint("dropped", dropped),
                event_uint("dropped_by_interface", by_interface)}});
    sniff_note(sniff, "%llu packet%s captured", (unsigned long long)sniff->frames,
        sniff->frames == 1 ? "" : "s");
    if (dropped)
        sniff_note(sniff, "%llu dropped by the kernel: a larger -B or a filter (-f) helps",
            (unsigned long long)dropped);
    if (by_interface)
        sniff_note(sniff, "%llu dropped by the interface", (unsigned long long)by_interface);
}

/* What the numbers of streams and the like do not know of, because there was too much. */
static void tell_forgotten(struct sniff *sniff)
{
    struct track_figures figures = track_figures(sniff->track);
    uint64_t flows = figures.tcp_evicted + figures.udp_evicted;
    if (flows)
        sniff_note(sniff,
            "%llu conversations, those idle longest, were forgotten: %u are remembered (--flows)",
            (unsigned long long)flows, sniff->flows);
    if (figures.datagrams_evicted)
        sniff_note(sniff, "%llu datagrams of which fragments were missing were forgotten",
            (unsigned long long)figures.datagrams_evicted);
    if (figures.units_given_up)
        sniff_note(sniff, "%llu messages were too long to be put together",
            (unsigned long long)figures.units_given_up);
}

static void finish(struct lab *lab, void *state)
{
    struct sniff *sniff = state;
    (void)lab;
    if (!sniff->lab) return; /* answered before it began: --version */
    sniff_show_end(sniff);
    if (sniff->started) tell_totals(sniff);
    if (sniff->track) tell_forgotten(sniff);
    sniff_output_close(sniff);
    if (sniff->reader) reader_close(sniff->reader);
    if (sniff->view) sniff->view->destroy(sniff->view);
    column_list_destroy(sniff->columns);
    sniff_statistics_close(sniff);
    sniff_twice_close(sniff);
    sniff_objects_close(sniff);
    sniff_colinfo_close(sniff);
    explanation_destroy(sniff->explanation);
    track_destroy(sniff->track);
    sniff_secrets_close(sniff);
    filter_destroy(sniff->display);
    dissector_destroy(sniff->dissector);
    sniff_names_close(sniff);
    free(sniff->packet);
    text_finish(&sniff->capture_filter);
    text_finish(&sniff->followed);
    text_finish(&sniff->display_words);
    text_finish(&sniff->device_name);
}

static const char *const types[] = {
    "text", "fields", "json", "jsonraw", "ek", "pdml", "psml", "tabs", NULL};
static const char *const formats[] = {"pcapng", "pcap", NULL};
static const char *const seconds[] = {"s", "hms", NULL};
static const char *const styles[] = {"wireshark", "turtle", "raw", NULL};

static const struct opt opts[] = {
    OPT_GROUP("where packets come from"),
    OPT_LIST('i', "interface", struct sniff, interfaces, "INTERFACE",
        "capture here: a name, or a number of -D; - reads a capture from standard input"),
    OPT_FILE('r', "read-file", struct sniff, read, "FILE",
        "read a capture file, pcap or pcapng; - is standard input"),
    OPT_STRING('f', "capture-filter", struct sniff, filter, NULL, "FILTER",
        "capture only what matches, in the language of tcpdump: tcp port 1234"),
    OPT_FLAG('D', "list-interfaces", struct sniff, list, "list the interfaces and end"),
    OPT_UINT('s', "snapshot-length", struct sniff, snap_length, 0, 262144, 0, "BYTES",
        "capture no more of each packet; 0 for all"),
    OPT_FLAG('L', "list-data-link-types", struct sniff, list_links,
        "list the link types of the interface and end"),
    OPT_STRING('y', "linktype", struct sniff, link_type, NULL, "TYPE",
        "capture frames of this link type, one of -L"),
    OPT_FLAG('I', "monitor-mode", struct sniff, monitor,
        "all of a WLAN, not one network alone: where the adapter can"),
    OPT_FLAG('p', "no-promiscuous-mode", struct sniff, modest,
        "only what this machine sends and receives"),
    OPT_UINT('B', "buffer-size", struct sniff, buffer, 0, 1024, 0, "MIB",
        "kernel buffer for packets not taken yet; 0 for 16"),
    OPT_FILE(0, "keylog", struct sniff, keylog, "FILE",
        "read TLS, DTLS and QUIC by the secrets that programs wrote there (SSLKEYLOGFILE)"),
    OPT_UINT(0, "flows", struct sniff, flows, 16, 16777216, 262144, "COUNT",
        "remember so many conversations of TCP and as many of UDP; one of those idle longest "
        "goes first"),
    OPT_GROUP("when to stop"),
    OPT_UINT('c', "packet-count", struct sniff, count, 0, 4294967295, 0, "COUNT",
        "stop after so many packets; 0 for never"),
    OPT_LIST('a', "autostop", struct sniff, stops, "CONDITION",
        "stop after duration:SECONDS, packets:COUNT, filesize:KB or files:COUNT"),
    OPT_GROUP("what is shown"),
    OPT_STRING('Y', "display-filter", struct sniff, display_filter, NULL, "FILTER",
        "only packets that match, in the language of Wireshark: tcp.port == 80 and not arp"),
    OPT_FLAG(0, "explain-filter", struct sniff, explain,
        "say what the filter means, part by part, and what each part matches in the file"),
    OPT_FLAG('2', NULL, struct sniff, twice,
        "look at a file twice: then answers that come later are known (http.response_in)"),
    OPT_STRING('R', "read-filter", struct sniff, read_filter, NULL, "FILTER",
        "with -2: what does not match in the first pass is as if it were not there"),
    OPT_FLAG('V', NULL, struct sniff, tree, "every layer and field of each packet"),
    OPT_STRING('O', NULL, struct sniff, opened, NULL, "PROTOCOLS",
        "the same, but one line for layers other than these: tcp,http"),
    OPT_FLAG('x', NULL, struct sniff, bytes, "the bytes of each packet, in hexadecimal and ASCII"),
    OPT_LIST(0, "hexdump", struct sniff, hexdumps, "STYLE",
        "the same: all, or frames without what was reassembled; ascii, delimit, noascii"),
    OPT_STRING('S', NULL, struct sniff, separator, NULL, "LINE",
        "the line behind each tree or dump, instead of an empty one"),
    OPT_FLAG('P', "print", struct sniff, summary, "the summary line, also with -V, -x or -w"),
    OPT_CHOICE('T', NULL, struct sniff, type, types, "text", "TYPE", "how packets are shown"),
    OPT_LIST('e', NULL, struct sniff, fields, "FIELD",
        "a column of -T fields: a field, a protocol or _ws.col.Info"),
    OPT_LIST('E', NULL, struct sniff, field_options, "KEY=VALUE",
        "how -T fields is laid out: header=y, separator=, quote=, occurrence=, aggregator=, bom=y"),
    OPT_STRING('j', NULL, struct sniff, parents, NULL, "NAMES",
        "of -T json, ek and pdml show only what hangs on these: \"ip ip.flags\""),
    OPT_STRING(
        'J', NULL, struct sniff, layers, NULL, "NAMES", "the same, with all that hangs on that"),
    OPT_FLAG(0, "no-duplicate-keys", struct sniff, joined,
        "of -T json join fields of one name in an array"),
    OPT_CHOICE('t', NULL, struct sniff, time, column_time_names, "r", "FORMAT",
        "the Time column: relative, absolute, with date, delta, epoch, UTC"),
    OPT_CHOICE('u', NULL, struct sniff, seconds, seconds, "s", "UNIT",
        "how long times are: s for seconds, hms for hours, minutes and seconds"),
    OPT_CHOICE(0, "style", struct sniff, style, styles, "wireshark", "STYLE",
        "as Wireshark, or as the sniffers of the class notes print"),
    OPT_PRESET('n', NULL, struct sniff, resolving, "",
        "addresses and ports as numbers, which is usual; of -n and -N the last one counts"),
    OPT_STRING('N', NULL, struct sniff, resolving, NULL, "KINDS",
        "names instead: m of stations and their makers, n of hosts (-H), d as answered in the "
        "capture, N by asking name servers, t of ports: -N mnd"),
    OPT_LIST('H', NULL, struct sniff, host_files, "FILE",
        "names of hosts, in the form of /etc/hosts, for -N n, and for the file of -w"),
    OPT_STRING('C', NULL, struct sniff, profile, NULL, "PROFILE",
        "a profile of Wireshark: there are none, -o sets what it would"),
    OPT_LIST('z', NULL, struct sniff, statistic_names, "STATISTIC",
        "count over all packets, and show it at the end: io,phs; conv,tcp; help lists them"),
    OPT_STRING(0, "follow", struct sniff, follow, NULL, "PROTOCOL[:STREAM]",
        "show what both sides of a conversation said, and no packets: tcp:3; udp, tls, http"),
    OPT_FLAG('q', NULL, struct sniff, quiet, "show no packets"),
    OPT_FLAG('Q', NULL, struct sniff, very_quiet, "nothing but errors"),
    OPT_FLAG('l', NULL, struct sniff, unbuffered, "write each line at once, also to a pipe"),
    OPT_LIST('o', NULL, struct sniff, preferences, "NAME:VALUE",
        "a preference of tshark: tcp.check_checksum:TRUE"),
    OPT_GROUP("what is dissected as what"),
    OPT_LIST('d', NULL, struct sniff, decodes, "TABLE==KEY,PROTOCOL",
        "dissect as this protocol, if it looks so or not: tcp.port==8888,http; help lists tables"),
    OPT_LIST(0, "disable-protocol", struct sniff, disabled, "PROTOCOL",
        "leave the bytes of a protocol as they are"),
    OPT_LIST(0, "enable-protocol", struct sniff, enabled, "PROTOCOL",
        "dissect it nevertheless: beside --only-protocols"),
    OPT_LIST(0, "only-protocols", struct sniff, only, "PROTOCOLS",
        "dissect none but these, with commas between"),
    OPT_LIST(0, "disable-heuristic", struct sniff, disabled_heuristics, "NAME",
        "do not recognise a protocol by what it looks like: http_tcp"),
    OPT_LIST(0, "enable-heuristic", struct sniff, enabled_heuristics, "NAME",
        "recognise it, as is usual"),
    OPT_STRING('G', NULL, struct sniff, glossary, NULL, "REPORT",
        "list what is known, for scripts: fields, protocols, values …; help lists the reports"),
    OPT_GROUP("writing"),
    OPT_FILE('w', NULL, struct sniff, write, "FILE",
        "write the packets to a capture file; - is standard output"),
    OPT_LIST('b', "ring-buffer", struct sniff, file_switches, "CONDITION",
        "begin another file of -w after duration:SECONDS, filesize:KB or packets:COUNT, or at each "
        "interval:SECONDS; files:COUNT keeps the newest ones"),
    OPT_LIST(0, "export-objects", struct sniff, exports, "PROTOCOL,DIRECTORY",
        "save the files that packets carry: http,files; help lists the protocols"),
    OPT_LIST(0, "capture-comment", struct sniff, file_comments, "TEXT",
        "a remark on the whole file, kept in it (pcapng)"),
    OPT_STRING('W', NULL, struct sniff, saved_names, NULL, "n",
        "n: names of hosts that the capture tells are kept in the file too (pcapng)"),
    OPT_CHOICE('F', NULL, struct sniff, format, formats, "pcapng", "FORMAT", "its format"),
    {0},
};

const struct cmd cmd_sniff = {
    .name = "sniff",
    .args = "[FILTER]",
    .summary = "show the packets of an interface or a capture file",
    .about =
        "Shows packets as they pass on an interface, or those of a capture file, one line each: "
        "number, "
        "time, source, destination, protocol, length and what the packet says. Options, columns "
        "and "
        "field names are those of Wireshark and tshark, so that what is learned here holds there.\n"
        "\n"
        "Without -i the loopback interface is captured: that is where the programs of a lab talk "
        "to each "
        "other on one machine. Ctrl-C ends a capture; how many packets were captured, and how many "
        "were lost, is told at the end.\n"
        "\n"
        "Started as root, it opens the interface and then gives root's privileges up.\n"
        "\n"
        "-Y takes a display filter of Wireshark, and so does -r FILE with words behind it; -w then "
        "writes the packets that match. Without -r words behind the options are a capture filter, "
        "in "
        "the language of tcpdump, as -f has it.\n"
        "\n"
        "With --json each packet is one line of JSON; -e FIELD adds fields to it.\n"
        "\n"
        "-T json, jsonraw, ek and pdml tell every field of every packet, as programs that were "
        "made for "
        "tshark read it; a link to wirelab that is named tshark takes its place altogether. "
        "-o gui.column.format:\"No.\",\"%m\",\"Port\",\"%Cus:tcp.port:1:R\" chooses the columns; "
        "-G "
        "column-formats lists what they can show.\n"
        "\n"
        "A capture may go on for ever: what is remembered of earlier packets is bounded, and takes "
        "200 MiB at most unless --flows says otherwise. When something had to be forgotten, the "
        "end tells.",
    .examples =
        "wirelab sniff  # what passes on the loopback interface\n"
        "wirelab sniff -i eth0 -f 'udp port 53'  # questions to a name server\n"
        "wirelab sniff -r lab.pcapng -V  # every field of every packet of a file\n"
        "wirelab sniff -r lab.pcapng -T fields -e ip.src -e tcp.dstport  # two fields, as columns\n"
        "wirelab sniff -r lab.pcapng 'tcp.flags.syn == 1'  # only what opens connections\n"
        "wirelab sniff -r lab.pcapng --explain-filter 'ip.addr != 10.0.0.1'  # what does it mean?\n"
        "wirelab sniff -r lab.pcapng -q -z conv,tcp  # who talked to whom, and how much\n"
        "wirelab sniff -r lab.pcapng --follow tcp:0  # what both sides of the first connection "
        "said\n"
        "wirelab sniff -r lab.pcapng -q --export-objects http,files  # save what was downloaded\n"
        "wirelab sniff -i lo -c 20 -w lab.pcapng -P  # keep twenty packets, and show them",
    .see_also = "doctor echo-server",
    .opts = opts,
    .state_size = sizeof(struct sniff),
    .start = start,
    .stop = stop,
    .finish = finish,
};
