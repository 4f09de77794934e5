// Renders per second of npm's liquidjs, in this process, parsed once: node liquidjs.mjs TEMPLATE DATA
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
const {Liquid} = createRequire(process.cwd() + '/')('liquidjs');
const engine = new Liquid();
const template = engine.parse(readFileSync(process.argv[2], 'utf8'));
const data = JSON.parse(readFileSync(process.argv[3], 'utf8'));
for (let i = 0; i < 2000; i++) engine.renderSync(template, data);  // until it is compiled
let renders = 0;
const begun = process.hrtime.bigint();
let seconds = 0;
while (seconds < 2) {
  for (let i = 0; i < 100; i++, renders++) engine.renderSync(template, data);
  seconds = Number(process.hrtime.bigint() - begun) / 1e9;
}
console.log(JSON.stringify({renders, seconds, per_second: renders / seconds}));
