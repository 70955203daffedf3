/* The column formats.  See column_format.h.  SPDX-License-Identifier: MIT */
#include "show/column_format.h"

#include <string.h>

#include "dissect/names.h"

#define PLAIN(code, title, place, column)                                                          \
    {                                                                                              \
        code, title, COLUMN_IS_PLAIN, place, column, NULL, NULL                                    \
    }
#define TIME(code, title, stamp)                                                                   \
    {                                                                                              \
        code, title, COLUMN_IS_TIME, PLACE_TIME, stamp, NULL, NULL                                 \
    }
#define FIELD(code, title, place, fields)                                                          \
    {                                                                                              \
        code, title, COLUMN_IS_FIELD, place, 0, fields, NULL                                       \
    }
#define EMPTY(code, title)                                                                         \
    {                                                                                              \
        code, title, COLUMN_IS_EMPTY, PLACE_FREE, 0, NULL, NULL                                    \
    }

static const char SOURCE_PORT[] = "tcp.srcport || udp.srcport",
                  DESTINATION_PORT[] = "tcp.dstport || udp.dstport",
                  NETWORK_SOURCE[] = "ip.src || ipv6.src",
                  NETWORK_DESTINATION[] = "ip.dst || ipv6.dst";

static const struct column_format formats[] = {
    FIELD("%q", "802.1Q VLAN id", PLACE_FREE, "vlan.id"),
    TIME("%Yt", "Absolute date, as YYYY-MM-DD, and time", STAMP_DATE),
    TIME("%YDOYt", "Absolute date, as YYYY/DOY, and time", STAMP_DAY_OF_YEAR),
    TIME("%At", "Absolute time", STAMP_ABSOLUTE),
    EMPTY("%V", "Cisco VSAN"),
    {"%B", "Cumulative Bytes", COLUMN_IS_SUM, PLACE_FREE, 0, NULL, NULL},
    {"%Cus", "Custom", COLUMN_IS_FIELD, PLACE_FREE, 0, NULL, NULL},
    EMPTY("%y", "DCE/RPC call (cn_call_id / dg_seqnum)"),
    TIME("%Tt", "Delta time", STAMP_DELTA),
    TIME("%Gt", "Delta time displayed", STAMP_DELTA_SHOWN),
    PLAIN("%rd", "Dest addr (resolved)", PLACE_DESTINATION, COLUMN_DESTINATION),
    PLAIN("%ud", "Dest addr (unresolved)", PLACE_DESTINATION, COLUMN_DESTINATION),
    FIELD("%rD", "Dest port (resolved)", PLACE_FREE, DESTINATION_PORT),
    FIELD("%uD", "Dest port (unresolved)", PLACE_FREE, DESTINATION_PORT),
    PLAIN("%d", "Destination address", PLACE_DESTINATION, COLUMN_DESTINATION),
    FIELD("%D", "Destination port", PLACE_FREE, DESTINATION_PORT),
    {"%a", "Expert Info Severity", COLUMN_IS_SEVERITY, PLACE_FREE, 0, NULL, NULL},
    EMPTY("%I", "FW-1 monitor if/direction"),
    EMPTY("%F", "Frequency/Channel"),
    FIELD("%hd", "Hardware dest addr", PLACE_DESTINATION, "eth.dst"),
    FIELD("%hs", "Hardware src addr", PLACE_SOURCE, "eth.src"),
    FIELD("%rhd", "Hw dest addr (resolved)", PLACE_DESTINATION, "eth.dst"),
    FIELD("%uhd", "Hw dest addr (unresolved)", PLACE_DESTINATION, "eth.dst"),
    FIELD("%rhs", "Hw src addr (resolved)", PLACE_SOURCE, "eth.src"),
    FIELD("%uhs", "Hw src addr (unresolved)", PLACE_SOURCE, "eth.src"),
    EMPTY("%e", "IEEE 802.11 RSSI"),
    EMPTY("%x", "IEEE 802.11 TX rate"),
    {"%f", "IP DSCP Value", COLUMN_IS_FIELD, PLACE_FREE, 0, "ip.dsfield.dscp:1:U",
        names_dscp_short},
    PLAIN("%i", "Information", PLACE_FREE, COLUMN_INFO),
    FIELD("%rnd", "Net dest addr (resolved)", PLACE_DESTINATION, NETWORK_DESTINATION),
    FIELD("%und", "Net dest addr (unresolved)", PLACE_DESTINATION, NETWORK_DESTINATION),
    FIELD("%rns", "Net src addr (resolved)", PLACE_SOURCE, NETWORK_SOURCE),
    FIELD("%uns", "Net src addr (unresolved)", PLACE_SOURCE, NETWORK_SOURCE),
    FIELD("%nd", "Network dest addr", PLACE_DESTINATION, NETWORK_DESTINATION),
    FIELD("%ns", "Network src addr", PLACE_SOURCE, NETWORK_SOURCE),
    PLAIN("%m", "Number", PLACE_NUMBER, COLUMN_NUMBER),
    PLAIN("%L", "Packet length (bytes)", PLACE_FREE, COLUMN_LENGTH),
    PLAIN("%p", "Protocol", PLACE_FREE, COLUMN_PROTOCOL),
    TIME("%Rt", "Relative time", STAMP_RELATIVE),
    PLAIN("%s", "Source address", PLACE_SOURCE, COLUMN_SOURCE),
    FIELD("%S", "Source port", PLACE_FREE, SOURCE_PORT),
    PLAIN("%rs", "Src addr (resolved)", PLACE_SOURCE, COLUMN_SOURCE),
    PLAIN("%us", "Src addr (unresolved)", PLACE_SOURCE, COLUMN_SOURCE),
    FIELD("%rS", "Src port (resolved)", PLACE_FREE, SOURCE_PORT),
    FIELD("%uS", "Src port (unresolved)", PLACE_FREE, SOURCE_PORT),
    EMPTY("%E", "TEI"),
    TIME("%Yut", "UTC date, as YYYY-MM-DD, and time", STAMP_UTC_DATE),
    TIME("%YDOYut", "UTC date, as YYYY/DOY, and time", STAMP_UTC_DAY_OF_YEAR),
    TIME("%Aut", "UTC time", STAMP_UTC),
    PLAIN("%t", "Time (format as specified)", PLACE_TIME, COLUMN_TIME),
};

enum { FORMATS = sizeof formats / sizeof *formats };

const struct column_format *column_format_find(const char *code)
{
    for (size_t i = 0; i < FORMATS; i++)
        if (strcmp(formats[i].code, code) == 0) return &formats[i];
    return NULL;
}

void column_format_list(struct text *text)
{
    for (size_t i = 0; i < FORMATS; i++)
        text_format(text, "%s\t%s\n", formats[i].code, formats[i].title);
    text_put(text,
        "\nFor example, to show the columns that are shown anyway:\n\n"
        "wirelab sniff -o 'gui.column.format:\"No.\",\"%m\",\"Time\",\"%t\",\"Source\",\"%s\","
        "\"Destination\",\"%d\",\"Protocol\",\"%p\",\"Length\",\"%L\",\"Info\",\"%i\"'\n");
}
