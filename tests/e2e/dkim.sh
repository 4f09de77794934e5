#!/usr/bin/env bash
# Mails that camp signs, checked by a verifier that is not ours (dkimpy), as a mailbox would: over a real server, with each
# kind of key, and changed on their way. Debian's python3, which is who has dkimpy.
set -euo pipefail
camp=$1
source "$(dirname "$0")/../support/verb_checks.bash"
source "$(dirname "$0")/../support/smtp_service.bash"
mkdir "$work/server/whole"
export SMTP_URL=$url CAMP_ALLOW_HOSTS=127.0.0.1

mkdir "$work/p"
cd "$work/p"
printf 'one line\r\n\r\n\r\n' > list.txt
cat > flows.camp <<'CAMP'
contact { email: email?  name: string = "Anna" }
event order { total: money }
conversation by_rsa { from "Acme, the shop <news@Acme.example>"  reply_to "help@acme.example"
                      dkim selector "s1" key secret("RSA_KEY") }
conversation by_ed25519 { from "ed@acme.example"  dkim selector "s2.mail" key secret("ED_KEY") }
conversation plain { from "plain@acme.example" }
message rich { email {
  subject "Grüße an {{ contact.name }}: zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich, und noch einmal zurück"
  text "Hello  {{ contact.name }}\t \n\nFrom here  \n.\n\n\n"
  html "<p>Hello <b>{{ contact.name }}</b></p>"
  attach file "list.txt"
  header "X-Shop" "  a   b  " } }
message short { email { subject "One" text "{{ contact.name }}" } }
segment all = contact.email is present
campaign rsa { category marketing  conversation by_rsa  goal a on order as o within 7d worth o.total  audience { include all }
               flow { send rich } }
campaign ed { category marketing  conversation by_ed25519  goal b on order as o within 7d worth o.total  audience { include all }
              flow { send short } }
campaign none { category marketing  conversation plain  goal c on order as o within 7d worth o.total  audience { include all }
                flow { send rich } }
channel email via smtp { url env("SMTP_URL")  tls optional }
CAMP
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/rsa.pem" 2> /dev/null
openssl genpkey -algorithm ED25519 -out "$work/ed.pem" 2> /dev/null
printf 'id,email,name\na,a@example.com,Änna\nb,b@example.com,\nc,c@example.com,Some  One\n' > contacts.csv

# What signs nothing is said before anything is sent, without the key.
text 2 'the project needs ED_KEY, RSA_KEY, which are not set' contacts import contacts.csv
export ED_KEY_FILE=$work/ed.pem RSA_KEY="geheim, but no key"
text 2 'RSA_KEY signs no mail: it is no private key' contacts import contacts.csv
! grep -q geheim "$work/out.txt" "$work/err.txt" || fail "a key was printed"
RSA_KEY=$(openssl ecparam -name prime256v1 -genkey -noout | grep -v -e ----- | tr -d '\n')
text 2 'RSA_KEY signs no mail: it is neither an RSA nor an Ed25519 key' contacts import contacts.csv
RSA_KEY=$(openssl genrsa 768 2> /dev/null | grep -v -e ----- | tr -d '\n')
text 2 'an RSA key has 1,024 to 4,096 bits' contacts import contacts.csv
RSA_KEY=$(openssl rsa -aes128 -passout pass:x -in "$work/rsa.pem" 2> /dev/null)
text 2 'RSA_KEY signs no mail: it is no private key: neither PEM without a passphrase' contacts import contacts.csv
RSA_KEY=$(grep -v -e ----- "$work/rsa.pem" | tr -d '\n')  # on one line
text 0 "3 created" contacts import contacts.csv --subscribe by_rsa:email
for more in by_ed25519 plain; do text 0 "3 changed" contacts import contacts.csv --subscribe $more:email; done
for campaign in rsa ed none; do text 0 '3 messages' run $campaign --key first; done
[ "$(wc -l < "$work/server/mails")" = 9 ] || fail "not all arrived"

openssl pkey -in "$work/rsa.pem" -pubout -outform DER | base64 -w0 > "$work/rsa.pub"
openssl pkey -in "$work/ed.pem" -pubout -outform DER | tail -c 32 | base64 -w0 > "$work/ed.pub"
/usr/bin/python3 - "$work" <<'PY' || fail "signatures are wrong"
import os, sys
import dkim

work = sys.argv[1]
records = {
    b"s1._domainkey.acme.example.": b"v=DKIM1; k=rsa; p=" + open(f"{work}/rsa.pub", "rb").read(),
    b"s2.mail._domainkey.acme.example.": b"v=DKIM1; k=ed25519; p=" + open(f"{work}/ed.pub", "rb").read(),
}
asked = set()
def record(name, timeout=5):
    name = name if isinstance(name, bytes) else name.encode()
    asked.add(name)
    return records.get(name)
def good(mail):
    return dkim.verify(mail, dnsfunc=record)

kinds = {"rsa": 0, "ed": 0, "none": 0}
for name in os.listdir(f"{work}/server/whole"):
    mail = open(f"{work}/server/whole/{name}", "rb").read()
    kind = mail.split(b"X-Camp-Campaign: ", 1)[1].split(b"\r\n", 1)[0].decode()
    kinds[kind] += 1
    if kind == "none":
        assert b"DKIM-Signature" not in mail
        continue
    assert mail.startswith(b"DKIM-Signature: v=1; a=rsa-sha256;" if kind == "rsa" else b"DKIM-Signature: v=1; a=ed25519-sha256;")
    head = mail.split(b"\r\n\r\n", 1)[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78, head
    assert good(mail), (name, mail)
    # As mail systems may change a mail, and as nobody may.
    assert good(b"Received: from relay\r\n" + mail + b"\r\n\r\n")
    assert not good(mail.replace(b"Subject: ", b"Subject: not ", 1))
    assert not good(b"Subject: another\r\n" + mail)
    assert not good(b"From: mallory@example.com\r\n" + mail)
    assert not good(mail.rstrip() + b"\r\nmore\r\n")
    assert not good(mail.replace(b"List-Unsubscribe: <mailto:", b"List-Unsubscribe: <mailto:not-", 1))
assert kinds == {"rsa": 3, "ed": 3, "none": 3}, kinds
assert asked == set(records), asked
PY
