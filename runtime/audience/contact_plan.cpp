#include "runtime/audience/contact_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace camp {
namespace {

constexpr std::string_view kId = "id";
constexpr std::string_view kRowNumber = "@row";

Error wrong(std::string message, std::string hint) {
  return {ErrorKind::kInvalid, std::move(message), {}, std::move(hint)};
}

std::string listed(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

class Planner {
 public:
  Planner(const std::vector<ImportField>& schema, const ContactImportOptions& options,
          ImportColumns* columns)
      : schema_(schema), options_(options), columns_(*columns) {}

  Result<ContactPlan> plan() {
    CAMP_TRY(check_names(options_.map, "--map"));
    CAMP_TRY(check_names(options_.set, "--set"));
    CAMP_ASSIGN(auto id, source_of(kId));
    if (!id) return no_id();
    plan_.id = std::move(*id);
    for (const auto& field : schema_) {
      CAMP_ASSIGN(auto source, source_of(field.name));
      if (source)
        plan_.attributes.push_back({field, std::move(*source)});
      else if (field.required())
        plan_.unsourced.push_back(field);
    }
    list_ignored();
    return std::move(plan_);
  }

 private:
  Result<void> check_names(const std::map<std::string, std::string>& names, std::string_view flag) {
    for (const auto& [name, unused] : names) {
      if (name == kId || find_import_field(schema_, name) < schema_.size()) continue;
      auto candidates = names_of(schema_);
      candidates.emplace_back(kId);
      return wrong(fmt::format("{}: the contact has no attribute `{}`{}", flag, name,
                               did_you_mean(name, candidates)),
                   "attributes: " + listed(candidates));
    }
    return {};
  }

  Result<std::optional<FieldSource>> source_of(std::string_view attribute) {
    std::string key(attribute);
    auto map = options_.map.find(key);
    auto set = options_.set.find(key);
    if (map != options_.map.end() && set != options_.set.end())
      return wrong(fmt::format("`{}` is given by --map and by --set", key), "keep one of them");
    FieldSource source;
    source.name = key;
    if (set != options_.set.end()) {
      source.kind = FieldSource::Kind::kPattern;
      CAMP_ASSIGN(source.parts, parse_pattern(set->second));
      return std::optional(std::move(source));
    }
    if (map != options_.map.end() && map->second == kRowNumber) {
      source.kind = FieldSource::Kind::kRowNumber;
      return std::optional(std::move(source));
    }
    bool by_name = map == options_.map.end();
    source.name = by_name ? key : map->second;
    if (by_name && columns_.fixed && !find_column(key)) return std::optional<FieldSource>();
    CAMP_ASSIGN(source.column, column(source.name));
    return std::optional(std::move(source));
  }

  std::optional<std::size_t> find_column(std::string_view name) const {
    auto found = std::find(columns_.names.begin(), columns_.names.end(), name);
    if (found == columns_.names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns_.names.begin());
  }

  Result<std::size_t> column(std::string_view name) {
    auto index = find_column(name);
    if (!index && columns_.fixed) {
      return wrong(
          fmt::format("there is no column `{}`{}", name, did_you_mean(name, columns_.names)),
          "columns: " + listed(columns_.names));
    }
    if (!index) {
      index = columns_.names.size();
      columns_.names.emplace_back(name);
    }
    used_.resize(std::max(used_.size(), *index + 1));
    used_[*index] = true;
    return *index;
  }

  // `{column}`, `{@row}`; `{{` and `}}` are braces.
  Result<std::vector<FieldSource::Part>> parse_pattern(std::string_view pattern) {
    std::vector<FieldSource::Part> parts;
    std::string literal;
    auto flush = [&] {
      if (!literal.empty())
        parts.push_back({FieldSource::Part::Kind::kLiteral, std::move(literal), 0});
      literal.clear();
    };
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      char c = pattern[at];
      bool doubled = at + 1 < pattern.size() && pattern[at + 1] == c;
      if ((c != '{' && c != '}') || doubled) {
        if (c == '{' || c == '}') ++at;
        literal.push_back(c);
        continue;
      }
      auto end = pattern.find('}', at);
      if (c == '}' || end == std::string_view::npos)
        return wrong(fmt::format("--set: a `{}` without its other half in `{}`", c, pattern),
                     "write {column} or {@row}");
      flush();
      CAMP_ASSIGN(auto part, placeholder(pattern.substr(at + 1, end - at - 1)));
      parts.push_back(std::move(part));
      at = end;
    }
    flush();
    return parts;
  }

  Result<FieldSource::Part> placeholder(std::string_view name) {
    FieldSource::Part part;
    part.kind =
        name == kRowNumber ? FieldSource::Part::Kind::kRowNumber : FieldSource::Part::Kind::kColumn;
    if (name != kRowNumber) {
      CAMP_ASSIGN(part.column, column(name));
    }
    return part;
  }

  Error no_id() const {
    return Error{ErrorKind::kCorrupt,
                 "there is no column `id`, so nothing says which contact a row is",
                 {},
                 fmt::format("--map id=COLUMN (columns: {}), or --map id=@row for the row's number",
                             listed(columns_.names))};
  }

  void list_ignored() {
    if (!columns_.fixed) return;
    used_.resize(columns_.names.size());
    for (std::size_t i = 0; i < columns_.names.size(); ++i) {
      if (!used_[i]) plan_.ignored_columns.push_back(columns_.names[i]);
    }
  }

  const std::vector<ImportField>& schema_;
  const ContactImportOptions& options_;
  ImportColumns& columns_;
  std::vector<bool> used_;
  ContactPlan plan_;
};

}  // namespace

Result<ContactPlan> plan_contacts(const std::vector<ImportField>& schema,
                                  const ContactImportOptions& options, ImportColumns* columns) {
  return Planner(schema, options, columns).plan();
}

}  // namespace camp
