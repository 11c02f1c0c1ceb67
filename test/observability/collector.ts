import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { until } from '../support/until.js';

/** A span as OTLP/HTTP carries it in JSON, its attributes by name. */
export interface ReceivedSpan {
  name: string;
  /** 2: server, 3: client, 5: consumer. */
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  links: { traceId: string; spanId: string }[];
  status: { code: number; message?: string };
  attributes: Record<string, unknown>;
}

interface Export {
  resourceSpans: { resource: Resource; scopeSpans: { spans: SentSpan[] }[] }[];
}

interface Resource {
  attributes: Attribute[];
}

interface Attribute {
  key: string;
  value: Record<string, unknown>;
}

type SentSpan = Omit<ReceivedSpan, 'attributes' | 'links'> & { attributes: Attribute[]; links?: ReceivedSpan['links'] };

/** A collector of traces (OTLP 1.x over HTTP) on a port of 127.0.0.1 that keeps what it is sent. */
export class Collector {
  readonly spans: ReceivedSpan[] = [];
  readonly services = new Set<unknown>();
  readonly contentTypes = new Set<string>();
  /** All bodies as they came, one after the other. */
  raw = '';
  private readonly server = createServer((request, response) => {
    void this.receive(request).then(() => response.setHeader('Content-Type', 'application/json').end('{}'));
  });

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** The first span that matches, once it has come. */
  async find(matches: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> {
    await until(() => this.spans.some(matches));
    const [found] = this.spans.filter(matches);
    if (!found) throw new Error('A span has gone');
    return found;
  }

  /** The spans directly below another one. */
  childrenOf({ spanId }: ReceivedSpan): ReceivedSpan[] {
    return this.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  }

  private async receive(request: IncomingMessage): Promise<void> {
    const contentType = request.headers['content-type'] ?? '';
    const body = await text(request);
    this.contentTypes.add(contentType);
    this.raw += body;
    if (contentType !== 'application/json') return;
    for (const { resource, scopeSpans } of (JSON.parse(body) as Export).resourceSpans) {
      this.services.add(byName(resource.attributes)['service.name']);
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({ ...span, links: span.links ?? [], attributes: byName(span.attributes) });
      }
    }
  }
}

function byName(attributes: Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
