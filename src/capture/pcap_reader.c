/* The classic capture file, as tcpdump writes it (draft-ietf-opsawg-pcap).
 *
 *   file header                           each packet's header
 *   +--------------------------------+    +--------------------------------+
 *   | magic: order and resolution    |    | seconds since 1970             |
 *   +----------------+---------------+    +--------------------------------+
 *   | major version  | minor version |    | micro- or nanoseconds          |
 *   +----------------+---------------+    +--------------------------------+
 *   | 0 (time zone)                  |    | bytes captured, that follow    |
 *   +--------------------------------+    +--------------------------------+
 *   | 0 (accuracy)                   |    | bytes there were on the wire   |
 *   +--------------------------------+    +--------------------------------+
 *   | most bytes captured of one     |
 *   +------------+-------------------+
 *   | FCS …      | link type         |
 *   +------------+-------------------+
 *
 * SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "capture/reader.h"

enum { FILE_HEADER = 24, RECORD_HEADER = 16, PATCHED_RECORD_HEADER = 24 };

static uint32_t field(const struct pcap_file *file, const uint8_t *at)
{
    return file->big_endian ? bytes_be32(at) : bytes_le32(at);
}

static int pcap_next(struct reader *reader, struct frame *frame)
{
    const struct pcap_file *file = &reader->pcap;
    struct input *input = &reader->input;
    int there = input_need(input, file->record_size);
    if (there < 0) return there;
    if (there == 0) return input_available(input) ? reader_cut(reader) : 0;

    const uint8_t *at = input_at(input);
    uint32_t seconds = field(file, at), fraction = field(file, at + 4);
    uint32_t captured = field(file, at + 8), length = field(file, at + 12);
    if (file->lengths_swapped || (file->lengths_uncertain && captured > length)) {
        uint32_t other = captured;
        captured = length;
        length = other;
    }
    uint32_t most = reader_packet_max(file->link_type);
    if (captured > most)
        return reader_damaged(
            reader, "a packet of %u bytes, bigger than the maximum of %u", captured, most);
    there = input_need(input, file->record_size + (size_t)captured);
    if (there < 0) return there;
    if (there == 0) return reader_cut(reader);

    uint32_t second = file->nanoseconds ? 1000000000 : 1000000;
    *frame = (struct frame){
        .time = seconds * TIME_SECOND + fraction * (TIME_SECOND / second),
        .time_invalid = fraction >= second,
        .time_fraction = fraction * (TIME_SECOND / second),
        .time_digits = file->nanoseconds ? 9 : 6,
        .link_type = file->link_type,
        .captured = captured,
        .length = length,
        .data = input_at(input) + file->record_size,
    };
    input_take(input, file->record_size + (size_t)captured);
    return 1;
}

int pcap_begin(struct reader *reader)
{
    enum { MAGIC_NANOSECONDS = 0xa1b23c4d, MAGIC_PATCHED = 0xa1b2cd34 };
    struct pcap_file *file = &reader->pcap;
    int there = input_need(&reader->input, FILE_HEADER);
    if (there < 0) return there;
    if (there == 0) return reader_cut(reader);
    const uint8_t *at = input_at(&reader->input);

    file->big_endian = at[0] == 0xa1;
    uint32_t magic = field(file, at);
    uint32_t major = file->big_endian ? bytes_be16(at + 4) : bytes_le16(at + 4);
    uint32_t minor = file->big_endian ? bytes_be16(at + 6) : bytes_le16(at + 6);
    if (major < 2) return reader_unsupported(reader, "pcap version %u.%u", major, minor);
    /* Version 543.0 is what DG/UX wrote, in the old order. */
    file->lengths_swapped = (major == 2 && minor < 3) || major == 543;
    file->lengths_uncertain = major == 2 && minor == 3;
    file->nanoseconds = magic == MAGIC_NANOSECONDS;
    file->record_size = magic == MAGIC_PATCHED ? PATCHED_RECORD_HEADER : RECORD_HEADER;
    file->link_type = (uint16_t)field(file, at + 20); /* the upper half tells of the FCS */
    input_take(&reader->input, FILE_HEADER);
    reader->format = "pcap";
    reader->next = pcap_next;
    return 1;
}
