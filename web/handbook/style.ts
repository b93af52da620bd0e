/** The style of a handbook: no script, light or dark as the reader's device is, and dark on white paper. */
export const style = `
:root{color-scheme:light dark;--ground:#f4f6f8;--card:#fff;--rule:#d5dce3;--ink:#12181e;--soft:#4c5864;--link:#1f5fae;--head:#eef2f5}
@media(prefers-color-scheme:dark){:root{--ground:#0b0e12;--card:#151a20;--rule:#2d353e;--ink:#eef1f4;--soft:#a9b4be;--link:#8cbcff;--head:#1d242c}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{max-width:72rem;margin:0 auto;padding:1rem}
h1{margin:0;font-size:1.5rem;line-height:1.2}
h2{margin:0 0 .5rem;font-size:1.25rem;line-height:1.2}
h3{margin:1.25rem 0 .25rem;font-size:1rem}
p{margin:.5rem 0}
a{color:var(--link)}
code{font-size:.875em}
.soft{color:var(--soft)}
section,nav{margin:1rem 0 0;padding:.875rem 1rem;border:1px solid var(--rule);border-radius:.75rem;background:var(--card)}
ul,ol{margin:.25rem 0;padding-left:1.5rem}
li{margin:.125rem 0}
.wide{overflow-x:auto}
table{width:100%;border-collapse:collapse;margin:.5rem 0}
th,td{padding:.375rem .5rem;border:1px solid var(--rule);text-align:left;vertical-align:top;min-width:5rem;overflow-wrap:break-word}
th{background:var(--head);font-weight:600}
@media(max-width:40rem){main{padding:.625rem}section,nav{padding:.75rem}}
@page{margin:12mm}
@media print{
:root{--ground:#fff;--card:#fff;--rule:#999;--ink:#000;--soft:#333;--link:#000;--head:#eee}
body{font-size:9pt;line-height:1.3}
main{max-width:none;padding:0}
h1{font-size:14pt}h2{font-size:12pt}h3{font-size:9.5pt;margin-top:.5rem}
h2,h3{break-after:avoid}
nav{display:none}
section{margin:.5rem 0 0;padding:0;border:0}
section#quick{break-after:page}
th,td{padding:2px 4px;min-width:0}
th{print-color-adjust:exact}
tr,li{break-inside:avoid}
thead{display:table-header-group}
.wide{overflow:visible}
}
`;
