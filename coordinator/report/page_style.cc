#include "coordinator/report/page_style.h"

namespace gridfold::report {

std::string_view StyleSheet() {
  return R"css(
:root{--paper:#fff;--card:#fff;--ink:#1b1f24;--soft:#57606a;--rule:#d8dee4;--wash:#f6f8fa;
--s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#e69f00;--s4:#cc79a7;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--paper:#0f1215;--card:#171b20;--ink:#e6e9ec;--soft:#9aa4ae;
--rule:#30363d;--wash:#1d2228;--s0:#56b4e9;--s1:#e69f00;--s2:#009e73;--s3:#f0e442;--s4:#cc79a7}}
*{box-sizing:border-box}
body{margin:0;background:var(--wash);color:var(--ink);font:15px/1.5 system-ui,"Liberation Sans",
"DejaVu Sans",sans-serif}
main,header,footer{max-width:1180px;margin:0 auto;padding:0 20px}
header{padding-top:26px}
h1{font-size:26px;margin:0;overflow-wrap:anywhere}
h2{font-size:19px;margin:0 0 10px}
h3{font-size:15px;margin:18px 0 6px}
p{margin:6px 0;max-width:100ch;overflow-wrap:anywhere}
.soft,footer{color:var(--soft)}
nav{margin:10px 0 0}
nav a{margin-right:14px;color:var(--s0)}
section{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:18px 20px;
margin:16px 0}
.cards,.charts{display:flex;flex-wrap:wrap;gap:12px 22px;align-items:flex-start}
.card{border:1px solid var(--rule);border-radius:8px;padding:10px 16px;min-width:130px}
.card b{display:block;font-size:24px;line-height:1.25}
.card span{color:var(--soft);font-size:13px}
.note{border-left:4px solid var(--s3);padding-left:10px}
figure{margin:6px 0;width:min-content;max-width:100%;overflow-x:auto}
figcaption{font-weight:600;font-size:13.5px;margin-bottom:2px;min-width:230px}
svg{display:block}
svg text{font-size:11.5px;fill:var(--ink)}
svg .tick{fill:var(--soft)}
svg .on-dark{fill:#fff}
svg .on-light{fill:#111}
.grid{stroke:var(--rule);stroke-width:.7}
.axis{stroke:var(--soft);stroke-width:1}
.s0{--c:var(--s0)}.s1{--c:var(--s1)}.s2{--c:var(--s2)}.s3{--c:var(--s3)}.s4{--c:var(--s4)}
.mute{--c:var(--soft)}
.line,.thin,.dash{fill:none;stroke:var(--c);stroke-width:2.2;stroke-linejoin:round}
.thin{stroke-width:1;stroke-opacity:.45}
.thin.bar{stroke-opacity:.8}
.dash{stroke-width:1.8;stroke-dasharray:5 4}
.dot{fill:var(--c);stroke:var(--card);stroke-width:.8}
.faint{fill:var(--c);fill-opacity:.5}
.ring{fill:none;stroke:var(--c);stroke-width:2}
.box{fill:var(--c)}
rect.best{stroke:var(--s1);stroke-width:3}
.scroll{overflow-x:auto;max-width:100%}
.tall{max-height:620px;overflow-y:auto}
table{border-collapse:collapse;font-size:13.5px;font-variant-numeric:tabular-nums}
th,td{padding:3px 10px;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap}
th{position:sticky;top:0;background:var(--card);text-align:right;vertical-align:bottom}
.sortable th{cursor:pointer}
.sortable th[aria-sort=ascending]::after{content:" ▲"}
.sortable th[aria-sort=descending]::after{content:" ▼"}
td.text,th.text{text-align:left}
td.long{text-align:left;white-space:normal;min-width:300px;overflow-wrap:anywhere}
tr.first td{font-weight:700}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 18px;margin:6px 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
pre{background:var(--wash);border:1px solid var(--rule);border-radius:6px;padding:10px 12px;
overflow-x:auto;font-size:12.5px;line-height:1.4}
footer{padding-bottom:30px;font-size:13px}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#bbb;--wash:#fff;
--s0:#0072b2;--s1:#d55e00;--s2:#009e73;--s3:#e69f00;--s4:#cc79a7;color-scheme:light}
body{font-size:11px}nav{display:none}section{border:0;padding:0;margin:14px 0}
figure,.card,tr{break-inside:avoid}.tall{max-height:none}.scroll,pre{overflow:visible}
th{position:static}table{font-size:9px}th,td{padding:2px 4px}pre{white-space:pre-wrap}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";
}

std::string_view SortScript() {
  return R"js(
for (const head of document.querySelectorAll('.sortable th')) {
head.tabIndex = 0;
head.addEventListener('keydown', (event) => { if (event.key === 'Enter') head.click(); });
head.addEventListener('click', () => {
  const up = head.getAttribute('aria-sort') !== 'ascending', at = head.cellIndex;
  const body = head.closest('table').tBodies[0];
  const key = (row) => row.cells[at].dataset.v ?? row.cells[at].textContent;
  const order = (a, b) => {
    const x = key(a), y = key(b), none = (x === '' || x === '-') - (y === '' || y === '-');
    if (none || x === y) return none;
    const by = isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y;
    return up ? by : -by;
  };
  body.append(...[...body.rows].sort(order));
  for (const other of head.parentNode.cells) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
});
}
)js";
}

}  // namespace gridfold::report
