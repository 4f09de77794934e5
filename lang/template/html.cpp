#include "lang/template/html.h"

#include <fmt/format.h>

#include <optional>
#include <tuple>
#include <utility>

#include "lang/base/excerpt.h"
#include "lang/base/letters.h"
#include "lang/base/link.h"
#include "lang/template/place_walker.h"

namespace camp::liquid {
namespace {

enum class Content : std::uint8_t { kMarkup, kText, kCode };
enum class Meaning : std::uint8_t { kText, kLink, kLinkList, kStyle, kCode };

Content content_of(std::string_view element) {
#define CAMP_HTML_ELEMENT(name, content) \
  if (element == name) return Content::content;
#define CAMP_HTML_ATTRIBUTE(name, meaning)
#include "lang/template/html_names.def"
#undef CAMP_HTML_ELEMENT
#undef CAMP_HTML_ATTRIBUTE
  return Content::kMarkup;
}

Meaning meaning_of(std::string_view attribute) {
  if (attribute.starts_with("on")) return Meaning::kCode;
#define CAMP_HTML_ELEMENT(name, content)
#define CAMP_HTML_ATTRIBUTE(name, meaning) \
  if (attribute == name) return Meaning::meaning;
#include "lang/template/html_names.def"
#undef CAMP_HTML_ELEMENT
#undef CAMP_HTML_ATTRIBUTE
  return Meaning::kText;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool is_letter(char c) { return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z'; }

// What is known of a link's scheme so far.
struct LinkBeginning {
  bool decided = false;       // nothing that follows changes the scheme
  std::string written;        // before it is decided
  bool forbidden = false;     // the script's own scheme takes no values
  Output* pending = nullptr;  // the output that stands where the scheme does
};

// The states are those of HTML's tokenizer, as far as outputs can tell them apart.
class Scanner {
 public:
  explicit Scanner(Reporter& reporter) : reporter_(&reporter) {}

  void read(std::string_view literal) {
    for (char c : literal) step(c);
  }
  void place(Output& output);
  // Whether what follows is read the same from here as from there.
  bool stands_where(const Scanner& other) const;

  static constexpr auto kLanguage = "HTML";
  static constexpr auto kBranchesEnd =
      "let every branch end where the others do: between tags, or inside the same quotes";

 private:
  enum class State : std::uint8_t {
    kText,
    kOpen,         // behind `<` or `</`
    kDeclaration,  // behind `<!`, `<?`
    kComment,
    kConditional,  // `<!--[if mso]`, up to its `>`
    kTagName,
    kBetween,  // attributes
    kName,
    kAfterName,
    kBeforeValue,
    kValue,
    kUnquoted,
    kContent,     // of an element whose content is no markup
    kContentEnd,  // behind what may be its end tag
  };

  void step(char c);
  void step_in_tag(char c);
  void step_outside(char c);
  void open(char c);
  void comment(char c);
  void content(char c);
  void begin_name(char c) {
    name_.assign(1, ascii_lower(c));
    state_ = State::kName;
  }
  void begin_value(char quote);
  void finish_tag();
  void value(char c);
  void link(char c);
  void style(char c);

  void place_in_value(Output& output);
  bool place_in_link(Output& output);
  Report refuse(const Output& output, std::string message) {
    return reporter_->report(Code::kUnsafeOutput, output.span, std::move(message));
  }

  Reporter* reporter_;
  State state_ = State::kText;
  std::string element_;
  bool closing_ = false;  // an end tag
  std::string name_;      // of the attribute
  char quote_ = '"';
  Meaning meaning_ = Meaning::kText;
  std::string recent_;  // the last few characters, where they matter
  LinkBeginning link_;
  bool in_url_ = false;     // of a style
  bool in_entity_ = false;  // of a style
};

bool Scanner::stands_where(const Scanner& other) const {
  if (state_ != other.state_) return false;
  const auto link_of = [](const Scanner& one) {
    return std::tuple(one.link_.decided, one.link_.forbidden, one.link_.pending != nullptr);
  };
  switch (state_) {
    case State::kText:
      return true;
    case State::kContent:
    case State::kContentEnd:
      return element_ == other.element_;
    case State::kValue:
      return quote_ == other.quote_ && meaning_ == other.meaning_ && in_url_ == other.in_url_ &&
             (meaning_ != Meaning::kLink || link_of(*this) == link_of(other));
    default:
      return element_ == other.element_ && closing_ == other.closing_ && name_ == other.name_;
  }
}

void Scanner::step(char c) {
  if (state_ == State::kValue || state_ == State::kUnquoted) return value(c);
  if (state_ >= State::kTagName && state_ <= State::kBeforeValue) return step_in_tag(c);
  step_outside(c);
}

void Scanner::step_outside(char c) {
  switch (state_) {
    case State::kText:
      if (c != '<') return;
      closing_ = false;
      state_ = State::kOpen;
      return;
    case State::kOpen:
      return open(c);
    case State::kDeclaration:
      recent_.push_back(c);
      if (c == '>')
        state_ = State::kText;
      else if (recent_ == "--")
        state_ = State::kComment;
      return;
    case State::kComment:
      return comment(c);
    case State::kConditional:
      if (c == '>') state_ = State::kText;
      return;
    default:
      return content(c);
  }
}

void Scanner::open(char c) {
  recent_.clear();
  if (c == '/' && !closing_) {
    closing_ = true;
  } else if (is_letter(c)) {
    element_.assign(1, ascii_lower(c));
    state_ = State::kTagName;
  } else if (c == '!' || c == '?') {
    state_ = State::kDeclaration;
  } else if (c != '<') {
    state_ = closing_ && c != '>' ? State::kDeclaration : State::kText;
  }
}

// Its beginning counts for its end: `<!-->` is a whole comment.
void Scanner::comment(char c) {
  if (recent_ == "--" && c == '[') {
    state_ = State::kConditional;
  } else if (c == '>' && (recent_.ends_with("--") || recent_.ends_with("--!"))) {
    state_ = State::kText;
  } else {
    recent_.push_back(c);
    if (recent_.size() > 8) recent_.erase(0, 4);
  }
}

void Scanner::step_in_tag(char c) {
  if (c == '>') return finish_tag();
  switch (state_) {
    case State::kTagName:
      if (is_space(c) || c == '/')
        state_ = State::kBetween;
      else
        element_.push_back(ascii_lower(c));
      return;
    case State::kBetween:
      if (!is_space(c) && c != '/') begin_name(c);
      return;
    case State::kName:
    case State::kAfterName:
      if (c == '=')
        state_ = State::kBeforeValue;
      else if (c == '/')
        state_ = State::kBetween;
      else if (is_space(c))
        state_ = State::kAfterName;
      else if (state_ == State::kAfterName)
        begin_name(c);
      else
        name_.push_back(ascii_lower(c));
      return;
    default:
      if (c == '"' || c == '\'')
        begin_value(c);
      else if (!is_space(c))
        state_ = State::kUnquoted;
      return;
  }
}

void Scanner::finish_tag() {
  const bool has_content = !closing_ && content_of(element_) != Content::kMarkup;
  state_ = has_content ? State::kContent : State::kText;
  recent_.clear();
}

// Ends with `</element` and what may stand behind a tag's name.
void Scanner::content(char c) {
  if (state_ == State::kContentEnd && (is_space(c) || c == '/' || c == '>')) {
    closing_ = true;
    state_ = State::kBetween;
    return step_in_tag(c);
  }
  state_ = State::kContent;
  if (c == '<') recent_.clear();
  recent_.push_back(ascii_lower(c));
  const auto end = "</" + element_;
  if (recent_ == end)
    state_ = State::kContentEnd;
  else if (!std::string_view(end).starts_with(recent_))
    recent_.clear();
}

void Scanner::begin_value(char quote) {
  state_ = State::kValue;
  quote_ = quote;
  meaning_ = meaning_of(name_);
  recent_.clear();
  link_ = {};
  in_url_ = false;
  in_entity_ = false;
}

void Scanner::value(char c) {
  if (state_ == State::kUnquoted) {
    if (c == '>') return finish_tag();
    if (is_space(c)) state_ = State::kBetween;
  } else if (c == quote_) {
    state_ = State::kBetween;
  } else if (meaning_ == Meaning::kLink) {
    link(c);
  } else if (meaning_ == Meaning::kStyle) {
    style(c);
  }
}

void Scanner::link(char c) {
  if (link_.decided) return;
  if (c == ':' || c == '&') {
    if (link_.pending != nullptr) {
      refuse(*link_.pending, fmt::format("`{}` behind this output makes it a link's scheme", c))
          .help("write the scheme out: `https://...`");
    } else {
      link_.forbidden = c == '&' || !is_link_scheme(link_.written);
    }
    link_.decided = true;
  } else if (c == '/' || c == '?' || c == '#') {
    link_.decided = true;
  } else {
    link_.written.push_back(c);
  }
}

// Entities are stepped over: in a style they are quotes.
void Scanner::style(char c) {
  if (in_entity_ && (is_letter(c) || c == '#' || (c >= '0' && c <= '9'))) return;
  if (std::exchange(in_entity_, c == '&') && c == ';') return;
  if (in_entity_) return;
  if (in_url_) {
    in_url_ = c != ')';
    if (c != '"' && c != '\'' && !is_space(c)) link(c);
    return;
  }
  if (c == '(' && recent_.ends_with("url")) {
    in_url_ = true;
    link_ = {};
  }
  recent_.push_back(ascii_lower(c));
  if (recent_.size() > 8) recent_.erase(0, 4);
}

// ---- outputs

void Scanner::place(Output& output) {
  output.place = Place::kText;
  switch (state_) {
    case State::kText:
    case State::kComment:
      return;
    case State::kContent:
    case State::kContentEnd:
      recent_.clear();
      state_ = State::kContent;
      if (content_of(element_) == Content::kText) return;
      refuse(output, fmt::format("no value is safe inside `<{}>`", element_))
          .help("print it between tags, or in an attribute");
      return;
    case State::kValue:
      return place_in_value(output);
    case State::kBeforeValue:
    case State::kUnquoted:
      state_ = State::kUnquoted;
      refuse(output, fmt::format("the attribute `{}` has no quotes: a blank would end it", name_))
          .help(fmt::format("write `{}=\"{{{{ ... }}}}\"`", name_));
      return;
    case State::kOpen:
      refuse(output, "behind `<` a value would be a tag").help("write `&lt;` for the sign");
      return;
    default:
      refuse(output, "a value cannot stand for a part of a tag")
          .help("print it between tags, or in the quotes of an attribute");
  }
}

void Scanner::place_in_value(Output& output) {
  if (output.is_raw()) {
    refuse(output, "`| raw` in an attribute: a quote in the value would end it")
        .help("leave `| raw` out");
    return;
  }
  switch (meaning_) {
    case Meaning::kText:
      output.place = Place::kAttribute;
      return;
    case Meaning::kLink:
      output.place = place_in_link(output) ? Place::kLink : Place::kAttribute;
      return;
    case Meaning::kLinkList:
      output.place = Place::kLinkList;
      return;
    case Meaning::kStyle:
      output.place = in_url_ && place_in_link(output) ? Place::kStyleLink : Place::kStyle;
      return;
    case Meaning::kCode:
      refuse(output, fmt::format("no value is safe in the attribute `{}`", name_))
          .help("print it between tags, or in another attribute");
      return;
  }
}

// Whether the output stands where the link's scheme does.
bool Scanner::place_in_link(Output& output) {
  if (link_.forbidden) {
    refuse(output,
           fmt::format("a link that begins with {} takes no values", quoted_excerpt(link_.written)))
        .help(fmt::format("links may begin with {}", link_schemes()));
  }
  if (link_.decided) return false;
  link_.pending = &output;
  return true;
}

}  // namespace

bool is_code_element(std::string_view name) { return content_of(name) == Content::kCode; }

void place_in_html(Template& text, Reporter& reporter) {
  Scanner scanner(reporter);
  PlaceWalker(scanner, reporter).walk(text.body);
}

}  // namespace camp::liquid
