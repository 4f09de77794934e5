"""Runs tests/golden/fix/spellings.txt: `spellings.py CAMP` puts each mistake into a project of its own, and says what `camp fix` did not
make of it as it stands there. What is mended must also be without a finding."""
import pathlib
import subprocess
import sys
import tempfile

GOLDEN = pathlib.Path(__file__).parent.parent / 'golden' / 'fix'
RIGHT = {'condition': 'c.total >= 20 EUR', 'statement': 'wait 1h', 'property': 'category marketing', 'text': 'x', 'name': 'reminder'}


def project(place, mistake, sent):
    text = (GOLDEN / 'spellings.camp').read_text().replace('@SENT@', sent)
    for one, right in RIGHT.items():
        text = text.replace(f'@{one.upper()}@', mistake if one == place else right)
    return text


def check(camp, place, mistake, after):
    sent = after if place == 'name' else 'reminder'
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / 'shop.camp'
        script.write_text(project(place, mistake, sent))
        run = subprocess.run([camp, 'fix', '--project', folder], capture_output=True, text=True)
        made = script.read_text()
        wanted = project(place, after, sent)
        if made != wanted:
            was = next((a for a, b in zip(made.split('\n'), wanted.split('\n')) if a != b), made)
            return f'`{mistake}` became `{was.strip()}`, not `{after}`'
        if mistake != after and run.returncode != 0:
            found = subprocess.run([camp, 'check', '--project', folder], capture_output=True, text=True)
            return f'`{mistake}` became `{after}`, and is still wrong: {found.stderr or found.stdout}'
    return None


def main(camp):
    rows = [line.split(' | ') for line in (GOLDEN / 'spellings.txt').read_text().split('\n') if line and line[0] != '#']
    wrong = [answer for answer in (check(camp, *row) for row in rows) if answer]
    print('\n'.join(wrong + [f'{len(rows) - len(wrong)} of {len(rows)} spellings']))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
