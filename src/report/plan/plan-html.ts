import type { CheckResult } from '../../release/checks/check.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { htmlPage } from '../html-page.ts';
import { html } from '../html-text.ts';
import { planDocument } from './plan-document.ts';
import { planMessages as words } from './plan-messages.ts';
import type { PlanItem, PlanSection } from './plan-section.ts';
import type { PlannedOrg } from './planned-org.ts';

/** What a plan's page has beside the look of all pages. */
const planStyle = `
header p { margin: 0 0 4px; }
.kind { border-radius: 6px; padding: 1px 8px; border: 1px solid var(--line); font-weight: 600; }
.kind.production { color: var(--ground); background: var(--removed); border-color: var(--removed); }
.glance { margin: 14px 0 18px; padding: 10px 18px 10px 34px; border: 1px solid var(--line); border-radius: 8px; background: var(--soft); }
.glance li, .items li { font-family: system-ui, sans-serif; font-size: 15px; }
.glance .is-bad, .loud { color: var(--removed); font-weight: 700; }
.glance .is-good { color: var(--added); font-weight: 600; }
.glance .is-warn { color: var(--changed); }
.part { border: 1px solid var(--line); border-radius: 8px; margin: 8px 0; }
.part > summary { padding: 6px 12px; cursor: pointer; font-weight: 600; }
.part[open] > summary { border-bottom: 1px solid var(--line); background: var(--soft); border-radius: 8px 8px 0 0; }
.part.is-bad > summary { color: var(--removed); }
.part.is-warn > summary { color: var(--changed); }
.items { list-style: none; margin: 0; padding: 6px 12px; }
.items .items { padding: 0 0 0 26px; }
.items li { padding: 2px 0; overflow-wrap: anywhere; }
.items .name { font-weight: 600; }
.sign.is-good { color: var(--added); } .sign.is-change, .sign.is-warn { color: var(--changed); } .sign.is-bad { color: var(--removed); }
.quiet { color: var(--quiet); }
a { color: var(--focus); }
@media print { .part:not([open]) > *:not(summary) { display: block; } }
`;

/** A plan as a web page in one file, without scripts. */
export const planHtml = (plan: Plan, org: PlannedOrg, checks?: readonly CheckResult[]): string => {
  const { heading, org: of, id, glance, sections } = planDocument(plan, org, checks);
  const { begin, end } = htmlPage({ title: heading, style: planStyle });
  const body = [
    `<header><h1>${html(heading)}</h1>`,
    `<p><span class="kind${of.isProduction ? ' production' : ''}">${html(of.kind)}</span> <strong>${html(of.name)}</strong> <span class="quiet">${html(of.identity)}</span></p>`,
    `<small>${words.getMessage('identity', [`<code>${html(id)}</code>`])}</small>`,
    '</header>',
    '<main>',
    '<ul class="glance">',
    ...glance.map(({ tone, text }) => `<li class="is-${tone}">${html(text)}</li>`),
    '</ul>',
    ...sections.map(sectionHtml),
    '</main>',
    '',
  ];
  return `${begin}${body.join('\n')}${end}`;
};

/** Long lists are folded at first, unless they have to be read. */
const shortEnough = 30;

const sectionHtml = ({ title, tone, items }: PlanSection): string => {
  const isOpen = tone === 'bad' || tone === 'warn' || items.length <= shortEnough ? ' open' : '';
  return [
    `<details class="part is-${tone}"${isOpen}><summary>${html(title)} <small>${items.length}</small></summary>`,
    itemList(items),
    '</details>',
  ].join('\n');
};

const itemList = (items: readonly PlanItem[]): string =>
  ['<ul class="items">', ...items.map(itemHtml), '</ul>'].join('\n');

const itemHtml = ({ sign, tone, name, isSentence, text, loud, link, inside = [] }: PlanItem): string => {
  const linked = link?.startsWith('https://')
    ? `<a href="${html(link)}">${html(name)}</a>`
    : `${isSentence === true ? html(name) : `<code class="name">${html(name)}</code>`}${link === undefined ? '' : ` <code>${html(link)}</code>`}`;
  return [
    '<li>',
    sign === '' ? '' : `<span class="sign is-${tone}">${html(sign)}</span> `,
    linked,
    text === undefined ? '' : ` <span class="quiet">${html(text)}</span>`,
    loud === undefined ? '' : ` <span class="loud">${html(loud)}</span>`,
    inside.length === 0 ? '' : itemList(inside),
    '</li>',
  ].join('');
};
