#include "recorder.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

enum { RECORD_BYTES = 300 };

static sqlite3 *database;
static sqlite3_stmt *update, *insert, *begin, *commit;

static void check(int code, int wanted, const char *what) {
  if (code == wanted) return;
  fprintf(stderr, "%s: %s\n", what, database ? sqlite3_errmsg(database) : sqlite3_errstr(code));
  exit(1);
}

static void run(const char *sql) {
  check(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK, sql);
}

static sqlite3_stmt *prepared(const char *sql) {
  sqlite3_stmt *statement;
  check(sqlite3_prepare_v2(database, sql, -1, &statement, NULL), SQLITE_OK, sql);
  return statement;
}

static void step(sqlite3_stmt *statement) {
  check(sqlite3_step(statement), SQLITE_DONE, "step");
  check(sqlite3_reset(statement), SQLITE_OK, "reset");
}

void recorder_open(const char *path, char **names, long count) {
  check(sqlite3_open(path, &database), SQLITE_OK, path);
  run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  run("CREATE TABLE queue (name TEXT PRIMARY KEY, state TEXT, at INTEGER) STRICT, WITHOUT ROWID");
  run("CREATE TABLE records (sequence INTEGER PRIMARY KEY, name TEXT, at INTEGER, bytes BLOB)"
      " STRICT");
  run("BEGIN");
  sqlite3_stmt *queue = prepared("INSERT INTO queue VALUES (?, 'scheduled', NULL)");
  for (long i = 0; i < count; i++) {
    sqlite3_bind_text(queue, 1, names[i], -1, SQLITE_STATIC);
    step(queue);
  }
  sqlite3_finalize(queue);
  run("COMMIT");
  run("PRAGMA wal_checkpoint(TRUNCATE)");
  begin = prepared("BEGIN IMMEDIATE");
  commit = prepared("COMMIT");
  update = prepared("UPDATE queue SET state = 'lifted', at = ? WHERE name = ?");
  insert = prepared("INSERT INTO records (name, at, bytes) VALUES (?, ?, ?)");
}

void recorder_record(char **names, const long long *instants, long from, long to) {
  static char bytes[RECORD_BYTES];
  step(begin);
  for (long i = from; i < to; i++) {
    sqlite3_bind_int64(update, 1, instants[i]);
    sqlite3_bind_text(update, 2, names[i], -1, SQLITE_STATIC);
    step(update);
    memset(bytes, 'r', sizeof bytes);
    sqlite3_bind_text(insert, 1, names[i], -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 2, instants[i]);
    sqlite3_bind_blob(insert, 3, bytes, sizeof bytes, SQLITE_STATIC);
    step(insert);
  }
  step(commit);
}

void recorder_fill(long count, long batch, long bytes) {
  char *text = allocate(bytes, 1);
  for (long done = 0; done < count;) {
    step(begin);
    for (long i = 0; i < batch && done < count; i++, done++) {
      memset(text, 'a' + (char)(done % 26), (size_t)bytes);
      char name[32];
      snprintf(name, sizeof name, "r%ld", done);
      sqlite3_bind_text(insert, 1, name, -1, SQLITE_TRANSIENT);
      sqlite3_bind_int64(insert, 2, done);
      sqlite3_bind_blob(insert, 3, text, (int)bytes, SQLITE_STATIC);
      step(insert);
    }
    step(commit);
  }
  free(text);
}

void recorder_close(void) {
  sqlite3_finalize(begin);
  sqlite3_finalize(commit);
  sqlite3_finalize(update);
  sqlite3_finalize(insert);
  check(sqlite3_close(database), SQLITE_OK, "close");
}
