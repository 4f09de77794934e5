// Moments by strftime's letters, as Ruby writes them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "lang/base/letters.h"
#include "lang/value/civil.h"
#include "stdlib/functions/moment.h"
#include "stdlib/functions/prose.h"
#include "stdlib/functions/rows.h"

namespace camp::stdlib {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays{
    // from Monday, as ISO counts
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
constexpr std::size_t kShortName = 3;

// % flags width letter
struct Directive {
  char letter = 0;
  char pad = 0;  // '0', '_' for spaces, '-' for none; 0: as the letter has it
  bool upper = false;
  bool other_case = false;
  int colons = 0;
  int width = 0;
  std::size_t size = 0;  // bytes, the % among them
};

enum class Reading : std::uint8_t { kDone, kUnknown, kCut };

// Of what stands at a '%'.
Reading read(std::string_view text, Directive& directive) {
  constexpr int kWidestField = 1 << 16;
  std::size_t at = 1;
  for (; at < text.size() && std::string_view("-0^#_").find(text[at]) != text.npos; ++at) {
    if (text[at] == '^')
      directive.upper = true;
    else if (text[at] == '#')
      directive.other_case = true;
    else if (directive.pad != '-')  // which stays
      directive.pad = text[at];
  }
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
    directive.width = std::min(kWidestField + 1, directive.width * 10 + (text[at] - '0'));
  if (at == text.size()) return Reading::kCut;
  while (at < text.size() && text[at] == ':') ++at, ++directive.colons;
  const bool modified = at + 1 < text.size() && (text[at] == 'E' || text[at] == 'O') &&
                        std::string_view("cCxXyYdeHkIlmMSuUVwWG").find(text[at + 1]) != text.npos;
  if (modified) ++at;
  if (at == text.size() || directive.width > kWidestField) return Reading::kUnknown;
  directive.letter = text[at];
  directive.size = at + 1;
  const bool colons_fit =
      directive.colons == 0 || (directive.letter == 'z' && directive.colons < 4);
  return colons_fit ? Reading::kDone : Reading::kUnknown;
}

// ---- numbers

struct Field {
  std::int64_t value;
  int width;
  char pad = '0';
};

// The ISO year and week: those of the week's Thursday.
std::pair<int, int> iso_week(const Moment& m) {
  const auto thursday = on_day(m.days + 4 - m.weekday);
  if (!thursday) return {m.year, 1};
  return {thursday->year, (thursday->day_of_year - 1) / 7 + 1};
}

// Weeks that begin `first` days after Sunday, of which the year's first is 1.
int week_from(const Moment& m, int first) {
  const int days_into_week = (m.weekday % 7 + 7 - first) % 7;
  return (m.day_of_year - 1 + 7 - days_into_week) / 7;
}

int floor_century(int year) { return year >= 0 ? year / 100 : -((99 - year) / 100); }

std::optional<Field> clock_field(const Moment& m, char letter) {
  const int hour12 = m.hour % 12 == 0 ? 12 : m.hour % 12;
  switch (letter) {
    case 'H':
      return Field{m.hour, 2};
    case 'k':
      return Field{m.hour, 2, '_'};
    case 'I':
      return Field{hour12, 2};
    case 'l':
      return Field{hour12, 2, '_'};
    case 'M':
      return Field{m.minute, 2};
    case 'S':
      return Field{m.second, 2};
    case 's':
      return Field{m.unix_seconds, 1};
    default:
      return std::nullopt;
  }
}

std::optional<Field> number_field(const Moment& m, char letter) {
  switch (letter) {
    case 'Y':
      return Field{m.year, m.year < 0 ? 5 : 4};
    case 'C':
      return Field{floor_century(m.year), 2};
    case 'y':
      return Field{m.year - 100 * floor_century(m.year), 2};
    case 'm':
      return Field{m.month, 2};
    case 'd':
      return Field{m.day, 2};
    case 'e':
      return Field{m.day, 2, '_'};
    case 'j':
      return Field{m.day_of_year, 3};
    case 'u':
      return Field{m.weekday, 1};
    case 'w':
      return Field{m.weekday % 7, 1};
    case 'U':
      return Field{week_from(m, 0), 2};
    case 'W':
      return Field{week_from(m, 1), 2};
    case 'V':
      return Field{iso_week(m).second, 2};
    case 'G':
      return Field{iso_week(m).first, 4};
    case 'g':
      return Field{iso_week(m).first % 100, 2};
    default:
      return clock_field(m, letter);
  }
}

std::string padded(const Field& field, const Directive& directive) {
  const char pad = directive.pad != 0 ? directive.pad : field.pad;
  const int width = directive.width > 0 ? directive.width : field.width;
  if (pad == '-') return fmt::format("{}", field.value);
  return pad == '_' ? fmt::format("{:{}}", field.value, width)
                    : fmt::format("{:0{}}", field.value, width);
}

// Digits behind the second's point: cut, or with zeros behind.
std::string fraction(const Moment& m, const Directive& directive) {
  const int usual = directive.letter == 'L' ? 3 : 9;
  auto digits = fmt::format("{:09}", m.nanos);
  digits.resize(static_cast<std::size_t>(directive.width > 0 ? directive.width : usual), '0');
  return digits;
}

std::string offset(const Moment& m, const Directive& directive) {
  const auto minutes = m.offset_minutes < 0 ? -m.offset_minutes : m.offset_minutes;
  std::string rest;
  if (directive.colons == 0) rest = fmt::format("{:02}", minutes % 60);
  if (directive.colons == 1) rest = fmt::format(":{:02}", minutes % 60);
  if (directive.colons == 2) rest = fmt::format(":{:02}:00", minutes % 60);
  if (directive.colons == 3 && minutes % 60 != 0) rest = fmt::format(":{:02}", minutes % 60);
  const int width = std::max(2, directive.width - 1 - static_cast<int>(rest.size()));
  return fmt::format("{}{:0{}}{}", m.offset_minutes < 0 ? '-' : '+', minutes / 60, width, rest);
}

// ---- words

// What a letter stands for that is several others.
std::string_view composite(char letter) {
  switch (letter) {
    case 'c':
      return "%a %b %e %H:%M:%S %Y";
    case 'D':
    case 'x':
      return "%m/%d/%y";
    case 'F':
      return "%Y-%m-%d";
    case 'T':
    case 'X':
      return "%H:%M:%S";
    case 'R':
      return "%H:%M";
    case 'r':
      return "%I:%M:%S %p";
    case 'v':
      return "%e-%^b-%Y";
    case 'n':
      return "\n";
    case 't':
      return "\t";
    default:
      return {};
  }
}

std::optional<std::string> english(const Moment& m, char letter) {
  const auto month = kMonths[static_cast<std::size_t>(m.month - 1)];
  const auto weekday = kWeekdays[static_cast<std::size_t>(m.weekday - 1)];
  switch (letter) {
    case 'B':
      return std::string(month);
    case 'b':
    case 'h':
      return std::string(month.substr(0, kShortName));
    case 'A':
      return std::string(weekday);
    case 'a':
      return std::string(weekday.substr(0, kShortName));
    case 'p':
      return m.hour < 12 ? "AM" : "PM";
    case 'P':
      return m.hour < 12 ? "am" : "pm";
    case 'Z':
      return std::string(m.zone);
    case '%':
      return "%";
    default:
      return std::nullopt;
  }
}

// The letters that are names, in the contact's language. A month beside its day is another word in
// some: 2. maaliskuuta, maaliskuu.
std::optional<DateForm> name_of(char letter, bool with_day) {
  switch (letter) {
    case 'B':
      return with_day ? DateForm::kMonth : DateForm::kMonthAlone;
    case 'b':
    case 'h':
      return with_day ? DateForm::kShortMonth : DateForm::kShortMonthAlone;
    case 'A':
      return DateForm::kWeekday;
    case 'a':
      return DateForm::kShortWeekday;
    case 'p':
      return DateForm::kHalfDay;
    default:
      return std::nullopt;
  }
}

bool has_day(std::string_view format) {
  for (std::string_view letter : {"%d", "%e", "%-d", "%-e"})
    if (format.find(letter) != format.npos) return true;
  return false;
}

class Writer {
 public:
  Writer(const Moment& moment, std::string_view format, const Context& context)
      : moment_(moment), language_(prose_language(context)), with_day_(has_day(format)) {}

  // What stands for the directive; nothing: its letter is unknown.
  std::optional<std::string> write(const Directive& directive) const {
    const char letter = directive.letter;
    if (const auto field = number_field(moment_, letter)) return padded(*field, directive);
    if (letter == 'L' || letter == 'N') return fraction(moment_, directive);
    if (letter == 'z') return offset(moment_, directive);
    auto text = words(directive);
    if (!text) return std::nullopt;
    const auto width = static_cast<std::size_t>(directive.width);
    if (directive.pad != '-' && !text->empty() && text->size() < width)
      text->insert(0, width - text->size(), directive.pad == '0' ? '0' : ' ');
    return text;
  }

 private:
  std::optional<std::string> words(const Directive& directive) const {
    const char letter = directive.letter;
    if (const auto letters = composite(letter); !letters.empty()) {
      auto text = all(letters);
      return directive.upper ? to_upper(text, language_) : text;
    }
    std::string text;
    const auto name = name_of(letter, with_day_);
    if (!name || !append_date_prose(text, *name, local_ms(moment_), language_)) {
      const auto word = english(moment_, letter);
      if (!word) return std::nullopt;
      text = *word;
    }
    if (directive.other_case && (letter == 'p' || letter == 'Z')) return to_lower(text, language_);
    return directive.upper || directive.other_case ? to_upper(text, language_) : text;
  }

  // Of our own composites: every letter is known.
  std::string all(std::string_view format) const {
    std::string out;
    while (!format.empty()) {
      Directive directive;
      if (format[0] == '%' && read(format, directive) == Reading::kDone) {
        out += write(directive).value_or("");
        format.remove_prefix(directive.size);
      } else {
        out += format[0];
        format.remove_prefix(1);
      }
    }
    return out;
  }

  const Moment& moment_;
  std::string_view language_;
  bool with_day_;
};

}  // namespace

Value formatted(std::string_view format, const Moment& moment, const Context& context) {
  const Writer writer(moment, format, context);
  TextBuilder out(context);
  for (std::size_t at = 0; at < format.size();) {
    Directive directive;
    const auto reading = format[at] == '%' ? read(format.substr(at), directive) : Reading::kUnknown;
    if (reading == Reading::kCut && context.own_rules)
      return fail(context, fmt::format("invalid format: {}", format));
    const auto piece = reading == Reading::kDone ? writer.write(directive) : std::nullopt;
    if (!out.add(piece ? std::string_view(*piece) : format.substr(at, 1))) break;
    at += piece ? directive.size : 1;
  }
  return out.finish();
}

}  // namespace camp::stdlib
