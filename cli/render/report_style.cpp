// The look of the HTML report. Colours are variables: one set for light screens and paper, one for
// dark screens.
#include "cli/render/report_html.h"

namespace camp::cli {

const std::string_view kReportStyle = R"css(
:root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#596575;
  --rule:#dfe4ea;--track:#edf0f4;--arm0:#2563c9;--arm1:#c8650a;--arm2:#0f8a6a;--arm3:#9a3fa0;
  --arm4:#b8323f;--arm5:#7a6912;--held:#6d7887;--good:#0c7a4d;--bad:#b02a37;--warn:#fff3cd;
  --warnink:#7a5b00}
@media screen and (prefers-color-scheme:dark){
:root{--paper:#12161c;--card:#1b212a;--ink:#e8ecf1;--soft:#a0acba;--rule:#313a46;--track:#262e39;
  --arm0:#74a7ff;--arm1:#f0a04b;--arm2:#4cc9a4;--arm3:#d78be0;--arm4:#f27f8a;--arm5:#cdbb5a;
  --held:#97a3b3;--good:#5fd3a0;--bad:#ff8d97;--warn:#453a12;--warnink:#ffe69c}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,
  "Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1180px;margin:0 auto;padding:20px 16px 40px}
h1{font-size:1.6rem;margin:0}
h2{font-size:1.35rem;margin:0;line-height:1.25}
h3{font-size:1.1rem;margin:28px 0 4px}
p{margin:4px 0}
.soft,footer{color:var(--soft)}
.soft{font-size:.9rem}
.run{margin-top:28px;padding-top:20px;border-top:1px solid var(--rule)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:10px;
  margin:16px 0 14px;padding:0}
.tiles div{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:10px 12px}
.tiles dt{color:var(--soft);font-size:.82rem}
.tiles dd{margin:0;font-size:1.15rem;font-weight:650;font-variant-numeric:tabular-nums;
  overflow-wrap:anywhere;line-height:1.3}
.brief{font-size:1.05rem;max-width:75ch}
.result{background:var(--card);border:1px solid var(--rule);border-left:5px solid var(--arm0);
  border-radius:10px;padding:14px 18px;margin:12px 0;max-width:none}
.result p,.result ul{max-width:95ch}
.finding{font-size:1.08rem;font-weight:650;line-height:1.4}
.result ul{margin:8px 0 0;padding-left:20px}
.caveats{color:var(--warnink)}
.tiles .soft{font-size:.78rem;font-weight:400;line-height:1.35}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 12px;padding:0}
.legend i{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:7px}
.charts{columns:3 320px;column-gap:14px;margin-bottom:14px}
figure{margin:0 0 14px;break-inside:avoid;background:var(--card);border:1px solid var(--rule);
  border-radius:10px;padding:14px}
figcaption{font-weight:650;font-size:.95rem}
figcaption span{display:block;font-weight:400;font-size:.82rem;color:var(--soft)}
figure svg{display:block;width:100%;max-width:520px;height:auto;margin:10px auto 0}
.table{overflow-x:auto;background:var(--card);border:1px solid var(--rule);border-radius:10px;
  margin:0 0 14px;-webkit-overflow-scrolling:touch}
table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:650;padding:12px 14px 4px;font-size:.95rem}
th,td{padding:7px 10px;text-align:right;white-space:nowrap;border-top:1px solid var(--rule)}
thead th{border-top:0;color:var(--soft);font-weight:550;vertical-align:bottom}
th:first-child,td:first-child,.text{text-align:left}
th:first-child,.text{white-space:normal;overflow-wrap:anywhere}
tbody th{font-weight:550;position:sticky;left:0;background:var(--card)}
tbody th i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:8px}
tr.goal th{font-weight:650;padding-top:14px}
tr.goal+tr th,tr.goal+tr td{border-top:0}
.slim{max-width:560px}
.came{background:linear-gradient(var(--arm0),var(--arm0)) left bottom/0 3px no-repeat}
.soft time{white-space:nowrap}
.good{color:var(--good);font-weight:600}
.bad{color:var(--bad);font-weight:600}
.alarm{background:var(--warn);color:var(--warnink);border-radius:10px;padding:10px 14px;
  margin-top:14px;font-weight:600}
details{margin:0 0 14px;font-size:.9rem}
summary+.table{margin:8px 0 0}
.soft+.table{margin-top:14px}
summary{cursor:pointer;color:var(--soft)}
footer{margin-top:32px;padding-top:14px;border-top:1px solid var(--rule);font-size:.84rem;
  max-width:75ch}
text{fill:var(--ink);font-size:12px;font-family:inherit;paint-order:stroke;stroke:var(--card);
  stroke-width:3px;stroke-linejoin:round}
.label{font-weight:600}
.value{font-weight:600;font-variant-numeric:tabular-nums}
.tick,.note{fill:var(--soft);font-size:10.5px;font-variant-numeric:tabular-nums}
.end{text-anchor:end}
.mid{text-anchor:middle}
.axis{stroke:var(--soft)}
.grid{stroke:var(--rule)}
.track{fill:var(--track)}
.whisker{stroke-width:2}
.curve{fill:none!important;stroke-width:2;stroke-linejoin:round}
.arm0{fill:var(--arm0);stroke:var(--arm0);background:var(--arm0)}
.arm1{fill:var(--arm1);stroke:var(--arm1);background:var(--arm1)}
.arm2{fill:var(--arm2);stroke:var(--arm2);background:var(--arm2)}
.arm3{fill:var(--arm3);stroke:var(--arm3);background:var(--arm3)}
.arm4{fill:var(--arm4);stroke:var(--arm4);background:var(--arm4)}
.arm5{fill:var(--arm5);stroke:var(--arm5);background:var(--arm5)}
.held{fill:var(--held);stroke:var(--held);background:var(--held)}
.curve.held{stroke-dasharray:5 3}
.bar{stroke:none}
@media screen and (max-width:1000px){
.cards thead{display:none}
.cards,.cards caption,.cards tbody,.cards tr,.cards th,.cards td{display:block;text-align:left}
.cards tr{border-top:1px solid var(--rule);padding:8px 14px}
.cards tr.goal{padding-bottom:0}
.cards tr.goal+tr{border-top:0}
.cards th,.cards td,.cards tbody th:first-child{border:0;padding:2px 0;position:static}
.cards td{display:flex;justify-content:space-between;gap:16px;white-space:normal}
.cards td::before{content:attr(data-label);color:var(--soft);font-weight:400}
.cards td:empty{display:none}}
@media (max-width:480px){
main{padding:14px 12px 32px}
.tiles{grid-template-columns:repeat(2,1fr);gap:8px}
.tiles div{padding:8px 10px}}
@media print{
@page{margin:14mm}
:root{--paper:#fff;--card:#fff}
body{font-size:10.5pt}
main{max-width:none;padding:0 1px}
.charts{columns:2}
figure,.tiles div,tr{break-inside:avoid}
h2,h3,caption{break-after:avoid}
.run+.run{break-before:page}
.table{overflow:visible;border:0}
table{font-size:7.5pt}
th,td{padding:3px 4px}
thead th{white-space:normal}
tr.goal{break-after:avoid}tbody th{position:static}
i,rect,circle,line,polyline,.alarm{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details{display:none}}
)css";

}  // namespace camp::cli
