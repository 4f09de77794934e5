// Drafters: how a model is to write, where it is asked, and who we are to it.
#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/base/public_address.h"
#include "lang/base/utf8.h"
#include "lang/sema/declarations.h"
#include "lang/value/address.h"

namespace camp::sema {

void DeclarationChecker::check_drafter(const ast::Drafter& drafter, bool incomplete) {
  const auto lacks = [&](std::string_view what, std::string_view way) {
    if (incomplete) return;  // it may be what was not read
    reporter_
        .report(Code::kMissingProperty, drafter.name.span,
                fmt::format("'{}' has no {}", drafter.name.text, what))
        .help(fmt::format("add `{}`", way));
  };
  if (drafter.instructions) check_instructions(*drafter.instructions, drafter.in_file);
  if (drafter.url)
    check_drafter_url(*drafter.url);
  else
    lacks("url: where is the model asked?", "url env(\"LLM_URL\")");
  if (drafter.key) check_secret(*drafter.key, "LLM_KEY");
  if (drafter.model)
    check_setting({drafter.model->span, ast::SettingFrom::kText, *drafter.model, 0},
                  "a model's name");
  else
    lacks("model", "model \"NAME\"");
  if (drafter.timeout && !is_attempt_time(*drafter.timeout, limits::kDraftMs))
    reporter_.report(Code::kBadPeriod, drafter.timeout->span,
                     "the timeout of one answer is 1s to 10m, in seconds or minutes");
}

void DeclarationChecker::check_instructions(const ast::Text& text, bool in_file) {
  auto size = text.text.size();
  if (in_file) {
    const auto file = file_of(text);
    if (!file) return;
    size = sources_[*file].text().size();
  }
  if (size <= limits::kInstructionsBytes) return;
  reporter_.report(Code::kFileTooLarge, text.span,
                   fmt::format("these instructions have {} bytes; {} at most go along with each "
                               "request",
                               size, limits::kInstructionsBytes));
}

// A model on this machine is asked over http: nothing is on its way anywhere. That a host is
// allowed is the operator's to say, as of services.
void DeclarationChecker::check_drafter_url(const ast::Setting& url) {
  constexpr std::string_view kWay =
      "write `url \"https://llm.example/v1\"` or `url env(\"LLM_URL\")`";
  check_setting(url, "an address");
  if (url.from == ast::SettingFrom::kSecret) {
    reporter_.report(Code::kBadRequest, url.span, "an address is no secret: errors name it")
        .help(fmt::format("write `env(\"{}\")`", url.text.text));
    return;
  }
  if (url.from != ast::SettingFrom::kText) return;
  const std::string_view text = url.text.text;
  const bool open = text.starts_with("http://");
  if (!(open || text.starts_with("https://")) || !is_url(text) ||
      text.find_first_of("?#@") != text.npos) {
    reporter_.report(Code::kBadRequest, url.span, "this is no address that requests can begin with")
        .help(std::string(kWay));
  } else if (open && !is_closed_host(host_in(text))) {
    reporter_
        .report(Code::kBadRequest, url.span, "what is requested over http can be read on its way")
        .help("write https; http is for a model on this machine");
  }
}

}  // namespace camp::sema
