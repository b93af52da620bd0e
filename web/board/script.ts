/**
 * What the board's pages gain by a script: countdowns by the server's clock, parts that keep up with it, a slider through time, a note
 * that survives a reload, and a few keys. It posts nothing by itself.
 */
export const script = `(()=>{
const d=document,root=d.documentElement,calm=matchMedia("(prefers-reduced-motion:reduce)").matches,all=s=>[...d.querySelectorAll(s)];
let off=0,timer;
const skew=()=>{off=Date.parse(root.dataset.at)-Date.now()};
const tick=()=>{for(const e of all("[data-until]")){const s=Math.round((Date.parse(e.dataset.until)-Date.now()-off)/1000),m=Math.floor(s/60);e.textContent=s<1?"due now":m>1439?"in "+Math.floor(m/1440)+" d "+Math.floor(m%1440/60)+" h":m>59?"in "+Math.floor(m/60)+" h "+m%60+" min":calm?"in "+Math.ceil(s/60)+" min":"in "+m+":"+String(s%60).padStart(2,"0")}};
const bare=e=>e.innerHTML.replace(/name="once" value="[^"]*"/g,"");
const was=new Map(all("[data-live]").map(e=>[e.id,bare(e)]));
skew();if(!root.dataset.past){tick();setInterval(tick,calm?15e3:1e3)}
const typed=e=>[...e.querySelectorAll("textarea,input,select")].some(f=>f.type==="radio"||f.type==="checkbox"?f.checked!==f.defaultChecked:f.tagName==="SELECT"?[...f.options].some(o=>o.selected!==o.defaultSelected)&&f.selectedIndex>0:f.type!=="hidden"&&f.value!==f.defaultValue);
const busy=e=>e.contains(d.activeElement)||typed(e);
const take=(text,force)=>{const n=new DOMParser().parseFromString(text,"text/html");if(n.documentElement.dataset.page!==root.dataset.page)return false;
root.dataset.at=n.documentElement.dataset.at;skew();
for(const e of all("[data-live]")){const o=n.getElementById(e.id);if(!o)continue;const b=bare(o);if(was.get(e.id)===b||!force&&busy(e))continue;
for(const x of e.querySelectorAll("details[open][id]")){const y=o.querySelector("#"+CSS.escape(x.id));if(y)y.open=true}
was.set(e.id,b);e.replaceWith(o)}
const say=d.getElementById("say"),news=n.getElementById("say");if(say&&news&&say.dataset.say!==news.dataset.say){say.dataset.say=news.dataset.say;say.textContent=news.dataset.say}
if(!root.dataset.past)tick();return true};
const stale=on=>{const e=d.getElementById("stale");if(e)e.hidden=!on};
const live=async()=>{if(d.hidden||!root.dataset.live)return;try{const r=await fetch(location.href.split("#")[0],{redirect:"manual"});stale(!r.ok||!take(await r.text()))}catch{stale(true)}};
if(root.dataset.live){setInterval(live,Number(root.dataset.live)*1e3);d.addEventListener("visibilitychange",()=>{if(!root.dataset.past)tick();live()})}
const slide=d.getElementById("scrub");
if(slide){slide.hidden=false;slide.addEventListener("input",()=>{const at=new Date(Date.parse(slide.dataset.from)+Number(slide.value)*1e3).toISOString().replace(".000","");slide.setAttribute("aria-valuetext",at);d.getElementById("at").value=at;clearTimeout(timer);timer=setTimeout(async()=>{const u=new URL(location.href);u.searchParams.set("at",at);try{const r=await fetch(u,{redirect:"manual"});if(r.ok&&take(await r.text(),true))history.replaceState(null,"",u);else stale(true)}catch{stale(true)}},120)})}
const box="textarea,input[type=text]:not([readonly])",key=e=>e.form&&e.form.dataset.keep?"draft:"+location.pathname+":"+e.form.dataset.keep+":"+e.name:"";
const store=f=>{try{return f(sessionStorage)}catch{}};
const sent="sent:"+location.pathname;
store(s=>{const k=s.getItem(sent);if(k&&/[?&]done=/.test(location.search))for(const n of Object.keys(s))if(n.startsWith(k))s.removeItem(n);s.removeItem(sent)});
for(const e of all(box)){const k=key(e),v=k&&store(s=>s.getItem(k));if(v&&!e.value){e.value=v;const x=e.closest("details");if(x)x.open=true}}
d.addEventListener("input",({target:e})=>{if(e.matches(box)){const k=key(e);if(k)store(s=>e.value?s.setItem(k,e.value):s.removeItem(k))}});
d.addEventListener("submit",({target:f})=>{if(f.dataset.keep)store(s=>s.setItem(sent,"draft:"+location.pathname+":"+f.dataset.keep+":"))});
d.addEventListener("keydown",e=>{const t=e.target;if((e.ctrlKey||e.metaKey)&&e.key==="Enter"&&t.matches("textarea")){t.form.requestSubmit();return}
if(e.ctrlKey||e.metaKey||e.altKey||t.matches("input,textarea,select"))return;
const go=x=>{if(x){e.preventDefault();x.focus();x.scrollIntoView({block:"nearest"})}};
if(e.key==="j"||e.key==="k"){const r=all("[data-row]"),i=r.indexOf(d.activeElement);go(r[e.key==="j"?i+1:Math.max(0,i-1)])}
else if(e.key==="a")go(d.querySelector(".ack"));
else if(e.key==="n"){const x=d.getElementById("do-note");if(x){x.open=true;go(x.querySelector("textarea"))}}
else if(e.key==="?")go(d.querySelector("#keys summary"))});
for(const x of all("details[data-hash]"))if("#"+x.id===location.hash)x.open=true;
})()`;
