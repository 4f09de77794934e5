// A report's figures, `j0 arm j0/e:a goal g0 converters` -> 3. What is 0 is not there.
#pragma once
#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace camp::model {

class Figures {
 public:
  void add(const std::string& group, const std::string& name, std::int64_t count = 1) {
    if (count != 0) figures_[group + " " + name] += count;
  }
  // Of what is shared.
  void add_part(const std::string& group, const std::string& name, double part) {
    if (part != 0) parts_[group + " " + name] += part;
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const auto& [name, part] : parts_) lines.push_back(fmt::format("{} {:.6f}", name, part));
    for (const auto& [name, count] : figures_) lines.push_back(name + " " + std::to_string(count));
    return lines;
  }

 private:
  std::map<std::string, std::int64_t> figures_;
  std::map<std::string, double> parts_;
};

}  // namespace camp::model
