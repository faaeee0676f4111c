import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { XMLParser } from 'fast-xml-parser';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { startPracticeOrg, type PracticeOrg, type PracticeOrgOptions } from '../../../src/practice-org/index.ts';

/**
 * The contract suite speaks plain HTTP and nothing else, so it can be pointed at a real org:
 *
 *     SF_RELEASE_CONTRACT_ORG=https://my-scratch.my.salesforce.com SF_RELEASE_CONTRACT_TOKEN=00D... \
 *       mocha 'test/practice-org/contract/*.test.ts'
 *
 * Use a scratch org made for this: components and records stay behind, under names of their own. Cases that need a
 * practice org (a clock that moves, a production org) are marked `onlyHere` with the reason.
 */
const real =
  process.env['SF_RELEASE_CONTRACT_ORG'] === undefined
    ? undefined
    : {
        url: process.env['SF_RELEASE_CONTRACT_ORG'].replace(/\/+$/, ''),
        accessToken: process.env['SF_RELEASE_CONTRACT_TOKEN'] ?? '',
      };

export type Files = Readonly<Record<string, string>>;
export type Members = Readonly<Record<string, readonly string[]>>;
export type Json = Record<string, unknown>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json(): Json;
}

/** One `DeployMessage`, all values as text. */
export type Message = Readonly<Record<string, string>>;

export interface Deployed {
  readonly id: string;
  /** `Succeeded`, `Failed`, `SucceededPartial` … */
  readonly status: string;
  readonly messages: readonly Message[];
  /** The message about one component. */
  about(fullName: string): Message | undefined;
  /** Problems, joined. */
  readonly problems: string;
  readonly result: Json;
}

const XMLNS = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

export const xml = (root: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${XMLNS} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${inner}</${root}>\n`;

export const manifest = (members: Members, version = '67.0'): string => {
  const types = Object.entries(members).map(
    ([name, names]) =>
      `<types>${names.map((each) => `<members>${each}</members>`).join('')}<name>${name}</name></types>`,
  );
  return xml('Package', `${types.join('')}<version>${version}</version>`);
};

const zipped = (files: Files): string =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)])))).toString(
    'base64',
  );

// Lists are lists even when one long; values stay text, for the wire is what is judged.
const LISTS = new Set([
  'componentSuccesses',
  'componentFailures',
  'successes',
  'failures',
  'codeCoverage',
  'codeCoverageWarnings',
  'fileProperties',
  'messages',
  'result[]',
]);
const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: (name) => LISTS.has(name),
});

const bodyOf = (text: string): Json => {
  const { Envelope } = parser.parse(text) as { Envelope: { Body: Json } };
  return Object.values(Envelope.Body)[0] as Json;
};

/** An org as the suite uses it. */
export class ContractOrg {
  readonly url: string;
  readonly accessToken: string;
  /** The org itself, when it is a practice org. */
  readonly here: PracticeOrg | undefined;
  readonly #suffix = `x${randomBytes(3).toString('hex')}`;

  constructor(at: { readonly url: string; readonly accessToken: string }, here?: PracticeOrg) {
    this.url = at.url;
    this.accessToken = at.accessToken;
    this.here = here;
  }

  /** A name nobody else uses. */
  name(base: string): string {
    return `${base}_${this.#suffix}`;
  }

  async rest(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const isText = typeof body === 'string';
    const response = await fetch(this.url + (path.startsWith('/') ? path : `/services/data/v67.0/${path}`), {
      method,
      headers: {
        authorization: `Bearer ${this.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': isText ? 'text/csv' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as Json };
  }

  async query(soql: string, api: '' | 'tooling/' = ''): Promise<readonly Json[]> {
    const answer = await this.rest('GET', `${api}query?q=${encodeURIComponent(soql)}`);
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.json()['records'] as Json[];
  }

  /** A Metadata API call; gives the parsed body, a fault included. */
  async soap(body: string, version = '67.0'): Promise<Json> {
    const response = await fetch(`${this.url}/services/Soap/m/${version}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', SOAPAction: '""' },
      body:
        `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ${XMLNS}><soapenv:Header>` +
        `<SessionHeader><sessionId>${this.accessToken}</sessionId></SessionHeader></soapenv:Header>` +
        `<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
    });
    return bodyOf(await response.text());
  }

  /** Sends a deploy and gives the answer to the call. */
  async send(files: Files, options: Readonly<Record<string, string | boolean>> = {}): Promise<Json> {
    const given = { rollbackOnError: true, singlePackage: true, ...options };
    const listed = Object.entries(given).map(([name, value]) => `<${name}>${value}</${name}>`);
    return this.soap(
      `<deploy><ZipFile>${zipped(files)}</ZipFile><DeployOptions>${listed.join('')}</DeployOptions></deploy>`,
    );
  }

  /** Deploys and waits for the end. */
  async deploy(files: Files, options: Readonly<Record<string, string | boolean>> = {}): Promise<Deployed> {
    const sent = await this.send(files, options);
    const { id } = (sent['result'] ?? {}) as { id?: string };
    if (id === undefined) throw new Error(`the deploy was refused: ${JSON.stringify(sent)}`);
    return this.ended(id);
  }

  async ended(id: string): Promise<Deployed> {
    for (;;) {
      const { result } = (await this.soap(
        `<checkDeployStatus><asyncProcessId>${id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`,
      )) as { result: Json };
      if (result['done'] === 'true') return deployedOf(id, result);
      if (this.here) this.here.clock.advance(60_000);
      else await wait(2_000);
    }
  }

  /** Zip paths without `unpackaged/` → text, and what the retrieve had to say. */
  async retrieve(members: Members, version = '67.0'): Promise<{ files: ReadonlyMap<string, string>; result: Json }> {
    const types = Object.entries(members).map(
      ([name, names]) =>
        `<types>${names.map((each) => `<members>${each}</members>`).join('')}<name>${name}</name></types>`,
    );
    const asked = (await this.soap(
      `<retrieve><request><apiVersion>${version}</apiVersion><unpackaged>${types.join('')}<version>${version}</version></unpackaged></request></retrieve>`,
    )) as { result: { id: string } };
    for (;;) {
      const { result } = (await this.soap(
        `<checkRetrieveStatus><asyncProcessId>${asked.result.id}</asyncProcessId><includeZip>true</includeZip></checkRetrieveStatus>`,
      )) as { result: Json };
      if (result['done'] === 'true') return { files: unzipped(result['zipFile']), result };
      await wait(1_000);
    }
  }

  /** Full names of a type. */
  async list(type: string): Promise<readonly string[]> {
    const { result } = await this.soap(
      `<listMetadata><queries><type>${type}</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>`,
    );
    const found = (result === undefined ? [] : Array.isArray(result) ? result : [result]) as { fullName: string }[];
    return found.map(({ fullName }) => fullName);
  }
}

const unzipped = (zipFile: unknown): ReadonlyMap<string, string> =>
  typeof zipFile !== 'string'
    ? new Map()
    : new Map(
        Object.entries(unzipSync(Buffer.from(zipFile, 'base64'))).map(([path, bytes]) => [
          path.replace(/^unpackaged\//, ''),
          strFromU8(bytes),
        ]),
      );

const deployedOf = (id: string, result: Json): Deployed => {
  const details = (result['details'] ?? {}) as Readonly<Record<string, Message[] | undefined>>;
  const messages = [...(details['componentSuccesses'] ?? []), ...(details['componentFailures'] ?? [])];
  return {
    id,
    status: String(result['status']),
    messages,
    about: (fullName) => messages.find((message) => message['fullName'] === fullName),
    problems: messages.flatMap(({ problem }) => problem ?? []).join('\n'),
    result,
  };
};

type Test = (org: ContractOrg) => Promise<void>;

/** A case that holds for every org. Here each gets an org of its own; there they share one. */
export const anywhere = (title: string, test: Test): void => {
  it(title, async () => {
    if (real) {
      await test(new ContractOrg(real));
      return;
    }
    await using here = await startPracticeOrg({ kind: 'sandbox' });
    await test(new ContractOrg(here, here));
  });
};

type HereOrg = ContractOrg & { readonly here: PracticeOrg };

/** A case that cannot be run against a scratch org, and why not. */
export const onlyHere = (
  title: string,
  { why: _why, ...options }: PracticeOrgOptions & { readonly why: string },
  test: (org: HereOrg) => Promise<void>,
): void => {
  if (real) return;
  it(title, async () => {
    await using here = await startPracticeOrg(options);
    await test(new ContractOrg(here, here) as HereOrg);
  });
};

export const faultOf = (body: Json): string => String(body['faultcode']).replace(/^\w+:/, '');

// --- metadata to deploy -----------------------------------------------------------------------------------------

export const labels = (values: Files): Files => ({
  'package.xml': manifest({ CustomLabel: Object.keys(values) }),
  'labels/CustomLabels.labels': xml(
    'CustomLabels',
    Object.entries(values)
      .map(
        ([name, value]) =>
          `<labels><fullName>${name}</fullName><language>en_US</language><protected>false</protected><shortDescription>${name}</shortDescription><value>${value}</value></labels>`,
      )
      .join(''),
  ),
});

export const classes = (sources: Files): Files => ({
  'package.xml': manifest({ ApexClass: Object.keys(sources) }),
  ...Object.fromEntries(
    Object.entries(sources).flatMap(([name, source]) => [
      [`classes/${name}.cls`, source],
      [`classes/${name}.cls-meta.xml`, xml('ApexClass', '<apiVersion>62.0</apiVersion><status>Active</status>')],
    ]),
  ),
});

export const field = (fullName: string, inner = '<length>80</length><type>Text</type>'): string =>
  `<fields><fullName>${fullName}</fullName><label>${fullName.replace(/__c$/, '')}</label>${inner}</fields>`;

export const objectFile = (...children: readonly string[]): string =>
  xml(
    'CustomObject',
    `${children.join('')}<deploymentStatus>Deployed</deploymentStatus><label>Thing</label>` +
      '<nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Things</pluralLabel>' +
      '<sharingModel>ReadWrite</sharingModel>',
  );

/** A custom object with fields and whatever else its file holds. */
export const object = (name: string, ...children: readonly string[]): Files => ({
  'package.xml': manifest({
    CustomObject: [name],
    CustomField: children
      .flatMap((child) => /^<fields><fullName>(\w+)/.exec(child)?.[1] ?? [])
      .map((each) => `${name}.${each}`),
  }),
  [`objects/${name}.object`]: objectFile(...children),
});

/** A deploy that deletes and brings nothing. */
export const deletion = (members: Members, when: '' | 'Pre' | 'Post' = 'Post'): Files => ({
  'package.xml': manifest({}),
  [`destructiveChanges${when}.xml`]: manifest(members),
});
