// The reference's ledger: what an event costs that is on disk when it is said to be.
#ifndef RECORDER_H
#define RECORDER_H

// Opens a fresh database at the path (WAL, synchronous = FULL) with a queue of these names. To be
// called once, before the others.
void recorder_open(const char *path, char **names, long count);

// Records that the events from..<to happened at these instants, in one transaction: an update of
// each one's row and a record of 300 bytes.
void recorder_record(char **names, const long long *instants, long from, long to);

// Inserts texts of this size, so many in each transaction.
void recorder_fill(long count, long batch, long bytes);

void recorder_close(void);

#endif
