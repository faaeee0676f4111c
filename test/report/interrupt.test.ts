import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { interruptSignal } from '../../src/report/interrupt.ts';

/** A door of the real platform, whose own listeners end the process, in a process of its own. */
const door = (first: string): string => `
  import { Config } from '@oclif/core';
  import { SfCommand } from '@salesforce/sf-plugins-core';
  import { conversation } from ${JSON.stringify(new URL('../../src/report/conversation.ts', import.meta.url).href)};
  class Door extends SfCommand {
    async run() {
      using talk = conversation(this, { wait: 1 });
      ${first}
      talk.waiting.signal.addEventListener('abort', () => process.stdout.write('heard '));
      process.stdout.write('ready ');
      await new Promise((resolve) => setTimeout(resolve, 2000));
      process.stdout.write('ended');
    }
  }
  Door.id = 'door';
  await Door.run([], await Config.load(${JSON.stringify(new URL('../..', import.meta.url).pathname)}));
`;

/** What the process said, and how it ended, when it is sent these signals one after the other. */
const ending = async (
  first: string,
  signals: readonly NodeJS.Signals[],
): Promise<{ said: string; code: number | null }> => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', door(first)], {
    cwd: new URL('../..', import.meta.url),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  const queue = [...signals];
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    const next = /(?:ready|heard) $/u.test(said) ? queue.shift() : undefined;
    if (next !== undefined) child.kill(next);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { said, code };
};

describe('Ctrl-C and SIGTERM', function () {
  this.timeout(60_000);

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`asks a run that is open to stop, and does not end the process: ${signal}`, async () => {
      expect(await ending('talk.hear();', [signal])).to.deep.equal({ said: 'ready heard ended', code: 0 });
    });

  it('ends the process the second time', async () => {
    const { said, code } = await ending('talk.hear();', ['SIGINT', 'SIGINT']);
    expect(said).to.equal('ready heard ');
    expect(code).not.to.equal(0);
  });

  it('ends the process at once while nothing is written', async () => {
    const { said, code } = await ending('', ['SIGTERM']);
    expect(said).to.equal('ready ');
    expect(code).not.to.equal(0);
  });

  it('leaves the listeners of others as they were', () => {
    const before = process.rawListeners('SIGTERM');
    {
      using interrupt = interruptSignal();
      interrupt.hear();
      interrupt.hear();
      expect(process.rawListeners('SIGTERM')).to.have.length(1);
      process.emit('SIGTERM');
      expect(interrupt.signal.aborted).to.equal(true);
    }
    expect(process.rawListeners('SIGTERM')).to.deep.equal(before);
  });
});
