/** The page's style sheet: light and dark by the reader's setting, one column on a phone, no motion where none is wanted. */
export const style = `
:root{--bg:#f6f7f9;--card:#fff;--ink:#16202b;--soft:#4d5b6a;--line:#d5dbe2;--link:#0b57b0;--focus:#0b57b0;
--good:#146c37;--goodbg:#e0f3e6;--bad:#a3161b;--badbg:#fde6e6;--warn:#7d4a00;--warnbg:#fdf0d6;--move:#0b4f9e;--movebg:#e0edfc;--plain:#445160;--plainbg:#e9edf1}
@media (prefers-color-scheme:dark){:root{--bg:#10151b;--card:#181f27;--ink:#e8edf2;--soft:#a8b4c1;--line:#33404d;--link:#8cc0ff;--focus:#8cc0ff;
--good:#8ee0aa;--goodbg:#12331f;--bad:#ffaeae;--badbg:#451a1c;--warn:#f5cd86;--warnbg:#3d2c0c;--move:#a5cdff;--movebg:#142f50;--plain:#c3cdd7;--plainbg:#2a343f}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{color-scheme:light dark}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible,input:focus-within{outline:3px solid var(--focus);outline-offset:2px;border-radius:2px}
.skip{position:absolute;left:-999em}
.skip:focus{position:static;display:inline-block;padding:.5rem 1rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top,main,footer{max-width:70rem;margin:0 auto;padding:0 1rem}
.top{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:center;padding-top:.75rem;padding-bottom:.75rem}
.top p{margin:0;font-weight:700}
nav ul{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
nav a{display:block;padding:.4rem .8rem;border-radius:.4rem;text-decoration:none;color:var(--ink)}
nav a:hover{text-decoration:underline}
nav a[aria-current]{background:var(--card);box-shadow:inset 0 -3px var(--link);font-weight:600}
h1{font-size:1.5rem;line-height:1.25;margin:0}
.head{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between;margin:.75rem 0}
#trouble{margin:0;color:var(--bad)}
h2{font-size:1.1rem;margin:1.5rem 0 .5rem}
footer{color:var(--soft);font-size:.875rem;padding-top:1rem;padding-bottom:2rem}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.bar{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;color:var(--soft);margin:0 0 .75rem}
button,.button,input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:.4rem;padding:.35rem .7rem;min-height:2.25rem}
button,.button{cursor:pointer;text-decoration:none;display:inline-block}
.cards{list-style:none;margin:0;padding:0;display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(min(22rem,100%),1fr))}
.card{background:var(--card);border:1px solid var(--line);border-left:.4rem solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
.card.calls{border-left-color:var(--bad)}.card.moves{border-left-color:var(--move)}.card.waits{border-left-color:var(--warn)}.card.rests{border-left-color:var(--good)}
.card h2{margin:0;font-size:1.05rem;display:flex;flex-wrap:wrap;gap:.25rem .6rem;align-items:center;justify-content:space-between}
.card p{margin:.35rem 0 0}
.soft{color:var(--soft)}
.pill{display:inline-block;font-size:.8125rem;font-weight:600;line-height:1.3;padding:.15rem .6rem;border-radius:1rem;background:var(--plainbg);color:var(--plain);white-space:nowrap}
.pill.good,.pill.rests{background:var(--goodbg);color:var(--good)}
.pill.bad,.pill.calls{background:var(--badbg);color:var(--bad)}
.pill.warn,.pill.waits{background:var(--warnbg);color:var(--warn)}
.pill.moves{background:var(--movebg);color:var(--move)}
progress{width:100%;height:.6rem;accent-color:var(--move)}
.notes{margin:.35rem 0 0;padding-left:1.1rem}
.was,th .soft{color:var(--soft);font-weight:400}
.container{color:var(--soft)}
form{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:end;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;margin:0 0 1rem}
label{display:grid;gap:.15rem;font-size:.875rem;color:var(--soft)}
label input,label select{color:var(--ink);font-size:1rem;max-width:100%}
.wide{background:var(--card);border:1px solid var(--line);border-radius:.5rem;overflow:hidden}
table{border-collapse:collapse;width:100%}
th,td{min-width:7rem;text-align:left;vertical-align:top;padding:.5rem .75rem;border-top:1px solid var(--line)}
thead th{white-space:nowrap;border-top:0;color:var(--soft);font-size:.875rem;font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:0;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
dt{color:var(--soft)}dd{margin:0}
.line{list-style:none;margin:0;padding:.5rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
.line li{display:grid;grid-template-columns:5.5rem 5.5rem 1fr;gap:0 .75rem;padding:.2rem 0}
.line .kind{color:var(--soft)}
.pages{display:flex;gap:1rem;margin:1rem 0}
figure{margin:0 0 1rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
svg{display:block;width:100%;height:auto;color:var(--move)}
svg text{fill:var(--soft);font-size:9px}
.charts{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr))}
.charts figure{margin:0}
figcaption{font-weight:600;margin-bottom:.35rem}
figcaption span{font-weight:400}
summary{cursor:pointer}
.spent{height:1rem;border-radius:.2rem}
.keys{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.6rem 0 0;padding:0}
.key{display:inline-block;width:.8rem;height:.8rem}
.on-arriving{fill:#8a63d2}.on-waiting{fill:#8b97a3}.on-acting{fill:#c2870f}.on-rolling-out{fill:#2f7de1}.on-proving{fill:#2c9a55}.on-going-back{fill:#d64545}
@media (max-width:40rem){
.wide thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.wide table,.wide tbody,.wide tr,.wide td,.wide tbody th{display:block}
.wide tr{padding:.5rem 0;border-top:1px solid var(--line)}
.wide tbody tr:first-child{border-top:0}
.wide td,.wide tbody th{border:0;padding:.1rem .75rem}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}
.line li{grid-template-columns:5.5rem 1fr}.line .what{grid-column:1/-1}
}
@media (prefers-reduced-motion:no-preference){.card{transition:border-color .3s}}
@media (forced-colors:active){.pill{border:1px solid}}
`
