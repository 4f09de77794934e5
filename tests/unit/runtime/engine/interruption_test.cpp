// A small project lived through with a failure at every single commit, and at every single
// operation on the spool's files: in the end ledger, spool and counters are those of an undisturbed
// life.
#include <functional>
#include <set>
#include <sstream>

#include "tests/support/told_services.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::string kProject = kSchema + R"(
service shop {
  base "https://shop.example"  idempotency header "Key"
  call tag(page: string) post "/tags" -> { tag: string }
}
conversation letters { from "L <l@acme.example>" double_opt_in email using yes }
message yes { email { subject "Yes?" text "{{ confirm_url }}" } }
journey greeted {
  category marketing conversation letters  start on subscribed letters  again
  goal came on ping within 7d
  flow { send hello via email }
}
journey j {
  category marketing conversation news
  start on visit as v  again after 1d
  exit on ping as e where e.n == 9
  goal bought on purchase as p within 7d worth p.total
    refunded by refund as r where r.order == p.order
  flow {
    set contact.stage = v.page
    request shop.tag(v.page) as t up to 30m else { exit "no tag" }
    set contact.name = t.tag
    wait 1h
    send hello via email or sms as r else { exit "unreachable" }
    wait up to 1d { on r.clicked { send third via email } else { send second via sms } }
    set contact.score = count(purchase)
    if contact.score > 0 { wait 100s  set contact.stage = "buyer" }
  }
}
)" + campaign(R"(
  experiment e { variant a 50% { send hello via email wait 1h send second via email } variant b 30% { send third via email }
                 holdout 20% }
)");
// With an approval, without which it does not begin.
std::string approved_campaign(const std::string& flow, const std::string& audience,
                              const std::string& name) {
  auto text = campaign(flow, audience, name);
  return text.insert(text.find("category marketing"), "approval by manager ");
}
// With campaigns that run by themselves, one of them by everybody's own clocks.
const std::string kNextProject =
    kProject + approved_campaign("send hello via email", "include staff", "d") + R"(
campaign mornings {
  category marketing conversation news  goal bought on purchase  audience { include staff }
  schedule every day at 09:00 from 2026-03-03 until 2026-03-05 except 2026-03-04
  flow {
    send second via email
    wait 1d
    experiment shared {
      variant x equally { send third via email } variant y equally { send hello via email }
      bandit by opens every 6h
    }
  }
}
campaign tested {
  category marketing conversation news  goal bought on purchase  audience { }
  schedule 2026-03-06 12:00
  flow {
    experiment t on 50% {
      variant a 50% { send hello via email } variant b 50% { send second via email }
      winner by opens after 6h confidence 95% at least 1 otherwise b
    }
  }
}
campaign everywhere {
  category marketing conversation news  goal bought on purchase  audience { }
  schedule every day at 09:00 contact time from 2026-03-04 until 2026-03-05
  flow { send hello via sms }
}
)";

const Lines kContacts = {"anna", "bo", "cleo", "dan", "eve", "finn", "gus", "hal"};
const std::vector<EntryKind> kAllKinds = {
#define CAMP_JOURNAL_KIND(number, Name, word, doc) EntryKind::k##Name,
#include "runtime/state/journal_kinds.def"
#undef CAMP_JOURNAL_KIND
};

using Step = std::function<Result<void>(World&)>;

Step install_step(const std::string& text) {
  return [text](World& world) -> Result<void> {
    CAMP_TRY(world.engine->install(compiled(text)));
    return {};
  };
}

Step import_step() {
  return [](World& world) -> Result<void> {
    for (const auto& id : kContacts) {
      auto data = world.fields({{"email", Value::string(id + "@example.com")},
                                {"phone", Value::string("+35840123456")}});
      auto& names = world.engine->names();
      ContactBatch batch;
      batch.contacts = {{id, data}};
      if (id == "hal") batch.lists = {names.number("blocked")};
      if (id == "bo" || id == "cleo") {
        const auto* zone = id == "bo" ? "Asia/Tokyo" : "America/New_York";
        data = world.fields({{"email", Value::string(id + "@example.com")},
                             {"phone", Value::string("+35840123456")},
                             {"timezone", Value::string(zone)}});
        batch.contacts = {{id, data}};
      }
      if (id == "gus" || id == "hal") batch.lists.push_back(names.number("staff"));
      batch.subscriptions = {{names.number("news"), Channel::kEmail},
                             {names.number("news"), Channel::kSms}};
      CAMP_TRY(world.engine->upsert(batch));
    }
    return {};
  };
}

Step run_step(const std::string& name, const std::string& key) {
  return [=](World& world) -> Result<void> {
    CAMP_TRY(world.engine->run(name, key));
    return {};
  };
}

Step advance_step(const std::string& time) {
  return [=](World& world) -> Result<void> {
    // Asked again after a failure, the clock may stand there already.
    CAMP_TRY(world.engine->advance_to(std::max(at(time), world.engine->now_ms())));
    return {};
  };
}

Step pause_step(const std::string& flow) {
  return [=](World& world) -> Result<void> {
    CAMP_TRY(world.engine->pause(world.engine->names().number(flow), ""));
    CAMP_TRY(world.engine->pause(pause_subject(Channel::kSms), ""));
    return {};
  };
}
Step resume_step(const std::string& flow) {
  return [=](World& world) -> Result<void> {
    CAMP_TRY(world.engine->resume(world.engine->names().number(flow)));
    CAMP_TRY(world.engine->resume(pause_subject(Channel::kSms)));
    return {};
  };
}
Step shift_step(const std::string& flow) {
  return [=](World& world) -> Result<void> {
    CAMP_TRY(world.engine->resume(world.engine->names().number(flow), Waits::kShift));
    return {};
  };
}
Step cancel_step(const std::string& flow) {
  return [=](World& world) -> Result<void> {
    CAMP_TRY(world.engine->cancel(world.engine->names().number(flow)));
    return {};
  };
}

Step approve_step(const std::string& flow) {
  return [=](World& world) -> Result<void> {
    const auto& program = world.engine->current()->program();
    Signature signature;
    signature.role = "manager";
    signature.who = "Mia";
    CAMP_TRY(world.engine->sign(program, *program.flow(flow), signature));
    return {};
  };
}

struct Happening {
  std::string id, contact, name, time;
  Fields fields;
};

// As from a file: everything is offered again after a failure, in batches of three.
Step events_step(std::vector<Happening> all) {
  return [all](World& world) -> Result<void> {
    for (std::size_t begin = 0; begin < all.size(); begin += 3) {
      std::vector<std::string> data;
      auto end = std::min(all.size(), begin + 3);
      for (std::size_t i = begin; i < end; ++i) data.push_back(world.fields(all[i].fields));
      std::vector<EventInput> inputs;
      for (std::size_t i = begin; i < end; ++i) {
        inputs.push_back({all[i].id, all[i].contact, world.engine->names().number(all[i].name),
                          at(all[i].time), data[i - begin]});
      }
      std::vector<EventFate> fates;
      CAMP_TRY(world.engine->apply(inputs, &fates));
      for (auto fate : fates) CHECK((fate == EventFate::kApplied || fate == EventFate::kDuplicate));
    }
    return {};
  };
}

// By the link of the last mail; used again after a failure it is the same event.
Step confirm_step(const std::string& contact, const std::string& time) {
  return [=](World& world) -> Result<void> {
    auto& names = world.engine->names();
    CAMP_ASSIGN(const auto token,
                world.engine->last_link(contact, names.find("letters"), Channel::kEmail));
    const auto data = world.fields({{"token", Value::string(token)}});
    const EventInput used{"link-" + contact, contact, names.find("subscription.confirmed"),
                          at(time), data};
    std::vector<EventFate> fates;
    CAMP_TRY(world.engine->apply({&used, 1}, &fates));
    CHECK((fates[0] == EventFate::kApplied || fates[0] == EventFate::kDuplicate));
    return {};
  };
}

std::vector<Step> life() {
  auto page = [](const char* text) { return Fields{{"page", Value::string(text)}}; };
  Fields paid{{"order", Value::string("o")}, {"total", Value::money(1995, currency("EUR"))}};
  Fields hello{{"message", Value::string("hello")}};
  Fields order{{"order", Value::string("o")}};
  Fields letters{{"conversation", Value::string("letters")}};
  return {
      install_step(kProject),
      import_step(),
      advance_step("2026-03-02 09:00"),
      run_step("c", "spring"),
      events_step({{"v1", "anna", "visit", "2026-03-02 10:00", page("a")},
                   {"v2", "bo", "visit", "2026-03-02 10:00", page("b")},
                   {"v3", "cleo", "visit", "2026-03-02 10:01", page("c")},
                   {"v4", "hal", "visit", "2026-03-02 10:30", page("h")},
                   {"v5", "anna", "visit", "2026-03-02 10:40", page("x")},
                   {"p1", "bo", "purchase", "2026-03-02 12:00", paid},
                   {"m1", "anna", "message.clicked", "2026-03-02 12:00", hello},
                   {"r1", "bo", "refund", "2026-03-02 12:10", order},
                   {"p2", "bo", "purchase", "2026-03-02 12:20", paid},
                   {"n1", "cleo", "ping", "2026-03-02 12:30", {{"n", Value::integer(9)}}}}),
      events_step({{"s1", "anna", "subscribed", "2026-03-02 12:40", letters},
                   {"s2", "gus", "subscribed", "2026-03-02 12:40", letters}}),
      confirm_step("anna", "2026-03-02 12:45"),
      install_step(kNextProject),
      events_step({{"v6", "dan", "visit", "2026-03-02 13:00", page("d")},
                   {"u1",
                    "eve",
                    "unsubscribed",
                    "2026-03-02 13:00",
                    {{"conversation", Value::string("news")}}},
                   {"v7", "eve", "visit", "2026-03-02 13:00", page("e")},
                   {"p1b", "bo", "purchase", "2026-03-02 11:00", paid}}),
      events_step({{"r2", "bo", "refund", "2026-03-02 13:10", order},
                   {"r3", "bo", "refund", "2026-03-02 13:20", order}}),
      pause_step("j"),
      events_step({{"v8", "finn", "visit", "2026-03-02 14:00", page("f")},
                   {"n2", "dan", "ping", "2026-03-02 15:00", {{"n", Value::integer(9)}}}}),
      approve_step("d"),
      run_step("d", "staff"),
      advance_step("2026-03-03 12:00"),
      resume_step("j"),
      advance_step("2026-03-03 13:00"),
      pause_step("j"),
      advance_step("2026-03-05 12:00"),
      shift_step("j"),
      advance_step("2026-03-06 12:00"),
      resume_step("j"),
      cancel_step("mornings"),
      advance_step("2026-03-10 00:00"),
      run_step("c", "spring"),
  };
}

// A world whose shop tags every page, as often as it is asked.
std::unique_ptr<World> make_world() {
  auto world = std::make_unique<World>();
  world->services = [] {
    return std::make_unique<ToldServices>([](const AskedService& asked) {
      return ToldServices::answered(asked, {{"tag", Value::string(asked.arguments.at(0))}});
    });
  };
  world->close();
  world->open();
  return world;
}

// Lives through all of it; a step that fails is asked for again by an engine opened anew.
void live(World& world, const std::function<void()>& after_failure) {
  for (const auto& work : life()) {
    auto step = [&](World& at_work) -> Result<void> {
      CAMP_TRY(work(at_work));
      return at_work.engine->settle();
    };
    auto result = step(world);
    for (int again = 0; !result.ok() && again < 3; ++again) {
      world.close();
      after_failure();
      world.open();
      result = step(world);
    }
    INFO((result.ok() ? "" : result.error().message));
    REQUIRE(result.ok());
  }
}

// What is read again from the store may leave in another order among contacts.
std::string sorted_lines(const std::string& text) {
  std::multiset<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.insert(line);
  std::string sorted;
  for (const auto& line : lines) sorted += line + "\n";
  return sorted;
}

std::map<std::string, std::string> traces(World& world) {
  std::map<std::string, std::string> all;
  for (const auto& id : kContacts) {
    for (const auto& line : world.told(id, kAllKinds)) all[id] += line + "\n";
  }
  for (const auto& path : world.files.paths()) all[path] = sorted_lines(world.files.bytes(path));
  auto counters =
      std::bit_cast<std::array<std::uint64_t, kCounterCount<Counters>>>(world.engine->counters());
  for (auto counter : counters) all["counters"] += std::to_string(counter) + " ";
  return all;
}

}  // namespace

TEST_CASE("the undisturbed life does what the interrupted ones are compared with") {
  const auto made = make_world();
  World& world = *made;
  live(world, [] {});
  world.check();
  const auto counters = world.engine->counters();
  CHECK(counters.contacts == 8);
  CHECK(counters.waiting == 0);
  CHECK(counters.sent == counters.queued);
  CHECK(counters.sent > 10);
  CHECK(counters.withheld + counters.skipped > 0);
  CHECK(world.told("bo", {EntryKind::kRefunded}) == Lines{"bought refunded p1 03-02 12:10:00",
                                                          "bought refunded p2 03-02 13:10:00",
                                                          "bought refunded p1b 03-02 13:10:00"});
  CHECK(world.files.paths().size() > 3);
}

TEST_CASE("a failure of any commit leaves no trace once the work is done again") {
  const auto made = make_world();
  World& undisturbed = *made;
  live(undisturbed, [] {});
  auto expected = traces(undisturbed);
  auto commits = undisturbed.store.commits();
  REQUIRE(commits > 20);
  for (std::uint64_t nth = 1; nth <= commits; ++nth) {
    INFO("commit " << nth << " of " << commits);
    const auto one = make_world();
    World& world = *one;
    world.store.fail_commit(nth);
    live(world, [] {});
    REQUIRE(traces(world) == expected);
    world.check();
  }
}

TEST_CASE("a failure of any read is told, and leaves no trace once the work is done again") {
  const auto made = make_world();
  World& undisturbed = *made;
  live(undisturbed, [] {});
  auto expected = traces(undisturbed);
  const auto reads = undisturbed.store.reads();
  REQUIRE(reads > 1000);
  for (std::uint64_t nth = 1; nth <= reads; nth += 1 + nth / 200) {
    INFO("read " << nth << " of " << reads);
    const auto one = make_world();
    World& world = *one;
    world.store.fail_read(nth);
    live(world, [] {});
    world.store.fail_read(0);
    REQUIRE(traces(world) == expected);
    world.check();
  }
}

TEST_CASE("a failure of any operation on the spool, and a power cut then, leaves no trace") {
  const auto made = make_world();
  World& undisturbed = *made;
  live(undisturbed, [] {});
  auto expected = traces(undisturbed);
  auto operations = undisturbed.files.operations();
  for (auto fault : {Fault::kBefore, Fault::kTorn, Fault::kAfter}) {
    for (int nth = 1; nth <= operations; ++nth) {
      INFO("operation " << nth << " of " << operations << ", fault " << int(fault));
      const auto one = make_world();
      World& world = *one;
      world.files.fail_at(nth, fault);
      live(world, [&] {
        world.files.heal();
        world.files.lose_power();
      });
      REQUIRE(traces(world) == expected);
    }
  }
}

TEST_CASE(
    "what a crash left in the outbox is sent by the next engine, whatever it is asked for first") {
  for (bool new_program : {false, true}) {
    World world;
    world.install(kProject);
    world.contact("anna");
    world.advance("2026-03-02 09:00");
    world.files.fail_at(1, Fault::kBefore);
    REQUIRE(world.engine->run("c", "spring").ok());
    REQUIRE_FALSE(world.engine->settle().ok());
    REQUIRE(world.engine->counters().pending() > 0);
    world.close();
    world.files.heal();
    world.open();
    if (new_program) world.install(kNextProject);
    CHECK(world.engine->settle().ok());
    CHECK(world.engine->counters().pending() == 0);
    world.check();
    CHECK(world.engine->counters().sent == world.engine->counters().queued);
  }
}

}  // namespace camp::testing
