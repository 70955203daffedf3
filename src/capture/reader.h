/* What the readers of the two file formats share.  Private to src/capture/.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "capture/capture.h"
#include "capture/input.h"

enum {
    /* The largest packet that Wireshark writes or reads, for nearly all link types; a length over
     * it comes from damage. */
    READER_PACKET_MAX = 262144,
    READER_COMMENTS = 32,              /* of one frame; further ones are left out */
    READER_INTERFACE_BYTES = 16 << 20, /* what all interfaces of a file may take in memory */
};

/* A pcap file, draft-ietf-opsawg-pcap. */
struct pcap_file {
    bool big_endian;
    bool nanoseconds;
    bool lengths_swapped;   /* before 2.3 the length on the wire came first */
    bool lengths_uncertain; /* 2.3: both orders were written */
    uint8_t record_size;    /* of the header in front of each packet */
    uint16_t link_type;
};

struct pcapng_interface;

/* A pcapng file, draft-ietf-opsawg-pcapng. */
struct pcapng_file {
    bool big_endian; /* of this section */
    uint32_t section;
    struct pcapng_interface **interfaces; /* of all sections, in the order of the file */
    size_t interface_count, interface_room;
    size_t section_first; /* index of the first interface of this section */
    size_t interface_bytes;
    struct bytes comments[READER_COMMENTS];
};

struct reader {
    struct input input;
    const char *format;
    int (*next)(struct reader *reader, struct frame *frame); /* NULL: the format is not known yet */
    int failed;                                              /* the error that ended it */
    uint64_t frames;
    struct text message;
    struct reader_listener listener;
    struct pcap_file pcap;
    struct pcapng_file pcapng;
};

/* Read the header of the file: 1 or negative. */
int pcap_begin(struct reader *reader);
int pcapng_begin(struct reader *reader);
void pcapng_finish(struct pcapng_file *file);

/* The largest packet there may be on links of this type. */
uint32_t reader_packet_max(uint16_t link_type);

/* Set the message and return the code. */
int reader_cut(struct reader *reader);
int reader_damaged(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
int reader_unsupported(struct reader *reader, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
