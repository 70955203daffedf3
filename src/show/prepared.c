/* Texts prepared for each field.  See prepared.h.  SPDX-License-Identifier: MIT */
#include "show/prepared.h"

#include <stdlib.h>

static size_t place_of(const struct prepared *prepared, const struct field *field)
{
    size_t place = (size_t)((uintptr_t)field / sizeof *field * UINT64_C(0x9e3779b97f4a7c15) >> 32) &
                   prepared->mask;
    while (prepared->places[place].field && prepared->places[place].field != field)
        place = (place + 1) & prepared->mask;
    return place;
}

bool prepared_init(
    struct prepared *prepared, void (*compose)(struct text *text, const struct field *field))
{
    size_t nprotos, nfields = 0;
    const struct proto *const *protos = dissector_protos(&nprotos);
    for (size_t i = 0; i < nprotos; i++)
        nfields += protos[i]->nfields;
    prepared->mask = 1;
    while (prepared->mask < 2 * nfields)
        prepared->mask = 2 * prepared->mask + 1;
    prepared->places = calloc(prepared->mask + 1, sizeof *prepared->places);
    if (!prepared->places) return false;
    for (size_t i = 0; i < nprotos; i++) {
        for (unsigned row = 0; row < protos[i]->nfields; row++) {
            const struct field *field = &protos[i]->fields[row];
            struct prepared_text *place = &prepared->places[place_of(prepared, field)];
            if (place->field) continue; /* protocols may share rows: the first has given them */
            place->field = field;
            place->at = (uint32_t)prepared->text.len;
            compose(&prepared->text, field);
            place->len = (uint32_t)prepared->text.len - place->at;
        }
    }
    return !prepared->text.failed;
}

void prepared_finish(struct prepared *prepared)
{
    text_finish(&prepared->text);
    free(prepared->places);
}

void prepared_add(const struct prepared *prepared, struct text *text, const struct field *field)
{
    const struct prepared_text *found = &prepared->places[place_of(prepared, field)];
    text_add(text, prepared->text.at + found->at, found->len);
}
