/* The rows of Internet mail, and their lines in the tree.  SPDX-License-Identifier: MIT */
#include "dissect/proto/imf.h"

#include "base/escape.h"
#include "base/text.h"

/* The tree tells how many addresses a list has: they stand below it. */
static void show_list(struct text *text, const struct packet *p, const struct item *item)
{
    unsigned count = 0;
    for (const struct item *child = item + 1; child < p->items + p->nitems; child++) {
        if (child->layer != item->layer || child->depth <= item->depth) break;
        count += child->depth == item->depth + 1;
    }
    text_format(text, "%s: ", item->field->label);
    escape_tree(text, item->bytes);
    if (item->flags & ITEM_SUBTREE && count)
        text_format(text, ", %u item%s", count, count == 1 ? "" : "s");
}

static void show_extension(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "Unknown-Extension: ");
    escape_tree(text, item->bytes);
    text_put(text, " (Contact Wireshark developers if you want this supported.)");
}

void imf_put_line(struct text *text, struct bytes line)
{
    for (size_t i = 0; i < line.len; i++) {
        uint8_t c = line.at[i];
        text_char(text, c < ' ' ? ' ' : (char)c);
    }
}

static void show_line(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    imf_put_line(text, item->bytes);
}

/* clang-format off */
const struct field imf_fields[IMF_NFIELDS] = {
    [IMF_FROM] = {"imf.from", "From", FT_STRING, BASE_NONE, .show = show_list, .blurb = "Who wrote it"},
    [IMF_RESENT_FROM] = {"imf.resent.from", "Resent-From", FT_STRING, BASE_NONE, .show = show_list},
    [IMF_REPLY_TO] = {"imf.reply_to", "Reply-To", FT_STRING, BASE_NONE, .show = show_list, .blurb = "Where answers should go"},
    [IMF_TO] = {"imf.to", "To", FT_STRING, BASE_NONE, .show = show_list, .blurb = "To whom it goes"},
    [IMF_CC] = {"imf.cc", "Cc", FT_STRING, BASE_NONE, .show = show_list, .blurb = "Who gets a copy"},
    [IMF_BCC] = {"imf.bcc", "Bcc", FT_STRING, BASE_NONE, .show = show_list, .blurb = "Who gets a copy that the others do not know of"},
    [IMF_RESENT_TO] = {"imf.resent.to", "Resent-To", FT_STRING, BASE_NONE, .show = show_list},
    [IMF_RESENT_CC] = {"imf.resent.cc", "Resent-Cc", FT_STRING, BASE_NONE, .show = show_list},
    [IMF_RESENT_BCC] = {"imf.resent.bcc", "Resent-Bcc", FT_STRING, BASE_NONE, .show = show_list},
    [IMF_SENDER] = {"imf.sender", "Sender", FT_STRING, BASE_NONE, .blurb = "Who sent it for the author"},
    [IMF_RESENT_SENDER] = {"imf.resent.sender", "Resent-Sender", FT_STRING, BASE_NONE},
    [IMF_DELIVERED_TO] = {"imf.delivered_to", "Delivered-To", FT_STRING, BASE_NONE, .blurb = "The mailbox that it was put into"},
    [IMF_SUBJECT] = {"imf.subject", "Subject", FT_STRING, BASE_NONE, .blurb = "What it is about"},
    [IMF_AUTOFORWARDED] = {"imf.autoforwarded", "Autoforwarded", FT_STRING, BASE_NONE},
    [IMF_AUTOSUBMITTED] = {"imf.autosubmitted", "Autosubmitted", FT_STRING, BASE_NONE},
    [IMF_COMMENTS] = {"imf.comments", "Comments", FT_STRING, BASE_NONE},
    [IMF_CONTENT_DESCRIPTION] = {"imf.content.description", "Content-Description", FT_STRING, BASE_NONE},
    [IMF_CONTENT_ID] = {"imf.content.id", "Content-ID", FT_STRING, BASE_NONE},
    [IMF_CONTENT_TRANSFER_ENCODING] = {"imf.content.transfer_encoding", "Content-Transfer-Encoding", FT_STRING, BASE_NONE, .blurb = "How its bytes were made fit for the way: 7bit, base64 …"},
    [IMF_CONTENT_LANGUAGE] = {"imf.content_language", "Content-Language", FT_STRING, BASE_NONE},
    [IMF_CONVERSION] = {"imf.conversion", "Conversion", FT_STRING, BASE_NONE},
    [IMF_CONVERSION_WITH_LOSS] = {"imf.conversion_with_loss", "Conversion-With-Loss", FT_STRING, BASE_NONE},
    [IMF_DATE] = {"imf.date", "Date", FT_STRING, BASE_NONE, .blurb = "When its author finished it"},
    [IMF_DEFERRED_DELIVERY] = {"imf.deferred_delivery", "Deferred-Delivery", FT_STRING, BASE_NONE},
    [IMF_DELIVERY_DATE] = {"imf.delivery_date", "Delivery-Date", FT_STRING, BASE_NONE},
    [IMF_DISCARDED_X400_IPMS_EXTENSIONS] = {"imf.discarded_x400_ipms_extensions", "Discarded-X400-IPMS-Extensions", FT_STRING, BASE_NONE},
    [IMF_DISCARDED_X400_MTS_EXTENSIONS] = {"imf.discarded_x400_mts_extensions", "Discarded-X400-MTS-Extensions", FT_STRING, BASE_NONE},
    [IMF_DL_EXPANSION_HISTORY] = {"imf.dl_expansion_history", "DL-Expansion-History", FT_STRING, BASE_NONE},
    [IMF_EXPIRES] = {"imf.expires", "Expires", FT_STRING, BASE_NONE},
    [IMF_X_AUTHENTICATION_WARNING] = {"imf.ext.authentication_warning", "X-Authentication-Warning", FT_STRING, BASE_NONE},
    [IMF_EXPIRY_DATE] = {"imf.ext.expiry-date", "Expiry-Date", FT_STRING, BASE_NONE},
    [IMF_X_MAILER] = {"imf.ext.mailer", "X-Mailer", FT_STRING, BASE_NONE},
    [IMF_X_MIMEOLE] = {"imf.ext.mimeole", "X-MimeOLE", FT_STRING, BASE_NONE},
    [IMF_X_ORIGINAL_TO] = {"imf.ext.original-to", "X-Original-To", FT_STRING, BASE_NONE},
    [IMF_X_MS_TNEF_CORRELATOR] = {"imf.ext.tnef-correlator", "X-MS-TNEF-Correlator", FT_STRING, BASE_NONE},
    [IMF_X_UIDL] = {"imf.ext.uidl", "X-UIDL", FT_STRING, BASE_NONE},
    [IMF_X_VIRUS_SCANNED] = {"imf.ext.virus_scanned", "X-Virus-Scanned", FT_STRING, BASE_NONE},
    [IMF_IMPORTANCE] = {"imf.importance", "Importance", FT_STRING, BASE_NONE},
    [IMF_IN_REPLY_TO] = {"imf.in_reply_to", "In-Reply-To", FT_STRING, BASE_NONE, .blurb = "The message that this one answers"},
    [IMF_INCOMPLETE_COPY] = {"imf.incomplete_copy", "Incomplete-Copy", FT_STRING, BASE_NONE},
    [IMF_KEYWORDS] = {"imf.keywords", "Keywords", FT_STRING, BASE_NONE},
    [IMF_LATEST_DELIVERY_TIME] = {"imf.latest_delivery_time", "Latest-Delivery-Time", FT_STRING, BASE_NONE},
    [IMF_LINES] = {"imf.lines", "Lines", FT_STRING, BASE_NONE},
    [IMF_MESSAGE_ID] = {"imf.message_id", "Message-ID", FT_STRING, BASE_NONE, .blurb = "The name of the message, unlike any other"},
    [IMF_MESSAGE_TYPE] = {"imf.message_type", "Message-Type", FT_STRING, BASE_NONE},
    [IMF_MIME_VERSION] = {"imf.mime_version", "MIME-Version", FT_STRING, BASE_NONE, .blurb = "It follows MIME"},
    [IMF_ORIGINAL_ENCODED_INFORMATION_TYPES] = {"imf.original_encoded_information_types", "Original-Encoded-Information-Types", FT_STRING, BASE_NONE},
    [IMF_ORIGINATOR_RETURN_ADDRESS] = {"imf.originator_return_address", "Originator-Return-Address", FT_STRING, BASE_NONE},
    [IMF_PRECEDENCE] = {"imf.precedence", "Precedence", FT_STRING, BASE_NONE},
    [IMF_PRIORITY] = {"imf.priority", "Priority", FT_STRING, BASE_NONE},
    [IMF_RECEIVED] = {"imf.received", "Received", FT_STRING, BASE_NONE, .blurb = "A server that it came through; the newest stands first"},
    [IMF_REFERENCES] = {"imf.references", "References", FT_STRING, BASE_NONE, .blurb = "The messages that led to this one"},
    [IMF_REPLY_BY] = {"imf.reply_by", "Reply-By", FT_STRING, BASE_NONE},
    [IMF_RESENT_DATE] = {"imf.resent.date", "Resent-Date", FT_STRING, BASE_NONE},
    [IMF_RESENT_MESSAGE_ID] = {"imf.resent.message_id", "Resent-Message-ID", FT_STRING, BASE_NONE},
    [IMF_RETURN_PATH] = {"imf.return_path", "Return-Path", FT_STRING, BASE_NONE, .blurb = "Where it is returned to if it cannot be delivered"},
    [IMF_SENSITIVITY] = {"imf.sensitivity", "Sensitivity", FT_STRING, BASE_NONE},
    [IMF_SUPERSEDES] = {"imf.supersedes", "Supersedes", FT_STRING, BASE_NONE},
    [IMF_THREAD_INDEX] = {"imf.thread-index", "Thread-Index", FT_STRING, BASE_NONE},
    [IMF_USER_AGENT] = {"imf.user_agent", "User-Agent", FT_STRING, BASE_NONE},
    [IMF_X400_CONTENT_IDENTIFIER] = {"imf.x400_content_identifier", "X400-Content-Identifier", FT_STRING, BASE_NONE},
    [IMF_X400_CONTENT_TYPE] = {"imf.x400_content_type", "X400-Content-Type", FT_STRING, BASE_NONE},
    [IMF_X400_MTS_IDENTIFIER] = {"imf.x400_mts_identifier", "X400-MTS-Identifier", FT_STRING, BASE_NONE},
    [IMF_X400_ORIGINATOR] = {"imf.x400_originator", "X400-Originator", FT_STRING, BASE_NONE},
    [IMF_X400_RECEIVED] = {"imf.x400_received", "X400-Received", FT_STRING, BASE_NONE},
    [IMF_X400_RECIPIENTS] = {"imf.x400_recipients", "X400-Recipients", FT_STRING, BASE_NONE},
    [IMF_CONTENT_TYPE] = {"imf.content.type", "Content-Type", FT_STRING, BASE_NONE, .blurb = "What the message carries"},
    [IMF_TYPE] = {"imf.content.type.type", "Type", FT_STRING, BASE_NONE, .blurb = "The media type: text/plain, multipart/mixed …"},
    [IMF_PARAMETERS] = {"imf.content.type.parameters", "Parameters", FT_STRING, BASE_NONE, .blurb = "What else is to know: the character set, the boundary of the parts"},
    [IMF_MAILBOX_ITEM] = {"imf.mailbox_list.item", "Item", FT_STRING, BASE_NONE, .blurb = "One of several mailboxes"},
    [IMF_ADDRESS_ITEM] = {"imf.address_list.item", "Item", FT_STRING, BASE_NONE, .blurb = "One of several mailboxes, or a group of them"},
    [IMF_DISPLAY_NAME] = {"imf.display_name", "Display-Name", FT_STRING, BASE_NONE, .show = show_list, .blurb = "The name for people to read; nothing vouches for it"},
    [IMF_ADDRESS] = {"imf.address", "Address", FT_STRING, BASE_NONE, .blurb = "Where the mail goes"},
    [IMF_EXTENSION] = {"imf.extension", "Unknown-Extension", FT_STRING, BASE_NONE, .show = show_extension, .blurb = "A header field of another name"},
    [IMF_EXTENSION_TYPE] = {"imf.extension.type", "Type", FT_STRING, BASE_NONE, .blurb = "Its name"},
    [IMF_EXTENSION_VALUE] = {"imf.extension.value", "Value", FT_STRING, BASE_NONE, .blurb = "What it says"},
    [IMF_MESSAGE_TEXT] = {"imf.message_text", "Message-Text", FT_NONE, BASE_NONE, .blurb = "What is written, of no type told"},
    [IMF_LINE] = {NULL, "Line", FT_STRING, BASE_NONE, .show = show_line},
};
/* clang-format on */
