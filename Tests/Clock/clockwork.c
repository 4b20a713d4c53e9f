// The hands of scripts/test-clock inside its virtual machine: sets the clock there, tells the
// kernel whether it is synchronised, and watches what is published. Its lines carry three clocks,
// in nanoseconds: real (the wall clock), boot (runs on in suspend, is never set) and mono (stands
// still in suspend).
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

static int64_t clock_ns(clockid_t clock) {
  struct timespec at;
  if (clock_gettime(clock, &at) != 0) {
    perror("clock_gettime");
    exit(71);
  }
  return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static void print_clocks(const char *what) {
  int64_t real = clock_ns(CLOCK_REALTIME);
  int64_t boot = clock_ns(CLOCK_BOOTTIME);
  int64_t mono = clock_ns(CLOCK_MONOTONIC);
  printf("%s real=%" PRId64 " boot=%" PRId64 " mono=%" PRId64 "\n", what, real, boot, mono);
  fflush(stdout);
}

static int usage(void) {
  fputs(
      "usage: clockwork show | step NS [AT] | sync MAX_ERROR_US | unsync | watch DIRECTORY...\n",
      stderr);
  return 64;
}

static long long number(const char *text) {
  char *end;
  errno = 0;
  long long value = strtoll(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0') {
    fprintf(stderr, "clockwork: not a number: %s\n", text);
    exit(64);
  }
  return value;
}

static int adjust(struct timex *change) {
  int state = adjtimex(change);
  if (state < 0) perror("adjtimex");
  return state;
}

static int show(void) {
  struct timex now = {0};
  int state = adjust(&now);
  if (state < 0) return 71;
  print_clocks("clocks");
  int is_synchronised = (now.status & STA_UNSYNC) == 0 && state != TIME_ERROR;
  printf("kernel synchronised=%d max_error_us=%ld\n", is_synchronised, now.maxerror);
  return 0;
}

// Sets the wall clock on by so many nanoseconds (back, below zero), as chronyd and timesyncd do.
// With AT that happens when the wall clock comes to it, at most 60 s from now.
static int step(long long by, long long at) {
  int64_t last = clock_ns(CLOCK_MONOTONIC) + 60000000000;
  while (clock_ns(CLOCK_REALTIME) < at) {
    if (clock_ns(CLOCK_MONOTONIC) > last) {
      fputs("clockwork: the time to step at did not come within 60 s\n", stderr);
      return 70;
    }
  }
  struct timex change = {.modes = ADJ_SETOFFSET | ADJ_NANO};
  change.time.tv_sec = by / 1000000000;
  change.time.tv_usec = by % 1000000000;  // nanoseconds, by ADJ_NANO
  if (change.time.tv_usec < 0) {
    change.time.tv_sec -= 1;
    change.time.tv_usec += 1000000000;
  }
  print_clocks("before");
  if (adjust(&change) < 0) return 71;
  print_clocks("after");
  return 0;
}

static int set_synchronised(int yes, long max_error_us) {
  struct timex change = {.modes = ADJ_STATUS | ADJ_MAXERROR | ADJ_ESTERROR};
  change.status = yes ? 0 : STA_UNSYNC;
  change.maxerror = max_error_us;
  change.esterror = max_error_us;
  return adjust(&change) < 0 ? 71 : show();
}

static const char *kind(uint32_t mask) {
  if (mask & IN_CREATE) return "made";
  if (mask & IN_MOVED_TO) return "moved-in";
  if (mask & IN_DELETE) return "removed";
  if (mask & IN_MOVED_FROM) return "moved-out";
  if (mask & IN_MODIFY) return "written";
  return "other";
}

// Prints a line for every change of a name or of content, until it is ended from outside. It runs
// before all others, so that the clocks are those of the change.
static int watch(int count, char **directories) {
  int queue = inotify_init1(IN_CLOEXEC);
  if (queue < 0 || setpriority(PRIO_PROCESS, 0, -20) != 0) {
    perror("watch");
    return 71;
  }
  for (int index = 0; index < count; index++) {
    uint32_t mask = IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_MODIFY;
    if (inotify_add_watch(queue, directories[index], mask) != index + 1) {
      perror(directories[index]);
      return 66;
    }
  }
  print_clocks("watching");
  char buffer[8192] __attribute__((aligned(__alignof__(struct inotify_event))));
  for (;;) {
    ssize_t length = read(queue, buffer, sizeof buffer);
    if (length <= 0) {
      perror("read");
      return 71;
    }
    for (char *place = buffer; place < buffer + length;) {
      const struct inotify_event *event = (const struct inotify_event *)place;
      if (event->wd < 1) {
        fputs("clockwork: changes came faster than they could be read\n", stderr);
        return 71;
      }
      char what[600];
      const char *name = event->len > 0 ? event->name : "";
      // The watches are numbered from 1 in the order in which they were made.
      const char *folder = directories[event->wd - 1];
      snprintf(what, sizeof what, "%s %s/%s", kind(event->mask), folder, name);
      print_clocks(what);
      place += sizeof *event + event->len;
    }
  }
}

int main(int count, char **words) {
  if (count == 2 && strcmp(words[1], "show") == 0) return show();
  if (count == 2 && strcmp(words[1], "unsync") == 0) return set_synchronised(0, 16000000);
  if (count == 3 && strcmp(words[1], "sync") == 0) return set_synchronised(1, number(words[2]));
  if (count == 3 && strcmp(words[1], "step") == 0) return step(number(words[2]), 0);
  if (count == 4 && strcmp(words[1], "step") == 0) return step(number(words[2]), number(words[3]));
  if (count > 2 && strcmp(words[1], "watch") == 0) return watch(count - 2, words + 2);
  return usage();
}
