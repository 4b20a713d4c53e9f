#include "CToml.h"

#include <stdexcept>

/* toml++ 3.3 asserts things that a bad document can break (`[[[a]]]`, its pull request 301). An
   abort would stop the daemon and an unchecked assumption would be undefined behaviour, so a broken
   assertion is thrown, in every kind of build. */
struct broken_assertion : std::logic_error {
  using std::logic_error::logic_error;
};
#undef NDEBUG
#define TOML_ASSERT(condition) \
  ((condition) ? static_cast<void>(0) : throw broken_assertion(#condition))

#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_UNRELEASED_FEATURES 0
#define TOML_EXCEPTIONS 1
#define TOML_MAX_NESTED_VALUES 40
#include <toml++/toml.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <new>
#include <string>
#include <string_view>
#include <vector>

struct ctoml_document {
  toml::table root;
  std::vector<ctoml_node> nodes;
  std::deque<std::string> texts; /* what the tree does not hold itself: date-times */
  std::string error;
  ctoml_position error_position{0, 0};
  bool failed = false;
};

namespace {

ctoml_position position(const toml::source_position &from) {
  return {static_cast<uint32_t>(from.line), static_cast<uint32_t>(from.column)};
}

ctoml_text text(std::string_view from) { return {from.data(), from.size()}; }

bool before(const toml::source_position &a, const toml::source_position &b) {
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

void append(std::string &out, const toml::date &date) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%04u-%02u-%02u", static_cast<unsigned>(date.year),
                static_cast<unsigned>(date.month), static_cast<unsigned>(date.day));
  out += buffer;
}

void append(std::string &out, const toml::time &time) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%02u:%02u:%02u", static_cast<unsigned>(time.hour),
                static_cast<unsigned>(time.minute), static_cast<unsigned>(time.second));
  out += buffer;
  if (time.nanosecond == 0) return;
  std::snprintf(buffer, sizeof buffer, ".%09u", static_cast<unsigned>(time.nanosecond));
  out += buffer;
  while (out.back() == '0') out.pop_back();
}

void append(std::string &out, const toml::date_time &moment) {
  append(out, moment.date);
  out += 'T';
  append(out, moment.time);
  if (!moment.offset) return;
  const int minutes = moment.offset->minutes;
  if (minutes == 0) {
    out += 'Z';
    return;
  }
  char buffer[16];
  const int size = minutes < 0 ? -minutes : minutes;
  std::snprintf(buffer, sizeof buffer, "%c%02d:%02d", minutes < 0 ? '-' : '+', size / 60,
                size % 60);
  out += buffer;
}

/* Walks a tree into the nodes of a document. */
class Flattening {
 public:
  Flattening(ctoml_document &document, uint32_t max_depth)
      : document(document), max_depth(max_depth) {}

  /* False when the tree is too deep; the error then stands in the document. */
  bool add(const toml::node &value, const toml::key *key, uint32_t depth) {
    ctoml_node node{};
    node.position = position(value.source().begin);
    if (key != nullptr) {
      node.key = text(key->str());
      node.key_position = position(key->source().begin);
    }
    if (depth > max_depth) return too_deep(key != nullptr ? node.key_position : node.position);
    scalar(value, node);
    const size_t index = document.nodes.size();
    document.nodes.push_back(node);
    if (const auto *table = value.as_table()) return members(*table, index, depth);
    if (const auto *array = value.as_array()) return elements(*array, index, depth);
    return true;
  }

 private:
  ctoml_document &document;
  const uint32_t max_depth;

  void scalar(const toml::node &value, ctoml_node &node) {
    switch (value.type()) {
      case toml::node_type::string:
        node.kind = CTOML_STRING;
        node.text = text(value.as_string()->get());
        break;
      case toml::node_type::integer:
        node.kind = CTOML_INTEGER;
        node.integer = value.as_integer()->get();
        break;
      case toml::node_type::floating_point:
        node.kind = CTOML_FLOAT;
        node.real = value.as_floating_point()->get();
        break;
      case toml::node_type::boolean:
        node.kind = CTOML_BOOLEAN;
        node.boolean = value.as_boolean()->get();
        break;
      case toml::node_type::date: moment(value.as_date()->get(), node); break;
      case toml::node_type::time: moment(value.as_time()->get(), node); break;
      case toml::node_type::date_time: moment(value.as_date_time()->get(), node); break;
      case toml::node_type::array: node.kind = CTOML_ARRAY; break;
      default: node.kind = CTOML_TABLE; break;
    }
  }

  template <typename Moment>
  void moment(const Moment &value, ctoml_node &node) {
    std::string written;
    append(written, value);
    document.texts.push_back(std::move(written));
    node.kind = CTOML_DATETIME;
    node.text = text(document.texts.back());
  }

  /* toml++ keeps tables sorted by key; the order of appearance comes back from the positions. */
  bool members(const toml::table &table, size_t index, uint32_t depth) {
    std::vector<std::pair<const toml::key *, const toml::node *>> ordered;
    ordered.reserve(table.size());
    for (auto it = table.cbegin(); it != table.cend(); ++it)
      ordered.emplace_back(&it->first, &it->second);
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto &a, const auto &b) {
      return before(a.first->source().begin, b.first->source().begin);
    });
    document.nodes[index].children = static_cast<uint32_t>(ordered.size());
    for (const auto &[key, value] : ordered)
      if (!add(*value, key, depth + 1)) return false;
    return true;
  }

  bool elements(const toml::array &array, size_t index, uint32_t depth) {
    document.nodes[index].children = static_cast<uint32_t>(array.size());
    for (const auto &value : array)
      if (!add(value, nullptr, depth + 1)) return false;
    return true;
  }

  bool too_deep(ctoml_position where) {
    document.error = "values are nested more than " + std::to_string(max_depth) + " deep";
    document.error_position = where;
    document.failed = true;
    document.nodes.clear();
    return false;
  }
};

/* Whether toml++ breaks an assertion of its own in these bytes. */
bool breaks(std::string_view bytes) {
  try {
    (void)toml::parse(bytes);
  } catch (const broken_assertion &) {
    return true;
  } catch (const toml::parse_error &) {
  }
  return false;
}

/* The line in which toml++ breaks an assertion: it reads from front to back, so every beginning
   of the document that holds that line breaks it as well, and halving finds the line. */
uint32_t breaking_line(std::string_view bytes) {
  std::vector<size_t> ends;
  for (size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] == '\n') ends.push_back(i + 1);
  size_t good = 0, bad = ends.size();
  while (good < bad) {
    const size_t middle = good + (bad - good) / 2;
    if (breaks(bytes.substr(0, ends[middle])))
      bad = middle;
    else
      good = middle + 1;
  }
  return static_cast<uint32_t>(good + 1);
}

void parse(ctoml_document &document, std::string_view bytes, uint32_t max_depth) {
  try {
    document.root = toml::parse(bytes);
    Flattening(document, max_depth).add(document.root, nullptr, 0);
  } catch (const toml::parse_error &error) {
    document.failed = true;
    document.error = error.description();
    document.error_position = position(error.source().begin);
  } catch (const broken_assertion &) {
    document.failed = true;
    document.error = "a table header or a key was wanted, this is neither";
    document.error_position = {breaking_line(bytes), 1};
  }
}

}  // namespace

extern "C" {

ctoml_document *ctoml_parse(const char *bytes, size_t length, uint32_t max_depth) {
  ctoml_document *document = nullptr;
  try {
    document = new ctoml_document();
    parse(*document, std::string_view(bytes, length), max_depth);
    return document;
  } catch (...) {
    delete document;
    return nullptr;
  }
}

ctoml_text ctoml_error(const ctoml_document *document, ctoml_position *where) {
  if (!document->failed) return {nullptr, 0};
  *where = document->error_position;
  return text(document->error);
}

const ctoml_node *ctoml_nodes(const ctoml_document *document, size_t *count) {
  *count = document->nodes.size();
  return document->nodes.data();
}

void ctoml_free(ctoml_document *document) { delete document; }
}
