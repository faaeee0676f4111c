import { expect } from 'chai';
import { compareVersions } from '../../../src/actions/compare/compare.ts';
import { keyOf } from '../../../src/release/metadata/component.ts';
import { xmlFile } from '../all-families.ts';
import { memoryVersion, type MemoryFiles } from '../../release/memory-version.ts';

const main = 'force-app/main/default';

/** `changed PermissionSet:Sales fieldPermissions A.F__c`: components, each with the entries that differ. */
const told = async (from: MemoryFiles, to: MemoryFiles): Promise<string[]> => {
  const { changes } = await compareVersions(memoryVersion(from, 'v1'), memoryVersion(to, 'v2'));
  return changes.map((change) =>
    [
      `${change.kind} ${keyOf(change)}`,
      ...change.entries.map(({ section, key }) => `${section} ${key ?? ''}`.trimEnd()),
    ].join(', '),
  );
};

/** A piece of a translation; `layout` is white space that says nothing. */
const field = (label: string, layout = ''): string =>
  xmlFile('CustomFieldTranslation', `<label>${label}</label>${layout}<name>F__c</name>`);

describe('comparing by text', () => {
  it('knows that the last of two entries counts inside a piece too', async () => {
    const piece = (...editable: readonly boolean[]): MemoryFiles => ({
      'sfdx-project.json': JSON.stringify({
        packageDirectories: [{ path: 'force-app' }],
        sourceBehaviorOptions: ['decomposePermissionSetBeta2'],
      }),
      [`${main}/permissionsets/Sales/Sales.permissionset-meta.xml`]: xmlFile('PermissionSet', '<label>Sales</label>'),
      [`${main}/permissionsets/Sales/objectSettings/A.objectSettings-meta.xml`]: xmlFile(
        'PermissionSet',
        editable
          .map((on) => `<fieldPermissions><editable>${String(on)}</editable><field>A.F__c</field></fieldPermissions>`)
          .join(''),
      ),
    });
    expect(await told(piece(true, false), piece(false, true))).to.deep.equal([
      'changed PermissionSet:Sales, fieldPermissions A.F__c',
    ]);
  });

  it('compares a piece with the one of its name only when there is one of it', async () => {
    const [first, last] = ['force-app/feature', main].map(
      (directory) => `${directory}/objectTranslations/A__c-fr/F__c.fieldTranslation-meta.xml`,
    );
    const from = { [String(first)]: field('one'), [String(last)]: field('two') };
    const to = { [String(first)]: field('two', '\n'), [String(last)]: field('two', '\n\n') };
    expect(await told(from, to)).to.deep.equal([]);
    expect(await told(to, from)).to.deep.equal([]);
  });

  it('does not take elements for the same under roots of another name', async () => {
    const settings = (root: string): MemoryFiles => ({
      [`${main}/settings/Case.settings-meta.xml`]: xmlFile(root, '<enabled>true</enabled>'),
    });
    expect(await told(settings('CaseSettings'), settings('LeadSettings'))).to.deep.equal([
      'changed Settings:Case, LeadSettings',
    ]);
  });

  it('reads a schema that may be written in more than one way', async () => {
    const registration = (schema: string): MemoryFiles => ({
      [`${main}/externalServiceRegistrations/Bank.externalServiceRegistration-meta.xml`]: xmlFile(
        'ExternalServiceRegistration',
        `<schema>${schema}</schema><schemaUploadFileExtension>json</schemaUploadFileExtension>`,
      ),
    });
    expect(await told(registration('{"a":1}'), registration('{ "a": 1 }'))).to.deep.equal([]);
    expect(await told(registration('{"a":1}'), registration('{"a":2}'))).to.deep.equal([
      'changed ExternalServiceRegistration:Bank, schema',
    ]);
  });
});
