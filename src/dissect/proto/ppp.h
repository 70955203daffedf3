/* What the protocols of PPP share.  SPDX-License-Identifier: MIT */
#pragma once
#include "dissect/field.h"

extern const struct value_name ppp_protocols[];
