/* Online Certificate Status Protocol, RFC 6960, as HTTP carries it: does this certificate still hold?
 * What is asked and answered is read where certificates are (x509_ocsp.c).
 * SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto.h"
#include "dissect/proto/x509.h"

static void dissect(struct packet *p, struct cur *c)
{
    p->layer->length = cur_captured(c);
    p->layer->trouble = bytes_of_string(x509_ocsp_message(p, c) ? "Response" : "Request");
    c->at = c->end;
}

static void info(struct text *text, const struct packet *p, const struct layer *layer)
{
    (void)p;
    text_add(text, layer->trouble.at, layer->trouble.len);
}

const struct proto proto_ocsp = {.name = "ocsp",
    .title = "Online Certificate Status Protocol",
    .brief = "OCSP",
    .column = "OCSP",
    .dissect = dissect,
    .info = info};
