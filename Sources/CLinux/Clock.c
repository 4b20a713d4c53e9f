#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "CLinux.h"

static const int64_t second = 1000000000;

static int64_t read_clock(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * second + now.tv_nsec;
}

static struct timespec timespec_of(int64_t nanoseconds) {
  return (struct timespec){nanoseconds / second, nanoseconds % second};
}

int64_t clinux_clock_realtime(void) { return read_clock(CLOCK_REALTIME); }

int64_t clinux_clock_monotonic(void) { return read_clock(CLOCK_MONOTONIC); }

int64_t clinux_clock_boottime(void) { return read_clock(CLOCK_BOOTTIME); }

int64_t clinux_clock_thread(void) { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

int clinux_clock_state(struct clinux_clock_state *state) {
  struct timex timex;
  memset(&timex, 0, sizeof timex);
  int answer = adjtimex(&timex);
  if (answer < 0) return -errno;
  state->status = timex.status;
  state->is_unsynchronised = (timex.status & STA_UNSYNC) != 0;
  state->is_in_error = answer == TIME_ERROR;
  state->maximum_error = timex.maxerror;
  state->estimated_error = timex.esterror;
  return 0;
}

int clinux_timer_create(void) {
  int timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  return timer < 0 ? -errno : timer;
}

int clinux_timer_arm(int timer, int64_t instant) {
  struct itimerspec when = {.it_value = timespec_of(instant)};
  int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
  return timerfd_settime(timer, flags, &when, NULL) < 0 ? -errno : 0;
}

// One eight-byte counter, of a timer or an event: 1 when it was above zero.
static int read_counter(int descriptor) {
  uint64_t count;
  ssize_t got;
  do got = read(descriptor, &count, sizeof count);
  while (got < 0 && errno == EINTR);
  if (got >= 0) return 1;
  return errno == EAGAIN ? 0 : -errno;
}

int clinux_timer_read(int timer) { return read_counter(timer); }

int clinux_event_create(void) {
  int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return event < 0 ? -errno : event;
}

int clinux_event_signal(int event) {
  uint64_t one = 1;
  ssize_t put;
  do put = write(event, &one, sizeof one);
  while (put < 0 && errno == EINTR);
  // A full counter (EAGAIN) is signalled already.
  return put < 0 && errno != EAGAIN ? -errno : 0;
}

int clinux_event_drain(int event) { return read_counter(event); }

int clinux_wait_readable(int first, int second_descriptor, int64_t timeout) {
  struct pollfd polled[2] = {
      {.fd = first, .events = POLLIN}, {.fd = second_descriptor, .events = POLLIN}};
  int64_t end = clinux_clock_monotonic();
  if (timeout < 0) timeout = 0;
  end = timeout > INT64_MAX - end ? INT64_MAX : end + timeout;
  for (;;) {
    int64_t left = end - clinux_clock_monotonic();
    struct timespec wait = timespec_of(left < 0 ? 0 : left);
    int count = ppoll(polled, 2, &wait, NULL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return -errno;
    return (polled[0].revents != 0 ? 1 : 0) | (polled[1].revents != 0 ? 2 : 0);
  }
}
