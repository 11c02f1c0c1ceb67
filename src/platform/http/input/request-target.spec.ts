import { canonicalTarget } from './request-target.js';

describe('The one spelling of a request target', () => {
  it.each([
    ['/posts?q=%61#x', '/posts?q=%61'],
    ['/%70osts', '/posts'],
    ['/a%2Fb%3f', '/a%2Fb%3f'],
    ['/%2561', '/%2561'],
    ['/%2e%2E/x', '/../x'],
    ['/%c3%a4', '/%c3%a4'],
    ['http://host.example/posts?a=http://b', '/posts?a=http://b'],
    ['HTTPS://u@host.example:1/posts', '/posts'],
    ['http://host.example', '/'],
    ['http://host.example?a', '/?a'],
    ['http://host.example#/posts', '/'],
    ['//host.example/posts', '//host.example/posts'],
    ['/posts#?a', '/posts'],
    ['*', '*'],
    ['', '/'],
    ['host.example:443', '/undecodable'],
    ['/%', '/undecodable'],
    ['/%ff?a', '/undecodable?a'],
  ])('%s is %s', (target, canonical) => {
    expect(canonicalTarget(target)).toBe(canonical);
  });
});
