import { createHash } from 'node:crypto';
import { apiKeyId, apiKeyPrefix, isApiKey, newApiKey } from './api-key.js';

describe('the text of an API key', () => {
  const key = newApiKey();

  it('names the key, hides a secret, and ends in a checksum', () => {
    expect(key.text).toMatch(/^quire_[0-9a-f]{32}_[0-9a-f]{64}_[0-9a-f]{8}$/);
    expect(key.text.startsWith(`${apiKeyPrefix(key.id)}_`)).toBe(true);
    expect(key.text.endsWith(key.lastFour)).toBe(true);
    expect(apiKeyId(key.text)).toBe(key.id);
    expect(newApiKey().text.slice(39)).not.toBe(key.text.slice(39));
  });

  it('is kept as its SHA-256', () => {
    expect(key.hash).toEqual(createHash('sha256').update(key.text).digest());
    expect(isApiKey(key.text, key.hash)).toBe(true);
    expect(isApiKey(newApiKey().text, key.hash)).toBe(false);
  });

  it('is nothing with one character wrong, missing or too many', () => {
    const turned = Array.from(key.text, (character, index) => {
      const other = character === '0' ? '1' : '0';
      return key.text.slice(0, index) + other + key.text.slice(index + 1);
    });
    for (const text of [...turned, '', key.text.slice(1), `${key.text}0`, `${key.text}\n`, key.text.toUpperCase()]) {
      expect(apiKeyId(text)).toBeUndefined();
    }
  });
});
