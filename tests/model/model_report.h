// What a report has to say of many contacts' lives, counted from their facts.
#pragma once
#include <string>
#include <vector>

#include "tests/model/contact_model.h"

namespace camp::model {

std::vector<std::string> report_of(const std::vector<ContactModel>& contacts);

}  // namespace camp::model
