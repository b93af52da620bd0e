/** The style of the pages behind a link: one request, readable at arm's length, dark unless the reader's device is light. */
export const style = `
:root{color-scheme:dark;--ground:#0b0e12;--card:#151a20;--rule:#2d353e;--ink:#eef1f4;--soft:#b1bac4;--act:#93c0ff;--on-act:#05152b;--sev:#b3251c;--bad:#ff918a;--good:#72dba0}
@media(prefers-color-scheme:light){:root{color-scheme:light;--ground:#f2f4f7;--card:#fff;--rule:#d2d9e0;--ink:#11161b;--soft:#48535e;--act:#0950b4;--on-act:#fff;--bad:#a5190f;--good:#0b6135}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding:1rem 0 12rem}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;overflow-wrap:break-word;background:var(--ground);color:var(--ink);font:1.125rem/1.4 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
header,main,footer,.acts>*{width:100%;max-width:36rem;margin:0 auto;padding:0 1rem}
header{padding-top:.75rem}
h1{margin:.5rem 0 .375rem;font-size:1.75rem;line-height:1.15;text-wrap:balance}
h2{margin:0 0 .125rem;font-size:1rem;line-height:1.3;font-weight:600;color:var(--soft)}
summary{min-height:2.75rem;padding:.5rem 0;font-weight:600;cursor:pointer}
h3{margin:0;font-size:1.125rem}
p{margin:0 0 .375rem}
a{color:var(--act)}
time,.n{font-variant-numeric:tabular-nums}
.top{display:flex;flex-wrap:wrap;gap:.375rem .625rem;align-items:center;margin:0}
.sev{padding:.125rem .5rem;border-radius:.375rem;background:var(--sev);color:#fff;font-weight:700}
.lead{font-size:1.25rem;line-height:1.3}
.soft{color:var(--soft);font-size:1rem;line-height:1.35}
.bad{color:var(--bad);font-weight:600}
.good{color:var(--good);font-weight:600}
.big{font-size:1.375rem;line-height:1.25;font-weight:700}
main>section{margin:.625rem 0;padding:.75rem .875rem;border:1px solid var(--rule);border-radius:.75rem;background:var(--card)}
main>section>:last-child,form>p:last-child{margin-bottom:0}
.edge{border-left:.3125rem solid var(--bad)}
.calm{border-left:.3125rem solid var(--good)}
ul{list-style:none;margin:0;padding:0}
li{padding:.5rem 0;border-top:1px solid var(--rule)}
li:first-child{border-top:0;padding-top:.25rem}
li:last-child{padding-bottom:0}
.pair{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem}
dl{display:grid;grid-template-columns:1fr auto;gap:.25rem .75rem;margin:0 0 .25rem}
dd{margin:0;text-align:right}
button,.btn{display:flex;flex-direction:column;align-items:center;justify-content:center;width:100%;min-height:3.25rem;padding:.5rem .75rem;border:1px solid var(--soft);border-radius:.75rem;background:var(--card);color:var(--ink);font:600 1.125rem/1.2 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;text-align:center;text-decoration:none;cursor:pointer}
.row .btn{padding:.5rem .25rem;font-size:1.0625rem}
button small{margin-top:.125rem;font-size:1rem;font-weight:500}
.main{min-height:4.75rem;border-color:var(--act);background:var(--act);color:var(--on-act);font-size:1.5rem}
main form{margin:0}
main form button{margin-top:.625rem}
li button{min-height:2.75rem;margin-top:0;text-align:left;align-items:flex-start}
.acts{order:1;position:sticky;bottom:0;margin-top:auto;padding:.625rem 0 max(.625rem,env(safe-area-inset-bottom));border-top:1px solid var(--rule);background:var(--ground)}
.row{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:.5rem}
form+.row,p+.row{padding-top:.5rem}
:focus-visible{outline:3px solid var(--act);outline-offset:3px}
label,legend{display:block;margin:.5rem 0 .25rem;padding:0;font-weight:600}
fieldset{min-width:0;margin:0;padding:0;border:0}
textarea,select,input[type=text]{width:100%;min-height:3.25rem;padding:.625rem;border:1px solid var(--soft);border-radius:.5rem;background:var(--ground);color:inherit;font:inherit}
.soft:where(input+*){margin-top:.375rem}
.opt{display:flex;gap:.75rem;margin:0;padding:.75rem 0;border-top:1px solid var(--rule);font-weight:400}
.opt input{flex:none;width:1.5rem;height:1.5rem;margin:.125rem 0 0;accent-color:var(--act)}
footer{padding-top:.5rem;padding-bottom:1rem;color:var(--soft);font-size:1rem}
@media(max-height:30rem){.acts{position:static}}
@media(prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`
  .replaceAll('\n', '')
  .trim();
