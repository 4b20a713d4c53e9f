// The observer of the benchmarks, the same for embargod and for the reference: says when a file
// became visible in a folder, and when a request had arrived whole.
//
//   observer --log FILE [--watch FOLDER]... [--ports N]
//
// It listens on N ports of 127.0.0.1 that it chooses, watches the folders, asks for SCHED_FIFO 1
// (so that a burst does not delay its own time stamps) and prints "ready CLASS PORT...". The clock
// is read right after the read that told it. Lines of the log, fields by tabs:
//
//   F  NANOSECONDS  NUMBER OF THE FOLDER  NAME            created in it or moved into it
//   H  NANOSECONDS  NUMBER OF THE PORT    WEBHOOK-ID  BYTES OF THE BODY
//   X  NANOSECONDS  0                     overflow        the kernel dropped events
//
// Commands on standard input, one a line, each answered by one line:
//
//   mark          counts from here                                    "ok"
//   count         events since the mark                               "N"
//   notify N      when N events since the mark have been seen         "reached NANOSECONDS"
//                 (the one answer that comes later; "cancelled" by another notify)
//   flush         writes the log out                                  "ok"
//   refuse PORT   closes that port and its connections (* for all)    "ok"
//   hang PORT     takes requests and answers none                     "ok"
//   answer PORT   takes requests and answers 204                      "ok"
//
// It ends with its standard input.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

enum { MOST_CONNECTIONS = 8192, MOST_PORTS = 64, REQUEST_BYTES = 65536, ID_BYTES = 128 };

struct connection {
  int port, length;
  char bytes[REQUEST_BYTES + 1];
};
struct port {
  int number, listener, hangs;
};

static struct connection *connections[MOST_CONNECTIONS];
static struct port ports[MOST_PORTS];
static int port_count, epoll, watch;
static FILE *output;
static long seen, wanted;

static void observe(int descriptor) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)) fail("epoll_ctl");
}

static void say(const char *line) {
  puts(line);
  fflush(stdout);
}

static void note(int64_t at) {
  seen++;
  if (wanted == 0 || seen < wanted) return;
  wanted = 0;
  printf("reached %lld\n", (long long)at);
  fflush(stdout);
}

static void listen_at(struct port *port) {
  if (port->listener >= 0) return;
  int one = 1;
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons((uint16_t)port->number),
      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  port->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (port->listener < 0) fail("socket");
  setsockopt(port->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(port->listener, (struct sockaddr *)&address, sizeof address) ||
      listen(port->listener, 4096) ||
      getsockname(port->listener, (struct sockaddr *)&address, &size))
    fail("listen");
  port->number = ntohs(address.sin_port);
  observe(port->listener);
}

static void drop(int descriptor) {
  close(descriptor);
  free(connections[descriptor]);
  connections[descriptor] = NULL;
}

static void close_port(int index) {
  if (ports[index].listener >= 0) close(ports[index].listener);
  ports[index].listener = -1;
  for (int i = 0; i < MOST_CONNECTIONS; i++)
    if (connections[i] && connections[i]->port == index) drop(i);
}

static void accept_at(int index) {
  for (int i = 0; i < 64; i++) {
    int one = 1;
    int taken = accept4(ports[index].listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (taken < 0) return;
    if (taken >= MOST_CONNECTIONS) refuse("too many connections");
    setsockopt(taken, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    connections[taken] = allocate(1, sizeof **connections);
    connections[taken]->port = index;
    observe(taken);
  }
}

// The value of a field of the head, which ends at `end`; empty where there is none.
static void field(const char *head, const char *end, const char *name, char *value, int size) {
  size_t length = strlen(name);
  *value = 0;
  for (const char *line = strstr(head, "\r\n"); line && line < end; line = strstr(line, "\r\n")) {
    line += 2;
    if (strncasecmp(line, name, length) || line[length] != ':') continue;
    line += length + 1;
    while (*line == ' ') line++;
    int bytes = 0;
    while (bytes < size - 1 && line[bytes] != '\r') bytes++;
    memcpy(value, line, (size_t)bytes);
    value[bytes] = 0;
    return;
  }
}

// Takes one whole request off the front of what came; false where it is not there yet.
static int take_request(int descriptor, int64_t at) {
  static const char answer[] = "HTTP/1.1 204 No Content\r\n\r\n";
  struct connection *connection = connections[descriptor];
  connection->bytes[connection->length] = 0;
  char *end = strstr(connection->bytes, "\r\n\r\n");
  char size[32], id[ID_BYTES];
  if (end) field(connection->bytes, end, "content-length", size, sizeof size);
  long body = end ? atol(size) : 0;
  long total = end ? end - connection->bytes + 4 + body : 0;
  if (total > REQUEST_BYTES || (!end && connection->length == REQUEST_BYTES)) {
    refuse("a request was larger than the observer takes");
  }
  if (!end || connection->length < total) return 0;
  field(connection->bytes, end, "webhook-id", id, sizeof id);
  fprintf(output, "H\t%lld\t%d\t%s\t%ld\n", (long long)at, connection->port, id, body);
  note(at);
  if (!ports[connection->port].hangs) {
    // The answer is 27 bytes; a sender that went away does not matter.
    if (send(descriptor, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0 && errno != EPIPE &&
        errno != ECONNRESET)
      fail("send");
  }
  connection->length -= (int)total;
  memmove(connection->bytes, connection->bytes + total, (size_t)connection->length);
  return connection->length > 0;
}

static void receive(int descriptor) {
  struct connection *connection = connections[descriptor];
  ssize_t came = recv(
      descriptor, connection->bytes + connection->length,
      (size_t)(REQUEST_BYTES - connection->length), 0);
  int64_t at = now_ns();
  if (came < 0 && errno == EAGAIN) return;
  if (came <= 0) return drop(descriptor);
  connection->length += (int)came;
  while (take_request(descriptor, at)) {
  }
}

static void look_at_folders(void) {
  static char bytes[1 << 16] __attribute__((aligned(8)));
  ssize_t came = read(watch, bytes, sizeof bytes);
  int64_t at = now_ns();
  for (char *next = bytes; came > 0 && next < bytes + came;) {
    struct inotify_event *event = (struct inotify_event *)next;
    next += sizeof *event + event->len;
    if (event->mask & IN_Q_OVERFLOW) {
      fprintf(output, "X\t%lld\t0\toverflow\n", (long long)at);
    } else if (event->len > 0 && !(event->mask & IN_ISDIR)) {
      fprintf(output, "F\t%lld\t%d\t%s\n", (long long)at, event->wd, event->name);
      note(at);
    }
  }
}

static void change_port(const char *command, const char *which) {
  for (int i = 0; i < port_count; i++) {
    if (strcmp(which, "*") && atoi(which) != i) continue;
    if (!strcmp(command, "refuse")) {
      close_port(i);
    } else {
      ports[i].hangs = !strcmp(command, "hang");
      listen_at(&ports[i]);
    }
  }
  say("ok");
}

static void obey(char *line) {
  char command[16] = "", word[16] = "";
  if (sscanf(line, "%15s %15s", command, word) < 1) return;
  if (!strcmp(command, "mark")) {
    if (wanted) say("cancelled");
    seen = wanted = 0;
    say("ok");
  } else if (!strcmp(command, "count")) {
    printf("%ld\n", seen);
    fflush(stdout);
  } else if (!strcmp(command, "flush")) {
    fflush(output);
    say("ok");
  } else if (!strcmp(command, "notify")) {
    if (wanted) say("cancelled");
    wanted = atol(word);
    if (seen >= wanted) {
      wanted = 0;
      printf("reached %lld\n", (long long)now_ns());
      fflush(stdout);
    }
  } else if (!strcmp(command, "refuse") || !strcmp(command, "hang") ||
             !strcmp(command, "answer")) {
    change_port(command, word);
  } else {
    refuse("an unknown command came");
  }
}

// False at the end of standard input.
static int take_commands(void) {
  char bytes[256];
  ssize_t came = read(0, bytes, sizeof bytes - 1);
  if (came <= 0) return 0;
  bytes[came] = 0;
  char *rest = bytes;
  for (char *line; (line = strsep(&rest, "\n"));) obey(line);
  return 1;
}

static void set_up(int argc, char **argv) {
  const char *log = option(argc, argv, "--log");
  port_count = (int)number(argc, argv, "--ports", 0);
  if (!log || port_count < 0 || port_count > MOST_PORTS) refuse("usage: see observer.c");
  output = fopen(log, "w");
  if (!output) fail(log);
  setvbuf(output, allocate(1 << 22, 1), _IOFBF, 1 << 22);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (epoll < 0 || watch < 0) fail("epoll_create1 or inotify_init1");
  // The number of a watch is 1 for the first folder, and so on.
  for (int i = 1; i + 1 < argc; i++)
    if (!strcmp(argv[i], "--watch") &&
        inotify_add_watch(watch, argv[i + 1], IN_CREATE | IN_MOVED_TO) < 0)
      fail(argv[i + 1]);
  observe(watch);
  observe(0);
  int is_fifo = ask_fifo(1);
  printf("ready %s", is_fifo ? "fifo" : "other");
  for (int i = 0; i < port_count; i++) {
    ports[i].listener = -1;
    listen_at(&ports[i]);
    printf(" %d", ports[i].number);
  }
  say("");
}

int main(int argc, char **argv) {
  set_up(argc, argv);
  struct epoll_event events[64];
  for (;;) {
    int count = epoll_wait(epoll, events, 64, -1);
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < count; i++) {
      int descriptor = events[i].data.fd, index = 0;
      while (index < port_count && ports[index].listener != descriptor) index++;
      if (descriptor == watch) {
        look_at_folders();
      } else if (index < port_count) {
        accept_at(index);
      } else if (descriptor == 0) {
        if (take_commands()) continue;
        fflush(output);
        return 0;
      } else if (descriptor < MOST_CONNECTIONS && connections[descriptor]) {
        receive(descriptor);
      }
    }
  }
}
