#include <utility>

#include "lang/syntax/folds.h"

namespace camp::syntax {

ast::Setting take_setting(Frame& frame, Part part) {
  return std::move(**frame.maybe<std::unique_ptr<ast::Setting>>(part));
}

void fold_setting(Frame& frame) {
  auto setting = std::make_unique<ast::Setting>();
  setting->span = frame.span();
  if (frame.has(Part::kEnvironment)) setting->from = ast::SettingFrom::kEnvironment;
  if (frame.has(Part::kSecret)) setting->from = ast::SettingFrom::kSecret;
  setting->text = *frame.maybe<ast::Text>(Part::kValue);
  frame.clear();
  frame.builder().push(frame.span(), std::move(setting));
}

void fold_base(Frame& frame) {
  set_once(frame, frame.builder().draft.service.base, take_setting(frame, Part::kValue));
  frame.clear();
}

void fold_auth(Frame& frame) {
  ast::ServiceAuth auth;
  auth.span = frame.span();
  auth.header = frame.maybe<ast::Text>(Part::kName);
  if (frame.has(Part::kSubject)) auth.user = take_setting(frame, Part::kSubject);
  auth.secret = take_setting(frame, Part::kValue);
  set_once(frame, frame.builder().draft.service.auth, std::move(auth));
  frame.clear();
}

void fold_timeout(Frame& frame) {
  if (auto literal = frame.literal(Part::kDuration))
    set_once(frame, frame.builder().draft.service.timeout, std::move(*literal));
  frame.clear();
}

void fold_retry(Frame& frame) {
  auto& service = frame.builder().draft.service;
  const bool first = !service.retries;
  if (auto literal = frame.literal(Part::kRetry))
    set_once(frame, service.retries, std::move(*literal));
  if (first) service.retry_within = frame.literal(Part::kWithin);
  frame.clear();
}

void fold_idempotency(Frame& frame) {
  set_once(frame, frame.builder().draft.service.idempotency, *frame.maybe<ast::Text>(Part::kName));
  frame.clear();
}

void fold_service_header(Frame& frame) {
  auto name = *frame.maybe<ast::Text>(Part::kName);
  frame.builder().draft.service.headers.push_back(
      {frame.span(), std::move(name), take_setting(frame, Part::kValue)});
  frame.clear();
}

// The fields that stand behind the arrow are drafted in the same place.
void take_call_parameters(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.call = {};
  draft.call.parameters = std::exchange(draft.fields, {});
}

void fold_call_of_service(Frame& frame) {
  auto& draft = frame.builder().draft;
  auto call = std::exchange(draft.call, {});
  call.span = frame.span();
  call.name = frame.name(Part::kName);
  call.method = frame.name(Part::kField);
  call.path = *frame.maybe<ast::Text>(Part::kReason);
  call.answers = frame.has(Part::kAnswer);
  call.answer = std::exchange(draft.fields, {});
  draft.service.calls.push_back(std::move(call));
  frame.clear();
}

void fold_service(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.service.name = std::move(draft.name);
  add_declaration(frame, std::move(draft.service));
}

void fold_instructions(Frame& frame) {
  auto& drafter = frame.builder().draft.drafter;
  const bool first = !drafter.instructions;
  if (first) drafter.in_file = frame.has(Part::kFile);
  set_once(frame, drafter.instructions, take_text(frame));
  frame.clear();
}

void fold_drafter_url(Frame& frame) {
  set_once(frame, frame.builder().draft.drafter.url, take_setting(frame, Part::kValue));
  frame.clear();
}

void fold_drafter_key(Frame& frame) {
  set_once(frame, frame.builder().draft.drafter.key, take_setting(frame, Part::kValue));
  frame.clear();
}

void fold_model(Frame& frame) {
  set_once(frame, frame.builder().draft.drafter.model, take_text(frame));
  frame.clear();
}

void fold_drafter_timeout(Frame& frame) {
  if (auto literal = frame.literal(Part::kDuration))
    set_once(frame, frame.builder().draft.drafter.timeout, std::move(*literal));
  frame.clear();
}

void fold_drafter(Frame& frame) {
  auto& draft = frame.builder().draft;
  draft.drafter.name = std::move(draft.name);
  add_declaration(frame, std::move(draft.drafter));
}

}  // namespace camp::syntax
