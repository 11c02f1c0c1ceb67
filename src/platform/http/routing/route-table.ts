import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import findMyWay, { type HTTPMethod } from 'find-my-way';

/** Knows which methods serve a path; Fastify's own router tells only whether one of them does. */
@Injectable()
export class RouteTable {
  private readonly router = findMyWay();
  private readonly methods = new Set<HTTPMethod>();

  /** Listens to the routes being registered; call it before the first one. */
  observe(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const name of [method].flat()) this.add(name as HTTPMethod, url);
    });
  }

  /** The methods that serve the path of a request target. */
  methodsOf(target: string): string[] {
    const path = target.split('?', 1)[0] ?? '/';
    return [...this.methods].filter((method) => this.serves(method, path)).sort();
  }

  /** An empty parameter names nothing, as for Nest. */
  private serves(method: HTTPMethod, path: string): boolean {
    const route = this.router.find(method, path);
    return route !== null && !Object.values(route.params).includes('');
  }

  private add(method: HTTPMethod, url: string): void {
    // `*` is the route of CORS preflights; it serves no path of its own.
    if (url === '*' || this.router.hasRoute(method, url)) return;
    this.methods.add(method);
    this.router.on(method, url, () => undefined);
  }
}
