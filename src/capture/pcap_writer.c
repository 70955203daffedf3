/* Writing the classic capture file.  pcap_reader.c draws it.  SPDX-License-Identifier: MIT */
#include "base/time.h"
#include "capture/writer.h"

void pcap_write_header(struct writer *writer, const struct written_interface *interface)
{
    enum { SNAP_LENGTH = 262144 };
    writer_add32(writer, writer->format == CAPTURE_PCAP_NS ? 0xa1b23c4d : 0xa1b2c3d4);
    writer_add16(writer, 2); /* version 2.4 */
    writer_add16(writer, 4);
    writer_add32(writer, 0); /* time zone */
    writer_add32(writer, 0); /* accuracy */
    writer_add32(writer, interface->snap_length ? interface->snap_length : SNAP_LENGTH);
    writer_add32(writer, interface->link_type);
}

void pcap_write_frame(struct writer *writer, const struct frame *frame)
{
    /* The format knows no time before 1970 or after 2106. */
    int64_t time = frame->untimed || frame->time < 0 ? 0 : frame->time;
    uint32_t nanoseconds = (uint32_t)(time % TIME_SECOND);
    writer_add32(writer, (uint32_t)(time / TIME_SECOND));
    writer_add32(writer, writer->format == CAPTURE_PCAP_NS ? nanoseconds : nanoseconds / 1000);
    writer_add32(writer, frame->captured);
    writer_add32(writer, frame->length);
    writer_add(writer, frame->data, frame->captured);
}
