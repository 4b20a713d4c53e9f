#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CLinux.h"

// Repeats a call that a signal interrupted, then turns a failure into a negative errno.
#define REPEAT(result, call) \
  do { result = (call); } while (result < 0 && errno == EINTR)

static int answer(long result) { return result < 0 ? -errno : (int)result; }

static int64_t nanoseconds(struct timespec time) {
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void copy_attributes(const struct stat *from, struct clinux_attributes *to) {
  to->device = from->st_dev;
  to->inode = from->st_ino;
  to->links = from->st_nlink;
  to->size = (uint64_t)from->st_size;
  to->type_and_mode = from->st_mode;
  to->owner = from->st_uid;
  to->group = from->st_gid;
  to->modified = nanoseconds(from->st_mtim);
  to->changed = nanoseconds(from->st_ctim);
}

int clinux_attributes(int descriptor, struct clinux_attributes *attributes) {
  struct stat found;
  if (fstat(descriptor, &found) < 0) return -errno;
  copy_attributes(&found, attributes);
  return 0;
}

int clinux_attributes_at(
    int directory, const char *path, int flags, struct clinux_attributes *attributes) {
  struct stat found;
  int at = flags & CLINUX_FOLLOW_LINKS ? 0 : AT_SYMLINK_NOFOLLOW;
  if (fstatat(directory < 0 ? AT_FDCWD : directory, path, &found, at) < 0) return -errno;
  copy_attributes(&found, attributes);
  return 0;
}

int clinux_mount_identifier(int descriptor, uint64_t *identifier) {
#ifdef STATX_MNT_ID
  struct statx found;
  if (statx(descriptor, "", AT_EMPTY_PATH, STATX_MNT_ID, &found) < 0) return -errno;
  if (!(found.stx_mask & STATX_MNT_ID)) return -ENOSYS;
  *identifier = found.stx_mnt_id;
  return 0;
#else
  return -ENOSYS;
#endif
}

static int open_at(int directory, const char *path, int flags, mode_t mode) {
  int descriptor;
  REPEAT(descriptor, openat(directory, path, flags | O_CLOEXEC, mode));
  return answer(descriptor);
}

int clinux_open_directory(const char *path, int flags) {
  int links = flags & CLINUX_NO_LINKS ? O_NOFOLLOW : 0;
  return open_at(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | links, 0);
}

int clinux_open_directory_at(int directory, const char *name) {
  return open_at(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
}

int clinux_open_file_at(int directory, const char *name) {
  return open_at(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW, 0);
}

int clinux_open_unnamed(int directory) { return open_at(directory, ".", O_RDWR | O_TMPFILE, 0600); }

int clinux_create_file_at(int directory, const char *name) {
  return open_at(directory, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
}

int clinux_open_lock_file(const char *path) {
  return open_at(AT_FDCWD, path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY, 0600);
}

int clinux_open_beneath(int directory, const char *path, int flags) {
  struct open_how how = {.flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC};
  if (flags & CLINUX_DIRECTORY) how.flags |= O_DIRECTORY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  if (flags & CLINUX_NO_LINKS) how.resolve |= RESOLVE_NO_SYMLINKS;
  // EAGAIN says that a rename elsewhere raced with "..".
  long descriptor = -1;
  for (int attempt = 0; attempt < 16; attempt++) {
    REPEAT(descriptor, syscall(SYS_openat2, directory, path, &how, sizeof how));
    if (descriptor >= 0 || errno != EAGAIN) break;
  }
  return answer(descriptor);
}

int clinux_open_following(int directory, const char *path) {
  return open_at(directory < 0 ? AT_FDCWD : directory, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
}

// Never repeated: Linux has closed the descriptor even when it reports an interruption.
int clinux_open_appending(const char *path) {
  // A FIFO without a reader must not keep the caller waiting.
  int flags = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY;
  return open_at(AT_FDCWD, path, flags, 0640);
}

int clinux_close(int descriptor) { return answer(close(descriptor)); }

int64_t clinux_read(int descriptor, void *bytes, size_t count) {
  ssize_t got;
  REPEAT(got, read(descriptor, bytes, count));
  return got < 0 ? -errno : got;
}

int64_t clinux_write(int descriptor, const void *bytes, size_t count) {
  ssize_t put;
  REPEAT(put, write(descriptor, bytes, count));
  return put < 0 ? -errno : put;
}

int clinux_sync(int descriptor) {
  int result;
  REPEAT(result, fsync(descriptor));
  return answer(result);
}

// What cannot be begun here (ESPIPE, ENOSYS and others) is done by the fsync that follows.
void clinux_begin_sync(int descriptor) {
  (void)sync_file_range(descriptor, 0, 0, SYNC_FILE_RANGE_WRITE);
}

int clinux_sync_file_system(int descriptor) { return answer(syncfs(descriptor)); }

int clinux_set_mode(int descriptor, uint32_t mode) { return answer(fchmod(descriptor, mode)); }

int clinux_set_mode_at(const char *path, uint32_t mode) { return answer(chmod(path, mode)); }

int clinux_set_modified(int descriptor, int64_t nanoseconds) {
  int64_t seconds = nanoseconds / 1000000000, rest = nanoseconds % 1000000000;
  if (rest < 0) seconds -= 1, rest += 1000000000;
  struct timespec moment = {.tv_sec = seconds, .tv_nsec = rest};
  struct timespec times[2] = {moment, moment};
  return answer(futimens(descriptor, times));
}

int clinux_set_owner(int descriptor, uint32_t owner, uint32_t group) {
  return answer(fchown(descriptor, owner, group));
}

int clinux_allocate(int descriptor, int64_t size) {
  int code;
  do code = posix_fallocate(descriptor, 0, size);
  while (code == EINTR);
  return -code;
}

int clinux_make_directory(int directory, const char *name, uint32_t mode) {
  return answer(mkdirat(directory, name, mode));
}

int clinux_link_descriptor(int descriptor, int directory, const char *name) {
  return answer(linkat(descriptor, "", directory, name, AT_EMPTY_PATH));
}

int clinux_link_through_proc(int descriptor, int directory, const char *name) {
  char path[40];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  return answer(linkat(AT_FDCWD, path, directory, name, AT_SYMLINK_FOLLOW));
}

int clinux_link(int from, const char *old_name, int to, const char *new_name) {
  return answer(linkat(from, old_name, to, new_name, 0));
}

int clinux_rename(int from, const char *old_name, int to, const char *new_name) {
  return answer(renameat(from, old_name, to, new_name));
}

int clinux_rename_new(int from, const char *old_name, int to, const char *new_name) {
  return answer(renameat2(from, old_name, to, new_name, RENAME_NOREPLACE));
}

int clinux_rename_exchange(int from, const char *old_name, int to, const char *new_name) {
  return answer(renameat2(from, old_name, to, new_name, RENAME_EXCHANGE));
}

int clinux_remove(int directory, const char *name, int is_directory) {
  return answer(unlinkat(directory, name, is_directory ? AT_REMOVEDIR : 0));
}

int clinux_may_write(int directory) {
  if (faccessat(directory, ".", W_OK | X_OK, AT_EACCESS) < 0) return -errno;
  return 0;
}

int clinux_free_bytes(int descriptor, uint64_t *bytes) {
  struct statvfs found;
  int result;
  REPEAT(result, fstatvfs(descriptor, &found));
  if (result < 0) return -errno;
  *bytes = (uint64_t)found.f_bavail * found.f_frsize;
  return 0;
}

int clinux_resolved_path(int descriptor, char *path, size_t size) {
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  return answer(readlink(link, path, size));
}

int64_t clinux_list(int directory, void *bytes, size_t count) {
  ssize_t got = getdents64(directory, bytes, count);
  return got < 0 ? -errno : got;
}

int clinux_lock_exclusively(int descriptor) {
  int result;
  REPEAT(result, flock(descriptor, LOCK_EX | LOCK_NB));
  return answer(result);
}

int clinux_unlock(int descriptor) { return answer(flock(descriptor, LOCK_UN)); }

int clinux_watch_create(void) { return answer(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)); }

int clinux_watch_add(int watch, const char *path) {
  uint32_t mask = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;
  mask |= IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;
  return answer(inotify_add_watch(watch, path, mask));
}

int clinux_watch_remove(int watch, int folder) { return answer(inotify_rm_watch(watch, folder)); }

uint32_t clinux_watch_bits(uint32_t mask) {
  uint32_t bits = 0;
  if (mask & IN_CREATE) bits |= CLINUX_WATCH_CREATED;
  if (mask & IN_CLOSE_WRITE) bits |= CLINUX_WATCH_WRITTEN;
  if (mask & IN_MOVED_TO) bits |= CLINUX_WATCH_MOVED_IN;
  if (mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) bits |= CLINUX_WATCH_GONE;
  if (mask & IN_Q_OVERFLOW) bits |= CLINUX_WATCH_OVERFLOW;
  if (mask & IN_ISDIR) bits |= CLINUX_WATCH_DIRECTORY;
  return bits;
}
