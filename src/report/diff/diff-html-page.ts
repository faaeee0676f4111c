/** What the page of a diff has beside the look of all pages. */
export const diffStyle = `
.tools:not([hidden]) { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; }
.tools label { color: var(--quiet); }
.search { flex: 1 1 220px; display: flex; gap: 6px; align-items: center; }
.search input { flex: 1; }
input, select, button { font: inherit; color: var(--ink); background: var(--ground); border: 1px solid var(--line); border-radius: 6px; padding: 3px 9px; }
button { cursor: pointer; }
button[aria-pressed=false] { opacity: .5; text-decoration: line-through; }
button.added, .sign.added, .change.added > summary .sign { color: var(--added); }
button.changed, .sign.changed, .change.changed > summary .sign { color: var(--changed); }
button.removed, .sign.removed, .change.removed > summary .sign { color: var(--removed); }
select { max-width: 200px; }
output { color: var(--quiet); margin-left: auto; }
.change { border: 1px solid var(--line); margin-top: -1px; background: var(--ground); }
.change > summary { padding: 2px 10px; cursor: pointer; overflow-wrap: anywhere; scroll-margin-top: 110px; }
.change[open] > summary { border-bottom: 1px solid var(--line); background: var(--soft); }
.change.removed > summary .name { text-decoration: line-through; }
.children { margin-left: 26px; }
.inside { margin-left: 6px; }
figure { margin: 0; padding: 6px 10px 8px; content-visibility: auto; contain-intrinsic-size: auto 120px; }
figure + figure { border-top: 1px solid var(--line); }
.sides.both { grid-template-columns: 1fr 1fr; }
figcaption { overflow-wrap: anywhere; padding: 2px 0 4px; color: var(--quiet); }
figure p { margin: 0; }
.more { margin: 0; padding: 6px 10px 8px; color: var(--quiet); }
.sides { display: grid; gap: 1px; background: var(--line); border: 1px solid var(--line); margin-bottom: 4px; }
.sides > div { display: flex; min-width: 0; background: var(--ground); }
pre { margin: 0; padding: 2px 0; line-height: 1.45; tab-size: 4; flex: 1; min-width: 0; overflow-x: auto; scrollbar-width: thin; }
pre.numbers { flex: none; padding: 2px 8px; text-align: right; color: var(--quiet); background: var(--soft); user-select: none; overflow: hidden; }
pre > * { display: block; min-width: max-content; padding: 0 8px; text-decoration: none; font-style: normal; white-space: pre; }
ins { background: var(--ins); }
del { background: var(--del); }
pre > i { background: var(--gap); }
.beside ul { margin: 4px 0; }
@media (max-width: 800px) { .sides.both { grid-template-columns: 1fr; } .children { margin-left: 12px; } }
@media print { .tools { display: none !important; } }
`;

/** Search, filters and keys. It only hides and opens what is there; text of the page is never made into elements. */
export const diffScript = `
'use strict';
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const one = (id) => document.getElementById(id);
  const tools = document.querySelector('.tools');
  const changes = all('.change');
  const kinds = all('button[data-kind]');
  const filter = () => {
    const words = one('search').value.toLowerCase().split(/\\s+/).filter(Boolean);
    const type = one('type').value;
    const wanted = new Set(kinds.filter((b) => b.ariaPressed === 'true').map((b) => b.dataset.kind));
    let shown = 0;
    for (const change of changes) {
      const { kind, search } = change.dataset;
      const fits = wanted.has(kind) && (type === '' || change.dataset.type === type) && words.every((w) => search.includes(w));
      change.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const box of all('.family, main > section:not(.beside)'))
      box.hidden = !all('.change', box).some((change) => !change.hidden);
    one('shown').value = shown + ' of ' + changes.length + ' shown';
  };
  const visible = () => all('.change:not([hidden]) > summary').filter((s) => s.offsetParent !== null);
  const move = (step) => {
    const list = visible();
    const at = list.indexOf(document.activeElement);
    const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + step, 0), list.length - 1)];
    if (next) next.focus();
  };
  tools.addEventListener('submit', (event) => event.preventDefault());
  tools.addEventListener('input', filter);
  for (const button of kinds)
    button.addEventListener('click', () => {
      button.ariaPressed = button.ariaPressed === 'true' ? 'false' : 'true';
      filter();
    });
  one('open').addEventListener('click', () => { for (const c of changes) if (!c.hidden) c.open = true; });
  one('close').addEventListener('click', () => { for (const c of changes) c.open = false; });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches('input, select');
    if (event.key === 'Escape' && event.target.id === 'search') { event.target.value = ''; filter(); event.target.blur(); }
    if (typing) return;
    if (event.key === '/') { event.preventDefault(); one('search').focus(); }
    if (event.key === 'j') move(1);
    if (event.key === 'k') move(-1);
  });
  tools.hidden = false;
  filter();
})();
`;
