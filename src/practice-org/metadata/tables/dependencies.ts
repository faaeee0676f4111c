import type { Row } from '../../records/types.ts';
import { memberOf } from '../names.ts';
import { referrersOf } from '../references/references.ts';
import { targetsOf } from '../references/targets.ts';
import type { MetadataState } from '../types.ts';
import { derivedId, define, type MetadataTable } from './table.ts';

/** What the table calls components: fields and labels by their own names, without the object. */
const shownName = (type: string, fullName: string): string =>
  type === 'CustomField'
    ? memberOf(fullName).replace(/__c$/, '')
    : type === 'ValidationRule'
      ? memberOf(fullName)
      : fullName;

const dependencies = new WeakMap<MetadataState['components'], readonly Row[]>();

/** All uses of one component by another, flow versions by their own ids (Tooling API, MetadataComponentDependency; documented). */
const rows = (state: MetadataState): readonly Row[] => {
  const known = dependencies.get(state.components);
  if (known) return known;
  const targets = targetsOf(state.components.values());
  const found = referrersOf(state, targets).flatMap(({ component, version, uses }) =>
    [...uses].flatMap((key): Row[] => {
      const used = state.components.get(key);
      if (!used) return [];
      const id = version?.id ?? component.id;
      return [
        {
          Id: derivedId('000', id, used.id),
          MetadataComponentId: id,
          MetadataComponentName: shownName(component.type, component.fullName),
          MetadataComponentType: component.type,
          MetadataComponentNamespace: component.namespacePrefix ?? null,
          RefMetadataComponentId: used.id,
          RefMetadataComponentName: shownName(used.type, used.fullName),
          RefMetadataComponentType: used.type,
          RefMetadataComponentNamespace: used.namespacePrefix ?? null,
        },
      ];
    }),
  );
  dependencies.set(state.components, found);
  return found;
};

export const dependencyTable: MetadataTable = {
  definition: define(
    'MetadataComponentDependency',
    '000',
    ['', 'Ref']
      .flatMap((side) =>
        ['Id', 'Name', 'Type', 'Namespace'].map((part) => `${side}MetadataComponent${part} string 255`),
      )
      .join('\n'),
  ),
  api: 'tooling',
  rows,
};
