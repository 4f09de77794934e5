// Starts `camp lsp` for .camp files, and runs what its lenses ask for. A command is a row of `commands`; what else
// there is to register (a debugger) joins it in `activate`.
'use strict';
const { execFile } = require('child_process');
const path = require('path');
const vscode = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

let client;

function binary() {
  return vscode.workspace.getConfiguration('camp').get('path') || 'camp';
}

function startClient() {
  const run = { command: binary(), args: ['lsp', '--stdio'], transport: TransportKind.stdio };
  client = new LanguageClient('camp', 'camp', { run, debug: run }, {
    documentSelector: [{ scheme: 'file', language: 'camp' }],
    // Files that messages name change what is found in scripts, too.
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.{camp,html,txt,json,liquid}') },
  });
  return client.start().catch((problem) => {
    vscode.window.showErrorMessage(`camp: "${binary()} lsp" could not be started; see the setting camp.path. ${problem.message}`);
  });
}

function folderOfEditor() {
  const editor = vscode.window.activeTextEditor;
  if (editor && editor.document.uri.scheme === 'file') return path.dirname(editor.document.uri.fsPath);
  const [folder] = vscode.workspace.workspaceFolders || [];
  return folder && folder.uri.fsPath;
}

async function runScenario(folder, scenario) {
  scenario = scenario || await vscode.window.showInputBox({ prompt: 'The name of a scenario' });
  if (scenario) runAndStay(folder || folderOfEditor(), 'test', ['test', scenario]);
}

// As a task, whose output stays when it has ended. The words go past any shell.
function runAndStay(folder, name, args) {
  const task = new vscode.Task({ type: 'camp', name }, vscode.TaskScope.Workspace, name, 'camp',
      new vscode.ProcessExecution(binary(), args, { cwd: folder }));
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  return vscode.tasks.executeTask(task);
}

// As SVG in a panel beside the text. The page runs no scripts.
async function showGraph(folder, flow) {
  flow = flow || await vscode.window.showInputBox({ prompt: 'The name of a campaign or journey' });
  if (!flow) return;
  execFile(binary(), ['graph', flow, '--format', 'svg', '--color', 'never'], { cwd: folder || folderOfEditor(), maxBuffer: 1 << 26 },
      (problem, svg, story) => {
    if (problem) return vscode.window.showErrorMessage(`camp graph ${flow}: ${story || problem.message}`);
    const panel = vscode.window.createWebviewPanel('camp.graph', flow, vscode.ViewColumn.Beside, { enableScripts: false });
    panel.webview.html = `<!DOCTYPE html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; ` +
        `style-src 'unsafe-inline'; img-src data:"></head><body style="background: white">${svg}</body></html>`;
  });
}

// The debugger at the scenario's first step.
async function debugScenario(folder, scenario) {
  scenario = scenario || await vscode.window.showInputBox({ prompt: 'The name of a scenario' });
  if (!scenario) return;
  await vscode.debug.startDebugging(undefined, {
    type: 'camp', request: 'launch', name: scenario, scenario, project: folder || folderOfEditor(), stopOnEntry: true,
  });
}

const commands = {
  'camp.debug': debugScenario,
  'camp.test': runScenario,
  'camp.testAll': (folder) => runAndStay(folder || folderOfEditor(), 'test', ['test']),
  'camp.graph': showGraph,
  'camp.restart': async () => { await client.stop(); await startClient(); },
};

async function activate(context) {
  for (const [command, does] of Object.entries(commands))
    context.subscriptions.push(vscode.commands.registerCommand(command, does));
  context.subscriptions.push(vscode.debug.registerDebugAdapterDescriptorFactory('camp', {
    createDebugAdapterDescriptor: () => new vscode.DebugAdapterExecutable(binary(), ['dap']),
  }));
  await startClient();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
