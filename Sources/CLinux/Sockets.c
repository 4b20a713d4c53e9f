#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "CLinux.h"

#ifndef SO_PEERGROUPS
#define SO_PEERGROUPS 59
#endif

int clinux_peer(int socket, struct clinux_peer *peer) {
  struct ucred found;
  socklen_t size = sizeof found;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &found, &size) < 0) return -errno;
  // A socket of another family, or one that nobody connected, answers "process 0, nobody".
  if (found.pid == 0 && found.uid == (uid_t)-1) return -ENOTCONN;
  *peer = (struct clinux_peer){found.pid, found.uid, found.gid};
  return 0;
}

int clinux_peer_groups(int socket, uint32_t *groups, int *count) {
  socklen_t size = (socklen_t)(*count * (int)sizeof *groups);
  int result = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &size);
  int code = errno;
  *count = (int)(size / sizeof *groups);
  return result < 0 ? -code : *count;
}

int clinux_send_datagram(
    const char *address, size_t address_length, const void *bytes, size_t count) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  if (address_length == 0 || address_length > sizeof to.sun_path) return -EINVAL;
  memcpy(to.sun_path, address, address_length);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + address_length);
  int sender = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (sender < 0) return -errno;
  struct timeval patience = {.tv_sec = 2};
  int code = 0;
  if (setsockopt(sender, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) < 0) code = errno;
  ssize_t sent = -1;
  if (code == 0) {
    do sent = sendto(sender, bytes, count, MSG_NOSIGNAL, (struct sockaddr *)&to, size);
    while (sent < 0 && errno == EINTR);
    if (sent < 0) code = errno;
  }
  close(sender);
  return -code;
}
