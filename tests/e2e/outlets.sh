#!/usr/bin/env bash
# A month of three shops: who got which letter, from which shop's sender, what each shop's letters sold.
example=outlets
source "$(dirname "$0")/../support/example.bash"
fail() { echo "$1"; exit 1; }
# The senders, as the mails have them, against the shops in the journal.
cat $(find spool -name '*.mbox') > mails.txt
for sender in "Acme Kamppi <kamppi@acme.example>" "Acme Soho <soho@acme.example>" "Acme Brooklyn <brooklyn@acme.example>"; do
  grep -qF "From: $sender" mails.txt || fail "no mail of $sender"
done
! grep -qF 'From: Acme Outdoor' mails.txt || fail "a mail of no shop"
grep -qF 'Reply-To: soho@acme.example' mails.txt || fail "answers to Soho go elsewhere"
# The report's lines for each shop, held against a count of the ledger and of the purchases.
"$camp" ledger list --flow shop_letter --json > ledger.json
"$camp" report shop_letter --json > report.json
python3 - <<'PY' || fail "the report does not count what the ledger has"
import collections, json
sent = collections.Counter()
for line in open("ledger.json"):
    row = json.loads(line)
    if row.get("state") == "sent":
        sent[row["run_key"], row["arms"]["shop_letter/per outlet"]] += 1
told = collections.Counter()
revenue = {}
for run in json.load(open("report.json"))["flows"][0]["runs"]:
    everybody, outlets = run["experiments"]
    assert everybody["experiment"] is None and outlets["experiment"] == "outlet"
    assert outlets["verdict"] is None and outlets["sample_ratio"] is None
    for arm in outlets["arms"]:
        told[run["key"], arm["arm"]] += arm["sent"]
        for money in arm["goals"][0]["revenue"]:
            if money["amount"] != "0.00":
                revenue[run["key"], arm["arm"]] = money["amount"] + " " + money["currency"]
    assert sum(arm["sent"] for arm in outlets["arms"]) == run["counts"]["sent"]
assert sent == told and sum(sent.values()) == 16, (sent, told)
assert revenue == {("2026-03-02T09:00", "kamppi"): "120.00 EUR", ("2026-03-02T09:00", "brooklyn"): "40.00 USD",
                   ("2026-03-02T09:00", "soho"): "200.00 GBP", ("2026-03-09T09:00", "kamppi"): "80.00 EUR",
                   ("2026-03-23T09:00", "soho"): "60.00 GBP"}, revenue
PY
"$camp" report shop_letter --by outlet --csv > by_outlet.csv
for row in "kamppi" "soho" "brooklyn"; do grep -q "$row" by_outlet.csv || fail "no row of $row in the table by outlet"; done
"$camp" why eve weekly | grep -q 'it is per outlet' || fail "not told why eve got no letter"
"$camp" comms eve --all | grep -q 'is of no outlet' || fail "not told that eve's entry was refused"
