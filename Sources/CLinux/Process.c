#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "CLinux.h"

int clinux_random(void *bytes, size_t count) {
  unsigned char *next = bytes;
  while (count > 0) {
    ssize_t got = getrandom(next, count, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -errno;
    next += got;
    count -= (size_t)got;
  }
  return 0;
}

uint32_t clinux_set_umask(uint32_t mode) { return umask(mode); }

int clinux_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 ? -errno : 0; }

int clinux_forbid_core_files(void) {
  struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_CORE, &none) < 0 ? -errno : 0;
}

int32_t clinux_process_id(void) { return getpid(); }

struct start {
  char name[16];
  void (*body)(void *);
  void *context;
};

static void *run(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
  pthread_setname_np(pthread_self(), start.name);
  start.body(start.context);
  return NULL;
}

// All signals but those that the thread's own faults raise.
static void block_signals(sigset_t *old) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGPROF};
  sigset_t all;
  sigfillset(&all);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigdelset(&all, faults[i]);
  pthread_sigmask(SIG_SETMASK, &all, old);
}

int clinux_thread_start(
    const char *name, int priority, void (*body)(void *), void *context, uint64_t *thread,
    int *refusal) {
  struct start *start = calloc(1, sizeof *start);
  if (start == NULL) return -ENOMEM;
  strncpy(start->name, name, sizeof start->name - 1);
  start->body = body;
  start->context = context;
  *refusal = 0;

  pthread_attr_t attributes;
  int code = pthread_attr_init(&attributes);
  if (code != 0) {
    free(start);
    return -code;
  }
  sigset_t old;
  block_signals(&old);
  pthread_t started;
  if (priority > 0) {
    struct sched_param wanted = {.sched_priority = priority};
    pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(&attributes, SCHED_FIFO);
    code = pthread_attr_setschedparam(&attributes, &wanted);
    if (code == 0) code = pthread_create(&started, &attributes, run, start);
    *refusal = code;
  }
  if (priority <= 0 || *refusal != 0) code = pthread_create(&started, NULL, run, start);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  pthread_attr_destroy(&attributes);
  if (code != 0) {
    free(start);
    return -code;
  }
  *thread = started;
  return 0;
}

int clinux_thread_is_current(uint64_t thread) { return pthread_equal(pthread_self(), thread); }

int clinux_thread_join(uint64_t thread) { return -pthread_join(thread, NULL); }

int clinux_thread_detach(uint64_t thread) { return -pthread_detach(thread); }

int clinux_thread_name(char *name, size_t size) {
  return -pthread_getname_np(pthread_self(), name, size);
}

// What the *_r lookups return: 0 with no entry is "none", and so are the codes that some
// sources of names give for it.
static int lookup_answer(int code, int is_found) {
  if (is_found) return 1;
  if (code == 0 || code == ENOENT || code == ESRCH) return 0;
  return -code;
}

static int user_answer(int code, const struct passwd *entry, struct clinux_user *found) {
  if (entry != NULL) *found = (struct clinux_user){entry->pw_uid, entry->pw_gid, entry->pw_name};
  return lookup_answer(code, entry != NULL);
}

static int group_answer(int code, const struct group *entry, struct clinux_user *found) {
  if (entry != NULL) *found = (struct clinux_user){0, entry->gr_gid, entry->gr_name};
  return lookup_answer(code, entry != NULL);
}

int clinux_user_by_name(
    const char *name, char *buffer, size_t size, struct clinux_user *found) {
  struct passwd entry, *result = NULL;
  return user_answer(getpwnam_r(name, &entry, buffer, size, &result), result, found);
}

int clinux_user_by_number(
    uint32_t number, char *buffer, size_t size, struct clinux_user *found) {
  struct passwd entry, *result = NULL;
  return user_answer(getpwuid_r(number, &entry, buffer, size, &result), result, found);
}

int clinux_group_by_name(
    const char *name, char *buffer, size_t size, struct clinux_user *found) {
  struct group entry, *result = NULL;
  return group_answer(getgrnam_r(name, &entry, buffer, size, &result), result, found);
}

int clinux_group_by_number(
    uint32_t number, char *buffer, size_t size, struct clinux_user *found) {
  struct group entry, *result = NULL;
  return group_answer(getgrgid_r(number, &entry, buffer, size, &result), result, found);
}

int clinux_groups_of(const char *user, uint32_t primary, uint32_t *groups, int *count) {
  return getgrouplist(user, primary, groups, count) < 0 ? -ERANGE : *count;
}

// What the child ends with when it could not take the user on; no errno comes near it.
enum { NOT_TAKEN_ON = 255 };

int clinux_access_as(
    uint32_t user, uint32_t group, const uint32_t *groups, size_t count, const char *path,
    int mode) {
  pid_t child = fork();
  if (child < 0) return -errno;
  if (child == 0) {
    // Raw calls: those of the C library would tell the other threads, which are not in the child.
    if (syscall(SYS_setgroups, count, groups) != 0 || syscall(SYS_setgid, group) != 0 ||
        syscall(SYS_setuid, user) != 0)
      _exit(NOT_TAKEN_ON);
    _exit(access(path, mode) == 0 ? 0 : errno);
  }
  int status;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -errno;
  if (!WIFEXITED(status)) return -EINTR;
  int code = WEXITSTATUS(status);
  return code == NOT_TAKEN_ON ? 1 : -code;
}
