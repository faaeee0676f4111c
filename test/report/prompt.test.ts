import { PassThrough } from 'node:stream';
import input from '@inquirer/input';
import { expect } from 'chai';
import { Refused } from '../../src/release/refusal.ts';
import { answered } from '../../src/report/prompt.ts';

describe('a question', () => {
  it('is answered with what was said', async () => {
    expect(await answered(Promise.resolve(['one', 'two']))).to.deep.equal(['one', 'two']);
  });

  it('is declined by Ctrl-C', async () => {
    const keyboard = new PassThrough();
    const question = answered(input({ message: 'Why?' }, { input: keyboard, output: new PassThrough() }));
    keyboard.write('\u0003');
    const said = await question.catch((error: unknown) => error);
    expect(said).to.be.instanceOf(Refused);
    expect((said as Refused).refusal).to.deep.equal({ reason: 'declined' });
  });

  it('hides no other error', async () => {
    const broken = new Error('no such terminal');
    expect(await answered(Promise.reject(broken)).catch((error: unknown) => error)).to.equal(broken);
  });
});
