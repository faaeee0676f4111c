import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A page in a headless Chromium, driven by its own DevTools protocol. */
export interface BrowserPage extends AsyncDisposable {
  /** Opens a page of this text; gives milliseconds until it was loaded. */
  open(html: string): Promise<number>;
  /** The value of an expression on the page. */
  ask<Value>(expression: string): Promise<Value>;
  send(method: string, parameters?: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Presses keys one after the other: `/`, `Escape`, `a`. */
  press(...keys: readonly string[]): Promise<void>;
  screenshot(file: string): Promise<void>;
  /** Addresses that the page asked for, and errors that it logged. */
  readonly asked: readonly string[];
  readonly errors: readonly string[];
}

const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--remote-debugging-port=0'],
];

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly request?: { readonly url: string } };
  readonly result?: Readonly<Record<string, unknown>>;
}

/** Starts the browser of that path. */
export const openBrowser = async (browser: string): Promise<BrowserPage> => {
  const home = await mkdtemp(path.join(tmpdir(), 'sf-release-browser-'));
  const child = spawn(browser, [...flags, `--user-data-dir=${home}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const port = await new Promise<string>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /ws:\/\/[^:]+:(\d+)\//u.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl ?? '');
  await once(socket as unknown as EventTarget, 'open');
  const waiting = new Map<number, (message: Message) => void>();
  const asked: string[] = [];
  const errors: string[] = [];
  let onLoad = (): void => undefined;
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) waiting.get(message.id)?.(message);
    if (message.method === 'Page.loadEventFired') onLoad();
    if (message.method === 'Network.requestWillBeSent') asked.push(message.params?.request?.url ?? '');
    if (/Log\.entryAdded|exceptionThrown/u.test(message.method ?? '')) errors.push(JSON.stringify(message.params));
  });
  let last = 0;
  const send: BrowserPage['send'] = (method, params = {}) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, ({ result = {} }) => {
        resolve(result);
      });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await send(`${domain}.enable`);
  return {
    asked,
    errors,
    send,
    open: async (html) => {
      const file = path.join(home, 'page.html');
      await writeFile(file, html);
      const loaded = new Promise<void>((resolve) => (onLoad = resolve));
      const began = performance.now();
      await send('Page.navigate', { url: `file://${file}` });
      await loaded;
      return performance.now() - began;
    },
    ask: async <Value>(expression: string): Promise<Value> => {
      const answer = await send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
      return (answer['result'] as { value: Value }).value;
    },
    press: async (...keys) => {
      for (const key of keys) {
        await send('Input.dispatchKeyEvent', { type: 'keyDown', key, ...(key.length === 1 && { text: key }) });
        await send('Input.dispatchKeyEvent', { type: 'keyUp', key });
      }
    },
    screenshot: async (file) => {
      const { data } = await send('Page.captureScreenshot');
      await writeFile(file, Buffer.from(String(data), 'base64'));
    },
    [Symbol.asyncDispose]: async () => {
      socket.close();
      child.kill();
      await once(child, 'close');
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
