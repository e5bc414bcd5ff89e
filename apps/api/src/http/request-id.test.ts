import { describe, expect, it } from '@jest/globals';
import { type NextFunction, type Request, type Response } from 'express';
import { identifyRequest, type RequestIdLocals, toAnswerId } from './request-id.js';

/** Identifies a request with a header. @returns the id that is stored, which must be the one that is sent */
function identify(given: string | undefined) {
  const locals: RequestIdLocals = {};
  const sent = new Map<string, string>();
  const next: NextFunction = () => undefined;
  identifyRequest(
    { get: () => given } as unknown as Request,
    { locals, setHeader: (name: string, value: string) => sent.set(name, value) } as unknown as Response,
    next,
  );
  expect(sent.get('x-request-id')).toBe(locals.identity?.id);
  return locals.identity;
}

describe('identifyRequest', () => {
  it.each(['a', 'req_1', '7f9c.B-2', 'a'.repeat(64)])('takes over the id %s', (id) => {
    expect(identify(id)).toEqual({ id, isGiven: true });
  });

  it.each([undefined, '', 'a b', '.a', 'a'.repeat(65), 'a@b', 'é', 'a,b', '__proto__'])(
    'makes a new id for %j',
    (given) => {
      expect(identify(given)).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), isGiven: false });
    },
  );
});

describe('toAnswerId', () => {
  it('begins with the id of the request, and differs for an id that is given twice', () => {
    expect(toAnswerId('chatcmpl', { id: 'one', isGiven: false })).toBe('chatcmpl-one');
    const given = { id: 'one', isGiven: true };
    expect(toAnswerId('chatcmpl', given)).toMatch(/^chatcmpl-one-[0-9a-f]{8}$/);
    expect(toAnswerId('resp_', { id: 'one', isGiven: false })).toBe('resp_one');
    expect(toAnswerId('resp_', given)).toMatch(/^resp_one-[0-9a-f]{32}$/);
    expect(toAnswerId('chatcmpl', given)).not.toBe(toAnswerId('chatcmpl', given));
  });
});
