/* tshark's -G: lists of what is known here, for scripts.  SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/parse.h"
#include "show/glossary.h"
#include "sniff.h"

enum { REPORTS = 32 };

static void list(struct text *text)
{
    for (const struct glossary *report = glossaries; report->name; report++)
        text_format(text, "  -G %-18s %s\n", report->name, report->summary);
}

int sniff_glossary(struct sniff *sniff)
{
    const char *names[REPORTS + 1];
    size_t count = 0;
    struct text *text = &sniff->lab->out->text;
    if (strcmp(sniff->glossary, "help") == 0) {
        list(text);
        return EXIT_DONE;
    }
    for (const struct glossary *report = glossaries; report->name && count < REPORTS; report++) {
        names[count++] = report->name;
        if (strcmp(report->name, sniff->glossary) != 0) continue;
        report->add(text);
        return EXIT_DONE;
    }
    names[count] = NULL;
    const char *nearest = parse_nearest(sniff->glossary, names);
    say_error(sniff->lab, "-G %s: no such report", sniff->glossary);
    if (nearest)
        say_hint(sniff->lab, "did you mean -G %s?", nearest);
    else
        say_hint(sniff->lab, "wirelab sniff -G help lists the reports");
    return EXIT_USAGE;
}
