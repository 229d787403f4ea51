// Stock libsqlite3, plus what Swift cannot import itself: a destructor that is a cast.
#pragma once
#include <sqlite3.h>

/// SQLITE_TRANSIENT: SQLite copies the bound bytes before the call returns.
static inline sqlite3_destructor_type csqlite_transient(void) { return SQLITE_TRANSIENT; }
