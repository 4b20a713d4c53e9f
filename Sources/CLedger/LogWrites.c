// A layer over SQLite's own file system (https://www.sqlite.org/vfs.html) that writes the
// write-ahead log in large pieces.
//
// SQLite writes a page to its log by two calls, one for the 24 bytes of the frame's head and one
// for the page. What is written behind the end of what is held is held too, and goes to the file in
// one call: when it is synced, when something else is asked of the file, or when no more fits. A
// commit is durable by the sync behind it, as before; what a write would have said of a full disk,
// the sync says. Every other file is SQLite's own.
#include "CLedger.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_HELD = 128 * 1024 };

typedef struct {
  sqlite3_file base;
  // SQLite's own file, in the memory behind this struct.
  sqlite3_file *file;
  // MOST_HELD bytes; NULL until the first write.
  unsigned char *held;
  // Where they belong in the file, and how many there are.
  sqlite3_int64 start;
  int count;
} Log;

static sqlite3_vfs *system_files;
static sqlite3_vfs files;

// What cannot be written is let go of: whoever asked for it is told, and writes it again or gives
// the transaction up.
static int write_out(Log *log) {
  int count = log->count;
  log->count = 0;
  if (count == 0) return SQLITE_OK;
  return log->file->pMethods->xWrite(log->file, log->held, count, log->start);
}

static int log_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 start) {
  Log *log = (Log *)base;
  if (log->count > 0 && (start != log->start + log->count || count > MOST_HELD - log->count)) {
    int result = write_out(log);
    if (result != SQLITE_OK) return result;
  }
  if (log->held == NULL) log->held = malloc(MOST_HELD);
  if (log->held == NULL || count > MOST_HELD) {
    return log->file->pMethods->xWrite(log->file, bytes, count, start);
  }
  if (log->count == 0) log->start = start;
  memcpy(log->held + log->count, bytes, (size_t)count);
  log->count += count;
  return SQLITE_OK;
}

static int log_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 start) {
  Log *log = (Log *)base;
  sqlite3_int64 end = log->start + log->count;
  if (log->count > 0 && start < end && start + count > log->start) {
    if (start >= log->start && start + count <= end) {
      memcpy(bytes, log->held + (start - log->start), (size_t)count);
      return SQLITE_OK;
    }
    int result = write_out(log);
    if (result != SQLITE_OK) return result;
  }
  return log->file->pMethods->xRead(log->file, bytes, count, start);
}

static int log_sync(sqlite3_file *base, int flags) {
  Log *log = (Log *)base;
  int result = write_out(log);
  return result == SQLITE_OK ? log->file->pMethods->xSync(log->file, flags) : result;
}

static int log_truncate(sqlite3_file *base, sqlite3_int64 size) {
  Log *log = (Log *)base;
  int result = write_out(log);
  return result == SQLITE_OK ? log->file->pMethods->xTruncate(log->file, size) : result;
}

static int log_size(sqlite3_file *base, sqlite3_int64 *size) {
  Log *log = (Log *)base;
  int result = write_out(log);
  return result == SQLITE_OK ? log->file->pMethods->xFileSize(log->file, size) : result;
}

static int log_close(sqlite3_file *base) {
  Log *log = (Log *)base;
  int result = write_out(log);
  int closed = log->file->pMethods->xClose(log->file);
  free(log->held);
  log->held = NULL;
  return result == SQLITE_OK ? closed : result;
}

static int log_lock(sqlite3_file *base, int level) {
  sqlite3_file *file = ((Log *)base)->file;
  return file->pMethods->xLock(file, level);
}

static int log_unlock(sqlite3_file *base, int level) {
  sqlite3_file *file = ((Log *)base)->file;
  return file->pMethods->xUnlock(file, level);
}

static int log_is_reserved(sqlite3_file *base, int *is_reserved) {
  sqlite3_file *file = ((Log *)base)->file;
  return file->pMethods->xCheckReservedLock(file, is_reserved);
}

static int log_control(sqlite3_file *base, int operation, void *argument) {
  sqlite3_file *file = ((Log *)base)->file;
  return file->pMethods->xFileControl(file, operation, argument);
}

static int log_sector(sqlite3_file *base) {
  sqlite3_file *file = ((Log *)base)->file;
  return file->pMethods->xSectorSize(file);
}

static int log_traits(sqlite3_file *base) {
  sqlite3_file *file = ((Log *)base)->file;
  return file->pMethods->xDeviceCharacteristics(file);
}

// Version 1 is all that SQLite asks of a log; what came later is for the database itself.
static const sqlite3_io_methods log_methods = {
    .iVersion = 1,
    .xClose = log_close,
    .xRead = log_read,
    .xWrite = log_write,
    .xTruncate = log_truncate,
    .xSync = log_sync,
    .xFileSize = log_size,
    .xLock = log_lock,
    .xUnlock = log_unlock,
    .xCheckReservedLock = log_is_reserved,
    .xFileControl = log_control,
    .xSectorSize = log_sector,
    .xDeviceCharacteristics = log_traits,
};

static int open_file(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *opened) {
  (void)vfs;
  if (!(flags & SQLITE_OPEN_WAL)) {
    return system_files->xOpen(system_files, name, base, flags, opened);
  }
  Log *log = (Log *)base;
  memset(log, 0, sizeof *log);
  log->file = (sqlite3_file *)(log + 1);
  int result = system_files->xOpen(system_files, name, log->file, flags, opened);
  // Without methods SQLite does not close it.
  log->base.pMethods = log->file->pMethods == NULL ? NULL : &log_methods;
  return result;
}

int embargo_sqlite_set_up(void) {
  int counted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  system_files = sqlite3_vfs_find(NULL);
  if (system_files == NULL || system_files == &files) return counted;
  files = *system_files;
  files.pNext = NULL;
  files.zName = "embargod";
  files.szOsFile = (int)sizeof(Log) + system_files->szOsFile;
  files.xOpen = open_file;
  int registered = sqlite3_vfs_register(&files, 1);
  return counted == SQLITE_OK ? registered : counted;
}
