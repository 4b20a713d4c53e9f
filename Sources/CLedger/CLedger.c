#include "CLedger.h"

#include <sqlite3.h>

int embargo_sqlite_set_up(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
