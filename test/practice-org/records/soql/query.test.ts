import { expect } from 'chai';
import type { Database } from '../../../../src/practice-org/records/database.ts';
import { column, queryError, testDatabase, withProjects } from '../test-database.ts';

const sample = (): Database => {
  const database = withProjects(testDatabase());
  const [acme, beta] = database.insert('Account', [
    { Name: 'Acme', Industry: 'Retail', AnnualRevenue: 100, NumberOfEmployees: 5 },
    { Name: 'Beta', Industry: 'Energy', AnnualRevenue: 300 },
    { Name: 'Gamma', Industry: 'Retail' },
  ]);
  database.insert('Contact', [
    { FirstName: 'Ann', LastName: 'Ace', AccountId: acme, Email: 'ann@acme.example' },
    { LastName: 'Bee', AccountId: acme },
    { LastName: 'Cee', AccountId: beta, DoNotCall: true },
    { LastName: 'Dee' },
  ]);
  database.insert('Project__c', [
    { Name: 'one', Tags__c: 'Red;Blue', Start__c: '2026-03-10', Kickoff__c: '2026-03-10T09:00:00Z', Stage__c: 'Idea' },
    { Name: 'two', Tags__c: 'Green', Start__c: '2026-03-01', Kickoff__c: '2026-02-28T23:59:59Z', Stage__c: 'Plan' },
    { Name: 'three', Start__c: '2025-03-10', Kickoff__c: '2025-12-31T00:00:00Z' },
    { Name: 'four' },
  ]);
  return database;
};

/** Names a WHERE clause finds, in the order of the table. */
const found = (object: string, where: string, name = 'Name'): readonly unknown[] =>
  column(sample(), `SELECT ${name} FROM ${object} WHERE ${where}`, name);

describe('WHERE', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['Account', "Name = 'acme'", ['Acme']],
    ['Account', "Name != 'acme'", ['Beta', 'Gamma']],
    ['Account', "Name <> 'acme' AND Industry = 'Retail'", ['Gamma']],
    ['Account', 'AnnualRevenue > 100', ['Beta']],
    ['Account', 'AnnualRevenue >= 100', ['Acme', 'Beta']],
    ['Account', 'AnnualRevenue < 200', ['Acme']],
    ['Account', 'AnnualRevenue = null', ['Gamma']],
    ['Account', 'AnnualRevenue != null', ['Acme', 'Beta']],
    ['Account', 'AnnualRevenue != 100', ['Beta', 'Gamma']],
    ['Account', "Name LIKE '%a%'", ['Acme', 'Beta', 'Gamma']],
    ['Account', "Name LIKE 'b_t%'", ['Beta']],
    ['Account', "Name LIKE 'b.t%'", []],
    ['Account', "Name IN ('acme', 'BETA')", ['Acme', 'Beta']],
    ['Account', "Name NOT IN ('acme')", ['Beta', 'Gamma']],
    ['Account', 'AnnualRevenue IN (100, null)', ['Acme', 'Gamma']],
    ['Account', "NOT Name = 'Acme'", ['Beta', 'Gamma']],
    ['Account', "NOT (Name = 'Acme' OR Name = 'Beta')", ['Gamma']],
    ['Account', "(Name = 'Acme' OR Name = 'Beta') AND Industry = 'Energy'", ['Beta']],
    ['Account', "Name > 'b'", ['Beta', 'Gamma']],
    ['Account', "Industry = ''", []],
    ['Account', "Owner.Name = 'Test Nobody'", []],
    ['Account', 'CreatedDate = TODAY', ['Acme', 'Beta', 'Gamma']],
    ['Account', 'CreatedDate < TODAY', []],
    ['Account', 'CreatedDate = LAST_N_DAYS:1', ['Acme', 'Beta', 'Gamma']],
    ['Account', 'CreatedDate > 2026-03-10T11:59:59Z', ['Acme', 'Beta', 'Gamma']],
    ['Account', 'CreatedDate > 2026-03-10T13:00:00+01:00', []],
    ['Account', 'CreatedDate >= 2026-03-10T13:00:00+01:00', ['Acme', 'Beta', 'Gamma']],
    ['Account', 'CALENDAR_YEAR(CreatedDate) = 2026', ['Acme', 'Beta', 'Gamma']],
    ['Account', 'DAY_ONLY(CreatedDate) = 2026-03-09', []],
    ['Account', "Id IN (SELECT AccountId FROM Contact WHERE LastName = 'Cee')", ['Beta']],
    ['Account', 'Id NOT IN (SELECT AccountId FROM Contact)', ['Gamma']],
    ['Project__c', "Tags__c INCLUDES ('Red')", ['one']],
    ['Project__c', "Tags__c INCLUDES ('Red;Blue', 'Green')", ['one', 'two']],
    ['Project__c', "Tags__c EXCLUDES ('Red')", ['two', 'three', 'four']],
    ['Project__c', "Tags__c = 'Red;Blue'", ['one']],
    ['Project__c', 'Start__c = 2026-03-10', ['one']],
    ['Project__c', 'Start__c >= 2026-03-01', ['one', 'two']],
    ['Project__c', 'Start__c = THIS_MONTH', ['one', 'two']],
    ['Project__c', 'Start__c = LAST_YEAR', ['three']],
    ['Project__c', 'Start__c < THIS_YEAR', ['three']],
    ['Project__c', 'Kickoff__c = LAST_MONTH', ['two']],
    ['Project__c', 'Kickoff__c = THIS_WEEK', ['one']],
    ['Project__c', 'Kickoff__c = LAST_QUARTER', ['three']],
    ['Project__c', 'Kickoff__c > LAST_MONTH', ['one']],
    ['Project__c', 'Start__c IN (TODAY, LAST_YEAR)', ['one', 'three']],
    ['Project__c', 'Hot__c = false', ['one', 'two', 'three', 'four']],
  ];
  for (const [object, where, names] of cases)
    it(`${where} finds ${names.length === 0 ? 'nothing' : names.join(', ')}`, () => {
      expect(found(object, where)).to.deep.equal(names);
    });

  it('reads through a parent, and finds rows without one when asked for null', () => {
    expect(found('Contact', "Account.Name = 'Acme'", 'LastName')).to.deep.equal(['Ace', 'Bee']);
    expect(found('Contact', 'Account.Name = null', 'LastName')).to.deep.equal(['Dee']);
    expect(
      found('Contact', "Account.Owner.IsActive = true AND Account.Industry != 'Retail'", 'LastName'),
    ).to.deep.equal(['Cee']);
  });

  it('knows ids in both lengths', () => {
    const database = sample();
    const id = String(column(database, "SELECT Id FROM Account WHERE Name = 'Acme'", 'Id')[0]);
    expect(column(database, `SELECT Name FROM Account WHERE Id = '${id}'`, 'Name')).to.deep.equal(['Acme']);
    expect(column(database, `SELECT Name FROM Account WHERE Id = '${id.slice(0, 15)}'`, 'Name')).to.deep.equal([
      'Acme',
    ]);
    expect(
      column(database, `SELECT LastName FROM Contact WHERE AccountId = '${id.slice(0, 15)}'`, 'LastName'),
    ).to.deep.equal(['Ace', 'Bee']);
    expect(
      column(database, `SELECT Name FROM Account WHERE Id IN ('${id}') AND Industry = 'Energy'`, 'Name'),
    ).to.deep.equal([]);
  });

  it('unescapes text', () => {
    const database = sample();
    database.insert('Account', [{ Name: "O'Hara \\ 100%" }]);
    const where = String.raw`Name = 'O\'Hara \\ 100%'`;
    expect(column(database, `SELECT Name FROM Account WHERE ${where}`, 'Name')).to.have.length(1);
    expect(column(database, String.raw`SELECT Name FROM Account WHERE Name LIKE '% 100\%'`, 'Name')).to.have.length(1);
    expect(column(database, String.raw`SELECT Name FROM Account WHERE Name LIKE 'Ac\%'`, 'Name')).to.have.length(0);
  });
});

describe('SELECT', () => {
  it('gives parents as nested objects and null where there is none', () => {
    const rows = sample().query(
      "SELECT LastName, Account.Name, Account.Owner.Alias FROM Contact WHERE LastName IN ('Ace', 'Dee')",
    );
    expect(rows.map((row) => row['Account'])).to.deep.equal([
      {
        attributes: (rows[0]?.['Account'] as { attributes: unknown }).attributes,
        Name: 'Acme',
        Owner: (rows[0]?.['Account'] as { Owner: unknown }).Owner,
      },
      null,
    ]);
    expect(rows[0]?.['Account']).to.deep.include({ Name: 'Acme' });
    expect((rows[0]?.['Account'] as { Owner: object }).Owner).to.include({ Alias: 'admin' });
  });

  it('says of each record what it is and where it can be read', () => {
    const [row] = sample().query('SELECT Id FROM Account LIMIT 1');
    expect(row?.['attributes']).to.deep.equal({
      type: 'Account',
      url: `/services/data/v67.0/sobjects/Account/${String(row?.['Id'])}`,
    });
  });

  it('gives children as a result of their own, and null where there are none', () => {
    const rows = sample().query(
      'SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName DESC LIMIT 1) FROM Account ORDER BY Name',
    );
    const [acme, , gamma] = rows.map(
      (row) => row['Contacts'] as { totalSize: number; records: { LastName: string }[] } | null,
    );
    expect(acme?.totalSize).to.equal(1);
    expect(acme?.records.map(({ LastName }) => LastName)).to.deep.equal(['Bee']);
    expect(gamma).to.equal(null);
  });

  it('filters children by their own WHERE', () => {
    const [row] = sample().query(
      "SELECT (SELECT LastName FROM Contacts WHERE Email != null) FROM Account WHERE Name = 'Acme'",
    );
    expect((row?.['Contacts'] as { records: unknown[] }).records).to.have.length(1);
  });

  it('knows names without regard to case and spells them as the org does', () => {
    const [row] = sample().query("select ID, name, ACCOUNT.name from contact where lastname = 'Ace'");
    expect(Object.keys(row ?? {})).to.deep.equal(['attributes', 'Id', 'Name', 'Account']);
  });

  it('takes an alias of the object', () => {
    expect(column(sample(), "SELECT a.Name FROM Account a WHERE a.Name = 'Beta'", 'Name')).to.deep.equal(['Beta']);
  });

  it('tells who owns what through a polymorphic reference', () => {
    const [row] = sample().query('SELECT Owner.Name, Owner.Type FROM Account LIMIT 1');
    expect(row?.['Owner']).to.deep.include({ Name: 'Practice Admin', Type: 'User' });
  });

  it('chooses fields by the type of a parent with TYPEOF', () => {
    const database = sample();
    const [account] = database.query('SELECT Id FROM Account LIMIT 1');
    database.insert('Task', [{ Subject: 'call', WhatId: account?.['Id'] }]);
    const [row] = database.query('SELECT TYPEOF What WHEN Account THEN Industry ELSE Name END FROM Task');
    expect(row?.['What']).to.deep.include({ Industry: 'Retail' });
  });

  it('expands FIELDS(STANDARD), and FIELDS(ALL) with a LIMIT', () => {
    const [standard] = sample().query('SELECT FIELDS(STANDARD) FROM Project__c LIMIT 1');
    expect(standard).to.include.keys('Id', 'Name', 'SystemModstamp').and.not.include.keys('Tags__c');
    const [all] = sample().query('SELECT FIELDS(ALL) FROM Project__c LIMIT 1');
    expect(all).to.include.keys('Id', 'Tags__c', 'Notes__c');
    const [custom] = sample().query('SELECT Id, FIELDS(CUSTOM) FROM Project__c LIMIT 1');
    expect(custom).to.include.keys('Id', 'Tags__c').and.not.include.keys('Name');
  });

  it('writes date-times with an offset, dates and times as they are', () => {
    const database = sample();
    database.insert('Project__c', [
      { Name: 'five', Start__c: '2026-01-02', Kickoff__c: '2026-01-02T03:04:05.678Z', Daily__c: '10:00:00.000Z' },
    ]);
    expect(database.query("SELECT Start__c, Kickoff__c, Daily__c FROM Project__c WHERE Name = 'five'")[0]).to.include({
      Start__c: '2026-01-02',
      Kickoff__c: '2026-01-02T03:04:05.678+0000',
      Daily__c: '10:00:00.000Z',
    });
  });
});

describe('ORDER BY, LIMIT and OFFSET', () => {
  const order = (clause: string): readonly unknown[] => column(sample(), `SELECT Name FROM Account ${clause}`, 'Name');

  it('put nulls first when ascending and last when descending', () => {
    expect(order('ORDER BY AnnualRevenue')).to.deep.equal(['Gamma', 'Acme', 'Beta']);
    expect(order('ORDER BY AnnualRevenue DESC')).to.deep.equal(['Beta', 'Acme', 'Gamma']);
  });

  it('put nulls where they are told to', () => {
    expect(order('ORDER BY AnnualRevenue NULLS LAST')).to.deep.equal(['Acme', 'Beta', 'Gamma']);
    expect(order('ORDER BY AnnualRevenue DESC NULLS FIRST')).to.deep.equal(['Gamma', 'Beta', 'Acme']);
  });

  it('sort by several fields', () => {
    expect(order('ORDER BY Industry DESC, Name DESC')).to.deep.equal(['Gamma', 'Acme', 'Beta']);
  });

  it('sort by a parent’s field', () => {
    expect(
      column(sample(), 'SELECT LastName FROM Contact ORDER BY Account.Name DESC, LastName', 'LastName'),
    ).to.deep.equal(['Cee', 'Ace', 'Bee', 'Dee']);
  });

  it('cut the result', () => {
    expect(order('ORDER BY Name LIMIT 1')).to.deep.equal(['Acme']);
    expect(order('ORDER BY Name LIMIT 1 OFFSET 1')).to.deep.equal(['Beta']);
    expect(order('ORDER BY Name OFFSET 2')).to.deep.equal(['Gamma']);
    expect(order('LIMIT 0')).to.deep.equal([]);
  });
});

describe('aggregates', () => {
  const values = (soql: string): readonly unknown[] =>
    sample()
      .query(soql)
      .map(({ attributes: _attributes, ...row }) => row);

  it('count, sum and compare over all rows', () => {
    expect(
      values(
        'SELECT COUNT(Id), COUNT(AnnualRevenue) r, SUM(AnnualRevenue), AVG(AnnualRevenue), MIN(Name), MAX(AnnualRevenue), COUNT_DISTINCT(Industry) FROM Account',
      ),
    ).to.deep.equal([{ expr0: 3, r: 2, expr1: 400, expr2: 200, expr3: 'Acme', expr4: 300, expr5: 2 }]);
  });

  it('answer one row of zero and nulls when nothing matches', () => {
    expect(values("SELECT COUNT(Id) n, SUM(AnnualRevenue) s FROM Account WHERE Name = 'x'")).to.deep.equal([
      { n: 0, s: null },
    ]);
  });

  it('answer no row for groups when nothing matches', () => {
    expect(values("SELECT Industry, COUNT(Id) FROM Account WHERE Name = 'x' GROUP BY Industry")).to.deep.equal([]);
  });

  it('group, filter groups and sort them', () => {
    expect(values('SELECT Industry, COUNT(Id) n FROM Account GROUP BY Industry ORDER BY COUNT(Id) DESC')).to.deep.equal(
      [
        { Industry: 'Retail', n: 2 },
        { Industry: 'Energy', n: 1 },
      ],
    );
    expect(values('SELECT Industry FROM Account GROUP BY Industry HAVING COUNT(Id) > 1')).to.deep.equal([
      { Industry: 'Retail' },
    ]);
    expect(
      values("SELECT Industry FROM Account GROUP BY Industry HAVING Industry LIKE 'E%' AND COUNT(Id) = 1"),
    ).to.deep.equal([{ Industry: 'Energy' }]);
  });

  it('group null with null, and by a parent’s field', () => {
    expect(
      values('SELECT Account.Name, COUNT(Id) n FROM Contact GROUP BY Account.Name ORDER BY Account.Name'),
    ).to.deep.equal([
      { Name: null, n: 1 },
      { Name: 'Acme', n: 2 },
      { Name: 'Beta', n: 1 },
    ]);
  });

  it('group by a function of a date', () => {
    expect(
      values(
        'SELECT CALENDAR_YEAR(Start__c) y, COUNT(Id) n FROM Project__c GROUP BY CALENDAR_YEAR(Start__c) ORDER BY CALENDAR_YEAR(Start__c) DESC NULLS LAST',
      ),
    ).to.deep.equal([
      { y: 2026, n: 2 },
      { y: 2025, n: 1 },
      { y: null, n: 1 },
    ]);
  });

  it('roll up', () => {
    const rows = values('SELECT Industry, COUNT(Id) n, GROUPING(Industry) g FROM Account GROUP BY ROLLUP(Industry)');
    expect(rows).to.deep.include({ Industry: null, n: 3, g: 1 }).and.deep.include({ Industry: 'Retail', n: 2, g: 0 });
  });

  it('count rows that match without giving them', () => {
    expect(sample().query('SELECT COUNT() FROM Account')).to.deep.equal([]);
  });
});

describe('queries the org refuses', () => {
  const at = (soql: string, columnNumber: number, message: string): string => {
    const start = columnNumber - 1;
    return `\n${soql}\n${' '.repeat(start)}^\nERROR at Row:1:Column:${columnNumber}\n${message}`;
  };
  const custom = 'If you are attempting to use a custom';
  const wsdl = 'Please reference your WSDL or the describe call for the appropriate names.';

  it('name the field that does not exist, and point at it', () => {
    const soql = 'SELECT Id, Nope__c FROM Account';
    const error = queryError(() => sample().query(soql));
    expect(error.errorCode).to.equal('INVALID_FIELD');
    expect(error.message).to.equal(
      at(
        soql,
        12,
        `No such column 'Nope__c' on entity 'Account'. ${custom} field, be sure to append the '__c' after the custom field name. ${wsdl}`,
      ),
    );
  });

  it('name the object that does not exist, and point at it', () => {
    const soql = 'SELECT Id FROM Nope__c';
    const error = queryError(() => sample().query(soql));
    expect(error.errorCode).to.equal('INVALID_TYPE');
    expect(error.message).to.equal(
      at(
        soql,
        16,
        `sObject type 'Nope__c' is not supported. ${custom} object, be sure to append the '__c' after the entity name. ${wsdl}`,
      ),
    );
  });

  it('name the relationship that does not exist', () => {
    expect(queryError(() => sample().query('SELECT Nope__r.Name FROM Account')).message).to.contain(
      "Didn't understand relationship 'Nope__r' in field path.",
    );
    const child = queryError(() => sample().query('SELECT (SELECT Id FROM Nopes__r) FROM Account'));
    expect(child.errorCode).to.equal('INVALID_TYPE');
    expect(child.message).to.contain("Didn't understand relationship 'Nopes__r' in FROM part of query call.");
  });

  it('points into the right line of a query of several', () => {
    const error = queryError(() => sample().query('SELECT Id,\n  Nope\nFROM Account'));
    expect(error.message).to.contain('\n  Nope\n  ^\nERROR at Row:2:Column:3\n');
  });

  const refused: readonly (readonly [string, string, string])[] = [
    [
      'SELECT Id,, Name FROM Account',
      'MALFORMED_QUERY',
      "\nSELECT Id,, Name FROM Account\n          ^\nERROR at Row:1:Column:11\nunexpected token: ','",
    ],
    ['SELECT FROM Account', 'MALFORMED_QUERY', "unexpected token: 'FROM'"],
    ['SELECT Id FROM', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    ['SELEC Id FROM Account', 'MALFORMED_QUERY', "unexpected token: 'SELEC'"],
    ['SELECT Id FROM Account WHERE Name == 1', 'MALFORMED_QUERY', "unexpected token: '='"],
    ['SELECT Id FROM Account WHERE Name = "a"', 'MALFORMED_QUERY', `unexpected character: '"'`],
    ['SELECT Id FROM Account WHERE', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    ['SELECT Id FROM Account LIMIT many', 'MALFORMED_QUERY', "unexpected token: 'many'"],
    ['', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    [
      "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
      'MALFORMED_QUERY',
      "unexpected token: 'OR'",
    ],
    ['SELECT Id FROM Account ALL ROWS', 'MALFORMED_QUERY', 'ALL ROWS not allowed in this context'],
    ['SELECT Id, Id FROM Account', 'INVALID_FIELD', 'duplicate field selected: Id'],
    ['SELECT Id Name FROM Account', 'MALFORMED_QUERY', 'only aggregate expressions use field aliasing'],
    ['SELECT Name, COUNT(Id) FROM Account', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
    ['SELECT SUM(Name) FROM Account', 'MALFORMED_QUERY', 'field Name does not support aggregate operator SUM'],
    [
      'SELECT COUNT(Description) FROM Account',
      'MALFORMED_QUERY',
      'field Description does not support aggregate operator COUNT',
    ],
    [
      'SELECT COUNT(DoNotCall) FROM Contact',
      'MALFORMED_QUERY',
      'field DoNotCall does not support aggregate operator COUNT',
    ],
    [
      "SELECT Id FROM Account WHERE Description = 'x'",
      'INVALID_FIELD',
      "field 'Description' can not be filtered in a query call",
    ],
    [
      'SELECT Id FROM Account ORDER BY Description',
      'INVALID_FIELD',
      "field 'Description' can not be sorted in a query call",
    ],
    [
      'SELECT Description, COUNT(Id) FROM Account GROUP BY Description',
      'INVALID_FIELD',
      "field 'Description' can not be grouped in a query call",
    ],
    [
      'SELECT Id FROM Account WHERE Name = 5',
      'INVALID_FIELD',
      "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Account WHERE AnnualRevenue = '5'",
      'INVALID_FIELD',
      "value of filter criterion for field 'AnnualRevenue' must be of type double and should not be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Account WHERE CreatedDate > '2026-01-01'",
      'INVALID_FIELD',
      'must be of type dateTime and should not be enclosed in quotes',
    ],
    ['SELECT Id FROM Account WHERE CreatedDate > 2026-01-01', 'INVALID_FIELD', 'must be of type dateTime'],
    [
      "SELECT Id FROM Account WHERE IsDeleted = 'no'",
      'INVALID_FIELD',
      'must be of type boolean and should not be enclosed in quotes',
    ],
    ["SELECT Id FROM Account WHERE Id = 'x'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: x'],
    [
      "SELECT Id FROM Account WHERE ParentId LIKE '001%'",
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid operator on id field',
    ],
    [
      "SELECT Id FROM Account WHERE Industry INCLUDES ('x')",
      'INVALID_QUERY_FILTER_OPERATOR',
      'includes or excludes operator only valid on multipicklist field',
    ],
    ['SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200'],
    [
      'SELECT FIELDS(CUSTOM) FROM Account LIMIT 201',
      'MALFORMED_QUERY',
      'The SOQL FIELDS function must have a LIMIT of at most 200',
    ],
    ['SELECT Id, FIELDS(ALL) FROM Account LIMIT 10', 'INVALID_FIELD', 'duplicate field selected: Id'],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    [
      "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)",
      'MALFORMED_QUERY',
      "Semi join sub-selects are not allowed with the 'OR' operator",
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE AccountId IN (SELECT Id FROM Account))',
      'MALFORMED_QUERY',
      'Nesting of semi join sub-selects is not supported',
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT ParentId FROM Account)',
      'MALFORMED_QUERY',
      'The inner and outer selects should not be on the same object type',
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT LastName FROM Contact)',
      'INVALID_FIELD',
      'Cannot query non-id field in a semi join sub-select: LastName',
    ],
    [
      'SELECT Account.Owner.Manager.Manager.Manager.Manager.Name FROM Contact',
      'INVALID_FIELD',
      'cannot query more than 5 levels of relationships',
    ],
  ];
  for (const [soql, code, message] of refused)
    it(`answers ${code} to ${soql === '' ? 'nothing at all' : soql}`, () => {
      const error = queryError(() => sample().query(soql));
      expect(error.errorCode).to.equal(code);
      expect(error.message).to.contain(message);
    });

  it('is refused with more groups than one answer holds', () => {
    const database = testDatabase();
    database.insert(
      'Account',
      Array.from({ length: 2001 }, (_, at) => ({ Name: `n${at}` })),
    );
    const error = queryError(() => database.query('SELECT Name, COUNT(Id) FROM Account GROUP BY Name'));
    expect(error.errorCode).to.equal('EXCEEDED_ID_LIMIT');
    expect(database.query('SELECT Name, COUNT(Id) FROM Account GROUP BY Name LIMIT 2000')).to.have.length(2000);
  });
});
