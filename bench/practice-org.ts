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

interface Shares {
  /** Milliseconds of processor time from the first byte of the deploy to the last of the retrieve. */
  readonly cpu: number;
  readonly deploy: number;
  readonly retrieve: number;
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

const drive = async (org: Served, zip: Buffer): Promise<void> => {
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
  const types = Object.keys(TYPES).map((type) => `<types><members>*</members><name>${type}</name></types>`);
  const asked = await soap(
    org,
    `<retrieve><request><apiVersion>67.0</apiVersion><unpackaged>${types.join('')}<version>67.0</version></unpackaged></request></retrieve>`,
  );
  await soap(
    org,
    `<checkRetrieveStatus><asyncProcessId>${cut(asked, 'id')}</asyncProcessId><includeZip>true</includeZip></checkRetrieveStatus>`,
  );
};

const message = async <Message>(child: ChildProcess): Promise<Message> => {
  const [received] = (await once(child, 'message')) as [Message];
  return received;
};

const measure = async (count: number): Promise<Shares> => {
  const child = fork(fileURLToPath(import.meta.url), ['serve']);
  const served = await message<Served>(child);
  await drive(served, packageOf(count));
  child.send('report');
  const shares = await message<Shares>(child);
  child.disconnect();
  return shares;
};

/** The org's side: serves until it is asked what it cost. */
const serve = async (): Promise<void> => {
  const org = await startPracticeOrg({ kind: 'sandbox', limits: { files: 50_000 } });
  process.send?.({ url: org.url, accessToken: org.accessToken } satisfies Served);
  const before = process.cpuUsage();
  await once(process, 'message');
  const { user, system } = process.cpuUsage(before);
  const share = (pattern: RegExp): number =>
    org.requests
      .filter(({ operation }) => pattern.test(operation))
      .reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.send?.({
    cpu: Math.round((user + system) / 1000),
    deploy: share(/deploy/i),
    retrieve: share(/retrieve/i),
    peakMegabytes,
  } satisfies Shares);
  await once(process, 'disconnect');
  await org.close();
};

if (process.argv.at(-1) === 'serve') await serve();
else
  for (const size of SIZES) {
    const { deploy, retrieve, cpu, peakMegabytes } = await measure(size);
    console.log(
      `${size} files: deploy ${deploy} ms, retrieve ${retrieve} ms, both ${cpu} ms of CPU, peak ${peakMegabytes} MB`,
    );
  }
