#include "tests/model/labels.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace camp::model {
namespace {

class Namer {
 public:
  explicit Namer(const Project& project) : project_(project) {}

  void name(const Block& block, const std::string& around) {
    for (const auto& it : block) name(it, around.empty() ? "" : around + "/");
  }
  Labels take() { return std::move(labels_); }

 private:
  // Of steps that would share a label the second is `~2`.
  std::string only(const std::string& label) {
    const auto count = ++seen_[label];
    return count == 1 ? label : fmt::format("{}~{}", label, count);
  }
  std::string step(const Statement& it, const std::string& label) {
    const auto order = static_cast<int>(labels_.size());
    return (labels_[{use_, &it}] = {only(label), order}).label;
  }

  void name(const Statement& it, const std::string& before) {
    using Kind = Statement::Kind;
    switch (it.kind) {
      case Kind::kSend:
        return name(it.otherwise, step(it, before + "send " + it.name) + "/else");
      case Kind::kWait:
        step(it, before + "wait");
        return;
      case Kind::kWaitUntil:
      case Kind::kWaitForMoment:
        step(it, before + "wait until");
        return;
      case Kind::kWaitFor:
        return name_wait(it, step(it, before + (it.until ? "wait until" : "wait up to")));
      case Kind::kRequest:
        return name(it.otherwise, step(it, before + "request " + it.name) + "/else");
      case Kind::kEmit:
        step(it, before + (is_request(it.name) ? "start " + it.name.substr(8) : "emit " + it.name));
        return;
      case Kind::kIf: {
        const auto label = only(before + "if");
        name(it.then, label);
        return name(it.otherwise, label + "/else");
      }
      case Kind::kRepeat:
        return name(it.then, only(before + "repeat"));
      case Kind::kMatch: {
        const auto label = only(before + "match");
        for (std::size_t i = 0; i < it.stages.size(); ++i)
          name(it.blocks[i], label + "/" + it.stages[i]);
        return name(it.otherwise, label + "/else");
      }
      case Kind::kExperiment:
        for (const auto& variant : it.variants)
          name(variant.flow, fmt::format("{}{}/{}", before, it.name, variant.name));
        return;
      case Kind::kDo:
        return name_module(it, only(before + "do " + it.name));
      case Kind::kSay:
        if (!it.message.empty()) step(it, before + "say");
        return;
      case Kind::kAsk:
        return name(it.otherwise, step(it, before + "ask " + it.name) + "/else");
      default:
        return;
    }
  }

  void name_wait(const Statement& it, const std::string& label) {
    for (const auto& arm : it.arms) name(arm.then, only(label + "/" + words_of(arm.on)));
    name(it.otherwise, label + "/else");
  }

  void name_module(const Statement& use, const std::string& label) {
    use_ = &use;
    for (const auto& module : project_.modules)
      if (module.name == use.name) name(module.body, label);
    use_ = nullptr;
    name(use.otherwise, label + "/else");
  }

  const Project& project_;
  const Statement* use_ = nullptr;
  std::map<std::string, int> seen_;
  Labels labels_;
};

}  // namespace

std::string words_of(const EventClause& it) {
  if (it.is_condition()) return "when";
  if (!it.handle.empty()) return it.handle + it.event.substr(7);
  if (it.of.empty()) return it.event;
  if (it.event == "list.added") return "added to " + it.of;
  return (it.event == "list.removed" ? "removed from " : it.event + " ") + it.of;
}

Labels labels_of(const Project& project, const Flow& flow) {
  Namer namer(project);
  namer.name(flow.flow, "");
  return namer.take();
}

std::string ledger_id(const std::string& flow, const std::string& run_key_or_number,
                      const std::string& label, int times, const std::string& contact) {
  const std::string zero(1, '\0'), store(16, '\0');  // the simulator's stores have no id
  const auto key = store + flow + zero + run_key_or_number + zero + label + zero +
                   std::to_string(times) + zero + contact;
  XXH128_canonical_t digest;
  XXH128_canonicalFromHash(&digest, XXH3_128bits(key.data(), key.size()));
  std::string hex;
  for (const auto byte : digest.digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace camp::model
