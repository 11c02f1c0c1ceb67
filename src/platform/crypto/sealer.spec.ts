import { Sealer } from './sealer.js';

describe('a sealed value', () => {
  const sealer = new Sealer('a root secret', 'testing');
  const value = Buffer.from('what nobody should read');

  it('opens for its owner', () => {
    expect(sealer.open(sealer.seal(value, 'ann'), 'ann')).toEqual(value);
    expect(sealer.open(sealer.seal(Buffer.alloc(0), ''), '')).toEqual(Buffer.alloc(0));
  });

  it('does not show the value, nor that two are the same', () => {
    const [one, two] = [sealer.seal(value, 'ann'), sealer.seal(value, 'ann')];
    expect(one).not.toBe(two);
    expect(one).toMatch(/^[\w-]{8}\.[\w-]+$/);
    expect(Buffer.from(one.split('.')[1] ?? '', 'base64url').includes(value)).toBe(false);
  });

  it('opens for nobody else, under no other key, and not once it is changed', () => {
    const sealed = sealer.seal(value, 'ann');
    const [keyId = '', encoded = ''] = sealed.split('.');
    const bytes = Buffer.from(encoded, 'base64url');
    bytes[20] = Number(bytes[20]) ^ 1;
    const others = [
      sealer.open(sealed, 'bob'),
      new Sealer('another root secret', 'testing').open(sealed, 'ann'),
      new Sealer('a root secret', 'another purpose').open(sealed, 'ann'),
      sealer.open(`${keyId}.${bytes.toString('base64url')}`, 'ann'),
      ...[sealed.slice(0, -2), `${keyId}.`, keyId, '', `other678.${encoded}`].map((text) => sealer.open(text, 'ann')),
    ];
    expect(others).toEqual(others.map(() => undefined));
  });
});
