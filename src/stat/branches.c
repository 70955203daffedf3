/* Counting in the tree of stat/branches.h, and printing it.  SPDX-License-Identifier: MIT */
#include "stat/branches.h"

#include <math.h>
#include <stdlib.h>

#include "stat/json_rows.h"

/* A burst is what came within a tenth of a second, looked at in buckets of five milliseconds. */
enum { BUCKET_MILLISECONDS = 5, BURST_MILLISECONDS = 100 };
enum { COLUMN = 14, LAST_COLUMN = 13, COLUMNS = 7 };

enum average { NO_AVERAGE, AVERAGE_WHOLE, AVERAGE_FRACTIONS };

struct branch {
    uint64_t parent, name_hash[2]; /* the key */
    uint32_t name, name_length;    /* in branches->names */
    uint32_t child, last_child, sibling;
    uint32_t average; /* enum average */
    uint64_t count;
    double total, least, most;
    int64_t bucket; /* the newest */
    uint32_t in_bucket[BURST_BUCKETS];
    double bucket_start[BURST_BUCKETS];
    uint64_t burst, most_burst;
    double burst_start;
};

void branches_init(struct branches *self)
{
    rows_init(&self->rows, sizeof(struct branch), offsetof(struct branch, name), BRANCHES);
}

void branches_finish(struct branches *self)
{
    rows_finish(&self->rows);
    text_finish(&self->names);
}

void branches_at(struct branches *self, int64_t since_first)
{
    self->now = (double)since_first / 1e6;
    if (!self->begun) self->first = self->now;
    self->begun = true;
}

static struct branch *branch_at(const struct branches *self, uint32_t branch)
{
    return rows_at(&self->rows, branch - 1);
}

static uint64_t hash_of(struct bytes name, uint64_t seed)
{
    uint64_t hash = seed ^ name.len;
    for (size_t i = 0; i < name.len; i++) {
        hash = (hash ^ name.at[i]) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    return hash;
}

uint32_t branches_name_bytes(struct branches *self, uint32_t parent, struct bytes name)
{
    if (name.len > BRANCH_NAME) name.len = BRANCH_NAME;
    struct branch key = {.parent = parent,
        .name_hash = {hash_of(name, self->rows.seed), hash_of(name, ~self->rows.seed)}};
    uint32_t before = self->rows.count;
    struct branch *branch = rows_find(&self->rows, &key);
    if (!branch) return 0;
    uint32_t number = (uint32_t)(((char *)branch - self->rows.at) / (ptrdiff_t)sizeof *branch) + 1;
    if (self->rows.count == before) return number;
    branch->name = (uint32_t)self->names.len;
    branch->name_length = (uint32_t)name.len;
    text_add(&self->names, name.at, name.len);
    struct branch *above = parent ? branch_at(self, parent) : NULL;
    uint32_t *first = above ? &above->child : &self->first_child;
    uint32_t *last = above ? &above->last_child : &self->last_child;
    if (*last)
        branch_at(self, *last)->sibling = number;
    else
        *first = number;
    *last = number;
    return number;
}

uint32_t branches_name(struct branches *self, uint32_t parent, const char *name)
{
    return branches_name_bytes(self, parent, bytes_of_string(name));
}

void branches_average(struct branches *self, uint32_t branch, bool fractions)
{
    if (branch) branch_at(self, branch)->average = fractions ? AVERAGE_FRACTIONS : AVERAGE_WHOLE;
}

/* Wireshark's list of buckets begins with an empty one at 0: as long as that is not too old, a burst
 * begins there. */
static void count_burst(struct branch *branch, double now)
{
    int64_t bucket = (int64_t)floor(now / BUCKET_MILLISECONDS);
    if (bucket < 0 || bucket <= branch->bucket - BURST_BUCKETS) return;
    for (int64_t i = branch->bucket + 1; i <= bucket && i <= branch->bucket + BURST_BUCKETS; i++) {
        branch->burst -= branch->in_bucket[i % BURST_BUCKETS];
        branch->in_bucket[i % BURST_BUCKETS] = 0;
    }
    if (bucket > branch->bucket) branch->bucket = bucket;
    unsigned slot = (unsigned)(bucket % BURST_BUCKETS);
    if (!branch->in_bucket[slot]++ || now < branch->bucket_start[slot])
        branch->bucket_start[slot] = now;
    if (++branch->burst <= branch->most_burst) return;
    branch->most_burst = branch->burst;
    branch->burst_start = 0;
    if (branch->bucket < BURST_BUCKETS) return;
    int64_t oldest = branch->bucket - BURST_BUCKETS + 1;
    while (!branch->in_bucket[oldest % BURST_BUCKETS])
        oldest++;
    branch->burst_start = branch->bucket_start[oldest % BURST_BUCKETS];
}

void branches_count(struct branches *self, uint32_t branch)
{
    if (!branch) return;
    struct branch *at = branch_at(self, branch);
    at->count++;
    count_burst(at, self->now);
}

void branches_value(struct branches *self, uint32_t branch, double value)
{
    if (!branch) return;
    struct branch *at = branch_at(self, branch);
    if (at->average == NO_AVERAGE) at->average = AVERAGE_WHOLE;
    if (!at->count || value < at->least) at->least = value;
    if (!at->count || value > at->most) at->most = value;
    at->total += value;
    branches_count(self, branch);
}

/* --- printing ------------------------------------------------------------------------------------ */

static struct bytes name_of(const struct branches *self, const struct branch *branch)
{
    return bytes_of(self->names.at + branch->name, branch->name_length);
}

struct sorting {
    uint64_t count;
    struct bytes name;
    uint32_t number;
};

/* By count, then by name; all from the greatest down. */
static int sooner(const void *left, const void *right)
{
    const struct sorting *a = left, *b = right;
    if (a->count != b->count) return a->count < b->count ? 1 : -1;
    size_t len = a->name.len < b->name.len ? a->name.len : b->name.len;
    int order = memcmp(a->name.at, b->name.at, len);
    if (!order) order = a->name.len < b->name.len ? -1 : 1;
    return -order;
}

/* The branches below `parent` in the order in which they are told; ranges stay in theirs. */
static struct sorting *sort(const struct branches *self, uint32_t parent, uint32_t *count)
{
    uint32_t first = parent ? branch_at(self, parent)->child : self->first_child, total = 0;
    for (uint32_t i = first; i; i = branch_at(self, i)->sibling)
        total++;
    struct sorting *all = total ? malloc(total * sizeof *all) : NULL;
    *count = all ? total : 0;
    total = 0;
    for (uint32_t i = first; all && i; i = branch_at(self, i)->sibling) {
        const struct branch *branch = branch_at(self, i);
        all[total++] = (struct sorting){branch->count, name_of(self, branch), i};
    }
    bool fixed = !parent || (first && branch_at(self, parent)->average != NO_AVERAGE);
    if (all && !fixed) qsort(all, *count, sizeof *all, sooner);
    return all;
}

static size_t widest(const struct branches *self, uint32_t first, size_t indent)
{
    size_t width = 0;
    for (uint32_t i = first; i; i = branch_at(self, i)->sibling) {
        const struct branch *branch = branch_at(self, i);
        size_t below = widest(self, branch->child, indent + 1);
        if (indent + branch->name_length > width) width = indent + branch->name_length;
        if (below > width) width = below;
    }
    return width;
}

static void end_cell(struct text *text, size_t start, size_t width)
{
    if (text->len - start < width) text_repeat(text, ' ', width - (text->len - start));
}

static void print_number(struct text *text, const struct branch *branch, double value)
{
    size_t start = text->len;
    if (branch->average != NO_AVERAGE && !branch->count)
        text_char(text, '-');
    else if (branch->average == AVERAGE_FRACTIONS)
        text_format(text, "%f", value);
    else if (branch->average == AVERAGE_WHOLE)
        text_format(text, "%.0f", value);
    end_cell(text, start, COLUMN);
}

static void print_cells(struct text *text, const struct branches *self, const struct branch *branch)
{
    size_t start = text->len;
    double elapsed = self->now - self->first;
    text_uint(text, branch->count);
    end_cell(text, start, COLUMN);
    start = text->len;
    if (branch->average != NO_AVERAGE && branch->count)
        text_format(text, "%.2f", branch->total / (double)branch->count);
    else if (branch->average != NO_AVERAGE)
        text_char(text, '-');
    end_cell(text, start, COLUMN);
    print_number(text, branch, branch->least);
    print_number(text, branch, branch->most);
    start = text->len;
    if (elapsed > 0) text_format(text, "%.4f", (double)branch->count / elapsed);
    end_cell(text, start, COLUMN);
    start = text->len;
    const struct branch *above = branch->parent ? branch_at(self, (uint32_t)branch->parent) : NULL;
    if (!above)
        text_put(text, "100%");
    else if (above->count)
        text_format(text, "%.2f%%", 100.0 * (double)branch->count / (double)above->count);
    end_cell(text, start, COLUMN);
    start = text->len;
    if (branch->most_burst)
        text_format(text, "%.4f", (double)branch->most_burst / BURST_MILLISECONDS);
    else
        text_char(text, '-');
    end_cell(text, start, COLUMN);
    start = text->len;
    if (branch->most_burst)
        text_format(text, "%.3f", branch->burst_start / 1000);
    else
        text_char(text, '-');
    end_cell(text, start, LAST_COLUMN);
    text_char(text, '\n');
}

static void print_below(
    struct text *text, const struct branches *self, uint32_t parent, size_t indent, size_t width)
{
    uint32_t count;
    struct sorting *all = sort(self, parent, &count);
    for (uint32_t i = 0; i < count; i++) {
        size_t start = text->len;
        text_repeat(text, ' ', indent);
        text_add(text, all[i].name.at, all[i].name.len);
        end_cell(text, start, width);
        print_cells(text, self, branch_at(self, all[i].number));
        print_below(text, self, all[i].number, indent + 1, width);
    }
    free(all);
}

void branches_print(struct branches *self, struct text *text, const char *title)
{
    static const char *const heads[] = {"Count", "Average", "Min Val", "Max Val", "Rate (ms)",
        "Percent", "Burst Rate", "Burst Start"};
    static const char topic[] = "Topic / Item";
    size_t width = widest(self, self->first_child, 0);
    const char *slash = strrchr(title, '/');
    size_t root = strlen(slash ? slash + 1 : title) - 1; /* as if it stood a step further out */
    if (width < root) width = root;
    if (width < sizeof topic - 1) width = sizeof topic - 1;
    width += 2;
    size_t line = width + (size_t)COLUMNS * COLUMN + LAST_COLUMN, start;
    text_char(text, '\n');
    text_repeat(text, '=', line);
    text_format(text, "\n%s:\n%s", title, topic);
    text_repeat(text, ' ', width - (sizeof topic - 1));
    for (unsigned i = 0; i <= COLUMNS; i++) {
        start = text->len;
        text_put(text, heads[i]);
        end_cell(text, start, i < COLUMNS ? COLUMN : LAST_COLUMN);
    }
    text_char(text, '\n');
    text_repeat(text, '-', line);
    text_char(text, '\n');
    print_below(text, self, 0, 0, width);
    if (self->rows.left_out)
        text_format(text, "%llu counts were left out: there was no room for more\n",
            (unsigned long long)self->rows.left_out);
    text_char(text, '\n');
    text_repeat(text, '-', line);
    text_char(text, '\n');
}

static void list_below(
    struct text *text, const struct branches *self, uint32_t parent, struct text *path)
{
    uint32_t count;
    struct sorting *all = sort(self, parent, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct branch *branch = branch_at(self, all[i].number);
        size_t above = path->len;
        if (above) text_char(path, '\t');
        text_add(path, all[i].name.at, all[i].name.len);
        json_row_begin(text);
        json_row_text(text, "topic", bytes_of(path->at, path->len));
        json_row_uint(text, "count", branch->count);
        if (branch->average != NO_AVERAGE && branch->count)
            text_format(text, ",\"average\":%f,\"min\":%f,\"max\":%f",
                branch->total / (double)branch->count, branch->least, branch->most);
        json_row_end(text);
        list_below(text, self, all[i].number, path);
        path->len = above;
    }
    free(all);
}

void branches_list(struct branches *self, struct text *text)
{
    struct text path = {0};
    list_below(text, self, 0, &path);
    text_finish(&path);
}
