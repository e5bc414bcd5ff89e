import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { ConversationVaults } from './conversation-vaults.js';

describe('ConversationVaults', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives each conversation a vault of its own', () => {
    const vaults = new ConversationVaults();
    vaults.for('a').keep('EMAIL_AAAAAA', 'bob@harbour.org');
    expect(vaults.for('a').restore('[EMAIL_AAAAAA]')).toBe('bob@harbour.org');
    expect(vaults.for('b').restore('[EMAIL_AAAAAA]')).toBe('[EMAIL_AAAAAA]');
  });

  it('drops the vault that was not used for the longest time when there are too many', () => {
    const vaults = new ConversationVaults({ maximumConversations: 2 });
    const [a, b] = [vaults.for('a'), vaults.for('b')];
    expect(vaults.for('a')).toBe(a);
    vaults.for('c');
    expect(vaults.for('a')).toBe(a);
    expect(vaults.for('b')).not.toBe(b);
    expect(vaults.size).toBe(2);
  });

  it('drops a vault that is idle, also when nothing else happens', () => {
    const vaults = new ConversationVaults({ idleMs: 1_000 });
    const a = vaults.for('a');
    jest.advanceTimersByTime(900);
    expect(vaults.for('a')).toBe(a);
    jest.advanceTimersByTime(900);
    expect(vaults.size).toBe(1);
    jest.advanceTimersByTime(1_200);
    expect(vaults.size).toBe(0);
  });

  it('drops the vault of a conversation that has ended', () => {
    const vaults = new ConversationVaults();
    const a = vaults.for('a');
    vaults.delete('a');
    expect(vaults.for('a')).not.toBe(a);
  });

  it('gives each vault its limits', () => {
    const vault = new ConversationVaults({ maximumValues: 1 }).for('a');
    vault.keep('A_AAAAAA', 'a');
    vault.keep('B_BBBBBB', 'b');
    expect(vault.isFull).toBe(true);
  });
});
