// What `camp prove` explores of small projects: paths that can be counted, and what breaks.
#include <fmt/format.h>
#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>

#include "cli/prove/telling.h"
#include "runtime/env/real/real_file_system.h"

using namespace camp;
using namespace camp::cli;

namespace {

const std::string kShop = R"(
contact { email: email?  phone: phone?  tier: one of "gold", "silver" = "silver"  score: int?  points: int = 0  language: locale = "en"  tag: string?
          timezone: timezone = "UTC" }
event go { total: money, count: int? }
event stop { }
conversation news { from "News <news@acme.example>" }
message hello { sms "Hello" email { subject "Hello" text "Hello" } }
)";

// A folder with this script in it, gone at the end.
class Shop {
 public:
  explicit Shop(const std::string& script) {
    std::string folder = (std::filesystem::temp_directory_path() / "proveXXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    project_.root = folder;
    RealFileSystem files;
    REQUIRE(files.write_file(folder + "/shop.camp", kShop + script).ok());
  }
  ~Shop() { std::filesystem::remove_all(project_.root); }
  Shop(const Shop&) = delete;
  Shop& operator=(const Shop&) = delete;

  Proof prove(std::vector<std::string> flows, std::size_t depth,
              std::function<bool()> stop = {}) const {
    auto compiled = compile(project_);
    REQUIRE(compiled.ok());
    for (const auto& finding : compiled->diagnostics.all()) INFO(finding.message);
    REQUIRE(compiled->program);
    sim::Bounds bounds;
    bounds.happenings = depth;
    bounds.stop = std::move(stop);
    auto proof = cli::prove(project_, *compiled, flows, bounds);
    if (!proof.ok()) FAIL(proof.error().message << " " << proof.error().where);
    return std::move(*proof);
  }

 private:
  Project project_;
};

const sim::Explored& only(const Proof& proof) { return proof.explorations.front().explored; }

std::string broken(const Proof& proof) {
  std::string all;
  const auto told = proof_json(proof);
  for (const auto& one : told["broken"])
    all += one["kind"].get<std::string>() + " " + one["what"].get<std::string>() + "; ";
  return all;
}

std::string journey(const std::string& header, const std::string& flow) {
  return fmt::format("journey j {{ category transactional conversation news {}  flow {{ {} }} }}",
                     header, flow);
}

}  // namespace

TEST_CASE("paths are what was chosen: how she comes, and what happens") {
  // With a phone and without; nothing happens, or she goes.
  const Shop plain(journey("start on go", "send hello via sms"));
  const auto proof = plain.prove({"j"}, 2);
  CHECK(only(proof).paths == 4);
  CHECK(only(proof).cut == 0);
  CHECK(broken(proof).empty());
  CHECK(holds(proof));
  // Of each tier by itself.
  const Shop tiers(journey("start on go", "if contact.tier == \"gold\" { send hello via sms }"));
  CHECK(only(tiers.prove({"j"}, 2)).paths == 8);
  // On each side of what the total is compared with.
  const Shop totals(journey("start on go as g where g.total >= 20 EUR", "send hello via sms"));
  CHECK(only(totals.prove({"j"}, 2)).paths == 4);
  // A wait is left by its arm, or by its time.
  const Shop waits(
      journey("start on go", "wait up to 1h { on stop { send hello via sms } else { } }"));
  CHECK(only(waits.prove({"j"}, 2)).paths == 6);
}

TEST_CASE("what lies behind the bound is said to be cut") {
  const Shop shop(journey("start on go again", "send hello via sms"));
  const auto shallow = shop.prove({"j"}, 1), deep = shop.prove({"j"}, 3);
  CHECK(only(shallow).cut > 0);
  CHECK(only(deep).paths > only(shallow).paths);
  CHECK(only(deep).day.most == 3);
  CHECK(only(deep).day.by_channel[static_cast<std::size_t>(Channel::kSms)] == 3);
  CHECK(only(shallow).day.most == 1);
}

TEST_CASE("three texts on one path only") {
  const Shop shop("invariant \"two\" = sent(sms last 1d) <= 2\n" +
                  journey("start on go as g",
                          "send hello via sms wait up to 1h { on stop { send hello via sms wait 1h"
                          " if g.total > 100 EUR { send hello via sms } } else { } }"));
  const auto proof = shop.prove({"j"}, 3);
  CHECK(broken(proof) == "invariant two; ");
  REQUIRE(only(proof).examples.size() == 1);
  const auto text = scenarios_of(proof).front();
  INFO(text);
  CHECK(text.find("total: 100.01 EUR") != text.npos);
  CHECK(text.find("anna does stop") != text.npos);
  CHECK(text.find("email") == text.npos);  // not needed
  CHECK(only(shop.prove({"j"}, 1)).examples.empty());
  CHECK(only(proof).day.most == 3);
}

TEST_CASE("an arm of an experiment that few are drawn into") {
  const Shop shop("invariant \"none by mail\" = sent(email) == 0\n" +
                  journey("start on go",
                          "experiment e { variant usual 98% { send hello via sms } variant rare 2%"
                          " { send hello via email } }"));
  const auto proof = shop.prove({"j"}, 2);
  CHECK(broken(proof) == "invariant none by mail; ");
  CHECK(only(proof).examples.front().breach.contact != ChoiceText::kWho);
  CHECK(proof_json(proof)["unreached"].empty());
}

TEST_CASE("a transition that fails is found, with its line") {
  const Shop shop(
      journey("start on go", "wait 1h\nif 100 / (contact.score ?? 1) > 5 { send hello via sms }"));
  const auto failing = shop.prove({"j"}, 2);
  CHECK(broken(failing) == "incident j; ");
  CHECK(only(failing).examples.front().breach.place.line == 9);
}

TEST_CASE("consent: without it, and taken back midway, nothing is sent") {
  const std::string kFlow =
      "journey m { category marketing conversation news goal g on go start on go "
      "flow { send hello via sms wait 1d send hello via sms } }";
  const Shop shop("invariant \"asked\" = sent(sms) == 0 or contact.phone is present\n" + kFlow);
  const auto proof = shop.prove({"m"}, 2);
  CHECK(broken(proof).empty());
  CHECK(only(proof).week.most == 2);
  CHECK(only(proof).paths > 8);
}

TEST_CASE("several flows are explored each by itself and together") {
  const Shop shop(
      "invariant \"one\" = sent(last 1d) <= 1\n" + journey("start on go", "send hello via sms") +
      "\njourney k { category transactional start on stop flow { send hello via sms } }");
  const auto proof = shop.prove({"j", "k"}, 2);
  REQUIRE(proof.explorations.size() == 3);
  CHECK(proof.explorations[0].explored.examples.empty());
  CHECK(proof.explorations[1].explored.examples.empty());
  CHECK(proof.explorations[2].explored.examples.size() == 1);
  CHECK(proof.explorations[2].explored.day.most == 2);
}

TEST_CASE("what is divided by is tried as nothing, be it by default") {
  const Shop shop(
      journey("start on go", "let r = 100 / contact.points  if r > 3 { send hello via sms }"));
  CHECK(broken(shop.prove({"j"}, 1)).starts_with("incident"));
  const Shop field(
      journey("start on go as g", "let r = 100 / (g.count ?? 1)  if r > 3 { send hello via sms }"));
  CHECK(broken(field.prove({"j"}, 1)).starts_with("incident"));
}

TEST_CASE("texts that are asked for are found, of each kind") {
  const Shop shop(journey("start on go",
                          "if contact.language matches \"^de(-|$)\" { send hello via sms } "
                          "if (contact.tag ?? \"\") matches \"^v[0-9]+$\" { send hello via sms } "
                          "if contact.points * 3 == 12 { send hello via sms } "
                          "if length(contact.tag ?? \"\") > 7 { send hello via sms }"));
  CHECK(proof_json(shop.prove({"j"}, 1))["unreached"].empty());
}

TEST_CASE("a stopped proof says what it has not tried, and nothing about it") {
  const Shop shop(
      journey("start on go", "send hello via sms") +
      "\njourney k { category transactional start on stop flow { send hello via sms } }");
  const auto proof = shop.prove({"j", "k"}, 2, [] { return true; });
  REQUIRE(proof.explorations.size() == 1);
  CHECK(proof.untried == std::vector<std::string>{"k"});
  const auto told = proof_json(proof);
  CHECK(told["stopped"] == true);
  CHECK(told["unreached"].empty());
  const auto text = proof_text(proof, false);
  CHECK(text.find("not tried: k\n") != text.npos);
  CHECK(text.find("k: explored") == text.npos);
  CHECK(text.find("no path reaches") == text.npos);
}

TEST_CASE("what no path reaches is told") {
  const Shop shop(journey(
      "start on go", "if count(stop) > 9 { send hello via sms } else { send hello via email }"));
  const auto unreached = proof_json(shop.prove({"j"}, 2))["unreached"];
  REQUIRE(unreached.size() == 1);
  CHECK(unreached[0]["what"] == "step \"if/send hello\"");
}
