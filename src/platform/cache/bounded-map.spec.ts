import { BoundedMap } from './bounded-map.js';

describe('A bounded map', () => {
  const weigh = (text: string): number => text.length;

  it('gives up what was used longest ago when it holds too many', () => {
    const map = new BoundedMap<string>(2, 100, weigh);
    map.set('a', '1').set('b', '2');
    map.get('a');
    map.set('c', '3');
    expect([...map.keys()]).toEqual(['a', 'c']);
  });

  it('gives up as many as it takes when they weigh too much, even the new one', () => {
    const map = new BoundedMap<string>(10, 5, weigh);
    map.set('a', 'xx').set('b', 'xx').set('c', 'xxxx');
    expect([...map.keys()]).toEqual(['c']);
    map.set('d', 'xxxxxx');
    expect([map.size, map.weight]).toEqual([0, 0]);
  });

  it('keeps count of its weight through replacing, deleting and clearing', () => {
    const map = new BoundedMap<string>(10, 100, weigh);
    map.set('a', 'xx').set('a', 'xxx').set('b', 'x');
    expect(map.weight).toBe(4);
    map.delete('a');
    map.delete('a');
    expect(map.weight).toBe(1);
    map.clear();
    expect(map.weight).toBe(0);
  });
});
