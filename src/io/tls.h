/* Connections on TLS, beyond what every connection is.  SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "io/conn.h"

/* The peer's certificates and the handshake, in lines for people (--show-certs).  Nothing for other
 * transports. */
void tls_conn_show(struct conn *conn, struct text *text);
/* The peer's certificates as PEM, its own first; empty without any.  Valid as long as the connection. */
struct bytes tls_conn_chain(struct conn *conn);
