import { readFile } from 'node:fs/promises';
import { atMost, never } from '../../faults/figure.js';
import { isMet, sectionOf, withSection, type Outcome } from '../../faults/report.js';

const KILL: Outcome['target'] = {
  id: 'R1',
  title: 'the application is killed',
  full: { rounds: 2, seconds: 1, rate: 1 },
  quick: { rounds: 1, seconds: 1, rate: 1 },
  play: () => Promise.resolve([]),
};
const RUN = { date: '2026-11-22', commit: '0eb3c39', seed: 7, machine: '2 × a processor' };
const kept = { what: 'writes lost', aim: never(), rounds: [0, 0], control: 0, detail: '201: 40' };
const late = { what: 'seconds to ready', aim: atMost(3), rounds: [1.5, 4], detail: 'see its log' };

/** The cells of the line of a table that begins with these. */
function lineWith(section: string, ...cells: string[]): string[] | undefined {
  const lines = section.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return lines.find((line) => cells.every((cell, at) => line[at + 1] === cell))?.slice(1, -1);
}

describe('what a whole run of the fault tests has found', () => {
  it('is a table of every figure beside its aim and its control', () => {
    const section = sectionOf([{ target: KILL, figures: [kept, late] }], RUN);
    expect(section).toMatch(/^Measured on 2026-11-22 at 0eb3c39, seed 7, on 2 × a processor\.\n/);
    expect(lineWith(section, 'R1', 'writes lost')).toEqual(['R1', 'writes lost', '0', '0', '0', '2', '0', 'met']);
    expect(lineWith(section, 'R1', 'seconds to ready')).toEqual([
      ...['R1', 'seconds to ready', '<= 3', '4', '2.75', '2', '-', 'missed: see its log'],
    ]);
    expect(section).toContain('- R1: the application is killed');
  });

  it('tells of a target that could not be played', () => {
    const outcome = { target: KILL, figures: [], failure: 'An instance ended\nbefore it was ready' };
    const line = ['R1', 'An instance ended before it was ready', '-', '-', '-', '-', '-', 'missed'];
    expect(lineWith(sectionOf([outcome], RUN), 'R1')).toEqual(line);
    expect(isMet(outcome)).toBe(false);
  });

  it('is met when all of it is', () => {
    expect(isMet({ target: KILL, figures: [kept] })).toBe(true);
    expect(isMet({ target: KILL, figures: [kept, late] })).toBe(false);
  });

  it('takes the place of what stood on the page, and of nothing else', async () => {
    const page = await readFile('docs/quality.md', 'utf8');
    const once = withSection(page, 'What one run has found');
    const twice = withSection(once, 'What another has found');
    expect(once).toContain('What one run has found');
    expect(twice).toBe(once.replace('What one run has found', 'What another has found'));
    const around = (text: string): string[] =>
      text.split(/<!-- written by npm run test:faults -->[^]*<!-- until here -->/);
    expect(around(twice)).toEqual(around(page));
    expect(around(page)).toHaveLength(2);
  });

  it('is refused by a page that has no place for it', () => {
    expect(() => withSection('# Something else', 'What a run has found')).toThrow('There is no place');
  });
});
