/* See pattern.h: PCRE2, as Wireshark has it.  SPDX-License-Identifier: MIT */
#include "filter/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    struct pattern *next;
};

struct pattern *pattern_create(struct bytes expression, struct text *message)
{
    struct pattern *pattern = calloc(1, sizeof *pattern);
    int error = 0;
    PCRE2_SIZE offset;
    if (pattern)
        pattern->code = pcre2_compile(expression.len ? expression.at : (PCRE2_SPTR) "",
            expression.len, PCRE2_CASELESS | PCRE2_NEVER_UTF, &error, &offset, NULL);
    if (pattern && pattern->code) {
        pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE); /* slower without, not wrong */
        pattern->match = pcre2_match_data_create(1, NULL);
        if (pattern->match) return pattern;
    }
    PCRE2_UCHAR words[256] = "out of memory";
    if (error) pcre2_get_error_message(error, words, sizeof words);
    text_put(message, (const char *)words);
    pattern_destroy(pattern);
    return NULL;
}

void pattern_destroy(struct pattern *list)
{
    while (list) {
        struct pattern *pattern = list;
        list = pattern->next;
        pcre2_match_data_free(pattern->match);
        pcre2_code_free(pattern->code);
        free(pattern);
    }
}

struct pattern *pattern_join(struct pattern *pattern, struct pattern *list)
{
    pattern->next = list;
    return pattern;
}

bool pattern_matches(const struct pattern *pattern, struct bytes subject)
{
    PCRE2_SPTR at = subject.len ? subject.at : (PCRE2_SPTR) "";
    return pcre2_match(pattern->code, at, subject.len, 0, 0, pattern->match, NULL) >= 0;
}
