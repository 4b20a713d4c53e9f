// A plain client of the benchmarks: sends requests that are prepared, as concurrently as it may.
//
//   client --port PORT [--port PORT]... --count N --bytes N --connections N [--prefix WORD]
//
// Prepares N requests with bodies of so many bytes, for the ports by turns, with the ids
// PREFIX0, PREFIX1 ...; prints "ready other", reads an instant from standard input, waits for it,
// and only then opens its connections, at most so many at a time over all ports. A connection is
// used again after each answer. Prints how many requests were answered with 2xx; 60 s at most.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

enum { MOST_PORTS = 64, MOST_CONNECTIONS = 1024, LONGEST_MS = 60000, HEAD_BYTES = 512 };

struct request {
  char *bytes;
  int length;
};
struct connection {
  int socket, port, length;
  // The request that is under way, and how much of it has been sent.
  struct request *request;
  int sent;
  char answer[1024];
};

static int ports[MOST_PORTS], port_count;
// The requests of one port are at port, port + port_count, ...
static struct request *requests;
static long next_of_port[MOST_PORTS], count, answered, open_count;
static struct connection connections[MOST_CONNECTIONS];
static int epoll;

static void prepare(long bytes, const char *prefix) {
  requests = allocate(count, sizeof *requests);
  for (long i = 0; i < count; i++) {
    char *request = allocate(HEAD_BYTES + bytes, 1);
    int head = snprintf(
        request, HEAD_BYTES,
        "POST /hooks/press HTTP/1.1\r\nhost: 127.0.0.1:%d\r\ncontent-type: application/json\r\n"
        "webhook-id: %s%ld\r\ncontent-length: %ld\r\n\r\n",
        ports[i % port_count], prefix, i, bytes);
    memset(request + head, 'x', (size_t)bytes);
    requests[i] = (struct request){request, head + (int)bytes};
  }
}

static void end(struct connection *connection) {
  close(connection->socket);
  connection->socket = -1;
  open_count--;
}

// Sends what the socket takes; false when the connection is of no use any more.
static int go_on(struct connection *connection) {
  while (connection->sent < connection->request->length) {
    ssize_t put = send(
        connection->socket, connection->request->bytes + connection->sent,
        (size_t)(connection->request->length - connection->sent), MSG_NOSIGNAL);
    if (put < 0) return errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN;
    connection->sent += (int)put;
  }
  return 1;
}

// The next request of its port; false when there is none.
static int take_next(struct connection *connection) {
  long index = next_of_port[connection->port];
  if (index >= count) return 0;
  next_of_port[connection->port] = index + port_count;
  connection->request = &requests[index];
  connection->sent = connection->length = 0;
  return 1;
}

static void open_connection(struct connection *connection, int port) {
  int one = 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons((uint16_t)ports[port]),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  connection->port = port;
  if (!take_next(connection)) return;
  connection->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (connection->socket < 0) fail("socket");
  setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  open_count++;
  if (connect(connection->socket, (struct sockaddr *)&address, sizeof address) &&
      errno != EINPROGRESS)
    return end(connection);
  struct epoll_event event = {
      .events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = connection};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, connection->socket, &event)) fail("epoll_ctl");
}

// Reads an answer, which has no body; false when the connection is of no use any more.
static int take_answer(struct connection *connection) {
  for (;;) {
    int room = (int)sizeof connection->answer - 1 - connection->length;
    if (room == 0) return 0;
    ssize_t came = recv(
        connection->socket, connection->answer + connection->length, (size_t)room, 0);
    if (came < 0) return errno == EAGAIN || errno == ENOTCONN;
    if (came == 0) return 0;
    connection->length += (int)came;
    connection->answer[connection->length] = 0;
    if (!strstr(connection->answer, "\r\n\r\n")) continue;
    if (strncmp(connection->answer, "HTTP/1.1 2", 10)) return 0;
    answered++;
    if (!take_next(connection)) return 0;
    if (!go_on(connection)) return 0;
  }
}

int main(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i++)
    if (!strcmp(argv[i], "--port") && port_count < MOST_PORTS)
      ports[port_count++] = atoi(argv[i + 1]);
  count = number(argc, argv, "--count", 0);
  long most = number(argc, argv, "--connections", 64);
  const char *prefix = option(argc, argv, "--prefix");
  if (port_count == 0 || count <= 0 || most < 1 || most > MOST_CONNECTIONS)
    refuse("usage: see client.c");
  prepare(number(argc, argv, "--bytes", 4096), prefix ? prefix : "c");
  for (int i = 0; i < port_count; i++) next_of_port[i] = i;
  epoll = epoll_create1(EPOLL_CLOEXEC);
  if (epoll < 0) fail("epoll_create1");
  int64_t instant = ready_then_instant("other");
  wait_until(instant);
  for (int i = 0; i < most; i++) open_connection(&connections[i], i % port_count);
  struct epoll_event events[64];
  int64_t last = instant + LONGEST_MS * 1000000LL;
  while (open_count > 0 && now_ns() < last) {
    int ready = epoll_wait(epoll, events, 64, 1000);
    if (ready < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < ready; i++) {
      struct connection *connection = events[i].data.ptr;
      if (connection->socket < 0) continue;
      int is_good = !(events[i].events & EPOLLERR);
      if (is_good && (events[i].events & EPOLLOUT)) is_good = go_on(connection);
      if (is_good && (events[i].events & EPOLLIN)) is_good = take_answer(connection);
      if (!is_good) end(connection);
    }
  }
  printf("%ld\n", answered);
  return 0;
}
