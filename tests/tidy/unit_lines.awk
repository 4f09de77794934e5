# Complains of every unit that reads more lines than its budget, and names what the most of them are. From the build
# folder, as in tidy.sh (with -v show=1 all units and their lines instead):
#   ninja -t deps | awk -v root=SOURCE_DIR/ -v budgets=.../unit_lines.txt -f unit_lines.awk
# Counted is what the compiler reads for this unit alone: sources and headers, each once, and not what was precompiled
# for it. No compiler runs: ninja knows the files of each unit from the last build.
BEGIN {
  sub(/^\//, "", root)  # ninja's paths are from the build folder
  while ((getline row < budgets) > 0)
    if (row !~ /^(#|$)/) { split(row, part, " "); budget[part[1]] = part[2] }
}
# CMakeFiles/common_headers.dir/cmake_pch.hxx.gch: #deps 303, deps mtime 1795862147711671762 (VALID)
/: #deps / {
  unit = ""
  if (!/\(VALID\)$/) next
  unit = $1; sub(/:$/, "", unit)
  target = unit; sub(/\.dir\/.*/, "", target); sub(/.*\//, "", target)
  is_precompiled = unit ~ /\.gch$/
  if (is_precompiled) has_own[target] = 1
  else { units[++unit_count] = unit; target_of[unit] = target }
  next
}
unit != "" && /^    / {
  file = substr($0, 5)
  if (is_precompiled) precompiled[target, file] = 1
  else files[unit] = files[unit] file "\n"
}

function lines_in(file, line, count) {
  if (!(file in line_count)) {
    count = 0
    while ((getline line < file) > 0) ++count
    close(file)
    line_count[file] = count
  }
  return line_count[file]
}
# What to name of a path: a folder of ours, a header of the standard library, another library as a whole.
function owner(file, at) {
  if (at = index(file, root)) {
    file = substr(file, at + length(root))
    sub(/\/[^\/]*$/, "", file)
    return file
  }
  sub(/^(\.\.\/)+/, "", file)
  sub(/.*usr\/(include|lib)\/(x86_64-linux-gnu\/)?/, "", file)
  if (file ~ /^c\+\+\//) sub(/.*\//, "", file); else sub(/\/.*/, "", file)
  return file
}
function read_for(unit, shared, total, i, n, list) {
  delete share
  total = 0
  n = split(files[unit], list, "\n") - 1
  for (i = 1; i <= n; ++i) {
    if ((shared, list[i]) in precompiled) continue
    share[owner(list[i])] += lines_in(list[i])
    total += lines_in(list[i])
  }
  return total
}
function dearest(text, i, name, most) {
  for (i = 0; i < 5; ++i) {
    most = ""
    for (name in share) if (most == "" || share[name] > share[most]) most = name
    if (most == "") break
    text = text sprintf("%s%s %d", i > 0 ? ", " : "", most, share[most])
    delete share[most]
  }
  return text
}
END {
  if (unit_count == 0) print "no unit was built in the build folder given: ninja knows the headers of none"
  for (u = 1; u <= unit_count; ++u) {
    unit = units[u]; target = target_of[unit]
    class = unit ~ /^tests\// ? "tests" : "product"
    folder = unit; sub(/\/.*/, "", folder)  # main.cpp has what its library has
    shared = target in has_own ? target : folder in has_own ? folder : class == "tests" ? "test_headers" : "common_headers"
    limit = target in budget ? budget[target] : budget[class]
    read = read_for(unit, shared)
    if (show) printf "%d %s %s\n", read, unit, dearest()
    else if (read > limit) printf "%s reads %d lines, %d are allowed: %s\n", unit, read, limit, dearest()
  }
}
