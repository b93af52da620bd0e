import { fullP1, fullP3 } from '/work/main/test/bench/incidents.ts';
for (const s of [1,10,30,60,300]) { const a = await fullP1(s); const b= await fullP3(s); console.log(s, a.transitions, a.events, b.transitions, b.events, JSON.stringify(a.units), a.lambdas['mitigate/look-at-step']); }
