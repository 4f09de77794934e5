// A contact's attributes and an event's fields, encoded: n:varint (name:varint value)*, names
// strictly ascending. No bytes at all mean the same as n = 0.
//
// find_attribute and glance run per contact in a segment's scan: they build nothing and check only
// what they pass. decode_contact_row checks a row's attributes as a whole.
#include "runtime/state/attributes.h"

#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/bytes.h"
#include "runtime/state/checked.h"
#include "runtime/state/contact_row.h"

namespace camp {
namespace {

constexpr std::size_t kAttributeBytesMin = 2;  // a name, a tag

// Walks encoded attributes one by one.
class Walker {
 public:
  explicit Walker(std::string_view attributes) : in_(attributes) {
    left_ = attributes.empty() ? 0 : in_.count(kAttributeBytesMin);
    next();
  }
  bool valid() const { return valid_; }
  std::uint32_t name() const { return name_; }
  std::string_view entry() const { return entry_; }  // name and value
  std::string_view value() const { return value_; }
  bool absent() const { return value_[0] == static_cast<char>(Tag::kAbsent); }
  void next() {
    valid_ = left_ > 0;
    if (!valid_) return;
    --left_;
    const char* begin = in_.position();
    name_ = in_.varint32();
    const char* value = in_.position();
    skip_value(in_);
    CAMP_ASSERT(in_.ok());  // whoever made them, or read them in, has checked them
    entry_ = {begin, static_cast<std::size_t>(in_.position() - begin)};
    value_ = {value, static_cast<std::size_t>(in_.position() - value)};
  }

 private:
  Reader in_;
  std::size_t left_ = 0;
  bool valid_ = false;
  std::uint32_t name_ = 0;
  std::string_view entry_, value_;
};

// Collects entries in order, then puts their number before them.
struct Collector {
  std::string& out;
  std::size_t count = 0;
  void add(std::string_view entry) {
    out.append(entry);
    ++count;
  }
  void finish() {
    std::string head;
    put_varint(head, count);
    out.insert(0, head);
  }
};

}  // namespace

bool attributes_well_formed(std::string_view attributes) {
  if (attributes.empty()) return true;
  Reader in(attributes);
  auto count = in.count(kAttributeBytesMin);
  std::uint64_t least = 0;
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    auto name = in.varint32();
    if (name < least) return false;
    least = std::uint64_t{name} + 1;
    skip_value(in);
  }
  return in.ok() && in.at_end();
}

bool glance(std::string_view sealed, ContactGlance* out) {
  std::string_view bytes;
  if (!unseal(sealed, &bytes)) return false;
  Reader in(bytes);
  if (in.u8() != kContactRowVersion) return false;
  in.varint();  // created_ms
  out->flags = in.varint32();
  in.varint();  // ordinal
  out->attributes = in.bytes();
  const char* lists = in.position();
  auto count = in.count();
  for (std::size_t i = 0; i < count; ++i) in.varint();
  if (!in.ok()) return false;
  out->lists = {lists, static_cast<std::size_t>(in.position() - lists)};
  return true;
}

bool list_in(std::string_view lists, std::uint32_t list) {
  Reader in(lists);
  auto count = in.count();
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    auto at = in.varint32();
    if (at >= list) return in.ok() && at == list;
  }
  return false;
}

Value find_attribute(std::string_view attributes, std::uint32_t name, Arena& arena) {
  Reader in(attributes);
  auto count = in.count(kAttributeBytesMin);
  for (std::size_t i = 0; i < count && in.ok(); ++i) {
    auto at = in.varint32();
    if (at == name) return in.ok() ? decode_value(in, arena) : Value::absent();
    if (at > name) break;
    skip_value(in);
  }
  return Value::absent();
}

bool merge_attributes(std::string_view known, std::string_view given, std::string* merged,
                      std::string* difference) {
  merged->clear();
  difference->clear();
  Collector result{*merged};
  Collector changed{*difference};
  Walker before(known);
  for (Walker now(given); now.valid(); now.next()) {
    for (; before.valid() && before.name() < now.name(); before.next()) result.add(before.entry());
    const bool there = before.valid() && before.name() == now.name();
    if (there ? before.value() != now.value() : !now.absent()) changed.add(now.entry());
    if (!now.absent()) result.add(now.entry());
    if (there) before.next();
  }
  if (changed.count == 0) return false;
  for (; before.valid(); before.next()) result.add(before.entry());
  result.finish();
  changed.finish();
  return true;
}

bool decode_attributes(std::string_view attributes, Arena& arena, std::vector<NamedValue>* out) {
  out->clear();
  if (!attributes_well_formed(attributes)) return false;
  Reader in(attributes);
  auto count = attributes.empty() ? 0 : in.count(kAttributeBytesMin);
  out->reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto name = in.varint32();
    out->push_back({name, decode_value(in, arena)});
  }
  return in.ok();
}

void encode_attributes(std::string& out, std::vector<NamedValue> values) {
  std::stable_sort(values.begin(), values.end(),
                   [](const NamedValue& a, const NamedValue& b) { return a.name < b.name; });
  // Of a name given twice the last one counts: keep an element unless its successor has the same
  // name.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    bool repeated = i + 1 < values.size() && values[i + 1].name == values[i].name;
    if (!repeated && !values[i].value.is_absent()) values[kept++] = values[i];
  }
  out.clear();
  put_varint(out, kept);
  for (std::size_t i = 0; i < kept; ++i) {
    put_varint(out, values[i].name);
    encode_value(out, values[i].value);
  }
}

}  // namespace camp
