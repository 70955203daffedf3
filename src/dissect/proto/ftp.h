/* What the control and the data connections of FTP share.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/tracker.h"

enum { FTP_COMMAND_KEPT = 200, FTP_DIRECTORY_KEPT = 256 };

/* What the control connection tells of a data connection that is to come. */
struct ftp_transfer {
    uint32_t setup_frame, command_frame; /* where it was agreed, and what for; 0 if not seen */
    uint64_t told;                       /* so many bytes of the file have come */
    const char *method;                  /* "PASV"; NULL: the port alone told */
    uint8_t command_length;
    uint16_t directory_length;
    char command[FTP_COMMAND_KEPT], directory[FTP_DIRECTORY_KEPT];
};

extern const struct proto proto_ftp, proto_ftp_data;

/* What the codes of answers mean (ftp_codes.c). */
extern const struct value_name ftp_codes[];
