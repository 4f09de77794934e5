// Random messages and modules: what is said, to whom, and what is asked.
#include <fmt/format.h>

#include <algorithm>

#include "tests/model/random_life.h"

namespace camp::model {
namespace {

struct Shuffler {
  using result_type = std::uint64_t;
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return UINT64_MAX; }
  std::uint64_t operator()() { return chance.next(); }
  Chance& chance;
};

class Speaker {
 public:
  explicit Speaker(Chance& chance) : chance_(chance) {}

  // The first content has everything; no two are for the same.
  Message message(const std::string& name) {
    Message it;
    it.name = name;
    const bool has_sms = name != "m2";
    const auto said = [&](std::size_t which, const char* part) {
      return fmt::format("{}{}{}", name, part, which);
    };
    it.contents.push_back({"", "", said(0, "s"), said(0, "t"), has_sms ? said(0, "x") : ""});
    for (const char* segment : {"", "seg0", "seg1"}) {
      for (const char* language : {"", "fi", "pt", "pt-BR", "en"}) {
        if ((*segment == '\0' && *language == '\0') || !chance_.one_in(4)) continue;
        Content content{segment, language, "", "", ""};
        const auto which = it.contents.size();
        const auto parts = chance_.between(1, has_sms ? 7 : 3);
        if (parts & 1) content.subject = said(which, "s");
        if (parts & 2) content.text = said(which, "t");
        if (parts & 4) content.sms = said(which, "x");
        it.contents.push_back(std::move(content));
      }
    }
    std::shuffle(it.contents.begin() + 1, it.contents.end(), Shuffler{chance_});
    return it;
  }

  Module module(const std::string& name) {
    Module it;
    it.name = name;
    says_ = asks_ = 0;
    it.body = lines(name, 0);
    int alone = 0;
    name_messages(it.body, name, alone);
    return it;
  }

 private:
  Block lines(const std::string& module, int depth) {
    Block block;
    const auto count = chance_.between(1, depth == 0 ? 4 : 2);
    for (int i = 0; i < count; ++i) {
      block.push_back(depth == 0 && chance_.one_in(2) ? question(module) : words(module));
      if (block.back().kind != Statement::Kind::kAsk || chance_.one_in(4)) continue;
      if (block.back().form == "yes_no" || block.back().form == "text") continue;
      Statement give;
      give.kind = Statement::Kind::kGive;
      give.name = block.back().name;
      block.push_back(std::move(give));
    }
    return block;
  }

  // Texts in a row and the question behind them are one message; those without one are counted, a
  // block's before those of the blocks in it.
  void name_messages(Block& block, const std::string& module, int& alone) {
    using Kind = Statement::Kind;
    for (std::size_t i = 0; i < block.size(); ++i) {
      auto& it = block[i];
      const bool goes_on = i + 1 < block.size() &&
                           (block[i + 1].kind == Kind::kSay || block[i + 1].kind == Kind::kAsk);
      if (it.kind == Kind::kAsk) it.message = module + "." + it.name;
      if (it.kind == Kind::kSay && !goes_on)
        it.message = module + (++alone == 1 ? ".say" : fmt::format(".say_{}", alone));
    }
    for (auto& it : block) name_messages(it.otherwise, module, alone);
  }

  Statement words(const std::string& module) {
    Statement it;
    it.kind = Statement::Kind::kSay;
    it.text = fmt::format("{}w{}", module, says_++);
    return it;
  }

  Statement question(const std::string& module) {
    Statement it;
    it.kind = Statement::Kind::kAsk;
    it.name = fmt::format("q{}", asks_++);
    it.text = module + it.name + "?";
    it.form = chance_.of({"0..10", "0..10", "int", "yes_no", "text"});
    it.retries = static_cast<int>(chance_.below(3));
    it.length = random_length(chance_);
    it.has_otherwise = chance_.one_in(2);
    if (it.has_otherwise) it.otherwise = lines(module, 1);
    return it;
  }

  Chance& chance_;
  int says_ = 0, asks_ = 0;
};

}  // namespace

std::vector<Message> random_messages(Chance& chance) {
  std::vector<Message> messages;
  for (const char* name : {"m0", "m1", "m2"}) messages.push_back(Speaker(chance).message(name));
  return messages;
}

std::vector<Module> random_modules(Chance& chance) {
  std::vector<Module> modules;
  for (const char* name : {"t0", "t1"}) modules.push_back(Speaker(chance).module(name));
  return modules;
}

}  // namespace camp::model
