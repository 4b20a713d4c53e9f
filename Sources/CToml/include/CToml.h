/* TOML 1.0 read by toml++ 3.x, flattened for callers that know no C++. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A parsed document, or the error that came instead. */
typedef struct ctoml_document ctoml_document;

typedef enum {
  CTOML_TABLE,
  CTOML_ARRAY,
  CTOML_STRING,
  CTOML_INTEGER,
  CTOML_FLOAT,
  CTOML_BOOLEAN,
  CTOML_DATETIME,
} ctoml_kind;

/* Bytes that belong to the document and may hold NUL; not terminated. */
typedef struct {
  const char *bytes;
  size_t length;
} ctoml_text;

/* Lines and columns count from 1, columns in Unicode scalars. */
typedef struct {
  uint32_t line;
  uint32_t column;
} ctoml_position;

/* One value. The nodes of a document stand in pre-order: the root table first, each table and
   array followed by its `children` values (and theirs), in order of appearance. */
typedef struct {
  ctoml_kind kind;
  uint32_t children;           /* tables and arrays */
  ctoml_position position;     /* where the value begins */
  ctoml_position key_position; /* where its key begins; 0 in arrays */
  ctoml_text key;              /* in tables */
  ctoml_text text;             /* strings; date-times as RFC 3339 writes them */
  int64_t integer;
  double real;
  bool boolean;
} ctoml_node;

/* Parses UTF-8. Values deeper than `max_depth` are an error. Never throws; NULL only when there
   is no memory left. Free the result with `ctoml_free`, whatever it holds. */
ctoml_document *ctoml_parse(const char *bytes, size_t length, uint32_t max_depth);

/* The message of the error, and where; NULL bytes when the document is good. */
ctoml_text ctoml_error(const ctoml_document *document, ctoml_position *position);

/* The nodes of a good document; the count is 0 when there is an error. */
const ctoml_node *ctoml_nodes(const ctoml_document *document, size_t *count);

/* Frees a document and everything that was read from it; NULL is allowed. */
void ctoml_free(ctoml_document *document);

#ifdef __cplusplus
}
#endif
