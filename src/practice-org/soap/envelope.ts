import type { OrgResponse } from '../http/route.ts';
import { BadXmlError, child, element, escapeXml, parseXml, textOf, type XmlElement, type XmlValue } from './xml.ts';

/** A SOAP call: what is asked, by whom, and the zip it carried (cut out before the XML was parsed). */
export interface SoapCall {
  readonly operation: string;
  readonly body: XmlElement;
  readonly sessionId: string | undefined;
  readonly zipFile?: Buffer;
}

export type SoapApi = 'metadata' | 'apex' | 'partner';

const NAMESPACES: Readonly<Record<SoapApi, string>> = {
  metadata: 'http://soap.sforce.com/2006/04/metadata',
  apex: 'http://soap.sforce.com/2006/08/apex',
  partner: 'urn:partner.soap.sforce.com',
};

/**
 * Twelve megabytes of base64 never reach the XML parser: the content of the first `ZipFile` element is found by string
 * search, decoded, and left out of the text.
 */
const cutZipFile = (body: Buffer): { readonly xml: string; readonly zipFile?: Buffer } => {
  const tag = /<(?:[\w.-]+:)?ZipFile(?:\s[^>]*)?>/.exec(body.subarray(0, 65_536).toString('latin1'));
  if (!tag || tag[0].endsWith('/>')) return { xml: body.toString('utf8') };
  const start = tag.index + tag[0].length;
  const end = body.indexOf('<', start);
  if (end === -1) return { xml: body.toString('utf8') };
  return {
    xml: body.toString('utf8', 0, start) + body.toString('utf8', end),
    zipFile: Buffer.from(body.toString('latin1', start, end), 'base64'),
  };
};

/** @throws {BadXmlError} when the body is not a SOAP envelope with an operation in it. */
export const readCall = (body: Buffer): SoapCall => {
  const { xml, zipFile } = cutZipFile(body);
  const envelope = parseXml(xml);
  const operation = child(envelope, 'Body')?.children[0];
  if (envelope.name !== 'Envelope' || !operation) throw new BadXmlError('no operation found in the SOAP Body');
  return {
    operation: operation.name,
    body: operation,
    sessionId: textOf(child(child(envelope, 'Header'), 'SessionHeader'), 'sessionId'),
    ...(zipFile && { zipFile }),
  };
};

const XML = { 'content-type': 'text/xml;charset=UTF-8' };

// Clients look for /:Envelope$/ and read a Body that carries an attribute as empty, so both keep exactly this form.
const envelope = (api: SoapApi, header: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
  `xmlns="${NAMESPACES[api]}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
  `${header}<soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;

const success = (body: string): OrgResponse => ({ status: 200, headers: XML, body });

const response = (operation: string, result: XmlValue): string =>
  `<${operation}Response>${element('result', result)}</${operation}Response>`;

/** The answer to a Metadata API call; a list becomes repeated `result` elements, an empty one none at all. */
export const metadataResult = (operation: string, result: XmlValue): OrgResponse =>
  success(envelope('metadata', '', response(operation, result)));

/** The answer to a Partner API call; a list becomes repeated `result` elements. */
export const partnerResult = (operation: string, result: XmlValue): OrgResponse =>
  success(envelope('partner', '', response(operation, result)));

/** The answer to an Apex API call, whose header carries the debug log. */
export const apexResult = (operation: string, result: XmlValue, debugLog: string): OrgResponse => {
  const header = `<soapenv:Header>${element('DebuggingInfo', { debugLog })}</soapenv:Header>`;
  return success(envelope('apex', header, response(operation, result)));
};

/** A fault as Salesforce words it: HTTP 500, `sf:CODE`, `CODE: text`. Clients tell faults apart by the code. */
export const soapFault = (code: string, message: string, api: SoapApi = 'metadata'): OrgResponse => ({
  status: 500,
  headers: XML,
  body:
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" ` +
    `xmlns:sf="${NAMESPACES[api]}"><soapenv:Body><soapenv:Fault><faultcode>sf:${code}</faultcode>` +
    `<faultstring>${code}: ${escapeXml(message)}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
});

/** The request was not SOAP at all: a client fault of the SOAP layer, without a Salesforce code. */
export const malformedSoap = (message: string): OrgResponse => ({
  status: 500,
  headers: XML,
  body:
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">` +
    `<soapenv:Body><soapenv:Fault><faultcode>soapenv:Client</faultcode>` +
    `<faultstring>${escapeXml(message)}</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
});
