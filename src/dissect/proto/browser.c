/* Microsoft's browser protocol, [MS-BRWS]: which computers and workgroups there are, and which of them
 * keeps the list.  Datagrams to the mailslot \\MAILSLOT\\BROWSE.
 *
 *      +---------+----------------------------------------------------------------------+
 *      | command | announcement: count (1), period (4), name (16), version (2), type (4),|
 *      |    1    | browser version (2), 0xaa55, comment                                  |
 *      +---------+----------------------------------------------------------------------+
 *                                                          the lowest byte comes first
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/escape.h"
#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/proto.h"

enum {
    COMMAND,
    UPDATE_COUNT,
    PERIOD,
    HOST,
    GROUP,
    WINDOWS,
    OS_MAJOR,
    OS_MINOR,
    TYPE,
    TYPE_WORKSTATION,
    TYPE_SERVER,
    TYPE_SQL,
    TYPE_DOMAIN_CONTROLLER,
    TYPE_BACKUP_CONTROLLER,
    TYPE_TIME,
    TYPE_APPLE,
    TYPE_NOVELL,
    TYPE_MEMBER,
    TYPE_PRINT,
    TYPE_DIALIN,
    TYPE_XENIX,
    TYPE_NTW,
    TYPE_WFW,
    TYPE_NTS,
    TYPE_BROWSER_POTENTIAL,
    TYPE_BROWSER_BACKUP,
    TYPE_BROWSER_MASTER,
    TYPE_BROWSER_DOMAIN_MASTER,
    TYPE_OSF,
    TYPE_VMS,
    TYPE_W95,
    TYPE_DFS,
    TYPE_LOCAL,
    TYPE_DOMAINENUM,
    PROTO_MAJOR,
    PROTO_MINOR,
    SIGNATURE,
    MYSTERY,
    COMMENT,
    MASTER,
    ELECTION_VERSION,
    CRITERIA,
    DESIRE,
    DESIRE_BACKUP,
    DESIRE_STANDBY,
    DESIRE_MASTER,
    DESIRE_DOMAIN_MASTER,
    DESIRE_WINS,
    DESIRE_NT,
    ELECTION_OS,
    OS_WFW,
    OS_NTW,
    OS_NTS,
    UPTIME,
    SERVER,
    UNUSED,
    RESPONSE_NAME,
    BACKUP_COUNT,
    BACKUP_TOKEN,
    BACKUP_SERVER,
    PROMOTE,
    RESET,
    RESET_DEMOTE,
    RESET_FLUSH,
    RESET_STOP_LMB,
    NFIELDS
};

enum {
    ANNOUNCEMENT = 0x01,
    REQUEST = 0x02,
    ELECTION = 0x08,
    BACKUP_REQUEST = 0x09,
    BACKUP_RESPONSE = 0x0a,
    BECOME_BACKUP = 0x0b,
    GROUP_ANNOUNCEMENT = 0x0c,
    MASTER_ANNOUNCEMENT = 0x0d,
    RESET_STATE = 0x0e,
    LOCAL_MASTER = 0x0f,
};
enum { NAME = 16 };

static const struct value_name commands[] = {
    {ANNOUNCEMENT, "Host Announcement"},
    {REQUEST, "Request Announcement"},
    {ELECTION, "Browser Election Request"},
    {BACKUP_REQUEST, "Get Backup List Request"},
    {BACKUP_RESPONSE, "Get Backup List Response"},
    {BECOME_BACKUP, "Become Backup Browser"},
    {GROUP_ANNOUNCEMENT, "Domain/Workgroup Announcement"},
    {MASTER_ANNOUNCEMENT, "Master Announcement"},
    {RESET_STATE, "Reset Browser State Announcement"},
    {LOCAL_MASTER, "Local Master Announcement"},
    {0, NULL},
};
static const struct value_name resets[] = {
    {1, "Stop being a master browser and become a backup browser"},
    {2, "Discard browse lists, stop being a master browser, and try again"},
    {4, "Stop being a master browser for ever"},
    {0, NULL},
};
/* By major and minor version. */
static const struct value_name windows[] = {
    {0x0500, "Windows 2000"},
    {0x0501, "Windows XP"},
    {0x0502, "Windows Server 2003 R2 or Windows Server 2003"},
    {0x0600, "Windows Vista or Windows Server 2008"},
    {0x0601, "Windows 7 or Windows Server 2008 R2"},
    {0, NULL},
};

#define TRUTHS(name, yes, no) static const struct value_name name[] = {{1, yes}, {0, no}, {0, NULL}}
TRUTHS(type_workstation, "This is a Workstation", "This is NOT a Workstation");
TRUTHS(type_server, "This is a Server", "This is NOT a Server");
TRUTHS(type_sql, "This is an SQL server", "This is NOT an SQL server");
TRUTHS(type_domain_controller, "This is a Domain Controller", "This is NOT a Domain Controller");
TRUTHS(type_backup_controller, "This is a Backup Controller", "This is NOT a Backup Controller");
TRUTHS(type_time, "This is a Time Source", "This is NOT a Time Source");
TRUTHS(type_apple, "This is an Apple host", "This is NOT an Apple host");
TRUTHS(type_novell, "This is a Novell server", "This is NOT a Novell server");
TRUTHS(type_member, "This is a Domain Member server", "This is NOT a Domain Member server");
TRUTHS(type_print, "This is a Print Queue server", "This is NOT a Print Queue server");
TRUTHS(type_dialin, "This is a Dialin server", "This is NOT a Dialin server");
TRUTHS(type_xenix, "This is a Xenix server", "This is NOT a Xenix server");
TRUTHS(type_ntw, "This is an NT Workstation", "This is NOT an NT Workstation");
TRUTHS(type_wfw, "This is a WfW host", "This is NOT a WfW host");
TRUTHS(type_nts, "This is an NT Server", "This is NOT an NT Server");
TRUTHS(type_browser_potential, "This is a Potential Browser", "This is NOT a Potential Browser");
TRUTHS(type_browser_backup, "This is a Backup Browser", "This is NOT a Backup Browser");
TRUTHS(type_browser_master, "This is a Master Browser", "This is NOT a Master Browser");
TRUTHS(type_browser_domain_master, "This is a Domain Master Browser",
    "This is NOT a Domain Master Browser");
TRUTHS(type_osf, "This is an OSF host", "This is NOT an OSF host");
TRUTHS(type_vms, "This is a VMS host", "This is NOT a VMS host");
TRUTHS(type_w95, "This is a Windows 95 or above host", "This is NOT a Windows 95 or above host");
TRUTHS(type_dfs, "This is a DFS server", "THis is NOT a DFS server");
TRUTHS(type_local, "This is a local list only request", "This is NOT a local list only request");
TRUTHS(type_domainenum, "This is a Domain Enum request", "This is NOT a Domain Enum request");
TRUTHS(desire_backup, "Backup Browse Server", "NOT Backup Browse Server");
TRUTHS(desire_standby, "Standby Browse Server", "NOT Standby Browse Server");
TRUTHS(desire_master, "Master Browser", "NOT Master Browser");
TRUTHS(desire_domain_master, "Domain Master Browse Server", "NOT Domain Master Browse Server");
TRUTHS(desire_wins, "WINS Client", "NOT WINS Client");
TRUTHS(desire_nt, "Windows NT Advanced Server", "NOT Windows NT Advanced Server");
TRUTHS(os_wfw, "Windows for Workgroups", "Not Windows for Workgroups");
TRUTHS(os_ntw, "Windows NT Workstation", "Not Windows NT Workstation");
TRUTHS(os_nts, "Windows NT Server", "Not Windows NT Server");
TRUTHS(
    reset_demote, "Demote an LMB to a Backup Browser", "Do not demote an LMB to a Backup Browser");
TRUTHS(reset_flush, "Flush the Browse List", "Do not Flush the Browse List");
TRUTHS(reset_stop_lmb, "Stop Being a Local Master Browser",
    "Do not Stop Being a Local Master Browser");
/* What the Info column calls the bits of a server's type. */
static const char *const type_words[32] = {"Workstation", "Server", "SQL Server",
    "Domain Controller", "Backup Controller", "Time Source", "Apple Server", "Novell Server",
    "Domain Member Server", "Print Queue Server", "Dialin Server", "Xenix Server", "NT Workstation",
    "Windows for Workgroups", NULL, "NT Server", "Potential Browser", "Backup Browser",
    "Master Browser", "Domain Master Browser", "OSF", "VMS", "Windows 95 or above",
    "DFS server", [30] = "Local List Only", [31] = "Domain Enum"};

/* "Server Type: 0x00011007, Workstation, Server": the labels of the rows whose bits are set. */
static void put_flags(struct text *text, const struct field *rows, unsigned count, uint64_t value)
{
    for (unsigned i = 0; i < count; i++)
        if (value & rows[i].mask) text_format(text, ", %s", rows[i].label);
}

static void show_type(struct text *text, const struct packet *packet, const struct item *item);
static void show_desire(struct text *text, const struct packet *packet, const struct item *item);
static void show_os(struct text *text, const struct packet *packet, const struct item *item);
static void show_reset(struct text *text, const struct packet *packet, const struct item *item);

static void show_milliseconds(
    struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "%s: ", item->field->label);
    duration_put_milliseconds(text, item->number);
}

static const struct field fields[NFIELDS] = {
    [COMMAND] = {"browser.command", "Command", FT_UINT8, BASE_HEX, 0, commands,
        .flags = FIELD_SUMMARY},
    [UPDATE_COUNT] = {"browser.update_count", "Update Count", FT_UINT8, BASE_DEC},
    [PERIOD] = {"browser.period", "Update Periodicity", FT_UINT32, BASE_DEC,
        .show = show_milliseconds, .blurb = "How often it says that it is there"},
    [HOST] = {"browser.server", "Host Name", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The computer that is there"},
    [GROUP] = {"browser.server", "Domain/Workgroup", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY},
    [WINDOWS] = {"browser.windows_version", "Windows version", FT_STRING, BASE_NONE},
    [OS_MAJOR] = {"browser.os_major", "OS Major Version", FT_UINT8, BASE_DEC},
    [OS_MINOR] = {"browser.os_minor", "OS Minor Version", FT_UINT8, BASE_DEC},
    [TYPE] = {"browser.server_type", "Server Type", FT_UINT32, BASE_HEX, .show = show_type,
        .flags = FIELD_SUMMARY, .blurb = "What it is and has, a bit for each"},
    [TYPE_WORKSTATION] = {"browser.server_type.workstation", "Workstation", FT_BOOLEAN, BASE_NONE,
        0x1, type_workstation, NULL, 0, 32},
    [TYPE_SERVER] = {"browser.server_type.server", "Server", FT_BOOLEAN, BASE_NONE, 0x2,
        type_server, NULL, 0, 32},
    [TYPE_SQL] = {"browser.server_type.sql", "SQL", FT_BOOLEAN, BASE_NONE, 0x4, type_sql, NULL, 0,
        32},
    [TYPE_DOMAIN_CONTROLLER] = {"browser.server_type.domain_controller", "Domain Controller",
        FT_BOOLEAN, BASE_NONE, 0x8, type_domain_controller, NULL, 0, 32},
    [TYPE_BACKUP_CONTROLLER] = {"browser.server_type.backup_controller", "Backup Controller",
        FT_BOOLEAN, BASE_NONE, 0x10, type_backup_controller, NULL, 0, 32},
    [TYPE_TIME] = {"browser.server_type.time", "Time Source", FT_BOOLEAN, BASE_NONE, 0x20,
        type_time, NULL, 0, 32},
    [TYPE_APPLE] = {"browser.server_type.apple", "Apple", FT_BOOLEAN, BASE_NONE, 0x40, type_apple,
        NULL, 0, 32},
    [TYPE_NOVELL] = {"browser.server_type.novell", "Novell", FT_BOOLEAN, BASE_NONE, 0x80,
        type_novell, NULL, 0, 32},
    [TYPE_MEMBER] = {"browser.server_type.member", "Member", FT_BOOLEAN, BASE_NONE, 0x100,
        type_member, NULL, 0, 32},
    [TYPE_PRINT] = {"browser.server_type.print", "Print", FT_BOOLEAN, BASE_NONE, 0x200, type_print,
        NULL, 0, 32},
    [TYPE_DIALIN] = {"browser.server_type.dialin", "Dialin", FT_BOOLEAN, BASE_NONE, 0x400,
        type_dialin, NULL, 0, 32},
    [TYPE_XENIX] = {"browser.server_type.xenix", "Xenix", FT_BOOLEAN, BASE_NONE, 0x800, type_xenix,
        NULL, 0, 32},
    [TYPE_NTW] = {"browser.server_type.ntw", "NT Workstation", FT_BOOLEAN, BASE_NONE, 0x1000,
        type_ntw, NULL, 0, 32},
    [TYPE_WFW] = {"browser.server_type.wfw", "WfW", FT_BOOLEAN, BASE_NONE, 0x2000, type_wfw, NULL,
        0, 32},
    [TYPE_NTS] = {"browser.server_type.nts", "NT Server", FT_BOOLEAN, BASE_NONE, 0x8000, type_nts,
        NULL, 0, 32},
    [TYPE_BROWSER_POTENTIAL] = {"browser.server_type.browser.potential", "Potential Browser",
        FT_BOOLEAN, BASE_NONE, 0x10000, type_browser_potential, NULL, 0, 32},
    [TYPE_BROWSER_BACKUP] = {"browser.server_type.browser.backup", "Backup Browser", FT_BOOLEAN,
        BASE_NONE, 0x20000, type_browser_backup, NULL, 0, 32},
    [TYPE_BROWSER_MASTER] = {"browser.server_type.browser.master", "Master Browser", FT_BOOLEAN,
        BASE_NONE, 0x40000, type_browser_master, NULL, 0, 32},
    [TYPE_BROWSER_DOMAIN_MASTER] = {"browser.server_type.browser.domain_master",
        "Domain Master Browser", FT_BOOLEAN, BASE_NONE, 0x80000, type_browser_domain_master, NULL,
        0, 32},
    [TYPE_OSF] = {"browser.server_type.osf", "OSF", FT_BOOLEAN, BASE_NONE, 0x100000, type_osf, NULL,
        0, 32},
    [TYPE_VMS] = {"browser.server_type.vms", "VMS", FT_BOOLEAN, BASE_NONE, 0x200000, type_vms, NULL,
        0, 32},
    [TYPE_W95] = {"browser.server_type.w95", "Windows 95+", FT_BOOLEAN, BASE_NONE, 0x400000,
        type_w95, NULL, 0, 32},
    [TYPE_DFS] = {"browser.server_type.dfs", "DFS", FT_BOOLEAN, BASE_NONE, 0x800000, type_dfs, NULL,
        0, 32},
    [TYPE_LOCAL] = {"browser.server_type.local", "Local", FT_BOOLEAN, BASE_NONE, 0x40000000,
        type_local, NULL, 0, 32},
    [TYPE_DOMAINENUM] = {"browser.server_type.domainenum", "Domain Enum", FT_BOOLEAN, BASE_NONE,
        0x80000000, type_domainenum, NULL, 0, 32},
    [PROTO_MAJOR] = {"browser.proto_major", "Browser Protocol Major Version", FT_UINT8, BASE_DEC},
    [PROTO_MINOR] = {"browser.proto_minor", "Browser Protocol Minor Version", FT_UINT8, BASE_DEC},
    [SIGNATURE] = {"browser.sig", "Signature", FT_UINT16, BASE_HEX},
    [MYSTERY] = {"browser.mysterious_field", "Mysterious Field", FT_UINT32, BASE_HEX},
    [COMMENT] = {"browser.comment", "Host Comment", FT_STRINGZ, BASE_NONE},
    [MASTER] = {"browser.mb_server", "Master Browser Server Name", FT_STRING, BASE_NONE},
    [ELECTION_VERSION] = {"browser.election.version", "Election Version", FT_UINT8, BASE_DEC},
    [CRITERIA] = {"browser.election.criteria", "Election Criteria", FT_UINT32, BASE_HEX,
        .blurb = "Who has the highest keeps the list"},
    [DESIRE] = {"browser.election.desire", "Election Desire", FT_UINT8, BASE_HEX,
        .show = show_desire},
    [DESIRE_BACKUP] = {"browser.election.desire.backup", "Backup", FT_BOOLEAN, BASE_NONE, 0x1,
        desire_backup},
    [DESIRE_STANDBY] = {"browser.election.desire.standby", "Standby", FT_BOOLEAN, BASE_NONE, 0x2,
        desire_standby},
    [DESIRE_MASTER] = {"browser.election.desire.master", "Master", FT_BOOLEAN, BASE_NONE, 0x4,
        desire_master},
    [DESIRE_DOMAIN_MASTER] = {"browser.election.desire.domain_master", "Domain Master", FT_BOOLEAN,
        BASE_NONE, 0x8, desire_domain_master},
    [DESIRE_WINS] = {"browser.election.desire.wins", "WINS", FT_BOOLEAN, BASE_NONE, 0x20,
        desire_wins},
    [DESIRE_NT] = {"browser.election.desire.nt", "NT", FT_BOOLEAN, BASE_NONE, 0x80, desire_nt},
    [ELECTION_OS] = {"browser.election.os", "Election OS", FT_UINT8, BASE_HEX, .show = show_os},
    [OS_WFW] = {"browser.election.os.wfw", "WfW", FT_BOOLEAN, BASE_NONE, 0x1, os_wfw},
    [OS_NTW] = {"browser.election.os.ntw", "NT Workstation", FT_BOOLEAN, BASE_NONE, 0x10, os_ntw},
    [OS_NTS] = {"browser.election.os.nts", "NT Server", FT_BOOLEAN, BASE_NONE, 0x20, os_nts},
    [UPTIME] = {"browser.uptime", "Uptime", FT_UINT32, BASE_DEC, .show = show_milliseconds},
    [SERVER] = {"browser.server", "Server Name", FT_STRING, BASE_NONE},
    [UNUSED] = {"browser.unused", "Unused flags", FT_UINT8, BASE_HEX},
    [RESPONSE_NAME] = {"browser.response_computer_name", "Response Computer Name", FT_STRINGZ,
        BASE_NONE, .flags = FIELD_SUMMARY},
    [BACKUP_COUNT] = {"browser.backup.count", "Backup List Requested Count", FT_UINT8, BASE_DEC},
    [BACKUP_TOKEN] = {"browser.backup.token", "Backup Request Token", FT_UINT32, BASE_DEC},
    [BACKUP_SERVER] = {"browser.backup.server", "Backup Server", FT_STRING, BASE_NONE},
    [PROMOTE] = {"browser.browser_to_promote", "Browser to Promote", FT_STRINGZ, BASE_NONE},
    [RESET] = {"browser.reset_cmd", "ResetBrowserState Command", FT_UINT8, BASE_HEX, 0, resets,
        .show = show_reset},
    [RESET_DEMOTE] = {"browser.reset_cmd.demote", "Demote LMB", FT_BOOLEAN, BASE_NONE, 0x1,
        reset_demote},
    [RESET_FLUSH] = {"browser.reset_cmd.flush", "Flush Browse List", FT_BOOLEAN, BASE_NONE, 0x2,
        reset_flush},
    [RESET_STOP_LMB] = {"browser.reset_cmd.stop_lmb", "Stop Being LMB", FT_BOOLEAN, BASE_NONE, 0x4,
        reset_stop_lmb},
};

static void show_type(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Server Type: 0x%08x", (unsigned)item->number);
    put_flags(text, &fields[TYPE + 1], PROTO_MAJOR - TYPE - 1, item->number);
}

static void show_desire(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Election Desire: 0x%02x", (unsigned)item->number);
    put_flags(text, &fields[DESIRE + 1], ELECTION_OS - DESIRE - 1, item->number);
}

static void show_os(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Election OS: 0x%02x", (unsigned)item->number);
    put_flags(text, &fields[ELECTION_OS + 1], UPTIME - ELECTION_OS - 1, item->number);
}

static void show_reset(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(resets, item->number);
    text_format(text, "ResetBrowserState Command: %s (0x%02x)", name ? name : "Unknown",
        (unsigned)item->number);
    put_flags(text, &fields[RESET + 1], NFIELDS - RESET - 1, item->number);
}

/* A field and the rows behind it, up to `end`, for its bits. */
static void add_flags(struct packet *p, struct cur *c, unsigned row, unsigned end)
{
    uint8_t rows[32] = {0};
    for (unsigned i = 0; row + 1 + i < end && i + 1 < sizeof rows; i++)
        rows[i] = (uint8_t)(row + 1 + i);
    packet_bits(p, c, row, rows, ITEM_LITTLE);
}

/* A string that ends with 0, and takes at most `room` bytes with it. */
static void add_string(struct packet *p, struct cur *c, unsigned row, uint32_t room)
{
    uint32_t offset = c->at, there = cur_captured(c);
    if (there > room) there = room;
    const uint8_t *at = cur_peek(c, 0, there), *end = at ? memchr(at, 0, there) : NULL;
    if (!end) { /* its end is missing */
        packet_bytes(p, c, row, cur_left(c) + 1);
        return;
    }
    uint32_t length = (uint32_t)(end - at);
    packet_skip(c, room == NAME ? NAME : length + 1);
    struct item *item = c->error ? NULL : packet_add(p, row, offset, c->at - offset, 0);
    if (item) item->bytes = bytes_of(at, length);
}

static void add_windows(struct packet *p, const struct cur *c)
{
    const uint8_t *at = cur_peek(c, 0, 2);
    const char *name = at ? field_value_name(windows, bytes_be16(at)) : NULL;
    struct item *item = at ? packet_add(p, WINDOWS, c->at, 2, 0) : NULL;
    if (item) item->bytes = name ? bytes_of_string(name) : (struct bytes){0};
}

static void add_announcement(struct packet *p, struct cur *c, bool group)
{
    packet_u8(p, c, UPDATE_COUNT);
    packet_little(p, c, PERIOD);
    add_string(p, c, group ? GROUP : HOST, NAME);
    add_windows(p, c);
    packet_u8(p, c, OS_MAJOR);
    packet_u8(p, c, OS_MINOR);
    add_flags(p, c, TYPE, PROTO_MAJOR);
    const uint8_t *at = cur_peek(c, 2, 2);
    if (group && at && bytes_le16(at) != 0xaa55) {
        packet_little(p, c, MYSTERY);
    } else {
        packet_u8(p, c, PROTO_MAJOR);
        packet_u8(p, c, PROTO_MINOR);
        packet_little(p, c, SIGNATURE);
    }
    add_string(p, c, group ? MASTER : COMMENT, UINT32_MAX);
}

static void add_election(struct packet *p, struct cur *c)
{
    packet_u8(p, c, ELECTION_VERSION);
    struct cur parts = *c;
    packet_little(p, c, CRITERIA);
    struct item *item = packet_wants(p, CRITERIA) && !c->error ? &p->items[p->nitems - 1] : NULL;
    if (c->error) return;
    /* From its highest byte on the wire: the last, to which side and version come first. */
    packet_open(p, item);
    add_flags(p, &parts, DESIRE, ELECTION_OS);
    packet_u8(p, &parts, PROTO_MAJOR);
    packet_u8(p, &parts, PROTO_MINOR);
    add_flags(p, &parts, ELECTION_OS, UPTIME);
    packet_shut(p, item, NULL);
    packet_little(p, c, UPTIME);
    packet_skip(c, 4);
    add_string(p, c, SERVER, UINT32_MAX);
}

static void dissect(struct packet *p, struct cur *c)
{
    uint8_t command = packet_u8(p, c, COMMAND), count;
    switch (command) {
    case ANNOUNCEMENT:
    case GROUP_ANNOUNCEMENT:
    case LOCAL_MASTER:
        add_announcement(p, c, command == GROUP_ANNOUNCEMENT);
        break;
    case REQUEST:
        packet_u8(p, c, UNUSED);
        add_string(p, c, RESPONSE_NAME, UINT32_MAX);
        break;
    case ELECTION:
        add_election(p, c);
        break;
    case BACKUP_REQUEST:
        packet_u8(p, c, BACKUP_COUNT);
        packet_little(p, c, BACKUP_TOKEN);
        break;
    case BACKUP_RESPONSE:
        count = packet_u8(p, c, BACKUP_COUNT);
        packet_little(p, c, BACKUP_TOKEN);
        for (; count && !c->error; count--)
            add_string(p, c, BACKUP_SERVER, UINT32_MAX);
        break;
    case BECOME_BACKUP:
        add_string(p, c, PROMOTE, UINT32_MAX);
        break;
    case MASTER_ANNOUNCEMENT:
        add_string(p, c, MASTER, UINT32_MAX);
        break;
    case RESET_STATE:
        add_flags(p, c, RESET, NFIELDS);
        break;
    default:
        break;
    }
}

static void put_name(
    struct text *text, const struct packet *packet, const struct layer *layer, unsigned row)
{
    const struct item *item = layer_item(packet, layer, row);
    if (!item) return;
    text_char(text, ' ');
    text_add(text, item->bytes.at, item->bytes.len);
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    const struct item *command = layer_item(packet, layer, COMMAND), *type;
    if (!command) return;
    const char *name = field_value_name(commands, command->number);
    if (name)
        text_put(text, name);
    else
        text_format(text, "Unknown command:0x%02x", (unsigned)command->number);
    put_name(text, packet, layer, RESPONSE_NAME);
    if (!(type = layer_item(packet, layer, TYPE))) return;
    put_name(text, packet, layer, command->number == GROUP_ANNOUNCEMENT ? GROUP : HOST);
    for (unsigned bit = 0; bit < 32; bit++) {
        if (!(type->number >> bit & 1)) continue;
        if (type_words[bit])
            text_format(text, ", %s", type_words[bit]);
        else
            text_format(text, ", Unknown server type:%u", bit);
    }
}

static const struct link links[] = {{"mailslot", 0}, {NULL, 0}};

const struct proto proto_browser = {.name = "browser",
    .title = "Microsoft Windows Browser Protocol",
    .column = "BROWSER",
    .fields = fields,
    .nfields = NFIELDS,
    .links = links,
    .dissect = dissect,
    .info = info};
