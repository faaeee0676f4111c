import { z } from 'zod';
import { notRunnable, queueRun, runNow, type TestSelection } from '../apex/test-runs.ts';
import type { Org } from '../org.ts';
import { json, restError, type OrgRequest, type OrgResponse, type Route } from './route.ts';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
);

const item = z.object({
  className: z.string().optional(),
  classId: z.string().optional(),
  testMethods: z.array(z.string()).optional(),
});

/** Body of both calls (Tooling API, runTestsAsynchronous; documented); suites are not modelled. */
const body = z.object({
  testLevel: z.enum(['RunSpecifiedTests', 'RunLocalTests', 'RunAllTestsInOrg']).optional(),
  classNames: list.optional(),
  classids: list.optional(),
  tests: z.array(item).optional(),
});

type Body = z.infer<typeof body>;

const selectionOf = (asked: Body): TestSelection => {
  const items = (asked.tests ?? []).map(({ className, classId, testMethods }) => ({
    name: className ?? classId ?? '',
    methods: testMethods ?? [],
  }));
  return {
    level: asked.testLevel ?? 'RunSpecifiedTests',
    classes: [...(asked.classNames ?? []), ...(asked.classids ?? []), ...items.map(({ name }) => name)],
    methods: new Map(items.filter(({ methods }) => methods.length > 0).map(({ name, methods }) => [name, methods])),
  };
};

const parsed = (request: OrgRequest): Body | undefined => {
  try {
    return body.parse(JSON.parse(request.body.toString('utf8')));
  } catch {
    return undefined; // answered as a bad request
  }
};

const answer = (org: Org, request: OrgRequest, run: (selection: TestSelection) => OrgResponse): OrgResponse => {
  const asked = parsed(request);
  if (!asked) return restError(400, 'JSON_PARSER_ERROR', 'The body is not what runTests reads');
  const selection = selectionOf(asked);
  if (selection.level === 'RunSpecifiedTests' && selection.classes.length === 0)
    return restError(400, 'INVALID_INPUT', 'No tests were specified');
  const missing = notRunnable(org, selection);
  if (missing.length > 0)
    return restError(
      400,
      'INVALID_INPUT',
      `This class name's value is invalid: ${missing.join(', ')}. Provide the name of an Apex class that has test methods.`,
    );
  return run(selection);
};

/** Apex tests by Tooling API: at once, or queued and polled for. */
export const apexTestRoutes = (org: Org): readonly Route[] => [
  {
    method: 'POST',
    pattern: /^\/services\/data\/v[\d.]+\/tooling\/runTestsSynchronous\/?$/,
    operation: 'runTestsSynchronous',
    handle: (request) =>
      answer(org, request, (selection) => json({ ...runNow(org, selection), apexLogId: org.ids.next('07L') })),
  },
  {
    method: 'POST',
    pattern: /^\/services\/data\/v[\d.]+\/tooling\/runTestsAsynchronous\/?$/,
    operation: 'runTestsAsynchronous',
    handle: (request) => answer(org, request, (selection) => json(queueRun(org, selection).id)),
  },
];
