/** Keeps the Salesforce libraries silent, offline and away from the developer's own configuration. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';

const home = mkdtempSync(path.join(tmpdir(), 'sf-release-test-'));
Object.assign(process.env, {
  HOME: home,
  SF_DISABLE_LOG_FILE: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_DISABLE_AUTOUPDATE: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  FORCE_COLOR: '0',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
});
for (const proxy of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'])
  Reflect.deleteProperty(process.env, proxy);

/** The same cases in every run, so that a failure is the doing of a change; `PROPERTY_SEED=7 mocha …` tries others. */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) });
