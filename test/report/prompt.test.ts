import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import input from '@inquirer/input';
import { expect } from 'chai';
import { Refused } from '../../src/release/refusal.ts';
import { answered, askForName } from '../../src/report/prompt.ts';

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

  for (const [typed, expected] of [
    [['acme\r', '\u0015Acme\r'], undefined],
    [['Acme \r'], undefined],
    [['acme\r', '\u0015\r'], { reason: 'declined' }],
    [['\r'], { reason: 'declined' }],
  ] as const)
    it(`for the name of an org takes ${JSON.stringify(typed)} for ${JSON.stringify(expected ?? 'the name')}`, async () => {
      const keyboard = new PassThrough();
      const question = askForName('Acme', { input: keyboard, output: new PassThrough() });
      for (const line of typed) {
        await setTimeout(50); // it hears nothing while it judges a line
        keyboard.write(line);
      }
      const refused = await question.catch((error: unknown) => error);
      expect(refused instanceof Refused ? refused.refusal : refused).to.deep.equal(expected);
    });

  it('hides no other error', async () => {
    const broken = new Error('no such terminal');
    expect(await answered(Promise.reject(broken)).catch((error: unknown) => error)).to.equal(broken);
  });
});
