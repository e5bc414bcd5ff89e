import { longAnswerWords } from './agents-server.js';
import { type HookPage, type Shown } from './hook-page.js';

/** Checks something on a page that was opened just now. @throws {Error} when the page does not show it */
export type Check = (page: HookPage, server: string) => Promise<void>;

const lastText = ({ messages }: Shown): string => {
  const last = messages.at(-1);
  return last?.type === 'ai' ? last.text : '';
};
const countWords = (shown: Shown): number => lastText(shown).split(' ').filter(Boolean).length;
const isWhole = (shown: Shown): boolean => !shown.loading && countWords(shown) === longAnswerWords;

async function streams(page: HookPage): Promise<void> {
  await page.click('send', { text: 'story' });
  await page.waitFor('the first words', (shown) => countWords(shown) > 0 && countWords(shown) < longAnswerWords / 2);
  await page.waitFor('more words', (shown) => countWords(shown) > longAnswerWords / 2 && shown.loading);
  await page.waitFor('the whole answer', isWhole);
}

async function asks(page: HookPage): Promise<void> {
  await page.click('send', { text: 'mail:good day' });
  await page.waitFor('the question', ({ interrupt, loading }) => interrupt !== null && !loading);
  await page.click('approve');
  const isAnswered = (shown: Shown): boolean => lastText(shown) === 'Result: sent good day' && !shown.loading;
  await page.waitFor('the call and the answer', (shown) => isAnswered(shown) && shown.calls.includes('send_mail'));
}

async function joins(page: HookPage): Promise<void> {
  await page.click('send', { text: 'story' });
  const { thread } = await page.waitFor('the first words', (shown) => countWords(shown) > 2 && shown.thread !== null);
  await page.open(thread ?? '');
  await page.waitFor('the run that goes on', (shown) => countWords(shown) > 2 && shown.loading);
  await page.waitFor('the whole answer', isWhole);
  await page.open(thread ?? '');
  await page.waitFor('the saved answer', isWhole);
}

async function branches(page: HookPage): Promise<void> {
  await page.click('send', { text: 'tea' });
  await page.waitFor('the answer', (shown) => lastText(shown) === 'You said: tea' && !shown.loading);
  await page.waitFor('the checkpoint', ({ checkpoint }) => typeof checkpoint === 'string');
  await page.click('edit', { text: 'coffee' });
  const { messages } = await page.waitFor(
    'the other answer',
    (shown) => lastText(shown) === 'You said: coffee' && !shown.loading,
  );
  if (messages.length !== 2) throw new Error(`The branch has other messages: ${JSON.stringify(messages)}`);
}

async function stops(page: HookPage, server: string): Promise<void> {
  await page.click('send', { text: 'story' });
  const { thread } = await page.waitFor('the first words', (shown) => countWords(shown) > 2 && shown.thread !== null);
  await page.click('stop');
  await page.waitFor('that it has stopped', ({ loading }) => !loading);
  for (const deadline = Date.now() + 5_000; ;) {
    const response = await fetch(`${server}/threads/${thread ?? ''}/runs`);
    const runs = (await response.json()) as readonly { readonly status: string }[];
    if (runs.every(({ status }) => status === 'interrupted')) return;
    if (Date.now() > deadline) throw new Error(`The run was not ended: ${JSON.stringify(runs)}`);
  }
}

const langGraphChecks: Readonly<Record<string, Check>> = {
  'streams an answer, piece by piece': streams,
  'shows a call, asks, and goes on after the approval': asks,
  'joins a run under way after a reload, and reads the thread after its end': joins,
  'edits a message on another branch': branches,
  'stops a run': stops,
};

/** The checks of each page. */
export const checks: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  'react-stream': langGraphChecks,
  'sdk-stream': langGraphChecks,
  // The AI SDK keeps no conversation on the server: it cannot join or branch one.
  'ui-chat': Object.fromEntries(
    Object.entries(langGraphChecks).filter(([, check]) => check !== joins && check !== branches),
  ),
};
