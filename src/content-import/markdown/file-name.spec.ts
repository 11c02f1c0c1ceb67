import { readFileName } from './file-name.js';

describe('the name of a post file', () => {
  it.each([
    ['release/v16.17.0.md', { stem: 'v16.17.0', date: undefined }],
    ['2019-03-06-a-title.md', { stem: 'a-title', date: '2019-03-06' }],
    ['2019-03-06_a-title.markdown', { stem: 'a-title', date: '2019-03-06' }],
    ['weekly-update.2015-02-06.md', { stem: 'weekly-update.2015-02-06', date: undefined }],
    ['2019-03-06.md', { stem: '2019-03-06', date: undefined }],
    ['posts/2019-03-06-a-title/index.md', { stem: 'a-title', date: '2019-03-06' }],
    ['index.md', { stem: 'index', date: undefined }],
  ])('%s', (file, expected) => {
    expect(readFileName(file)).toEqual(expected);
  });
});
