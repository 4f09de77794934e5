#include "lang/sema/never_told.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <type_traits>

#include "lang/catalog/metrics.h"
#include "lang/catalog/receipts.h"
#include "lang/syntax/walk.h"

namespace camp::sema {
namespace {

constexpr std::string_view kOfMessage = "message.";

std::string_view short_of(std::string_view event) { return event.substr(kOfMessage.size()); }

std::vector<Channel> listed(const ChannelSet& channels) {
  std::vector<Channel> list;
  for (const auto& channel : camp::channels())
    if (channels.test(static_cast<std::size_t>(channel.channel))) list.push_back(channel.channel);
  return list;
}

// `sms`, `sms or voice`
std::string words_of(const std::vector<Channel>& channels) {
  std::string words;
  for (const auto channel : channels)
    words += (words.empty() ? "" : " or ") + std::string(info_of(channel).word);
  return words;
}

// `sms tells delivered, failed; webhook tells failed`
std::string told_text(const std::vector<Channel>& channels) {
  std::string text;
  for (const auto channel : channels) {
    std::string events;
    for (const auto event : told_by(channel))
      events += (events.empty() ? "" : ", ") + std::string(short_of(event));
    text += fmt::format("{}{} tells {}", text.empty() ? "" : "; ", info_of(channel).word, events);
  }
  return text;
}

// One flow: its sends by their handles, then what is reacted to.
class FlowReceipts {
 public:
  FlowReceipts(const Model& model, const FlowInfo& info, const ChannelSet& everywhere,
               Reporter& reporter)
      : model_(model), info_(info), everywhere_(everywhere), reporter_(reporter) {}

  void check() {
    const auto& flow = *info_.ast;
    ast::walk(*flow.body, [&](const auto& node) {
      note_send(node);
      return true;
    });
    for (const auto& start : flow.starts) check_clause(start.on, everywhere_);
    for (const auto& exit : flow.exits) check_clause(exit.on, everywhere_);
    for (const auto& goal : flow.goals) {
      check_clause(goal.on, info_.channels);
      if (goal.refund) check_clause(*goal.refund, everywhere_);
    }
    ast::walk(*flow.body, [&](const auto& node) {
      if constexpr (std::is_same_v<decltype(node), const ast::WaitArm&>)
        check_clause(node.on, info_.channels);
      if constexpr (std::is_same_v<decltype(node), const ast::MetricUse&>) check_metric(node);
      return true;
    });
  }

 private:
  void note_send(const auto&) {}
  void note_send(const ast::Statement& node) {
    const auto* send = std::get_if<ast::Send>(&node.node);
    if (send == nullptr || !send->as) return;
    if (const auto* handle = model_.declared.find(send->as->id)) sends_[*handle] = send;
  }

  void check_clause(const ast::EventClause& clause, const ChannelSet& channels) {
    const auto* info = model_.clauses.find(clause.id);
    if (info == nullptr || !is_receipt(info->event)) return;
    if (info->handle == nullptr) return check_told(clause, info->event, listed(channels), nullptr);
    const auto send = sends_.find(info->handle);
    const auto* by =
        send != sends_.end() ? model_.send_channels.find(send->second->message.id) : nullptr;
    if (by != nullptr) check_told(clause, info->event, *by, send->second);
  }

  // Arms that are told apart by what no channel tells are all alike.
  void check_metric(const ast::MetricUse& metric) {
    const auto event = receipt_of(find_metric(metric.name.text).value_or(Metric::kGoal));
    const auto channels = listed(info_.channels);
    const auto can = [&](Channel channel) { return tells(channel, event); };
    if (event.empty() || channels.empty() || std::any_of(channels.begin(), channels.end(), can))
      return;
    reporter_
        .report(Code::kNeverTold, metric.name.span,
                fmt::format("what is sent goes by {}, which never tells `{}`: nothing tells the "
                            "variants apart",
                            words_of(channels), short_of(event)))
        .help(told_text(channels));
  }

  void check_told(const ast::EventClause& clause, std::string_view event,
                  const std::vector<Channel>& channels, const ast::Send* send) {
    const auto can = [&](Channel channel) { return tells(channel, event); };
    if (channels.empty() || std::any_of(channels.begin(), channels.end(), can)) return;
    auto report = reporter_.report(
        Code::kNeverTold, clause.event.span,
        send != nullptr
            ? fmt::format("'{}' goes by {}, which never tells `{}`: this does not happen",
                          send->as->text, words_of(channels), short_of(event))
            : fmt::format("what is sent goes by {}, which never tells `{}`: this does not happen",
                          words_of(channels), short_of(event)));
    if (send != nullptr) report.also(send->as->span, "it is sent here");
    report.help(told_text(channels));
  }

  const Model& model_;
  const FlowInfo& info_;
  const ChannelSet& everywhere_;  // on which any flow sends
  Reporter& reporter_;
  std::map<const Binding*, const ast::Send*> sends_;
};

}  // namespace

// A start or exit may be for another flow's messages; what a flow waits for is of its own.
void check_never_told(const Model& model, const std::vector<ast::File>& files, Reporter& reporter) {
  std::vector<const FlowInfo*> flows;
  ChannelSet everywhere;
  for (const auto& file : files) {
    for (const auto& declaration : file.declarations) {
      const auto* flow = std::get_if<ast::Flow>(&declaration.node);
      const auto* info = flow != nullptr ? model.flows.find(flow->name.id) : nullptr;
      if (info == nullptr || !flow->body) continue;
      flows.push_back(info);
      everywhere |= info->channels;
    }
  }
  for (const auto* info : flows) FlowReceipts(model, *info, everywhere, reporter).check();
}

}  // namespace camp::sema
