#include "cli/bench/world.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "lang/analysis/analysis.h"
#include "lang/compile/compile.h"
#include "runtime/store/rocks_store.h"

namespace camp::cli::bench {
namespace {
constexpr std::size_t kFillBatch = 16'384;
constexpr const char* kCountries[] = {"FI", "SE", "NO", "DK", "EE"};
}  // namespace

std::string project_source() {
  return R"camp(
contact {
  email: email?
  first_name: string?
  country: string?
  points: int = 0
  spent: money = 0 EUR
  timezone: timezone = "Europe/Helsinki"
}
event wake { n: int }
event doze { n: int }
event purchase { total: money }
segment buyers =
  contact.spent >= 20 EUR and contact.points > 10 and (contact.country ?? "") in ["FI", "SE", "NO"]
segment everyone = contact.points >= 0
conversation news { from "Acme <news@acme.example>"  reply_to "care@acme.example" }
message hello {
  email {
    subject "{{ contact.first_name | default: 'Hi' }}, spring is here"
    text """
      Hello {{ contact.first_name | default: 'there' }},

      the new collection is in our shops and online. You have {{ contact.points }} points, worth
      a discount on everything that is made of wool, and on the boots too. Come and have a look
      before Sunday.

      Acme Outdoor, Mannerheimintie 1, Helsinki
      """
    html """
      <html><body><h1>Hello {{ contact.first_name | default: 'there' }}</h1>
      <p>the new collection is in our shops and online. You have <b>{{ contact.points }}</b> points,
      worth a discount on everything that is made of wool, and on the boots too. Come and have a
      look before Sunday.</p>
      <p>Acme Outdoor, Mannerheimintie 1, Helsinki</p></body></html>
      """
  }
}
message bare { email { subject "Spring"  text "Spring is here." } }
campaign letter {
  category marketing
  conversation news
  goal bought on purchase as p within 14d worth p.total
  audience { include everyone }
  flow { experiment arms { variant a 45% { send hello } variant b 45% { send hello } holdout 10% } }
}
campaign ledger_only {
  category marketing
  conversation news
  goal bought on purchase as p within 14d worth p.total
  audience { include everyone }
  flow { send bare }
}
journey walk {
  category transactional
  conversation news
  start on wake as w
  again
  goal bought on purchase as p within 14d
  flow {
    let n = w.n
    wait 1h
    wait 1h
    if contact.points > 100000 { wait 2h }
    wait 1h
    if n > 0 { wait 1h }
    wait 1000d
  }
}
journey nap {
  category transactional
  conversation news
  start on doze
  goal rested on purchase within 14d
  flow { wait 1000d }
}
)camp";
}

Result<Program> compile_source(std::string text) {
  SourceSet scripts;
  scripts.add("bench.camp", std::move(text));
  Diagnostics findings;
  return compile_program(analyze(std::move(scripts)), findings);
}

Result<std::unique_ptr<World>> World::make(const Settings& settings, std::string_view name,
                                           bool deliver, bool live, std::string_view more) {
  std::unique_ptr<World> world(new World());
  world->path_ = settings.folder + "/" + std::string(name);
  world->keep_ = settings.keep;
  std::error_code ignored;
  std::filesystem::remove_all(world->path_, ignored);
  CAMP_TRY(world->files_.make_directories(world->path_));
  auto open_store = [path = world->store_path()] {
    RocksStoreOptions options;
    options.create = true;
    return open_rocks_store(path, options);
  };
  sim::WorldOptions options;
  options.make_virtual = !live;
  options.deliver = deliver;
  options.spool_root = world->path_ + "/spool";
  options.outbox = Outbox::Mode::kThread;
  world->world_.emplace(std::move(options),
                        sim::Outside{open_store, &world->files_, &world->mime_, &world->clock_});
  CAMP_TRY(world->world_->open());
  CAMP_ASSIGN(auto program, compile_source(project_source() + std::string(more)));
  CAMP_ASSIGN(auto linked, world->engine().install(std::move(program)));
  (void)linked;
  return world;
}

World::~World() {
  world_.reset();
  std::error_code ignored;
  if (!keep_) std::filesystem::remove_all(path_, ignored);
}

Result<void> World::reopen() { return world_->open(); }

Result<void> World::fill(std::uint64_t contacts) {
  auto& names = engine().names();
  std::vector<std::string> ids, attributes;
  for (std::uint64_t next = 0; next < contacts;) {
    ids.clear();
    attributes.clear();
    for (; next < contacts && ids.size() < kFillBatch; ++next) {
      ids.push_back(fmt::format("c{}", next));
      auto email = fmt::format("customer{}@example.com", next);
      auto first_name = fmt::format("Name{}", next % 1000);
      std::string encoded;
      encode_attributes(
          encoded, {{names.find("email"), Value::string(email)},
                    {names.find("first_name"), Value::string(first_name)},
                    {names.find("country"), Value::string(kCountries[next % 5])},
                    {names.find("points"), Value::integer(static_cast<std::int64_t>(next % 97))},
                    {names.find("spent"),
                     Value::money(static_cast<std::int64_t>(next % 10'000), currency("EUR"))},
                    {names.find("timezone"), Value::string("Europe/Stockholm")}});
      attributes.push_back(std::move(encoded));
    }
    ContactBatch batch;
    for (std::size_t i = 0; i < ids.size(); ++i) batch.contacts.push_back({ids[i], attributes[i]});
    batch.subscriptions.push_back({names.find("news"), Channel::kEmail});
    CAMP_ASSIGN(auto counts, engine().upsert(batch));
    (void)counts;
  }
  return {};
}

Result<void> happen(World& world, std::string_view event, std::uint64_t first, std::uint64_t last,
                    std::string_view id) {
  auto& names = world.engine().names();
  std::string data;
  encode_attributes(data, {{names.find("n"), Value::integer(1)}});
  std::vector<std::string> ids;
  std::vector<EventFate> fates;
  constexpr std::size_t kBatch = 16'384;
  for (auto next = first; next < last;) {
    ids.clear();
    for (; next < last && ids.size() < kBatch; ++next) ids.push_back(fmt::format("c{}", next));
    std::vector<EventInput> events;
    for (const auto& contact : ids)
      events.push_back({id, contact, names.find(event), world.engine().now_ms(), data});
    CAMP_ASSIGN(auto counts, world.engine().apply(events, &fates));
    (void)counts;
  }
  return {};
}

Json rate(std::string_view what, std::uint64_t count, double seconds) {
  return {{"what", what},
          {"count", count},
          {"seconds", seconds},
          {"per_second", seconds > 0 ? static_cast<double>(count) / seconds : 0.0}};
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace camp::cli::bench
