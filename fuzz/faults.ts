import fc, { type Arbitrary } from 'fast-check';
import type { Operation } from './document.js';
import {
  anyJson,
  anyText,
  encoded,
  hostileHeader,
  hostileMember,
  hostileParameter,
  hostileSegment,
  MEMBER_NAMES,
} from './hostile-values.js';
import { anyBytes, damaged } from './hostile-bytes.js';
import type { Sketch } from './sketch.js';

/** A way to break one part of a request. */
export type Fault = (sketch: Sketch) => Arbitrary<Sketch>;

/** Every way in which a request of the operation can be broken in one part. */
export function faultsOf({ path, parameters, body }: Operation): Fault[] {
  const placeholders = path
    .split('/')
    .slice(1)
    .flatMap((part, index) => (part.startsWith('{') ? [index] : []));
  const inQuery = parameters.filter((parameter) => parameter.in === 'query');
  const inHeaders = parameters.filter((parameter) => parameter.in === 'header');
  return [
    ...placeholders.map(segment),
    ...inQuery.map(
      ({ name, schema }): Fault =>
        (sketch) =>
          fc
            .tuple(hostileParameter(schema), fc.boolean())
            .map(([value, beside]) => withParameter(sketch, name, value, beside)),
    ),
    ...inHeaders.map(({ name }) => header(name, hostileHeader)),
    ...Object.entries(body?.schema.properties ?? {}).map(([name, schema]) => member(name, hostileMember(schema))),
    ...(body ? [unknownMember, missingMember, otherJson, damagedBody, mediaType] : [uninvitedBody]),
    unknownParameter,
    protocolHeader,
    credentials,
    otherMethod,
    otherPath,
  ];
}

function segment(index: number): Fault {
  return (sketch) => hostileSegment.map((text) => ({ ...sketch, segments: sketch.segments.with(index, text) }));
}

function header(name: string, values: Arbitrary<string>): Fault {
  return (sketch) => values.map((value) => withHeader(sketch, name, value));
}

function member(name: string, values: Arbitrary<unknown>): Fault {
  return (sketch) => values.map((value) => withMember(sketch, name, value));
}

const unknownMember: Fault = (sketch) =>
  fc
    .tuple(fc.oneof(fc.constantFrom(...MEMBER_NAMES), anyText), anyJson)
    .map(([name, value]) => withMember(sketch, name, value));

const missingMember: Fault = (sketch) => {
  const members = Object.entries(membersOf(sketch));
  return fc.nat({ max: Math.max(0, members.length - 1) }).map((index) => ({
    ...sketch,
    body: { ...sketch.body, json: Object.fromEntries(members.toSpliced(index, 1)) },
  }));
};

const otherJson: Fault = (sketch) => anyJson.map((json) => ({ ...sketch, body: { ...sketch.body, json } }));

const damagedBody: Fault = (sketch) => damaged(sketch.body ?? {}).map((body) => ({ ...sketch, body }));

const uninvitedBody: Fault = (sketch) =>
  fc
    .oneof(
      anyJson.map((json) => ({ mediaType: 'application/json', json })),
      damaged({}),
    )
    .map((body) => ({ ...sketch, body }));

const mediaType: Fault = (sketch) =>
  fc
    .oneof(
      fc.constantFrom(undefined, 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'),
      fc.constantFrom(
        'application/json; charset=utf-16',
        'application/jsonp',
        'application/json\ta',
        'application/xml',
      ),
      fc.constantFrom('application/x-ndjson', 'application/vnd.api+json', 'APPLICATION/JSON', '*/*', ''),
      hostileHeader,
    )
    .map((type) => ({ ...sketch, body: { ...sketch.body, mediaType: type } }));

const unknownParameter: Fault = (sketch) =>
  fc
    .tuple(fc.oneof(fc.constantFrom('access_token', 'fields', 'filter[a]', '__proto__', 'limit[]'), anyText), anyText)
    .map(([name, value]) => withParameter(sketch, encoded(name.slice(0, 200)), encoded(value.slice(0, 200)), true));

/** Headers that every request may have, whatever the operation. */
const PROTOCOL = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Content-Encoding',
  'Cookie',
  'If-Modified-Since',
  'Origin',
  'Range',
  'Referer',
  'Sec-Fetch-Site',
  'User-Agent',
  'X-Correlation-Id',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-HTTP-Method-Override',
  'X-Request-Id',
  'traceparent',
  '__proto__',
] as const;

const MEANT = [
  'gzip',
  'identity',
  '*/*;q=0',
  'text/html',
  'application/json',
  'null',
  'bytes=0-1',
  'DELETE',
  '127.0.0.1',
];

const protocolHeader: Fault = (sketch) =>
  fc
    .tuple(fc.constantFrom(...PROTOCOL), fc.oneof(fc.constantFrom(...MEANT), hostileHeader))
    .map(([name, value]) => withHeader(sketch, name, value));

const credentials: Fault = (sketch) =>
  fc
    .tuple(
      fc.constantFrom('Authorization', 'X-API-Key'),
      fc.oneof(
        fc.constantFrom(
          'Bearer',
          'Bearer ',
          'Bearer x',
          'bearer  x',
          'Basic eDp4',
          'Bearer null',
          'Bearer e30.e30.',
          'quire_',
        ),
        anyBytes(400).map((bytes) => `Bearer ${Buffer.from(bytes, 'latin1').toString('base64url')}`),
        hostileHeader,
      ),
    )
    .map(([name, value]) => withHeader(sketch, name, value));

const otherMethod: Fault = (sketch) =>
  fc
    .constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH')
    .map((method) => ({ ...sketch, method }));

const otherPath: Fault = (sketch) =>
  fc
    .oneof(
      hostileSegment.map((text) => [...sketch.segments, text]),
      fc.nat({ max: sketch.segments.length - 1 }).map((index) => sketch.segments.toSpliced(index, 1)),
      fc
        .tuple(fc.nat({ max: sketch.segments.length - 1 }), hostileSegment)
        .map(([at, text]) => sketch.segments.with(at, text)),
    )
    .map((segments) => ({ ...sketch, segments }));

function withParameter(sketch: Sketch, name: string, value: string, beside: boolean): Sketch {
  const others = beside ? sketch.query : sketch.query.filter(([other]) => other !== name);
  return { ...sketch, query: [...others, [name, value]] };
}

function withHeader(sketch: Sketch, name: string, value: string): Sketch {
  return { ...sketch, headers: [...sketch.headers.filter(([other]) => other !== name), [name, value]] };
}

function withMember(sketch: Sketch, name: string, value: unknown): Sketch {
  // Entries, because an assignment to `__proto__` would make no member.
  const members = Object.entries(membersOf(sketch)).filter(([other]) => other !== name);
  return { ...sketch, body: { ...sketch.body, json: Object.fromEntries([...members, [name, value]]) } };
}

/** The members of the body, or of its first line. */
function membersOf({ body }: Sketch): object {
  const value = body?.json ?? body?.lines?.[0];
  return typeof value === 'object' && value !== null ? value : {};
}
