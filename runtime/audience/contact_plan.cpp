#include "runtime/audience/contact_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "runtime/audience/column_match.h"

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
    CAMP_TRY(pass_over());
    CAMP_ASSIGN(auto id, source_of(kId));
    if (!id) return no_id();
    plan_.id = std::move(*id);
    for (const auto& field : schema_) {
      CAMP_ASSIGN(auto source, source_of(field.name));
      if (source)
        plan_.attributes.push_back({field, std::move(*source)});
      else
        plan_.unsourced.push_back(field);
    }
    list_unused();
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
    if (by_name && columns_.fixed) {
      CAMP_ASSIGN(auto index, column_of(key));
      if (!index) return std::optional<FieldSource>();
      source.name = columns_.names[*index];
    }
    CAMP_ASSIGN(source.column, column(source.name));
    return std::optional(std::move(source));
  }

  // The column that has this attribute's name, or nearly so.
  Result<std::optional<std::size_t>> column_of(const std::string& attribute) {
    auto exact = find_column(attribute);
    if (exact) return passed_[*exact] ? std::nullopt : exact;
    std::vector<std::size_t> like;
    for (auto index : columns_like(attribute, columns_.names)) {
      if (!passed_[index] && !is_spoken_for(columns_.names[index])) like.push_back(index);
    }
    if (like.empty()) return std::optional<std::size_t>();
    const auto& name = columns_.names[like[0]];
    if (like.size() > 1)
      return wrong(fmt::format("`{}` could be the column `{}` or `{}`", attribute, name,
                               columns_.names[like[1]]),
                   fmt::format("--map '{}={}', or --ignore one of them", attribute, name));
    for (const auto& [other, column] : plan_.taken) {
      if (column == name)
        return wrong(fmt::format("the column `{}` could be `{}` or `{}`", name, other, attribute),
                     fmt::format("--map '{}={}'", attribute, name));
    }
    plan_.taken.emplace(attribute, name);
    return std::optional(like[0]);
  }

  // Asked for by --map, or the very name of an attribute.
  bool is_spoken_for(const std::string& column) const {
    for (const auto& [attribute, asked] : options_.map) {
      if (asked == column) return true;
    }
    return column == kId || find_import_field(schema_, column) < schema_.size();
  }

  Result<void> pass_over() {
    passed_.resize(columns_.names.size());
    for (const auto& name : options_.ignore) {
      if (!columns_.fixed) continue;  // its keys are not known yet
      CAMP_ASSIGN(auto index, column(name));
      passed_[index] = true;
    }
    used_.clear();
    return {};
  }

  std::optional<std::size_t> find_column(std::string_view name) const {
    auto found = std::find(columns_.names.begin(), columns_.names.end(), name);
    if (found == columns_.names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns_.names.begin());
  }

  Result<std::size_t> column(std::string_view name) {
    auto index = find_column(name);
    if (auto like = columns_like(name, columns_.names); !index && like.size() == 1) index = like[0];
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
    auto likely = likely_id(columns_.names);
    return Error{ErrorKind::kCorrupt,
                 "there is no column `id`, so nothing says which contact a row is",
                 {},
                 likely ? fmt::format("`{}` looks like it: --map 'id={}'", *likely, *likely)
                        : fmt::format("--map id=COLUMN (columns: {}), or --map id=@row for the "
                                      "row's number",
                                      listed(columns_.names))};
  }

  void list_unused() {
    if (!columns_.fixed) return;
    used_.resize(columns_.names.size());
    for (std::size_t i = 0; i < columns_.names.size(); ++i) {
      if (!used_[i] && !passed_[i]) plan_.unused.push_back(i);
    }
  }

  const std::vector<ImportField>& schema_;
  const ContactImportOptions& options_;
  ImportColumns& columns_;
  std::vector<bool> used_;
  std::vector<bool> passed_;  // by --ignore
  ContactPlan plan_;
};

}  // namespace

Result<ContactPlan> plan_contacts(const std::vector<ImportField>& schema,
                                  const ContactImportOptions& options, ImportColumns* columns) {
  return Planner(schema, options, columns).plan();
}

bool is_unnamed(std::string_view column) { return column.substr(0, 1) == "@"; }

}  // namespace camp
