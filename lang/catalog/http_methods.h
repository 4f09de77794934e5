// How a call of a service is requested. One row each in http_methods.def.
#pragma once
#include <cstdint>
#include <string_view>

namespace camp {

enum class HttpMethod : std::uint8_t {
#define CAMP_HTTP_METHOD(number, Name, word, has_body, only_asks) k##Name = number,
#include "lang/catalog/http_methods.def"
#undef CAMP_HTTP_METHOD
};

struct HttpMethodInfo {
  HttpMethod method{};
  std::string_view word;
  bool has_body = false;   // in which parameters are sent; else in the address
  bool only_asks = false;  // it changes nothing, however often it comes
};

inline constexpr HttpMethodInfo kHttpMethods[] = {
#define CAMP_HTTP_METHOD(number, Name, word, has_body, only_asks) \
  {HttpMethod::k##Name, word, has_body, only_asks},
#include "lang/catalog/http_methods.def"
#undef CAMP_HTTP_METHOD
};

// Null for a number that is none.
constexpr const HttpMethodInfo* info_of(HttpMethod method) {
  for (const auto& row : kHttpMethods)
    if (row.method == method) return &row;
  return nullptr;
}
constexpr const HttpMethodInfo* find_http_method(std::string_view word) {
  for (const auto& row : kHttpMethods)
    if (row.word == word) return &row;
  return nullptr;
}

}  // namespace camp
