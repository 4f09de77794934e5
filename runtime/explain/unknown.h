// A name that is not there, answered with what is: an error that says what is near
// (lang/base/suggest.h) or where to look.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.h"
#include "lang/program/names_in.h"
#include "runtime/state/contact_row.h"
#include "runtime/store/store.h"

namespace camp {

// "there is no list 'employes'", with the nearest of `known` or all of them when they are few.
Error unknown_name(std::string_view kind, std::string_view name, std::vector<std::string> known);
Error unknown_contact(std::string_view contact_id);

// The program's campaign or journey of that name; kNotFound when there is none.
Result<const FlowDecl*> find_flow(const Program& program, std::string_view name);

// The contact's row; kNotFound when there is none.
Result<ContactRow> find_contact(Store& store, std::string_view contact_id);

// What there is to tell of a program, where there is none.
Error no_program_runs();

}  // namespace camp
