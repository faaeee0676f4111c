import { expect } from 'chai';
import { selector } from '../../../src/release/plan/selector.ts';

const candidate = (key: string, ...to: string[]) => {
  const [type = '', ...name] = key.split(':');
  return { type, fullName: name.join(':'), paths: { from: [], to } };
};

const takes = (globs: { only?: string[]; exclude?: string[] }, key: string, ...paths: string[]): boolean =>
  selector({ only: [], exclude: [], ...globs })(candidate(key, ...paths));

describe('selecting components by globs', () => {
  const cases: [glob: string, key: string, path: string, taken: boolean][] = [
    ['CustomField:Account.*', 'CustomField:Account.Risk__c', '', true],
    ['CustomField:Account.*', 'CustomField:Contact.Risk__c', '', false],
    ['Report:*', 'Report:Folder/Name', '', true],
    ['{Profile,Layout}:*', 'Layout:Account-Account Layout', '', true],
    ['Layout:Account-Sales (EMEA)', 'Layout:Account-Sales (EMEA)', '', true],
    ['Layout:*(EMEA)', 'Layout:Account-Sales (EMEA)', '', true],
    ['Layout:*[new]', 'Layout:Account-Sales [new]', '', true],
    ['Profile', 'Profile:Admin', '', true],
    ['Custom*', 'CustomField:Account.Risk__c', '', true],
    ['Profile', 'ProfilePasswordPolicy:Admin', '', false],
    ['force-app/main', 'ApexClass:A', 'force-app/main/classes/A.cls', true],
    ['force-app', 'ApexClass:A', 'force-app/main/classes/A.cls', true],
    ['force-app/', 'ApexClass:A', 'force-app/main/classes/A.cls', true],
    ['force-app/ma', 'ApexClass:A', 'force-app/main/classes/A.cls', false],
    ['**/*.cls', 'ApexClass:A', 'force-app/main/classes/A.cls', true],
    ['*.cls', 'ApexClass:A', 'force-app/main/classes/A.cls', true],
    ['*.js', 'ApexClass:A', 'force-app/main/classes/A.cls', false],
    ['', 'ApexClass:A', 'force-app/main/classes/A.cls', false],
  ];
  for (const [glob, key, path, taken] of cases)
    it(`"${glob}" ${taken ? 'takes' : 'leaves'} ${key}${path && ` at ${path}`}`, () => {
      expect(takes({ only: [glob] }, key, ...(path === '' ? [] : [path]))).to.equal(taken);
    });

  it('takes everything without globs', () => {
    expect(takes({}, 'ApexClass:A')).to.equal(true);
  });

  it('lets an exclusion win over what is only meant', () => {
    const globs = { only: ['ApexClass'], exclude: ['ApexClass:*Test'] };
    expect(takes(globs, 'ApexClass:A')).to.equal(true);
    expect(takes(globs, 'ApexClass:ATest')).to.equal(false);
  });
});
