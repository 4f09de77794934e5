// Takes away from a life what its difference does not need, one thing at a time, as long as
// anything can go.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/model/comparison.h"

namespace camp::model {
namespace {

template <class Items>
bool drop(Items& items, std::size_t index) {
  if (index >= items.size()) return false;
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(index));
  return true;
}

bool clear(std::string& text) {
  if (text.empty()) return false;
  text.clear();
  return true;
}

// Every block of a flow, the outer ones first.
void list_blocks(Block& block, std::vector<Block*>& all) {
  all.push_back(&block);
  for (auto& it : block) {
    list_blocks(it.then, all);
    list_blocks(it.otherwise, all);
    for (auto& arm : it.arms) list_blocks(arm.then, all);
    for (auto& inner : it.blocks) list_blocks(inner, all);
    for (auto& variant : it.variants) list_blocks(variant.flow, all);
  }
}

class Shrinking {
 public:
  explicit Shrinking(Life life) : life_(std::move(life)) {
    could_run_ = difference(life_, nullptr).rfind("camp cannot", 0) != 0;
  }

  Life shrink() {
    while (round()) {
    }
    return std::move(life_);
  }

 private:
  bool differs(const Life& life) {
    const auto text = difference(life, nullptr);
    return !text.empty() && (text.rfind("camp cannot", 0) != 0) == could_run_;
  }

  // Does the change at every place, from the last to the first; true when one of them stayed.
  bool everywhere(std::size_t places, const std::function<bool(Life&, std::size_t)>& change) {
    bool any = false;
    for (auto i = places; i-- > 0;) {
      auto smaller = life_;
      if (!change(smaller, i) || !differs(smaller)) continue;
      life_ = std::move(smaller);
      any = true;
    }
    return any;
  }

  bool round() {
    bool any = everywhere(life_.inputs.size(),
                          [](Life& life, std::size_t i) { return drop(life.inputs, i); });
    any |= shrink_imports();
    any |= everywhere(life_.project.flows.size(), [](Life& life, std::size_t i) {
      return life.project.flows[i].confirms.empty() && drop(life.project.flows, i);
    });
    for (std::size_t m = 0; m < life_.project.messages.size(); ++m)
      any |= everywhere(life_.project.messages[m].contents.size(), [m](Life& life, std::size_t i) {
        return i > 0 && drop(life.project.messages[m].contents, i);
      });
    for (std::size_t f = 0; f < life_.project.flows.size(); ++f) any |= shrink_flow(f);
    return any;
  }

  // What people come with, and what is imported later.
  bool shrink_imports() {
    bool any = false;
    for (std::size_t p = 0; p < life_.people.size(); ++p)
      any |= everywhere(life_.people[p].subscribed.size(), [p](Life& life, std::size_t i) {
        return drop(life.people[p].subscribed, i);
      });
    for (std::string Import::*part : {&Import::outlet, &Import::email, &Import::phone})
      any |= everywhere(life_.inputs.size(), [part](Life& life, std::size_t i) {
        auto& import = life.inputs[i].import;
        return import && clear(*import.*part);
      });
    return any | everywhere(life_.inputs.size(), [](Life& life, std::size_t i) {
             auto& import = life.inputs[i].import;
             return import && drop(import->subscribed, 0);
           });
  }

  bool shrink_flow(std::size_t f) {
    const auto flow = [f](Life& life) -> Flow& { return life.project.flows[f]; };
    bool any = everywhere(flow(life_).exits.size(),
                          [&](Life& life, std::size_t i) { return drop(flow(life).exits, i); });
    any |= everywhere(flow(life_).goals.size(), [&](Life& life, std::size_t i) {
      return flow(life).goals.size() > 1 && drop(flow(life).goals, i);
    });
    if (!flow(life_).confirms.empty()) return any;  // it is not the script's
    std::vector<Block*> blocks;
    list_blocks(flow(life_).flow, blocks);
    for (auto b = blocks.size(); b-- > 0;) {
      any |= everywhere(8, [&](Life& life, std::size_t i) {
        std::vector<Block*> all;
        list_blocks(flow(life).flow, all);
        return b < all.size() && drop(*all[b], i);
      });
    }
    return any;
  }

  Life life_;
  bool could_run_ = true;
};

}  // namespace

Life smallest(Life life) { return Shrinking(std::move(life)).shrink(); }

}  // namespace camp::model
