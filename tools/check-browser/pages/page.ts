/// <reference lib="dom" />
import { createElement, type FunctionComponent, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

/** The address of the server, and the thread to join, as the page was opened with them. */
export const asked = Object.fromEntries(new URLSearchParams(location.search)) as {
  readonly server: string;
  readonly thread?: string;
};

/** Shows a page. */
export function show(page: FunctionComponent): void {
  const root = document.createElement('main');
  document.body.append(root);
  createRoot(root).render(createElement(page));
}

/** Shows a value as JSON, where the check reads it. */
export function output(id: string, value: unknown): ReactNode {
  return createElement('pre', { id, key: id }, JSON.stringify(value) ?? 'null');
}

/** Shows a button. The check sets what it needs as the fields of `window.given`. */
export function button(id: string, act: (given: Given) => unknown): ReactNode {
  const onClick = (): void => void act((window as unknown as { readonly given: Given }).given);
  return createElement('button', { id, key: id, onClick }, id);
}

/** The values for a click. */
export interface Given {
  readonly text?: string;
}

/** A message, as all three hooks can show it. */
export interface ShownMessage {
  readonly type: string;
  readonly text: string;
}
