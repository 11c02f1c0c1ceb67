import type { FieldError } from '../../problem/index.js';
import { parseJson } from './parse-json.js';

/** One line of NDJSON, counted from 1: its value, or why it has none. */
export type NdjsonLine = { line: number; value: unknown } | { line: number; refused: FieldError };

/** Bytes that a line may have. */
const MAX_LINE = 4 * 1024 * 1024;

const NEWLINE = 10;
const BLANK = /^[\t\r ]*$/;

/**
 * Reads NDJSON line by line in constant memory: of a line that is too long nothing is kept. Blank lines are counted and
 * passed over; the last line may lack its end.
 */
export async function* ndjsonLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<NdjsonLine> {
  const line = new GrowingLine();
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      line.append(chunk.subarray(start, end));
      yield* line.end();
      start = end + 1;
    }
    line.append(chunk.subarray(start));
  }
  yield* line.end();
}

/** The line under way, of which chunks bring one part after the other. */
class GrowingLine {
  private number = 1;
  private length = 0;
  private parts: Buffer[] = [];

  append(part: Buffer): void {
    this.length += part.length;
    if (this.length > MAX_LINE) this.parts = [];
    else this.parts.push(part);
  }

  /** What the line says, unless it is blank; the next one begins. */
  *end(): Generator<NdjsonLine> {
    const { number: line, length, parts } = this;
    this.number += 1;
    this.length = 0;
    this.parts = [];
    if (length > MAX_LINE) yield { line, refused: refusal('maxBytes', `must have at most ${MAX_LINE} bytes`) };
    else if (length > 0) yield* read(line, parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
  }
}

function* read(line: number, bytes: Buffer): Generator<NdjsonLine> {
  if (BLANK.test(bytes.toString('latin1'))) return;
  try {
    yield { line, value: parseJson(bytes) };
  } catch {
    yield { line, refused: refusal('json', 'must be JSON in UTF-8') };
  }
}

function refusal(code: string, fault: string): FieldError {
  return { field: 'line', code, message: `line ${fault}` };
}
