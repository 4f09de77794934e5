#include "runtime/audience/event_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "lang/base/assert.h"
#include "lang/base/hash.h"
#include "lang/base/limits.h"
#include "lang/value/civil.h"
#include "runtime/audience/contact_batch.h"
#include "runtime/audience/event_plan.h"
#include "runtime/audience/field_text.h"
#include "runtime/audience/lines.h"
#include "runtime/audience/rejects.h"

namespace camp {
namespace {

constexpr std::size_t kBatchRowsMost = 1u << 20;
constexpr std::uint64_t kRowsBetweenProgress = 4'096;

struct Problem {
  std::string field;
  std::string reason;
};

// One good line: offsets into bytes_.
struct Entry {
  std::uint64_t line = 0;
  std::uint32_t event = 0;
  std::int64_t time_ms = 0;
  // Each ends where the next begins. The line itself is kept for a late reject.
  std::size_t id = 0, contact = 0, data = 0, raw = 0, end = 0;
};
struct Rejected {
  std::uint64_t line = 0;
  Problem problem;
  std::string raw;
};

class EventImport {
 public:
  EventImport(ByteSource source, const EventImportOptions& options, const LinkedProgram& program,
              EventSink& sink, Rejects& rejects, const EventProgress& progress, EventReport* report)
      : options_(options),
        program_(program),
        sink_(sink),
        rejects_(rejects),
        progress_(progress),
        report_(*report),
        reader_(std::move(source)),
        typer_({program.program(), program.numbers()}),
        batch_rows_(std::clamp<std::size_t>(options.batch_rows, 1, kBatchRowsMost)) {}

  Result<void> run() {
    while (true) {
      auto more = reader_.next(&line_);
      if (!more.ok()) return stop(std::move(more).error());
      if (!*more) break;
      ++report_.rows;
      Problem problem;
      if (!take_line(&problem)) reject_line(std::move(problem));
      if (report_.rows % kRowsBetweenProgress == 0 && !go_on()) return {};
      if (bytes_.size() + rejected_bytes_ < limits::kEventSortBytes) continue;
      CAMP_TRY(flush());
      if (stopped_) return {};
    }
    return flush();
  }

 private:
  Result<void> stop(Error error) {
    CAMP_TRY(flush());
    return broken_off(std::move(error), "line", report_.rows, report_.rejected);
  }

  static bool refuse(Problem* problem, std::string_view field, std::string reason) {
    *problem = {std::string(field), std::move(reason)};
    return false;
  }

  bool take_line(Problem* problem) {
    arena_.reset();
    auto size_before = bytes_.size();
    Entry entry;
    if (!read_line(problem) || !encode_line(&entry, problem)) {
      bytes_.resize(size_before);
      return false;
    }
    entry.line = line_.number;
    entry.raw = bytes_.size();
    bytes_.append(line_.text);
    entry.end = bytes_.size();
    entries_.push_back(entry);
    return true;
  }

  // The line's object, its keys in id_, contact_, ...
  bool read_line(Problem* problem) {
    if (line_.too_long)
      return refuse(
          problem, "",
          fmt::format("the line is longer than {} bytes (kCsvRowBytes)", limits::kCsvRowBytes));
    JsonElement root;
    if (!json_.parse_padded(line_.text, &root, &problem->reason)) return false;
    JsonObject object;
    if (root.get(object) != simdjson::SUCCESS)
      return refuse(problem, "", fmt::format("expected an object, found {}", json_kind(root)));
    if (auto key = duplicate_key(object))
      return refuse(problem, "", fmt::format("the key {} occurs twice", quoted_excerpt(*key)));
    id_ = contact_ = event_ = time_ = data_ = std::nullopt;
    for (auto pair : object) {
      auto* place = pair.key == "id"        ? &id_
                    : pair.key == "contact" ? &contact_
                    : pair.key == "event"   ? &event_
                    : pair.key == "time"    ? &time_
                    : pair.key == "data"    ? &data_
                                            : nullptr;
      if (place == nullptr)
        note_ignored(pair.key);
      else if (!pair.value.is_null())
        *place = pair.value;
    }
    return true;
  }

  bool encode_line(Entry* entry, Problem* problem) {
    std::string_view id;
    std::string_view contact;
    if (id_ && !id_of("id", *id_, limits::kEventIdBytes, "kEventIdBytes", tidy_id_, &id, problem))
      return false;
    if (!contact_) return refuse(problem, "contact", "is missing");
    if (!id_of("contact", *contact_, limits::kContactIdBytes, "kContactIdBytes", tidy_contact_,
               &contact, problem))
      return false;
    std::string_view event;
    if (!event_ || event_->get(event) != simdjson::SUCCESS)
      return refuse(problem, "event", "must be an event's name");
    const auto* plan = typer_.find(event);
    if (plan == nullptr) return refuse(problem, "event", typer_.unknown_event(event));
    if (!read_time(&entry->time_ms, problem)) return false;
    entry->event = plan->number;
    entry->id = bytes_.size();
    if (id_)
      bytes_.append(id);
    else
      bytes_.append(minted_id(contact, event, entry->time_ms));
    entry->contact = bytes_.size();
    bytes_.append(contact);
    entry->data = bytes_.size();
    return encode_data(*plan, problem);
  }

  bool id_of(std::string_view field, const JsonElement& json, std::size_t bytes_max,
             std::string_view limit_name, std::string& scratch, std::string_view* id,
             Problem* problem) {
    if (!json_text(json, arena_, id))
      return refuse(problem, field,
                    fmt::format("expected text or a whole number, found {}", json_kind(json)));
    auto wrong = read_id(*id, bytes_max, limit_name, scratch, id);
    return wrong.empty() || refuse(problem, field, wrong);
  }

  bool read_time(std::int64_t* time_ms, Problem* problem) {
    if (!time_) {
      *time_ms = options_.default_time_ms;
      return *time_ms != INT64_MIN ||
             refuse(problem, "time", "is missing: write it like 2026-03-02T10:00:00Z");
    }
    std::string_view text;
    auto parsed = time_->get(text) == simdjson::SUCCESS ? parse_instant(text) : std::nullopt;
    if (!parsed) return refuse(problem, "time", "expected a time like 2026-03-02T10:00:00Z");
    if (*parsed < 0 || *parsed >= (kLastDay + 1) * kMsPerDay)
      return refuse(problem, "time",
                    quoted_excerpt(text) + " is not between the years 1970 and 9999");
    *time_ms = *parsed;
    return true;
  }

  // From the data as it came, not as it is typed: a schema that learns a field must not make it
  // another event.
  std::string minted_id(std::string_view contact, std::string_view event, std::int64_t time_ms) {
    minted_.clear();
    put_bytes(minted_, contact);
    put_bytes(minted_, event);
    put_signed(minted_, time_ms);
    if (data_) minted_ += simdjson::minify(*data_);
    return to_hex(xxh3_128(minted_).view());
  }

  bool encode_data(const EventPlan& plan, Problem* problem) {
    JsonObject data;
    if (data_ && data_->get(data) != simdjson::SUCCESS)
      return refuse(problem, "data",
                    fmt::format("expected an object, found {}", json_kind(*data_)));
    if (!data_) data = empty_object();
    JsonTyping typing{arena_, {}, {}, {}};
    bool good = typer_.encode(plan, data, typing, bytes_);
    for (const auto& key : typing.unknown) note_ignored(fmt::format("{}.{}", plan.name, key));
    if (good) return true;
    return refuse(problem, typing.path.empty() ? "data" : "data." + typing.path, typing.problem);
  }

  // Not from json_: that would end the life of the line's elements.
  JsonObject empty_object() {
    JsonElement root;
    std::string unused;
    bool parsed = empty_.parse("{}", &root, &unused);
    CAMP_ASSERT(parsed);
    return root.get_object().value_unsafe();
  }

  void note_ignored(std::string_view key) {
    auto& ignored = report_.ignored_fields;
    bool room = ignored.size() < limits::kCsvColumns;
    if (room && std::find(ignored.begin(), ignored.end(), key) == ignored.end())
      ignored.emplace_back(key);
  }

  void reject_line(Problem problem) {
    rejected_bytes_ += line_.text.size();
    rejected_.push_back({line_.number, std::move(problem), std::string(line_.text)});
  }

  bool go_on() {
    stopped_ = progress_ && !progress_(report_, reader_.bytes_read());
    return !stopped_;
  }

  // Applies what was read, in the order in which it happened.
  Result<void> flush() {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.time_ms < b.time_ms; });
    for (std::size_t begin = 0; begin < entries_.size() && !stopped_; begin += batch_rows_) {
      CAMP_TRY(apply(
          std::span(entries_).subspan(begin, std::min(batch_rows_, entries_.size() - begin))));
      go_on();
    }
    // What the sink refused belongs between what was refused before it: the file is in the order of
    // the lines.
    std::sort(rejected_.begin(), rejected_.end(), [](auto& a, auto& b) { return a.line < b.line; });
    for (const auto& [line, problem, raw] : rejected_) {
      CAMP_TRY(rejects_.add(ndjson_reject(line, problem.field, problem.reason, raw),
                            rendered_reject("line", line, "field", problem.field, problem.reason)));
    }
    rejected_bytes_ = 0;
    bytes_.clear();
    entries_.clear();
    rejected_.clear();
    return {};
  }

  Result<void> apply(std::span<const Entry> batch) {
    std::string_view all(bytes_);
    inputs_.clear();
    for (const auto& e : batch) {
      inputs_.push_back({all.substr(e.id, e.contact - e.id),
                         all.substr(e.contact, e.data - e.contact), e.event, e.time_ms,
                         all.substr(e.data, e.raw - e.data), options_.history});
    }
    CAMP_ASSIGN(auto counts, sink_.apply(inputs_, &fates_));
    CAMP_ASSERT(fates_.size() == inputs_.size());
    report_.counts += counts;
    for (std::size_t i = 0; i < fates_.size(); ++i) {
      if (!is_refused(fates_[i])) continue;
      const auto& e = batch[i];
      auto [field, reason] = problem_of(fates_[i], inputs_[i], program_);
      rejected_.push_back({e.line,
                           {std::move(field), std::move(reason)},
                           std::string(all.substr(e.raw, e.end - e.raw))});
    }
    return {};
  }

  const EventImportOptions& options_;
  const LinkedProgram& program_;
  EventSink& sink_;
  Rejects& rejects_;
  const EventProgress& progress_;
  EventReport& report_;
  LineReader reader_;
  LineReader::Line line_;
  JsonReader json_;
  JsonReader empty_;
  EventTyper typer_;
  Arena arena_;
  std::optional<JsonElement> id_, contact_, event_, time_, data_;  // of the line at hand
  std::string tidy_id_, tidy_contact_;
  std::string minted_;
  std::size_t batch_rows_;
  bool stopped_ = false;  // asked to, by the caller
  // what was read and is not applied yet
  std::size_t rejected_bytes_ = 0;
  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<Rejected> rejected_;
  std::vector<EventInput> inputs_;
  std::vector<EventFate> fates_;
};

}  // namespace

Result<EventReport> import_events(ByteSource source, const EventImportOptions& options,
                                  const LinkedProgram& program, EventSink& sink, FileSystem& files,
                                  const std::string& rejects_path, const EventProgress& progress) {
  EventReport report;
  Rejects rejects(files, rejects_path, 0, &report.rejected, &report.first_rejects);
  auto imported =
      EventImport(std::move(source), options, program, sink, rejects, progress, &report).run();
  auto finished = rejects.finish();
  CAMP_TRY(std::move(imported));
  CAMP_TRY(std::move(finished));
  return report;
}

Result<std::string> encode_event_data(const LinkedProgram& program, std::string_view event_name,
                                      std::string_view json) {
  auto wrong = [](std::string message, std::string hint) {
    return Error{ErrorKind::kInvalid, std::move(message), {}, std::move(hint)};
  };
  EventTyper typer({program.program(), program.numbers()});
  const auto* plan = typer.find(event_name);
  if (plan == nullptr) return wrong(typer.unknown_event(event_name), {});
  std::string hint =
      fmt::format("fields of {}: {}", event_name, fmt::join(names_of(plan->fields), ", "));
  JsonReader reader;
  JsonElement root;
  JsonObject data;
  std::string problem;
  if (!reader.parse(json, &root, &problem)) return wrong("the data is " + problem, hint);
  if (root.get(data) != simdjson::SUCCESS)
    return wrong(fmt::format("the data must be an object, found {}", json_kind(root)), hint);
  Arena arena;
  JsonTyping typing{arena, {}, {}, {}};
  std::string out;
  if (!typer.encode(*plan, data, typing, out))
    return wrong(fmt::format("{}: {}", typing.path.empty() ? "data" : typing.path, typing.problem),
                 hint);
  // A provider adds keys; a person at the command line mistypes them.
  if (!typing.unknown.empty()) {
    const auto& key = typing.unknown.front();
    return wrong(fmt::format("{} has no field {}{}", event_name, quoted_excerpt(key),
                             did_you_mean(key, names_of(plan->fields))),
                 hint);
  }
  return out;
}

}  // namespace camp
