#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tests/model/random_body.h"
#include "tests/model/random_life.h"

namespace camp::model {
namespace {

class Author : BodyAuthor {
 public:
  using BodyAuthor::BodyAuthor;

  Project project() {
    bare_ = true;
    for (const char* name : {"seg0", "seg1"}) project_.segments.push_back({name, condition()});
    if (!chance_.one_in(3)) project_.policy = random_policy(chance_);
    project_.messages = random_messages(chance_);
    project_.modules = random_modules(chance_);
    const auto journeys = chance_.between(1, 3);
    for (int i = 0; i < journeys; ++i) on_request_.push_back(chance_.one_in(5));
    for (int i = 0; i < journeys; ++i) project_.flows.push_back(flow(i, false));
    for (const auto& channel : kConfirmed) project_.flows.push_back(opt_in(channel));
    if (chance_.one_in(2)) project_.flows.push_back(flow(0, true));
    return std::move(project_);
  }

 private:
  static Flow opt_in(const std::string& channel) {
    Flow it;
    it.name = "letters.double_opt_in." + channel;
    it.confirms = channel;
    it.conversation = "letters";
    it.transactional = it.again = true;
    Start start;
    start.on.event = "subscription.requested";
    it.starts.push_back(start);
    Statement send;
    send.kind = Statement::Kind::kSend;
    send.name = "please";
    send.via = {channel};
    it.flow.push_back(send);
    return it;
  }

  Flow flow(int number, bool campaign) {
    Flow flow;
    flow.campaign = campaign;
    const bool requested = !campaign && on_request_[static_cast<std::size_t>(number)];
    bare_ = campaign || (!requested && chance_.one_in(8));
    handles_.clear();
    locals_.clear();
    aliases_.clear();
    answers_.clear();
    minted_ = 0;
    flow.name = campaign ? "c" : fmt::format("j{}", number);
    flow.transactional = chance_.one_in(4);
    is_marketing_ = !flow.transactional;
    flow.per_outlet = chance_.one_in(4);
    flow.conversation = chance_.of({"news", "news", "alerts", "letters"});
    urgency(flow);
    emits_.clear();
    may_set_ = may_change_ = may_request_ = true;
    if (!campaign) {
      head(flow, requested);
      if (may_change_) emits_ = emits_of(flow);
    } else {
      if (chance_.one_in(2)) flow.include = condition();
      flow.exclude_blocked = chance_.one_in(3);
    }
    const auto goals = chance_.between(1, 2);
    for (int i = 0; i < goals; ++i) flow.goals.push_back(goal(fmt::format("{}_g{}", flow.name, i)));
    for (std::size_t i = campaign ? 0 : static_cast<std::size_t>(number) + 1;
         i < on_request_.size(); ++i)
      if (on_request_[i] && may_request_) emits_.push_back(fmt::format("request.j{}", i));
    if (!bare_) aliases_.push_back("s");
    flow.flow = block(0);
    return flow;
  }

  void urgency(Flow& flow) {
    if (chance_.one_in(2)) flow.priority = static_cast<int>(chance_.between(49, 51));
    flow.promo = chance_.one_in(2);
    if (!chance_.one_in(12)) return;
    flow.expires = moment();
    flow.expires_by_day = chance_.one_in(2);
    if (!flow.expires_by_day) return;
    flow.expires->shown_s -= flow.expires->shown_s % (24 * 3600);
    flow.expires->zone.clear();
  }

  // Who starts by a change of lists or consents makes none, and who starts by any changes nothing; by
  // a service's answer, nothing and requests nothing: no flow goes round in circles.
  void bare_head(Flow& flow) {
    Start start;
    if (chance_.one_in(5)) {
      start.on.event = chance_.of({"shop.give", "shop.tell", kNoAnswer});
      start.even_late = chance_.one_in(4);
      may_set_ = may_change_ = may_request_ = false;
    } else if (chance_.one_in(4)) {
      const auto& segment = project_.segments[chance_.below(project_.segments.size())];
      start.segment = segment.name;
      start.on.where = segment.condition;
      may_set_ = may_change_ = false;
    } else {
      start.on =
          chance_.one_in(3)
              ? EventClause{chance_.of({"message.clicked", "message.complained"}), "", "", {}}
              : change();
      may_change_ = start.on.event.starts_with("message.");
      start.even_late = chance_.one_in(4);
    }
    flow.starts.push_back(start);
  }

  // What it may make happen without starting itself again, by whatever way: `go` comes before `buy`,
  // that before `ping`.
  static std::vector<std::string> emits_of(const Flow& flow) {
    std::vector<std::string> emits{"go", "buy", "ping"};
    for (const auto& start : flow.starts) {
      const auto own = std::find(emits.begin(), emits.end(), start.on.event);
      if (own != emits.end()) emits.erase(emits.begin(), own + 1);
      if (is_request(start.on.event)) emits.clear();
    }
    return emits;
  }

  void head(Flow& flow, bool requested) {
    if (bare_) bare_head(flow);
    const auto starts = bare_ ? 0 : chance_.one_in(5) ? 2 : 1;
    for (int i = 0; i < starts; ++i) {
      Start start;
      start.on.event = i == 0 ? plain_event() : "ping";
      if (i == 0 && requested) start.on.event = "request." + flow.name;
      start.on.alias = "s";
      if (!is_request(start.on.event) && chance_.one_in(2))
        start.on.where = compared(field("s", "n"), compare(), constant(2));
      start.even_late = !is_request(start.on.event) && chance_.one_in(4);
      flow.starts.push_back(start);
    }
    flow.again = !chance_.one_in(4);
    if (flow.again && chance_.one_in(2)) flow.again_after = random_length(chance_);
    if (!bare_ && chance_.one_in(3)) flow.key = "k";
    const auto exits = chance_.between(0, 2);
    for (int i = 0; i < exits; ++i) flow.exits.push_back(clause(any_event(), "x"));
    if (chance_.one_in(5)) flow.exits.push_back(chance_.one_in(3) ? reply("x") : change());
    if (chance_.one_in(5)) flow.exits.push_back({"", "", "", changing()});
  }

  Goal goal(const std::string& name) {
    Goal goal;
    goal.name = name;
    goal.credit = chance_.of({"", "", "first", "linear", "linear"});
    if (chance_.one_in(4)) {
      goal.on.where = changing();
      if (!chance_.one_in(4)) goal.within = random_length(chance_);
      return goal;
    }
    goal.on = clause(chance_.of({"buy", "buy", "ping", "go", "shop.give"}), "p");
    if (!chance_.one_in(4)) goal.within = random_length(chance_);
    goal.worth = goal.on.event == "buy" && chance_.one_in(2);
    return goal;
  }

  std::vector<bool> on_request_;  // by journey
};

}  // namespace

Project random_project(Chance& chance, std::int64_t begin_ms) {
  return Author(chance, begin_ms).project();
}

}  // namespace camp::model
