#define _GNU_SOURCE
#include <string.h>

#include "CLinux.h"

const char *clinux_error_name(int code) { return strerrorname_np(code); }

const char *clinux_error_description(int code) { return strerrordesc_np(code); }
