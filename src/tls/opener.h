/* The cryptography behind dissect/opener.h.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/opener.h"

const struct opener *tls_opener(void);
