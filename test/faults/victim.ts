/**
 * `node victim.ts <command> <directory> [<crash point>]`: a process that is made to be killed. It kills itself when it
 * comes to the point, or waits for somebody else to do it. Prints `go` when it begins, the points it has passed, and its
 * ending.
 */
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { openOrg } from '../../src/gateways/org/open-org.ts';
import { commands } from './commands.ts';
import { withPoints } from './crash-points.ts';
import { quiet } from './crash-points.ts';
import { recordCommands } from './records/record-commands.ts';

const [name = '', directory = '', point] = process.argv.slice(2);
const known = { ...commands, ...recordCommands };
const command = known[name as keyof typeof known];

const open = async () => {
  const gateways = await openGatewaysAt(directory);
  return withPoints({ ...gateways, openOrg: (alias) => openOrg(alias, { quiet }) }, (passed) => {
    process.stdout.write(`at ${passed}\n`);
    if (passed === point) process.kill(process.pid, 'SIGKILL');
  });
};

process.stdout.write('go\n');
const { kind } = await command(open);
process.stdout.write(`ended ${kind}\n`);
process.exit(0);
