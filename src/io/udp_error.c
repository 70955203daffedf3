/* See udp_error.h.  SPDX-License-Identifier: MIT */
#include "io/udp_error.h"

#ifdef __linux__
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <uv.h>

void udp_errors_keep(int descriptor, sa_family_t family)
{
    const int yes = 1;
    if (family == AF_INET6) {
        setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVERR, &yes, sizeof yes);
    } else {
        setsockopt(descriptor, IPPROTO_IP, IP_RECVERR, &yes, sizeof yes);
    }
}

static void explain_v4(uint8_t type, uint8_t code, struct udp_error *error)
{
    static const char *const unreachable[] = {
        [ICMP_NET_UNREACH] = "network unreachable",
        [ICMP_HOST_UNREACH] = "host unreachable",
        [ICMP_PROT_UNREACH] = "protocol unreachable",
        [ICMP_PORT_UNREACH] = "port unreachable",
        [ICMP_FRAG_NEEDED] = "too large for the way",
    };
    if (type == ICMP_TIME_EXCEEDED) {
        error->words = "time to live exceeded";
    } else if (type == ICMP_DEST_UNREACH) {
        error->hard = code == ICMP_PORT_UNREACH || code == ICMP_PROT_UNREACH;
        error->words = code < sizeof unreachable / sizeof *unreachable ? unreachable[code]
                                                                       : "destination unreachable";
    }
}

static void explain_v6(uint8_t type, uint8_t code, struct udp_error *error)
{
    static const char *const unreachable[] = {
        [ICMP6_DST_UNREACH_NOROUTE] = "no route to destination",
        [ICMP6_DST_UNREACH_ADMIN] = "administratively prohibited",
        [ICMP6_DST_UNREACH_BEYONDSCOPE] = "beyond scope of source address",
        [ICMP6_DST_UNREACH_ADDR] = "address unreachable",
        [ICMP6_DST_UNREACH_NOPORT] = "port unreachable",
    };
    if (type == ICMP6_TIME_EXCEEDED) {
        error->words = "hop limit exceeded";
    } else if (type == ICMP6_PACKET_TOO_BIG) {
        error->words = "too large for the way";
    } else if (type == ICMP6_DST_UNREACH) {
        error->hard = code == ICMP6_DST_UNREACH_NOPORT;
        error->words = code < sizeof unreachable / sizeof *unreachable ? unreachable[code]
                                                                       : "destination unreachable";
    }
}

/* False for what is no ICMP error: what the kernel refused on its own it has said to the sender. */
static bool explain(struct msghdr *message, struct udp_error *error)
{
    for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control;
         control = CMSG_NXTHDR(message, control)) {
        bool v4 = control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_RECVERR;
        bool v6 = control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_RECVERR;
        struct {
            struct sock_extended_err error;
            union address teller;
        } said = {0};
        if (!v4 && !v6) continue;
        size_t len = control->cmsg_len - CMSG_LEN(0);
        memcpy(&said, CMSG_DATA(control), len < sizeof said ? len : sizeof said);
        error->teller = said.teller;
        error->status = uv_translate_sys_error((int)said.error.ee_errno);
        error->words = uv_strerror(error->status);
        if (said.error.ee_origin == SO_EE_ORIGIN_ICMP) {
            explain_v4(said.error.ee_type, said.error.ee_code, error);
        } else if (said.error.ee_origin == SO_EE_ORIGIN_ICMP6) {
            explain_v6(said.error.ee_type, said.error.ee_code, error);
        } else {
            return false;
        }
        return true;
    }
    return false;
}

bool udp_error_take(int descriptor, struct udp_error *error)
{
    for (;;) {
        union {
            struct cmsghdr align;
            char room[256]; /* the error, its teller, and an address of ours */
        } control;
        *error = (struct udp_error){0};
        struct msghdr message = {.msg_name = &error->peer,
            .msg_namelen = sizeof error->peer,
            .msg_control = &control,
            .msg_controllen = sizeof control};
        ssize_t got = recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return false;
        if (explain(&message, error)) return true;
    }
}

#else
void udp_errors_keep(int descriptor, sa_family_t family)
{
    (void)descriptor;
    (void)family;
}

bool udp_error_take(int descriptor, struct udp_error *error)
{
    (void)descriptor;
    (void)error;
    return false;
}
#endif
