/* Colour by protocol, after Wireshark's rules.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/dissector.h"
#include "dissect/packet.h"

/* The fields that the rules look at; found once, since names are slow. */
struct color_rules {
    const struct field *tcp_flags, *tcp_analysis;
};

void color_want(struct color_rules *rules, struct dissector *dissector);

/* Text and background are both set, so that the line is readable on a dark terminal and on a light
 * one. */
struct color {
    const char *begin;             /* the escape sequence; COLOR_END ends it */
    const char *text, *background; /* as Wireshark has them: "#12272e" */
};
const struct color *color_of(const struct color_rules *rules, const struct packet *packet);
#define COLOR_END "\x1b[0m"
