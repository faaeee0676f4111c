import { codeRows } from './code.ts';
import { dataModelRows } from './data-model.ts';
import { deletionRows } from './deletions.ts';
import { pageRows } from './pages.ts';
import { profileRows } from './profiles.ts';
import { ruleRows } from './rules.ts';
import type { Row } from './row.ts';

export const sections: Readonly<Record<string, readonly Row[]>> = {
  'code, bundles and flows': codeRows,
  'objects and fields': dataModelRows,
  'rules, settings and translations': ruleRows,
  'pages and who works where': pageRows,
  'a profile, entry by entry': profileRows,
  'what no destructive manifest takes': deletionRows,
};
