import { expect } from 'chai';
import { usesType } from '../../../src/practice-org/metadata/references/apex-source.ts';
import { edgesOfPath } from '../../../src/practice-org/metadata/references/edges.ts';
import { formulaUses } from '../../../src/practice-org/metadata/references/formula.ts';
import { flowUses } from '../../../src/practice-org/metadata/references/flow-uses.ts';
import { parseXml } from '../../../src/practice-org/metadata/xml/xml.ts';
import { dependencyTable } from '../../../src/practice-org/metadata/tables/dependencies.ts';
import { apexClass, element, field, flow, object, problems, testOrg, xml } from './test-org.ts';

describe('practice org: references', () => {
  describe('in formulas', () => {
    /** A formula on `Thing__c` and the words it refers to. */
    const formulas: readonly (readonly [string, readonly string[]])[] = [
      ['Score__c * 2', ['Score__c']],
      ['Parent__r.Score__c', ['Parent__r.Score__c']],
      ['Account.Risk__c > 1', ['Account.Risk__c']],
      ['"Score__c" & \'Risk__c\'', []],
      ['/* Score__c */ 1', []],
      ['NOT(ISBLANK(Name))', []],
      ['IF(ISPICKVAL(Level__c, "High"), 1, 2)', ['Level__c']],
    ];
    for (const [formula, expected] of formulas)
      it(`finds ${expected.join(', ') || 'nothing'} in ${formula}`, () => {
        expect(
          formulaUses(formula, 'Thing__c', 'formula').paths.map(({ segments }) => segments.join('.')),
        ).to.deep.equal(expected);
      });

    it('knows global variables', () => {
      const { edges, paths } = formulaUses(
        '$Label.Hello & $Permission.Bypass & $Setup.Switch__c.On__c & $CustomMetadata.Rule__mdt.One.A__c & $Record.Score__c',
        'Thing__c',
        'formula',
      );
      expect(edges.map(({ type, fullName }) => `${type}:${fullName}`)).to.deep.equal([
        'CustomLabel:Hello',
        'CustomPermission:Bypass',
        'CustomMetadata:Rule.One',
        'CustomField:Rule__mdt.A__c',
      ]);
      expect(paths.map(({ object: on, segments }) => `${on}.${segments.join('.')}`)).to.deep.equal([
        'Switch__c.On__c',
        'Thing__c.Score__c',
      ]);
    });
  });

  it('follows paths through lookups to the field at their end', () => {
    const org = testOrg();
    org.given({
      'objects/Thing__c.object': object(field('Score__c')),
      'objects/Part__c.object': object(
        field('Thing__c', { type: 'Lookup', referenceTo: 'Thing__c', relationshipName: 'Parts' }),
      ),
    });
    const edges = (...segments: readonly string[]): readonly string[] =>
      edgesOfPath(org.state.components, { element: 'formula', object: 'Part__c', segments }).map(
        ({ fullName }) => fullName,
      );
    expect(edges('Thing__r', 'Score__c')).to.deep.equal(['Part__c.Thing__c', 'Thing__c.Score__c']);
    expect(edges('Part__c', 'Thing__c')).to.deep.equal(['Part__c.Thing__c']);
    expect(edges('Unknown__r', 'Score__c')).to.deep.equal(['Part__c.Unknown__c']);
    expect(edges('Place__Latitude__s')).to.deep.equal(['Part__c.Place__c']);
  });

  describe('in Apex', () => {
    /** Source and whether it uses the class `Order`. */
    const sources: readonly (readonly [string, boolean])[] = [
      ['new Order()', true],
      ['Order o = null;', true],
      ['Order.run();', true],
      ['class A extends Order {}', true],
      ['class A implements Comparable, Order {}', true],
      ['List<Order> all;', true],
      ['Map<Id, Order> all;', true],
      ['Order[] all;', true],
      ['(Order) other', true],
      ['void f(Order o) {}', true],
      ['catch (Order e) {}', true],
      ['x instanceof Order', true],
      ['Integer order = 1; order.format();', false],
      ['this.order.run();', false],
      ['OrderItem item;', false],
      ['reorder();', false],
    ];
    for (const [source, expected] of sources)
      it(`${expected ? 'sees' : 'does not see'} a class in ${source}`, () => {
        expect(usesType(source, 'Order')).to.equal(expected);
      });
  });

  it('finds fields, classes and subflows in a flow', () => {
    const uses = flowUses(
      parseXml(
        flow(
          'F',
          '<start><object>Thing__c</object><filters><field>Score__c</field></filters></start>' +
            '<variables><name>part</name><objectType>Part__c</objectType></variables>' +
            '<assignments><assignmentItems><assignToReference>part.Amount__c</assignToReference><value><elementReference>$Record.Level__c</elementReference></value></assignmentItems></assignments>' +
            '<formulas><expression>{!part.Code__c} &amp; {!$Label.Hello}</expression></formulas>' +
            element('actionCalls', { actionName: 'Act', actionType: 'apex', name: 'a' }) +
            element('subflows', { flowName: 'Sub', name: 's' }),
        ),
      ),
    );
    expect(uses.edges.map(({ type, fullName }) => `${type}:${fullName}`)).to.include.members([
      'ApexClass:Act',
      'Flow:Sub',
      'CustomLabel:Hello',
      'CustomObject:Thing__c',
    ]);
    expect(uses.paths.map(({ object: on, segments }) => `${on}.${segments.join('.')}`)).to.include.members([
      'Thing__c.Score__c',
      'Part__c.Amount__c',
      'Thing__c.Level__c',
      'Part__c.Code__c',
    ]);
  });

  describe('to what is not there', () => {
    it('fail the component that has them', () => {
      const org = testOrg();
      org.given({ 'objects/Thing__c.object': object(field('Score__c')) });
      const layout = (name: string) => ({
        'layouts/Thing__c-Main.layout': xml(
          'Layout',
          `<layoutSections><layoutColumns>${element('layoutItems', { field: name })}</layoutColumns></layoutSections>`,
        ),
      });
      expect(problems(org.deploy(layout('Score__c')))).to.be.empty;
      expect(problems(org.deploy(layout('Gone__c')))).to.deep.equal([
        'In field: field - no CustomField named Thing__c.Gone__c found',
      ]);
      expect(problems(org.deploy(layout('Industry')))).to.be.empty;
    });

    it('may be satisfied by the same package, in whatever order', () => {
      const org = testOrg();
      const outcome = org.deploy({
        'flows/Greet.flow': flow('Greet', element('actionCalls', { actionName: 'Act', actionType: 'apex', name: 'a' })),
        ...apexClass('Act', 'class Act {}'),
      });
      expect(problems(outcome)).to.be.empty;
    });
  });

  it('are rows of MetadataComponentDependency', () => {
    const org = testOrg();
    org.given({
      'objects/Thing__c.object': object(field('Score__c')),
      ...apexClass('Base', 'virtual class Base {}'),
      ...apexClass('Sub', 'class Sub extends Base { Object f(Thing__c t) { return t.Score__c; } }'),
    });
    const rows = dependencyTable
      .rows(org.state)
      .map((row) => [
        row['MetadataComponentType'],
        row['MetadataComponentName'],
        row['RefMetadataComponentType'],
        row['RefMetadataComponentName'],
        row['RefMetadataComponentId'] === org.state.components.get(`CustomField:Thing__c.Score__c`)?.id,
      ]);
    expect(rows).to.have.deep.members([
      ['ApexClass', 'Sub', 'ApexClass', 'Base', false],
      ['ApexClass', 'Sub', 'CustomObject', 'Thing__c', false],
      ['ApexClass', 'Sub', 'CustomField', 'Score', true],
    ]);
  });
});
