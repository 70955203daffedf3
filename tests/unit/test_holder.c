/* Who holds a port, read from a made-up /proc.  SPDX-License-Identifier: MIT */
#include "io/holder.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

/* A folder with what the kernel would show. */
struct proc {
    char root[64];
};

static void write_file(const struct proc *proc, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", proc->root, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(const struct proc *proc, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", proc->root, name);
    ck_assert_int_eq(mkdir(path, 0755), 0);
}

static void make(struct proc *proc, const char *table, const char *rows)
{
    char link[256];
    snprintf(proc->root, sizeof proc->root, "/tmp/wirelab-holder-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(proc->root));
    make_folder(proc, "net");
    write_file(proc, table, rows);
    make_folder(proc, "4711");
    make_folder(proc, "4711/fd");
    write_file(proc, "4711/comm", "python3\n");
    snprintf(link, sizeof link, "%s/4711/fd/5", proc->root);
    ck_assert_int_eq(symlink("socket:[777]", link), 0);
}

static void destroy(const struct proc *proc)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", proc->root);
    ck_assert_int_eq(system(command), 0);
}

static const char HEADING[] = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
                              "retrnsmt   uid  timeout inode\n";

static const struct {
    const char *table;
    int type;
    const char *rows;   /* below the heading */
    const char *wanted; /* the address to be bound, port 1234 (0x04D2) */
    int pid;
    const char *text; /* what is said, or its beginning */
} cases[] = {
    {"net/tcp", SOCK_STREAM,
        "   0: 0100007F:04D2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 777 1 0\n",
        "127.0.0.1", 4711, "python3 (pid 4711)"},
    {"net/tcp", SOCK_STREAM,
        "   0: 00000000:04D2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 777 1 0\n",
        "127.0.0.1", 4711, "python3 (pid 4711)"},
    /* Another address, another port: nothing. */
    {"net/tcp", SOCK_STREAM,
        "   0: 0200007F:04D2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 777 1 0\n"
        "   1: 0100007F:04D3 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 777 1 0\n",
        "127.0.0.1", 0, ""},
    /* A dual-stack IPv6 socket takes the IPv4 port too. */
    {"net/tcp6", SOCK_STREAM,
        "   0: 00000000000000000000000000000000:04D2 00000000000000000000000000000000:0000 0A "
        "00000000:00000000 00:00000000 00000000     0        0 777 1 0\n",
        "127.0.0.1", 4711, "python3 (pid 4711)"},
    {"net/tcp6", SOCK_STREAM,
        "   0: 00000000000000000000000001000000:04D2 00000000000000000000000000000000:0000 0A "
        "00000000:00000000 00:00000000 00000000     0        0 777 1 0\n",
        "::1", 4711, "python3 (pid 4711)"},
    /* TIME_WAIT belongs to nobody; 0x5DC ticks are 15 seconds. */
    {"net/tcp", SOCK_STREAM,
        "   0: 0100007F:04D2 0100007F:C350 06 00000000:00000000 03:000005DC 00000000     0        "
        "0 0 3 0\n",
        "127.0.0.1", 0, "a connection in TIME_WAIT (with 127.0.0.1:50000), for 15 s more"},
    /* One that listens tells more than a connection of its. */
    {"net/tcp", SOCK_STREAM,
        "   0: 0100007F:04D2 0100007F:C350 06 00000000:00000000 03:000005DC 00000000     0        "
        "0 0 3 0\n"
        "   1: 0100007F:04D2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 777 1 0\n",
        "127.0.0.1", 4711, "python3 (pid 4711)"},
    {"net/tcp", SOCK_STREAM,
        "   0: 0100007F:04D2 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        "
        "0 777 1 0\n",
        "127.0.0.1", 4711, "python3 (pid 4711), which is connected to 127.0.0.1:50000"},
    /* Somebody else's process is hidden: the user at least. */
    {"net/tcp", SOCK_STREAM,
        "   0: 0100007F:04D2 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 778 1 0\n",
        "127.0.0.1", 0, "a process of user root"},
    {"net/udp", SOCK_DGRAM,
        "  34: 0100007F:04D2 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        "
        "0 777 2 0 0\n",
        "127.0.0.1", 4711, "python3 (pid 4711)"},
    /* UDP does not hinder TCP; lines that are none are passed over. */
    {"net/udp", SOCK_STREAM,
        "  34: 0100007F:04D2 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        "
        "0 777 2 0 0\n",
        "127.0.0.1", 0, ""},
    {"net/tcp", SOCK_STREAM, "nonsense\n 0: 0100007F 00000000:0000 0A\n\n   1: zz:04D2 : 0A\n",
        "127.0.0.1", 0, ""},
};

START_TEST(finds_the_holder)
{
    struct proc proc;
    char rows[1024];
    union address address;
    struct holder holder;
    snprintf(rows, sizeof rows, "%s%s", HEADING, cases[_i].rows);
    make(&proc, cases[_i].table, rows);
    ck_assert(address_parse(cases[_i].wanted, 1234, &address));
    holder_find(proc.root, cases[_i].type, &address, &holder);
    destroy(&proc);
    ck_assert_str_eq(holder.text, cases[_i].text);
    ck_assert_int_eq(holder.pid, cases[_i].pid);
}
END_TEST

START_TEST(finds_nothing_without_proc)
{
    union address address;
    struct holder holder;
    ck_assert(address_parse("127.0.0.1", 1234, &address));
    holder_find("/nonexistent", SOCK_STREAM, &address, &holder);
    ck_assert_str_eq(holder.text, "");
}
END_TEST

static const struct {
    const char *text, *written;
} addresses[] = {
    {"127.0.0.1", "127.0.0.1:1234"},
    {"::1", "[::1]:1234"},
    {"2001:db8:0:0::1", "[2001:db8::1]:1234"},
    {"fe80::1%lo", "[fe80::1%lo]:1234"},
    {"localhost", NULL},
    {"127.0.0.256", NULL},
    {"fe80::1%no-such-interface", NULL},
    {"", NULL},
};

START_TEST(reads_and_writes_addresses)
{
    union address address;
    char text[ADDRESS_TEXT];
    bool right = address_parse(addresses[_i].text, 1234, &address);
    ck_assert_int_eq(right, addresses[_i].written != NULL);
    if (!right) return;
    address_text(&address, text, sizeof text);
    ck_assert_str_eq(text, addresses[_i].written);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("holder");
    TCase *tests = tcase_create("holder");
    tcase_add_loop_test(tests, finds_the_holder, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(tests, finds_nothing_without_proc);
    tcase_add_loop_test(
        tests, reads_and_writes_addresses, 0, (int)(sizeof addresses / sizeof *addresses));
    suite_add_tcase(suite, tests);
    return unit_run(suite);
}
