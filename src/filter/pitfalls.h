/* What authors of filters often do not mean (pitfalls.c).  SPDX-License-Identifier: MIT */
#pragma once
#include "filter/explain.h"
#include "filter/tree.h"

/* Adds what is found in the tree of `source`. */
void pitfalls_find(struct explanation *explanation, const struct node *root, const char *source);
