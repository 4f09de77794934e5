// `camp dap` as an editor uses it, by the protocol's own test client: debugger.js CAMP ROOT.
'use strict';
const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { spawn } = require('child_process');
const { DebugClient } = require('@vscode/debugadapter-testsupport');

const [, , camp] = process.argv;
const project = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'camp-debugger-')));
const shop = path.join(project, 'shop.camp');
const text = `contact { email: email?  country: string?  points: int = 0  stage: string? }
event cart { cart: string, total: money }
event purchase { cart: string }
conversation news { from "News <news@acme.example>" }
message reminder { email { subject "Your cart" text "Goods." } }
segment nordic = contact.country == "FI"
journey recovery {
  category marketing  conversation news
  start on cart as c where c.total >= 20 EUR  again
  exit on purchase as p where p.cart == c.cart
  goal bought on purchase
  flow {
    wait 1h
    send reminder via email
    repeat up to 3 times {
      wait 1h
      set contact.points = contact.points + 1
    }
  }
}
scenario "a cart is left" {
  contact anna { email: "anna@example.com", country: "FI", subscribed: [news] }
  anna does cart { cart: "c1", total: 50 EUR }
  after 1d
  expect anna.points == 3
  expect anna.points == 4
}
`;
fs.writeFileSync(shop, text);
const lineOf = (part) => text.slice(0, text.indexOf(part)).split('\n').length;
const SEND = lineOf('    send reminder'), SET = lineOf('      set contact.points');
const AFTER = lineOf('  after 1d'), WRONG = lineOf('  expect anna.points == 4');

const client = new DebugClient(camp, 'dap', 'camp');
client.defaultTimeout = 20000;

async function stopped(move, reason) {
  const [event] = await Promise.all([client.waitForEvent('stopped'), move()]);
  assert.strictEqual(event.body.reason, reason, JSON.stringify(event.body));
  return event.body;
}
async function place() {
  const { body } = await client.stackTraceRequest({ threadId: 1 });
  return body.stackFrames[0];
}
async function variables() {
  const { body } = await client.scopesRequest({ frameId: 1 });
  const all = {};
  for (const scope of body.scopes) {
    const found = await client.variablesRequest({ variablesReference: scope.variablesReference });
    all[scope.name.split(' ')[0]] = Object.fromEntries(found.body.variables.map((it) => [it.name, it.value]));
  }
  return all;
}
const refused = (move) => assert.rejects(move);

async function main() {
  // The client starts programs with its own node: camp is given as a server that was started already.
  const child = spawn(camp, ['dap'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  client.connect(child.stdout, child.stdin);

  const { body: can } = await client.initializeRequest();
  assert(can.supportsStepBack && can.supportsConfigurationDoneRequest && can.supportsRestartRequest);
  await refused(() => client.stackTraceRequest({ threadId: 1 }));           // nothing was launched
  await refused(() => client.launchRequest({ project, scenario: 'of nothing' }));
  await refused(() => client.launchRequest({ project: '/nowhere', scenario: 'cart' }));
  await refused(() => client.customRequest('flyAway'));
  await Promise.all([client.waitForEvent('initialized'), client.launchRequest({ project, scenario: 'a cart', stopOnEntry: true })]);
  const { body: { breakpoints } } = await client.setBreakpointsRequest({
    source: { path: shop }, breakpoints: [{ line: SEND }, { line: SET }, { line: AFTER }, { line: 3 }],
  });
  assert.deepStrictEqual(breakpoints.map((it) => it.verified), [true, true, true, false]);
  await client.setExceptionBreakpointsRequest({ filters: ['failures'] });
  await stopped(() => client.configurationDoneRequest(), 'entry');

  // Forwards: the scenario's step, then the flow's line, with what is known there.
  await stopped(() => client.continueRequest({ threadId: 1 }), 'breakpoint');
  assert.strictEqual((await place()).line, AFTER);
  await stopped(() => client.continueRequest({ threadId: 1 }), 'breakpoint');
  let frame = await place();
  assert.deepStrictEqual([frame.line, frame.source.path, frame.name], [SEND, shop, 'anna in recovery #1']);
  let known = await variables();
  assert.strictEqual(known.Locals['c.cart'], '"c1"');
  assert.strictEqual(known.Contact.country, 'FI');
  assert.strictEqual(known.Segments.nordic, 'true');
  assert(/at "repeat\/wait" until/.test(known.Contact['recovery #1']), JSON.stringify(known.Contact));
  assert(/^2026-01-01 10:00/.test(known.Clock.now), JSON.stringify(known.Clock));

  // Three times round the loop, a line at a time in the last; then back the same way.
  const seen = [];
  for (let i = 0; i < 3; ++i) {
    await stopped(() => client.continueRequest({ threadId: 1 }), 'breakpoint');
    assert.strictEqual((await place()).line, SET);
    seen.push(JSON.stringify(await variables()));
  }
  assert.strictEqual(new Set(seen).size, 3);
  const walked = [[(await place()).line, seen[2]]];
  for (let i = 0; i < 2; ++i) {
    await stopped(() => client.nextRequest({ threadId: 1 }), 'step');
    walked.push([(await place()).line, JSON.stringify(await variables())]);
  }
  for (let i = 1; i >= 0; --i) {
    await stopped(() => client.stepBackRequest({ threadId: 1 }), 'step');
    assert.deepStrictEqual([(await place()).line, JSON.stringify(await variables())], walked[i]);
  }
  for (const before of [seen[1], seen[0]]) {
    await stopped(() => client.reverseContinueRequest({ threadId: 1 }), 'breakpoint');
    assert.strictEqual(JSON.stringify(await variables()), before);
  }
  await stopped(() => client.reverseContinueRequest({ threadId: 1 }), 'breakpoint');
  assert.strictEqual((await place()).line, SEND);
  await stopped(() => client.reverseContinueRequest({ threadId: 1 }), 'breakpoint');
  assert.strictEqual((await place()).line, AFTER);

  // What anybody asks: an expression, also a wrong one.
  const asked = await client.evaluateRequest({ expression: 'contact.points * 2 + 1', context: 'watch' });
  assert.strictEqual(asked.body.result, '1');
  await refused(() => client.evaluateRequest({ expression: 'contact.pionts' }));
  await refused(() => client.evaluateRequest({ expression: 'after 2d' }));
  await refused(() => client.variablesRequest({ variablesReference: 99 }));

  // What is not met stops the walk; the end is a place, and going on there is the end of the session.
  await client.setBreakpointsRequest({ source: { path: shop }, breakpoints: [] });
  const failure = await stopped(() => client.continueRequest({ threadId: 1 }), 'exception');
  assert(/does not hold/.test(failure.text), failure.text);
  const done = await stopped(() => client.continueRequest({ threadId: 1 }), 'pause');
  assert.strictEqual(done.text, 'the scenario is done');
  await stopped(() => client.stepBackRequest({ threadId: 1 }), 'step');
  await stopped(() => client.restartRequest({}), 'entry');
  // A file that is broken meanwhile breaks nothing but the restart; mended, its steps are those that are walked.
  fs.writeFileSync(shop, text.replace('anna does cart', 'anna dose cart'));
  await refused(() => client.restartRequest({}));
  await client.stackTraceRequest({ threadId: 1 });
  await variables();
  fs.writeFileSync(shop, text.replace('  after 1d\n', '  the process is killed\n  expect nothing more is sent in the next 30d\n')
    .replace('  expect anna.points == 3\n  expect anna.points == 4\n', ''));
  await stopped(() => client.restartRequest({}), 'entry');
  // Looking ahead is no going there.
  await refused(() => client.evaluateRequest({ expression: 'contact.' }));
  const ahead = await stopped(() => client.continueRequest({ threadId: 1 }), 'exception');
  assert(/1 more message is sent/.test(ahead.text), ahead.text);
  known = await variables();
  assert(/^2026-01-01 09:00/.test(known.Clock.now), JSON.stringify(known.Clock));
  await client.disconnectRequest({});
  assert.strictEqual(await ended, 0);
}

main().then(() => {
  fs.rmSync(project, { recursive: true });
  console.log('an editor walks both ways');
  process.exit(0);
}, (problem) => {
  console.error(problem);
  process.exit(1);
});
