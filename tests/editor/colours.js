// The syntax files of grammar/ over every example: colours.js CAMP ROOT. What is a word of the language and what a name
// is taken from the language server, which knows.
'use strict';
const assert = require('assert');
const fs = require('fs');
const Module = require('module');
const path = require('path');
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');
const { Session } = require('./connection.js');

const [, , camp, root] = process.argv;
const at = (...parts) => path.join(root, ...parts);

function scriptsBelow(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : scriptsBelow(full);
    return entry.name.endsWith('.camp') ? [full] : [];
  });
}

async function loadGrammar() {
  const wasm = fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => scope === 'source.camp' ?
        textmate.parseRawGrammar(fs.readFileSync(at('grammar/vscode/syntaxes/camp.tmLanguage.json'), 'utf8'), 'camp.json') : null,
  });
  return registry.loadGrammar('source.camp');
}

// For each line, the scopes of each of its characters.
function scopesOf(grammar, text) {
  let stack = textmate.INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    const scopes = new Array(line.length);
    for (const token of tokens)
      for (let i = token.startIndex; i < Math.min(token.endIndex, line.length); i++) scopes[i] = token.scopes;
    return scopes;
  });
}

function* tokensOf(data, types) {
  for (let i = 0, line = 0, character = 0; i < data.length; i += 5) {
    character = data[i] === 0 ? character + data[i + 1] : data[i + 1];
    line += data[i];
    yield { line, character, length: data[i + 2], type: types[data[i + 3]] };
  }
}

const isKeyword = (scopes) => scopes.some((scope) => /^keyword|^constant\.language|^support\.constant/.test(scope));
const isText = (scopes) => scopes.some((scope) => scope.startsWith('string'));
const isComment = (scopes) => scopes.some((scope) => scope.startsWith('comment'));

async function examplesAreColouredAsTheyAreMeant(grammar) {
  const scripts = scriptsBelow(at('examples')).concat(scriptsBelow(at('stdlib')));
  assert.ok(scripts.length > 20);
  const counts = { words: 0, names: 0, misnamed: 0 };
  const session = new Session(camp, {});
  await session.begin();
  const types = session.capabilities.semanticTokensProvider.legend.tokenTypes;
  for (const script of scripts) {
    const text = fs.readFileSync(script, 'utf8');
    const uri = require('url').pathToFileURL(script).toString();
    session.connection.sendNotification('textDocument/didOpen',
        { textDocument: { uri, languageId: 'camp', version: 1, text } });
    const { data } = await session.request('textDocument/semanticTokens/full', { textDocument: { uri } });
    const scopes = scopesOf(grammar, text);
    const lines = text.split('\n');
    for (const token of tokensOf(data, types)) {
      const here = scopes[token.line][token.character];
      const word = lines[token.line].slice(token.character, token.character + token.length);
      const where = `${path.relative(root, script)}:${token.line + 1}:${token.character + 1} '${word}' ${here.join(' ')}`;
      if (token.type === 'keyword') {
        assert.ok(isKeyword(here), `${where}: no keyword`);
        counts.words++;
      } else if (token.type === 'comment') {
        assert.ok(isComment(here) && !isKeyword(here), `${where}: no comment`);
      } else if (token.type === 'string') {
        assert.ok(isText(here) && !isKeyword(here), `${where}: no text`);
      } else if (token.type !== 'number') {
        assert.ok(!isComment(here), where);
        counts.names++;
        // A channel's word is a name of the language; others that are coloured as words are what no pattern can tell.
        if (isKeyword(here) && !here.some((scope) => scope.startsWith('support'))) {
          counts.misnamed++;
          if (process.env.CAMP_SHOW) console.log(where);
        }
      }
    }
    session.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }
  assert.strictEqual(await session.end(), 0);
  assert.ok(counts.words > 2000 && counts.names > 3000, JSON.stringify(counts));
  assert.ok(counts.misnamed / counts.names < 0.01, `names coloured as words: ${JSON.stringify(counts)}`);
  console.log(`${scripts.length} scripts: ${JSON.stringify(counts)}`);
}

function everyWordHasItsScope(grammar) {
  const table = fs.readFileSync(at('grammar/keywords.def'), 'utf8');
  const rows = [...table.matchAll(/^CAMP_KEYWORD\((\w+), +(\w+),/gm)];
  assert.ok(rows.length > 100);
  for (const [, word] of rows) {
    const [scopes] = scopesOf(grammar, `  ${word} x`);
    assert.ok(isKeyword(scopes[2]), `${word}: ${scopes[2]}`);
    for (const line of [`  "${word} x"`, `# ${word} x`, `  a.${word} x`]) {
      const [inside] = scopesOf(grammar, line);
      assert.ok(!isKeyword(inside[line.indexOf(word)]), `${line}: ${inside[line.indexOf(word)]}`);
    }
  }
}

function textsEndWhereTheyDo(grammar) {
  const text = 'message m {\n  sms "a {{ contact.x | default: \'}\' }} \\" b"\n  email { text """\n    if wait\n    """\n  }\n}\n' +
      '# "\njourney j {\n  category "broken\n  flow { wait 1h }\n}\n';
  const scopes = scopesOf(grammar, text);
  assert.ok(isText(scopes[3][5]) && !isKeyword(scopes[3][5]));
  for (const [line, word] of [[8, 'journey'], [9, 'category'], [10, 'wait']])
    assert.ok(isKeyword(scopes[line][text.split('\n')[line].indexOf(word)]), word);
}

// What vsce asks of a manifest, and that what it names is there.
function theExtensionIsWhole() {
  const folder = at('grammar/vscode');
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  for (const field of ['name', 'displayName', 'description', 'version', 'publisher', 'license', 'engines', 'main'])
    assert.ok(manifest[field], field);
  assert.match(manifest.version, /^\d+\.\d+\.\d+$/);
  const { languages, grammars, commands } = manifest.contributes;
  for (const file of [manifest.main, 'LICENSE', 'README.md', languages[0].configuration, grammars[0].path])
    assert.ok(fs.existsSync(path.join(folder, file)), file);
  JSON.parse(fs.readFileSync(path.join(folder, languages[0].configuration), 'utf8'));
  return { main: path.join(folder, manifest.main), commands: commands.map((one) => one.command) };
}

// With an editor that only writes down what it is asked for.
async function theExtensionStartsTheServer({ main, commands }) {
  const seen = { commands: {}, clients: [], tasks: [], adapters: {}, debugged: [] };
  const vscode = {
    workspace: { getConfiguration: () => ({ get: () => '/opt/camp' }), createFileSystemWatcher: (pattern) => pattern, workspaceFolders: [] },
    window: {},
    debug: {
      registerDebugAdapterDescriptorFactory: (type, factory) => { seen.adapters[type] = factory; return {}; },
      startDebugging: async (folder, launch) => seen.debugged.push(launch),
    },
    DebugAdapterExecutable: class { constructor(...parts) { this.parts = parts; } },
    commands: { registerCommand: (name, does) => { seen.commands[name] = does; return {}; } },
    tasks: { executeTask: (task) => seen.tasks.push(task) },
    Task: class { constructor(...parts) { this.execution = parts[4]; } },
    ProcessExecution: class { constructor(...parts) { this.parts = parts; } },
    TaskScope: {}, TaskRevealKind: {}, ViewColumn: {},
  };
  const languageclient = {
    LanguageClient: class { constructor(...parts) { seen.clients.push(parts); } async start() {} async stop() {} },
    TransportKind: { stdio: 0 },
  };
  const load = Module._load;
  Module._load = (name, ...rest) => name === 'vscode' ? vscode : name === 'vscode-languageclient/node' ? languageclient : load(name, ...rest);
  try {
    const extension = require(path.resolve(main));
    await extension.activate({ subscriptions: [] });
    assert.deepStrictEqual(Object.keys(seen.commands).sort(), [...commands].sort());
    const [, , server, client] = seen.clients[0];
    assert.deepStrictEqual([server.run.command, server.run.args], ['/opt/camp', ['lsp', '--stdio']]);
    assert.deepStrictEqual(client.documentSelector, [{ scheme: 'file', language: 'camp' }]);
    await seen.commands['camp.test']('/project', 'a scenario; rm -rf');
    assert.deepStrictEqual(seen.tasks[0].execution.parts, ['/opt/camp', ['test', 'a scenario; rm -rf'], { cwd: '/project' }]);
    assert.deepStrictEqual(seen.adapters.camp.createDebugAdapterDescriptor().parts, ['/opt/camp', ['dap']]);
    await seen.commands['camp.debug']('/project', 'a buyer leaves');
    assert.deepStrictEqual(seen.debugged, [{
      type: 'camp', request: 'launch', name: 'a buyer leaves', scenario: 'a buyer leaves', project: '/project', stopOnEntry: true,
    }]);
    await extension.deactivate();
  } finally {
    Module._load = load;
  }
}

(async () => {
  const grammar = await loadGrammar();
  everyWordHasItsScope(grammar);
  textsEndWhereTheyDo(grammar);
  await theExtensionStartsTheServer(theExtensionIsWhole());
  await examplesAreColouredAsTheyAreMeant(grammar);
})().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
