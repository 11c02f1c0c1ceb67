import { processorsIn } from '../../faults/stage/processors.js';

describe('the processors that a process may use', () => {
  it.each([
    ['0-1', [0, 1]],
    ['3', [3]],
    ['0-2,5,8-9', [0, 1, 2, 5, 8, 9]],
    ['', []],
  ])('are read from a list as the kernel writes it: %s', (list, processors) => {
    expect(processorsIn(list)).toEqual(processors);
  });
});
