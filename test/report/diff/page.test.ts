import path from 'node:path';
import { expect } from 'chai';
import { diffHtml } from '../../../src/report/diff/diff-html.ts';
import { aComparison, everyKind, type Versions } from '../a-comparison.ts';
import { openBrowser, type BrowserPage } from './browser.ts';

/** `CHROMIUM=/usr/bin/chromium`: the page is then really opened. `SCREENSHOTS=<folder>` keeps what it looked like. */
const browser = process.env['CHROMIUM'];
const screenshots = process.env['SCREENSHOTS'];

/** 2,000 differences: classes, and fields of objects with long names. */
const large = (): [from: Versions, to: Versions] => {
  const side = (mark: string): Versions =>
    Object.fromEntries([
      ...Array.from({ length: 1000 }, (_, index) => [
        `ApexClass:Class${index}`,
        {
          files: {
            [`Class${index}.cls`]: `public class Class${index} {\n    Integer a = ${mark};\n    String same;\n}\n`,
          },
        },
      ]),
      ...Array.from({ length: 1000 }, (_, index) => [
        `CustomField:A_very_long_name_of_an_object_that_somebody_chose_${index % 40}__c.And_a_field_whose_name_is_no_shorter_${index}__c`,
        { xml: `<label>${mark} of a label that goes on and on and on</label><length>${index}</length>` },
      ]),
    ]) as Versions;
  return [side('1'), side('2')];
};

const shown = (page: BrowserPage): Promise<string> => page.ask("document.getElementById('shown').value");
const names = (page: BrowserPage): Promise<string[]> =>
  page.ask("[...document.querySelectorAll('.change:not([hidden])')].map((c) => c.dataset.search.split('\\n')[0])");

const look = async (page: BrowserPage, name: string): Promise<void> => {
  if (screenshots !== undefined) await page.screenshot(path.join(screenshots, `${name}.png`));
};

if (browser !== undefined)
  describe('the page of a diff in a browser', () => {
    it('searches, filters by type and by kind, and answers to keys', async () => {
      await using page = await openBrowser(browser);
      await page.open(diffHtml(aComparison(...everyKind)));
      await page.send('Emulation.setDeviceMetricsOverride', {
        width: 1280,
        height: 900,
        deviceScaleFactor: 1,
        mobile: false,
      });
      expect(await shown(page)).to.equal('6 of 6 shown');
      await page.press('/', 'r', 'i', 's', 'k');
      expect(await names(page)).to.deep.equal(['customfield:account.risk__c', 'profile:clerk']);
      await page.press('Escape');
      expect(await shown(page)).to.equal('6 of 6 shown');
      await page.ask(
        "(() => { const s = document.getElementById('type'); s.value = 'ApexClass'; s.dispatchEvent(new Event('input', { bubbles: true })); })()",
      );
      expect(await names(page)).to.deep.equal(['apexclass:greeter', 'apexclass:old']);
      await page.ask("document.querySelector('button[data-kind=removed]').click()");
      expect(await names(page)).to.deep.equal(['apexclass:greeter']);
      await page.press('j');
      await page.ask('document.activeElement.click()');
      expect(await page.ask("document.querySelector('.change[open] .sides.both').children.length")).to.equal(2);
      expect(await page.ask("document.querySelector('.change[open] figure.file del').textContent")).to.include('two');
      await look(page, 'small-light');
      expect(page.errors).to.deep.equal([]);
      expect(page.asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).to.deep.equal([]);
    }).timeout(60_000);

    it('stays quick with 2,000 differences, in the dark and on a phone', async () => {
      await using page = await openBrowser(browser);
      const loading = await page.open(diffHtml(aComparison(...large())));
      expect(await shown(page)).to.equal('2000 of 2000 shown');
      const search = await page.ask<number>(
        "(() => { const s = document.getElementById('search'), t = performance.now(); s.value = 'class77'; s.dispatchEvent(new Event('input', { bubbles: true })); document.body.offsetHeight; return performance.now() - t; })()",
      );
      expect(await names(page)).to.have.length(11);
      expect(loading).to.be.below(5000);
      expect(search).to.be.below(1000);
      await page.ask("document.getElementById('open').click()");
      await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
      await look(page, 'large-dark');
      await page.ask(
        "(() => { const s = document.getElementById('search'); s.value = 'field'; s.dispatchEvent(new Event('input', { bubbles: true })); window.scrollTo(0, 0); })()",
      );
      await page.send('Emulation.setDeviceMetricsOverride', {
        width: 400,
        height: 800,
        deviceScaleFactor: 1,
        mobile: true,
      });
      expect(
        await page.ask<number>(
          "Math.max(...[...document.querySelectorAll('h3, summary, figure')].map((e) => e.scrollWidth))",
        ),
      ).to.be.at.most(400);
      await look(page, 'large-phone');
    }).timeout(60_000);
  });
