import { expect } from 'chai';
import { inactiveUser, refusal, testDatabase } from './test-database.ts';

describe('people of the org', () => {
  it('have logins that can be frozen, and neither made nor deleted', () => {
    const database = testDatabase();
    inactiveUser(database);
    const logins = database.query('SELECT Id, User.Username, IsFrozen FROM UserLogin');
    expect(logins).to.have.length(database.count('User'));
    const [first] = logins;
    const rows = [{ Id: first?.['Id'], IsFrozen: true }];
    expect(database.write({ object: 'UserLogin', kind: 'update', rows })[0]?.success).to.equal(true);
    expect(database.query('SELECT Id FROM UserLogin WHERE IsFrozen = true')).to.have.length(1);
    expect(refusal(database, 'UserLogin', 'delete', { Id: first?.['Id'] }).statusCode).to.equal(
      'INVALID_TYPE_FOR_OPERATION',
    );
    expect(refusal(database, 'UserLogin', 'insert', {}).statusCode).to.equal('INVALID_TYPE_FOR_OPERATION');
  });

  it('cannot be deleted, and share no user name', () => {
    const database = testDatabase();
    const id = inactiveUser(database);
    expect(refusal(database, 'User', 'delete', { Id: id }).statusCode).to.equal('INVALID_TYPE_FOR_OPERATION');
    const [profile] = database.query('SELECT Id FROM Profile');
    const twin = {
      Username: 'GONE@example.com',
      LastName: 'T',
      Email: 't@example.com',
      Alias: 't',
      ProfileId: profile?.['Id'],
    };
    expect(refusal(database, 'User', 'insert', twin).statusCode).to.equal('DUPLICATE_VALUE');
  });
});
