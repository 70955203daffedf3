/* The rows of Microsoft's browser protocol.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/proto/browser.h"

const struct value_name browser_commands[] = {
    {BROWSER_ANNOUNCEMENT, "Host Announcement"},
    {BROWSER_REQUEST, "Request Announcement"},
    {BROWSER_ELECTION, "Browser Election Request"},
    {BROWSER_BACKUP_REQUEST, "Get Backup List Request"},
    {BROWSER_BACKUP_RESPONSE, "Get Backup List Response"},
    {BROWSER_BECOME_BACKUP, "Become Backup Browser"},
    {BROWSER_GROUP_ANNOUNCEMENT, "Domain/Workgroup Announcement"},
    {BROWSER_MASTER_ANNOUNCEMENT, "Master Announcement"},
    {BROWSER_RESET_STATE, "Reset Browser State Announcement"},
    {BROWSER_LOCAL_MASTER, "Local Master Announcement"},
    {0, NULL},
};
static const struct value_name resets[] = {
    {1, "Stop being a master browser and become a backup browser"},
    {2, "Discard browse lists, stop being a master browser, and try again"},
    {4, "Stop being a master browser for ever"},
    {0, NULL},
};
/* By major and minor version. */
const struct value_name browser_windows[] = {
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
const char *const browser_type_words[32] = {"Workstation", "Server", "SQL Server",
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

const struct field browser_fields[BROWSER_NFIELDS] = {
    [BROWSER_COMMAND] = {"browser.command", "Command", FT_UINT8, BASE_HEX, 0, browser_commands,
        .flags = FIELD_SUMMARY},
    [BROWSER_UPDATE_COUNT] = {"browser.update_count", "Update Count", FT_UINT8, BASE_DEC},
    [BROWSER_PERIOD] = {"browser.period", "Update Periodicity", FT_UINT32, BASE_DEC,
        .show = show_milliseconds, .blurb = "How often it says that it is there"},
    [BROWSER_HOST] = {"browser.server", "Host Name", FT_STRING, BASE_NONE, .flags = FIELD_SUMMARY,
        .blurb = "The computer that is there"},
    [BROWSER_GROUP] = {"browser.server", "Domain/Workgroup", FT_STRING, BASE_NONE,
        .flags = FIELD_SUMMARY},
    [BROWSER_WINDOWS] = {"browser.windows_version", "Windows version", FT_STRING, BASE_NONE},
    [BROWSER_OS_MAJOR] = {"browser.os_major", "OS Major Version", FT_UINT8, BASE_DEC},
    [BROWSER_OS_MINOR] = {"browser.os_minor", "OS Minor Version", FT_UINT8, BASE_DEC},
    [BROWSER_TYPE] = {"browser.server_type", "Server Type", FT_UINT32, BASE_HEX, .show = show_type,
        .flags = FIELD_SUMMARY, .blurb = "What it is and has, a bit for each"},
    [BROWSER_TYPE_WORKSTATION] = {"browser.server_type.workstation", "Workstation", FT_BOOLEAN,
        BASE_NONE, 0x1, type_workstation, NULL, 0, 32},
    [BROWSER_TYPE_SERVER] = {"browser.server_type.server", "Server", FT_BOOLEAN, BASE_NONE, 0x2,
        type_server, NULL, 0, 32},
    [BROWSER_TYPE_SQL] = {"browser.server_type.sql", "SQL", FT_BOOLEAN, BASE_NONE, 0x4, type_sql,
        NULL, 0, 32},
    [BROWSER_TYPE_DOMAIN_CONTROLLER] = {"browser.server_type.domain_controller",
        "Domain Controller", FT_BOOLEAN, BASE_NONE, 0x8, type_domain_controller, NULL, 0, 32},
    [BROWSER_TYPE_BACKUP_CONTROLLER] = {"browser.server_type.backup_controller",
        "Backup Controller", FT_BOOLEAN, BASE_NONE, 0x10, type_backup_controller, NULL, 0, 32},
    [BROWSER_TYPE_TIME] = {"browser.server_type.time", "Time Source", FT_BOOLEAN, BASE_NONE, 0x20,
        type_time, NULL, 0, 32},
    [BROWSER_TYPE_APPLE] = {"browser.server_type.apple", "Apple", FT_BOOLEAN, BASE_NONE, 0x40,
        type_apple, NULL, 0, 32},
    [BROWSER_TYPE_NOVELL] = {"browser.server_type.novell", "Novell", FT_BOOLEAN, BASE_NONE, 0x80,
        type_novell, NULL, 0, 32},
    [BROWSER_TYPE_MEMBER] = {"browser.server_type.member", "Member", FT_BOOLEAN, BASE_NONE, 0x100,
        type_member, NULL, 0, 32},
    [BROWSER_TYPE_PRINT] = {"browser.server_type.print", "Print", FT_BOOLEAN, BASE_NONE, 0x200,
        type_print, NULL, 0, 32},
    [BROWSER_TYPE_DIALIN] = {"browser.server_type.dialin", "Dialin", FT_BOOLEAN, BASE_NONE, 0x400,
        type_dialin, NULL, 0, 32},
    [BROWSER_TYPE_XENIX] = {"browser.server_type.xenix", "Xenix", FT_BOOLEAN, BASE_NONE, 0x800,
        type_xenix, NULL, 0, 32},
    [BROWSER_TYPE_NTW] = {"browser.server_type.ntw", "NT Workstation", FT_BOOLEAN, BASE_NONE,
        0x1000, type_ntw, NULL, 0, 32},
    [BROWSER_TYPE_WFW] = {"browser.server_type.wfw", "WfW", FT_BOOLEAN, BASE_NONE, 0x2000, type_wfw,
        NULL, 0, 32},
    [BROWSER_TYPE_NTS] = {"browser.server_type.nts", "NT Server", FT_BOOLEAN, BASE_NONE, 0x8000,
        type_nts, NULL, 0, 32},
    [BROWSER_TYPE_BROWSER_POTENTIAL] = {"browser.server_type.browser.potential",
        "Potential Browser", FT_BOOLEAN, BASE_NONE, 0x10000, type_browser_potential, NULL, 0, 32},
    [BROWSER_TYPE_BROWSER_BACKUP] = {"browser.server_type.browser.backup", "Backup Browser",
        FT_BOOLEAN, BASE_NONE, 0x20000, type_browser_backup, NULL, 0, 32},
    [BROWSER_TYPE_BROWSER_MASTER] = {"browser.server_type.browser.master", "Master Browser",
        FT_BOOLEAN, BASE_NONE, 0x40000, type_browser_master, NULL, 0, 32},
    [BROWSER_TYPE_BROWSER_DOMAIN_MASTER] = {"browser.server_type.browser.domain_master",
        "Domain Master Browser", FT_BOOLEAN, BASE_NONE, 0x80000, type_browser_domain_master, NULL,
        0, 32},
    [BROWSER_TYPE_OSF] = {"browser.server_type.osf", "OSF", FT_BOOLEAN, BASE_NONE, 0x100000,
        type_osf, NULL, 0, 32},
    [BROWSER_TYPE_VMS] = {"browser.server_type.vms", "VMS", FT_BOOLEAN, BASE_NONE, 0x200000,
        type_vms, NULL, 0, 32},
    [BROWSER_TYPE_W95] = {"browser.server_type.w95", "Windows 95+", FT_BOOLEAN, BASE_NONE, 0x400000,
        type_w95, NULL, 0, 32},
    [BROWSER_TYPE_DFS] = {"browser.server_type.dfs", "DFS", FT_BOOLEAN, BASE_NONE, 0x800000,
        type_dfs, NULL, 0, 32},
    [BROWSER_TYPE_LOCAL] = {"browser.server_type.local", "Local", FT_BOOLEAN, BASE_NONE, 0x40000000,
        type_local, NULL, 0, 32},
    [BROWSER_TYPE_DOMAINENUM] = {"browser.server_type.domainenum", "Domain Enum", FT_BOOLEAN,
        BASE_NONE, 0x80000000, type_domainenum, NULL, 0, 32},
    [BROWSER_PROTO_MAJOR] = {"browser.proto_major", "Browser Protocol Major Version", FT_UINT8,
        BASE_DEC},
    [BROWSER_PROTO_MINOR] = {"browser.proto_minor", "Browser Protocol Minor Version", FT_UINT8,
        BASE_DEC},
    [BROWSER_SIGNATURE] = {"browser.sig", "Signature", FT_UINT16, BASE_HEX},
    [BROWSER_MYSTERY] = {"browser.mysterious_field", "Mysterious Field", FT_UINT32, BASE_HEX},
    [BROWSER_COMMENT] = {"browser.comment", "Host Comment", FT_STRINGZ, BASE_NONE},
    [BROWSER_MASTER] = {"browser.mb_server", "Master Browser Server Name", FT_STRING, BASE_NONE},
    [BROWSER_ELECTION_VERSION] = {"browser.election.version", "Election Version", FT_UINT8,
        BASE_DEC},
    [BROWSER_CRITERIA] = {"browser.election.criteria", "Election Criteria", FT_UINT32, BASE_HEX,
        .blurb = "Who has the highest keeps the list"},
    [BROWSER_DESIRE] = {"browser.election.desire", "Election Desire", FT_UINT8, BASE_HEX,
        .show = show_desire},
    [BROWSER_DESIRE_BACKUP] = {"browser.election.desire.backup", "Backup", FT_BOOLEAN, BASE_NONE,
        0x1, desire_backup},
    [BROWSER_DESIRE_STANDBY] = {"browser.election.desire.standby", "Standby", FT_BOOLEAN, BASE_NONE,
        0x2, desire_standby},
    [BROWSER_DESIRE_MASTER] = {"browser.election.desire.master", "Master", FT_BOOLEAN, BASE_NONE,
        0x4, desire_master},
    [BROWSER_DESIRE_DOMAIN_MASTER] = {"browser.election.desire.domain_master", "Domain Master",
        FT_BOOLEAN, BASE_NONE, 0x8, desire_domain_master},
    [BROWSER_DESIRE_WINS] = {"browser.election.desire.wins", "WINS", FT_BOOLEAN, BASE_NONE, 0x20,
        desire_wins},
    [BROWSER_DESIRE_NT] = {"browser.election.desire.nt", "NT", FT_BOOLEAN, BASE_NONE, 0x80,
        desire_nt},
    [BROWSER_ELECTION_OS] = {"browser.election.os", "Election OS", FT_UINT8, BASE_HEX,
        .show = show_os},
    [BROWSER_OS_WFW] = {"browser.election.os.wfw", "WfW", FT_BOOLEAN, BASE_NONE, 0x1, os_wfw},
    [BROWSER_OS_NTW] = {"browser.election.os.ntw", "NT Workstation", FT_BOOLEAN, BASE_NONE, 0x10,
        os_ntw},
    [BROWSER_OS_NTS] = {"browser.election.os.nts", "NT Server", FT_BOOLEAN, BASE_NONE, 0x20,
        os_nts},
    [BROWSER_UPTIME] = {"browser.uptime", "Uptime", FT_UINT32, BASE_DEC, .show = show_milliseconds},
    [BROWSER_SERVER] = {"browser.server", "Server Name", FT_STRING, BASE_NONE},
    [BROWSER_UNUSED] = {"browser.unused", "Unused flags", FT_UINT8, BASE_HEX},
    [BROWSER_RESPONSE_NAME] = {"browser.response_computer_name", "Response Computer Name",
        FT_STRINGZ, BASE_NONE, .flags = FIELD_SUMMARY},
    [BROWSER_BACKUP_COUNT] = {"browser.backup.count", "Backup List Requested Count", FT_UINT8,
        BASE_DEC},
    [BROWSER_BACKUP_TOKEN] = {"browser.backup.token", "Backup Request Token", FT_UINT32, BASE_DEC},
    [BROWSER_BACKUP_SERVER] = {"browser.backup.server", "Backup Server", FT_STRING, BASE_NONE},
    [BROWSER_PROMOTE] = {"browser.browser_to_promote", "Browser to Promote", FT_STRINGZ, BASE_NONE},
    [BROWSER_RESET] = {"browser.reset_cmd", "ResetBrowserState Command", FT_UINT8, BASE_HEX, 0,
        resets, .show = show_reset},
    [BROWSER_RESET_DEMOTE] = {"browser.reset_cmd.demote", "Demote LMB", FT_BOOLEAN, BASE_NONE, 0x1,
        reset_demote},
    [BROWSER_RESET_FLUSH] = {"browser.reset_cmd.flush", "Flush Browse List", FT_BOOLEAN, BASE_NONE,
        0x2, reset_flush},
    [BROWSER_RESET_STOP_LMB] = {"browser.reset_cmd.stop_lmb", "Stop Being LMB", FT_BOOLEAN,
        BASE_NONE, 0x4, reset_stop_lmb},
};

static void show_type(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Server Type: 0x%08x", (unsigned)item->number);
    put_flags(text, &browser_fields[BROWSER_TYPE + 1], BROWSER_PROTO_MAJOR - BROWSER_TYPE - 1,
        item->number);
}

static void show_desire(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Election Desire: 0x%02x", (unsigned)item->number);
    put_flags(text, &browser_fields[BROWSER_DESIRE + 1], BROWSER_ELECTION_OS - BROWSER_DESIRE - 1,
        item->number);
}

static void show_os(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_format(text, "Election OS: 0x%02x", (unsigned)item->number);
    put_flags(text, &browser_fields[BROWSER_ELECTION_OS + 1],
        BROWSER_UPTIME - BROWSER_ELECTION_OS - 1, item->number);
}

static void show_reset(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    const char *name = field_value_name(resets, item->number);
    text_format(text, "ResetBrowserState Command: %s (0x%02x)", name ? name : "Unknown",
        (unsigned)item->number);
    put_flags(text, &browser_fields[BROWSER_RESET + 1], BROWSER_NFIELDS - BROWSER_RESET - 1,
        item->number);
}
