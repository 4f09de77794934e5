#include "runtime/delivery/spool_transport.h"

#include "lang/value/civil.h"
#include "runtime/delivery/compose.h"
#include "runtime/delivery/sms_size.h"
#include "runtime/state/checked.h"

namespace camp {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

std::int64_t floor_day(std::int64_t ms) { return (ms >= 0 ? ms : ms - kDayMs + 1) / kDayMs; }

// Test runs stand in a folder of their own: no flow's name begins with `_`.
SpoolTarget target_of(const Outgoing& message) {
  const auto& flow = message.program->name(message.flow->name);
  if (!message.test.empty())
    return {"_test", flow + " " + std::string(message.run), date_text(floor_day(message.at_ms)),
            message.channel};
  return {flow, std::string(message.run), date_text(floor_day(message.at_ms)), message.channel};
}

// An approved template is one per language: the one that it was chosen for.
std::string_view template_language(const Outgoing& message, const ComposedMessage& composed) {
  const auto from = composed.choice.from(ContentPart::kTemplate);
  if (from == ContentChoice::kLeftOut) return {};
  const auto language = message.message->contents[from - 1u].language;
  return language == kNone ? std::string_view() : message.program->constants[language].text();
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
    CAMP_ASSIGN(auto problem, record_of(batch[i], record));
    if (!problem.empty()) {
      attempts.each[i] = {AttemptKind::kFailed, attempts.keep(std::move(problem))};
      continue;
    }
    if (batch[i].channel == Channel::kSms)
      attempts.each[i].segments = sms_size(composed_.text_of(ContentPart::kText)).segments;
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

Result<std::string> SpoolTransport::record_of(const Outgoing& message, std::string& out) {
  const auto& program = *message.program;
  if (!compose(program, message.message, message.content, message.slots, &composed_))
    return std::string(kMisfit);
  if (!message.test.empty()) mark_as_test(&composed_);
  if (message.channel == Channel::kEmail) return append_mail(message, out);
  auto ledger_hex = to_hex(message.ledger_id.view());
  append_ndjson_record(
      out,
      {ledger_hex, message.address, message.contact_id, program.name(message.flow->name),
       message.run, program.name(message.message->name), template_language(message, composed_),
       message.test, message.at_ms},
      composed_);
  return std::string();
}

Result<std::string> SpoolTransport::append_mail(const Outgoing& message, std::string& out) {
  CAMP_ASSIGN(const auto mail, mails_.write(message, composed_));
  append_mbox_record(out, mail.bytes, mail.from, message.at_ms);
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

}  // namespace camp
