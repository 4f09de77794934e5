// What mail programs make of a message's HTML: pictures that are not shown, mails that are cut off.
#include <fmt/format.h>

#include "lang/base/limits.h"
#include "lang/sema/expressions.h"
#include "lang/template/html_source.h"

namespace camp::sema {

void ExpressionChecker::check_images(const ast::Text& html) {
  for (const auto& image : liquid::images_without_alt(html.text)) {
    reporter_
        .report(Code::kImageWithoutText, html.source_span(image.begin, image.end),
                "this image says nothing where pictures are not shown")
        .help("say what it shows: `alt=\"...\"`; of a mere decoration `alt=\"\"`");
  }
}

void ExpressionChecker::check_html_size(Span place, std::size_t bytes) {
  if (bytes <= limits::kMailClipBytes) return;
  reporter_
      .report(Code::kMailClipped, place,
              fmt::format("this HTML has {} bytes without its values; Gmail shows {}", bytes,
                          limits::kMailClipBytes))
      .note("the rest is hidden, and with it the link to unsubscribe, which stands at the end")
      .help("take out comments, styles that nothing uses and pictures inside of the file");
}

}  // namespace camp::sema
