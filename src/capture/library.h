/* What we capture with, and where by default.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"

/* "libpcap version 1.10.3 (with TPACKET_V3)" */
const char *capture_library(void);

/* The name of the loopback interface: "lo". */
void capture_loopback(struct text *name);
