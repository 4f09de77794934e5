#include "stdlib/functions/prose.h"

#include <fmt/format.h>
#include <unicode/udat.h>
#include <unicode/uloc.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <unordered_map>

#include "lang/base/assert.h"
#include "lang/value/civil.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

struct NumberFormCloser {
  void operator()(UNumberFormatter* form) const { unumf_close(form); }
};
struct NumberResultCloser {
  void operator()(UFormattedNumber* result) const { unumf_closeResult(result); }
};
struct DateFormCloser {
  void operator()(UDateFormat* form) const { udat_close(form); }
};
using NumberForm = std::unique_ptr<UNumberFormatter, NumberFormCloser>;
using OpenDateForm = std::unique_ptr<UDateFormat, DateFormCloser>;

// Forms are dear to open (20 to 100 us) and made again for every message: so they are kept, those
// of unknown languages (null) too. All are dropped when there are too many.
constexpr std::size_t kKeptForms = 128;
template <class Form, class Open>
const Form& kept(std::string_view what, std::string_view language, Open open) {
  thread_local std::unordered_map<std::string, Form> forms;
  thread_local std::string key;
  key.assign(what).append(1, '\0').append(language);
  const auto found = forms.find(key);
  if (found != forms.end()) return found->second;
  if (forms.size() >= kKeptForms) forms.clear();
  return forms.emplace(key, open()).first->second;
}

// ICU's name of the language; "" when it has nothing to say of it.
std::string locale_of(std::string_view language) {
  static const auto known = [] {
    std::set<std::string, std::less<>> all;
    std::array<char, ULOC_LANG_CAPACITY> name{};
    for (std::int32_t i = 0; i < uloc_countAvailable(); ++i) {
      UErrorCode status = U_ZERO_ERROR;
      uloc_getLanguage(uloc_getAvailable(i), name.data(), ULOC_LANG_CAPACITY, &status);
      all.emplace(name.data());
    }
    return all;
  }();
  std::string tag(language);
  std::replace(tag.begin(), tag.end(), '_', '-');
  std::array<char, ULOC_FULLNAME_CAPACITY> locale{};
  std::array<char, ULOC_LANG_CAPACITY> name{};
  std::int32_t parsed = 0;
  UErrorCode status = U_ZERO_ERROR;
  uloc_forLanguageTag(tag.c_str(), locale.data(), ULOC_FULLNAME_CAPACITY - 1, &parsed, &status);
  if (U_FAILURE(status) || parsed != static_cast<std::int32_t>(tag.size())) return {};
  uloc_getLanguage(locale.data(), name.data(), ULOC_LANG_CAPACITY, &status);
  const bool is_known = U_SUCCESS(status) && name[0] != '\0' && known.contains(name.data());
  return is_known ? locale.data() : std::string();
}

template <class Write>  // (UChar* to, int32_t room, UErrorCode*) -> length
bool append_utf8(std::string& out, Write write) {
  std::array<UChar, 256> wide{};
  std::array<char, wide.size() * 3> narrow{};
  UErrorCode status = U_ZERO_ERROR;
  const auto length = write(wide.data(), static_cast<std::int32_t>(wide.size()), &status);
  std::int32_t bytes = 0;
  u_strToUTF8(narrow.data(), static_cast<std::int32_t>(narrow.size()), &bytes, wide.data(), length,
              &status);
  if (U_FAILURE(status)) return false;
  out.append(narrow.data(), static_cast<std::size_t>(bytes));
  return true;
}

// ---- numbers

NumberForm open_number_form(const std::string& skeleton, std::string_view language) {
  const auto locale = locale_of(language);
  if (locale.empty()) return nullptr;
  const std::u16string wide(skeleton.begin(), skeleton.end());
  UErrorCode status = U_ZERO_ERROR;
  NumberForm form(unumf_openForSkeletonAndLocale(
      wide.data(), static_cast<std::int32_t>(wide.size()), locale.c_str(), &status));
  CAMP_ASSERT(U_SUCCESS(status));  // the skeletons are ours
  return form;
}

// In ICU's language for forms of numbers. Currencies have the digits of lang/value, not CLDR's: no
// unit is rounded away.
std::string skeleton_of(const Value& value) {
  constexpr const char* kDecimals = ".######";
  if (value.tag != Tag::kMoney) return value.tag == Tag::kInt ? "" : kDecimals;
  const int digits = minor_digits(value.aux);
  return "currency/" + currency_text(value.aux) +
         (digits == 0 ? " precision-integer" : " ." + std::string(std::size_t(digits), '0'));
}

bool append_number(std::string& out, const Value& value, std::string_view language) {
  const auto skeleton = skeleton_of(value);
  const auto& form =
      kept<NumberForm>(skeleton, language, [&] { return open_number_form(skeleton, language); });
  if (form == nullptr) return false;
  std::string digits;  // as the language has them: exact and rounded as everywhere
  append_text(digits, value);
  const auto size = std::min(digits.find(' '), digits.size());
  UErrorCode status = U_ZERO_ERROR;
  thread_local const std::unique_ptr<UFormattedNumber, NumberResultCloser> result(
      unumf_openResult(&status));
  unumf_formatDecimal(form.get(), digits.data(), static_cast<std::int32_t>(size), result.get(),
                      &status);
  if (U_FAILURE(status)) return false;
  return append_utf8(out, [](UChar* to, std::int32_t room, UErrorCode* failed) {
    return unumf_resultToString(result.get(), to, room, failed);
  });
}

// ---- days and moments

struct DateRow {
  UDateFormatStyle time;
  UDateFormatStyle date;
  const UChar* pattern;
};
constexpr DateRow kDates[] = {
    // by DateForm
    {UDAT_NONE, UDAT_SHORT, nullptr},      {UDAT_NONE, UDAT_MEDIUM, nullptr},
    {UDAT_NONE, UDAT_LONG, nullptr},       {UDAT_NONE, UDAT_FULL, nullptr},
    {UDAT_SHORT, UDAT_NONE, nullptr},      {UDAT_SHORT, UDAT_LONG, nullptr},
    {UDAT_PATTERN, UDAT_PATTERN, u"MMMM"}, {UDAT_PATTERN, UDAT_PATTERN, u"LLLL"},
    {UDAT_PATTERN, UDAT_PATTERN, u"MMM"},  {UDAT_PATTERN, UDAT_PATTERN, u"LLL"},
    {UDAT_PATTERN, UDAT_PATTERN, u"cccc"}, {UDAT_PATTERN, UDAT_PATTERN, u"ccc"},
    {UDAT_PATTERN, UDAT_PATTERN, u"a"},
};

// Civil times are given as if they were UTC: the zones are runtime/vm's.
OpenDateForm open_date_form(DateForm wanted, std::string_view language) {
  auto locale = locale_of(language);
  if (locale.empty()) return nullptr;
  const auto& row = kDates[static_cast<std::size_t>(wanted)];
  UErrorCode status = U_ZERO_ERROR;
  if (row.pattern != nullptr) {
    std::array<char, ULOC_FULLNAME_CAPACITY + ULOC_KEYWORD_AND_VALUES_CAPACITY> gregorian{};
    std::copy(locale.begin(), locale.end(), gregorian.begin());
    uloc_setKeywordValue("calendar", "gregorian", gregorian.data(),
                         static_cast<std::int32_t>(gregorian.size()), &status);
    locale = gregorian.data();
  }
  OpenDateForm form(udat_open(row.time, row.date, locale.c_str(), u"Etc/UTC", -1, row.pattern,
                              row.pattern == nullptr ? 0 : -1, &status));
  CAMP_ASSERT(U_SUCCESS(status));  // patterns and styles are ours
  return form;
}

}  // namespace

// Asked for every value printed: messages of one language usually follow each other.
bool knows_language(std::string_view language) {
  thread_local std::string last;
  thread_local bool known = false;
  if (last != language) {
    known = !locale_of(language).empty();
    last = language;
  }
  return known;
}

bool append_date_prose(std::string& out, DateForm wanted, std::int64_t local_ms,
                       std::string_view language) {
  // ICU's calendar is the Julian one before this; no campaign writes of such days.
  constexpr std::int64_t kGregorianMs = -12'219'292'800'000;
  if (language.empty() || local_ms < kGregorianMs) return false;
  const char what = static_cast<char>('a' + static_cast<int>(wanted));
  const auto& form =
      kept<OpenDateForm>({&what, 1}, language, [&] { return open_date_form(wanted, language); });
  if (form == nullptr) return false;
  return append_utf8(out, [&](UChar* to, std::int32_t room, UErrorCode* failed) {
    return udat_format(form.get(), static_cast<UDate>(local_ms), to, room, nullptr, failed);
  });
}

std::string_view prose_language(const Context& context) {
  if (!context.in_message || context.language == nullptr) return {};
  return context.language(context.zone);
}

bool append_number_prose(std::string& out, const Value& value, const Context& context) {
  if (value.tag != Tag::kInt && value.tag != Tag::kDecimal && value.tag != Tag::kMoney)
    return false;
  const auto language = prose_language(context);
  return !language.empty() && append_number(out, value, language);
}

bool append_prose(std::string& out, const Value& value, const Context& context) {
  if (!context.in_message) return false;
  switch (value.tag) {
    case Tag::kDecimal:
    case Tag::kMoney:
      return append_number_prose(out, value, context);
    case Tag::kDate:
      return has_civil_day(value.num) &&
             append_date_prose(out, DateForm::kLong, value.num * kMsPerDay,
                               prose_language(context));
    case Tag::kTime:
      return append_date_prose(out, DateForm::kTime, value.num, prose_language(context));
    case Tag::kDatetime: {
      const auto local = local_time(context, value.num);
      return has_civil_day(local.date_days) &&
             append_date_prose(out, DateForm::kMoment, local.date_days * kMsPerDay + local.time_ms,
                               prose_language(context));
    }
    default:
      return false;
  }
}

}  // namespace camp::stdlib
