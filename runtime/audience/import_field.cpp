#include "runtime/audience/import_field.h"

#include <fmt/format.h>

#include <algorithm>

#include "lang/base/assert.h"
#include "lang/base/suggest.h"

namespace camp {
namespace {

struct EncodedField {
  std::uint32_t number = 0;
  std::string_view bytes;  // number and value
};

// Our own encoding: anything malformed is our mistake.
std::vector<EncodedField> split_fields(std::string_view encoded) {
  Reader in(encoded);
  std::vector<EncodedField> fields(in.count(2));
  for (auto& field : fields) {
    const char* begin = in.position();
    field.number = in.varint32();
    skip_value(in);
    field.bytes = {begin, static_cast<std::size_t>(in.position() - begin)};
  }
  CAMP_ASSERT(in.ok() && in.at_end());
  return fields;
}

}  // namespace

std::vector<ImportField> import_fields(const ImportSchema& schema,
                                       const std::vector<FieldDecl>& fields) {
  std::vector<ImportField> out;
  for (const auto& field : fields) {
    const Value* value = nullptr;
    if (field.default_value != kNone) value = &schema.program.constants[field.default_value];
    out.push_back(
        {schema.program.name(field.name), schema.numbers[field.name], &field.type, value});
  }
  std::sort(out.begin(), out.end(), [](auto& a, auto& b) { return a.number < b.number; });
  return out;
}

std::size_t find_import_field(const std::vector<ImportField>& fields, std::string_view name) {
  auto found = std::find_if(fields.begin(), fields.end(), [&](auto& f) { return f.name == name; });
  return static_cast<std::size_t>(found - fields.begin());
}

std::string did_you_mean(std::string_view name, const std::vector<std::string>& candidates) {
  auto near = suggest(name, candidates);
  return near ? fmt::format(", did you mean `{}`?", *near) : "";
}

std::vector<std::string> names_of(const std::vector<ImportField>& fields) {
  std::vector<std::string> names;
  for (const auto& field : fields) names.emplace_back(field.name);
  return names;
}

void merge_fields(std::string_view older, std::string_view newer, std::string& out) {
  auto a = split_fields(older);
  auto b = split_fields(newer);
  std::vector<EncodedField> merged;
  // Of equal numbers set_union takes those of the first range.
  std::set_union(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(merged),
                 [](auto& x, auto& y) { return x.number < y.number; });
  put_varint(out, merged.size());
  for (const auto& field : merged) out.append(field.bytes);
}

}  // namespace camp
