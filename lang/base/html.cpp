#include "lang/base/html.h"

namespace camp {

void append_html(std::string& out, std::string_view text) {
  auto run = text.begin();
  for (auto at = text.begin(); at != text.end(); ++at) {
    auto entity = html_entity(*at);
    if (entity.empty()) continue;
    out.append(run, at).append(entity);
    run = at + 1;
  }
  out.append(run, text.end());
}

std::size_t html_growth(std::string_view text) {
  std::size_t growth = 0;
  for (char c : text) {
    auto entity = html_entity(c);
    if (!entity.empty()) growth += entity.size() - 1;
  }
  return growth;
}

}  // namespace camp
