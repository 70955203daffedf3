/* The parts of `wirelab doctor`: doctor.c, and doctor_ports.c for the ports.  SPDX-License-Identifier: MIT */
#pragma once
#include "cli/cmd.h"

enum state { FINE, WARN, PROBLEM };

/* What one check found. */
struct finding {
    const char *check;
    enum state state;
    struct text message; /* a sentence without full stop */
    struct text fix;     /* one command or sentence a line; empty: nothing to fix */
};

struct doctor {
    bool captures, boxes; /* what the first two checks found; the demos need one of them */
    bool failed;
};

/* Whether the ports that the servers listen on, unless told otherwise, can be had. */
void doctor_tcp_ports(struct lab *lab, struct doctor *doctor, struct finding *finding);
void doctor_udp_ports(struct lab *lab, struct doctor *doctor, struct finding *finding);
