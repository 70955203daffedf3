/* -n, -N, -H and -W n: names for the numbers of hosts, stations and ports.
 *
 *     -N m   stations: Wireshark's lists of makers and of well-known addresses, where they are
 *            installed, and /etc/ethers
 *     -N n   hosts: files in the form of /etc/hosts (-H), names that the capture file brings along
 *     -N d   … and the answers of name servers that are seen in the capture
 *     -N N   … and what the name servers of this machine say
 *     -N t   ports: Wireshark's list, or /etc/services
 *
 * A file waits for the name servers; a capture that goes on does not, and shows a name from the
 * next packet on.  SPDX-License-Identifier: MIT */
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "dissect/answers.h"
#include "dissect/directory.h"
#include "sniff.h"

enum { LIST_MOST = 16 << 20, LOOKUPS_MOST = 256, SILENT_MOST = 3 };

struct lookup {
    uv_getnameinfo_t request;
    struct sniff_names *names;
    uint8_t address[16];
    size_t length;
    struct lookup *next, **link;
};

struct sniff_names {
    struct sniff *sniff;
    struct directory *directory;
    struct answers answers;
    unsigned kinds;
    bool learns, asks; /* d; N */
    bool writes;       /* -W n: what is learned goes into the file of -w */
    struct lookup *lookups;
    unsigned waiting, silent; /* lookups; those in a row that no name server answered */
};

/* --- settings ------------------------------------------------------------------------------------ */

static bool read_letters(struct sniff *sniff, struct sniff_names *names, const char *letters)
{
    for (const char *at = letters; *at; at++) {
        if (*at == 'm')
            names->kinds |= DIRECTORY_STATIONS;
        else if (*at == 'n')
            names->kinds |= DIRECTORY_HOSTS;
        else if (*at == 't')
            names->kinds |= DIRECTORY_PORTS;
        else if (*at == 'd')
            names->learns = true;
        else if (*at == 'N')
            names->asks = true;
        else if (*at != 'v') {
            say_error(sniff->lab, "-N specifies unknown resolving option '%.1s'", at);
            say_hint(sniff->lab,
                "m stations, n hosts, d as answered in the capture, N by name servers, "
                "t ports; v VLANs, of which there is no list");
            return false;
        }
    }
    bool hosts = names->kinds & DIRECTORY_HOSTS;
    names->learns &= hosts;
    names->learns |= names->writes && sniff->saved_names;
    names->asks &= hosts;
    return true;
}

bool sniff_names_settings(struct sniff *sniff)
{
    if (sniff->saved_names && strcmp(sniff->saved_names, "n") != 0) {
        say_error(sniff->lab, "Invalid -W argument \"%s\"; it must be n", sniff->saved_names);
        say_hint(
            sniff->lab, "-W n writes the names of hosts, as -N nd finds them, into the file of -w");
        return false;
    }
    struct sniff_names *names = sniff->names = calloc(1, sizeof *names);
    if (!names) {
        say_error(sniff->lab, "out of memory");
        return false;
    }
    names->sniff = sniff;
    names->writes = sniff->write && (sniff->saved_names || sniff->host_files.count);
    return read_letters(sniff, names, sniff->resolving ? sniff->resolving : "");
}

/* --- lists --------------------------------------------------------------------------------------- */

/* False if it is not there, or cannot be read. */
static bool read_list(const char *path, struct text *list)
{
    text_clear(list);
    return file_read(path, LIST_MOST, list) == 0;
}

/* A list of the user's own, where Wireshark keeps it. */
static bool read_own(const char *name, struct text *list)
{
    const char *place = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    struct text path = {0};
    if (place && *place)
        text_format(&path, "%s/wireshark/%s", place, name);
    else if (home && *home)
        text_format(&path, "%s/.config/wireshark/%s", home, name);
    bool there = path.len && read_list(text_string(&path), list);
    text_finish(&path);
    return there;
}

static struct bytes all_of(const struct text *list)
{
    return bytes_of(list->at, list->len);
}

static const char MAKERS[] = "/usr/share/wireshark/manuf";

static void read_stations(struct directory *directory, struct text *list)
{
    if (read_list(MAKERS, list)) directory_read_stations(directory, all_of(list), DIRECTORY_MAKERS);
    if (read_list("/usr/share/wireshark/wka", list))
        directory_read_stations(directory, all_of(list), DIRECTORY_WELL_KNOWN);
    if (read_list("/etc/ethers", list))
        directory_read_stations(directory, all_of(list), DIRECTORY_ETHERS);
    if (read_own("ethers", list))
        directory_read_stations(directory, all_of(list), DIRECTORY_ETHERS);
}

static void write_name(void *context, struct bytes address, struct bytes name)
{
    struct sniff_names *names = context;
    struct text terminated = {0};
    text_add(&terminated, name.at, name.len);
    text_char(&terminated, '\0');
    if (names->writes)
        sniff_output_names(names->sniff, address, bytes_of(terminated.at, terminated.len));
    text_finish(&terminated);
}

/* The files of -H. */
static bool read_hosts(struct sniff_names *names, struct text *list,
    void (*each)(void *context, struct bytes address, struct bytes name))
{
    const struct opt_list *files = &names->sniff->host_files;
    for (size_t i = 0; i < files->count; i++) {
        text_clear(list);
        int error = file_read(files->at[i], LIST_MOST, list);
        if (error < 0) {
            say_error(names->sniff->lab, "Can't read host entries from \"%s\": %s", files->at[i],
                uv_strerror(error));
            return false;
        }
        directory_read_hosts(names->directory, all_of(list), each, names);
    }
    return true;
}

/* --- name servers -------------------------------------------------------------------------------- */

/* Says once that asking is no use; true then. */
static bool gives_up(struct sniff_names *names, int status)
{
    names->silent = status == UV_EAI_AGAIN ? names->silent + 1 : 0;
    if (names->silent < SILENT_MOST) return false;
    directory_ask(names->directory, NULL, NULL);
    sniff_note(names->sniff, "the name servers do not answer: addresses stay numbers");
    return true;
}

static void on_name(uv_getnameinfo_t *request, int status, const char *host, const char *service)
{
    struct lookup *lookup = request->data;
    struct sniff_names *names = lookup->names;
    (void)service;
    *lookup->link = lookup->next;
    if (lookup->next) lookup->next->link = lookup->link;
    names->waiting--;
    if (status == 0)
        directory_add_host(
            names->directory, bytes_of(lookup->address, lookup->length), bytes_of_string(host));
    else if (status != UV_ECANCELED && names->silent < SILENT_MOST)
        gives_up(names, status);
    free(lookup);
}

static void fill(struct sockaddr_storage *storage, struct bytes address)
{
    *storage = (struct sockaddr_storage){0};
    if (address.len == 4) {
        struct sockaddr_in *four = (struct sockaddr_in *)storage;
        four->sin_family = AF_INET;
        memcpy(&four->sin_addr, address.at, 4);
    } else {
        struct sockaddr_in6 *six = (struct sockaddr_in6 *)storage;
        six->sin6_family = AF_INET6;
        memcpy(&six->sin6_addr, address.at, 16);
    }
}

/* Waits for the answer. */
static bool ask_now(void *context, struct bytes address, struct text *name)
{
    struct sniff_names *names = context;
    struct sockaddr_storage storage;
    uv_getnameinfo_t request;
    fill(&storage, address);
    int status = uv_getnameinfo(
        names->sniff->lab->loop, &request, NULL, (const struct sockaddr *)&storage, NI_NAMEREQD);
    if (status == 0) text_put(name, request.host);
    if (status != 0) gives_up(names, status);
    return status == 0;
}

/* The answer comes when it comes. */
static bool ask_later(void *context, struct bytes address, struct text *name)
{
    struct sniff_names *names = context;
    struct sockaddr_storage storage;
    (void)name;
    struct lookup *lookup =
        names->waiting < LOOKUPS_MOST && !names->sniff->ended ? calloc(1, sizeof *lookup) : NULL;
    if (!lookup) return false;
    fill(&storage, address);
    lookup->names = names;
    lookup->request.data = lookup;
    lookup->length = address.len;
    memcpy(lookup->address, address.at, address.len);
    if (uv_getnameinfo(names->sniff->lab->loop, &lookup->request, on_name,
            (const struct sockaddr *)&storage, NI_NAMEREQD) != 0) {
        free(lookup);
        return false;
    }
    lookup->next = names->lookups;
    if (lookup->next) lookup->next->link = &lookup->next;
    lookup->link = &names->lookups;
    names->lookups = lookup;
    names->waiting++;
    return false;
}

static void open_asking(struct sniff_names *names)
{
    /* Unless the user says how long to wait: an answer that is not there soon is not worth it. */
    setenv("RES_OPTIONS", "timeout:1 attempts:1", 0);
    directory_ask(names->directory, names->sniff->live ? ask_later : ask_now, names);
}

/* --- the parts of sniff -------------------------------------------------------------------------- */

int sniff_names_open(struct sniff *sniff)
{
    struct sniff_names *names = sniff->names;
    if (!names->kinds && !names->writes && !sniff->host_files.count) return EXIT_DONE;
    struct text list = {0};
    names->directory = directory_create(names->kinds);
    if (!names->directory) {
        say_error(sniff->lab, "out of memory");
        return EXIT_CANNOT;
    }
    if (names->kinds & DIRECTORY_STATIONS) read_stations(names->directory, &list);
    if (names->kinds & DIRECTORY_PORTS &&
        (read_list("/usr/share/wireshark/services", &list) || read_list("/etc/services", &list)))
        directory_read_services(names->directory, all_of(&list));
    if (names->kinds & DIRECTORY_HOSTS && read_own("hosts", &list))
        directory_read_hosts(names->directory, all_of(&list), NULL, NULL);
    bool right = read_hosts(names, &list, NULL);
    text_finish(&list);
    if (!right) return EXIT_CANNOT;
    if (names->asks) open_asking(names);
    answers_init(&names->answers, sniff->dissector);
    if (names->learns) answers_want(&names->answers, sniff->dissector);
    if (names->kinds) dissector_name_by(sniff->dissector, names->directory);
    return EXIT_DONE;
}

int sniff_names_companies(struct sniff *sniff)
{
    static const char *const fields[] = {
        "eth.dst.oui_resolved", "eth.src.oui_resolved", "eth.addr.oui_resolved"};
    struct sniff_names *names = sniff->names;
    struct text list = {0};
    bool wanted = false;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        wanted |= dissector_wants(sniff->dissector, fields[i]);
    if (!wanted || !read_list(MAKERS, &list)) {
        text_finish(&list);
        return EXIT_DONE;
    }
    if (!names->directory) names->directory = directory_create(0);
    if (names->directory) {
        directory_read_stations(names->directory, all_of(&list), DIRECTORY_COMPANIES);
        dissector_name_by(sniff->dissector, names->directory);
    }
    text_finish(&list);
    if (names->directory) return EXIT_DONE;
    say_error(sniff->lab, "out of memory");
    return EXIT_CANNOT;
}

void sniff_names_write(struct sniff *sniff)
{
    struct text list = {0};
    if (sniff->names->writes) read_hosts(sniff->names, &list, write_name);
    text_finish(&list);
}

static void learn(void *context, struct bytes address, struct bytes name)
{
    struct sniff_names *names = context;
    if (directory_add_host(names->directory, address, name)) write_name(names, address, name);
}

bool sniff_names_learn(const struct sniff *sniff)
{
    return sniff->names->learns;
}

void sniff_names_packet(struct sniff *sniff)
{
    if (sniff->names->learns)
        answers_each(&sniff->names->answers, sniff->packet, sniff->names, learn);
}

void sniff_names_found(void *context, struct bytes address, struct bytes names)
{
    struct sniff *sniff = context;
    const uint8_t *end = names.len ? memchr(names.at, 0, names.len) : NULL;
    struct bytes first = bytes_of(names.at, end ? (size_t)(end - names.at) : names.len);
    if (sniff->names->directory) directory_add_host(sniff->names->directory, address, first);
    sniff_statistics_names(sniff, address, names);
    sniff_output_names(sniff, address, names);
}

void sniff_names_stop(struct sniff *sniff)
{
    if (!sniff->names) return;
    for (struct lookup *lookup = sniff->names->lookups; lookup; lookup = lookup->next)
        uv_cancel((uv_req_t *)&lookup->request);
}

void sniff_names_close(struct sniff *sniff)
{
    if (sniff->names) directory_destroy(sniff->names->directory);
    free(sniff->names);
}
