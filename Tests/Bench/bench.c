#define _GNU_SOURCE
#include "bench.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

_Noreturn void fail(const char *what) {
  perror(what);
  exit(1);
}

_Noreturn void refuse(const char *sentence) {
  fprintf(stderr, "%s\n", sentence);
  exit(2);
}

void *allocate(long count, long size) {
  void *memory = calloc((size_t)(count > 0 ? count : 1), (size_t)size);
  if (!memory) fail("allocate");
  return memory;
}

void wait_until(int64_t instant) {
  static _Thread_local int timer = -1;
  if (timer < 0) timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
  if (timer < 0) fail("timerfd_create");
  while (now_ns() < instant - SPIN_NS) {
    int64_t wake = instant - SPIN_NS;
    struct itimerspec when = {.it_value = {wake / 1000000000, wake % 1000000000}};
    // A set clock cancels the timer: it is armed again for the same instant.
    if (timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) &&
        errno != ECANCELED)
      fail("timerfd_settime");
    uint64_t expiries;
    if (read(timer, &expiries, sizeof expiries) < 0 && errno != ECANCELED && errno != EINTR)
      fail("read a timer");
  }
  while (now_ns() < instant) {
  }
}

int ask_fifo(int priority) {
  struct sched_param wanted = {.sched_priority = priority};
  return sched_setscheduler(0, SCHED_FIFO, &wanted) == 0;
}

void ask_other(void) {
  struct sched_param wanted = {.sched_priority = 0};
  if (sched_setscheduler(0, SCHED_OTHER, &wanted)) fail("sched_setscheduler");
}

int64_t ready_then_instant(const char *scheduling) {
  printf("ready %s\n", scheduling);
  fflush(stdout);
  char line[64];
  if (!fgets(line, sizeof line, stdin)) refuse("no instant came");
  long long instant = atoll(line);
  if (instant <= now_ns()) refuse("the instant has passed");
  return instant;
}

const char *option(int count, char **words, const char *name) {
  for (int i = 1; i + 1 < count; i++)
    if (!strcmp(words[i], name)) return words[i + 1];
  return NULL;
}

long number(int count, char **words, const char *name, long otherwise) {
  const char *value = option(count, words, name);
  return value ? atol(value) : otherwise;
}

int has_flag(int count, char **words, const char *name) {
  for (int i = 1; i < count; i++)
    if (!strcmp(words[i], name)) return 1;
  return 0;
}
