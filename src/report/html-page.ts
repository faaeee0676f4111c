import { createHash } from 'node:crypto';
import { html } from './html-text.ts';

/** Colours are those of the system's theme, light or dark. */
const look = `
:root { color-scheme: light dark; --line: light-dark(#d5dae1, #343b45); --soft: light-dark(#f5f7f9, #1c2128);
  --ground: light-dark(#fff, #14181d); --ink: light-dark(#1b2129, #dce2ea); --quiet: light-dark(#5b6673, #97a3b2);
  --added: light-dark(#13662f, #58c47a); --changed: light-dark(#875400, #dfa73f); --removed: light-dark(#a81f2c, #f47a80);
  --ins: light-dark(#dcf5e3, #123420); --del: light-dark(#fde4e5, #43191d); --gap: light-dark(#eef1f4, #1a1f26);
  --focus: light-dark(#0a5ad0, #74aeff); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
code, pre, .name, figcaption, li { font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace; font-size: 13px; }
header { position: sticky; top: 0; z-index: 1; padding: 12px 24px; background: var(--soft); border-bottom: 1px solid var(--line); }
h1 { margin: 0 0 8px; font-size: 17px; font-weight: 600; }
h1 code { font-size: 15px; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
main { padding: 8px 24px 48px; max-width: 1600px; margin: auto; }
h2 { margin: 22px 0 6px; font-size: 16px; }
h3 { margin: 6px 0 0; padding: 3px 8px 3px 0; font-size: 14px; font-weight: 600; overflow-wrap: anywhere; }
small { color: var(--quiet); font-size: 12px; font-weight: normal; font-family: system-ui, sans-serif; }
.sign { display: inline-block; width: 1.1em; text-align: center; font-weight: 700; font-family: ui-monospace, Menlo, Consolas, monospace; }
[hidden] { display: none !important; }
@media (max-width: 800px) { header, main { padding-left: 12px; padding-right: 12px; } header { position: static; } }
@media print { header { position: static; } }
`;

export interface PageFrame {
  readonly title: string;
  /** CSS beside the look that all pages share. */
  readonly style?: string;
  /** JavaScript, the only one that runs in the page. */
  readonly script?: string;
}

const sha256 = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded from anywhere, and nothing runs but the page's own script, whatever names and values say. */
const policyOf = (style: string, script: string | undefined): string =>
  [
    "default-src 'none'",
    `style-src ${sha256(style)}`,
    ...(script === undefined ? [] : [`script-src ${sha256(script)}`]),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** What stands before and after the body of a page in one file, so that a long body can be written as it comes. */
export const htmlPage = ({
  title,
  style: own = '',
  script,
}: PageFrame): { readonly begin: string; readonly end: string } => {
  const style = `${look}${own}`;
  return {
    begin: [
      '<!doctype html>',
      '<html lang="en">',
      '<head>',
      '<meta charset="utf-8">',
      `<meta http-equiv="Content-Security-Policy" content="${html(policyOf(style, script))}">`,
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      '<link rel="icon" href="data:,">',
      `<title>${html(title)}</title>`,
      `<style>${style}</style>`,
      '</head>',
      '<body>',
      '',
    ].join('\n'),
    end: [...(script === undefined ? [] : [`<script>${script}</script>`]), '</body>', '</html>', ''].join('\n'),
  };
};
