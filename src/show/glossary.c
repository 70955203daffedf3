/* tshark -G.  See glossary.h.  SPDX-License-Identifier: MIT */
#include "show/glossary.h"

#include <stdlib.h>

#include "dissect/dissector.h"
#include "dissect/preferences.h"
#include "show/column_format.h"

/* Calls `add` for each row of the protocols, those that several share once. */
static void each_field(struct text *text, void (*add)(struct text *text, const struct field *field))
{
    size_t count;
    const struct proto *const *protos = dissector_protos(&count);
    for (size_t i = 0; i < count; i++) {
        bool shared = false;
        for (size_t before = 0; before < i; before++)
            shared |= protos[before]->fields == protos[i]->fields;
        for (unsigned row = 0; !shared && row < protos[i]->nfields; row++)
            if (protos[i]->fields[row].name) add(text, &protos[i]->fields[row]);
    }
}

static const char *title_of(const struct proto *proto)
{
    return proto->title ? proto->title : proto->column ? proto->column : proto->name;
}

static bool is_number(const struct field *field)
{
    return field->type >= FT_UINT8 && field->type <= FT_INT64;
}

static void add_base(struct text *text, const struct field *field)
{
    static const char *const names[] = {
        [BASE_NONE] = "BASE_NONE",
        [BASE_DEC] = "BASE_DEC",
        [BASE_PT_TCP] = "BASE_PT_TCP",
        [BASE_PT_UDP] = "BASE_PT_UDP",
        [BASE_HEX] = "BASE_HEX",
        [BASE_DEC_HEX] = "BASE_DEC_HEX",
        [BASE_HEX_DEC] = "BASE_HEX_DEC",
        [BASE_OCT] = "BASE_OCT",
    };
    if (field->type == FT_BOOLEAN) /* the width of what the bit is in */
        text_uint(text, field->unit_bits ? field->unit_bits : field->mask ? 8 : 0);
    else if (is_number(field))
        text_put(text, names[field->base]);
}

static void add_field(struct text *text, const struct field *field)
{
    if (field->type == FT_PROTOCOL) return; /* the layer itself */
    if (field->flags & FIELD_PROTOCOL) {
        text_format(text, "P\t%s\t%s\n", field->label, field->name);
        return;
    }
    struct bytes owner = dissector_owner(field);
    text_format(text, "F\t%s\t%s\t%s\t%.*s\t", field->label, field->name,
        field_type_name(field->type), (int)owner.len, (const char *)owner.at);
    add_base(text, field);
    text_format(text, "\t0x%llx\t%s\n", (unsigned long long)field_mask(field),
        field->blurb ? field->blurb : "");
}

static void add_fields(struct text *text)
{
    size_t count;
    const struct proto *const *protos = dissector_protos(&count);
    for (size_t i = 0; i < count; i++)
        text_format(text, "P\t%s\t%s\n", title_of(protos[i]), protos[i]->name);
    each_field(text, add_field);
}

static void add_protocols(struct text *text)
{
    size_t count;
    const struct proto *const *protos = dissector_protos(&count);
    for (size_t i = 0; i < count; i++)
        text_format(text, "%s\t%s\t%s\n", title_of(protos[i]),
            protos[i]->column ? protos[i]->column : title_of(protos[i]), protos[i]->name);
}

static void add_names(struct text *text, const struct field *field)
{
    const struct value_name *names = field->names;
    if (field->type == FT_BOOLEAN) {
        const char *yes = field_value_name(names, 1), *no = field_value_name(names, 0);
        text_format(text, "T\t%s\t%s\t%s\n", field->name, yes ? yes : "Set", no ? no : "Not set");
        return;
    }
    for (; names && names->name; names++)
        text_format(
            text, "V\t%s\t%llu\t%s\n", field->name, (unsigned long long)names->value, names->name);
}

static void add_values(struct text *text)
{
    each_field(text, add_names);
}

static void add_types(struct text *text)
{
    for (unsigned type = 0; type < FIELD_TYPES; type++)
        text_format(text, "%s\t%s\n", field_type_name(type), field_type_title(type));
}

static void add_decodes(struct text *text)
{
    size_t count;
    const struct proto *const *protos = dissector_protos(&count);
    for (size_t i = 0; i < count; i++)
        for (const struct link *link = protos[i]->links; link && link->table; link++)
            text_format(text, "%s\t%u\t%s\n", link->table, link->key, protos[i]->name);
}

static void add_heuristics(struct text *text)
{
    size_t count;
    const struct proto *const *protos = dissector_protos(&count);
    for (size_t i = 0; i < count; i++)
        if (protos[i]->heuristic_table)
            text_format(text, "%s\t%s\tT\n", protos[i]->heuristic_table, protos[i]->name);
}

/* As in a file of preferences, where a line without # would change one. */
static void add_preferences(struct text *text)
{
    size_t count;
    const struct preference *all = preferences_all(&count);
    for (size_t i = 0; i < count; i++)
        text_format(text, "# %s\n# TRUE or FALSE (case-insensitive)\n#%s: %s\n\n", all[i].blurb,
            all[i].name, all[i].value ? "TRUE" : "FALSE");
}

static void add_count(struct text *text)
{
    size_t count, fields = 0;
    const struct proto *const *protos = dissector_protos(&count);
    for (size_t i = 0; i < count; i++)
        fields += protos[i]->nfields;
    text_format(text, "There are %zu header fields registered, of which:\n\t%zu are protocols\n",
        fields + count, count);
}

/* There are none: what is dissected stands in the program. */
static void add_plugins(struct text *text)
{
    (void)text;
}

static void add_folder(struct text *text, const char *what, const char *path, const char *below)
{
    text_format(text, "%-21s\t%s%s\n", what, path, below);
}

/* Where lists and files are looked for. */
static void add_folders(struct text *text)
{
    const char *temporary = getenv("TMPDIR"), *own = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");
    add_folder(text, "Temp:", temporary && *temporary ? temporary : "/tmp", "");
    if (own && *own)
        add_folder(text, "Personal configuration:", own, "/wireshark");
    else if (home && *home)
        add_folder(text, "Personal configuration:", home, "/.config/wireshark");
    add_folder(text, "Global configuration:", "/usr/share/wireshark", "");
    add_folder(text, "System:", "/etc", "");
}

const struct glossary glossaries[] = {
    {"column-formats", "what the columns of -o gui.column.format can show", column_format_list},
    {"currentprefs", "the same as defaultprefs: files of preferences are not read",
        add_preferences},
    {"decodes", "which protocol is found where: a table, the value in it, the protocol",
        add_decodes},
    {"defaultprefs", "what -o can set, and how it stands", add_preferences},
    {"fieldcount", "how many fields there are", add_count},
    {"fields", "protocols (P) and fields (F): title, name, type, protocol, base, mask, meaning",
        add_fields},
    {"folders",
        "where the user's own lists (hosts, ethers) and those of the machine are looked for",
        add_folders},
    {"ftypes", "the types of fields", add_types},
    {"heuristic-decodes", "protocols that recognise their messages, wherever they are found",
        add_heuristics},
    {"plugins", "what is dissected by plugins: nothing", add_plugins},
    {"protocols", "protocols: title, short title, name", add_protocols},
    {"values", "the names of values: V of numbers, T of booleans", add_values},
    {NULL, NULL, NULL},
};
