// The Linux calls that Swift's Glibc module does not offer, as plain functions over plain types.
//
// Every function that can fail returns a negative errno; none sets `errno` for the caller to read.
// Calls that may be interrupted by a signal are repeated here. Descriptors are always opened with
// close-on-exec.
#pragma once

#include <stddef.h>
#include <stdint.h>

// MARK: Errors (Errors.c)

/// The name of an errno, such as "ENOSPC", or NULL for a number that has none.
const char *clinux_error_name(int code);
/// What an errno means in English, whatever the locale, or NULL.
const char *clinux_error_description(int code);

// MARK: Clocks and waiting (Clock.c)

/// Nanoseconds of CLOCK_REALTIME, CLOCK_MONOTONIC and CLOCK_BOOTTIME.
int64_t clinux_clock_realtime(void);
int64_t clinux_clock_monotonic(void);
int64_t clinux_clock_boottime(void);
/// Nanoseconds that the calling thread has run (CLOCK_THREAD_CPUTIME_ID).
int64_t clinux_clock_thread(void);

struct clinux_clock_state {
  int32_t status;            ///< STA_* bits
  int32_t is_unsynchronised; ///< STA_UNSYNC is among them
  int32_t is_in_error;       ///< the call returned TIME_ERROR
  int64_t maximum_error;     ///< microseconds
  int64_t estimated_error;   ///< microseconds
};
/// adjtimex(2) with modes = 0, which needs no privilege.
int clinux_clock_state(struct clinux_clock_state *state);

/// A non-blocking timerfd on CLOCK_REALTIME.
int clinux_timer_create(void);
/// Arms it for an absolute instant (nanoseconds, at least 1) with TFD_TIMER_CANCEL_ON_SET.
/// -ECANCELED says that the clock was set since the last look; the timer is armed all the same.
int clinux_timer_arm(int timer, int64_t instant);
/// 1 when it has expired, 0 when not, -ECANCELED when the clock was set.
int clinux_timer_read(int timer);
/// A non-blocking eventfd.
int clinux_event_create(void);
int clinux_event_signal(int event);
/// 1 when it had been signalled since the last drain, otherwise 0.
int clinux_event_drain(int event);
/// Waits until one of two descriptors can be read, at most `timeout` nanoseconds of
/// CLOCK_MONOTONIC. Bit 0 of the result stands for the first, bit 1 for the second; 0 is a timeout.
int clinux_wait_readable(int first, int second, int64_t timeout);

// MARK: Files (Files.c)

struct clinux_attributes {
  uint64_t device, inode, links, size;
  uint32_t type_and_mode, owner, group;
  int64_t modified, changed; ///< nanoseconds since 1970
};
#define CLINUX_FOLLOW_LINKS 1
int clinux_attributes(int descriptor, struct clinux_attributes *attributes);
int clinux_attributes_at(
    int directory, const char *path, int flags, struct clinux_attributes *attributes);
/// The mount that a descriptor lies on (STATX_MNT_ID); -ENOSYS where the kernel does not say.
int clinux_mount_identifier(int descriptor, uint64_t *identifier);

int clinux_open_directory(const char *path, int flags);
int clinux_open_directory_at(int directory, const char *name);
/// O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW.
int clinux_open_file_at(int directory, const char *name);
int clinux_open_unnamed(int directory);
/// O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode 0600.
int clinux_create_file_at(int directory, const char *name);
/// O_RDWR | O_CREAT | O_NOFOLLOW, mode 0600.
int clinux_open_lock_file(const char *path);

#define CLINUX_NO_LINKS 1
#define CLINUX_DIRECTORY 2
/// openat2(2) for reading with RESOLVE_BENEATH, RESOLVE_NO_MAGICLINKS and, with CLINUX_NO_LINKS,
/// RESOLVE_NO_SYMLINKS. -ENOSYS where the kernel lacks it, -EPERM where a filter forbids it.
int clinux_open_beneath(int directory, const char *path, int flags);
/// Opens for reading, following symbolic links wherever they lead. A negative directory stands for
/// the working directory, here and in clinux_attributes_at.
int clinux_open_following(int directory, const char *path);

/// For adding at its end; made (0640) where there is none.
int clinux_open_appending(const char *path);

int clinux_close(int descriptor);
int64_t clinux_read(int descriptor, void *bytes, size_t count);
int64_t clinux_write(int descriptor, const void *bytes, size_t count);
int clinux_sync(int descriptor);
/// Makes everything on the file system of an open file durable.
int clinux_sync_file_system(int descriptor);
/// Begins to write what is in memory of a file, without waiting for it.
void clinux_begin_sync(int descriptor);
int clinux_set_mode(int descriptor, uint32_t mode);
/// Sets the times of the last access and modification, in nanoseconds since 1970.
int clinux_set_modified(int descriptor, int64_t nanoseconds);
int clinux_set_mode_at(const char *path, uint32_t mode);
int clinux_set_owner(int descriptor, uint32_t owner, uint32_t group);
int clinux_allocate(int descriptor, int64_t size);

int clinux_make_directory(int directory, const char *name, uint32_t mode);
/// linkat with AT_EMPTY_PATH; -ENOENT where that needs a privilege.
int clinux_link_descriptor(int descriptor, int directory, const char *name);
/// The same through /proc/self/fd.
int clinux_link_through_proc(int descriptor, int directory, const char *name);
int clinux_link(int from, const char *old_name, int to, const char *new_name);
int clinux_rename(int from, const char *old_name, int to, const char *new_name);
/// renameat2 with RENAME_NOREPLACE; -EINVAL or -ENOSYS where it is unsupported.
int clinux_rename_new(int from, const char *old_name, int to, const char *new_name);
/// renameat2 with RENAME_EXCHANGE; -EINVAL or -ENOSYS where it is unsupported.
int clinux_rename_exchange(int from, const char *old_name, int to, const char *new_name);
int clinux_remove(int directory, const char *name, int is_directory);
/// Whether this process (its effective user) may create files in the directory.
int clinux_may_write(int directory);
int clinux_free_bytes(int descriptor, uint64_t *bytes);
/// The path that a descriptor was resolved to, without a terminator; its length.
int clinux_resolved_path(int descriptor, char *path, size_t size);
/// getdents64(2) into the buffer: the number of bytes, 0 at the end.
int64_t clinux_list(int directory, void *bytes, size_t count);
int clinux_lock_exclusively(int descriptor);
int clinux_unlock(int descriptor);

// MARK: Folder watch (Files.c)

#define CLINUX_WATCH_CREATED 1
#define CLINUX_WATCH_WRITTEN 2
#define CLINUX_WATCH_MOVED_IN 4
#define CLINUX_WATCH_GONE 8
#define CLINUX_WATCH_OVERFLOW 16
#define CLINUX_WATCH_DIRECTORY 32
int clinux_watch_create(void);
int clinux_watch_add(int watch, const char *path);
int clinux_watch_remove(int watch, int folder);
/// The CLINUX_WATCH_* bits that stand for a mask read from inotify.
uint32_t clinux_watch_bits(uint32_t mask);

// MARK: Processes, accounts and sockets (Process.c, Sockets.c)

int clinux_random(void *bytes, size_t count);
uint32_t clinux_set_umask(uint32_t mode);
int clinux_forbid_dumps(void);
int clinux_forbid_core_files(void);
int32_t clinux_process_id(void);

/// Starts a thread with the signals that may be blocked blocked. `priority` above 0 asks for
/// SCHED_FIFO; when that is refused the thread starts without and `*refusal` gets the errno.
int clinux_thread_start(
    const char *name, int priority, void (*body)(void *), void *context, uint64_t *thread,
    int *refusal);
int clinux_thread_join(uint64_t thread);
int clinux_thread_is_current(uint64_t thread);
int clinux_thread_detach(uint64_t thread);
/// The name of the calling thread, at least 16 bytes of room.
int clinux_thread_name(char *name, size_t size);

struct clinux_user {
  uint32_t user, group;
  const char *name; ///< points into the buffer that was handed in
};
/// 1 when found, 0 when there is none, -ERANGE when the buffer is too small.
int clinux_user_by_name(
    const char *name, char *buffer, size_t size, struct clinux_user *found);
int clinux_user_by_number(
    uint32_t number, char *buffer, size_t size, struct clinux_user *found);
int clinux_group_by_name(
    const char *name, char *buffer, size_t size, struct clinux_user *found);
int clinux_group_by_number(
    uint32_t number, char *buffer, size_t size, struct clinux_user *found);
/// The groups of a user: their number, or -ERANGE with the number needed in `*count`.
int clinux_groups_of(const char *user, uint32_t primary, uint32_t *groups, int *count);

/// Whether a user of these groups may do with a path what `mode` has (access(2)), by the kernel's
/// word: a child takes the user on and asks. 0: yes; 1: this process may not take that user on;
/// negative: the errno of the refusal.
int clinux_access_as(
    uint32_t user, uint32_t group, const uint32_t *groups, size_t count, const char *path,
    int mode);

struct clinux_peer {
  int32_t process;
  uint32_t user, group;
};
int clinux_peer(int socket, struct clinux_peer *peer);
/// SO_PEERGROUPS: the number of groups, or -ERANGE with the number needed in `*count`.
int clinux_peer_groups(int socket, uint32_t *groups, int *count);

/// Sends one datagram to a Unix socket: a path, or an abstract name that begins with a NUL byte.
/// Waits two seconds at most for room in the receiver's queue.
int clinux_send_datagram(
    const char *address, size_t address_length, const void *bytes, size_t count);

// MARK: Other programs (Spawn.c)

struct clinux_run {
  int32_t has_started;
  int32_t timed_out; ///< it was ended, and may have done its work before that
  int32_t exited;    ///< by itself, with `code` as its exit code; otherwise `code` is a signal
  int32_t code;
  size_t said;       ///< bytes of its standard output and error, both in one
};
/// Runs a program in a process group of its own with `input` as its standard input, and waits for
/// its end: at most `timeout` nanoseconds and then 10 s for it to end. A negative errno says that
/// it was not started.
int clinux_run(
    const char *path, char *const arguments[], char *const environment[], int input,
    int64_t timeout, struct clinux_run *run, void *said, size_t room);
