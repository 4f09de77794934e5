#include "runtime/delivery/spool_transport.h"

#include "lang/value/civil.h"
#include "runtime/delivery/compose.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::string_view kMisfit = "its ledger entry does not fit its template";

std::int64_t floor_day(std::int64_t ms) { return (ms >= 0 ? ms : ms - kDayMs + 1) / kDayMs; }

std::string_view constant_text(const Program& program, ConstIndex index) {
  return index == kNone ? std::string_view() : program.constants[index].text();
}

SpoolTarget target_of(const Outgoing& message) {
  return {std::string(message.program->name(message.flow->name)), std::string(message.run),
          date_text(floor_day(message.at_ms)), message.channel};
}

// What one call has for one file: one write and one sync, however many messages.
struct Buffer {
  std::string bytes;
  std::vector<std::size_t> messages;
};

}  // namespace

Result<Attempts> SpoolTransport::attempt(std::span<const Outgoing> batch) {
  Attempts attempts;
  attempts.each.resize(batch.size());
  std::map<SpoolTarget, Buffer> buffers;
  std::string record;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    record.clear();
    auto target = target_of(batch[i]);
    CAMP_ASSIGN(auto problem, record_of(batch[i], target, record));
    if (!problem.empty()) {
      attempts.each[i] = {AttemptKind::kFailed, attempts.keep(std::move(problem))};
      continue;
    }
    auto& buffer = buffers[std::move(target)];
    buffer.bytes += record;
    buffer.messages.push_back(i);
  }
  // Remembered only when all is written: after an error the batch comes again, over the same bytes.
  std::map<SpoolTarget, SpoolPosition> moved;
  for (const auto& [target, buffer] : buffers) {
    CAMP_ASSIGN(auto from, position_of(target));
    std::string path;
    CAMP_ASSIGN(auto position, spool_.append(target, from, buffer.bytes, &path));
    moved[target] = position;
    auto kept = attempts.keep(std::move(path));
    for (auto i : buffer.messages) attempts.each[i].text = kept;
  }
  for (const auto& [target, position] : moved) {
    positions_[target] = position;
    attempts.rows.push_back({Family::kMeta, spool_key(target), encode_spool_position(position)});
  }
  return attempts;
}

Result<std::string> SpoolTransport::record_of(const Outgoing& message, const SpoolTarget& target,
                                              std::string& out) {
  const auto& channel = info_of(message.channel);
  if (channel.parts == ChannelParts::kMail) return append_mail(message, target, out);
  ComposedMessage composed;
  if (!compose(*message.program, *message.content, message.slots, &composed))
    return std::string(kMisfit);
  auto ledger_hex = to_hex(message.ledger_id.view());
  append_ndjson_record(
      out, {ledger_hex, channel.word, message.address, message.contact_id, target.flow, target.run,
            message.program->name(message.message->name), composed.text, message.at_ms});
  return std::string();
}

Result<std::string> SpoolTransport::append_mail(const Outgoing& message, const SpoolTarget& target,
                                                std::string& out) {
  const auto& program = *message.program;
  const auto& flow = *message.flow;
  ComposedMessage composed;
  if (!compose(program, *message.content, message.slots, &composed)) return std::string(kMisfit);
  auto ledger_hex = to_hex(message.ledger_id.view());
  Mail mail;
  mail.ledger_id_hex = ledger_hex;
  mail.date_ms = message.at_ms;
  if (flow.conversation != kNone) {
    mail.from = constant_text(program, program.conversations[flow.conversation].from);
    mail.reply_to = constant_text(program, program.conversations[flow.conversation].reply_to);
  }
  mail.to = message.address;
  mail.subject = composed.subject;
  mail.text = composed.text;
  mail.html = composed.html;
  mail.campaign = target.flow;
  mail.run = target.run;
  mail.list_unsubscribe = flow.category == Category::kMarketing;
  const auto& content = *message.content;
  CAMP_ASSIGN(const auto* mail_layout, layout(content.text != kNone, content.html != kNone));
  mail_.clear();
  mail_layout->compose(mail, mail_);
  append_mbox_record(out, mail_, mail.from, message.at_ms);
  return std::string();
}

Result<SpoolPosition> SpoolTransport::position_of(const SpoolTarget& target) {
  auto known = positions_.find(target);
  if (known != positions_.end()) return known->second;
  std::string sealed;
  CAMP_ASSIGN(bool found, store_.get(Family::kMeta, spool_key(target), &sealed));
  SpoolPosition position;
  if (found && !decode_spool_position(sealed, &position))
    return unreadable(sealed, "the position of a spool file", Spool::path_of(target, 0));
  return position;
}

Result<const MailLayout*> SpoolTransport::layout(bool text, bool html) {
  int shape = (text ? 1 : 0) + (html ? 2 : 0);
  auto known = layouts_.find(shape);
  if (known != layouts_.end()) return &known->second;
  CAMP_ASSIGN(auto made, MailLayout::make(mime_, text, html));
  return &layouts_.emplace(shape, std::move(made)).first->second;
}

}  // namespace camp
