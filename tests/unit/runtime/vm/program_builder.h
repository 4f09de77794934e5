// A small program, made by hand: code by an assembler of a few lines, tables as the compiler would
// leave them.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/vm/machine.h"

namespace camp::test {

// Appends instructions; labels are places, patched when the code is finished.
class Code {
 public:
  Code& op(Op o) {
    put_u8(bytes_, static_cast<std::uint8_t>(o));
    return *this;
  }
  Code& u8(std::uint32_t n) {
    put_u8(bytes_, static_cast<std::uint8_t>(n));
    return *this;
  }
  Code& u16(std::uint32_t n) { return u8(n & 0xFF).u8(n >> 8); }
  Code& u32(std::uint32_t n) {
    put_u32le(bytes_, n);
    return *this;
  }
  Code& op8(Op o, std::uint32_t n) { return op(o).u8(n); }
  Code& op32(Op o, std::uint32_t n) { return op(o).u32(n); }
  Code& jump(Op o, int label) {
    op(o);
    patches_.emplace_back(bytes_.size(), label);
    return u32(0);
  }
  Code& place(int label) {
    if (labels_.size() <= static_cast<std::size_t>(label))
      labels_.resize(static_cast<std::size_t>(label) + 1);
    labels_[static_cast<std::size_t>(label)] = here();
    return *this;
  }
  std::uint32_t here() const { return static_cast<std::uint32_t>(bytes_.size()); }
  std::uint32_t at(int label) const { return labels_[static_cast<std::size_t>(label)]; }
  std::string finish() const {
    std::string out = bytes_;
    for (auto [where, label] : patches_) {
      std::string target;
      put_u32le(target, at(label));
      out.replace(where, 4, target);
    }
    return out;
  }

 private:
  std::string bytes_;
  std::vector<std::pair<std::size_t, int>> patches_;
  std::vector<std::uint32_t> labels_;
};

// contact { age: int = 18  country  email  phone  spent: money  timezone = "Europe/Helsinki" },
// event purchase, message.clicked, lists employees and vip, conversation newsletter (suppresses
// employees), message hello (email, sms) and one journey, welcome.
class Builder {
 public:
  Builder();
  NameIndex name(std::string_view text);
  ConstIndex constant(const Value& value);
  ConstIndex text(std::string_view value) { return constant(Value::string(value)); }
  FunctionIndex expression(const Code& code, std::uint8_t locals = 0);
  void body(const Code& code, std::uint8_t locals = 0);  // of the flow
  std::uint32_t step(std::string_view label);
  TemplateIndex one_slot(std::string_view before, const Code& slot, SlotForm form = SlotForm::kAsIs);
  TemplateIndex plain(std::string_view text);
  FlowDecl& flow() { return program_.flows[0]; }
  Program& program() { return program_; }
  std::shared_ptr<const LinkedProgram> link();  // fails the test when the verifier refuses

  Names names;

 private:
  Program program_;
};

// `contact.id` with these attributes; names of the builder.
struct Person {
  std::string id = "anna";
  std::vector<std::pair<std::string, Value>> attributes;
  std::vector<std::uint32_t> lists;
  std::vector<Subscription> subscriptions;
  std::vector<Assignment> assignments;
  std::uint8_t flags = 0;
  std::string encoded;

  ContactFacts facts(Names& names);
};

std::string encode_fields(Names& names, const std::vector<std::pair<std::string, Value>>& fields);

// Past events from memory, the views of each gone with the next.
class MemoryHistory final : public EventHistory {
 public:
  struct Row {
    std::uint32_t name;
    std::int64_t time_ms;
    std::string data;
  };
  std::vector<Row> rows;
  bool broken = false;
  void open(std::uint32_t event_name, std::int64_t from_ms, std::int64_t to_ms) override;
  bool next(EventAtHand* event) override;
  bool ok() const override { return !broken; }

 private:
  std::size_t at_ = 0;
  std::uint32_t name_ = 0;
  std::int64_t from_ms_ = 0, to_ms_ = 0;
  std::unique_ptr<std::string> data_;
};

// 2026-03-02T10:00:00Z
inline constexpr std::int64_t kNow = 1'772'445'600'000;

}  // namespace camp::test
