// Requests of services: in the store until they are answered, each outcome one event.
#include "tests/support/told_services.h"
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

const std::vector<EntryKind> kTold = {EntryKind::kRequested, EntryKind::kAnswered,
                                      EntryKind::kMessage};

std::string project(const std::string& service = "") {
  return kSchema + R"(
service shop {
  base "https://shop.example"  retry 2
  )" + service +
         R"(
  call coupon(who: string, percent: int) post "/coupons" -> { code: string, left: int? }
  call stock() get "/stock" -> { left: int }
}
journey j {
  category marketing conversation news
  start on visit as v  again
  exit on purchase
  goal bought on purchase within 1d
  flow {
    request shop.coupon(contact.id, 10) as r up to 1h else { send second via email  exit "none" }
    set contact.name = r.code
    send hello via email
  }
}
journey k {
  category marketing conversation news
  start on ping  again
  goal bought on purchase within 1d
  flow {
    request shop.stock() as s up to 1h
    if s.left is present { send hello via email } else { send second via email }
  }
}
)";
}

// A live world whose clock the test moves, and the services it asks.
struct Shop {
  World world{"", false, Outbox::Mode::kInline};
  std::vector<AskedService> asked;
  ToldServices::Answer answer = [](const AskedService& one) {
    return ToldServices::answered(one, {{"code", Value::string("TEN")}});
  };

  explicit Shop(const std::string& service = "") {
    world.clock.ms = at("2026-03-02 10:00");
    world.services = [this] {
      return std::make_unique<ToldServices>([this](const AskedService& one) {
        asked.push_back(one);
        return answer(one);
      });
    };
    reopen();
    world.install(project(service));
    world.contact("anna");
  }
  void reopen() {
    world.close();
    world.open();
  }
  // An event of anna's, without waiting for what it leads to.
  void take(const std::string& event, const Fields& fields) {
    const auto data = world.fields(fields);
    const EventInput input{event, "anna", world.engine->names().number(event), world.clock.ms,
                           data};
    std::vector<EventFate> fates;
    REQUIRE(world.engine->apply({&input, 1}, &fates).ok());
  }
  void move(const std::string& time) {
    world.clock.ms = at(time);
    REQUIRE(world.engine->tick().ok());
    REQUIRE(world.engine->settle().ok());
  }
  std::size_t rows() { return world.store.family(Family::kOutbox).size(); }
};

ToldServices::Answer always(AnswerKind kind, std::string reason) {
  return [=](const AskedService& one) { return ToldServices::failed(one, kind, reason); };
}
const ToldServices::Answer kNoAnswer = [](const AskedService&) -> std::optional<ServiceAnswer> {
  return std::nullopt;
};

}  // namespace

TEST_CASE("an answer is one event, and the flow goes on with its fields") {
  Shop shop;
  shop.world.visit("anna", "2026-03-02 10:00");
  REQUIRE(shop.asked.size() == 1);
  CHECK(shop.asked[0].call == "shop.coupon");
  CHECK(shop.asked[0].arguments == Lines{"anna", "10"});
  CHECK(shop.world.told("anna", kTold) == Lines{"requests shop.coupon 03-02 10:00:00",
                                                "shop.coupon answers 03-02 10:00:00",
                                                "hello email sent 03-02 10:00:00"});
  CHECK(shop.rows() == 0);
  shop.world.check();
}

TEST_CASE("what did nothing is asked again, later each time, and no more often than it says") {
  Shop shop;
  shop.answer = always(AnswerKind::kNotSent, "busy");
  shop.world.visit("anna", "2026-03-02 10:00");
  CHECK(shop.asked.size() == 1);
  shop.move("2026-03-02 10:00:01");
  CHECK(shop.asked.size() == 2);
  shop.move("2026-03-02 10:00:03");
  CHECK(shop.asked.size() == 3);
  CHECK(shop.asked[0].id == shop.asked[2].id);
  CHECK(shop.world.told("anna", kTold) == Lines{"requests shop.coupon 03-02 10:00:00",
                                                "shop.coupon fails busy 03-02 10:00:03",
                                                "second email sent 03-02 10:00:03"});
  CHECK(shop.rows() == 0);
  shop.world.check();
}

TEST_CASE("a request that may have arrived is not repeated, unless that does no harm") {
  for (const bool harmless : {false, true}) {
    Shop shop(harmless ? "idempotency header \"Key\"" : "");
    shop.answer = always(AnswerKind::kUnknown, "timed out");
    shop.world.visit("anna", "2026-03-02 10:00");
    shop.move("2026-03-02 10:00:01");
    shop.move("2026-03-02 10:00:03");
    CHECK(shop.asked.size() == (harmless ? 3 : 1));
    CHECK(shop.world.told("anna").size() == 1);
  }
  Shop reading;  // `get` asks only
  reading.answer = always(AnswerKind::kUnknown, "timed out");
  reading.world.event("anna", "ping", reading.world.clock.ms, {{"n", Value::integer(1)}});
  reading.move("2026-03-02 10:00:01");
  CHECK(reading.asked.size() == 2);
}

TEST_CASE("of a request that was under way when the process ended nobody knows what became") {
  for (const bool harmless : {false, true}) {
    Shop shop(harmless ? "idempotency header \"Key\"" : "");
    shop.answer = kNoAnswer;
    shop.take("visit", {{"page", Value::string("p")}});
    REQUIRE(shop.asked.size() == 1);
    CHECK(shop.rows() == 1);
    shop.answer = [](const AskedService& one) {
      return ToldServices::answered(one, {{"code", Value::string("TEN")}});
    };
    shop.reopen();
    REQUIRE(shop.world.engine->settle().ok());
    CHECK(shop.asked.size() == (harmless ? 2 : 1));
    CHECK(shop.world.told("anna") ==
          Lines{harmless ? "hello email sent 03-02 10:00:00" : "second email sent 03-02 10:00:00"});
    CHECK(shop.rows() == 0);
    shop.world.check();
  }
}

TEST_CASE("nobody is asked for who left, whose time is up, or who was erased") {
  Shop shop;
  shop.answer = always(AnswerKind::kNotSent, "busy");
  SECTION("left") {
    shop.world.visit("anna", "2026-03-02 10:00");
    shop.world.purchase("anna", "2026-03-02 10:00");
    shop.move("2026-03-02 10:00:30");
  }
  SECTION("late") {
    shop.world.visit("anna", "2026-03-02 10:00");
    shop.world.clock.ms = at("2026-03-02 11:00");
    REQUIRE(shop.world.engine->tick().ok());
    REQUIRE(shop.world.engine->settle().ok());
    CHECK(shop.world.told("anna") == Lines{"second email sent 03-02 11:00:00"});
  }
  SECTION("erased") {
    shop.world.visit("anna", "2026-03-02 10:00");
    CHECK(shop.rows() == 1);
    REQUIRE(*shop.world.engine->erase("anna"));
    CHECK(shop.rows() == 0);
    shop.move("2026-03-02 10:00:30");
  }
  CHECK(shop.asked.size() == 1);
  CHECK(shop.rows() == 0);
  shop.world.check();
}

TEST_CASE("an answer that comes when nobody waits any more is told, and wakes nobody") {
  Shop shop;
  std::vector<AskedService> open;
  ToldServices* client = nullptr;
  shop.world.services = [&] {
    auto made = std::make_unique<ToldServices>([&](const AskedService& one) {
      open.push_back(one);
      return std::optional<ServiceAnswer>();
    });
    client = made.get();
    return made;
  };
  shop.reopen();
  shop.take("visit", {{"page", Value::string("p")}});
  REQUIRE(open.size() == 1);
  client->tell(ToldServices::answered(open[0], {{"code", Value::string("TEN")}}));
  shop.take("purchase",
            {{"order", Value::string("o")}, {"total", Value::money(1000, currency("EUR"))}});
  REQUIRE(shop.world.engine->settle().ok());
  CHECK(shop.world.told("anna", kTold) ==
        Lines{"requests shop.coupon 03-02 10:00:00", "shop.coupon answers 03-02 10:00:00"});
  CHECK(shop.rows() == 0);
  shop.world.check();
}

TEST_CASE("a paused flow asks nothing until it goes on") {
  Shop shop;
  shop.answer = always(AnswerKind::kNotSent, "busy");
  shop.world.visit("anna", "2026-03-02 10:00");
  const auto flow = shop.world.engine->names().find("j");
  REQUIRE(*shop.world.engine->pause(flow, ""));
  shop.move("2026-03-02 10:01");
  shop.move("2026-03-02 10:05");
  CHECK(shop.asked.size() == 1);
  REQUIRE(*shop.world.engine->resume(flow));
  shop.move("2026-03-02 10:07");
  CHECK(shop.asked.size() == 2);
}

// What is paused is looked at once in a minute, however many leave: until then the row stands.
TEST_CASE(
    "the request of who leaves a paused flow is forgotten in a minute, or by the next process") {
  for (const bool next_process : {false, true}) {
    Shop shop;
    shop.answer = always(AnswerKind::kNotSent, "busy");
    shop.world.visit("anna", "2026-03-02 10:00");
    REQUIRE(*shop.world.engine->pause(shop.world.engine->names().find("j"), ""));
    shop.move("2026-03-02 10:01");
    shop.world.purchase("anna", "2026-03-02 10:01");
    CHECK(shop.rows() == 1);
    next_process ? shop.reopen() : shop.move("2026-03-02 10:02");
    REQUIRE(shop.world.engine->settle().ok());
    CHECK(shop.rows() == 0);
    CHECK(shop.asked.size() == 1);
    shop.world.check();
  }
}

TEST_CASE("more requests than may be under way at once wait their turn") {
  Shop shop;
  constexpr std::size_t kContacts = limits::kRequestsAtOnce + 30;
  ToldServices* client = nullptr;
  std::vector<AskedService> open;
  std::size_t most = 0;
  // Nobody is answered before as many as may be wait for it.
  shop.world.services = [&] {
    auto made = std::make_unique<ToldServices>([&](const AskedService& one) {
      open.push_back(one);
      shop.asked.push_back(one);
      most = std::max(most, open.size());
      if (open.size() < limits::kRequestsAtOnce && shop.asked.size() < kContacts)
        return std::optional<ServiceAnswer>();
      for (const auto& waiting : std::exchange(open, {}))
        client->tell(ToldServices::answered(waiting, {{"code", Value::string("TEN")}}));
      return std::optional<ServiceAnswer>();
    });
    client = made.get();
    return made;
  };
  shop.reopen();
  std::vector<EventInput> visits;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < kContacts; ++i) ids.push_back("c" + std::to_string(i));
  for (const auto& id : ids) shop.world.contact(id);
  const auto data = shop.world.fields({{"page", Value::string("p")}});
  for (const auto& id : ids)
    visits.push_back(
        {id, id, shop.world.engine->names().number("visit"), shop.world.clock.ms, data});
  std::vector<EventFate> fates;
  REQUIRE(shop.world.engine->apply(visits, &fates).ok());
  REQUIRE(shop.world.engine->settle().ok());
  CHECK(most == limits::kRequestsAtOnce);
  CHECK(shop.asked.size() == kContacts);
  CHECK(shop.rows() == 0);
  CHECK(shop.world.engine->counters().sent == kContacts);
  shop.world.check();
}

TEST_CASE("from outside nobody answers for a service") {
  Shop shop;
  CHECK(shop.world.event("anna", "shop.coupon", shop.world.clock.ms,
                         {{"code", Value::string("X")}}) == EventFate::kOurs);
  CHECK(shop.world.event("anna", "service.failed", shop.world.clock.ms) == EventFate::kOurs);
}

TEST_CASE("who stands at a failure keeps her request, and goes on by its answer once put back") {
  Shop shop;
  auto text = project();
  const std::string open = "exit on purchase\n";
  text.replace(text.find(open), open.size(), "exit on refund where 12 / contact.score == 3\n");
  shop.world.install(text);
  shop.take("visit", {{"page", Value::string("p")}});
  shop.take("refund", {{"order", Value::string("o")}});
  REQUIRE(shop.world.engine->counters().incidents == 1);
  shop.move("2026-03-02 10:01");
  CHECK(shop.asked.size() == 1);
  CHECK(shop.world.told("anna").empty());
  MendOrder order;
  order.what = Mending::kResolve;
  order.contact = "anna";
  const auto report = shop.world.engine->mend(order);
  REQUIRE(report.ok());
  CHECK((*report)[MendFate::kMended] == 1);
  REQUIRE(shop.world.engine->settle().ok());
  CHECK(shop.world.told("anna") == Lines{"hello email sent 03-02 10:01:00"});
  CHECK(shop.rows() == 0);
  shop.world.check();
}

}  // namespace camp::testing
