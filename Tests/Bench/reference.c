// The reference of the benchmarks: what this machine can do with the calls that embargod makes, and
// nothing else around them.
//
//   reference lift --plan FILE --dir DIR --staging DIR [--fifo] [--sync] [--ledger FILE]
//   reference fill --ledger FILE --count N --batch N --bytes N
//
// lift: each line of the plan is "NANOSECONDS NAME": NAME is linked into DIR so long after an
// instant, which is read from standard input when all is prepared ("ready fifo" or "ready other"
// is printed then). A name may hold a folder that exists. Preparing writes 4 KB into an unnamed
// file (O_TMPFILE in the staging folder) for each and syncs them. Before each link it is checked
// that the instant has come. One line an event is printed at the end: NAME, when its link had
// returned, and
// when it was durable (0 without --sync).
//
//   --fifo    the lifting thread runs under SCHED_FIFO 10, if permitted
//   --sync    the folders are synced after all that was due at once
//   --ledger  what was due at once is then recorded in one SQLite transaction (WAL, synchronous =
//             FULL), by a thread of the ordinary class, as embargod's engine does
//
// fill: inserts N texts into a fresh database, a transaction for each batch; prints the seconds.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "recorder.h"

enum { TEXT_BYTES = 4096, MOST_FOLDERS = 8 };

static long count;
static char **names;
static int64_t *offsets;
static int *files;
static long long *linked, *durable;
static int target, with_sync, with_ledger;
// Folders of names below the target, and the target itself; synced after each batch.
static int folders[MOST_FOLDERS];
static char *folder_names[MOST_FOLDERS];
static int folder_count;

static void add_folder(char *name) {
  for (int i = 0; i < folder_count; i++)
    if (!strcmp(folder_names[i], name)) return;
  if (folder_count == MOST_FOLDERS) refuse("too many folders");
  int folder = openat(target, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail(name);
  folder_names[folder_count] = strdup(name);
  folders[folder_count++] = folder;
}

static void read_plan(const char *path) {
  FILE *plan = fopen(path, "r");
  if (!plan) fail(path);
  long room = 1024;
  names = allocate(room, sizeof *names);
  offsets = allocate(room, sizeof *offsets);
  long long offset;
  char name[256];
  while (fscanf(plan, "%lld %255s", &offset, name) == 2) {
    if (count == room) {
      room *= 2;
      names = realloc(names, (size_t)room * sizeof *names);
      offsets = realloc(offsets, (size_t)room * sizeof *offsets);
      if (!names || !offsets) fail("allocate");
    }
    if (count > 0 && offset < offsets[count - 1]) refuse("the plan is not in order");
    offsets[count] = offset;
    names[count++] = strdup(name);
    char *end = strrchr(name, '/');
    if (end) *end = 0;
    add_folder(end ? name : ".");
  }
  fclose(plan);
}

static void prepare(const char *staging) {
  char text[TEXT_BYTES];
  memset(text, 'x', sizeof text);
  for (long i = 0; i < count; i++) {
    int file = open(staging, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
    if (file < 0) fail("open an unnamed file");
    if (write(file, text, sizeof text) != sizeof text) fail("write");
    if (fchmod(file, 0644)) fail("seal");
    files[i] = file;
  }
  // The same as a sync of each, and quicker.
  if (count > 0 && syncfs(files[0])) fail("sync");
}

// By the descriptor where that is permitted, else by /proc: the way that embargod goes.
static void link_file(long i) {
  if (!linkat(files[i], "", target, names[i], AT_EMPTY_PATH)) return;
  if (errno != ENOENT) fail(names[i]);
  char path[40];
  snprintf(path, sizeof path, "/proc/self/fd/%d", files[i]);
  if (linkat(AT_FDCWD, path, target, names[i], AT_SYMLINK_FOLLOW)) fail(names[i]);
}

// The recording thread: batches come in the order in which they were lifted.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static long lifted_to;

static void *record(void *unused) {
  (void)unused;
  ask_other();
  for (long from = 0; from < count;) {
    pthread_mutex_lock(&lock);
    while (lifted_to == from) pthread_cond_wait(&changed, &lock);
    long to = lifted_to;
    pthread_mutex_unlock(&lock);
    recorder_record(names, linked, from, to);
    int64_t done = now_ns();
    for (long i = from; i < to; i++) durable[i] = done;
    from = to;
  }
  return NULL;
}

static void lift(int64_t base) {
  for (long from = 0; from < count;) {
    int64_t instant = base + offsets[from];
    wait_until(instant);
    long to = from;
    for (; to < count && offsets[to] == offsets[from]; to++) {
      if (now_ns() < instant) refuse("not due: the clock was set back");
      link_file(to);
      linked[to] = now_ns();
    }
    for (int i = 0; with_sync && i < folder_count; i++)
      if (fsync(folders[i])) fail("sync a folder");
    if (with_ledger) {
      pthread_mutex_lock(&lock);
      lifted_to = to;
      pthread_cond_signal(&changed);
      pthread_mutex_unlock(&lock);
    } else if (with_sync) {
      int64_t done = now_ns();
      for (long i = from; i < to; i++) durable[i] = done;
    }
    from = to;
  }
}

static int run_lift(int argc, char **argv) {
  const char *plan = option(argc, argv, "--plan"), *dir = option(argc, argv, "--dir");
  const char *staging = option(argc, argv, "--staging"), *ledger = option(argc, argv, "--ledger");
  if (!plan || !dir || !staging) refuse("lift needs --plan, --dir and --staging");
  target = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (target < 0) fail(dir);
  with_sync = has_flag(argc, argv, "--sync");
  with_ledger = ledger != NULL;
  read_plan(plan);
  files = allocate(count, sizeof *files);
  linked = allocate(count, sizeof *linked);
  durable = allocate(count, sizeof *durable);
  prepare(staging);
  pthread_t recording;
  if (ledger) {
    recorder_open(ledger, names, count);
    if ((errno = pthread_create(&recording, NULL, record, NULL))) fail("start a thread");
  }
  int is_fifo = has_flag(argc, argv, "--fifo") && ask_fifo(10);
  lift(ready_then_instant(is_fifo ? "fifo" : "other"));
  if (ledger) {
    if ((errno = pthread_join(recording, NULL))) fail("end a thread");
    recorder_close();
  }
  for (long i = 0; i < count; i++) printf("%s\t%lld\t%lld\n", names[i], linked[i], durable[i]);
  return 0;
}

static int run_fill(int argc, char **argv) {
  const char *ledger = option(argc, argv, "--ledger");
  if (!ledger) refuse("fill needs --ledger");
  recorder_open(ledger, NULL, 0);
  int64_t start = now_ns();
  recorder_fill(
      number(argc, argv, "--count", 1), number(argc, argv, "--batch", 1),
      number(argc, argv, "--bytes", TEXT_BYTES));
  printf("%.6f\n", (double)(now_ns() - start) / 1e9);
  recorder_close();
  return 0;
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "lift")) return run_lift(argc, argv);
  if (argc > 1 && !strcmp(argv[1], "fill")) return run_fill(argc, argv);
  refuse("usage: reference lift|fill (see reference.c)");
}
