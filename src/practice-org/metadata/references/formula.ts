import { isCustomName } from '../names.ts';
import { own } from '../own.ts';
import type { Edge, Path } from './edges.ts';

/** What formulas and merge fields refer to. Names in texts and comments are none. */
export interface FormulaUses {
  readonly edges: readonly Edge[];
  readonly paths: readonly Path[];
}

const silenced = (formula: string): string =>
  formula.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, ' ').replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, ' ');

const token = /\$?[A-Za-z_]\w*(?:\.\$?[A-Za-z_]\w*)*/g;

/** Global variables that name a component directly. */
const globals: Readonly<Record<string, string>> = {
  $Label: 'CustomLabel',
  $Permission: 'CustomPermission',
  $Resource: 'StaticResource',
};

const metadataRecord = (element: string, [type = '', record, field]: readonly string[]): Edge[] => {
  const name = type.replace(/__mdt$/, '');
  return [
    ...(record === undefined ? [] : [{ element, type: 'CustomMetadata', fullName: `${name}.${record}` }]),
    ...(field === undefined ? [] : [{ element, type: 'CustomField', fullName: `${type}.${field}` }]),
  ];
};

/** Variables that stand for the record at hand, or for a record of a known object. */
const recordVariables: Readonly<Record<string, string | undefined>> = {
  $Record: '',
  $Record__Prior: '',
  $Source: '',
  Record: '',
  $User: 'User',
  $Organization: 'Organization',
};

const addGlobal = (uses: { edges: Edge[]; paths: Path[] }, element: string, segments: readonly string[]): void => {
  const [variable = '', ...rest] = segments;
  const last = rest.at(-1) ?? '';
  const type = own(globals, variable);
  if (type !== undefined) uses.edges.push({ element, type, fullName: last });
  else if (variable === '$CustomMetadata') uses.edges.push(...metadataRecord(element, rest));
  else if (variable === '$Setup' || variable === '$ObjectType')
    uses.paths.push({ element, object: rest[0] ?? '', segments: rest.slice(1).filter((word) => word !== 'fields') });
};

/** References of a formula on an object; words that name no custom field are left out. */
export const formulaUses = (formula: string, object: string, element: string): FormulaUses => {
  const uses: { edges: Edge[]; paths: Path[] } = { edges: [], paths: [] };
  for (const [word] of silenced(formula).matchAll(token)) {
    const segments = word.split('.');
    const first = segments[0] ?? '';
    const known = own(recordVariables, first);
    if (known !== undefined && segments.length > 1)
      uses.paths.push({ element, object: known || object, segments: segments.slice(1) });
    else if (first.startsWith('$')) addGlobal(uses, element, segments);
    else if (segments.some((segment) => isCustomName(segment))) uses.paths.push({ element, object, segments });
  }
  return uses;
};
