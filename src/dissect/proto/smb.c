/* Server Message Block, [MS-CIFS] 2.2.3.1, as far as NetBIOS datagrams have it: transactions that put
 * a message into a mailslot ([MS-MAIL]).
 *
 *      +---------+---------+--------+-------+--------+----------+-----------+----------------+
 *      | ff SMB  | command | status | flags | flags2 | PID high | signature | TID PID UID MID |
 *      |    4    |    1    |   4    |   1   |   2    |    2     |  8 and 2  |    2 each       |
 *      +---------+---------+--------+-------+--------+----------+-----------+----------------+
 *      | words (1), so many words, bytes (2), so many bytes         the lowest byte comes first
 * SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/text.h"
#include "dissect/duration.h"
#include "dissect/proto.h"

enum {
    HEADER,
    COMPONENT,
    COMMAND,
    ERROR_CLASS,
    RESERVED,
    ERROR_CODE,
    FLAGS,
    RESPONSE,
    NOTIFY,
    OPLOCK,
    CANON,
    CASELESS,
    RECEIVE_BUFFER,
    LOCK,
    FLAGS2,
    UNICODE,
    NT_ERROR,
    EXECUTE,
    DFS,
    EXTENDED_SECURITY,
    REPARSE,
    LONG_USED,
    SIGNED_REQUIRED,
    COMPRESSED,
    SIGNED,
    ATTRIBUTES,
    LONG_ALLOWED,
    PID_HIGH,
    SIGNATURE,
    TID,
    PID,
    UID,
    MID,
    BODY,
    WORD_COUNT,
    TOTAL_PARAMETERS,
    TOTAL_DATA,
    MAX_PARAMETERS,
    MAX_DATA,
    MAX_SETUP,
    TRANS_FLAGS,
    ONE_WAY,
    DISCONNECT,
    TIMEOUT,
    PARAMETERS,
    PARAMETER_OFFSET,
    DATA,
    DATA_OFFSET,
    SETUP,
    BYTE_COUNT,
    NAME,
    NFIELDS
};
enum { SLOT_OPCODE, SLOT_PRIORITY, SLOT_CLASS, SLOT_SIZE, SLOT_NAME, SLOT_FIELDS };

enum { TRANSACTION = 0x25, WORDS = 17, SETUP_WORDS = 3, SMB_HEADER = 32, FLAG_UNICODE = 0x8000 };

static const struct value_name commands[] = {{TRANSACTION, "Trans"}, {0, NULL}};
static const struct value_name classes[] = {{0, "Success"}, {0, NULL}};
static const struct value_name slot_opcodes[] = {{1, "Write Mail Slot"}, {0, NULL}};
static const struct value_name slot_classes[] = {
    {1, "Reliable"}, {2, "Unreliable & Broadcast"}, {0, NULL}};

#define TRUTHS(name, yes, no) static const struct value_name name[] = {{1, yes}, {0, no}, {0, NULL}}
TRUTHS(response_names, "Message is a response to the client/redirector",
    "Message is a request to the server");
TRUTHS(notify_names, "Notify client on all modifications", "Notify client only on open");
TRUTHS(oplock_names, "OpLock requested/granted", "OpLock not requested/granted");
TRUTHS(canon_names, "Pathnames are canonicalized", "Pathnames are not canonicalized");
TRUTHS(case_names, "Path names are caseless", "Path names are case sensitive");
TRUTHS(buffer_names, "Receive buffer has been posted", "Receive buffer has not been posted");
TRUTHS(lock_names, "Lock&Read, Write&Unlock are supported",
    "Lock&Read, Write&Unlock are not supported");
TRUTHS(unicode_names, "Strings are Unicode", "Strings are ASCII");
TRUTHS(error_names, "Error codes are NT error codes", "Error codes are DOS error codes");
TRUTHS(execute_names, "Permit reads if execute-only", "Don't permit reads if execute-only");
TRUTHS(dfs_names, "Resolve pathnames with Dfs", "Don't resolve pathnames with Dfs");
TRUTHS(security_names, "Extended security negotiation is supported",
    "Extended security negotiation is not supported");
TRUTHS(reparse_names, "The request uses a @GMT reparse path",
    "The request does not use a @GMT reparse path");
TRUTHS(long_used_names, "Path names in request are long file names",
    "Path names in request are not long file names");
TRUTHS(required_names, "Security signatures are required", "Security signatures are not required");
TRUTHS(compressed_names, "Compression is requested", "Compression is not requested");
TRUTHS(signed_names, "Security signatures are supported", "Security signatures are not supported");
TRUTHS(
    attribute_names, "Extended attributes are supported", "Extended attributes are not supported");
TRUTHS(long_names, "Long file names are allowed in the response",
    "Long file names are not allowed in the response");
TRUTHS(one_way_names, "One Way Transaction (NO RESPONSE)", "Two way transaction");
TRUTHS(disconnect_names, "Also DISCONNECT TID", "Do NOT disconnect TID");

static void show_component(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    (void)item;
    text_put(text, "Server Component: SMB");
}

static void show_error_code(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    text_put(text, "Error Code: ");
    if (item->number)
        text_format(text, "Unknown error (0x%04x)", (unsigned)item->number);
    else
        text_put(text, "No Error");
}

static void show_timeout(struct text *text, const struct packet *packet, const struct item *item)
{
    (void)packet;
    unsigned milliseconds = (unsigned)item->number;
    text_put(text, "Timeout: ");
    if (!milliseconds)
        text_put(text, "Return immediately (0)");
    else
        duration_put_milliseconds(text, milliseconds);
}

#define BYTE_FLAG(mask, names) FT_BOOLEAN, BASE_NONE, mask, names
#define WORD_FLAG(mask, names) FT_BOOLEAN, BASE_NONE, mask, names, NULL, 0, 16

static const struct field fields[NFIELDS] = {
    [HEADER] = {NULL, "SMB Header", FT_NONE, BASE_NONE},
    [COMPONENT] = {"smb.server_component", "Server Component", FT_UINT32, BASE_HEX,
        .show = show_component},
    [COMMAND] = {"smb.cmd", "SMB Command", FT_UINT8, BASE_HEX, .names = commands,
        .blurb = "What shall be done"},
    [ERROR_CLASS] = {"smb.error_class", "Error Class", FT_UINT8, BASE_HEX, .names = classes},
    [RESERVED] = {"smb.reserved", "Reserved", FT_BYTES, BASE_NONE},
    [ERROR_CODE] = {"smb.error_code", "Error Code", FT_UINT16, BASE_HEX, .show = show_error_code},
    [FLAGS] = {"smb.flags", "Flags", FT_UINT8, BASE_HEX},
    [RESPONSE] = {"smb.flags.response", "Request/Response", BYTE_FLAG(0x80, response_names)},
    [NOTIFY] = {"smb.flags.notify", "Notify", BYTE_FLAG(0x40, notify_names)},
    [OPLOCK] = {"smb.flags.oplock", "Oplocks", BYTE_FLAG(0x20, oplock_names)},
    [CANON] = {"smb.flags.canon", "Canonicalized Pathnames", BYTE_FLAG(0x10, canon_names)},
    [CASELESS] = {"smb.flags.caseless", "Case Sensitivity", BYTE_FLAG(0x08, case_names)},
    [RECEIVE_BUFFER] = {"smb.flags.receive_buffer", "Receive Buffer Posted",
        BYTE_FLAG(0x02, buffer_names)},
    [LOCK] = {"smb.flags.lock", "Lock and Read", BYTE_FLAG(0x01, lock_names)},
    [FLAGS2] = {"smb.flags2", "Flags2", FT_UINT16, BASE_HEX},
    [UNICODE] = {"smb.flags2.string", "Unicode Strings", WORD_FLAG(0x8000, unicode_names)},
    [NT_ERROR] = {"smb.flags2.nt_error", "Error Code Type", WORD_FLAG(0x4000, error_names)},
    [EXECUTE] = {"smb.flags2.roe", "Execute-only Reads", WORD_FLAG(0x2000, execute_names)},
    [DFS] = {"smb.flags2.dfs", "Dfs", WORD_FLAG(0x1000, dfs_names)},
    [EXTENDED_SECURITY] = {"smb.flags2.esn", "Extended Security Negotiation",
        WORD_FLAG(0x0800, security_names)},
    [REPARSE] = {"smb.flags2.reparse_path", "Reparse Path", WORD_FLAG(0x0400, reparse_names)},
    [LONG_USED] = {"smb.flags2.long_names_used", "Long Names Used",
        WORD_FLAG(0x0040, long_used_names)},
    [SIGNED_REQUIRED] = {"smb.flags2.sec_sig_required", "Security Signatures Required",
        WORD_FLAG(0x0010, required_names)},
    [COMPRESSED] = {"smb.flags2.compressed", "Compressed", WORD_FLAG(0x0008, compressed_names)},
    [SIGNED] = {"smb.flags2.sec_sig", "Security Signatures", WORD_FLAG(0x0004, signed_names)},
    [ATTRIBUTES] = {"smb.flags2.ea", "Extended Attributes", WORD_FLAG(0x0002, attribute_names)},
    [LONG_ALLOWED] = {"smb.flags2.long_names_allowed", "Long Names Allowed",
        WORD_FLAG(0x0001, long_names)},
    [PID_HIGH] = {"smb.pid.high", "Process ID High", FT_UINT16, BASE_DEC},
    [SIGNATURE] = {"smb.signature", "Signature", FT_BYTES, BASE_NONE},
    [TID] = {"smb.tid", "Tree ID", FT_UINT16, BASE_DEC},
    [PID] = {"smb.pid", "Process ID", FT_UINT16, BASE_DEC},
    [UID] = {"smb.uid", "User ID", FT_UINT16, BASE_DEC},
    [MID] = {"smb.mid", "Multiplex ID", FT_UINT16, BASE_DEC},
    [BODY] = {NULL, "Trans Request (0x25)", FT_NONE, BASE_NONE},
    [WORD_COUNT] = {"smb.wct", "Word Count (WCT)", FT_UINT8, BASE_DEC},
    [TOTAL_PARAMETERS] = {"smb.tpc", "Total Parameter Count", FT_UINT16, BASE_DEC},
    [TOTAL_DATA] = {"smb.tdc", "Total Data Count", FT_UINT16, BASE_DEC},
    [MAX_PARAMETERS] = {"smb.mpc", "Max Parameter Count", FT_UINT16, BASE_DEC},
    [MAX_DATA] = {"smb.mdc", "Max Data Count", FT_UINT16, BASE_DEC},
    [MAX_SETUP] = {"smb.msc", "Max Setup Count", FT_UINT8, BASE_DEC},
    [TRANS_FLAGS] = {"smb.transaction.flags", "Flags", FT_UINT16, BASE_HEX},
    [ONE_WAY] = {"smb.transaction.flags.owt", "One Way Transaction",
        WORD_FLAG(0x0002, one_way_names)},
    [DISCONNECT] = {"smb.transaction.flags.dtid", "Disconnect TID",
        WORD_FLAG(0x0001, disconnect_names)},
    [TIMEOUT] = {"smb.timeout", "Timeout", FT_UINT32, BASE_DEC, .show = show_timeout},
    [PARAMETERS] = {"smb.pc", "Parameter Count", FT_UINT16, BASE_DEC},
    [PARAMETER_OFFSET] = {"smb.po", "Parameter Offset", FT_UINT16, BASE_DEC},
    [DATA] = {"smb.dc", "Data Count", FT_UINT16, BASE_DEC},
    [DATA_OFFSET] = {"smb.data_offset", "Data Offset", FT_UINT16, BASE_DEC},
    [SETUP] = {"smb.sc", "Setup Count", FT_UINT8, BASE_DEC},
    [BYTE_COUNT] = {"smb.bcc", "Byte Count (BCC)", FT_UINT16, BASE_DEC},
    [NAME] = {"smb.trans_name", "Transaction Name", FT_STRING, BASE_NONE,
        .blurb = "The mailslot: which program shall get the message"},
};

static const struct field slot_fields[SLOT_FIELDS] = {
    [SLOT_OPCODE] = {"mailslot.opcode", "Opcode", FT_UINT16, BASE_DEC, .names = slot_opcodes},
    [SLOT_PRIORITY] = {"mailslot.priority", "Priority", FT_UINT16, BASE_DEC},
    [SLOT_CLASS] = {"mailslot.class", "Class", FT_UINT16, BASE_DEC, .names = slot_classes,
        .blurb = "2: nobody confirms it"},
    [SLOT_SIZE] = {"mailslot.size", "Size", FT_UINT16, BASE_DEC},
    [SLOT_NAME] = {"mailslot.name", "Mailslot Name", FT_STRING, BASE_NONE},
};

static void add_header(struct packet *p, struct cur *c)
{
    static const uint8_t flags[] = {
        RESPONSE, NOTIFY, OPLOCK, CANON, CASELESS, RECEIVE_BUFFER, LOCK, 0};
    static const uint8_t flags2[] = {UNICODE, NT_ERROR, EXECUTE, DFS, EXTENDED_SECURITY, REPARSE,
        LONG_USED, SIGNED_REQUIRED, COMPRESSED, SIGNED, ATTRIBUTES, LONG_ALLOWED, 0};
    struct item *item = packet_add(p, HEADER, c->at, SMB_HEADER, 0);
    packet_open(p, item);
    packet_u32(p, c, COMPONENT);
    packet_u8(p, c, COMMAND);
    packet_u8(p, c, ERROR_CLASS);
    packet_bytes(p, c, RESERVED, 1);
    packet_little(p, c, ERROR_CODE);
    packet_bits(p, c, FLAGS, flags, 0);
    packet_bits(p, c, FLAGS2, flags2, ITEM_LITTLE);
    packet_little(p, c, PID_HIGH);
    packet_bytes(p, c, SIGNATURE, 8);
    packet_bytes(p, c, RESERVED, 2);
    for (unsigned row = TID; row <= MID; row++)
        packet_little(p, c, row);
    packet_shut(p, item, NULL);
}

/* The words of a transaction; leaves the cursor behind its name. */
static void add_transaction(struct packet *p, struct cur *c)
{
    static const uint8_t flags[] = {ONE_WAY, DISCONNECT, 0};
    struct item *item = packet_add(p, BODY, c->at, 0, 0);
    packet_open(p, item);
    packet_u8(p, c, WORD_COUNT);
    for (unsigned row = TOTAL_PARAMETERS; row <= MAX_DATA; row++)
        packet_little(p, c, row);
    packet_u8(p, c, MAX_SETUP);
    packet_bytes(p, c, RESERVED, 1);
    packet_bits(p, c, TRANS_FLAGS, flags, ITEM_LITTLE);
    packet_little(p, c, TIMEOUT);
    packet_bytes(p, c, RESERVED, 2);
    for (unsigned row = PARAMETERS; row <= DATA_OFFSET; row++)
        packet_little(p, c, row);
    packet_u8(p, c, SETUP);
    packet_bytes(p, c, RESERVED, 1);
    packet_skip(c, 2 * SETUP_WORDS); /* the mailslot's */
    packet_little(p, c, BYTE_COUNT);
    uint32_t offset = c->at, there = cur_captured(c);
    const uint8_t *at = cur_peek(c, 0, there), *end = at ? memchr(at, 0, there) : NULL;
    uint32_t length = end ? (uint32_t)(end - at) : cur_left(c);
    if (cur_take(c, length + 1)) {
        struct item *name = packet_add(p, NAME, offset, length + 1, 0);
        if (name) name->bytes = bytes_of(at, length);
    }
    packet_shut(p, item, c);
}

static void dissect(struct packet *p, struct cur *c)
{
    add_header(p, c);
    add_transaction(p, c);
    if (!c->error) packet_next(p, *c, 0);
}

/* The mailslot has no header of its own: its words and name are among those of the transaction, the
 * layer above. */
static void dissect_slot(struct packet *p, struct cur *c)
{
    enum { SETUP_AT = SMB_HEADER + 29, NAME_AT = SETUP_AT + 2 * SETUP_WORDS + 2 };
    static const char browse[] = "\\MAILSLOT\\BROWSE", lanman[] = "\\MAILSLOT\\LANMAN";
    uint32_t header = p->layer[-1].offset;
    struct cur words = *c;
    const uint8_t *at = cur_at(c, header, c->at - header);
    if (!at || c->at - header <= NAME_AT) return;
    words.at = header + SETUP_AT;
    for (unsigned row = SLOT_OPCODE; row <= SLOT_SIZE; row++)
        packet_little(p, &words, row);
    uint32_t length = c->at - header - NAME_AT - 1;
    struct bytes name = bytes_of(at + NAME_AT, length);
    packet_add_bytes(p, SLOT_NAME, header + NAME_AT, name, 0);
    bool known = length == sizeof browse - 1 &&
                 (memcmp(name.at, browse, length) == 0 || memcmp(name.at, lanman, length) == 0);
    if (!known || !packet_next(p, *c, 0)) packet_next_data(p, *c);
}

/* A transaction that writes to a mailslot, in ASCII. */
static bool agrees(const struct packet *packet, struct cur cur)
{
    (void)packet;
    const uint8_t *at = cur_take(&cur, SMB_HEADER + 1 + 2 * WORDS);
    if (!at) return false;
    return memcmp(at, "\xffSMB", 4) == 0 && at[4] == TRANSACTION && !(at[9] & 0x80) &&
           !(bytes_le16(at + 10) & FLAG_UNICODE) && at[SMB_HEADER] == WORDS &&
           at[SMB_HEADER + 27] == SETUP_WORDS;
}

static void info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    (void)layer;
    text_put(text, "Trans Request");
}

static void slot_info(struct text *text, const struct packet *packet, const struct layer *layer)
{
    (void)packet;
    (void)layer;
    text_put(text, "Write Mail Slot");
}

static const struct link links[] = {{"nbdgm", 0}, {NULL, 0}};
const struct proto proto_smb = {.name = "smb",
    .title = "SMB (Server Message Block Protocol)",
    .brief = "SMB",
    .column = "SMB",
    .fields = fields,
    .nfields = NFIELDS,
    .table = "smb.transaction",
    .links = links,
    .agrees = agrees,
    .dissect = dissect,
    .info = info};

static const struct link slot_links[] = {{"smb.transaction", 0}, {NULL, 0}};
const struct proto proto_mailslot = {.name = "mailslot",
    .title = "SMB MailSlot Protocol",
    .column = "SMB Mailslot",
    .fields = slot_fields,
    .nfields = SLOT_FIELDS,
    .table = "mailslot",
    .links = slot_links,
    .dissect = dissect_slot,
    .info = slot_info,
    .unlisted = true};
