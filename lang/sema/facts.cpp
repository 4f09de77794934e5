#include "lang/sema/facts.h"

#include <map>

namespace camp::sema {

void Facts::set(const std::string& path, bool present) {
  if (holds(path) == present) return;
  bool of_contact = path.starts_with("contact.");
  if (present) {
    present_.insert(path);
    if (of_contact) contact_.insert(path);
  } else {
    present_.erase(path);
    if (of_contact) contact_.erase(path);
  }
  log_.emplace_back(path, present);
}

void Facts::add_all(const std::vector<std::string>& paths) {
  for (const auto& path : paths) set(path, true);
}

void Facts::forget_under(const std::string& path) {
  auto paths = contact_;
  for (const auto& known : paths) {
    if (known == path || known.starts_with(path + ".")) set(known, false);
  }
}

void Facts::forget_contact() {
  auto paths = contact_;
  for (const auto& path : paths) set(path, false);
}

Facts::Changes Facts::take_back(Mark mark) {
  std::map<std::string, bool> last;
  for (auto i = mark; i < log_.size(); ++i) last[log_[i].first] = log_[i].second;
  while (log_.size() > mark) {
    auto [path, present] = log_.back();
    set(path, !present);
    log_.pop_back();  // the undoing itself
    log_.pop_back();
  }
  Changes changes;
  for (auto& [path, present] : last) {
    if (holds(path) != present) changes.emplace_back(path, present);
  }
  return changes;
}

void Facts::apply(const Changes& changes) {
  for (const auto& [path, present] : changes) set(path, present);
}

void Facts::join(const std::vector<Changes>& branches) {
  std::map<std::string, std::size_t> added;
  for (const auto& changes : branches) {
    for (const auto& [path, present] : changes) {
      if (present)
        ++added[path];
      else
        set(path, false);
    }
  }
  for (const auto& [path, count] : added) {
    if (count == branches.size()) set(path, true);
  }
}

}  // namespace camp::sema
