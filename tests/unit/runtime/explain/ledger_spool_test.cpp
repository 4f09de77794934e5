// What was sent, compared with the files of the spool.
#include "tests/unit/runtime/engine/engine_fixture.h"

namespace camp::testing {
namespace {

// Five contacts; each got a mail and a text message.
struct Sent : World {
  Sent() : World(kSchema + campaign("send hello via email send second via sms")) {
    advance("2026-03-02 10:00");
    for (std::string id : {"anna", "bo", "cleo", "dora", "emil"})
      contact(id, {{"phone", Value::string("+358401234567")}});
    run("k");
    CHECK(findings() == Lines{});
  }
  Lines findings() {
    const SpoolFolder spool{files, "spool"};
    auto checked = check_ledger(store, {}, &spool);
    REQUIRE(checked.ok());
    CHECK(checked->spool_files == (files.paths().empty() ? std::nullopt : std::optional(2u)));
    Lines lines;
    for (const auto& finding : checked->findings)
      lines.push_back(finding.where + ": " + finding.what);
    return lines;
  }
  // Puts something else in place of the whole file.
  void change(const std::string& path, const std::function<std::string(std::string)>& how) {
    const auto bytes = files.bytes("spool/" + path);
    REQUIRE_FALSE(bytes.empty());
    files.put("spool/" + path, how(bytes));
  }
};

const std::string kMails = "c/k/2026-03-02/email-0001.mbox";
const std::string kTexts = "c/k/2026-03-02/sms-0001.ndjson";

std::string first_record(const std::string& bytes) {
  const auto end = bytes.find("\nFrom ");
  return bytes.substr(0, end == std::string::npos ? bytes.find('\n') + 1 : end + 1);
}

}  // namespace

TEST_CASE("a spool file that is gone or was cut") {
  Sent sent;
  sent.files.remove("spool/" + kTexts);
  CHECK(sent.findings() ==
        Lines{kTexts + ": a file of the spool is gone, with 5 messages that went into it (what is "
                       "sent next begins a new one): if somebody archived it, put back it proves "
                       "them again; if not, camp comms CONTACT --show composes what was in it"});
  std::size_t whole = 0;
  sent.change(kMails, [&](std::string bytes) {
    whole = bytes.size();
    return bytes.substr(0, bytes.size() - 40);
  });
  const auto findings = sent.findings();
  REQUIRE(findings.size() == 3);
  CHECK(findings[0] == kMails + ": a file of the spool was cut: it has " +
                           std::to_string(whole - 40) + " of " + std::to_string(whole) + " bytes");
  CHECK(findings[1] ==
        kMails + ": not in the spool, or not whole: 1 of 5 messages that went into the file");
}

TEST_CASE("a spool file that somebody packed is told as that") {
  Sent sent;
  sent.files.put("spool/" + kTexts + ".gz", "packed");
  sent.files.remove("spool/" + kTexts);
  CHECK(sent.findings() ==
        Lines{kTexts + ": a file of the spool was moved: it has .gz behind its name now; under its "
                       "own name again, and unpacked, it proves its 5 messages"});
}

TEST_CASE("messages of the spool that are missing, twice, or others") {
  Sent sent;
  for (const auto& path : {kMails, kTexts}) {
    INFO(path);
    const auto good = sent.files.bytes("spool/" + path);
    const auto record = first_record(good);
    // As long as it was: the second record's room is taken by the first once more.
    sent.change(path, [&](const std::string& bytes) {
      return record + record + bytes.substr(2 * record.size());
    });
    auto findings = sent.findings();
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].starts_with(path + ": a message stands in the spool twice: "));
    CHECK(findings[1] ==
          path + ": not in the spool, or not whole: 1 of 5 messages that went into the file");
    sent.change(path, [&](const std::string&) {
      auto other = good;  // another id, wherever the first one stands
      const auto mark = std::string(path == kMails ? "Message-ID: <" : "\"ledger_id\":\"");
      const auto id = good.substr(good.find(mark) + mark.size(), 32);
      for (auto at = other.find(id); at != std::string::npos; at = other.find(id))
        other[at] = id[0] == '0' ? '1' : '0';
      return other;
    });
    CHECK(sent.findings() ==
          Lines{path + ": a file of the spool has other messages than those that were sent"});
    sent.change(path, [&](const std::string&) { return good; });
    // What a crash, or a writer beside, left behind what was recorded.
    sent.change(path, [&](const std::string& bytes) { return bytes + record; });
    CHECK(sent.findings() == Lines{});
    sent.change(path, [&](const std::string&) { return good; });
  }
}

TEST_CASE("without a spool nothing is said of it") {
  Sent sent;
  for (const auto& path : sent.files.paths()) sent.files.remove(path);
  const SpoolFolder elsewhere{sent.files, "nowhere"};
  auto checked = check_ledger(sent.store, {}, &elsewhere);
  CHECK(checked->clean());
  CHECK_FALSE(checked->spool_files);
}

}  // namespace camp::testing
