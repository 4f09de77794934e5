#!/usr/bin/env bash
# `camp doc` of every example: the page is whole, every link in it leads somewhere, it loads nothing, and it is the same each time.
set -euo pipefail
camp=$1
examples=$(cd "$(dirname "$0")/../../examples" && pwd)
source "$(dirname "$0")/../support/verb_checks.bash"
cd "$work"
# page FILE CONDITION: the page is well-formed and safe, and CONDITION, Python about `text` (what a reader sees) and `ids`, holds
page() {
  python3 - "$1" "$2" > "$work/out.txt" 2>&1 <<'P' || fail "$1: $2"
import html.parser, sys
raw = open(sys.argv[1], encoding='utf-8').read()
EMPTY = {'meta', 'img', 'br', 'link', 'input'}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.text, self.styles = [], [], [], '', ''

    def handle_starttag(self, tag, attributes):
        assert tag not in ('script', 'link', 'object', 'embed', 'form', 'base'), tag
        for name, value in attributes:
            assert not name.startswith('on'), (tag, name)
            if name == 'id':
                self.ids.append(value)
            if name == 'href':
                self.links.append(value)
            if name == 'src':
                assert value.startswith('data:image/svg+xml;base64,'), value[:80]
            if name == 'srcdoc':
                assert dict(attributes).get('sandbox') == '', attributes
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, (tag, self.open)

    def handle_data(self, data):
        if self.open and self.open[-1] == 'style':
            self.styles += data
        else:
            self.text += data


p = Page()
p.feed(raw)
p.close()
assert not p.open, p.open
assert len(set(p.ids)) == len(p.ids), 'an id stands twice'
for link in p.links:
    assert link.startswith('#') and link[1:] in p.ids, link
assert 'url(' not in p.styles and '@import' not in p.styles
assert "default-src 'none'" in raw
text, ids = p.text, p.ids
assert eval(sys.argv[2]), sys.argv[2]
P
}
for example in "$examples"/*/; do
  name=$(basename "$example")
  cp -r "$example" "p"
  text 0 'wrote page.html' doc --project p --out page.html
  page page.html 'len(ids) > 5'
  text 0 'wrote' doc --project p --out again.html
  cmp page.html again.html || fail "$name: not the same page twice"
  for flow in $(grep -hoE '^(campaign|journey) [a-z0-9_]+' p/*.camp | cut -d' ' -f2); do
    grep -Eq "id=\"(campaign|journey)-$flow\"" page.html || fail "$name: no $flow"
  done
  rm -rf p
done
text 0 'wrote page.html' doc --project "$examples/preference_centre" --out page.html
page page.html '"Double opt-in and a preference centre" in text and "journey-preferences" in ids and "segment-readers" in ids and "Welcome" in text'
page page.html '"what a form says counts once the link at that address was used" in text'

# ---- names and texts of somebody who means harm stay text
mkdir p
cat > p/a.camp <<'CAMP'
## </p><script>alert(1)</script> & "quoted" <img src=x onerror=alert(2)>
contact { email: email?  first_name: string = "<script>alert(3)</script>" }
event purchase { order: string }
conversation news { from "News <news@acme.example>" }
segment odd = contact.first_name == "\"><script>alert(4)</script>"
message hello {
  email { subject "<script>alert(5)</script>" html "<p>Hi <a href='https://acme.example/'>there</a><img src='https://acme.example/x.png'></p>" }
  sms "</pre><script>alert(6)</script>"
}
## </section>
journey greeting {
  category marketing  conversation news  goal g on purchase  tags "</dd><script>alert(7)</script>"
  start on purchase where order == "<b>"
  flow { if contact.first_name == "</svg><script>alert(8)</script>" { send hello via email }  exit "<i>" }
}
scenario "<script>alert(9)</script>" {
  contact anna { email: "anna@example.com", subscribed: [news] }
  anna does purchase { order: "x" }
  expect anna left greeting with "<i>"
}
CAMP
sed -i 's/contact { email: email?/contact { email: email?  phone: phone?/' p/a.camp
text 0 'wrote page.html' doc --project p --out page.html
page page.html 'all("alert(%d)" % n in text for n in (1, 2, 3, 4, 5, 6, 7, 9))'

# ---- where it goes, and what it needs
cd p
text 0 'wrote doc.html' doc
mkdir folder
text 0 'wrote folder/doc.html' doc --out folder
answers 'a["format"] == "camp.doc/1" and a["ok"] and a["file"] == "doc.html" and a["notes"] == []' doc
text 2 'takes the whole project' doc hello
text 3 'there_is_none' doc --out there_is_none/doc.html
# a script, or what somebody else wrote, is never replaced
cp a.camp kept.txt
text 4 "a script's name" doc --out a.camp
text 4 "a script's name" doc --out new.camp
cmp a.camp kept.txt || fail "a script was overwritten"
echo '<!doctype html><title>mine</title>' > mine.html
text 4 'camp did not write it' doc --out mine.html
grep -q mine mine.html || fail "a page was overwritten"
(umask 022 && text 0 'wrote other.html' doc --out other.html)
[ "$(stat -c %a other.html)" = 644 ] || fail "a page that others cannot read"
echo 'segment broken = contact.nobody == 1' > b.camp
text 1 'CAMP0203' doc --out never.html
[ ! -e never.html ] || fail "a page of a project with errors"
