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

// Where one attribute is, or would have to be.
struct Place {
  std::size_t count = 0;  // attributes in all
  std::size_t begin = 0;  // of its name
  std::size_t end = 0;    // behind its value; == begin when it is not there
  std::size_t body = 0;   // behind the count
};

Place find_place(std::string_view attributes, std::uint32_t name) {
  Place place;
  if (attributes.empty()) return place;
  Reader in(attributes);
  auto offset = [&] { return static_cast<std::size_t>(in.position() - attributes.data()); };
  place.count = in.count(kAttributeBytesMin);
  place.body = place.begin = place.end = offset();
  for (std::size_t i = 0; i < place.count; ++i) {
    place.begin = place.end = offset();
    auto at = in.varint32();
    if (in.ok() && at > name) break;
    skip_value(in);
    place.end = offset();
    if (at == name) break;
    place.begin = place.end;
  }
  CAMP_ASSERT(in.ok());  // rows are checked when they are decoded
  return place;
}

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
  out->flags = in.u8();
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

void set_attribute(std::string& attributes, std::uint32_t name, const Value& value) {
  auto place = find_place(attributes, name);
  bool there = place.end != place.begin;
  if (!there && value.is_absent()) return;
  // Apart from the row first: the value may be a view into it.
  std::string entry;
  if (!value.is_absent()) {
    put_varint(entry, name);
    encode_value(entry, value);
  }
  attributes.replace(place.begin, place.end - place.begin, entry);
  if (there && !value.is_absent()) return;
  std::string count;
  put_varint(count, there ? place.count - 1 : place.count + 1);
  attributes.replace(0, place.body, count);
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
