import secureJsonParse from 'secure-json-parse';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Parses JSON in UTF-8. @throws SyntaxError or TypeError for what is not, and for members called `__proto__`. */
export function parseJson(bytes: Uint8Array): unknown {
  return secureJsonParse.parse(decoder.decode(bytes), null, { protoAction: 'error', constructorAction: 'error' });
}
