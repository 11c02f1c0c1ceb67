import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Account } from '../../fuzz/account.js';
import { Campaign, type CampaignProps, type Tally } from '../../fuzz/campaign.js';
import { committedDocument, operationsOf, type OpenApiDocument } from '../../fuzz/document.js';
import { Judge } from '../../fuzz/judge.js';
import { figuresOf, report } from '../../fuzz/report.js';
import { hangUp } from '../../fuzz/send.js';
import type { Sent, Sketch } from '../../fuzz/sketch.js';
import { LivingWorld, type World } from '../../fuzz/world.js';
import { startApp, TEST_SECRET } from '../support/app.js';
import { Contract } from '../support/contract.js';

afterAll(hangUp);

async function campaign(
  document: OpenApiDocument,
  props: Pick<CampaignProps, 'url' | 'world' | 'requests'>,
): Promise<Tally> {
  const operations = operationsOf(document);
  const judge = new Judge(new Contract(document as OpenAPIObject), operations);
  return new Campaign({ ...props, judge, operations, seed: 20_260_101, limit: Infinity }).run();
}

describe('requests made from the document', () => {
  it('C094, C206: are answered, never by a failure, and as the document says', async () => {
    const test = await startApp();
    const world = new LivingWorld({
      url: test.url,
      databaseUrl: test.databaseUrl,
      secret: TEST_SECRET,
      metricsToken: '',
    });
    try {
      const tally = await campaign(committedDocument(), { url: test.url, world, requests: 3_000 });
      expect(tally.findings).toEqual([]);
      expect(tally.requests).toBeGreaterThanOrEqual(3_000);
      expect(tally.successes.size).toBeGreaterThan(50);
      for (const status of [200, 201, 204, 400, 401, 403, 404, 405, 409, 412, 415])
        expect([status, tally.answers.has(status)]).toEqual([status, true]);
      expect((await test.api.get('//health/live')).status).toBe(200);
    } finally {
      await world.close();
      await test.stop();
    }
  }, 600_000);
});

describe('a campaign against a server with a fault', () => {
  const DOCUMENT: OpenApiDocument = {
    paths: {
      '/things': {
        post: {
          operationId: 'Things_make',
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
          responses: {
            200: json({ type: 'object', properties: { data: {} }, additionalProperties: false }),
            400: json({}),
          },
        },
      },
    },
    components: {
      schemas: {
        ProblemView: {},
        Thing: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] },
      },
    },
  };

  function json(schema: object): object {
    return { content: { 'application/json': { schema } } };
  }

  const TARGETS = { requests: 400, limit: 1_000, isAlive: true, operations: ['Things_make'] };

  /** Where nothing has to be known and nobody signs in. */
  const WORLD: World = {
    prepare: ({ actor, method, segments, body }: Sketch) => {
      const target = `/${segments.map(String).join('/')}`;
      const text = JSON.stringify(body?.json ?? {});
      return Promise.resolve<Sent>({
        actor,
        account: new Account({}),
        method,
        target,
        headers: {},
        body: Buffer.from(text),
      });
    },
    heed: () => Promise.resolve(),
  };

  type Answering = (text: string, reply: ServerResponse, request: IncomingMessage) => void;

  async function against(answer: Answering): Promise<Tally> {
    const server = createServer((request, reply) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        reply.setHeader('X-Request-Id', 'x').setHeader('X-Content-Type-Options', 'nosniff');
        reply.setHeader('Content-Type', 'application/json');
        if (request.url !== '/things' || request.method !== 'POST') reply.statusCode = 404;
        answer(Buffer.concat(chunks).toString(), reply, request);
        if (!reply.writableEnded && !request.socket.destroyed) reply.end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return await campaign(DOCUMENT, { url, world: WORLD, requests: 400 });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('finds nothing where there is none', async () => {
    const tally = await against(() => undefined);
    expect(tally.findings).toEqual([]);
    const figures = figuresOf(tally, TARGETS);
    expect(figures.every(({ isMet }) => isMet)).toBe(true);
  });

  it('finds a failure, and the smallest request for it', async () => {
    const tally = await against((text, reply) => {
      if (text.includes('%')) reply.statusCode = 500;
    });
    const [found] = tally.findings;
    expect(found?.fault).toMatch(/^500/);
    expect(found?.command).toMatch(/^curl -i .* -X POST --data-binary '.{1,30}' "\$QUIRE"'\/things'$/);
    const missed = figuresOf(tally, TARGETS).filter(({ isMet }) => !isMet);
    expect(missed.map(({ name }) => name)).toEqual(['requests', 'answers of 5xx', 'findings']);
  });

  it.each<[what: string, fault: RegExp, answer: Answering]>([
    ['a status that is not documented', /status 402 is not documented/, (_, reply) => (reply.statusCode = 402)],
    ['a member that is not documented', /additional properties/, (_, reply) => reply.end('{"data":1,"secret":2}')],
    [
      'a stack in a refusal',
      /tells internals/,
      (_, reply) => reply.writeHead(400).end('{"detail":"x\\n    at f (a.js:1:1)"}'),
    ],
    [
      'an answer without an id',
      /without X-Request-Id/,
      (_, reply) => {
        reply.removeHeader('X-Request-Id');
      },
    ],
    ['a success of what there is not', /does not know/, (_, reply) => (reply.statusCode = 200)],
    ['a connection that ends without an answer', /no answer/, (_, __, request) => request.socket.destroy()],
  ])('finds %s', async (_, fault, answer) => {
    const { findings } = await against(answer);
    expect(findings.map((found) => found.fault)).toEqual([expect.stringMatching(fault)]);
  });

  it('counts an operation that never succeeds', async () => {
    const tally = await against((_, reply) => {
      reply.statusCode = 400;
    });
    const missed = figuresOf(tally, TARGETS).filter(({ isMet }) => !isMet);
    expect(missed.map(({ name }) => name)).toEqual(['operations without a success']);
  });

  it('tells the slowest answers, and how to ask for them again', async () => {
    const tally = await against(() => undefined);
    expect(tally.slowest.all).toHaveLength(5);
    const text = report(figuresOf(tally, TARGETS), tally, ['Things_make']);
    expect(text).toMatch(/ ms {2}200 {2}Things_make\n {4}curl -i .* "\$QUIRE"'\/things'/);
  });

  it('counts a crash', async () => {
    const tally = await against(() => undefined);
    const figures = figuresOf(tally, { ...TARGETS, isAlive: false });
    expect(figures.filter(({ isMet }) => !isMet).map(({ name }) => name)).toEqual(['crashes']);
  });
});
