import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { writeZip } from '../../../src/practice-org/zip.ts';
import { makeStub, type Stub } from './bed.ts';

/** What a SOAP call asked for: the operation, and the members by type. */
export interface Asked {
  readonly operation: string;
  readonly body: string;
  readonly members: readonly (readonly [type: string, member: string])[];
}

export interface Handed {
  readonly files?: Readonly<Record<string, string>>;
  readonly properties?: readonly { readonly type: string; readonly fullName: string; readonly fileName: string }[];
  readonly problems?: readonly string[];
  readonly error?: string;
}

export interface SoapStubOptions {
  /** What a retrieve of these members brings. */
  readonly retrieve: (members: Asked['members']) => Handed;
  /** Full names in the org, by type; an unknown type is the fault `INVALID_TYPE`. */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** Looks until a retrieve is done. */
  readonly looks?: number;
  /** Called before each answer; true when it has answered itself. */
  readonly intercept?: (asked: Asked, response: ServerResponse) => boolean;
}

const all = (pattern: RegExp, body: string): string[] => [...body.matchAll(pattern)].map(([, found = '']) => found);

const askedOf = (body: string): Asked => ({
  body,
  operation: /<soapenv:Body><(\w+)/.exec(body)?.[1] ?? '',
  members: all(/<types>(.*?)<\/types>/gs, body).flatMap((types) => {
    const [type = ''] = all(/<name>(.*?)<\/name>/g, types);
    return all(/<members>(.*?)<\/members>/g, types).map((member) => [type, member] as const);
  }),
});

const result = (operation: string, content: string): string =>
  `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
  `xmlns="http://soap.sforce.com/2006/04/metadata"><soapenv:Body><${operation}Response>${content}` +
  `</${operation}Response></soapenv:Body></soapenv:Envelope>`;

export const answerXml = (response: ServerResponse, operation: string, content: string): void => {
  response.writeHead(200, { 'content-type': 'text/xml;charset=UTF-8' }).end(result(operation, content));
};

export const answerFault = (response: ServerResponse, code: string): void => {
  response.writeHead(500, { 'content-type': 'text/xml;charset=UTF-8' });
  response.end(
    `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><soapenv:Fault>` +
      `<faultcode>sf:${code}</faultcode><faultstring>${code}: no</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
  );
};

const element = (name: string, value: string): string => `<${name}>${value}</${name}>`;

const propertiesXml = (file: { type: string; fullName: string; fileName: string }): string =>
  element('fileName', `unpackaged/${file.fileName}`) + element('fullName', file.fullName) + element('type', file.type);

/** The retrieve and list calls of a Metadata API that holds what the test says. Like the real one it gives a zip once. */
export const makeSoapStub = async (options: SoapStubOptions): Promise<Stub & { readonly asked: Asked[] }> => {
  const asked: Asked[] = [];
  const jobs: { handed: Handed; looks: number; taken: boolean }[] = [];
  const status = (response: ServerResponse, call: Asked): void => {
    const id = /<asyncProcessId>(\w+)/.exec(call.body)?.[1] ?? '';
    const job = jobs[Number(id.slice(3))];
    if (!job || job.taken) {
      answerFault(response, 'INVALID_CROSS_REFERENCE_KEY');
      return;
    }
    const done = (job.looks += 1) > (options.looks ?? 0);
    const withZip = done && call.body.includes('<includeZip>true');
    job.taken = withZip;
    const { error, files = {}, properties = [], problems = [] } = job.handed;
    const entries = Object.entries(files).map(([name, content]): [string, Buffer] => [
      `unpackaged/${name}`,
      Buffer.from(content),
    ]);
    const zip = writeZip(new Map(entries), new Date('2026-01-01'));
    const content = [
      element('id', id) + element('done', String(done)) + element('success', String(done && !error)),
      done && error ? element('errorStatusCode', error) + element('errorMessage', 'too much') : '',
      ...(done ? properties.map((file) => element('fileProperties', propertiesXml(file))) : []),
      ...problems.map((problem) => element('messages', element('fileName', 'x') + element('problem', problem))),
      withZip && !error ? element('zipFile', zip.toString('base64')) : '',
    ];
    answerXml(response, call.operation, element('result', content.join('')));
  };
  const list = (response: ServerResponse, call: Asked): void => {
    const types = all(/<type>(.*?)<\/type>/g, call.body);
    const unknown = types.find((type) => !options.lists?.[type]);
    if (unknown !== undefined) {
      answerFault(response, 'INVALID_TYPE');
      return;
    }
    const found = types.flatMap((type) =>
      (options.lists?.[type] ?? []).map((fullName) => propertiesXml({ type, fullName, fileName: fullName })),
    );
    answerXml(response, call.operation, found.map((each) => element('result', each)).join(''));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = askedOf(await text(request));
    asked.push(call);
    if (options.intercept?.(call, response)) return;
    if (call.operation === 'checkRetrieveStatus') status(response, call);
    else if (call.operation === 'listMetadata') list(response, call);
    else {
      jobs.push({ handed: options.retrieve(call.members), looks: 0, taken: false });
      const id = `09S${String(jobs.length - 1).padStart(15, '0')}`;
      answerXml(response, call.operation, element('result', element('done', 'false') + element('id', id)));
    }
  };
  const stub = await makeStub((request, response) => void answer(request, response));
  return { ...stub, asked };
};
