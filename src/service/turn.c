/* What is said within one turn of the loop.  See turn.h.  SPDX-License-Identifier: MIT */
#include "service/turn.h"

#include <stdlib.h>

#include "io/share.h"

static void on_prepare(uv_prepare_t *prepare)
{
    turn_flush(prepare->data);
}

void turn_open(struct turn *turn, uv_loop_t *loop)
{
    uv_prepare_init(loop, &turn->prepare);
    turn->prepare.data = turn;
    turn->open = true;
}

static bool has_room(struct turn *turn)
{
    if (turn->npieces < turn->room) return true;
    uint32_t room = turn->room ? turn->room * 2 : 64;
    struct turn_piece *pieces = realloc(turn->pieces, room * sizeof *pieces);
    if (pieces) turn->pieces = pieces;
    struct bytes *gathered = pieces ? realloc(turn->gathered, room * sizeof *gathered) : NULL;
    if (!gathered) return false;
    turn->gathered = gathered;
    turn->room = room;
    return true;
}

void turn_give(struct turn *turn, struct turn_reader *reader, size_t at, size_t len)
{
    struct turn_piece *last = reader->last ? &turn->pieces[reader->last - 1] : NULL;
    if (last && last->at + last->len == at) {
        last->len += (uint32_t)len;
        return;
    }
    if (!turn->open || turn->text.failed || !has_room(turn)) {
        conn_abort(reader->conn, UV_ENOMEM, false); /* rather than a stream with a hole in it */
        return;
    }
    turn->pieces[turn->npieces++] = (struct turn_piece){.at = (uint32_t)at, .len = (uint32_t)len};
    if (reader->last) {
        turn->pieces[reader->last - 1].next = turn->npieces;
    } else {
        reader->first = turn->npieces;
        reader->next = turn->readers;
        turn->readers = reader;
    }
    reader->last = turn->npieces;
    uv_prepare_start(&turn->prepare, on_prepare);
}

void turn_begin(struct turn *turn)
{
    if (turn->text.len >= TURN_BYTES || turn->npieces >= TURN_PIECES) turn_flush(turn);
}

/* A reader that lags keeps all of a share, so one that has little of it gets a copy of its own. */
static int write_excerpt(struct turn *turn, struct turn_reader *reader, unsigned count)
{
    text_clear(&turn->excerpt);
    for (unsigned i = 0; i < count; i++)
        text_add(&turn->excerpt, turn->gathered[i].at, turn->gathered[i].len);
    struct share own = {bytes_of(turn->excerpt.at, turn->excerpt.len), NULL};
    int status = UV_ENOMEM;
    if (turn->excerpt.failed) {
        conn_abort(reader->conn, status, false);
    } else {
        status = conn_write_shared(reader->conn, &own, &own.bytes, 1);
    }
    share_finish(&own);
    return status;
}

static void deliver(struct turn *turn, struct turn_reader *reader, struct share *share)
{
    unsigned count = 0;
    size_t total = 0;
    for (uint32_t i = reader->first; i; i = turn->pieces[i - 1].next) {
        const struct turn_piece *piece = &turn->pieces[i - 1];
        turn->gathered[count++] = bytes_of(turn->text.at + piece->at, piece->len);
        total += piece->len;
    }
    reader->first = reader->last = 0;
    int status = total < turn->text.len / 4
                     ? write_excerpt(turn, reader, count)
                     : conn_write_shared(reader->conn, share, turn->gathered, count);
    if (status < 0) return; /* it is being closed already */
    size_t queued = conn_queued(reader->conn);
    reader->behind = queued ? reader->behind + 1 : 0;
    if (queued + (size_t)reader->behind * TURN_COST > turn->queue) {
        turn->slow(reader);
        conn_abort(reader->conn, UV_ECANCELED, true);
    } else if (reader->leaving) {
        conn_close(reader->conn);
    }
}

void turn_flush(struct turn *turn)
{
    struct share share = {bytes_of(turn->text.at, turn->text.len), NULL};
    struct turn_reader *reader = turn->readers;
    turn->readers = NULL;
    for (struct turn_reader *next; reader; reader = next) {
        next = reader->next;
        deliver(turn, reader, &share);
    }
    share_finish(&share);
    turn->npieces = 0;
    text_clear(&turn->text);
    if (turn->open) uv_prepare_stop(&turn->prepare);
}

void turn_forget(struct turn *turn, struct turn_reader *reader)
{
    if (!reader->first) return;
    struct turn_reader **at = &turn->readers;
    while (*at != reader)
        at = &(*at)->next;
    *at = reader->next;
    reader->first = reader->last = 0;
}

void turn_tell_slow(struct turn_reader *reader, struct events *events)
{
    event_tell(
        events, &(struct event){.kind = EVENT_WARNING,
                    .conn = conn_id(reader->conn),
                    .human = "{peer} does not read: dropped, with {queued} bytes waiting for it",
                    .values = {event_text("warning", "slow-reader"),
                        event_text("peer", conn_peer(reader->conn)),
                        event_uint("queued", conn_queued(reader->conn))}});
}

void turn_close(struct turn *turn)
{
    if (!turn->open) return;
    turn_flush(turn);
    turn->open = false;
    uv_close((uv_handle_t *)&turn->prepare, NULL);
}

void turn_finish(struct turn *turn)
{
    text_finish(&turn->text);
    free(turn->pieces);
    free(turn->gathered);
    text_finish(&turn->excerpt);
}
