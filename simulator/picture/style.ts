/** The style of a picture: no script, light or dark as the reader's device is, from 360 px on. */
export const style = `
:root{color-scheme:light dark;--ground:#f4f6f8;--card:#fff;--rule:#d5dce3;--grid:#e6ebf0;--ink:#12181e;--soft:#4c5864;--page:#b3251c;--answered:#14713f;--message:#1f5fae;--asked:#7a4a00;--missed:#a02a62;--work:#5b45a8;--quiet:#5c6773}
@media(prefers-color-scheme:dark){:root{--ground:#0b0e12;--card:#151a20;--rule:#2d353e;--grid:#222931;--ink:#eef1f4;--soft:#a9b4be;--page:#ff8a80;--answered:#6fd79c;--message:#8cbcff;--asked:#f0bd6b;--missed:#ff95c2;--work:#bdabff;--quiet:#9aa6b2}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
main{max-width:80rem;margin:0 auto;padding:1rem}
h1{margin:0;font-size:1.5rem;line-height:1.2}
h2{margin:0 0 .5rem;font-size:1.0625rem}
h3{margin:1rem 0 .25rem;font-size:.9375rem;color:var(--soft)}
p{margin:.25rem 0}
.soft{color:var(--soft)}
.n{font-variant-numeric:tabular-nums}
section{margin:1rem 0 0;padding:.875rem 1rem;border:1px solid var(--rule);border-radius:.75rem;background:var(--card)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.25rem,1fr));gap:.75rem 1rem;margin:0}
.facts div{min-width:0}
.facts dt{color:var(--soft);font-size:.875rem}
.facts dd{margin:0;font-size:1.125rem;line-height:1.25;font-weight:650}
.facts small{display:block;font-size:.875rem;font-weight:400;color:var(--soft)}
.page{--c:var(--page)}.answered{--c:var(--answered)}.message{--c:var(--message)}.asked{--c:var(--asked)}.missed{--c:var(--missed)}.work{--c:var(--work)}.quiet{--c:var(--quiet)}
.lane,.axis{display:grid;grid-template-columns:12rem 1fr;gap:0 1rem;align-items:center}
.lane{padding:.3rem 0;border-top:1px solid var(--grid)}
.lane b{display:block;font-weight:600;line-height:1.25}
.lane small{color:var(--soft);font-size:.8125rem;line-height:1.25;display:block}
.track{position:relative;height:1.75rem;margin-right:.75rem}
.track i{position:absolute;top:0;bottom:0;width:1px;background:var(--grid)}
.bar{position:absolute;top:.375rem;height:1rem;min-width:3px;border-radius:.25rem;overflow:hidden;background:color-mix(in srgb,var(--c) 22%,var(--card));border:1px solid color-mix(in srgb,var(--c) 55%,var(--card));color:var(--ink);font-size:.75rem;line-height:.875rem;padding-left:.375rem;white-space:nowrap;text-overflow:ellipsis}
.bar.tight{padding:0}
.people .bar{top:.75rem;height:.25rem;border-radius:.125rem;border:0;padding:0;background:color-mix(in srgb,var(--c) 45%,var(--card))}
.mark{position:absolute;top:.4375rem;width:.875rem;height:.875rem;margin-left:-.4375rem;border-radius:50%;background:var(--c);border:2px solid var(--card)}
.mark.answered{border-radius:.2rem;transform:rotate(45deg)}
.mark.message{width:.5rem;margin-left:-.25rem;border-radius:.25rem}
.mark.missed{border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%);border:0}
.mark.asked{background:var(--card);border:3px solid var(--c)}
.axis .track{height:1.25rem}
.axis span{position:absolute;transform:translateX(-50%);font-size:.8125rem;color:var(--soft);white-space:nowrap}
.axis span:first-of-type{transform:none}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.75rem 0 0;font-size:.875rem;color:var(--soft)}
.key span{display:inline-flex;align-items:center;gap:.5rem}
.key .mark{position:static;margin:0;flex:none;width:.875rem}
ol{list-style:none;margin:0;padding:0}
li{display:grid;grid-template-columns:10.5rem 9rem minmax(8rem,16rem) 1fr;gap:0 1rem;padding:.375rem 0;border-top:1px solid var(--grid)}
.when .soft{margin-left:.375rem}
li .what{color:var(--c);font-weight:600}
li .what::before{content:"";display:inline-block;width:.5rem;height:.5rem;border-radius:50%;margin-right:.5rem;background:var(--c)}
li .again{grid-column:4;color:var(--soft);font-size:.9375rem}
.unheard li{grid-template-columns:10.5rem minmax(10rem,26rem) 1fr}
@media(max-width:60rem){li,.unheard li{grid-template-columns:10rem 1fr}li>*{grid-column:2}li .when,.unheard li .when{grid-column:1;grid-row:1/span 4}}
@media(max-width:40rem){main{padding:.625rem}section{padding:.75rem}.lane,.axis{grid-template-columns:1fr}.lane small{display:inline;margin-left:.5rem}.lane b{display:inline}.track{margin:0 .5rem}li,.unheard li{grid-template-columns:1fr}li>*,li .when,.unheard li .when{grid-column:1;grid-row:auto}}
@media print{section{break-inside:avoid-page}}
`;
