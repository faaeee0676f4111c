/**
 * The practice org's own share of a big deploy and of its retrieve, and its peak memory.
 *
 *     npm run bench practice-org
 *
 * The org runs in a process of its own, one per size, so that memory is its alone. Goals for 12,000 files: deploy 1.0 s,
 * retrieve 1.5 s, 400 MB; and cost that grows with the number of files, not faster.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startPracticeOrg } from '../src/practice-org/index.ts';
import { writeZip } from '../src/practice-org/zip.ts';

const SIZES = [3_000, 6_000, 12_000];
const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

interface Served {
  readonly url: string;
  readonly accessToken: string;
}

/** What one of the two cost the org, in milliseconds: by the clock, and of processor time, which neighbours do not change. */
interface Share {
  readonly wall: number;
  readonly cpu: number;
}

interface Report {
  readonly share: Share;
  readonly peakMegabytes: number;
}

const code = (seed: number): string =>
  Array.from(
    { length: 40 },
    (_, line) => `  Integer value${line} = compute(${(seed * 7919 + line * 104729) % 9973});\n`,
  ).join('');

/** One object with its fields and its layout: 2 files. */
const objectFiles = (index: number): [string, string][] => {
  const name = `Object${index}__c`;
  const fields = Array.from(
    { length: 25 },
    (_, field) =>
      `<fields><fullName>Field${field}__c</fullName><label>Field ${field}</label><length>80</length><type>Text</type></fields>`,
  );
  return [
    [
      `objects/${name}.object`,
      `<CustomObject ${XMLNS}><deploymentStatus>Deployed</deploymentStatus>${fields.join('')}<label>Object ${index}</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Objects ${index}</pluralLabel><sharingModel>ReadWrite</sharingModel></CustomObject>`,
    ],
    [
      `layouts/${name}-Layout.layout`,
      `<Layout ${XMLNS}><layoutSections><layoutColumns><layoutItems><field>Name</field></layoutItems></layoutColumns><style>TwoColumnsTopToBottom</style></layoutSections></Layout>`,
    ],
  ];
};

const classFiles = (index: number): [string, string][] => [
  [`classes/Class${index}.cls`, `public class Class${index} {\n${code(index)}}\n`],
  [
    `classes/Class${index}.cls-meta.xml`,
    `<?xml version="1.0" encoding="UTF-8"?><ApexClass ${XMLNS}><apiVersion>60.0</apiVersion><status>Active</status></ApexClass>`,
  ],
];

const TYPES: Readonly<Record<string, RegExp>> = {
  ApexClass: /^classes\/(.*)\.cls$/,
  CustomObject: /^objects\/(.*)\.object$/,
  Layout: /^layouts\/(.*)\.layout$/,
};

const manifest = (paths: readonly string[]): string => {
  const types = Object.entries(TYPES).map(([type, pattern]) => {
    const members = paths.flatMap((path) => pattern.exec(path)?.[1] ?? []);
    return `<types>${members.map((member) => `<members>${member}</members>`).join('')}<name>${type}</name></types>`;
  });
  return `<Package ${XMLNS}>${types.join('')}<version>67.0</version></Package>`;
};

/** A package of about so many files: a tenth objects and layouts, the rest classes. */
const packageOf = (count: number): Buffer => {
  const files = [
    ...Array.from({ length: count / 20 }, (_, index) => objectFiles(index)).flat(),
    ...Array.from({ length: (count * 9) / 20 }, (_, index) => classFiles(index)).flat(),
  ];
  const all = [['package.xml', manifest(files.map(([path]) => path))] as const, ...files];
  return writeZip(new Map(all.map(([path, text]) => [path, Buffer.from(text)])), new Date());
};

const soap = async ({ url, accessToken }: Served, body: string): Promise<string> => {
  const response = await fetch(`${url}/services/Soap/m/67.0`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: `<e:Envelope xmlns:e="e"><e:Header><SessionHeader><sessionId>${accessToken}</sessionId></SessionHeader></e:Header><e:Body>${body}</e:Body></e:Envelope>`,
  });
  return response.text();
};

const cut = (text: string, name: string): string => new RegExp(`<${name}>([^<]*)`).exec(text)?.[1] ?? '';

const driveDeploy = async (org: Served, zip: Buffer): Promise<void> => {
  const options = '<rollbackOnError>true</rollbackOnError><singlePackage>true</singlePackage>';
  const deployed = await soap(
    org,
    `<deploy><ZipFile>${zip.toString('base64')}</ZipFile><DeployOptions>${options}</DeployOptions></deploy>`,
  );
  const status = await soap(
    org,
    `<checkDeployStatus><asyncProcessId>${cut(deployed, 'id')}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`,
  );
  if (cut(status, 'status') !== 'Succeeded') throw new Error(`the deploy failed: ${status.slice(0, 2_000)}`);
};

const driveRetrieve = async (org: Served): Promise<void> => {
  const types = Object.keys(TYPES).map((type) => `<types><members>*</members><name>${type}</name></types>`);
  const asked = await soap(
    org,
    `<retrieve><request><apiVersion>67.0</apiVersion><unpackaged>${types.join('')}<version>67.0</version></unpackaged></request></retrieve>`,
  );
  const status = await soap(
    org,
    `<checkRetrieveStatus><asyncProcessId>${cut(asked, 'id')}</asyncProcessId><includeZip>true</includeZip></checkRetrieveStatus>`,
  );
  if (cut(status, 'status') !== 'Succeeded') throw new Error(`the retrieve failed: ${status.slice(0, 2_000)}`);
};

const message = async <Message>(child: ChildProcess): Promise<Message> => {
  const [received] = (await once(child, 'message')) as [Message];
  return received;
};

/** What has happened since it was last asked. */
const reportOf = async (child: ChildProcess): Promise<Report> => {
  child.send('report');
  return message<Report>(child);
};

const measure = async (count: number): Promise<string> => {
  const child = fork(fileURLToPath(import.meta.url), ['serve']);
  const served = await message<Served>(child);
  const zip = packageOf(count);
  await driveDeploy(served, zip);
  const deploy = await reportOf(child);
  await driveRetrieve(served);
  const retrieve = await reportOf(child);
  child.disconnect();
  const words = ({ share: { wall, cpu } }: Report): string => `${wall} ms (${cpu} ms of CPU)`;
  return `${count} files: deploy ${words(deploy)}, retrieve ${words(retrieve)}, peak ${retrieve.peakMegabytes} MB`;
};

/** The org's side: serves, and says on request what it cost since the last one. */
const serve = async (): Promise<void> => {
  const org = await startPracticeOrg({ kind: 'sandbox', limits: { files: 50_000 } });
  process.send?.({ url: org.url, accessToken: org.accessToken } satisfies Served);
  let [before, told] = [process.cpuUsage(), 0];
  process.on('message', () => {
    const { user, system } = process.cpuUsage(before);
    const wall = org.requests.slice(told).reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    process.send?.({ share: { wall, cpu: Math.round((user + system) / 1000) }, peakMegabytes } satisfies Report);
    [before, told] = [process.cpuUsage(), org.requests.length];
  });
  await once(process, 'disconnect');
  await org.close();
};

if (process.argv.at(-1) === 'serve') await serve();
else for (const size of SIZES) console.log(await measure(size));
