import { ndjsonLines, type NdjsonLine } from './ndjson-lines.js';

async function read(...chunks: (string | Buffer)[]): Promise<NdjsonLine[]> {
  async function* parts(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const lines: NdjsonLine[] = [];
  for await (const line of ndjsonLines(parts())) lines.push(line);
  return lines;
}

describe('reading NDJSON', () => {
  it('gives one value for each line, wherever the parts are cut', async () => {
    const text = Buffer.from('{"a":"zwölf"}\n[1]\r\n"🐋"\n');
    const whole = await read(text);
    expect(whole).toEqual([
      { line: 1, value: { a: 'zwölf' } },
      { line: 2, value: [1] },
      { line: 3, value: '🐋' },
    ]);
    for (let cut = 0; cut <= text.length; cut += 1)
      expect(await read(text.subarray(0, cut), text.subarray(cut))).toEqual(whole);
    expect(await read(...Array.from(text, (byte) => Buffer.from([byte])))).toEqual(whole);
  });

  it('counts blank lines and passes over them', async () => {
    expect(await read('\n\n \t\r\n1\n\n')).toEqual([{ line: 4, value: 1 }]);
    expect(await read('')).toEqual([]);
    expect(await read(' '.repeat(200))).toEqual([]);
  });

  it('takes a last line without an end, and a mark of byte order', async () => {
    expect(await read('1\n2')).toEqual([
      { line: 1, value: 1 },
      { line: 2, value: 2 },
    ]);
    expect(await read('\ufeff{}\n')).toEqual([{ line: 1, value: {} }]);
  });

  it('tells what is no JSON, and goes on', async () => {
    const refused = { field: 'line', code: 'json', message: 'line must be JSON in UTF-8' };
    expect(await read('{\n', Buffer.from([0xff, 10]), '{"__proto__":1}\n3\n')).toEqual([
      { line: 1, refused },
      { line: 2, refused },
      { line: 3, refused },
      { line: 4, value: 3 },
    ]);
  });

  it('keeps nothing of a line over 4 MiB', async () => {
    const megabyte = 'x'.repeat(1_048_576);
    const exact = `"${'x'.repeat(4_194_302)}"`;
    const [long, next] = await read('"', ...Array<string>(64).fill(megabyte), '"\n', exact);
    expect(long).toMatchObject({ line: 1, refused: { code: 'maxBytes' } });
    expect(next).toMatchObject({ line: 2, value: 'x'.repeat(4_194_302) });
  });
});
