/** The style of the board's pages. Tokens first; one class a thing; colour never carries a meaning alone. */
export const style = `
:root{color-scheme:light dark;--bg:#f4f6f8;--card:#fff;--sunk:#eef1f4;--line:#d5dce3;--ink:#14191f;--dim:#505b66;--link:#0a52b8;--on-link:#fff;--hot:#a81b12;--hot-bg:#fdeceb;--warn:#7a4a00;--ok:#0d6638;--ok-bg:#e2f3e9;--p1:#b3251c;--p2:#9a4a00;--p3:#6b5900;--p4:#56616c}
@media(prefers-color-scheme:dark){:root{--bg:#0c0f13;--card:#151a20;--sunk:#1d242b;--line:#2c353f;--ink:#e9edf1;--dim:#a7b2bd;--link:#8ebcff;--on-link:#06182f;--hot:#ff8d85;--hot-bg:#2c1615;--warn:#f3b95f;--ok:#6dd79a;--ok-bg:#12291d}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--bg);color:var(--ink);overflow-wrap:anywhere;font:1rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1,h2,h3,p,ul,ol,dl,dd,figure,fieldset{margin:0;padding:0}
ul,ol{list-style:none}
fieldset{border:0;min-width:0}
h1{font-size:1.625rem;line-height:1.2;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.0625rem;line-height:1.3}
h3{font-size:1rem;line-height:1.35}
a{color:var(--link);text-underline-offset:.15em}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875em}
time,.n{font-variant-numeric:tabular-nums;white-space:nowrap}
summary{cursor:pointer;min-height:1.5rem;padding:.125rem 0}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:.25rem}
.dim{color:var(--dim)}.hot{color:var(--hot)}.ok{color:var(--ok)}.warn{color:var(--warn)}
.small{font-size:.875rem;line-height:1.4}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;z-index:2;background:var(--card);padding:.5rem .75rem}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top{border-bottom:1px solid var(--line);background:var(--card)}
.top>div,main,.foot{max-width:84rem;margin:0 auto;padding:0 1rem}
.top>div{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem 1.25rem;min-height:3.25rem;padding-block:.375rem}
.brand{font-weight:700;text-decoration:none;color:inherit;padding:.375rem 0}
.top nav ul{display:flex;flex-wrap:wrap;gap:0 1rem}
.top nav a{display:inline-block;padding:.5rem 0;color:var(--dim);text-decoration:none}
.top nav a:hover{text-decoration:underline}
.top nav a[aria-current]{color:var(--ink);font-weight:600;box-shadow:inset 0 -2px var(--link)}
@media(min-width:60rem){.live{margin-left:auto}}
@media(max-width:59.99rem){.decl{margin-left:auto}.live{order:2;width:100%}}
@media(max-width:47.99rem){.top nav{order:1;width:100%}.top nav ul{gap:0 .75rem}}
main{padding-block:1rem 2rem;min-height:60vh}
.foot{padding-bottom:2rem;color:var(--dim);font-size:.875rem;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center}
.card{background:var(--card);border:1px solid var(--line);border-radius:.625rem;padding:.875rem 1rem;margin-bottom:.875rem}
.card>h2{margin-bottom:.5rem}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.25rem 1rem;margin-bottom:.5rem}
.mark{border-left:.25rem solid var(--hot)}.calm{border-left:.25rem solid var(--ok)}.past{border-left:.25rem solid var(--link)}
.cols{display:grid;gap:0 1.25rem}.cols>*{min-width:0}
@media(min-width:64rem){.cols{grid-template-columns:minmax(0,1fr) 23rem;align-items:start}}
.narrow{max-width:46rem}
button,.btn{display:inline-flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.5rem 1rem;border:1px solid var(--dim);border-radius:.5rem;background:var(--card);color:var(--ink);font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
button:hover,.btn:hover{background:var(--sunk)}
.go{background:var(--link);border-color:var(--link);color:var(--on-link)}
.go:hover{background:var(--link);box-shadow:inset 0 0 0 2px var(--on-link)}
.plain{min-height:2rem;padding:0;border:0;background:none;color:var(--link);font-weight:400;text-decoration:underline}
.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
label,legend{font-weight:600;padding:0}
input[type=text],input[type=datetime-local],input[type=password],select,textarea{display:block;width:100%;min-height:2.75rem;margin:.25rem 0 .75rem;padding:.5rem .625rem;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--dim);border-radius:.375rem}
input[type=range]{width:100%;min-height:2.75rem;accent-color:var(--link)}
input[type=radio],input[type=checkbox]{width:1.25rem;height:1.25rem;margin:.125rem 0 0;flex:none;accent-color:var(--link)}
.opt{display:flex;gap:.625rem;padding:.5rem 0;font-weight:400}
.bad{border-color:var(--hot);box-shadow:inset 0 0 0 1px var(--hot)}
.sev{display:inline-block;min-width:2.375rem;padding:.125rem .5rem;border-radius:.3125rem;color:#fff;font-weight:700;text-align:center;white-space:nowrap;height:max-content}
.p1{background:var(--p1)}.p2{background:var(--p2)}.p3{background:var(--p3)}.p4{background:var(--p4)}
.lbl{display:block;color:var(--dim);font-size:.875rem}
.when{font-size:1.125rem;font-weight:700}
[data-until]{font-variant-numeric:tabular-nums;white-space:nowrap}
[data-until]:not(:empty)::before{content:"· "}
.up{display:flex;flex-wrap:wrap;gap:.125rem 1rem;align-items:baseline}.up .when{font-size:1.375rem}
.grp{margin:1.25rem 0 .5rem;display:flex;gap:.625rem;align-items:center}
.grp:first-child{margin-top:0}.grp+p{margin-bottom:1.25rem}
.inc{display:grid;gap:.5rem 1.25rem}
.inc h3{font-size:1.125rem}
.bits{display:flex;flex-wrap:wrap;gap:0 1rem}
@media(min-width:44rem){.inc{grid-template-columns:minmax(0,1fr) 16rem}}
.walk{display:flex;gap:.1875rem;max-width:14rem;margin:.375rem 0 .125rem}
.walk i{flex:1;height:.3125rem;border-radius:9px;border:1px solid var(--dim)}
.walk .y{background:var(--dim)}.walk .x{background:var(--link);border-color:var(--link)}
.wrap{overflow-x:auto}
@media(max-width:30rem){td time{white-space:normal}}
table{width:100%;border-collapse:collapse;overflow-wrap:break-word}
th,td{text-align:left;vertical-align:top;padding:.4375rem .5rem .4375rem 0;border-top:1px solid var(--line);font-weight:400}
thead th{border-top:0;color:var(--dim);font-size:.875rem;padding-top:0}
th:last-child,td:last-child{padding-right:0}
.list>li{padding:.5rem 0;border-top:1px solid var(--line)}
.list>li:first-child{border-top:0;padding-top:0}.list>li:last-child{padding-bottom:0}
.dots{margin:.25rem 0;padding-left:1.125rem;list-style:disc}.sub{border-top:1px solid var(--line);padding:.375rem 0}.sub>summary{min-height:2.25rem;padding:.375rem 0}.card .card{margin:.5rem 0 0}
.empty{text-align:center;padding:2.5rem 1rem}.empty p{max-width:34rem;margin:.5rem auto 0;text-wrap:balance}.empty .row{justify-content:center;margin-top:1rem}
.three{display:grid;gap:.875rem;margin-bottom:.875rem}.three .card{margin:0}
@media(min-width:48rem){.three{grid-template-columns:repeat(3,minmax(0,1fr))}}
pre{margin:.5rem 0 0;padding:.625rem .75rem;background:var(--sunk);border-radius:.375rem;white-space:pre-wrap;overflow-wrap:anywhere;font:.875rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.facts{display:grid;grid-template-columns:repeat(2,minmax(0,auto));justify-content:start;gap:.375rem 1.5rem;margin:.75rem 0}
@media(min-width:48rem){.facts{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem}}
.facts dt{color:var(--dim);font-size:.875rem}.facts dd{font-weight:600}
form.row>div~button{align-self:flex-end;margin-bottom:.75rem}
.known>div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;padding:.25rem 0}.known dt{color:var(--dim)}.known dd{text-align:right;margin-left:auto}
.mt{margin-top:.75rem}
.acts{margin:.75rem 0 .875rem}
.acts>details{flex:none}.acts>details>summary{list-style:none}.acts>details>summary::-webkit-details-marker{display:none}
.acts>details[open]{flex:1 0 100%;order:1;background:var(--card);border:1px solid var(--line);border-radius:.625rem;padding:.875rem 1rem;max-width:46rem}
.acts>details[open]>form{margin-top:.75rem}
.jump ul{display:flex;flex-wrap:wrap;gap:0 1rem;margin-bottom:.625rem}.jump a{display:inline-block;padding:.3125rem 0}
@media(min-width:64rem){.jump:not(.always){display:none}}
.title{display:flex;gap:.75rem;align-items:flex-start}.title .sev{font-size:1.25rem;margin-top:.0625rem}.title h1{min-width:0}
@media(min-width:64rem){.inc-page{grid-template-areas:"a b" "t b";grid-template-rows:auto 1fr}.inc-page>.a{grid-area:a}.inc-page>.b{grid-area:b}.inc-page>.t{grid-area:t}}
.graph svg{display:block;width:100%;height:auto}
.graph .wide{display:none}.graph .tall{max-width:24rem;margin:0 auto}
.graph{container-type:inline-size}
@container(min-width:44rem){.graph .wide{display:block}.graph .tall{display:none}}
.graph text{fill:var(--ink);font-size:13px}.graph .nm{font-size:16px;font-weight:700}.graph .sub{fill:var(--dim)}
.graph rect{fill:var(--card);stroke:var(--dim);stroke-width:1.5}.graph .w rect{stroke-dasharray:5 4}
.graph .d rect{fill:var(--sunk)}.graph .c rect{stroke:var(--link);stroke-width:3}
.graph .f rect{fill:var(--hot-bg);stroke:var(--hot)}.graph .f .sub,.graph .back text{fill:var(--hot)}.graph .c .sub{fill:var(--link)}
.graph path{fill:none;stroke:var(--dim);stroke-width:1.5}.graph .tip{fill:var(--dim);stroke:none}
.graph .back path{stroke:var(--hot);stroke-dasharray:5 4}.graph .back .tip{fill:var(--hot)}
.ask .opt{border-top:1px solid var(--line);padding:.75rem 0}
.ask{container-type:inline-size}
@container(min-width:44rem){.ask fieldset{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.75rem;margin:.75rem 0}.ask .opt{border:1px solid var(--line);border-radius:.5rem;padding:.75rem}.ask .opt:has(:checked){border-color:var(--link);box-shadow:inset 0 0 0 1px var(--link)}}
.rbh{margin-top:.75rem}.card>h2+.rbh{margin-top:0}
.charts{display:grid;gap:1rem 1.25rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr))}
.chart{display:grid;grid-template-rows:1fr auto auto}
.chart svg{display:block;width:100%;height:5rem;margin:.375rem 0 .125rem;overflow:visible}
.chart b{font-size:1.25rem}
.chart .pass{fill:var(--ok-bg)}.chart .lim{stroke:var(--ok);stroke-dasharray:5 4}.chart .base{stroke:var(--line)}
.chart polyline{fill:none;stroke:var(--ink);stroke-width:2}.chart line,.chart polyline{vector-effect:non-scaling-stroke}
.chart .pt{stroke:var(--ink);stroke-width:6;stroke-linecap:round;vector-effect:non-scaling-stroke}
.axis{display:flex;justify-content:space-between;color:var(--dim);font-size:.8125rem}
.steps>li{display:grid;grid-template-columns:1.625rem minmax(0,1fr);gap:.375rem;padding:.5rem 0;border-top:1px solid var(--line)}
.steps>li>i{font-style:normal;font-weight:700;text-align:center}
.now{background:var(--sunk);border-radius:.375rem}
.filters{display:flex;flex-wrap:wrap;gap:.375rem;margin-bottom:.5rem}
.filters a{display:inline-flex;align-items:center;min-height:2.25rem;padding:.25rem .625rem;border:1px solid var(--line);border-radius:9px;text-decoration:none;color:inherit}
.filters a[aria-current]{border-color:var(--link);box-shadow:inset 0 0 0 1px var(--link);font-weight:600}
.ev-li{display:grid;grid-template-columns:4.5rem minmax(0,1fr);gap:0 .875rem;padding:.625rem 0;border-top:1px solid var(--line)}
.ev-li a time{display:block;white-space:normal}
.ev-li>:last-child{grid-column:2}.ev-li>:first-child{grid-row:span 2}
.tag{color:var(--dim);font-size:.875rem;line-height:1.6}
@media(min-width:44rem){.ev-li{grid-template-columns:4.5rem 8rem minmax(0,1fr)}.ev-li>:last-child{grid-column:3}.ev-li>:first-child{grid-row:auto}}
.rcpt{margin:.25rem 0 0}.rcpt li{font-size:.875rem;padding:.1875rem 0}.rcpt b{font-weight:600;display:block}
@media(min-width:44rem){.rcpt li{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:0 .75rem}}
.rcpt time{color:var(--dim)}
.tight td,.tight th{padding-block:.25rem}.tight td{width:1%;white-space:nowrap}.one{display:block;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.tight th[scope=row]{max-width:0}
@media(max-width:34rem){.stack thead{display:none}.stack tr{display:flex;flex-wrap:wrap;gap:0 .75rem;padding:.5rem 0;border-top:1px solid var(--line)}.stack tr:first-child{border-top:0}.stack td,.stack th{border:0;padding:0;width:auto}.stack tbody th{flex:1 1 60%;min-width:0;max-width:none;overflow-wrap:anywhere}}@media(max-width:44rem){.tight td{white-space:normal;width:auto}.tight th[scope=row]{max-width:none}.one{white-space:normal}}
.ack{width:100%;margin-top:.625rem}
progress{width:100%;height:.5rem;accent-color:var(--link);display:block;margin:.25rem 0 .75rem}
@media(prefers-reduced-motion:no-preference){button,.btn{transition:background-color .12s}}
@media print{.top,.filters,button,.btn,.acts{display:none}}
`
  .replaceAll('\n', '')
  .trim();
