import path from 'node:path';
import { Messages } from '@salesforce/core/messages';
import { csvText } from '../../release/data/csv-text.ts';
import type { ChangesForm, RowChange, ValueChange } from '../../release/data/row-changes.ts';
import { htmlPage } from '../html-page.ts';
import { html } from '../html-text.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.diff');

/**
 * A cell for people: text that a spreadsheet would take for a formula begins with an apostrophe (OWASP, "CSV
 * Injection"; documented). Machine files are never written like this.
 */
export const safeCell = (text: string): string =>
  /^[=+\-@\t\r\n]/u.test(text) && !/^-?\d+(?:\.\d+)?$/u.test(text) ? `'${text}` : text;

const columns = ['Object', 'Id', 'Change', 'Field', 'From', 'To', 'By', 'At'] as const;

/** One line for each field that changed, one for a record that came or went. */
const linesOf = ({ object, id, kind, fields, by = '', byName = by, at = '' }: RowChange): readonly string[][] => {
  const values: readonly ValueChange[] = fields.length === 0 ? [{ field: '', from: '', to: '' }] : fields;
  return values.map(({ field, from, to }) => [object, id, kind, field, from, to, byName, at]);
};

/** Safe to open in a spreadsheet. */
const csv: ChangesForm = {
  begin: csvText([columns]),
  change: (change) => csvText(linesOf(change).map((line) => line.map(safeCell))),
  end: '',
};

/** For machines: values as they are. */
const json: ChangesForm = {
  begin: '[',
  change: (change, isFirst) => `${isFirst ? '' : ','}\n${JSON.stringify(change)}`,
  end: '\n]\n',
};

/** What the page of changed records has beside the look of all pages. */
const style = `
table { border-collapse: collapse; }
td, th { border-bottom: 1px solid var(--line); padding: 4px 12px; text-align: left; vertical-align: top; white-space: pre-wrap; }
th { position: sticky; top: 0; background: var(--soft); }
`;

const cells = (tag: 'td' | 'th', line: readonly string[]): string =>
  `<tr>${line.map((text) => `<${tag}>${html(text)}</${tag}>`).join('')}</tr>\n`;

const { begin, end } = htmlPage({ title: messages.getMessage('summary'), style });

/** A page in one file that runs nothing. */
const page: ChangesForm = {
  begin: `${begin}<main><table>${cells('th', columns)}`,
  change: (change) =>
    linesOf(change)
      .map((line) => cells('td', line))
      .join(''),
  end: `</table></main>${end}`,
};

const forms: Readonly<Record<string, ChangesForm>> = { '.json': json, '.html': page, '.htm': page };

/** What a file is written as: by its ending, CSV when that says nothing. */
export const changesFormOf = (file: string): ChangesForm => forms[path.extname(file).toLowerCase()] ?? csv;
