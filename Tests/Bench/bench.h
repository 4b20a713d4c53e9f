// What the programs of the benchmarks share: the wall clock, waiting for an instant of it, and the
// scheduling class. All times are nanoseconds of CLOCK_REALTIME since 1970.
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

// How long before an instant sleeping ends and the clock is read in a loop: as embargod does it.
enum { SPIN_NS = 300000 };

int64_t now_ns(void);

// Prints what failed, with errno, and ends the program with 1.
_Noreturn void fail(const char *what);

// Prints a sentence and ends the program with 2.
_Noreturn void refuse(const char *sentence);

// Memory that is there, or the end.
void *allocate(long count, long size);

// Waits on a timer of the wall clock that is cancelled when the clock is set, until SPIN_NS before
// the instant, and then reads the clock until it has come. Never returns early.
void wait_until(int64_t instant);

// Asks for SCHED_FIFO with this priority for the calling thread; whether it was given.
int ask_fifo(int priority);

// Asks that the calling thread, and threads that it starts, be scheduled like any other.
void ask_other(void);

// "ready CLASS" on standard output, then the instant from standard input: what the driver does
// between the two is choosing an instant that lies ahead. Ends the program when there is none.
int64_t ready_then_instant(const char *scheduling);

// The value of an option "--name value"; NULL where it is absent.
const char *option(int count, char **words, const char *name);

// The same as a number.
long number(int count, char **words, const char *name, long otherwise);

// Whether "--name" stands there.
int has_flag(int count, char **words, const char *name);

#endif
