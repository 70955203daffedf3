/* Who holds a port, found in Linux' /proc.
 *
 * /proc/net/tcp (tcp6, udp, udp6) has a line for each socket of the network namespace:
 *
 *   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt  uid timeout inode
 *    0: 0100007F:04D2 00000000:0000 0A 00000000:00000000 00:00000000 00000000 1000       0 23456
 *
 * addresses as 32-bit words in host order, ports in hexadecimal.  The inode is looked for among the
 * descriptors of all processes, /proc/PID/fd/N -> socket:[23456]; those of other users are hidden
 * from ordinary people, who then learn the user at least.  Elsewhere nothing is found and the
 * message stays without a name.  SPDX-License-Identifier: MIT */
#include "io/holder.h"

#include <ctype.h>
#include <dirent.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/conn.h"

enum state { ESTABLISHED = 1, TIME_WAIT = 6, LISTEN = 10 }; /* include/net/tcp_states.h */
enum { TICKS = 100 };                                       /* USER_HZ: what /proc counts time in */

struct row {
    union address local, remote;
    unsigned state, uid;
    unsigned long when; /* ticks until its timer fires */
    unsigned long inode;
};

static bool read_address(const char *text, union address *address)
{
    const char *colon = strchr(text, ':');
    if (!colon) return false;
    unsigned port = (unsigned)strtoul(colon + 1, NULL, 16);
    uint32_t words[4];
    size_t digits = (size_t)(colon - text), count = digits / 8;
    if (digits != 8 && digits != 32) return false;
    for (size_t i = 0; i < count; i++) {
        char word[9] = "";
        memcpy(word, text + 8 * i, 8);
        words[i] = (uint32_t)strtoul(word, NULL, 16);
    }
    memset(address, 0, sizeof *address);
    if (count == 1) {
        address->v4.sin_family = AF_INET;
        memcpy(&address->v4.sin_addr, words, 4);
    } else {
        address->v6.sin6_family = AF_INET6;
        memcpy(&address->v6.sin6_addr, words, 16);
    }
    address_set_port(address, (uint16_t)port);
    return true;
}

static bool read_row(const char *line, struct row *row)
{
    char local[72], remote[72];
    if (sscanf(line, " %*[0-9]: %71s %71s %x %*x:%*x %*x:%lx %*x %u %*u %lu", local, remote,
            &row->state, &row->when, &row->uid, &row->inode) != 6) {
        return false;
    }
    return read_address(local, &row->local) && read_address(remote, &row->remote);
}

/* Whether a socket there keeps us from binding here: same port, and the same address or either of
 * them every address.  A dual-stack IPv6 socket takes the IPv4 port too. */
static bool collides(const union address *held, const union address *wanted)
{
    if (address_port(held) != address_port(wanted)) return false;
    if (held->any.sa_family != wanted->any.sa_family) {
        return held->any.sa_family == AF_INET6 &&
               (address_is_any(held) || IN6_IS_ADDR_V4MAPPED(&held->v6.sin6_addr));
    }
    return address_is_any(held) || address_is_any(wanted) || address_equal(held, wanted);
}

/* Listening sockets tell most, then connections, then what is left of connections. */
static int rank(const struct row *row, int type)
{
    if (type == SOCK_DGRAM || row->state == LISTEN) return 3;
    return row->state == TIME_WAIT ? 1 : 2;
}

static bool find_row(const char *root, int type, const union address *wanted, struct row *best)
{
    static const char *const tables[2][2] = {{"tcp", "tcp6"}, {"udp", "udp6"}};
    int best_rank = 0;
    for (int i = 0; i < 2; i++) {
        char path[512], line[512];
        snprintf(path, sizeof path, "%s/net/%s", root, tables[type == SOCK_DGRAM][i]);
        FILE *file = fopen(path, "re");
        if (!file) continue;
        while (fgets(line, sizeof line, file)) {
            struct row row;
            if (!read_row(line, &row) || !collides(&row.local, wanted)) continue;
            if (rank(&row, type) > best_rank) {
                *best = row;
                best_rank = rank(&row, type);
            }
        }
        fclose(file);
    }
    return best_rank > 0;
}

static bool has_socket(const char *root, const char *pid, unsigned long inode)
{
    char path[512], target[64], wanted[64];
    snprintf(wanted, sizeof wanted, "socket:[%lu]", inode);
    snprintf(path, sizeof path, "%s/%s/fd", root, pid);
    DIR *directory = opendir(path);
    if (!directory) return false;
    bool found = false;
    for (struct dirent *entry; !found && (entry = readdir(directory));) {
        ssize_t len = readlinkat(dirfd(directory), entry->d_name, target, sizeof target - 1);
        if (len <= 0) continue;
        target[len] = '\0';
        found = !strcmp(target, wanted);
    }
    closedir(directory);
    return found;
}

static int find_process(const char *root, unsigned long inode)
{
    DIR *directory = opendir(root);
    if (!directory) return 0;
    int pid = 0;
    for (struct dirent *entry; !pid && (entry = readdir(directory));) {
        if (isdigit((unsigned char)entry->d_name[0]) && has_socket(root, entry->d_name, inode)) {
            pid = (int)strtol(entry->d_name, NULL, 10);
        }
    }
    closedir(directory);
    return pid;
}

static void read_command(const char *root, int pid, char *command, size_t room)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%d/comm", root, pid);
    snprintf(command, room, "a process");
    FILE *file = fopen(path, "re");
    if (!file) return;
    if (fgets(command, (int)room, file)) command[strcspn(command, "\n")] = '\0';
    fclose(file);
}

void holder_find(const char *root, int type, const union address *address, struct holder *holder)
{
    struct row row;
    *holder = (struct holder){0};
    if (!find_row(root, type, address, &row)) return;
    size_t room = sizeof holder->text;
    char peer[ADDRESS_TEXT], command[64];
    address_text(&row.remote, peer, sizeof peer);
    if (type == SOCK_STREAM && row.state == TIME_WAIT) {
        snprintf(holder->text, room, "a connection in TIME_WAIT (with %s), for %lu s more", peer,
            (row.when + TICKS - 1) / TICKS);
        return;
    }
    bool listens = type == SOCK_DGRAM || row.state == LISTEN;
    holder->pid = row.inode ? find_process(root, row.inode) : 0;
    if (holder->pid) {
        read_command(root, holder->pid, command, sizeof command);
        snprintf(holder->text, room, "%s (pid %d)%s%s", command, holder->pid,
            listens ? "" : ", which is connected to ", listens ? "" : peer);
        return;
    }
    if (!row.inode) {
        snprintf(holder->text, room, "a connection that is being closed (with %s)", peer);
        return;
    }
    const struct passwd *user = getpwuid(row.uid);
    snprintf(holder->text, room, "a process of user %s", user ? user->pw_name : "unknown");
}
