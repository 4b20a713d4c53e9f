#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "CLinux.h"

static int64_t monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// 1 when the process has ended before the moment, 0 when not.
static int wait_until(int process, int64_t moment) {
  struct pollfd polled = {.fd = process, .events = POLLIN};
  for (;;) {
    int64_t left = moment - monotonic();
    if (left < 0) left = 0;
    int64_t milliseconds = left / 1000000 + (left % 1000000 != 0);
    int ready = poll(&polled, 1, milliseconds > 3600000 ? 3600000 : (int)milliseconds);
    if (ready > 0) return 1;
    if (ready < 0 && errno != EINTR) return -errno;
    if (monotonic() >= moment) return 0;
  }
}

static int spawn(
    const char *path, char *const arguments[], char *const environment[], int input, int output,
    pid_t *child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return -code;
  code = posix_spawnattr_init(&attributes);
  if (code != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return -code;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  code = posix_spawn_file_actions_adddup2(&actions, input, 0);
  if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, output, 1);
  if (code == 0) code = posix_spawn_file_actions_adddup2(&actions, output, 2);
  if (code == 0) code = posix_spawn(child, path, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return -code;
}

// Ends the whole process group, gently first.
static void end(int process, pid_t child) {
  kill(-child, SIGTERM);
  if (wait_until(process, monotonic() + 5000000000) == 1) return;
  kill(-child, SIGKILL);
  wait_until(process, monotonic() + 5000000000);
}

int clinux_run(
    const char *path, char *const arguments[], char *const environment[], int input,
    int64_t timeout, struct clinux_run *run, void *said, size_t room) {
  *run = (struct clinux_run){0};
  int output = memfd_create("said", MFD_CLOEXEC);
  if (output < 0) return -errno;
  pid_t child = 0;
  int code = spawn(path, arguments, environment, input, output, &child);
  if (code < 0) {
    close(output);
    return code;
  }
  run->has_started = 1;
  int process = (int)syscall(SYS_pidfd_open, child, 0);
  int has_ended = process < 0 ? -errno : wait_until(process, monotonic() + timeout);
  if (has_ended != 1) {
    run->timed_out = 1;
    end(process, child);
  }
  // What SIGKILL does not end stands in the kernel; it is not waited for.
  siginfo_t found = {0};
  if (waitid(P_PID, (id_t)child, &found, WEXITED | (has_ended == 1 ? 0 : WNOHANG)) == 0
      && found.si_pid == child) {
    run->exited = found.si_code == CLD_EXITED;
    run->code = found.si_status;
  }
  if (process >= 0) close(process);
  ssize_t got = pread(output, said, room, 0);
  run->said = got > 0 ? (size_t)got : 0;
  close(output);
  return 0;
}
