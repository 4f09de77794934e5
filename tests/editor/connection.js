// A project in a folder of its own and `camp lsp` with it, spoken to as an editor does.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const { pathToFileURL } = require('url');
const rpc = require('vscode-languageserver-protocol/node');

class Session {
  constructor(camp, files) {
    this.root = fs.mkdtempSync(path.join(os.tmpdir(), 'camp-editor-'));
    for (const [name, text] of Object.entries(files)) this.write(name, text);
    this.findings = new Map();  // by file
    this.versions = new Map();
    this.texts = new Map();
    this.waiting = [];
    this.server = spawn(camp, ['lsp', '--stdio'], { cwd: os.tmpdir(), stdio: ['pipe', 'pipe', 'inherit'] });
    this.ended = new Promise((resolve) => this.server.on('exit', resolve));
    this.connection = rpc.createProtocolConnection(
        new rpc.StreamMessageReader(this.server.stdout), new rpc.StreamMessageWriter(this.server.stdin));
    this.connection.onNotification(rpc.PublishDiagnosticsNotification.type, (params) => {
      this.findings.set(this.nameOf(params.uri), params.diagnostics);
      for (const resolve of this.waiting.splice(0)) resolve();
    });
    this.connection.listen();
  }

  write(name, text) {
    fs.mkdirSync(path.dirname(path.join(this.root, name)), { recursive: true });
    fs.writeFileSync(path.join(this.root, name), text);
  }
  uri(name) { return pathToFileURL(path.join(this.root, name)).toString(); }
  nameOf(uri) { return path.relative(this.root, decodeURIComponent(new URL(uri).pathname)); }

  async begin() {
    const { capabilities } = await this.request('initialize', {
      processId: process.pid, rootUri: null, capabilities: {},
      workspaceFolders: [{ uri: pathToFileURL(this.root).toString(), name: 'project' }],
    });
    this.connection.sendNotification('initialized', {});
    this.capabilities = capabilities;
  }

  request(method, params) { return this.connection.sendRequest(method, params); }
  about(method, name, more) { return this.request(method, { textDocument: { uri: this.uri(name) }, ...more }); }

  open(name, text) {
    if (text === undefined) text = fs.readFileSync(path.join(this.root, name), 'utf8');
    this.texts.set(name, text);
    this.versions.set(name, 1);
    this.connection.sendNotification('textDocument/didOpen',
        { textDocument: { uri: this.uri(name), languageId: 'camp', version: 1, text } });
  }

  // The whole text, or `ranges`: [{range, text}].
  change(name, text, changes) {
    this.texts.set(name, text);
    this.versions.set(name, this.versions.get(name) + 1);
    this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: this.uri(name), version: this.versions.get(name) },
      contentChanges: changes || [{ text }],
    });
  }
  close(name) { this.connection.sendNotification('textDocument/didClose', { textDocument: { uri: this.uri(name) } }); }

  // A place of the text as it is open: where `what` begins, `behind` characters further.
  at(name, what, behind = 0) {
    const text = this.texts.get(name);
    const offset = text.indexOf(what);
    if (offset < 0) throw new Error(`'${what}' is not in ${name}`);
    return positionOf(text, offset + behind);
  }

  // Until the findings are so.
  async until(holds, what) {
    const late = Date.now() + 10000;
    while (!holds(this.findings)) {
      if (Date.now() > late) throw new Error(`never came: ${what}; there is ${JSON.stringify([...this.findings])}`);
      await Promise.race([new Promise((resolve) => this.waiting.push(resolve)), sleep(200)]);
    }
  }

  async end() {
    await this.request('shutdown');
    this.connection.sendNotification('exit');
    const code = await this.ended;
    this.connection.dispose();
    fs.rmSync(this.root, { recursive: true });
    return code;
  }
}

function positionOf(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before[before.length - 1].length };
}

function offsetOf(text, position) {
  const lines = text.split('\n');
  let offset = position.character;
  for (let i = 0; i < position.line; i++) offset += lines[i].length + 1;
  return offset;
}

function applied(text, edits) {
  const sorted = [...edits].sort((a, b) => offsetOf(text, b.range.start) - offsetOf(text, a.range.start));
  for (const { range, newText } of sorted)
    text = text.slice(0, offsetOf(text, range.start)) + newText + text.slice(offsetOf(text, range.end));
  return text;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

module.exports = { Session, applied, offsetOf, positionOf };
