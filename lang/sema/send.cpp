// send MESSAGE via A or B as r else { }: content, address, sender and permission for every channel.
#include <fmt/format.h>

#include <algorithm>

#include "lang/base/counted.h"
#include "lang/schedule/best_time.h"
#include "lang/sema/contents.h"
#include "lang/sema/course.h"
#include "lang/sema/declarations.h"
#include "lang/sema/flow.h"

namespace camp::sema {

bool FlowChecker::confirms(const Symbol& message) const {
  const auto& name = std::get<ast::Message>(message.declaration->node).name;
  return model_.messages.at(name.id).confirm_url != nullptr;
}

bool FlowChecker::check_send(const ast::Send& send) {
  ++sends_;
  const auto* message = find_symbol(send.message, SymbolKind::kMessage, "message");
  const auto opt_in = model_.confirmations.find(send.message.text);
  if (message != nullptr && confirms(*message)) {
    auto report = reporter_.report(
        Code::kSentByOptIn, send.message.span,
        fmt::format("'{}' confirms a subscription: only its double opt-in sends it",
                    send.message.text));
    if (opt_in != model_.confirmations.end()) report.also(opt_in->second->span, "here");
    report.help("write `subscribe contact to CONVERSATION`, and it is sent");
  } else if (message != nullptr) {
    check_arguments(send, *message);
    check_send_channels(send, *message);
  } else {
    for (const auto& argument : send.arguments) expressions_.check(*argument);
    for (const auto& name : send.channels) resolve_channel(name, reporter_);
  }
  if (send.best_within) check_best_time(*send.best_within);
  if (send.otherwise) {
    Branches branches(scope());
    branches.take([&] { return check_block(*send.otherwise); });
    branches.take([] { return false; });
    branches.join();
  }
  if (send.as) {
    auto* handle = model_.new_binding(BindingKind::kHandle, send.as->text, send.as->span);
    model_.declared[send.as->id] = handle;
    expressions_.declare(handle);
  }
  return false;
}

void FlowChecker::check_best_time(const ast::Literal& within) {
  if (within.value.tag != Tag::kDuration) return;
  info_->best_time_ms = std::max(info_->best_time_ms, most_ms(within.value.as_duration()));
  if (is_best_time({within.value.as_duration(), {}})) return;
  reporter_
      .report(Code::kBadBestTime, within.span,
              "a best time is looked for within an hour at least, and a week at the most")
      .help("for example `at best time within 24h`");
}

std::string signature_of(const std::vector<Binding*>& parameters) {
  std::string text;
  for (const auto* parameter : parameters)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", parameter->name,
                        to_string(parameter->typed.type));
  return text;
}

void FlowChecker::check_arguments(const ast::Send& send, const Symbol& message) {
  const auto& name = std::get<ast::Message>(message.declaration->node).name;
  const auto& parameters = model_.messages.at(name.id).arguments;
  if (expressions_.check_arguments(send.arguments, parameters)) return;
  const auto wanted = signature_of(parameters);
  reporter_
      .report(Code::kWrongArguments, send.message.span,
              fmt::format("the message '{}' takes {}, not {}", message.name,
                          counted(parameters.size(), "argument"), send.arguments.size()))
      .also(message.span, "declared here")
      .help(wanted.empty() ? fmt::format("write `send {}`", message.name)
                           : fmt::format("give it ({})", wanted));
}

void FlowChecker::check_send_channels(const ast::Send& send, const Symbol& message) {
  const auto& said = std::get<ast::Message>(message.declaration->node);
  auto& chosen = model_.send_channels[send.message.id];
  auto add = [&](const ast::Name& place, Channel channel) {
    if (std::find(chosen.begin(), chosen.end(), channel) != chosen.end()) {
      reporter_.report(Code::kDuplicateArm, place.span,
                       fmt::format("'{}' stands twice", place.text));
      return;
    }
    chosen.push_back(channel);
    check_channel(send.message.span, place, channel);
  };
  for (const auto& name : send.channels) {
    auto channel = resolve_channel(name, reporter_);
    if (!channel) continue;
    if (content_of(said, name.text) == nullptr) {
      reporter_
          .report(Code::kNoContent, name.span,
                  fmt::format("the message '{}' says nothing for {}", message.name, name.text))
          .also(message.span, "declared here")
          .help(
              fmt::format("add `{} ...` to the message, or take the channel away here", name.text));
      continue;
    }
    add(name, *channel);
  }
  if (!send.channels.empty()) return;
  for (const auto& content : said.contents) {
    if (content.variant) continue;
    auto channel =
        find_channel(content.channel.text);  // an unknown one was reported at the message
    if (channel && std::find(chosen.begin(), chosen.end(), *channel) == chosen.end())
      add(send.message, *channel);
  }
}

void check_address_field(Span place, Channel channel, const Model& model, Reporter& reporter) {
  const auto& row = info_of(channel);
  const auto* field = model.contact.find(row.address_field);
  if (field != nullptr && field->type.kind == row.address_type) return;
  auto wanted = fmt::format("{}: {}?", row.address_field, to_string(Type(row.address_type)));
  auto report = reporter.report(Code::kNoAddressField, place,
                                fmt::format("{} needs the contact's field `{}`", row.word, wanted));
  if (field != nullptr) report.also(field->span, fmt::format("this is {}", to_string(field->type)));
  report.help(fmt::format("write `contact {{ {} }}`", wanted));
}

void FlowChecker::check_channel(Span message, const ast::Name& place, Channel channel) {
  const auto& row = info_of(channel);
  info_->channels.set(static_cast<std::size_t>(channel));
  check_address_field(place.span, channel, model_, reporter_);
  if (info_->transactional && !row.takes_transactional()) {
    reporter_.report(Code::kWrongPlace, place.span,
                     fmt::format("{} cannot carry transactional messages", row.word));
  }
  if (channel != Channel::kEmail || sender_reported_) return;
  const auto* conversation = info_->conversation;
  bool has_sender = (conversation != nullptr &&
                     std::get<ast::Conversation>(conversation->declaration->node).from) ||
                    outlets_send();
  if (has_sender) return;
  sender_reported_ = true;
  auto report = reporter_.report(Code::kNoSender, message, "this e-mail has no sender");
  if (conversation != nullptr) {
    report.also(conversation->span, "this conversation has no `from`");
    report.help("add `from \"Name <address@example.com>\"` to the conversation");
  } else {
    report.help("add `conversation NAME`, and to that conversation a `from`");
  }
}

}  // namespace camp::sema
