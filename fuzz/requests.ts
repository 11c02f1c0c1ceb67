import fc, { type Arbitrary } from 'fast-check';
import type { Parameter } from '../test/contract/compatibility/described.js';
import type { Operation } from './document.js';
import { faultsOf, type Fault } from './faults.js';
import { encoded } from './hostile-values.js';
import { kindsInPath, Known } from './known.js';
import type { Actor, Sketch, SketchedBody } from './sketch.js';
import { known, validObject, validValue } from './valid-values.js';

/** Who may ask for what is the API's. Who may do most is there more often: what is refused at the door meets little code. */
const CALLERS = ['anonymous', 'user', 'user', 'moderator', 'admin', 'admin', 'admin', 'apiKey'] as const;

/** Requests of an operation: as they should be, with one part broken, and with any number of parts broken at once. */
export function requestsOf(operation: Operation): Arbitrary<Sketch> {
  const valid = validRequest(operation);
  const faults = faultsOf(operation);
  const broken = valid.chain((sketch) => fc.oneof(...faults.map((fault) => fault(sketch))));
  const nonsense = valid.chain((sketch) => faults.reduce(maybe, fc.constant(sketch)));
  return fc.oneof(
    { arbitrary: valid, weight: 4 },
    { arbitrary: broken, weight: 4 },
    { arbitrary: nonsense, weight: 2 },
  );
}

function maybe(before: Arbitrary<Sketch>, fault: Fault): Arbitrary<Sketch> {
  return before.chain((sketch) =>
    fc.oneof({ arbitrary: fc.constant(sketch), weight: 2 }, { arbitrary: fault(sketch), weight: 1 }),
  );
}

/** What the document admits, of any caller; whether the caller may is another question. */
function validRequest({ method, path, schemes, parameters, body }: Operation): Arbitrary<Sketch> {
  const parts = path.split('/').slice(1);
  return fc.record({
    actor: fc.constantFrom<Actor>(...CALLERS, ...(schemes.includes('metricsToken') ? (['scraper'] as const) : [])),
    method: fc.constant(method),
    segments: fc.tuple(...parts.map((part) => segment(path, part))),
    query: some(parameters, 'query'),
    headers: some(parameters, 'header'),
    ...(body && { body: validBody(body.mediaType, validObject(body.schema)) }),
  });
}

function segment(path: string, part: string): Arbitrary<string | Known> {
  if (!part.startsWith('{')) return fc.constant(part);
  const kinds = kindsInPath(path, part.slice(1, -1));
  return kinds.length === 0 ? fc.integer({ min: 1, max: 4 }).map(String) : known(kinds);
}

/** How often an optional parameter is left out for each time that it is given: conditions decide what comes of a write. */
const absences = (name: string): number => (name.startsWith('If-') ? 1 : 5);

/** The parameters that are required, and any of the others. */
function some(parameters: Parameter[], place: 'query' | 'header'): Arbitrary<[string, string | Known][]> {
  const each = parameters
    .filter((parameter) => parameter.in === place && parameter.name.toLowerCase() !== 'authorization')
    .map(({ name, required, schema }) => {
      const given = validValue(schema, name).map(
        (value) => [[name, asText(value, place)]] as [string, string | Known][],
      );
      return required ? given : fc.oneof({ arbitrary: fc.constant([]), weight: absences(name) }, given);
    });
  return fc.tuple(...each).map((lists) => lists.flat());
}

function asText(value: unknown, place: 'query' | 'header'): string | Known {
  if (value instanceof Known) return value;
  return place === 'query' ? encoded(String(value)) : String(value).replaceAll(/[^\x20-\x7e]/g, '?');
}

function validBody(mediaType: string, value: Arbitrary<object>): Arbitrary<SketchedBody> {
  if (mediaType === 'application/json') return value.map((json) => ({ mediaType, json }));
  return fc.array(value, { maxLength: 3 }).map((lines) => ({ mediaType, lines }));
}
