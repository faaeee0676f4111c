import { expect } from 'chai';
import { surprise } from '../../src/report/hook-words.ts';

describe('what a hook says of an error that nobody expected', () => {
  it('has no secret in it', () => {
    const token = '00D000000000001!AQEAQPg6q1234567890abcdefghijklmnopqrstuvwxyz';
    expect(surprise(new Error(`GET /?sid=${token} broke`)))
      .to.match(/^Error: GET/u)
      .and.not.include(token);
  });
});
