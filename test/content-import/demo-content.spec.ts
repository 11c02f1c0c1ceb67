import { Reading } from './support/reading.js';

describe('the demo content', () => {
  it('is read without a refusal or a loss, each post with a slug of its own', async () => {
    const reading = await Reading.of('content/nodejs-blog');
    expect(reading.refusals).toEqual([]);
    expect(reading.titles.flatMap((title) => reading.notesOn(title))).toEqual([]);
    expect(new Set(reading.titles.map((title) => reading.post(title).slug)).size).toBe(8);
  });
});
