#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "lang/base/limits.h"
#include "runtime/audience/column_match.h"
#include "runtime/audience/contact_source.h"
#include "runtime/audience/field_text.h"
#include "runtime/audience/json_value.h"
#include "runtime/audience/lines.h"

namespace camp {
namespace {

class NdjsonImport {
 public:
  NdjsonImport(ByteSource source, const ContactJob& job) : job_(job), reader_(std::move(source)) {
    keys_.fixed = false;
  }

  Result<void> run() {
    CAMP_ASSIGN(plan_, plan_contacts(job_.schema, job_.options, &keys_));
    elements_.resize(keys_.names.size());
    while (true) {
      auto more = reader_.next(&line_);
      if (!more.ok()) return stop(std::move(more).error());
      if (!*more) break;
      if (++job_.report.rows == 1 && ask()) return {};
      CAMP_TRY(take_line());
      CAMP_ASSIGN(bool go_on, job_.batcher.row_done(reader_.bytes_read()));
      if (!go_on) return {};
    }
    CAMP_ASSIGN([[maybe_unused]] bool asked_to_stop, job_.batcher.flush(reader_.bytes_read()));
    return {};
  }

 private:
  Result<void> stop(Error error) {
    CAMP_ASSIGN([[maybe_unused]] bool asked_to_stop, job_.batcher.flush(reader_.bytes_read()));
    return broken_off(std::move(error), "line", job_.report.rows, job_.report.rejected);
  }

  // As for CSV's columns, of the first line's keys.
  bool ask() {
    arena_.reset();
    if (!read_object()) return false;
    std::vector<ImportField> wanted;
    for (const auto& [field, source] : plan_.attributes) {
      bool by_key = source.kind == FieldSource::Kind::kColumn;
      if (by_key && !elements_[source.column]) wanted.push_back(field);
    }
    for (const auto& [key, value] : unknown_) {
      if (is_passed_over(key)) continue;
      std::string_view text;
      if (value.get(text) != simdjson::SUCCESS) text = {};
      if (const auto* attribute = likely_attribute(key, text, wanted))
        job_.report.questions.push_back(question_about(key, attribute->name));
    }
    if (job_.report.questions.empty()) return false;
    job_.report.rows = 0;
    return true;
  }

  Result<void> take_line() {
    arena_.reset();
    reason_.clear();
    if (!read_object()) return reject("", reason_);
    std::string_view id;
    if (!text_of(plan_.id, id_text_, &id, &reason_)) return reject(plan_.id.name, reason_);
    if (auto problem = read_id(id, limits::kContactIdBytes, "kContactIdBytes", tidy_id_, &id);
        !problem.empty())
      return reject(plan_.id.name, problem);
    std::string_view where;
    auto read = [&](const PlannedAttribute& attribute, Value* value, std::string* reason) {
      return read_attribute(attribute, value, reason);
    };
    if (!encode_contact(plan_, job_.options.update, read, fields_, &where, &reason_))
      return reject(path_.empty() ? where : path_, reason_);
    job_.batcher.add(id, fields_,
                     job_.options.update ? reject_of(plan_.id.name, unknown_id(id)) : Reject());
    return {};
  }

  // The line's object, its elements in the plan's order. Keys that nobody asked for are noted once.
  bool read_object() {
    path_.clear();
    if (line_.too_long) {
      reason_ =
          fmt::format("the line is longer than {} bytes (kCsvRowBytes)", limits::kCsvRowBytes);
      return false;
    }
    JsonElement root;
    if (!json_.parse_padded(line_.text, &root, &reason_)) return false;
    JsonObject object;
    if (root.get(object) != simdjson::SUCCESS) {
      reason_ = fmt::format("expected an object, found {}", json_kind(root));
      return false;
    }
    if (auto key = duplicate_key(object)) {
      reason_ = fmt::format("the key {} occurs twice", quoted_excerpt(*key));
      return false;
    }
    std::fill(elements_.begin(), elements_.end(), std::nullopt);
    unknown_.clear();
    for (auto pair : object) {
      auto key = std::find(keys_.names.begin(), keys_.names.end(), pair.key);
      if (key == keys_.names.end())
        unknown_.emplace_back(pair.key, pair.value);
      else
        elements_[static_cast<std::size_t>(key - keys_.names.begin())] = pair.value;
    }
    return take_near_keys();
  }

  // Keys of nearly an attribute's name, where its own is not there.
  bool take_near_keys() {
    std::size_t kept = 0;
    std::vector<std::size_t> taken;
    for (const auto& [key, value] : unknown_) {
      auto index = near_key(key);
      if (index == keys_.names.size() || (elements_[index] && !contains(taken, index))) {
        unknown_[kept++] = {key, value};
        continue;
      }
      if (contains(taken, index)) {
        reason_ = fmt::format("two keys could be `{}`, one is {}", keys_.names[index],
                              quoted_excerpt(key));
        return false;
      }
      taken.push_back(index);
      elements_[index] = value;
      job_.report.taken.emplace(keys_.names[index], key);
    }
    unknown_.resize(kept);
    for (const auto& [key, value] : unknown_) note_ignored(key);
    return true;
  }

  static bool contains(const std::vector<std::size_t>& indices, std::size_t index) {
    return std::find(indices.begin(), indices.end(), index) != indices.end();
  }

  // The one key that differs in case, accents, blanks and punctuation alone; keys_.names.size()
  // when there is none. Each is looked up once.
  std::size_t near_key(std::string_view key) {
    auto known = near_keys_.find(key);
    if (known != near_keys_.end()) return known->second;
    auto like = is_passed_over(key) ? std::vector<std::size_t>() : columns_like(key, keys_.names);
    auto index = like.size() == 1 ? like[0] : keys_.names.size();
    if (near_keys_.size() < limits::kCsvColumns) near_keys_.emplace(key, index);
    return index;
  }

  bool is_passed_over(std::string_view key) const {
    const auto& ignore = job_.options.ignore;
    return std::find(ignore.begin(), ignore.end(), key) != ignore.end();
  }

  void note_ignored(std::string_view key) {
    auto& ignored = job_.report.ignored_columns;
    if (is_passed_over(key)) return;
    bool room = ignored.size() < limits::kCsvColumns;
    if (room && std::find(ignored.begin(), ignored.end(), key) == ignored.end())
      ignored.emplace_back(key);
  }

  // False when a key it needs holds neither text nor a whole number.
  bool text_of(const FieldSource& source, std::string& scratch, std::string_view* text,
               std::string* reason) {
    bool good = true;
    auto key_text = [&](std::size_t key) {
      std::string_view out;
      const auto& element = elements_[key];
      if (!element || element->is_null() || json_text(*element, arena_, &out)) return out;
      *reason = fmt::format("expected text or a whole number in `{}`, found {}", keys_.names[key],
                            json_kind(*element));
      good = false;
      return out;
    };
    *text = source_text(source, job_.report.rows, key_text, scratch);
    return good;
  }

  bool read_attribute(const PlannedAttribute& attribute, Value* value, std::string* reason) {
    const auto& field = attribute.field;
    if (attribute.source.kind != FieldSource::Kind::kColumn) {
      std::string_view text;
      return text_of(attribute.source, text_, &text, reason) &&
             value_of_text(*field.type, text, field.schema_default, arena_, value, reason,
                           job_.options.rules);
    }
    const auto& element = elements_[attribute.source.column];
    if (!element) return true;
    JsonTyping typing{arena_, attribute.source.name, {}, {}, job_.options.rules};
    bool good = value_of_json(*field.type, *element, field.schema_default, typing, value);
    for (const auto& path : typing.unknown) note_ignored(path);
    if (good) return true;
    path_ = typing.path;
    *reason = typing.problem;
    return false;
  }

  Result<void> reject(std::string_view field, std::string_view reason) {
    auto line = reject_of(field, reason);
    return job_.rejects.add(line.bytes, line.rendered);
  }

  Reject reject_of(std::string_view field, std::string_view reason) const {
    return {ndjson_reject(line_.number, field, reason, line_.text),
            rendered_reject("line", line_.number, "field", field, reason)};
  }

  const ContactJob& job_;
  LineReader reader_;
  LineReader::Line line_;
  JsonReader json_;
  ImportColumns keys_;
  ContactPlan plan_;
  std::vector<std::optional<JsonElement>> elements_;               // by key
  std::vector<std::pair<std::string_view, JsonElement>> unknown_;  // of the line, other keys
  std::map<std::string, std::size_t, std::less<>> near_keys_;
  Arena arena_;
  FieldEncoder fields_;
  std::string id_text_;
  std::string tidy_id_;
  std::string text_;
  std::string reason_;
  std::string path_;  // where inside of an attribute it went wrong
};

}  // namespace

Result<void> import_contact_ndjson(ByteSource source, const ContactJob& job) {
  return NdjsonImport(std::move(source), job).run();
}

}  // namespace camp
