#include "runtime/audience/phone_number.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>

namespace camp {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

std::optional<std::string> phone_in_e164(std::string_view text, const std::string& country) {
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (std::any_of(text.begin(), text.end(), is_letter)) return std::nullopt;
  const auto* util = PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  auto error = util->Parse(std::string(text), country.empty() ? "ZZ" : country, &number);
  if (error != PhoneNumberUtil::NO_PARSING_ERROR || number.has_extension()) return std::nullopt;
  if (!util->IsPossibleNumber(number)) return std::nullopt;
  std::string formatted;
  util->Format(number, PhoneNumberUtil::E164, &formatted);
  return formatted;
}

bool is_phone_country(std::string_view country) {
  return PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(std::string(country)) != 0;
}

}  // namespace camp
