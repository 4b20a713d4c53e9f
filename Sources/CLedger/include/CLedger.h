#ifndef EMBARGO_LEDGER_H
#define EMBARGO_LEDGER_H

// What is set once in a process before SQLite is used, and Swift cannot say to it.

// Has SQLite keep no count of its memory, which it would do under a lock at every allocation: an
// eighth of the time of a large transaction; and has logs written in large pieces (LogWrites.c).
// Returns SQLite's result code; SQLITE_MISUSE once SQLite is in use, which then counts on.
int embargo_sqlite_set_up(void);

#endif
