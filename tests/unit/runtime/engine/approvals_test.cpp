// Whose signature lets a flow begin, whose does not, and that nothing begins without.
#include "runtime/shelf/approvals.h"

#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

std::string with_header(std::string text, const std::string& header) {
  return text.insert(text.find("category marketing"), header + " ");
}
const std::string kApproved =
    kSchema + with_header(campaign("send hello via email"),
                          "writer \"Mia\" approval by manager and 2 of (legal, brand)");
const std::string kJourney = with_header(journey("send hello via email"), "approval by manager");

Result<ApprovalStanding> say(World& world, SignedAs verdict, const std::string& role,
                             const std::string& who, const std::string& text = kApproved) {
  const auto program = compiled(text);
  Signature signature;
  signature.verdict = verdict;
  signature.role = role;
  signature.who = who;
  return world.engine->sign(program, program.flows.back(), signature);
}
Result<ApprovalStanding> approve(World& world, const std::string& role, const std::string& who,
                                 const std::string& text = kApproved) {
  return say(world, SignedAs::kApproved, role, who, text);
}
std::string refusal(const Result<RunReport>& report) {
  return report.ok() ? "" : report.error().message;
}

}  // namespace

TEST_CASE("a campaign begins when every role is filled, each by another person") {
  World world(kApproved);
  world.contact("anna");
  CHECK(refusal(world.engine->run("c", "1")) ==
        "'c' may not begin: the approval of manager and of legal and brand lacks");
  CHECK(approve(world, "boss", "Otto").error().message == "'c' asks for no approval of 'boss'");
  CHECK(approve(world, "manager", "MIA").error().kind == ErrorKind::kRefused);  // the writer
  REQUIRE(approve(world, "manager", "Otto").ok());
  CHECK(approve(world, "legal", " otto").error().message ==
        " otto has approved 'c' as manager: one person fills one role");
  REQUIRE(approve(world, "legal", "Lea").ok());
  CHECK(refusal(world.engine->run("c", "1")) == "'c' may not begin: the approval of brand lacks");
  CHECK(world.engine->runs().all().value().empty());
  world.check();
  const auto given = approve(world, "brand", "Bo").value();
  CHECK((given.given && given.signatures.size() == 3));
  world.open();  // it is on disk
  CHECK(world.run("1").run.done == 1);
  world.check();
}

TEST_CASE("a rejection stands until who rejected approves, or the content is another") {
  World world(kApproved);
  world.contact("anna");
  for (const auto& [role, who] : {std::pair{"manager", "Otto"}, {"legal", "Lea"}, {"brand", "Bo"}})
    REQUIRE(approve(world, role, who).ok());
  REQUIRE_FALSE(say(world, SignedAs::kRejected, "legal", "Lisa").value().given);
  CHECK(refusal(world.engine->run("c", "1")) == "'c' may not begin: Lisa (legal) rejected it");
  REQUIRE_FALSE(approve(world, "legal", "Lea").value().given);  // another person's word
  REQUIRE(approve(world, "legal", "Lisa").value().given);
  CHECK(world.run("1").run.done == 1);
  world.check();
}

TEST_CASE("another content is not approved; what has begun goes on, the old one counts again") {
  World world(kApproved);
  world.contact("anna");
  for (const auto& [role, who] : {std::pair{"manager", "Otto"}, {"legal", "Lea"}, {"brand", "Bo"}})
    REQUIRE(approve(world, role, who).ok());
  auto other = kApproved;
  other.replace(other.find("text \"Hello"), 11, "text \"Hullo");
  world.install(other);
  CHECK_FALSE(world.engine->run("c", "1").ok());
  const auto standing = world.engine->approvals().standing(*world.engine->current(), 0);
  CHECK((standing.signatures.empty() && standing.earlier.size() == 3));
  world.install(kApproved);
  CHECK(world.run("1").run.done == 1);
  world.install(other);
  CHECK(world.run("1").already);  // it was begun: nothing begins
  world.check();
}

TEST_CASE("nobody enters a journey that is not approved; each entry is counted") {
  World world(kJourney);
  world.contact("anna");
  world.visit("anna", "2026-03-02 10:00");
  CHECK(world.told("anna", {EntryKind::kRefused, EntryKind::kMessage}) ==
        Lines{"refused 10 03-02 10:00:00"});
  REQUIRE(approve(world, "manager", "Otto", kJourney).ok());
  world.visit("anna", "2026-03-02 11:00");
  CHECK(world.told("anna") == Lines{"hello email sent 03-02 11:00:00"});
  REQUIRE(say(world, SignedAs::kRejected, "manager", "Otto", kJourney).ok());
  world.visit("anna", "2026-03-02 12:00");
  CHECK(world.told("anna").size() == 1);
  world.check();
}

TEST_CASE("a schedule waits for its approval, and makes up for what it may") {
  auto text = kApproved;
  text.insert(text.find("audience {"),
              "schedule every day at 09:00 from 2026-03-02 missed latest ");
  World world(text);
  world.contact("anna");
  world.advance("2026-03-04 10:00");
  CHECK(world.engine->runs().all().value().empty());
  for (const auto& [role, who] : {std::pair{"manager", "Otto"}, {"legal", "Lea"}, {"brand", "Bo"}})
    REQUIRE(approve(world, role, who, text).ok());
  world.advance("2026-03-04 10:05");
  CHECK(world.told("anna") == Lines{"hello email sent 03-04 10:00:00"});
  world.check();
}

TEST_CASE(
    "of one content so many signatures are kept; of earlier ones the oldest goes as a whole") {
  ApprovalsRow row;
  Sha256 running;
  const auto add = [&](std::uint32_t flow, unsigned char content, const std::string& who,
                       SignedAs verdict = SignedAs::kApproved) {
    Signature it;
    it.flow = flow;
    it.verdict = verdict;
    it.digest.bytes[0] = content;
    it.role = "manager";
    it.who = who;
    return row.add(it, running);
  };
  // A rejection is not forgotten before the approvals behind it, which would then be enough.
  CHECK(add(7, 1, "Uma", SignedAs::kRejected));
  CHECK(add(7, 1, "Lex"));
  CHECK(add(3, 1, "Mia"));
  for (unsigned char i = 2; i < limits::kSignatures; ++i) CHECK(add(7, i, "Lea"));
  CHECK(row.signatures.size() == limits::kSignatures + 1);
  CHECK(add(7, 200, "Lea"));
  CHECK(row.signatures.size() == limits::kSignatures);
  const auto of_content = [&](unsigned char content) {
    return std::count_if(row.signatures.begin(), row.signatures.end(), [&](const Signature& it) {
      return it.flow == 7 && it.digest.bytes[0] == content;
    });
  };
  CHECK(of_content(1) == 0);
  // What runs stays, whatever is signed beside it.
  running.bytes[0] = 2;
  CHECK(add(7, 201, "Lea"));
  CHECK(add(7, 202, "LEA"));
  CHECK((of_content(2) == 1 && of_content(3) == 0));
  CHECK(row.signatures.front().flow == 3);
  ApprovalsRow back;
  CHECK((decode_approvals(encode_approvals(row), &back) && back.signatures == row.signatures));
  row.signatures.clear();
  for (std::size_t i = 0; i < limits::kSignatures; ++i) CHECK(add(7, 9, std::to_string(i)));
  CHECK_FALSE(add(7, 9, "Otto"));
}

}  // namespace camp::testing
