/* Capturing from a device: libpcap on the loop.
 *
 * Immediate mode hands over each packet as it comes, at the price of kernel buffer slots that are
 * as large as the largest packet: the buffer is therefore larger than libpcap's own default, which
 * would hold some thirty packets of the loopback.  SPDX-License-Identifier: MIT */
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/time.h"
#include "capture/capture.h"
#include "capture/live_words.h"

enum {
    SNAP_LENGTH = 262144,
    BUFFER_SIZE = 16 << 20,
    HEAP_TIME = 10, /* milliseconds */
    BATCH = 256,    /* packets taken before the loop's other work gets its turn */
};

struct live {
    pcap_t *pcap;
    uv_poll_t poll;
    uv_timer_t timer; /* for devices that cannot be polled, or not reliably */
    unsigned handles; /* that the loop still holds */
    bool closing;
    bool ended;       /* the device went away */
    bool dispatching; /* libpcap is on the stack */
    bool heaped;
    struct live_callbacks callbacks;
    void *context;
    struct interface interface;
    char *device, *filter; /* what `interface` points at */
    uint64_t frames;
};

/* libpcap's number for a link type is the file format's, but for a few that systems disagree on. */
static uint16_t link_type_of(int datalink)
{
    enum { LINKTYPE_C_HDLC = 104, LINKTYPE_ATM = 100, LINKTYPE_RAW = 101, LINKTYPE_LOOP = 108 };
    switch (datalink) {
    case DLT_RAW:
        return LINKTYPE_RAW;
    case DLT_LOOP:
        return LINKTYPE_LOOP;
    case DLT_C_HDLC:
        return LINKTYPE_C_HDLC;
    case DLT_ATM_RFC1483:
        return LINKTYPE_ATM;
    default:
        return (uint16_t)datalink;
    }
}

/* ---- opening ---- */

/* libpcap's codes as libuv's. */
static int error_of(int status)
{
    switch (status) {
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
        return UV_EACCES;
    case PCAP_ERROR_NO_SUCH_DEVICE:
        return UV_ENODEV;
    case PCAP_ERROR_IFACE_NOT_UP:
        return UV_ENETDOWN;
    case PCAP_ERROR_RFMON_NOTSUP:
        return UV_ENOTSUP;
    default:
        return UV_EIO;
    }
}

/* A handle that captures; on failure NULL with the reason. */
static pcap_t *activate(const struct live_options *options, int *error, struct text *message)
{
    char words[PCAP_ERRBUF_SIZE] = "";
    pcap_t *pcap = pcap_create(options->device, words);
    if (!pcap) {
        *error = UV_EIO;
        live_explain(*error, options->device, words, message);
        return NULL;
    }
    pcap_set_snaplen(pcap, (int)(options->snap_length ? options->snap_length : SNAP_LENGTH));
    pcap_set_promisc(pcap, options->promiscuous);
    if (options->monitor) pcap_set_rfmon(pcap, 1);
    pcap_set_immediate_mode(pcap, !options->heaped);
    pcap_set_timeout(pcap, HEAP_TIME);
    pcap_set_buffer_size(pcap, (int)(options->buffer_size ? options->buffer_size : BUFFER_SIZE));
    pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO); /* refused: microseconds then */
    int status = pcap_activate(pcap);
    if (status >= 0) return pcap; /* above 0 are warnings: promiscuity was not to be had, … */
    *error = error_of(status);
    const char *detail = pcap_geterr(pcap);
    live_explain(*error, options->device, *detail ? detail : pcap_statustostr(status), message);
    pcap_close(pcap);
    return NULL;
}

/* The link type asked for, which the device must have. */
static int set_link_type(pcap_t *pcap, const struct live_options *options, struct text *message)
{
    int link = pcap_datalink_name_to_val(options->link_type);
    if (link >= 0 && pcap_set_datalink(pcap, link) == 0) return 0;
    if (!message) return UV_EPROTONOSUPPORT;
    text_clear(message);
    if (link < 0)
        text_format(message, "there is no link type \"%s\"", options->link_type);
    else
        text_format(message, "%s has no link type \"%s\"", options->device, options->link_type);
    return UV_EPROTONOSUPPORT;
}

int live_link_types(const struct live_options *options, void *context,
    void (*each)(void *context, const char *name, const char *description), struct text *message)
{
    int error = 0, *links = NULL;
    pcap_t *pcap = activate(options, &error, message);
    if (!pcap) return error;
    int count = pcap_list_datalinks(pcap, &links);
    for (int i = 0; i < count; i++) {
        const char *name = pcap_datalink_val_to_name(links[i]);
        const char *description = pcap_datalink_val_to_description(links[i]);
        if (name) each(context, name, description ? description : name);
    }
    if (links) pcap_free_datalinks(links);
    pcap_close(pcap);
    return 0;
}

static int set_filter(pcap_t *pcap, const char *filter, struct text *message)
{
    struct bpf_program program;
    if (pcap_compile(pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0) {
        if (message) live_explain_filter(filter, pcap_geterr(pcap), message);
        return UV_EINVAL;
    }
    int status = pcap_setfilter(pcap, &program);
    if (status != 0 && message) live_explain_filter(filter, pcap_geterr(pcap), message);
    pcap_freecode(&program);
    return status == 0 ? 0 : UV_EINVAL;
}

static int describe(struct live *live, const struct live_options *options)
{
    live->device = strdup(options->device);
    if (options->filter) live->filter = strdup(options->filter);
    if (!live->device || (options->filter && !live->filter)) return UV_ENOMEM;
    live->interface = (struct interface){
        .name = live->device,
        .filter = live->filter,
        .link_type = link_type_of(pcap_datalink(live->pcap)),
        .snap_length = options->snap_length ? options->snap_length : SNAP_LENGTH,
        .time_digits = pcap_get_tstamp_precision(live->pcap) == PCAP_TSTAMP_PRECISION_NANO ? 9 : 6,
    };
    return 0;
}

static void destroy(struct live *live)
{
    if (live->pcap) pcap_close(live->pcap);
    free(live->device);
    free(live->filter);
    free(live);
}

/* ---- running ---- */

static void on_packet(u_char *argument, const struct pcap_pkthdr *header, const u_char *data)
{
    struct live *live = (struct live *)(void *)argument;
    if (live->closing) return;
    bool nanoseconds = live->interface.time_digits == 9;
    struct frame frame = {
        .number = ++live->frames,
        .time = header->ts.tv_sec * TIME_SECOND + header->ts.tv_usec * (nanoseconds ? 1 : 1000),
        .time_digits = live->interface.time_digits,
        .link_type = live->interface.link_type,
        .captured = header->caplen,
        .length = header->len,
        .data = data,
        .section = 1,
        .interface = &live->interface,
    };
    live->callbacks.frame(live->context, &frame);
}

/* Takes up to `most` packets (-1: what is there); how many they were.  A callback may close the
 * capture meanwhile, or want to drain it, which is what goes on already. */
static int dispatch(struct live *live, int most)
{
    if (live->closing || live->ended || live->dispatching) return 0;
    live->dispatching = true;
    int count = pcap_dispatch(live->pcap, most, on_packet, (u_char *)live);
    live->dispatching = false;
    if (live->closing || count >= 0 || count == PCAP_ERROR_BREAK) return count > 0 ? count : 0;
    live->ended = true;
    if (live->handles > 1) uv_poll_stop(&live->poll);
    uv_timer_stop(&live->timer);
    if (live->callbacks.ended) {
        struct text message = {0};
        live_explain(UV_EIO, live->device, pcap_geterr(live->pcap), &message);
        live->callbacks.ended(live->context, UV_EIO, text_string(&message));
        text_finish(&message);
    }
    return 0;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
    struct live *live = poll->data;
    (void)events; /* libpcap finds out itself what is wrong with its descriptor */
    dispatch(live, BATCH);
    /* An error that libpcap lives with (the device went down, it may come up again) has made libuv
     * stop watching. */
    if (status < 0 && !live->closing && !live->ended)
        uv_poll_start(&live->poll, UV_READABLE, on_readable);
}

static void on_timer(uv_timer_t *timer)
{
    dispatch(timer->data, BATCH);
}

/* ---- the wall ---- */

int live_open(uv_loop_t *loop, const struct live_options *options,
    const struct live_callbacks *callbacks, void *context, struct live **opened,
    struct text *message)
{
    char words[PCAP_ERRBUF_SIZE];
    struct live *live = calloc(1, sizeof *live);
    if (!live) return UV_ENOMEM;
    *live = (struct live){.heaped = options->heaped, .callbacks = *callbacks, .context = context};
    int error = 0;
    live->pcap = activate(options, &error, message);
    if (live->pcap && options->link_type) error = set_link_type(live->pcap, options, message);
    if (live->pcap && !error) error = describe(live, options);
    if (!error && options->filter) error = set_filter(live->pcap, options->filter, message);
    if (!error && pcap_setnonblock(live->pcap, 1, words) != 0) {
        error = UV_EIO;
        live_explain(error, options->device, words, message);
    }
    int descriptor = error ? -1 : pcap_get_selectable_fd(live->pcap);
    if (!error && descriptor >= 0) {
        error = uv_poll_init(loop, &live->poll, descriptor);
        if (error)
            live_explain(error, options->device, uv_strerror(error), message);
        else
            live->handles++;
    }
    if (error) {
        destroy(live);
        return error;
    }
    uv_timer_init(loop, &live->timer);
    live->handles++;
    live->poll.data = live->timer.data = live;
    if (descriptor >= 0) uv_poll_start(&live->poll, UV_READABLE, on_readable);
    const struct timeval *every = pcap_get_required_select_timeout(live->pcap);
    uint64_t period = every ? (uint64_t)every->tv_sec * 1000 + (uint64_t)every->tv_usec / 1000 : 10;
    if (descriptor < 0 || every)
        uv_timer_start(&live->timer, on_timer, period ? period : 1, period ? period : 1);
    *opened = live;
    return 0;
}

void live_drain(struct live *live)
{
    if (live->heaped && !live->closing && !live->dispatching) uv_sleep(2 * HEAP_TIME);
    while (dispatch(live, -1) > 0)
        continue;
}

void live_stats(struct live *live, struct capture_stats *stats)
{
    struct pcap_stat counted;
    *stats = (struct capture_stats){0};
    if (live->closing || pcap_stats(live->pcap, &counted) != 0) return;
    *stats = (struct capture_stats){.received = counted.ps_recv,
        .dropped = counted.ps_drop,
        .dropped_by_interface = counted.ps_ifdrop,
        .known = true};
}

const struct interface *live_interface(const struct live *live)
{
    return &live->interface;
}

void live_unref(struct live *live)
{
    uv_unref((uv_handle_t *)&live->timer);
    if (live->handles > 1) uv_unref((uv_handle_t *)&live->poll);
}

static void on_closed(uv_handle_t *handle)
{
    struct live *live = handle->data;
    if (--live->handles == 0) destroy(live);
}

void live_close(struct live *live)
{
    if (!live || live->closing) return;
    live->closing = true;
    if (live->dispatching) pcap_breakloop(live->pcap);
    bool polled = live->handles > 1;
    uv_close((uv_handle_t *)&live->timer, on_closed);
    if (polled) uv_close((uv_handle_t *)&live->poll, on_closed);
}

bool live_filter_valid(const char *filter, struct text *message)
{
    pcap_t *pcap = pcap_open_dead(DLT_EN10MB, SNAP_LENGTH);
    struct bpf_program program;
    if (!pcap) return false;
    bool valid = pcap_compile(pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) == 0;
    if (valid)
        pcap_freecode(&program);
    else if (message)
        live_explain_filter(filter, pcap_geterr(pcap), message);
    pcap_close(pcap);
    return valid;
}
