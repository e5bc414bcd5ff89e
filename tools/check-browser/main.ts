/**
 * Drives the React hooks of LangGraph and of the AI SDK in a browser, against a server of agents.
 *
 *     npm run check:browser                   all hooks
 *     npm run check:browser -- react-stream   one of them: react-stream, sdk-stream or ui-chat
 *
 * It ends with the status 1 if a check fails. `BROWSER_PATH` names the browser: Chromium, Chrome or Edge. Without one there is
 * nothing to check, and the status is 0.
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startAgentsServer } from './agents-server.js';
import { checks } from './checks.js';
import { HookPage } from './hook-page.js';
import { startPageServer } from './page-server.js';

const browserPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
];

const executablePath = process.env['BROWSER_PATH'] ?? browserPaths.find((path) => existsSync(path));
if (executablePath === undefined) {
  print('Skipped: there is no Chromium, Chrome or Edge here. Install one, or set BROWSER_PATH.');
} else {
  const failures = await checkAll(executablePath, process.argv[2]);
  print(failures === 0 ? 'All checks passed.' : `${failures} checks failed.`);
  process.exitCode = failures === 0 ? 0 : 1;
}

async function checkAll(browserPath: string, only: string | undefined): Promise<number> {
  const names = Object.keys(checks).filter((name) => only === undefined || name === only);
  const [agents, pages] = await Promise.all([startAgentsServer(), startPageServer(names)]);
  // Containers have no sandbox of their own for the browser.
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  let failures = 0;
  try {
    for (const name of names) {
      for (const [title, check] of Object.entries(checks[name] ?? {})) {
        const page = await browser.newPage();
        const hook = new HookPage(page, `${pages.url}/${name}`, agents.url);
        try {
          await hook.open();
          await check(hook, agents.url);
          print(`✔ ${name} | ${title}`);
        } catch (error) {
          failures += 1;
          print(`✖ ${name} | ${title}\n      ${error instanceof Error ? error.message : 'Error'}`);
        } finally {
          await page.close();
        }
      }
    }
    return failures;
  } finally {
    await browser.close();
    pages.stop();
    await agents.stop();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
