// `camp lsp` as an editor uses it: client.js CAMP ROOT.
'use strict';
const assert = require('assert');
const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');
const { Session, applied, offsetOf, positionOf } = require('./connection.js');

const [, , camp, root] = process.argv;
const example = (name) => fs.readFileSync(path.join(root, 'examples/cart_recovery', name), 'utf8');
const cart = { 'cart_recovery.camp': example('cart_recovery.camp'), 'scenarios.camp': example('scenarios.camp') };
const main = 'cart_recovery.camp';

async function withSession(files, test) {
  const session = new Session(camp, files);
  await session.begin();
  await test(session);
  assert.strictEqual(await session.end(), 0);
}

const tests = {
  async findings_as_one_types() {
    await withSession(cart, async (session) => {
      session.open(main);
      const good = session.texts.get(main);
      const bad = good.replace('send reminder_2 via', 'send remindr_2 via');
      session.change(main, bad);
      await session.until((all) => (all.get(main) || []).length > 0, 'an unknown message');
      const found = session.findings.get(main).find((one) => one.code === 'CAMP0201' || /remindr_2/.test(one.message));
      assert.strictEqual(found.severity, 1);
      assert.deepStrictEqual(found.range.start, session.at(main, 'remindr_2'));
      // The way out, as an edit.
      const actions = await session.about('textDocument/codeAction', main,
          { range: found.range, context: { diagnostics: [found] } });
      assert.ok(actions.length >= 1, 'no way out');
      const mended = applied(bad, actions[0].edit.changes[session.uri(main)]);
      assert.strictEqual(mended, good);
      // A change of a range, in UTF-16 columns behind a wide character.
      session.change(main, mended);
      await session.until((all) => all.get(main).length === 0, 'nothing more to find');
      const emoji = good.replace('Still thinking it over?', 'Still 🛒 thinking it over?');
      session.change(main, emoji);
      const start = session.at(main, 'thinking it over?');
      session.change(main, emoji.replace('thinking it over?', '{{ contact.nope }}'),
          [{ range: { start, end: { line: start.line, character: start.character + 17 } }, text: '{{ contact.nope }}' }]);
      await session.until((all) => all.get(main).some((one) => /nope/.test(one.message)), 'a field that is not there');
      assert.deepStrictEqual(session.findings.get(main)[0].range.start, session.at(main, 'nope'));
    });
  },

  async findings_of_other_files_and_of_the_disk() {
    await withSession({ 'a.camp': 'list vips\n', 'b.camp': 'segment s = contact in vips\nsegment t = contact in s\n' },
        async (session) => {
      session.open('a.camp');
      session.change('a.camp', 'list others\n');
      await session.until((all) => (all.get('b.camp') || []).some((one) => /vips/.test(one.message)), 'b lacks vips');
      // Another file has it now: the editor tells that something on disk changed.
      session.write('c.camp', 'list vips\n');
      const told = (type) => session.connection.sendNotification('workspace/didChangeWatchedFiles',
          { changes: [{ uri: session.uri('c.camp'), type }] });
      told(1);
      await session.until((all) => !all.get('b.camp').some((one) => /vips/.test(one.message)), 'c has vips');
      fs.rmSync(path.join(session.root, 'c.camp'));
      told(3);
      await session.until((all) => all.get('b.camp').some((one) => /vips/.test(one.message)), 'c is gone');
      // What was not saved is forgotten with the document.
      session.close('a.camp');
      await session.until((all) => !all.get('b.camp').some((one) => /vips/.test(one.message)), 'a is as on disk');
    });
  },

  async layout_outline_and_folds() {
    await withSession(cart, async (session) => {
      session.open(main);
      assert.deepStrictEqual(await session.about('textDocument/formatting', main, { options: {} }), []);
      const good = session.texts.get(main);
      const ugly = good.replace('    wait 1h\n', '    wait   1h\n\n\n');
      session.change(main, ugly);
      const edits = await session.about('textDocument/formatting', main, { options: { tabSize: 8 } });
      assert.strictEqual(edits.length, 1);
      assert.strictEqual(applied(ugly, edits), good.replace('    wait 1h\n', '    wait 1h\n\n'));
      const symbols = await session.about('textDocument/documentSymbol', main);
      assert.deepStrictEqual(symbols.map((one) => one.name), ['contact', 'cart_updated', 'purchase', 'shop_news',
        'do_not_contact', 'reminder', 'reminder_2', 'cart_recovery']);
      assert.deepStrictEqual(symbols[7].children.map((one) => one.name), ['recovered']);
      for (const one of symbols) inside(one.range, one.selectionRange);
      const found = await session.request('workspace/symbol', { query: 'remi' });
      assert.ok(found.some((one) => one.name === 'reminder' && one.location.uri === session.uri(main)));
      const folds = await session.about('textDocument/foldingRange', main);
      const flow = session.at(main, '  flow {').line;
      assert.ok(folds.some((fold) => fold.startLine === flow && fold.endLine > flow + 10));
    });
  },

  async an_unclosed_brace() {
    await withSession(cart, async (session) => {
      session.open(main);
      const broken = session.texts.get(main).replace('message reminder_2 {\n  email {', 'message reminder_2 {\n  email ');
      session.change(main, broken);
      await session.until((all) => (all.get(main) || []).length > 0, 'a finding');
      const folds = await session.about('textDocument/foldingRange', main);
      const journey = session.at(main, 'journey cart_recovery').line;
      assert.ok(folds.some((fold) => fold.startLine === journey), 'the journey folds');
      const symbols = await session.about('textDocument/documentSymbol', main);
      assert.ok(symbols.some((one) => one.name === 'cart_recovery'));
      // Names of what is broken now are still known, and so are those inside of an open block.
      const open = session.texts.get(main).replace(/\n    wait up to 2d \{[^]*$/, '\n    send ');
      session.change(main, open);
      const labels = await completion(session, main, positionOf(open, open.length));
      assert.ok(labels.includes('reminder_2'), labels.join());
    });
  },

  async hover() {
    await withSession(cart, async (session) => {
      session.open(main);
      const says = async (what, behind, pattern) => {
        const answer = await session.about('textDocument/hover', main, { position: session.at(main, what, behind) });
        assert.ok(answer, `nothing is said of ${what}`);
        assert.match(answer.contents.value, pattern);
      };
      await says('p.total', 2, /total: money/);
      await says('send reminder_2', 6, /message reminder_2/);
      await says('contact.country {', 9, /country: string\?/);
      await says('c.total >=', 0, /c: event \{ cart: string, total: money \}/);
      await says('message.replied', 10, /the contact answered/);
      await says('default: \'Hi\'', 2, /default: absent, any\?/);
      await says('wait up to', 1, /a durable timer/);
      await says('exit on', 1, /the event that ends an instance/);
      await says('exit "unreachable"', 1, /ends this instance/);
      await says('via email', 5, /an e-mail/);
    });
  },

  async names() {
    await withSession(cart, async (session) => {
      session.open(main);
      session.open('scenarios.camp');
      const at = (name, what, behind) => ({ position: session.at(name, what, behind) });
      const declared = await session.about('textDocument/definition', 'scenarios.camp', at('scenarios.camp', 'reminder via', 1));
      assert.strictEqual(declared.uri, session.uri(main));
      assert.deepStrictEqual(declared.range.start, session.at(main, 'reminder(total'));
      const uses = await session.about('textDocument/references', main,
          { ...at(main, 'total: money }', 1), context: { includeDeclaration: true } });
      assert.ok(uses.length > 3 && uses.some((one) => one.uri === session.uri('scenarios.camp')), JSON.stringify(uses));

      // Renamed in every file, and the project is as good as before.
      const renamed = async (what, behind, newName) => {
        const { changes } = await session.about('textDocument/rename', main, { ...at(main, what, behind), newName });
        for (const [uri, edits] of Object.entries(changes)) {
          const name = session.nameOf(uri);
          session.write(name, applied(session.texts.get(name), edits));
        }
        const checked = spawnSync(camp, ['test', '--project', session.root], { encoding: 'utf8' });
        assert.strictEqual(checked.status, 0, checked.stdout + checked.stderr);
        for (const name of Object.keys(cart)) {
          assert.ok(!new RegExp(`\\b${newName}_?x\\b`).test(session.texts.get(name)));
          session.change(name, fs.readFileSync(path.join(session.root, name), 'utf8'));
        }
        return Object.keys(changes).length;
      };
      assert.strictEqual(await renamed('event purchase', 6, 'bought'), 2);
      assert.strictEqual(await renamed('goal recovered', 6, 'won_back'), 2);
      assert.strictEqual(await renamed('first_name: string', 2, 'given_name'), 2);
      assert.strictEqual(await renamed('message reminder(', 9, 'nudge'), 2);
      assert.strictEqual(await renamed('as c where', 3, 'updated'), 1);
      assert.strictEqual(await renamed('as r else', 3, 'sent_one'), 1);
      assert.strictEqual(await renamed('journey cart_recovery', 9, 'recovery'), 2);
      assert.ok(/{{ contact.given_name/.test(session.texts.get(main)));

      // And refused where it would be another project.
      for (const [newName, why] of [['reminder_2', /declared twice/], ['Big', /no name/], ['no way', /no name/], ['contact', /no name/]])
        await assert.rejects(session.about('textDocument/rename', main, { ...at(main, 'message nudge(', 9), newName }), why);
      await assert.rejects(session.about('textDocument/prepareRename', main, at(main, 'wait up', 1)), /no name here/);
      const prepared = await session.about('textDocument/prepareRename', main, at(main, 'message nudge(', 9));
      assert.strictEqual(prepared.placeholder, 'nudge');
    });
  },

  async completion() {
    const base = cart[main].replace(/journey cart_recovery[^]*$/, '');
    const cases = [
      // `|` is where one types; what must be among the proposals, what must not
      ['jour|', ['journey', 'campaign'], ['wait']],
      ['journey j {\n  |', ['category', 'start', 'flow'], ['wait', 'send']],
      ['journey j {\n  conversation |', ['shop_news'], ['reminder']],
      ['journey j {\n  category |', ['marketing', 'transactional'], []],
      ['journey j {\n  start on |', ['cart_updated', 'purchase', 'message.clicked'], ['reminder', 'message.sent']],
      ['journey j {\n  start on purchase as p where p.|', ['order', 'cart', 'total', 'time'], ['country']],
      ['journey j {\n  start on purchase as p where |', ['p', 'total', 'contact'], ['reminder']],
      ['journey j {\n  flow {\n    |', ['wait', 'send', 'if'], ['category', 'campaign']],
      ['journey j {\n  flow {\n    wait 1h\n    se|', ['send', 'set'], ['category']],
      ['journey j {\n  flow {\n    send |\n  }\n}\n', ['reminder', 'reminder_2'], ['shop_news']],
      ['journey j {\n  flow {\n    send reminder via |', ['email', 'sms'], ['reminder']],
      ['journey j {\n  flow {\n    send reminder as r\n    wait up to 2d {\n      on r.|', ['clicked', 'opened'], ['sent']],
      ['journey j {\n  flow {\n    wait up to 2d {\n      |', ['on', 'when', 'else'], ['send']],
      ['journey j {\n  flow {\n    set contact.|', ['stage', 'spent'], ['order']],
      ['journey j {\n  flow {\n    if contact.country == "FI" { add contact to |', ['do_not_contact'], ['shop_news']],
      ['journey j {\n  flow {\n    let x = count(|', ['purchase'], ['reminder']],
      ['campaign k {\n  audience { exclude |', ['do_not_contact'], ['reminder']],
      ['message m {\n  |', ['email', 'sms', 'in', 'for'], ['subject']],
      ['message m {\n  email {\n    |', ['subject', 'text', 'html'], ['template', 'body']],
      ['message m {\n  sms "Hi {{ contact.|', ['first_name', 'email'], ['order']],
      ['message m {\n  sms "Hi {{ contact.first_name | |', ['upcase', 'default'], ['contact']],
      ['scenario "s" {\n  contact anna { |', ['email', 'subscribed'], ['wait']],
      ['scenario "s" {\n  contact anna { }\n  anna does |', ['purchase'], ['reminder']],
      ['scenario "s" {\n  contact anna { }\n  anna does purchase { |', ['order', 'total'], ['country']],
      ['scenario "s" {\n  contact anna { }\n  expect anna was sent |', ['reminder'], ['purchase']],
      ['scenario "s" {\n  the |', ['run of', 'process is killed', 'clock jumps by', 'next', 'operator'], ['now', 'abs']],
      ['scenario "s" {\n  the operator |', ['pauses', 'resumes'], ['now', 'abs']],
      ['scenario "s" {\n  the next |', ['reminder'], ['now', 'abs']],
      ['scenario "s" {\n  contact anna { }\n  expect anna was not sent reminder because |', ['no_consent', 'capped'], ['now', 'abs']],
      ['import std.|', ['nps'], []],
      ['event e { x: |', ['string', 'money'], ['wait']],
    ];
    await withSession(cart, async (session) => {
      session.open(main);
      for (const [typed, wanted, unwanted] of cases) {
        const where = typed.lastIndexOf('|');
        const text = base + typed.slice(0, where) + typed.slice(where + 1);
        session.change(main, text);
        const labels = await completion(session, main, positionOf(text, base.length + where));
        for (const label of wanted) assert.ok(labels.includes(label), `${typed}: no ${label} in ${labels}`);
        for (const label of unwanted) assert.ok(!labels.includes(label), `${typed}: ${label} is proposed`);
      }
    });
  },

  async marks() {
    await withSession(cart, async (session) => {
      session.open(main);
      const text = session.texts.get(main);
      const { data } = await session.about('textDocument/semanticTokens/full', main);
      const types = session.capabilities.semanticTokensProvider.legend.tokenTypes;
      const tokens = [];
      for (let i = 0, line = 0, character = 0; i < data.length; i += 5) {
        character = data[i] === 0 ? character + data[i + 1] : data[i + 1];
        line += data[i];
        const offset = offsetOf(text, { line, character });
        tokens.push({ line, character, text: text.slice(offset, offset + data[i + 2]), type: types[data[i + 3]] });
      }
      const type = (position) => tokens.find((one) => one.line === position.line && one.character === position.character).type;
      assert.strictEqual(type(session.at(main, 'journey')), 'keyword');
      assert.strictEqual(type(session.at(main, 'purchase {')), 'event');
      assert.strictEqual(type(session.at(main, 'cart: string, total')), 'property');
      assert.strictEqual(type(session.at(main, 'first_name | default')), 'property');
      assert.strictEqual(type(session.at(main, '# A cart')), 'comment');
      assert.strictEqual(type(session.at(main, '20 EUR')), 'number');

      const bare = text.replace('send reminder_2 via email or sms', 'send reminder_2');
      session.change(main, bare);
      const range = { start: { line: 0, character: 0 }, end: positionOf(bare, bare.length) };
      const hints = await session.about('textDocument/inlayHint', main, { range });
      assert.ok(hints.some((hint) => hint.label === ' via email or sms'), JSON.stringify(hints));
      assert.ok(hints.some((hint) => hint.label === ' same clock time'), JSON.stringify(hints));

      session.open('scenarios.camp');
      const tests = await session.about('textDocument/codeLens', 'scenarios.camp');
      assert.deepStrictEqual(tests[0].command, { title: 'Run test', command: 'camp.test',
        arguments: [session.root, 'a reminder after an hour, a second one after two days, then the end'] });
      const graphs = await session.about('textDocument/codeLens', main);
      assert.deepStrictEqual(graphs.map((lens) => lens.command.arguments[1]), ['cart_recovery']);
    });
  },

  async counts_once_there_is_a_store() {
    const script = 'contact { points: int = 0 }\nsegment many = contact.points > 1\ncampaign c {\n  category transactional\n' +
        '  audience { include many }\n  flow { wait 1h }\n}\n';
    await withSession({ 'a.camp': script, 'people.csv': 'id,points\na,1\nb,2\nc,3\n' }, async (session) => {
      session.open('a.camp');
      const hover = async () => (await session.about('textDocument/hover', 'a.camp', { position: session.at('a.camp', 'many }') })).contents.value;
      assert.ok(!/of 3 contacts/.test(await hover()));
      const imported = spawnSync(camp, ['contacts', 'import', 'people.csv', '--project', '.', '--virtual-time', '--at', '2026-03-02'],
          { cwd: session.root, encoding: 'utf8' });
      assert.strictEqual(imported.status, 0, imported.stdout + imported.stderr);
      const late = Date.now() + 10000;
      while (!/2 of 3 contacts are in it now/.test(await hover())) {
        assert.ok(Date.now() < late, 'the counts never came');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // A store that is broken is one without counts.
      fs.rmSync(path.join(session.root, '.camp', 'store', 'CURRENT'));
      assert.match(await hover(), /segment many/);
    });
  },

  // The fastest of some, as others work on the machine, too; `camp bench lsp` tells more.
  async a_keystroke_in_2000_lines() {
    let text = cart[main].replace(/journey cart_recovery[^]*$/, '');
    const journey = cart[main].slice(cart[main].indexOf('journey cart_recovery'));
    for (let i = 0; text.split('\n').length < 2000; i++) text += journey.replace('cart_recovery', `recovery_${i}`).replace('goal recovered', `goal won_${i}`);
    await withSession({ 'a.camp': text }, async (session) => {
      session.open('a.camp');
      const end = positionOf(text, text.length);
      const times = [];
      for (let i = 0; i < 20; i++) {
        const typed = i % 2 === 0;
        const begun = process.hrtime.bigint();
        session.change('a.camp', typed ? text + 'x' : text,
            [{ range: { start: end, end: { line: end.line, character: typed ? 0 : 1 } }, text: typed ? 'x' : '' }]);
        await session.until((all) => (all.get('a.camp') || []).some((one) => one.severity === 1) === typed, 'the finding');
        times.push(Number(process.hrtime.bigint() - begun) / 1e6);
      }
      times.sort((a, b) => a - b);
      console.log(`  findings after ${times[0].toFixed(1)} ms at best, ${times[10].toFixed(1)} ms in the middle`);
      assert.ok(times[0] < 50, `a keystroke takes ${times[0]} ms`);
    });
  },

  async what_is_no_protocol() {
    const body = (text) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
    const initialize = body('{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}');
    const run = (input) => spawnSync(camp, ['lsp'], { input, encoding: 'utf8', timeout: 10000 });
    const answered = (input, pattern, status = 1) => {
      const ended = run(input);
      assert.match(ended.stdout, pattern);
      assert.strictEqual(ended.status, status, ended.stderr);
    };
    answered('', /^$/);
    answered(body('{'), /-32700/);
    answered(body('[]'), /-32600/);
    answered(body('{"jsonrpc":"2.0","id":{},"method":"x"}'), /-32600/);
    answered(body('{"jsonrpc":"2.0","id":1,"method":"textDocument/hover"}'), /-32002/);
    answered(initialize + body('{"jsonrpc":"2.0","id":2,"method":"no/such"}'), /-32601/);
    answered(initialize + body('{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}'), /"id":1,"result"/);
    answered(initialize + body('{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":3}}'), /-32602/);
    answered(initialize + body(`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":${'['.repeat(100000)}`), /-32700/);
    answered(initialize + body('{"jsonrpc":"2.0","id":2,"method":"shutdown"}') + body('{"jsonrpc":"2.0","id":3,"method":"x"}') +
        body('{"jsonrpc":"2.0","method":"exit"}'), /-32600/, 0);
    // After these nobody knows where a next message would begin.
    for (const input of ['Content-Length: 99999999999999\r\n\r\n', 'Content-Length: -1\r\n\r\n', 'nonsense\r\n\r\n',
      'x'.repeat(100000), 'Content-Length: 100\r\n\r\n{}']) {
      const ended = run(input);
      assert.strictEqual(ended.status, 2, ended.stderr);
      assert.match(ended.stderr, /error/);
    }
    // Places that are not there.
    await withSession(cart, async (session) => {
      session.open(main);
      for (const position of [{ line: 99999, character: 0 }, { line: 0, character: 4294967295 }, { line: -1, character: -7 }])
        for (const method of ['hover', 'definition', 'references', 'completion'])
          await session.about('textDocument/' + method, main, { position });
      session.change(main, 'list x\n', [{ range: { start: { line: 9e5, character: 3 }, end: { line: 1, character: 0 } }, text: 'list x\n' }]);
      await session.about('textDocument/hover', main, { position: { line: 0, character: 1 } });
      assert.strictEqual(await session.about('textDocument/hover', 'never_opened.camp', { position: { line: 0, character: 0 } }), null);
    });
  },
};

function inside(outer, inner) {
  const before = (a, b) => a.line < b.line || (a.line === b.line && a.character <= b.character);
  assert.ok(before(outer.start, inner.start) && before(inner.end, outer.end));
}

async function completion(session, name, position) {
  const { items } = await session.about('textDocument/completion', name, { position });
  return items.map((item) => item.label);
}

(async () => {
  for (const [name, test] of Object.entries(tests)) {
    const begun = Date.now();
    await test();
    console.log(`${name}: ${Date.now() - begun} ms`);
  }
})().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
