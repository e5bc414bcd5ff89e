/// <reference lib="dom" />
import { type Page } from 'playwright-core';
import { type Given, type ShownMessage } from './pages/page.js';

/** The state of an agent, as a page shows it. */
export interface Shown {
  readonly thread: string | null;
  readonly loading: boolean;
  readonly messages: readonly ShownMessage[];
  readonly calls: readonly string[];
  readonly interrupt: unknown;
  readonly checkpoint?: string | null;
  readonly error: string | null;
}

/** Milliseconds that a page may take to show something. */
const maximumMilliseconds = 30_000;

/** A page with one of the hooks, which shows an agent in a browser. */
export class HookPage {
  readonly #page: Page;
  readonly #address: string;
  readonly #server: string;

  /** @param address the page. @param server the server of agents */
  constructor(page: Page, address: string, server: string) {
    this.#page = page;
    this.#address = address;
    this.#server = server;
  }

  /** Opens the page anew, as a reload does. @param thread the thread to join */
  async open(thread?: string): Promise<void> {
    const query = new URLSearchParams({ server: this.#server, ...(thread === undefined ? {} : { thread }) });
    await this.#page.goto(`${this.#address}?${query.toString()}`);
    await this.#page.waitForSelector('#send');
  }

  /** Clicks a button. */
  async click(button: 'approve' | 'edit' | 'send' | 'stop', given: Given = {}): Promise<void> {
    await this.#page.evaluate((value) => Object.assign(window, { given: value }), given);
    await this.#page.click(`#${button}`);
  }

  /** Reads what the page shows. */
  async read(): Promise<Shown> {
    const fields = await this.#page.$$eval('pre', (found) => found.map(({ id, textContent }) => [id, textContent]));
    return Object.fromEntries(
      fields.map(([id, text]) => [id ?? '', JSON.parse(text ?? 'null') as unknown]),
    ) as unknown as Shown;
  }

  /** Waits until the page shows something. @throws {Error} with all that it shows, when it does not in time */
  async waitFor(what: string, isShown: (shown: Shown) => boolean): Promise<Shown> {
    for (const deadline = Date.now() + maximumMilliseconds; ;) {
      const shown = await this.read();
      if (isShown(shown)) return shown;
      if (Date.now() > deadline) throw new Error(`The page does not show ${what}: ${JSON.stringify(shown)}`);
      await this.#page.waitForTimeout(20);
    }
  }
}
