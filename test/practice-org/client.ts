import { startPracticeOrg, type PracticeOrg, type PracticeOrgOptions } from '../../src/practice-org/index.ts';
import { writeZip } from '../../src/practice-org/zip.ts';

/** An answer as a client without any library sees it. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: response.headers,
  text: await response.text(),
});

/** Calls an org over plain HTTP, with its token unless `headers` say otherwise. */
export const call = async (
  org: PracticeOrg,
  path: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Answer> =>
  answerOf(
    await fetch(org.url + path, { ...init, headers: { authorization: `Bearer ${org.accessToken}`, ...init.headers } }),
  );

export const getJson = async (org: PracticeOrg, path: string): Promise<unknown> =>
  JSON.parse((await call(org, path)).text) as unknown;

/** A SOAP envelope as jsforce writes it. */
export const envelope = (token: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
  `xmlns="http://soap.sforce.com/2006/04/metadata"><soapenv:Header><SessionHeader><sessionId>${token}</sessionId>` +
  `</SessionHeader></soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

/** POSTs a Metadata API call. */
export const soap = (org: PracticeOrg, body: string, version = '67.0'): Promise<Answer> =>
  call(org, `/services/Soap/m/${version}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', SOAPAction: '""' },
    body: envelope(org.accessToken, body),
  });

/** The text of the first element of that name, or undefined. */
export const tag = ({ text }: Answer, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];

/** The fault's code without its prefix. */
export const faultCode = (answer: Answer): string | undefined => tag(answer, 'faultcode')?.replace(/^\w+:/, '');

export type Files = Readonly<Record<string, string>>;

export const zipOf = (files: Files): Buffer =>
  writeZip(
    new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
    new Date('2026-01-01T00:00:00Z'),
  );

export const manifest = (types: Readonly<Record<string, readonly string[]>>, version = '67.0'): string => {
  const listed = Object.entries(types).map(
    ([name, members]) =>
      `<types>${members.map((member) => `<members>${member}</members>`).join('')}<name>${name}</name></types>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><Package xmlns="http://soap.sforce.com/2006/04/metadata">${listed.join('')}<version>${version}</version></Package>`;
};

const CLASS_META =
  '<?xml version="1.0" encoding="UTF-8"?><ApexClass xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>67.0</apiVersion><status>Active</status></ApexClass>';

/** A deployable package of Apex classes, name → source. */
export const classes = (sources: Files): Files => ({
  'package.xml': manifest({ ApexClass: Object.keys(sources) }),
  ...Object.fromEntries(
    Object.entries(sources).flatMap(([name, source]) => [
      [`classes/${name}.cls`, source],
      [`classes/${name}.cls-meta.xml`, CLASS_META],
    ]),
  ),
});

/** A label each: the smallest thing that can be deployed without Apex tests. */
export const labels = (values: Files): Files => ({
  'package.xml': manifest({ CustomLabel: Object.keys(values) }),
  'labels/CustomLabels.labels':
    '<?xml version="1.0" encoding="UTF-8"?><CustomLabels xmlns="http://soap.sforce.com/2006/04/metadata">' +
    Object.entries(values)
      .map(
        ([name, value]) =>
          `<labels><fullName>${name}</fullName><language>en_US</language><protected>false</protected><shortDescription>${name}</shortDescription><value>${value}</value></labels>`,
      )
      .join('') +
    '</CustomLabels>',
});

/** Options of a deploy in the order of the WSDL; rollbackOnError is true unless told otherwise. */
export type SoapOptions = Readonly<Record<string, string | boolean>>;

export const deployBody = (zip: Buffer, options: SoapOptions = {}): string =>
  `<deploy><ZipFile>${zip.toString('base64')}</ZipFile><DeployOptions>${Object.entries({
    rollbackOnError: true,
    singlePackage: true,
    ...options,
  })
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</DeployOptions></deploy>`;

/** Deploys and gives the deploy's id; fails loudly when the call was refused. */
export const deploy = async (org: PracticeOrg, files: Files, options: SoapOptions = {}): Promise<string> => {
  const answer = await soap(org, deployBody(zipOf(files), options));
  const id = tag(answer, 'id');
  if (id === undefined) throw new Error(`deploy was refused: ${answer.text}`);
  return id;
};

export const status = (org: PracticeOrg, id: string, includeDetails = true): Promise<Answer> =>
  soap(
    org,
    `<checkDeployStatus><asyncProcessId>${id}</asyncProcessId><includeDetails>${includeDetails}</includeDetails></checkDeployStatus>`,
  );

export const statusWord = async (org: PracticeOrg, id: string): Promise<string | undefined> =>
  tag(await status(org, id, false), 'status');

/** Lets an hour pass, so that whatever runs has ended, and gives the status. */
export const finished = (org: PracticeOrg, id: string): Promise<string | undefined> => {
  org.clock.advance(60 * 60 * 1000);
  return statusWord(org, id);
};

/** Full names the org lists for a type. */
export const listed = async (org: PracticeOrg, type: string): Promise<readonly string[]> => {
  const { text } = await soap(
    org,
    `<listMetadata><queries><type>${type}</type></queries><asOfVersion>67.0</asOfVersion></listMetadata>`,
  );
  return [...text.matchAll(/<fullName>([^<]*)<\/fullName>/g)].map((found) => found[1] ?? '');
};

export const start = (options: PracticeOrgOptions = {}): Promise<PracticeOrg> => startPracticeOrg(options);
