// Runs: a campaign over the snapshot of its audience, page by page, with the cursor in the batch of
// the page.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/engine/engine.h"
#include "runtime/state/keys.h"

namespace camp {
namespace {

constexpr std::size_t kPageContacts = limits::kTickTransitions;  // a page is at most one tick
constexpr std::size_t kPagesPerBatch = 64;

// Writes the ids of one audience as pages; ids must come in key order.
class PageWriter {
 public:
  PageWriter(Store& store, RunRow& run) : store_(store), run_(run), batch_(store.make_batch()) {}

  Result<void> add(std::string_view contact_key) {
    auto partition = keys::partition_of_key(contact_key);
    if (!ids_.empty() && (partition != partition_ || ids_.size() == kPageContacts))
      CAMP_TRY(end_page());
    partition_ = partition;
    ids_.emplace_back(keys::id_of_contact_key(contact_key));
    return {};
  }
  Result<void> finish() {
    if (!ids_.empty()) CAMP_TRY(end_page());
    return store_.commit(*batch_);
  }

 private:
  Result<void> end_page() {
    std::vector<std::string_view> views(ids_.begin(), ids_.end());
    auto page = encode_page(views);
    // A chain over the pages: the same audience gives the same digest, and it needs no second pass.
    run_.digest = sha256(std::string(run_.digest.view()) + page);
    batch_->put(Family::kRuns, keys::page(run_.number, run_.pages), page);
    run_.pages += 1;
    run_.audience += ids_.size();
    ids_.clear();
    if (run_.pages % kPagesPerBatch == 0) {
      CAMP_TRY(store_.commit(*batch_));
      batch_->clear();
    }
    return {};
  }

  Store& store_;
  RunRow& run_;
  std::unique_ptr<WriteBatch> batch_;
  std::uint8_t partition_ = 0;
  std::vector<std::string> ids_;
};

// The best `limit` contacts by a value, highest first; ties by key.
class TopContacts {
 public:
  explicit TopContacts(std::uint64_t limit) : limit_(limit) {}
  void offer(const Value& value, std::string_view key) {
    Ranked candidate{{}, std::string(key)};
    encode_value(candidate.encoded, value);
    if (heap_.size() < limit_) {
      heap_.push_back(std::move(candidate));
      std::push_heap(heap_.begin(), heap_.end(), better);
      return;
    }
    if (heap_.empty() || !better(candidate, heap_.front())) return;
    std::pop_heap(heap_.begin(), heap_.end(), better);
    heap_.back() = std::move(candidate);
    std::push_heap(heap_.begin(), heap_.end(), better);
  }
  std::vector<std::string> keys_in_order() {
    std::vector<std::string> keys;
    for (auto& ranked : heap_) keys.push_back(std::move(ranked.key));
    std::sort(keys.begin(), keys.end());
    return keys;
  }

 private:
  struct Ranked {
    std::string encoded;
    std::string key;
  };
  // A total order: values that cannot be compared (absent, other currency) come last.
  static bool better(const Ranked& a, const Ranked& b) {
    Arena arena;
    Reader in_a(a.encoded), in_b(b.encoded);
    auto value_a = decode_value(in_a, arena);
    auto value_b = decode_value(in_b, arena);
    if (value_a.is_absent() != value_b.is_absent()) return value_b.is_absent();
    auto order = compare(value_a, value_b).value_or(0);
    if (order != 0) return order > 0;
    return a.key < b.key;
  }
  std::uint64_t limit_;
  std::vector<Ranked> heap_;  // the worst of the best on top
};

}  // namespace

Result<RunRow> Engine::find_or_make_run(const LinkedProgram& program, std::uint32_t flow,
                                        std::string_view key, RunReport* report) {
  auto campaign = program.number(program.program().flows[flow].name);
  CAMP_ASSIGN(auto number, runs_.find(campaign, key));
  if (number != 0) {
    CAMP_ASSIGN(const auto* known, runs_.get(number));
    report->already = known->state == RunState::kSent;
    report->resumed = !report->already;
    return *known;
  }
  RunRow run;
  run.number = row_.next_run++;
  run.campaign = campaign;
  run.program = program.store_number();
  run.key = std::string(key);
  run.state = RunState::kSnapshot;
  run.started_ms = now_ms();
  runs_.put(run, tick_.batch());
  tick_.touch();
  CAMP_TRY(commit());
  return run;
}

Result<RunReport> Engine::run(std::string_view campaign, std::string_view key,
                              const OnProgress& progress) {
  if (!current_) return Error{ErrorKind::kNotFound, "no program is installed", "", "camp check"};
  auto flow = current_->program().flow_index(campaign);
  if (flow == kNone || current_->program().flows[flow].kind != FlowKind::kCampaign) {
    return Error{ErrorKind::kNotFound,
                 fmt::format("there is no campaign '{}' in this project", campaign), "",
                 "camp check lists what there is"};
  }
  RunReport report;
  CAMP_ASSIGN(report.run, find_or_make_run(*current_, flow, key, &report));
  auto& run = report.run;
  if (report.already) return report;
  // A run goes on with the program it began with, whatever was deployed since.
  CAMP_ASSIGN(auto program, programs_.get(run.program));
  flow = program->flow_by_number(run.campaign);
  auto incidents_before = conductor_.incidents();
  if (run.state == RunState::kSnapshot) CAMP_TRY(take_snapshot(run, program, flow));
  CAMP_TRY(send_pages(run, program, flow, progress, &report.stopped));
  report.incidents = conductor_.incidents() - incidents_before;
  return report;
}

// Writes down who belongs to the run, before anybody is sent anything. Begun anew after a crash:
// the pages are written over, and only the row's change of state makes them count.
Result<void> Engine::take_snapshot(RunRow& run, const ProgramPtr& program, std::uint32_t flow) {
  const auto& audience = program->program().flows[flow].audience;
  run.pages = 0;
  run.audience = 0;
  run.digest = Sha256{};
  PageWriter pages(store_, run);
  TopContacts top(audience.limit);
  StoredEventHistory history(store_);
  Machine machine;
  auto contacts = store_.iterate(Family::kContacts, {});
  bool ranked = audience.limit_by != kNone && audience.limit != 0;
  std::uint64_t taken = 0;
  for (contacts->seek_to_first(); contacts->valid(); contacts->next()) {
    ContactGlance seen;
    if (!glance(contacts->value(), &seen)) {
      return Error{ErrorKind::kCorrupt, "a contact's row fails its checksum",
                   std::string(keys::id_of_contact_key(contacts->key())),
                   "keep a copy of the store and restore a backup"};
    }
    if (seen.flags & kContactErased) continue;
    Situation situation;
    situation.contact.id = keys::id_of_contact_key(contacts->key());
    situation.contact.attributes = seen.attributes;
    situation.contact.encoded_lists = seen.lists;
    situation.now_ms = run.started_ms;
    situation.history = &history;
    history.set_contact(situation.contact.id, nullptr);
    Value in_audience = Value::boolean(true);
    Incident incident;
    bool evaluated =
        audience.condition == kNone ||
        machine.evaluate(*program, audience.condition, situation, &in_audience, &incident);
    Value rank;
    if (evaluated && in_audience.truth() && ranked)
      evaluated = machine.evaluate(*program, audience.limit_by, situation, &rank, &incident);
    if (!evaluated) {
      // Neither in nor silently out: an incident that names the place.
      CAMP_ASSIGN(auto* slot, tick_.contact(situation.contact.id));
      conductor_.report_incident({*slot, *program, flow, run.number, 0, run.started_ms}, incident);
      continue;
    }
    if (!in_audience.truth()) continue;
    if (ranked) {
      top.offer(rank, contacts->key());
    } else {
      CAMP_TRY(pages.add(contacts->key()));
      if (++taken == audience.limit) break;  // 0 never matches: no limit
    }
  }
  CAMP_TRY(contacts->status());
  for (const auto& key : top.keys_in_order()) CAMP_TRY(pages.add(key));
  CAMP_TRY(pages.finish());
  run.state = RunState::kSending;
  runs_.put(run, tick_.batch());
  tick_.touch();
  return commit();
}

Result<void> Engine::send_pages(RunRow& run, const ProgramPtr& program, std::uint32_t flow,
                                const OnProgress& progress, bool* stopped) {
  tick_.expect_sorted(true);
  std::string sealed;
  while (run.next_page < run.pages) {
    auto now = now_ms();
    std::size_t started = 0;
    while (run.next_page < run.pages && started < limits::kTickTransitions) {
      CAMP_ASSIGN(bool found,
                  store_.get(Family::kRuns, keys::page(run.number, run.next_page), &sealed));
      std::vector<std::string_view> ids;
      if (!found || !decode_page(sealed, &ids)) {
        return Error{ErrorKind::kCorrupt,
                     fmt::format("page {} of run {} cannot be read", run.next_page, run.number), "",
                     "keep a copy of the store and restore a backup"};
      }
      if (started > 0 && started + ids.size() > limits::kTickTransitions) break;
      for (auto id : ids) {
        CAMP_ASSIGN(auto* slot, tick_.contact(id));
        if (slot) conductor_.start_run(*slot, program, flow, run.number, now);
      }
      started += ids.size();
      run.next_page += 1;
    }
    run.done += started;
    if (run.next_page == run.pages) {
      run.state = RunState::kSent;
      run.ended_ms = now;
    }
    runs_.put(run, tick_.batch());
    CAMP_TRY(commit());
    if (progress && !progress({run.done, run.audience})) {
      *stopped = run.next_page < run.pages;
      return {};
    }
  }
  if (run.state != RunState::kSent) {  // an empty audience
    run.state = RunState::kSent;
    run.ended_ms = now_ms();
    runs_.put(run, tick_.batch());
    tick_.touch();
    CAMP_TRY(commit());
  }
  return {};
}

}  // namespace camp
