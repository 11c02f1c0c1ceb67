import { createReadStream } from 'node:fs';
import { SaxesParser } from 'saxes';
import { PostRefused } from '../post/post-refused.js';
import { WxrHandler } from './wxr-handler.js';
import type { WxrPart } from './wxr-item.js';

/** Bytes between two events of the parser: no element of a post is longer. */
const MAX_SILENCE = 16 * 1024 * 1024;

/** WordPress writes what its users pasted; XML has no place for these. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const NOT_IN_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/**
 * Reads the authors and items of a WordPress export (WXR 1.0 to 1.2) in their order, in memory that does not grow with the
 * file. Nothing that the file names is fetched, and no entities but XML's own are known.
 *
 * @throws PostRefused naming line and column where the file is no XML, or saying that it is no WordPress export; the file
 * system's error when it cannot be read.
 */
export async function* readWxr(path: string): AsyncGenerator<WxrPart> {
  const handler = new WxrHandler();
  const parser = new SaxesParser();
  let silence = 0;
  const heard = (): void => {
    silence = 0;
  };
  parser.on('error', (error) => {
    throw brokenXml(error);
  });
  parser.on('doctype', () => {
    throw new PostRefused('the file has a DOCTYPE, which no WordPress export has');
  });
  parser.on('xmldecl', ({ encoding = 'utf-8' }) => {
    if (!/^utf-?8$/i.test(encoding)) throw new PostRefused(`the file is in ${encoding}, not in UTF-8`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    heard();
    handler.open(name, attributes, parser.line);
  });
  for (const event of ['text', 'cdata'] as const) {
    parser.on(event, (text) => {
      heard();
      handler.characters(text);
    });
  }
  parser.on('closetag', () => {
    heard();
    handler.close();
  });
  for await (const text of decoded(path)) {
    silence += text.length;
    if (silence > MAX_SILENCE)
      throw new PostRefused(`line ${parser.line}: an element is longer than ${MAX_SILENCE} bytes`);
    parser.write(text.replace(NOT_IN_XML, ''));
    yield* handler.parts.splice(0);
  }
  parser.close();
  if (!handler.isWxr) throw new PostRefused('the file is no WordPress export: it has no wp:wxr_version');
}

async function* decoded(path: string): AsyncGenerator<string> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>)
      yield utf8.decode(bytes, { stream: true });
    yield utf8.decode();
  } catch (error) {
    if (!isCoded(error) || error.code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new PostRefused('the file is not UTF-8 text', { cause: error });
  }
}

function isCoded(error: unknown): error is { code: unknown } {
  return typeof error === 'object' && error !== null && 'code' in error;
}

/** `12:5: unclosed tag: item.` */
function brokenXml(error: Error): PostRefused {
  const [, line, column, reason = error.message] = /^(\d+):(\d+): (.*?)\.?$/s.exec(error.message) ?? [];
  const place = line === undefined ? '' : ` at line ${line}, column ${column}`;
  return new PostRefused(`the XML is broken${place}: ${reason}`, { cause: error });
}
