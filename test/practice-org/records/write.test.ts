import { expect } from 'chai';
import { DAY, inactiveUser, refusal, refusals, testDatabase, withProjects } from './test-database.ts';

const PROJECT = 'Project__c';

describe('writing rows', () => {
  it('gives a new row its id, owner, dates and defaults', () => {
    const database = withProjects(testDatabase());
    const [id] = database.insert(PROJECT, [{ Name: 'A' }]);
    const [row] = database.query(
      `SELECT Id, OwnerId, CreatedById, CreatedDate, LastModifiedDate, SystemModstamp, Hot__c, IsDeleted FROM ${PROJECT}`,
    );
    expect(row).to.include({
      Id: id,
      OwnerId: database.context.identity.user.id,
      CreatedById: database.context.identity.user.id,
      CreatedDate: '2026-03-10T12:00:00.000+0000',
      SystemModstamp: '2026-03-10T12:00:00.000+0000',
      Hot__c: false,
      IsDeleted: false,
    });
  });

  it('names a custom row without a name after its id', () => {
    const database = withProjects(testDatabase());
    const [id] = database.insert(PROJECT, [{}]);
    expect(database.query(`SELECT Name FROM ${PROJECT}`)[0]).to.include({ Name: id });
  });

  it('moves LastModifiedDate and SystemModstamp with an update, not CreatedDate', () => {
    const database = withProjects(testDatabase());
    const [Id] = database.insert(PROJECT, [{ Name: 'A' }]);
    database.clock.advance(DAY);
    database.write({ object: PROJECT, kind: 'update', rows: [{ Id, Name: 'B' }] });
    expect(database.query(`SELECT Name, CreatedDate, LastModifiedDate, SystemModstamp FROM ${PROJECT}`)[0]).to.include({
      Name: 'B',
      CreatedDate: '2026-03-10T12:00:00.000+0000',
      LastModifiedDate: '2026-03-11T12:00:00.000+0000',
      SystemModstamp: '2026-03-11T12:00:00.000+0000',
    });
  });

  it('leaves fields alone that an update does not name', () => {
    const database = withProjects(testDatabase());
    const [Id] = database.insert(PROJECT, [{ Name: 'A', Budget__c: 5 }]);
    database.write({ object: PROJECT, kind: 'update', rows: [{ Id, Name: 'B' }] });
    expect(database.query(`SELECT Budget__c FROM ${PROJECT}`)[0]).to.include({ Budget__c: 5 });
  });

  const broken: readonly (readonly [string, Record<string, unknown>, string, string, readonly string[]])[] = [
    [
      'a required field is missing',
      {},
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [Project__c]',
      ['Project__c'],
    ],
    [
      'a text is too long',
      { Code__c: 'x'.repeat(21) },
      'STRING_TOO_LONG',
      `Code__c: data value too large: ${'x'.repeat(21)} (max length=20)`,
      ['Code__c'],
    ],
    [
      'a value is not in a restricted picklist',
      { Stage__c: 'Never' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Stage__c: bad value for restricted picklist field: Never',
      ['Stage__c'],
    ],
    [
      'a number has too many digits',
      { Size__c: 1234 },
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Size__c: value outside of valid range on numeric field: 1234',
      ['Size__c'],
    ],
    [
      'an e-mail address is none',
      { Owner_Mail__c: 'nobody' },
      'INVALID_EMAIL_ADDRESS',
      'Owner_Mail__c: invalid email address: nobody',
      ['Owner_Mail__c'],
    ],
    [
      'a field does not exist',
      { Nope__c: 1 },
      'INVALID_FIELD',
      "No such column 'Nope__c' on sobject of type Project__c",
      [],
    ],
    [
      'a text stands where a number belongs',
      { Budget__c: 'much' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of currency from VALUE_STRING value much or request may be missing a required field at [line:1, column:1]',
      ['Budget__c'],
    ],
    [
      'a date does not exist',
      { Start__c: '2026-02-31' },
      'JSON_PARSER_ERROR',
      'Cannot deserialize instance of date from VALUE_STRING value 2026-02-31 or request may be missing a required field at [line:1, column:1]',
      ['Start__c'],
    ],
    ['an id is none', { OwnerId: 'x' }, 'MALFORMED_ID', 'Owner ID: id value of incorrect type: x', ['OwnerId']],
  ];
  for (const [what, row, statusCode, message, fields] of broken)
    it(`refuses a row when ${what}`, () => {
      const object = statusCode === 'REQUIRED_FIELD_MISSING' ? 'Task__c' : PROJECT;
      expect(refusal(withProjects(testDatabase()), object, 'insert', row)).to.deep.equal({
        statusCode,
        message,
        fields,
      });
    });

  it('refuses to write what only the platform writes', () => {
    const error = refusal(testDatabase(), 'Account', 'insert', { Name: 'A', CreatedDate: '2020-01-01T00:00:00Z' });
    expect(error.statusCode).to.equal('INVALID_FIELD_FOR_INSERT_UPDATE');
    expect(error.fields).to.deep.equal(['CreatedDate']);
  });

  it('takes audit fields on insert from who has the permission, never on update', () => {
    const database = testDatabase();
    database.auditFields = true;
    const rows = [{ Name: 'A', CreatedDate: '2020-01-01T00:00:00Z' }];
    const [result] = database.write({ object: 'Account', kind: 'insert', rows });
    expect(database.query('SELECT CreatedDate FROM Account')[0]).to.include({
      CreatedDate: '2020-01-01T00:00:00.000+0000',
    });
    expect(
      refusal(database, 'Account', 'update', { Id: result?.id, CreatedDate: '2021-01-01T00:00:00Z' }).statusCode,
    ).to.equal('INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  it('refuses a second row with the same unique value, without regard to case, and names the first', () => {
    const database = withProjects(testDatabase());
    const [id = ''] = database.insert(PROJECT, [{ Code__c: 'abc' }]);
    expect(refusal(database, PROJECT, 'insert', { Code__c: 'ABC' })).to.deep.include({
      statusCode: 'DUPLICATE_VALUE',
      message: `duplicate value found: Code__c duplicates value on record with id: ${id.slice(0, 15)}`,
    });
  });

  it('refuses the second of two rows of one call with the same unique value', () => {
    const rows = [{ Code__c: 'abc' }, { Code__c: 'abc' }];
    expect(
      refusals(withProjects(testDatabase()), PROJECT, 'insert', rows).map(({ statusCode }) => statusCode),
    ).to.deep.equal(['DUPLICATE_VALUE']);
  });

  it('frees a unique value when its row is deleted', () => {
    const database = withProjects(testDatabase());
    const [Id] = database.insert(PROJECT, [{ Code__c: 'abc' }]);
    database.write({ object: PROJECT, kind: 'delete', rows: [{ Id }] });
    expect(refusals(database, PROJECT, 'insert', [{ Code__c: 'abc' }])).to.deep.equal([]);
  });

  it('refuses references to rows of another object, to missing and to deleted rows', () => {
    const database = withProjects(testDatabase());
    const [account = ''] = database.insert('Account', [{ Name: 'A' }]);
    const [gone = ''] = database.insert(PROJECT, [{ Name: 'P' }]);
    database.write({ object: PROJECT, kind: 'delete', rows: [{ Id: gone }] });
    const missing = gone.replace(/00001(\w{3})$/, '0zz01').slice(0, 15);
    const codes = [account, missing, gone].map(
      (Project__c) => refusal(database, 'Task__c', 'insert', { Project__c }).statusCode,
    );
    expect(codes).to.deep.equal(['FIELD_INTEGRITY_EXCEPTION', 'INVALID_CROSS_REFERENCE_KEY', 'ENTITY_IS_DELETED']);
  });

  it('refuses an inactive user as owner', () => {
    const database = testDatabase();
    const user = inactiveUser(database);
    expect(refusal(database, 'Account', 'insert', { Name: 'A', OwnerId: user })).to.deep.include({
      statusCode: 'INACTIVE_OWNER_OR_USER',
      message: `operation performed with inactive user [${user}] as owner of account`,
    });
  });

  it('refuses to move a master-detail child to another parent', () => {
    const database = withProjects(testDatabase());
    const [first, second] = database.insert(PROJECT, [{ Name: 'P' }, { Name: 'Q' }]);
    const [Id] = database.insert('Task__c', [{ Project__c: first }]);
    expect(refusal(database, 'Task__c', 'update', { Id, Project__c: second }).statusCode).to.equal(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
  });

  it('trims text, and makes empty text null', () => {
    const database = testDatabase();
    database.insert('Account', [{ Name: '  Acme  ', Site: '   ' }]);
    expect(database.query('SELECT Name, Site FROM Account')[0]).to.include({ Name: 'Acme', Site: null });
  });

  it('keeps inactive picklist values on rows but refuses to write them', () => {
    const database = withProjects(testDatabase());
    const [Id] = database.insert(PROJECT, [{ Stage__c: 'Idea' }]);
    database.define({
      name: PROJECT,
      fields: [
        {
          name: 'Stage__c',
          type: 'picklist',
          restrictedPicklist: true,
          picklistValues: [{ value: 'Idea', active: false }, { value: 'Plan' }],
        },
      ],
    });
    expect(database.query(`SELECT Stage__c FROM ${PROJECT}`)[0]).to.include({ Stage__c: 'Idea' });
    expect(refusals(database, PROJECT, 'update', [{ Id, Stage__c: 'Idea', Name: 'same value again' }])).to.deep.equal(
      [],
    );
    expect(refusal(database, PROJECT, 'insert', { Stage__c: 'Idea' }).statusCode).to.equal(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    );
  });

  it('writes nothing of a call that is all or none when one row is refused', () => {
    const database = withProjects(testDatabase());
    const [Id] = database.insert(PROJECT, [{ Name: 'before', Budget__c: 1 }]);
    const results = database.write({
      object: PROJECT,
      kind: 'update',
      rows: [
        { Id, Name: 'after', Budget__c: 2 },
        { Id, Stage__c: 'Never' },
      ],
      options: { allOrNone: true },
    });
    expect(results.map(({ errors }) => errors[0]?.statusCode)).to.deep.equal([
      'ALL_OR_NONE_OPERATION_ROLLED_BACK',
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    ]);
    expect(database.query(`SELECT Name, Budget__c FROM ${PROJECT}`)[0]).to.include({ Name: 'before', Budget__c: 1 });
  });

  it('lets hooks see what was, change what will be, and refuse a row', () => {
    const database = withProjects(testDatabase());
    const seen: unknown[] = [];
    const off = database.hook(({ kind, from, to }) => {
      seen.push([kind, from['Budget__c'] ?? null, to['Budget__c'] ?? null]);
      if (to['Budget__c'] === 13)
        return { statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No.', fields: [] };
      to['Notes__c'] = 'stamped by a flow';
      return undefined;
    });
    const [Id] = database.insert(PROJECT, [{ Budget__c: 1 }]);
    expect(refusal(database, PROJECT, 'update', { Id, Budget__c: 13 }).statusCode).to.equal(
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    );
    off();
    database.write({ object: PROJECT, kind: 'update', rows: [{ Id, Budget__c: 13 }] });
    expect(seen).to.deep.equal([
      ['insert', null, 1],
      ['update', 1, 13],
    ]);
    expect(database.query(`SELECT Budget__c, Notes__c FROM ${PROJECT}`)[0]).to.include({
      Budget__c: 13,
      Notes__c: 'stamped by a flow',
    });
  });

  it('numbers rows of an auto-number field', () => {
    const database = testDatabase();
    database.define({ name: 'Ticket__c', fields: [{ name: 'Name', type: 'string', autoNumber: 'T-{0000}' }] });
    database.insert('Ticket__c', [{}, {}]);
    expect(database.query('SELECT Name FROM Ticket__c').map(({ Name }) => Name)).to.deep.equal(['T-0001', 'T-0002']);
    expect(refusal(database, 'Ticket__c', 'insert', { Name: 'T-9' }).statusCode).to.equal(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
  });

  it('refuses to write jobs through an API, though the org itself can', () => {
    const database = testDatabase();
    expect(refusal(database, 'AsyncApexJob', 'insert', { Status: 'Queued' }).statusCode).to.equal(
      'INVALID_TYPE_FOR_OPERATION',
    );
    database.insert('AsyncApexJob', [{ Status: 'Queued' }]);
    expect(database.count('AsyncApexJob')).to.equal(1);
  });
});

describe('upsert', () => {
  it('inserts a row that is not there and updates the one that is', () => {
    const database = withProjects(testDatabase());
    const upsert = (Name: string) =>
      database.write({
        object: PROJECT,
        kind: 'upsert',
        rows: [{ Code__c: 'a', Name }],
        options: { key: 'Code__c' },
      })[0];
    expect(upsert('one')).to.include({ success: true, created: true });
    expect(upsert('two')).to.include({ success: true, created: false });
    expect(database.query(`SELECT Name, Code__c FROM ${PROJECT}`)).to.have.length(1);
    expect(database.query(`SELECT Name FROM ${PROJECT}`)[0]).to.include({ Name: 'two' });
  });

  it('refuses a key that several rows share, and names them', () => {
    const database = withProjects(testDatabase());
    const ids = database.insert(PROJECT, [{ Group__c: 'g' }, { Group__c: 'g' }]);
    const [result] = database.write({
      object: PROJECT,
      kind: 'upsert',
      rows: [{ Group__c: 'g' }],
      options: { key: 'Group__c' },
    });
    expect(result?.errors[0]).to.deep.include({
      statusCode: 'DUPLICATE_EXTERNAL_ID',
      message: `Group__c: more than one record found for external id field: [${ids.join(', ')}]`,
    });
  });

  it('refuses the same key twice in one call, a missing key, and a field that is no key', () => {
    const database = withProjects(testDatabase());
    const upsert = (rows: readonly Record<string, unknown>[], key: string) =>
      database
        .write({ object: PROJECT, kind: 'upsert', rows, options: { key } })
        .map(({ errors }) => errors[0]?.statusCode);
    expect(upsert([{ Code__c: 'a' }, { Code__c: 'A' }, { Code__c: 'b' }], 'Code__c')).to.deep.equal([
      'DUPLICATE_VALUE',
      'DUPLICATE_VALUE',
      undefined,
    ]);
    expect(upsert([{ Name: 'x' }], 'Code__c')).to.deep.equal(['MISSING_ARGUMENT']);
    expect(upsert([{ Name: 'x' }], 'Name')).to.deep.equal(['INVALID_FIELD']);
  });

  it('finds parents by their external id', () => {
    const database = withProjects(testDatabase());
    const [project] = database.insert(PROJECT, [{ Code__c: 'p1' }]);
    const rows = [{ Project__r: { Code__c: 'P1' } }, { 'Project__r.Code__c': 'p1' }, { 'Project__r.Code__c': 'no' }];
    const results = database.write({ object: 'Task__c', kind: 'insert', rows });
    expect(results.map(({ success }) => success)).to.deep.equal([true, true, false]);
    expect(results[2]?.errors[0]?.message).to.equal(
      'Foreign key external ID: no not found for field Code__c in entity Project__c',
    );
    expect(database.query('SELECT Project__c FROM Task__c').map(({ Project__c }) => Project__c)).to.deep.equal([
      project,
      project,
    ]);
  });
});
